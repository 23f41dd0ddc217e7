//! From counts and books to outcomes.

use crate::ledger::{Account, Party};
use crate::math;
use crate::outcome::{Books, HarmTail, Totals, columns};
use crate::tally::{CellSums, Item};
use crate::world::{Scene, World};

/// Keeps the mix of units by size class and category sold before the announcement: the weights of the price index.
pub(super) fn weigh_mix(world: &mut World, scene: Scene<'_>) {
    let setting = scene.setting;
    world.mix.clear();
    world.mix.resize(4 * setting.categories.len(), 0.0);
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        world.mix[setting.part(firm.size, firm.category)] += firm.units_year;
    }
}

/// Harm that devices in use at the horizon will still do: last year's rate per device over `r + 1/life`, discounted; and the same at
/// the rate that was to be expected when the compensator looked.
pub(super) fn terminal_harm(world: &World, scene: Scene<'_>) -> [f64; 2] {
    let year = &world.tally.paths[world.tally.paths.len().saturating_sub(12)..];
    let rate = year.iter().map(|month| month[0]).sum::<f64>() / year.len().max(1) as f64 / 1_000.0;
    let [harm, years] = world.tally.expected_late;
    [rate, if years > 0.0 { harm / years } else { 0.0 }].map(|rate| harm_to_come(world, scene, rate))
}

fn harm_to_come(world: &World, scene: Scene<'_>, rate: f64) -> f64 {
    let setting = scene.setting;
    let cells = setting.cells.len();
    let mut harm = 0.0;
    for (index, arena) in world.arenas.iter().enumerate() {
        let life = setting.market.categories.rows[index / cells].life_years;
        harm += arena.installed * rate / (setting.market.finance.discount_social + 1.0 / life);
    }
    if harm.is_finite() { harm * setting.social_discount(world.month) } else { 0.0 }
}

/// One value a column.
pub(super) fn outcomes(world: &World, scene: Scene<'_>, terminal_harm: [f64; 2]) -> Vec<f64> {
    let books = books(world, scene, terminal_harm);
    let years = scene.setting.market.clock.horizon_months / 12.0;
    let value = |column: &crate::outcome::Column| {
        let (size, category) = column.part;
        let keep = |s: usize, c: usize| {
            size.is_none_or(|size| size == s) && category.is_none_or(|category| category == c)
        };
        let sums = world.tally.total(keep);
        let value = (column.outcome.value)(&Totals { sums: &sums, years, books: &books });
        if value.is_finite() { value } else { f64::NAN }
    };
    columns(&scene.setting.market).iter().map(value).collect()
}

fn books(world: &World, scene: Scene<'_>, [terminal_harm, terminal_expected]: [f64; 2]) -> Books {
    let ledger = &world.ledger;
    let totals = world.tally.total(|_, _| true);
    let firms = [
        Party::Maker,
        Party::Shareholder,
        Party::Supplier,
        Party::Insurer,
        Party::Service,
        Party::Importer,
        Party::Seller,
    ];
    // What buyers paid for devices is inside their surplus already.
    let owners = ledger.balance_discounted(Party::Buyer) - ledger.net_discounted(Party::Buyer, Account::Sale);
    let claims = &world.claims;
    Books {
        consumer_surplus: totals[Item::ExperiencedSurplus as usize],
        variety: totals[Item::VarietySurplus as usize],
        harm_tail: harm_tail(world, scene),
        worst_insurer_month: world.tally.worst_insurer_month,
        disparity: disparity(&world.tally.cells),
        profits: firms.iter().map(|&party| ledger.balance_discounted(party)).sum(),
        public: ledger.balance_discounted(Party::Public) + ledger.balance_discounted(Party::Fund),
        victims: owners + ledger.balance_discounted(Party::ThirdParty),
        terminal_harm,
        terminal_expected,
        fund_balance: world.fund_cash,
        insurer_failed: world.insurer_failed,
        price: price(world, scene),
        open_claims: (claims.counted - claims.closed) as f64 / (claims.counted as f64).max(1.0),
    }
}

/// How bad the bad months of the evaluation window are.
fn harm_tail(world: &World, scene: Scene<'_>) -> HarmTail {
    let months = scene.setting.market.clock.horizon_months as usize;
    let paths = &world.tally.paths;
    let harm = paths[paths.len().saturating_sub(months)..].iter().map(|month| month[0]);
    let ranked = math::sorted(harm.filter(|harm| harm.is_finite()).collect());
    HarmTail {
        p95: math::quantile(&ranked, 0.95),
        p99: math::quantile(&ranked, 0.99),
        tvar95: math::tail_mean(&ranked, 0.05),
    }
}

/// Dispersion over cells of harm by device-month, and of net receipts by euro of harm.
fn disparity(cells: &[CellSums]) -> [f64; 2] {
    [
        dispersion(cells.iter().map(|cell| (cell.harm, cell.device_months))),
        dispersion(cells.iter().map(|cell| (cell.received, cell.harm))),
    ]
}

/// Standard deviation of `amount/weight` over its mean, both weighted; NaN where the mean is 0.
fn dispersion(parts: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let parts = parts.filter(|&(_, weight)| weight > 0.0);
    let (amount, weight) = parts.clone().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let mean = amount / weight;
    let square = |(amount, weight): (f64, f64)| weight * (amount / weight - mean) * (amount / weight - mean);
    math::sqrt(parts.map(square).sum::<f64>() / weight) / mean.abs()
}

/// Average price at the mix of units sold before the announcement.
fn price(world: &World, scene: Scene<'_>) -> f64 {
    let categories = scene.setting.categories.len();
    let (mut sum, mut weights) = (0.0, 0.0);
    for (part, &weight) in world.mix.iter().enumerate() {
        let sums = world.tally.total(|size, category| size * categories + category == part);
        let price = sums[Item::Revenue as usize] / sums[Item::Units as usize];
        if price.is_finite() {
            sum += weight * price;
            weights += weight;
        }
    }
    sum / weights
}
