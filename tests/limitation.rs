//! Limitation: victims take time to claim, some are too late, and makers foresee it.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::law::rule::Rule;
use caveat::math::exp;
use caveat::run::Stage;
use caveat::scenario::market::HeadName;
use caveat::tally::Item;
use support::{lawless, near, plan, regime, total, watch};

/// Limitation periods tried, months: none, of three years, of half a year.
const PERIODS: [&str; 3] = ["inf", "36", "6"];

fn rule(limitation: f64, long_stop: f64) -> Rule {
    let mut rule = Rule::default();
    (rule.procedure.limitation_months, rule.procedure.long_stop_months) = (limitation, long_stop);
    rule
}

/// A longer stop for injuries helps nobody whose injury had to be done within no time at all, and is a number in any case.
#[test]
fn a_longer_stop_for_injuries_needs_a_general_one() {
    for injured in [300.0, f64::INFINITY] {
        for (general, retirement) in [(0.0, 0.02), (0.0, f64::INFINITY), (12.0, 0.02), (12.0, 0.0)] {
            let mut rule = rule(f64::INFINITY, general);
            rule.procedure.long_stop_injury_months = injured;
            let timely = rule.procedure.timely(HeadName::Injury, 8.0, retirement, 0.01);
            assert!(
                (0.0..=1.0).contains(&timely.chance) && timely.worth.is_finite(),
                "{general}: {timely:?}"
            );
            assert_eq!(timely.chance == 0.0, general == 0.0 || retirement == 0.0, "{general}: {timely:?}");
        }
    }
}

#[test]
fn shares_in_time_have_closed_forms() {
    let never = f64::INFINITY;
    let timely = |limitation, long_stop, lag, retirement, rate| {
        rule(limitation, long_stop).procedure.timely(HeadName::Property, lag, retirement, rate)
    };
    // Without a wait only the long stop counts, and nothing is discounted.
    let at_once = timely(3.0, 50.0, 0.0, 0.02, 0.1);
    assert!(near(at_once.chance, 1.0 - exp(-1.0_f64), 1e-12, 1.0) && at_once.worth == 1.0);
    // Without a long stop: P(T ≤ L).
    assert!(near(timely(12.0, never, 8.0, 0.02, 0.0).chance, 1.0 - exp(-1.5_f64), 1e-9, 1.0));
    // Without a limitation: E[e^(−rT)] = 1/(1 + r·m).
    assert!(near(timely(never, never, 8.0, 0.02, 0.05).worth, 1.0 / 1.4, 1e-6, 1.0));
    // Without a limitation: age and wait together, 1 − (m·h·e^(−S/m) − e^(−hS))/(m·h − 1) for m·h ≠ 1.
    let (lag, hazard, stop) = (10.0_f64, 0.02_f64, 40.0_f64);
    let ratio = lag * hazard;
    let late = (ratio * exp(-stop / lag) - exp(-hazard * stop)) / (ratio - 1.0);
    assert!(near(timely(never, stop, lag, hazard, 0.0).chance, 1.0 - late, 1e-9, 1.0));
    // A limitation as long as the long stop adds nothing to it.
    assert_eq!(timely(stop, stop, lag, hazard, 0.0), timely(never, stop, lag, hazard, 0.0));
}

/// An injury that was done in time may be claimed later: against a sum over ages at harm, which is the definition.
#[test]
fn injuries_that_show_late_have_longer() {
    let (lag, hazard, stop) = (40.0_f64, 0.02_f64, 60.0_f64);
    for (limitation, late) in [(f64::INFINITY, 100.0), (f64::INFINITY, 60.0), (30.0, 100.0), (70.0, 75.0)] {
        let mut law = rule(limitation, stop);
        law.procedure.long_stop_injury_months = late;
        let of = |head| law.procedure.timely(head, lag, hazard, 0.0).chance;
        let steps = 200_000;
        let in_time = |step: i32| {
            let age = stop * (f64::from(step) + 0.5) / f64::from(steps);
            let wait = limitation.min(late - age);
            hazard * exp(-hazard * age) * (1.0 - exp(-wait / lag)) * stop / f64::from(steps)
        };
        let summed: f64 = (0..steps).map(in_time).sum();
        assert!(near(of(HeadName::Injury), summed, 1e-6, 1.0), "{limitation} {late}: {summed}");
        assert!(of(HeadName::Data) <= of(HeadName::Injury));
    }
    let mut law = rule(12.0, f64::INFINITY);
    law.procedure.limitation_injury_months = 24.0;
    let chance = |head| law.procedure.timely(head, lag, hazard, 0.0).chance;
    assert!(near(chance(HeadName::Injury), 1.0 - exp(-24.0 / lag), 1e-9, 1.0));
    assert!(near(chance(HeadName::Property), 1.0 - exp(-12.0 / lag), 1e-9, 1.0));
}

#[test]
fn a_short_limitation_lowers_what_is_claimed_and_what_makers_expect_to_pay() {
    let laws = PERIODS.map(|months| {
        regime(&format!(
            "name = \"l{months}\"\n[[rule]]\nset = {{ \"standard.kind\" = \"strict\", \
             \"procedure.limitation_months\" = {months} }}\n"
        ))
    });
    let patient = [
        "segment.*.claim_months=12",
        "segment.*.awareness=1",
        "care.imposed_design=1",
        "care.imposed_testing=1",
        "care.imposed_response=1",
        "care.imposed_support=24",
        "demand.pricing=fixed",
        "entry.slots=0",
        "entry.grace_months=10000",
        "finance.initial_cash_eur=1e13",
        "finance.liquidity_months=inf",
    ];
    let plan = plan(&lawless(&patient), &laws);
    let (mut suits, mut expected) = ([0.0; 3], [0.0; 3]);
    for replication in 0..8 {
        watch(&plan, replication, |stage, world| {
            if let (Stage::Evaluation(law), 1) = (stage, world.month) {
                let plans = world.active.iter().map(|&at| world.firms[at as usize].plan.expected_payment);
                expected[law] += plans.sum::<f64>();
            }
        })
        .unwrap();
        for (law, (world, _)) in support::final_worlds(&plan, replication).iter().enumerate() {
            suits[law] += total(world, Item::Suits);
        }
    }
    let in_time = [1.0, 1.0 - exp(-3.0_f64), 1.0 - exp(-0.5_f64)];
    for law in 1..3 {
        let (claimed, foreseen) = (suits[law] / suits[0], expected[law] / expected[0]);
        assert!((claimed - in_time[law]).abs() < 0.08, "{} months: {claimed} of suits", PERIODS[law]);
        // What is brought in time is brought earlier, and a debt is discounted at 10 % a year with the chance of vanishing.
        assert!(
            foreseen >= in_time[law] - 1e-9 && foreseen < in_time[law] * 1.1,
            "{}: {foreseen}",
            PERIODS[law]
        );
    }
}
