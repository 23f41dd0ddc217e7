//! Time to fix, from three starts, under duties that find flaws sooner or publish them: from a defender's knowledge (`days_to_fix`), from when
//! attackers can use a flaw (`exposure_days`), and from when it exists (`open_flaws`: by Little's law the flaws that arise in a month times the
//! months for which one stays open). What finds flaws sooner starts the first clock sooner, and does not shorten it: its sign is open, and
//! that of the other two certain. A deadline of publication moves when attackers can use a flaw, and nothing else.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::OnceLock;

use caveat::experiment::compare::Plan;
use caveat::run::{Regime, Workspace, replicate};
use caveat::scenario::Scenario;
use support::{FROZEN, SEED, STILL, lawless, mean_and_error, plan, ruled};

const REPLICATIONS: u64 = 24;
/// Standard errors beyond which a difference is one.
const ERRORS: f64 = 3.0;

/// A market in which nobody reacts and every device is supported, so that each flaw that is known gets its fix.
fn market() -> &'static (Scenario, Plan) {
    static MARKET: OnceLock<(Scenario, Plan)> = OnceLock::new();
    MARKET.get_or_init(|| {
        let supported = ["care.imposed_support=600", "clock.horizon_months=60"];
        let frozen = FROZEN.iter().filter(|change| !change.starts_with("care.imposed_support"));
        let changes: Vec<&str> = STILL.iter().chain(frozen).chain(&supported).copied().collect();
        let scenario = lawless(&changes);
        let plan = plan(&scenario, &[]);
        (scenario, plan)
    })
}

/// How far the three clocks move between two values of a lever, on the same shocks, each with its standard error.
struct Moves {
    from_knowledge: (f64, f64),
    from_use: (f64, f64),
    from_birth: (f64, f64),
}

fn moves(lever: &str, values: [&str; 2], more: &str) -> Moves {
    let (scenario, plan) = market();
    let laws = values.map(|value| {
        let law = scenario.law(&ruled(&format!("\"{lever}\" = {value}{more}"))).unwrap();
        Regime::new(plan.setting(), law)
    });
    let memory = &mut Workspace::default();
    let mut run = |replication| {
        replicate(plan.setting(), plan.status_quo(), &laws, (SEED, replication), memory).unwrap()
    };
    let runs: Vec<_> = (0..REPLICATIONS).map(&mut run).collect();
    let of = |key: &str| {
        let at = plan.columns().iter().position(|c| c.outcome.key == key && c.segment == "all").unwrap();
        mean_and_error(&runs.iter().map(|run| run[1].outcomes[at] - run[0].outcomes[at]).collect::<Vec<_>>())
    };
    Moves { from_knowledge: of("days_to_fix"), from_use: of("exposure_days"), from_birth: of("open_flaws") }
}

/// Asserts that what a lever finds sooner is fixed sooner after it arose and after attackers could use it, and no sooner after it was known.
fn finds_sooner(lever: &str, values: [&str; 2], more: &str) {
    let Moves { from_knowledge, from_use, from_birth } = moves(lever, values, more);
    for (clock, (mean, error)) in [("exposure_days", from_use), ("open_flaws", from_birth)] {
        assert!(mean < -ERRORS * error, "{lever}: {clock} moves by {mean} ± {error}");
    }
    let (mean, error) = from_knowledge;
    assert!(error > 0.0 && mean.abs() < ERRORS * error, "{lever}: days_to_fix moves by {mean} ± {error}");
}

#[test]
fn l28_monitoring_shortens_the_time_to_fix_from_use_and_from_birth() {
    finds_sooner("duties.monitoring", ["0", "2"], "");
}

#[test]
fn l34_sharing_shortens_the_time_to_fix_from_use_and_from_birth() {
    finds_sooner("duties.information_sharing", ["0.1", "1"], ", \"sharing.rate\" = 1");
    finds_sooner("sharing.rate", ["0", "1"], ", \"duties.information_sharing\" = 1");
}

#[test]
fn l36_public_testing_shortens_the_time_to_fix_from_use_and_from_birth() {
    finds_sooner("public_testing.rate", ["0", "2"], "");
}

#[test]
fn l25_an_earlier_publication_lengthens_the_time_to_fix_from_use_and_no_other() {
    let Moves { from_knowledge, from_use: (mean, error), from_birth } =
        moves("duties.disclosure_days", ["365", "10"], "");
    assert!(mean > ERRORS * error, "exposure_days moves by {mean} ± {error}");
    assert_eq!([from_knowledge, from_birth], [(0.0, 0.0); 2], "to the last bit");
}
