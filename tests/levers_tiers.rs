//! Tiers by size and criticality at once, on the full engine: who falls in a tier changes, nobody else does.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::experiment::compare::Plan;
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::world::World;
use support::{FROZEN, STILL, final_worlds, lawless, near, plan, regime, watch};

const REPLICATIONS: u64 = 8;
/// Fault, against levels of care that are written in the law.
const FAULT: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"\n\"standard.due_design\" = 1.5\n\
                     \"standard.due_testing\" = 1.5\n\"standard.due_response\" = 1.5\n\"procedure.delay_months\" = 3";
/// Fixes are due, and makers are inspected.
const DEADLINES: &str =
    "\"duties.patch_days\" = 400\n\"enforcement.inspections\" = 2\n\"enforcement.fine_floor_eur\" = 1000";

/// Cameras are commercial goods in the tiny market, hubs consumer goods.
const CAMERAS: usize = 0;
const LARGE: usize = 3;

/// Is a part of the market in the tier of large makers of commercial goods?
fn in_tier(size: usize, category: usize) -> bool {
    size == LARGE && category == CAMERAS
}

/// A law, and the same with more for that tier.
fn tiered(market: &[&str], base: &str, more: &str) -> Plan {
    let flat = format!("[[rule]]\n[rule.set]\n{base}\n");
    let tier = "[[rule]]\nwhere = { size = \"large\", criticality = \"commercial\" }";
    let laws = [
        regime(&format!("name = \"flat\"\n{flat}")),
        regime(&format!("name = \"tiered\"\n{flat}\n{tier}\nset = {{ {more} }}\n")),
    ];
    plan(&lawless(&[STILL, market].concat()), &laws)
}

/// Each maker's size, category and care, as it plans them when the law is announced.
fn planned(plan: &Plan) -> [Vec<(usize, usize, [f64; 3])>; 2] {
    let mut planned = [Vec::new(), Vec::new()];
    watch(plan, 0, |stage, world: &World| {
        if let (Stage::Evaluation(law), 1) = (stage, world.month) {
            let firms = world.active.iter().map(|index| &world.firms[*index as usize]);
            planned[law] = firms
                .map(|firm| (usize::from(firm.size), usize::from(firm.category), firm.plan.care))
                .collect();
        }
    })
    .unwrap();
    planned
}

#[test]
fn l20_a_demanding_bench_for_a_tier_lifts_the_care_of_its_makers_only() {
    let plan = tiered(&["clock.horizon_months=6"], FAULT, "\"standard.severity\" = 3");
    let [flat, tiered] = planned(&plan);
    assert_eq!(flat.len(), tiered.len());
    let mut concerned = 0;
    for (before, after) in flat.iter().zip(&tiered) {
        if in_tier(before.0, before.1) {
            concerned += 1;
            assert!((0..3).all(|prong| after.2[prong] > before.2[prong]), "{before:?} {after:?}");
        } else {
            assert_eq!(before, after);
        }
    }
    assert!(concerned > 0 && concerned < flat.len(), "{concerned} makers in the tier");
}

/// Sums of some items under both laws, in the tier and elsewhere.
fn sums(plan: &Plan, items: &[Item]) -> Vec<[[f64; 2]; 2]> {
    let mut sums = vec![[[0.0; 2]; 2]; items.len()];
    for replication in 0..REPLICATIONS {
        for (law, (world, _)) in final_worlds(plan, replication).iter().enumerate() {
            let parts =
                [world.tally.total(in_tier), world.tally.total(|size, category| !in_tier(size, category))];
            for (sum, item) in sums.iter_mut().zip(items) {
                for (part, totals) in parts.iter().enumerate() {
                    sum[law][part] += totals[*item as usize];
                }
            }
        }
    }
    sums
}

/// Accelerated deadlines and verified delivery for what is critical: fewer devices are compromised, at a cost.
#[test]
fn l21_verified_delivery_and_deadlines_for_a_tier_reach_its_devices_only() {
    let market =
        [FROZEN, &["care.imposed_response=2", "clock.horizon_months=60", "patching.delivery_eur=0.1"]]
            .concat();
    let more =
        "\"duties.verified_delivery\" = 1, \"duties.patch_days\" = 5, \"duties.patch_days_severe\" = 2";
    let plan = tiered(&market, DEADLINES, more);
    let [compromises, fines, cost] =
        sums(&plan, &[Item::Compromises, Item::Fines, Item::ComplianceCost]).try_into().unwrap();
    // Elsewhere hardly anything: what is attacked less in the tier teaches defenders a little less about what makers share.
    let stays = |[flat, tiered]: [[f64; 2]; 2]| near(flat[1], tiered[1], 1e-3, 0.0);
    assert!(compromises[1][0] < 0.9 * compromises[0][0] && stays(compromises), "{compromises:?}");
    assert!(fines[1][0] > 1.1 * fines[0][0] && stays(fines), "{fines:?}");
    assert!(cost[1][0] > 1.1 * cost[0][0] && stays(cost), "{cost:?}");
}
