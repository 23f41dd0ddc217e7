//! Step *enforce*: inspections, and fines for breached duties.

use crate::ledger::{Account, Party};
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Demands, Firm, Scene, World, tick};

/// Inspects makers at the rate of their tier; who is found in breach of a duty is fined.
pub fn enforce(world: &mut World, scene: Scene<'_>) {
    if !scene.outlook.inspects(world.epoch, world.vintage) {
        return;
    }
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        let demands = world.demands_now(scene, firm);
        if demands.inspections == 0.0 {
            continue;
        }
        let u = world.shocks.uniform(Stream::Inspection, firm.key, tick(world.month), 0);
        if u >= demands.inspections / 12.0 {
            continue;
        }
        let (size, category) = (firm.size, firm.category);
        world.ledger.pay(Party::Public, Party::World, Account::Inspection, demands.inspection_cost_eur);
        world.tally.add(size, category, Item::InspectionCost, demands.inspection_cost_eur);
        world.tally.add(size, category, Item::Inspections, 1.0);
        if in_breach(world, firm, demands) {
            let fine = demands.fine(firm.turnover).min(firm.cash.max(0.0));
            world.firms[index].spend(fine);
            world.ledger.pay(Party::Maker, Party::Public, Account::Fine, fine);
            world.tally.add(size, category, Item::Fines, fine);
        }
    }
}

/// Does a maker sell a product below a floor of care, respond below one, have a known flaw past its deadline, or has it
/// reported late of late? Support
/// that is owed is always given. Flaws of components are their makers' to fix first: inspections look at the maker's own.
fn in_breach(world: &World, firm: &Firm, demands: &Demands) -> bool {
    let [mut design, mut testing, response] = firm.plan.care;
    if firm.sells() {
        let release = &world.releases.rows[firm.release as usize];
        (design, testing) = (release.design, release.testing);
    }
    let below = [design, testing, response].iter().zip(&demands.floor).any(|(level, floor)| level < floor);
    let (from, to) = firm.overdue;
    let now = f64::from(world.month);
    below || (from <= now && now < to) || now < firm.late_on_record
}
