//! Who comes into the market looks at the law that is known, and at those that failed.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::scenario::market::SizeClassName;
use caveat::tally::Item;
use support::{final_worlds, market, mean_and_error, plan, regime};

/// Replications of a comparison.
const REPLICATIONS: u64 = 8;
/// A difference is one if it is so many standard errors from none.
const ERRORS: f64 = 3.0;
/// The shipped market, of which only the first three years are looked at.
const THREE_YEARS: [&str; 2] = ["clock.horizon_months=36", "clock.run_off_months=0"];

/// A fixed cost of compliance from a date on, announced at once, in January 2026.
fn compliance(eur: u32, from: &str) -> Regime {
    regime(&format!(
        "name = \"from-{from}\"\n[[rule]]\nwhere = {{ from = {from} }}\nset = {{ \"duties.compliance_eur\" = {eur} }}\n"
    ))
}

/// Makers of a size class that enter under each law of a plan, in one replication.
fn entries(plan: &Plan, replication: u64, size: SizeClassName) -> Vec<f64> {
    let of = |class: usize, _: usize| class == size as usize;
    let worlds = final_worlds(plan, replication);
    worlds.iter().map(|(world, _)| world.tally.total(of)[Item::Entries as usize]).collect()
}

/// Paired differences of entries between each law and the first, and their standard error.
fn differences(laws: &[Regime], size: SizeClassName) -> Vec<(f64, f64)> {
    let plan = plan(&market("markets/smart-home.toml", &THREE_YEARS), laws);
    let runs: Vec<Vec<f64>> =
        (0..REPLICATIONS).map(|replication| entries(&plan, replication, size)).collect();
    (1..laws.len())
        .map(|law| mean_and_error(&runs.iter().map(|run| run[law] - run[0]).collect::<Vec<_>>()))
        .collect()
}

#[test]
fn a_fixed_cost_of_compliance_keeps_small_makers_out_from_its_announcement_on() {
    let laws = [
        compliance(0, "2026-01-01"),
        compliance(1_000_000, "2029-06-01"),
        compliance(1_000_000, "2026-01-01"),
    ];
    let [announced, in_force] = differences(&laws, SizeClassName::Micro)[..] else { unreachable!() };
    assert!(announced.0 < -ERRORS * announced.1, "announced: {announced:?}");
    assert!(in_force.0 < -ERRORS * in_force.1, "in force: {in_force:?}");
}
