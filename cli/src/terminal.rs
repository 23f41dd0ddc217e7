//! The table a terminal shows: one row a regime, the headlines and what stands beside them.

use caveat::experiment::summary::Summary;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, presets};

use crate::answer;
use crate::number::fixed;
use crate::reading::{self, Reading};
use crate::results::{Results, includes_zero};
use crate::study::Study;

/// Width at which every column fits.
pub const WIDE: usize = 100;

/// Marks a difference whose interval includes zero.
pub const UNCLEAR: &str = "°";

/// What the run prints: heading, table, legend, and the answer.
pub fn report(study: &Study, results: &Results, width: usize, bold: bool) -> String {
    let answer =
        answer::sentences(study, results).map(|sentence| wrapped(&sentence, width.min(WIDE))).join("\n");
    format!(
        "{}\n\n{}\n\n{}\n\n{answer}",
        heading(study, results),
        table(study, results, width, bold),
        legend(study, width)
    )
}

fn heading(study: &Study, results: &Results) -> String {
    let partial = if results.is_partial() { ", stopped before the end" } else { "" };
    format!(
        "{}, {} replications{partial}, seed {}",
        study.market.title,
        fixed(results.replications as f64, 0),
        study.seed
    )
}

fn legend(study: &Study, width: usize) -> String {
    let text = format!(
        "Second line: paired difference to {} ± half-width of its 95\u{a0}% interval; {UNCLEAR} the interval includes zero.",
        study.baseline().title
    );
    wrapped(&text, width.min(WIDE))
}

/// The table alone. Below [`WIDE`] columns, the headlines alone.
pub fn table(study: &Study, results: &Results, width: usize, bold: bool) -> String {
    let mut columns = reading::headlines(study, results);
    if width >= WIDE {
        columns.extend(reading::beside(study, results));
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header(&columns, bold));
    for (regime, names) in study.regimes.iter().enumerate() {
        let name = Cell::new(name_cell(&names.title));
        let cells = columns.iter().map(|column| {
            let summary = results.get(regime, column.column);
            cell(column, summary, regime == study.baseline)
        });
        table.add_row(std::iter::once(name).chain(cells));
    }
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 1));
    });
    trimmed(&table.to_string())
}

fn header(columns: &[Reading], bold: bool) -> Vec<Cell> {
    let title = |column: &Reading| format!("{}\n{}", column.label, textwrapped(&column.unit, 12).join("\n"));
    let titles = columns.iter().map(|column| Cell::new(title(column)).set_alignment(CellAlignment::Right));
    let cells = std::iter::once(Cell::new("regime")).chain(titles);
    cells.map(|cell| if bold { cell.add_attribute(Attribute::Bold) } else { cell }).collect()
}

/// Mean, and below it the difference with the half-width of its interval; a mark or its room at the end.
fn cell(column: &Reading, summary: &Summary, is_baseline: bool) -> Cell {
    let mark = if includes_zero(summary) { UNCLEAR } else { " " };
    let difference = match is_baseline {
        true => String::new(),
        false => format!("{} ±{}{mark}", column.diff(summary), column.half_width(summary)),
    };
    Cell::new(format!("{} \n{difference}", column.mean(summary))).set_alignment(CellAlignment::Right)
}

/// A regime's title on at most two lines of a narrow column.
fn name_cell(title: &str) -> String {
    const WIDTH: usize = 19;
    let mut lines = textwrapped(title, WIDTH);
    if lines.len() > 2 {
        lines.truncate(2);
        lines[1] = lines[1].chars().take(WIDTH - 1).collect::<String>() + "…";
    }
    lines.resize(2, String::new());
    lines.join("\n")
}

/// Words on lines of at most `width` characters; a longer word keeps its own line, and a no-break space holds.
pub(crate) fn textwrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn wrapped(text: &str, width: usize) -> String {
    textwrapped(text, width).join("\n")
}

fn trimmed(table: &str) -> String {
    table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, results, study};

    fn shown(regimes: &[&str], replications: u64, width: usize) -> String {
        let study = study(regimes);
        report(&study, &results(&study, replications), width, false)
    }

    #[test]
    fn the_table_fits_its_terminal() {
        for (regimes, width) in [(1, 100), (2, 100), (9, 100), (9, 80), (9, 72)] {
            let text = shown(&NINE[..regimes], 64, width);
            let widest = text.lines().map(|line| line.chars().count()).max();
            assert!(widest.is_some_and(|widest| widest <= width), "{widest:?} columns of {width}:\n{text}");
        }
    }

    #[test]
    fn nine_regimes() {
        insta::assert_snapshot!(shown(&NINE, 64, 100));
    }

    #[test]
    fn two_regimes_on_a_narrow_terminal() {
        insta::assert_snapshot!(shown(&NINE[..2], 64, 72));
    }

    #[test]
    fn one_replication_has_no_intervals() {
        insta::assert_snapshot!(shown(&NINE[..2], 1, 100));
    }
}
