//! Compare liability regimes on one market: the same shocks under every law.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::AtomicBool;

use crate::ensemble;
use crate::error::Error;
use crate::law::regime::Regime as RegimeText;
use crate::outcome::{Column, columns};
use crate::run::{Regime, RunError, calibrate};
use crate::scenario::Scenario;
use crate::world::{Setting, SettingError};

pub use crate::outcome::{PATHS, Path};
pub use crate::run::RegimeRun;

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
        let mut compiled = Vec::new();
        for regime in regimes {
            compiled.push(Regime::new(&setting, scenario.law(regime)?.after(&status_quo.law)));
        }
        let columns = columns(&scenario.market);
        Ok(Plan { setting, status_quo, regimes: compiled, columns, seed })
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
        let failed =
            |error: RunError| Failure { seed: self.seed, replication: index, reason: error.to_string() };
        Replication { index, runs: result.map_err(failed) }
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
}
