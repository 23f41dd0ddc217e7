//! The library of regimes in words: `caveat explain`, `caveat regimes`, and the page made of them.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `caveat` at the root of the repository.
fn caveat(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.args(args).current_dir(root());
    command
}

fn said(args: &[&str]) -> String {
    let output = caveat(args).assert().success().get_output().clone();
    String::from_utf8(output.stdout).expect("text")
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&said(args)).expect("JSON")
}

/// The change of a lever, by its path.
fn change<'a>(explained: &'a Value, path: &str) -> &'a Value {
    let changes = explained["changes"].as_array().expect("changes");
    changes.iter().find(|change| change["path"] == path).unwrap_or_else(|| panic!("no {path}"))
}

#[test]
fn a_reform_is_told_by_article_and_date() {
    let text = said(&["explain", "eu-adopted", "--against", "eu-before-2026"]);
    let expected = [
        "European Union as adopted, with its coming phases (eu-adopted)",
        "What is owed",
        "Compensable share of data and privacy loss.",
        "was 0 — Directive 85/374/EEC art. 9 and recital 9",
        "is 0.3, for products sold from 2026-12-09 — Directive (EU) 2024/2853 art. 6",
    ];
    for words in expected {
        assert!(text.contains(words), "no “{words}” in\n{text}");
    }
    assert_eq!(
        text.matches("0 — Directive 85/374/EEC art. 9").count(),
        1,
        "what stays is said once a lever:\n{text}"
    );
}

#[test]
fn programs_read_the_same() {
    let explained = json(&["explain", "strict", "--against", "caveat-emptor", "--json"]);
    let kind = change(&explained, "standard.kind");
    assert_eq!((&kind["before"][0]["value"], &kind["after"][0]["value"]), (&"none".into(), &"strict".into()));
    assert_eq!((&kind["id"], &kind["chapter"]), (&"L10".into(), &"When liability attaches".into()));
}

#[test]
fn what_is_set_is_law_too() {
    let cap = "damages.cap_eur=1000";
    let explained = json(&["explain", "strict", "--against", "negligence", "--set", cap, "--json"]);
    let changes = explained["changes"].as_array().expect("changes");
    assert!(changes.iter().all(|change| change["path"] != "damages.cap_eur"), "it holds in both");
}

/// A European question starts from the law already adopted, with its coming phases.
#[test]
fn the_european_market_has_the_law_adopted_for_its_baseline() {
    let market = "scenarios/markets/smart-home-eu.toml";
    assert!(said(&["check", market]).contains("market `smart-home-eu`, 200 makers, status quo `eu-adopted`"));
    let explained = json(&["explain", "strict-no-defence", "--market", market, "--json"]);
    assert_eq!(explained["against"]["name"], "eu-adopted");
    let defence = change(&explained, "standard.state_of_the_art");
    assert_eq!(
        (&defence["before"][0]["value"], &defence["after"][0]["value"]),
        (&"10 care level".into(), &"inf".into())
    );
}

#[test]
fn a_regime_is_not_compared_with_itself() {
    let error = refused(&mut caveat(&["explain", "strict", "--against", "strict"]));
    assert!(error.contains("compared with itself") && error.contains("--against"), "{error}");
}

fn refused(command: &mut Command) -> String {
    let output = command.assert().code(2).get_output().clone();
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_regime_named_without_its_extension_is_found_out_where_its_file_is_here() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("mine.toml"), "name = \"mine\"\nextends = \"strict\"\n").expect("written");
    let market = root().join("scenarios/markets/smart-home.toml").display().to_string();
    let said = refused(caveat(&["compare", &market, "--regimes", "strict,mine"]).current_dir(folder.path()));
    assert!(
        said.contains("there is a file `mine.toml` here") && said.contains("--regimes mine.toml"),
        "{said}"
    );
    let said = refused(caveat(&["compare", &market, "--regimes", "strikt"]).current_dir(folder.path()));
    assert!(said.contains("did you mean `strict`?"), "{said}");
}

/// A regime of this market does not become another market's law by what is set in it.
#[test]
fn what_is_set_for_a_foreign_jurisdiction_is_no_foreign_law() {
    let compare = ["compare", "scenarios/markets/smart-home.toml", "--regimes"];
    let set = ["strict", "--set", "damages.cap_eur[jurisdiction=us]=1000"];
    let said = refused(&mut caveat(&[&compare[..], &set].concat()));
    assert!(said.contains("unknown jurisdiction \"us\"") && said.contains("one of: home"), "{said}");
    assert!(!said.contains("another market"), "{said}");
    let said = refused(&mut caveat(&[&compare[..], &["label-recognition"]].concat()));
    assert!(said.contains("`label-recognition` is a law for another market"), "{said}");
}

#[test]
fn every_regime_is_listed() {
    let listed = said(&["regimes"]);
    let parts = listed.lines().filter(|line| line.contains("no regime, but a part"));
    assert_eq!(parts.filter_map(|line| line.split(' ').next()).collect::<Vec<_>>(), ["common-procedure"]);
    assert!(listed.contains("caveat regimes --markdown"), "{listed}");
    let names = json(&["regimes", "--json"]);
    let files = |folder: &str| fs::read_dir(root().join("scenarios").join(folder)).expect(folder).count();
    assert_eq!(names.as_array().map(Vec::len), Some(files("regimes") + files("reforms")));
    let of_kind =
        |kind: &str| names.as_array().expect("a list").iter().filter(|entry| entry["kind"] == kind).count();
    assert_eq!((of_kind("reform"), of_kind("part")), (files("reforms"), 1));
    let reforms = listed.lines().filter(|line| line.contains("(a reform: adds to ")).count();
    assert_eq!(reforms, files("reforms"), "{listed}");
    let reform = listed.lines().find(|line| line.starts_with("eu-no-defence ")).expect("a reform");
    assert!(reform.ends_with("(a reform: adds to eu-adopted)"), "{reform}");
    assert!(
        listed.contains("strict-with-safe-harbour")
            && listed.contains("Strict liability with a safe harbour")
    );
}

/// `CAVEAT_BLESS=1` writes the page anew.
#[test]
fn the_page_of_regimes_is_current() {
    let (page, path) = (said(&["regimes", "--markdown"]), root().join("docs/regimes.md"));
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        fs::write(&path, &page).expect("written");
    }
    assert_eq!(
        fs::read_to_string(path).expect("the page"),
        page,
        "CAVEAT_BLESS=1 cargo test --workspace --test library"
    );
}
