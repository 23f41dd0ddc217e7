//! Step *law*: epochs that start this month, and vintages that begin.

use crate::ledger::{Account, Party};
use crate::tally::Item;
use crate::units::Month;
use crate::world::{Scene, World};

/// Turns the law's pages to the current month.
pub fn begin(world: &mut World, scene: Scene<'_>) {
    let month = world.month;
    let (epoch, vintage) = (scene.law.epoch_at(month), scene.law.vintage_at(month));
    let before = (world.epoch, scene.law.vintage_at(month - 1));
    (world.epoch, world.vintage) = (epoch, vintage);
    world.view = scene.outlook.at(month);
    world.ledger.set_discount(scene.setting.social_discount(month));
    if scene.law.vintages().contains(&month) {
        split_vintages(world, month);
    }
    let sells = month < scene.setting.market.clock.horizon_months as Month && scene.setting.has_lifecycle();
    if before != (epoch, vintage) && month > scene.setting.first && sells {
        show_compliance(world, scene, before, (epoch, vintage));
    }
}

/// What is on sale when showing compliance begins to cost more must show it too.
fn show_compliance(world: &mut World, scene: Scene<'_>, before: (usize, usize), now: (usize, usize)) {
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        let part = scene.setting.part(firm.size, firm.category);
        let cost = |(epoch, vintage)| scene.outlook.demands(epoch, vintage, part).compliance_eur;
        let more = cost(now) - cost(before);
        if firm.sells() && more > 0.0 {
            firm.spend(more);
            firm.released.month += more;
            world.ledger.pay(Party::Maker, Party::World, Account::Compliance, more);
            world.tally.add(firm.size, firm.category, Item::ComplianceCost, more);
        }
    }
}

/// Units of a release on sale that are placed on the market from now on are of a newer vintage. A release that sells across
/// two such dates keeps the later one: its older units then stand under the law of its first.
fn split_vintages(world: &mut World, month: Month) {
    for row in 0..world.active.len() {
        let firm = &world.firms[world.active[row] as usize];
        if firm.sells() {
            let release = &mut world.releases.rows[firm.release as usize];
            if release.raw_total() > 0.0 {
                (release.split, release.before) = (month, release.raw);
            }
        }
    }
}
