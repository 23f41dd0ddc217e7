//! `caveat ablate`, end to end, on a market that is simulated in milliseconds.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;

const GROUNDS: &str = r#"
[ground]
strict = ["standard.kind=strict", "procedure.delay_months=3"]
[lever]
"damages.multiplier" = { on = ["strict"], try = [0, 3] }
"procedure.class_action" = { on = ["standard.kind=none"] }
"month.claim" = { on = ["strict"] }
[inert]
"#;

/// `caveat ablate tiny.toml --grounds … --only …`, with more in the file of grounds.
fn ablate(only: &str, inert: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let grounds = folder.path().join("grounds.toml");
    fs::write(&grounds, format!("{GROUNDS}{inert}")).expect("written");
    let market = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.toml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.arg("ablate").arg(market).arg("--grounds").arg(&grounds);
    command.args(["-n", "12", "--only", only]).args(more).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

#[test]
fn what_moves_an_outcome_is_named_with_it() {
    let elsewhere = "[elsewhere]\n\"damages.multiplier\" = \"what is owed moves at once, care in time\"\n";
    let output = ablate("damages.multiplier,month.claim", elsewhere, &["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document = document(&output);
    assert_eq!((&document["sound"], &document["half_widths"]), (&true.into(), &3.0.into()));
    let rows = document["rows"].as_array().expect("rows");
    let paths: Vec<&str> = rows.iter().filter_map(|row| row["path"].as_str()).collect();
    assert_eq!(paths, ["month.claim", "damages.multiplier"]);
    for row in rows {
        let (mean, half) =
            (row["difference"].as_f64().expect("a number"), row["half_width"].as_f64().expect("a number"));
        assert!(mean.abs() > 3.0 * half && row["outcome"].is_string(), "{row}");
    }
    let verdicts: Vec<&str> = rows.iter().filter_map(|row| row["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["moves", "moves another outcome, as declared"]);
    assert_eq!((&rows[1]["own"], rows[1]["outcome"] == rows[1]["own"]), (&"care_design".into(), false));
    let undeclared = ablate("damages.multiplier", "", &["--quiet"]);
    assert_eq!(undeclared.status.code(), Some(3));
    assert!(
        text(&undeclared.stdout).contains("moves another outcome than its own"),
        "{}",
        text(&undeclared.stdout)
    );
    assert_eq!(
        (&rows[1]["id"], &rows[1]["from"], &rows[1]["on"][0]),
        (&"L17".into(), &"1.0".into(), &"strict".into())
    );
}

#[test]
fn what_moves_nothing_is_inert_and_fails_unless_declared() {
    let inert = ablate("procedure.class_action", "", &["--quiet"]);
    let said = text(&inert.stdout);
    assert_eq!(inert.status.code(), Some(3), "{said}");
    assert!(
        said.contains("0 of 1 move the outcome in which their effect is read")
            && said.contains("procedure.class_action: inert"),
        "{said}"
    );
    assert!(inert.stderr.is_empty(), "{}", text(&inert.stderr));
    let declared =
        ablate("procedure.class_action", "\"procedure.class_action\" = \"nobody is liable\"", &["--json"]);
    assert_eq!(declared.status.code(), Some(0));
    assert_eq!(document(&declared)["rows"][0]["reason"], "nobody is liable");
}

#[test]
fn what_is_declared_inert_and_moves_fails_too() {
    let output = ablate("L17", "\"damages.multiplier\" = \"nobody pays\"", &["--only", "damages.multiplier"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("damages.multiplier: moves, though declared inert"), "{said}");
}

#[test]
fn findings_do_not_depend_on_threads() {
    let found = |threads: &str| ablate("damages.multiplier", "", &["--json", "--threads", threads]).stdout;
    assert_eq!(text(&found("1")), text(&found("3")));
}

#[test]
fn bad_input_is_refused_with_the_nearest_name() {
    let unknown = ablate("damages.multiplyer", "", &[]);
    let said = text(&unknown.stderr);
    assert_eq!(unknown.status.code(), Some(2), "{said}");
    assert!(said.contains("did you mean `damages.multiplier`?"), "{said}");
    let wrong = ablate("L17", "\"limits.row\" = \"a guard\"", &[]);
    let said = text(&wrong.stderr);
    assert_eq!(wrong.status.code(), Some(2), "{said}");
    assert!(said.contains("grounds.toml:9:1") && said.contains("did you mean \"limits.rows\"?"), "{said}");
}
