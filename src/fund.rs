//! Step *compensate*: makers' levies go into the compensation fund, and it pays what defendants did not. It never owes more than it
//! holds: where more is asked in a month, each is paid the same share.

use crate::ledger::{Account, Party};
use crate::tally::Item;
use crate::world::{Scene, World};

/// Collects the month's levies.
pub fn levy(world: &mut World, scene: Scene<'_>) {
    if !scene.outlook.acts.fund {
        return;
    }
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let rate = world.demands_now(scene, &world.firms[index]).levy;
        let firm = &mut world.firms[index];
        let due = rate * firm.units * firm.price;
        if due > 0.0 {
            firm.spend(due);
            world.fund_cash += due;
            world.ledger.pay(Party::Maker, Party::Fund, Account::Levy, due);
            world.tally.add(firm.size, firm.category, Item::Levies, due);
        }
    }
}

/// Pays what was asked of the fund this month.
pub fn compensate(world: &mut World) {
    if world.calls.is_empty() {
        return;
    }
    let asked: f64 = world.calls.iter().map(|call| call.eur).sum();
    let rate = if asked > 0.0 { (world.fund_cash / asked).clamp(0.0, 1.0) } else { 0.0 };
    for call in &world.calls {
        let paid = call.eur * rate;
        world.ledger.pay(Party::Fund, call.victim, Account::Damages, paid);
        if call.counted {
            for (item, amount) in [
                (Item::FundPaid, paid),
                (Item::Received, paid),
                (Item::Collected, call.found_eur * rate),
                (Item::PaymentMonths, paid * call.delay),
            ] {
                world.tally.add_cohort(call.size, call.category, item, amount);
            }
            world.tally.cells[usize::from(call.cell)].received += paid;
        }
    }
    world.fund_cash = (world.fund_cash - asked * rate).max(0.0);
    world.calls.clear();
}
