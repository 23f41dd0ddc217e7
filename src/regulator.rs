//! Step *enforce*: inspections, and fines for breached duties.

use crate::law::review::Watched;
use crate::ledger::{Account, Party};
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Demands, Firm, Reviewed, Scene, World, tick};

/// Inspects makers at the rate of their tier; who is found in breach of a duty is fined.
pub fn enforce(world: &mut World, scene: Scene<'_>) {
    if scene.outlook.acts.aid {
        help(world, scene);
    }
    if scene.outlook.acts.review {
        review(world, scene);
    } else if !scene.outlook.inspects(world.epoch, world.vintage) {
        return;
    }
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        let demands = &world.demands_as_reviewed(scene, firm, world.demands_now(scene, firm));
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
        if let Some(shortfall) = breach(world, scene, firm, demands) {
            let fine = demands.fine_for(firm.turnover, shortfall).min(firm.cash.max(0.0));
            let firm = &mut world.firms[index];
            firm.spend(fine);
            if demands.order && !firm.under_order {
                // It decides again this month.
                (firm.under_order, firm.decided) = (true, false);
            }
            world.ledger.pay(Party::Maker, Party::Public, Account::Fine, fine);
            world.tally.add(size, category, Item::Fines, fine);
        }
    }
}

/// Once a year, levers follow the outcome that the law watches, one step in each part of the market.
fn review(world: &mut World, scene: Scene<'_>) {
    if !world.tally.open || world.month % 12 != 11 {
        return;
    }
    let categories = scene.setting.categories.len();
    for part in 0..scene.outlook.parts {
        let sums = world.tally.total(|size, category| size * categories + category == part);
        let demands = scene.outlook.demands(world.epoch, world.vintage, part);
        let harm = [Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty];
        let so_far = match demands.review.watches {
            Watched::Off => continue,
            Watched::Harm => harm.iter().map(|&head| sums[head as usize]).sum(),
            Watched::Compromises => sums[Item::Compromises as usize],
        };
        let now = [so_far, sums[Item::DeviceMonths as usize]];
        let Reviewed { shift, before } = world.reviews.parts[part];
        let years = (now[1] - before[1]) / 12_000.0;
        if years > 0.0 {
            let written = *demands.clone().reviewed_lever();
            let level = demands.review.next(written + shift, (now[0] - before[0]) / years);
            world.move_lever(part, Reviewed { shift: level - written, before: now });
        }
    }
}

/// The public keeps up what helps makers to comply.
fn help(world: &mut World, scene: Scene<'_>) {
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        let cost = world.demands_now(scene, firm).aid.public_eur / 12.0;
        world.ledger.pay(Party::Public, Party::World, Account::Aid, cost);
        world.tally.add(firm.size, firm.category, Item::Aid, cost);
    }
}

/// The share of what is demanded by which a maker sells a product below a floor of care, responds below one, or has a known flaw
/// past its deadline, or has reported late of late; `None` if it does not. Support that is owed is always given. Flaws of components
/// are their makers' to fix first: inspections look at the maker's own.
fn breach(world: &World, scene: Scene<'_>, firm: &Firm, demands: &Demands) -> Option<f64> {
    let [mut design, mut testing, response] = firm.plan.care;
    if firm.sells() {
        [design, testing] = world.care_behind(scene, &world.releases.rows[firm.release as usize]);
    }
    let below = demands.shortfall([design, testing, response]);
    let late = firm.is_overdue(f64::from(world.month));
    if f64::from(world.month) < firm.late_on_record {
        return Some(1.0);
    }
    let tardy = if late { demands.tardiness(&scene.setting.market.patching, response) } else { 0.0 };
    (below > 0.0 || late).then_some(below.max(tardy))
}
