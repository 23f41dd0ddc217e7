//! `compare --behaviour` by the real binary.

use assert_cmd::Command;
use serde_json::Value;

fn compare(out: &std::path::Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    let market = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tiny.toml");
    command.args(["compare", market, "--regimes", "none,strict", "--baseline", "none", "-n", "8", "--out"]);
    command.arg(out).args(more);
    command
}

fn document(out: &std::path::Path, rule: &str) -> Value {
    let output =
        compare(out, &["--json", "--quiet", "--behaviour", rule]).assert().success().get_output().clone();
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn all_rules_are_compared_and_kept_beside_the_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let document = document(&folder.path().join("run"), "all");
    let rankings = document["behaviour"].as_array().expect("rankings");
    let pairs: Vec<(&str, &str)> =
        rankings.iter().filter_map(|row| Some((row["rule"].as_str()?, row["outcome"].as_str()?))).collect();
    let expected = ["rational", "adaptive", "imitative"]
        .map(|rule| ["harm", "price", "launches"].map(|outcome| (rule, outcome)));
    assert_eq!(pairs, expected.concat());
    let table = std::fs::read_to_string(folder.path().join("run/behaviour.csv")).expect("there");
    assert_eq!(table.lines().count(), 10, "{table}");
    assert!(
        table.starts_with("rule,outcome,best,mean,change,half_width,tau,market\nrational,harm,"),
        "{table}"
    );
    let notes = document["notes"].as_array().expect("notes");
    assert!(
        notes.iter().filter_map(Value::as_str).any(|note| note.starts_with("Harm is least under ")),
        "{notes:?}"
    );
    let page = std::fs::read_to_string(folder.path().join("run/report.html")).expect("a page");
    assert!(page.contains("Does it hold if makers decide otherwise?") && page.contains("<td>launches</td>"));
}

#[test]
fn a_rule_alone_is_a_setting_of_the_market() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let by_rule = document(&folder.path().join("rule"), "adaptive");
    let set =
        ["--json", "--quiet", "--set", "decision.adaptive_share=1", "--set", "decision.imitative_share=0"];
    let output = compare(&folder.path().join("set"), &set).assert().success().get_output().clone();
    let by_setting: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(by_rule["rows"], by_setting["rows"]);
    assert!(by_rule.get("behaviour").is_none());
}
