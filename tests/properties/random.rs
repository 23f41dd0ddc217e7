//! Any market and any regime: they run to the end with balanced books and finite numbers, or are refused with a reason.

use std::collections::BTreeSet;

use caveat::error::{Error, Kind as Wrong};
use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::ledger::{Account, Party};
use caveat::lever::{Kind, LeverRow};
use caveat::run::{RunError, Stage};
use caveat::scenario::registry::{legal_levers, market_levers};
use caveat::scenario::{Overrides, Scenario, Source, read_regime};
use caveat::tally::Item;
use caveat::world::World;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::support::{SEED, TINY, find, named, near, outcome, ruled, totals, watch};

/// Markets and regimes tried in a run, the same in every run: change the seed to try others.
const CASES: u32 = 16;

/// Levers of the market that are set together: the clock's, and shares that must sum.
const TOGETHER: &[&str] =
    &["clock.", "entrant_share", "maker_share", "segment.*.share", "jurisdiction.*.share"];
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
    ("size.*.count", 20.0),
    ("duties.floor_", 1e4),
    // Beyond it care leaves nothing, and calibration learns nothing of a world without it.
    ("care.productivity_", 100.0),
    ("care.imposed_", 1e3),
    ("care.cost_", 1e6),
];

fn levers_of_markets() -> Vec<LeverRow> {
    let together = |lever: &LeverRow| TOGETHER.iter().any(|part| lever.path.contains(part));
    market_levers().into_iter().filter(|lever| !together(lever)).collect()
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
        "where = { jurisdiction = \"here\", size = \"large\", category = \"cameras\", vintage = 2026-03-01, from = 2026-09-01 }",
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
                if set.insert(lever.path) {
                    text += &format!("\"{}\" = {value}\n", lever.path);
                }
            }
        }
        text
    })
}

/// Months of burn-in, horizon and run-off, and the rest of the clock.
fn clocks() -> impl Strategy<Value = Vec<String>> {
    let months = (0..16_u32, 1..16_u32, 0..24_u32);
    (months, 1..24_u32, 0..3_u32).prop_map(|((burn_in, horizon, run_off), period, compensator)| {
        let months = [
            ("burn_in", burn_in),
            ("horizon", horizon),
            ("run_off", run_off),
            ("period", period),
            ("compensator", compensator),
        ];
        months.map(|(name, months)| format!("clock.{name}_months={months}")).to_vec()
    })
}

/// Shares of two, or of one alone.
fn shares() -> impl Strategy<Value = Vec<String>> {
    const PAIRS: [[&str; 2]; 4] = [
        ["jurisdiction.here.share", "jurisdiction.there.share"],
        ["segment.keen.share", "segment.lax.share"],
        ["category.cameras.maker_share", "category.hubs.maker_share"],
        ["size.micro.entrant_share", "size.small.entrant_share"],
    ];
    let part = prop_oneof![Just(0.0), Just(1.0), 0.0..1.0_f64];
    [part.clone(), part.clone(), part.clone(), part].prop_map(|parts| {
        let pair = |([first, second], part): ([&str; 2], f64)| {
            [format!("{first}={part:?}"), format!("{second}={:?}", 1.0 - part)]
        };
        PAIRS.into_iter().zip(parts).flat_map(pair).collect()
    })
}

/// Changes of the tiny market.
fn changes() -> impl Strategy<Value = Vec<String>> {
    let some = prop::collection::vec((any::<prop::sample::Index>(), 0.0..=1.0), 0..6).prop_map(|changes| {
        let levers = levers_of_markets();
        let change = |(index, u): (prop::sample::Index, f64)| {
            let lever = &levers[index.index(levers.len())];
            format!("{}={}", lever.path, written(lever, u))
        };
        changes.into_iter().map(change).collect::<Vec<String>>()
    });
    (clocks(), prop::option::of(shares()), some)
        .prop_map(|(clock, shares, some)| [clock, shares.unwrap_or_default(), some].concat())
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

fn funds(world: &World) -> f64 {
    let makers: f64 = world.firms.iter().map(|firm| firm.cash + firm.estate).sum();
    let supply = &world.supply;
    let chain = supply.supplier_cash.iter().sum::<f64>() + supply.importer_cash + supply.seller_cash;
    makers + chain + world.insurer_cash
}

/// Every sum, every account and everybody's money is a number.
fn assert_finite(world: &World) {
    for (item, sum) in Item::ALL.iter().zip(totals(world)) {
        assert!(sum.is_finite(), "{} is {sum} in month {}", item.name(), world.month);
    }
    for &party in Party::ALL {
        for &account in Account::ALL {
            let (plain, discounted) =
                (world.ledger.net(party, account), world.ledger.net_discounted(party, account));
            assert!(plain.is_finite() && discounted.is_finite(), "{}: {}", party.name(), account.name());
        }
    }
    let cash = world.firms.iter().flat_map(|firm| [firm.cash, firm.estate, firm.price, firm.profit]);
    let supply = &world.supply;
    let single = [world.insurer_cash, supply.importer_cash, supply.seller_cash];
    let others = supply.supplier_cash.iter().copied().chain(single);
    assert!(cash.chain(others).all(f64::is_finite), "somebody's money or price is no number");
}

/// A replication ends, unless the market outgrows its limits; all numbers are finite, but for outcomes without a denominator;
/// and funds moved by what the books say.
fn assert_sound(plan: &Plan) {
    let calibration = &plan.setting().calibration;
    let learned = calibration.component_hits.iter().chain(&calibration.hit_rate);
    assert!(
        learned.chain([&calibration.campaign_rate]).all(|rate| rate.is_finite()),
        "calibration has no number"
    );
    let (mut before, mut scale) = (0.0, 1.0f64);
    let ran = watch(plan, 0, |stage, world| match stage {
        Stage::BurnIn => {}
        Stage::Evaluation(_) if world.month == 0 => before = funds(world),
        _ => {
            assert_finite(world);
            let firms = [
                Party::Maker,
                Party::Supplier,
                Party::Insurer,
                Party::Service,
                Party::Importer,
                Party::Seller,
            ];
            let booked = firms.map(|party| world.ledger.balance(party));
            let spent = world.ledger.balance(Party::World).abs() + world.ledger.balance(Party::Buyer).abs();
            scale = scale.max(before.abs()).max(spent);
            let (moved, booked) = (funds(world) - before, booked.iter().sum::<f64>());
            assert!(near(moved, booked, 1e-8, scale), "funds moved by {moved}, books say {booked}");
        }
    });
    match ran {
        Ok(runs) => {
            for key in
                ["welfare", "profits", "consumer_surplus", "terminal_harm", "public_purse", "outstanding"]
            {
                let value = outcome(plan, &runs[0], key);
                let empty = key == "outstanding" && value.is_nan();
                assert!(value.is_finite() || empty, "{key} is {value}");
            }
        }
        Err(error) => assert!(matches!(error, RunError::Rows { .. }), "{error}"),
    }
}

/// A market under a regime is sound, or refused with a reason.
fn try_out(changes: &[String], regime: Regime) {
    if let Some(scenario) = scenario(changes) {
        match Plan::new(&scenario, &[regime], SEED) {
            Ok(plan) => assert_sound(&plan),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(SEED),
        cases,
        failure_persistence: None,
        max_shrink_iters: 100,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn any_market_runs_to_the_end_or_says_why_not(changes in changes()) {
        try_out(&changes, named("strict"));
    }

    #[test]
    fn any_regime_runs_to_the_end_or_says_why_not(clock in clocks(), text in regimes()) {
        if let Some(regime) = read(&text) {
            try_out(&clock, regime);
        }
    }
}

proptest! {
    #![proptest_config(config(16 * CASES))]

    #[test]
    fn no_market_of_the_kind_is_too_large(changes in changes()) {
        let overrides = Overrides::parse(&changes).unwrap_or_else(|error| panic!("{error}"));
        let read = Scenario::read(&Source::new("tiny.toml", TINY), &find, &overrides);
        let problems = read.err().map(Error::into_problems).unwrap_or_default();
        let too_large = problems.iter().find(|problem| problem.kind == Wrong::TooLarge);
        prop_assert!(too_large.is_none(), "{too_large:?}");
    }
}

fn try_one(changes: &[&str], law: &str) {
    let changes: Vec<String> = changes.iter().map(|&change| change.to_owned()).collect();
    try_out(&changes, ruled(law));
}

const STRICT: &str = "\"standard.kind\" = \"strict\"";

#[test]
fn a_clock_of_a_year_is_long_enough() {
    for (burn_in, horizon) in [(0, 12), (0, 1), (3, 12)] {
        let clock = [format!("clock.burn_in_months={burn_in}"), format!("clock.horizon_months={horizon}")];
        try_one(&[&clock[0], &clock[1]], STRICT);
    }
}

#[test]
fn a_market_that_sells_next_to_nothing() {
    let clock = [
        "clock.burn_in_months=13",
        "clock.horizon_months=16",
        "clock.run_off_months=0",
        "clock.period_months=1",
    ];
    try_one(&clock, "\"standard.kind\" = \"strict\", \"duties.floor_design\" = 1e6, \"damages.cap_eur\" = 0");
}

#[test]
fn a_product_of_any_quality() {
    for quality in ["1000", "-1000"] {
        let quality = format!("demand.quality={quality}");
        try_one(&["demand.fit=stated", &quality], STRICT);
    }
}

/// What an audit found by setting one lever after another to its ends.
#[test]
fn a_belief_without_a_prior_is_what_was_seen() {
    try_one(&["decision.prior_weight=0"], STRICT);
}
