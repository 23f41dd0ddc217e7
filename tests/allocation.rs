//! A replication that reuses its workspace allocates nothing once the market has grown.

#![allow(unsafe_code, reason = "a global allocator")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use caveat::run::{Workspace, replicate_with};
use support::{REGIMES, SEED, plan_of, tiny};

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, counting what each thread asks of it.
struct Counting;

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promise.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Months after the first from which on nothing may be allocated.
const SETTLED: i32 = 24;

/// Allocations between the months of a replication, by month since the first, over all regimes.
fn allocations(workspace: &mut Workspace, plan: &caveat::experiment::compare::Plan) -> Vec<(i32, u64)> {
    let mut found = Vec::with_capacity(4_096);
    let mut before = ALLOCATIONS.get();
    let first = plan.setting().first;
    let mut stage_before = None;
    let draws = (SEED, 0);
    replicate_with(plan.setting(), plan.status_quo(), plan.regimes(), draws, workspace, |stage, world| {
        if stage_before == Some(stage) {
            found.push((world.month - 1 - first, ALLOCATIONS.get() - before));
        }
        stage_before = Some(stage);
        before = ALLOCATIONS.get();
    })
    .unwrap();
    found
}

#[test]
fn a_second_run_allocates_nothing_from_month_24_on() {
    let plan = plan_of(&tiny(&["clock.burn_in_months=36"]), &REGIMES);
    let mut workspace = Workspace::default();
    let first: u64 = allocations(&mut workspace, &plan).iter().map(|(_, count)| count).sum();
    assert!(first > 0, "the allocator does not count");
    let second = allocations(&mut workspace, &plan);
    assert!(second.len() > 7 * 24);
    let late: Vec<_> = second.into_iter().filter(|&(month, count)| month >= SETTLED && count > 0).collect();
    assert!(late.is_empty(), "allocations by month since the first: {late:?}");
}
