//! Compare liability regimes on one market: the same shocks under every law.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::AtomicBool;

use super::moments::{Observer, Seen};
use crate::ensemble::{self, calibrate};
use crate::error::Error;
use crate::law::regime::Regime as RegimeText;
use crate::outcome::{Column, columns};
use crate::run::{Regime, Workspace, replicate_with, taught};
use crate::scenario::Scenario;
use crate::world::{Setting, SettingError, Skipped, Step};

pub use crate::outcome::{PATHS, Path};
pub use crate::run::{RegimeRun, RunError};

/// A comparison, ready to run: nothing in it depends on a draw of its replications.
#[derive(Debug)]
pub struct Plan {
    setting: Setting,
    status_quo: Regime,
    regimes: Vec<Regime>,
    columns: Vec<Column>,
    seed: u64,
}

/// Why a comparison cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A law does not compile.
    #[error(transparent)]
    Law(#[from] Error),
    /// The market cannot be simulated.
    #[error(transparent)]
    Market(#[from] SettingError),
}

/// One replication under every regime, or why it failed.
#[derive(Clone, Debug)]
pub struct Replication {
    /// Its number.
    pub index: u64,
    /// One run a regime, in the order of the plan.
    pub runs: Result<Vec<RegimeRun>, Failure>,
}

/// Takes replications in order, from whichever thread, and says whether more are wanted.
pub type Deliver<'a> = dyn FnMut(Replication) -> ControlFlow<()> + Send + 'a;

/// One regime in one replication that was watched on its way.
#[derive(Clone, Debug)]
pub struct Watched {
    /// What [`Plan::run`] delivers.
    pub run: RegimeRun,
    /// What was seen beside it.
    pub seen: Seen,
}

/// Takes watched replications in order, one entry a regime, and says whether more are wanted.
pub type DeliverWatched<'a> = dyn FnMut(Result<Vec<Watched>, Failure>) -> ControlFlow<()> + Send + 'a;

/// A replication that could not be finished; it is reported as a row, never dropped.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("replication {replication} of seed {seed} failed: {reason}")]
pub struct Failure {
    /// Seed of the experiment.
    pub seed: u64,
    /// Number of the replication.
    pub replication: u64,
    /// What went wrong.
    pub reason: String,
}

impl Plan {
    /// Prepares a comparison of regimes on a scenario: compiles the laws, prepares the market and calibrates it under the
    /// status quo, with draws of its own.
    ///
    /// # Errors
    /// If a law does not compile or the market cannot be simulated.
    pub fn new(scenario: &Scenario, regimes: &[RegimeText], seed: u64) -> Result<Plan, PlanError> {
        let mut setting = Setting::new(&scenario.market)?;
        let status_quo = calibrate(&mut setting, &scenario.status_quo_law()?);
        Plan::prepared(scenario, regimes, seed, setting, status_quo)
    }

    /// The same with what another plan's market was taught, without a calibration of its own: only what differs between the
    /// two scenarios does then, and it takes milliseconds.
    ///
    /// # Errors
    /// As [`Plan::new`].
    pub fn taught(
        scenario: &Scenario,
        regimes: &[RegimeText],
        seed: u64,
        by: &Plan,
    ) -> Result<Plan, PlanError> {
        let mut setting = Setting::renewed(&scenario.market, Some(&by.setting))?;
        let status_quo = taught(&mut setting, &by.setting, &scenario.status_quo_law()?);
        Plan::prepared(scenario, regimes, seed, setting, status_quo)
    }

    fn prepared(
        scenario: &Scenario,
        regimes: &[RegimeText],
        seed: u64,
        setting: Setting,
        status_quo: Regime,
    ) -> Result<Plan, PlanError> {
        let mut compiled = Vec::new();
        for regime in regimes {
            compiled.push(Regime::new(&setting, scenario.law(regime)?.after(&status_quo.law)));
        }
        let columns = columns(&scenario.market);
        Ok(Plan { setting, status_quo, regimes: compiled, columns, seed })
    }

    /// Has the months of a regime leave out a step from the announcement on.
    pub fn leave_out(&mut self, regime: usize, step: Step) {
        self.regimes[regime].skipped = Skipped::only(step);
    }

    /// What is measured, in the order of [`RegimeRun::outcomes`].
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The prepared market.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The law in force before the announcement.
    pub fn status_quo(&self) -> &Regime {
        &self.status_quo
    }

    /// The regimes compared.
    pub fn regimes(&self) -> &[Regime] {
        &self.regimes
    }

    /// One replication, simulated on this thread.
    pub fn replicate(&self, replication: u64) -> Replication {
        let Plan { setting, status_quo, regimes, seed, .. } = self;
        self.named(replication, ensemble::run_one(setting, status_quo, regimes, (*seed, replication)))
    }

    fn named(&self, index: u64, result: ensemble::Outcome) -> Replication {
        Replication { index, runs: result.map_err(|error| self.failure(index, &error)) }
    }

    /// Simulates a range of replications and delivers them in order, until it is told that they are enough or `stop` is
    /// set; then those that have begun are still finished. `on_done` is called from any thread after each.
    pub fn run(
        &self,
        range: Range<u64>,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
        deliver: &mut Deliver<'_>,
    ) {
        let mut named = |index, result| deliver(self.named(index, result));
        let Plan { setting, status_quo, regimes, seed, .. } = self;
        ensemble::run(setting, status_quo, regimes, *seed, range, on_done, stop, &mut named);
    }

    /// The same replications to the last bit, each with what an observer saw on its way.
    pub fn watch(
        &self,
        range: Range<u64>,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
        deliver: &mut DeliverWatched<'_>,
    ) {
        let Plan { setting, status_quo, regimes, seed, .. } = self;
        let watched = |replication: u64, workspace: &mut Workspace| {
            let mut observer = Observer::new(setting, regimes);
            let draws = (*seed, replication);
            let runs = replicate_with(setting, status_quo, regimes, draws, workspace, |stage, world| {
                observer.see(stage, world);
            })?;
            let both = runs.into_iter().zip(observer.finish());
            Ok(both.map(|(run, seen)| Watched { run, seen }).collect::<Vec<_>>())
        };
        let mut named =
            |index, result: Result<_, RunError>| deliver(result.map_err(|error| self.failure(index, &error)));
        ensemble::each(range, on_done, stop, &watched, &mut named);
    }

    fn failure(&self, replication: u64, error: &RunError) -> Failure {
        Failure { seed: self.seed, replication, reason: error.to_string() }
    }
}
