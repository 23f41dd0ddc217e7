//! The chain of supply and sale beside makers, on the full engine: each lever alone, on the same shocks.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use caveat::experiment::compare::Plan;
use caveat::run::{Regime, Stage, Workspace, replicate, replicate_with};
use caveat::scenario::Scenario;
use caveat::world::World;
use support::{FROZEN, SEED, STILL, lawless, mean_and_error, outcome, plan, ruled};

/// Replications of a comparison.
const REPLICATIONS: u64 = 8;
/// A difference is one if it is so many standard errors from none.
const ERRORS: f64 = 2.0;

/// A defect suffices, judgments come soon, each answers for its half.
const SEVERAL: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3, \"apportionment.sharing\" = \"several\", \
                       \"apportionment.supplier_share\" = 0.5";
/// The same, and each for the whole.
const JOINT: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3, \"apportionment.sharing\" = \"joint\", \
                     \"apportionment.supplier_share\" = 0.5";

/// Suppliers that can pay choose their care; nobody else can react.
const DECIDE: &[&str] = &[
    "component.*.decides=true",
    "component.*.maker=supplier",
    "component.*.capital_eur=1e12",
    "component.*.care=0",
    "component.*.flaws_per_year=20",
    "supplier.cost_care_eur=500",
    "clock.burn_in_months=6",
    "clock.horizon_months=30",
    "clock.run_off_months=12",
];

/// A market that is ready for any law.
type Ready = OnceLock<(Scenario, Plan)>;

/// The market with these changes; its calibration, which takes longer than anything else, is done once.
fn prepared(changes: &[&[&str]]) -> Arc<Ready> {
    static MARKETS: Mutex<BTreeMap<String, Arc<Ready>>> = Mutex::new(BTreeMap::new());
    MARKETS.lock().unwrap().entry(changes.concat().join(" ")).or_default().clone()
}

fn prepare(changes: &[&[&str]]) -> (Scenario, Plan) {
    let scenario = lawless(&[STILL, FROZEN, &changes.concat()].concat());
    let plan = plan(&scenario, &[]);
    (scenario, plan)
}

/// An outcome under some laws of one market, by replication, then law.
fn outcomes(changes: &[&[&str]], laws: &[&str], key: &str) -> Vec<Vec<f64>> {
    let ready = prepared(changes);
    let (scenario, plan) = ready.get_or_init(|| prepare(changes));
    let regime = |law: &&str| Regime::new(plan.setting(), scenario.law(&ruled(law)).unwrap());
    let (laws, memory) = (laws.iter().map(regime).collect::<Vec<_>>(), &mut Workspace::default());
    let mut of = |replication| {
        let draws = (SEED, replication);
        let found = replicate(plan.setting(), plan.status_quo(), &laws, draws, memory).unwrap();
        found.iter().map(|run| outcome(plan, run, key)).collect()
    };
    (0..REPLICATIONS).map(&mut of).collect()
}

/// Mean and standard error of the paired difference of an outcome between two laws of one market.
fn between_laws(changes: &[&[&str]], laws: [&str; 2], key: &str) -> (f64, f64) {
    let found = outcomes(changes, &laws, key);
    mean_and_error(&found.iter().map(|pair| pair[1] - pair[0]).collect::<Vec<_>>())
}

/// The same between two markets under one law.
fn between_markets(changes: [&[&[&str]]; 2], law: &str, key: &str) -> (f64, f64) {
    let [one, other] = changes.map(|changes| outcomes(changes, &[law], key));
    let pairs = one.iter().zip(&other);
    mean_and_error(&pairs.map(|(one, other)| other[0] - one[0]).collect::<Vec<_>>())
}

fn rises(what: &str, (mean, error): (f64, f64)) {
    assert!(mean > ERRORS * error && mean > 0.0, "{what} moves by {mean} ± {error}");
}

fn falls(what: &str, (mean, error): (f64, f64)) {
    rises(what, (-mean, error));
}

#[test]
fn l02_suppliers_take_care_when_they_answer() {
    let laws = [SEVERAL.replace("0.5", "0"), SEVERAL.to_owned()];
    let laws = [laws[0].as_str(), laws[1].as_str()];
    rises("care of suppliers", between_laws(&[DECIDE], laws, "care_suppliers"));
}

/// More care leaves a part of the same flaws, and fewer of them.
#[test]
fn l02_the_flaws_that_suppliers_leave_are_nested() {
    let ready = prepared(&[DECIDE]);
    let (scenario, plan) = ready.get_or_init(|| prepare(&[DECIDE]));
    let laws = ["\"standard.kind\" = \"none\"", SEVERAL]
        .map(|law| Regime::new(plan.setting(), scenario.law(&ruled(law)).unwrap()));
    let (mut left, memory) = ([0, 0], &mut Workspace::default());
    for replication in 0..REPLICATIONS {
        let mut flaws = [BTreeSet::new(), BTreeSet::new()];
        let look = |stage, world: &World| {
            if let Stage::RunOff(law) = stage {
                flaws[law] = world.component_flaws.iter().map(|flaw| flaw.key).collect();
            }
        };
        let draws = (SEED, replication);
        replicate_with(plan.setting(), plan.status_quo(), &laws, draws, memory, look).unwrap();
        assert!(flaws[1].is_subset(&flaws[0]));
        left = [left[0] + flaws[0].len(), left[1] + flaws[1].len()];
    }
    assert!(left[1] < left[0], "{left:?}");
}

#[test]
fn l02_suppliers_that_do_not_decide_do_not_answer_the_law() {
    let fixed: &[&str] = &["component.*.decides=false"];
    let laws = ["\"standard.kind\" = \"none\"", SEVERAL];
    let (mean, error) = between_laws(&[DECIDE, fixed], laws, "care_suppliers");
    assert_eq!((mean, error), (0.0, 0.0));
    assert_eq!(between_laws(&[DECIDE, fixed], laws, "compromises"), (0.0, 0.0));
}

#[test]
fn l02_suppliers_with_little_to_lose_take_little_care() {
    let poor: &[&str] = &["component.*.capital_eur=2000"];
    rises("care of suppliers", between_markets([&[DECIDE, poor], &[DECIDE]], SEVERAL, "care_suppliers"));
    rises("paid by suppliers", between_markets([&[DECIDE, poor], &[DECIDE]], SEVERAL, "paid_by_suppliers"));
    falls("unpaid awards", between_markets([&[DECIDE, poor], &[DECIDE]], SEVERAL, "uncollected_share"));
}

#[test]
fn l02_the_share_of_an_insolvent_supplier_falls_on_joint_makers() {
    let poor: &[&str] = &["component.*.capital_eur=2000"];
    let laws = [SEVERAL, JOINT];
    rises("compensation", between_laws(&[DECIDE, poor], laws, "compensation_rate"));
    rises("paid by makers", between_laws(&[DECIDE, poor], laws, "liability_paid"));
    let (mean, _) = between_laws(&[DECIDE], laws, "compensation_rate");
    assert!(mean.abs() < 1e-9, "where all can pay, {mean}");
}

#[test]
fn l06_without_recourse_suppliers_take_no_care() {
    let waived = format!("{JOINT}, \"apportionment.recourse\" = 0");
    rises("care of suppliers", between_laws(&[DECIDE], [&waived, JOINT], "care_suppliers"));
}

#[test]
fn l06_an_indemnity_brings_suppliers_to_care() {
    let channelled = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";
    let promised = format!("{channelled}, \"apportionment.indemnity\" = 0.8");
    rises("care of suppliers", between_laws(&[DECIDE], [channelled, &promised], "care_suppliers"));
}

#[test]
fn l03_open_source_is_looked_after_for_fear_of_liability_only_if_a_steward_is_named() {
    let stewards: &[&str] = &["component.*.maker=steward"];
    let named = format!("{SEVERAL}, \"apportionment.open_source\" = \"steward\"");
    assert_eq!(
        between_laws(&[DECIDE, stewards], ["\"standard.kind\" = \"none\"", SEVERAL], "care_suppliers"),
        (0.0, 0.0)
    );
    rises("care of stewards", between_laws(&[DECIDE, stewards], [SEVERAL, &named], "care_suppliers"));
}

/// At one stated rate of compromises in all, those through components are fewer: nobody has to install what is mended where it runs.
#[test]
fn l04_a_fix_of_a_service_reaches_every_device() {
    let fixed: &[&str] = &["component.*.decides=false"];
    let hits = |maker: &[&str]| {
        let ready = prepared(&[DECIDE, fixed, maker]);
        let (_, plan) = ready.get_or_init(|| prepare(&[DECIDE, fixed, maker]));
        plan.setting().calibration.component_hits.iter().sum::<f64>()
    };
    let (embedded, service) = (hits(&[]), hits(&["component.*.maker=service"]));
    assert!(service < 0.7 * embedded, "{service} through services, {embedded} through what is built in");
}

#[test]
fn l05_makers_abroad_are_out_of_reach() {
    let abroad: &[&str] = &["importer.abroad_share=0.6", "seller.capital_eur=1e12"];
    let law = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";
    falls("compensation", between_markets([&[], &[abroad]], law, "compensation_rate"));
    rises("unpaid awards", between_markets([&[], &[abroad]], law, "uncollected_share"));
    let chain = format!("{law}, \"apportionment.sharing\" = \"chain\"");
    rises("paid by sellers", between_laws(&[abroad], [law, &chain], "paid_by_sellers"));
    rises("compensation", between_laws(&[abroad], [law, &chain], "compensation_rate"));
}
