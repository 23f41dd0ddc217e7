//! Many replications, in parallel, handed back in order. The only file that names rayon.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::run::{Regime, RegimeRun, RunError, Workspace, replicate};
use crate::world::Setting;

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

/// Runs a range of replications under every regime, in the current pool of threads. Each replication is a pure function of
/// seed and number, so the result does not depend on threads or on how the range is split.
///
/// `on_done` is called from any thread after each replication. Once `stop` is set no further one begins, and the result ends
/// before the first that did not run.
pub fn run(
    setting: &Setting,
    status_quo: &Regime,
    regimes: &[Regime],
    seed: u64,
    range: Range<u64>,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
) -> Vec<Result<Vec<RegimeRun>, RunError>> {
    let one = |replication: u64| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let result = WORKSPACE.with_borrow_mut(|workspace| {
            replicate(setting, status_quo, regimes, (seed, replication), workspace)
        });
        on_done();
        Some(result)
    };
    let results: Vec<Option<_>> = range.into_par_iter().map(one).collect();
    results.into_iter().map_while(|result| result).collect()
}

/// Runs a task in a pool of so many threads.
///
/// # Errors
/// If the pool cannot be built.
pub fn with_threads<T: Send>(threads: usize, task: impl FnOnce() -> T + Send) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| error.to_string())?;
    Ok(pool.install(task))
}
