//! The same scenario and seed give the same bits, whatever runs beside them, before them, or on which build.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use caveat::ensemble::with_threads;
use caveat::experiment::compare::{Plan, RegimeRun};
use caveat::run::{Workspace, replicate};
use support::{REGIMES, SEED, named, plan, plan_of, runs, tiny, watch};

const REPLICATIONS: u64 = 6;

static EVERYTHING: LazyLock<Plan> = LazyLock::new(|| plan_of(&tiny(&[]), &REGIMES));
static ONE_THREAD: LazyLock<Vec<Vec<RegimeRun>>> =
    LazyLock::new(|| with_threads(1, || runs(&EVERYTHING, 0..REPLICATIONS)).unwrap());

/// Every number of a run, as bits: NaN equals NaN, and 0 differs from -0.
fn bits(run: &RegimeRun) -> Vec<u64> {
    run.outcomes.iter().chain(&run.paths).chain([&run.firm_months]).map(|number| number.to_bits()).collect()
}

fn assert_same<'a>(
    one: impl IntoIterator<Item = &'a RegimeRun>,
    other: impl IntoIterator<Item = &'a RegimeRun>,
) {
    let all = |runs: &mut dyn Iterator<Item = &'a RegimeRun>| runs.map(bits).collect::<Vec<_>>();
    assert!(all(&mut one.into_iter()) == all(&mut other.into_iter()), "the bits differ");
}

#[test]
fn replications_differ_and_regimes_differ() {
    let first = &ONE_THREAD[0];
    assert_ne!(bits(&first[0]), bits(&ONE_THREAD[1][0]));
    for (index, run) in first.iter().enumerate().skip(1) {
        assert_ne!(bits(&first[0]), bits(run), "{} does nothing", REGIMES[index]);
    }
}

#[test]
fn threads_change_nothing() {
    for threads in [2, 7] {
        let here = with_threads(threads, || runs(&EVERYTHING, 0..REPLICATIONS)).unwrap();
        assert_same(here.iter().flatten(), ONE_THREAD.iter().flatten());
    }
}

#[test]
fn a_split_of_the_range_changes_nothing() {
    for cut in 0..=REPLICATIONS {
        let parts = [runs(&EVERYTHING, cut..REPLICATIONS), runs(&EVERYTHING, 0..cut)];
        assert_same(parts[1].iter().chain(&parts[0]).flatten(), ONE_THREAD.iter().flatten());
    }
}

#[test]
fn a_fresh_workspace_is_as_good_as_a_used_one() {
    for replication in 0..REPLICATIONS {
        let fresh = watch(&EVERYTHING, replication, |_, _| ()).unwrap();
        assert_same(&fresh, &ONE_THREAD[replication as usize]);
    }
}

#[test]
fn a_workspace_of_another_market_changes_nothing() {
    let other = plan_of(&tiny(&["size.*.count=2", "clock.horizon_months=12"]), &["strict"]);
    let run = |plan: &Plan, workspace: &mut Workspace| {
        replicate(plan.setting(), plan.status_quo(), plan.regimes(), (SEED, 1), workspace).unwrap()
    };
    let mut workspace = Workspace::default();
    run(&other, &mut workspace);
    assert_same(&run(&EVERYTHING, &mut workspace), &ONE_THREAD[1]);
}

#[test]
fn an_observer_changes_nothing() {
    let mut seen = 0.0;
    let watched = watch(&EVERYTHING, 2, |_, world| seen += world.firms[0].cash).unwrap();
    assert!(seen > 0.0);
    assert_same(&watched, &ONE_THREAD[2]);
}

#[test]
fn regimes_do_not_touch_each_other() {
    let scenario = tiny(&[]);
    let backwards: Vec<&str> = REGIMES.into_iter().rev().collect();
    let turned = runs(&plan_of(&scenario, &backwards), 0..2);
    for (here, there) in turned.iter().zip(&*ONE_THREAD) {
        assert_same(here.iter().rev(), there);
    }
    let alone = runs(&plan(&scenario, &[named("strict")]), 0..2);
    let strict = REGIMES.iter().position(|&name| name == "strict").unwrap();
    for (here, there) in alone.iter().zip(&*ONE_THREAD) {
        assert_same(here, [&there[strict]]);
    }
}

#[test]
fn before_the_announcement_all_regimes_are_one() {
    let setting = EVERYTHING.setting();
    let burn_in = -setting.first as usize * caveat::outcome::PATHS.len();
    for runs in &*ONE_THREAD {
        let before = |run: &RegimeRun| run.paths[..burn_in].iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        assert!(burn_in > 0 && runs.iter().all(|run| before(run) == before(&runs[0])));
    }
}

/// The first replication in words: outcomes by name with all their digits, then a digest of every bit, paths included.
fn snapshot() -> String {
    let mut page = String::new();
    for (name, run) in REGIMES.iter().zip(&ONE_THREAD[0]) {
        writeln!(page, "[{name}]").unwrap();
        for (column, value) in EVERYTHING.columns().iter().zip(&run.outcomes) {
            if column.segment == "all" {
                writeln!(page, "{} = {value:?}", column.outcome.key).unwrap();
            }
        }
        writeln!(page).unwrap();
    }
    let mut digest = blake3::Hasher::new();
    for number in ONE_THREAD.iter().flatten().flat_map(bits) {
        digest.update(&number.to_le_bytes());
    }
    writeln!(page, "digest = {}", digest.finalize().to_hex()).unwrap();
    page
}

/// Every machine must reproduce one committed page; that a release build computes the same, `.ci/run` checks with the binaries.
/// `CAVEAT_BLESS=1` writes it anew.
#[test]
fn the_golden_run_is_reproduced() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny.txt");
    let page = snapshot();
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    let changed = golden.lines().zip(page.lines()).find(|(golden, here)| golden != here);
    assert!(
        golden == page,
        "first change: {changed:?}; if it is meant, run CAVEAT_BLESS=1 cargo test --test determinism and read the difference"
    );
}

/// A processor without fused multiplication and wide vectors, as far as the C library believes, computes the same.
#[test]
fn an_older_processor_gives_the_same_bits() {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_golden_run_is_reproduced"])
        .env("GLIBC_TUNABLES", "glibc.cpu.hwcaps=-FMA,-AVX2,-FMA4,-AVX512F")
        .env_remove("CAVEAT_BLESS")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}
