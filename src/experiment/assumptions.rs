//! What is not known about a market and its laws, drawn: every value that is stated with a range takes others within it.
//!
//! A value is drawn from the triangular law on its range with its mode at the value stated, the usual law for a low, a likely and a
//! high figure (Kotz and van Dorp 2004, *Beyond Beta*, ch. 1): of its logarithm, if the range spans a factor of four or more, and of
//! its reciprocal, if it has no upper end. Values are independent, but for two things: shares that sum to 1 are divided by their sum,
//! and a draw that the scenario refuses, or whose shares have left their ranges, is drawn again and counted. So the law is the
//! product of triangular ones, given that the values can hold together.
//!
//! Draws are points of the plan: they depend on the seed and on the ranges, never on threads or replications.

use std::ops::Range as Interval;
use std::sync::atomic::{AtomicBool, Ordering};

use rand_distr::{Distribution, Triangular};

use super::compare::{Failure, Plan, PlanError};
use super::spread::Moments;
use crate::ensemble;
use crate::law::regime::Regime;
use crate::math::{exp, ln};
use crate::outcome::columns;
use crate::scenario::{Range, SHARES, Scenario};
use crate::shocks::{KeyedRng, Shocks, Stream};

/// Refusals in a row after which no draw is expected to be accepted.
const MOST_REFUSALS: u16 = 2_000;
/// Factor between the ends of a range from which its logarithm is drawn.
const WIDE: f64 = 4.0;
/// Replications of a draw have numbers of their own: `(draw + 1)·2³²` and up, where the comparison itself never comes.
const DRAW_BITS: u32 = 32;

/// Every assumption with a range, and points at which all of them take values.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The assumptions.
    pub ranges: Vec<Range>,
    /// One a draw, each with a value an assumption.
    pub points: Vec<Vec<f64>>,
    /// Draws that the scenario refused, and which were drawn again.
    pub refused: u64,
}

/// Why there is nothing to draw.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DesignError {
    /// No value has a range.
    #[error("neither the market nor a regime states a value with a range, so that there is nothing to draw")]
    NoRanges,
    /// The ranges leave no room.
    #[error("{MOST_REFUSALS} draws in a row were refused; the last: {last}")]
    Refused {
        /// Why the last was.
        last: String,
    },
}

impl Design {
    /// Draws so many points.
    ///
    /// # Errors
    /// If no value has a range, or hardly any combination of values can hold together.
    pub fn draw(
        scenario: &Scenario,
        regimes: &[Regime],
        draws: u64,
        seed: u64,
    ) -> Result<Design, DesignError> {
        let ranges = scenario.ranges(regimes);
        if ranges.is_empty() {
            return Err(DesignError::NoRanges);
        }
        let mut design = Design { ranges, points: Vec::new(), refused: 0 };
        for draw in 0..draws {
            let point = design.point(scenario, regimes, (seed, draw))?;
            design.points.push(point);
        }
        Ok(design)
    }

    /// A point that can be simulated.
    fn point(
        &mut self,
        scenario: &Scenario,
        regimes: &[Regime],
        (seed, draw): (u64, u64),
    ) -> Result<Vec<f64>, DesignError> {
        let mut last = String::new();
        for attempt in 0..MOST_REFUSALS {
            let mut rng = Shocks::new(seed, 0).rng(Stream::Assumption, draw, attempt);
            let mut point: Vec<f64> = self.ranges.iter().map(|range| value(range, &mut rng)).collect();
            let refusal = self.sum_to_one(&mut point).and_then(|()| self.holds(scenario, regimes, &point));
            match refusal {
                Ok(()) => return Ok(point),
                Err(refusal) => last = refusal,
            }
            self.refused += 1;
        }
        Err(DesignError::Refused { last })
    }

    /// Divides shares that are drawn by their sum, less what those that are not drawn take of it.
    fn sum_to_one(&self, point: &mut [f64]) -> Result<(), String> {
        for (table, field) in SHARES {
            let path = format!("{table}.*.{field}");
            let drawn: Vec<usize> =
                (0..point.len()).filter(|&place| self.ranges[place].lever.path == path).collect();
            let (sum, left) = drawn.iter().fold((0.0, 0.0), |(sum, left), &place| {
                (sum + point[place], left + self.ranges[place].value)
            });
            for &place in &drawn {
                let range = &self.ranges[place];
                point[place] *= left / sum;
                if !(range.low..=range.high).contains(&point[place]) {
                    return Err(format!("{} leaves its range where {path} sum to 1", range.path));
                }
            }
        }
        Ok(())
    }

    /// Whether a point can be simulated, and measures what the market as stated measures.
    fn holds(&self, scenario: &Scenario, regimes: &[Regime], point: &[f64]) -> Result<(), String> {
        let in_words = |error: &dyn std::fmt::Display| error.to_string();
        let (varied, laws) =
            scenario.varied(regimes, &self.changes(point)).map_err(|error| in_words(&error))?;
        for regime in &laws {
            varied.law(regime).map_err(|error| in_words(&error))?;
        }
        let same = columns(&varied.market).len() == columns(&scenario.market).len();
        same.then_some(()).ok_or_else(|| "a part of the market vanishes".to_owned())
    }

    /// Each assumption with its value at a point.
    pub fn changes(&self, point: &[f64]) -> Vec<(&Range, f64)> {
        self.ranges.iter().zip(point.iter().copied()).collect()
    }

    /// Simulates every draw on the same regimes: each is calibrated for itself and meets replications of its own, the same under
    /// every regime. Draws are delivered in order; one that `stop` caught in the middle is not. `on_done` is called from any thread
    /// after each replication.
    pub fn run(
        &self,
        comparison: Comparison<'_>,
        replications: u64,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
        deliver: &mut (dyn FnMut(Drawn) + Send),
    ) {
        let one = |draw: u64| {
            let changes = self.changes(&self.points[draw as usize]);
            let first = (draw + 1) << DRAW_BITS;
            comparison.simulate(&changes, first..first + replications, on_done, stop)
        };
        ensemble::tasks(0..self.points.len() as u64, stop, &one, &mut |draw, result| match result {
            Ok(Ok(Some(simulated))) => deliver(Drawn::new(draw, &simulated, comparison.baseline)),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => deliver(Drawn::failed(draw, error.to_string())),
            Err(fault) => deliver(Drawn::failed(draw, fault)),
        });
    }
}

/// A value of an assumption.
fn value(range: &Range, rng: &mut KeyedRng) -> f64 {
    type Scale = (fn(f64) -> f64, fn(f64) -> f64);
    let Range { low, value, high, .. } = *range;
    let (there, back): Scale = match high {
        f64::INFINITY => (f64::recip, f64::recip),
        _ if low > 0.0 && high >= WIDE * low => (ln, exp),
        _ => (|x| x, |x| x),
    };
    let ends = [there(low), there(high)];
    let law = Triangular::new(ends[0].min(ends[1]), ends[0].max(ends[1]), there(value));
    // No law passes through a range from zero to infinity, of which nothing is known.
    let Ok(law) = law else { return value };
    let drawn = back(law.sample(rng)).clamp(low, high);
    if range.is_whole() { drawn.round().clamp(low.ceil(), high.floor()) } else { drawn }
}

/// What is compared: a scenario and regimes on it.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// The market with its law in force.
    pub scenario: &'a Scenario,
    /// The regimes.
    pub regimes: &'a [Regime],
    /// Which of them is subtracted.
    pub baseline: usize,
    /// Seed of the shocks.
    pub seed: u64,
}

/// Some replications of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Simulated {
    /// By replication, regime and column.
    pub outcomes: Vec<Vec<Vec<f64>>>,
    /// Replications that failed.
    pub failures: Vec<Failure>,
}

impl Comparison<'_> {
    /// Replications of the comparison with some values changed, on this thread; none if it was stopped before the last.
    ///
    /// # Errors
    /// If a law does not compile or the market cannot be simulated.
    pub fn simulate(
        &self,
        changes: &[(&Range, f64)],
        replications: Interval<u64>,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
    ) -> Result<Option<Simulated>, PlanError> {
        let (scenario, regimes) = self.scenario.varied(self.regimes, changes)?;
        let plan = Plan::new(&scenario, &regimes, self.seed)?;
        let mut simulated = Simulated::default();
        for replication in replications {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            match plan.replicate(replication).runs {
                Ok(runs) => simulated.outcomes.push(runs.into_iter().map(|run| run.outcomes).collect()),
                Err(failure) => simulated.failures.push(failure),
            }
            on_done();
        }
        Ok(Some(simulated))
    }
}

impl Simulated {
    /// A column under a regime, in replication order.
    pub fn column(&self, regime: usize, column: usize) -> Vec<f64> {
        self.outcomes.iter().map(|replication| replication[regime][column]).collect()
    }
}

/// What one draw of the assumptions gave.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Its number.
    pub draw: u64,
    /// By regime and column; none if every replication failed.
    pub moments: Vec<Vec<Moments>>,
    /// What failed in it, if anything did.
    pub failures: Vec<String>,
}

impl Drawn {
    /// Of its replications.
    pub fn new(draw: u64, simulated: &Simulated, baseline: usize) -> Drawn {
        let (regimes, columns) =
            simulated.outcomes.first().map_or((0, 0), |first| (first.len(), first[0].len()));
        let of = |regime: usize| {
            let column =
                |column| Moments::of(&simulated.column(regime, column), &simulated.column(baseline, column));
            (0..columns).map(column).collect()
        };
        let failures = simulated.failures.iter().map(ToString::to_string).collect();
        Drawn { draw, moments: (0..regimes).map(of).collect(), failures }
    }

    fn failed(draw: u64, reason: String) -> Drawn {
        Drawn { draw, moments: Vec::new(), failures: vec![reason] }
    }
}
