//! Watches a replication. Whatever moments need and no outcome tells is counted here, once a month.

use super::seen::{Seen, YearOfLoss};
use crate::ledger::{Account, Party};
use crate::math;
use crate::run::{Regime, Stage, unpatched_share};
use crate::tally::Item;
use crate::units::Month;
use crate::world::{NO_COMPONENT, Setting, World};

/// Months of a year.
const YEAR: Month = 12;

/// Shown the world at every stage of one replication; keeps what it saw under each law.
pub struct Observer<'a> {
    setting: &'a Setting,
    regimes: &'a [Regime],
    seen: Vec<Seen>,
    /// Suits decided against a maker in the year so far, and what it owes by them, EUR.
    owed: Vec<[f64; 2]>,
    /// Suits by incident, as flaw and campaign.
    sued: Vec<(u64, u32, f64)>,
}

impl<'a> Observer<'a> {
    /// One that has seen nothing.
    pub fn new(setting: &'a Setting, regimes: &'a [Regime]) -> Observer<'a> {
        Observer { setting, regimes, seen: Vec::new(), owed: Vec::new(), sued: Vec::new() }
    }

    /// Looks at the world.
    pub fn see(&mut self, stage: Stage, world: &World) {
        match stage {
            Stage::BurnIn => {}
            Stage::Evaluation(_) if world.month == 0 => self.open(world),
            Stage::Evaluation(regime) => self.month(regime, world),
            Stage::RunOff(regime) => self.run_off(regime, world),
        }
    }

    /// What was seen, a regime each.
    pub fn finish(mut self) -> Vec<Seen> {
        self.close_suits();
        self.seen
    }

    fn open(&mut self, world: &World) {
        self.close_suits();
        self.owed.clear();
        let expense = self.setting.market.insurer.expense;
        self.seen.push(Seen {
            years: vec![world.tally.total(|_, _| true)],
            exploitable: self.setting.market.threat.ever_exploited,
            expense_share: expense / (1.0 + expense),
            ..Seen::default()
        });
    }

    /// The incidents that brought suits, each counted by the chance that it brought any.
    fn close_suits(&mut self) {
        self.sued.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        let incidents = self.sued.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let sued = incidents.map(|suits| chance_of_any(suits.iter().map(|suit| suit.2).sum())).sum();
        if let Some(seen) = self.seen.last_mut() {
            seen.sued = sued;
        }
        self.sued.clear();
    }

    /// A month of the window that has just been played.
    fn month(&mut self, regime: usize, world: &World) {
        let played = world.month - 1;
        let seen = &mut self.seen[regime];
        count_flaws(seen, world, played);
        count_incidents(seen, world);
        let scene = self.regimes[regime].scene(self.setting);
        for flaw in world.flaws.rows.iter().filter(|flaw| a_year_ago(flaw.fix, played) && flaw.fixed()) {
            let (share, firm) = (unpatched_share(world, scene, flaw, flaw.fix + 12.0), &world.firms);
            let category = firm[world.releases.rows[flaw.birth.release as usize].firm as usize].category;
            let devices = flaw.old_raw * self.setting.survival(usize::from(category), world.month);
            if share.is_finite() {
                seen.open[0] += share * devices;
                seen.open[1] += devices;
            }
        }
        self.follow_suits(regime, world);
        self.owe(world);
        if world.month % YEAR == 0 {
            self.close_year(regime, world);
        }
    }

    fn run_off(&mut self, regime: usize, world: &World) {
        let horizon = self.setting.market.clock.horizon_months as Month;
        if world.month == horizon {
            close_window(&mut self.seen[regime], world, horizon);
        } else {
            self.follow_suits(regime, world);
        }
        self.seen[regime].at_last = Some(world.tally.total(|_, _| true));
    }

    /// Suits decided this month. Their claims have been closed, but nothing has taken their rows yet.
    fn follow_suits(&mut self, regime: usize, world: &World) {
        for debt in world.debts.iter().filter(|debt| debt.flows.suits > 0.0) {
            let claim = &world.claims.rows[debt.claim as usize];
            if claim.counted {
                self.sued.push((claim.loss.flaw.own_key, claim.loss.flaw.campaign, debt.flows.suits));
                self.seen[regime].waits[0] += (claim.delay - claim.lag) * debt.flows.suits;
                self.seen[regime].waits[1] += debt.flows.suits;
            }
        }
    }

    /// Liability that fell on makers this month, whoever covers it.
    fn owe(&mut self, world: &World) {
        self.owed.resize(world.firms.len(), [0.0; 2]);
        for debt in &world.debts {
            let [suits, eur] = &mut self.owed[debt.firm as usize];
            (*suits, *eur) = (*suits + debt.flows.suits, *eur + debt.maker_owes);
        }
    }

    fn close_year(&mut self, regime: usize, world: &World) {
        let seen = &mut self.seen[regime];
        seen.years.push(world.tally.total(|_, _| true));
        for (owed, firm) in self.owed.iter_mut().zip(&world.firms) {
            let [suits, eur] = std::mem::take(owed);
            if suits > 0.0 {
                let chance = chance_of_any(suits);
                seen.losses.push(YearOfLoss { size: firm.size, chance, eur: eur / chance });
            }
        }
        for (sum, value) in seen.elasticities.iter_mut().zip(elasticities(self.setting, world)) {
            *sum += value;
        }
        for firm in world.active.iter().map(|&index| &world.firms[index as usize]) {
            if firm.plan.insured {
                seen.cover[0] += firm.plan.premium;
                seen.cover[1] += firm.turnover;
            }
        }
    }
}

/// Chance of at least one of so many expected.
fn chance_of_any(expected: f64) -> f64 {
    -math::exp_m1(-expected)
}

/// Did something happen a year before a month that has been played?
fn a_year_ago(time: f64, played: Month) -> bool {
    let since = f64::from(played - YEAR);
    time >= since && time < since + 1.0
}

/// Exploitable flaws born this month, of makers and components, and those attacked for the first time.
fn count_flaws(seen: &mut Seen, world: &World, played: Month) {
    let born = f64::from(played);
    let own = world.flaws.rows.iter().filter(|flaw| flaw.birth.time >= born).count();
    let shared = world.component_flaws.iter().filter(|flaw| flaw.born >= born).count();
    seen.flaws[0] += (own + shared) as f64;
    let first = world.strikes.iter().filter(|strike| strike.flaw.campaign == 0);
    let mut attacked: Vec<u64> = first
        .clone()
        .filter(|strike| strike.flaw.component != NO_COMPONENT)
        .map(|strike| strike.flaw.key)
        .collect();
    attacked.sort_unstable();
    attacked.dedup();
    let own = first.filter(|strike| strike.flaw.component == NO_COMPONENT).count();
    seen.flaws[1] += (attacked.len() + own) as f64;
}

/// Strikes with victims: losses stand strike by strike.
fn count_incidents(seen: &mut Seen, world: &World) {
    let same = world.losses.chunk_by(|a, b| {
        (a.flaw.own_key, a.flaw.campaign, a.firm) == (b.flaw.own_key, b.flaw.campaign, b.firm)
    });
    seen.incidents += same.count() as f64;
}

/// Elasticities times units, and units: of makers' sales in their own prices, at the markups that their first-order conditions
/// ask for, and of purchases in a uniform rise of all prices, `−α·p·s₀` with the price and share of those who buy.
fn elasticities(setting: &Setting, world: &World) -> [f64; 3] {
    let cells = setting.cells.len();
    let (mut own, mut units) = (0.0, 0.0);
    let mut sold = vec![(0.0, 0.0); setting.categories.len()];
    for firm in world.active.iter().map(|&index| &world.firms[index as usize]) {
        if firm.markup > 0.0 && firm.units > 0.0 {
            own -= firm.units * firm.price / firm.markup;
            units += firm.units;
            let of = &mut sold[usize::from(firm.category)];
            (of.0, of.1) = (of.0 + firm.units * firm.price, of.1 + firm.units);
        }
    }
    let mut all = 0.0;
    for (at, arena) in world.arenas.iter().enumerate() {
        let (category, cell) = (at / cells, &setting.cells[at % cells]);
        let (revenue, count) = sold[category];
        if count > 0.0 {
            let price = revenue / count;
            let response = setting.categories[category].alpha * cell.taste * price * (1.0 - arena.inside);
            all -= arena.buyers * arena.inside * response;
        }
    }
    [own, all, units]
}

/// The horizon, before run-off.
fn close_window(seen: &mut Seen, world: &World, horizon: Month) {
    for size in 0..4 {
        seen.maker_years[size] =
            world.tally.total(|class, _| class == size)[Item::MakerMonths as usize] / f64::from(YEAR);
    }
    for (cohort, years) in seen.cohorts.iter_mut().zip([1, 5]) {
        let months = years * YEAR;
        let born = world.firms.iter().filter(|firm| firm.born >= 0 && firm.born + months <= horizon);
        *cohort = born.fold([0.0; 2], |[all, there], firm| {
            [all + 1.0, there + f64::from(u8::from(firm.left > firm.born + months))]
        });
    }
    let active = world.active.iter().map(|&index| &world.firms[index as usize]);
    seen.turnovers = active.map(|firm| firm.turnover).collect();
    let ledger = &world.ledger;
    seen.sales = [
        ledger.flow(Party::Buyer, Party::Maker, Account::Sale),
        ledger.flow(Party::Maker, Party::World, Account::Production),
    ];
}
