//! What a round of runs shows: looks at worlds on their way, which any thread may take, and their sums, which are taken in the order of
//! the replications, so that they are the same however many threads there are.

use crate::math::ln;
use crate::month;
use crate::run::{Regime, start};
use crate::shocks::Shocks;
use crate::tally::Item;
use crate::threat::{Expected, expect_hits, log_profit};
use crate::units::Month;
use crate::world::{
    AGES, ComponentFlaw, DEADLINES, Firm, Late, NO_COMPONENT, SOURCES, Scene, Setting, Standing, World,
};

/// Months of a round that are skipped and kept.
const MONTHS: (i32, i32) = (12, 48);
/// Months between two looks; prime to the twelve of yearly events.
const SAMPLE: i32 = 11;
/// Months for which a maker is new.
const NEW_FOR: Month = 12;

/// One replication of a round.
pub(super) struct Played {
    looks: Vec<Look>,
    /// Where makers stand in the end, each with its part of the market.
    standings: Vec<(usize, Standing)>,
    /// Maker-years and exits by size class.
    exits: [(f64, f64); 4],
}

/// A world in one month.
struct Look {
    device_years: f64,
    /// Logarithm of what attackers hit in a month over a year, had they been as active as is normal.
    log_hits: Option<f64>,
    /// Attackers' effort by target.
    effort: Vec<f64>,
    hits: Vec<Hit>,
    /// By hit and cell: devices that one campaign finds exposed.
    by_cell: Vec<f64>,
    /// By hit and deadline: share of the compromises that a fix by then would have prevented, if it was looked at.
    late_by: Vec<f64>,
    firms: Vec<Seen>,
    /// By component: devices that embed it, times what its maker's care leaves of flaws.
    embedding: Vec<f64>,
    /// By part of the market: what makers earn, and how many they are.
    earned: Vec<(f64, f64)>,
    /// By category and cell: buyers in the market, and those of them who bought.
    demand: Vec<(f64, f64)>,
}

/// What campaigns through one flaw are expected to do to the devices of one release ([`Expected`]): campaigns are few and heavy-tailed, the
/// state of the world is not. There are many, so that they are kept short.
struct Hit {
    devices: f64,
    exposed: f64,
    age: f64,
    late: f64,
    /// Devices that its maker sells in a year.
    units_year: f64,
    component: u16,
    source: u8,
    category: u8,
    offered: bool,
    in_business: bool,
}

/// A maker.
struct Seen {
    size: u8,
    part: usize,
    in_business: bool,
    /// Has it left since the last look?
    just_left: bool,
    turnover: f64,
    devices: f64,
    exposure: [f64; SOURCES],
    units_year: f64,
    release_cost: f64,
}

impl Played {
    /// A replication under the law in force.
    pub(super) fn of(setting: &Setting, regime: &Regime, shocks: Shocks, by_deadlines: bool) -> Played {
        let months = (setting.months as i32 - 1).min(MONTHS.0 + MONTHS.1).max(1);
        let skipped = MONTHS.0.min(months / 2);
        let scene = regime.scene(setting);
        let mut world = start(None, scene, shocks);
        let mut looks = Vec::new();
        for age in 0..months {
            if age == skipped {
                world.tally.open = true;
            }
            month::advance(&mut world, scene);
            if age >= skipped && (age - skipped) % SAMPLE == 0 {
                looks.push(Look::at(&world, scene, by_deadlines));
            }
        }
        let exits = [0, 1, 2, 3].map(|size| {
            let sums = world.tally.total(|class, _| class == size);
            let left = sums[Item::Insolvencies as usize] + sums[Item::Closures as usize];
            (sums[Item::MakerMonths as usize] / 12.0, left)
        });
        Played { looks, standings: standings(&world, setting), exits }
    }
}

/// Where makers stand that are no longer new.
fn standings(world: &World, setting: &Setting) -> Vec<(usize, Standing)> {
    let years = f64::from(world.month - setting.first) / 12.0;
    let outside = setting.market.innovation.frontier_growth * years;
    let settled = |firm: &&Firm| firm.turnover > 0.0 && world.month - firm.born >= NEW_FOR;
    let stand = |firm: &Firm| {
        let usual = setting.market.finance.overhead_share * firm.turnover;
        let standing = Standing {
            shock: firm.shock,
            gained: firm.quality - firm.first_quality - outside,
            growth: firm.turnover / firm.first_turnover,
            overhead: if usual > 0.0 { 12.0 * firm.overhead / usual } else { 1.0 },
            profit_share: firm.profit / firm.turnover,
        };
        (setting.part(firm.kind, firm.category), standing)
    };
    world.active.iter().map(|&index| &world.firms[index as usize]).filter(settled).map(stand).collect()
}

impl Look {
    fn at(world: &World, scene: Scene<'_>, by_deadlines: bool) -> Look {
        let setting = scene.setting;
        let cells = setting.cells.len();
        let embedding = |flaw: &ComponentFlaw| world.embedding[usize::from(flaw.component)].len();
        let most = world.flaws.len() + world.component_flaws.iter().map(embedding).sum::<usize>();
        let (mut hits, mut by_cell) = (Vec::with_capacity(most), Vec::with_capacity(most * cells));
        let mut late_by = Vec::with_capacity(if by_deadlines { most * DEADLINES.len() } else { 0 });
        expect_hits(world, scene, by_deadlines, |maker, hit| {
            by_cell.extend_from_slice(&hit.by_cell[..cells]);
            if by_deadlines {
                late_by.extend_from_slice(&hit.late_by);
            }
            hits.push(Hit::of(maker, hit));
        });
        let left = |component: usize| setting.residual(1, world.supply.care[component]);
        let embedding = |component| world.devices_embedding(scene, component) * left(component);
        let attackers = &world.attackers;
        let stakes = &scene.outlook.views[world.view].stakes;
        Look {
            device_years: world.arenas.iter().map(|arena| arena.installed).sum::<f64>() / 12.0,
            log_hits: (attackers.normal > 0.0)
                .then(|| ln(attackers.normal / attackers.activity) + log_profit(world)),
            effort: attackers.effort.clone(),
            hits,
            by_cell,
            late_by,
            firms: world.firms.iter().map(|firm| Seen::of(world, scene, firm)).collect(),
            embedding: (0..setting.market.components.len()).map(embedding).collect(),
            earned: world
                .earned
                .iter()
                .zip(stakes)
                .map(|(earned, stakes)| (earned.after(&stakes.dues[0]), earned.makers))
                .collect(),
            demand: world.arenas.iter().map(|arena| (arena.buyers, arena.buyers * arena.inside)).collect(),
        }
    }
}

impl Hit {
    fn of(maker: &Firm, expected: &Expected) -> Hit {
        let &Expected { source, component, devices, exposed, age, offered, late, .. } = expected;
        Hit {
            devices,
            exposed,
            age,
            late,
            units_year: maker.units_year,
            component,
            source: source as u8,
            category: maker.category,
            offered,
            in_business: maker.is_active(),
        }
    }
}

impl Seen {
    fn of(world: &World, scene: Scene<'_>, firm: &Firm) -> Seen {
        Seen {
            size: firm.size,
            part: scene.setting.part(firm.size, firm.category),
            in_business: firm.is_active(),
            just_left: !firm.is_active() && firm.left >= world.month - SAMPLE,
            turnover: firm.turnover,
            devices: firm.raw * world.in_use(scene, firm.category),
            exposure: world.exposure(scene, firm),
            units_year: firm.units_year,
            release_cost: firm.plan.release_cost_eur,
        }
    }
}

/// What rounds of runs showed. Hits are those at a rate of campaigns of 1, to which they are proportional near the right one, so that
/// rounds of other rates can be added up.
pub(super) struct Lesson {
    /// Months looked at.
    pub(super) months: f64,
    pub(super) device_years: f64,
    pub(super) hits: [f64; SOURCES],
    pub(super) exposure: [f64; SOURCES],
    /// Sum of the logarithms of what attackers hit in a month over a year, had they been as active as is normal.
    pub(super) log_hits: f64,
    /// Where makers stand in the end, by part of the market.
    pub(super) standings: Vec<Vec<Standing>>,
    /// Hits on devices of makers in business, and those of them after an offered fix.
    pub(super) sued: [f64; SOURCES],
    pub(super) offered: [f64; SOURCES],
    pub(super) component_hits: Vec<f64>,
    /// Hits by target of attackers, to a unit of effort.
    pub(super) targets: Vec<f64>,
    /// Devices that embed each component, times what its maker's care leaves of flaws.
    pub(super) embedding: Vec<f64>,
    /// Sum of hits, and of hits times the log of exposed devices over yearly units and its square.
    pub(super) exposed: [f64; 3],
    /// Hits on devices older than each of the ages.
    pub(super) older: [f64; AGES.len()],
    pub(super) by_care: Delay,
    /// If they were looked at.
    pub(super) by_deadline: Option<[Delay; DEADLINES.len()]>,
    pub(super) parts: Vec<Part>,
    /// Device-years of makers in business, and devices of those that left.
    pub(super) orphans: (f64, f64),
    /// Maker-years and exits by size class.
    pub(super) exits: [(f64, f64); 4],
    /// Turnover of makers in business, and that of those that left, by size class.
    pub(super) lapses: [(f64, f64); 4],
    /// By category: buyers in the market, and those of them who bought.
    pub(super) demand: Vec<(f64, f64)>,
}

/// Compromises, those that came late fixes made more of, and what the delay added.
#[derive(Clone, Copy, Default)]
pub(super) struct Delay {
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

    fn merge(&mut self, other: &Delay) {
        self.hits += other.hits;
        self.late += other.late;
        self.added += other.added;
    }

    pub(super) fn late(self) -> Late {
        let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        Late { p: ratio(self.late, self.hits), share: ratio(self.added, self.late) }
    }
}

/// Sums over makers of a part of the market.
#[derive(Clone, Copy, Default)]
pub(super) struct Part {
    pub(super) makers: f64,
    pub(super) units: f64,
    pub(super) profit: f64,
    /// Makers that the profit is of, those that left of late included.
    pub(super) earners: f64,
    pub(super) release_cost: f64,
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

fn add_pair(sum: &mut (f64, f64), more: (f64, f64)) {
    *sum = (sum.0 + more.0, sum.1 + more.1);
}

fn add_pairs(sums: &mut [(f64, f64)], more: &[(f64, f64)]) {
    sums.iter_mut().zip(more).for_each(|(sum, &more)| add_pair(sum, more));
}

fn add_each(sums: &mut [f64], more: &[f64]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

impl Lesson {
    /// Nothing yet.
    pub(super) fn new(setting: &Setting, by_deadlines: bool) -> Lesson {
        Lesson {
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
        }
    }

    /// Adds a replication.
    pub(super) fn add(&mut self, setting: &Setting, played: &Played) {
        for look in &played.looks {
            self.add_look(setting, look);
        }
        for &(part, standing) in &played.standings {
            self.standings[part].push(standing);
        }
        add_pairs(&mut self.exits, &played.exits);
    }

    /// Adds another round. Where makers stand, and who buys at what the market offers now, is that of the later one.
    pub(super) fn merge(&mut self, later: Lesson) {
        self.months += later.months;
        self.device_years += later.device_years;
        self.log_hits += later.log_hits;
        let sums: [(&mut [f64], &[f64]); 9] = [
            (&mut self.hits, &later.hits),
            (&mut self.exposure, &later.exposure),
            (&mut self.sued, &later.sued),
            (&mut self.offered, &later.offered),
            (&mut self.component_hits, &later.component_hits),
            (&mut self.targets, &later.targets),
            (&mut self.embedding, &later.embedding),
            (&mut self.exposed, &later.exposed),
            (&mut self.older, &later.older),
        ];
        sums.into_iter().for_each(|(sums, more)| add_each(sums, more));
        self.by_care.merge(&later.by_care);
        match (&mut self.by_deadline, &later.by_deadline) {
            (Some(sums), Some(more)) => sums.iter_mut().zip(more).for_each(|(sum, more)| sum.merge(more)),
            (none, more) => *none = none.or(*more),
        }
        self.parts.iter_mut().zip(&later.parts).for_each(|(sum, part)| sum.add(part));
        add_pair(&mut self.orphans, later.orphans);
        add_pairs(&mut self.exits, &later.exits);
        add_pairs(&mut self.lapses, &later.lapses);
        (self.standings, self.demand) = (later.standings, later.demand);
    }

    fn add_look(&mut self, setting: &Setting, look: &Look) {
        let mut by_cell = look.by_cell.chunks_exact(setting.cells.len());
        let mut late_by = look.late_by.chunks_exact(DEADLINES.len());
        let rate = setting.calibration.campaign_rate;
        for hit in &look.hits {
            let hit = &Hit { devices: if rate > 0.0 { hit.devices / rate } else { 0.0 }, ..*hit };
            let (by_cell, late_by) = (by_cell.next().unwrap_or(&[]), late_by.next().unwrap_or(&[]));
            self.add_hit(setting, hit, by_cell, &look.effort);
            // What a maker in business must expect: a maker that has left pays nothing.
            if hit.in_business {
                self.note(hit, late_by);
            }
        }
        self.months += 1.0;
        add_each(&mut self.embedding, &look.embedding);
        if let Some(log) = look.log_hits.filter(|_| rate > 0.0) {
            self.log_hits += log - ln(rate);
        }
        self.device_years += look.device_years;
        for firm in &look.firms {
            self.add_firm(firm);
        }
        for (index, &demand) in look.demand.iter().enumerate() {
            add_pair(&mut self.demand[index / setting.cells.len()], demand);
        }
        for (part, (profit, makers)) in self.parts.iter_mut().zip(&look.earned) {
            part.profit += profit;
            part.earners += makers;
        }
    }

    fn add_firm(&mut self, firm: &Seen) {
        let lapses = &mut self.lapses[usize::from(firm.size)];
        if firm.in_business {
            let years = f64::from(SAMPLE) / 12.0;
            self.orphans.0 += firm.devices * years;
            lapses.0 += firm.turnover * years;
            let part = &mut self.parts[firm.part];
            part.makers += 1.0;
            part.units += firm.units_year;
            part.release_cost += firm.release_cost;
        } else if firm.just_left {
            self.orphans.1 += firm.devices;
            lapses.1 += firm.turnover;
        }
        for (sum, years) in self.exposure.iter_mut().zip(firm.exposure) {
            *sum += years;
        }
    }

    fn add_hit(&mut self, setting: &Setting, hit: &Hit, by_cell: &[f64], effort: &[f64]) {
        self.hits[usize::from(hit.source)] += hit.devices;
        for (cell, exposed) in by_cell.iter().enumerate().filter(|(_, exposed)| **exposed > 0.0) {
            let target = setting.target(usize::from(hit.category), cell);
            self.targets[target] += hit.devices * exposed / hit.exposed / effort[target];
        }
        if hit.component != NO_COMPONENT {
            self.component_hits[usize::from(hit.component)] += hit.devices;
        }
    }

    /// What kind of compromise it is that a maker in business must expect.
    fn note(&mut self, hit: &Hit, late_by: &[f64]) {
        let (source, devices) = (usize::from(hit.source), hit.devices);
        self.sued[source] += devices;
        self.offered[source] += if hit.offered { devices } else { 0.0 };
        for (older, age) in self.older.iter_mut().zip(AGES) {
            *older += if hit.age > age { devices } else { 0.0 };
        }
        if hit.exposed > 0.0 && hit.units_year > 0.0 {
            let log = ln(hit.exposed / hit.units_year);
            for (sum, moment) in self.exposed.iter_mut().zip([1.0, log, log * log]) {
                *sum += devices * moment;
            }
        }
        self.by_care.add(devices, hit.late);
        for (delay, &late) in self.by_deadline.iter_mut().flatten().zip(late_by) {
            delay.add(devices, late);
        }
    }
}
