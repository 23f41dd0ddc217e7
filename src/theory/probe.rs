//! The only way from a theory case to the engine: levers in, what makers planned and what happened out.

use std::fmt::Display;

use super::reading::{COLUMNS, ClassReading};
use super::{Column, Error, Params, Reading, Sample};
use crate::ensemble::calibrate;
use crate::ledger::{Account, Party};
use crate::run::{Regime, Trial};
use crate::scenario::{NotFound, Overrides, Scenario, Source, read_regime};
use crate::tally::{Item, Sums};
use crate::world::{Firm, Setting, World};

/// The market of the textbook.
const BASE: &str = include_str!("../../scenarios/theory/base.toml");
/// Its law.
const LAW: &str = include_str!("../../scenarios/theory/law.toml");

/// Seed of every run of a theory case.
const SEED: u64 = 0x7E0_1234;
/// Share of the way between two points at which a golden-section search looks.
const GOLDEN: f64 = 0.618_033_988_749_894_9;
/// A search ends when its bracket is this small, relative to its upper end, or to [`FIRST_WIDTH`].
const PRECISION: f64 = 1e-10;
/// Halvings of a bracket at most: the answer may be 0.
const MOST_HALVINGS: u32 = 200;
/// First width of a bracket around a minimum, doubled until the minimum is inside.
const FIRST_WIDTH: f64 = 1e-3;
/// Steps of a grid over a whole range.
const GRID: u32 = 48;
/// Doublings of it at most.
const MOST_DOUBLINGS: u32 = 40;

/// Levers to set, in order; the last word on one lever wins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    arguments: Vec<String>,
    /// Rows that the market has beside those of the textbook's, as `category.b`.
    rows: Vec<String>,
}

impl Patch {
    /// No change.
    pub fn new() -> Patch {
        Patch::default()
    }

    /// Sets a lever.
    #[must_use]
    pub fn set(mut self, path: &str, value: impl Display) -> Patch {
        self.arguments.push(format!("{path}={value}"));
        self
    }

    /// Sets, after these, the levers of another patch.
    #[must_use]
    pub fn and(mut self, other: &Patch) -> Patch {
        self.arguments.extend(other.arguments.iter().cloned());
        self.rows.extend(other.rows.iter().cloned());
        self
    }

    /// Adds a row to a table of the market, as `category.b`, with the defaults of its fields.
    #[must_use]
    pub fn row(mut self, path: impl Into<String>) -> Patch {
        self.rows.push(path.into());
        self
    }

    /// The market of the textbook with the rows added.
    fn market(&self) -> String {
        self.rows.iter().fold(BASE.to_owned(), |text, row| format!("{text}\n[{row}]\n"))
    }

    /// The levers, each as `path=value`.
    pub fn arguments(&self) -> &[String] {
        &self.arguments
    }
}

/// Runs the scenario of a group, with levers set.
pub struct Probe<'a> {
    params: &'a Params,
    levers: Patch,
    setting: Option<Setting>,
    memory: Option<Box<World>>,
}

impl<'a> Probe<'a> {
    /// A probe of the textbook's market with a group's levers set.
    pub(super) fn new(params: &'a Params, levers: Patch) -> Probe<'a> {
        Probe { params, levers, setting: None, memory: None }
    }

    /// The value of a parameter of the group.
    pub fn param(&self, name: &str) -> f64 {
        self.params.get(name)
    }

    /// The parameters of the group.
    pub fn params(&self) -> &'a Params {
        self.params
    }

    /// Runs the engine with levers set, each accident standing for its expectation, and reads the last month of the horizon.
    ///
    /// # Errors
    /// If the levers make no scenario.
    pub fn run(&mut self, patch: &Patch) -> Result<Reading, Error> {
        let patch = Patch::new().set("accident.count", "fixed").and(patch);
        let (setting, regime) = self.prepare(&patch)?;
        let reading = self.play((&setting, &regime), 0);
        self.setting = Some(setting);
        Ok(reading)
    }

    /// Runs the engine many times, with accidents that happen or not, until every claim is closed.
    ///
    /// # Errors
    /// If the levers make no scenario.
    pub fn sample(&mut self, patch: &Patch, makers: u32, replications: u64) -> Result<Sample, Error> {
        let many = Patch::new().set("size.small.count", makers).set("clock.run_off_months", 600);
        let (setting, regime) = self.prepare(&many.and(patch))?;
        let readings = (0..replications).map(|replication| self.play((&setting, &regime), replication));
        Ok(Sample::new(readings.collect()))
    }

    /// The least value of a lever in a range at which something holds that holds ever after, by bisection.
    ///
    /// # Errors
    /// If it does not hold at the end of the range.
    pub fn bisect(
        &mut self,
        lever: &str,
        (mut low, mut high): (f64, f64),
        patch: &Patch,
        holds: impl Fn(f64, &Reading) -> bool,
    ) -> Result<f64, Error> {
        let mut at = |value: f64| {
            let reading = self.run(&patch.clone().set(lever, value))?;
            Ok::<bool, Error>(holds(value, &reading))
        };
        if at(low)? {
            return Ok(low);
        }
        if !at(high)? {
            return Err(Error::Unsettled { what: format!("no {lever} up to {high} is enough") });
        }
        for _ in 0..MOST_HALVINGS {
            if high - low <= PRECISION * high.abs() {
                break;
            }
            let middle = 0.5 * (low + high);
            if at(middle)? { high = middle } else { low = middle }
        }
        Ok(0.5 * (low + high))
    }

    /// The value of a lever, from 0, at which an outcome that falls and then rises is least, with its reading.
    ///
    /// # Errors
    /// If the outcome falls without end.
    pub fn minimise(
        &mut self,
        lever: &str,
        patch: &Patch,
        outcome: impl Fn(&Reading) -> f64,
    ) -> Result<(f64, Reading), Error> {
        let mut at = |value: f64| self.run(&patch.clone().set(lever, value));
        let (mut width, mut last, mut doublings) = (FIRST_WIDTH, outcome(&at(0.0)?), 0);
        loop {
            let next = outcome(&at(width)?);
            if next >= last {
                break;
            }
            if doublings == MOST_DOUBLINGS {
                return Err(Error::Unsettled { what: format!("no {lever} is best") });
            }
            (width, last, doublings) = (2.0 * width, next, doublings + 1);
        }
        let low = if doublings < 2 { 0.0 } else { 0.25 * width };
        let mut value = |probe: &mut Self, value: f64| {
            probe.run(&patch.clone().set(lever, value)).map(|reading| outcome(&reading))
        };
        let best = self.golden((low, width), &mut value)?;
        let mut at = |value: f64| self.run(&patch.clone().set(lever, value));
        let (corner, inside) = (at(0.0)?, at(best)?);
        if outcome(&corner) <= outcome(&inside) { Ok((0.0, corner)) } else { Ok((best, inside)) }
    }

    /// Where in a range something that runs tell is least, wherever in it that is: the best point of a grid, and then the best
    /// between its neighbours.
    ///
    /// # Errors
    /// Those of the runs.
    pub fn least(
        &mut self,
        (low, high): (f64, f64),
        mut value: impl FnMut(&mut Self, f64) -> Result<f64, Error>,
    ) -> Result<f64, Error> {
        let at = |point: u32| low + (high - low) * f64::from(point) / f64::from(GRID);
        let (mut best, mut lowest) = (0, f64::INFINITY);
        for point in 0..=GRID {
            let found = value(self, at(point))?;
            if found < lowest {
                (best, lowest) = (point, found);
            }
        }
        let around = (at(best.saturating_sub(1)), at((best + 1).min(GRID)));
        let inside = self.golden(around, &mut value)?;
        Ok(if value(self, inside)? < lowest { inside } else { at(best) })
    }

    /// Golden sections of a range in which something falls and then rises.
    fn golden(
        &mut self,
        (mut low, mut high): (f64, f64),
        value: &mut impl FnMut(&mut Self, f64) -> Result<f64, Error>,
    ) -> Result<f64, Error> {
        let mut inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
        let mut values = [value(self, inner[0])?, value(self, inner[1])?];
        while high - low > PRECISION * high.max(FIRST_WIDTH) {
            if values[0] <= values[1] {
                (high, inner[1], values[1]) = (inner[1], inner[0], values[0]);
                inner[0] = high - GOLDEN * (high - low);
                values[0] = value(self, inner[0])?;
            } else {
                (low, inner[0], values[0]) = (inner[0], inner[1], values[1]);
                inner[1] = low + GOLDEN * (high - low);
                values[1] = value(self, inner[1])?;
            }
        }
        Ok(0.5 * (low + high))
    }

    /// The scenario with levers set, as the command line would read it.
    fn prepare(&self, patch: &Patch) -> Result<(Setting, Regime), Error> {
        let nothing = |_: &str, _: &str| Err(NotFound { reason: "no such regime".into(), known: Vec::new() });
        let levers = self.levers.clone().and(patch);
        let overrides = Overrides::parse(levers.arguments())?;
        let market = Source::new("scenarios/theory/base.toml", levers.market());
        let scenario = Scenario::read(&market, &nothing, &overrides)?;
        let law = read_regime(&Source::new("scenarios/theory/law.toml", LAW), &nothing, &overrides)?;
        let law = scenario.law(&law)?;
        let mut setting = Setting::renewed(&scenario.market, self.setting.as_ref())?;
        let regime = calibrate(&mut setting, &law);
        Ok((setting, regime))
    }

    /// Plays one replication to the end of its run-off.
    fn play(&mut self, (setting, regime): (&Setting, &Regime), replication: u64) -> Reading {
        let clock = &setting.market.clock;
        let mut trial = Trial::start(setting, regime, (SEED, replication), self.memory.take());
        for _ in 1..clock.horizon_months as usize {
            trial.advance();
        }
        let before = Snapshot::of(trial.world());
        let plans = plans(trial.world());
        let mut classes: [ClassReading; 4] = std::array::from_fn(|size| prices(trial.world(), size));
        let suppliers = Suppliers::of(setting, trial.world());
        trial.advance();
        let price = trial.world().firms.iter().map(|firm| firm.price).sum::<f64>() / before.makers;
        let sold = Snapshot::of(trial.world());
        let buyers: f64 = trial.world().arenas.iter().map(|arena| arena.buyers).sum();
        for (size, class) in classes.iter_mut().enumerate() {
            let now = prices(trial.world(), size);
            let share = sold.units_of(&before, size) / buyers;
            *class = ClassReading { price_change: now.price - class.price, share, ..now };
        }
        trial.run_off(clock.run_off_months as usize);
        let after = Snapshot::of(trial.world());
        self.memory = Some(trial.into_world());
        let flow = |item: Item| (after.sums[item as usize] - before.sums[item as usize]) / before.makers;
        let sum = |items: &[Item]| items.iter().map(|&item| flow(item)).sum();
        let margin = (sold.margin - before.margin) / before.makers;
        let value = |column: Column| match column {
            Column::Care => plans.care,
            Column::CareCost => flow(Item::CareCost),
            Column::Accidents => flow(Item::Compromises),
            Column::Harm => {
                sum(&[Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty])
            }
            Column::ExpectedPayment => plans.payment,
            Column::OwnerLoss => plans.owner_loss,
            Column::Payment => flow(Item::MakerPaid),
            Column::SupplierCare => suppliers.care,
            Column::SupplierCareCost => suppliers.cost / before.makers,
            Column::SupplierExpectedPayment => suppliers.payment / before.makers,
            Column::SupplierPayment => flow(Item::SupplierPaid),
            Column::Price => price,
            Column::PriceChange => price - plans.price,
            Column::Share => flow(Item::Units) / buyers,
            Column::Profit => margin / buyers,
            Column::Margin => margin,
            Column::Suits => flow(Item::Suits),
            Column::LegalCost => sum(&[Item::VictimCost, Item::DefenceCost, Item::CourtCost]),
            Column::Fees => flow(Item::ComplianceCost),
            Column::ExpectedFine => plans.fine,
            Column::Fine => flow(Item::Fines),
            Column::Certified => flow(Item::HarbourMonths),
            Column::OwnerCare => flow(Item::OwnerCare),
            Column::HarmVariance => before.makers * flow(Item::HarmVariance),
            Column::AccidentChance => before.makers * flow(Item::AccidentChance),
        };
        let mut values = [0.0; COLUMNS];
        for (slot, &column) in values.iter_mut().zip(Column::ALL) {
            *slot = value(column);
        }
        Reading::new(values, classes)
    }
}

/// Counts and books at one moment.
struct Snapshot {
    makers: f64,
    sums: Sums,
    /// Units sold so far by size class, and makers.
    units: [(f64, f64); 4],
    /// Sales less production so far, EUR.
    margin: f64,
}

impl Snapshot {
    fn of(world: &World) -> Snapshot {
        let sold = world.ledger.flow(Party::Buyer, Party::Maker, Account::Sale);
        let made = world.ledger.flow(Party::Maker, Party::World, Account::Production);
        Snapshot {
            makers: world.active.len() as f64,
            sums: world.tally.total(|_, _| true),
            units: std::array::from_fn(|size| {
                let sums = world.tally.total(|class, _| class == size);
                (sums[Item::Units as usize], firms_of(world, size).count() as f64)
            }),
            margin: sold - made,
        }
    }

    /// Units that a maker of a size class has sold since another moment.
    fn units_of(&self, before: &Snapshot, size: usize) -> f64 {
        let ((now, makers), (then, _)) = (self.units[size], before.units[size]);
        (now - then) / makers
    }
}

/// Active makers of a size class.
fn firms_of(world: &World, size: usize) -> impl Iterator<Item = &Firm> {
    let firms = world.active.iter().map(|&index| &world.firms[index as usize]);
    firms.filter(move |firm| usize::from(firm.size) == size)
}

/// Mean price of a size class.
fn prices(world: &World, size: usize) -> ClassReading {
    let sum: f64 = firms_of(world, size).map(|firm| firm.price).sum();
    ClassReading { price: sum / firms_of(world, size).count() as f64, ..ClassReading::default() }
}

/// What suppliers are about to do, a month.
struct Suppliers {
    /// Mean care.
    care: f64,
    cost: f64,
    payment: f64,
}

impl Suppliers {
    fn of(setting: &Setting, world: &World) -> Suppliers {
        let (supply, each) = (&world.supply, setting.market.supplier.cost_care_eur / 12.0);
        let care: f64 = supply.care.iter().sum();
        Suppliers {
            care: care / supply.care.len() as f64,
            cost: each * care,
            payment: supply.expected.iter().sum::<f64>() / 12.0,
        }
    }
}

/// Means over makers of what they are about to do.
struct Plans {
    care: f64,
    payment: f64,
    owner_loss: f64,
    price: f64,
    fine: f64,
}

fn plans(world: &World) -> Plans {
    let firms = || world.active.iter().map(|&index| &world.firms[index as usize]);
    let mean = |of: &dyn Fn(&Firm) -> f64| firms().map(of).sum::<f64>() / firms().count() as f64;
    Plans {
        care: mean(&|firm| firm.plan.care[0]),
        payment: mean(&|firm| firm.plan.expected_payment / 12.0),
        owner_loss: mean(&|firm| firm.plan.owner_loss * firm.units_year / 12.0),
        price: mean(&|firm| firm.price),
        fine: mean(&|firm| firm.plan.expected_fine / 12.0),
    }
}
