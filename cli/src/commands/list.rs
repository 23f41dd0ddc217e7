//! `caveat levers`, `caveat outcomes`, `caveat schema`: the registries, for people and programs.

use std::io::{IsTerminal, stdout};
use std::process::ExitCode;

use caveat::lever::{Kind, LeverRow};
use caveat::outcome::{OUTCOMES, Outcome};
use caveat::scenario::registry::registry;
use caveat::scenario::{self, LATER, Later};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::print;
use crate::error::{Error, Result};
use crate::terminal::{WIDE, textwrapped};

/// One lever, for programs.
#[derive(Serialize)]
struct Row {
    path: &'static str,
    unit: &'static str,
    values: String,
    default: String,
    axes: Vec<&'static str>,
    effect: &'static str,
    doc: &'static str,
    id: Option<&'static str>,
    simulated: bool,
}

impl From<LeverRow> for Row {
    fn from(lever: LeverRow) -> Row {
        Row {
            path: lever.path,
            unit: lever.unit,
            values: values(lever.kind),
            default: lever.show(lever.default),
            axes: lever.axes.iter().map(|axis| axis.name()).collect(),
            effect: lever.effect,
            doc: lever.doc,
            id: lever.id,
            simulated: true,
        }
    }
}

impl From<&Later> for Row {
    fn from(later: &Later) -> Row {
        Row {
            path: later.path,
            unit: "",
            values: String::new(),
            default: String::new(),
            axes: Vec::new(),
            effect: "",
            doc: later.doc,
            id: Some(later.id).filter(|id| !id.is_empty()),
            simulated: false,
        }
    }
}

fn values(kind: Kind) -> String {
    match kind {
        Kind::Num { min, max } => format!("{min} to {max}"),
        Kind::Whole { min, max } => format!("whole, {min} to {max}"),
        Kind::Choice(words) => words.join(", "),
        Kind::Flag => "true, false".into(),
        Kind::Date => "date".into(),
    }
}

/// Every lever of law and market, then what is not simulated yet.
pub(super) fn levers(json: bool) -> Result<ExitCode> {
    let rows: Vec<Row> = registry().into_iter().map(Row::from).chain(LATER.iter().map(Row::from)).collect();
    if json {
        return print_json(&rows);
    }
    print_records(rows.iter().map(|row| {
        let unit = if row.unit.is_empty() { String::new() } else { format!(" {}", row.unit) };
        let default = if row.simulated { format!(" = {}{unit}", row.default) } else { String::new() };
        let later = if row.simulated { "" } else { "Not simulated yet: " };
        (format!("{}{default} ({})", row.path, row.values), format!("{later}{}", row.doc))
    }))
}

/// One outcome, for programs.
#[derive(Serialize)]
struct OutcomeRow {
    key: &'static str,
    title: &'static str,
    id: &'static str,
    unit: &'static str,
    numerator: &'static str,
    denominator: &'static str,
    population: &'static str,
    cohort: &'static str,
    sign: &'static str,
    formula: &'static str,
    split: &'static str,
}

impl From<&Outcome> for OutcomeRow {
    fn from(outcome: &Outcome) -> OutcomeRow {
        OutcomeRow {
            key: outcome.key,
            title: outcome.title,
            id: outcome.id,
            unit: outcome.unit,
            numerator: outcome.numerator,
            denominator: outcome.denominator,
            population: outcome.population,
            cohort: outcome.cohort.name(),
            sign: outcome.sign.name(),
            formula: outcome.formula,
            split: outcome.split.name(),
        }
    }
}

/// Every outcome.
pub(super) fn outcomes(json: bool) -> Result<ExitCode> {
    let rows: Vec<OutcomeRow> = OUTCOMES.iter().map(OutcomeRow::from).collect();
    if json {
        return print_json(&rows);
    }
    print_records(rows.iter().map(|row| {
        let over = if row.denominator == "1" { String::new() } else { format!(", over {}", row.denominator) };
        let better = if row.sign == "open" { String::new() } else { format!(", {} is better", row.sign) };
        let head = format!("{} in {}{better}", row.key, row.unit);
        (head, format!("{}{over}; {}, counted by {}.", row.numerator, row.population, row.cohort))
    }))
}

/// The JSON Schema of scenario files.
pub(super) fn schema() -> Result<ExitCode> {
    print_json(&scenario::schema::schema())
}

pub(super) fn print_json(value: &impl Serialize) -> Result<ExitCode> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::Output(error.into()))?;
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Records under each other: a head, and what there is to say of it.
fn print_records(records: impl Iterator<Item = (String, String)>) -> Result<ExitCode> {
    let terminal = stdout().is_terminal().then(|| Table::new().width()).flatten();
    let texts: Vec<String> =
        records.map(|(head, body)| record(&head, &body, terminal.map(usize::from))).collect();
    print(&texts.join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// A head, and below it the body, wrapped to the terminal; elsewhere one line, so that `grep` finds whole records.
fn record(head: &str, body: &str, terminal: Option<usize>) -> String {
    const INDENT: usize = 4;
    let Some(width) = terminal else { return format!("{head}: {body}") };
    let room = width.clamp(INDENT + 20, WIDE) - INDENT;
    let indented = |text: &str| textwrapped(text, room).join(&format!("\n{:INDENT$}", ""));
    format!("{}\n{:INDENT$}{}", indented(head), "", indented(body))
}

/// A table as wide as the terminal; as wide as it likes elsewhere, so that `grep` finds whole rows.
pub(super) fn print_table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<ExitCode> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.iter().copied());
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.add_rows(rows);
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 2));
    });
    let text = table.to_string();
    print(&text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_one_line_in_a_pipe_and_fits_a_terminal() {
        let (head, body) =
            ("damages.cap_eur = inf EUR (0 to inf)", "Most that is awarded to one victim in one case.");
        assert_eq!(record(head, body, None), format!("{head}: {body}"));
        let narrow = record(head, body, Some(30));
        assert!(narrow.lines().all(|line| line.chars().count() <= 30), "{narrow}");
        assert_eq!(narrow.split_whitespace().collect::<Vec<_>>().join(" "), format!("{head} {body}"));
        assert!(narrow.lines().skip(1).all(|line| line.starts_with("    ")), "{narrow}");
    }
}
