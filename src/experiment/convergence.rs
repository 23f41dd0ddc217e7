//! Does the answer depend on how finely the market is cut? The same comparison with fewer and more makers, a longer past, a longer run-off,
//! and fewer replications.
//!
//! A model of agents converges if its answers stay where they are when agents are added and the market grows with them. The month
//! is the engine's step and cannot be made finer: event times inside a month are continuous (clocks of flaws run in days), decisions and sales are
//! not, and nothing here says what weeks would change. How often makers decide can be cut: a year by default, or half of one.
//!
//! A market is taught before it is simulated: what campaigns hit, what makers of each kind earn. Those runs are a sample as well, but one that
//! all replications share, so that no interval over replications contains its luck. Cuts are therefore made with what the market as it
//! stands was taught, or each would be compared across two such samples; and one cut changes nothing but that: the same market, taught by
//! another sample.
//!
//! A difference is compared with that of the market as it stands. Both are means over replications; they share a seed but, as soon as
//! makers are others, hardly a draw, so that the variances of the two are added: with common shocks that is too much, never too little.

use super::summary::{MeanInterval, mean_interval, standard_error, student_t_975};
use crate::math::{beta_inc, norm_quantile, sqrt};
use crate::scenario::market::{Market, SizeClassName};

/// Chance that chance alone moves any of all differences that are looked at by more than is let pass.
const LEVEL: f64 = 0.05;
/// A way in which a market is cut otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cut {
    /// So many times as many makers, and as large a market for them.
    Makers(f64),
    /// So many times as long a past before the announcement.
    BurnIn(f64),
    /// So many times as long a run-off.
    RunOff(f64),
    /// So many times as long from one decision of a maker to the next.
    Period(f64),
    /// As it stands, but taught by other runs than those that taught it.
    Taught,
    /// Only so large a part of the replications.
    Replications(f64),
}

/// The ways that are tried.
pub const CUTS: [Cut; 7] = [
    Cut::Makers(0.5),
    Cut::Makers(2.0),
    Cut::BurnIn(1.5),
    Cut::RunOff(1.5),
    Cut::Period(0.5),
    Cut::Taught,
    Cut::Replications(0.5),
];

impl Cut {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Cut::Makers(times) => format!("makers × {times}"),
            Cut::BurnIn(times) => format!("burn-in × {times}"),
            Cut::RunOff(times) => format!("run-off × {times}"),
            Cut::Period(times) => format!("decision period × {times}"),
            Cut::Taught => "taught by other runs".into(),
            Cut::Replications(times) => format!("replications × {times}"),
        }
    }

    /// What `--set` must say for it; nothing if the market is then no other. A market that is taught by other runs is taught by the one that this
    /// says: its months are others, and with them its luck.
    pub fn settings(self, market: &Market) -> Vec<String> {
        let clock = &market.clock;
        let set = |path: &str, value: f64, times: f64| {
            let cut = (value * times).round();
            if cut == value || cut < 1.0 { Vec::new() } else { vec![format!("{path}={cut}")] }
        };
        match self {
            Cut::Makers(times) => grown(market, times),
            Cut::Taught => set("clock.burn_in_months", clock.burn_in_months, 2.0),
            Cut::Period(times) => set("clock.period_months", clock.period_months, times),
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
    /// The change in standard errors, as a normal law would have it that is exceeded with the same chance as Student's with so few
    /// replications; NaN where both are certain and the same.
    pub z: f64,
}

impl Change {
    /// Of two samples of paired differences.
    pub fn new(stands: &[f64], cut: &[f64]) -> Change {
        let samples = [stands, cut].map(present);
        let [stands, cut] = [0, 1].map(|at| mean_interval(&samples[at]));
        let mean = cut.mean - stands.mean;
        let (error, freedom) = welch(&samples);
        let half_width = student_t_975(freedom as usize) * error;
        Change { stands, cut, change: MeanInterval { mean, half_width }, z: normal(mean / error, freedom) }
    }

    /// Of two samples on the same shocks: a change within each replication, and its interval that of a mean.
    pub fn paired(stands: &[f64], cut: &[f64]) -> Change {
        let changes: Vec<f64> = present(&stands.iter().zip(cut).map(|(a, b)| b - a).collect::<Vec<_>>());
        let [stands, cut] = [stands, cut].map(|values| mean_interval(&present(values)));
        let change = mean_interval(&changes);
        let z = normal(change.mean / standard_error(&changes), changes.len() as f64 - 1.0);
        Change { stands, cut, change, z }
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

/// The standard error of the difference of two means, and how many degrees of freedom it has (Welch 1947, *Biometrika* 34:28).
fn welch(samples: &[Vec<f64>; 2]) -> (f64, f64) {
    let variances = [0, 1].map(|at| square(standard_error(&samples[at])));
    let freedoms = [0, 1].map(|at| samples[at].len() as f64 - 1.0);
    let variance = variances[0] + variances[1];
    let each = square(variances[0]) / freedoms[0] + square(variances[1]) / freedoms[1];
    let freedom = if each > 0.0 { square(variance) / each } else { freedoms[0] + freedoms[1] };
    (sqrt(variance), freedom)
}

/// The normal quantile that is exceeded with the same chance as a quantile of Student's law.
fn normal(t: f64, freedom: f64) -> f64 {
    if t.is_nan() || t == 0.0 {
        return t;
    }
    let beyond = beta_inc(0.5 * freedom, 0.5, freedom / (freedom + t * t));
    -norm_quantile(0.5 * beyond) * t.signum()
}

/// Standard errors that the greatest of so many changes may have by chance, in one of twenty audits (Bonferroni).
pub fn tolerated(changes: usize) -> f64 {
    norm_quantile(1.0 - 0.5 * LEVEL / changes.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shocks::{Shocks, Stream};

    #[test]
    fn a_change_is_weighed_by_both_errors() {
        let stands: Vec<f64> = (0..100).map(|at| f64::from(at % 5)).collect();
        let shifted: Vec<f64> = stands.iter().map(|value| value + 10.0).collect();
        let far = Change::new(&stands, &shifted);
        assert!((far.change.mean - 10.0).abs() < 1e-12 && far.z > tolerated(100), "{far:?}");
        let near = Change::new(&stands, &stands);
        assert!(near.z.abs() < 1e-12 && near.change.half_width > near.stands.half_width);
        assert!((tolerated(1) - 1.959_963_984_540_054).abs() < 1e-9 && tolerated(30) > 3.0);
    }

    /// `scipy.stats.ttest_ind(b, a, equal_var=False)` of scipy 1.17.1, its `df` and `scipy.stats.norm.isf(pvalue / 2)`.
    #[test]
    fn few_replications_are_weighed_by_student_s_law() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 10.0], [2.0, 5.0, 7.0, 7.0, 8.0, 13.0]);
        let (error, freedom) = welch(&[a.to_vec(), b.to_vec()]);
        let change = Change::new(&a, &b);
        assert!((change.change.mean / error - 1.3837968120433277).abs() < 1e-12);
        assert!((freedom - 8.729500098794702).abs() < 1e-12);
        assert!((change.z - 1.279348111337887).abs() < 1e-9, "{}", change.z);
        let down = Change::new(&b, &a);
        assert!((down.z + change.z).abs() < 1e-12);
    }

    /// Changes of nothing, of few replications each: as many as the level says are more than is tolerated.
    #[test]
    fn one_audit_in_twenty_sees_what_is_not_there() {
        let normal = |audit: u64, replication: u64, at: u64| {
            Shocks::new(audit, replication).normal(Stream::Assumption, at, 0, 0)
        };
        let sample = |audit: u64, at: u64| (0..8).map(|of| normal(audit, of, at)).collect::<Vec<f64>>();
        let audits = 2000;
        let seen = (0..audits)
            .filter(|&audit| {
                let changes =
                    (0..10).map(|at| Change::new(&sample(audit, 2 * at), &sample(audit, 2 * at + 1)));
                changes.into_iter().any(|change| change.z.abs() > tolerated(10))
            })
            .count();
        assert!((60..=140).contains(&seen), "{seen} of {audits}");
    }

    /// What both share is luck that a paired change leaves out.
    #[test]
    fn on_the_same_shocks_a_small_change_is_seen() {
        let stands: Vec<f64> = (0..40).map(|at| f64::from(at * 37 % 11)).collect();
        let cut: Vec<f64> =
            stands.iter().enumerate().map(|(at, x)| x + 0.1 + 0.01 * (at % 3) as f64).collect();
        let (paired, apart) = (Change::paired(&stands, &cut), Change::new(&stands, &cut));
        assert!((paired.change.mean - apart.change.mean).abs() < 1e-12);
        assert!(paired.z > tolerated(100) && apart.z.abs() < 1.0, "{} and {}", paired.z, apart.z);
        assert!(paired.change.half_width < 0.05 * apart.change.half_width);
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
