//! Numbers handed out in order, and results handed on in that order, whoever finishes first.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

/// Results a thread may be ahead of the oldest that is not finished. It bounds memory; replications cost about the same, so
/// that nobody comes near it.
pub(super) const WINDOW: usize = 32;

/// A queue of numbers on one side and a reorder buffer on the other.
pub(super) struct Order<'a, T> {
    state: Mutex<State<'a, T>>,
    /// Told when results were handed on, or when no more are wanted.
    moved: Condvar,
    stop: &'a AtomicBool,
    ahead: u64,
}

struct State<'a, T> {
    /// The next number to begin.
    next: u64,
    /// The next result to hand on.
    due: u64,
    end: u64,
    early: BTreeMap<u64, T>,
    deliver: &'a mut (dyn FnMut(u64, T) -> ControlFlow<()> + Send),
}

/// Wakes those who wait, also when handing on failed: they find the lock poisoned, and leave.
struct Wake<'a>(&'a Condvar);

impl Drop for Wake<'_> {
    fn drop(&mut self) {
        self.0.notify_all();
    }
}

impl<'a, T> Order<'a, T> {
    pub(super) fn new(
        range: Range<u64>,
        threads: usize,
        stop: &'a AtomicBool,
        deliver: &'a mut (dyn FnMut(u64, T) -> ControlFlow<()> + Send),
    ) -> Order<'a, T> {
        let state =
            State { next: range.start, due: range.start, end: range.end, early: BTreeMap::new(), deliver };
        Order { state: Mutex::new(state), moved: Condvar::new(), stop, ahead: (WINDOW * threads) as u64 }
    }

    /// The next number, once there is room for its result; none if there is none, or if somebody said stop.
    pub(super) fn begin(&self) -> Option<u64> {
        let state = self.state.lock().ok()?;
        let full = |state: &mut State<'a, T>| state.next < state.end && state.next >= state.due + self.ahead;
        let mut state = self.moved.wait_while(state, full).ok()?;
        if self.stop.load(Ordering::Relaxed) || state.next >= state.end {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    /// Takes a result and hands on whatever is due.
    pub(super) fn hand_in(&self, number: u64, result: T) {
        let _wake = Wake(&self.moved);
        let Ok(mut state) = self.state.lock() else { return };
        state.early.insert(number, result);
        state.hand_on();
    }
}

impl<T> State<'_, T> {
    fn hand_on(&mut self) {
        while self.due < self.end
            && let Some(result) = self.early.remove(&self.due)
        {
            self.due += 1;
            if (self.deliver)(self.due - 1, result).is_break() {
                self.end = self.due;
                self.early.clear();
            }
        }
    }
}
