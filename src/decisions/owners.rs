//! Owners who choose their own care, where accidents come directly: bilateral care (Brown 1973, *Journal of Legal Studies* 2:323).
//!
//! The owners of one maker's devices act as one. They know its plan and the law, and weigh their effort against what no award
//! makes good. Makers decide first, then owners, and so on month after month, each answering the other's last choice.

use super::direct;
use crate::math::sqrt;
use crate::world::{Firm, Scene, World};

/// The owners of a maker's devices choose.
pub(super) fn respond(world: &mut World, scene: Scene<'_>, index: usize) {
    let accident = &scene.setting.market.accident;
    let productivity = accident.owner_productivity;
    if productivity == 0.0 {
        return;
    }
    let imposed = accident.imposed_owner_eur;
    let care = if imposed >= 0.0 { imposed } else { choose(world, scene, &world.firms[index], productivity) };
    let firm = &mut world.firms[index];
    (firm.owner_care, firm.owner_left) = (care, 1.0 / (1.0 + productivity * care));
}

/// Least of `y + r·u/(1 + b·y)` over `y`, EUR a device and month: `u` is what an accident leaves them with, and more of it if
/// they take less care than they owe themselves. So the candidates are the best level on either side, and what they owe.
fn choose(world: &World, scene: Scene<'_>, firm: &Firm, productivity: f64) -> f64 {
    let stakes = world.stakes_of(scene, firm);
    let due = stakes.demands.owner_due_eur;
    let rate = scene.setting.market.accident.rate * firm.plan.design_residual;
    let left = |careless: bool| rate * direct::left_to_owners(world, scene, firm, careless);
    let best = |loss: f64| ((sqrt(productivity * loss) - 1.0) / productivity).max(0.0);
    let cost = |level: f64, loss: f64| level + loss / (1.0 + productivity * level);
    let loss = left(false);
    let diligent = best(loss).max(due);
    if due == 0.0 {
        return diligent;
    }
    let loss_careless = left(true);
    let careless = best(loss_careless);
    if careless < due && cost(careless, loss_careless) < cost(diligent, loss) { careless } else { diligent }
}
