//! The stakes of a maker's care: beliefs about incidents times exposure times what the law makes of them.

use arrayvec::ArrayVec;

use super::bearer::{Bearer, Policy, per_euro};
use super::care::{Contingent, Problem};
use super::franchise;
use crate::actuarial::{Aggregate, Layer};
use crate::law::standard::Kind;
use crate::law::verdict::liability_chance;
use crate::math;
use crate::world::{
    Exposure, Firm, MAX_TERMS, SOURCES, Scene, Setting, Stakes, Technology, Term, World, fix_months,
    source_of,
};

/// Standard deviations of a year's payments above the mean that assets must hold for insolvency to be ignored.
const SAFE_DEVIATIONS: f64 = 6.0;

/// The payments that one kind of care decides.
type Contingents<'a> = ArrayVec<Contingent<'a>, MAX_TERMS>;

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
    /// Devices believed to be compromised per device-year at zero care, by source.
    rates: [f64; SOURCES],
    /// Units a year.
    units: f64,
    /// Device-years of one unit over its life, discounted.
    life: f64,
    /// Devices in use.
    stock: f64,
    /// Cash at the payment date.
    assets: f64,
}

/// What a euro of expected payments weighs.
#[derive(Clone, Copy, Debug)]
struct Weights {
    /// In the choice of care.
    care: f64,
    /// In the price of one more device.
    price: f64,
}

/// A choice of care, with what follows from it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Draft {
    pub(super) care: [f64; 3],
    pub(super) harbour: bool,
    pub(super) violates: bool,
    /// Cost of care, and losses that the maker bears or feels in what buyers pay.
    pub(super) spent: f64,
    /// Payments, by the hits that each kind of care answers for.
    pub(super) answered: f64,
    /// What one euro of them costs, less what buyers pay for being compensated.
    pub(super) per_euro: f64,
    /// Fees and expected fines.
    pub(super) fees: f64,
    /// Expected payments of a year from the stock in use.
    pub(super) payment: f64,
    /// Of these, what the maker expects to pay, out of its assets and its cover.
    pub(super) affordable: f64,
    /// Of that, out of its cover.
    pub(super) ceded: f64,
    /// Cover, with its premium a year.
    pub(super) policy: Option<(Layer, f64)>,
    /// Size of a typical payment.
    pub(super) size: f64,
    /// Care and expected payments of one more device.
    pub(super) marginal: f64,
    /// Loss that an owner expects over a device's life and no award makes good.
    pub(super) owner_loss: f64,
}

impl Draft {
    pub(super) fn total(&self) -> f64 {
        self.spent + self.per_euro * self.answered + self.fees
    }

    /// The year's payments.
    fn year(&self) -> Aggregate {
        Aggregate { mean: self.payment, size: self.size }
    }
}

impl<'a> Case<'a> {
    pub(super) fn new(world: &'a World, scene: Scene<'a>, firm: &'a Firm, stakes: &'a Stakes) -> Self {
        let market = &scene.setting.market;
        let launches = market.innovation.launches_per_year.max(0.1);
        let units = firm.units_year.max(1.0);
        let row = &market.categories.rows[usize::from(firm.category)];
        Case {
            world,
            scene,
            firm,
            stakes,
            cost: care_costs(scene.setting, units, launches),
            launches,
            turnover: firm.turnover,
            rates: believed_hit_rates(world, scene, firm),
            units,
            life: 1.0 / (market.finance.discount_firm + 1.0 / row.life_years),
            stock: firm.raw * world.in_use(scene, firm.category),
            assets: firm.cash + firm.profit.max(0.0),
        }
    }

    /// Devices compromised at zero care that a kind of care answers for: over the lives of a year's sales, or, for the flow of
    /// response care, in a year of the stock.
    fn hits(&self, source: usize) -> f64 {
        self.rates[source] * if source == 2 { self.stock } else { self.units * self.life }
    }

    /// The best care and cover under an exposure.
    ///
    /// Care is chosen at a weight of 1 for each euro of payments, then again at what a euro costs whoever bears it. A maker far
    /// from insolvency bears its payments itself unless cover is mandatory: a premium is never below what it pays for.
    pub(super) fn solve(&self, exposure: &Exposure, floor: [f64; 3]) -> Draft {
        let plain = self.solve_at(exposure, floor, Weights { care: 1.0, price: 1.0 });
        let (year, mandatory) = (plain.year(), self.stakes.mandatory_limit.is_some());
        let alone = Bearer { assets: self.assets, franchise: franchise(self.scene, self.firm), policy: None };
        let safe = year.mean + SAFE_DEVIATIONS * math::sqrt(year.mean * year.size) <= self.assets;
        if safe && !mandatory {
            return self.borne(plain, &alone);
        }
        let Some(policy) = self.offer(exposure) else {
            return self.under(&alone, exposure, floor, year);
        };
        let insured = self.under(&Bearer { policy: Some(policy), ..alone }, exposure, floor, year);
        if mandatory {
            return insured;
        }
        let uninsured = self.under(&alone, exposure, floor, year);
        if insured.total() < uninsured.total() { insured } else { uninsured }
    }

    /// The best care if a year's payments, about as expected, are borne so.
    fn under(&self, bearer: &Bearer, exposure: &Exposure, floor: [f64; 3], year: Aggregate) -> Draft {
        let care = bearer.slope(year);
        // Only what the maker expects to be able to pay enters its price.
        let price = per_euro(bearer.outlay(year), year);
        self.borne(self.solve_at(exposure, floor, Weights { care, price }), bearer)
    }

    /// A draft with what its payments cost whoever bears them.
    fn borne(&self, draft: Draft, bearer: &Bearer) -> Draft {
        let year = draft.year();
        let premium = bearer.policy.map_or(0.0, |policy| policy.premium(year));
        let ceded = bearer.policy.map_or(0.0, |policy| year.layer_mean(policy.layer));
        let felt = self.stakes.perceived * self.stakes.receipts;
        Draft {
            per_euro: (per_euro(bearer.cost(year), year) - felt).max(0.0),
            affordable: bearer.outlay(year) - premium + ceded,
            ceded,
            policy: bearer.policy.map(|policy| (policy.layer, premium)),
            ..draft
        }
    }

    /// Cover as it is offered to this maker.
    fn offer(&self, exposure: &Exposure) -> Option<Policy> {
        let insurer = &self.scene.setting.market.insurer;
        if !insurer.offered || self.world.insurer_failed || self.turnover <= 0.0 {
            return None;
        }
        let mut customary = Draft { care: self.world.experience.custom, ..Draft::default() };
        for source in 0..SOURCES {
            self.add_payments(exposure, source, 1.0, &mut customary);
        }
        Some(Policy::new(insurer, self.firm, self.stakes, customary.payment))
    }

    fn solve_at(&self, exposure: &Exposure, floor: [f64; 3], weights: Weights) -> Draft {
        let perceived = self.stakes.perceived;
        // What buyers lose and an award does not make good enters price one for one: utility is worth q/α to the maker.
        let kept = (weights.care - perceived * self.stakes.receipts).max(0.0);
        let borne = self.stakes.own_loss + perceived * self.stakes.owner_loss;
        let market = &self.scene.setting.market;
        let imposed = [market.care.imposed_design, market.care.imposed_testing, market.care.imposed_response];
        let mut draft = Draft { size: exposure.size, per_euro: 1.0, ..Draft::default() };
        let mut terms = Contingents::new();
        for prong in 0..3 {
            self.contingent(exposure, prong, self.hits(prong) * kept, &mut terms);
            let late = if prong == 2 { self.late_payments(exposure, draft.care) } else { 0.0 };
            let problem = Problem {
                technology: self.scene.setting.technology(prong),
                cost: self.cost[prong],
                floor: floor[prong],
                base: self.hits(prong) * (exposure.constant[prong] * kept + borne),
                contingent: &terms,
                step: (self.timely_response(), late * kept),
            };
            let level = if imposed[prong] >= 0.0 { imposed[prong] } else { problem.minimise() };
            draft.care[prong] = level;
            draft.spent += self.cost[prong] * level;
            if prong == 2 && level < problem.step.0 {
                draft.answered += late;
                draft.payment += self.stock / (self.units * self.life) * late;
            }
        }
        draft.marginal = market.care.scale_exponent * draft.spent / self.units;
        for source in 0..SOURCES {
            self.add_payments(exposure, source, weights.price, &mut draft);
        }
        draft
    }

    /// Expected payments for late fixes over a year's sales, EUR: where the first duty was kept, for what care leaves. Response
    /// care is taken at the level from which on there is none.
    fn late_payments(&self, exposure: &Exposure, care: [f64; 3]) -> f64 {
        let care = [care[0], care[1], self.timely_response()];
        let late = |source: usize| {
            let (residual, technology) = self.left_by(source, care);
            let of_source = exposure.terms.iter().filter(|term| source_of(term.origin) == source);
            let (swing, answered) = of_source.fold((0.0, 0.0), |(swing, answered), term| {
                (swing + term.swing, answered + term.swing * self.chance(term, source, care, &technology))
            });
            let kept_first = if swing > 0.0 { 1.0 - answered / swing } else { 1.0 };
            exposure.late[source] * self.rates[source] * residual * kept_first
        };
        (0..SOURCES).map(late).sum::<f64>() * self.units * self.life
    }

    /// Share of the flaws of a source that care leaves. A component's flaws are beyond the maker's care, not beyond its
    /// liability.
    fn left_by(&self, source: usize, care: [f64; 3]) -> (f64, Technology) {
        let technology = self.scene.setting.technology(if source == 3 { 1 } else { source });
        (if source == 3 { 1.0 } else { technology.residual(care[source]) }, technology)
    }

    /// The chance that the law of a term finds liability. A fault lies in the maker's care, for a component in its diligence in
    /// testing; a defect in the care that made the component.
    fn chance(&self, term: &Term, source: usize, care: [f64; 3], technology: &Technology) -> f64 {
        let rule = self.scene.law.rule(term.cell);
        let due = self.world.due(self.scene, &rule.standard, self.firm, term.origin);
        let level = match (source, rule.standard.kind) {
            (3, Kind::Strict) => self.scene.setting.component_care(),
            (3, _) => care[1],
            _ => care[source],
        };
        liability_chance(rule, term.origin, due, level, technology).value
    }

    /// Books what the care of a draft leaves to be paid for one source of compromise: this year from the stock, and over the
    /// life of one more device.
    fn add_payments(&self, exposure: &Exposure, source: usize, weight: f64, draft: &mut Draft) {
        let (residual, technology) = self.left_by(source, draft.care);
        let mut payment = exposure.constant[source];
        for term in exposure.terms.iter().filter(|term| source_of(term.origin) == source) {
            payment += term.swing * self.chance(term, source, draft.care, &technology);
        }
        let rate = self.rates[source] * residual;
        draft.payment += rate * self.stock * payment;
        let hits = self.hits(source) * residual;
        draft.answered += hits * payment;
        draft.spent += hits * (self.stakes.own_loss + self.stakes.perceived * self.stakes.owner_loss);
        draft.marginal += rate * self.life * (weight * payment + self.stakes.own_loss);
        let lost = self.stakes.owner_loss - payment * self.stakes.receipts;
        draft.owner_loss += rate * self.life * lost.max(0.0);
    }

    /// Collects the terms of an exposure that one kind of care answers, weighted by the hits it would leave at zero care.
    fn contingent(&self, exposure: &Exposure, prong: usize, weight: f64, terms: &mut Contingents<'a>) {
        terms.clear();
        let mine = exposure.terms.iter().filter(|term| source_of(term.origin) == prong);
        terms.extend(mine.map(|term| {
            let rule = self.scene.law.rule(term.cell);
            let due = self.world.due(self.scene, &rule.standard, self.firm, term.origin);
            Contingent::new(rule, term.origin, due, term.swing * weight)
        }));
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
}

/// Devices a maker believes to be compromised per device-year at zero care, by source: gamma–Poisson, own
/// experience against the industry's, and that against a prior centred on truth.
fn believed_hit_rates(world: &World, scene: Scene<'_>, firm: &Firm) -> [f64; SOURCES] {
    let weight = scene.setting.market.decision.prior_weight;
    let mut rates = scene.setting.calibration.hit_rate;
    for (source, rate) in rates.iter_mut().enumerate() {
        let posterior = |prior: f64, hits: f64, exposure: f64| (weight * prior + hits) / (weight + exposure);
        let industry = posterior(*rate, world.experience.hits[source], world.experience.exposure[source]);
        let complexity = if source == 3 { 1.0 } else { firm.complexity };
        *rate = complexity * posterior(industry, firm.hits[source], firm.exposure[source]);
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
        let level =
            setting.technology(0).optimum(market.care.cost_design_eur, market.accident.rate * victims * harm);
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
