//! Does the answer depend on how finely the market is cut? The same comparison with fewer and more makers, a longer past, a longer run-off,
//! and fewer replications.
//!
//! A model of agents converges if its answers stay where they are when agents are added and the market grows with them. The month
//! is the engine's step and cannot be made finer: event times inside a month are continuous (clocks of flaws run in days), decisions and sales are
//! not, and nothing here says what weeks would change.
//!
//! A difference is compared with that of the market as it stands. Both are means over replications; they share a seed but, as soon as
//! makers are others, hardly a draw, so that the variances of the two are added: with common shocks that is too much, never too little.

use super::summary::{MeanInterval, mean_interval};
use crate::math::{norm_quantile, sqrt};
use crate::scenario::market::{Market, SizeClassName};

/// Chance that chance alone moves any of all differences that are looked at by more than is let pass.
const LEVEL: f64 = 0.05;
/// The 97.5 % quantile of the normal law.
const Z: f64 = 1.959_963_984_540_054;

/// A way in which a market is cut otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// So many times as many makers, and as large a market for them.
    Makers(f64),
    /// So many times as long a past before the announcement.
    BurnIn(f64),
    /// So many times as long a run-off.
    RunOff(f64),
    /// Only so large a part of the replications.
    Replications(f64),
}

/// The ways that are tried.
pub const CUTS: [Cut; 5] =
    [Cut::Makers(0.5), Cut::Makers(2.0), Cut::BurnIn(1.5), Cut::RunOff(1.5), Cut::Replications(0.5)];

impl Cut {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Cut::Makers(times) => format!("makers × {times}"),
            Cut::BurnIn(times) => format!("burn-in × {times}"),
            Cut::RunOff(times) => format!("run-off × {times}"),
            Cut::Replications(times) => format!("replications × {times}"),
        }
    }

    /// What `--set` must say for it; nothing if the market is then no other.
    pub fn settings(self, market: &Market) -> Vec<String> {
        let clock = &market.clock;
        let set = |path: &str, value: f64, times: f64| {
            let cut = (value * times).round();
            if cut == value { Vec::new() } else { vec![format!("{path}={cut}")] }
        };
        match self {
            Cut::Makers(times) => grown(market, times),
            Cut::BurnIn(times) => set("clock.burn_in_months", clock.burn_in_months, times),
            Cut::RunOff(times) => set("clock.run_off_months", clock.run_off_months, times),
            Cut::Replications(_) => Vec::new(),
        }
    }
}

/// As many times makers and entrants, and of what all makers share as many times as much. Buyers come with makers: a market is as
/// large as its makers' sales.
fn grown(market: &Market, times: f64) -> Vec<String> {
    let counts = SizeClassName::NAMES.iter().zip(&market.sizes).filter(|(_, size)| size.count > 0.0);
    let counts =
        counts.map(|(name, size)| format!("size.{name}.count={}", (size.count * times).round().max(1.0)));
    let shared = [
        ("entry.slots", market.entry.slots),
        ("insurer.capital_eur", market.insurer.capital_eur),
        ("supplier.cost_care_eur", market.supplier.cost_care_eur),
        ("importer.capital_eur", market.importer.capital_eur),
        ("seller.capital_eur", market.seller.capital_eur),
    ];
    let shared = shared.map(|(path, value)| format!("{path}={:?}", value * times));
    let components = &market.components;
    let components = components.names.iter().zip(&components.rows);
    let components =
        components.map(|(name, row)| format!("component.{name}.capital_eur={:?}", row.capital_eur * times));
    counts.chain(shared).chain(components).collect()
}

/// A difference between two regimes, as the market stands and cut otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// As it stands.
    pub stands: MeanInterval,
    /// Cut otherwise.
    pub cut: MeanInterval,
    /// The one less the other, with the half-width of its 95 % interval.
    pub change: MeanInterval,
    /// The change in standard errors; NaN where both are certain.
    pub z: f64,
}

impl Change {
    /// Of two samples of paired differences.
    pub fn new(stands: &[f64], cut: &[f64]) -> Change {
        let [stands, cut] = [stands, cut].map(present).map(|values| mean_interval(&values));
        let error = sqrt(square(stands.half_width) + square(cut.half_width)) / Z;
        let mean = cut.mean - stands.mean;
        Change { stands, cut, change: MeanInterval { mean, half_width: Z * error }, z: mean / error }
    }

    /// Of a sample and a part of it, which share what they share: the part less the rest, by the share that it is not.
    pub fn of_part(all: &[f64], part: usize) -> Change {
        let (first, rest) = all.split_at(part.min(all.len()));
        let halves = Change::new(rest, first);
        let share = rest.len() as f64 / all.len() as f64;
        let change =
            MeanInterval { mean: share * halves.change.mean, half_width: share * halves.change.half_width };
        let stands = mean_interval(&present(all));
        Change { stands, change, ..halves }
    }
}

fn present(values: &[f64]) -> Vec<f64> {
    values.iter().copied().filter(|value| !value.is_nan()).collect()
}

fn square(value: f64) -> f64 {
    value * value
}

/// Standard errors that the greatest of so many changes may have by chance, in one of twenty audits (Bonferroni).
pub fn tolerated(changes: usize) -> f64 {
    norm_quantile(1.0 - 0.5 * LEVEL / changes.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_weighed_by_both_errors() {
        let stands: Vec<f64> = (0..100).map(|at| f64::from(at % 5)).collect();
        let shifted: Vec<f64> = stands.iter().map(|value| value + 10.0).collect();
        let far = Change::new(&stands, &shifted);
        assert!((far.change.mean - 10.0).abs() < 1e-12 && far.z > tolerated(100), "{far:?}");
        let near = Change::new(&stands, &stands);
        assert!(near.z.abs() < 1e-12 && near.change.half_width > near.stands.half_width);
        assert!((tolerated(1) - Z).abs() < 1e-9 && tolerated(30) > 3.0);
    }

    #[test]
    fn a_part_of_a_sample_moves_less_than_another_sample() {
        let values: Vec<f64> = (0..100).map(|at| f64::from(at * 37 % 11)).collect();
        let change = Change::of_part(&values, 50);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        assert!((change.change.mean - (mean(&values[..50]) - mean(&values))).abs() < 1e-12);
        assert!(change.change.half_width < Change::new(&values, &values[..50]).change.half_width);
    }
}
