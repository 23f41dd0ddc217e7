//! `caveat validate`, end to end, on a market that is simulated in milliseconds.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn validate(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.arg("validate").args(args);
    command
}

/// With the tiny market's targets and published simulations.
fn tiny(args: &[&str]) -> Command {
    let mut command = validate(args);
    command.arg(tests_folder().join("targets.toml")).arg("--published").arg(tests_folder().join("published"));
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn the_page_is_the_same_every_time_and_says_every_verdict() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, threads: &str| {
        let out = folder.path().join(name).join("validation.md");
        tiny(&["-n", "6", "--quiet", "--threads", threads]).arg("--out").arg(&out).assert().success();
        let page = fs::read_to_string(&out).expect("a page").replace(&format!("/{name}/"), "/");
        (page, fs::read_to_string(out.with_extension("svg")).expect("a picture"))
    };
    let (page, picture) = write("a", "1");
    assert_eq!((&page, &picture), (&write("b", "2").0, &write("b", "2").1), "bytes do not depend on threads");
    assert!(picture.starts_with("<svg"));
    for said in [
        "**cannot pass: assumed**",
        "**pass**",
        "**miss**",
        "**not simulated**",
        "made \\| up",
        "(validation.svg)",
        "| **agree** |",
        "Liability paid",
        "in year 2",
        "Strict liability, slow fixes",
        "Not simulated: `insurer.insurers`",
        "cannot be asked",
    ] {
        assert!(page.contains(said), "no `{said}` in {page}");
    }
}

#[test]
fn a_page_is_checked_by_its_first_replications() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("validation.md");
    tiny(&["-n", "4", "--quiet"]).arg("--out").arg(&out).assert().success();
    tiny(&["--quiet"]).arg("--check").arg(&out).assert().success();
    let stale =
        tiny(&["--quiet", "--seed", "2"]).arg("--check").arg(&out).assert().code(2).get_output().clone();
    assert!(text(&stale.stderr).contains("is not what this engine makes"), "{}", text(&stale.stderr));
    let named = tiny(&["--quiet"]).args(["--out", "page.toml"]).assert().code(2).get_output().clone();
    assert!(text(&named.stderr).contains("ends in .md"), "{}", text(&named.stderr));
}

#[test]
fn programs_get_one_document() {
    let output = tiny(&["-n", "4", "--json"]).assert().success().get_output().clone();
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    let row = |key: &str| {
        let rows = document["moments"].as_array().expect("rows");
        rows.iter().find(|row| row["moment"] == key).expect("there").clone()
    };
    assert_eq!(row("compromises")["verdict"], "cannot_pass");
    assert_eq!((&row("entry")["verdict"], &row("entry")["weight"]), (&"miss".into(), &2.0.into()));
    assert_eq!(
        (&row("ceded_share")["simulated"], &row("ceded_share")["verdict"]),
        (&Value::Null, &"not_simulated".into())
    );
    let finding = &document["papers"][0]["findings"][0];
    assert!(
        finding["mc_lo"].as_f64() <= finding["mc_hi"].as_f64() && finding["verdict"] == "agree",
        "{finding}"
    );
    assert_eq!(document["papers"][1]["verdict"], "cannot be asked");
}

/// What is said of a file of targets, or of an experiment, that is wrong.
fn refused(name: &str, wrong: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in ["tiny.toml", "regimes/none.toml", "regimes/strict.toml"] {
        let to = folder.path().join(entry);
        fs::create_dir_all(to.parent().expect("a folder")).expect("created");
        fs::copy(tests_folder().join(entry), to).expect("copied");
    }
    let published = folder.path().join("published");
    fs::create_dir_all(&published).expect("created");
    let file = folder.path().join(name);
    fs::write(&file, wrong).expect("written");
    let (targets, part) = match name {
        "targets.toml" => (file, "moments"),
        _ => (tests_folder().join("targets.toml"), "published"),
    };
    let out = folder.path().join("page.md");
    let mut command = validate(&["--part", part, "-n", "2", "--out"]);
    let output = command
        .arg(&out)
        .arg(targets)
        .arg("--published")
        .arg(&published)
        .assert()
        .code(2)
        .get_output()
        .clone();
    assert!(!out.exists(), "nothing is half written");
    text(&output.stderr).replace(&format!("{}/", folder.path().display()), "")
}

/// The tiny targets or question, changed in one place.
fn changed(file: &str, from: &str, to: &str) -> String {
    let whole = fs::read_to_string(tests_folder().join(file)).expect("there");
    assert!(whole.contains(from), "no `{from}` in {file}");
    whole.replacen(from, to, 1)
}

#[test]
fn wrong_targets_are_refused_where_they_stand() {
    let said = |from: &str, to: &str| refused("targets.toml", &changed("targets.toml", from, to));
    for (from, to, place, words) in [
        (
            "[target.entry]",
            "[target.entri]",
            "targets.toml:23:9",
            "unknown moment \"entri\"; did you mean \"entry\"?",
        ),
        ("low = 0.1", "low = 0.95", "targets.toml:15:7", "target.gross_margin: low 0.95 is above high 0.9"),
        ("source = \"made up\"\n", "", "targets.toml:5:9", "target.compromises needs source"),
        (
            "unit = \"share of turnover\"",
            "unit = \"%\"",
            "targets.toml:17:8",
            "convert it to \"share of turnover\"",
        ),
        ("grade = \"read\"", "grade = \"red\"", "targets.toml:18:9", "did you mean \"read\"?"),
        ("weight = 2", "weight = -2", "targets.toml:31:10", "a weight is at least 0"),
        ("high = 1e6", "high = inf", "targets.toml:7:8", "must be a finite number"),
        ("targeted = true", "targeted = \"yes\"", "targets.toml:12:12", "must be true or false"),
        ("weight = 2", "wait = 2", "targets.toml:31:1", "unknown key \"wait\""),
        (
            "market = \"tiny.toml\"",
            "market = \"tinny.toml\"",
            "targets.toml:3:10",
            "cannot read market \"tinny.toml\"",
        ),
        ("name = \"tiny\"", "", "targets.toml:1:1", "this file needs a name"),
    ] {
        let error = said(from, to);
        assert!(error.contains(place) && error.contains(words), "{from} → {to}: {error}");
    }
}

#[test]
fn wrong_questions_are_refused_where_they_stand() {
    let question = "published/tiny-2026.toml";
    let said = |from: &str, to: &str| refused(question, &changed(question, from, to));
    for (from, to, place, words) in [
        (
            "outcome = \"liability_paid\"",
            "outcome = \"liability_pay\"",
            ":28:11",
            "did you mean \"liability_paid\"?",
        ),
        ("of = \"slow/strict\"", "of = \"slo/strict\"", ":29:6", "did you mean \"slow/strict\"?"),
        ("expected = \"more\"", "expected = \"mor\"", ":31:12", "did you mean \"more\"?"),
        ("months = [12, 24]", "months = [12, 20]", ":39:10", "whole years of the window"),
        ("outcome = \"served_share\"", "outcome = \"welfare\"", ":39:10", "told for the whole window only"),
        (
            "\"threat.endogenous\" = false",
            "\"threat.endogenus\" = false",
            ":7:9",
            "did you mean \"endogenous\"?",
        ),
        (
            "\"damages.multiplier\" = 2",
            "\"damages.multipler\" = 2",
            ":24:9",
            "did you mean \"damages.multiplier\"?",
        ),
        ("\"damages.multiplier\" = 2", "\"damages.multiplier\" = -2", ":24:9", "damages.multiplier"),
        ("\"damages.multiplier\" = 2", "\"threat.elasticity\" = 0", ":24:9", "belongs to the market"),
        ("extends = \"strict\"", "extends = \"strikt\"", ":23:11", "did you mean \"strict\"?"),
        ("market = \"../tiny.toml\"", "market = \"../tinny.toml\"", ":6:10", "cannot read market"),
        ("says = \"Liability makes makers pay\"\n", "", ":26:1", "a claim needs says"),
        (
            "beyond = [\"fast/strict\", \"fast/none\"]",
            "beyond = [\"fast/strict\"]",
            ":38:10",
            "a pair of arms",
        ),
    ] {
        let error = said(from, to);
        assert!(
            error.contains(&format!("tiny-2026.toml{place}")) && error.contains(words),
            "{from} → {to}: {error}"
        );
    }
    let unasked = "published/unasked-2026.toml";
    let simulated = refused(unasked, &changed(unasked, "insurer.insurers", "insurer.capital_eur"));
    assert!(
        simulated.contains("unasked-2026.toml:6:10") && simulated.contains("not simulated yet"),
        "{simulated}"
    );
    let nothing = refused(unasked, &changed(unasked, "needs = [\"insurer.insurers\"]", ""));
    assert!(nothing.contains("ask something"), "{nothing}");
}

#[test]
fn check_reads_targets_and_questions_too() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.arg("check").arg(tests_folder().join("targets.toml"));
    let output =
        command.arg(tests_folder().join("published/tiny-2026.toml")).assert().success().get_output().clone();
    let said = text(&output.stdout);
    assert!(said.contains("4 targets of market `tiny`"), "{said}");
    assert!(said.contains("published simulation `tiny-2026`, 2 claims in 2 markets"), "{said}");
}
