//! Who looks for flaws because of the law: what that costs, and what a change of the law does to flaws that nobody knows yet.

use super::usable_component;
use crate::ledger::{Account, Party};
use crate::scenario::market::Market;
use crate::tally::Item;
use crate::units::Month;
use crate::world::{NEVER, Scene, Search, World, component_fix_months};

/// The public pays its laboratories.
pub(super) fn pay_laboratories(world: &mut World, scene: Scene<'_>) {
    if !scene.outlook.seeks {
        return;
    }
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        let eur = world.demands_now(scene, firm).search.testing_eur / 12.0;
        if firm.sells() && eur > 0.0 {
            world.ledger.pay(Party::Public, Party::World, Account::Testing, eur);
            world.tally.add(firm.size, firm.category, Item::PublicTesting, eur);
        }
    }
}

/// The bounty for a flaw of a maker that a defender has found: researchers' part of those who look for it, in place of a draw of
/// who it was.
pub(super) fn pay_bounty(world: &mut World, scene: Scene<'_>, index: usize) {
    let release = &world.releases.rows[world.flaws.rows[index].birth.release as usize];
    let firm = &world.firms[release.firm as usize];
    let search = &world.demands(scene, firm, release.last_sold(world.month)).search;
    if search.bounty_eur == 0.0 || !firm.is_active() {
        return;
    }
    let researchers = search.researchers(&scene.setting.market.patching);
    let eur = search.bounty_eur * (researchers / (12.0 * firm.defend_rate)).min(1.0);
    let (maker, size, category) = (release.firm as usize, firm.size, firm.category);
    world.firms[maker].spend(eur);
    world.ledger.pay(Party::Maker, Party::World, Account::Bounty, eur);
    world.tally.add(size, category, Item::Bounties, eur);
}

/// Who looks for the flaws of components in a month.
pub(super) fn of_components(scene: Scene<'_>, month: Month) -> Search {
    scene.outlook.outside(scene.law.epoch_at(month), scene.law.vintage_at(month))
}

/// Rate a year at which defenders find a component's flaw.
pub(super) fn component_rate(market: &Market, search: &Search) -> f64 {
    let patching = &market.patching;
    patching.discovery_maker + patching.discovery_researchers + search.added_outside(patching)
}

/// When the law changes, the clocks of publication, and those of components' defenders, go on at another rate.
pub(super) fn follow_law(world: &mut World, scene: Scene<'_>) {
    let month = world.month;
    let changes = scene.law.epochs().contains(&month) || scene.law.vintages().contains(&month);
    if !scene.outlook.seeks || !changes || month <= scene.setting.first {
        return;
    }
    let now = f64::from(month);
    for index in 0..world.flaws.len() {
        if world.flaws.rows[index].known {
            continue;
        }
        let [before, after] = [month - 1, month].map(|month| 1.0 - protection(world, scene, index, month));
        if before != after {
            world.flaws.rows[index].publish_at_rate(now, after / before);
            world.look_again(scene, index, now);
        }
    }
    follow_components(world, scene);
}

/// Share of uncoordinated publication of a maker's flaw that the law of a month turns into coordinated reports.
fn protection(world: &World, scene: Scene<'_>, index: usize, month: Month) -> f64 {
    let release = &world.releases.rows[world.flaws.release[index] as usize];
    let firm = &world.firms[release.firm as usize];
    let vintage = scene.law.vintage_at(release.last_sold(month));
    let part = scene.setting.part(firm.size, firm.category);
    scene.outlook.demands(scene.law.epoch_at(month), vintage, part).search.protected
}

fn follow_components(world: &mut World, scene: Scene<'_>) {
    let (month, market) = (world.month, &scene.setting.market);
    let now = f64::from(month);
    let [before, after] = [month - 1, month].map(|month| of_components(scene, month));
    if before == after {
        return;
    }
    let (was, is) = (component_rate(market, &before), component_rate(market, &after));
    for flaw in world.component_flaws.iter_mut().filter(|flaw| flaw.start > now) {
        flaw.clocks.publish_at_rate(now, (1.0 - after.protected) / (1.0 - before.protected));
        flaw.found = match was {
            // Nobody has looked yet.
            0.0 => now + 12.0 * flaw.clocks.found_by_defenders / is,
            _ => now + (flaw.found - now) * was / is,
        };
        flaw.start = flaw.found.min(flaw.clocks.leaked);
        let component = &market.components.rows[usize::from(flaw.component)];
        flaw.fix = flaw.start + component_fix_months(market, component, &flaw.clocks);
        if flaw.attack_at == NEVER {
            flaw.usable = usable_component(scene, &flaw.clocks, (flaw.found, flaw.fix)).max(now);
        }
    }
}
