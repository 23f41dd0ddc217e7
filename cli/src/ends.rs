//! The table of assumptions at both ends of their ranges, in words: for the terminal and the page.

use crate::answer::most_protective;
use crate::number::{capitalised, decimals, signed};
use crate::results::Results;
use crate::sensitivity::{Row, Sensitivity, shown};
use crate::study::Study;

/// What stands above the columns.
pub struct Ends {
    /// How it is to be read.
    pub about: String,
    /// Names of the columns after the assumption and its value.
    pub heads: Vec<String>,
    /// One a point.
    pub lines: Vec<Line>,
    /// What is not in the table, and why.
    pub notes: Vec<String>,
}

/// One assumption at one end of its range.
pub struct Line {
    /// Its name; empty where the line above has it.
    pub name: &'static str,
    /// Its value, with the end that is.
    pub at: String,
    /// One a column.
    pub cells: Vec<String>,
    /// Whether another regime comes first there.
    pub flips: bool,
}

/// Said of an order that stays.
const SAME: &str = "same order";

/// The table, if sensitivity was asked for.
pub fn ends(study: &Study, results: &Results) -> Option<Ends> {
    let sensitivity = results.sensitivity.as_ref()?;
    let regime = most_protective(study, results)?;
    let title = &study.regimes[regime].title;
    let heads = shown(study).into_iter().map(|shown| capitalised(shown.label));
    let mut lines: Vec<Line> = Vec::new();
    for row in &sensitivity.rows {
        let mut line = line(study, sensitivity, row, regime);
        if row.end.name() == "high" && lines.last().is_some() {
            line.name = "";
        }
        lines.push(line);
    }
    Some(Ends {
        about: format!(
            "Each assumption moved to both ends of its range, in the same {} replications: the change in harm under “{title}”, and what \
             becomes of the order of regimes: another comes first, or ties where the 95\u{a0}% interval of the difference includes zero; pairs swap \
             that are measurably the other way round.",
            sensitivity.replications
        ),
        heads: std::iter::once("Change in harm".to_owned()).chain(heads).collect(),
        lines,
        notes: notes(sensitivity),
    })
}

fn line(study: &Study, sensitivity: &Sensitivity, row: &Row, regime: usize) -> Line {
    let orders = (0..shown(study).len()).map(|headline| order(study, sensitivity, row, headline));
    let harm = row
        .change(study, regime, 0)
        .map_or("–".to_owned(), |change| format!("{}\u{a0}%", signed(change, decimals(change, 2).min(2))));
    Line {
        name: row.name,
        at: format!(
            "{} {}",
            row.end.name(),
            row.says.trim_end_matches(" ends").trim_start_matches(row.end.name())
        )
        .trim_end()
        .to_owned(),
        cells: std::iter::once(harm).chain(orders).collect(),
        flips: (0..shown(study).len())
            .any(|headline| row.shift(headline).is_some_and(|shift| shift.flips_first)),
    }
}

/// What becomes of the order of regimes.
fn order(study: &Study, sensitivity: &Sensitivity, row: &Row, headline: usize) -> String {
    if row.found.is_err() {
        return "cannot be simulated".into();
    }
    let (Some(shift), Some(stated)) = (row.shift(headline), sensitivity.first(headline)) else {
        return "–".into();
    };
    let swaps = match shift.swaps {
        0 => None,
        1 => Some("1 swap".to_owned()),
        several => Some(format!("{several} swaps")),
    };
    let title = &study.regimes[shift.order[0]].title;
    let first = match (shift.order[0] == stated, shift.flips_first) {
        (true, _) => None,
        (false, true) => Some(format!("first: {title}")),
        (false, false) => Some(format!("tie: {title}")),
    };
    let said: Vec<String> = first.into_iter().chain(swaps).collect();
    if said.is_empty() { SAME.into() } else { said.join(", ") }
}

fn notes(sensitivity: &Sensitivity) -> Vec<String> {
    let refused = sensitivity
        .rows
        .iter()
        .filter_map(|row| Some(format!("{}: {}", row.named(), row.found.as_ref().err()?)));
    let absent = (!sensitivity.absent.is_empty()).then(|| {
        format!(
            "Not moved, for neither the market nor a regime states a range: {}.",
            sensitivity.absent.join("; ")
        )
    });
    let partial = (!sensitivity.whole).then(|| "Stopped before the last assumption was moved.".to_owned());
    refused.chain(absent).chain(partial).collect()
}
