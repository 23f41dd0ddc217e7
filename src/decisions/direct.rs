//! Decisions where accidents come directly: the reduced form of the theory, with the asset limit exact for each accident.
//!
//! Everything is per month: care costs `c·x`, an accident comes with probability `p0·m(x)`, and the maker pays at most its assets.

use arrayvec::ArrayVec;

use super::care::Contingent;
use crate::law::standard::Origin;
use crate::law::verdict::liability_chance;
use crate::scenario::market::{CarePayer, Search, Victims};
use crate::world::{Exposure, Firm, MAX_TERMS, Plan, SOURCES, Scene, Stakes, World, source_of};

const BISECTIONS: usize = 80;

/// A payment that an accident may bring: expected, and its size when it comes. Assets limit the size.
#[derive(Clone, Copy)]
struct Owed {
    /// Expected if liability is found, EUR an accident, discounted.
    eur: f64,
    /// When it comes, EUR.
    size: f64,
}

impl Owed {
    /// The part of the expectation that so much money pays: `chance·min(size, left)`.
    fn within(self, left: f64) -> f64 {
        if self.size > left { self.eur * (left.max(0.0) / self.size) } else { self.eur }
    }

    /// Chance of the payment, discounted.
    fn chance(self) -> f64 {
        if self.size > 0.0 { self.eur / self.size } else { 0.0 }
    }
}

/// A payment that a court decides on.
#[derive(Clone, Copy)]
struct Claim<'a> {
    contingent: Contingent<'a>,
    owed: Owed,
}

/// A maker whose accidents come directly.
struct Case<'a> {
    scene: Scene<'a>,
    /// Accidents a month at zero care.
    rate: f64,
    cost: f64,
    assets: f64,
    monetary: bool,
    /// Loss of an accident that the maker bears, or its buyers as they see it, EUR.
    borne: f64,
    /// Part of a payment that is not passed on as a better product.
    kept: f64,
    constant: Owed,
    claims: ArrayVec<Claim<'a>, MAX_TERMS>,
}

/// The plan of a maker.
pub(super) fn plan(world: &World, scene: Scene<'_>, firm: &Firm, stakes: &Stakes) -> Plan {
    let open = Case::new(world, scene, firm, stakes, &stakes.now.open);
    let mut level = open.choose(stakes.demands.floor[0]);
    let mut total = open.objective(level);
    let mut harbour = false;
    if let Some(asked) = stakes.demands.harbour {
        let sheltered = Case::new(world, scene, firm, stakes, &stakes.now.sheltered);
        let inside = sheltered.choose(stakes.demands.floor[0].max(asked[0]));
        let cost = sheltered.objective(inside) + stakes.demands.harbour_fee_eur;
        if cost < total {
            (level, total, harbour) = (inside, cost, true);
        }
    }
    let residual = scene.setting.residual(0, level);
    let payment = if harbour {
        Case::new(world, scene, firm, stakes, &stakes.now.sheltered).payment(level, residual)
    } else {
        open.payment(level, residual)
    };
    debug_assert!(total.is_finite());
    let exposure = if harbour { &stakes.now.sheltered } else { &stakes.now.open };
    let (foreign, foreign_payment) = through_components(world, scene, firm, exposure, open.left(level));
    let payment = payment + foreign_payment;
    let lost = residual * open.rate * victims(world, scene, firm) * stakes.owner_loss;
    let lost = lost + foreign * stakes.owner_loss;
    let fee = if harbour { stakes.demands.harbour_fee_eur } else { 0.0 };
    let units_month = firm.units_year.max(1.0) / 12.0;
    Plan {
        care: [level, 0.0, 0.0],
        harbour,
        design_residual: residual,
        testing_residual: 1.0,
        left_by_response: [1.0; SOURCES],
        release_care_eur: open.cost * level,
        release_fees_eur: fee,
        own_fees_eur: fee,
        marginal_cost: payment / units_month,
        expected_payment: 12.0 * payment,
        owner_loss: (lost - payment * stakes.receipts).max(0.0) / units_month,
        ..Plan::default()
    }
}

/// Devices an accident hits.
pub(super) fn victims(world: &World, scene: Scene<'_>, firm: &Firm) -> f64 {
    match scene.setting.market.accident.victims {
        Victims::One => 1.0,
        Victims::All => firm.raw * world.in_use(scene, firm.category),
    }
}

/// Devices that components' accidents hit a month, and what the maker expects to pay for them out of so much: no care of its own
/// prevents them.
fn through_components(
    world: &World,
    scene: Scene<'_>,
    firm: &Firm,
    exposure: &Exposure,
    left: f64,
) -> (f64, f64) {
    let rows = scene.setting.market.components.rows.iter().zip(&world.supply.care);
    let rate: f64 = rows.map(|(row, &care)| row.accidents * scene.setting.residual(1, care)).sum();
    if rate == 0.0 {
        return (0.0, 0.0);
    }
    let (victims, source) = (victims(world, scene, firm), source_of(Origin::Component));
    let owed = |eur: f64, size: f64| Owed { eur: eur * victims, size: size * victims }.within(left);
    let mut eur = owed(exposure.constant[source], exposure.constant_size[source]);
    for term in exposure.terms.iter().filter(|term| term.origin == Origin::Component) {
        let rule = scene.law.rule(term.cell);
        let due = world.due(scene, &rule.standard, firm, term.origin);
        let chance = liability_chance(rule, term.origin, due, 0.0, &scene.setting.technology(1)).value;
        eur += chance * owed(term.swing, term.size);
    }
    (rate * victims, rate * eur)
}

impl<'a> Case<'a> {
    fn new(
        world: &'a World,
        scene: Scene<'a>,
        firm: &'a Firm,
        stakes: &'a Stakes,
        exposure: &'a Exposure,
    ) -> Self {
        let market = &scene.setting.market;
        let victims = victims(world, scene, firm);
        let design = source_of(Origin::Design);
        let mut case = Case {
            scene,
            rate: market.accident.rate,
            cost: market.care.cost_design_eur,
            assets: firm.cash.max(0.0),
            monetary: market.care.paid_by == CarePayer::Firm,
            borne: victims * (stakes.own_loss + stakes.perceived * stakes.owner_loss),
            kept: (1.0 - stakes.perceived * stakes.receipts).max(0.0),
            constant: Owed {
                eur: exposure.constant[design] * victims,
                size: exposure.constant_size[design] * victims,
            },
            claims: ArrayVec::new(),
        };
        // In place: the list is long, and moving it would cost more than making it.
        case.claims.extend(exposure.terms.iter().filter(|term| term.origin == Origin::Design).map(|term| {
            let rule = scene.law.rule(term.cell);
            let due = world.due(scene, &rule.standard, firm, term.origin);
            let owed = Owed { eur: term.swing * victims, size: term.size * victims };
            Claim { contingent: Contingent::new(rule, term.origin, due, owed.eur), owed }
        }));
        case
    }

    /// What a level of care leaves of the assets.
    fn left(&self, level: f64) -> f64 {
        if self.monetary { self.assets - self.cost * level } else { self.assets }
    }

    /// Expected payments a month at a level of care and what it leaves of accidents: each is made out of what care leaves of the
    /// assets.
    fn payment(&self, level: f64, residual: f64) -> f64 {
        let left = self.left(level);
        let technology = self.scene.setting.technology(0);
        let mut eur = self.constant.within(left);
        for Claim { contingent, owed } in &self.claims {
            let Contingent { rule, origin, due, .. } = contingent;
            eur += liability_chance(rule, *origin, *due, level, &technology).value * owed.within(left);
        }
        self.rate * residual * eur
    }

    fn objective(&self, level: f64) -> f64 {
        self.objective_with(level, self.scene.setting.residual(0, level))
    }

    fn objective_with(&self, level: f64, residual: f64) -> f64 {
        self.cost * level + self.rate * residual * self.borne + self.kept * self.payment(level, residual)
    }

    fn choose(&self, floor: f64) -> f64 {
        let market = &self.scene.setting.market;
        if market.care.imposed_design >= 0.0 {
            return market.care.imposed_design;
        }
        let mut best = (floor, self.objective(floor));
        let mut offer = |level: f64, value: f64| {
            if level > floor && value < best.1 {
                best = (level, value);
            }
        };
        match market.decision.search {
            Search::Grid => {
                let grid = self.scene.setting.grid.iter();
                grid.for_each(|&(level, residual)| offer(level, self.objective_with(level, residual)));
            }
            Search::Exact => self.candidates(floor, &mut |level| offer(level, self.objective(level))),
        }
        best.0
    }

    /// Kinks and interior solutions. Care that leaves assets alone has a fixed limit of payments, so that one search is exact;
    /// care that is paid out of them makes the limit bind at some levels only.
    fn candidates(&self, floor: f64, offer: &mut impl FnMut(f64)) {
        offer(self.optimum(floor, self.assets));
        self.claims.iter().for_each(|claim| offer(claim.contingent.due));
        if self.monetary && self.assets.is_finite() {
            offer(self.optimum(floor, f64::INFINITY));
            let owed = self.claims.iter().map(|claim| claim.owed).chain([self.constant]);
            owed.for_each(|owed| offer((self.assets - owed.size) / self.cost));
            offer(self.capped_interior(floor));
        }
    }

    /// The best level if payments are limited to a fixed sum.
    fn optimum(&self, floor: f64, limit: f64) -> f64 {
        let weight = self.rate * self.kept;
        let swing =
            |claim: &Claim<'a>| Contingent { swing: claim.owed.within(limit) * weight, ..claim.contingent };
        let contingent: ArrayVec<Contingent<'a>, MAX_TERMS> = self.claims.iter().map(swing).collect();
        let problem = super::care::Problem {
            technology: self.scene.setting.technology(0),
            cost: self.cost,
            floor,
            base: self.rate * self.borne + self.constant.within(limit) * weight,
            contingent: &contingent,
            blamed: &[],
            step: (0.0, 0.0),
            haste: (0.0, 0.0),
        };
        problem.minimise()
    }

    /// Where care and assets are worth the same, if all assets go: the root of the slope of
    /// `c·x + p0·m(x)·{borne + kept·π·(y − c·x)}` for payments of chance `π`, which rises.
    fn capped_interior(&self, floor: f64) -> f64 {
        use crate::law::causation::Prevention;
        let technology = self.scene.setting.technology(0);
        let claims: f64 = self.claims.iter().map(|claim| claim.owed.chance()).sum();
        let weight = self.kept * (self.constant.chance() + claims);
        let slope = |level: f64| {
            let p = self.rate * technology.residual(level);
            let paid = self.borne + weight * (self.assets - self.cost * level);
            self.cost + p * (technology.log_slope(level) * paid - weight * self.cost)
        };
        let (mut low, mut high) = (floor, (self.assets / self.cost).max(floor));
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            if slope(middle) < 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}
