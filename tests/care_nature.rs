//! Care that products embody against care that is a flow: the same care at the same cost a year, of which one protects what is made with
//! it for its life, and the other whatever is in use while it is taken.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::ledger::{Account, Party};
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::threat::{Expected, expect_hits};
use caveat::world::SOURCES;
use support::{FROZEN, SEED, STILL, lawless, near, plan, regime, ruled, total, watch};

/// A defect suffices.
const STRICT: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";
/// No law.
const NONE: &str = "\"standard.kind\" = \"none\"";
/// The same for what is sold from a year after the announcement on, and none before.
const LATER: &str = "name = \"later\"\n[[rule]]\nset = { \"standard.kind\" = \"none\" }\n[[rule]]\n\
                     where = { vintage = 2027-01-01 }\nset = { \"standard.kind\" = \"strict\" }\n";
/// That year.
const YEAR: usize = 12;

const NATURES: [&str; 2] = ["care.nature=embodied", "care.nature=flow"];

/// Whoever owes can pay, and supports what it sells as is usual.
const SOLVENT: [&str; 4] = [
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
    "insurer.offered=false",
    "care.imposed_support=24",
];

/// Buyers see nothing of what they risk.
const UNSEEN: [&str; 2] = ["segment.*.misperception=0", "segment.*.security_taste=0"];

/// Care that is a flow, and many flaws.
const HELD: [&str; 2] = ["care.nature=flow", "threat.ever_exploited=0.1"];

/// A market in which nobody can react, with such care.
static FLOWING: LazyLock<Plan> = LazyLock::new(|| still(&[FROZEN, &HELD].concat(), &[ruled(NONE)]));

/// A plan on the tiny market, still and with changes.
fn still(changes: &[&str], laws: &[Regime]) -> Plan {
    plan(&lawless(&[STILL, changes].concat()), laws)
}

/// Design and testing care that makers in business plan, by regime and month of the evaluation window.
fn planned(plan: &Plan) -> Vec<Vec<Vec<[f64; 2]>>> {
    let mut seen = vec![Vec::new(); plan.regimes().len()];
    watch(plan, 0, |stage, world| {
        if let Stage::Evaluation(regime) = stage {
            let plans = world.active.iter().map(|&index| world.firms[index as usize].plan.care);
            seen[regime].push(plans.map(|[design, testing, _]| [design, testing]).collect());
        }
    })
    .unwrap();
    seen
}

fn sum(care: &[[f64; 2]]) -> f64 {
    care.iter().flatten().sum()
}

#[test]
fn liability_for_products_to_come_moves_embodied_care_before_it_and_no_flow() {
    let [embodied, flow] = NATURES.map(|nature| {
        // What makers believe of attacks does not hang on luck, nor what they sell on what buyers see.
        let lasting = ["clock.horizon_months=48", "decision.prior_weight=1e12"];
        let changes = [&SOLVENT[..], &UNSEEN, &lasting, &[nature, "segment.*.awareness=1"]].concat();
        planned(&still(&changes, &[ruled(NONE), regime(LATER)]))
    });
    let (without, with) = (sum(&embodied[0][1]), sum(&embodied[1][1]));
    assert!(with > 1.1 * without, "products to be sold under it will embody more: {without}, then {with}");
    assert!(flow[0][..=YEAR] == flow[1][..=YEAR], "there is nothing to protect yet");
    let [without, with] = [0, 1].map(|law| sum(flow[law].last().unwrap()));
    assert!(with > without, "what was sold since is protected: {without}, then {with}");
}

#[test]
fn liability_for_what_was_sold_before_protects_it_only_by_a_flow() {
    // No release comes any more, neither response nor support answers, and only attackers find flaws.
    let held = [
        "innovation.launches_per_year=0",
        "care.imposed_response=0.5",
        "segment.*.awareness=1",
        "threat.ever_exploited=0.1",
        "threat.discovery_attackers=0.2",
        "threat.reveal=0",
        "patching.discovery_maker=0",
        "patching.discovery_response=0",
        "patching.discovery_researchers=0",
        "patching.publication_rate=0",
    ];
    let [embodied, flow] = NATURES.map(|nature| {
        let changes = [&SOLVENT[..], &UNSEEN, &held, &[nature]].concat();
        let plan = still(&changes, &[ruled(NONE), ruled(STRICT)]);
        let mut expected = [0.0; 2];
        for replication in 0..2 {
            watch(&plan, replication, |stage, world| {
                let Stage::Evaluation(law) = stage else { return };
                let scene = plan.regimes()[law].scene(plan.setting());
                let own = |hit: &Expected| if hit.source < 2 { hit.devices } else { 0.0 };
                expect_hits(world, scene, false, |_, hit| expected[law] += own(hit));
            })
            .unwrap();
        }
        expected
    });
    assert_eq!(embodied[0], embodied[1], "what was sold is as it was made");
    assert!(flow[1] < 0.7 * flow[0], "{flow:?} compromises expected without liability and with it");
}

/// Campaigns through makers' own flaws that hit anything in the evaluation window, as flaw and number, and all flaws there were.
fn attacks(level: &str) -> (BTreeSet<(u64, u32)>, BTreeSet<u64>) {
    let care = ["design", "testing"].map(|kind| format!("care.imposed_{kind}={level}"));
    let changes: Vec<&str> =
        [STILL, FROZEN, &HELD].concat().into_iter().chain(care.iter().map(String::as_str)).collect();
    // What care holds off must not make campaigns more frequent.
    let plan = Plan::taught(&lawless(&changes), &[ruled(NONE)], SEED, &FLOWING).unwrap();
    let (mut hits, mut flaws) = (BTreeSet::new(), BTreeSet::new());
    watch(&plan, 0, |stage, world| {
        if stage == Stage::Evaluation(0) {
            let own = world.strikes.iter().filter(|strike| strike.flaw.key == strike.flaw.own_key);
            hits.extend(own.map(|strike| (strike.flaw.key, strike.flaw.campaign)));
            flaws.extend(world.flaws.rows.iter().map(|flaw| flaw.birth.key));
        }
    })
    .unwrap();
    (hits, flaws)
}

#[test]
fn more_care_lets_a_part_of_the_same_attacks_through() {
    let [none, some, more] = ["0", "1", "4"].map(attacks);
    assert!(none.1 == some.1 && none.1 == more.1, "the flaws are the same");
    assert!(some.0.is_subset(&none.0) && some.0.len() < none.0.len());
    assert!(more.0.is_subset(&some.0) && more.0.len() < some.0.len() && !more.0.is_empty());
}

#[test]
fn what_makers_expect_of_a_flow_is_what_it_does() {
    // Makers know what flaws do at no care. How much of it gets through at another level is for them to work out.
    for level in ["0", "3"] {
        let care = ["design", "testing"].map(|kind| format!("care.imposed_{kind}={level}"));
        let changes: Vec<&str> =
            [STILL, FROZEN, &HELD].concat().into_iter().chain(care.iter().map(String::as_str)).collect();
        let plan = Plan::taught(&lawless(&changes), &[ruled(NONE)], SEED, &FLOWING).unwrap();
        let scene = plan.regimes()[0].scene(plan.setting());
        let [mut hits, mut exposure] = [[0.0; SOURCES]; 2];
        for replication in 0..8 {
            watch(&plan, replication, |stage, world| {
                if stage != Stage::Evaluation(0) {
                    return;
                }
                expect_hits(world, scene, false, |_, hit| hits[hit.source] += hit.devices);
                for firm in &world.firms {
                    let years = world.exposure(scene, firm);
                    exposure.iter_mut().zip(years).for_each(|(sum, years)| *sum += years);
                }
            })
            .unwrap();
        }
        let believed = plan.setting().calibration.hit_rate;
        let (own, known) =
            ((hits[0] + hits[1]) / (exposure[0] + exposure[1]), 0.5 * (believed[0] + believed[1]));
        assert!(near(own, known, 0.2, 0.0), "at care {level}: {own} a device-year, {known} expected");
    }
}

#[test]
fn a_flow_is_paid_month_by_month_and_a_release_costs_none_of_it() {
    const MONTHS: usize = 24;
    let paid = |nature: &str| {
        let aided = ruled(&format!("{STRICT}, \"incentives.care\" = 0.25"));
        let plan = still(&[&SOLVENT[..], &[nature]].concat(), &[aided]);
        let (mut known, mut exact): (Option<(f64, f64)>, usize) = (None, 0);
        watch(&plan, 0, |stage, world| {
            if stage != Stage::Evaluation(0) {
                return;
            }
            let due = |&index: &u32| world.firms[index as usize].plan.running_eur / 12.0;
            let booked = world.ledger.flow(Party::Maker, Party::World, Account::Care);
            if let Some((before, due)) = known {
                exact += usize::from(near(booked - before, due, 1e-9, 0.0));
            }
            known = Some((booked, world.active.iter().map(due).sum()));
            let aid = world.ledger.flow(Party::Public, Party::Maker, Account::Aid);
            assert!(near(aid, 0.25 * booked, 1e-9, 0.0), "the public bears its share: {aid} of {booked}");
            assert!(near(total(world, Item::CareCost), booked, 1e-9, 0.0));
        })
        .unwrap();
        exact
    };
    assert_eq!(paid("care.nature=flow"), MONTHS, "what is planned is paid, and nothing else");
    assert!(paid("care.nature=embodied") < MONTHS, "releases are paid for when they come");
}

#[test]
fn certificates_of_care_that_no_product_embodies_are_refused() {
    let [embodied, flow] = NATURES.map(|nature| lawless(&[nature]));
    let shelters = "\"relief.effect\" = \"share\", \"relief.certified\" = true, \"certification.design\" = 1";
    for (path, set) in
        [("certification.mandatory", "\"certification.mandatory\" = true"), ("relief.certified", shelters)]
    {
        embodied.law(&ruled(set)).unwrap();
        let refused = flow.law(&ruled(set)).unwrap_err().to_string();
        assert!(refused.contains(&format!("{path} is not simulated where care is a flow")), "{refused}");
    }
}
