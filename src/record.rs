//! Step *record*: stocks, exposure and market structure of the month; experience and paths.

use crate::scenario::MAX_NAMES;
use crate::tally::Item;
use crate::world::{SOURCES, Scene, World};

/// Months for which makers that left are remembered, in the mean.
const MONTHS_REMEMBERED: f64 = 12.0;

/// Counts the month.
pub fn record(world: &mut World, scene: Scene<'_>) {
    count_devices(world, scene);
    count_cells(world, scene);
    count_components(world, scene);
    let sales = count_makers(world, scene);
    if (world.month - scene.setting.first) % 12 == 11 {
        age_experience(world, scene.setting.market.decision.memory);
    }
    extend_paths(world, sales);
}

/// Devices in use, of makers in business or not, and what they were exposed to.
fn count_devices(world: &mut World, scene: Scene<'_>) {
    let setting = scene.setting;
    let mut exposed = [0.0; SOURCES];
    for index in 0..world.firms.len() {
        if world.firms[index].raw <= 0.0 {
            continue;
        }
        if setting.has_lifecycle() {
            let exposure = world.exposure(scene, &world.firms[index]);
            let firm = &mut world.firms[index];
            for (source, years) in exposure.into_iter().enumerate() {
                firm.exposure[source] += years;
                exposed[source] += years;
            }
        }
        let firm = &world.firms[index];
        let survival = setting.survival(usize::from(firm.category), world.month);
        let devices = firm.raw * survival;
        let unsupported = firm.unsupported_raw.max(0.0) * survival;
        let amounts = [(Item::DeviceMonths, devices), (Item::UnsupportedMonths, unsupported)];
        world.tally.add_all(firm.size, firm.category, amounts);
    }
    for (sum, years) in world.experience.exposure.iter_mut().zip(exposed) {
        *sum += years;
    }
}

/// Devices in use by segment and jurisdiction.
fn count_cells(world: &mut World, scene: Scene<'_>) {
    if !world.tally.open {
        return;
    }
    let cells = scene.setting.cells.len();
    for (index, arena) in world.arenas.iter().enumerate() {
        world.tally.cells[index % cells].device_months += arena.installed;
    }
}

/// Care in the components of the devices in use.
fn count_components(world: &mut World, scene: Scene<'_>) {
    if !world.tally.open {
        return;
    }
    for component in 0..world.supply.care.len() {
        let devices = world.devices_embedding(scene, component);
        let care = devices * world.supply.care[component];
        world.tally.add_all(0, 0, [(Item::ComponentMonths, devices), (Item::ComponentCare, care)]);
    }
}

/// What makers in business sold this month.
#[derive(Clone, Copy, Default)]
struct Sales {
    units: f64,
    revenue: f64,
}

/// Makers in business, what they earn and how concentrated they are.
fn count_makers(world: &mut World, scene: Scene<'_>) -> Sales {
    let mut sales = Sales::default();
    let categories = scene.setting.categories.len();
    let mut units = [(0.0, 0.0, 0.0); MAX_NAMES];
    remember_those_that_left(world);
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        sales.units += firm.units;
        sales.revenue += firm.units * firm.price;
        let sums = &mut units[usize::from(firm.category)];
        sums.0 += firm.units;
        sums.1 += firm.units * firm.units;
        sums.2 += f64::from(u8::from(firm.units > 0.0));
        world.earned[scene.setting.part(firm.kind, firm.category)].count(firm);
        let plan = &firm.plan;
        let amounts = [
            (Item::MakerMonths, 1.0),
            (Item::HarbourMonths, f64::from(u8::from(plan.harbour))),
            (Item::ForecastPayment, plan.expected_payment / 12.0),
            (Item::CededPayment, plan.ceded_payment / 12.0),
            (Item::OpenFlaws, firm.open_flaws),
        ];
        world.tally.add_all(firm.size, firm.category, amounts);
    }
    for (category, (sum, squares, products)) in units.iter().enumerate().take(categories) {
        // Of next to no sales not even the square is a number.
        if sum * sum > 0.0 {
            world.tally.add(0, category as u8, Item::Concentration, squares / (sum * sum));
            world.tally.add(0, category as u8, Item::MarketMonths, 1.0);
            world.tally.add(0, category as u8, Item::Products, *products);
        }
    }
    sales
}

/// Starts the month's count of what makers earn with those that left of late, for who only looks at those in business sees none that
/// failed. They are forgotten in a year, unless no others are left.
fn remember_those_that_left(world: &mut World) {
    for (earned, left) in world.earned.iter_mut().zip(&mut world.left) {
        *left = left.times(1.0 - 1.0 / MONTHS_REMEMBERED);
        *earned = *left;
    }
}

/// A year is over: old experience fades, custom is last year's practice.
fn age_experience(world: &mut World, memory: f64) {
    let experience = &mut world.experience;
    for source in 0..experience.hits.len() {
        experience.hits[source] *= memory;
        experience.exposure[source] *= memory;
    }
    let [design, testing, response, units] = std::mem::take(&mut experience.custom_sums);
    if units > 0.0 {
        experience.custom = [design / units, testing / units, response / units];
    }
}

/// Harm, price, launches and makers of the month.
fn extend_paths(world: &mut World, Sales { units, revenue }: Sales) {
    let installed: f64 = world.arenas.iter().map(|arena| arena.installed).sum();
    let makers = world.active.len() as f64;
    let launches = std::mem::take(&mut world.tally.launches_this_month);
    world.tally.paths.push([
        12_000.0 * world.tally.harm_this_month / installed,
        revenue / units,
        1_200.0 * launches / makers,
        makers,
    ]);
}
