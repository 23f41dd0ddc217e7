//! The table a terminal shows: one row a regime, the headlines and what stands beside them.

use comfy_table::{self as table, Attribute, CellAlignment, ContentArrangement, Table, presets};

use crate::answer;
use crate::number::{capitalised, fixed};
use crate::reading::{self, Cell, Reading};
use crate::results::Results;
use crate::study::Study;

/// Width at which every column fits.
pub const WIDE: usize = 100;

/// Marks a difference whose interval includes zero.
pub const UNCLEAR: &str = "°";

/// What the run prints: heading, table, legend, what the headlines mean, and the answer; without replications there is
/// nothing to tabulate.
pub fn report(study: &Study, results: &Results, width: usize, bold: bool) -> String {
    let answer =
        answer::sentences(study, results).map(|sentence| wrapped(&sentence, width.min(WIDE))).join("\n");
    if results.replications == 0 {
        return format!("{}\n\n{answer}", heading(study, results));
    }
    format!(
        "{}\n\n{}\n\n{}\n{}\n\n{answer}",
        heading(study, results),
        table(study, results, width, bold),
        legend(study, width),
        definitions(study, results, width),
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

/// What is counted in each headline and in what is read with it.
fn definitions(study: &Study, results: &Results, width: usize) -> String {
    let lines = shown(study, results, width).0.into_iter().map(|reading| {
        let text = format!("{}: {}.", capitalised(reading.label), reading.definition);
        wrapped(&text, width.min(WIDE))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The columns that a width has room for: those that are defined below the table, and others. Below [`WIDE`] columns, the
/// headlines alone.
fn shown(study: &Study, results: &Results, width: usize) -> (Vec<Reading>, Vec<Reading>) {
    if width < WIDE {
        return (reading::headlines(study, results), Vec::new());
    }
    (reading::accompanied(study, results), reading::beside(study, results))
}

/// The table alone: in as many parts, one under the other, as its columns need.
pub fn table(study: &Study, results: &Results, width: usize, bold: bool) -> String {
    let (first, others) = shown(study, results, width);
    let columns: Vec<Reading> = first.into_iter().chain(others).collect();
    let mut parts: Vec<String> = Vec::new();
    let mut rest = &columns[..];
    while !rest.is_empty() {
        let fitting = (1..=rest.len()).rev().map(|count| (count, part(study, &rest[..count], bold)));
        let fits = |text: &str| text.lines().all(|line| visible(line) <= width);
        let (count, text) =
            fitting.into_iter().find(|(count, text)| *count == 1 || fits(text)).unwrap_or_default();
        parts.push(text);
        rest = &rest[count.max(1)..];
    }
    parts.join("\n\n")
}

/// Characters of a line that take room: all but those that switch to bold and back.
fn visible(line: &str) -> usize {
    let mut escaped = false;
    let takes_room = |c: char| {
        let hidden = escaped || c == '\x1b';
        escaped = hidden && c != 'm';
        !hidden
    };
    line.chars().map(takes_room).filter(|takes| *takes).count()
}

fn part(study: &Study, columns: &[Reading], bold: bool) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header(columns, bold));
    for (regime, names) in study.regimes.iter().enumerate() {
        let name = table::Cell::new(name_cell(&names.title));
        let cells = columns.iter().map(|column| cell(&column.cells[regime], regime == study.baseline));
        table.add_row(std::iter::once(name).chain(cells));
    }
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 1));
    });
    trimmed(&table.to_string())
}

fn header(columns: &[Reading], bold: bool) -> Vec<table::Cell> {
    let lines = |text: &str| textwrapped(text, 12).join("\n");
    let title = |column: &Reading| format!("{}\n{}", lines(column.label), lines(&column.unit));
    let titles =
        columns.iter().map(|column| table::Cell::new(title(column)).set_alignment(CellAlignment::Right));
    let cells = std::iter::once(table::Cell::new("regime")).chain(titles);
    cells.map(|cell| if bold { cell.add_attribute(Attribute::Bold) } else { cell }).collect()
}

/// Mean, and below it the difference with the half-width of its interval; a mark or its room at the end.
fn cell(read: &Cell, is_baseline: bool) -> table::Cell {
    let mark = if read.unclear { UNCLEAR } else { " " };
    let below = match (is_baseline, read.half_width.as_str()) {
        (true, _) | (false, "") => String::new(),
        (false, half_width) => format!("{} ±{half_width}{}{mark}", read.diff, read.suffix),
    };
    table::Cell::new(format!("{} \n{}", read.mean, below.trim_start())).set_alignment(CellAlignment::Right)
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
    use crate::fake::{Fake, NINE, collected_from, results, study};

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
    fn without_replications_there_is_no_table() {
        let (study, fake) = (study(&NINE[..2]), Fake { fails: Some(0), ..Fake::default() });
        let results = Results::read(&study, &mut collected_from(&fake, &study, 1), 1.0).expect("read");
        let text = report(&study, &results, 100, false);
        assert!(
            text.contains("0 replications") && text.contains("Nothing can be said") && !text.contains('±'),
            "{text}"
        );
    }

    #[test]
    fn one_replication_has_no_intervals() {
        insta::assert_snapshot!(shown(&NINE[..2], 1, 100));
    }
}
