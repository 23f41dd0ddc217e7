//! A parameter that is moved, and its place between its bounds.

use crate::error::Place;
use crate::math::{exp, ln, sqrt};
use crate::scenario::Range;

/// Least distance of a position from an end that has a coordinate.
const LEAST: f64 = 1e-6;
/// The 97.5 % quantile of the normal law.
const Z: f64 = 1.959_963_984_540_054;

/// On which scale a parameter is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// By amounts.
    Linear,
    /// By factors.
    Log,
}

impl Scale {
    /// The words files use.
    pub const NAMES: [&str; 2] = ["linear", "log"];
}

/// An end of a parameter's bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// The lower.
    Low,
    /// The upper.
    High,
}

impl End {
    /// The end at which a position is, if it is at one.
    pub fn at(position: f64) -> Option<End> {
        match position {
            low if low <= 0.0 => Some(End::Low),
            high if high >= 1.0 => Some(End::High),
            _ => None,
        }
    }
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Path of the field, or with `*` of the same field of every row.
    pub path: String,
    /// Unit of the field.
    pub unit: &'static str,
    /// Where the file names it.
    pub place: Place,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Where the search begins.
    pub start: f64,
    /// How it is moved.
    pub scale: Scale,
    /// The fields of the market that take its value.
    pub fields: Vec<Range>,
}

impl Parameter {
    /// The value at a position from 0, the lower bound, to 1.
    pub fn at(&self, position: f64) -> f64 {
        if position <= 0.0 {
            return self.low;
        }
        if position >= 1.0 {
            return self.high;
        }
        let value = match self.scale {
            Scale::Linear => self.low + position * (self.high - self.low),
            Scale::Log => self.low * exp(position * ln(self.high / self.low)),
        };
        value.clamp(self.low, self.high)
    }

    /// The position of a value within the bounds.
    pub fn position(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Log => ln(value / self.low) / ln(self.high / self.low),
        }
    }

    /// The standard error of the value, by that of its position.
    pub fn error(&self, position: f64, error: f64) -> f64 {
        let slope = match self.scale {
            Scale::Linear => self.high - self.low,
            Scale::Log => self.at(position) * ln(self.high / self.low),
        };
        slope * error
    }

    /// The width of the 95 % interval as a part of the bounds, by the standard error of the position.
    pub fn interval_share(error: f64) -> f64 {
        2.0 * Z * error
    }

    /// The 95 % interval of the value, symmetric on the scale on which it is moved; it may reach beyond the bounds.
    pub fn interval(&self, position: f64, error: f64) -> [f64; 2] {
        [-Z, Z].map(|by| match self.scale {
            Scale::Linear => self.at(position) + by * self.error(position, error),
            Scale::Log => self.at(position) * exp(by * error * ln(self.high / self.low)),
        })
    }
}

/// The unbounded coordinate of a position, and back: `2z − 1 = u/√(1 + u²)`.
pub(super) fn unbounded(position: f64) -> f64 {
    let inner = 2.0 * position.clamp(LEAST, 1.0 - LEAST) - 1.0;
    inner / sqrt(1.0 - inner * inner)
}

/// The position of an unbounded coordinate, and its derivative.
pub(super) fn bounded(coordinate: f64) -> (f64, f64) {
    let root = sqrt(1.0 + coordinate * coordinate);
    (0.5 + 0.5 * coordinate / root, 0.5 / (root * root * root))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    fn parameter(scale: Scale) -> Parameter {
        let place = Place::in_set("", 0);
        Parameter {
            path: "a".into(),
            unit: "",
            place,
            low: 0.5,
            high: 8.0,
            start: 2.0,
            scale,
            fields: Vec::new(),
        }
    }

    #[test]
    fn positions_are_values_and_back() {
        for scale in [Scale::Linear, Scale::Log] {
            let parameter = parameter(scale);
            for value in [0.5, 0.7, 2.0, 7.9, 8.0] {
                assert!((parameter.at(parameter.position(value)) - value).abs() < 1e-12);
            }
            assert_eq!((parameter.at(0.0), parameter.at(1.0)), (0.5, 8.0), "bounds are met exactly");
        }
        assert!((parameter(Scale::Log).position(2.0) - 0.5).abs() < 1e-12);
        for position in [0.02, 0.3, 0.5, 0.9] {
            let (back, slope) = bounded(unbounded(position));
            assert!((back - position).abs() < 1e-12);
            let step = 1e-6;
            let numeric = (bounded(unbounded(position) + step).0 - back) / step;
            assert!((slope - numeric).abs() < 1e-6);
        }
        assert!(unbounded(0.0).is_finite() && unbounded(1.0).is_finite(), "a search can leave an end");
        assert_eq!([0.0, 0.5, 1.0].map(End::at), [Some(End::Low), None, Some(End::High)]);
    }

    #[test]
    fn intervals_are_symmetric_on_the_scale_of_the_search() {
        let linear = parameter(Scale::Linear).interval(0.5, 0.1);
        assert!(
            (linear[0] + linear[1] - 8.5).abs() < 1e-12
                && (linear[1] - linear[0] - 2.0 * Z * 0.75).abs() < 1e-12
        );
        let log = parameter(Scale::Log).interval(0.5, 0.1);
        assert!((log[0] * log[1] - 4.0).abs() < 1e-12 && log[0] > 0.0);
        assert!(((linear[1] - linear[0]) / 7.5 - Parameter::interval_share(0.1)).abs() < 1e-12);
    }
}
