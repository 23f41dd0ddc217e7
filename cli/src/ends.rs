//! The table of assumptions at both ends of their ranges, in words: for the terminal and the page.

use crate::answer::most_protective;
use crate::change::NEGLIGIBLE_SAID;
use crate::number::{capitalised, decimals, fixed, signed};
use crate::results::Results;
use crate::sensitivity::{Percent, Row, STATED, Sensitivity, shown};
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
    pub name: String,
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
    let mut lines = vec![stated(study, sensitivity, regime, results.replications)];
    for (place, row) in sensitivity.rows.iter().enumerate() {
        let mut line = line(study, row, regime);
        if place > 0 && sensitivity.rows[place - 1].name == row.name {
            line.name.clear();
        }
        lines.push(line);
    }
    Some(Ends {
        about: format!(
            "Assumptions moved to both ends of their ranges, one at a time, in the first {count} replications; the first row is the comparison as \
             stated in the same {count}. What “{title}” changes there in each outcome, against the baseline there, ± half-width of the 95\u{a0}% \
             interval of that paired difference, and what becomes of the order of regimes in the first row: another comes first, or ties with the \
             first; pairs swap that are measurably the other way round; {UNTOLD}: no two regimes differ measurably in so few. Regimes tie where the \
             interval of their difference includes zero, or is all {NEGLIGIBLE_SAID}.",
            count = sensitivity.replications,
        ),
        heads: heads.collect(),
        lines,
        notes: notes(sensitivity),
    })
}

/// The comparison as stated in the same replications, with which the others are compared; where all of its replications have another
/// first, which.
fn stated(study: &Study, sensitivity: &Sensitivity, regime: usize, all: u64) -> Line {
    let first = |headline: usize| {
        let Some(ranking) = sensitivity.same_ranking(headline) else { return "–".to_owned() };
        let title = |regime: usize| &study.regimes[regime].title;
        let (here, unbeaten) = (title(ranking.order[0]), ranking.unbeaten().len());
        let of_all = sensitivity.first(headline).filter(|first| *first != ranking.order[0]);
        let of_all = of_all.map_or(String::new(), |first| format!(" (of all {all}: {})", title(first)));
        match (ranking.is_apart(), unbeaten) {
            (false, _) => UNTOLD.to_owned(),
            (true, 0 | 1) => format!("first: {here}{of_all}"),
            (true, several) => format!("first: {here}, tied with {}{of_all}", several - 1),
        }
    };
    let cell = |headline: usize| sized(sensitivity.change(study, regime, headline), first(headline));
    Line {
        name: format!("{STATED}, in the same {}", sensitivity.replications),
        at: String::new(),
        cells: (0..shown(study).len()).map(cell).collect(),
        flips: false,
    }
}

/// A change in per cent, with its half-width, and an order; without a number the order alone.
fn sized(change: Option<Percent>, order: String) -> String {
    let Some(Percent { change, half_width }) = change else { return order };
    let known = half_width.is_finite() && half_width > 0.0;
    let places = decimals(if known { half_width } else { change }, 2).min(2);
    let half_width = if known { format!("\u{a0}±{}", fixed(half_width, places)) } else { String::new() };
    format!("{}{half_width}\u{a0}%; {order}", signed(change, places))
}

fn line(study: &Study, row: &Row, regime: usize) -> Line {
    let cell = |headline: usize| sized(row.change(study, regime, headline), order(study, row, headline));
    Line {
        name: row.name.to_owned(),
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
    fn a_change_has_no_more_digits_than_its_half_width_tells() {
        let sized = |change, half_width| sized(Some(Percent { change, half_width }), SAME.into());
        assert_eq!(sized(-5.04, 1.31), "−5.0\u{a0}±1.3\u{a0}%; same order");
        assert_eq!(sized(1.43, 0.013), "+1.43\u{a0}±0.01\u{a0}%; same order");
        assert_eq!(sized(-0.000_14, 0.000_02), "0.00\u{a0}±0.00\u{a0}%; same order");
        assert_eq!(sized(1.43, f64::NAN), "+1.4\u{a0}%; same order");
    }

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
        assert_eq!(
            (&*lines[0].name, orders(0)[0]),
            ("as stated, in the same 12", &*format!("first: {}", NINE[3]))
        );
        for line in &lines {
            let (number, _) = line.cells[0].split_once(';').unwrap_or_default();
            assert!(number.contains('±') || line.cells[0] == "cannot be simulated", "{}", line.cells[0]);
        }
        assert_eq!(orders(1)[..2], [UNTOLD, SAME]);
        assert_eq!((&*lines[2].name, orders(2)[0]), ("", SAME));
        assert!(
            orders(4)[0].starts_with(&format!("first: {}", NINE[0])) && lines[4].flips,
            "{:?}",
            orders(4)
        );
    }
}
