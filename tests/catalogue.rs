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

/// Paths that no test moves alone, each with the reason. What has a test may not stand here.
/// `caveat ablate` tries them all.
const UNMOVED: &[(&str, &str)] = &[
    ("size.*.entrant_share", "shares sum to one"),
    ("category.*.criticality", "a word by which laws select"),
    ("category.*.maker_share", "shares sum to one"),
    ("segment.*.price_taste", "demand is fitted to what is observed, which leaves its sign open"),
    ("segment.*.never_patch", "refitted to two observed points of the curve, which leave its sign open"),
    ("segment.*.auto_patch", "refitted to two observed points of the curve, which leave its sign open"),
    ("segment.*.trust", "demand is fitted to what is observed, which leaves its sign open"),
    ("component.*.slot", "which place in a device a component fills"),
    ("component.*.popularity", "shares of one slot"),
    ("insurer.credibility_claims", "how much a record counts beside the class: no sign is certain"),
    ("demand.model", "a choice of model"),
    ("demand.price_response", "demand is fitted to what is observed, which leaves its sign open"),
    ("demand.price_step", "a numerical damping"),
    ("demand.trust_speed", "demand is fitted to what is observed, which leaves its sign open"),
    ("demand.reputation_recovery", "demand is fitted to what is observed, which leaves its sign open"),
    ("demand.shock_size_exponent", "calibrated to turnover of makers"),
    ("care.breach", "a choice of functional form"),
    ("finance.discount_firm", "care and its cost are both discounted: no sign is certain"),
    ("innovation.rd_least", "bites only where what is spent leaves the band"),
    ("innovation.rd_most", "bites only where what is spent leaves the band"),
    ("entry.cost_log_sd", "spreads what entrants pay around the same median: no sign is certain"),
    ("decision.search", "a choice of search, whose two answers must agree"),
    ("decision.memory", "how long experience counts: no sign is certain"),
    ("limits.rows", "a guard of memory"),
    ("threat.elasticity", "attackers answer harm both ways: no sign is certain"),
    ("head.*.law", "a choice of distribution"),
    ("head.*.log_sd", "the mean loss is held, and what the tail does to the largest of a few losses is luck"),
    (
        "head.*.tail_share",
        "the mean loss is held, and what the tail does to the largest of a few losses is luck",
    ),
    (
        "head.*.tail_index",
        "the mean loss is held, and what the tail does to the largest of a few losses is luck",
    ),
    (
        "head.*.max_loss_eur",
        "the mean loss is held, and what the tail does to the largest of a few losses is luck",
    ),
    ("head.*.borne_by", "a word by which a loss is laid on a party"),
];

/// The files of tests in which a path is set, by path: each lever of the registry, whether it has an id or not.
fn by_path() -> BTreeMap<&'static str, Vec<String>> {
    let tests: Vec<_> = tests().into_iter().filter(|(file, _)| file != "tests/catalogue.rs").collect();
    let of = |path: &str| {
        let (quoted, set) = (format!("\"{path}\""), format!("\"{path}="));
        let escaped = format!("\\\"{path}\\\"");
        let names = |text: &str| [&quoted, &set, &escaped].iter().any(|form| text.contains(form.as_str()));
        tests.iter().filter(|(_, text)| names(text)).map(|(file, _)| format!("`{file}`")).collect()
    };
    registry().into_iter().map(|lever| (lever.path, of(lever.path))).collect()
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

#[test]
fn every_path_is_moved_in_a_test_or_is_said_not_to_be() {
    let by_path = by_path();
    let unmoved: BTreeMap<&str, &str> = UNMOVED.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, files) in &by_path {
        match (files.is_empty(), unmoved.get(path)) {
            (true, None) => wrong.push(format!("{path}: no test sets it")),
            (false, Some(_)) => wrong.push(format!("{path}: {files:?} set it, it is unmoved no longer")),
            _ => {}
        }
    }
    wrong.extend(
        unmoved.keys().filter(|path| !by_path.contains_key(*path)).map(|path| format!("{path}: no lever")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
    page += "\n## By path\n\nEvery lever, and the files of tests that set it.\n\n| path | shows first in | tests |\n| --- | --- | --- |\n";
    let by_path = by_path();
    for lever in registry() {
        let reason =
            UNMOVED.iter().find(|(path, _)| *path == lever.path).map(|(_, reason)| format!("none: {reason}"));
        let files = reason.unwrap_or_else(|| by_path[lever.path].join(", "));
        writeln!(page, "| `{}` | `{}` | {files} |", lever.path, lever.effect).unwrap();
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
