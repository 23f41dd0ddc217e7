//! The catalogue of levers and what covers each: `docs/catalogue.md`, written from the registry and the names of tests.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use caveat::outcome::Outcome;
use caveat::scenario::registry::registry;

/// What the law can do.
const CATALOGUE: [&str; 49] = [
    "manufacturer",
    "component supplier",
    "third-party and open-source software",
    "service provider",
    "seller and importer",
    "apportionment",
    "manufacturing defect",
    "design choice",
    "inadequate update",
    "no liability",
    "negligence",
    "strict liability",
    "delayed remediation",
    "harm threshold",
    "heads of damage",
    "comparative fault",
    "multiplier, punitive part, cap",
    "liability for users' patching costs",
    "hybrid of fault and strict liability",
    "tiers by size",
    "tiers by category and criticality",
    "relief for small makers",
    "baseline standard",
    "testing and certification",
    "disclosure and notification",
    "patch deadlines",
    "support period and end of life",
    "post-market monitoring",
    "label and notices",
    "supply-chain duties",
    "coordinated updates",
    "safe harbour",
    "researcher protection and bounties",
    "information sharing",
    "rewards for security",
    "public testing and shared infrastructure",
    "model guidelines",
    "warranty",
    "civil action",
    "injunction and recall",
    "inspections, orders, fines",
    "access to recourse",
    "liability insurance",
    "compensation fund",
    "several jurisdictions",
    "harmonisation",
    "phases",
    "adaptive oversight",
    "user communication",
];

/// What covers a lever of the catalogue.
#[derive(Default)]
struct Cover {
    paths: Vec<&'static str>,
    outcomes: Vec<&'static str>,
    tests: Vec<String>,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Every file of tests, in the order of their paths.
fn tests() -> Vec<(String, String)> {
    let mut folders = vec![here().join("tests")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(here()).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The tests of a file by the id that their names begin with, `fn l07_…`, or by the path of the lever that they move,
/// `name: "damages.cap_eur" […`.
fn named_in(text: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
        let name = line.strip_prefix("fn l").and_then(|rest| rest.split('(').next());
        if let Some(name) =
            name.filter(|name| name.get(..2).is_some_and(|id| id.bytes().all(|b| b.is_ascii_digit())))
        {
            found.push((format!("L{}", &name[..2]), &line[3..4 + name.len()]));
        }
        if let Some((test, rest)) = line.split_once(": \"")
            && let Some((path, _)) = rest.split_once("\" [")
        {
            found.push((path.to_owned(), test));
        }
    }
    found
}

fn covers() -> BTreeMap<String, Cover> {
    let mut covers: BTreeMap<String, Cover> =
        (1..=CATALOGUE.len()).map(|id| (format!("L{id:02}"), Cover::default())).collect();
    let tests = tests();
    let named: Vec<(&str, String, &str)> = tests
        .iter()
        .flat_map(|(file, text)| named_in(text).into_iter().map(move |(of, test)| (file.as_str(), of, test)))
        .collect();
    for lever in registry() {
        for id in lever.id.unwrap_or_default().split(", ").filter(|id| !id.is_empty()) {
            let cover =
                covers.get_mut(id).unwrap_or_else(|| panic!("{}: {id} is not in the catalogue", lever.path));
            cover.paths.push(lever.path);
            if !cover.outcomes.contains(&lever.effect) {
                cover.outcomes.push(lever.effect);
            }
            let of_path = named.iter().filter(|(_, of, _)| of == lever.path);
            cover.tests.extend(of_path.map(|(file, _, test)| format!("`{test}` ({file})")));
        }
    }
    for (file, of, test) in &named {
        if let Some(cover) = covers.get_mut(of) {
            cover.tests.push(format!("`{test}` ({file})"));
        }
    }
    covers
}

#[test]
fn every_lever_of_the_catalogue_has_a_path_a_test_and_an_outcome() {
    for (id, cover) in covers() {
        assert!(!cover.paths.is_empty(), "{id}: no lever has this id");
        assert!(
            !cover.tests.is_empty(),
            "{id}: no test is called {}_… or moves {:?}",
            id.to_lowercase(),
            cover.paths
        );
        assert!(cover.outcomes.iter().any(|key| Outcome::find(key).is_some()), "{id}: no outcome shows it");
    }
}

/// `CAVEAT_BLESS=1` writes the page anew.
#[test]
fn the_page_of_the_catalogue_is_current() {
    let mut page = String::from(
        "# What the law can do, and what covers it\n\nGenerated by `tests/catalogue.rs` from the lever registry and the names of tests. Each row \
         of the catalogue has paths that a regime or a market sets ([levers](levers.md)), outcomes in which it shows first ([outcomes](outcomes.md)), \
         and tests of its sign on the full engine.\n\n| id | lever | paths | shows first in | tests |\n| --- | --- | --- | --- | --- |\n",
    );
    for ((id, cover), title) in covers().iter().zip(CATALOGUE) {
        let code =
            |words: &[&str]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let tests = cover.tests.join(", ");
        writeln!(page, "| {id} | {title} | {} | {} | {tests} |", code(&cover.paths), code(&cover.outcomes))
            .unwrap();
    }
    let path = here().join("docs/catalogue.md");
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(
        fs::read_to_string(path).unwrap(),
        page,
        "CAVEAT_BLESS=1 cargo test --workspace --test catalogue"
    );
}
