//! What care costs, and the care that a planner would choose: what courts ask for that follow Learned Hand.

use super::care::Problem;
use super::problem::{COMPONENTS, RESPONSE};
use crate::math;
use crate::world::{SOURCES, Setting};

/// Sweeps over the planner's three kinds of care, which move each other a little.
const SWEEPS: usize = 4;

/// EUR a year per level of design, testing and response care: `c·(Q/Q_ref)^ψ`, design and testing once a release. As a flow they cost as
/// much a year.
pub(super) fn care_costs(setting: &Setting, units: f64, launches: f64) -> [f64; 3] {
    let care = &setting.market.care;
    let embodied = launches * by_scale(setting, units / launches);
    let flow = by_scale(setting, units);
    [care.cost_design_eur * embodied, care.cost_testing_eur * embodied, care.cost_response_eur * flow]
}

/// How the cost of care for so many units compares with that for the reference units.
pub(super) fn by_scale(setting: &Setting, units: f64) -> f64 {
    let care = &setting.market.care;
    math::pow(units / care.reference_units, care.scale_exponent)
}

/// Rates by unit of complexity, made those of a product; components have their own.
pub(super) fn by_complexity(rates: [f64; SOURCES], complexity: f64) -> [f64; SOURCES] {
    std::array::from_fn(
        |source| if source == COMPONENTS { rates[source] } else { rates[source] * complexity },
    )
}

/// A year of an average maker of a size class and category, as a planner sees it.
struct Plan<'a> {
    setting: &'a Setting,
    cost: [f64; 3],
    /// Harm of a device-year at zero care, by source, EUR.
    harm: [f64; SOURCES],
    /// Device-years of a year's sales, discounted, and of the devices in use.
    sold: f64,
    used: f64,
}

impl Plan<'_> {
    /// What the other kinds of care leave to one of them, EUR a device-year.
    fn left(&self, source: usize, prong: usize, care: [f64; 3]) -> f64 {
        let by_response =
            if prong == RESPONSE { 1.0 } else { self.setting.left_by_response(source, care[RESPONSE]) };
        let by_maker =
            if source < 2 && source != prong { self.setting.residual(source, care[source]) } else { 1.0 };
        self.harm[source] * by_response * by_maker
    }

    fn best(&self, prong: usize, care: [f64; 3]) -> f64 {
        let left = |source: usize| self.left(source, prong, care);
        let hastened = |source: usize| self.used * left(source) * self.setting.hastened(source);
        let (base, haste) = match prong {
            RESPONSE => (self.used * left(RESPONSE), [0, 1, COMPONENTS].map(hastened).iter().sum()),
            _ if self.setting.care_flows() => (self.used * left(prong), 0.0),
            _ => (self.sold * left(prong), 0.0),
        };
        Problem {
            technology: self.setting.technology(prong),
            cost: self.cost[prong],
            floor: 0.0,
            base,
            contingent: &[],
            blamed: &[],
            steps: [(0.0, 0.0); 2],
            haste: (haste, self.setting.haste()),
        }
        .minimise()
    }
}

/// The planner's care for an average maker of a size class and category: least cost of care and harm (Learned Hand).
pub fn hand_levels(setting: &Setting, size: u8, category: u8) -> [f64; 3] {
    let part = setting.part(size, category);
    let market = &setting.market;
    let harm: f64 = setting.categories[usize::from(category)].mean_loss.iter().sum();
    if !setting.has_lifecycle() {
        let victims = setting.direct_victims(size, category);
        let level =
            setting.technology(0).optimum(market.care.cost_design_eur, market.accident.rate * victims * harm);
        return [level, 0.0, 0.0];
    }
    let row = &market.categories.rows[usize::from(category)];
    let units = setting.calibration.units_year[part].max(1.0);
    let launches = market.innovation.launches_per_year.max(0.1);
    let life = 1.0 / (market.finance.discount_social + 1.0 / row.life_years);
    let rates = by_complexity(setting.calibration.hit_rate, row.complexity);
    let plan = Plan {
        setting,
        cost: care_costs(setting, units, launches),
        harm: rates.map(|rate| rate * harm),
        sold: units * life,
        used: units * row.life_years,
    };
    let mut care = [0.0; 3];
    for _ in 0..SWEEPS {
        for prong in 0..3 {
            care[prong] = plan.best(prong, care);
        }
    }
    care
}
