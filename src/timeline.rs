//! Step *law*: epochs that start this month, and vintages that begin.

use crate::units::Month;
use crate::world::{Scene, World};

/// Turns the law's pages to the current month.
pub fn begin(world: &mut World, scene: Scene<'_>) {
    let month = world.month;
    world.epoch = scene.law.epoch_at(month);
    world.view = scene.outlook.at(month);
    world.ledger.set_discount(scene.setting.social_discount(month));
    if scene.law.vintages().contains(&month) {
        split_vintages(world, month);
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
