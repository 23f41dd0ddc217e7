//! What a regime changes in the law of a market, in plain words.

use caveat::law::regime::Regime;
use caveat::law::rule::{self, Rule};
use caveat::lever::Lever;
use caveat::outcome::Outcome;
use serde::Serialize;

use crate::provisions::Laws;
use crate::study::{Held, Provision, Titled};
use crate::terminal::textwrapped;

/// Chapters of the law, by the first part of a lever's path, in the order in which a reader asks.
const CHAPTERS: [(&str, &str); 17] = [
    ("standard", "When liability attaches"),
    ("causation", "What ties a loss to a defendant"),
    ("damages", "What is owed"),
    ("apportionment", "Who else answers"),
    ("procedure", "Claims and courts"),
    ("relief", "Safe harbour and relief"),
    ("duties", "Duties before and after sale"),
    ("certification", "Certification"),
    ("public_testing", "Public testing"),
    ("sharing", "Sharing of information"),
    ("warranty", "Warranty of updates"),
    ("enforcement", "Inspections, orders and fines"),
    ("cover", "Insurance"),
    ("fund", "Compensation fund"),
    ("incentives", "Rewards and help"),
    ("guidelines", "Model guidelines"),
    ("review", "Adaptive oversight"),
];

/// Chapters that only liability reads.
const OF_LIABILITY: [&str; 6] = ["standard", "causation", "damages", "apportionment", "relief", "procedure"];

/// What is said of a regime without liability.
const NO_LIABILITY: &str = "Nobody answers for harm under it: what its courts would say of proof, causes, damages and procedure \
    matters to nobody, and is left out.";

/// How what stands in brackets is to be read.
const KEY: &str = "In square brackets: the lever, as a file or --set writes it, with its own brackets where it holds for some makers only \
    (size, category, jurisdiction); its number in the catalogue of docs/levers.md; the outcome that it moves first (caveat outcomes). \
    In round ones: how the figure is known (read in its source, derived from such, remembered, or only assumed), the range in \
    which it may lie, and whose figure it is. After a dash: the article or doctrine that the rule renders.";

/// Is a lever read by nobody where nobody answers for harm?
pub(crate) fn of_liability(path: &str) -> bool {
    let table = path.split('.').next().unwrap_or(path);
    OF_LIABILITY.contains(&table) && !path.starts_with("standard.kind")
}

/// A regime against another, lever by lever.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The regime.
    pub regime: Titled,
    /// What it is, as its file says.
    pub summary: String,
    /// What it is compared with.
    pub against: Titled,
    /// The market in which both are read.
    pub market: Titled,
    /// The day of the announcement, and the months after it in which the laws are read.
    pub announced: String,
    /// Months over which the laws are read.
    pub horizon_months: usize,
    /// Does nobody answer for harm under the regime, in the end?
    pub no_liability: bool,
    /// What differs.
    pub changes: Vec<Change>,
}

/// A lever on which both differ.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// The lever's path, with the cells it concerns.
    pub path: String,
    /// Its id in the catalogue of levers.
    pub id: Option<&'static str>,
    /// The chapter of the law to which it belongs.
    pub chapter: String,
    /// What it does.
    pub doc: String,
    /// The outcome in which it shows first.
    pub shows_in: &'static str,
    /// What the other law says.
    pub before: Vec<Held>,
    /// What the regime says.
    pub after: Vec<Held>,
}

impl Explanation {
    /// Of the second of two laws against the first. Where nobody answers for harm under it, what its courts would say of proof,
    /// causes, damages and procedure is moot, and left out.
    pub fn changes(laws: &Laws<'_>) -> Vec<Change> {
        let moot = |change: &Change| laws.is_without_liability(1) && of_liability(&change.path);
        let told = laws.differing(0).into_iter().filter_map(change).filter(|change| !moot(change));
        let mut changes: Vec<Change> = told.collect();
        changes.sort_by_key(|change| chapter_of(&change.path).0);
        changes
    }

    /// As text, as wide as `width` characters at most.
    pub fn text(&self, width: usize) -> String {
        let Titled { name, title } = &self.regime;
        let mut text = format!("{title} ({name})\n");
        push(&mut text, "", &self.summary, width);
        let (against, market) = (&self.against, &self.market);
        let years = self.horizon_months as f64 / 12.0;
        let read = format!(
            "Against: {} ({}), on the market “{}”, over {years} years from {}.",
            against.title, against.name, market.title, self.announced
        );
        text.push('\n');
        push(&mut text, "", &read, width);
        if self.changes.is_empty() {
            text.push_str("\nIt changes nothing in this market in that time.\n");
        }
        if self.no_liability {
            text.push('\n');
            push(&mut text, "", NO_LIABILITY, width);
        }
        if !self.changes.is_empty() {
            text.push('\n');
            push(&mut text, "", KEY, width);
        }
        for chapter in self.changes.chunk_by(|a, b| a.chapter == b.chapter) {
            text.push_str(&format!("\n{}\n", chapter[0].chapter));
            for change in chapter {
                change.write(&mut text, width);
            }
        }
        text
    }
}

impl Change {
    fn write(&self, text: &mut String, width: usize) {
        text.push('\n');
        push(text, "  ", &self.doc, width);
        let id = self.id.map_or(String::new(), |id| format!(", {id}"));
        push(text, "  ", &format!("[{}{id}; shows first in: {}]", self.path, title_of(self.shows_in)), width);
        // What stays beside what is new was said already; where nothing is new, something has ceased, and what stays is told.
        let all_kept = self.after.iter().all(|held| self.before.contains(held));
        let told = |held: &&Held| all_kept || !self.before.contains(held);
        let lines = self.before.iter().map(|held| ("was", held));
        for (word, held) in lines.chain(self.after.iter().filter(told).map(|held| ("is", held))) {
            push(text, "    ", &format!("{word} {}", held.words()), width);
        }
    }
}

impl Held {
    /// The value, when it holds, and on whose word.
    fn words(&self) -> String {
        let mut words = unlimited(&self.value);
        if !self.when.is_empty() {
            words.push_str(&format!(", {}", self.when));
        }
        if !self.article.is_empty() {
            words.push_str(&format!(" — {}", self.article));
        }
        let range = if self.range.is_empty() {
            String::new()
        } else {
            format!(", may be {}", unlimited(&self.range))
        };
        match (self.grade.is_empty(), self.source.is_empty()) {
            (true, _) => words,
            (false, true) => format!("{words} ({}{range})", self.grade),
            (false, false) => format!("{words} ({}{range}: {})", self.grade, self.source),
        }
    }
}

/// A value or a range in which a limit that files write as `inf` is said to be none.
fn unlimited(text: &str) -> String {
    match text.strip_suffix("inf") {
        Some(before) if before.is_empty() || before.ends_with(' ') => format!("{before}no limit (inf)"),
        _ => text.to_owned(),
    }
}

/// A regime without a rule: what the levers' defaults say.
pub fn nothing() -> Regime {
    Regime { name: "no-law".into(), title: "No law on it".into(), ..Regime::default() }
}

fn change(provision: Provision) -> Option<Change> {
    let [before, after] = <[Vec<Held>; 2]>::try_from(provision.values).ok()?;
    let lever = lever_of(&provision.path)?;
    Some(Change {
        chapter: chapter_of(&provision.path).1,
        id: lever.id,
        shows_in: lever.effect,
        path: provision.path,
        doc: provision.doc,
        before,
        after,
    })
}

/// The lever of a path with or without a selector.
fn lever_of(path: &str) -> Option<&'static Lever<Rule>> {
    let bare = path.split(['[', ' ']).next()?;
    rule::levers().into_iter().flatten().find(|lever| lever.path == bare)
}

/// Place and title of a lever's chapter.
fn chapter_of(path: &str) -> (usize, String) {
    let table = path.split('.').next().unwrap_or(path);
    let known = CHAPTERS.iter().position(|(name, _)| *name == table);
    known.map_or((CHAPTERS.len(), table.to_owned()), |place| (place, CHAPTERS[place].1.to_owned()))
}

fn title_of(key: &str) -> &str {
    Outcome::find(key).map_or(key, |outcome| outcome.title)
}

/// A paragraph, wrapped and indented.
fn push(text: &mut String, indent: &str, paragraph: &str, width: usize) {
    for line in textwrapped(paragraph, width.saturating_sub(indent.len()).max(20)) {
        text.push_str(&format!("{indent}{line}\n"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_is_none_is_said_in_words() {
        assert_eq!(
            (unlimited("inf"), unlimited("4 to inf")),
            ("no limit (inf)".into(), "4 to no limit (inf)".into())
        );
        assert_eq!(unlimited("60 days"), "60 days");
    }

    #[test]
    fn every_chapter_of_the_law_has_a_title() {
        for lever in rule::levers().into_iter().flatten() {
            assert!(chapter_of(lever.path).0 < CHAPTERS.len(), "{}", lever.path);
        }
    }
}
