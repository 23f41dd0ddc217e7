//! Many replications, in parallel, handed back in order. The only file that names rayon.

mod order;

use std::any::Any;
use std::cell::RefCell;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;

use crate::law::compile::Law;
use crate::run::{self, Players, Regime, RegimeRun, RunError, Workspace, replicate};
use crate::world::Setting;
use order::Order;

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

/// One replication under every regime, or why it failed.
pub type Outcome = Result<Vec<RegimeRun>, RunError>;

/// Takes the replications of a range in order, from whichever thread, and says whether more are wanted.
pub type Deliver<'a> = dyn FnMut(u64, Outcome) -> ControlFlow<()> + Send + 'a;

/// Runs a range of replications under every regime, in the current pool of threads. Each replication is a pure function of
/// seed and number, so what is delivered does not depend on threads or on how the range is split.
///
/// `on_done` is called from any thread after each replication. Once `stop` is set no further one begins; those that have
/// begun are finished and delivered, so that nothing that was computed is lost.
#[expect(clippy::too_many_arguments, reason = "what to play, which part of it, and who is told")]
pub fn run(
    setting: &Setting,
    status_quo: &Regime,
    regimes: &[Regime],
    seed: u64,
    range: Range<u64>,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
    deliver: &mut Deliver<'_>,
) {
    let one = |replication: u64, workspace: &mut Workspace| {
        replicate(setting, status_quo, regimes, (seed, replication), workspace)
    };
    each(range, on_done, stop, &one, deliver);
}

/// As [`run()`], for whatever a task makes of each replication in the workspace that it is lent.
pub fn each<T: Send>(
    range: Range<u64>,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
    task: &(dyn Fn(u64, &mut Workspace) -> Result<T, RunError> + Sync),
    deliver: &mut (dyn FnMut(u64, Result<T, RunError>) -> ControlFlow<()> + Send),
) {
    let one = |replication: u64| {
        let result = guarded(|workspace| task(replication, workspace));
        on_done();
        result
    };
    in_order(range, stop, &one, deliver);
}

/// Runs one replication on this thread.
///
/// # Errors
/// As [`replicate`], or a fault of the engine.
pub fn run_one(setting: &Setting, status_quo: &Regime, regimes: &[Regime], draws: (u64, u64)) -> Outcome {
    guarded(|workspace| replicate(setting, status_quo, regimes, draws, workspace))
}

/// Does numbered tasks that differ in more than their replication, and hands their results on in order: for points of a design,
/// each with a market of its own. A task that panics costs its own result, which is the message. Once `stop` is set no further
/// task begins; those that have begun are finished and delivered.
pub fn tasks<T: Send>(
    range: Range<u64>,
    stop: &AtomicBool,
    task: &(dyn Fn(u64) -> T + Sync),
    deliver: &mut (dyn FnMut(u64, Result<T, String>) + Send),
) {
    let one = |number| catch_unwind(AssertUnwindSafe(|| task(number))).map_err(|panic| message_of(&*panic));
    in_order(range, stop, &one, &mut |number, result| {
        deliver(number, result);
        ControlFlow::Continue(())
    });
}

/// Teaches a market before any experiment, as [`run::calibrate`], in the current pool of threads.
pub fn calibrate(setting: &mut Setting, law: &Law) -> Regime {
    run::calibrate(setting, law, &Pool)
}

/// The current pool of threads.
struct Pool;

impl Players for Pool {
    fn each<T: Send>(&self, count: u64, task: impl Fn(u64) -> T + Sync, mut take: impl FnMut(T) + Send) {
        tasks(0..count, &AtomicBool::new(false), &task, &mut |_, result| match result {
            Ok(result) => take(result),
            Err(message) => panic!("{message}"),
        });
    }
}

/// Does numbered tasks on every thread of the pool, each thread the next one that nobody has begun: tasks begin in order, so
/// that those finished are, but for one a thread, the first ones; and nobody waits for a slow one before the range ends.
fn in_order<T: Send>(
    range: Range<u64>,
    stop: &AtomicBool,
    one: &(dyn Fn(u64) -> T + Sync),
    deliver: &mut (dyn FnMut(u64, T) -> ControlFlow<()> + Send),
) {
    let threads = rayon::current_num_threads();
    let order = Order::new(range, threads, stop, deliver);
    rayon::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|_| {
                while let Some(number) = order.begin() {
                    order.hand_in(number, one(number));
                }
            });
        }
    });
}

/// Runs one replication in this thread's workspace. A panic is a fault of the engine; it costs its replication, which is
/// reported, and the workspace it may have left half changed.
fn guarded<T>(task: impl FnOnce(&mut Workspace) -> Result<T, RunError>) -> Result<T, RunError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Busy for a while that differs from task to task.
    fn work(number: u64) -> u64 {
        let rounds = 1_000 * (1 + number * 7 % 13);
        (0..rounds).fold(number, |state, round| state.wrapping_mul(0x9E37_79B9).wrapping_add(round))
    }

    fn delivered(threads: usize, wanted: u64) -> Vec<(u64, u64)> {
        let mut all = Vec::new();
        let mut take = |number, result| {
            all.push((number, result));
            if all.len() as u64 == wanted { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let stop = AtomicBool::new(false);
        with_threads(threads, || in_order(5..3_000, &stop, &work, &mut take)).expect("a pool");
        all
    }

    #[test]
    fn results_come_in_order_and_end_where_enough_was_said() {
        let expected: Vec<(u64, u64)> = (5..905).map(|number| (number, work(number))).collect();
        for threads in [1, 2, 7] {
            assert_eq!(delivered(threads, 900), expected, "{threads} threads");
        }
        assert_eq!(delivered(3, u64::MAX).len(), 2_995);
    }

    #[test]
    fn a_stop_loses_nothing_that_was_finished() {
        for threads in [1, 2, 7] {
            let (stop, finished, kept) = (AtomicBool::new(false), AtomicU64::new(0), Mutex::new(Vec::new()));
            let one = |number| {
                let result = work(number);
                if finished.fetch_add(1, Ordering::SeqCst) == 400 {
                    stop.store(true, Ordering::SeqCst);
                }
                result
            };
            let mut take = |number, _| {
                kept.lock().expect("whole").push(number);
                ControlFlow::Continue(())
            };
            with_threads(threads, || in_order(0..100_000, &stop, &one, &mut take)).expect("a pool");
            let kept = kept.into_inner().expect("whole");
            assert_eq!(kept.len() as u64, finished.into_inner(), "{threads} threads");
            assert!(kept.iter().copied().eq(0..kept.len() as u64) && kept.len() <= 401 + threads);
        }
    }

    #[test]
    fn a_slow_task_holds_nobody_up_but_results_do_not_pile_up_behind_it() {
        let (stop, begun, ahead) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
        let window = 2 * order::WINDOW as u64;
        let one = |number| {
            begun.fetch_max(number, Ordering::SeqCst);
            if number == 0 {
                while begun.load(Ordering::SeqCst) + 1 < window {
                    std::thread::yield_now();
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
                ahead.store(begun.load(Ordering::SeqCst), Ordering::SeqCst);
            }
        };
        with_threads(2, || in_order(0..10_000, &stop, &one, &mut |_, ()| ControlFlow::Continue(())))
            .expect("a pool");
        assert_eq!(ahead.into_inner() + 1, window);
    }

    #[test]
    fn a_fault_while_delivering_frees_every_thread() {
        let mut fault = |_, _| -> ControlFlow<()> { panic!("disk on fire") };
        let stop = AtomicBool::new(false);
        let run = || with_threads(3, || in_order(0..10_000, &stop, &work, &mut fault));
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
    }
}
