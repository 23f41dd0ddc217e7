//! Cover: mandatory, or bought where it is worth its premium to the maker.

use super::franchise;
use super::problem::Draft;
use crate::actuarial::{Aggregate, Layer, credibility};
use crate::world::{Firm, Plan, Scene, Stakes, World};

/// Writes cover and premium into a plan.
pub(super) fn choose(
    world: &World,
    scene: Scene<'_>,
    firm: &Firm,
    stakes: &Stakes,
    draft: &Draft,
    plan: &mut Plan,
) {
    let insurer = &scene.setting.market.insurer;
    if !insurer.offered || world.insurer_failed || firm.turnover <= 0.0 {
        return;
    }
    let limit = insurer.limit_turnover.max(stakes.mandatory_limit.unwrap_or(0.0)) * firm.turnover;
    let layer = Layer { deductible: insurer.deductible_turnover * firm.turnover, limit };
    let year = Aggregate { mean: draft.payment, size: draft.size };
    let premium = rated(scene, firm, year, draft).premium(layer, insurer.expense, insurer.risk_load);
    if stakes.mandatory_limit.is_some() || worth(scene, firm, year, layer) > premium {
        plan.insured = true;
        plan.premium = premium;
        (plan.deductible, plan.limit) = (layer.deductible, layer.limit);
    }
}

/// The year as the insurer sees it: its own rate by class where practice is not rated, the maker's claims as far as credible.
fn rated(scene: Scene<'_>, firm: &Firm, year: Aggregate, draft: &Draft) -> Aggregate {
    let insurer = &scene.setting.market.insurer;
    let class = if insurer.practice_rated { year.mean } else { year.mean / mean_residual(scene, draft) };
    let weight = credibility(firm.insured_claims, insurer.credibility_claims);
    Aggregate { mean: (1.0 - weight) * class + weight * year.mean, ..year }
}

/// Residual flaws of the draft over those of the planner's care for its class.
fn mean_residual(scene: Scene<'_>, draft: &Draft) -> f64 {
    let residual: f64 = (0..3).map(|prong| scene.setting.residual(prong, draft.care[prong])).sum();
    (residual / 3.0).clamp(0.05, 1.0)
}

/// What cover saves the maker: payments out of its assets, and the loss of the firm itself.
fn worth(scene: Scene<'_>, firm: &Firm, year: Aggregate, layer: Layer) -> f64 {
    let assets = firm.cash.max(0.0);
    let saved = year.limited_mean(assets) - year.limited_mean(layer.deductible.min(assets));
    let ruin = year.survival(assets) - year.survival(assets + layer.limit);
    saved + ruin * franchise(scene, firm)
}
