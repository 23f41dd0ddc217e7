//! The page of sources: which figures and rules rest on each, and how far each was verified.

use std::collections::BTreeMap;
use std::fs;

use caveat::error::Place;
use caveat::lever::Grade;
use serde::Deserialize;

use super::{cell, files, market, regime, root, shipped};

/// A source as `scenarios/sources.toml` has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: String,
    url: String,
    kind: Sort,
    read: Read,
    named: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    Figure,
    Law,
    Literature,
    Own,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Read {
    Text,
    Report,
    Mirror,
    No,
}

impl Read {
    fn words(self) -> &'static str {
        match self {
            Read::Text => "its text, or an excerpt, was read",
            Read::Report => "a report of it was read",
            Read::Mirror => "its full text was read in a mirror",
            Read::No => "recalled, not opened",
        }
    }
}

#[derive(Deserialize)]
struct Register {
    source: Vec<Entry>,
}

/// A figure or a rule that says where it comes from.
struct Use {
    /// In which file.
    file: String,
    /// What it is, as the page shows it.
    shown: String,
    /// What is said of its source, and the reference of the rule in which it stands.
    said: [String; 2],
    /// Must its source be in the register?
    must: bool,
}

fn entries() -> Vec<Entry> {
    let text = fs::read_to_string(root().join("scenarios/sources.toml")).unwrap();
    toml::from_str::<Register>(&text).unwrap_or_else(|error| panic!("scenarios/sources.toml: {error}")).source
}

/// A figure of a file. What is only assumed need not have a source.
fn figure(file: &str, path: &str, grade: Option<Grade>, said: [&str; 2]) -> Use {
    let name = grade.map_or("ungraded", Grade::name);
    Use {
        file: file.to_owned(),
        shown: format!("`{path}` ({name})"),
        said: said.map(str::to_owned),
        must: grade.is_some_and(|grade| grade != Grade::Assumed),
    }
}

fn of_markets(uses: &mut Vec<Use>) {
    for (name, source) in files("markets") {
        for known in market(&source).assumptions {
            let own = matches!(&known.place, Some(Place::File { file, .. }) if *file == source.file);
            if let Some(said) = known.source.as_deref().filter(|_| own) {
                uses.push(figure(&name, &known.path, known.grade, [said, ""]));
            }
        }
    }
    let money = shipped().money;
    for (from, stated) in &money.factors {
        uses.push(figure(
            "smart-home",
            &format!("money.factor.{from}"),
            stated.grade,
            [stated.source.as_deref().unwrap_or_default(), ""],
        ));
    }
}

fn of_regimes(uses: &mut Vec<Use>) {
    for (name, source) in ["regimes", "reforms"].into_iter().flat_map(files) {
        let regime = regime(&source);
        for (_, patch) in regime.patches().filter(|(layer, _)| layer.file == source.file) {
            let reference = patch.reference.as_deref().unwrap_or_default();
            if !reference.is_empty() {
                let said = [reference.to_owned(), String::new()];
                uses.push(Use { file: name.clone(), shown: "rules".into(), said, must: true });
            }
            for assignment in &patch.assignments {
                if let Some(said) = assignment.stated.source.as_deref() {
                    uses.push(figure(
                        &name,
                        assignment.lever.path,
                        assignment.stated.grade,
                        [said, reference],
                    ));
                }
            }
        }
    }
}

fn of_countries(uses: &mut Vec<Use>) {
    let text = fs::read_to_string(root().join("scenarios/countries.toml")).unwrap();
    let countries: toml::Table = text.parse().unwrap();
    for (code, country) in &countries {
        let facts = country.get("facts").and_then(toml::Value::as_table).into_iter().flatten();
        let regime = country.get("regime").map(|regime| ("regime", regime));
        for (name, fact) in facts.map(|(name, fact)| (name.as_str(), fact)).chain(regime) {
            let word = |key: &str| fact.get(key).and_then(toml::Value::as_str).unwrap_or_default();
            let grade = Grade::from_name(word("grade"));
            assert!(grade.is_some() && !word("source").is_empty(), "{code}.{name} has no grade or no source");
            uses.push(figure("countries", &format!("{code} {name}"), grade, [word("source"), ""]));
        }
    }
}

fn uses() -> Vec<Use> {
    let mut uses = Vec::new();
    of_markets(&mut uses);
    of_regimes(&mut uses);
    of_countries(&mut uses);
    uses
}

/// The sources that something names: in its own words, or, if it must have a source and these name none, in those of its rule.
fn named<'a>(entries: &'a [Entry], used: &'a Use) -> impl Iterator<Item = usize> + 'a {
    let names = |said: &str, entry: &Entry| entry.named.iter().any(|name| said.contains(name.as_str()));
    let own = !used.must || entries.iter().any(|entry| names(&used.said[0], entry));
    let said = &used.said[usize::from(!own)];
    (0..entries.len()).filter(move |&index| names(said, &entries[index]))
}

const HEADER: &str = "\
# Sources

Generated from `scenarios/sources.toml` and the sources that figures and rules name; `CAVEAT_BLESS=1 cargo test --workspace --test documents`
renews it, and the test fails when a figure graded `read`, `derived` or `remembered`, or a rule's reference, rests on nothing that is listed
here. A grade is the figure's: `read` (the source was read), `derived` (computed from what was read), `remembered` (recalled from a named
source that was not opened), `assumed` (no source gives it: what is named is a hint at most, and the figure is to be swept). How far the
*source* was verified stands in the second column; a figure is never better than its source, and often worse. What makes a cited doctrine
a number is said with the figure, in [odd.md](odd.md#annex-a-parameters) and [regimes.md](regimes.md).

Evidence about moments, and published simulations, stand in [validation.md](validation.md), each with its own source.
The literature behind methods is listed in [odd.md](odd.md#references), that behind limiting cases in
[its annex B](odd.md#annex-b-docking).
";

/// The page.
pub(super) fn page() -> String {
    let (entries, uses) = (entries(), uses());
    let mut by_entry: Vec<BTreeMap<&str, Vec<&str>>> = entries.iter().map(|_| BTreeMap::new()).collect();
    let mut unnamed = Vec::new();
    for used in &uses {
        let mut found = false;
        for index in named(&entries, used) {
            found = true;
            let shown = by_entry[index].entry(&used.file).or_default();
            if !shown.contains(&used.shown.as_str()) {
                shown.push(&used.shown);
            }
        }
        assert!(
            found || !used.must,
            "{}: {} rests on “{}”, which scenarios/sources.toml does not list",
            used.file,
            used.shown,
            used.said[0]
        );
        if !found && used.file == "smart-home" {
            unnamed.push(used.shown.trim_end_matches(" (assumed)"));
        }
    }
    let mut page = format!("{HEADER}\n## How well figures are known\n\n{}", grades());
    for (sort, title) in [
        (Sort::Figure, "Figures"),
        (Sort::Law, "Laws, cases, restatements"),
        (Sort::Literature, "Literature"),
        (Sort::Own, "Computed from the market's own figures"),
    ] {
        page += &format!(
            "\n## {title}\n\n| source | how far verified | what rests on it |\n| --- | --- | --- |\n"
        );
        for (entry, used) in entries.iter().zip(&by_entry).filter(|(entry, _)| entry.kind == sort) {
            assert!(!used.is_empty(), "nothing names “{}”", entry.title);
            page += &row(entry, used);
        }
    }
    page + &format!(
        "\n## Assumed without a source\n\n{} values of the shipped market name nothing that is listed above, and are assumptions of its authors: {}.\n",
        unnamed.len(),
        unnamed.join(", ")
    )
}

fn row(entry: &Entry, used: &BTreeMap<&str, Vec<&str>>) -> String {
    let title = if entry.url.is_empty() {
        cell(&entry.title)
    } else {
        format!("[{}]({})", cell(&entry.title), entry.url)
    };
    let verified = if entry.kind == Sort::Own { "computed here" } else { entry.read.words() };
    let rests: Vec<String> =
        used.iter().map(|(file, shown)| format!("{file}: {}", shown.join(", "))).collect();
    format!("| {title} | {verified} | {} |\n", cell(&rests.join("; ")))
}

/// How many figures of each grade there are, in the shipped market and in the regimes.
pub(super) fn grades() -> String {
    let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for known in shipped().assumptions {
        counts.entry(known.grade_name()).or_default()[0] += 1;
    }
    for (_, source) in files("regimes") {
        for (_, patch) in regime(&source).patches().filter(|(layer, _)| layer.file == source.file) {
            for stated in patch.assignments.iter().map(|assignment| &assignment.stated) {
                counts.entry(stated.grade.map_or("of the rule", Grade::name)).or_default()[1] += 1;
            }
        }
    }
    let mut text =
        String::from("| grade | values of the shipped market | values in regimes |\n| --- | ---: | ---: |\n");
    for grade in ["read", "derived", "remembered", "assumed", "ungraded", "default", "of the rule"] {
        if let Some([market, regimes]) = counts.get(grade) {
            text += &format!("| {grade} | {market} | {regimes} |\n");
        }
    }
    text + "\n`default`: no file states it, and the registry's value holds, which mostly switches something off. `of the rule`: a word or a number \
            that the rule itself chooses, as a stylised regime does, or a law's own word.\n"
}
