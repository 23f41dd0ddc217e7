//! Levers of borders and time: several jurisdictions under one design, and rules that begin on a date.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::law::compile::Place;
use caveat::law::duties::Recognition;
use caveat::law::regime::Regime;
use caveat::run::Stage;
use caveat::tally::Item;
use support::{
    FROZEN, final_worlds, lawless, market, mean_and_error, near, outcome, plan, regime, ruled, runs, total,
    watch,
};

const REPLICATIONS: u64 = 24;
/// Standard errors that a difference must be away from nothing.
const ERRORS: f64 = 3.0;
/// Harm is frequent and comes by many small campaigns, releases too, so that what is sold embodies the care that the law brought; and
/// whoever owes can pay.
const BUSY: [&str; 9] = [
    "clock.horizon_months=60",
    "threat.compromises_per_device_year=0.1",
    "threat.reach_mean=0.05",
    "threat.frailty_log_sd=0",
    "innovation.launches_per_year=2",
    "entry.slots=0",
    "entry.grace_months=10000",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
];

/// Strict liability where the selector says.
fn strict(name: &str, selector: &str) -> Regime {
    let set = "set = { \"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3 }";
    regime(&format!("name = \"{name}\"\n[[rule]]\nwhere = {{ {selector} }}\n{set}\n"))
}

/// An outcome under each regime, by replication.
fn outcomes(regimes: &[Regime], key: &str) -> Vec<Vec<f64>> {
    let plan = plan(&lawless(&BUSY), regimes);
    let of = |runs: Vec<caveat::experiment::compare::RegimeRun>| {
        runs.iter().map(|run| outcome(&plan, run, key)).collect()
    };
    runs(&plan, 0..REPLICATIONS).into_iter().map(of).collect()
}

/// Asserts that an outcome rises from one regime to the next, on the same shocks.
fn assert_rising(rows: &[Vec<f64>]) {
    for step in 1..rows[0].len() {
        let differences: Vec<f64> = rows.iter().map(|row| row[step] - row[step - 1]).collect();
        let (mean, error) = mean_and_error(&differences);
        assert!(mean > ERRORS * error && mean > 0.0, "step {step}: {mean} ± {error}");
    }
}

/// One design serves all, so that care answers the sum of what all laws have makers pay.
#[test]
fn l45_a_strict_jurisdiction_lifts_care_for_all_and_a_second_lifts_it_further() {
    let nowhere = regime("name = \"nowhere\"\n");
    let there = strict("there", "jurisdiction = \"there\"");
    let everywhere = strict("everywhere", "jurisdiction = [\"here\", \"there\"]");
    assert_rising(&outcomes(&[nowhere, there, everywhere], "care_design"));
}

/// What happens before a rule's date is judged by the law before it; from then on it is law.
#[test]
fn l47_a_phase_binds_from_its_date() {
    let later = strict("later", "from = 2027-01-01");
    let nowhere = regime("name = \"nowhere\"\n");
    assert_rising(&outcomes(
        &[nowhere, later.clone(), strict("now", "size = [\"micro\", \"small\", \"medium\", \"large\"]")],
        "liability_paid",
    ));
    let plan = plan(&lawless(&BUSY), &[later]);
    let (mut before, mut after) = (0.0, 0.0);
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(_) = stage {
            // The law of a month governs what happens in it; month 12 is January 2027.
            let found = total(world, Item::Found);
            if world.month <= 12 { before = found } else { after = found }
        }
    })
    .unwrap();
    assert!(before == 0.0 && after > 0.0, "{before} before, {after} after");
}

#[test]
fn l48_the_next_step_of_a_review_is_foreseen() {
    // Between the first review and the second, at a year and at two, makers build for what the second will ask.
    let law = "\"review.moves\" = \"floor_design\", \"duties.floor_design\" = 4, \"review.watches\" = \"harm\", \"review.high\" = 0, \
               \"review.step\" = 2";
    let scenario = lawless(&["entry.slots=0", "entry.grace_months=10000", "finance.initial_cash_eur=1e12"]);
    let plan = plan(&scenario, &[ruled(law)]);
    let mut seen = Vec::new();
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(_) = stage
            && [11, 23].contains(&world.month)
        {
            let floors = world.active.iter().map(|&at| world.firms[at as usize].plan.care[0]);
            seen.push(floors.fold(0.0, f64::max));
        }
    })
    .unwrap();
    // Nobody knows what the first will find. Until the second the floor is 6.
    assert!(seen[0] == 4.0 && seen[1] >= 8.0, "{seen:?}");
}

/// What a failed assessment makes a maker add is care: the public bears its share of it, and all of it is counted as a cost.
#[test]
fn l35_the_public_bears_its_share_of_care_that_an_assessor_asks_for() {
    let law = |aid: f64| {
        regime(&format!(
            "name = \"aid-{}\"\n[[rule]]\n[rule.set]\n\"certification.mandatory\" = true\n\"certification.design\" = 2\n\
             \"certification.testing\" = 2\n\"incentives.care\" = {aid:?}\n",
            (100.0 * aid) as u32
        ))
    };
    let still = [FROZEN, &["demand.pricing=\"fixed\"", "entry.slots=0"]].concat();
    let plan = plan(&lawless(&still), &[law(0.0), law(0.5)]);
    let worlds = final_worlds(&plan, 0);
    let [without, with] = [0, 1].map(|at: usize| total(&worlds[at].0, Item::CareCost));
    assert!(without > 0.0 && near(without, with, 1e-9, 0.0), "{with} after {without}");
    let aid = total(&worlds[1].0, Item::Aid);
    assert!(near(aid, 0.5 * with, 1e-9, 0.0), "{aid} of {with}");
}

/// What makers pay in fines, and the least and the most design care of those in business at the end.
fn fines_and_care(law: &str) -> (f64, f64, f64) {
    let same = ["entry.slots=0", "entry.grace_months=10000", "finance.initial_cash_eur=1e12"];
    let plan = plan(&lawless(&same), &[regime(&format!("name = \"law\"\n{law}"))]);
    let world = &final_worlds(&plan, 0)[0].0;
    let cares = world.active.iter().map(|&index| world.firms[index as usize].plan.care[0]);
    let (least, most) =
        cares.fold((f64::INFINITY, 0.0_f64), |(least, most), care| (least.min(care), most.max(care)));
    (total(world, Item::Fines), least, most)
}

fn rule_of(jurisdiction: &str, set: &str) -> String {
    format!("[[rule]]\nwhere = {{ jurisdiction = \"{jurisdiction}\" }}\nset = {{ {set} }}\n")
}

#[test]
fn l41_each_authority_enforces_the_law_of_its_own_jurisdiction() {
    let (floor, inspections) = (
        "\"duties.floor_design\" = 40",
        "\"enforcement.inspections\" = 6, \"enforcement.fine_turnover\" = 1e-6",
    );
    let here = rule_of("here", floor);
    // Where nobody inspects, floors are kept; an authority elsewhere has nothing to look for.
    assert_eq!(fines_and_care(&here), (0.0, 40.0, 40.0));
    assert_eq!(fines_and_care(&(here + &rule_of("there", inspections))), (0.0, 40.0, 40.0));
    // An authority with a floor of its own and next to no fine: makers go as low as the other jurisdiction's floor lets them.
    let lax = rule_of("here", "\"duties.floor_design\" = 20")
        + &rule_of("there", &format!("{floor}, {inspections}"));
    let (fines, least, most) = fines_and_care(&lax);
    assert!(fines > 0.0 && least == 20.0 && most < 40.0, "{fines}, {least} to {most}");
    let ordered = lax.replace("1e-6", "1e-6, \"enforcement.order\" = true");
    let (fewer, least, _) = fines_and_care(&ordered);
    assert!(fewer > 0.0 && fewer < fines && least == 40.0, "{fewer}, {least}");
}

/// A certificate of one jurisdiction serves another that recognises it, if it asks for no less.
#[test]
fn l46_a_recognised_certificate_is_not_got_twice() {
    let certified = "\"certification.mandatory\" = true, \"certification.cost_eur\" = 20000, \"certification.false_pass\" = 1";
    let cost = |more: &str| {
        let law = rule_of("here", certified) + &rule_of("there", &format!("{certified}{more}"));
        let still = [FROZEN, &["demand.pricing=\"fixed\"", "entry.slots=0"]].concat();
        let plan = plan(&lawless(&still), &[regime(&format!("name = \"law\"\n{law}"))]);
        total(&final_worlds(&plan, 0)[0].0, Item::ComplianceCost)
    };
    let (twice, recognised) = (cost(""), cost(", \"duties.recognition\" = \"equivalent\""));
    let stricter = cost(", \"duties.recognition\" = \"equivalent\", \"certification.design\" = 1");
    assert!(recognised > 0.0 && near(twice, 2.0 * recognised, 0.3, 0.0), "{recognised} of {twice}");
    assert!(near(stricter, twice, 0.05, 0.0), "{stricter} and {twice}");
}

/// Recognition as it is law: the United Kingdom's, of labels of the other two, and nobody else's.
#[test]
fn l46_the_united_kingdom_recognises_labels_and_makers_show_compliance_once_less() {
    let text = "name = \"before\"\nextends = { uk = \"uk-psti\", sg = \"singapore-label\", jp = \"japan-jc-star\" }\n";
    let few = ["size.micro.count=8", "size.small.count=4", "size.medium.count=2", "size.large.count=1"];
    let short = ["clock.burn_in_months=12", "clock.horizon_months=24", "clock.run_off_months=12"];
    let scenario = market("markets/smart-home-labels.toml", &[&few[..], &short[..]].concat());
    let recognised = scenario.status_quo.clone();
    let law = scenario.law(&recognised).unwrap();
    let recognises = |jurisdiction| {
        let place = Place { jurisdiction, size: 2, category: 0 };
        law.rule(law.cell(place, law.epoch_at(12), law.vintage_at(12))).duties.recognition != Recognition::Off
    };
    assert_eq!([0, 1, 2].map(recognises), [true, false, false]);
    let plan = plan(&scenario, &[regime(text), recognised]);
    for runs in runs(&plan, 0..4) {
        let cost = |run| outcome(&plan, run, "compliance_cost");
        assert!(cost(&runs[1]) < cost(&runs[0]), "{} {}", cost(&runs[1]), cost(&runs[0]));
    }
}
