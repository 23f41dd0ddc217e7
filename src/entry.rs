//! Step *enter and exit*: makers that cannot pay, or that no longer expect to earn, leave; new ones come.

use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::market::SizeClassName;
use crate::shocks::{Stream, firm_id};
use crate::tally::Item;
use crate::world::{Firm, NONE, Scene, Status, World, is_abroad, tick};

/// Lets makers leave and enter.
pub fn enter_and_exit(world: &mut World, scene: Scene<'_>) {
    leave(world, scene);
    enter(world, scene);
}

fn leave(world: &mut World, scene: Scene<'_>) {
    let mut any = false;
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        if firm.is_active() && firm.cash < 0.0 {
            world.firms[index].status = Status::Insolvent;
        } else if firm.is_active() && gives_up(world, scene, firm) {
            close(world, scene, index);
        }
        if !world.firms[index].is_active() {
            any = true;
            wind_up(world, scene, index);
        }
    }
    if any {
        let firms = &world.firms;
        world.active.retain(|&index| firms[index as usize].is_active());
    }
}

/// Is going on worth less than stopping? What a demand shock took comes back as it fades, and what it brought goes; costs that a law
/// adds stay. A maker that earns does not stop, whatever is to come, for it can stop then.
fn gives_up(world: &World, scene: Scene<'_>, firm: &Firm) -> bool {
    let setting = scene.setting;
    if !firm.may_give_up(setting, world.month) {
        return false;
    }
    let (stream, dues) = (firm.stream(setting), &world.stakes_of(scene, firm).dues);
    if stream.now() >= dues[0].year_eur(stream.launches) {
        return false;
    }
    stream.worth(dues, world.month, setting.rates(setting.lasting_rate(firm.size))) < 0.0
}

/// A maker that gives up keeps back what is filed against it and pays out the rest.
fn close(world: &mut World, scene: Scene<'_>, index: usize) {
    let discount = scene.setting.market.finance.discount(world.month);
    let firm = &mut world.firms[index];
    let reserve = firm.filed.max(0.0).min(firm.cash);
    firm.estate_rate = if firm.filed > 0.0 { (reserve / firm.filed).min(1.0) } else { 1.0 };
    firm.estate = reserve;
    world.ledger.pay(Party::Maker, Party::Shareholder, Account::Capital, firm.cash - reserve);
    firm.owners_eur += discount * (firm.cash - reserve);
    firm.cash = 0.0;
    firm.status = Status::Closed;
}

/// Ends sales and support of a maker that has left.
fn wind_up(world: &mut World, scene: Scene<'_>, index: usize) {
    let month = world.month;
    let discount = scene.setting.market.finance.discount(month);
    let firm = &mut world.firms[index];
    // What running the last month cost beyond its cash is made good by its owners.
    world.ledger.pay(Party::Shareholder, Party::Maker, Account::Capital, (-firm.cash).max(0.0));
    world.ledger.pay(Party::Maker, Party::Shareholder, Account::Capital, firm.cash.max(0.0));
    firm.owners_eur += discount * firm.cash;
    firm.cash = 0.0;
    firm.left = month;
    firm.unsupported_raw = firm.raw;
    let (size, category) = (firm.size, firm.category);
    let item = if firm.status == Status::Insolvent { Item::Insolvencies } else { Item::Closures };
    if firm.sells() {
        let release = &mut world.releases.rows[firm.release as usize];
        release.closed = month;
        let row = std::mem::replace(&mut firm.release, NONE);
        world.releases.end_support(row, month + 1);
    }
    world.tally.add(size, category, item, 1.0);
    let firm = &world.firms[index];
    world.left[scene.setting.part(firm.kind, category)].count(firm);
}

/// Potential entrants of the month, each with keyed traits; one enters iff its cost is below its value.
fn enter(world: &mut World, scene: Scene<'_>) {
    let slots = scene.setting.market.entry.slots;
    let month = tick(world.month);
    let whole = slots as u64;
    let extra = world.shocks.uniform(Stream::Entry, 0, month, u64::MAX >> 24) < slots.fract();
    for slot in 0..whole + u64::from(extra) {
        let [u_size, u_category] = world.shocks.pair(Stream::Entry, slot, month, 0);
        let luck = world.shocks.normal(Stream::Entry, slot, month, 1);
        let size = pick(u_size, scene.setting.market.sizes.iter().map(|class| class.entrant_share));
        let category =
            pick(u_category, scene.setting.market.categories.rows.iter().map(|row| row.maker_share));
        if let Some(cost) = worthwhile(world, scene, size as u8, category as u8, luck) {
            found(world, scene, size as u8, category as u8, (slot as u32, cost));
        }
    }
}

/// The index into which `u` falls, of shares that sum to 1.
fn pick(u: f64, shares: impl Iterator<Item = f64>) -> usize {
    let mut left = u;
    let mut last = 0;
    for (index, share) in shares.enumerate() {
        if share > 0.0 {
            last = index;
        }
        if left < share {
            return index;
        }
        left -= share;
    }
    last
}

/// What entry costs, EUR, if an entrant's value is above it: what makers of its kind earn, those that failed of late included, for as
/// long as they last, under the law as it is known; its first release has to show what the law asks for at once.
fn worthwhile(world: &World, scene: Scene<'_>, size: u8, category: u8, luck: f64) -> Option<f64> {
    let (setting, market) = (scene.setting, &scene.setting.market);
    let part = setting.part(size, category);
    let usual = setting.calibration.profit[part];
    if usual <= 0.0 || setting.kinds[part].is_empty() {
        return None;
    }
    let cost = usual * market.entry.cost_years * math::exp(market.entry.cost_log_sd * luck);
    let dues = &scene.outlook.views[world.view].stakes[part].dues;
    let rates = setting.rates(setting.lasting_rate(size));
    let worth = world.earned[part].stream().worth(dues, world.month, rates);
    (worth - dues[0].release_eur() > cost).then_some(cost)
}

/// A new maker: as one of its kind began, with the quality that rivals have reached. What buyers think of it, for good, it learns only
/// in the market (Jovanovic 1982, *Econometrica* 50:649).
fn found(world: &mut World, scene: Scene<'_>, size: u8, category: u8, (slot, cost): (u32, f64)) {
    let setting = scene.setting;
    let kind = &setting.kinds[setting.part(size, category)];
    let month = tick(world.month);
    let [like, _] = world.shocks.pair(Stream::Entry, u64::from(slot), month, 2);
    let taste = world.shocks.normal(Stream::Entry, u64::from(slot), month, 3);
    let like = kind[((like * kind.len() as f64) as usize).min(kind.len() - 1)];
    let seed = &setting.makers[like as usize];
    let years = f64::from(world.month - setting.first) / 12.0;
    let quality = seed.quality + setting.market.innovation.frontier_growth * years;
    let key = firm_id((world.month - setting.first + 1) as u32, slot);
    let mut firm = Firm::new(setting, seed, key, world.month);
    firm.quality = quality + firm.shock_sd * taste;
    firm.abroad = is_abroad(setting, &world.shocks, key);
    world.ledger.pay(Party::Shareholder, Party::Maker, Account::Capital, firm.cash);
    debug_assert!(usize::from(size) < SizeClassName::ALL.len());
    world.ledger.pay(Party::Shareholder, Party::World, Account::Entry, cost);
    world.tally.add(size, category, Item::Entries, 1.0);
    world.active.push(world.firms.len() as u32);
    world.firms.push(firm);
    world.defence.push(0.0);
    world.delays.add_maker();
}
