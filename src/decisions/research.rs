//! Research: diminishing returns against the value of a success, net of what a release costs in care and compliance.

use super::problem::Case;
use crate::math;
use crate::world::{Demands, Firm, Plan, Scene};

/// Share of usual research below which less of the budget that it shares with care makes a euro of it no dearer.
const LEAST_LEFT: f64 = 0.01;

/// Research spending, EUR a year: what pays, as far as the budget goes that features and security share.
pub(super) fn choose(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let wanted = wanted(scene, firm, plan);
    if wanted > 0.0 { wanted.min(left_by_care(scene, firm, plan)) } else { 0.0 }
}

/// What design and testing care leave of the budget for development, EUR a year.
fn left_by_care(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let innovation = &scene.setting.market.innovation;
    let between_releases = match scene.setting.care_flows() {
        true => plan.level_eur[0] * plan.care[0] + plan.level_eur[1] * plan.care[1],
        false => plan.release_care_eur,
    };
    let care = innovation.launches_per_year.max(0.1) * between_releases * (1.0 - plan.aid);
    (innovation.development_budget * firm.turnover - care).max(0.0)
}

/// Research spending that pays where no budget binds, EUR a year.
///
/// Successes come at rate `λ0·(R/R_ref)^η` and are worth `G − K`: gross value less the cost of care and compliance of a
/// release and the liability that its complexity adds. The first-order condition gives `R = R_ref·((G − K)/(G − K_ref))^(1/(1−η))`, with `G` such that `R_ref` is the choice
/// under the status quo. So liability and duties tax novelty through `K`.
fn wanted(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let innovation = &scene.setting.market.innovation;
    let reference = innovation.rd_share * firm.turnover;
    if innovation.launches_per_year <= 0.0 || reference <= 0.0 {
        return 0.0;
    }
    let usual = scene.setting.calibration.release_cost[scene.setting.part(firm.size, firm.category)];
    let net_reference = reference / (innovation.launches_per_year * innovation.rd_exponent);
    let mut net = net_reference + usual - plan.release_cost_eur;
    if plan.wait_months > 0.0 {
        // One project at a time: launches come at h/(1 + h·d) a year, each discounted by the wait d.
        let passed = 1.0 + innovation.launches_per_year * plan.wait_months / 12.0;
        net *= kept_by_waiting(scene, firm, plan.wait_months) / passed;
    }
    let ratio = (net / net_reference).max(0.0);
    let wanted = reference
        * math::pow(ratio, 1.0 / (1.0 - innovation.rd_exponent))
            .clamp(innovation.rd_least, innovation.rd_most);
    // Research competes with care for cash: a maker cannot spend what it neither has nor earns.
    wanted.min((firm.cash + firm.profit.max(0.0)).max(0.0))
}

/// Months from the success of research to sale that certifiers are expected to take, for who wants a safe harbour or does not.
pub(super) fn wait_months(demands: &Demands, harbour: bool) -> f64 {
    demands.certificate.filter(|asked| asked.needed(harbour)).map_or(0.0, |asked| asked.wait_months())
}

/// Years for which what a maker has gained is discounted: a year of it now is worth so many, until it leaves.
fn years_ahead(scene: Scene<'_>, firm: &Firm) -> f64 {
    1.0 / scene.setting.lasting_rate(firm.size)
}

/// What is left of the value of usual research if every success waits so long for sale, and the next project with it.
fn kept_by_waiting(scene: Scene<'_>, firm: &Firm, months: f64) -> f64 {
    let years = months / 12.0;
    let later = math::exp(-years / years_ahead(scene, firm));
    later / (1.0 + scene.setting.market.innovation.launches_per_year * years)
}

impl Case<'_> {
    /// What a maker loses in a year of the value of its launches if it waits for the certificate that a safe harbour alone demands,
    /// EUR: usual research brings `R_ref/η`.
    pub(super) fn cost_of_waiting(&self) -> f64 {
        let demands = self.demands.as_ref();
        let months = wait_months(demands, true) - wait_months(demands, false);
        if months <= 0.0 {
            return 0.0;
        }
        let innovation = &self.scene.setting.market.innovation;
        let usual = innovation.rd_share * self.turnover / innovation.rd_exponent;
        usual * (1.0 - kept_by_waiting(self.scene, self.firm, months))
    }
}

/// What one more euro of research would bring, where a budget keeps it below what pays: `(R/R_wanted)^(η−1)`, by the same
/// returns; 1 where none does.
pub(super) fn worth_of_a_euro(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let innovation = &scene.setting.market.innovation;
    if innovation.development_budget == f64::INFINITY {
        return 1.0;
    }
    let (wanted, left) = (wanted(scene, firm, plan), left_by_care(scene, firm, plan));
    if left >= wanted {
        return 1.0;
    }
    let least = LEAST_LEFT * innovation.rd_share * firm.turnover;
    math::pow(left.max(least) / wanted, innovation.rd_exponent - 1.0).max(1.0)
}

/// What a release costs beyond its development, EUR: care, fees, and the payments that more complexity brings, now and later.
pub(super) fn release_cost(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let market = &scene.setting.market;
    let borne = plan.expected_payment - plan.ceded_payment + plan.premium;
    plan.release_care_eur * (1.0 - plan.aid)
        + plan.release_fees_eur
        + market.innovation.complexity_step * borne * years_ahead(scene, firm)
}

/// Chance of a success in a month.
pub(super) fn success(scene: Scene<'_>, firm: &Firm, plan: &Plan) -> f64 {
    let innovation = &scene.setting.market.innovation;
    let reference = innovation.rd_share * firm.turnover;
    if reference <= 0.0 || plan.research <= 0.0 {
        return 0.0;
    }
    innovation.success(plan.research / reference)
}
