//! Research: diminishing returns against the value of a success, net of what a release costs in care and compliance.

use crate::math;
use crate::world::{Firm, Plan, Scene};

/// Research spending, EUR a year.
///
/// Successes come at rate `λ0·(R/R_ref)^η` and are worth `G − K`: gross value less the cost of care and compliance of a
/// release and the liability that its complexity adds. The first-order condition gives `R = R_ref·((G − K)/(G − K_ref))^(1/(1−η))`, with `G` such that `R_ref` is the choice
/// under the status quo. So liability and duties tax novelty through `K`.
pub(super) fn choose(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let innovation = &scene.setting.market.innovation;
    let reference = innovation.rd_share * firm.turnover;
    if innovation.launches_per_year <= 0.0 || reference <= 0.0 {
        return 0.0;
    }
    let usual = scene.setting.calibration.release_cost[scene.setting.part(firm.size, firm.category)];
    let net_reference = reference / (innovation.launches_per_year * innovation.rd_exponent);
    let net = net_reference + usual - plan.release_cost_eur;
    let ratio = (net / net_reference).max(0.0);
    let wanted = reference
        * math::pow(ratio, 1.0 / (1.0 - innovation.rd_exponent))
            .clamp(innovation.rd_least, innovation.rd_most);
    // Research competes with care for cash: a maker cannot spend what it neither has nor earns.
    wanted.min((firm.cash + firm.profit.max(0.0)).max(0.0))
}

/// What a release costs beyond its development, EUR: care, fees, and the payments that more complexity brings, now and later.
pub(super) fn release_cost(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let market = &scene.setting.market;
    let borne = plan.expected_payment - plan.ceded_payment + plan.premium;
    let years = 1.0 / scene.setting.lasting_rate(firm.size);
    plan.release_care_eur * (1.0 - plan.aid)
        + plan.release_fees_eur
        + market.innovation.complexity_step * borne * years
}

/// Chance of a success in a month.
pub(super) fn success(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let innovation = &scene.setting.market.innovation;
    let reference = innovation.rd_share * firm.turnover;
    if reference <= 0.0 || plan.research <= 0.0 {
        return 0.0;
    }
    let hazard = innovation.launches_per_year * math::pow(plan.research / reference, innovation.rd_exponent);
    -math::exp_m1(-hazard / 12.0)
}
