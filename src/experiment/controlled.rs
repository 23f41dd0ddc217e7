//! A mean less what luck of known mean explains of it: control variates.
//!
//! Regression on controls whose expectation is zero leaves the mean where it is and takes their share of the variance out of it
//! (Lavenberg and Welch 1981, *Management Science* 27:322).

use nalgebra::{DMatrix, DVector};

use super::summary::{MeanInterval, mean_interval, student_t_975};
use crate::math::sqrt;

/// Samples that each estimated weight of a control takes at least.
const SAMPLES_A_WEIGHT: usize = 8;

/// What varies with a sample and whose mean is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// A value for each of the sample, less the mean.
    pub values: Vec<f64>,
    /// Standard error of that mean, if it stems from a larger sample; else 0.
    pub error: f64,
}

impl Control {
    /// Values whose expectation is zero.
    pub fn centred(values: Vec<f64>) -> Control {
        Control { values, error: 0.0 }
    }

    /// Over its root mean square; `None` if it does not vary.
    fn scaled(&self) -> Option<Control> {
        let first = *self.values.first()?;
        let squares: f64 = self.values.iter().map(|value| value * value).sum();
        let scale = sqrt(squares / self.values.len() as f64);
        let varies =
            scale.is_finite() && self.values.iter().any(|value| (value - first).abs() > 1e-9 * scale);
        let values = || self.values.iter().map(|value| value / scale).collect();
        varies.then(|| Control { values: values(), error: self.error / scale })
    }
}

/// The mean of a sample, less what controls explain, and the half-width of its 95 % interval: the intercept of the regression on them,
/// with what is not known of their means (double sampling: Cochran 1977, *Sampling Techniques*, 12.6). Without controls that vary, or
/// with too few samples for them, the plain mean.
///
/// # Panics
///
/// If a control differs in length from the sample.
pub fn controlled_mean(values: &[f64], controls: &[Control]) -> MeanInterval {
    assert!(
        controls.iter().all(|control| control.values.len() == values.len()),
        "a value of each control a sample"
    );
    let scaled: Vec<Control> = controls.iter().filter_map(Control::scaled).collect();
    let (rows, columns) = (values.len(), 1 + scaled.len());
    if scaled.is_empty() || rows < SAMPLES_A_WEIGHT * columns {
        return mean_interval(values);
    }
    let at = |row: usize, column: usize| if column == 0 { 1.0 } else { scaled[column - 1].values[row] };
    let (design, sample) = (DMatrix::from_fn(rows, columns, at), DVector::from_column_slice(values));
    let Some(inverse) = (design.transpose() * &design).cholesky().map(|factor| factor.inverse()) else {
        return mean_interval(values);
    };
    let weights = &inverse * (design.transpose() * &sample);
    let freedom = rows - columns;
    let left = (&sample - &design * &weights).norm_squared() / freedom as f64 * inverse[(0, 0)];
    let unknown: f64 = scaled
        .iter()
        .zip(weights.iter().skip(1))
        .map(|(control, weight)| weight * weight * control.error * control.error)
        .sum();
    MeanInterval { mean: weights[0], half_width: student_t_975(freedom) * sqrt(left + unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::summary::standard_error;
    use crate::shocks::{Shocks, Stream};

    /// Draws of a normal law, the same for each number.
    fn normals(number: u64, count: u64) -> Vec<f64> {
        let shocks = Shocks::new(7, number);
        (0..count).map(|at| shocks.normal(Stream::Audit, at, 0, 0)).collect()
    }

    /// Against `statsmodels` 0.15: `OLS(y, add_constant(x)).fit()`, intercept and half of its 95 % interval.
    #[test]
    fn the_mean_is_the_intercept_of_a_regression() {
        let y = [2.1, 3.9, 6.2, 7.8, 10.1, 12.2, 13.8, 16.1, 18.0, 19.7, 22.3, 23.9, 26.1, 27.8, 30.2, 31.9];
        let x: Vec<f64> = (0..16).map(|at| f64::from(at) - 7.0).collect();
        let found = controlled_mean(&y, &[Control::centred(x)]);
        assert!((found.mean - 16.007_794_117_647_066).abs() < 1e-9, "{found:?}");
        assert!((found.half_width - 0.100_502_559_383_539_14).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn a_control_that_explains_the_sample_narrows_the_interval_and_keeps_the_mean_within() {
        let (luck, rest) = (normals(1, 400), normals(2, 400));
        let values: Vec<f64> =
            luck.iter().zip(&rest).map(|(luck, rest)| 5.0 + 3.0 * luck + 0.1 * rest).collect();
        let (plain, controlled) =
            (mean_interval(&values), controlled_mean(&values, &[Control::centred(luck)]));
        assert!(controlled.half_width < 0.05 * plain.half_width, "{plain:?} {controlled:?}");
        assert!((controlled.mean - 5.0).abs() < 2.0 * controlled.half_width, "{controlled:?}");
    }

    #[test]
    fn controls_that_do_not_vary_or_are_the_same_leave_the_plain_mean() {
        let values = normals(3, 64);
        let plain = mean_interval(&values);
        assert_eq!(controlled_mean(&values, &[]), plain);
        assert_eq!(controlled_mean(&values, &[Control::centred(vec![0.0; 64])]), plain);
        let few = &values[..10];
        assert_eq!(controlled_mean(few, &[Control::centred(normals(4, 10))]), mean_interval(few));
    }

    /// The mean of the control is that of a sample four times as large.
    #[test]
    fn a_mean_known_from_a_larger_sample_is_held_by_nineteen_intervals_in_twenty() {
        let holds = (0..400).filter(|&trial| {
            let (luck, rest) = (normals(10 + 2 * trial, 160), normals(11 + 2 * trial, 40));
            let known = mean_interval(&luck);
            let values: Vec<f64> =
                luck.iter().zip(&rest).map(|(luck, rest)| 1.0 + 2.0 * luck + rest).collect();
            let centred = luck[..40].iter().map(|luck| luck - known.mean).collect();
            let found =
                controlled_mean(&values, &[Control { values: centred, error: standard_error(&luck) }]);
            (found.mean - 1.0).abs() <= found.half_width
        });
        let share = holds.count() as f64 / 400.0;
        assert!((0.92..=0.985).contains(&share), "{share}");
    }

    /// Intervals of samples whose mean is known hold it about as often as they say.
    #[test]
    fn nineteen_intervals_in_twenty_hold_the_mean() {
        let holds = (0..400).filter(|&trial| {
            let (luck, rest) = (normals(10 + 2 * trial, 40), normals(11 + 2 * trial, 40));
            let values: Vec<f64> =
                luck.iter().zip(&rest).map(|(luck, rest)| 1.0 + 2.0 * luck + rest).collect();
            let found = controlled_mean(&values, &[Control::centred(luck)]);
            (found.mean - 1.0).abs() <= found.half_width
        });
        let share = holds.count() as f64 / 400.0;
        assert!((0.92..=0.98).contains(&share), "{share}");
    }
}
