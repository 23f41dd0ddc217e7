//! Makers of components that choose their care: what it costs against what the law makes them pay for the flaws it leaves, over
//! all products that embed the component.
//!
//! A supplier knows the law, the devices in use and the true rate of compromises. Its payments are limited by its capital, which
//! awards pay down and nobody fills up; what it earns, and what its care does to prices of components, is not simulated. Where a
//! court looks at fault it looks at the integrator's diligence, so that a supplier's own care only leaves fewer flaws.

use arrayvec::ArrayVec;

use super::bearer::Bearer;
use super::care::{Contingent, Problem};
use super::direct;
use crate::actuarial::Aggregate;
use crate::law::apportionment::{Chain, MAKER, PARTIES, UPSTREAM, bears};
use crate::law::standard::{Kind, Origin};
use crate::scenario::market::Component;
use crate::world::{Firm, MAX_TERMS, NONE, Scene, Technology, Term, World};

/// Choices at most before what a euro costs is taken as settled.
const SETTLING: usize = 4;

/// Lets the makers of components decide whose turn it is, or all of them at news.
pub(super) fn decide(world: &mut World, scene: Scene<'_>, news: bool) {
    let period = scene.setting.market.clock.period_months as u32;
    let turn = (world.month - scene.setting.first) as u32 % period;
    if (news || turn == 0) && scene.setting.suppliers_decide() {
        decide_all(world, scene);
    }
}

/// All of them decide.
pub fn decide_all(world: &mut World, scene: Scene<'_>) {
    if !scene.setting.suppliers_decide() {
        return;
    }
    for index in 0..scene.setting.market.components.len() {
        let row = &scene.setting.market.components.rows[index];
        if row.decides {
            let (care, expected) = Case::new(world, scene, index, row).choose();
            (world.supply.care[index], world.supply.expected[index]) = (care, expected);
        }
    }
    world.supply.left = world.component_flaws_left(scene);
}

/// A supplier about to decide. Amounts are EUR a year.
struct Case<'a> {
    technology: Technology,
    cost: f64,
    capital: f64,
    /// Is a payment limited one by one, or a year's sum?
    each: bool,
    /// Payments at zero care that its care lowers with the number of flaws.
    base: f64,
    /// The same where the state of the art is an excuse.
    excusable: ArrayVec<Contingent<'a>, MAX_TERMS>,
    /// Payments that its care does not move: its share of an indivisible harm that others cause.
    unmoved: f64,
    /// What one campaign makes it pay in all, EUR.
    size: f64,
}

impl<'a> Case<'a> {
    fn new(world: &World, scene: Scene<'a>, index: usize, row: &'a Component) -> Case<'a> {
        let setting = scene.setting;
        let direct = !setting.has_lifecycle();
        let mut case = Case {
            technology: setting.technology(1),
            cost: setting.market.supplier.cost_care_eur,
            capital: world.supply.supplier_cash[index],
            each: direct,
            base: 0.0,
            excusable: ArrayVec::new(),
            unmoved: 0.0,
            size: 0.0,
        };
        if direct {
            for firm in world.active.iter().map(|&at| &world.firms[at as usize]) {
                let hits = 12.0 * direct::victims(world, scene, firm);
                case.add(world, scene, (index, row), (firm, NONE), hits);
            }
            return case;
        }
        let rate = setting.calibration.component_rate[index];
        for &at in &world.embedding[index] {
            let release = &world.releases.rows[at as usize];
            let firm = &world.firms[release.firm as usize];
            let devices = release.raw_total() * world.in_use(scene, firm.category);
            case.add(world, scene, (index, row), (firm, at), rate * devices);
        }
        case
    }

    /// Adds what the devices of one maker or release bring, of which `hits` are compromised a year at zero care, or where
    /// accidents come directly, at a rate of one accident a month.
    fn add(
        &mut self,
        world: &World,
        scene: Scene<'a>,
        (index, row): (usize, &Component),
        (firm, release): (&Firm, u32),
        hits: f64,
    ) {
        let stakes = world.stakes_of(scene, firm);
        let exposure = if self.each { &stakes.now.open } else { &stakes.stock.open };
        for term in &exposure.whole {
            let rule = scene.law.rule(term.cell);
            let chain = Chain { component: Some(row.maker), abroad: firm.abroad };
            let shares = rule.apportionment.shares(term.origin, &chain, term.size);
            let mut pays = [1.0; PARTIES];
            pays[MAKER] = self.maker_pays(firm, shares[MAKER].first * term.size);
            let part = bears(&shares, UPSTREAM, pays);
            let size = part * term.size;
            let within = if self.each && size > self.capital { self.capital / size } else { 1.0 };
            let (eur, faultless) = (part * term.swing * within, part * term.faultless * within);
            self.size += size;
            if term.origin != Origin::Component {
                // It shares in what the maker's own care leaves.
                self.unmoved +=
                    hits * scene.setting.market.accident.rate * firm.plan.design_residual * (eur + faultless);
                continue;
            }
            let rate = if self.each { scene.setting.component_accidents(row) } else { 1.0 };
            let eur = hits * rate * eur;
            self.base += hits * rate * faultless;
            if rule.standard.kind_of(Origin::Component) == Kind::Strict
                && rule.standard.state_of_the_art.is_finite()
            {
                // Its own care is what the state of the art is compared with.
                self.excuse(Contingent::new(rule, Origin::Implementation, 0.0, eur));
            } else {
                self.base += eur * chance(world, scene, (firm, release), term, world.supply.care[index]);
            }
        }
    }

    /// The part of what falls on a maker first that it is expected to pay: nothing once it has left.
    fn maker_pays(&self, firm: &Firm, owed: f64) -> f64 {
        let cash = firm.cash.max(0.0);
        match firm.is_active() {
            false => 0.0,
            true if self.each && owed > cash => cash / owed,
            true => 1.0,
        }
    }

    fn excuse(&mut self, term: Contingent<'a>) {
        let same = |known: &&mut Contingent<'a>| std::ptr::eq(known.rule, term.rule);
        if let Some(known) = self.excusable.iter_mut().find(same) {
            known.swing += term.swing;
        } else if self.excusable.is_full() {
            self.excusable[MAX_TERMS - 1].swing += term.swing;
        } else {
            self.excusable.push(term);
        }
    }

    /// The best care, and the payments that it leaves to be expected, EUR a year, as far as capital reaches.
    ///
    /// As with makers, limited liability can make two choices best near themselves, so that the search begins from both ends.
    fn choose(&self) -> (f64, f64) {
        if self.each {
            let level = self.at_weight(1.0);
            return (level, self.stake(level) + self.unmoved);
        }
        let settle = |mut weight: f64| {
            let mut level = self.at_weight(weight);
            for _ in 0..SETTLING {
                weight = self.bearer().slopes(self.year(level)).cost;
                level = self.at_weight(weight);
            }
            (level, self.cost * level + self.bearer().cost(self.year(level)))
        };
        let (careful, careless) = (settle(1.0), settle(0.0));
        let level = if careless.1 < careful.1 { careless.0 } else { careful.0 };
        (level, self.bearer().outlay(self.year(level)))
    }

    fn bearer(&self) -> Bearer {
        Bearer { assets: self.capital, franchise: 0.0, aversion: 0.0, policy: None }
    }

    /// A year's payments at a level of care.
    fn year(&self, level: f64) -> Aggregate {
        Aggregate { mean: self.stake(level) + self.unmoved, size: self.size, payment: self.size }
    }

    /// Payments that its care moves.
    fn stake(&self, level: f64) -> f64 {
        self.problem(1.0, &self.excusable).stake(level).0
    }

    /// The best level if a euro of payments costs so much.
    fn at_weight(&self, weight: f64) -> f64 {
        let weigh = |term: &Contingent<'a>| Contingent { swing: term.swing * weight, ..*term };
        let excusable: ArrayVec<Contingent<'a>, MAX_TERMS> = self.excusable.iter().map(weigh).collect();
        self.problem(weight, &excusable).minimise()
    }

    fn problem<'p>(&self, weight: f64, contingent: &'p [Contingent<'p>]) -> Problem<'p> {
        Problem {
            technology: self.technology,
            cost: self.cost,
            floor: 0.0,
            base: self.base * weight,
            contingent,
            blamed: &[],
            steps: [(0.0, 0.0); 2],
            haste: (0.0, 0.0),
        }
    }
}

/// The chance that the law of a term makes the chain answer for a component's flaw: strict without an excuse it is certain, else it
/// turns on the integrator's diligence.
fn chance(
    world: &World,
    scene: Scene<'_>,
    (firm, release): (&Firm, u32),
    term: &Term,
    made_with: f64,
) -> f64 {
    let rule = scene.law.rule(term.cell);
    let diligence = match release {
        NONE => 0.0,
        release => world.care_behind(scene, &world.releases.rows[release as usize])[1],
    };
    let due = world.due(scene, &rule.standard, firm, term.origin);
    let contingent = Contingent { made_with, ..Contingent::new(rule, Origin::Component, due, term.swing) };
    contingent.chance(diligence, &scene.setting.technology(1)).value
}
