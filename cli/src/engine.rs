//! Where the edge meets the engine: a plan of the model is a source of replications.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use caveat::experiment::compare::{Deliver, Plan, Replication};
use caveat::outcome::Column;

use crate::error::Result;
use crate::prepare::Prepared;
use crate::study::{EXPECTED, Source};

/// A plan, without the columns that its market never fills.
pub struct Engine {
    plan: Plan,
    columns: Vec<Column>,
    /// Where those columns stand among the plan's.
    places: Vec<usize>,
}

impl Engine {
    /// The comparison of a prepared question under a seed. The market is calibrated, which takes a while.
    ///
    /// # Errors
    ///
    /// If a law does not compile or the market cannot be simulated.
    pub fn new(prepared: &Prepared, seed: u64) -> Result<Engine> {
        let plan = Plan::new(&prepared.scenario, &prepared.regimes, seed)?;
        let looks = prepared.scenario.market.clock.compensator_months > 0.0;
        let filled = |column: &Column| looks || !EXPECTED.contains(&column.outcome.key);
        let (places, columns) =
            plan.columns().iter().cloned().enumerate().filter(|(_, column)| filled(column)).unzip();
        Ok(Engine { plan, columns, places })
    }
}

impl Engine {
    /// Of values by column of the plan, those of the columns that are filled.
    pub fn chosen<T: Copy>(&self, values: &[T]) -> Vec<T> {
        self.places.iter().map(|&place| values[place]).collect()
    }
}

impl Source for Engine {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn run(
        &self,
        range: Range<u64>,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
        deliver: &mut Deliver<'_>,
    ) {
        let mut chosen = |mut replication: Replication| {
            for run in replication.runs.iter_mut().flatten() {
                run.outcomes = self.chosen(&run.outcomes);
            }
            deliver(replication)
        };
        self.plan.run(range, on_done, stop, &mut chosen);
    }
}
