//! Harm expected given the state of the world: it has the mean of realised harm, and hardly any of its noise in a comparison.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::LazyLock;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::run::{RegimeRun, Workspace, replicate};
use support::{SEED, mean_and_error, named, outcome, plan, plan_of, regime, runs, tiny};

const REPLICATIONS: u64 = 24;
/// A small reform moves mean harm by no more than this.
const SMALL: f64 = 0.05;
/// Variance of a paired difference over that of one on independent seeds, at most.
const RATIO: f64 = 1.0 / 20.0;
/// Makers come and attackers choose for reasons that one more euro of harm changes: both are held fixed.
const MARKET: [&str; 3] = ["clock.compensator_months=1", "entry.slots=0", "threat.endogenous=false"];

/// The status quo, and reforms that change it a little.
fn laws() -> Vec<Regime> {
    let reform = |set: &str| {
        regime(&format!("name = \"reform\"\nextends = \"status-quo\"\n[[rule]]\nset = {{ {set} }}\n"))
    };
    vec![
        named("status-quo"),
        reform("\"duties.floor_design\" = 1.5"),
        reform("\"duties.floor_testing\" = 1.5"),
        reform("\"duties.floor_response\" = 0.5"),
        reform("\"duties.support_months\" = 30"),
    ]
}

static PLAN: LazyLock<Plan> = LazyLock::new(|| plan(&tiny(&MARKET), &laws()));

/// Runs of all laws on the seed of the tests and on another, by replication.
static RUNS: LazyLock<[Vec<Vec<RegimeRun>>; 2]> = LazyLock::new(|| {
    let memory = &mut Workspace::default();
    [SEED, SEED + 1].map(|seed| {
        let draws = (0..REPLICATIONS).map(|replication| (seed, replication));
        let play =
            |draws| replicate(PLAN.setting(), PLAN.status_quo(), PLAN.regimes(), draws, memory).unwrap();
        draws.map(play).collect()
    })
});

/// An outcome of a law by replication, on one seed or the other.
fn column(seed: usize, law: usize, key: &str) -> Vec<f64> {
    RUNS[seed].iter().map(|run| outcome(&PLAN, &run[law], key)).collect()
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn variance(values: &[f64]) -> f64 {
    let (_, error) = mean_and_error(values);
    error * error * values.len() as f64
}

/// What makes harm a sum of many losses alike, so that its mean is seen.
const TAME: [&str; 7] = [
    "head.injury.incidence=0",
    "head.data.law=exponential",
    "head.third_party.law=exponential",
    "threat.frailty_log_sd=0",
    "threat.ease_log_sd=0",
    "threat.reach_mean=0.02",
    "threat.reach_concentration=100",
];

#[test]
fn expected_harm_has_the_mean_of_harm() {
    let market = tiny(&[&MARKET[..], &TAME].concat());
    let plan = plan_of(&market, &["status-quo", "strict"]);
    let runs = runs(&plan, 0..100);
    for law in 0..2 {
        let of = |key| -> Vec<f64> { runs.iter().map(|run| outcome(&plan, &run[law], key)).collect() };
        let (harm, expected) = (of("harm"), of("harm_expected"));
        let (gap, error) = mean_and_error(&minus(&harm, &expected));
        let mean = mean_and_error(&expected).0;
        println!("law {law}: {gap:.2} ± {error:.2} of {mean:.2}");
        assert!(gap.abs() < 4.0 * error, "law {law}: {gap} ± {error} of {mean}");
        assert!(error < 0.05 * mean, "law {law}: {error} of {mean} says too little");
    }
}

#[test]
fn welfare_at_expected_harm_has_the_mean_of_welfare() {
    let market = tiny(&[&MARKET[..], &TAME].concat());
    let plan = plan_of(&market, &["status-quo", "strict"]);
    let runs = runs(&plan, 0..100);
    for law in 0..2 {
        let of = |key| -> Vec<f64> { runs.iter().map(|run| outcome(&plan, &run[law], key)).collect() };
        let (gap, error) = mean_and_error(&minus(&of("welfare"), &of("welfare_expected")));
        // What is exchanged: harm of the window, and harm to come.
        let (harm, _) = mean_and_error(&of("terminal_harm"));
        println!("law {law}: {gap:.0} ± {error:.0} of {harm:.0}");
        assert!(gap.abs() < 4.0 * error, "law {law}: {gap} ± {error} of {harm}");
        assert!(error < 0.1 * harm, "law {law}: {error} of {harm} says too little");
        // What is left without the value of variety is the same in every replication, whichever harm is counted.
        let less = minus(&of("welfare_expected"), &of("variety_value"));
        let without = of("welfare_expected_without_variety");
        let realised = minus(&of("welfare"), &of("welfare_without_variety"));
        let variety = minus(&of("welfare_expected"), &without);
        for at in 0..runs.len() {
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
            assert!(close(without[at], less[at]) && without[at] < of("welfare_expected")[at]);
            assert!((realised[at] - variety[at]).abs() <= 1e-9 * without[at].abs(), "law {law}");
        }
    }
}

#[test]
fn a_small_reform_is_seen_through_twenty_times_less_noise() {
    let mut small = 0;
    let before = column(0, 0, "harm_expected");
    for law in 1..laws().len() {
        let paired = minus(&column(0, law, "harm_expected"), &before);
        let apart = minus(&column(1, law, "harm_expected"), &before);
        let moved = mean_and_error(&paired).0 / mean_and_error(&before).0;
        let ratio = variance(&paired) / variance(&apart);
        println!("law {law}: harm moves by {:.2} %, ratio {ratio:.4}", 100.0 * moved);
        if moved.abs() <= SMALL && variance(&paired) > 0.0 {
            small += 1;
            assert!(ratio <= RATIO, "law {law}: harm moves by {moved}, ratio {ratio}");
        }
    }
    assert!(small >= 2, "only {small} small reforms");
}
