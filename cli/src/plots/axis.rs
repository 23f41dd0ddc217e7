//! Axes: from values to pixels, with ticks at round numbers.

use crate::number::{decimals, fixed, magnitude};

/// A linear axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    step: f64,
}

impl Axis {
    /// An axis that holds every finite value, with some air, between two pixels, and about that many ticks. It stops at
    /// zero if the values do.
    pub(super) fn over(values: impl IntoIterator<Item = f64>, from: f64, to: f64, ticks: usize) -> Axis {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let (low, high) = match high - low {
            span if span > 0.0 => (low, high),
            _ if low.is_finite() => (low - low.abs().max(1.0) * 0.1, low + low.abs().max(1.0) * 0.1),
            _ => (0.0, 1.0),
        };
        let air = 0.05 * (high - low);
        let end = |value: f64, air: f64| if value == 0.0 { 0.0 } else { value + air };
        Axis {
            low: end(low, -air),
            high: end(high, air),
            from,
            to,
            step: round_step((high - low) / ticks as f64),
        }
    }

    /// The pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Ticks with their labels.
    pub(super) fn ticks(&self) -> Vec<(f64, String)> {
        let places = decimals(self.step, 1);
        let within = (self.low / self.step).ceil() as i64..=(self.high / self.step).floor() as i64;
        within.map(|tick| tick as f64 * self.step).map(|value| (value, fixed(value, places))).collect()
    }
}

/// The least of 1, 2, 5 × a power of ten that is no less than a step.
fn round_step(step: f64) -> f64 {
    let power: f64 = format!("1e{}", magnitude(step)).parse().unwrap_or(1.0);
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|digit| digit * power)
        .find(|round| *round >= step * 0.999)
        .unwrap_or(10.0 * power)
}

/// Where in 0..1 a number of at least 1 stands on a logarithmic axis that ends at `most`.
#[expect(clippy::disallowed_methods, reason = "a place in a picture, not a result")]
pub(super) fn log_place(value: f64, most: f64) -> f64 {
    value.max(1.0).ln() / most.max(2.0).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        let labels = |values: [f64; 2], ticks| {
            let ticks = Axis::over(values, 0.0, 100.0, ticks).ticks();
            ticks.into_iter().map(|(_, label)| label).collect::<Vec<_>>()
        };
        assert_eq!(labels([0.0, 97.0], 5), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels([-0.012, 0.008], 4), ["−0.010", "−0.005", "0.000", "0.005"]);
        let axis = Axis::over([0.0, 100.0], 0.0, 105.0, 5);
        assert_eq!((axis.at(0.0), axis.at(100.0).round()), (0.0, 100.0));
    }

    #[test]
    fn an_axis_of_one_value_or_none_still_has_a_length() {
        for values in [vec![5.0], vec![0.0], vec![f64::NAN], vec![]] {
            let axis = Axis::over(values, 0.0, 100.0, 4);
            assert!(axis.at(5.0).is_finite() && !axis.ticks().is_empty());
        }
    }
}
