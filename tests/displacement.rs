//! Attackers whom one target returns less turn to others: across categories, and across borders.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/isolation.rs"]
mod isolation;
mod support;

use caveat::run::Stage;
use isolation::Isolated;
use isolation::Sign::{Falls, Rises, Stays};
use support::{FROZEN, STILL, lawless, plan, regime, runs, watch};

/// All effort follows returns.
const DISPLACED: [&str; 2] = ["threat.displacement=1", "threat.inertia=0.5"];
/// Owners heed what they are told.
const HEEDFUL: [&str; 1] = ["segment.*.heeds_notice=0.9"];
/// A law that has makers of cameras alone tell owners of flaws.
const NOTICES: &str = "name = \"notices\"\n[[rule]]\nwhere = { category = [\"cameras\"] }\nset = { \"duties.owner_notice\" = 1 }\n";
/// A law that has makers of cameras alone take care.
const FLOORS: &str = "name = \"floors\"\n[[rule]]\nwhere = { category = [\"cameras\"] }\n\
                      set = { \"duties.floor_design\" = 20, \"duties.floor_testing\" = 20, \"duties.floor_response\" = 20 }\n";

#[test]
fn attackers_of_a_category_that_is_harder_to_hit_turn_to_the_other() {
    let market = [FROZEN, &HEEDFUL, &DISPLACED].concat();
    Isolated { market: &market, laws: ["", NOTICES] }.shows(&[
        (Falls, "compromises@cameras"),
        (Falls, "attack_effort@cameras"),
        (Rises, "attack_effort@hubs"),
        (Rises, "compromises@hubs"),
        (Rises, "harm@hubs"),
    ]);
}

#[test]
fn attackers_who_are_not_displaced_leave_the_other_category_as_it_was() {
    let market = [FROZEN, &HEEDFUL, &["threat.displacement=0"]].concat();
    Isolated { market: &market, laws: ["", NOTICES] }.shows(&[
        (Falls, "compromises@cameras"),
        (Stays, "attack_effort@cameras"),
        (Stays, "attack_effort@hubs"),
        (Stays, "compromises@hubs"),
        (Stays, "harm@hubs"),
    ]);
}

#[test]
fn care_in_one_category_raises_attacks_in_the_other() {
    // Beliefs stand still, so that makers of hubs take as much care as before.
    let believed = ["decision.prior_weight=1e15"];
    // Flaws are many, what is sold embodies the care that the law brought, and the same makers sell it.
    let embodied = [
        "entry.grace_months=120",
        "threat.ever_exploited=0.2",
        "clock.horizon_months=60",
        "innovation.launches_per_year=2",
    ];
    let market = [&DISPLACED[..], &believed, &embodied].concat();
    Isolated { market: &market, laws: ["", FLOORS] }.shows(&[
        (Rises, "care_design@cameras"),
        (Falls, "compromises@cameras"),
        (Rises, "attack_effort@hubs"),
        (Rises, "compromises@hubs"),
    ]);
}

#[test]
fn the_slower_attackers_are_the_less_effort_has_moved() {
    let moved = |inertia: &str| {
        let market = [STILL, FROZEN, &HEEDFUL, &["threat.displacement=1", inertia]].concat();
        let plan = plan(&lawless(&market), &[regime("name = \"none\"\n"), regime(NOTICES)]);
        let found =
            plan.columns().iter().position(|c| c.outcome.key == "attack_effort" && c.segment == "hubs");
        let at = found.unwrap();
        runs(&plan, 0..4).iter().map(|runs| runs[1].outcomes[at] - runs[0].outcomes[at]).sum::<f64>()
    };
    let (slow, fast) = (moved("threat.inertia=0.02"), moved("threat.inertia=0.5"));
    assert!(0.0 < slow && 1.5 * slow < fast, "{slow} {fast}");
}

#[test]
fn effort_moves_across_borders_and_none_is_lost() {
    let market = [STILL, FROZEN, &HEEDFUL, &DISPLACED].concat();
    let here = "name = \"here\"\n[[rule]]\nwhere = { jurisdiction = [\"here\"] }\nset = { \"duties.owner_notice\" = 1 }\n";
    let plan = plan(&lawless(&market), &[regime("name = \"none\"\n"), regime(here)]);
    let normal = &plan.setting().calibration.targets;
    assert!((normal.iter().sum::<f64>() - 1.0).abs() < 1e-12 && normal.len() == 4, "{normal:?}");
    // Effort abroad, summed over months and categories, under either law.
    let mut abroad = [0.0; 2];
    for replication in 0..4 {
        watch(&plan, replication, |stage, world| {
            let effort = &world.attackers.effort;
            let all: f64 = effort.iter().zip(normal).map(|(effort, share)| effort * share).sum();
            assert!((all - 1.0).abs() < 1e-9, "{all}");
            if let Stage::Evaluation(law) = stage {
                abroad[law] += normal[1] * effort[1] + normal[3] * effort[3];
            }
        })
        .unwrap();
    }
    assert!(abroad[1] > 1.05 * abroad[0], "{abroad:?}");
}

#[test]
fn a_campaign_is_expected_to_reach_what_it_reaches_where_effort_would_take_it_beyond_all() {
    // A campaign reaches most of what it finds, so that twice the effort cannot reach twice as much.
    let threat = ["threat.reach_mean=0.6", "threat.ever_exploited=0.1", "component.*.flaws_per_year=0"];
    let none = [regime("name = \"none\"\n")];
    let plan = plan(&lawless(&[STILL, &threat, &DISPLACED].concat()), &none);
    let setting = plan.setting();
    // Of campaigns on targets with more effort than usual: reached, expected, and expected if effort raised reach without bound.
    let (mut campaigns, mut sums) = (0, [0.0; 3]);
    for replication in 0..48 {
        watch(&plan, replication, |stage, world| {
            if matches!(stage, Stage::RunOff(_)) {
                return;
            }
            let attackers = &world.attackers;
            for strike in &world.strikes {
                let category = usize::from(world.firms[strike.firm as usize].category);
                for cell in 0..setting.cells.len() {
                    let target = setting.target(category, cell);
                    let effort = attackers.effort[target];
                    if effort > 1.3 {
                        campaigns += 1;
                        sums[0] += (strike.reach * effort).min(1.0);
                        sums[1] += 0.6 * attackers.reached[target];
                        sums[2] += 0.6 * effort;
                    }
                }
            }
        })
        .unwrap();
    }
    let [reached, expected, unbounded] = sums;
    println!("{campaigns}: reached {reached}, expected {expected}, without bound {unbounded}");
    assert!(campaigns > 4_000, "{campaigns}");
    assert!((reached / expected - 1.0).abs() < 0.04, "{reached} against {expected}");
    assert!(unbounded > 1.15 * reached, "{unbounded} against {reached}");
}
