//! Headline differences between regimes, simulated again and again: what audits of convergence and of mechanisms share.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

use caveat::experiment::compare::{Plan, Replication};
use caveat::experiment::convergence::Change;
use caveat::experiment::summary::mean;
use caveat::outcome::Outcome;
use serde::Serialize;

use crate::args::Compared;
use crate::collect::Watch;
use crate::error::Result;
use crate::headlines::{HEADLINES, Shown};
use crate::interrupt;
use crate::number::{decimals, signed, significant};
use crate::prepare::{Prepared, Question};
use crate::progress::Progress;

/// Values of one market: by regime, headline and replication; NaN where a replication failed.
pub(super) type Values = Vec<[Vec<f64>; HEADLINES.len()]>;

/// What is compared, with further settings.
pub(super) fn prepare(compared: &Compared, settings: &[String]) -> Result<Prepared> {
    let set = [&compared.set[..], settings].concat();
    let (regimes, baseline) = (&compared.regimes[..], compared.baseline.as_deref());
    Question { market: &compared.market, set: &set, regimes, baseline }.prepare()
}

/// A market with what another was taught.
pub(super) fn taught(prepared: &Prepared, by: &Plan, seed: u64) -> Result<Plan> {
    Ok(Plan::taught(&prepared.scenario, &prepared.regimes, seed, by)?)
}

/// One market after the other, and what failed in all.
pub(super) struct Simulation<'a> {
    replications: u64,
    progress: &'a Progress,
    /// Replications that failed, in words.
    pub failures: Vec<String>,
}

impl Simulation<'_> {
    pub(super) fn new(replications: u64, progress: &Progress) -> Simulation<'_> {
        Simulation { replications, progress, failures: Vec::new() }
    }

    /// One market under all regimes; none if somebody stopped it.
    pub(super) fn run(&mut self, prepared: &Prepared, plan: &Plan) -> Option<Values> {
        let stop = interrupt::stop();
        let places = HEADLINES.map(|shown| place(plan, &shown));
        let mut values: Values = vec![Default::default(); prepared.regimes.len()];
        let mut keep = |replication: Replication| {
            let runs = replication.runs.map_err(|failure| self.failures.push(failure.to_string())).ok();
            for (regime, values) in values.iter_mut().enumerate() {
                for (values, place) in values.iter_mut().zip(places) {
                    let value = runs.as_ref().zip(place).map(|(runs, place)| runs[regime].outcomes[place]);
                    values.push(value.unwrap_or(f64::NAN));
                }
            }
            ControlFlow::Continue(())
        };
        plan.run(0..self.replications, &|| self.progress.done(), stop, &mut keep);
        (!stop.load(Ordering::Relaxed)).then_some(values)
    }
}

fn place(plan: &Plan, shown: &Shown) -> Option<usize> {
    let looks = plan.setting().market.clock.compensator_months > 0.0;
    let key = shown.steadier.filter(|_| looks).unwrap_or(shown.key);
    plan.columns().iter().position(|column| column.outcome.key == key && column.segment == shown.segment)
}

/// Share of a headline up to which a difference is rounding.
const ROUNDING: f64 = 1e-12;

/// A headline under a regime less that under another, by replication.
pub(super) fn differences(values: &Values, (regime, baseline): (usize, usize), headline: usize) -> Vec<f64> {
    let pair = values[regime][headline].iter().zip(&values[baseline][headline]);
    let difference = |value: f64, baseline: f64| match value - baseline {
        difference if difference.abs() <= ROUNDING * baseline.abs() => 0.0,
        difference => difference,
    };
    pair.map(|(value, baseline)| difference(*value, *baseline)).collect()
}

/// A headline difference, as the market stands and otherwise.
#[derive(Serialize)]
pub(super) struct Difference {
    pub(super) regime: String,
    pub(super) outcome: &'static str,
    unit: &'static str,
    baseline_mean: f64,
    difference: f64,
    difference_half_width: f64,
    cut_difference: f64,
    cut_half_width: f64,
    pub(super) change: f64,
    change_half_width: f64,
    pub(super) z: f64,
}

/// The columns of a table of them, by what is otherwise.
pub(super) fn header(otherwise: &str) -> [&str; 7] {
    [otherwise, "regime", "outcome", "difference", "then", "change", "s.e."]
}

impl Difference {
    /// Of a regime to the baseline in a headline.
    pub(super) fn new(
        prepared: &Prepared,
        stands: &Values,
        (regime, headline): (usize, usize),
        change: &Change,
    ) -> Difference {
        let shown = &HEADLINES[headline];
        let baseline = stands[prepared.baseline][headline].iter().copied();
        Difference {
            regime: prepared.regimes[regime].name.clone(),
            outcome: shown.label,
            unit: Outcome::find(shown.key).map_or("", |outcome| outcome.unit),
            baseline_mean: mean(&baseline.filter(|value| !value.is_nan()).collect::<Vec<_>>()),
            difference: change.stands.mean,
            difference_half_width: change.stands.half_width,
            cut_difference: change.cut.mean,
            cut_half_width: change.cut.half_width,
            change: change.change.mean,
            change_half_width: change.change.half_width,
            z: change.z,
        }
    }

    /// Whether chance explains the change: two differences that are certain and the same are no change.
    pub(super) fn is_within(&self, tolerated: f64) -> bool {
        self.z.abs() <= tolerated || self.change == 0.0
    }

    /// Least change that would have been seen, as a share of the baseline's mean.
    pub(super) fn seen_from(&self) -> f64 {
        self.change_half_width / self.baseline_mean.abs()
    }

    /// All columns but the first.
    pub(super) fn cells(&self) -> [String; 6] {
        let with = |value: f64, half_width: f64| {
            format!("{} ± {}", signed_significant(value), significant(half_width, 2))
        };
        [
            self.regime.clone(),
            format!("{} ({})", self.outcome, self.unit),
            with(self.difference, self.difference_half_width),
            with(self.cut_difference, self.cut_half_width),
            with(self.change, self.change_half_width),
            signed(self.z, 1),
        ]
    }
}

fn signed_significant(value: f64) -> String {
    signed(value, decimals(value, 3))
}
