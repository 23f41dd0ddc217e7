//! `caveat audit convergence` by the real binary.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn audit(more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    let market = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.toml");
    command
        .args(["audit", "convergence"])
        .arg(market)
        .args(["--regimes", "none,strict", "--baseline", "none", "--quiet"])
        .args(more);
    command
}

fn document(more: &[&str]) -> Value {
    let output = audit(&["-n", "24", "--json"]).args(more).output().expect("run");
    assert!([Some(0), Some(3)].contains(&output.status.code()), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_market_is_cut_in_every_way_that_makes_it_another() {
    let document = document(&["--threads", "1"]);
    assert_eq!(document, self::document(&["--threads", "2"]), "whatever the threads");
    let cuts: Vec<&str> = document["cuts"]
        .as_array()
        .expect("cuts")
        .iter()
        .map(|cut| cut["cut"].as_str().expect("a name"))
        .collect();
    let all = [
        "makers × 0.5",
        "makers × 2",
        "burn-in × 1.5",
        "run-off × 1.5",
        "decision period × 0.5",
        "taught by other runs",
        "replications × 0.5",
    ];
    assert_eq!(cuts, all);
    let rows = document["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), all.len() * 3, "one reform and three headlines");
    let of = |cut: &str, field: &str| -> Vec<Option<f64>> {
        rows.iter()
            .filter(|row| row["cut"] == cut && row["outcome"] == "harm")
            .map(|row| row[field].as_f64())
            .collect()
    };
    assert_eq!(of("makers × 2", "difference"), of("burn-in × 1.5", "difference"), "as the market stands");
    assert_ne!(of("makers × 2", "cut_difference"), of("burn-in × 1.5", "cut_difference"));
    assert_ne!(of("taught by other runs", "difference"), of("taught by other runs", "cut_difference"));
    // A market is no other if none of its clocks is.
    let still = self::document(&["--set", "clock.run_off_months=0"]);
    assert_eq!(still["cuts"].as_array().map(Vec::len), Some(6));
    let converged = rows.iter().all(|row| row["converged"] == true);
    assert_eq!(document["converged"], converged);
    assert!(document["month"].as_str().is_some_and(|said| said.contains("cannot be cut")));
}

#[test]
fn what_is_said_names_every_cut_and_what_would_have_been_seen() {
    let output = audit(&["-n", "8"]).output().expect("run");
    let said = String::from_utf8(output.stdout).expect("text");
    for words in [
        "makers × 2: the greatest change is",
        "would have been seen",
        "Monte Carlo error",
        "The month is the engine's step",
    ] {
        assert!(said.contains(words), "no `{words}` in {said}");
    }
    audit(&["-n", "3"]).assert().code(2);
    audit(&["--set", "entry.slot=1"]).assert().code(2);
}
