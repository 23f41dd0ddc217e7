//! Accidents that come directly through components, and what direct accidents of a month are expected to bring.

mod component;

pub(super) use component::{accidents, through_components};

use super::frailty;
use crate::distributions::Poisson;
use crate::math;
use crate::scenario::market::AccidentCount;
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Firm, FlawRef, NONE, Origin, Scene, Strike, World, own_key, tick};

/// Accidents a month of a component that hit all makers at once, and the share of devices that embed it.
fn shared(world: &World, scene: Scene<'_>, component: usize) -> (f64, f64) {
    let (market, care) = (&scene.setting.market, world.supply.care[component]);
    let embedded = market.components.rows[component].embedded;
    let rate = if embedded > 0.0 { market.accident.shared_rate } else { 0.0 };
    (rate * scene.setting.residual(1, care), embedded)
}

/// One accident of a component hits every device that embeds it, of every maker.
pub(super) fn shared_accidents(world: &mut World, scene: Scene<'_>) {
    let accident = &scene.setting.market.accident;
    if accident.shared_rate == 0.0 {
        return;
    }
    for at in 0..scene.setting.market.components.len() {
        let (component, (rate, embedded)) = (at as u16, shared(world, scene, at));
        let u = world.shocks.uniform(Stream::SharedAccident, u64::from(component), tick(world.month), 0);
        let (count, arrival) = match accident.count {
            AccidentCount::Bernoulli => (f64::from(u8::from(u < rate)), u),
            AccidentCount::Fixed => (rate, rate),
            _ if u <= 1.0 - rate => continue,
            _ => (Poisson::new(rate).quantile(u) as f64, -math::ln(u)),
        };
        if count == 0.0 {
            continue;
        }
        // Makers' keys count from 0, these from the end.
        let (key, campaign) = (u64::MAX - u64::from(component), tick(world.month).into());
        let frailty = frailty(world, scene, key, campaign);
        for row in 0..world.active.len() {
            let index = world.active[row];
            let firm = &world.firms[index as usize];
            let flaw = FlawRef {
                key,
                own_key: own_key(key, firm.key),
                campaign,
                origin: Origin::Component,
                arrival,
                intensity: accident.shared_rate,
                component,
                custom: world.experience.custom[1],
                conduct: world.month,
                ..Strike::NOTHING.flaw
            };
            let (time, count) = (f64::from(world.month), count * embedded);
            world.strikes.push(Strike {
                firm: index,
                release: NONE,
                flaw,
                time,
                count,
                frailty,
                ..Strike::NOTHING
            });
        }
    }
}

/// Variance of the number of accidents of a rate, and the chance that there is none.
fn chances(count: AccidentCount, rate: f64) -> (f64, f64) {
    match count {
        AccidentCount::Bernoulli => (rate * (1.0 - rate), 1.0 - rate),
        AccidentCount::Fixed => (0.0, f64::from(u8::from(rate == 0.0))),
        _ => (rate, math::exp(-rate)),
    }
}

/// Loss of an accident that hits every device it can, at the mean loss of each, EUR.
fn loss(world: &World, scene: Scene<'_>, firm: &Firm) -> f64 {
    let devices = world.devices_of_an_accident(scene, firm);
    devices * scene.setting.categories[usize::from(firm.category)].mean_loss.iter().sum::<f64>()
}

/// Counts what the month's accidents are expected to bring, for `months` alike: their mean, its variance over the number of
/// accidents, and the chance of any.
pub(super) fn expect(world: &mut World, scene: Scene<'_>, months: f64) {
    let accident = &scene.setting.market.accident;
    let mut tally = std::mem::take(&mut world.tally);
    let (mut mean, mut variance, mut none) = (0.0, 0.0, 1.0);
    let rows = scene.setting.market.components.rows.iter().zip(&world.supply.care);
    let through_components: f64 =
        rows.map(|(row, &care)| row.accidents * scene.setting.residual(1, care)).sum();
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        let own = accident.rate * firm.owner_left * firm.plan.design_residual;
        let (rate, eur) = (own + through_components, loss(world, scene, firm));
        let (spread, quiet) = chances(accident.count, rate);
        (variance, none) = (variance + spread * eur * eur, none * quiet);
        mean += rate * eur;
        tally.add(firm.size, firm.category, Item::ExpectedHarm, months * rate * eur);
    }
    for component in 0..scene.setting.market.components.len() {
        let (rate, embedded) = shared(world, scene, component);
        let mut all = 0.0;
        for &index in &world.active {
            let firm = &world.firms[index as usize];
            let eur = embedded * loss(world, scene, firm);
            all += eur;
            mean += rate * eur;
            tally.add(firm.size, firm.category, Item::ExpectedHarm, months * rate * eur);
        }
        let (spread, quiet) = chances(accident.count, rate);
        (variance, none) = (variance + spread * all * all, none * quiet);
    }
    tally.add(0, 0, Item::HarmVariance, months * variance);
    tally.add(0, 0, Item::AccidentChance, months * (1.0 - none));
    world.tally = tally;
    super::expected::sum_up(world, scene, months, mean);
}
