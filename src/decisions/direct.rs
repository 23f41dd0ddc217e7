//! Decisions where accidents come directly: the reduced form of the theory, with the asset limit exact for each accident.
//!
//! Everything is per month: care costs `c·x`, an accident comes with probability `p0·m(x)`, and the maker pays at most its assets.

use arrayvec::ArrayVec;

use super::care::Contingent;
use crate::scenario::market::{CarePayer, Search, Victims};
use crate::world::{Exposure, Firm, MAX_TERMS, Plan, Scene, Stakes, World, source_of};
use crate::law::standard::Origin;
use crate::law::verdict::liability_chance;

const BISECTIONS: usize = 80;

/// A maker whose accidents come directly.
struct Case<'a> {
    scene: Scene<'a>,
    /// Accidents a month at zero care.
    rate: f64,
    /// Devices an accident hits.
    victims: f64,
    cost: f64,
    assets: f64,
    monetary: bool,
    borne: f64,
    kept: f64,
    constant: f64,
    terms: ArrayVec<Contingent<'a>, MAX_TERMS>,
}

/// The plan of a maker.
pub(super) fn plan(world: &World, scene: Scene<'_>, firm: &Firm, stakes: &Stakes) -> Plan {
    let open = Case::new(world, scene, firm, stakes, &stakes.open);
    let mut level = open.choose(stakes.floor[0]);
    let mut total = open.objective(level);
    let mut harbour = false;
    if let Some(asked) = stakes.harbour {
        let sheltered = Case::new(world, scene, firm, stakes, &stakes.sheltered);
        let inside = sheltered.choose(stakes.floor[0].max(asked[0]));
        let cost = sheltered.objective(inside) + stakes.harbour_fee_eur;
        if cost < total {
            (level, total, harbour) = (inside, cost, true);
        }
    }
    let case = if harbour { Case::new(world, scene, firm, stakes, &stakes.sheltered) } else { open };
    let payment = case.payment(level);
    debug_assert!(total.is_finite());
    Plan {
        care: [level, 0.0, 0.0],
        harbour,
        design_residual: scene.setting.residual(0, level),
        testing_residual: 1.0,
        update_residual: 1.0,
        release_care_eur: case.cost * level,
        release_fees_eur: if harbour { stakes.harbour_fee_eur } else { 0.0 },
        marginal_cost: 12.0 * payment / firm.units_year.max(1.0),
        expected_payment: 12.0 * payment,
        owner_loss: scene.setting.residual(0, level) * case.rate * case.victims * stakes.owner_loss * 12.0
            / firm.units_year.max(1.0),
        ..Plan::default()
    }
}

impl<'a> Case<'a> {
    fn new(world: &'a World, scene: Scene<'a>, firm: &'a Firm, stakes: &'a Stakes, exposure: &'a Exposure) -> Self {
        let market = &scene.setting.market;
        let victims = match market.accident.victims {
            Victims::One => 1.0,
            Victims::All => firm.raw * world.in_use(scene, firm.category),
        };
        let terms = exposure.terms.iter().filter(|term| term.origin == Origin::Design).map(|term| {
            let rule = scene.law.rule(term.cell);
            let due = world.due(scene, &rule.standard, firm, term.origin);
            Contingent { rule, origin: term.origin, due, swing: term.swing * victims }
        });
        Case {
            scene,
            rate: market.accident.rate,
            victims,
            cost: market.care.cost_design_eur,
            assets: firm.cash.max(0.0),
            monetary: market.care.paid_by == CarePayer::Firm,
            borne: victims * (stakes.own_loss + stakes.perceived * stakes.owner_loss),
            kept: (1.0 - stakes.perceived * stakes.receipts).max(0.0),
            constant: exposure.constant[source_of(Origin::Design)] * victims,
            terms: terms.collect(),
        }
    }

    /// Expected payments a month: each accident is paid out of what is left after care.
    fn payment(&self, level: f64) -> f64 {
        let left = if self.monetary { (self.assets - self.cost * level).max(0.0) } else { self.assets };
        let residual = self.scene.setting.residual(0, level);
        let technology = self.scene.setting.technology(0);
        let mut due = self.constant.min(left);
        for term in &self.terms {
            let chance = liability_chance(term.rule, term.origin, term.due, level, &technology);
            due += chance.value * term.swing.min((left - self.constant).max(0.0));
        }
        self.rate * residual * due
    }

    fn objective(&self, level: f64) -> f64 {
        let residual = self.scene.setting.residual(0, level);
        self.cost * level + self.rate * residual * self.borne + self.kept * self.payment(level)
    }

    fn choose(&self, floor: f64) -> f64 {
        let market = &self.scene.setting.market;
        if market.care.imposed_design >= 0.0 {
            return market.care.imposed_design;
        }
        let mut best = (floor, self.objective(floor));
        let mut offer = |level: f64| {
            let value = self.objective(level);
            if level > floor && value < best.1 {
                best = (level, value);
            }
        };
        if market.decision.search == Search::Grid {
            let last = market.decision.grid_points - 1.0;
            (0..=last as usize).for_each(|point| offer(market.decision.grid_max * point as f64 / last));
            return best.0;
        }
        self.candidates(floor, &mut offer);
        best.0
    }

    /// Kinks, and interior solutions with the payment of an accident uncapped, and capped by assets.
    fn candidates(&self, floor: f64, offer: &mut impl FnMut(f64)) {
        let owed = self.constant + self.terms.iter().map(|term| term.swing).sum::<f64>();
        let capped = owed.min(self.assets);
        for full in [owed, capped] {
            let scale = if owed > 0.0 { full / owed } else { 0.0 };
            let mut terms = self.terms.clone();
            for term in &mut terms {
                term.swing *= scale * self.rate * self.kept;
            }
            let problem = super::care::Problem {
                technology: self.scene.setting.technology(0),
                cost: self.cost,
                floor,
                base: self.rate * (self.constant * scale * self.kept + self.borne),
                contingent: &terms,
                step: (0.0, 0.0),
            };
            offer(problem.minimise());
        }
        self.terms.iter().for_each(|term| offer(term.due));
        if self.monetary && self.assets.is_finite() {
            offer((self.assets - owed) / self.cost);
            offer(self.capped_interior(floor));
        }
    }

    /// Where care and assets are worth the same: the root of the slope of `c·x + p0·m(x)·{borne + kept·(y − c·x)}`, which rises.
    fn capped_interior(&self, floor: f64) -> f64 {
        use crate::law::causation::Prevention;
        let technology = self.scene.setting.technology(0);
        let slope = |level: f64| {
            let p = self.rate * technology.residual(level);
            let paid = self.borne + self.kept * (self.assets - self.cost * level);
            self.cost + p * (technology.log_slope(level) * paid - self.kept * self.cost)
        };
        let (mut low, mut high) = (floor, (self.assets / self.cost).max(floor));
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            if slope(middle) < 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}
