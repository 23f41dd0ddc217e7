//! The first population: sizes, and the qualities and costs that make observed shares and prices an equilibrium.

use super::setting::{CategorySetting, Cell};
use crate::distributions::pareto;
use crate::math;
use crate::scenario::market::{DemandFit, DemandModel, Market, SizeClassName};
use crate::shocks::firm_id;

/// Tail exponent of makers' turnover: Axtell (2001), *Science* 293:1818, 1.059.
const SIZE_EXPONENT: f64 = 1.059;
/// Makers of one origin in a firm id.
const SLOTS_PER_ORIGIN: usize = 1 << 16;
/// Origin of the ids of makers beyond the first [`SLOTS_PER_ORIGIN`], counted down so as not to meet entrants'.
const LAST_ORIGIN: usize = (1 << 10) - 1;

/// A maker of the first population.
#[derive(Clone, Debug)]
pub struct MakerSeed {
    /// Key of its draws.
    pub key: u64,
    /// Size class.
    pub size: u8,
    /// Category.
    pub category: u8,
    /// Turnover, EUR a year.
    pub turnover: f64,
    /// Mean utility without price.
    pub quality: f64,
    /// Price, EUR.
    pub price: f64,
    /// Unit cost, EUR.
    pub unit_cost: f64,
    /// Markup at conduct 1, EUR.
    pub markup: f64,
}

/// Share of buyers in the market who do not buy, in a steady state with the stated served share (`model.md`, demand).
pub(super) fn outside_share(market: &Market, served: f64, retirement: f64) -> f64 {
    let replaced = retirement * served;
    1.0 - replaced / (market.demand.arrival * (1.0 - served) + replaced)
}

/// The first makers: stratified Pareto turnovers within each class, spread over categories, with the qualities and costs that
/// make their shares and prices an equilibrium (Berry 1994, *RAND* 25:242).
pub(super) fn population(
    market: &Market,
    categories: &mut [CategorySetting],
    cells: &[Cell],
) -> Vec<MakerSeed> {
    let mut makers = Vec::new();
    let mut owed = vec![0.0; categories.len()];
    for size in 0..SizeClassName::ALL.len() {
        let class = &market.sizes[size];
        let count = class.count as usize;
        for rank in 0..count {
            let u = (rank as f64 + 0.5) / count as f64;
            let category = next_category(market, &mut owed);
            let index = makers.len();
            makers.push(MakerSeed {
                key: maker_key(index),
                size: size as u8,
                category: category as u8,
                turnover: pareto(u, class.turnover_min_eur, class.turnover_max_eur, SIZE_EXPONENT),
                quality: 0.0,
                price: market.categories.rows[category].price_eur,
                unit_cost: 0.0,
                markup: 0.0,
            });
        }
    }
    for (index, category) in categories.iter_mut().enumerate() {
        fit_category(market, index, category, cells, &mut makers);
    }
    fit_costs(market, &mut makers, &[0.0; 4]);
    makers
}

fn maker_key(index: usize) -> u64 {
    let (overflow, slot) = (index / SLOTS_PER_ORIGIN, index % SLOTS_PER_ORIGIN);
    let origin = if overflow == 0 { 0 } else { LAST_ORIGIN - overflow };
    firm_id(origin as u32, slot as u32)
}

/// The category furthest behind its share of makers.
fn next_category(market: &Market, owed: &mut [f64]) -> usize {
    for (debt, category) in owed.iter_mut().zip(&market.categories.rows) {
        *debt += category.maker_share;
    }
    let mut most = 0;
    for index in 1..owed.len() {
        if owed[index] > owed[most] {
            most = index;
        }
    }
    owed[most] -= 1.0;
    most
}

fn fit_category(
    market: &Market,
    index: usize,
    category: &mut CategorySetting,
    cells: &[Cell],
    makers: &mut [MakerSeed],
) {
    let row = &market.categories.rows[index];
    let units = |maker: &MakerSeed| match market.demand.model {
        DemandModel::Logit => maker.turnover / maker.price,
        DemandModel::FixedUnits => 12.0 * market.demand.fixed_units,
    };
    let mine = |maker: &&mut MakerSeed| usize::from(maker.category) == index;
    let total: f64 = makers.iter().filter(|m| usize::from(m.category) == index).map(units).sum();
    category.slots = total * row.life_years / row.served_share;
    let outside = outside_share(market, row.served_share, category.retirement);
    if market.demand.model == DemandModel::FixedUnits {
        for maker in makers.iter_mut().filter(mine) {
            maker.turnover = units(maker) * maker.price;
        }
    }
    if market.demand.fit == DemandFit::Stated {
        for maker in makers.iter_mut().filter(mine) {
            let class = &market.sizes[usize::from(maker.size)];
            maker.quality = market.demand.quality + class.quality;
            maker.unit_cost = market.demand.unit_cost_eur + class.unit_cost_eur;
            maker.markup = (maker.price - maker.unit_cost).max(0.0);
        }
        return;
    }
    let shift = taste_shift(market, category, cells, row.price_eur, outside);
    for maker in makers.iter_mut().filter(mine) {
        let within = units(maker) / total;
        let share = (1.0 - outside) * within;
        maker.quality = math::ln(share / outside) - (1.0 - category.nest) * math::ln(within)
            + category.alpha * maker.price
            + shift;
        maker.markup =
            category.nest / (category.alpha * (1.0 - (1.0 - category.nest) * within - category.nest * share));
    }
}

/// The unit costs at which first prices are those that makers would choose, if turnover is lost with makers at a rate by size class.
pub(super) fn fit_costs(market: &Market, makers: &mut [MakerSeed], lapse_rate: &[f64; 4]) {
    if market.demand.fit == DemandFit::Stated {
        return;
    }
    for maker in makers {
        let row = &market.categories.rows[usize::from(maker.category)];
        let lapse = lapse_rate[usize::from(maker.size)];
        let kept = 1.0 - market.lost_of_price(market.usual_research(), 0.0, lapse);
        match market.demand.model {
            DemandModel::Logit => {
                let net = kept * (maker.price - market.demand.conduct * maker.markup);
                maker.unit_cost = (net - row.support_cost_eur).max(0.0);
            }
            DemandModel::FixedUnits => {
                maker.unit_cost = maker.price * (1.0 - row.gross_margin);
                maker.markup = (maker.price - maker.unit_cost / kept).max(0.0);
            }
        }
    }
}

/// Utility to add so that segments with unlike price tastes buy, together, the share that one average segment would.
fn taste_shift(market: &Market, category: &CategorySetting, cells: &[Cell], price: f64, outside: f64) -> f64 {
    let log_odds = math::ln((1.0 - outside) / outside);
    let bought = |shift: f64| -> f64 {
        let of_cell = |cell: &Cell| {
            let taste = market.segments.rows[cell.segment].price_taste - 1.0;
            let odds = math::exp(log_odds + shift - category.alpha * taste * price);
            cell.share * odds / (1.0 + odds)
        };
        cells.iter().map(of_cell).sum()
    };
    let (mut low, mut high) = (-50.0, 50.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if bought(middle) < 1.0 - outside { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Indices of the makers of each size class and category.
pub(super) fn by_part(makers: &[MakerSeed], categories: usize) -> Vec<Vec<u32>> {
    let mut parts = vec![Vec::new(); 4 * categories];
    for (index, maker) in makers.iter().enumerate() {
        parts[usize::from(maker.size) * categories + usize::from(maker.category)].push(index as u32);
    }
    parts
}

/// Mean units a year of each size class and category.
pub(super) fn mean_units(makers: &[MakerSeed], parts: &[Vec<u32>]) -> Vec<f64> {
    let units = |&index: &u32| makers[index as usize].turnover / makers[index as usize].price;
    parts.iter().map(|part| part.iter().map(units).sum::<f64>() / part.len().max(1) as f64).collect()
}

/// Devices in use of an average maker of each category.
pub(super) fn average_base(
    market: &Market,
    categories: &[CategorySetting],
    makers: &[MakerSeed],
) -> Vec<f64> {
    let of = |(index, category): (usize, &CategorySetting)| {
        let count = makers.iter().filter(|maker| usize::from(maker.category) == index).count().max(1);
        (category.slots * market.categories.rows[index].served_share / count as f64).max(1.0)
    };
    categories.iter().enumerate().map(of).collect()
}
