//! The stakes of a maker's care: beliefs about incidents times exposure times what the law makes of them.

use arrayvec::ArrayVec;

use super::care::{Contingent, Problem};
use super::franchise;
use crate::actuarial::Aggregate;
use crate::law::standard::Origin;
use crate::math;
use crate::world::{Exposure, MAX_TERMS, Firm, SOURCES, Scene, Setting, Stakes, World, fix_months, prong_of, source_of};

/// Standard deviations of a year's payments above the mean that assets must hold for insolvency to be ignored.
const SAFE_DEVIATIONS: f64 = 6.0;

/// A maker about to decide. Amounts are EUR a year.
pub(super) struct Case<'a> {
    world: &'a World,
    scene: Scene<'a>,
    firm: &'a Firm,
    stakes: &'a Stakes,
    /// Cost of a level of design, testing and response care.
    pub(super) cost: [f64; 3],
    /// Releases a year that the costs above are spread over.
    pub(super) launches: f64,
    /// Turnover.
    pub(super) turnover: f64,
    /// Devices compromised a year at zero care, discounted over the lives of a year's sales (sources 0, 1, 3), and in the
    /// stock under support (source 2).
    hits: [f64; SOURCES],
    /// Devices of a year's sales over devices in use: from the exposure of sales to that of the stock.
    stock_over_sales: f64,
    /// Cash at the payment date.
    assets: f64,
}

/// A choice of care, with what follows from it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Draft {
    pub(super) care: [f64; 3],
    pub(super) harbour: bool,
    pub(super) violates: bool,
    /// Costs and stakes that care moves.
    moved: f64,
    /// Fees and expected fines.
    pub(super) fees: f64,
    /// Expected payments of a year from the stock in use.
    pub(super) payment: f64,
    /// Size of a typical payment.
    pub(super) size: f64,
    /// Care and expected payments of one more device.
    pub(super) marginal: f64,
    /// Loss that an owner expects over a device's life and no award makes good.
    pub(super) owner_loss: f64,
}

impl Draft {
    pub(super) fn total(&self) -> f64 {
        self.moved + self.fees
    }
}

impl<'a> Case<'a> {
    pub(super) fn new(world: &'a World, scene: Scene<'a>, firm: &'a Firm, stakes: &'a Stakes) -> Self {
        let market = &scene.setting.market;
        let launches = market.innovation.launches_per_year.max(0.1);
        let units = firm.units_year.max(1.0);
        let row = &market.categories.rows[usize::from(firm.category)];
        let life = 1.0 / (market.finance.discount_firm + 1.0 / row.life_years);
        let stock = firm.raw * world.in_use(scene, firm.category);
        let mut hits = believed_hit_rates(world, scene, firm);
        for (source, hit) in hits.iter_mut().enumerate() {
            let complexity = if source == 3 { 1.0 } else { firm.complexity };
            *hit *= complexity * if source == 2 { stock } else { units * life };
        }
        Case {
            world,
            scene,
            firm,
            stakes,
            cost: care_costs(scene.setting, units, launches),
            launches,
            turnover: firm.turnover,
            hits,
            stock_over_sales: stock / (units * life),
            assets: firm.cash + firm.profit.max(0.0),
        }
    }

    /// The best care under an exposure; where insolvency is near, payments count for the part that will be paid.
    pub(super) fn solve(&self, exposure: &Exposure, floor: [f64; 3]) -> Draft {
        let draft = self.solve_at(exposure, floor, 1.0);
        let year = Aggregate { mean: draft.payment, size: draft.size };
        if year.mean + SAFE_DEVIATIONS * math::sqrt(year.mean * year.size) <= self.assets {
            return draft;
        }
        let weight = self.solvent_weight(year);
        self.solve_at(exposure, floor, weight)
    }

    /// Marginal weight of a euro of expected payment: `∂/∂μ {E[min(S, A)] + V·P(S > A)}` at constant size of payments.
    fn solvent_weight(&self, year: Aggregate) -> f64 {
        let value = franchise(self.scene, self.firm);
        let cost = |mean: f64| {
            let year = Aggregate { mean, ..year };
            year.limited_mean(self.assets) + value * year.survival(self.assets)
        };
        let step = 0.05 * year.mean;
        ((cost(year.mean + step) - cost(year.mean - step)) / (2.0 * step)).max(0.0)
    }

    fn solve_at(&self, exposure: &Exposure, floor: [f64; 3], weight: f64) -> Draft {
        let perceived = self.stakes.perceived;
        // What buyers lose and an award does not make good enters price one for one: utility is worth q/α to the maker.
        let kept = (weight - perceived * self.stakes.receipts).max(0.0);
        let borne = self.stakes.own_loss + perceived * self.stakes.owner_loss;
        let mut draft = Draft { size: exposure.size, ..Draft::default() };
        let market = &self.scene.setting.market;
        let imposed = [market.care.imposed_design, market.care.imposed_testing, market.care.imposed_response];
        for prong in 0..3 {
            let terms = self.contingent(exposure, prong, kept);
            let late = if prong == 2 { exposure.late_payments(&self.hits) * kept } else { 0.0 };
            let problem = Problem {
                technology: self.scene.setting.technology(prong),
                cost: self.cost[prong],
                floor: floor[prong],
                base: self.hits[prong] * (exposure.constant[prong] * kept + borne),
                contingent: &terms,
                step: if prong == 2 { (self.timely_response(), late) } else { (0.0, 0.0) },
            };
            let level = if imposed[prong] >= 0.0 { imposed[prong] } else { problem.minimise() };
            draft.care[prong] = level;
            draft.moved += problem.objective(level);
            self.add_payments(exposure, &problem, prong, level, kept, &mut draft);
        }
        self.add_component_payments(exposure, &mut draft);
        let units = self.firm.units_year.max(1.0);
        let care: f64 = (0..3).map(|prong| self.cost[prong] * draft.care[prong]).sum();
        draft.marginal += market.care.scale_exponent * care / units;
        draft
    }

    /// The terms of an exposure that one kind of care answers, weighted by the hits it would leave at zero care.
    fn contingent(&self, exposure: &Exposure, prong: usize, kept: f64) -> ArrayVec<Contingent<'a>, MAX_TERMS> {
        let mine = exposure.terms.iter().filter(|term| source_of(term.origin) == prong);
        mine.map(|term| {
            let rule = self.scene.law.rule(term.cell);
            Contingent {
                rule,
                origin: term.origin,
                due: self.world.due(self.scene, &rule.standard, self.firm, term.origin),
                swing: self.hits[prong] * term.swing * kept,
            }
        })
        .collect()
    }

    /// Response care from which on fixes come in time, by the due care of courts or the median flaw's deadline.
    fn timely_response(&self) -> f64 {
        let patching = &self.scene.setting.market.patching;
        let months = fix_months(patching, 0.0, 0.0);
        let deadline = self.stakes.patch_months;
        let by_deadline = if deadline.is_finite() && patching.fix_response > 0.0 {
            (months / deadline.max(0.1) - 1.0).max(0.0) / patching.fix_response
        } else {
            0.0
        };
        by_deadline.max(self.stakes.due_response)
    }

    /// Books what one kind of care leaves to be paid: this year from the stock, and for one more device.
    fn add_payments(
        &self,
        exposure: &Exposure,
        problem: &Problem<'_>,
        prong: usize,
        level: f64,
        kept: f64,
        draft: &mut Draft,
    ) {
        let hits = self.hits[prong] * problem.technology.residual(level);
        let borne = hits * (problem.base - self.hits[prong] * exposure.constant[prong] * kept)
            / self.hits[prong].max(f64::MIN_POSITIVE);
        let law = if kept > 0.0 { (problem.stake(level).0 - borne) / kept } else { 0.0 };
        let late = if level < problem.step.0 && kept > 0.0 { problem.step.1 / kept } else { 0.0 };
        let units = self.firm.units_year.max(1.0);
        let stock = if prong == 2 { 1.0 } else { self.stock_over_sales };
        draft.payment += law * stock + late;
        draft.marginal += (law + hits * self.stakes.own_loss) / units / if prong == 2 { self.stock_over_sales } else { 1.0 };
        let lost = hits * self.stakes.owner_loss - law * self.stakes.receipts;
        draft.owner_loss += lost.max(0.0) / units / if prong == 2 { self.stock_over_sales } else { 1.0 };
    }

    /// Components' flaws are beyond the maker's care, not beyond its liability.
    fn add_component_payments(&self, exposure: &Exposure, draft: &mut Draft) {
        let source = source_of(Origin::Component);
        let mut payment = exposure.constant[source];
        for term in exposure.terms.iter().filter(|term| term.origin == Origin::Component) {
            let rule = self.scene.law.rule(term.cell);
            let due = self.world.due(self.scene, &rule.standard, self.firm, term.origin);
            let technology = self.scene.setting.technology(1);
            let care = draft.care[prong_of(term.origin)];
            let chance = crate::law::verdict::liability_chance(rule, term.origin, due, care, &technology);
            payment += term.swing * chance.value;
        }
        let units = self.firm.units_year.max(1.0);
        let law = self.hits[source] * payment;
        draft.payment += law * self.stock_over_sales;
        draft.marginal += (law + self.hits[source] * self.stakes.own_loss) / units;
        let lost = self.hits[source] * self.stakes.owner_loss - law * self.stakes.receipts;
        draft.owner_loss += lost.max(0.0) / units;
    }
}

/// Devices a maker believes to be compromised per device-year of unit complexity and zero care, by source: gamma–Poisson, own
/// experience against the industry's, and that against a prior centred on truth.
fn believed_hit_rates(world: &World, scene: Scene<'_>, firm: &Firm) -> [f64; SOURCES] {
    let weight = scene.setting.market.decision.prior_weight;
    let mut rates = scene.setting.calibration.hit_rate;
    for (source, rate) in rates.iter_mut().enumerate() {
        let posterior = |prior: f64, hits: f64, exposure: f64| (weight * prior + hits) / (weight + exposure);
        let industry = posterior(*rate, world.experience.hits[source], world.experience.exposure[source]);
        *rate = posterior(industry, firm.hits[source], firm.exposure[source]);
    }
    rates
}

/// EUR a year per level of design, testing and response care: `c·(Q/Q_ref)^ψ`, embodied care once a release.
fn care_costs(setting: &Setting, units: f64, launches: f64) -> [f64; 3] {
    let care = &setting.market.care;
    let scale = |units: f64| math::pow(units / care.reference_units, care.scale_exponent);
    let embodied = launches * scale(units / launches);
    [care.cost_design_eur * embodied, care.cost_testing_eur * embodied, care.cost_response_eur * scale(units)]
}

/// The planner's care for an average maker of a size class and category: least cost of care and harm (Learned Hand).
pub fn hand_levels(setting: &Setting, size: u8, category: u8) -> [f64; 3] {
    let part = setting.part(size, category);
    let market = &setting.market;
    let harm: f64 = setting.categories[usize::from(category)].mean_loss.iter().sum();
    if !setting.has_lifecycle() {
        let victims = setting.direct_victims(size, category);
        let level = setting.technology(0).optimum(market.care.cost_design_eur, market.accident.rate * victims * harm);
        return [level, 0.0, 0.0];
    }
    let row = &market.categories.rows[usize::from(category)];
    let units = setting.calibration.units_year[part].max(1.0);
    let launches = market.innovation.launches_per_year.max(0.1);
    let life = 1.0 / (market.finance.discount_social + 1.0 / row.life_years);
    let cost = care_costs(setting, units, launches);
    let exposure = [units * life, units * life, units * row.life_years];
    [0, 1, 2].map(|prong| {
        let stake = setting.calibration.hit_rate[prong] * row.complexity * exposure[prong] * harm;
        setting.technology(prong).optimum(cost[prong], stake)
    })
}
