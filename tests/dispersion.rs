//! What is lost of luck by taking the victims of larger groups at their mean: hardly any of what makers, insurers and society see.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use caveat::distributions::Poisson;
use caveat::run::Stage;
use caveat::shocks::{Shocks, Stream};
use support::{SEED, market, plan_of, watch};

const REPLICATIONS: u64 = 6;
/// Victims up to which one by one is what it says; the mean of more is known to a hundredth.
const ONE_BY_ONE: f64 = 2000.0;

/// Losses by maker and year, or by group, in three ways: as simulated; with the luck of all groups that were taken at their mean, drawn
/// anew; and with that of groups of up to 32 only.
#[derive(Clone, Copy, Debug, Default)]
struct Losses {
    simulated: f64,
    of_all: f64,
    of_to_32: f64,
    /// The variance that the luck of all adds.
    variance: f64,
}

impl Losses {
    fn add(&mut self, other: &Losses) {
        self.simulated += other.simulated;
        self.of_all += other.of_all;
        self.of_to_32 += other.of_to_32;
        self.variance += other.variance;
    }
}

/// Groups at their mean; and by replication, maker and year, with the maker's size class.
#[derive(Default)]
struct Seen {
    groups: Vec<Losses>,
    years: BTreeMap<(u64, u64, i32), (u8, Losses)>,
}

fn seen() -> Seen {
    let plan = plan_of(&market("markets/smart-home.toml", &["clock.burn_in_months=36"]), &["status-quo"]);
    let scene = plan.regimes()[0].scene(plan.setting());
    let mut seen = Seen::default();
    for replication in 0..REPLICATIONS {
        let luck = Shocks::new(SEED + 1, replication);
        let mut drawn = 0;
        let mut uniform = || {
            drawn += 1;
            luck.uniform(Stream::Assumption, drawn, 0, 0)
        };
        watch(&plan, replication, |stage, world| {
            if !matches!(stage, Stage::Evaluation(0)) || world.month == 0 {
                return;
            }
            for loss in &world.losses {
                let firm = &world.firms[loss.firm as usize];
                let mut of =
                    Losses { simulated: loss.eur, of_all: loss.eur, of_to_32: loss.eur, variance: 0.0 };
                if !loss.drawn {
                    let severity = scene.severity(firm.category, loss.head).scaled(loss.frailty);
                    // A whole number was drawn, and is luck already: then only its losses are taken at their mean.
                    let whole = loss.victims.fract() == 0.0;
                    let mean = if whole { severity.mean() } else { 0.0 };
                    of.variance =
                        loss.victims * (severity.limited_second_moment(f64::INFINITY) - mean * mean);
                    if loss.victims <= ONE_BY_ONE {
                        let victims = if whole {
                            loss.victims as u64
                        } else {
                            Poisson::new(loss.victims).quantile(uniform())
                        };
                        of.of_all = (0..victims).map(|_| severity.quantile(uniform())).sum();
                    }
                    if loss.victims <= 32.0 {
                        of.of_to_32 = of.of_all;
                    }
                    seen.groups.push(of);
                }
                let year = (replication, firm.key, (world.month - 1) / 12);
                seen.years.entry(year).or_insert((firm.size, Losses::default())).1.add(&of);
            }
        })
        .unwrap();
    }
    seen
}

fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (
        mean,
        values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() - 1) as f64,
    )
}

/// Mean of the highest part.
fn highest(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let from = ((1.0 - part) * sorted.len() as f64) as usize;
    moments(&sorted[from..]).0
}

/// Holds the luck that is left out to a part of the variance, and of the upper tails.
#[track_caller]
fn little_is_lost(whose: &str, losses: &[Losses], (of_variance, of_tail): (f64, f64)) {
    let of = |pick: fn(&Losses) -> f64| losses.iter().map(pick).collect::<Vec<f64>>();
    let simulated = of(|of| of.simulated);
    let added = moments(&of(|of| of.variance)).0 / moments(&simulated).1;
    for (how, other) in [("all", of(|of| of.of_all)), ("up to 32", of(|of| of.of_to_32))] {
        for part in [0.05, 0.01] {
            let more = highest(&other, part) / highest(&simulated, part) - 1.0;
            assert!(more.abs() < of_tail, "{whose}, {how}: the highest {part} are {more} more");
        }
    }
    assert!(added < of_variance, "{whose}: {added} of the variance is lost");
    assert!(added > 0.0, "{whose}: some groups are taken at their mean");
}

/// What makers, insurers and society see are sums over groups of very different size, whose spread is that of sizes and of what a campaign's
/// victims have in common. The luck of single victims is hardly any of it.
#[test]
fn groups_at_their_mean_lose_little_of_variance_and_of_the_tails() {
    let seen = seen();
    let years: Vec<Losses> = seen.years.values().map(|(_, of)| *of).collect();
    let micro: Vec<Losses> = seen.years.values().filter(|(size, _)| *size == 0).map(|(_, of)| *of).collect();
    let mut markets: BTreeMap<(u64, i32), Losses> = BTreeMap::new();
    for (&(replication, _, year), (_, of)) in &seen.years {
        markets.entry((replication, year)).or_default().add(of);
    }
    let markets: Vec<Losses> = markets.into_values().collect();
    assert!(years.len() > 5_000 && micro.len() > 1_000 && markets.len() > 50);
    little_is_lost("groups at their mean", &seen.groups, (0.01, 0.01));
    little_is_lost("years of micro makers", &micro, (0.01, 0.02));
    little_is_lost("years of all makers", &years, (0.001, 0.01));
    little_is_lost("years of the market", &markets, (0.0001, 0.01));
}
