//! Accidents that a component brings to one maker alone, where accidents come directly: what makers do with it differs.

use crate::distributions::Poisson;
use crate::math;
use crate::scenario::market::AccidentCount;
use crate::shocks::Stream;
use crate::threat::frailty;
use crate::world::{FlawRef, NONE, Origin, Scene, Strike, World, own_key, tick};

/// Where the draws of components' accidents begin, where they are not the maker's own.
const COMPONENTS: u64 = 1;

/// Do components bring accidents to single makers?
pub(crate) fn through_components(scene: Scene<'_>) -> bool {
    scene.setting.market.components.rows.iter().any(|row| row.accidents > 0.0)
}

/// Adds a month's accidents of a maker's product that components bring to it alone: `accidents·m(care)` each.
///
/// At most one accident a month is one mark on the line: the maker's own take its lower end, those of components its upper end,
/// so that there is at most one of them all while their probabilities sum to no more than 1.
pub(crate) fn accidents(world: &mut World, scene: Scene<'_>, index: u32, own: f64) {
    let firm = &world.firms[index as usize];
    let (key, testing, month) = (firm.key, firm.plan.care[1], world.month);
    let mut above = 1.0;
    for (component, row) in scene.setting.market.components.rows.iter().enumerate() {
        if row.accidents == 0.0 {
            continue;
        }
        let rate = row.accidents * scene.setting.residual(1, world.supply.care[component]);
        let at = above - own;
        above -= row.accidents;
        let (count, arrival) = match scene.setting.market.accident.count {
            AccidentCount::Bernoulli => (f64::from(u8::from(at > 0.0 && at < rate)), at),
            AccidentCount::Fixed => (rate, rate),
            _ => {
                let k = COMPONENTS + component as u64;
                let u = world.shocks.uniform(Stream::Accident, key, tick(month), k);
                // There is one iff u exceeds e^-rate.
                let count = if u <= 1.0 - rate { 0.0 } else { Poisson::new(rate).quantile(u) as f64 };
                (count, -math::ln(u))
            }
        };
        if count > 0.0 {
            let flaw = FlawRef {
                key,
                own_key: own_key(key, COMPONENTS + component as u64),
                campaign: tick(month).into(),
                origin: Origin::Component,
                arrival,
                intensity: row.accidents,
                component: component as u16,
                known: false,
                fixed: false,
                care: testing,
                custom: world.experience.custom[1],
                conduct: month,
            };
            world.strikes.push(Strike {
                firm: index,
                release: NONE,
                flaw,
                time: f64::from(month),
                count,
                frailty: frailty(world, scene, flaw.key, flaw.campaign),
                ..Strike::NOTHING
            });
        }
    }
}
