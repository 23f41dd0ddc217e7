//! Many replications, in parallel, handed back in order. The only file that names rayon.

use std::any::Any;
use std::cell::RefCell;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
        let result =
            guarded(|workspace| replicate(setting, status_quo, regimes, (seed, replication), workspace));
        on_done();
        Some(result)
    };
    let results: Vec<Option<_>> = range.into_par_iter().map(one).collect();
    results.into_iter().map_while(|result| result).collect()
}

/// Runs one replication in this thread's workspace. A panic is a fault of the engine; it costs its replication, which is
/// reported, and the workspace it may have left half changed.
fn guarded(
    task: impl FnOnce(&mut Workspace) -> Result<Vec<RegimeRun>, RunError>,
) -> Result<Vec<RegimeRun>, RunError> {
    let mut workspace = WORKSPACE.take();
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let result = task(&mut workspace);
        (result, workspace)
    }));
    match caught {
        Ok((result, workspace)) => {
            WORKSPACE.set(workspace);
            result
        }
        Err(panic) => Err(RunError::Fault { message: message_of(&*panic) }),
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

/// Runs a task in a pool of so many threads.
///
/// # Errors
/// If the pool cannot be built.
pub fn with_threads<T: Send>(threads: usize, task: impl FnOnce() -> T + Send) -> Result<T, String> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| error.to_string())?;
    Ok(pool.install(task))
}
