//! What holds for any market and regime: it runs to the end with balanced books, or says why not; and law and care push the way
//! they must.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::ledger::{Account, Party};
use caveat::lever::{Axis, Kind, LeverRow};
use caveat::run::Stage;
use caveat::scenario::registry::{legal_levers, market_levers};
use caveat::scenario::{Overrides, Scenario, Source, read_regime};
use caveat::tally::Item;
use proptest::prelude::*;
use support::{SEED, TINY, final_worlds, find, lawless, near, outcome, plan, ruled, runs, total, watch};

/// Markets and regimes tried in a run; each run tries others.
const CASES: u32 = 32;

/// Levers of the market that are left alone: sizes and clocks, which decide how long a case takes, and shares that must sum.
const KEPT: &[&str] = &["clock.", "size.", "entry.slots", ".share", ".maker_share", "limits."];
/// Greatest value tried of a lever: beyond it a case would take too long, or cash is no number any more.
const NARROWED: &[(&str, f64)] = &[
    ("care.flaws_", 200.0),
    ("component.*.flaws_per_year", 100.0),
    ("threat.compromises_per_device_year", 1.0),
    ("threat.ever_exploited", 0.2),
    ("innovation.launches_per_year", 3.0),
    ("accident.rate", 10.0),
    ("category.*.life_years", 20.0),
    ("category.*.support_months", 240.0),
    ("category.*.complexity", 3.0),
    ("decision.grid_points", 20.0),
    ("demand.fixed_units", 1e6),
    ("head.*.mean_eur", 1e5),
    ("slot", 4.0),
];

fn levers_of_markets() -> Vec<LeverRow> {
    let kept = |lever: &LeverRow| KEPT.iter().any(|part| lever.path.contains(part));
    market_levers().into_iter().filter(|lever| !kept(lever)).collect()
}

/// A number of a lever's range at `u` in [0, 1]: its bounds at the ends, and orders of magnitude alike between them.
fn number(lever: &LeverRow, min: f64, max: f64, u: f64) -> f64 {
    let narrowed = NARROWED.iter().find(|(part, _)| lever.path.contains(part)).map_or(max, |(_, most)| *most);
    let most = narrowed.min(max).min(1e9);
    if u <= 0.1 || most <= 1.0 {
        return min + (most - min) * u.clamp(0.0, 1.0);
    }
    if u >= 0.95 {
        return if max.is_infinite() { f64::INFINITY } else { most };
    }
    let low = min.max(1e-3);
    caveat::math::exp(caveat::math::ln(low) + u * caveat::math::ln(most / low)).clamp(min, most)
}

/// A value of a lever as files write it.
fn written(lever: &LeverRow, u: f64) -> String {
    match lever.kind {
        Kind::Num { min, max } => format!("{:?}", number(lever, min, max, u)),
        Kind::Whole { min, max } => format!("{:?}", number(lever, min, max, u).round()),
        Kind::Choice(words) => words[(u * words.len() as f64) as usize % words.len()].to_owned(),
        Kind::Flag => (u < 0.5).to_string(),
        Kind::Date => "2027-06-01".to_owned(),
    }
}

/// Whose devices, from when, of which vintage: a selector of the tiny market, or everything.
fn selector() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "",
        "where = { jurisdiction = \"there\" }",
        "where = { size = [\"micro\", \"small\"] }",
        "where = { criticality = \"commercial\" }",
        "where = { category = \"hubs\" }",
        "where = { from = 2026-07-01 }",
        "where = { vintage = 2026-10-01 }\nannounced = 2026-03-01",
    ])
    .prop_map(str::to_owned)
}

/// The text of a regime of up to four rules.
fn regimes() -> impl Strategy<Value = String> {
    let rule = (selector(), prop::collection::vec((any::<prop::sample::Index>(), 0.0..=1.0), 1..6));
    prop::collection::vec(rule, 1..5).prop_map(|rules| {
        let levers = legal_levers();
        let mut text = "name = \"random\"\n[[rule]]\nset = { \"standard.kind\" = \"strict\" }\n".to_owned();
        for (selector, assignments) in rules {
            text += &format!("[[rule]]\n{selector}\n[rule.set]\n");
            let mut set = BTreeSet::new();
            for (index, u) in assignments {
                let lever = &levers[index.index(levers.len())];
                let quoted = matches!(lever.kind, Kind::Choice(_));
                let value = written(lever, u);
                let value = if quoted { format!("\"{value}\"") } else { value };
                if set.insert(lever.path) && selector_fits(lever, &selector) {
                    text += &format!("\"{}\" = {value}\n", lever.path);
                }
            }
        }
        text
    })
}

/// Duties of makers cannot differ on every axis.
fn selector_fits(lever: &LeverRow, selector: &str) -> bool {
    Axis::ALL.iter().all(|axis| !selector.contains(axis.name()) || lever.axes.contains(axis))
}

/// Changes of the tiny market.
fn changes() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0.0..=1.0), 0..6).prop_map(|changes| {
        let levers = levers_of_markets();
        let change = |(index, u): (prop::sample::Index, f64)| {
            let lever = &levers[index.index(levers.len())];
            format!("{}={}", lever.path, written(lever, u))
        };
        changes.into_iter().map(change).collect()
    })
}

/// The tiny market on an even shorter clock, with changes; nothing if it is refused, which must be said with a place.
fn scenario(changes: &[String]) -> Option<Scenario> {
    let mut all = vec!["clock.burn_in_months=6", "clock.horizon_months=14", "clock.run_off_months=12"];
    all.extend(changes.iter().map(String::as_str));
    let overrides = Overrides::parse(&all).unwrap_or_else(|error| panic!("{error}"));
    match Scenario::read(&Source::new("tiny.toml", TINY), &find, &overrides) {
        Ok(scenario) => Some(scenario),
        Err(error) => {
            assert!(!error.problems().is_empty());
            None
        }
    }
}

fn read(text: &str) -> Option<Regime> {
    match read_regime(&Source::new("random.toml", text), &find, &Overrides::default()) {
        Ok(regime) => Some(regime),
        Err(error) => {
            assert!(!error.problems().is_empty(), "{text}");
            None
        }
    }
}

/// Outcomes are finite, or undefined for want of a denominator; funds moved by what the books say.
fn assert_sound(plan: &Plan) {
    let mut before = 0.0;
    let funds = |world: &caveat::world::World| -> f64 {
        let makers: f64 = world.firms.iter().map(|firm| firm.cash + firm.estate).sum();
        makers + world.supplier_cash.iter().sum::<f64>() + world.insurer_cash
    };
    let mut scale = 1.0f64;
    let ran = watch(plan, 0, |stage, world| match stage {
        Stage::BurnIn => {}
        Stage::Evaluation(_) if world.month == 0 => before = funds(world),
        _ => {
            let booked =
                [Party::Maker, Party::Supplier, Party::Insurer].map(|party| world.ledger.balance(party));
            let spent = world.ledger.balance(Party::World).abs() + world.ledger.balance(Party::Buyer).abs();
            scale = scale.max(before.abs()).max(spent);
            let (moved, booked) = (funds(world) - before, booked.iter().sum::<f64>());
            assert!(near(moved, booked, 1e-8, scale), "funds moved by {moved}, books say {booked}");
        }
    });
    match ran {
        Ok(runs) => {
            for (column, value) in plan.columns().iter().zip(&runs[0].outcomes) {
                assert!(!value.is_infinite(), "{} is {value}", column.outcome.key);
            }
            let welfare = outcome(plan, &runs[0], "welfare");
            assert!(welfare.is_finite(), "welfare is {welfare}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn any_market_runs_to_the_end_or_says_why_not(changes in changes()) {
        if let Some(scenario) = scenario(&changes) {
            match Plan::new(&scenario, &[support::named("strict")], SEED) {
                Ok(plan) => assert_sound(&plan),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }

    #[test]
    fn any_regime_runs_to_the_end_or_says_why_not(text in regimes()) {
        let scenario = scenario(&[]).unwrap();
        if let Some(regime) = read(&text) {
            match Plan::new(&scenario, &[regime], SEED) {
                Ok(plan) => assert_sound(&plan),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}

const STRICT: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";

/// Nobody's behaviour depends on the law: what a rule changes, it changes for the same harm.
const FROZEN: &[&str] = &[
    "care.imposed_design=0.5",
    "care.imposed_testing=0.5",
    "care.imposed_response=0.5",
    "demand.pricing=fixed",
    "segment.*.misperception=0",
    "segment.*.security_taste=0",
    "entry.slots=0",
    "finance.franchise_years=0",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
    "finance.disappearance_hazard=0",
    "threat.endogenous=false",
    "insurer.offered=false",
];

/// An outcome under several regimes on the same harm, by replication.
fn compared(changes: &[&str], regimes: &[Regime], key: &str) -> Vec<Vec<f64>> {
    let frozen: Vec<&str> = FROZEN.iter().chain(changes).copied().collect();
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
        FROZEN.iter().copied().chain(fixed).chain(imposed.iter().map(String::as_str)).collect();
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
