//! Step *remedy*: what the law gives owners beside damages. Makers bear patching costs and give back a part of the price; a pattern
//! of neglect brings recalls, and injunctions against sales.
//!
//! A maker pays out of its cash and no cover pays for it; what it cannot pay stays with the owners.

use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::market::MAX_CELLS;
use crate::tally::Item;
use crate::units::Month;
use crate::world::{DAYS_PER_MONTH, NEVER, Release, Scene, Status, World, rule_at};

/// Lets owners have what the law gives them this month.
pub fn remedy(world: &mut World, scene: Scene<'_>) {
    let mut fixed = std::mem::take(&mut world.fixed);
    for &index in &fixed {
        reimburse(world, scene, index as usize);
    }
    fixed.clear();
    world.fixed = fixed;
    if scene.outlook.acts.remedies {
        for row in 0..world.releases.rows.len() {
            refund(world, scene, row);
        }
    }
    if scene.outlook.acts.orders {
        follow_patterns(world, scene);
    }
}

/// A fix is out: its owners' trouble, of which their maker bears a part, and what they get back if it came too late, or its maker
/// if it was timely. All who will install it are counted now.
fn reimburse(world: &mut World, scene: Scene<'_>, index: usize) {
    let (flaw, maker) = (&world.flaws.rows[index], world.flaws.firm[index] as usize);
    let release = &world.releases.rows[flaw.birth.release as usize];
    let (firm, in_use) = (&world.firms[maker], world.in_use(scene, world.firms[maker].category));
    let vintage = scene.law.vintage_at(release.last_sold(world.month));
    let took = flaw.fix - flaw.start;
    let (mut trouble, mut owed) = (0.0, 0.0);
    for (cell, raw) in scene.setting.cells.iter().zip(release.raw) {
        let rule = rule_at(scene, firm, cell.jurisdiction, world.epoch, vintage);
        let segment = &scene.setting.market.segments.rows[cell.segment];
        let by_hand = raw * in_use * segment.patched_by_hand() * segment.patch_cost_eur;
        trouble += by_hand;
        owed += rule.damages.patching_costs * by_hand;
        if took > rule.duties.patch_days / DAYS_PER_MONTH {
            let warranted = raw * in_use * warranted_share(release, world.month, rule.warranty.months);
            owed += warranted * firm.price * rule.warranty.reduction;
        }
    }
    let demands = world.demands(scene, firm, release.last_sold(world.month));
    let reward = if took <= demands.patch_months { demands.aid.fix_eur } else { 0.0 };
    world.ledger.pay(Party::Buyer, Party::World, Account::Remedy, trouble);
    pay(world, maker, owed, Party::Buyer);
    let firm = &mut world.firms[maker];
    if reward > 0.0 && firm.is_active() {
        firm.receive(reward);
        let (size, category) = (firm.size, firm.category);
        world.ledger.pay(Party::Public, Party::Maker, Account::Aid, reward);
        world.tally.add(size, category, Item::Aid, reward);
    }
}

/// Share of a release's devices that were sold in the last `months`, evenly over its time on sale.
fn warranted_share(release: &Release, now: Month, months: f64) -> f64 {
    let (first, last) = (f64::from(release.shipped), f64::from(release.last_sold(now)) + 1.0);
    ((last - (f64::from(now) + 1.0 - months).max(first)) / (last - first)).clamp(0.0, 1.0)
}

/// The support of a release ends this month: owners under warranty get a part of the price back, or another device, while there is
/// a maker.
fn refund(world: &mut World, scene: Scene<'_>, row: usize) {
    let release = &world.releases.rows[row];
    if release.support_end != world.month || release.firm == crate::world::NONE {
        return;
    }
    let maker = release.firm as usize;
    let (firm, in_use) = (&world.firms[maker], world.in_use(scene, world.firms[maker].category));
    let vintage = scene.law.vintage_at(release.closed);
    let (mut owed, mut replaced) = (0.0, [0.0; MAX_CELLS]);
    for ((cell, raw), replaced) in scene.setting.cells.iter().zip(release.raw).zip(&mut replaced) {
        let warranty = &rule_at(scene, firm, cell.jurisdiction, world.epoch, vintage).warranty;
        if warranty.months > 0.0 && raw > 0.0 {
            let (age, sold_for) = (world.month - release.closed, release.closed - release.shipped);
            let back = math::mean_over_unit(|u| warranty.refund_at(f64::from(age) + u * f64::from(sold_for)));
            owed += raw * in_use * firm.price * back;
            *replaced = raw * warranty.replacement * warranted_share(release, world.month, warranty.months);
        }
    }
    pay(world, maker, owed, Party::Buyer);
    if replaced.iter().any(|&raw| raw > 0.0) {
        replace(world, scene, row, replaced);
    }
}

/// Gives owners of a release the one that its maker sells now, at what that costs it: to fewer if it cannot pay for all.
fn replace(world: &mut World, scene: Scene<'_>, row: usize, raw: [f64; MAX_CELLS]) {
    let maker = world.releases.rows[row].firm as usize;
    let firm = &world.firms[maker];
    if !firm.is_active() || !firm.sells() || firm.release as usize == row {
        return;
    }
    let owed = world.support_owed(scene, firm, world.demands_now(scene, firm), world.month);
    let months = firm.plan.support_months.max(owed);
    let [support, _] =
        world.demands_now(scene, firm).support_eur(scene.setting, firm.category, [months, owed]);
    let devices = raw.iter().sum::<f64>() * world.in_use(scene, firm.category);
    let cost = devices * (firm.unit_cost + support);
    let paid = pay(world, maker, cost, Party::World);
    let reached = if cost > 0.0 { paid / cost } else { 1.0 };
    world.exchange(scene, row, raw.map(|raw| reached * raw));
}

/// Pays what a maker in business owes, as far as its cash goes, and returns how much that is, EUR.
fn pay(world: &mut World, maker: usize, owed: f64, to: Party) -> f64 {
    let firm = &mut world.firms[maker];
    if firm.status != Status::Active || owed <= 0.0 {
        return 0.0;
    }
    let paid = owed.min(firm.cash.max(0.0));
    firm.spend(paid);
    let (size, category) = (firm.size, firm.category);
    world.ledger.pay(Party::Maker, to, Account::Remedy, paid);
    world.tally.add(size, category, Item::Remedies, paid);
    paid
}

/// Orders against makers whose findings of this month complete a pattern; injunctions that still hold are counted.
fn follow_patterns(world: &mut World, scene: Scene<'_>) {
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        let orders = &world.demands_now(scene, firm).remedies;
        let (month, recalls, stops) = (world.month, orders.recall, orders.injunction as Month);
        if firm.shows_new_pattern(month, (orders.pattern_findings, orders.pattern_months)) {
            world.firms[index].ordered = month;
            if recalls > 0.0 {
                recall(world, scene, index, recalls);
            }
            if stops > 0 {
                world.firms[index].free_from = month + 1 + stops;
            }
        } else if firm.free_from > month {
            hold(world, index);
        }
    }
}

/// A month under injunction: it goes on while a known flaw of what the maker sells is not fixed.
fn hold(world: &mut World, index: usize) {
    let (month, firm) = (world.month, &mut world.firms[index]);
    world.tally.add(firm.size, firm.category, Item::EnjoinedMonths, 1.0);
    if firm.free_from == month + 1 {
        let of_release = world.flaws.rows.iter().filter(|flaw| flaw.birth.release == firm.release);
        if of_release.into_iter().any(|flaw| flaw.known && !flaw.fixed()) {
            firm.free_from = month + 2;
        }
    }
}

/// Patches a share of the devices that a maker's known flaws expose, at its cost: fewer if it cannot pay for all. What a recall
/// does not reach is left to owners, to whom it offers a fix.
fn recall(world: &mut World, scene: Scene<'_>, maker: usize, share: f64) {
    let mut flaws = std::mem::take(&mut world.due);
    flaws.clear();
    let known = |&index: &usize| world.flaws.firm[index] == maker as u32 && world.flaws.rows[index].known;
    flaws.extend((0..world.flaws.len()).filter(known).map(|index| index as u32));
    flaws.sort_unstable_by_key(|&index| (world.flaws.release[index as usize], index));
    let in_use = world.in_use(scene, world.firms[maker].category);
    let exposed = |index: u32| {
        let flaw = &world.flaws.rows[index as usize];
        flaw.old_raw.min(world.releases.rows[flaw.birth.release as usize].raw_total())
    };
    let same_release =
        |a: &u32, b: &u32| world.flaws.release[*a as usize] == world.flaws.release[*b as usize];
    let of_release = |flaws: &[u32]| flaws.iter().map(|&index| exposed(index)).fold(0.0, f64::max);
    let devices = in_use * flaws.chunk_by(same_release).map(of_release).sum::<f64>();
    let cost = share * devices * scene.setting.market.patching.recall_cost_eur;
    let paid = pay(world, maker, cost, Party::World);
    let reached = if cost > 0.0 { share * paid / cost } else { share };
    for &index in &flaws {
        patch(world, scene, index as usize, reached);
    }
    world.due = flaws;
    let firm = &world.firms[maker];
    world.tally.add(firm.size, firm.category, Item::Recalled, reached * devices);
}

/// Patches a share of the devices that a known flaw exposes; a fix there is from now on. It is not counted among the fixes that
/// makers bring of themselves, most of which are younger.
fn patch(world: &mut World, scene: Scene<'_>, index: usize, share: f64) {
    let now = f64::from(world.month) + 1.0;
    let flaw = &mut world.flaws.rows[index];
    let exposed = flaw.old_raw.min(world.releases.rows[flaw.birth.release as usize].raw_total());
    if !flaw.fixed() {
        flaw.fix = now;
    }
    debug_assert!(exposed < NEVER);
    flaw.old_raw = (1.0 - share) * exposed;
    world.look_again(scene, index, now);
}
