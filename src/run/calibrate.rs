//! What runs under the status quo teach before any experiment: the rate of campaigns that gives the stated compromises, the true
//! rates that beliefs are centred on, the planner's due care, and what makers of each kind earn.

mod lesson;

use super::Regime;
use crate::decisions;
use crate::law::compile::Law;
use crate::math::{self, ln, sqrt};
use crate::scenario::market::Category;
use crate::shocks::Shocks;
use crate::world::{Exposed, SOURCES, Setting};
use lesson::{Delay, Lesson, Part, Played};

/// Seed of the calibration's own draws.
const SEED: u64 = 0xCA11_B8A7_E000_0001;
/// Rounds of run and correction.
const ROUNDS: u64 = 6;
/// Rounds that only approach the rate of campaigns: the others' compromises are pooled, for each is a sample of heavy tails.
const APPROACH: u64 = 2;
/// Response care at which compromises are compared with those without any, and the seed of both.
const HELD_RESPONSE: f64 = 4.0;
const HASTE_ROUND: u64 = 99;
/// Devices compromised per device-year at zero care beyond which a rate is no rate.
const MOST_HITS: f64 = 1e9;
/// Months of support that are compared with what is usual.
const LONGER_SUPPORT: f64 = 60.0;
/// Makers simulated in a round, at least, over its replications.
const MAKERS_A_ROUND: usize = 1200;
/// A market of more makers is taught by a thinned one: its cost would grow with them, and what it teaches would not.
const MOST_MAKERS: usize = 1000;
/// A round corrects the rate of campaigns by at most this factor.
const LARGEST_STEP: f64 = 5.0;

/// Who plays the replications of a round, on however many threads.
pub trait Players {
    /// Does so many numbered tasks, and hands on what comes of them in the order of their numbers.
    fn each<T: Send>(&self, count: u64, task: impl Fn(u64) -> T + Sync, take: impl FnMut(T) + Send);
}

/// Learns a setting's [`crate::world::Calibration`] under the law in force, and returns that law with the view firms have of it. What
/// is learnt does not depend on the players.
pub fn calibrate(setting: &mut Setting, law: &Law, players: &impl Players) -> Regime {
    if setting.has_lifecycle() && !setting.makers.is_empty() {
        // What is taught here is observed here.
        let looks = std::mem::take(&mut setting.market.clock.compensator_months);
        if setting.makers.len() > MOST_MAKERS {
            let mut thin = setting.thinned(MOST_MAKERS);
            play_rounds(players, &mut thin, law);
            setting.learn_from(&thin);
        } else {
            play_rounds(players, setting, law);
        }
        setting.market.clock.compensator_months = looks;
    }
    solve_due_care(setting);
    Regime::new(setting, law.clone())
}

/// Takes over what another market was taught, of which this one is a variation, and returns the law with the view firms have of it
/// here. Due care is this market's own.
pub fn taught(setting: &mut Setting, by: &Setting, law: &Law) -> Regime {
    setting.learn_from(by);
    solve_due_care(setting);
    Regime::new(setting, law.clone())
}

/// Rounds of run and correction.
fn play_rounds(players: &impl Players, setting: &mut Setting, law: &Law) {
    if setting.market.threat.compromises_per_device_year == 0.0 {
        setting.calibration.campaign_rate = 0.0;
    }
    setting.calibration.normal_hits = setting.stated_hits() / 12.0;
    let mut pooled = Pooled::default();
    for round in 0..ROUNDS {
        if round == APPROACH {
            learn_haste(players, setting, law);
            learn_support(players, setting, law);
        }
        solve_due_care(setting);
        let regime = Regime::new(setting, law.clone());
        // Deadlines are looked at in every other round, and in the last: five more ways to be late for each exposed stock.
        let lesson = play(players, setting, &regime, round, round % 2 == 1 || round + 1 == ROUNDS);
        if round < APPROACH {
            pooled = Pooled::default();
        }
        pooled.add(&lesson, setting.calibration.campaign_rate);
        apply(setting, &lesson, &pooled);
    }
}

/// How far faster fixes go: compromises at two levels of response care that every maker is held to, on the same shocks.
fn learn_haste(players: &impl Players, setting: &mut Setting, law: &Law) {
    let mut held = setting.clone();
    held.calibration.hastened = [0.0; SOURCES];
    // One maker's care does not move attackers.
    held.market.threat.endogenous = false;
    let rates = [0.0, HELD_RESPONSE].map(|level| {
        held.market.care.imposed_response = level;
        let regime = Regime::new(&held, law.clone());
        let lesson = play(players, &held, &regime, HASTE_ROUND, false);
        let rate = |source: usize| lesson.hits[source] / lesson.exposure[source];
        std::array::from_fn::<f64, SOURCES, _>(rate)
    });
    let fall = 1.0 - 1.0 / (1.0 + setting.haste() * HELD_RESPONSE);
    let [without, with] = rates;
    setting.calibration.hastened = std::array::from_fn(|source| {
        let hastened = (1.0 - with[source] / without[source]) / fall;
        if hastened > 0.0 { hastened.min(1.0) } else { 0.0 }
    });
}

/// What support saves: compromises with five more years of it against those with what is usual, on the same shocks.
fn learn_support(players: &impl Players, setting: &mut Setting, law: &Law) {
    let mut usual = setting.clone();
    usual.market.threat.endogenous = false;
    let mut longer = usual.clone();
    let rows = &setting.market.categories.rows;
    let left = |months: f64| {
        let of = |row: &Category| math::exp(-(row.support_months + months) / (12.0 * row.life_years));
        rows.iter().map(|row| row.maker_share * of(row)).sum::<f64>()
    };
    let (left_usual, left_longer) = (left(0.0), left(LONGER_SUPPORT));
    for row in &mut longer.market.categories.rows {
        row.support_months += LONGER_SUPPORT;
    }
    let rates = [&usual, &longer].map(|setting| {
        let lesson = play(players, setting, &Regime::new(setting, law.clone()), HASTE_ROUND, false);
        std::array::from_fn::<f64, SOURCES, _>(|source| lesson.hits[source] / lesson.device_years)
    });
    let [shorter, longer] = rates;
    setting.calibration.unsupported = std::array::from_fn(|source| {
        // (1 + B·left_longer)/(1 + B·left_usual) = ratio.
        let ratio = longer[source] / shorter[source];
        let added = (1.0 - ratio) / (ratio * left_usual - left_longer);
        if added.is_finite() { added.max(0.0) } else { 0.0 }
    });
}

fn solve_due_care(setting: &mut Setting) {
    let categories = setting.categories.len();
    for part in 0..4 * categories {
        setting.calibration.hand[part] =
            decisions::hand_levels(setting, (part / categories) as u8, (part % categories) as u8);
    }
}

/// Compromises of several rounds, to which they are proportional near the right rate of campaigns.
#[derive(Clone, Default)]
struct Pooled {
    device_years: f64,
    /// Compromises at a rate of 1.
    hits: f64,
    /// Looks, and the sum over them of the logarithm of a month's compromises at a rate of 1.
    looks: f64,
    log_hits: f64,
    /// Hits by target at a rate of 1.
    targets: Vec<f64>,
    parts: Vec<Part>,
    /// Maker-years and exits by size class, and device-years and devices of makers that left.
    exits: [(f64, f64); 4],
    lapses: [(f64, f64); 4],
    orphans: (f64, f64),
}

impl Pooled {
    fn add(&mut self, lesson: &Lesson, rate: f64) {
        self.parts.resize(lesson.parts.len(), Part::default());
        for (sum, part) in self.parts.iter_mut().zip(&lesson.parts) {
            sum.add(part);
        }
        let add = |sum: &mut (f64, f64), more: (f64, f64)| *sum = (sum.0 + more.0, sum.1 + more.1);
        for (sum, &exits) in self.exits.iter_mut().zip(&lesson.exits) {
            add(sum, exits);
        }
        for (sum, &lapses) in self.lapses.iter_mut().zip(&lesson.lapses) {
            add(sum, lapses);
        }
        add(&mut self.orphans, lesson.orphans);
        if rate > 0.0 {
            self.device_years += lesson.device_years;
            self.hits += lesson.hits.iter().sum::<f64>() / rate;
            self.looks += lesson.months;
            self.targets.resize(lesson.targets.len(), 0.0);
            self.targets.iter_mut().zip(&lesson.targets).for_each(|(sum, hits)| *sum += hits / rate);
            self.log_hits += lesson.log_hits - lesson.months * ln(rate);
        }
    }

    /// Geometric mean of a month's compromises at a rate of campaigns.
    fn normal_hits(&self, rate: f64) -> f64 {
        if self.looks > 0.0 { rate * math::exp(self.log_hits / self.looks) } else { 0.0 }
    }

    /// The rate of campaigns that gives so many compromises per device-year.
    fn rate(&self, target: f64, now: f64) -> f64 {
        if self.hits > 0.0 { target * self.device_years / self.hits } else { now }
    }
}

/// Plays the replications of a round, and adds up in their order what they show.
fn play(
    players: &impl Players,
    setting: &Setting,
    regime: &Regime,
    round: u64,
    by_deadlines: bool,
) -> Lesson {
    let replications = MAKERS_A_ROUND.div_ceil(setting.makers.len()) as u64;
    let one = |replication| Played::of(setting, regime, Shocks::new(SEED ^ round, replication), by_deadlines);
    let mut lesson = Lesson::new(setting, by_deadlines);
    players.each(replications, one, |played| lesson.add(setting, &played));
    lesson
}

/// The log-normal of two moments.
fn exposed([hits, sum, squares]: [f64; 3]) -> Exposed {
    if hits == 0.0 {
        return Exposed::default();
    }
    let log_mean = sum / hits;
    Exposed { log_mean, log_sd: sqrt((squares / hits - log_mean * log_mean).max(0.0)) }
}

fn apply(setting: &mut Setting, lesson: &Lesson, pooled: &Pooled) {
    let target = setting.market.threat.compromises_per_device_year;
    let calibration = &mut setting.calibration;
    let now = calibration.campaign_rate;
    let change = pooled.rate(target, now) / now;
    let step = if now > 0.0 { change.clamp(1.0 / LARGEST_STEP, LARGEST_STEP) } else { 1.0 };
    calibration.campaign_rate *= step;
    calibration.normal_hits = pooled.normal_hits(calibration.campaign_rate);
    let hits: f64 = pooled.targets.iter().sum();
    if hits > 0.0 {
        calibration.targets = pooled.targets.iter().map(|target| target / hits).collect();
    }
    calibration.standings.clone_from(&lesson.standings);
    for source in 0..SOURCES {
        if lesson.exposure[source] > 0.0 {
            // Rates of the next round: hits are proportional to the rate of campaigns to first order.
            let rate = step * lesson.hits[source] / lesson.exposure[source];
            // What care leaves next to nothing of teaches nothing about a world without it.
            calibration.hit_rate[source] = if rate < MOST_HITS { rate } else { 0.0 };
        }
        if lesson.sued[source] > 0.0 {
            calibration.offered[source] = lesson.offered[source] / lesson.sued[source];
        }
    }
    for (hits, sum) in calibration.component_hits.iter_mut().zip(&lesson.component_hits) {
        *hits = 12.0 * step * sum / lesson.months;
    }
    let hits = lesson.component_hits.iter().zip(&lesson.embedding);
    for (rate, (hits, devices)) in calibration.component_rate.iter_mut().zip(hits) {
        *rate = if *devices > 0.0 { 12.0 * step * hits / devices } else { 0.0 };
    }
    let hits: f64 = lesson.sued.iter().sum();
    calibration.older = lesson.older.map(|older| if hits > 0.0 { older / hits } else { 0.0 });
    calibration.exposed = exposed(lesson.exposed);
    let rate = |(years, exits): (f64, f64)| if years > 0.0 { exits / years } else { 0.0 };
    calibration.exit_rate = pooled.exits.map(rate);
    calibration.lapse_rate = pooled.lapses.map(rate);
    calibration.orphan_rate = rate(pooled.orphans);
    calibration.late.by_care = lesson.by_care.late();
    if let Some(delays) = lesson.by_deadline {
        calibration.late.by_deadline = delays.map(Delay::late);
    }
    for (category, &(buyers, bought)) in lesson.demand.iter().enumerate() {
        setting.fit_appeal(category, bought / buyers);
    }
    setting.fit_costs();
    let calibration = &mut setting.calibration;
    for (index, part) in pooled.parts.iter().enumerate() {
        if part.makers > 0.0 {
            calibration.units_year[index] = part.units / part.makers;
            calibration.profit[index] = part.profit / part.earners;
            calibration.release_cost[index] = part.release_cost / part.makers;
        }
    }
}
