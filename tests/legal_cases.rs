//! Worked legal cases: facts and authority, and what a court must make of them. `cases/*.toml` set the levers of a doctrine by hand;
//! `cases/regimes/*.toml` name a regime file, whose law alone decides.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[path = "legal_cases/decide.rs"]
mod decide;
#[path = "legal_cases/facts.rs"]
mod facts;
#[path = "legal_cases/law.rs"]
mod law;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use decide::{answer, decide};
use facts::CaseFacts;
use law::{Judged, Setting, by_hand, by_regime, number};
use serde::Deserialize;

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Case {
    title: String,
    authority: String,
    because: String,
    /// Levers, by hand or beside the regime.
    #[serde(default)]
    rule: BTreeMap<String, toml::Value>,
    /// Where and when, under a regime.
    #[serde(default)]
    at: Setting,
    #[serde(default)]
    facts: CaseFacts,
    expect: BTreeMap<String, toml::Value>,
}

/// The cases of one regime.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    regime: String,
    market: String,
    case: Vec<Case>,
}

/// Least cases of a regime.
const CASES_OF_A_REGIME: usize = 3;

/// What is wrong with the decision of a case under a law, one line a field.
fn faults(case: &Case, judged: Result<(Judged, CaseFacts), String>) -> Vec<String> {
    let decided = judged
        .and_then(|(judged, facts)| decide(&judged, &facts).map(|decided| (judged.rule, facts, decided)));
    let (rule, facts, (decision, paid)) = match decided {
        Ok(decided) => decided,
        Err(why) => return vec![why],
    };
    let fault = |(field, expected): (&String, &toml::Value)| match expected {
        toml::Value::String(ground) if field == "ground" => {
            let found = decision.ground.name();
            (found != ground).then(|| format!("{field}: expected {ground}, found {found}"))
        }
        toml::Value::Boolean(finding) if field == "adverse_finding" => (decision.adverse_finding != *finding)
            .then(|| format!("{field}: expected {finding}, found {}", !finding)),
        written => match (number(written), answer(&rule, &facts, (&decision, &paid), field)) {
            (Some(expected), Some(found)) => {
                let close = (found - expected).abs() <= 1e-9 * expected.abs().max(1.0);
                (!close).then(|| format!("{field}: expected {expected}, found {found}"))
            }
            _ => Some(format!("expect: `{field}` = {written:?} cannot be checked")),
        },
    };
    case.expect.iter().filter_map(fault).collect()
}

/// The law of a case by hand, and its facts.
fn of_doctrine(case: &Case) -> Result<(Judged, CaseFacts), String> {
    by_hand(&case.rule).map(|judged| (judged, case.facts.clone()))
}

/// The law of a case under a regime, and its facts with the months between its dates.
fn under(regime: &str, market: &str, case: &Case) -> Result<(Judged, CaseFacts), String> {
    let (judged, months) = by_regime(regime, market, &case.rule, &case.at)?;
    let between = |from: i32, to: i32| f64::from(to - from);
    let facts = CaseFacts {
        knowledge_months: between(months.known, months.claimed),
        harm_months: between(months.sold, months.harmed),
        sale_months: between(months.sold, months.claimed),
        delay_months: between(months.harmed, months.judged),
        ..case.facts.clone()
    };
    Ok((judged, facts))
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The names of the TOML files of a folder without their ending, and their texts, in order.
fn texts(path: &str) -> Vec<(String, String)> {
    let files = fs::read_dir(folder(path)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    let name = |file: &Path| file.file_stem().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), fs::read_to_string(file).unwrap())).collect()
}

fn doctrine() -> Vec<(String, Case)> {
    let read = |(name, text): (String, String)| {
        let case = toml::from_str(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
        (name, case)
    };
    texts("tests/cases").into_iter().map(read).collect()
}

fn of_regimes() -> Vec<Cases> {
    let read = |(name, text): (String, String)| {
        let cases: Cases = toml::from_str(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(cases.regime, name, "the file is named after the regime");
        cases
    };
    texts("tests/cases/regimes").into_iter().map(read).collect()
}

/// Faults as lines, with the case and its authority.
fn report(name: &str, case: &Case, faults: Vec<String>) -> Vec<String> {
    let line = |fault| {
        let (title, authority, because) = (&case.title, &case.authority, case.because.trim());
        format!("{name}: {fault}\n    {title} ({authority})\n    {because}")
    };
    faults.into_iter().map(line).collect()
}

#[test]
fn every_case_of_doctrine_is_decided_as_written() {
    let wrong: Vec<String> = doctrine()
        .iter()
        .flat_map(|(name, case)| report(name, case, faults(case, of_doctrine(case))))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_case_of_a_regime_is_decided_as_written_by_its_file() {
    let mut wrong = Vec::new();
    for Cases { regime, market, case } in of_regimes() {
        for case in case {
            wrong.extend(report(&regime, &case, faults(&case, under(&regime, &market, &case))));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_regime_file_has_its_cases() {
    let cases: BTreeMap<String, usize> =
        of_regimes().into_iter().map(|cases| (cases.regime, cases.case.len())).collect();
    for (name, _) in texts("scenarios/regimes") {
        let count = cases.get(&name).copied().unwrap_or(0);
        assert!(count >= CASES_OF_A_REGIME, "{name}: {count} cases in tests/cases/regimes/{name}.toml");
    }
    let all = doctrine().len() + cases.values().sum::<usize>();
    assert!(all >= 150, "{all} cases");
}

/// The cases of a regime tell it from every other: under another file, whose law differs where they arise, some case is decided wrongly.
#[test]
fn the_cases_of_a_regime_would_fail_under_any_other() {
    let names: Vec<String> = texts("scenarios/regimes").into_iter().map(|(name, _)| name).collect();
    let mut alike = Vec::new();
    for Cases { regime, market, case } in of_regimes() {
        for other in names.iter().filter(|other| **other != regime) {
            let rule = |name: &str, case: &Case| under(name, &market, case).map(|(judged, _)| judged.rule);
            let differs = case.iter().any(|case| rule(&regime, case) != rule(other, case));
            let fails = |case: &Case| !faults(case, under(other, &market, case)).is_empty();
            if differs && !case.iter().any(fails) {
                alike.push(format!("{regime}: all its cases hold under {other} too"));
            }
        }
    }
    assert!(alike.is_empty(), "{alike:#?}");
}
