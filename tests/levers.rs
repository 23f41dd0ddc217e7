//! Every lever of law alone, on the same shocks: which way it moves the outcome that it is there for.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[path = "support/isolation.rs"]
mod isolation;

#[macro_use]
#[path = "levers/case.rs"]
mod case;

use std::fs;
use std::path::Path;

use caveat::outcome::Outcome;
use caveat::scenario::registry::legal_levers;

/// Long enough, with releases often enough, that what is sold embodies the care that the law brought; and whoever owes can pay.
const EMBODIED: &[&str] = &[
    "clock.horizon_months=60",
    "innovation.launches_per_year=2",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
];

#[path = "levers/chain.rs"]
mod chain;
#[path = "levers/damages.rs"]
mod damages;
#[path = "levers/duties.rs"]
mod duties;
#[path = "levers/procedure.rs"]
mod procedure;
#[path = "levers/remedies.rs"]
mod remedies;
#[path = "levers/standard.rs"]
mod standard;

/// A defect suffices; judgments come after a quarter.
const STRICT: &str = "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3";
/// Fault, against levels of care that are written in the law.
const FAULT: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"\n\"standard.due_design\" = 1.5\n\
                     \"standard.due_testing\" = 1.5\n\"standard.due_response\" = 1.5\n\"procedure.delay_months\" = 3";

/// A law with more of it.
fn and(law: &str, more: &str) -> String {
    format!("{law}\n{more}")
}

#[test]
fn every_lever_of_law_is_tested() {
    let tested = [
        chain::LEVERS,
        damages::LEVERS,
        duties::LEVERS,
        procedure::LEVERS,
        remedies::LEVERS,
        standard::LEVERS,
    ]
    .concat();
    let elsewhere = in_other_files();
    for lever in legal_levers() {
        let tested = tested.contains(&lever.path) || elsewhere.contains(&format!("\"{}\"", lever.path));
        assert!(tested, "{} has no test of its sign", lever.path);
        assert!(Outcome::find(lever.effect).is_some(), "{}: no outcome {}", lever.path, lever.effect);
    }
}

/// The text of the test files of other clusters of levers, `tests/levers_*.rs`.
fn in_other_files() -> String {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let of_levers = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("levers_") && name.ends_with(".rs")
    };
    let files = fs::read_dir(tests).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| of_levers(path)).map(|path| fs::read_to_string(path).unwrap()).collect()
}
