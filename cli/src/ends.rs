//! The table of assumptions at both ends of their ranges, in words: for the terminal and the page.

use crate::answer::most_protective;
use crate::number::{capitalised, decimals, fixed, signed};
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

/// Said where no two regimes differ beyond luck.
const UNTOLD: &str = "not told apart";

/// The table, if assumptions were moved.
pub fn ends(study: &Study, results: &Results) -> Option<Ends> {
    let sensitivity = results.sensitivity.as_ref().filter(|sensitivity| !sensitivity.rows.is_empty())?;
    let regime = most_protective(study, results)?;
    let title = &study.regimes[regime].title;
    let heads = shown(study).into_iter().map(|shown| capitalised(shown.label));
    let mut lines = vec![stated(study, sensitivity, regime)];
    for (place, row) in sensitivity.rows.iter().enumerate() {
        let mut line = line(study, row, regime);
        if place > 0 && sensitivity.rows[place - 1].name == row.name {
            line.name = "";
        }
        lines.push(line);
    }
    Some(Ends {
        about: format!(
            "Assumptions moved to both ends of their ranges, one at a time, in the first {} replications: what “{title}” changes there in \
             each outcome, against the baseline there, and what becomes of the order of regimes that all {} give: another comes first, or ties with the first where the 95\u{a0}% \
             interval of the difference includes zero; pairs swap that are measurably the other way round; {UNTOLD}: no two regimes differ \
             measurably in so few.",
            sensitivity.replications,
            fixed(results.replications as f64, 0),
        ),
        heads: heads.collect(),
        lines,
        notes: notes(sensitivity),
    })
}

/// The comparison as stated, with which the others are compared.
fn stated(study: &Study, sensitivity: &Sensitivity, regime: usize) -> Line {
    let first = |headline: usize| {
        let Some(ranking) = sensitivity.ranking(headline) else { return "–".to_owned() };
        let (title, unbeaten) = (&study.regimes[ranking.order[0]].title, ranking.unbeaten().len());
        match (ranking.is_apart(), unbeaten) {
            (false, _) => UNTOLD.to_owned(),
            (true, 0 | 1) => format!("first: {title}"),
            (true, several) => format!("first: {title}, tied with {}", several - 1),
        }
    };
    let cell = |headline: usize| sized(sensitivity.change(study, regime, headline), first(headline));
    Line {
        name: "as stated",
        at: String::new(),
        cells: (0..shown(study).len()).map(cell).collect(),
        flips: false,
    }
}

/// A change in per cent, and an order; without a number the order alone.
fn sized(change: Option<f64>, order: String) -> String {
    match change {
        Some(change) => format!("{}\u{a0}%; {order}", signed(change, decimals(change, 2).min(2))),
        None => order,
    }
}

fn line(study: &Study, row: &Row, regime: usize) -> Line {
    let cell = |headline: usize| sized(row.change(study, regime, headline), order(study, row, headline));
    Line {
        name: row.name,
        at: format!(
            "{} {}",
            row.end.name(),
            row.says.trim_end_matches(" ends").trim_start_matches(row.end.name())
        )
        .trim_end()
        .to_owned(),
        cells: (0..shown(study).len()).map(cell).collect(),
        flips: (0..shown(study).len())
            .any(|headline| row.shift(headline).is_some_and(|shift| shift.flips_first)),
    }
}

/// What becomes of the order of regimes.
fn order(study: &Study, row: &Row, headline: usize) -> String {
    if row.found.is_err() {
        return "cannot be simulated".into();
    }
    let Some(shift) = row.shift(headline) else { return "–".into() };
    if !shift.is_apart {
        return UNTOLD.into();
    }
    let swaps = match shift.swaps {
        0 => None,
        1 => Some("1 swap".to_owned()),
        several => Some(format!("{several} swaps")),
    };
    let title = &study.regimes[shift.order[0]].title;
    let first = match (shift.flips_first, shift.joins_first) {
        (true, _) => Some(format!("first: {title}")),
        (false, true) => Some(format!("tie: {title}")),
        (false, false) => None,
    };
    let said: Vec<String> = first.into_iter().chain(swaps).collect();
    if said.is_empty() { SAME.into() } else { said.join(", ") }
}

fn notes(sensitivity: &Sensitivity) -> Vec<String> {
    let refused = sensitivity
        .rows
        .iter()
        .filter_map(|row| Some(format!("{}: {}", row.named(), row.found.as_ref().err()?)));
    let left = (!sensitivity.left.is_empty()).then(|| {
        format!(
            "Known to decide rankings too, and moved by --sensitivity all: {}.",
            sensitivity.left.join("; ")
        )
    });
    let absent = (!sensitivity.absent.is_empty()).then(|| {
        format!(
            "Not moved, for neither the market nor a regime states a range: {}.",
            sensitivity.absent.join("; ")
        )
    });
    let partial = (!sensitivity.whole).then(|| "Stopped before the last assumption was moved.".to_owned());
    refused.chain(left).chain(absent).chain(partial).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, doubted, results, study};

    #[test]
    fn what_luck_may_have_ordered_is_not_said_to_be_in_order() {
        let study = study(&NINE[..4]);
        let mut results = doubted(&study, results(&study, 64));
        let rows = &mut results.sensitivity.as_mut().expect("moved").rows;
        let shift = rows[0].found.as_mut().expect("simulated").shifts[0].as_mut().expect("an order");
        shift.is_apart = false;
        let lines = ends(&study, &results).expect("a table").lines;
        let orders = |line: usize| -> Vec<&str> {
            lines[line]
                .cells
                .iter()
                .map(|cell| cell.split_once("%; ").map_or(&**cell, |(_, order)| order))
                .collect()
        };
        assert_eq!((lines[0].name, orders(0)[0]), ("as stated", &*format!("first: {}", NINE[3])));
        assert_eq!(orders(1)[..2], [UNTOLD, SAME]);
        assert_eq!((lines[2].name, orders(2)[0]), ("", SAME));
        assert!(
            orders(4)[0].starts_with(&format!("first: {}", NINE[0])) && lines[4].flips,
            "{:?}",
            orders(4)
        );
    }
}
