//! The table a terminal shows: one row a regime, the headlines and what stands beside them.

use comfy_table::{self as table, Attribute, CellAlignment, ContentArrangement, Table, presets};

use crate::answer;
use crate::ends::{Ends, ends};
use crate::number::{capitalised, fixed};
use crate::reading::{self, Cell, Reading};
use crate::results::Results;
use crate::study::Study;
use crate::variety;

/// Width at which every column fits.
pub const WIDE: usize = 100;

/// Marks a difference whose interval includes zero.
pub const UNCLEAR: &str = "°";

/// What the run prints: heading, answer, table, legend, and what the headlines mean; without replications there is nothing
/// to tabulate.
pub fn report(study: &Study, results: &Results, width: usize, bold: bool) -> String {
    let head = format!("{}\n\n{}", heading(study, results, width), answer(study, results, width));
    if results.replications == 0 {
        return head;
    }
    format!(
        "{head}\n\n{}\n\n{}{}{}",
        table(study, results, width, bold),
        legend(study, results, width),
        definitions(study, results, width),
        sensitivity(study, results, width),
    )
}

/// The assumptions that decide rankings, at both ends of their ranges.
fn sensitivity(study: &Study, results: &Results, width: usize) -> String {
    let Some(Ends { about, heads, lines, notes }) = ends(study, results) else { return String::new() };
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let columns = heads.len().max(1);
    let room = width.min(WIDE).saturating_sub(NAME + 14) / columns;
    let cell = |text: &str| textwrapped(text, room.saturating_sub(1).max(8)).join("\n");
    let head =
        ["assumption".to_owned(), "at".to_owned()].into_iter().chain(heads.iter().map(|head| cell(head)));
    table.set_header(head);
    for line in &lines {
        let name = [textwrapped(&line.name, NAME + 3).join("\n"), line.at.clone()];
        table.add_row(name.into_iter().chain(line.cells.iter().map(|text| cell(text))));
    }
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 1));
    });
    let notes: Vec<String> = notes.iter().map(|note| wrapped(note, width.min(WIDE))).collect();
    let cost = wrapped(&cost(results), width.min(WIDE));
    let parts = [wrapped(&about, width.min(WIDE)), trimmed(&table.to_string()), notes.join("\n"), cost];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    format!("\n\n{}", parts.join("\n\n"))
}

/// What the table of assumptions cost, so that it can be weighed against a faster run or a longer table.
fn cost(results: &Results) -> String {
    let Some(sensitivity) = results.sensitivity.as_ref().filter(|sensitivity| sensitivity.whole) else {
        return String::new();
    };
    let more = match sensitivity.left.len() {
        0 => String::new(),
        left => format!(
            "; --sensitivity all moves {left} more, in about {} s",
            fixed(sensitivity.seconds * left as f64 / sensitivity.moved().max(1) as f64, 0)
        ),
    };
    format!(
        "This table took {} of the {} seconds: --sensitivity 0 leaves it out{more}.",
        fixed(sensitivity.seconds, 0),
        fixed(results.seconds, 0)
    )
}

fn heading(study: &Study, results: &Results, width: usize) -> String {
    let market = &study.market.title;
    let run = format!("{}, {}, seed {}", capitalised(&study.compared()), results.counted(), study.seed);
    [market, &run].map(|line| wrapped(line, width.min(WIDE))).join("\n")
}

fn answer(study: &Study, results: &Results, width: usize) -> String {
    let lines = |texts: &[String]| {
        let each = texts.iter().map(|text| wrapped(text, width.min(WIDE)));
        each.collect::<Vec<_>>().join("\n")
    };
    let (sentences, notes) = (answer::sentences(study, results), answer::notes(study, results));
    format!("{}\n\n{}", lines(&sentences), lines(&notes))
}

fn legend(study: &Study, results: &Results, width: usize) -> String {
    let title = &study.baseline().title;
    let text = match (study.regimes.len(), results.replications) {
        (1, _) => return String::new(),
        (_, 1) => format!("Second line: difference to {title}; one replication has no interval."),
        _ => format!(
            "Second line: paired difference to {title} ± half-width of its 95\u{a0}% interval; {UNCLEAR} the interval includes zero."
        ),
    };
    let drawn = results.draws.as_ref().map_or(String::new(), |draws| {
        format!(
            " Below: the same difference over {}, 5 to 95\u{a0}% of draws with Monte Carlo variance subtracted ({UNCLEAR} where \
             that was more than half of it: known roughly), and the share of draws in which it is measurably for the better or the worse: the \
             interval of the draw itself excludes zero.",
            draws.counted()
        )
    });
    wrapped(&(text + &drawn), width.min(WIDE)) + "\n"
}

/// What is counted in each headline and in what is read with it.
fn definitions(study: &Study, results: &Results, width: usize) -> String {
    let (first, others) = shown(study, results, width);
    let lines = first.into_iter().chain(others).map(|reading| {
        let text = format!("{}: {}.", capitalised(reading.label), reading.definition);
        wrapped(&text, width.min(WIDE))
    });
    let variety = variety::sentence(study, results).map(|said| wrapped(&said, width.min(WIDE)));
    let all = wrapped("More, with formulas: caveat outcomes, docs/outcomes.md.", width.min(WIDE));
    lines.chain(variety).chain([all]).collect::<Vec<_>>().join("\n")
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
    let twins: Vec<Option<usize>> =
        (0..study.regimes.len()).map(|regime| reading::twin(study, &columns, regime)).collect();
    let mut parts: Vec<String> = Vec::new();
    let mut rest = &columns[..];
    while !rest.is_empty() {
        let fitting = (1..=rest.len()).rev().map(|count| (count, part(study, &rest[..count], &twins, bold)));
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

/// Some columns; a regime that reads as another in every column says so and no more.
fn part(study: &Study, columns: &[Reading], twins: &[Option<usize>], bold: bool) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header(columns, bold));
    for (regime, names) in study.regimes.iter().enumerate() {
        if let Some(twin) = twins[regime] {
            let like = if twin == study.baseline { "the baseline" } else { &study.regimes[twin].title };
            table.add_row([format!("{}\n{}", name_cell(&names.title), cut(&format!("as {like}")))]);
            continue;
        }
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
    let half_width = match read.half_width.as_str() {
        "" => String::new(),
        half_width => format!(" ±{half_width}"),
    };
    let below = match is_baseline {
        true => String::new(),
        false => format!("{}{half_width}{}{mark}", read.diff, read.suffix),
    };
    let mut lines = vec![read.mean.as_str(), below.trim_start(), &read.assumed];
    lines.extend(read.better.iter().map(String::as_str));
    let filled = lines.iter().rposition(|line| !line.is_empty()).map_or(1, |last| (last + 1).max(2));
    // The mark of the second line takes a place that the others leave free.
    let room =
        |(place, line): (usize, &&str)| if place == 1 { (*line).to_owned() } else { format!("{line} ") };
    let text: Vec<String> = lines[..filled].iter().enumerate().map(room).collect();
    table::Cell::new(text.join("\n")).set_alignment(CellAlignment::Right)
}

/// Characters of a regime's name.
const NAME: usize = 19;

/// A regime's title on two lines of a narrow column.
fn name_cell(title: &str) -> String {
    let mut lines = textwrapped(title, NAME);
    if lines.len() > 2 {
        lines[1] = format!("{} {}", lines[1], lines[2]);
        lines.truncate(2);
    }
    lines.resize(2, String::new());
    lines.iter().map(|line| cut(line)).collect::<Vec<_>>().join("\n")
}

/// A line that is no longer than a name.
fn cut(line: &str) -> String {
    match line.chars().count() <= NAME {
        true => line.to_owned(),
        false => line.chars().take(NAME - 1).collect::<String>().trim_end().to_owned() + "…",
    }
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
    use crate::fake::{Fake, NINE, collected_from, doubted, results, study};

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
    fn nine_regimes_of_which_the_assumptions_were_drawn_and_moved() {
        let study = study(&NINE);
        let results = doubted(&study, results(&study, 64));
        let text = report(&study, &results, 100, false);
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        insta::assert_snapshot!(text);
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

    #[test]
    fn a_regime_that_reads_as_another_says_so_in_place_of_its_numbers() {
        let cell = |mean: &str, diff: &str| Cell { mean: mean.into(), diff: diff.into(), ..Cell::default() };
        let cells = vec![cell("7", ""), cell("9", "+2"), cell("9", "+2"), cell("7", reading::UNCHANGED)];
        let column = Reading { label: "harm", unit: "EUR".into(), definition: String::new(), cells };
        let text = part(&study(&NINE[..4]), &[column], &[None, None, Some(1), Some(0)], false);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let from = |name: &str| lines.iter().position(|line| line.starts_with(name)).expect("a row");
        assert_eq!(lines[from("negligence") + 2], "as caveat emptor", "{text}");
        assert_eq!(lines[from("strict liability") + 2], "as the baseline", "{text}");
        assert_eq!(text.matches('9').count(), 1, "{text}");
    }
}
