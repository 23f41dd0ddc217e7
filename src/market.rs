//! Step *sell*: prices move, buyers choose among makers and waiting, stocks and cash change.
//!
//! Nested logit with all products in one nest and waiting outside of it (Berry 1994; Train 2009, ch. 4).

use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::market::{DemandModel, MAX_CELLS, Pricing};
use crate::tally::Item;
use crate::units::Month;
use crate::world::{Firm, Scene, World};

/// Weight of a month in smoothed yearly figures of a maker.
const SMOOTHING: f64 = 1.0 / 6.0;

/// Utility of a maker that has nothing to sell yet.
const NO_PRODUCT: f64 = -1e9;

/// Sells a month's devices.
pub fn sell(world: &mut World, scene: Scene<'_>) {
    retire(world, scene);
    move_prices(world, scene);
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
        let retired = arena.installed * -math::exp_m1(-category.retirement);
        arena.installed -= retired;
        arena.buyers = scene.setting.market.demand.arrival * waiting + retired;
        (arena.shift, arena.inclusive, arena.weighted) = (f64::NEG_INFINITY, 0.0, 0.0);
    }
}

/// One damped step towards `p = c + θ·Q / Σ αᵢqᵢ(1 − ρ·sᵢₙ − (1−ρ)·s)/(1−ρ)`.
fn move_prices(world: &mut World, scene: Scene<'_>) {
    let demand = &scene.setting.market.demand;
    if demand.pricing == Pricing::Fixed {
        return;
    }
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        let target = firm.unit_cost + firm.plan.marginal_cost + demand.conduct * firm.markup;
        firm.price += demand.price_step * (target - firm.price);
    }
}

/// Utilities of every product in every cell, over `1 − ρ`, and the highest of each arena.
fn weigh_products(world: &mut World, scene: Scene<'_>) {
    let (setting, cells) = (scene.setting, scene.setting.cells.len());
    world.shares.clear();
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        let category = usize::from(firm.category);
        let fitted = &setting.categories[category];
        let perceived = &world.demands_now(scene, firm).perceived;
        let ready = firm.sells() || !setting.has_lifecycle();
        let appeal = if ready { firm.quality + firm.shock - firm.ill_repute } else { NO_PRODUCT };
        for ((cell, arena), seen) in
            setting.cells.iter().zip(&mut world.arenas[category * cells..]).zip(perceived)
        {
            let buyers = &setting.market.segments.rows[cell.segment];
            let burden = buyers.price_taste * firm.price + seen * firm.plan.owner_loss;
            let utility = (appeal - fitted.alpha * burden) / fitted.nest;
            world.shares.push(utility);
            arena.shift = arena.shift.max(utility);
        }
    }
    let arenas = &mut world.arenas;
    for (row, &index) in world.shares.chunks_exact_mut(cells).zip(&world.active) {
        let category = usize::from(world.firms[index as usize].category);
        for (utility, arena) in row.iter_mut().zip(&mut arenas[category * cells..]) {
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
        if arena.inclusive == 0.0 {
            arena.inside = 0.0;
            continue;
        }
        let distrust = setting.market.demand.trust_weight * (1.0 - arena.trust);
        let log_sum = math::ln(arena.inclusive);
        let log_odds = category.nest * (arena.shift + log_sum) - distrust - outside;
        arena.inside = 1.0 / (1.0 + math::exp(-log_odds));
        arena.per_weight = 1.0 / arena.inclusive;
        let taste = setting.market.segments.rows[setting.cells[index % cells].segment].price_taste;
        let worth = arena.buyers * discount / (category.alpha * taste);
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
    let mut till = Till::default();
    let (setting, cells) = (scene.setting, scene.setting.cells.len());
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        let category = usize::from(firm.category);
        let fitted = &setting.categories[category];
        let perceived = &world.demands_now(scene, firm).perceived;
        let (mut sold, mut total, mut lost, mut kept, mut regret) = ([0.0; MAX_CELLS], 0.0, 0.0, 0.0, 0.0);
        for (at, cell) in setting.cells.iter().enumerate() {
            let arena = &world.arenas[category * cells + at];
            let buyers = &setting.market.segments.rows[cell.segment];
            let within = world.shares[row * cells + at] * arena.per_weight;
            let share = within * arena.inside;
            let units = arena.buyers * share;
            let alpha = fitted.alpha * buyers.price_taste;
            sold[at] = units;
            total += units;
            lost += alpha * units;
            kept += alpha * units * ((1.0 - fitted.nest) * within + fitted.nest * share);
            let distrust = setting.market.demand.trust_weight * (1.0 - arena.trust);
            let burden = perceived[at] * firm.plan.owner_loss * fitted.alpha;
            regret += units * cell.per_taste * (burden + firm.ill_repute + distrust);
        }
        if lost > 0.0 {
            let firm = &mut world.firms[index];
            firm.markup = (total * fitted.nest + kept * firm.markup) / lost;
        }
        let size = world.firms[index].size;
        world.tally.add(
            size,
            category as u8,
            Item::ExperiencedSurplus,
            regret * fitted.eur_per_utility * setting.social_discount(world.month),
        );
        till.deliver(world, scene, index, total, &sold);
    }
    till.close(world);
}

/// Every maker sells the same fixed number of units, spread over cells by their size.
fn sell_fixed_units(world: &mut World, scene: Scene<'_>) {
    let mut till = Till::default();
    for row in 0..world.active.len() {
        let units = scene.setting.market.demand.fixed_units;
        let mut sold = [0.0; MAX_CELLS];
        for (at, cell) in scene.setting.cells.iter().enumerate() {
            sold[at] = units * cell.share;
        }
        let index = world.active[row] as usize;
        till.deliver(world, scene, index, units, &sold);
    }
    till.close(world);
}

/// What a month's sales bring in and cost, EUR.
#[derive(Clone, Copy, Debug, Default)]
struct Till {
    revenue: f64,
    production: f64,
}

impl Till {
    /// Books the month.
    fn close(self, world: &mut World) {
        world.ledger.pay(Party::Buyer, Party::Maker, Account::Sale, self.revenue);
        world.ledger.pay(Party::Maker, Party::World, Account::Production, self.production);
    }

    /// One maker's sales: stocks, cash, counts.
    fn deliver(
        &mut self,
        world: &mut World,
        scene: Scene<'_>,
        index: usize,
        units: f64,
        sold: &[f64; MAX_CELLS],
    ) {
        let (setting, cells) = (scene.setting, scene.setting.cells.len());
        let owed = world.demands_now(scene, &world.firms[index]).support_months;
        let firm = &mut world.firms[index];
        let support_months = firm.plan.support_months.max(owed);
        let category = usize::from(firm.category);
        let raw_per_unit = 1.0 / setting.survival(category, world.month);
        firm.raw += units * raw_per_unit;
        if firm.sells() {
            let release = &mut world.releases.rows[firm.release as usize];
            for (stock, units_sold) in release.raw[..cells].iter_mut().zip(sold) {
                *stock += units_sold * raw_per_unit;
            }
            for (embodied, residual) in firm.embodied.iter_mut().zip(release.residual) {
                *embodied += residual * units * raw_per_unit;
            }
            let components = release.components;
            world.embed(components, category, units * raw_per_unit, setting.categories.len());
        }
        let firm = &mut world.firms[index];
        for (arena, units_sold) in world.arenas[category * cells..].iter_mut().zip(&sold[..cells]) {
            arena.installed += units_sold;
        }
        let revenue = units * firm.price;
        let support = setting.support_cost(firm.category, support_months);
        let production = units * (firm.unit_cost + support);
        account(firm, units, revenue, production);
        self.revenue += revenue;
        self.production += production;
        let [mut design, mut testing, response] = firm.plan.care;
        if firm.sells() {
            let release = &world.releases.rows[firm.release as usize];
            (design, testing) = (release.design, release.testing);
        }
        let care = [design, testing, response].map(|level| level * units);
        for (sum, care) in world.experience.custom_sums.iter_mut().zip(care) {
            *sum += care;
        }
        world.experience.custom_sums[3] += units;
        // Quality gained on what buyers could do instead, at the price that would have offset it.
        let gained = firm.quality - firm.first_quality - outside_utility(scene, world.month);
        let adjusted = revenue - units * gained * setting.categories[category].eur_per_utility;
        let amounts = [
            (Item::Units, units),
            (Item::Revenue, revenue),
            (Item::QualityAdjusted, adjusted),
            (Item::DesignCare, care[0]),
            (Item::TestingCare, care[1]),
            (Item::ResponseCare, care[2]),
        ];
        world.tally.add_all(firm.size, firm.category, amounts);
    }
}

fn account(firm: &mut Firm, units: f64, revenue: f64, production: f64) {
    firm.units = units;
    firm.units_year += SMOOTHING * (12.0 * units - firm.units_year);
    firm.turnover += SMOOTHING * (12.0 * revenue - firm.turnover);
    firm.receive(revenue);
    firm.spend(production);
}
