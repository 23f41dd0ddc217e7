//! Ill repute raises care, by as much as the market makes buyers who turn away cost.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::decisions;
use caveat::experiment::compare::Plan;
use caveat::market;
use caveat::math::{exp, pow};
use caveat::run::{Regime, Stage};
use caveat::scenario::market::BorneBy;
use caveat::world::{Firm, Setting, World};
use support::{lawless, near, plan_of, watch};

/// A market at rest, where makers pay for no harm and buyers see none of it: repute is all that is left to care for.
const RESTS: [&str; 9] = [
    "demand.shock_sd=0",
    "demand.reputation_loss=0",
    "demand.trust_weight=0",
    "entry.slots=0",
    "innovation.launches_per_year=0",
    "segment.*.misperception=0",
    "segment.*.security_taste=0",
    "finance.overhead_speed=0.5",
    "clock.horizon_months=60",
];
/// What a compromise of one in a thousand owners does to utility.
const LOSS: f64 = 0.05;
/// Design, testing and response, as plans have them.
const PRONGS: [&str; 3] =
    ["care.imposed_design=0.3", "care.imposed_testing=0.3", "care.imposed_response=0.3"];

/// The market in which makers choose one prong of care only, and its world in a month at rest.
fn market_with(free: usize) -> (Plan, World) {
    let imposed = (0..3).filter(|&prong| prong != free).map(|prong| PRONGS[prong]);
    let changes: Vec<&str> = RESTS.into_iter().chain(imposed).collect();
    let plan = plan_of(&lawless(&changes), &["caveat-emptor"]);
    let mut found = None;
    watch(&plan, 0, |stage, world| {
        if matches!(stage, Stage::Evaluation(0)) && world.month == 60 {
            found = Some(world.clone());
        }
    })
    .unwrap();
    (plan, found.unwrap())
}

/// The care that a maker chooses where a compromise costs repute, and so much money beside it.
fn care(plan: &Plan, world: &World, index: usize, (loss, eur): (f64, f64)) -> [f64; 3] {
    let mut setting: Setting = plan.setting().clone();
    setting.market.demand.reputation_loss = loss;
    let mut regime: Regime = plan.regimes()[0].clone();
    let stakes = regime.outlook.views.iter_mut().flat_map(|view| &mut view.stakes);
    stakes.for_each(|stakes| stakes.own_loss += eur);
    let mut world = world.clone();
    decisions::plan(&mut world, regime.scene(&setting), index, true);
    world.firms[index].plan.care
}

/// What a maker earns less in a year by a unit of utility that its buyers lose, as the market has it: prices stay, sales fall.
fn lost_by_ill_repute(plan: &Plan, world: &World, index: usize) -> f64 {
    let profit = |ill: f64| {
        let mut world = world.clone();
        world.firms[index].ill_repute = ill;
        market::sell(&mut world, plan.regimes()[0].scene(plan.setting()));
        let firm = &world.firms[index];
        let kept = (1.0 - firm.plan.lost_of_price) * firm.price;
        12.0 * firm.units * (kept - firm.unit_cost - firm.plan.marginal_cost)
    };
    let step = 1e-3;
    (profit(-step) - profit(step)) / (2.0 * step)
}

/// For how many years' worth a maker feels it, until it is forgotten, the maker gone, or the money worth nothing.
fn years(setting: &Setting, firm: &Firm) -> f64 {
    let market = &setting.market;
    let rate = market.finance.discount_firm + setting.calibration.lapse_rate[usize::from(firm.size)];
    let left = |month: i32| {
        let months = f64::from(month);
        pow(1.0 - market.demand.reputation_recovery / 12.0, months) * exp(-rate * months / 12.0) / 12.0
    };
    (1..2000).map(left).sum()
}

/// The payment by compromise that raises a prong of care by as much as a loss of repute does.
fn worth(plan: &Plan, world: &World, index: usize, prong: usize) -> f64 {
    let by_repute = care(plan, world, index, (1.5 * LOSS, 0.0))[prong];
    let (mut low, mut high) = (0.0, 1.0);
    while care(plan, world, index, (LOSS, high))[prong] < by_repute {
        high *= 2.0;
        assert!(high < 1e9, "money never does as much");
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if care(plan, world, index, (LOSS, middle))[prong] < by_repute { low = middle } else { high = middle }
    }
    high
}

#[test]
fn ill_repute_raises_care() {
    for prong in 0..3 {
        let (plan, world) = market_with(prong);
        let mut raised = 0;
        for index in world.active.iter().map(|&index| index as usize) {
            let [none, some, more] =
                [0.0, LOSS, 3.0 * LOSS].map(|loss| care(&plan, &world, index, (loss, 0.0)));
            assert!(none[prong] <= some[prong] && some[prong] <= more[prong], "{none:?} {some:?} {more:?}");
            raised += u32::from(none[prong] < more[prong]);
        }
        assert!(raised >= 3, "prong {prong}: care of {raised} makers");
    }
}

#[test]
fn a_compromise_is_worth_to_makers_what_the_market_makes_it_cost() {
    for prong in 0..3 {
        let (plan, world) = market_with(prong);
        let setting = plan.setting();
        let heads = &setting.market.heads;
        let to_buyers: f64 =
            heads.iter().filter(|head| head.borne_by == BorneBy::Buyer).map(|head| head.incidence).sum();
        let mut compared = 0;
        for index in world.active.iter().map(|&index| index as usize) {
            let firm = &world.firms[index];
            let moves = care(&plan, &world, index, (LOSS, 0.0))[prong];
            if moves <= 0.0 || care(&plan, &world, index, (1.5 * LOSS, 0.0))[prong] <= moves {
                continue; // At a corner no price of a compromise can be read from care.
            }
            let life = setting.market.categories.rows[usize::from(firm.category)].life_years;
            let in_use = firm.raw * world.in_use(plan.regimes()[0].scene(setting), firm.category);
            // A prong built in is for devices to come, of which a maker has those of a life in use; response is for those it has.
            let owners = if prong == 2 { in_use } else { firm.units_year * life };
            let ill = 1000.0 * 0.5 * LOSS * to_buyers / owners;
            let by_market = lost_by_ill_repute(&plan, &world, index) * ill * years(setting, firm);
            let by_care = worth(&plan, &world, index, prong);
            assert!(
                near(by_care, by_market, 0.05, 0.0),
                "prong {prong}: {by_care}, and {by_market} by the market"
            );
            compared += 1;
        }
        assert!(compared >= 3, "prong {prong}: {compared} makers");
    }
}
