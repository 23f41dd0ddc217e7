//! Without a reform nothing drifts, and calibration hits the compromises that the market file states.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::LazyLock;

use caveat::experiment::compare::Plan;
use caveat::run::Stage;
use caveat::tally::Item;
use support::{market, mean_and_error, plan, total, watch};

/// Drift over the horizon that is let pass, beyond four standard errors.
const DRIFT: f64 = 0.02;
const REPLICATIONS: u64 = 12;

/// The smart-home market under its own law, with little luck in it.
static STILL: LazyLock<Plan> = LazyLock::new(|| {
    let calm = ["clock.run_off_months=0"];
    let scenario = market("markets/smart-home.toml", &calm);
    plan(&scenario, std::slice::from_ref(&scenario.status_quo))
});

/// What the market is like on average over a part of the window.
#[derive(Clone, Copy, Debug, Default)]
struct Year {
    device_months: f64,
    unsupported_months: f64,
    compromises: f64,
    harm: f64,
    makers: f64,
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
                makers: sum(&[Item::MakerMonths]),
            });
        }
    })
    .unwrap();
    let between = |pair: &[Year]| Year {
        device_months: pair[1].device_months - pair[0].device_months,
        unsupported_months: pair[1].unsupported_months - pair[0].unsupported_months,
        compromises: pair[1].compromises - pair[0].compromises,
        harm: pair[1].harm - pair[0].harm,
        makers: pair[1].makers - pair[0].makers,
    };
    marks.windows(2).map(between).collect()
}

/// Change over the horizon relative to its mean, by least squares over years, and its standard error over replications.
fn drift(of: impl Fn(&Year) -> f64) -> (f64, f64) {
    let slopes: Vec<f64> = YEARS
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

fn assert_still(name: &str, of: impl Fn(&Year) -> f64) {
    let (drift, error) = drift(of);
    println!("{name}: {:+.2} % ± {:.2} %", 100.0 * drift, 100.0 * error);
    assert!(
        drift.abs() < DRIFT + 4.0 * error,
        "{name} drifts {:+.2} % ± {:.2} %",
        100.0 * drift,
        100.0 * error
    );
}

#[test]
fn devices_in_use_do_not_drift() {
    assert_still("devices", |year| year.device_months);
}

#[test]
fn the_unsupported_share_does_not_drift() {
    assert_still("unsupported share", |year| year.unsupported_months / year.device_months);
}

#[test]
fn the_rate_of_compromise_does_not_drift() {
    assert_still("compromises", |year| year.compromises / year.device_months);
}

#[test]
fn the_rate_of_harm_does_not_drift() {
    assert_still("harm", |year| year.harm / year.device_months);
}

#[test]
fn the_number_of_makers_does_not_drift() {
    assert_still("makers", |year| year.makers);
}

#[test]
fn calibration_hits_the_stated_rate_of_compromise() {
    let target = STILL.setting().market.threat.compromises_per_device_year;
    let of = |years: &Vec<Year>| {
        let sum = |f: fn(&Year) -> f64| years.iter().map(f).sum::<f64>();
        12.0 * sum(|year| year.compromises) / sum(|year| year.device_months)
    };
    let (mean, error) = mean_and_error(&YEARS.iter().map(of).collect::<Vec<_>>());
    println!("{mean} ± {error}, stated {target}");
    assert!((mean - target).abs() < 4.0 * error, "{mean} ± {error}, but {target} is stated");
}
