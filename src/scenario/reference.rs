//! The reference page of levers, written from the registry.

use std::fmt::Write;

use super::later::LATER;
use super::registry::{legal_levers, market_levers};
use crate::lever::{Kind, LeverRow};

const HEADER: &str = "\
# Levers

Generated from the lever registry; a test keeps it current. What the law says is set by `[[rule]]` tables of regime
files and may differ by jurisdiction, size, criticality, category, date of the event (`from`) and date on which the
product was placed on the market (`vintage`). What a market is like is set by the tables of market files. Both can be
set by `--set path=value`.
";

const NOT_SIMULATED: &str = "
## Not simulated yet

A file that sets one of these, or anything in one of these tables, is refused by name.

| path | what it would do | id |
| --- | --- | --- |
";

/// The page, in Markdown.
pub fn levers_page() -> String {
    let mut page = HEADER.to_owned();
    section(&mut page, "Law", &legal_levers());
    section(&mut page, "Market", &market_levers());
    not_simulated(&mut page);
    page
}

fn not_simulated(page: &mut String) {
    page.push_str(NOT_SIMULATED);
    for later in LATER {
        let _ = writeln!(page, "| `{}` | {} | {} |", later.path, later.doc, later.id);
    }
}

fn section(page: &mut String, title: &str, levers: &[LeverRow]) {
    let _ = writeln!(page, "\n## {title}"); // writing to a string cannot fail
    for group in levers.chunk_by(|a, b| table_of(a) == table_of(b)) {
        let _ = writeln!(page, "\n### {}\n", table_of(&group[0]));
        page.push_str("| path | value | default | unit | what it does | read first in | id |\n");
        page.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        for lever in group {
            row(page, lever);
        }
    }
}

fn row(page: &mut String, lever: &LeverRow) {
    let _ = writeln!(
        page,
        "| `{}` | {} | {} | {} | {} | `{}` | {} |",
        lever.path,
        accepted(lever.kind),
        lever.show(lever.default),
        lever.unit,
        lever.doc,
        lever.effect,
        lever.id.unwrap_or(""),
    );
}

fn table_of(lever: &LeverRow) -> &'static str {
    lever.path.split('.').next().unwrap_or(lever.path)
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
