//! What accidents through components are expected to bring a maker, where accidents come directly. No care of its own prevents
//! them, and diligence about them is not modelled here: a court that asks for any finds none.

use arrayvec::ArrayVec;

use super::{Owed, victims};
use crate::decisions::care::Contingent;
use crate::law::standard::Origin;
use crate::world::{Exposure, Firm, MAX_TERMS, Scene, World, source_of};

/// Devices that accidents through components hit.
#[derive(Clone, Copy, Default)]
pub(super) struct Hits {
    /// In a month.
    pub devices: f64,
    /// In one accident.
    each: f64,
}

/// The devices of a maker that accidents through components are expected to hit.
pub(super) fn hits(world: &World, scene: Scene<'_>, firm: &Firm) -> Hits {
    let market = &scene.setting.market;
    let (mut share, mut square) = (0.0, 0.0);
    for (row, &care) in market.components.rows.iter().zip(&world.supply.care) {
        let left = scene.setting.residual(1, care);
        for (rate, hit) in [(row.accidents, 1.0), (market.accident.shared_rate, row.embedded)] {
            share += rate * left * hit;
            square += rate * left * hit * hit;
        }
    }
    if share == 0.0 {
        return Hits::default();
    }
    let victims = victims(world, scene, firm);
    Hits { devices: share * victims, each: square / share * victims }
}

/// Adds what they are expected to make it pay in a month: what is due in any case, and by each term of the law.
pub(super) fn add_owed(
    world: &World,
    scene: Scene<'_>,
    firm: &Firm,
    exposure: &Exposure,
    owed: &mut ArrayVec<Owed, { MAX_TERMS + 1 }>,
) {
    let Hits { devices, each } = hits(world, scene, firm);
    if devices == 0.0 {
        return;
    }
    let (source, technology) = (source_of(Origin::Component), scene.setting.technology(1));
    owed.push(Owed { eur: devices * exposure.constant[source], size: each * exposure.constant_size[source] });
    owed.extend(exposure.terms.iter().filter(|term| term.origin == Origin::Component).map(|term| {
        let rule = scene.law.rule(term.cell);
        let due = world.due(scene, &rule.standard, firm, term.origin);
        let chance = Contingent::new(rule, term.origin, due, term.swing).chance(0.0, &technology).value;
        Owed { eur: devices * term.swing * chance, size: each * term.size }
    }));
}
