//! What runs under the status quo teach before any experiment: the rate of campaigns that gives the stated compromises, the true
//! rates that beliefs are centred on, the planner's due care, and what makers of each kind earn.

use super::{Regime, start};
use crate::decisions;
use crate::law::compile::Law;
use crate::month;
use crate::shocks::Shocks;
use crate::threat;
use crate::world::{Firm, SOURCES, Scene, Setting, World};

/// Seed of the calibration's own draws.
const SEED: u64 = 0xCA11_B8A7_E000_0001;
/// Rounds of run and correction.
const ROUNDS: u64 = 5;
/// Makers simulated in a round, at least, over its replications.
const MAKERS_A_ROUND: usize = 600;
/// Months of a round that are skipped and kept.
const MONTHS: (i32, i32) = (12, 96);
/// Months between two looks; prime to the twelve of yearly events.
const SAMPLE: i32 = 7;
/// A round corrects the rate of campaigns by at most this factor.
const LARGEST_STEP: f64 = 5.0;

/// Learns a setting's [`crate::world::Calibration`] under the law in force, and returns that law with the view firms have of it.
pub fn calibrate(setting: &mut Setting, law: &Law) -> Regime {
    solve_due_care(setting);
    let mut regime = Regime::new(setting, law.clone());
    if !setting.has_lifecycle() || setting.makers.is_empty() {
        return regime;
    }
    for round in 0..ROUNDS {
        let lesson = run(setting, &regime, round);
        apply(setting, &lesson);
        solve_due_care(setting);
        regime = Regime::new(setting, law.clone());
    }
    regime
}

fn solve_due_care(setting: &mut Setting) {
    let categories = setting.categories.len();
    for part in 0..4 * categories {
        setting.calibration.hand[part] =
            decisions::hand_levels(setting, (part / categories) as u8, (part % categories) as u8);
    }
}

/// What a round of runs showed.
struct Lesson {
    device_years: f64,
    hits: [f64; SOURCES],
    exposure: [f64; SOURCES],
    parts: Vec<Part>,
    /// By category: buyers in the market, and those of them who bought.
    demand: Vec<(f64, f64)>,
}

#[derive(Clone, Copy, Default)]
struct Part {
    makers: f64,
    units: f64,
    profit: f64,
    turnover: f64,
    release_cost: f64,
}

fn run(setting: &Setting, regime: &Regime, round: u64) -> Lesson {
    let mut lesson = Lesson {
        device_years: 0.0,
        hits: [0.0; SOURCES],
        exposure: [0.0; SOURCES],
        parts: vec![Part::default(); setting.calibration.profit.len()],
        demand: vec![(0.0, 0.0); setting.categories.len()],
    };
    let replications = MAKERS_A_ROUND.div_ceil(setting.makers.len());
    let months = (setting.months as i32 - 1).min(MONTHS.0 + MONTHS.1);
    for replication in 0..replications as u64 {
        let scene = regime.scene(setting);
        let mut world = start::start(None, scene, Shocks::new(SEED ^ round, replication));
        for age in 0..months {
            month::advance(&mut world, scene);
            if age >= MONTHS.0 && age % SAMPLE == 0 {
                observe(&world, scene, &mut lesson);
            }
        }
    }
    lesson
}

/// Hits by their expectation given the state of the world: campaigns are few and heavy-tailed, the state is not.
fn observe(world: &World, scene: Scene<'_>, lesson: &mut Lesson) {
    let setting = scene.setting;
    threat::expect_hits(world, scene, |_, source, hits| lesson.hits[source] += hits);
    lesson.device_years += world.arenas.iter().map(|arena| arena.installed).sum::<f64>() / 12.0;
    for firm in &world.firms {
        for (sum, years) in lesson.exposure.iter_mut().zip(exposure(world, scene, firm)) {
            *sum += years;
        }
    }
    for (index, arena) in world.arenas.iter().enumerate() {
        let (buyers, bought) = &mut lesson.demand[index / setting.cells.len()];
        *buyers += arena.buyers;
        *bought += arena.buyers * arena.inside;
    }
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        let part = &mut lesson.parts[setting.part(firm.size, firm.category)];
        part.makers += 1.0;
        part.units += firm.units_year;
        part.profit += firm.profit;
        part.turnover += firm.turnover;
        part.release_cost += firm.plan.release_care_eur + firm.plan.release_fees_eur;
    }
}

/// Device-years of a month that a maker's flaws were exposed in, weighted by complexity and what care leaves, by source.
fn exposure(world: &World, scene: Scene<'_>, firm: &Firm) -> [f64; SOURCES] {
    let years = firm.raw * world.in_use(scene, firm.category) / 12.0;
    let (plan, weight) = (&firm.plan, years * firm.complexity);
    [weight * plan.design_residual, weight * plan.testing_residual, weight * plan.update_residual, years]
}

fn apply(setting: &mut Setting, lesson: &Lesson) {
    let target = setting.market.threat.compromises_per_device_year;
    let observed = lesson.hits.iter().sum::<f64>() / lesson.device_years;
    let calibration = &mut setting.calibration;
    if observed > 0.0 {
        calibration.campaign_rate *= (target / observed).clamp(1.0 / LARGEST_STEP, LARGEST_STEP);
    }
    for source in 0..SOURCES {
        if lesson.exposure[source] > 0.0 {
            // Rates of the next round: hits are proportional to the rate of campaigns to first order.
            let rate = lesson.hits[source] / lesson.exposure[source];
            let step = if observed > 0.0 {
                (target / observed).clamp(1.0 / LARGEST_STEP, LARGEST_STEP)
            } else {
                1.0
            };
            calibration.hit_rate[source] = rate * step;
        }
    }
    for (category, &(buyers, bought)) in lesson.demand.iter().enumerate() {
        setting.fit_appeal(category, bought / buyers);
    }
    let calibration = &mut setting.calibration;
    for (index, part) in lesson.parts.iter().enumerate() {
        if part.makers > 0.0 {
            calibration.units_year[index] = part.units / part.makers;
            calibration.profit[index] = part.profit / part.makers;
            calibration.profit_share[index] = part.profit / part.turnover;
            calibration.release_cost[index] = part.release_cost / part.makers;
        }
    }
}
