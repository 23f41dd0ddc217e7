//! What common random numbers buy: the variance of a difference between two regimes on the same shocks, over that on
//! independent ones. Run with `cargo bench -p caveat --bench pairing [REPLICATIONS]`.

#[path = "../tests/support/mod.rs"]
mod support;

use caveat::experiment::compare::Plan;
use caveat::scenario::Scenario;
use support::{SEED, market, named, outcome, regime, runs};

/// Small and large reforms of the status quo.
const REFORMS: [(&str, &str); 4] = [
    ("fixes fall due after 90 days", "set = { \"duties.patch_days\" = 90 }"),
    ("court error from 0.5 to 0.3", "set = { \"standard.court_error\" = 0.3 }"),
    ("access to justice from 8 to 16 %", "set = { \"procedure.access\" = 0.16 }"),
    ("strict liability", "set = { \"standard.kind\" = \"strict\" }"),
];

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() - 1) as f64
}

/// Outcome `key` by replication, for the status quo and for the reform.
fn outcomes(plan: &Plan, replications: u64, key: &str) -> [Vec<f64>; 2] {
    let runs = runs(plan, 0..replications);
    [0, 1].map(|regime| runs.iter().map(|run| outcome(plan, &run[regime], key)).collect())
}

fn report(title: &str, scenario: &Scenario, replications: u64) {
    println!("{title}, {replications} replications");
    for (name, rule) in REFORMS {
        let reform = regime(&format!("name = \"reform\"\nextends = \"status-quo\"\n[[rule]]\n{rule}\n"));
        let plan = |seed| match Plan::new(scenario, &[named("status-quo"), reform.clone()], seed) {
            Ok(plan) => plan,
            Err(error) => panic!("{error}"),
        };
        let (one, other) = (plan(SEED), plan(SEED + 1));
        for key in ["harm", "price", "launches"] {
            let [before, after] = outcomes(&one, replications, key);
            let [_, elsewhere] = outcomes(&other, replications, key);
            let differ = |b: &[f64]| b.iter().zip(&before).map(|(b, a)| b - a).collect::<Vec<f64>>();
            let moved = differ(&after).iter().sum::<f64>() / before.iter().sum::<f64>();
            let ratio = variance(&differ(&after)) / variance(&differ(&elsewhere));
            println!(
                "  {name:36} {key:9} moves {:+7.2} %   paired/independent variance {ratio:.4}",
                100.0 * moved
            );
        }
    }
}

fn main() {
    let replications = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(200);
    let smart_home = |changes: &[&str]| market("markets/smart-home.toml", changes);
    report("default market", &smart_home(&[]), replications);
    report(
        "entry off, attackers exogenous",
        &smart_home(&["entry.slots=0", "threat.endogenous=false"]),
        replications,
    );
}
