//! Step *sell*: prices move, buyers choose among makers and waiting, stocks and cash change.
//!
//! Nested logit with all products in one nest and waiting outside of it (Berry 1994; Train 2009, ch. 4).

use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::MAX_NAMES;
use crate::scenario::market::{DemandModel, Pricing, TURNOVER_SMOOTHING};
use crate::tally::Item;
use crate::units::Month;
use crate::world::{Demands, Firm, Scene, World, embed};

/// Utility of a maker that has nothing to sell yet.
const NO_PRODUCT: f64 = -1e9;

/// Sells a month's devices.
pub fn sell(world: &mut World, scene: Scene<'_>) {
    retire(world, scene);
    match scene.setting.market.demand.model {
        DemandModel::Logit => {
            weigh_products(world, scene);
            choose(world, scene);
            sell_by_share(world, scene);
        }
        DemandModel::FixedUnits => sell_fixed_units(world, scene),
    }
}

/// Old devices leave; owners who lost one and new arrivals are in the market.
fn retire(world: &mut World, scene: Scene<'_>) {
    let cells = &scene.setting.cells;
    for (index, arena) in world.arenas.iter_mut().enumerate() {
        let (category, cell) = (&scene.setting.categories[index / cells.len()], &cells[index % cells.len()]);
        let waiting = (category.slots * cell.share - arena.installed).max(0.0);
        let retired = arena.installed * category.retired_share;
        arena.installed -= retired;
        arena.buyers = scene.setting.market.demand.arrival * waiting + retired;
        (arena.shift, arena.inclusive, arena.weighted) = (f64::NEG_INFINITY, 0.0, 0.0);
    }
}

/// One damped step towards `p = c/(1 − f) + θ·Q / Σ αᵢqᵢ(1 − ρ·sᵢₙ − (1−ρ)·s)/(1−ρ)`, where `f` of a price is lost to what follows
/// turnover ([`crate::scenario::market::Market::lost_of_price`]).
#[inline]
fn move_price(scene: Scene<'_>, firm: &mut Firm) {
    let demand = &scene.setting.market.demand;
    if demand.pricing != Pricing::Fixed {
        let cost = firm.unit_cost + firm.plan.marginal_cost;
        let target = cost / (1.0 - firm.plan.lost_of_price) + demand.conduct * firm.markup;
        let target = scene.forced(firm).map_or(target, |forced| forced.price * target);
        firm.price += demand.price_step * (target - firm.price);
    }
}

/// Moves prices; utilities of every product in every cell, over `1 − ρ`, and the highest of each arena.
fn weigh_products(world: &mut World, scene: Scene<'_>) {
    let (setting, cells) = (scene.setting, scene.setting.cells.len());
    let demands = world.demands_of_month(scene);
    let World { month, active, firms, shares, arenas, .. } = world;
    shares.resize(active.len() * cells, 0.0);
    for (row, &index) in shares.chunks_exact_mut(cells).zip(&*active) {
        let firm = &mut firms[index as usize];
        let perceived = &demands[setting.part(firm.size, firm.category)].perceived;
        move_price(scene, firm);
        let category = usize::from(firm.category);
        let fitted = &setting.categories[category];
        let ready = (firm.sells() || !setting.has_lifecycle()) && *month >= firm.free_from;
        let appeal = if ready { firm.quality + firm.shock - firm.ill_repute } else { NO_PRODUCT };
        let arenas = &mut arenas[category * cells..][..cells];
        for (((utility, arena), cell), seen) in row.iter_mut().zip(arenas).zip(&setting.cells).zip(perceived)
        {
            let burden = cell.taste * firm.price + seen * firm.plan.owner_loss;
            *utility = (appeal - fitted.alpha * burden) * fitted.per_nest;
            arena.shift = arena.shift.max(*utility);
        }
    }
    for (row, &index) in shares.chunks_exact_mut(cells).zip(&*active) {
        let category = usize::from(firms[index as usize].category);
        for (utility, arena) in row.iter_mut().zip(&mut arenas[category * cells..][..cells]) {
            let above = *utility - arena.shift;
            *utility = math::exp(above);
            arena.inclusive += *utility;
            arena.weighted += *utility * above;
        }
    }
}

/// How many buyers of each arena buy, and what choosing was worth to them.
fn choose(world: &mut World, scene: Scene<'_>) {
    let (setting, cells) = (scene.setting, scene.setting.cells.len());
    let discount = setting.social_discount(world.month);
    let outside = outside_utility(scene, world.month);
    for (index, arena) in world.arenas.iter_mut().enumerate() {
        let category = &setting.categories[index / cells];
        let part = (index / cells) as u8;
        world.tally.add(0, part, Item::Trust, arena.trust * arena.installed);
        world.tally.add(0, part, Item::SlotMonths, category.slots * setting.cells[index % cells].share);
        arena.distrust = setting.market.demand.trust_weight * (1.0 - arena.trust);
        if arena.inclusive == 0.0 {
            arena.inside = 0.0;
            continue;
        }
        let log_sum = math::ln(arena.inclusive);
        let log_odds = category.nest * (arena.shift + log_sum) - arena.distrust - outside;
        arena.inside = 1.0 / (1.0 + math::exp(-log_odds));
        arena.per_weight = 1.0 / arena.inclusive;
        let worth = arena.buyers * discount / (category.alpha * setting.cells[index % cells].taste);
        let surplus = math::softplus(log_odds) * worth;
        // The inclusive value is the mean utility of what is bought plus the entropy of shares: that part is variety.
        let entropy = log_sum - arena.weighted / arena.inclusive;
        let of_one = math::softplus(log_odds - category.nest * entropy) * worth;
        world.tally.add(0, part, Item::Surplus, surplus);
        world.tally.add(0, part, Item::VarietySurplus, surplus - of_one);
        world.tally.add(0, part, Item::ExperiencedSurplus, surplus);
    }
}

/// Utility of waiting: what buyers can do instead gets better with time.
fn outside_utility(scene: Scene<'_>, month: Month) -> f64 {
    scene.setting.market.innovation.frontier_growth * f64::from(month - scene.setting.first) / 12.0
}

/// Units, revenue and the markup that next month's price looks at.
///
/// The first-order condition `m = Q(1 − ρ)/(A − B)`, with `A = Σ αᵢqᵢ` and `B = Σ αᵢqᵢ(ρ·sᵢₙ + (1−ρ)·s)`, is iterated as
/// `m ← (Q(1 − ρ) + B·m)/A`: it rests at the same markups, and comes to rest for makers that dominate their market too, where
/// the first form overshoots (Morrow and Skerlos 2011, *Operations Research* 59:328).
fn sell_by_share(world: &mut World, scene: Scene<'_>) {
    let mut till = Till::open(world, scene);
    let (setting, cells) = (scene.setting, scene.setting.cells.len());
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &mut world.firms[index];
        let category = usize::from(firm.category);
        let (fitted, raw_per_unit) = (&setting.categories[category], till.raw_per_unit[category]);
        let demands = &till.demands[setting.part(firm.size, firm.category)];
        let mut release = world.releases.rows.get_mut(firm.release as usize);
        let (mut total, mut lost, mut kept, mut regret) = (0.0, 0.0, 0.0, 0.0);
        let (weights, arenas) =
            (&world.shares[row * cells..][..cells], &mut world.arenas[category * cells..][..cells]);
        let parts = weights.iter().zip(arenas).zip(&setting.cells).zip(&demands.perceived);
        for (at, (((weight, arena), cell), seen)) in parts.enumerate() {
            let within = weight * arena.per_weight;
            let share = within * arena.inside;
            let units = arena.buyers * share;
            let utility_lost = fitted.alpha * cell.taste * units;
            total += units;
            lost += utility_lost;
            kept += utility_lost * ((1.0 - fitted.nest) * within + fitted.nest * share);
            let burden = seen * firm.plan.owner_loss * fitted.alpha;
            regret += units * cell.per_taste * (burden + firm.ill_repute + arena.distrust);
            arena.installed += units;
            if let Some(release) = &mut release {
                release.raw[at] += units * raw_per_unit;
            }
        }
        if lost > 0.0 {
            firm.markup = (total * fitted.nest + kept * firm.markup) / lost;
        }
        till.deliver(world, scene, (index, demands), total, regret * fitted.eur_per_utility);
    }
    till.close(world);
}

/// Every maker sells the same fixed number of units, spread over cells by their size.
fn sell_fixed_units(world: &mut World, scene: Scene<'_>) {
    let mut till = Till::open(world, scene);
    let (usual, cells) = (scene.setting.market.demand.fixed_units, scene.setting.cells.len());
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &mut world.firms[index];
        let units = if world.month >= firm.free_from { usual } else { 0.0 };
        move_price(scene, firm);
        let category = usize::from(firm.category);
        let mut release = world.releases.rows.get_mut(firm.release as usize);
        let parts = scene.setting.cells.iter().zip(&mut world.arenas[category * cells..]);
        for (at, (cell, arena)) in parts.enumerate() {
            arena.installed += units * cell.share;
            if let Some(release) = &mut release {
                release.raw[at] += units * cell.share * till.raw_per_unit[category];
            }
        }
        let demands = &till.demands[scene.setting.part(firm.size, firm.category)];
        till.deliver(world, scene, (index, demands), units, 0.0);
    }
    till.close(world);
}

/// What a month's sales bring in and cost, EUR, and what they have in common.
struct Till<'a> {
    /// What the law demands of what is sold now, by part of the market.
    demands: &'a [Demands],
    revenue: f64,
    production: f64,
    subscriptions: f64,
    /// Care times units sold, by prong, and units.
    custom: [f64; 4],
    /// Raw stock of each device sold, by category.
    raw_per_unit: [f64; MAX_NAMES],
    /// Utility of waiting.
    outside: f64,
    discount: f64,
}

impl<'a> Till<'a> {
    fn open(world: &World, scene: Scene<'a>) -> Till<'a> {
        let mut raw_per_unit = [0.0; MAX_NAMES];
        for (category, raw) in raw_per_unit.iter_mut().take(scene.setting.categories.len()).enumerate() {
            *raw = 1.0 / scene.setting.survival(category, world.month);
        }
        Till {
            demands: world.demands_of_month(scene),
            revenue: 0.0,
            production: 0.0,
            subscriptions: 0.0,
            custom: [0.0; 4],
            raw_per_unit,
            outside: outside_utility(scene, world.month),
            discount: scene.setting.social_discount(world.month),
        }
    }

    /// Books the month.
    fn close(self, world: &mut World) {
        world.ledger.pay(Party::Buyer, Party::Maker, Account::Sale, self.revenue);
        world.ledger.pay(Party::Maker, Party::World, Account::Production, self.production);
        world.ledger.pay(Party::Buyer, Party::Maker, Account::Subscription, self.subscriptions);
        for (sum, sold) in world.experience.custom_sums.iter_mut().zip(self.custom) {
            *sum += sold;
        }
    }

    /// One maker's sales: its stock, cash, counts; and what its buyers will regret, EUR.
    #[inline]
    fn deliver(
        &mut self,
        world: &mut World,
        scene: Scene<'_>,
        (index, demands): (usize, &Demands),
        units: f64,
        regret: f64,
    ) {
        let setting = scene.setting;
        let owed = world.support_owed(scene, &world.firms[index], demands, world.month);
        let firm = &mut world.firms[index];
        let category = usize::from(firm.category);
        let raw = units * self.raw_per_unit[category];
        firm.raw += raw;
        let [mut design, mut testing, response] = firm.plan.care;
        let mut certified = 0.0;
        if firm.sells() {
            let release = &world.releases.rows[firm.release as usize];
            if !setting.care_flows() {
                (design, testing) = (release.design, release.testing);
            }
            certified = if release.certified_until > world.month { units } else { 0.0 };
            for (embodied, residual) in firm.embodied.iter_mut().zip(release.residual) {
                *embodied += residual * raw;
            }
            embed(&mut world.embedded_raw, release.components, (category, setting.categories.len()), raw);
        }
        let revenue = units * firm.price;
        let months = firm.plan.support_months.max(owed);
        let [priced, subscribed] = demands.support_eur(setting, firm.category, [months, owed]);
        let production = units * (firm.unit_cost + priced + subscribed);
        account(firm, units, revenue, production);
        self.revenue += revenue;
        self.production += production;
        let sold = [design * units, testing * units, response * units, units];
        for (sum, sold) in self.custom.iter_mut().zip(sold) {
            *sum += sold;
        }
        // Quality gained on what buyers could do instead, at the price that would have offset it.
        let gained = firm.quality - firm.first_quality - self.outside;
        let adjusted = revenue - units * gained * setting.categories[category].eur_per_utility;
        let amounts = [
            (Item::Units, units),
            (Item::Revenue, revenue),
            (Item::QualityAdjusted, adjusted),
            (Item::ExperiencedSurplus, regret * self.discount),
            (Item::DesignCare, sold[0]),
            (Item::TestingCare, sold[1]),
            (Item::ResponseCare, sold[2]),
        ];
        world.tally.add_all(firm.size, firm.category, amounts);
        if certified > 0.0 {
            world.tally.add(firm.size, firm.category, Item::CertifiedUnits, certified);
        }
        if subscribed > 0.0 {
            firm.receive(units * subscribed);
            self.subscriptions += units * subscribed;
            world.tally.add(firm.size, firm.category, Item::Subscriptions, units * subscribed);
        }
    }
}

fn account(firm: &mut Firm, units: f64, revenue: f64, production: f64) {
    firm.units = units;
    firm.units_year += TURNOVER_SMOOTHING * (12.0 * units - firm.units_year);
    firm.turnover += TURNOVER_SMOOTHING * (12.0 * revenue - firm.turnover);
    firm.receive(revenue);
    firm.spend(production);
}
