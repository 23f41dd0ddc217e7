//! Decisions where accidents come directly: the reduced form of the theory, with the asset limit exact for each accident.
//!
//! Everything is per month: care costs `c·x`, an accident comes with probability `p0·m(x)`, and the maker pays at most its assets.

mod components;

use arrayvec::ArrayVec;

use super::care::Contingent;
use crate::law::standard::Origin;
use crate::law::verdict::liability_chance;
use crate::scenario::market::{CarePayer, Search, Victims};
use crate::world::{
    Demands, Exposure, Firm, MAX_TERMS, Payments, Plan, SOURCES, Scene, Stakes, World, source_of,
};

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
    /// What accidents through components bring a month, whatever the care: what is paid in any case, and by each term of the law.
    components: &'a [Owed],
    claims: &'a [Claim<'a>],
}

/// Room for the lists of a case, which are long: moving them with it would cost more than making them.
#[derive(Default)]
struct Room<'a> {
    components: ArrayVec<Owed, { MAX_TERMS + 1 }>,
    claims: ArrayVec<Claim<'a>, MAX_TERMS>,
}

/// What a maker does under one branch of the law, and what it costs it, EUR a month.
#[derive(Clone, Copy)]
struct Choice {
    level: f64,
    harbour: bool,
    fee: f64,
    /// Fines that it expects.
    fine: f64,
    cost: f64,
}

/// The cheapest of the legal branches: as the law is, inside the harbour, below the floor with its fines.
fn best_branch(open: &Case<'_>, sheltered: Option<&Case<'_>>, demands: &Demands, firm: &Firm) -> Choice {
    let (floor, turnover) = (demands.floor[0], firm.turnover);
    let without = |(level, cost): (f64, f64)| {
        let fines =
            demands.authorities.iter().map(|authority| match authority.shortfall([level, 0.0, 0.0]) {
                0.0 => 0.0,
                _ => authority.inspections / 12.0 * authority.fine(turnover),
            });
        let fine = fines.sum();
        Choice { level, harbour: false, fee: 0.0, fine, cost: cost + fine }
    };
    let mut best = without(open.choose(floor));
    if let (Some(asked), Some(sheltered)) = (demands.harbour, sheltered) {
        let ((level, cost), fee) = (sheltered.choose(floor.max(asked[0])), demands.harbour_fee_eur);
        let cost = cost + fee;
        if cost < best.cost {
            best = Choice { level, harbour: true, fee, fine: 0.0, cost };
        }
    }
    // Floors of other jurisdictions, and those that are kept at any rate: the lowest of these is none where all inspect.
    let [kept, ..] = demands.kept_floors(firm);
    let elsewhere = demands.authorities.iter().map(|authority| authority.floor[0].max(kept));
    for least in elsewhere.chain([kept]).filter(|least| *least < floor) {
        let below = without(open.choose(least));
        if below.cost < best.cost {
            best = below;
        }
    }
    best
}

/// The plan of a maker.
pub(super) fn plan(world: &World, scene: Scene<'_>, firm: &Firm, stakes: &Stakes) -> Plan {
    let payments = payments(stakes, firm.owner_care < stakes.demands.owner_due_eur);
    let [mut outside, mut within] = <[Room<'_>; 2]>::default();
    let open = Case::new(world, scene, firm, stakes, &payments.open, &mut outside);
    let inside = stakes.demands.harbour.is_some();
    let inside = inside.then(|| Case::new(world, scene, firm, stakes, &payments.sheltered, &mut within));
    let Choice { level, harbour, fee, fine, cost } =
        best_branch(&open, inside.as_ref(), &stakes.demands, firm);
    debug_assert!(cost.is_finite());
    let residual = scene.setting.residual(0, level);
    let case = inside.as_ref().filter(|_| harbour).unwrap_or(&open);
    let payment = case.payment(level, residual);
    let hit =
        residual * open.rate * victims(world, scene, firm) + components::hits(world, scene, firm).devices;
    let lost = hit * stakes.owner_loss;
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
        lost_of_price: scene.setting.lost_of_price(firm.size, 0.0, stakes.demands.levy),
        expected_payment: 12.0 * payment,
        expected_fine: 12.0 * fine,
        owner_loss: (lost - payment * stakes.receipts).max(0.0) / units_month,
        ..Plan::default()
    }
}

/// Payments to owners who take the care they owe themselves, or less.
fn payments(stakes: &Stakes, careless: bool) -> &Payments {
    if careless { &stakes.careless } else { &stakes.now }
}

/// What an accident leaves an owner with under the plan that its maker has, EUR: the loss less what awards make good.
pub(super) fn left_to_owners(world: &World, scene: Scene<'_>, firm: &Firm, careless: bool) -> f64 {
    let stakes = world.stakes_of(scene, firm);
    let payments = payments(stakes, careless);
    let exposure = if firm.plan.harbour { &payments.sheltered } else { &payments.open };
    let mut room = Room::default();
    let case = Case::new(world, scene, firm, stakes, exposure, &mut room);
    let paid = case.per_accident(firm.plan.care[0]);
    let victims = victims(world, scene, firm);
    let receipts = if victims > 0.0 { paid / victims * stakes.receipts } else { 0.0 };
    (stakes.owner_loss - receipts).max(0.0)
}

/// Devices an accident hits.
pub(super) fn victims(world: &World, scene: Scene<'_>, firm: &Firm) -> f64 {
    match scene.setting.market.accident.victims {
        Victims::One => 1.0,
        Victims::Sold => firm.units_year / 12.0,
        Victims::All => firm.raw * world.in_use(scene, firm.category),
    }
}

impl<'a> Case<'a> {
    fn new<'b: 'a>(
        world: &World,
        scene: Scene<'b>,
        firm: &Firm,
        stakes: &Stakes,
        exposure: &Exposure,
        room: &'a mut Room<'b>,
    ) -> Self {
        let market = &scene.setting.market;
        let victims = victims(world, scene, firm);
        let design = source_of(Origin::Design);
        let felt = stakes.perceived * (1.0 - firm.plan.lost_of_price);
        components::add_owed(world, scene, firm, exposure, &mut room.components);
        room.claims.extend(exposure.terms.iter().filter(|term| term.origin == Origin::Design).map(|term| {
            let rule = scene.law.rule(term.cell);
            let due = world.due(scene, &rule.standard, firm, term.origin);
            let owed = Owed { eur: term.swing * victims, size: term.size * victims };
            Claim { contingent: Contingent::new(rule, term.origin, due, owed.eur), owed }
        }));
        Case {
            scene,
            rate: market.accident.rate * firm.owner_left,
            cost: market.care.cost_design_eur,
            assets: firm.cash.max(0.0),
            monetary: market.care.paid_by == CarePayer::Firm,
            borne: victims * (stakes.own_loss + felt * stakes.owner_loss),
            kept: (1.0 - felt * stakes.receipts).max(0.0),
            constant: Owed {
                eur: exposure.constant[design] * victims,
                size: exposure.constant_size[design] * victims,
            },
            components: &room.components,
            claims: &room.claims,
        }
    }

    /// What care of a level leaves of the assets, EUR.
    fn left(&self, level: f64) -> f64 {
        if self.monetary { self.assets - self.cost * level } else { self.assets }
    }

    /// Expected payments a month at a level of care and what it leaves of accidents: each is made out of what care leaves of the
    /// assets.
    fn payment(&self, level: f64, residual: f64) -> f64 {
        let left = self.left(level);
        let through_components: f64 = self.components.iter().map(|owed| owed.within(left)).sum();
        self.rate * residual * self.per_accident(level) + through_components
    }

    /// Expected payments for one accident, EUR.
    fn per_accident(&self, level: f64) -> f64 {
        let left = self.left(level);
        let technology = self.scene.setting.technology(0);
        let mut eur = self.constant.within(left);
        for Claim { contingent, owed } in self.claims {
            let Contingent { rule, origin, due, .. } = contingent;
            eur += liability_chance(rule, *origin, *due, level, &technology).value * owed.within(left);
        }
        eur
    }

    fn objective(&self, level: f64) -> f64 {
        self.objective_with(level, self.scene.setting.residual(0, level))
    }

    fn objective_with(&self, level: f64, residual: f64) -> f64 {
        self.cost * level + self.rate * residual * self.borne + self.kept * self.payment(level, residual)
    }

    /// The best level from a floor on, and what it costs.
    fn choose(&self, floor: f64) -> (f64, f64) {
        let market = &self.scene.setting.market;
        let imposed = market.care.imposed_design;
        if imposed >= 0.0 {
            return (imposed, self.objective(imposed));
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
        best
    }

    /// Kinks and interior solutions. Care that leaves assets alone has a fixed limit of payments, so that one search is exact;
    /// care that is paid out of them makes the limit bind at some levels only.
    fn candidates(&self, floor: f64, offer: &mut impl FnMut(f64)) {
        offer(self.optimum(floor, self.assets));
        self.claims.iter().for_each(|claim| offer(claim.contingent.due));
        if self.monetary && self.assets.is_finite() {
            offer(self.optimum(floor, f64::INFINITY));
            let owed = self
                .claims
                .iter()
                .map(|claim| claim.owed)
                .chain([self.constant])
                .chain(self.components.iter().copied());
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
            steps: [(0.0, 0.0); 2],
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
