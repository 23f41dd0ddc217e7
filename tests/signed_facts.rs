//! What is certain in theory under stated conditions, on the full model: where a fact is about what makers do, maker by maker in
//! one and the same state of a market; where it needs a market of its own, on the engine of the limiting cases.
//!
//! The numbers are those of the list of facts in the design. What depends on parameters (whether small makers exit, strict
//! liability against negligence in welfare, …) is reported by runs and asserted nowhere.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::law::regime::Regime;
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::theory::{Answers, Column, Given, Patch, Reading, group};
use caveat::world::Plan;
use support::{FROZEN, STILL, lawless, outcome, plan, ruled, runs, watch};

/// A defect suffices.
const STRICT: &str = "\"standard.kind\" = \"strict\", \"procedure.settlement\" = false";

/// Whoever owes can pay, and nobody insures.
const SOLVENT: &[&str] =
    &["finance.initial_cash_eur=1e12", "finance.liquidity_months=inf", "insurer.offered=false"];

/// What makers plan in one state of a market, a dozen of them with flaws that live and die, under each law from the month of its
/// announcement on.
fn plans(changes: &[&str], laws: &[Regime]) -> Vec<Vec<(Plan, f64)>> {
    let short = ["clock.horizon_months=1", "clock.run_off_months=0"];
    let changes: Vec<&str> = STILL.iter().chain(&short).chain(changes).copied().collect();
    let plan = plan(&lawless(&changes), laws);
    let mut seen: Vec<Vec<(Plan, f64)>> = vec![Vec::new(); laws.len()];
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(law) = stage {
            let firms = world.active.iter().map(|&index| &world.firms[index as usize]);
            seen[law] = firms.map(|firm| (firm.plan, firm.units_year)).collect();
        }
    })
    .unwrap();
    assert!(seen.iter().all(|firms| firms.len() == seen[0].len() && firms.len() > 4));
    seen
}

fn care(plan: &Plan) -> f64 {
    plan.care.iter().sum()
}

/// No maker plans less care of any kind under the second law than under the first, and some plan more.
fn assert_more_care(less: &[(Plan, f64)], more: &[(Plan, f64)], what: &str) {
    for ((low, _), (high, _)) in less.iter().zip(more) {
        for prong in 0..3 {
            let (low, high) = (low.care[prong], high.care[prong]);
            assert!(high >= low * (1.0 - 1e-6), "{what}: {low}, then {high}");
        }
    }
    let all = |plans: &[(Plan, f64)]| plans.iter().map(|(plan, _)| care(plan)).sum::<f64>();
    assert!(all(more) > all(less), "{what} moves nobody");
}

fn assert_same_care(one: &[(Plan, f64)], other: &[(Plan, f64)], tolerance: f64) {
    for ((one, _), (other, _)) in one.iter().zip(other) {
        for (a, b) in one.care.iter().zip(other.care) {
            assert!((a - b).abs() <= tolerance * (1.0 + a.abs()), "{:?} and {:?}", one.care, other.care);
        }
    }
}

/// Answers of a group of limiting cases.
fn answers(id: &str, params: &[(&str, f64)]) -> Answers {
    group(id).unwrap().run(params).unwrap()
}

/// One run of a group, with levers set.
fn reading(id: &str, params: &[(&str, f64)], patch: &Patch) -> Reading {
    let group = group(id).unwrap();
    let params = group.params(params).unwrap();
    group.probe(&params).run(patch).unwrap()
}

fn value(answers: &Answers, path: &str) -> f64 {
    answers.value(path).unwrap_or_else(|| panic!("no {path}"))
}

/// Risks of many sizes: `(p0, k, h)`.
const RISKS: [[f64; 3]; 4] = [[0.2, 0.5, 100.0], [0.05, 2.0, 40.0], [0.9, 0.1, 3000.0], [0.5, 1.0, 20.0]];

fn risk([p0, k, h]: [f64; 3]) -> Vec<(&'static str, f64)> {
    vec![("p0", p0), ("k", k), ("h", h)]
}

#[test]
fn fact_01_strict_liability_never_lowers_planned_care() {
    let laws = [ruled("\"damages.data\" = 1"), ruled(STRICT)];
    let found = plans(SOLVENT, &laws);
    assert_more_care(&found[0], &found[1], "strict liability");
    // Buyers who see all that they lose, and lose all that is lost, have brought that care already, where a maker keeps what they pay
    // for it: of a euro of revenue overhead and research take their share, of a euro of liability they do not.
    let seen = [
        "segment.*.misperception=1",
        "segment.*.awareness=1",
        "head.third_party.incidence=0",
        "finance.overhead_share=0",
        "innovation.rd_share=0",
    ];
    let found = plans(&[SOLVENT, &seen[..]].concat(), &laws);
    assert_same_care(&found[0], &found[1], 1e-3);
    assert!(found[0].iter().any(|(plan, _)| care(plan) > 0.0));
    // Care that cannot pay is not taken.
    let dear = ["care.cost_design_eur=1e12", "care.cost_testing_eur=1e12", "care.cost_response_eur=1e12"];
    let found = plans(&[SOLVENT, &dear[..]].concat(), &laws);
    assert!(found.iter().flatten().all(|(plan, _)| care(plan) == 0.0));
}

#[test]
fn fact_02_care_follows_every_part_of_liability() {
    let law = |more: &str| ruled(&format!("{STRICT}, {more}"));
    let laws = [
        law("\"causation.attribution\" = 0.2"),
        law("\"causation.attribution\" = 0.8"),
        law("\"damages.multiplier\" = 1"),
        law("\"damages.multiplier\" = 3"),
        law("\"procedure.delay_months\" = 120"),
        law("\"procedure.delay_months\" = 1"),
    ];
    let found = plans(&[SOLVENT, &["finance.disappearance_hazard=0.05"]].concat(), &laws);
    for (at, what) in [(0, "attribution"), (2, "multiplier"), (4, "less delay")] {
        assert_more_care(&found[at], &found[at + 1], what);
    }
    // Assets, discount and exit are no law: they need a market that is the same in all else.
    let base = [("delay", 3.0), ("assets", 60.0)];
    let care = |more: (&'static str, f64)| {
        reading("m2", &[&base[..], &[more]].concat(), &Patch::new()).column(Column::Care)
    };
    for (name, low, high) in [("assets", 20.0, 50.0), ("r", 0.3, 0.02), ("mu", 0.3, 0.0)] {
        assert!(care((name, low)) < care((name, high)), "{name}");
    }
}

#[test]
fn fact_03_negligence_outlasts_strict_liability_as_assets_fall() {
    for params in RISKS {
        let best = value(&answers("b1", &risk(params)), "x_social");
        let [_, _, h] = params;
        for share in [0.37, 0.5, 0.8, 0.99, 1.0, 3.0] {
            let with = |law: &Patch| {
                let law = law.clone().set("finance.initial_cash_eur", share * h);
                reading("b1", &risk(params), &law).column(Column::Care)
            };
            let strict = with(&Patch::new().set("standard.kind", "strict"));
            let negligence =
                with(&Patch::new().set("standard.kind", "negligence").set("standard.due_design", best));
            assert!(negligence >= strict * (1.0 - 1e-6), "{share}: {negligence} and {strict}");
            assert_eq!(share < 1.0, negligence > strict * (1.0 + 1e-6), "{share}: {negligence} and {strict}");
        }
    }
}

#[test]
fn fact_04_under_perfect_competition_output_falls_from_none_over_negligence_to_strict() {
    let market = Patch::new()
        .set("demand.conduct", 0)
        .set("size.*.turnover_max_eur", 1e9)
        .set("size.*.turnover_min_eur", 1e9)
        .set("clock.horizon_months", 120)
        .set("accident.rate", 0.1)
        .set("accident.victims", "sold")
        .set("head.property.mean_eur", 50)
        .set("category.*.price_eur", 30);
    let sold = |law: &Patch| {
        let run = reading("j3", &[("N", 4.0)], &market.clone().set("demand.unit_cost_eur", 30).and(law));
        assert!(run.column(Column::PriceChange).abs() < 1e-9);
        run.column(Column::Share)
    };
    let none = sold(&Patch::new());
    let negligence = sold(&Patch::new().set("standard.kind", "negligence").set("standard.due_design", 1));
    let strict = sold(&Patch::new().set("standard.kind", "strict"));
    assert!(none >= negligence && negligence > strict, "{none}, {negligence}, {strict}");
}

#[test]
fn fact_05_strict_liability_compensates_no_less_than_negligence() {
    // Of the care that all take, courts find enough in design, and too little in testing.
    let negligence = "\"standard.kind\" = \"negligence\", \"procedure.settlement\" = false, \"standard.due_care\" = \"explicit\", \
                      \"standard.due_design\" = 0.2, \"standard.due_testing\" = 2";
    let frozen: Vec<&str> = FROZEN.iter().chain(STILL).copied().collect();
    let plan = plan(&lawless(&frozen), &[ruled(negligence), ruled(STRICT)]);
    let mut more = 0;
    for run in runs(&plan, 0..4) {
        let of = |law: usize, key: &str| outcome(&plan, &run[law], key);
        assert_eq!(of(0, "harm"), of(1, "harm"));
        assert!(of(1, "compensation_rate") >= of(0, "compensation_rate"));
        assert!(of(0, "compensation_rate") > 0.0, "negligence compensates nobody");
        more += usize::from(of(1, "compensation_rate") > of(0, "compensation_rate"));
    }
    assert!(more > 0, "the same harm is compensated the same");
}

#[test]
fn fact_06_small_errors_of_courts_bring_too_much_care_and_large_ones_too_little() {
    for params in RISKS {
        let found = answers("c", &risk(params));
        let beyond = |row: usize| value(&found, &format!("table[{row}].care_minus_optimum"));
        assert!(beyond(0) > 0.0, "a hundredth of the optimum: {}", beyond(0));
        assert!(beyond(6) < 0.0, "one and a half optima: {}", beyond(6));
    }
}

#[test]
fn fact_07_full_cover_ends_care_unless_the_premium_follows_it() {
    let cover = |rated: bool| {
        let insurer = [
            "insurer.offered=true",
            "insurer.expense=0",
            "insurer.risk_load=0",
            "insurer.deductible_turnover=0",
            "insurer.limit_turnover=100",
            "insurer.capital_eur=1e15",
            "finance.initial_cash_eur=1e12",
            "finance.liquidity_months=inf",
        ];
        let rated = if rated { "insurer.practice_rated=true" } else { "insurer.practice_rated=false" };
        let laws = [
            ruled("\"damages.data\" = 1"),
            ruled(&format!("{STRICT}, \"cover.mandatory\" = true")),
            ruled(STRICT),
        ];
        plans(&[&insurer[..], &[rated]].concat(), &laws)
    };
    let blind = cover(false);
    assert!(blind[1].iter().all(|(plan, _)| plan.insured));
    assert_same_care(&blind[0], &blind[1], 1e-2);
    let seeing = cover(true);
    assert!(seeing[1].iter().all(|(plan, _)| plan.insured));
    let alone = plans(SOLVENT, &[ruled("\"damages.data\" = 1"), ruled(STRICT)]);
    assert_same_care(&alone[1], &seeing[1], 1e-2);
    assert_more_care(&blind[1], &seeing[1], "a premium that follows practice");
}

#[test]
fn fact_10_the_best_standard_beside_liability_costs_no_more_than_either_alone() {
    for (assets, pi) in [(140.0, 0.9), (60.0, 0.9), (1e6, 0.4), (1e6, 1.0)] {
        let found = answers("l1", &[("assets", assets), ("pi", pi)]);
        let [joint, liability, regulation] =
            ["joint", "liability_alone", "regulation_alone"].map(|path| value(&found, path));
        assert!(
            joint <= liability.min(regulation) * (1.0 + 1e-9),
            "{joint} against {liability}, {regulation}"
        );
        assert!(value(&found, "joint_s") <= value(&found, "regulation_alone_s") * (1.0 + 1e-6));
    }
}

#[test]
fn fact_11_a_harbour_that_asks_for_less_than_the_optimum_lowers_care_of_those_inside() {
    let harbour = format!(
        "{STRICT}, \"relief.effect\" = \"share\", \"relief.share\" = 0.1, \"relief.design\" = 0.1, \
         \"relief.testing\" = 0.1, \"relief.response\" = 0.1"
    );
    let found = plans(SOLVENT, &[ruled(STRICT), ruled(&harbour)]);
    let inside = found[0].iter().zip(&found[1]).filter(|(_, (plan, _))| plan.harbour);
    let mut lowered = 0;
    for ((outside, _), (inside, _)) in inside {
        for prong in 0..3 {
            assert!(inside.care[prong] <= outside.care[prong].max(0.1) * (1.0 + 1e-6));
        }
        lowered += usize::from(care(inside) < care(outside));
    }
    assert!(lowered > 0, "nobody takes less care");
}

#[test]
fn fact_12_owners_whom_strict_liability_makes_whole_patch_no_more_than_under_negligence() {
    for (harm, a, b) in [(64.0, 1.0, 1.0), (500.0, 0.3, 2.0), (90.0, 2.0, 0.4)] {
        let found = answers("f", &[("H", harm), ("a", a), ("b", b)]);
        let victim = |rule: &str| value(&found, &format!("rules.{rule}.victim_care"));
        for rule in ["negligence", "negligence_contributory", "comparative", "strict_contributory"] {
            assert!(victim("strict") <= victim(rule) && victim(rule) > 0.0, "{rule}");
        }
    }
}

#[test]
fn fact_13_shared_components_widen_the_spread_of_harm_and_leave_its_mean() {
    let group = group("g3").unwrap();
    let spread = |shares: &[f64]| {
        let found = group.run(&[("shares", Given::from(shares))]).unwrap();
        (value(&found, "mean"), value(&found, "sd"))
    };
    let cases =
        [&[0.25, 0.25, 0.25, 0.25][..], &[0.4, 0.3, 0.2, 0.1], &[0.5, 0.5], &[0.9, 0.1], &[1.0]].map(spread);
    assert!(cases.iter().all(|(mean, _)| (mean - cases[0].0).abs() < 1e-9 * mean), "{cases:?}");
    assert!(cases.windows(2).all(|pair| pair[0].1 < pair[1].1), "{cases:?}");
}

#[test]
fn fact_14_where_security_is_a_fixed_cost_larger_makers_are_safer() {
    let fixed = ["care.scale_exponent=0", "category.*.complexity=1"];
    let found = plans(&[SOLVENT, &fixed[..]].concat(), &[ruled(STRICT)]);
    let mut makers: Vec<(f64, f64)> = found[0].iter().map(|(plan, units)| (*units, plan.care[2])).collect();
    makers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (small, large) = (makers[0], makers[makers.len() - 1]);
    assert!(large.0 > 5.0 * small.0 && large.1 > small.1, "{makers:?}");
    let table = answers("n1", &[]);
    let row = |at: usize, key: &str| value(&table, &format!("table[{at}].{key}"));
    for at in 0..3 {
        assert!(row(at + 1, "security_spend") > row(at, "security_spend"));
        assert!(at == 0 || row(at + 1, "per_unit_spend") < row(at, "per_unit_spend"));
    }
}

#[test]
fn fact_15_exempting_some_makers_moves_share_to_them() {
    let pricing = [
        "demand.pricing=oligopoly",
        "entry.slots=0",
        "threat.endogenous=false",
        "segment.*.awareness=1",
        "head.data.mean_eur=2000",
    ];
    let changes: Vec<&str> = FROZEN.iter().chain(&pricing).copied().collect();
    let exempt = "name = \"tiered\"\n[[rule]]\nset = { \"standard.kind\" = \"strict\", \"procedure.settlement\" = false }\n\
                  [[rule]]\nwhere = { size = [\"micro\", \"small\"] }\nset = { \"standard.kind\" = \"none\" }\n";
    let plan = plan(&lawless(&changes), &[ruled(STRICT), support::regime(exempt)]);
    let mut shares = [0.0; 2];
    watch(&plan, 0, |stage, world| {
        if let Stage::Evaluation(law) = stage {
            let units =
                |keep: fn(usize) -> bool| world.tally.total(|size, _| keep(size))[Item::Units as usize];
            shares[law] = units(|size| size < 2) / units(|_| true);
        }
    })
    .unwrap();
    assert!(shares[1] > shares[0] && shares[0] > 0.0, "{shares:?}");
}

#[test]
fn fact_16_victims_who_bear_only_their_own_loss_invest_too_little() {
    for others in [1e4, 1e5, 1e6] {
        let spill =
            Patch::new().set("head.third_party.incidence", 1).set("head.third_party.mean_eur", others);
        let h1 = group("h1").unwrap();
        let params = h1.params::<&str, f64>(&[]).unwrap();
        let mut probe = h1.probe(&params);
        let own = probe.run(&spill).unwrap().column(Column::Care);
        let (best, _) = probe.minimise("care.imposed_design", &spill, Reading::social_cost).unwrap();
        assert!(own < best && own > 0.0, "{own} against {best}");
    }
}
