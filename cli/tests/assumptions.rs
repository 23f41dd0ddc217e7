//! What is not known, asked of the binary on a market that is simulated in milliseconds.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

fn market() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.toml")
}

/// `caveat compare MARKET --regimes none,strict --baseline none --out …`, and further options.
fn compare(market: &Path, out: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.arg("compare").arg(market).args(["--baseline", "none", "--out"]).arg(out);
    if !more.contains(&"--regimes") {
        command.args(["--regimes", "none,strict"]);
    }
    command.args(more);
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn read(out: &Path, name: &str) -> String {
    fs::read_to_string(out.join(name)).expect("there")
}

fn manifest(out: &Path) -> Value {
    serde_json::from_str(&read(out, "manifest.json")).expect("JSON")
}

fn errors(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    String::from_utf8(output.stderr).expect("text")
}

const DOUBTS: [&str; 6] = ["-n", "6", "--assumptions", "3", "--sensitivity", "2"];

#[test]
fn draws_and_ends_are_in_the_tables_the_page_and_the_document() {
    let folder = folder();
    let out = folder.path().join("run");
    let mut command = compare(&market(), &out, &[&DOUBTS[..], &["--json", "--quiet"]].concat());
    let output = command.assert().success().get_output().clone();
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let counts = json!({ "draws": 3, "asked": 3, "replications": 6, "assumptions": 1, "refused_draws": 0, "failures": 0 });
    assert_eq!((&document["assumptions"], &manifest(&out)["assumptions"]), (&counts, &counts));
    let rows = document["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["regime"] == "strict" && row["outcome"] == "price").expect("a row");
    assert!(row["assumption_p05"].as_f64() < row["assumption_p95"].as_f64(), "{row}");
    assert_eq!(
        (row["p_better"].as_f64(), row["draws"].as_f64()),
        (Some(0.0), Some(3.0)),
        "liability raises the price"
    );
    let points = document["sensitivity"]["points"].as_array().expect("points");
    assert_eq!(points.iter().map(|point| &point["value"]).collect::<Vec<_>>(), ["full", "but_for"]);
    let same = &document["sensitivity"]["stated"][0]["same_replications"]["regimes"];
    let there = &points[0]["outcomes"][0]["order"];
    for regimes in [same, there] {
        let of = |end: &str| {
            regimes.as_array().and_then(|all| all.iter().find(|of| of["regime"] == "strict")?[end].as_f64())
        };
        assert!(of("mc_lo").is_some() && of("mc_lo") <= of("mc_hi"), "{regimes}");
    }
    let mean = |regimes: &Value| regimes.as_array().and_then(|all| all[0]["mean"].as_f64());
    assert_eq!(
        mean(same),
        mean(there),
        "the tiny market stands at full cause, and the replications are the same"
    );

    let table = read(&out, "assumptions.csv");
    assert_eq!(table.lines().next(), Some("draw,path,under,value,low,high,market"));
    for line in table.lines().skip(1) {
        let value: f64 = line.split(',').nth(3).and_then(|value| value.parse().ok()).expect("a number");
        assert!((80.0..=120.0).contains(&value), "{line}");
    }
    assert_eq!(manifest(&out)["tables"]["assumptions"]["rows"], 3);
    for name in ["draws.parquet", "sensitivity.csv", "plots/sensitivity.svg"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    let dictionary = read(&out, "data-dictionary.csv");
    for row in ["summary,assumption_p05,", "assumptions,value,", "draws,diff,", "sensitivity,rank,"] {
        assert!(dictionary.contains(row), "{row}");
    }
    let page = read(&out, "report.html");
    assert!(page.contains("3 draws of 1 assumption, 6 replications each"));
    assert!(page.contains("Assumptions that decide the order") && page.contains("as stated, in the same 6"));
    let moved = read(&out, "sensitivity.csv");
    assert!(moved.lines().nth(1).is_some_and(|row| row.starts_with("as stated,,,,harm,")), "{moved}");
}

#[test]
fn assumptions_are_moved_unless_it_is_a_quick_look_or_they_are_left_out() {
    let folder = folder();
    let moved = |more: &[&str]| {
        let out = folder.path().join("run");
        let output =
            compare(&market(), &out, &[more, &["--force"]].concat()).assert().success().get_output().clone();
        let text = String::from_utf8(output.stdout).expect("text");
        assert_eq!(text.contains("This table took"), out.join("sensitivity.csv").is_file(), "{text}");
        text.contains("as stated") && text.contains("causation rule")
    };
    assert!(moved(&["-n", "8"]), "by default");
    assert!(!moved(&["-n", "8", "--sensitivity", "0"]) && !moved(&["-n", "7"]));
    assert!(moved(&["-n", "7", "--sensitivity", "1"]), "who asks is answered");
}

#[test]
fn that_nobody_buys_cover_is_said_and_few_replications_are_counted() {
    let folder = folder();
    let output =
        compare(&market(), &folder.path().join("run"), &["-n", "2"]).assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).expect("text");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "Nobody buys insurance cover under any of these regimes",
        "of 2 simulated histories",
        "leaves out the luck of the runs that teach makers",
    ] {
        assert!(words.contains(told), "no “{told}” in {text}");
    }
}

#[test]
fn draws_do_not_depend_on_threads_and_run_again_from_what_was_resolved() {
    let folder = folder();
    let digest = |market: &Path, name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        compare(market, &out, &[&DOUBTS[..], &["--quiet"], more].concat()).assert().success();
        manifest(&out)["data_digest"].clone()
    };
    let one = digest(&market(), "one", &["--threads", "1"]);
    assert_eq!(one, digest(&market(), "three", &["--threads", "3"]));
    let first = folder.path().join("one");
    let resolved =
        ["none", "strict"].map(|name| first.join(format!("regimes/{name}.toml")).display().to_string());
    assert_eq!(one, digest(&first.join("scenario.toml"), "again", &["--regimes", &resolved.join(",")]));
    let text = read(&first, "manifest.json");
    let other = errors(&mut compare(&market(), &first, &["-n", "6", "--assumptions", "6", "--quiet"]), 2);
    assert!(other.contains("holds another run"), "{other}");
    assert_eq!(text, read(&first, "manifest.json"));
}

#[test]
fn nonsense_is_refused_before_anything_is_simulated() {
    let folder = folder();
    let out = folder.path().join("run");
    let refused = |more: &[&str]| errors(&mut compare(&market(), &out, more), 2);
    assert!(refused(&["--assumptions", "0"]).contains("0 is not in 2..=100000"));
    assert!(refused(&["--sensitivity", "some"]).contains("such as 4, or all"));
    assert!(refused(&["--end-replications", "1"]).contains("1 is not in 2..="));
    assert!(refused(&["--draw-replications", "8"]).contains("--assumptions"));
    assert!(refused(&["--assumptions", "4", "-n", "1"]).contains("--draw-replications"));
    let said = refused(&["--assumptions", "4", "--set", "category.cameras.price_eur=100"]);
    assert!(said.contains("states a value with a range") && said.contains("low = 0.1"), "{said}");
    assert!(!out.exists());
}

/// Of two threads with two replications a draw, the fifth replication says that a draw is whole.
#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_draws_that_are_finished() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command as Process, Stdio};

    let folder = folder();
    let out = folder.path().join("run");
    let mut run = Process::new(env!("CARGO_BIN_EXE_caveat"))
        .arg("compare")
        .arg(market())
        .args([
            "--baseline",
            "none",
            "--regimes",
            "none,strict",
            "--threads",
            "2",
            "-n",
            "2",
            "--assumptions",
            "999",
            "--out",
        ])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let said = BufReader::new(run.stderr.take().expect("piped")).lines();
    let done = |line: String| {
        line.contains("replications of draws").then(|| line.split(' ').next()?.parse::<u64>().ok()).flatten()
    };
    let five = said.map_while(Result::ok).filter_map(done).find(|done| *done >= 5);
    assert!(five.is_some(), "it ended by itself");
    assert!(Process::new("kill").args(["-INT", &run.id().to_string()]).status().expect("sent").success());
    assert_eq!(run.wait().expect("ended").code(), Some(130));
    let manifest = manifest(&out);
    assert_eq!((&manifest["partial"], &manifest["replications"]), (&true.into(), &2.into()));
    let draws = manifest["assumptions"]["draws"].as_u64().expect("draws");
    assert!((1..999).contains(&draws), "{draws}");
    assert_eq!(manifest["tables"]["assumptions"]["rows"], draws);
}
