//! The law binds by the date of conduct: what comes later changes nothing before, and nobody is judged by a later mind.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::law::causation::{Link, Prevention};
use caveat::law::rule::Rule;
use caveat::law::standard::{Kind, Origin};
use caveat::law::verdict::{Conduct, Ground, integrator_chance, verdict};
use caveat::math::{exp, ln};
use caveat::run::Stage;
use caveat::shocks::{Shocks, Stream};
use caveat::tally::Item;
use caveat::world::World;
use support::{lawless, named, near, outcome, plan, regime, ruled, runs, tiny, total, watch};

/// Everything about makers and devices that a month leaves behind.
fn state(world: &World) -> Vec<f64> {
    let of = |firm: &caveat::world::Firm| [firm.cash, firm.price, firm.raw, firm.plan.care[2]];
    world.firms.iter().flat_map(of).chain(world.arenas.iter().map(|arena| arena.installed)).collect()
}

#[test]
fn a_duty_of_a_coming_vintage_changes_nothing_before_it() {
    let law = |date: &str| {
        let set = "\"duties.update_availability_months\" = 120, \"duties.disclosure_days\" = 10, \
                   \"enforcement.inspections\" = 6, \"enforcement.inspection_cost_eur\" = 1000";
        regime(&format!(
            "name = \"v{date}\"\nextends = \"status-quo\"\n[[rule]]\nwhere = {{ vintage = {date} }}\nset = {{ {set} }}\n"
        ))
    };
    let plan = plan(&tiny(&[]), &[named("status-quo"), law("2027-01-01")]);
    let mut seen: [Vec<Vec<f64>>; 2] = Default::default();
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(regime) = stage {
            seen[regime].push(state(world));
        }
    })
    .unwrap();
    assert_eq!(seen[0][..=12], seen[1][..=12], "nothing moves before 2027");
    assert_ne!(seen[0][24], seen[1][24], "something does after it");
}

#[test]
fn a_duty_for_newer_products_leaves_older_ones_alone() {
    // Nothing is shipped any more, and little sold after the date: nearly every device in use is older. Whoever owes can pay, or makers
    // that the newer duty may ruin would respond otherwise for older devices too.
    let still = [
        "finance.initial_cash_eur=1e12",
        "finance.liquidity_months=inf",
        "innovation.launches_per_year=0",
        "entry.slots=0",
        "entry.grace_months=10000",
        "segment.*.awareness=1",
        "threat.ever_exploited=0.2",
    ];
    let newer = "name = \"newer\"\n[[rule]]\nset = { \"standard.kind\" = \"strict\" }\n[[rule]]\n\
                 where = { vintage = 2027-12-30 }\nset = { \"duties.patch_days\" = 1, \"damages.multiplier\" = 9 }\n";
    let plan = plan(&lawless(&still), &[ruled("\"standard.kind\" = \"strict\""), regime(newer)]);
    for run in runs(&plan, 0..2) {
        // One month of sales of 24 is newer: were older products meant, payments would be several times as high.
        for (key, tolerance) in [("harm", 0.01), ("liability_paid", 0.1), ("days_to_fix", 0.01)] {
            let (old, new) = (outcome(&plan, &run[0], key), outcome(&plan, &run[1], key));
            assert!(near(old, new, tolerance, 0.0), "{key}: {old} and {new}");
        }
    }
}

/// Half the care leaves half the flaws, and so on.
struct Halving;

impl Prevention for Halving {
    fn intensity(&self, care: f64) -> f64 {
        exp(-care)
    }
    fn log_slope(&self, _care: f64) -> f64 {
        -1.0
    }
    fn is_log_linear(&self) -> bool {
        true
    }
}

#[test]
fn an_integrator_expects_what_courts_will_find_about_components() {
    let shocks = Shocks::new(7, 0);
    for (link, error, due, diligence, made_with) in [
        (Link::ButFor, 0.0, 1.5, 1.0, 2.0),
        (Link::ButFor, 0.0, 2.5, 1.0, 2.0),
        (Link::ButFor, 0.7, 1.5, 1.0, 2.0),
        (Link::ButFor, 0.7, 1.5, 1.4, 0.5),
        (Link::Full, 0.7, 1.5, 1.0, 2.0),
    ] {
        let mut rule = Rule::default();
        (rule.standard.kind, rule.standard.court_error, rule.causation.link) =
            (Kind::Negligence, error, link);
        let draws = 40_000;
        let liable = (0..draws).filter(|&draw| {
            // Flaws that the component's own care left: arrivals below λ(made_with).
            let arrival = shocks.uniform(Stream::FlawArrival, draw, 0, 0) * exp(-made_with);
            let conduct = Conduct {
                origin: Origin::Component,
                care: diligence,
                due,
                prevented_by: -ln(arrival),
                late_share: 0.0,
                complexity: 1.0,
            };
            let court = shocks.normal(Stream::CourtError, draw, 0, 0);
            verdict(&rule, &conduct, court).ground == Ground::Breach
        });
        let found = liable.count() as f64 / draws as f64;
        let chance = integrator_chance(&rule, due, diligence, made_with, &Halving);
        let error_of_mean = (found * (1.0 - found) / draws as f64).sqrt().max(1e-4);
        assert!((chance.value - found).abs() < 4.0 * error_of_mean, "{chance:?}, but {found}");
        if error > 0.0 {
            let step = 1e-5;
            let at = |care: f64| integrator_chance(&rule, due, care, made_with, &Halving).value;
            let slope = (at(diligence + step) - at(diligence - step)) / (2.0 * step);
            assert!((slope - chance.slope).abs() < 1e-4, "{slope}, but {chance:?}");
        }
    }
}

#[test]
fn the_funnel_nests_when_every_victim_claims() {
    let everybody =
        ["segment.*.awareness=1", "finance.liquidity_months=inf", "finance.initial_cash_eur=1e12"];
    let law = "\"standard.kind\" = \"strict\", \"causation.attribution\" = 0.3, \"damages.cap_eur\" = 500, \
               \"procedure.settlement\" = false";
    let plan = plan(&lawless(&everybody), &[ruled(law)]);
    for replication in 0..4 {
        let mut steps = [0.0; 5];
        watch(&plan, replication, |stage, world| {
            if matches!(stage, Stage::RunOff(_)) {
                let funnel =
                    [Item::Recoverable, Item::Attributable, Item::Claimed, Item::Found, Item::Collected];
                steps = funnel.map(|item| total(world, item));
            }
        })
        .unwrap();
        assert!(steps[4] > 0.0, "{steps:?}");
        assert!(steps.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-9)), "{steps:?}");
    }
}

#[test]
fn liability_makes_fixes_faster() {
    let strict = "\"standard.kind\" = \"strict\", \"procedure.settlement\" = false";
    // The same makers under both laws.
    let many =
        ["segment.*.awareness=1", "threat.ever_exploited=0.2", "entry.slots=0", "entry.grace_months=120"];
    let plan = plan(&lawless(&many), &[ruled("\"damages.data\" = 1"), ruled(strict)]);
    let hastened: Vec<f64> = (0..4).map(|source| plan.setting().hastened(source)).collect();
    assert!(hastened[0] > 0.1 && hastened[1] > 0.1, "faster fixes save harm: {hastened:?}");
    let run = &runs(&plan, 0..1)[0];
    for (key, sign) in [("care_response", 1.0), ("days_to_fix", -1.0)] {
        let (none, liable) = (outcome(&plan, &run[0], key), outcome(&plan, &run[1], key));
        assert!(sign * (liable - none) > 0.0, "{key}: {none}, with liability {liable}");
    }
}

/// Months from birth until attackers can use the flaws that components get after the announcement.
#[test]
fn components_flaws_are_published_as_the_strictest_law_says() {
    let law = |days: u32| {
        regime(&format!("name = \"d{days}\"\n[[rule]]\nset = {{ \"duties.disclosure_days\" = {days} }}\n"))
    };
    let many = ["component.*.flaws_per_year=100", "component.*.fix_days=120", "threat.weaponisation=18"];
    let plan = plan(&lawless(&many), &[law(5), law(365)]);
    let mut waits = [(0.0, 0); 2];
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(regime) = stage {
            let young = world.component_flaws.iter().filter(|flaw| flaw.born >= 0.0);
            waits[regime] = young.fold((0.0, 0), |(sum, n), flaw| (sum + flaw.usable - flaw.born, n + 1));
        }
    })
    .unwrap();
    let [(early, some), (late, same)] = waits;
    assert!(some > 4 && some == same, "{some} and {same} flaws");
    assert!(early < late, "{early} and {late} months");
}
