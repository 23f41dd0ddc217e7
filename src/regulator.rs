//! Step *enforce*: inspections, and fines for breached duties.

use crate::ledger::{Account, Party};
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Scene, World, tick};

/// Inspects makers at the rate of their tier; who is found in breach of a duty is fined.
pub fn enforce(world: &mut World, scene: Scene<'_>) {
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        let stakes = world.stakes_of(scene, firm);
        if stakes.inspections == 0.0 {
            continue;
        }
        let u = world.shocks.uniform(Stream::Inspection, firm.key, tick(world.month), 0);
        if u >= stakes.inspections / 12.0 {
            continue;
        }
        let (size, category) = (firm.size, firm.category);
        world.ledger.pay(Party::Public, Party::World, Account::Inspection, stakes.inspection_cost_eur);
        world.tally.add(size, category, Item::InspectionCost, stakes.inspection_cost_eur);
        world.tally.add(size, category, Item::Inspections, 1.0);
        if firm.plan.violates {
            let fine = (stakes.fine_turnover * firm.turnover).max(stakes.fine_floor_eur).min(firm.cash.max(0.0));
            world.firms[index].spend(fine);
            world.ledger.pay(Party::Maker, Party::Public, Account::Fine, fine);
            world.tally.add(size, category, Item::Fines, fine);
        }
    }
}
