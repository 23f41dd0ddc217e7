//! Size classes that follow turnover: a maker is of another class once its turnover has been for so many years, and the law asks of it
//! what it asks of that class.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use caveat::experiment::compare::Plan;
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::world::World;
use support::{final_worlds, lawless, plan, regime, watch};

const MICRO: usize = 0;
const SMALL: usize = 1;
const LARGE: usize = 3;

/// Every maker but the smallest shows compliance with each release.
const RELIEF: &str = "name = \"relief\"\n[[rule]]\nset = { \"duties.compliance_eur\" = 2000 }\n\
                      [[rule]]\nwhere = { size = \"micro\" }\nset = { \"duties.compliance_eur\" = 0 }\n";

/// Fortunes that change, over five years.
const FORTUNES: [&str; 3] = ["demand.shock_sd=1", "demand.shock_persistence=0.95", "clock.horizon_months=60"];

fn restless(changes: &[&str]) -> Plan {
    plan(&lawless(&[&FORTUNES, changes].concat()), &[regime(RELIEF)])
}

/// The class that the tiny market's bounds put a turnover in: it has no medium makers.
fn class_of(turnover: f64) -> usize {
    match turnover {
        t if t <= 2e6 => MICRO,
        t if t <= 1e7 => SMALL,
        _ => LARGE,
    }
}

/// What a test remembers of a maker: its class, and how many years its turnover was another's.
type Remembered = BTreeMap<u64, (usize, u32)>;

/// Compares every maker's class with the one that its turnovers at the ends of years make, and counts changes.
fn follow(years: u32) -> usize {
    let plan = restless(&[&format!("finance.size_years={years}")]);
    let (first, mut changes) = (plan.setting().first, 0);
    for replication in 0..4 {
        let mut known: Remembered = BTreeMap::new();
        let mut year_of = |world: &World| {
            for &index in &world.active {
                let firm = &world.firms[index as usize];
                let born = (usize::from(firm.kind), 0);
                let is_new = firm.born == world.month - 1;
                let (class, misfit) =
                    known.entry(firm.key).or_insert(if is_new { born } else { (usize::from(firm.size), 0) });
                if (world.month - 1 - first) % 12 != 11 || is_new {
                    continue;
                }
                let now = class_of(firm.turnover);
                *misfit = if now == *class { 0 } else { *misfit + 1 };
                if *misfit >= years {
                    (*class, *misfit) = (now, 0);
                    changes += 1;
                }
                assert_eq!(
                    usize::from(firm.size),
                    *class,
                    "month {}, turnover {}",
                    world.month,
                    firm.turnover
                );
            }
        };
        watch(&plan, replication, |stage, world| {
            if !matches!(stage, Stage::RunOff(_)) && world.month > first {
                year_of(world);
            }
        })
        .unwrap();
    }
    changes
}

#[test]
fn a_maker_changes_class_once_its_turnover_has_been_another_for_so_many_years() {
    let (at_once, after_two) = (follow(1), follow(2));
    assert!(after_two > 0, "none has changed");
    assert!(at_once > after_two, "{at_once} changes at once, {after_two} after two years");
}

#[test]
fn classes_are_for_life_where_the_market_does_not_say_otherwise() {
    let plan = restless(&[]);
    let (world, _) = final_worlds(&plan, 0).swap_remove(0);
    assert!(world.firms.iter().all(|firm| firm.size == firm.kind));
    let grown = world.firms.iter().filter(|firm| class_of(firm.turnover) != usize::from(firm.kind)).count();
    assert!(grown > 0, "fortunes did change");
}

/// Spending on compliance in the window, EUR, where no maker starts above the least class.
fn compliance(changes: &[&str]) -> f64 {
    let small = ["size.micro.turnover_max_eur=2e5", "size.small.count=0", "size.large.count=0"];
    let plan = restless(&[&small, changes].concat());
    let total = |(world, _): &(World, _)| world.tally.total(|_, _| true)[Item::ComplianceCost as usize];
    (0..4).map(|replication| final_worlds(&plan, replication).iter().map(total).sum::<f64>()).sum()
}

#[test]
fn relief_for_the_smallest_ends_when_they_have_grown() {
    let (for_life, by_turnover) = (compliance(&[]), compliance(&["finance.size_years=2"]));
    assert!(by_turnover > for_life, "{by_turnover} EUR by turnover, {for_life} for life");
}
