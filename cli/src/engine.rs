//! Where the edge meets the engine: a plan of the model is a source of replications.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use caveat::experiment::compare::{Deliver, Plan, PlanError};
use caveat::outcome::Column;

use crate::error::{Error, Result};
use crate::prepare::Prepared;
use crate::study::Source;

/// The comparison of a prepared question under a seed.
///
/// # Errors
///
/// If a law does not compile or the market cannot be simulated.
pub fn plan(prepared: &Prepared, seed: u64) -> Result<Plan> {
    Plan::new(&prepared.scenario, &prepared.regimes, seed).map_err(|error| match error {
        PlanError::Law(error) => Error::Scenario(error),
        PlanError::Market(error) => Error::Market(error.to_string()),
    })
}

impl Source for Plan {
    fn columns(&self) -> &[Column] {
        self.columns()
    }

    fn run(
        &self,
        range: Range<u64>,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
        deliver: &mut Deliver<'_>,
    ) {
        self.run(range, on_done, stop, deliver);
    }
}
