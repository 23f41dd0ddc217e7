//! Step *underwrite*: premiums come in, policy years turn, the insurer's funds are kept.

use crate::ledger::{Account, Party};
use crate::tally::Item;
use crate::world::{Scene, World};

/// Turns the policy years of makers in business. One that has left keeps what is left of its last.
pub fn renew(world: &mut World) {
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        if (world.month - firm.born) % 12 == 0 {
            (firm.deductible_used, firm.insurer_paid) = (0.0, 0.0);
        }
    }
}

/// Collects the month's premiums and renews policies whose year is over.
pub fn underwrite(world: &mut World, scene: Scene<'_>) {
    let insurer = &scene.setting.market.insurer;
    if !insurer.offered {
        return;
    }
    renew(world);
    if world.insurer_failed {
        return;
    }
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        if !firm.plan.insured {
            continue;
        }
        let premium = firm.plan.premium / 12.0;
        let expense = premium * insurer.expense / (1.0 + insurer.expense);
        firm.spend(premium);
        world.insurer_cash += premium - expense;
        world.ledger.pay(Party::Maker, Party::Insurer, Account::Premium, premium);
        world.ledger.pay(Party::Insurer, Party::World, Account::Expense, expense);
        world.tally.add(firm.size, firm.category, Item::Premiums, premium);
        world.tally.add(firm.size, firm.category, Item::InsuredMonths, 1.0);
        firm.insured.1 += 1.0 / 12.0;
    }
}
