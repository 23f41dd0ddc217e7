//! A market for a country, end to end: `caveat new`, then `check` and `compare` on what it wrote.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use caveat_cli::inputs::{LAW, MOST, Need, inputs};
use serde_json::Value;
use tempfile::TempDir;

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

fn refused(args: &[&str]) -> String {
    let output = caveat(args).assert().code(2).get_output().clone();
    assert!(output.stdout.is_empty(), "nothing is half-written");
    String::from_utf8(output.stderr).expect("text")
}

/// The form of a country in a folder of its own.
fn form(country: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("my.toml");
    fs::write(&path, said(&["new", "--country", country, "--category", "smart-home"])).expect("written");
    (folder, path)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// `caveat compare my.toml` on a short horizon, as JSON.
fn compared(path: &Path, more: &[&str]) -> Value {
    let out = path.with_file_name("run");
    let args = ["compare", text(path), "-n", "2", "--json", "--quiet", "--force", "--out", text(&out)];
    let short = ["clock.burn_in_months=12", "clock.horizon_months=12", "clock.run_off_months=12"];
    let few = ["size.micro.count=8", "size.small.count=4", "size.medium.count=2", "size.large.count=1"];
    let set = short.iter().chain(&few).flat_map(|set| ["--set", set]);
    let args: Vec<&str> = args.into_iter().chain(set).chain(more.iter().copied()).collect();
    serde_json::from_str(&said(&args)).expect("JSON")
}

#[test]
fn a_file_is_written_once_and_not_where_the_country_is_unknown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("my.toml");
    let new = |country: &'static str| ["new", "--country", country, "--category", "smart-home"];
    refused(&[&new("NG")[..], &["--out", text(&path)]].concat());
    assert!(!path.exists(), "nothing is left of what was refused");
    let args = [&new("DE")[..], &["--out", text(&path)]].concat();
    assert_eq!(said(&args), "");
    assert_eq!(fs::read_to_string(&path).expect("written").trim_end(), said(&new("DE")).trim_end());
    assert!(refused(&args).contains("cannot write"), "what somebody filled in is not lost");
}

#[test]
fn a_form_asks_for_few_inputs_with_unit_need_and_source() {
    let form = said(&["new", "--country", "de", "--category", "smart-home"]);
    let table: toml::Table = form.parse().expect("TOML");
    assert_eq!(table["status_quo"]["regime"].as_str(), Some("eu-adopted"));
    let known = inputs("smart-home", &root().join("scenarios/markets")).expect("read").expect("there");
    assert!(known.len() <= MOST);
    for input in &known {
        let root = toml::Value::Table(table.clone());
        let field = input.path.split('.').try_fold(&root, |at, key| at.get(key));
        assert!(field.is_some(), "{}", input.path);
    }
    for need in [Need::Needed, Need::Better, Need::Default] {
        assert!(form.contains(&format!("\n# {}, ", need.name())), "{}\n{form}", need.name());
    }
    for words in [
        "1/device-year",
        "For example: ",
        "households: 41,000,000 (remembered: Destatis",
        "extends = \"scenarios/markets/smart-home.toml\"",
    ] {
        assert!(form.contains(words), "no “{words}” in\n{form}");
    }
    assert!(form.lines().all(|line| !line.starts_with('#') || line.chars().count() <= 120), "{form}");
}

#[test]
fn every_country_has_a_form_that_is_sound() {
    let file = fs::read_to_string(root().join("scenarios/countries.toml")).expect("countries");
    let countries: toml::Table = file.parse().expect("TOML");
    assert!(countries.len() > 5);
    for country in countries.keys() {
        let (_folder, path) = form(country);
        let checked = said(&["check", text(&path)]);
        assert!(checked.contains("11 of 12 inputs are defaults"), "{country}: {checked}");
    }
}

#[test]
fn an_unedited_form_runs_and_says_so() {
    let (_folder, path) = form("DE");
    let document = compared(&path, &[]);
    assert_eq!((&document["inputs"]["defaults"], &document["inputs"]["of"]), (&11.into(), &12.into()));
    assert_eq!(document["baseline"]["name"], "eu-adopted");
    let notes = document["notes"].as_array().expect("notes");
    let said = |note: &Value| note.as_str().is_some_and(|note| note.contains("11 of 12 inputs are defaults"));
    assert!(notes.iter().any(said), "{notes:?}");
}

/// The law adopted is there to be added to: what takes its place is compared if it is named.
#[test]
fn a_european_market_is_compared_with_the_reforms_that_add_to_its_law() {
    let (_folder, path) = form("DE");
    let names = |document: &Value| -> Vec<String> {
        let rows = document["rows"].as_array().expect("rows").iter();
        let mut names: Vec<String> = rows.map(|row| row["regime"].as_str().expect("a name").into()).collect();
        names.dedup();
        names.sort();
        names.dedup();
        names
    };
    let repealed = |document: &Value| document["notes"].to_string().contains("repeal duties and enforcement");
    let reforms = compared(&path, &[]);
    let added =
        ["eu-adopted", "eu-mandatory-insurance", "eu-no-defence", "eu-patching-costs", "eu-safe-harbour"];
    assert_eq!(names(&reforms), added);
    assert!(!repealed(&reforms));
    assert!(
        repealed(&compared(&path, &["--regimes", "negligence"])),
        "it takes the place of the law adopted"
    );
}

/// What is compared with the law adopted may add to it.
#[test]
fn a_european_form_names_the_reforms_that_add_to_its_law() {
    let form = said(&["new", "--country", "DE", "--category", "smart-home"]);
    let form = form.replace("\n# ", " ");
    for name in ["eu-no-defence", "eu-safe-harbour", "eu-mandatory-insurance", "eu-patching-costs"] {
        assert!(form.contains(name), "no {name} in\n{form}");
        let reform = format!("scenarios/reforms/{name}.toml");
        said(&["explain", &reform, "--market", "scenarios/markets/smart-home-eu.toml"]);
    }
    assert!(!said(&["new", "--country", "JP", "--category", "smart-home"]).contains("eu-no-defence"));
}

#[test]
fn what_is_edited_is_no_default_any_more() {
    let (_folder, path) = form("DE");
    let before = said(&["check", text(&path)]);
    let edited = fs::read_to_string(&path).expect("the form").replacen("value = 0.01,", "value = 0.004,", 1);
    fs::write(&path, edited).expect("written");
    let after = said(&["check", text(&path)]);
    assert!(
        before.contains("  threat.compromises_per_device_year = 0.01 1/device-year (needed)"),
        "{before}"
    );
    assert!(after.contains("10 of 12 inputs are defaults") && !after.contains("threat."), "{after}");
}

#[test]
fn defaults_are_listed_by_measured_influence() {
    let (_folder, path) = form("JP");
    let listed = said(&["check", text(&path)]);
    let numbers: Vec<f64> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()?.replace(',', "").parse().ok())
        .collect();
    assert_eq!(numbers.len(), 11, "{listed}");
    assert!(numbers.is_sorted_by(|a, b| a >= b), "{listed}");
}

#[test]
fn every_input_with_a_range_has_a_measured_influence() {
    let known = inputs("smart-home", &root().join("scenarios/markets")).expect("read").expect("there");
    for input in known.iter().filter(|input| input.path != LAW) {
        assert!(
            input.influence.as_ref().is_some_and(|influence| influence.swing > 0.0),
            "{}: scenarios/influence.toml",
            input.path
        );
    }
}

/// Every market whose products are its own has a form, which asks for them and still says what the market is.
#[test]
fn every_category_has_a_form_that_is_sound_and_says_what_it_is() {
    let (folder, markets) =
        (tempfile::tempdir().expect("a temporary folder"), root().join("scenarios/markets"));
    let (label, mut offered) = ("(illustrative, transferred parameters)", 0);
    for entry in fs::read_dir(&markets).expect("markets") {
        let path = entry.expect("a file").path();
        let market: toml::Table = fs::read_to_string(&path).expect("read").parse().expect("TOML");
        if !market.contains_key("category") || !market.contains_key("extends") {
            continue;
        }
        let (name, form) =
            (path.file_stem().expect("a name").to_str().expect("text"), folder.path().join("my.toml"));
        let known = inputs(name, &markets).expect("read").expect("a form");
        assert!(known.len() <= MOST, "{name}: {} inputs", known.len());
        for product in
            market["category"].as_table().expect("products").iter().filter(|(_, product)| product.is_table())
        {
            let price = format!("category.{}.price_eur", product.0);
            assert!(known.iter().any(|input| input.path == price), "{name}: {price}");
        }
        fs::write(&form, said(&["new", "--country", "DE", "--category", name])).expect("written");
        let written: toml::Table = fs::read_to_string(&form).expect("the form").parse().expect("TOML");
        let title = written["title"].as_str().expect("a title");
        assert!(title.ends_with(&format!(" in Germany {label}")), "{title}");
        let checked = said(&["check", text(&form)]);
        assert!(checked.contains(label) && checked.contains("11 of 12 inputs are defaults"), "{checked}");
        assert!(checked.contains("measured one at a time on market `smart-home`"), "{checked}");
        offered += 1;
    }
    assert_eq!(offered, 4);
}

#[test]
fn a_form_of_another_category_runs() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("my.toml");
    fs::write(&path, said(&["new", "--country", "JP", "--category", "wearable-health"])).expect("written");
    let document = compared(&path, &["--regimes", "strict"]);
    assert_eq!(document["inputs"]["of"], 12);
    assert!(document["market_title"].as_str().is_some_and(|title| title.contains("illustrative")));
}

#[test]
fn who_is_not_there_is_refused_with_who_is() {
    let error = refused(&["new", "--country", "XX", "--category", "smart-home"]);
    for words in ["no facts about country `XX`", "DE (Germany)", "scenarios/countries.toml", "[XX]"] {
        assert!(error.contains(words), "no “{words}” in {error}");
    }
    let error = refused(&["new", "--country", "DE", "--category", "smart-hom"]);
    assert!(
        error.contains("did you mean `smart-home`?") && error.contains("scenarios/inputs.toml"),
        "{error}"
    );
    let error = refused(&["new", "--country", "DE", "--category", "two-jurisdictions"]);
    assert!(error.contains("no category `two-jurisdictions`"), "{error}");
}

#[test]
fn a_form_is_written_where_the_scenarios_are() {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let mut command = caveat(&["new", "--country", "DE", "--category", "smart-home"]);
    let output = command.current_dir(elsewhere.path()).assert().code(2).get_output().clone();
    let error = String::from_utf8(output.stderr).expect("text");
    assert!(error.contains("scenarios/countries.toml") && error.contains("help: run caveat in"), "{error}");
}

/// A market that extends none has no inputs to count.
#[test]
fn a_market_of_its_own_has_no_defaults() {
    let checked = said(&["check", "scenarios/markets/smart-home.toml"]);
    assert!(!checked.contains("inputs are defaults"), "{checked}");
    let european = said(&["check", "scenarios/markets/smart-home-eu.toml"]);
    assert!(european.contains("11 of 12 inputs are defaults"), "{european}");
}
