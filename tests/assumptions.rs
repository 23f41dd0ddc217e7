//! Draws of assumptions, end to end on a market of a few makers.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use caveat::ensemble::with_threads;
use caveat::experiment::assumptions::{Comparison, Design, DesignError, Drawn};
use caveat::experiment::compare::Plan;
use caveat::experiment::sensitivity::{SUSPECTS, points};
use caveat::experiment::spread::{Moments, Spread, spread};
use caveat::experiment::summary::mean;
use caveat::law::regime::Regime;
use caveat::outcome::Sign;
use caveat::scenario::{Overrides, Range, SHARES, Scenario, Source};
use caveat::world::Setting;
use support::{REGIMES, SEED, find, lawless, market, named, ruled};

/// A market in which accidents come directly: nothing to burn in or to calibrate, so that a replication takes microseconds.
const QUICK: &str = r#"
name = "quick"
[clock]
burn_in_months = 0
horizon_months = 12
run_off_months = 12
period_months = 1
[demand]
model = "fixed_units"
fixed_units = 1.0
pricing = "fixed"
fit = "stated"
unit_cost_eur = 1.0
[category.device]
price_eur = 1.0
[segment.owners]
[jurisdiction.here]
[size.small]
count = 2
[accident]
count = "poisson"
victims = "one"
rate = { value = 0.2, low = 0.1, high = 0.4 }
[head.property]
incidence = 1.0
law = "exponential"
mean_eur = { value = 100.0, low = 40.0, high = 250.0, source = "a guess" }
max_loss_eur = 1e12
[care]
breach = "exponential"
cost_design_eur = 1.0
productivity_design = { value = 0.5, low = 0.25, high = 1.0 }
paid_by = "owner"
[finance]
initial_cash_eur = 1e15
liquidity_months = inf
"#;

/// Nobody answers; makers answer for what a court can trace, which is not known well.
static LAWS: LazyLock<Vec<Regime>> = LazyLock::new(|| {
    let strict =
        "\"standard.kind\" = \"strict\", \"causation.attribution\" = { value = 0.8, low = 0.6, high = 1.0 }";
    vec![ruled("\"standard.kind\" = \"none\""), ruled(strict)]
});

fn quick() -> Scenario {
    Scenario::read(&Source::new("quick.toml", QUICK), &find, &Overrides::default()).unwrap()
}

fn draws(scenario: &Scenario, regimes: &[Regime], count: u64) -> Design {
    Design::draw(scenario, regimes, count, SEED).unwrap_or_else(|error| panic!("{error}"))
}

fn simulated(design: &Design, scenario: &Scenario, regimes: &[Regime], replications: u64) -> Vec<Drawn> {
    let comparison = Comparison { scenario, regimes, baseline: 0, seed: SEED };
    let mut drawn = Vec::new();
    let go = AtomicBool::new(false);
    design.run(comparison, replications, &|| (), &go, &mut |draw| drawn.push(draw));
    drawn
}

fn harm(plan: &Plan) -> usize {
    plan.columns().iter().position(|column| column.outcome.key == "harm").unwrap()
}

fn of_column(drawn: &[Drawn], column: usize) -> Spread {
    let moments: Vec<Moments> = drawn.iter().map(|draw| draw.moments[1][column]).collect();
    spread(&moments, Sign::Less)
}

/// The `mc` width is the mean over draws of each draw's own: that of one comparison is as uncertain as a standard deviation of fifty.
#[test]
fn luck_shrinks_with_replications_and_ignorance_does_not() {
    let scenario = quick();
    let column = harm(&Plan::new(&scenario, &LAWS, SEED).unwrap());
    let design = draws(&scenario, &LAWS, 64);
    let widths = [50, 800].map(|replications| {
        let drawn = simulated(&design, &scenario, &LAWS, replications);
        let halves: Vec<f64> = drawn.iter().map(|draw| draw.moments[1][column].half_width).collect();
        let spread = of_column(&drawn, column);
        (mean(&halves), spread.p95 - spread.p05)
    });
    let (mc, assumption) = (widths[0].0 / widths[1].0, widths[0].1 / widths[1].1);
    assert!((3.2..4.8).contains(&mc), "{mc}");
    assert!((assumption - 1.0).abs() < 0.1, "{assumption}");
}

#[test]
fn draws_stay_within_their_ranges_and_shares_sum_to_one() {
    let (scenario, regimes) = (market("markets/smart-home.toml", &[]), REGIMES.map(named));
    let design = draws(&scenario, &regimes, 24);
    assert!(design.ranges.len() > 150, "{}", design.ranges.len());
    for point in &design.points {
        for (range, value) in design.changes(point) {
            assert!((range.low..=range.high).contains(&value), "{} = {value}", range.path);
            assert!(!range.is_whole() || value.fract() == 0.0, "{} = {value}", range.path);
        }
        let (varied, _) = scenario.varied(&regimes, &design.changes(point)).unwrap();
        for (table, field) in SHARES {
            let path = format!("{table}.*.{field}");
            let fields = varied.assumptions.iter().filter(|field| field.lever.path == path);
            let sum: f64 = fields.map(|field| field.value.num()).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{path} sum to {sum}");
        }
    }
    let spans = |place: usize| {
        design
            .points
            .iter()
            .map(|point| point[place])
            .fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(x), h.max(x)))
    };
    let still: Vec<&str> = (0..design.ranges.len())
        .filter(|&place| spans(place).0 == spans(place).1)
        .map(|place| design.ranges[place].path.as_str())
        .collect();
    assert!(still.is_empty(), "always the same: {still:?}");
}

/// How long a market is run, and how large it may become, is chosen: its range is no ignorance.
#[test]
fn choices_of_design_are_neither_drawn_nor_moved() {
    let (scenario, regimes) = (market("markets/smart-home.toml", &[]), REGIMES.map(named));
    let of_design = |path: &str| path.starts_with("clock.") || path.starts_with("limits.");
    let with_range =
        scenario.assumptions.iter().filter(|known| known.low < known.high && known.low.is_some());
    assert!(with_range.filter(|known| of_design(&known.path)).count() >= 3, "it states some");
    let ranges = scenario.ranges(&regimes);
    assert!(ranges.iter().all(|range| !of_design(&range.path)));
    println!("{} ranges", ranges.len());
}

/// Where demand is fitted to what is observed, the correlation of tastes is what the gross margin leaves.
#[test]
fn the_correlation_of_tastes_moves_in_every_shipped_market() {
    for name in ["smart-home", "wearable-health", "industrial-sensors", "critical-infrastructure", "mixed"] {
        let scenario = market(&format!("markets/{name}.toml"), &[]);
        let ranges = scenario.ranges(&[]);
        let suspect = *SUSPECTS.iter().find(|suspect| suspect.name.contains("(ρ)")).unwrap();
        assert!(points(&ranges).iter().any(|point| point.suspect == suspect), "{name}");
        let correlations = |end: fn(&Range) -> f64| -> Vec<f64> {
            let moved = ranges.iter().filter(|range| suspect.paths.contains(&range.lever.path));
            let changes: Vec<(&Range, f64)> = moved.map(|range| (range, end(range))).collect();
            let (varied, _) = scenario.varied(&[], &changes).unwrap();
            let setting = Setting::new(&varied.market).unwrap();
            setting.categories.iter().map(|category| 1.0 - category.nest).collect()
        };
        let (low, high) = (correlations(|range| range.low), correlations(|range| range.high));
        println!("{name}: ρ from {low:.2?} to {high:.2?}");
        assert!(low.iter().zip(&high).all(|(low, high)| low > high), "{name}: {low:?} and {high:?}");
    }
}

#[test]
fn draws_depend_on_the_seed_alone() {
    let (scenario, regimes) = (market("markets/smart-home.toml", &[]), [named("strict")]);
    let few = draws(&scenario, &regimes, 3);
    let more = draws(&scenario, &regimes, 5);
    assert_eq!(few.points[..], more.points[..3]);
    let other = Design::draw(&scenario, &regimes, 3, SEED + 1).unwrap();
    assert_ne!(few.points, other.points);
}

#[test]
fn threads_change_no_bit() {
    let scenario = quick();
    let design = draws(&scenario, &LAWS, 9);
    let bits = |threads| {
        let drawn = with_threads(threads, || simulated(&design, &scenario, &LAWS, 6)).unwrap();
        let each = drawn.iter().flat_map(|draw| {
            draw.moments.iter().flatten().map(|of| (draw.draw, of.mean.to_bits(), of.variance.to_bits()))
        });
        each.collect::<Vec<_>>()
    };
    let one = bits(1);
    assert!(one == bits(3) && one.iter().any(|draw| draw.0 == 8));
}

#[test]
fn a_stop_keeps_whole_draws_only() {
    let scenario = quick();
    let design = draws(&scenario, &LAWS, 20);
    let comparison = Comparison { scenario: &scenario, regimes: &LAWS, baseline: 0, seed: SEED };
    let (stop, done) = (AtomicBool::new(false), std::sync::atomic::AtomicU64::new(0));
    let count = || {
        if done.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 57 {
            stop.store(true, std::sync::atomic::Ordering::SeqCst);
        }
    };
    let mut drawn = Vec::new();
    design.run(comparison, 10, &count, &stop, &mut |draw| drawn.push(draw));
    assert!((1..20).contains(&drawn.len()), "{}", drawn.len());
    assert!(drawn.iter().all(|draw| draw.moments[1][0].pairs == 10));
}

#[test]
fn what_cannot_be_drawn_is_an_error() {
    let none = Design::draw(&lawless(&[]), &[], 4, SEED);
    assert_eq!(none, Err(DesignError::NoRanges));
    // No turnover within the range is small enough.
    let never = QUICK.replace(
        "count = 2",
        "count = 2\nturnover_min_eur = { value = 1.0, low = 1.0, high = 9e9 }\nturnover_max_eur = 1.0",
    );
    let scenario = Scenario::read(&Source::new("never.toml", never), &find, &Overrides::default()).unwrap();
    let refused = Design::draw(&scenario, &[], 4, SEED).unwrap_err();
    assert!(refused.to_string().contains("the least turnover lies above the greatest"), "{refused}");
}
