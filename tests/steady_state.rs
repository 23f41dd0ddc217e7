//! Without a reform nothing drifts, and calibration hits the compromises that the market file states.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::LazyLock;

use caveat::experiment::compare::Plan;
use caveat::run::Stage;
use caveat::tally::Item;
use support::{market, mean_and_error, plan, total, watch};

/// Drift over the horizon that is let pass, beyond three standard errors.
const DRIFT: f64 = 0.02;
const REPLICATIONS: u64 = 40;

/// The smart-home market under its own law with little luck in it: no giants, many small campaigns, no component that all products share;
/// makers neither come nor go nor change their care, and products do not grow more complex.
const CALM: &[&str] = &[
    "clock.run_off_months=0",
    "size.large.count=0",
    "threat.ever_exploited=0.4",
    "threat.reach_mean=0.02",
    "threat.reach_concentration=100",
    "threat.ease_log_sd=0",
    "threat.frailty_log_sd=0",
    "threat.endogenous=false",
    "component.*.flaws_per_year=0",
    "demand.shock_sd=0",
    "demand.reputation_loss=0",
    "entry.slots=0",
    "finance.franchise_years=0",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
    "care.imposed_design=2",
    "care.imposed_testing=2",
    "care.imposed_response=2",
    "care.imposed_support=24",
    "innovation.complexity_step=0",
];

static STILL: LazyLock<Plan> = LazyLock::new(|| {
    let scenario = market("markets/smart-home.toml", CALM);
    plan(&scenario, std::slice::from_ref(&scenario.status_quo))
});

/// What the market is like on average over a part of the window.
#[derive(Clone, Copy, Debug, Default)]
struct Year {
    device_months: f64,
    unsupported_months: f64,
    compromises: f64,
    harm: f64,
    expected_harm: f64,
}

/// Sums of the counts by year of the window, one list a replication.
static YEARS: LazyLock<Vec<Vec<Year>>> =
    LazyLock::new(|| (0..REPLICATIONS).map(|replication| years(&STILL, replication)).collect());

fn years(plan: &Plan, replication: u64) -> Vec<Year> {
    let mut marks = vec![Year::default()];
    watch(plan, replication, |stage, world| {
        if matches!(stage, Stage::Evaluation(_)) && world.month > 0 && world.month % 12 == 0 {
            let sum = |items: &[Item]| items.iter().map(|&item| total(world, item)).sum();
            marks.push(Year {
                device_months: sum(&[Item::DeviceMonths]),
                unsupported_months: sum(&[Item::UnsupportedMonths]),
                compromises: sum(&[Item::Compromises]),
                harm: sum(&[Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty]),
                expected_harm: sum(&[Item::ExpectedHarm]),
            });
        }
    })
    .unwrap();
    let between = |pair: &[Year]| Year {
        device_months: pair[1].device_months - pair[0].device_months,
        unsupported_months: pair[1].unsupported_months - pair[0].unsupported_months,
        compromises: pair[1].compromises - pair[0].compromises,
        harm: pair[1].harm - pair[0].harm,
        expected_harm: pair[1].expected_harm - pair[0].expected_harm,
    };
    marks.windows(2).map(between).collect()
}

/// Change over the horizon relative to its mean, by least squares over years, and its standard error over replications.
fn drift(runs: &[Vec<Year>], of: impl Fn(&Year) -> f64) -> (f64, f64) {
    let slopes: Vec<f64> = runs
        .iter()
        .map(|years| {
            let n = years.len() as f64;
            let middle = 0.5 * (n - 1.0);
            let mean = years.iter().map(&of).sum::<f64>() / n;
            let (mut above, mut below) = (0.0, 0.0);
            for (year, values) in years.iter().enumerate() {
                let t = year as f64 - middle;
                above += t * of(values);
                below += t * t;
            }
            n * above / below / mean
        })
        .collect();
    mean_and_error(&slopes)
}

/// Asserts a drift below `most` as far as can be told, and that as much can be told: the error is below a limit too.
fn assert_still(name: &str, (most, most_error): (f64, f64), (drift, error): (f64, f64)) {
    let said = format!("{name} drifts {:+.2} % ± {:.2} %", 100.0 * drift, 100.0 * error);
    println!("{said}");
    assert!(drift.abs() < most + 3.0 * error, "{said}");
    assert!(error < most_error, "{said}, which says too little");
}

fn assert_calm(name: &str, most_error: f64, of: impl Fn(&Year) -> f64) {
    assert_still(name, (DRIFT, most_error), drift(&YEARS, of));
}

#[test]
fn devices_in_use_do_not_drift() {
    assert_calm("devices", 0.004, |year| year.device_months);
}

#[test]
fn the_unsupported_share_does_not_drift() {
    assert_calm("unsupported share", 0.008, |year| year.unsupported_months / year.device_months);
}

#[test]
fn the_rate_of_compromise_does_not_drift() {
    assert_calm("compromises", 0.02, |year| year.compromises / year.device_months);
}

#[test]
fn the_rate_of_harm_does_not_drift() {
    assert_calm("harm", 0.02, |year| year.harm / year.device_months);
}

/// Compromises per device-year, their standard error, and what the market states.
fn rate_of_compromise() -> (f64, f64, f64) {
    let target = STILL.setting().market.threat.compromises_per_device_year;
    let of = |years: &Vec<Year>| {
        let sum = |f: fn(&Year) -> f64| years.iter().map(f).sum::<f64>();
        12.0 * sum(|year| year.compromises) / sum(|year| year.device_months)
    };
    let (mean, error) = mean_and_error(&YEARS.iter().map(of).collect::<Vec<_>>());
    println!("{mean} ± {error}, stated {target}");
    (mean, error, target)
}

#[test]
fn calibration_comes_near_the_stated_rate_of_compromise() {
    let (mean, error, target) = rate_of_compromise();
    assert!((mean - target).abs() < 0.05 * target && error < 0.02 * target, "{mean} ± {error}, not {target}");
}

#[test]
fn as_many_are_served_as_stated() {
    let setting = STILL.setting();
    let (mut slots, mut served) = (0.0, 0.0);
    for (category, row) in setting.categories.iter().zip(&setting.market.categories.rows) {
        slots += category.slots;
        served += category.slots * row.served_share;
    }
    let years = YEARS.iter().flatten();
    let mean =
        years.map(|year| year.device_months).sum::<f64>() / YEARS.iter().flatten().count() as f64 / 12.0;
    assert!(
        (mean - served).abs() < DRIFT * slots,
        "{:.3}, but {:.3} is stated",
        mean / slots,
        served / slots
    );
}

/// The smart-home market as it is shipped, with entry, exit, shared components, and care that makers choose.
fn shipped(replications: u64) -> Vec<Vec<Year>> {
    let changes = ["clock.run_off_months=0", "clock.compensator_months=6"];
    let scenario = market("markets/smart-home.toml", &changes);
    let plan = plan(&scenario, std::slice::from_ref(&scenario.status_quo));
    (0..replications).map(|replication| years(&plan, replication)).collect()
}

#[test]
fn the_shipped_market_hardly_drifts() {
    let runs = shipped(24);
    let of = |of: fn(&Year) -> f64| drift(&runs, of);
    assert_still("shipped: devices", (0.05, 0.04), of(|year| year.device_months));
    let unsupported = of(|year| year.unsupported_months / year.device_months);
    assert_still("shipped: unsupported share", (0.05, 0.04), unsupported);
}
