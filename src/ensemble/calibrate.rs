//! What runs under the status quo teach before any experiment: the rate of campaigns that gives the stated compromises, the true
//! rates that beliefs are centred on, the planner's due care, and what makers of each kind earn.

use super::{Regime, start};
use crate::decisions;
use crate::law::compile::Law;
use crate::math::{self, ln, sqrt};
use crate::month;
use crate::scenario::market::Category;
use crate::shocks::Shocks;
use crate::tally::Item;
use crate::threat::{Expected, expect_hits, log_profit};
use crate::units::Month;
use crate::world::{
    AGES, DEADLINES, Exposed, Firm, Late, NO_COMPONENT, SOURCES, Scene, Setting, Standing, World,
};

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
/// Months of a round that are skipped and kept.
const MONTHS: (i32, i32) = (12, 48);
/// Months between two looks; prime to the twelve of yearly events.
const SAMPLE: i32 = 11;
/// Months for which a maker is new.
const NEW_FOR: Month = 12;
/// A round corrects the rate of campaigns by at most this factor.
const LARGEST_STEP: f64 = 5.0;

/// Learns a setting's [`crate::world::Calibration`] under the law in force, and returns that law with the view firms have of it.
pub fn calibrate(setting: &mut Setting, law: &Law) -> Regime {
    if setting.has_lifecycle() && !setting.makers.is_empty() {
        // What is taught here is observed here.
        let looks = std::mem::take(&mut setting.market.clock.compensator_months);
        if setting.makers.len() > MOST_MAKERS {
            let mut thin = setting.thinned(MOST_MAKERS);
            play_rounds(&mut thin, law);
            setting.learn_from(&thin);
        } else {
            play_rounds(setting, law);
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
fn play_rounds(setting: &mut Setting, law: &Law) {
    if setting.market.threat.compromises_per_device_year == 0.0 {
        setting.calibration.campaign_rate = 0.0;
    }
    setting.calibration.normal_hits = setting.stated_hits() / 12.0;
    let mut pooled = Pooled::default();
    for round in 0..ROUNDS {
        if round == APPROACH {
            learn_haste(setting, law);
            learn_support(setting, law);
        }
        solve_due_care(setting);
        let regime = Regime::new(setting, law.clone());
        // Deadlines are looked at in every other round, and in the last: five more ways to be late for each exposed stock.
        let lesson = run(setting, &regime, round, round % 2 == 1 || round + 1 == ROUNDS);
        if round < APPROACH {
            pooled = Pooled::default();
        }
        pooled.add(&lesson, setting.calibration.campaign_rate);
        apply(setting, &lesson, &pooled);
    }
}

/// How far faster fixes go: compromises at two levels of response care that every maker is held to, on the same shocks.
fn learn_haste(setting: &mut Setting, law: &Law) {
    let mut held = setting.clone();
    held.calibration.hastened = [0.0; SOURCES];
    // One maker's care does not move attackers.
    held.market.threat.endogenous = false;
    let rates = [0.0, HELD_RESPONSE].map(|level| {
        held.market.care.imposed_response = level;
        let regime = Regime::new(&held, law.clone());
        let lesson = run(&held, &regime, HASTE_ROUND, false);
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
fn learn_support(setting: &mut Setting, law: &Law) {
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
        let lesson = run(setting, &Regime::new(setting, law.clone()), HASTE_ROUND, false);
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

/// What a round of runs showed.
struct Lesson {
    /// Months looked at.
    months: f64,
    device_years: f64,
    hits: [f64; SOURCES],
    exposure: [f64; SOURCES],
    /// Sum of the logarithms of what attackers hit in a month over a year, had they been as active as is normal.
    log_hits: f64,
    /// Where makers stand in the end, by category.
    standings: Vec<Vec<Standing>>,
    /// Hits on devices of makers in business, and those of them after an offered fix.
    sued: [f64; SOURCES],
    offered: [f64; SOURCES],
    component_hits: Vec<f64>,
    /// Hits by target of attackers, to a unit of effort.
    targets: Vec<f64>,
    /// Devices that embed each component, times what its maker's care leaves of flaws.
    embedding: Vec<f64>,
    /// Sum of hits, and of hits times the log of exposed devices over yearly units and its square.
    exposed: [f64; 3],
    /// Hits on devices older than each of the ages.
    older: [f64; AGES.len()],
    by_care: Delay,
    /// If they were looked at.
    by_deadline: Option<[Delay; DEADLINES.len()]>,
    parts: Vec<Part>,
    /// Device-years of makers in business, and devices of those that left.
    orphans: (f64, f64),
    /// Maker-years and exits by size class.
    exits: [(f64, f64); 4],
    /// Turnover of makers in business, and that of those that left, by size class.
    lapses: [(f64, f64); 4],
    /// By category: buyers in the market, and those of them who bought.
    demand: Vec<(f64, f64)>,
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

/// Compromises, those that came late fixes made more of, and what the delay added.
#[derive(Clone, Copy, Default)]
struct Delay {
    hits: f64,
    late: f64,
    added: f64,
}

impl Delay {
    fn add(&mut self, hits: f64, share: f64) {
        self.hits += hits;
        if share > 0.0 {
            self.late += hits;
            self.added += hits * share;
        }
    }

    fn late(self) -> Late {
        let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Late { p: ratio(self.late, self.hits), share: ratio(self.added, self.late) }
    }
}

#[derive(Clone, Copy, Default)]
struct Part {
    makers: f64,
    units: f64,
    profit: f64,
    /// Makers that the profit is of, those that left of late included.
    earners: f64,
    release_cost: f64,
}

impl Part {
    fn add(&mut self, part: &Part) {
        self.makers += part.makers;
        self.units += part.units;
        self.profit += part.profit;
        self.earners += part.earners;
        self.release_cost += part.release_cost;
    }
}

fn run(setting: &Setting, regime: &Regime, round: u64, by_deadlines: bool) -> Lesson {
    let mut lesson = Lesson {
        months: 0.0,
        device_years: 0.0,
        hits: [0.0; SOURCES],
        exposure: [0.0; SOURCES],
        log_hits: 0.0,
        standings: vec![Vec::new(); setting.kinds.len()],
        sued: [0.0; SOURCES],
        offered: [0.0; SOURCES],
        component_hits: vec![0.0; setting.market.components.len()],
        targets: vec![0.0; setting.calibration.targets.len()],
        embedding: vec![0.0; setting.market.components.len()],
        exposed: [0.0; 3],
        older: [0.0; AGES.len()],
        by_care: Delay::default(),
        by_deadline: by_deadlines.then_some([Delay::default(); DEADLINES.len()]),
        parts: vec![Part::default(); setting.calibration.profit.len()],
        orphans: (0.0, 0.0),
        exits: [(0.0, 0.0); 4],
        lapses: [(0.0, 0.0); 4],
        demand: vec![(0.0, 0.0); setting.categories.len()],
    };
    let replications = MAKERS_A_ROUND.div_ceil(setting.makers.len());
    let months = (setting.months as i32 - 1).min(MONTHS.0 + MONTHS.1).max(1);
    let skipped = MONTHS.0.min(months / 2);
    for replication in 0..replications as u64 {
        let scene = regime.scene(setting);
        let mut world = start::start(None, scene, Shocks::new(SEED ^ round, replication));
        for age in 0..months {
            if age == skipped {
                world.tally.open = true;
            }
            month::advance(&mut world, scene);
            if age >= skipped && (age - skipped) % SAMPLE == 0 {
                observe(&world, scene, &mut lesson);
            }
        }
        stand(&world, setting, &mut lesson.standings);
        for (size, (years, exits)) in lesson.exits.iter_mut().enumerate() {
            let sums = world.tally.total(|class, _| class == size);
            *years += sums[Item::MakerMonths as usize] / 12.0;
            *exits += sums[Item::Insolvencies as usize] + sums[Item::Closures as usize];
        }
    }
    lesson
}

/// Notes where makers stand that are no longer new.
fn stand(world: &World, setting: &Setting, standings: &mut [Vec<Standing>]) {
    let years = f64::from(world.month - setting.first) / 12.0;
    let outside = setting.market.innovation.frontier_growth * years;
    let settled = |firm: &&Firm| firm.turnover > 0.0 && world.month - firm.born >= NEW_FOR;
    for firm in world.active.iter().map(|&index| &world.firms[index as usize]).filter(settled) {
        let gained = firm.quality - firm.first_quality - outside;
        let growth = firm.turnover / firm.first_turnover;
        let usual = setting.market.finance.overhead_share * firm.turnover;
        let overhead = if usual > 0.0 { 12.0 * firm.overhead / usual } else { 1.0 };
        let profit_share = firm.profit / firm.turnover;
        standings[setting.part(firm.size, firm.category)].push(Standing {
            shock: firm.shock,
            gained,
            growth,
            overhead,
            profit_share,
        });
    }
}

/// Hits by their expectation given the state of the world: campaigns are few and heavy-tailed, the state is not.
fn observe(world: &World, scene: Scene<'_>, lesson: &mut Lesson) {
    let setting = scene.setting;
    observe_hits(world, scene, lesson);
    lesson.months += 1.0;
    for (component, devices) in lesson.embedding.iter_mut().enumerate() {
        let left = setting.residual(1, world.supply.care[component]);
        *devices += world.devices_embedding(scene, component) * left;
    }
    if world.attackers.normal > 0.0 {
        lesson.log_hits += ln(world.attackers.normal / world.attackers.activity) + log_profit(world);
    }
    lesson.device_years += world.arenas.iter().map(|arena| arena.installed).sum::<f64>() / 12.0;
    for firm in &world.firms {
        let devices = firm.raw * world.in_use(scene, firm.category);
        let lapses = &mut lesson.lapses[usize::from(firm.size)];
        if firm.is_active() {
            lesson.orphans.0 += devices * f64::from(SAMPLE) / 12.0;
            lapses.0 += firm.turnover * f64::from(SAMPLE) / 12.0;
        } else if firm.left >= world.month - SAMPLE {
            lesson.orphans.1 += devices;
            lapses.1 += firm.turnover;
        }
        for (sum, years) in lesson.exposure.iter_mut().zip(world.exposure(scene, firm)) {
            *sum += years;
        }
    }
    for (index, arena) in world.arenas.iter().enumerate() {
        let (buyers, bought) = &mut lesson.demand[index / setting.cells.len()];
        *buyers += arena.buyers;
        *bought += arena.buyers * arena.inside;
    }
    let stakes = &scene.outlook.views[world.view].stakes;
    for ((part, earned), stakes) in lesson.parts.iter_mut().zip(&world.earned).zip(stakes) {
        part.profit += earned.after(&stakes.dues[0]);
        part.earners += earned.makers;
    }
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        let part = &mut lesson.parts[setting.part(firm.size, firm.category)];
        part.makers += 1.0;
        part.units += firm.units_year;
        part.release_cost += firm.plan.release_cost_eur;
    }
}

fn observe_hits(world: &World, scene: Scene<'_>, lesson: &mut Lesson) {
    expect_hits(world, scene, lesson.by_deadline.is_some(), |maker, hit| {
        lesson.hits[hit.source] += hit.devices;
        for (cell, exposed) in hit.by_cell.iter().enumerate().filter(|(_, exposed)| **exposed > 0.0) {
            let target = scene.setting.target(usize::from(maker.category), cell);
            lesson.targets[target] += hit.devices * exposed / hit.exposed / world.attackers.effort[target];
        }
        if hit.component != NO_COMPONENT {
            lesson.component_hits[usize::from(hit.component)] += hit.devices;
        }
        // What a maker in business must expect: a maker that has left pays nothing.
        if maker.is_active() {
            note(lesson, maker, hit);
        }
    });
}

/// What kind of compromise it is that a maker in business must expect.
fn note(lesson: &mut Lesson, maker: &Firm, hit: &Expected) {
    let devices = hit.devices;
    lesson.sued[hit.source] += devices;
    lesson.offered[hit.source] += if hit.offered { devices } else { 0.0 };
    for (older, age) in lesson.older.iter_mut().zip(AGES) {
        *older += if hit.age > age { devices } else { 0.0 };
    }
    if hit.exposed > 0.0 && maker.units_year > 0.0 {
        let log = ln(hit.exposed / maker.units_year);
        for (sum, moment) in lesson.exposed.iter_mut().zip([1.0, log, log * log]) {
            *sum += devices * moment;
        }
    }
    lesson.by_care.add(devices, hit.late);
    for (delay, late) in lesson.by_deadline.iter_mut().flatten().zip(hit.late_by) {
        delay.add(devices, late);
    }
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
