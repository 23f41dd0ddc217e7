//! Annex B of the protocol: worked examples of the literature, expected and obtained on the engine.

use caveat::theory::{Comparison, cases, groups};

use super::cell;

/// Every group with its cases.
pub(super) fn annex() -> String {
    let (cases, mut text) = (cases(), String::new());
    for group in groups() {
        text += &format!(
            "### {}: {}\n\n{}. Source: {}. `caveat theory {}`\n",
            group.id,
            group.title,
            group.formula.trim_end_matches('.'),
            group.source,
            group.id
        );
        for case in cases.iter().filter(|case| case.group.id == group.id) {
            let params: Vec<String> =
                case.params.iter().map(|(name, given)| format!("{name} = {given}")).collect();
            text += &format!(
                "\n**{}** ({}): {}\n\n| answer | expected | obtained | |\n| --- | ---: | ---: | --- |\n",
                case.id,
                case.source,
                params.join(", ")
            );
            for found in case.compare().unwrap_or_else(|error| panic!("{}: {error}", case.id)) {
                assert!(found.agrees, "{} {}", case.id, found.path);
                text += &row(&found);
            }
        }
        text.push('\n');
    }
    text
}

fn row(found: &Comparison) -> String {
    let said = |value: f64, words: &Option<String>| match words {
        Some(words) => cell(words),
        None if found.flag => (value != 0.0).to_string(),
        None => number(value),
    };
    let [expected, obtained] = &found.texts;
    let derived = if found.derived { "derived" } else { "" };
    format!(
        "| {} | {} | {} | {derived} |\n",
        found.path,
        said(found.expected, expected),
        said(found.obtained, obtained)
    )
}

/// Six significant digits; what rounding leaves of nothing is nothing.
fn number(value: f64) -> String {
    if value.abs() < 1e-9 {
        return "0".into();
    }
    let rounded: f64 = format!("{value:.5e}").parse().expect("a number");
    format!("{rounded}")
}
