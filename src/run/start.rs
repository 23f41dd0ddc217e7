//! The steady state that a replication starts from: makers with past releases, devices in use, flaws on their way.

use crate::decisions;
use crate::innovation;
use crate::ledger::Ledger;
use crate::math;
use crate::security;
use crate::shocks::{Shocks, Stream};
use crate::tally::Tally;
use crate::units::Month;
use crate::world::{
    Arena, Attackers, Claims, Delays, Earned, Experience, Firm, Flaws, NONE, OwnerRisks, Releases, Reviews,
    SCRAP_SHARE, Scene, Setting, Sorting, Status, Supply, World, embed, is_abroad, tick,
};

/// Earliest month of a seeded release: months are part of keys.
const EARLIEST: Month = -1_000;

/// A world in the first month of burn-in. `old` lends its memory.
pub(super) fn start(old: Option<Box<World>>, scene: Scene<'_>, shocks: Shocks) -> Box<World> {
    let setting = scene.setting;
    let mut world = empty(old, setting, shocks);
    world.epoch = scene.law.epoch_at(world.month);
    world.vintage = scene.law.vintage_at(world.month);
    world.view = scene.outlook.at(world.month);
    for maker in &setting.makers {
        let mut firm = Firm::new(setting, maker, maker.key, setting.first);
        firm.raw = firm.units * stock_per_unit(setting, firm.category);
        firm.born = setting.first - age(&world, setting, &firm);
        firm.abroad = is_abroad(setting, &world.shocks, firm.key);
        place(&world, setting, &mut firm);
        world.active.push(world.firms.len() as u32);
        world.firms.push(firm);
        world.defence.push(0.0);
        world.delays.add_maker();
    }
    decisions::decide_all(&mut world, scene);
    if setting.has_lifecycle() {
        seed_releases(&mut world, scene);
        embed_stock(&mut world, scene);
        decisions::decide_suppliers(&mut world, scene);
        security::seed_component_flaws(&mut world, scene);
        catch_up(&mut world, scene);
        close_predecessors(&mut world);
    }
    install(&mut world, scene);
    if !setting.has_lifecycle() && setting.suppliers_decide() {
        decisions::decide_suppliers(&mut world, scene);
        // Makers foresee what suppliers decided.
        decisions::decide_all(&mut world, scene);
    }
    world
}

fn empty(old: Option<Box<World>>, setting: &Setting, shocks: Shocks) -> Box<World> {
    let market = &setting.market;
    let parts = 4 * setting.categories.len();
    let mut arenas = vec![Arena::default(); setting.categories.len() * setting.cells.len()];
    for (index, arena) in arenas.iter_mut().enumerate() {
        arena.trust = market.segments.rows[setting.cells[index % setting.cells.len()].segment].trust;
    }
    let fresh = World {
        shocks,
        month: setting.first,
        epoch: 0,
        vintage: 0,
        firms: Vec::new(),
        active: Vec::new(),
        defence: Vec::new(),
        delays: Delays::of(setting.market.jurisdictions.len()),
        debts: Vec::new(),
        losses: Vec::new(),
        drawn: Vec::new(),
        shares: Vec::new(),
        releases: Releases::new(setting.first, setting.months),
        flaws: Flaws::default(),
        component_flaws: Vec::new(),
        embedding: vec![Vec::new(); market.components.len()],
        embedded_raw: vec![0.0; market.components.len() * setting.categories.len()],
        supply: Supply::new(setting),
        arenas,
        attackers: Attackers::usual(setting),
        experience: Experience::default(),
        owner_risks: OwnerRisks::default(),
        due: Vec::new(),
        reviews: Reviews::of(parts),
        peers: vec![Vec::new(); parts],
        calls: Vec::new(),
        fund_cash: 0.0,
        fixed: Vec::new(),
        strikes: Vec::new(),
        sorting: Sorting::default(),
        struck: Vec::new(),
        claims: Claims::new(setting.first, setting.months),
        earned: usual_earnings(setting),
        left: vec![Earned::default(); parts],
        mix: vec![0.0; parts],
        view: 0,
        insurer_cash: market.insurer.capital_eur,
        insurer_failed: false,
        ledger: Ledger::default(),
        tally: Tally::new(setting.categories.len()),
    };
    match old {
        Some(mut world) => {
            world.as_mut().clone_from(&fresh);
            world
        }
        None => Box::new(fresh),
    }
}

/// What makers of each kind usually earn, with what the law of the status quo has them show.
fn usual_earnings(setting: &Setting) -> Vec<Earned> {
    let usual = |&eur: &f64| Earned { eur, launches: 0.0, makers: 1.0 };
    setting.calibration.profit.iter().map(usual).collect()
}

/// Raw stock, in the first month, that a unit sold every month has left in use: `Σ_{t<0} e^{δt}`.
fn stock_per_unit(setting: &Setting, category: u8) -> f64 {
    1.0 / math::exp_m1(setting.categories[usize::from(category)].retirement)
}

/// Raw stock left of a unit sold every month in `from..to`, times before the first month.
fn stock_between(setting: &Setting, category: u8, from: f64, to: f64) -> f64 {
    let hazard = setting.categories[usize::from(category)].retirement;
    let until = |time: f64| math::exp(hazard * (time - f64::from(setting.first)));
    (until(to) - until(from)) * stock_per_unit(setting, category)
}

/// Months for which a maker of the first population has been in business, so that as many of the devices in use as in a steady
/// state are those of makers that have left; forever without exit.
fn age(world: &World, setting: &Setting, firm: &Firm) -> Month {
    let exit = setting.calibration.orphan_rate / 12.0;
    let waited = world.shocks.exponential(Stream::Seeding, firm.key, 1, 0);
    if exit * f64::from(-EARLIEST) > waited { (waited / exit) as Month } else { -EARLIEST }
}

/// Puts a maker of the first population where one of the calibration's makers had come to by luck and selection: a market that
/// began with equals would lose the unlucky among them in its first years.
fn place(world: &World, setting: &Setting, firm: &mut Firm) {
    let standings = &setting.calibration.standings[setting.part(firm.kind, firm.category)];
    if standings.is_empty() {
        return;
    }
    let u = world.shocks.uniform(Stream::Seeding, firm.key, 2, 0);
    let standing = standings[((u * standings.len() as f64) as usize).min(standings.len() - 1)];
    firm.shock = standing.shock;
    firm.quality += standing.gained;
    firm.turnover *= standing.growth;
    firm.units_year *= standing.growth;
    firm.overhead *= standing.growth * standing.overhead;
    firm.profit = standing.profit_share * firm.turnover;
    firm.size = setting.market.size_by_turnover(firm.turnover).unwrap_or(firm.size);
}

/// Past releases at exponential ages, back to where almost nothing is left in use. What was sold before a maker began is its
/// predecessor's, which has left: in a steady state every maker took the place of one.
fn seed_releases(world: &mut World, scene: Scene<'_>) {
    for index in 0..world.active.len() {
        let category = world.firms[index].category;
        let hazard = scene.setting.categories[usize::from(category)].retirement;
        let oldest = scene.setting.first - (-math::ln(SCRAP_SHARE) / hazard) as Month;
        let oldest = oldest.max(EARLIEST);
        let born = world.firms[index].born;
        let (mut closed, mut newest, mut owner) = (scene.setting.first, None, index);
        for k in 0.. {
            let mut shipped = past_launch(world, scene, index, closed, k).max(oldest);
            if newest.is_some() && closed <= born && owner == index {
                owner = add_predecessor(world, index, closed);
            } else if owner == index && shipped < born {
                shipped = born.min(closed - 1).max(oldest);
            }
            let row = seed_release(world, scene, owner, (shipped, closed), newest.is_none());
            newest.get_or_insert(row);
            closed = shipped;
            if closed <= oldest {
                break;
            }
        }
        world.firms[index].release = newest.unwrap_or(NONE);
    }
}

/// The maker whose place another took in the month `left`, with the same habits. It counts as active until its flaws have
/// caught up.
fn add_predecessor(world: &mut World, index: usize, left: Month) -> usize {
    let predecessor =
        Firm { born: EARLIEST, left, unsupported_raw: 0.0, open_flaws: 0.0, ..world.firms[index].clone() };
    world.firms.push(predecessor);
    world.defence.push(0.0);
    world.delays.add_maker();
    world.firms.len() - 1
}

/// Makers that others took the place of leave: nobody supports what they sold.
fn close_predecessors(world: &mut World) {
    for firm in &mut world.firms[world.active.len()..] {
        firm.status = Status::Closed;
        (firm.cash, firm.units, firm.release) = (0.0, 0.0, NONE);
    }
}

/// When the release before `closed` was shipped: a geometric gap, as monthly draws at the rate of
/// launches leave.
fn past_launch(world: &World, scene: Scene<'_>, index: usize, closed: Month, k: u64) -> Month {
    let rate = scene.setting.market.innovation.launches_per_year / 12.0;
    if rate <= 0.0 {
        return Month::MIN;
    }
    let gap = world.shocks.exponential(Stream::Seeding, world.firms[index].key, 0, k) / rate;
    closed - gap.min(1000.0).ceil() as Month
}

fn seed_release(
    world: &mut World,
    scene: Scene<'_>,
    index: usize,
    (shipped, closed): (Month, Month),
    current: bool,
) -> u32 {
    let setting = scene.setting;
    let (category, units) = (world.firms[index].category, world.firms[index].units);
    let row = innovation::launch(world, scene, index, shipped);
    let raw = units * stock_between(setting, category, f64::from(shipped), f64::from(closed));
    let release = &mut world.releases.rows[row as usize];
    for (stock, cell) in release.raw.iter_mut().zip(&setting.cells) {
        *stock = raw * cell.share;
    }
    for month in shipped.max(closed - 240)..closed {
        let [_, luck, ..] = world.shocks.quad(Stream::Launch, world.firms[index].key, tick(month), 0);
        security::breed_update_flaw(world, scene, index as u32, row, (month, luck));
    }
    if current {
        return row;
    }
    let firm = &world.firms[index];
    let end = (closed + firm.plan.support_months as Month).min(firm.left);
    let release = &mut world.releases.rows[row as usize];
    (release.closed, release.support_end) = (closed, end);
    let release = *release;
    if end > setting.first {
        world.releases.file(end, row);
    } else {
        world.firms[index].unsupported_raw += raw;
        let scrap = innovation::scrap_month(scene, usize::from(category), &release).max(setting.first + 1);
        world.releases.file(scrap, row);
    }
    row
}

/// Discovery and patching of the seeded flaws, up to the first month. Nobody looks for flaws of a maker that has left.
fn catch_up(world: &mut World, scene: Scene<'_>) {
    let (first, now) = (scene.setting.first, f64::from(scene.setting.first));
    for (firm, defence) in world.firms.iter().zip(&mut world.defence) {
        *defence -= firm.defend_rate * f64::from(first - firm.left.min(first));
    }
    for index in 0..world.flaws.len() {
        let left = world.firms[world.flaws.firm[index] as usize].left;
        if left < first {
            security::advance(world, scene, index, f64::from(left));
        }
        security::advance(world, scene, index, now);
        let flaw = &mut world.flaws.rows[index];
        if flaw.fixed() {
            let firm = &world.firms[world.flaws.firm[index] as usize];
            let release = &world.releases.rows[flaw.birth.release as usize];
            let (from, to) = (f64::from(release.shipped), f64::from(release.closed).min(now));
            let sold_until =
                |time: f64| stock_between(scene.setting, firm.category, from, time.clamp(from, to));
            flaw.old_raw *= sold_until(flaw.fix) / sold_until(to);
        }
    }
}

/// Counts the devices in use to the components that they embed.
fn embed_stock(world: &mut World, scene: Scene<'_>) {
    let categories = scene.setting.categories.len();
    for release in &world.releases.rows {
        let category = usize::from(world.firms[release.firm as usize].category);
        embed(&mut world.embedded_raw, release.components, (category, categories), release.raw_total());
    }
}

/// Devices in use at the end of the month before the first.
fn install(world: &mut World, scene: Scene<'_>) {
    let cells = scene.setting.cells.len();
    for firm in &mut world.firms {
        if scene.setting.has_lifecycle() {
            firm.raw = 0.0;
        }
    }
    for row in 0..world.releases.rows.len() {
        let release = world.releases.rows[row];
        let firm = &mut world.firms[release.firm as usize];
        firm.raw += release.raw_total();
        for (embodied, residual) in firm.embodied.iter_mut().zip(release.residual) {
            *embodied += residual * release.raw_total();
        }
    }
    for firm in &world.firms {
        let category = usize::from(firm.category);
        let before = math::exp(scene.setting.categories[category].retirement);
        for (arena, cell) in world.arenas[category * cells..].iter_mut().zip(&scene.setting.cells) {
            arena.installed += firm.raw * before * cell.share;
        }
    }
}
