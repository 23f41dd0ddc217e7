//! `caveat levers`, `caveat outcomes`, `caveat schema`: the registries, for people and programs.

use std::process::ExitCode;

use caveat::lever::{Kind, LeverRow};
use caveat::outcome::{OUTCOMES, Outcome};
use caveat::scenario::registry::registry;
use caveat::scenario::{self, LATER, Later};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::print;
use crate::error::{Error, Result};

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
            values: later.word.into(),
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
    let cells = rows.iter().map(|row| {
        let later = if row.simulated { "" } else { "Not simulated yet: " };
        vec![
            row.path.into(),
            row.default.clone(),
            row.unit.into(),
            row.values.clone(),
            format!("{later}{}", row.doc),
        ]
    });
    print_table(&["lever", "default", "unit", "values", "what it does"], cells)
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
    let cells = rows.iter().map(|row| {
        let cells = [row.key, row.unit, row.numerator, row.denominator, row.population, row.cohort, row.sign];
        cells.map(String::from).to_vec()
    });
    print_table(&["outcome", "unit", "what is counted", "by what", "of whom", "date", "better"], cells)
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
