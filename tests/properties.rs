//! What holds for any market and regime: it runs to the end with balanced books, or says why not; and law and care push the way
//! they must.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "properties/random.rs"]
mod random;
mod support;

use std::collections::BTreeSet;

use caveat::law::regime::Regime;
use caveat::ledger::{Account, Party};
use caveat::tally::Item;
use support::{FROZEN, STILL, final_worlds, lawless, outcome, plan, ruled, runs, total, watch};

const STRICT: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";

/// An outcome under several regimes on the same harm, by replication.
fn compared(changes: &[&str], regimes: &[Regime], key: &str) -> Vec<Vec<f64>> {
    let frozen: Vec<&str> = FROZEN.iter().chain(STILL).chain(changes).copied().collect();
    let plan = plan(&lawless(&frozen), regimes);
    let of = |runs: Vec<caveat::run::RegimeRun>| {
        let harm = |run| outcome(&plan, run, "harm");
        assert!(runs.iter().all(|run| harm(run) == harm(&runs[0]) && harm(run) > 0.0));
        runs.iter().map(|run| outcome(&plan, run, key)).collect()
    };
    runs(&plan, 0..4).into_iter().map(of).collect()
}

fn assert_rises(values: &[Vec<f64>]) {
    for list in values {
        assert!(list.is_sorted() && list[0] < list[list.len() - 1], "{list:?}");
    }
}

#[test]
fn more_traced_harm_is_more_compensated() {
    let traced = |share: f64| ruled(&format!("{STRICT}, \"causation.attribution\" = {share:?}"));
    let regimes = [0.1, 0.4, 0.7, 1.0].map(traced);
    assert_rises(&compared(&[], &regimes, "compensation_rate"));
}

#[test]
fn a_higher_multiplier_pays_more() {
    let times = |factor: f64| ruled(&format!("{STRICT}, \"damages.multiplier\" = {factor:?}"));
    let regimes = [0.5, 1.0, 2.0, 8.0].map(times);
    assert_rises(&compared(&[], &regimes, "liability_paid"));
}

#[test]
fn more_awareness_never_lowers_claims() {
    let claims = |awareness: f64| {
        let aware = format!("segment.*.awareness={awareness:?}");
        compared(&[&aware], &[ruled(STRICT)], "claim_rate")
    };
    let by_awareness = [0.0, 0.2, 0.5, 0.8, 1.0].map(claims);
    let replications = 0..by_awareness[0].len();
    let series: Vec<Vec<f64>> =
        replications.map(|at| by_awareness.iter().map(|values| values[at][0]).collect()).collect();
    assert_rises(&series);
}

#[test]
fn caveat_emptor_pays_nothing() {
    let plan = plan(&lawless(&[]), &[support::named("caveat-emptor")]);
    for (world, run) in (0..4).flat_map(|replication| final_worlds(&plan, replication)) {
        assert!(outcome(&plan, &run, "harm") > 0.0);
        for account in [Account::Damages, Account::Legal, Account::Fine, Account::Inspection] {
            assert!(
                Party::ALL.iter().all(|&party| world.ledger.net(party, account) == 0.0),
                "{}",
                account.name()
            );
        }
        assert_eq!(world.claims.counted, 0);
        assert_eq!(total(&world, Item::Suits), 0.0);
    }
}

/// Keys of the flaws that makers' releases have at the announcement, where care is imposed from the start.
fn flaws_at(design: f64, testing: f64, response: f64) -> BTreeSet<u64> {
    let care = [("design", design), ("testing", testing), ("response", response)];
    let imposed: Vec<String> =
        care.iter().map(|(kind, level)| format!("care.imposed_{kind}={level:?}")).collect();
    // Launches follow from research, which care must not move.
    let fixed =
        ["innovation.rd_exponent=0.05", "care.handling_eur=0", "threat.compromises_per_device_year=0"];
    let changes: Vec<&str> =
        FROZEN.iter().chain(STILL).copied().chain(fixed).chain(imposed.iter().map(String::as_str)).collect();
    let plan = plan(&lawless(&changes), &[]);
    let mut keys = BTreeSet::new();
    watch(&plan, 0, |_, world| keys.extend(world.flaws.rows.iter().map(|flaw| flaw.birth.key))).unwrap();
    keys
}

#[test]
fn more_care_leaves_a_subset_of_the_same_flaws() {
    let all = flaws_at(0.0, 0.0, 0.0);
    for (design, testing, response) in [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (2.0, 2.0, 2.0)] {
        let fewer = flaws_at(design, testing, response);
        assert!(fewer.is_subset(&all) && fewer.len() < all.len());
        let still = flaws_at(2.0 * design, 2.0 * testing, 2.0 * response);
        assert!(still.is_subset(&fewer) && still.len() < fewer.len() && !still.is_empty());
    }
}
