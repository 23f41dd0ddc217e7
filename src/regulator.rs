//! Step *enforce*: inspections, and fines for breached duties.

use crate::law::review::Watched;
use crate::ledger::{Account, Party};
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Authority, Reviewed, Scene, World, tick};

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
        for (jurisdiction, authority) in demands.authorities.iter().enumerate() {
            if authority.inspections > 0.0 {
                inspect(world, scene, index, (jurisdiction, authority));
            }
        }
    }
}

/// The authority of a jurisdiction looks at a maker, or does not get to it this month.
fn inspect(
    world: &mut World,
    scene: Scene<'_>,
    index: usize,
    (jurisdiction, authority): (usize, &Authority),
) {
    let firm = &world.firms[index];
    let u = world.shocks.uniform(Stream::Inspection, firm.key, tick(world.month), jurisdiction as u64);
    if u >= authority.inspections / 12.0 {
        return;
    }
    let (size, category) = (firm.size, firm.category);
    world.ledger.pay(Party::Public, Party::World, Account::Inspection, authority.inspection_cost_eur);
    world.tally.add(size, category, Item::InspectionCost, authority.inspection_cost_eur);
    world.tally.add(size, category, Item::Inspections, 1.0);
    let Some(shortfall) = breach(world, scene, index, (jurisdiction, authority)) else { return };
    let firm = &mut world.firms[index];
    let fine = authority.fine_for(firm.turnover, shortfall).min(firm.cash.max(0.0));
    firm.spend(fine);
    if authority.order && !firm.is_ordered_by(jurisdiction) {
        // It decides again this month.
        firm.orders |= 1 << jurisdiction;
        firm.decided = false;
    }
    world.ledger.pay(Party::Maker, Party::Public, Account::Fine, fine);
    world.tally.add(size, category, Item::Fines, fine);
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
        let Some((counted, base, unit)) = watched(demands.review.watches) else { continue };
        let so_far = counted.iter().map(|&item| sums[item as usize]).sum();
        let now = [so_far, sums[base as usize]];
        let Reviewed { shift, before, .. } = world.reviews.parts[part];
        let since = (now[1] - before[1]) / unit;
        if since > 0.0 {
            let (written, outcome) = (demands.as_written(), (now[0] - before[0]) / since);
            let level = demands.review.next(written + shift, outcome);
            world.move_lever(part, Reviewed { shift: level - written, before: now, outcome });
        }
    }
}

/// What makes an outcome that a review watches: items to add up, over another in so many of its units.
fn watched(outcome: Watched) -> Option<(&'static [Item], Item, f64)> {
    use Item::{
        Closures, Compromises, DeviceMonths, ExposureDays, FlawsFixed, HarmData, HarmInjury, HarmProperty,
        HarmThirdParty, Insolvencies, Launches, MakerMonths, Revenue, Units, UnsupportedMonths,
    };
    Some(match outcome {
        Watched::Off => return None,
        Watched::Harm => (&[HarmData, HarmProperty, HarmInjury, HarmThirdParty], DeviceMonths, 12_000.0),
        Watched::Compromises => (&[Compromises], DeviceMonths, 12_000.0),
        Watched::UnsupportedShare => (&[UnsupportedMonths], DeviceMonths, 1.0),
        Watched::ExposureDays => (&[ExposureDays], FlawsFixed, 1.0),
        Watched::TransactionPrice => (&[Revenue], Units, 1.0),
        Watched::Launches => (&[Launches], MakerMonths, 1_200.0),
        Watched::Exit => (&[Insolvencies, Closures], MakerMonths, 1_200.0),
    })
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

/// The share of what an authority's law demands by which a maker sells a product below a floor of care, responds below one, or has a
/// known flaw past its deadline, or has reported late of late; `None` if it does not. Support that is owed is always given. Flaws of
/// components are their makers' to fix first: inspections look at the maker's own.
fn breach(
    world: &World,
    scene: Scene<'_>,
    index: usize,
    (jurisdiction, authority): (usize, &Authority),
) -> Option<f64> {
    let (firm, now) = (&world.firms[index], f64::from(world.month));
    let delay = world.delays.of_maker(index, jurisdiction);
    if delay.has_reported_late(now) {
        return Some(1.0);
    }
    let [mut design, mut testing, response] = firm.plan.care;
    if firm.sells() {
        [design, testing] = world.care_behind(scene, &world.releases.rows[firm.release as usize]);
    }
    let (below, late) = (authority.shortfall([design, testing, response]), delay.is_overdue(now));
    let tardy = if late { authority.tardiness(&scene.setting.market.patching, response) } else { 0.0 };
    (below > 0.0 || late).then_some(below.max(tardy))
}
