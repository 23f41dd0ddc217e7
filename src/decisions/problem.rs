//! The stakes of a maker's care: beliefs about incidents times exposure times what the law makes of them.
//!
//! Which kind of care is chosen after which, and for which devices, stands in `levels`.

mod beliefs;
mod borne;
mod delay;
mod levels;
mod payments;
mod remedies;
mod repute;
mod support;
mod upkeep;

use std::borrow::Cow;

use arrayvec::ArrayVec;

use super::care::Contingent;
use super::outlook::mean_sale_lag;
use super::planner::{by_complexity, care_costs};
use crate::actuarial::{Aggregate, Layer};
use crate::world::{Demands, Exposure, Firm, MAX_TERMS, Payments, SOURCES, Scene, Stakes, World};
use borne::Weights;
use upkeep::Upkeep;

/// The source of compromises that response care prevents at their origin, and that of components.
pub(super) const RESPONSE: usize = 2;
pub(super) const COMPONENTS: usize = 3;

/// The payments that one kind of care decides.
type Contingents<'a> = ArrayVec<Contingent<'a>, MAX_TERMS>;

/// A maker about to decide. Amounts are EUR a year.
pub(super) struct Case<'a> {
    world: &'a World,
    pub(super) scene: Scene<'a>,
    pub(super) firm: &'a Firm,
    stakes: &'a Stakes,
    /// Cost of a level of design, testing and response care, less what the public bears.
    pub(super) cost: [f64; 3],
    /// Cost of duties after sale.
    pub(super) upkeep: Upkeep,
    /// What a euro of the budget for development is worth beyond a euro, if features and security share one that binds; else 0.
    pub(super) scarcity: f64,
    /// Releases a year that the costs above are spread over.
    pub(super) launches: f64,
    /// Turnover.
    pub(super) turnover: f64,
    /// What a euro of their own loss that buyers foresee is worth to it.
    felt: f64,
    /// What a compromise costs it in repute, EUR: of the devices in use, and of those to come.
    repute: (f64, f64),
    /// Devices believed to be compromised per device-year at zero care, by source.
    rates: [f64; SOURCES],
    /// Device-years of the devices sold in a year over their lives, discounted.
    sales: f64,
    /// Units a year.
    units: f64,
    /// Device-years of one unit over its life, discounted.
    life: f64,
    /// Devices believed to be compromised in a year of those in use at no care that is a flow, by source: what design and testing left is
    /// embodied in them, unless these are flows too.
    stock: [f64; SOURCES],
    /// Are they?
    flows: bool,
    /// Design and testing care that most of them embody.
    embodied: [f64; 2],
    /// Was the release on sale validated for a safe harbour? Then its devices stay in it while their maker responds as it asks.
    validated: bool,
    /// Do those of them of which the law asked care at their sale fall short of it, as the release on sale?
    made_short: bool,
    /// Expected payment for one of them that is compromised, by source, outside a harbour, inside, and outside short of the care
    /// floors of the law, where they embody care: none of these is moved by what is chosen now, but that of the response.
    sunk: [[f64; SOURCES]; 3],
    /// What the law demands, as reviews have left it: for the devices to come, or now, where care is a flow; and of response care now.
    pub(super) demands: Cow<'a, Demands>,
    pub(super) respond_now: f64,
    /// Owners' patching costs that fall on it at zero care, by prong.
    patching: [f64; 3],
    /// Cash at the payment date.
    assets: f64,
}

/// The law's conditions of a choice: payments inside a harbour or outside, and the least care allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Branch {
    pub(super) sheltered: bool,
    /// Below the care floors of the law.
    pub(super) below: bool,
    pub(super) floor: [f64; 3],
    /// Care that is not solved for, but given by a rule of thumb.
    pub(super) given: Option<[f64; 3]>,
}

impl Branch {
    fn of<'a>(&self, payments: &'a Payments) -> &'a Exposure {
        match &payments.breached {
            _ if self.sheltered => &payments.sheltered,
            Some(breached) if self.below => breached,
            _ => &payments.open,
        }
    }
}

/// A choice of care, with what follows from it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Draft {
    pub(super) care: [f64; 3],
    pub(super) harbour: bool,
    /// Cost of care, and losses that the maker bears or feels in what buyers pay.
    pub(super) spent: f64,
    /// What payments cost whoever bears them, less what buyers pay for being compensated.
    pub(super) borne: f64,
    /// Fees and expected fines.
    pub(super) fees: f64,
    /// What features lose to design and testing care where both share a budget.
    pub(super) displaced: f64,
    /// Expected payments of a year from the stock in use.
    pub(super) payment: f64,
    /// The same for the devices of a year's sales over their lives, as far as what is chosen now decides them: those of a year when a
    /// stock of such devices is in use.
    pub(super) sold: Aggregate,
    /// Of these, what the maker expects to pay, out of its assets and its cover.
    pub(super) affordable: f64,
    /// Of that, out of its cover.
    pub(super) ceded: f64,
    /// Cover, with its premium a year.
    pub(super) policy: Option<(Layer, f64)>,
    /// Second moment of a payment over its mean.
    pub(super) size: f64,
    /// Mean of a payment when one comes.
    pub(super) typical: f64,
    /// Losses, felt and own, and payments of the devices to be sold in a year, by source, as they weigh on the maker.
    pub(super) sales_loss: [f64; SOURCES],
    /// What owners lose first of these devices, by source.
    pub(super) owners_loss: [f64; SOURCES],
    /// Care and expected payments of one more device.
    pub(super) marginal: f64,
    /// Loss that an owner expects over a device's life and no award makes good.
    pub(super) owner_loss: f64,
    /// Compromises that it expects over a device's life.
    pub(super) owner_hits: f64,
}

impl Draft {
    pub(super) fn total(&self) -> f64 {
        self.spent + self.borne + self.fees + self.displaced
    }

    /// The same with more fees.
    pub(super) fn with_fees(self, eur: f64) -> Draft {
        Draft { fees: self.fees + eur, ..self }
    }

    /// The other, if it costs less.
    pub(super) fn or(self, other: Draft) -> Draft {
        if other.total() < self.total() { other } else { self }
    }

    /// The year's payments.
    fn year(&self) -> Aggregate {
        Aggregate { mean: self.payment, size: self.size, payment: self.typical }
    }
}

impl<'a> Case<'a> {
    pub(super) fn new(world: &'a World, scene: Scene<'a>, firm: &'a Firm, stakes: &'a Stakes) -> Self {
        let market = &scene.setting.market;
        let launches = market.innovation.launches_per_year.max(0.1);
        let units = firm.units_year.max(1.0);
        let years = market.categories.rows[usize::from(firm.category)].life_years;
        let life = 1.0 / (market.finance.discount_firm + 1.0 / years);
        let (raw, in_use) = (firm.raw, world.in_use(scene, firm.category));
        let believed = beliefs::believed_hit_rates(world, scene, firm);
        let mut rates = [0, 1, 2, 3].map(|source| believed[source] * stakes.left_by_duties[source]);
        rates[COMPONENTS] *= world.supply.left;
        // A maker that begins has few devices in use yet: on average over the year, half of what it sells.
        let fresh = (0.5 * units - raw * in_use).max(0.0);
        let (flows, exposed) = (scene.setting.care_flows(), exposed(world, scene, firm, fresh));
        let (embodied, validated) = match firm.sells() {
            _ if flows => ([0.0; 2], firm.plan.harbour),
            true => {
                let release = &world.releases.rows[firm.release as usize];
                ([release.design, release.testing], release.validated)
            }
            false => ([firm.plan.care[0], firm.plan.care[1]], false),
        };
        let demands = stakes.of_care(scene.setting);
        let lost = scene.setting.lost_of_price(firm.size, market.usual_research(), demands.levy);
        let aid = &demands.aid;
        let lowered = 1.0 - aid.infrastructure;
        let floors_today = world.demands_as_reviewed(scene, firm, &stakes.today).floor;
        let mut case = Case {
            sunk: [[0.0; SOURCES]; 3],
            patching: [0.0; 3],
            demands: world.demands_as_foreseen(
                scene,
                firm,
                demands,
                if flows { 0 } else { mean_sale_lag(scene.setting) },
            ),
            flows,
            respond_now: floors_today[RESPONSE],
            made_short: embodied.iter().zip(floors_today).any(|(level, floor)| *level < floor),
            world,
            scene,
            firm,
            stakes,
            cost: care_costs(scene.setting, units, launches).map(|eur| eur * lowered * (1.0 - aid.care)),
            scarcity: 0.0,
            upkeep: Upkeep::new(scene, firm, stakes, (units, launches)),
            launches,
            turnover: firm.turnover,
            felt: stakes.perceived * (1.0 - lost),
            repute: repute::of_a_compromise(scene, firm, lost, raw * in_use + fresh),
            rates: by_complexity(rates, firm.complexity),
            sales: units * life,
            units,
            life,
            stock: std::array::from_fn(|source| rates[source] * exposed[source]),
            embodied,
            validated,
            assets: firm.cash + firm.profit.max(0.0),
        };
        case.patching = case.patching_costs();
        if flows {
            return case;
        }
        case.sunk[0] = case.sunk(&stakes.stock.open);
        if stakes.demands.harbour.is_some() {
            case.sunk[1] = case.sunk(&stakes.stock.sheltered);
        }
        if let Some(breached) = &stakes.stock.breached {
            case.sunk[2] = case.sunk(breached);
        }
        case
    }

    fn solve_at(&self, branch: Branch, weights: Weights) -> Draft {
        let stakes = self.stakes;
        let stock = self.of_stock(branch);
        let ahead = branch.of(&stakes.ahead);
        let sold = Aggregate { mean: 0.0, size: ahead.size, payment: ahead.payment };
        let mut draft = Draft { size: stock.size, typical: stock.payment, sold, ..Draft::default() };
        draft.care = self.levels(branch, weights);
        let chosen: f64 = self.cost.iter().zip(draft.care).map(|(cost, level)| cost * level).sum();
        let care_cost = chosen + self.upkeep.monitoring;
        draft.displaced = self.scarcity * (self.cost[0] * draft.care[0] + self.cost[1] * draft.care[1]);
        let left = self.left_to_be_found(draft.care);
        draft.spent = care_cost + self.upkeep.bounties_at(left) + self.upkeep.delivery_at(left);
        let scale = self.scene.setting.market.care.scale_exponent;
        draft.marginal = scale * care_cost / self.units + self.upkeep.delivery_at(left) / self.units;
        self.add_sales(branch, weights.price, &mut draft);
        self.add_stock(branch, &mut draft);
        draft
    }

    /// Books what the devices to be sold are expected to cost over their lives, as far as what is chosen now decides it, and what one more
    /// would.
    fn add_sales(&self, branch: Branch, weight: f64, draft: &mut Draft) {
        let (setting, stakes) = (self.scene.setting, self.stakes);
        let (ahead, now) = (branch.of(&stakes.ahead), branch.of(&stakes.now));
        for source in 0..SOURCES {
            let prevented = match source {
                0 | 1 => setting.residual(source, draft.care[source]),
                _ => 1.0,
            };
            let rate =
                self.rates[source] * prevented * setting.left_by_response(source, draft.care[RESPONSE]);
            let payment = self.payment(now, source, draft.care);
            let orders = self.orders(now, source, draft.care);
            draft.marginal += rate * self.life * (weight * payment + stakes.own_loss + orders);
            let lost = stakes.owner_loss - payment * stakes.receipts;
            draft.owner_loss += rate * self.life * lost.max(0.0);
            draft.owner_hits += rate * self.life;
            if source != RESPONSE {
                let hits = rate * self.sales;
                let later = if stakes.steady { payment } else { self.payment(ahead, source, draft.care) };
                let payment = hits * later;
                let borne = hits * (self.borne() + self.repute.1 + orders);
                if !self.flows {
                    draft.sold.mean += payment;
                    draft.spent += borne;
                }
                draft.sales_loss[source] = borne + weight * payment;
                draft.owners_loss[source] = hits * stakes.owner_loss;
            }
        }
        for (eur, left) in self.patching.into_iter().zip(self.left_to_be_found(draft.care)) {
            let expected = eur * left;
            draft.spent += expected;
            draft.marginal += expected / self.units;
        }
    }

    /// Books what a year of the devices in use is expected to cost.
    fn add_stock(&self, branch: Branch, draft: &mut Draft) {
        let (care, response) = (draft.care, draft.care[RESPONSE]);
        for source in 0..SOURCES {
            let hits = self.stock_hits(source, care) * self.scene.setting.left_by_response(source, response);
            let payment = hits * self.stock_payment(branch, source, care);
            draft.payment += payment;
            let orders = self.stock_orders(self.of_stock(branch), source, care);
            draft.spent += hits * (self.borne() + self.repute.0 + orders);
        }
        if response < self.timely_response() {
            let late = self.late_payments(branch, care);
            draft.payment += late;
            draft.fees += self.fines_for_delay() + self.reductions_for_delay() + self.rewards_for_speed();
        }
        let (timely, fines) = self.late_reports();
        if response < timely {
            draft.fees += fines;
        }
    }
}

/// Device-years of a year at no care that is a flow, by source, of those in use and of `fresh` ones made as is customary: weighted by
/// complexity and by what the care that they embody leaves.
fn exposed(world: &World, scene: Scene<'_>, firm: &Firm, fresh: f64) -> [f64; SOURCES] {
    let (raw, in_use) = (firm.raw, world.in_use(scene, firm.category));
    let custom = |prong: usize| if scene.setting.care_flows() { 0.0 } else { world.experience.custom[prong] };
    let usual = |prong: usize| firm.complexity * scene.setting.residual(prong, custom(prong));
    [
        firm.embodied[0] * in_use + fresh * usual(0),
        firm.embodied[1] * in_use + fresh * usual(1),
        (raw * in_use + fresh) * firm.complexity,
        raw * in_use + fresh,
    ]
}
