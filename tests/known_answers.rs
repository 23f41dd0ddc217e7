//! Outcomes whose value is known without the engine: from formulas, from the books, or from another run.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::experiment::compare::Plan;
use caveat::ledger::{Account, Party};
use caveat::math::{ln_1p, pow};
use caveat::outcome::{Books, Outcome, Totals};
use caveat::run::{RegimeRun, Stage};
use caveat::tally::{ITEMS, Item};
use support::{final_worlds, lawless, near, outcome, plan, ruled, runs, total, watch};

/// Makers pay whatever they owe, every victim claims, nobody insures.
const EVERYBODY_PAYS: [&str; 7] = [
    "finance.initial_cash_eur=1e13",
    "finance.liquidity_months=inf",
    "finance.disappearance_hazard=0",
    "segment.*.awareness=1",
    "insurer.offered=false",
    "innovation.launches_per_year=1",
    "head.*.mean_eur=50",
];

/// Strict liability that gives every victim the whole loss, and no more.
const WHOLE: &str = "\"standard.kind\" = \"strict\", \"procedure.settlement\" = false";

/// The tiny market under a law of these settings, with changes.
fn world_of(changes: &[&str], laws: &[&str]) -> Plan {
    let named = laws
        .iter()
        .enumerate()
        .map(|(at, law)| support::regime(&format!("name = \"law{at}\"\n[[rule]]\nset = {{ {law} }}\n")));
    plan(&lawless(changes), &named.collect::<Vec<_>>())
}

fn with<'a>(changes: &[&'a str]) -> Vec<&'a str> {
    EVERYBODY_PAYS.into_iter().chain(changes.iter().copied()).collect()
}

/// The value of an outcome on sums in which every item named has an amount and every other is 0.
fn value(key: &str, amounts: &[(Item, f64)]) -> f64 {
    let mut sums = [0.0; ITEMS];
    for &(item, amount) in amounts {
        sums[item as usize] = amount;
    }
    let books = Books { consumer_surplus: 100.0, profits: 40.0, variety: 30.0, ..Books::default() };
    (Outcome::find(key).unwrap().value)(&Totals { sums: &sums, years: 2.0, books: &books })
}

#[test]
fn formulas_say_what_they_compute() {
    use Item::*;
    let paid = [(MakerPaid, 60.0), (CoverPaid, 45.0), (SupplierPaid, 20.0)];
    assert_eq!(value("paid_by_makers", &paid), 15.0 / 80.0);
    assert_eq!(value("paid_by_insurers", &paid), 45.0 / 80.0);
    assert_eq!(value("paid_by_suppliers", &paid), 20.0 / 80.0);
    let burden =
        [(ComplianceCost, 5.0), (Premiums, 7.0), (MakerPaid, 60.0), (CoverPaid, 45.0), (Revenue, 1000.0)];
    assert_eq!(value("burden", &burden), 0.027, "cover is not counted beside its premium");
    let cost = [
        (ForecastPayment, 60.0),
        (CededPayment, 40.0),
        (ComplianceCost, 5.0),
        (Premiums, 50.0),
        (Units, 25.0),
    ];
    assert_eq!(value("liability_unit_cost", &cost), 3.0);
    assert_eq!(value("launch_interval", &[(MakerMonths, 240.0), (Launches, 15.0)]), 16.0);
    assert_eq!(value("variety", &[(Products, 240.0), (MarketMonths, 24.0)]), 10.0);
    assert_eq!(value("contested_share", &[(Suits, 20.0), (Settled, 15.0)]), 0.25);
    // Two claims of 10 EUR, of which one brings 10 and one nothing: mean ½ a euro, standard deviation ½.
    let awards = [(BreachLoss, 20.0), (BreachAward, 10.0), (BreachSquares, 10.0)];
    assert_eq!(value("payment_dispersion", &awards), 1.0);
    assert!(value("payment_dispersion", &[]).is_nan());
    assert_eq!(value("outstanding", &[(Outstanding, 8.0), (DeviceMonths, 24_000.0)]), 4.0);
    assert_eq!(value("variety_value", &[]), 30.0);
    assert_eq!(value("welfare_without_variety", &[]), 110.0);
    let harm = [(HarmDiscounted, 40.0), (ExpectedHarmDiscounted, 25.0)];
    assert_eq!(value("welfare_expected", &harm), 155.0);
    assert_eq!(value("welfare_expected_without_variety", &harm), 125.0);
    assert!(value("welfare_expected_without_variety", &[]).is_nan(), "nobody looked at harm");
}

#[test]
fn flows_are_reported_by_the_month_and_harm_by_the_accident() {
    let cohort = |key: &str| Outcome::find(key).unwrap().cohort.name();
    for key in ["welfare", "profits", "consumer_surplus", "public_purse", "victims_net", "variety_value"] {
        assert_eq!(cohort(key), "month", "{key} sums flows of the books by the month they are paid");
    }
    for key in ["harm", "compensation_rate", "paid_by_makers", "outstanding", "forecast_error"] {
        assert_eq!(cohort(key), "accident", "{key}");
    }
    assert_eq!((cohort("survival"), cohort("terminal_harm")), ("horizon", "horizon"));
}

/// For N products alike, `ln D = ln N + v`, so that one alone would leave odds of `N^−(1−ρ)` times theirs.
#[test]
fn variety_of_like_products_is_the_logarithm_of_their_number() {
    let alike = [
        "demand.fit=stated",
        "demand.price_weight=0.02",
        "demand.nesting=0.4",
        "demand.quality=1",
        "demand.unit_cost_eur=60",
        "demand.pricing=fixed",
        "demand.trust_weight=0",
        "demand.reputation_loss=0",
        "demand.shock_sd=0",
        "segment.*.misperception=0",
        "innovation.launches_per_year=0",
        "entry.slots=0",
        "finance.discount_social=0",
        "threat.compromises_per_device_year=0",
        "finance.initial_cash_eur=1e13",
        "finance.liquidity_months=inf",
        "finance.franchise_years=0",
    ];
    let plan = plan(&lawless(&alike), &[ruled("\"damages.data\" = 1")]);
    let (setting, mut expected, mut products) = (plan.setting(), 0.0, 0.0);
    let cells = setting.cells.len();
    let found = watch(&plan, 0, |stage, world| {
        if !matches!(stage, Stage::Evaluation(_)) || world.month == 0 {
            return;
        }
        for (index, arena) in world.arenas.iter().enumerate() {
            let category = &setting.categories[index / cells];
            let makers = world.active.iter().map(|&at| &world.firms[at as usize]);
            let n = makers.filter(|firm| usize::from(firm.category) == index / cells).count() as f64;
            let odds = arena.inside / (1.0 - arena.inside);
            let of_one = ln_1p(odds * pow(n, -category.nest));
            expected += arena.buyers / category.alpha * (ln_1p(odds) - of_one);
            products += n / (cells * setting.categories.len()) as f64 / 24.0;
        }
    });
    let run = &found.unwrap()[0];
    let found = outcome(&plan, run, "variety_value");
    assert!(near(found, expected, 1e-9, 0.0) && expected > 1e5, "{found}, but {expected} by the formula");
    assert!(near(outcome(&plan, run, "variety"), products, 1e-9, 0.0), "{products}");
    let without = outcome(&plan, run, "welfare") - expected;
    assert!(near(outcome(&plan, run, "welfare_without_variety"), without, 1e-9, 0.0));
}

#[test]
fn who_paid_agrees_with_the_books() {
    let insured = ["insurer.offered=true", "insurer.capital_eur=1e12", "component.*.capital_eur=1e12"];
    let law = "\"standard.kind\" = \"strict\", \"cover.mandatory\" = true, \"cover.limit_turnover\" = 0.1, \
               \"apportionment.sharing\" = \"several\", \"apportionment.supplier_share\" = 0.5";
    let plan = plan(&lawless(&with(&insured)), &[ruled(law)]);
    let (mut before, mut worst, mut last) = (0.0, 0.0_f64, None);
    let found = watch(&plan, 1, |stage, world| {
        let paid = world.ledger.flow(Party::Insurer, Party::Maker, Account::Damages);
        match stage {
            Stage::BurnIn => {}
            Stage::Evaluation(_) => worst = worst.max(paid - std::mem::replace(&mut before, paid)),
            Stage::RunOff(_) => last = Some(world.clone()),
        }
    });
    let (world, run) = (last.unwrap(), &found.unwrap()[0]);
    let from_cover = world.ledger.flow(Party::Insurer, Party::Maker, Account::Damages);
    let victims = [Party::Buyer, Party::ThirdParty];
    let by = |party| victims.iter().map(|&to| world.ledger.flow(party, to, Account::Damages)).sum::<f64>();
    let (makers, suppliers) = (by(Party::Maker), by(Party::Supplier));
    assert!(from_cover > 0.0 && suppliers > 0.0 && makers > from_cover, "{makers} {from_cover} {suppliers}");
    for (key, eur) in [
        ("paid_by_makers", makers - from_cover),
        ("paid_by_insurers", from_cover),
        ("paid_by_suppliers", suppliers),
    ] {
        assert!(near(outcome(&plan, run, key), eur / (makers + suppliers), 1e-9, 0.0), "{key}");
    }
    assert!(worst > 0.0 && near(outcome(&plan, run, "accumulation_loss"), worst, 1e-9, 0.0));
}

#[test]
fn tails_of_harm_are_those_of_its_monthly_path() {
    let plan = plan(&lawless(&[]), &[ruled("\"damages.data\" = 1")]);
    let run = &runs(&plan, 0..1)[0][0];
    let columns = caveat::outcome::PATHS.len();
    let mut harm: Vec<f64> = run.paths.iter().step_by(columns).copied().rev().take(24).collect();
    harm.sort_by(f64::total_cmp);
    // Of 24 months: 0.95·23 = 21.85, 0.99·23 = 22.77, and 5 % are 1.2 months.
    let between = |below: usize, part: f64| harm[below] + part * (harm[below + 1] - harm[below]);
    for (key, expected) in [
        ("harm_month_p95", between(21, 0.85)),
        ("harm_month_p99", between(22, 0.77)),
        ("harm_month_tvar", (harm[23] + 0.2 * harm[22]) / 1.2),
    ] {
        assert!(near(outcome(&plan, run, key), expected, 1e-9, 0.0) && expected > 0.0, "{key}");
    }
}

/// What is found or settled by the end, or would be, EUR per 1,000 device-years; whether the maker can pay it is another question.
fn owed(plan: &Plan, run: &RegimeRun) -> f64 {
    let of = |key| outcome(plan, run, key);
    of("harm") * of("found_share") + of("outstanding")
}

/// What is still open is worth what it brings when there is time to close it.
#[test]
fn outstanding_claims_are_what_a_longer_run_off_finds() {
    let law = format!("{WHOLE}, \"procedure.delay_months\" = 20");
    // Long enough that calibration takes the same months for both.
    let clock = |run_off| with(&["clock.horizon_months=96", run_off]);
    let short = plan(&lawless(&clock("clock.run_off_months=0")), &[ruled(&law)]);
    let long = plan(&lawless(&clock("clock.run_off_months=60")), &[ruled(&law)]);
    for replication in 0..3 {
        let soon = &runs(&short, replication..replication + 1)[0][0];
        let late = &runs(&long, replication..replication + 1)[0][0];
        assert!(outcome(&short, soon, "outstanding") > outcome(&long, late, "outstanding"));
        let open = outcome(&short, soon, "open_claims");
        assert!(open > 0.02, "{open}");
        let (soon, late) = (owed(&short, soon), owed(&long, late));
        assert!(near(soon, late, 1e-9, 0.0), "{soon} and {late}");
    }
}

/// Where one jurisdiction compensates and the other does not, whose share of harm is 1 − s, the standard deviation over the mean
/// is √((1 − s)/s), however much the first gives.
#[test]
fn disparity_of_two_jurisdictions_is_known() {
    let changes = with(&["segment.keen.share=1", "segment.lax.share=0"]);
    let law =
        format!("name = \"here\"\n[[rule]]\nwhere = {{ jurisdiction = \"here\" }}\nset = {{ {WHOLE} }}\n");
    let plan = plan(&lawless(&changes), &[support::regime(&law)]);
    let here = |at: usize| plan.setting().cells[at].jurisdiction == 0;
    for replication in 0..3 {
        let (world, run) = &final_worlds(&plan, replication)[0];
        let harm = |of: &dyn Fn(usize) -> bool| {
            let cells = world.tally.cells.iter().enumerate();
            cells.filter(|&(at, _)| of(at)).map(|(_, cell)| cell.harm).sum::<f64>()
        };
        let cells = plan.setting().cells.len();
        let share = harm(&|at| at < cells && here(at)) / harm(&|at| at < cells);
        assert!(share > 0.3 && share < 1.0, "{share}");
        let (found, expected) =
            (outcome(&plan, run, "compensation_disparity"), ((1.0 - share) / share).sqrt());
        assert!(near(found, expected, 1e-9, 0.0), "{found}, but {expected} by the formula");
        assert!(outcome(&plan, run, "harm_disparity") > 0.0);
    }
}

/// Nothing is uncertain where facts are always proven; where they are proven in one case of two, whoever is wronged wins all
/// or nothing.
#[test]
fn payments_vary_as_proof_does() {
    let plan = world_of(&EVERYBODY_PAYS, &[WHOLE, &format!("{WHOLE}, \"standard.proof\" = 0.5")]);
    let (mut loss, mut award) = (0.0, 0.0);
    for replication in 0..6 {
        let found = watch(&plan, replication, |stage, world| {
            if let Stage::RunOff(1) = stage
                && world.claims.closed == world.claims.counted
            {
                (loss, award) = (total(world, Item::BreachLoss), total(world, Item::BreachAward));
            }
        });
        let run = found.unwrap();
        assert!(outcome(&plan, &run[0], "payment_dispersion") < 1e-6, "certain payments do not vary");
        assert_eq!(outcome(&plan, &run[0], "contested_share"), 1.0, "nobody may settle");
        // All or nothing: Σp²/h = Σp, so that the dispersion is √(Σh/Σp − 1).
        let expected = (loss / award - 1.0).sqrt();
        assert!(near(outcome(&plan, &run[1], "payment_dispersion"), expected, 1e-6, 1.0), "{expected}");
    }
}

/// Makers who do the same whenever they decide, and who decide of nothing that others see.
const STILL: [&str; 11] = [
    "care.imposed_design=1",
    "care.imposed_testing=1",
    "care.imposed_response=1",
    "care.imposed_support=24",
    "demand.pricing=fixed",
    "segment.*.misperception=0",
    "segment.*.security_taste=0",
    "threat.base_exponent=0",
    "innovation.launches_per_year=0",
    "entry.slots=0",
    "entry.grace_months=10000",
];

/// Two vintages under one law: nothing changes, and no loss is judged twice.
#[test]
fn a_vintage_that_changes_nothing_changes_no_award() {
    let same = format!("name = \"same\"\n[[rule]]\nset = {{ {WHOLE} }}\n");
    let split = format!(
        "{same}[[rule]]\nwhere = {{ vintage = 2026-09-01 }}\nset = {{ \"damages.pattern_findings\" = 4 }}\n"
    )
    .replace("same", "split");
    let plan = plan(&lawless(&with(&STILL)), &[&same, &split].map(|law| support::regime(law)));
    for run in runs(&plan, 0..4) {
        for key in ["harm", "net_receipts", "found_share", "recoverable_share"] {
            let (whole, parts) = (outcome(&plan, &run[0], key), outcome(&plan, &run[1], key));
            assert!(near(whole, parts, 1e-9, 0.0) && whole > 0.0, "{key}: {whole} and {parts}");
        }
    }
}
