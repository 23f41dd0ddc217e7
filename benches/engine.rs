//! How many maker-months a second one thread simulates, and what happens in one.
//!
//! A maker-month is a simulated month of a maker in business: of the burn-in, which all regimes share, once, and of the evaluation
//! window under every regime. Run-off, in which nothing is sold any more, is paid for by them. Run with
//! `cargo bench --workspace --bench engine`.

#![allow(missing_docs, reason = "criterion writes the entry point")]

#[path = "../tests/support/mod.rs"]
mod support;

use caveat::decisions;
use caveat::ensemble::with_threads;
use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::run::Stage;
use caveat::scenario::Scenario;
use caveat::world::{Scene, World};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::{market, plan, plan_of, regime, runs, watch};

const SIX: [&str; 6] =
    ["caveat-emptor", "negligence", "strict", "strict-with-safe-harbour", "tiered", "phased"];

/// Replications an iteration simulates, in turn, so that no lucky one is measured.
const REPLICATIONS: u64 = 4;

/// What there is and what happens in a maker-month, on average over some replications.
fn print_intensities(name: &str, plan: &Plan) {
    let (mut months, mut flaws, mut strikes, mut claims) = (0.0, 0.0, 0.0, 0.0);
    for replication in 0..REPLICATIONS {
        let seen = watch(plan, replication, |stage, world| match stage {
            Stage::Evaluation(_) if world.month > 0 => {
                months += world.active.len() as f64;
                flaws += world.flaws.len() as f64;
                strikes += world.strikes.len() as f64;
            }
            Stage::RunOff(_) if world.month == plan.setting().market.clock.horizon_months as i32 => {
                claims += world.claims.counted as f64;
            }
            _ => {}
        });
        if let Err(error) = seen {
            println!("{name}: {error}");
            return;
        }
    }
    println!(
        "{name}: {} segments; in a maker-month {:.3} live flaws, {:.4} campaigns on a release or accidents, {:.5} claim groups",
        plan.setting().cells.len(),
        flaws / months,
        strikes / months,
        claims / months
    );
}

/// Makers in business, summed over the months that some replications simulate.
fn maker_months(plan: &Plan, count: u64) -> u64 {
    let first = plan.setting().first;
    let mut months = 0;
    for replication in 0..count {
        let seen = watch(plan, replication, |stage, world| {
            let played = match stage {
                Stage::BurnIn => world.month > first,
                Stage::Evaluation(_) => world.month > 0,
                Stage::RunOff(_) => false,
            };
            months += if played { world.active.len() as u64 } else { 0 };
        });
        seen.unwrap_or_else(|error| panic!("{error}"));
    }
    months
}

fn bench(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, plan: &Plan, threads: usize, count: u64) {
    let simulate = || with_threads(threads, || runs(plan, 0..count)).unwrap_or_default();
    group.throughput(Throughput::Elements(maker_months(plan, count)));
    group.bench_function(id, |bencher| bencher.iter(simulate));
}

/// The smart-home market with so many makers for each one it has.
fn smart_home(factor: f64) -> Scenario {
    smart_home_with(factor, &[])
}

/// The same with further changes.
fn smart_home_with(factor: f64, more: &[&str]) -> Scenario {
    let classes = [("micro", 120.0), ("small", 50.0), ("medium", 22.0), ("large", 8.0)];
    let mut changes: Vec<String> = classes
        .iter()
        .map(|(class, count)| format!("size.{class}.count={}", (count * factor).round()))
        .collect();
    changes.push(format!("entry.slots={}", 3.0 * factor));
    let changes = changes.iter().map(String::as_str).chain(more.iter().copied());
    market("markets/smart-home.toml", &changes.collect::<Vec<_>>())
}

fn kernel(criterion: &mut Criterion) {
    let scenario = market("theory/kernel.toml", &[]);
    let plan = plan(&scenario, std::slice::from_ref(&scenario.status_quo));
    print_intensities("kernel", &plan);
    let mut group = criterion.benchmark_group("engine");
    bench(&mut group, BenchmarkId::from_parameter("kernel"), &plan, 1, REPLICATIONS);
}

fn default_market(criterion: &mut Criterion) {
    let plan = plan_of(&smart_home(1.0), &SIX);
    print_intensities("smart-home, six regimes", &plan);
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    for threads in [1, 2] {
        let id = BenchmarkId::new("smart-home", format!("{threads} threads"));
        bench(&mut group, id, &plan, threads, 2 * REPLICATIONS);
    }
}

/// The world of one replication at the end of the horizon, under the only regime of a plan.
fn world_of(plan: &Plan) -> World {
    let mut last = None;
    let seen = watch(plan, 0, |stage, world| {
        if matches!(stage, Stage::Evaluation(_)) {
            last = Some(world.clone());
        }
    });
    seen.unwrap_or_else(|error| panic!("{error}"));
    last.unwrap_or_else(|| panic!("no month was played"))
}

/// One maker's decision, on average over the makers in business.
fn decide(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    for name in ["status-quo", "strict", "strict-with-safe-harbour"] {
        let plan = plan_of(&smart_home(1.0), &[name]);
        let mut world = world_of(&plan);
        let regime = &plan.regimes()[0];
        let scene = Scene {
            setting: plan.setting(),
            law: &regime.law,
            outlook: &regime.outlook,
            forced: None,
            skipped: regime.skipped,
        };
        let makers: Vec<usize> = world.active.iter().map(|&index| index as usize).collect();
        group.throughput(Throughput::Elements(makers.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| makers.iter().for_each(|&maker| decisions::plan(&mut world, scene, maker, true)));
        });
    }
}

/// A law of two jurisdictions, one of which treats products by their vintage.
fn vintage_law() -> Regime {
    regime(
        "name = \"vintage\"\nextends = \"negligence\"\n[[rule]]\nwhere = { jurisdiction = \"eu\", vintage = 2026-12-09 }\n\
         announced = 2026-01-01\nset = { \"standard.kind\" = \"strict\", \"damages.cap_eur\" = 1e6 }\n",
    )
}

/// From patches to cells.
fn compile(criterion: &mut Criterion) {
    let (scenario, regime) = (market("markets/two-jurisdictions.toml", &[]), vintage_law());
    criterion.bench_function("compile", |bencher| bencher.iter(|| scenario.law(&regime)));
}

/// Months of a replication with burn-in, for the largest market: its cost is stated, not compared.
const SHORT: [&str; 3] = ["clock.burn_in_months=12", "clock.horizon_months=24", "clock.run_off_months=0"];

/// A coarse month of 100,000 makers.
fn largest(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scaling");
    group.sample_size(10);
    let plan = plan_of(&smart_home_with(500.0, &SHORT), &["strict"]);
    bench(&mut group, BenchmarkId::from_parameter(100_000), &plan, 1, 1);
}

fn scaling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scaling");
    group.sample_size(10);
    for makers in [100, 1_000, 10_000] {
        let plan = plan_of(&smart_home(f64::from(makers) / 200.0), &["strict"]);
        let count = (4_000 / makers).clamp(1, 16);
        bench(&mut group, BenchmarkId::from_parameter(makers), &plan, 1, count as u64);
    }
}

criterion_group!(benches, kernel, default_market, decide, compile, scaling, largest);
criterion_main!(benches);
