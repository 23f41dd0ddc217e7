//! Levers of the market alone, on the same shocks: which way each moves the outcome in which it is read. The market is calibrated once,
//! without the lever, and what it was taught is held.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[path = "support/isolation.rs"]
mod isolation;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use caveat::experiment::compare::{Plan, RegimeRun};
use isolation::{Sign, assert_sign};
use support::{FROZEN, SEED, STILL, column, lawless, plan, ruled, runs};

/// Replications of a comparison.
const REPLICATIONS: u64 = 8;

/// One lever of the market and two of its values.
struct Case<'a> {
    lever: &'a str,
    values: [&'a str; 2],
    /// Can anybody react, or fail?
    frozen: bool,
    law: &'a str,
    market: &'a [&'a str],
}

impl Case<'_> {
    /// Asserts the sign of the paired difference of an outcome between the second value and the first.
    fn shows(&self, sign: Sign, key: &str) {
        let frozen = if self.frozen { FROZEN } else { &[] };
        let ground: Vec<&str> = STILL.iter().chain(frozen).chain(self.market).copied().collect();
        let ready = prepared(&ground);
        let base = ready.get_or_init(|| plan(&lawless(&ground), &[]));
        let [one, other] = self.values.map(|value| {
            let set = format!("{}={value}", self.lever);
            let changes: Vec<&str> = ground.iter().copied().chain([set.as_str()]).collect();
            let plan = Plan::taught(&lawless(&changes), &[ruled(self.law)], SEED, base);
            let plan = plan.unwrap_or_else(|error| panic!("{error}"));
            let at = column(&plan, key);
            runs(&plan, 0..REPLICATIONS).iter().map(|runs| runs[0].outcomes[at]).collect::<Vec<f64>>()
        });
        let differences: Vec<f64> = one.iter().zip(&other).map(|(one, other)| other - one).collect();
        assert_sign(&format!("{} {:?}", self.lever, self.values), &differences, sign, key);
    }
}

fn prepared(changes: &[&str]) -> Arc<OnceLock<Plan>> {
    static MARKETS: Mutex<BTreeMap<String, Arc<OnceLock<Plan>>>> = Mutex::new(BTreeMap::new());
    MARKETS.lock().unwrap().entry(changes.join(" ")).or_default().clone()
}

/// Tests, each of one lever: `name: "lever" [values], frozen, "law", [market], sign "outcome" …;`
macro_rules! moves {
    ($($name:ident: $lever:literal $values:expr, $frozen:literal, $law:expr, $market:expr, $($sign:ident $key:literal),+;)*) => {
        $(
            #[test]
            fn $name() {
                let case = Case { lever: $lever, values: $values, frozen: $frozen, law: $law, market: &$market };
                $(case.shows(Sign::$sign, $key);)+
            }
        )*
    };
}

/// Nobody but attackers finds flaws, and they find many.
const REVEALING: [&str; 6] = [
    "threat.ever_exploited=0.2",
    "threat.discovery_attackers=2",
    "patching.discovery_maker=0",
    "patching.discovery_response=0",
    "patching.discovery_researchers=0",
    "patching.publication_rate=0",
];

/// A defect suffices, victims are many, and judgments come after a quarter.
const SUED: &str =
    "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3, \"damages.multiplier\" = 3";

moves! {
    a_slow_fix: "patching.fix_days" ["20", "120"], true, "", [], Rises "days_to_fix";
    an_uncertain_fix: "patching.fix_log_sd" ["0.1", "1.5"], true, "", [], Rises "days_to_fix";
    response_that_hastens_fixes: "patching.fix_response" ["0", "1"], true, "", [], Falls "days_to_fix";
    makers_who_look: "patching.discovery_maker" ["0.1", "2"], true, "", [], Falls "open_flaws";
    makers_whose_care_finds: "patching.discovery_response" ["0", "2"], true, "", [], Falls "open_flaws";
    researchers: "patching.discovery_researchers" ["0", "1"], true, "", [], Falls "open_flaws";
    bounties_of_the_market: "patching.bounty_eur" ["0", "2000"], true, "", [], Rises "bounties";
    losses_more_often: "head.*.incidence" ["0.2", "1"], true, "", [], Rises "harm";
    a_scheme_in_each_jurisdiction: "jurisdiction.*.scheme_cost_eur" ["0", "5000"], true, "", [], Rises "compliance_cost";
    flaws_of_implementation: "care.flaws_testing" ["0.5", "4"], true, "", [], Rises "compromises";
    flaws_of_updates: "care.flaws_response" ["0.5", "4"], true, "", [], Rises "compromises";
    productive_response: "care.productivity_response" ["0.05", "2"], true, "", [], Falls "compromises";
    a_larger_yardstick: "care.reference_units" ["20000", "200000"], true, "", [], Falls "care_share";
    overhead: "finance.overhead_share" ["0.05", "0.35"], false, "", ["entry.grace_months=12"], Rises "exit";
    research: "innovation.rd_share" ["0.02", "0.1"], true, "", [], Rises "rd_share";
    a_budget_that_features_and_security_share: "innovation.development_budget" ["inf", "0.01"], false, SUED,
        ["segment.*.awareness=1", "finance.initial_cash_eur=1e12"], Falls "launches", Rises "launches_stopped";
    dear_entry: "entry.cost_years" ["0.1", "20"], false, "", ["entry.slots=2"], Falls "entry";
    served: "category.*.served_share" ["0.3", "0.6"], true, "", [], Rises "served_share";
    attacks_that_reveal: "threat.reveal" ["0", "1"], true, "", REVEALING, Falls "open_flaws";
    flaws_of_design: "care.flaws_design" ["0.5", "20"], true, "", ["threat.ever_exploited=0.2"], Rises "compromises";
    productive_design: "care.productivity_design" ["0.05", "4"], true, "", ["threat.ever_exploited=0.2"], Falls "compromises";
    productive_testing: "care.productivity_testing" ["0.05", "4"], true, "", ["threat.ever_exploited=0.2"], Falls "compromises";
    severe_products: "category.*.severity" ["0.5", "3"], true, "", [], Rises "harm";
    slack_in_prices: "category.*.gross_margin" ["0.3", "0.6"], false, "", ["entry.grace_months=12"], Falls "exit";
    patience_with_entrants: "entry.grace_months" ["0", "60"], false, "", ["entry.slots=3", "entry.cost_years=0.1", "demand.shock_sd=1"],
        Falls "exit";
    owners_who_weigh_a_small_effort: "patching.owner_response" ["0", "1"], true, "", ["segment.*.patch_cost_eur=0.2"],
        Falls "compromises";
    owners_who_weigh_a_great_effort: "patching.owner_response" ["0", "1"], true, "", ["segment.*.patch_cost_eur=5"], Rises "compromises";
    effort_that_is_usual: "patching.usual_effort_eur" ["0.2", "5"], true, "",
        ["segment.*.patch_cost_eur=1", "patching.owner_response=1"], Falls "compromises";
    makers_who_fear_risk_buy_cover: "decision.risk_aversion" ["0", "100"], false, SUED,
        ["decision.risk=cara", "threat.ever_exploited=0.2", "segment.*.awareness=1", "insurer.expense=0.1", "insurer.capital_eur=1e12"],
        Rises "insurance_take_up";
    makers_who_fear_risk_and_can_pay_take_care: "decision.risk_aversion" ["0", "2"], false, "\"standard.kind\" = \"strict\"",
        ["decision.risk=cara", "segment.*.awareness=1", "insurer.offered=false", "finance.initial_cash_eur=1e12",
            "finance.liquidity_months=inf"],
        Rises "care_response";
    insured_who_can_pay_themselves_choose_to: "insurer.deductible_choice" ["1", "50"], false,
        "\"standard.kind\" = \"strict\", \"cover.mandatory\" = true",
        ["segment.*.awareness=1", "threat.ever_exploited=0.2", "finance.initial_cash_eur=1e12", "insurer.deductible_turnover=0.001",
            "insurer.capital_eur=1e12"],
        Falls "premium_rate";
    buyers_who_come_sooner: "demand.arrival" ["0.02", "0.5"], true, "", [], Rises "served_share";
}

#[test]
fn makers_who_hardly_fear_risk_decide_as_if_they_did_not() {
    let changes = |attitude: &[&'static str]| {
        let sued = ["threat.ever_exploited=0.2", "segment.*.awareness=1"];
        let all: Vec<&str> = STILL.iter().chain(&sued).chain(attitude).copied().collect();
        plan(&lawless(&all), &[ruled(SUED)])
    };
    let neutral = changes(&[]);
    let here = runs(&neutral, 0..2);
    let same = changes(&["decision.risk=cara", "decision.risk_aversion=0"]);
    let bits = |runs: &[Vec<RegimeRun>]| runs[0][0].outcomes.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&runs(&same, 0..2)), bits(&here));
    let hardly = runs(&changes(&["decision.risk=cara", "decision.risk_aversion=1e-4"]), 0..2);
    for key in ["care_design", "care_testing", "care_response", "price", "liability_paid"] {
        let at = column(&neutral, key);
        for (one, other) in here.iter().zip(&hardly) {
            let (one, other) = (one[0].outcomes[at], other[0].outcomes[at]);
            assert!((other - one).abs() <= 2e-3 * one.abs(), "{key}: {one} against {other}");
        }
    }
}
