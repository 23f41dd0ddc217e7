//! Pages that are written in part, or whole, from data: `docs/odd.md`, `docs/limits.md` and `docs/sources.md`.
//!
//! `CAVEAT_BLESS=1 cargo test --workspace --test documents` writes them anew.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use caveat::law::regime::Regime;
use caveat::lever::LeverRow;
use caveat::scenario::registry::registry;
use caveat::scenario::{LATER, NotFound, Overrides, Scenario, Source, read_regime};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn source(path: &Path) -> Source {
    let file = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    Source::from_bytes(file, fs::read(path).unwrap()).unwrap()
}

/// Regimes by name, and the markets that others extend.
fn find(name: &str, _named_in: &str) -> Result<Source, NotFound> {
    let folders = ["markets", "regimes"].map(|folder| root().join("scenarios").join(folder));
    let paths = folders.iter().flat_map(|folder| [folder.join(name), folder.join(format!("{name}.toml"))]);
    let found = paths.into_iter().find(|path| path.is_file());
    found.map(|path| source(&path)).ok_or(NotFound { reason: "no such file".into(), known: Vec::new() })
}

/// The files of a folder of `scenarios/`, in the order of their names, each with its name.
fn files(folder: &str) -> Vec<(String, Source)> {
    let entries = fs::read_dir(root().join("scenarios").join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.iter().map(|path| (name(path), source(path))).collect()
}

fn market(source: &Source) -> Scenario {
    Scenario::read(source, &find, &Overrides::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn shipped() -> Scenario {
    market(&source(&root().join("scenarios/markets/smart-home.toml")))
}

fn regime(source: &Source) -> Regime {
    read_regime(source, &find, &Overrides::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// A page is what it should be; asked to, it is made so first.
fn assert_page(page: &str, expected: &str) {
    let path = root().join("docs").join(page);
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        fs::write(&path, expected).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(written == expected, "docs/{page}: CAVEAT_BLESS=1 cargo test --workspace --test documents");
}

/// A page with what stands between the markers of a section replaced.
fn with_section(page: &str, section: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- generated: {section} -->\n"), "<!-- end -->");
    let from = page.find(&begin).unwrap_or_else(|| panic!("no marker {begin}")) + begin.len();
    let to = from + page[from..].find(end).unwrap_or_else(|| panic!("{section} has no end"));
    format!("{}\n{text}\n{}", &page[..from], &page[to..])
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// A cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn later() -> String {
    let mut text = String::from("| path | what it would do |\n| --- | --- |\n");
    for later in LATER {
        text += &format!("| `{}` | {} |\n", later.path, cell(later.doc));
    }
    text
}

/// What was measured of the inputs of the shipped market, the greatest first.
fn influence() -> String {
    let text = fs::read_to_string(root().join("scenarios/influence.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let measured = table["smart-home"].as_table().unwrap().iter();
    let mut rows: Vec<(&str, f64)> =
        measured.map(|(path, moved)| (path.as_str(), moved.as_float().unwrap())).collect();
    rows.sort_by(|a, b| b.1.total_cmp(&a.1));
    let shipped = shipped();
    let mut text = String::from(
        "| input | from | to | moves the effect of a reform on harm by, EUR per 1,000 device-years |\n| --- | ---: | ---: | ---: |\n",
    );
    for (path, moved) in rows {
        // Beside inputs, the file has assumptions that are several fields.
        let Some(known) = shipped.assumptions.iter().find(|known| known.path == path) else { continue };
        text += &format!("| `{path}` | {} | {} | {moved:.0} |\n", known.low.unwrap(), known.high.unwrap());
    }
    text
}

#[test]
fn the_protocol_is_current() {
    let written = with_section(&page("odd.md"), "later", &later());
    let written = with_section(&written, "parameters", &parameters::of(&shipped()));
    assert_page("odd.md", &with_section(&written, "docking", &docking::annex()));
}

#[test]
fn the_page_of_limits_is_current() {
    let written = with_section(&page("limits.md"), "later", &later());
    let written = with_section(&written, "influence", &influence());
    assert_page("limits.md", &with_section(&written, "grades", &sources::grades()));
}

#[test]
fn the_page_of_sources_is_current() {
    assert_page("sources.md", &sources::page());
}

/// Whether a path as pages write it, with `*` for names and for the rest of a field, is that of a lever.
fn is_lever(path: &str, levers: &[LeverRow]) -> bool {
    let (table, field) = (path.split('.').next(), path.rsplit('.').next().unwrap_or_default());
    let fits =
        |known: &str| field.strip_suffix('*').map_or(known == field, |begins| known.starts_with(begins));
    levers.iter().any(|lever| lever.path.split('.').next() == table && fits(lever.field()))
}

#[test]
fn pages_name_levers_that_exist() {
    let levers = registry();
    let tables: Vec<&str> = levers.iter().filter_map(|lever| lever.path.split('.').next()).collect();
    let shipped = shipped();
    for name in ["odd.md", "limits.md"] {
        let text = page(name);
        // What a file may not set has a list of its own.
        let text = with_section(&text, "later", "");
        let quoted = text.split('`').skip(1).step_by(2);
        let path = |word: &&str| word.chars().all(|c| c.is_ascii_lowercase() || "._*0123456789".contains(c));
        for word in quoted.filter(path).filter(|word| !word.ends_with(".toml") && !word.ends_with(".rs")) {
            let table = word.split_once('.').map(|(table, _)| table);
            if table.is_some_and(|table| tables.contains(&table)) {
                assert!(is_row(word, &shipped) || is_lever(word, &levers), "{name}: no lever `{word}`");
            }
        }
    }
    assert!(is_lever("care.cost_*", &levers) && !is_lever("care.price", &levers));
}

/// Whether a path is that of a field of an entity of the shipped market.
fn is_row(path: &str, scenario: &Scenario) -> bool {
    scenario.assumptions.iter().any(|known| known.path == path)
}

/// Links between pages, and within one, lead somewhere.
#[test]
fn links_between_pages_lead_somewhere() {
    for name in ["odd.md", "limits.md", "sources.md"] {
        let text = page(name);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if file.starts_with("http") {
                continue;
            }
            let linked = if file.is_empty() {
                text.clone()
            } else {
                fs::read_to_string(root().join("docs").join(file)).unwrap_or_default()
            };
            assert!(!linked.is_empty(), "{name} → {target}");
            assert!(anchor.is_empty() || anchors(&linked).contains(&anchor.to_owned()), "{name} → {target}");
        }
    }
}

/// The anchors of a page: its headings, as GitHub names them, and those it states.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| {
        let kept = line.trim_start_matches('#').trim().to_lowercase();
        kept.chars()
            .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-')
            .collect::<String>()
            .replace(' ', "-")
    });
    let stated = text.split("<a id=\"").skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_owned()));
    headings.chain(stated).collect()
}

#[path = "documents/docking.rs"]
mod docking;
#[path = "documents/parameters.rs"]
mod parameters;
#[path = "documents/sources.rs"]
mod sources;
