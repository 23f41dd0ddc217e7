//! Rules of thumb: makers that climb, makers that copy, and how many of each there are.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use caveat::experiment::compare::Plan;
use caveat::math::exp;
use caveat::run::Stage;
use caveat::world::{Firm, World};
use support::{lawless, plan, plan_of, ruled, tiny, watch};

/// Nobody enters or leaves.
const STAY: [&str; 3] = ["entry.slots=0", "finance.franchise_years=0", "finance.initial_cash_eur=1e12"];

/// What every maker is, month by month under the first regime, from the announcement on.
fn months(plan: &Plan) -> Vec<BTreeMap<u64, Firm>> {
    let mut seen = Vec::new();
    watch(plan, 0, |stage, world| {
        if let Stage::Evaluation(0) = stage {
            let active = world.active.iter().map(|&index| &world.firms[index as usize]);
            seen.push(active.map(|firm| (firm.key, firm.clone())).collect());
        }
    })
    .unwrap();
    seen
}

fn climbers(share: &str) -> BTreeSet<u64> {
    let share = format!("decision.adaptive_share={share}");
    let plan = plan_of(&tiny(&[&STAY[..], &[&share]].concat()), &["status-quo"]);
    let seen = months(&plan);
    let climbs = seen.iter().flat_map(BTreeMap::values).filter(|firm| firm.climb.is_some());
    climbs.map(|firm| firm.key).collect()
}

#[test]
fn a_greater_share_adds_makers_that_climb() {
    let [some, more] = ["0.3", "0.6"].map(climbers);
    assert!(some.is_subset(&more) && !some.is_empty() && some.len() < more.len() && more.len() < 12);
}

#[test]
fn who_climbs_goes_on_while_profit_rises_and_else_steps_back_and_waits() {
    let adaptive = [&STAY[..], &["decision.adaptive_share=1", "clock.horizon_months=96"]].concat();
    let plan = plan_of(&tiny(&adaptive), &["status-quo"]);
    let (mut on, mut back) = (0, 0);
    let months = months(&plan);
    for (before, after) in months.iter().zip(&months[1..]) {
        for (key, firm) in after {
            let (known, mut expected) = (before[key].climb, before[key].plan.care);
            if firm.climb != known {
                match (known, firm.climb) {
                    (Some(last), None) => {
                        back += 1;
                        expected[last.prong] = last.from;
                    }
                    (known, Some(step)) => {
                        assert!(known.is_none_or(|last| {
                            step.profit >= last.profit && (step.prong, step.up) == (last.prong, last.up)
                        }));
                        on += u32::from(known.is_some());
                        assert_eq!(step.from, expected[step.prong]);
                        let by = if step.up { 0.1 } else { -0.1 };
                        expected[step.prong] = ((1.0 + step.from) * exp(by) - 1.0).max(0.0);
                    }
                    (None, None) => unreachable!("they differ"),
                }
            }
            for (level, expected) in firm.plan.care.iter().zip(expected) {
                assert!((level - expected).abs() < 1e-12 * (1.0 + expected), "care changes by steps only");
            }
        }
    }
    assert!(on > 5 && back > 5, "{on} {back}");
}

#[test]
fn without_luck_a_climber_sheds_care_that_earns_it_nothing() {
    // Strict law until the announcement, none after it; nobody sees care, and nothing else changes.
    let quiet = [
        "demand.shock_sd=0",
        "innovation.launches_per_year=2",
        "segment.*.misperception=0",
        "clock.horizon_months=120",
    ];
    let adaptive = ["decision.adaptive_share=1", "decision.experiment=0.3", "demand.reputation_loss=0"];
    let plan =
        plan(&tiny(&[&STAY[..], &quiet, &adaptive].concat()), &[ruled("\"standard.kind\" = \"none\"")]);
    let months = months(&plan);
    let response = |firms: &BTreeMap<u64, Firm>| {
        firms.values().map(|firm| firm.plan.running_eur / firm.turnover).sum::<f64>()
    };
    let (first, last) = (response(&months[0]), response(months.last().unwrap()));
    assert!(last < first, "{first} {last}");
}

#[test]
fn who_copies_surely_copies_the_best_of_its_class() {
    let copy = ["decision.imitative_share=1", "decision.experiment=0", "decision.imitation_precision=1e6"];
    let setting = [&STAY[..], &copy].concat();
    let plan = plan_of(&tiny(&setting), &["status-quo"]);
    let months = months(&plan);
    let (first, mut copied) = (plan.setting().first, 0);
    for (month, (before, after)) in months.iter().zip(&months[1..]).enumerate() {
        // The month between them.
        let turn = (month as i32 - first).rem_euclid(12) as u32;
        for firm in after.values().filter(|firm| firm.turn == turn) {
            let class =
                after.values().filter(|peer| (peer.size, peer.category) == (firm.size, firm.category));
            let best = class.max_by(|a, b| a.margin().total_cmp(&b.margin())).unwrap();
            assert_eq!(firm.plan.care, before[&best.key].plan.care);
            copied += 1;
        }
    }
    assert!(copied >= 20, "{copied}");
}

#[test]
fn without_experiments_nobody_copies_what_there_is_not() {
    let copy = ["decision.imitative_share=1", "decision.experiment=0"];
    let plan = plan_of(&tiny(&[&STAY[..], &copy].concat()), &["strict"]);
    let months = months(&plan);
    let levels = |firms: &BTreeMap<u64, Firm>| -> BTreeSet<[u64; 3]> {
        firms.values().map(|firm| firm.plan.care.map(f64::to_bits)).collect()
    };
    assert!(levels(months.last().unwrap()).is_subset(&levels(&months[0])));
}

/// Mean response care of makers in business, a month after the announcement and at the end.
fn response(rule: &str, law: &str) -> [f64; 2] {
    // Neither buyers' foresight nor repute asks for care: only the law does.
    let alone = [rule, "decision.experiment=0", "segment.*.misperception=0", "demand.reputation_loss=0"];
    let setting = [&STAY[..], &alone].concat();
    let plan = plan(&lawless(&setting), &[ruled(law)]);
    let mut means = Vec::new();
    let mean = |world: &World| {
        let care = world.active.iter().map(|&index| world.firms[index as usize].plan.care[2]);
        care.sum::<f64>() / world.active.len() as f64
    };
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(_) = stage {
            means.push(mean(world));
        }
    })
    .unwrap();
    [means[1], *means.last().unwrap()]
}

#[test]
fn who_solves_foresees_liability_who_climbs_does_not_and_all_keep_to_floors() {
    let (rational, adaptive) = ("decision.adaptive_share=0", "decision.adaptive_share=1");
    let strict = "\"standard.kind\" = \"strict\", \"causation.attribution\" = 1";
    let (solved, climbed) = (response(rational, strict), response(adaptive, strict));
    assert!(solved[0] > 0.0, "it answers at once: {solved:?}");
    assert_eq!(climbed[0], climbed[1], "steps of no length lead nowhere, whatever the law");
    let floor = "\"duties.floor_response\" = 3";
    assert_eq!(response(adaptive, floor), [3.0; 2]);
}
