//! What runs under the status quo teach before any experiment: the rate of campaigns that gives the stated compromises, the true
//! rates that beliefs are centred on, the planner's due care, and what makers of each kind earn.

mod lesson;

use super::Regime;
use crate::decisions;
use crate::law::compile::Law;
use crate::math::{self, exp, sqrt};
use crate::scenario::market::Category;
use crate::shocks::Shocks;
use crate::world::{Exposed, SOURCES, Setting};
use lesson::{Delay, Lesson, Played};

/// Seed of the calibration's own draws.
const SEED: u64 = 0xCA11_B8A7_E000_0001;
/// Rounds of run and correction.
const ROUNDS: u64 = 6;
/// Rounds that only approach the rate of campaigns: what the others show is pooled, for each is a sample of heavy tails.
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
    let mut pooled: Option<Lesson> = None;
    for round in 0..ROUNDS {
        if round == APPROACH {
            learn_haste(players, setting, law);
            learn_support(players, setting, law);
        }
        solve_due_care(setting);
        let regime = Regime::new(setting, law.clone());
        // Deadlines are looked at in every other round, and in the last: five more ways to be late for each exposed stock.
        let lesson = play(players, setting, &regime, round, round % 2 == 1 || round + 1 == ROUNDS);
        let known = match pooled.take() {
            Some(mut known) if round > APPROACH => {
                known.merge(lesson);
                known
            }
            _ => lesson,
        };
        apply(setting, &known);
        pooled = Some(known);
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

fn apply(setting: &mut Setting, lesson: &Lesson) {
    let target = setting.market.threat.compromises_per_device_year;
    let calibration = &mut setting.calibration;
    let (now, hits) = (calibration.campaign_rate, lesson.hits.iter().sum::<f64>());
    if now > 0.0 && hits > 0.0 {
        let change = target * lesson.device_years / hits / now;
        calibration.campaign_rate *= change.clamp(1.0 / LARGEST_STEP, LARGEST_STEP);
    }
    // Hits of the next round: they are proportional to the rate of campaigns to first order.
    let rate = calibration.campaign_rate;
    calibration.normal_hits =
        if lesson.months > 0.0 { rate * exp(lesson.log_hits / lesson.months) } else { 0.0 };
    let hits: f64 = lesson.targets.iter().sum();
    if hits > 0.0 {
        calibration.targets = lesson.targets.iter().map(|target| target / hits).collect();
    }
    calibration.standings.clone_from(&lesson.standings);
    for source in 0..SOURCES {
        if lesson.exposure[source] > 0.0 {
            let rate = rate * lesson.hits[source] / lesson.exposure[source];
            // What care leaves next to nothing of teaches nothing about a world without it.
            calibration.hit_rate[source] = if rate < MOST_HITS { rate } else { 0.0 };
        }
        if lesson.sued[source] > 0.0 {
            calibration.offered[source] = lesson.offered[source] / lesson.sued[source];
        }
    }
    for (hits, sum) in calibration.component_hits.iter_mut().zip(&lesson.component_hits) {
        *hits = 12.0 * rate * sum / lesson.months;
    }
    let hits = lesson.component_hits.iter().zip(&lesson.embedding);
    for (of_device, (hits, devices)) in calibration.component_rate.iter_mut().zip(hits) {
        *of_device = if *devices > 0.0 { 12.0 * rate * hits / devices } else { 0.0 };
    }
    let hits: f64 = lesson.sued.iter().sum();
    calibration.older = lesson.older.map(|older| if hits > 0.0 { older / hits } else { 0.0 });
    calibration.exposed = exposed(lesson.exposed);
    let a_year = |(years, exits): (f64, f64)| if years > 0.0 { exits / years } else { 0.0 };
    calibration.exit_rate = lesson.exits.map(a_year);
    calibration.lapse_rate = lesson.lapses.map(a_year);
    calibration.orphan_rate = a_year(lesson.orphans);
    calibration.late.by_care = lesson.by_care.late();
    if let Some(delays) = lesson.by_deadline {
        calibration.late.by_deadline = delays.map(Delay::late);
    }
    for (category, &(buyers, bought)) in lesson.demand.iter().enumerate() {
        setting.fit_appeal(category, bought / buyers);
    }
    setting.fit_costs();
    let calibration = &mut setting.calibration;
    for (index, part) in lesson.parts.iter().enumerate() {
        if part.makers > 0.0 {
            calibration.units_year[index] = part.units / part.makers;
            calibration.profit[index] = part.profit / part.earners;
            calibration.release_cost[index] = part.release_cost / part.makers;
        }
    }
}
