//! How a column of outcomes is written for people: one scale and one number of decimals for all its rows.

use caveat::experiment::summary::Summary;

use crate::headlines::{BESIDE, HEADLINES, Shown};
use crate::number::{Scale, decimals, fixed, signed};
use crate::results::Results;
use crate::study::Study;

/// A column of the table of regimes.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Where it stands among the columns of the study.
    pub column: usize,
    /// What it is called.
    pub label: &'static str,
    /// The unit it is written in.
    pub unit: String,
    divisor: f64,
    mean_decimals: usize,
    diff_decimals: usize,
}

/// The three headlines.
pub fn headlines(study: &Study, results: &Results) -> Vec<Reading> {
    HEADLINES.iter().filter_map(|shown| Reading::of(study, results, shown)).collect()
}

/// What stands beside them.
pub fn beside(study: &Study, results: &Results) -> Vec<Reading> {
    BESIDE.iter().filter_map(|shown| Reading::of(study, results, shown)).collect()
}

impl Reading {
    fn of(study: &Study, results: &Results, shown: &Shown) -> Option<Reading> {
        let column = shown.find(study)?;
        let all = || (0..study.regimes.len()).map(|regime| results.get(regime, column));
        let largest =
            |pick: fn(&Summary) -> f64| all().map(pick).filter(|v| v.is_finite()).fold(0.0, f64::max);
        let mean = largest(|summary| summary.mean.abs());
        let half_width = largest(|summary| summary.mc_hi - summary.diff);
        let diff = largest(|summary| summary.diff.abs());
        let Scale { divisor, unit } = Scale::fitting(mean, study.columns[column].outcome.unit);
        let mean_decimals = decimals(mean / divisor, 3);
        let enough = decimals(half_width / divisor, 1).max(mean_decimals);
        let diff_decimals = enough.min(decimals(diff.max(half_width) / divisor, 3));
        Some(Reading { column, label: shown.label, unit, divisor, mean_decimals, diff_decimals })
    }

    /// The mean.
    pub fn mean(&self, summary: &Summary) -> String {
        fixed(summary.mean / self.divisor, self.mean_decimals)
    }

    /// The paired difference to the baseline.
    pub fn diff(&self, summary: &Summary) -> String {
        signed(summary.diff / self.divisor, self.diff_decimals)
    }

    /// Half the width of its interval.
    pub fn half_width(&self, summary: &Summary) -> String {
        fixed((summary.mc_hi - summary.diff) / self.divisor, self.diff_decimals)
    }

    /// Its interval.
    pub fn interval(&self, summary: &Summary) -> String {
        let [low, high] =
            [summary.mc_lo, summary.mc_hi].map(|end| signed(end / self.divisor, self.diff_decimals));
        format!("{low} to {high}")
    }
}
