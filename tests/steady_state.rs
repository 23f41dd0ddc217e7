//! Without a reform nothing drifts, and calibration hits the compromises that the market file states.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::LazyLock;

use caveat::experiment::compare::Plan;
use caveat::math::ln;
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::world::World;
use support::{market, mean_and_error, plan, totals, watch};

/// Drift over the horizon that is let pass, beyond three standard errors.
const DRIFT: f64 = 0.02;
const REPLICATIONS: u64 = 24;

/// The smart-home market under its own law with little luck in it: no giants, many small campaigns, no component that all products share;
/// makers neither come nor go nor change their care, and products do not grow more complex. Nor do some makers leave others ever
/// further behind, as those that never leave would: the large draw more than their share of campaigns.
const CALM: &[&str] = &[
    "clock.run_off_months=0",
    "size.large.count=0",
    "threat.ever_exploited=0.4",
    "threat.reach_mean=0.02",
    "threat.reach_concentration=100",
    "threat.ease_log_sd=0",
    "threat.frailty_log_sd=0",
    "threat.endogenous=false",
    "threat.base_exponent=0",
    "innovation.quality_step=0",
    "innovation.frontier_growth=0",
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
    maker_months: f64,
    launches: f64,
    units: f64,
    revenue: f64,
}

impl Year {
    fn of(world: &World) -> Year {
        let sums = totals(world);
        let sum = |items: &[Item]| items.iter().map(|&item| sums[item as usize]).sum();
        Year {
            device_months: sum(&[Item::DeviceMonths]),
            unsupported_months: sum(&[Item::UnsupportedMonths]),
            compromises: sum(&[Item::Compromises]),
            harm: sum(&[Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty]),
            expected_harm: sum(&[Item::ExpectedHarm]),
            maker_months: sum(&[Item::MakerMonths]),
            launches: sum(&[Item::Launches]),
            units: sum(&[Item::Units]),
            revenue: sum(&[Item::Revenue]),
        }
    }

    fn since(&self, before: &Year) -> Year {
        Year {
            device_months: self.device_months - before.device_months,
            unsupported_months: self.unsupported_months - before.unsupported_months,
            compromises: self.compromises - before.compromises,
            harm: self.harm - before.harm,
            expected_harm: self.expected_harm - before.expected_harm,
            maker_months: self.maker_months - before.maker_months,
            launches: self.launches - before.launches,
            units: self.units - before.units,
            revenue: self.revenue - before.revenue,
        }
    }
}

/// Sums of the counts by year of the window, one list a replication.
static YEARS: LazyLock<Vec<Vec<Year>>> =
    LazyLock::new(|| (0..REPLICATIONS).map(|replication| years(&STILL, replication)).collect());

fn years(plan: &Plan, replication: u64) -> Vec<Year> {
    let mut marks = vec![Year::default()];
    watch(plan, replication, |stage, world| note_year(&mut marks, stage, world)).unwrap();
    marks.windows(2).map(|pair| pair[1].since(&pair[0])).collect()
}

fn note_year(marks: &mut Vec<Year>, stage: Stage, world: &World) {
    if matches!(stage, Stage::Evaluation(_)) && world.month > 0 && world.month % 12 == 0 {
        marks.push(Year::of(world));
    }
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
    assert_calm("unsupported share", 0.01, |year| year.unsupported_months / year.device_months);
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
    assert!((mean - target).abs() < 0.02 * target && error < 0.01 * target, "{mean} ± {error}, not {target}");
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
struct Shipped {
    /// By replication.
    runs: Vec<Vec<Year>>,
    /// Makers, and the logarithm of attackers' activity, by year from the start of burn-in.
    makers: Vec<Vec<f64>>,
    activity: Vec<Vec<f64>>,
    /// By years since entry: entrants that could have reached them, and those that did.
    entrants: [(f64, f64); 6],
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let changes = ["clock.run_off_months=0", "clock.compensator_months=6"];
    let scenario = market("markets/smart-home.toml", &changes);
    let plan = plan(&scenario, std::slice::from_ref(&scenario.status_quo));
    let mut shipped =
        Shipped { runs: Vec::new(), makers: Vec::new(), activity: Vec::new(), entrants: [(0.0, 0.0); 6] };
    for replication in 0..48 {
        let mut marks = vec![Year::default()];
        let (mut makers, mut activity) = (Vec::new(), Vec::new());
        watch(&plan, replication, |stage, world| {
            note_year(&mut marks, stage, world);
            if !matches!(stage, Stage::RunOff(_)) && world.month % 12 == 0 {
                makers.push(world.active.len() as f64);
                activity.push(ln(world.attackers.activity));
            }
            if matches!(stage, Stage::RunOff(_)) {
                count_entrants(&mut shipped.entrants, plan.setting().first, world);
            }
        })
        .unwrap();
        shipped.runs.push(marks.windows(2).map(|pair| pair[1].since(&pair[0])).collect());
        shipped.makers.push(makers);
        shipped.activity.push(activity);
    }
    shipped
});

fn count_entrants(entrants: &mut [(f64, f64); 6], first: i32, world: &World) {
    for firm in world.firms.iter().filter(|firm| firm.born > first) {
        for (years, (began, survived)) in entrants.iter_mut().enumerate() {
            let then = firm.born + 12 * years as i32;
            if then < world.month {
                *began += 1.0;
                *survived += f64::from(u8::from(firm.left > then));
            }
        }
    }
}

#[test]
fn the_shipped_market_hardly_drifts() {
    let of = |of: fn(&Year) -> f64| drift(&SHIPPED.runs, of);
    assert_still("shipped: devices", (0.03, 0.03), of(|year| year.device_months));
    let unsupported = of(|year| year.unsupported_months / year.device_months);
    assert_still("shipped: unsupported share", (0.03, 0.03), unsupported);
    assert_still("shipped: makers", (0.05, 0.08), of(|year| year.maker_months));
    assert_still("shipped: price", (0.01, 0.01), of(|year| year.revenue / year.units));
    assert_still("shipped: launches", (0.02, 0.02), of(|year| year.launches / year.maker_months));
    // Few campaigns make most harm, so that little can be told of its drift.
    assert_still("shipped: harm", (0.05, 0.35), of(|year| year.expected_harm / year.device_months));
}

/// The last third of the burn-in and the window are of one piece, at the makers that the market file counts.
#[test]
fn the_shipped_market_has_settled_before_the_announcement() {
    let mean = |of: fn(&Shipped) -> &[Vec<f64>], years: std::ops::Range<usize>| {
        let runs = of(&SHIPPED).iter();
        let means: Vec<f64> =
            runs.map(|run| run[years.clone()].iter().sum::<f64>() / years.len() as f64).collect();
        mean_and_error(&means)
    };
    for years in [7..11, 11..16, 16..21] {
        let (makers, error) = mean(|shipped| &shipped.makers, years.clone());
        println!("makers {makers:.1} ± {error:.1} in {years:?}");
        assert!((makers - 200.0).abs() < 10.0 + 3.0 * error, "{makers} ± {error} in {years:?}");
        let (activity, error) = mean(|shipped| &shipped.activity, years.clone());
        println!("activity {activity:.3} ± {error:.3} in {years:?}");
        assert!(activity.abs() < 0.1 + 3.0 * error, "{activity} ± {error} in {years:?}");
        assert!(error < 0.08, "{error} says too little");
    }
}

/// Eurostat business demography: 0.82 of new enterprises survive a year, 0.44 five; about a half in the United States (BLS).
#[test]
fn as_many_entrants_survive_as_are_counted() {
    let share = |years: usize| SHIPPED.entrants[years].1 / SHIPPED.entrants[years].0;
    println!("survival {:.3} after a year, {:.3} after five", share(1), share(5));
    assert!((share(1) - 0.82).abs() < 0.04, "{}", share(1));
    assert!((0.42..0.54).contains(&share(5)), "{}", share(5));
}

/// A market too large to be taught by its own runs serves as many as stated too: what a thinned one is taught holds for it.
#[test]
fn a_large_market_is_taught_by_a_thinned_one() {
    let changes = [
        "clock.burn_in_months=36",
        "clock.horizon_months=12",
        "clock.run_off_months=0",
        "size.micro.count=1200",
        "size.small.count=500",
        "size.medium.count=220",
        "size.large.count=80",
        "entry.slots=80",
    ];
    let scenario = market("markets/smart-home.toml", &changes);
    let plan = plan(&scenario, std::slice::from_ref(&scenario.status_quo));
    let setting = plan.setting();
    let (mut slots, mut served) = (0.0, 0.0);
    for (category, row) in setting.categories.iter().zip(&setting.market.categories.rows) {
        slots += category.slots;
        served += category.slots * row.served_share;
    }
    let devices = years(&plan, 0)[0].device_months / 12.0;
    assert!((devices - served).abs() < 0.04 * slots, "{:.3} of {:.3}", devices / slots, served / slots);
    let stated = setting.market.threat.compromises_per_device_year * served / 12.0;
    let normal = setting.calibration.normal_hits;
    assert!(normal > 0.1 * stated && normal < stated, "{normal} of {stated}");
}
