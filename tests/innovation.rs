//! Research, what stops it, and the budget that features and security may share.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::world::Plan as Choice;
use support::{
    FROZEN, SEED, STILL, column, final_worlds, lawless, outcome, plan, regime, ruled, runs, tiny, total,
    watch,
};

/// Whoever wants research can pay for it.
const RICH: [&str; 2] = ["finance.initial_cash_eur=1e12", "finance.liquidity_months=inf"];

/// A law that asks for care.
fn floors() -> Regime {
    ruled("\"duties.floor_design\" = 6, \"duties.floor_testing\" = 6")
}

#[test]
fn what_a_cost_of_releases_stops_is_what_would_have_come_with_the_same_draws() {
    let dear = |eur: &str| ruled(&format!("\"duties.compliance_eur\" = {eur}"));
    let plan = plan(&lawless(&[STILL, FROZEN].concat()), &[dear("1e6"), dear("4e6")]);
    let mut more = 0.0;
    for replication in 0..6 {
        let ends = final_worlds(&plan, replication);
        let of = |item: Item| [total(&ends[0].0, item), total(&ends[1].0, item)];
        let (made, stopped, months) = (of(Item::Launches), of(Item::LaunchesStopped), of(Item::MakerMonths));
        assert_eq!(months[0], months[1], "the same makers stay in business");
        assert_eq!(
            made[0] + stopped[0],
            made[1] + stopped[1],
            "a draw brings a release, or is stopped: {made:?} {stopped:?}"
        );
        more += stopped[1] - stopped[0];
    }
    assert!(more > 10.0, "{more}");
}

/// Design and testing care, and research, of a year, over turnover, as makers have just decided.
fn each_choice(plan: &Plan, mut visit: impl FnMut(&Choice, f64)) {
    let launches = plan.setting().market.innovation.launches_per_year;
    let mut known: Vec<Choice> = Vec::new();
    watch(plan, 0, |stage, world| {
        if matches!(stage, Stage::RunOff(_)) {
            return;
        }
        known.resize(world.firms.len().max(known.len()), Choice::default());
        for &index in &world.active {
            let (firm, known) = (&world.firms[index as usize], &mut known[index as usize]);
            if firm.decided && firm.plan != *known {
                *known = firm.plan;
                let care = launches * firm.plan.release_care_eur;
                visit(&firm.plan, (care + firm.plan.research) / firm.turnover);
            }
        }
    })
    .unwrap();
}

#[test]
fn features_and_security_keep_to_their_budget_and_what_the_law_asks_comes_first() {
    let market = [&RICH[..], &["innovation.development_budget=0.05"]].concat();
    let plan = plan(&lawless(&market), &[floors()]);
    let (mut choices, mut bound, mut over) = (0, 0, 0);
    each_choice(&plan, |choice, spent| {
        choices += 1;
        bound += usize::from((spent - 0.05).abs() < 1e-9);
        if spent > 0.05 + 1e-9 {
            // Care that the law asks for alone takes more than the budget: nothing is left for features.
            over += 1;
            assert_eq!(choice.research, 0.0, "{spent}");
        }
    });
    assert!(choices > 50 && 2 * bound > choices && over > 0, "{choices} {bound} {over}");
}

#[test]
fn care_that_the_law_asks_for_crowds_out_features_where_both_share_a_budget() {
    let ground = [STILL, &RICH, &["clock.horizon_months=60"]].concat();
    let base = plan(&lawless(&ground), &[]);
    let laws = [regime("name = \"none\"\n"), floors()];
    let fall = |budget: &str| {
        let set = format!("innovation.development_budget={budget}");
        let changes = [&ground[..], &[set.as_str()]].concat();
        let plan = Plan::taught(&lawless(&changes), &laws, SEED, &base).unwrap();
        let at = column(&plan, "launches");
        let runs = runs(&plan, 0..8);
        runs.iter().map(|runs| runs[0].outcomes[at] - runs[1].outcomes[at]).collect::<Vec<f64>>()
    };
    let (apart, shared) = (fall("inf"), fall("0.06"));
    let more: Vec<f64> = shared.iter().zip(&apart).map(|(shared, apart)| shared - apart).collect();
    let (mean, error) = support::mean_and_error(&more);
    println!("launches fall by {apart:?} apart, {shared:?} shared");
    assert!(mean > 3.0 * error && mean > 0.0, "{mean} ± {error}");
}

#[test]
fn a_maker_whose_budget_binds_gives_up_some_care_and_some_research() {
    // What makers know in the first month is the same with a budget and without.
    let base = plan(&tiny(&RICH), &[]);
    let first = |budget: &str| {
        let set = format!("innovation.development_budget={budget}");
        let changes = [&RICH[..], &[set.as_str()]].concat();
        let plan = Plan::taught(&tiny(&changes), &[], SEED, &base).unwrap();
        let mut choices: Vec<Choice> = Vec::new();
        watch(&plan, 0, |_, world| {
            if choices.is_empty() {
                choices.extend(world.firms.iter().map(|firm| firm.plan));
            }
        })
        .unwrap();
        choices
    };
    let (free, bound) = (first("inf"), first("0.055"));
    let mut both = 0;
    for (free, bound) in free.iter().zip(&bound) {
        assert!(bound.care[0] <= free.care[0] + 1e-9 && bound.care[1] <= free.care[1] + 1e-9);
        assert!(bound.research <= free.research * (1.0 + 1e-9));
        both += usize::from(bound.care[0] + 1e-6 < free.care[0] && bound.research < 0.999 * free.research);
    }
    assert!(3 * both > free.len(), "{both} of {} give up some of both", free.len());
}

#[test]
fn a_release_is_sold_when_certifiers_let_it_go_and_the_next_project_waits_for_it() {
    let market = [STILL, FROZEN, &["innovation.launches_per_year=2", "clock.horizon_months=60"]].concat();
    let law = |more: &str| {
        ruled(&format!("\"certification.mandatory\" = true, \"certification.months\" = 5, {more}"))
    };
    let laws = [
        ruled("\"certification.mandatory\" = true"),
        law("\"certification.false_fail\" = 0"),
        law("\"certification.false_fail\" = 0.5"),
    ];
    let plan = plan(&lawless(&market), &laws);
    for runs in runs(&plan, 0..4) {
        let of = |law: usize, key: &str| outcome(&plan, &runs[law], key);
        assert_eq!((of(0, "months_to_market"), of(1, "months_to_market")), (0.0, 5.0));
        assert!(of(2, "months_to_market") > 6.5, "who fails is assessed again");
        assert!(of(1, "launches") < of(0, "launches") && of(2, "launches") < of(1, "launches"));
    }
    // By maker: the release on sale, and when it changed.
    let mut on_sale: Vec<(u32, i32)> = Vec::new();
    let mut waited = 0;
    watch(&plan, 0, |stage, world| {
        if !matches!(stage, Stage::Evaluation(1)) {
            on_sale.clear();
            return;
        }
        on_sale.resize(world.firms.len(), (u32::MAX, i32::MIN));
        for (firm, last) in world.firms.iter().zip(&mut on_sale) {
            if firm.release != last.0 {
                assert!(world.month < 5 || last.1 < world.month - 5, "one project at a time");
                (waited, *last) = (waited + usize::from(last.1 > 0), (firm.release, world.month));
            }
            if let Some(waiting) = firm.waiting {
                assert!(firm.sells() || !firm.is_active(), "what was sold before is sold meanwhile");
                assert_eq!(waiting.ready - waiting.succeeded, 5);
            }
        }
    })
    .unwrap();
    assert!(waited > 10, "{waited}");
}
