//! What common random numbers buy: the variance of a difference between two regimes on the same shocks, over that on
//! independent ones. Run with `cargo bench -p caveat --bench pairing [REPLICATIONS]`.

#[path = "../tests/support/mod.rs"]
mod support;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::scenario::Scenario;
use support::{SEED, market, named, outcome, regime, runs};

/// Reforms of the status quo, from small to large.
fn reforms() -> Vec<(&'static str, Regime)> {
    let rule = |set: &str| {
        regime(&format!("name = \"reform\"\nextends = \"status-quo\"\n[[rule]]\n[rule.set]\n{set}\n"))
    };
    let floor = |kind: &str| {
        let fine = "\"enforcement.inspections\" = 1\n\"enforcement.fine_turnover\" = 0.05";
        rule(&format!("\"duties.floor_{kind}\" = 1.0\n{fine}"))
    };
    vec![
        ("status quo", named("status-quo")),
        ("a floor of 1 under design care", floor("design")),
        ("a floor of 1 under response care", floor("response")),
        ("five years of support", rule("\"duties.support_months\" = 60")),
        ("negligence, better enforced", named("negligence")),
        ("strict", named("strict")),
        ("tiered", named("tiered")),
    ]
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() - 1) as f64
}

fn report(title: &str, scenario: &Scenario, replications: u64) {
    println!("{title}, {replications} replications");
    let (names, regimes): (Vec<_>, Vec<_>) = reforms().into_iter().unzip();
    let [here, there] = [SEED, SEED + 1].map(|seed| {
        let plan = Plan::new(scenario, &regimes, seed).unwrap_or_else(|error| panic!("{error}"));
        let runs = runs(&plan, 0..replications);
        move |regime: usize, key: &str| -> Vec<f64> {
            runs.iter().map(|run| outcome(&plan, &run[regime], key)).collect()
        }
    });
    for (index, name) in names.iter().enumerate().skip(1) {
        for key in ["harm", "harm_expected", "price", "launches"] {
            let before = here(0, key);
            let differ =
                |after: Vec<f64>| after.iter().zip(&before).map(|(b, a)| b - a).collect::<Vec<f64>>();
            let (paired, apart) = (differ(here(index, key)), differ(there(index, key)));
            let moved = 100.0 * paired.iter().sum::<f64>() / before.iter().sum::<f64>();
            let ratio = variance(&paired) / variance(&apart);
            println!("  {name:33} {key:13} {moved:+7.2} %   paired/independent {ratio:.4}");
        }
    }
}

fn main() {
    let replications = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(200);
    let smart_home = |changes: &[&str]| {
        market("markets/smart-home.toml", &[&["clock.compensator_months=1"], changes].concat())
    };
    report("default market", &smart_home(&[]), replications);
    report(
        "entry off, attackers exogenous",
        &smart_home(&["entry.slots=0", "threat.endogenous=false"]),
        replications,
    );
}
