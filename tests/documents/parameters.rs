//! Annex A of the protocol: every field of the shipped market, and every lever of law, with what is known of it.

use std::collections::BTreeMap;

use caveat::lever::{Kind, LeverRow, Stated};
use caveat::scenario::registry::legal_levers;
use caveat::scenario::{Assumption, Scenario};

use super::cell;

/// Both tables.
pub(super) fn of(scenario: &Scenario) -> String {
    format!("### The market\n\n{}\n### The law\n\n{}", market(scenario), law(scenario))
}

fn market(scenario: &Scenario) -> String {
    let mut text = String::from(
        "| path | meaning | unit | value | accepted | range | grade | source |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for Assumption { path, lever, low, high, source, .. } in &scenario.assumptions {
        let known = scenario.assumptions.iter().find(|known| known.path == *path).unwrap();
        text += &row(&[
            &format!("`{path}`"),
            lever.doc,
            lever.unit,
            &known.show(),
            &accepted(lever.kind),
            &range(*low, *high),
            known.grade_name(),
            source.as_deref().unwrap_or_default(),
        ]);
    }
    text
}

/// The levers of law: what they are where no regime sets them, and under the market's status quo.
fn law(scenario: &Scenario) -> String {
    let mut stated: BTreeMap<&str, Vec<&Stated>> = BTreeMap::new();
    for (_, patch) in scenario.status_quo.patches() {
        for assignment in &patch.assignments {
            stated.entry(assignment.lever.path).or_default().push(&assignment.stated);
        }
    }
    let mut text = format!(
        "*Off* is the value where no regime says anything. *Status quo* is that of `{}`, the law of the shipped market; the others stand in \
         [regimes.md](regimes.md).\n\n| path | meaning | unit | off | accepted | status quo | range | grade | source |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        scenario.status_quo.name
    );
    for lever in legal_levers() {
        // The last that is said holds.
        let said = stated.get(lever.path).and_then(|all| all.last());
        text += &row(&[
            &format!("`{}`", lever.path),
            lever.doc,
            lever.unit,
            &lever.show(lever.default),
            &accepted(lever.kind),
            &said.map_or(String::new(), |said| lever.show(said.value)),
            &said.map_or(String::new(), |said| range(said.low, said.high)),
            said.map_or("", |said| grade(&lever, said)),
            said.and_then(|said| said.source.as_deref()).unwrap_or_default(),
        ]);
    }
    text
}

/// A figure without a grade is one of the rule's own: what it says is the law or the doctrine.
fn grade(lever: &LeverRow, said: &Stated) -> &'static str {
    match said.grade {
        Some(grade) => grade.name(),
        None if matches!(lever.kind, Kind::Num { .. } | Kind::Whole { .. }) => "ungraded",
        None => "of the rule",
    }
}

fn accepted(kind: Kind) -> String {
    match kind {
        Kind::Num { min, max } => format!("{min} to {max}"),
        Kind::Whole { min, max } => format!("whole, {min} to {max}"),
        Kind::Choice(words) => words.join(", "),
        Kind::Flag => "true, false".to_owned(),
        Kind::Date => "date".to_owned(),
    }
}

fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (None, None) => String::new(),
        (low, high) => {
            let end = |end: Option<f64>| end.map_or("…".to_owned(), |end| format!("{end}"));
            format!("{} to {}", end(low), end(high))
        }
    }
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|text| cell(text.split_whitespace().collect::<Vec<_>>().join(" ").as_str()))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}
