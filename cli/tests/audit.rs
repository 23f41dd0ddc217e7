//! `caveat audit deviations` by the real binary.

use assert_cmd::Command;
use serde_json::Value;

fn audit(more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    let market = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/support/tiny.toml");
    command.args(["audit", "deviations", market, "--firms", "2", "-n", "4", "--json", "--quiet"]).args(more);
    command
}

fn document(more: &[&str]) -> Value {
    let output = audit(more).output().expect("run");
    assert!([Some(0), Some(3)].contains(&output.status.code()), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn every_maker_is_forced_off_its_choice_in_nine_ways() {
    let document = document(&["--threads", "1"]);
    assert_eq!(document, self::document(&["--threads", "2"]), "whatever the threads");
    let rows = document["rows"].as_array().expect("rows");
    assert_eq!((rows.len(), document["replications"].as_u64()), (2, Some(4)));
    for row in rows {
        let deviations = row["deviations"].as_array().expect("deviations");
        assert_eq!(deviations.len(), 9);
        assert!(row["equity_eur"].as_f64().is_some_and(|eur| eur > 0.0));
        // To sell a fifth below the price that it would choose is a mistake, and shows.
        let cheap = &deviations[5];
        assert_eq!((cheap["care"].as_f64(), cheap["price"].as_f64()), (Some(1.0), Some(0.8)));
        assert_ne!(cheap["gain_eur"].as_f64(), Some(0.0));
        // And so does no care at all.
        assert_eq!(deviations[0]["care"].as_f64(), Some(0.0));
        assert_ne!(deviations[0]["gain_eur"].as_f64(), Some(0.0));
    }
}

#[test]
fn a_maker_without_a_choice_is_not_audited() {
    let imposed = ["design", "testing", "response"].map(|kind| format!("care.imposed_{kind}=0.5"));
    let care: Vec<&str> = imposed.iter().flat_map(|setting| ["--set", setting]).collect();
    for more in [&care[..], &["--set", "demand.pricing=fixed"]] {
        let output = audit(more).assert().code(2).get_output().clone();
        let error = String::from_utf8(output.stderr).expect("text");
        assert!(error.contains("there is no choice of care and price to audit"), "{error}");
    }
}

#[test]
fn nonsense_is_refused() {
    for more in [&["--firms", "0"][..], &["-n", "1"], &["--regime", "strikt"]] {
        audit(more).assert().code(2);
    }
}
