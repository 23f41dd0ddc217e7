//! Every lever of law alone, on the same shocks: which way it moves the outcome that it is there for.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[path = "support/isolation.rs"]
mod isolation;

#[macro_use]
#[path = "levers/case.rs"]
mod case;

use std::collections::BTreeSet;
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
    let mut moved: BTreeSet<String> =
        [chain::LEVERS, damages::LEVERS, duties::LEVERS, procedure::LEVERS, standard::LEVERS]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect();
    moved.extend(in_other_files().iter().flat_map(|(_, text)| of_cases(text)));
    moved.extend(remedies::MOVED.iter().map(|(path, _)| (*path).to_owned()));
    for lever in legal_levers() {
        assert!(moved.contains(lever.path), "{} has no test of its sign", lever.path);
        assert!(Outcome::find(lever.effect).is_some(), "{}: no outcome {}", lever.path, lever.effect);
    }
}

/// A test that is said to move a lever is there, and sets it itself: what stands in a law that it shares with others does not count.
#[test]
fn the_tests_that_are_named_for_a_lever_set_it() {
    let named =
        |(name, _): &(String, String)| ["levers_remedies.rs", "levers_review.rs"].contains(&name.as_str());
    let text: String = in_other_files().into_iter().filter(named).map(|(_, text)| text).collect();
    for (path, test) in remedies::MOVED {
        let body = body_of(&text, test).unwrap_or_else(|| panic!("{path}: there is no test {test}"));
        let set = [format!("\"{path}\""), format!("\\\"{path}\\\" = ")];
        assert!(set.iter().any(|form| body.contains(form)), "{test} does not set {path}");
    }
}

#[test]
fn a_path_in_a_shared_law_or_a_comment_is_no_test_of_it() {
    let text = "// label: \"duties.label\" [\"0\"]\nconst LAW: &str = \"\\\"damages.cap_eur\\\" = 5\";\n    cap: \"damages.data\" [\"0\", \"1\"], Frozen;\n\
                #[test]\nfn a() {\n    shows(\"fund.levy\");\n}\n\n#[test]\nfn b() {\n    shows(\"fund.covers\");\n}\n";
    assert_eq!(of_cases(text), ["damages.data"]);
    assert!(
        body_of(text, "a").unwrap().contains("fund.levy")
            && !body_of(text, "a").unwrap().contains("fund.covers")
    );
    assert_eq!(body_of(text, "c"), None);
}

/// The levers that the cases of a file move: `name: "path" [values], …`.
fn of_cases(text: &str) -> Vec<String> {
    let case = |line: &str| {
        let (name, rest) = line.trim().split_once(": \"")?;
        let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let (path, _) = rest.split_once("\" [")?;
        named.then(|| path.to_owned())
    };
    text.lines().filter_map(case).collect()
}

/// The text of a test function.
fn body_of<'a>(text: &'a str, test: &str) -> Option<&'a str> {
    let (_, from) = text.split_once(&format!("#[test]\nfn {test}() {{\n"))?;
    from.split_once("\n}\n").map(|(body, _)| body)
}

/// The test files of other clusters of levers, `tests/levers_*.rs`, by name.
fn in_other_files() -> Vec<(String, String)> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let files = fs::read_dir(tests).unwrap().map(|entry| entry.unwrap().path());
    let named = files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    let of_levers = named.filter(|(name, _)| name.starts_with("levers_") && name.ends_with(".rs"));
    of_levers.map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect()
}
