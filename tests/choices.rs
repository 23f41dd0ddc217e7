//! What makers choose is best for them: prices at rest, and the audit that forces makers off their choices.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::decisions;
use caveat::market;
use caveat::math::exp;
use caveat::run::Stage;
use caveat::world::{Firm, Forced, Scene, Setting, World};
use support::{lawless, named, near, outcome, plan, plan_of, runs, watch};

/// Changes under which the market comes to rest, with costs that follow turnover.
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

/// A world of a plan's first replication in a month of its evaluation window.
fn world_at(plan: &caveat::experiment::compare::Plan, month: i32) -> World {
    let mut found = None;
    watch(plan, 0, |stage, world| {
        if matches!(stage, Stage::Evaluation(0)) && world.month == month {
            found = Some(world.clone());
        }
    })
    .unwrap();
    found.unwrap()
}

/// Units that a maker would have sold last month at another price, all others as they were, by the nested logit as Berry (1994) has it.
fn units_at(setting: &Setting, world: &World, of: &Firm, price: f64) -> f64 {
    let (cells, category) = (setting.cells.len(), usize::from(of.category));
    let fitted = &setting.categories[category];
    let years = f64::from(world.month - 1 - setting.first) / 12.0;
    let waiting = setting.market.innovation.frontier_growth * years;
    let rivals: Vec<&Firm> = world
        .active
        .iter()
        .map(|&index| &world.firms[index as usize])
        .filter(|firm| firm.category == of.category && firm.sells())
        .collect();
    (0..cells)
        .map(|cell| {
            let utility = |firm: &Firm| {
                let price = if firm.key == of.key { price } else { firm.price };
                (firm.quality + firm.shock - fitted.alpha * setting.cells[cell].taste * price) / fitted.nest
            };
            let most = rivals.iter().map(|firm| utility(firm)).fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = rivals.iter().map(|firm| exp(utility(firm) - most)).sum();
            let odds = exp(fitted.nest * (most + caveat::math::ln(sum)) - waiting);
            let within = exp(utility(of) - most) / sum;
            world.arenas[category * cells + cell].buyers * odds / (1.0 + odds) * within
        })
        .sum()
}

#[test]
fn at_rest_no_other_price_earns_a_maker_a_thousandth_more() {
    for changes in [&[][..], &["finance.overhead_share=0.3", "finance.liquidity_months=24"]] {
        let changes: Vec<&str> = RESTS.iter().chain(changes).copied().collect();
        let plan = plan_of(&lawless(&changes), &["caveat-emptor"]);
        let (setting, world) = (plan.setting(), world_at(&plan, 60));
        assert!(world.active.len() > 2);
        for firm in world.active.iter().map(|&index| &world.firms[index as usize]) {
            assert!(near(units_at(setting, &world, firm, firm.price), firm.units, 1e-6, 0.0));
            assert!(firm.plan.lost_of_price > 0.05, "overhead follows turnover");
            let profit = |price: f64| {
                let kept = (1.0 - firm.plan.lost_of_price) * price;
                units_at(setting, &world, firm, price) * (kept - firm.unit_cost - firm.plan.marginal_cost)
            };
            let best = (-400..=400).map(|step| profit(firm.price * (1.0 + f64::from(step) / 1000.0)));
            let (best, own) = (best.fold(f64::NEG_INFINITY, f64::max), profit(firm.price));
            assert!(own > 0.0 && own >= 0.999 * best, "{own} of {best} at {}", firm.price);
        }
    }
}

/// A scene with a maker forced.
fn forcing<'a>(plan: &'a caveat::experiment::compare::Plan, forced: Option<Forced>) -> Scene<'a> {
    Scene { forced, ..plan.regimes()[0].scene(plan.setting()) }
}

#[test]
fn a_forced_price_is_the_stated_multiple_of_the_maker_s_own_target() {
    let plan = plan(&lawless(&[]), &[named("caveat-emptor")]);
    let world = world_at(&plan, 6);
    let at = world.active[1] as usize;
    let forced = Forced { key: world.firms[at].key, care: 1.0, price: 1.2 };
    let (mut own, mut other) = (world.clone(), world.clone());
    market::sell(&mut own, forcing(&plan, None));
    market::sell(&mut other, forcing(&plan, Some(forced)));
    let step = plan.setting().market.demand.price_step;
    let before = world.firms[at].price;
    let target = before + (own.firms[at].price - before) / step;
    assert!(near(other.firms[at].price, before + step * (1.2 * target - before), 1e-12, 0.0));
    assert!(other.firms[at].units < own.firms[at].units, "a dearer product sells less");
    for &index in world.active.iter().filter(|&&index| index as usize != at) {
        assert_eq!(own.firms[index as usize].price, other.firms[index as usize].price);
    }
}

#[test]
fn forced_care_is_the_stated_multiple_of_what_the_maker_would_choose() {
    let plan = plan(&lawless(&[]), &[named("negligence")]);
    let world = world_at(&plan, 6);
    let careful = |&index: &usize| world.firms[index].plan.care.iter().skip(1).all(|&level| level > 0.0);
    let makers: Vec<usize> = world.active.iter().map(|&index| index as usize).collect();
    let at = makers.iter().copied().find(careful).expect("a maker that takes care");
    let care = |times: f64, index: usize| {
        let mut world = world.clone();
        let forced = Forced { key: world.firms[at].key, care: times, price: 1.0 };
        decisions::plan(&mut world, forcing(&plan, Some(forced)), index, true);
        world.firms[index].plan.care
    };
    let chosen = care(1.0, at);
    assert!(chosen[1] > 0.0 && chosen[2] > 0.0, "{chosen:?}");
    for times in [0.0, 0.5, 2.0] {
        for (level, forced) in chosen.iter().zip(care(times, at)) {
            assert!(near(forced, times * level, 1e-12, 0.0), "{times}: {level}, {forced}");
        }
        let beside = makers[usize::from(at == makers[0])];
        assert_eq!(care(times, beside), care(1.0, beside), "nobody else is forced");
    }
}

#[test]
fn an_accident_of_all_devices_in_use_hits_them_all() {
    let changes = [
        "accident.count=fixed",
        "accident.rate=0.01",
        "accident.victims=all",
        "care.imposed_design=0",
        "entry.slots=0",
        "demand.shock_sd=0",
        "finance.overhead_share=0",
        "finance.initial_cash_eur=1e12",
    ];
    let plan = plan_of(&lawless(&changes), &["caveat-emptor"]);
    for run in runs(&plan, 0..2) {
        // So many a month of each device of a maker in business; the first makers' predecessors have left none.
        let hit = outcome(&plan, &run[0], "compromises");
        assert!(near(hit, 12.0 * 0.01 * 1000.0, 0.02, 0.0), "{hit} per 1,000 device-years");
    }
}
