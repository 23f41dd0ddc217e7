//! `caveat calibrate` by the real binary, on a market that is simulated in milliseconds.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

fn caveat(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.args(args);
    command
}

/// With the targets of the tiny market.
fn calibrate(out: &Path, args: &[&str]) -> Command {
    let mut command = caveat(&["calibrate"]);
    command.arg(tests_folder().join("calibration.toml")).arg("--out").arg(out).args(args);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

#[test]
fn a_fit_says_what_it_found_and_leaves_a_market_that_compare_takes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (out, page) = (folder.path().join("fit"), folder.path().join("fit.md"));
    let output = calibrate(&out, &["-n", "60", "--threads", "1", "--page"])
        .arg(&page)
        .assert()
        .success()
        .get_output()
        .clone();
    let said = text(&output.stdout);
    for words in [
        "2 parameters fitted to 3 moments",
        "Hansen's J",
        "1 degrees of freedom",
        "Condition number",
        "Not aimed at:",
        "market.toml",
    ] {
        assert!(said.contains(words), "no `{words}` in {said}");
    }
    let page = fs::read_to_string(&page).expect("a page");
    assert!(
        page.contains("| finance.overhead_share |")
            && page.contains("-n 60")
            && page.contains("## Moments aimed at"),
        "{page}"
    );
    let answer = json(&out.join("calibration.json"));
    assert_eq!((&answer["complete"], &answer["converged"]), (&true.into(), &true.into()));
    for row in answer["parameters"].as_array().expect("rows") {
        let number = |key: &str| row[key].as_f64().expect("a number");
        assert!(
            number("standard_error") > 0.0
                && number("low") <= number("estimate")
                && number("estimate") <= number("high")
        );
    }
    let moments = answer["moments"].as_array().expect("rows");
    assert_eq!(moments.iter().filter(|row| row["aimed"] == true).count(), 3);
    let ceded = moments.iter().find(|row| row["moment"] == "ceded_share").expect("there");
    assert_eq!(ceded["simulated"], Value::Null);
    assert!(answer["objective"].as_f64() <= answer["objective_start"].as_f64());

    // The same whatever the threads, and for programs.
    let again = folder.path().join("again");
    let output = calibrate(&again, &["-n", "60", "--threads", "2", "--json", "--quiet"])
        .assert()
        .success()
        .get_output()
        .clone();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).expect("one JSON document"), answer);

    let market = out.join("market.toml");
    caveat(&["check"]).arg(&market).assert().success();
    let shown = fs::read_to_string(&market).expect("a market");
    let estimate = answer["parameters"][0]["estimate"].as_f64().expect("a number");
    assert!(shown.contains(&format!("overhead_share = {{ value = {estimate:?}")), "{shown}");
    caveat(&["compare", "-n", "4", "--quiet"])
        .arg(&market)
        .arg("--regimes")
        .arg(tests_folder().join("regimes/strict.toml"))
        .arg("--out")
        .arg(folder.path().join("compared"))
        .assert()
        .success();
}

#[test]
fn folders_of_others_are_not_written_over() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("fit");
    calibrate(&out, &["-n", "4", "--quiet"]).output().expect("run");
    let refused = calibrate(&out, &["-n", "5", "--quiet"]).assert().code(2).get_output().clone();
    assert!(text(&refused.stderr).contains("holds another run"), "{}", text(&refused.stderr));
    let resumed =
        calibrate(&out, &["-n", "5", "--quiet", "--resume", "--force"]).assert().code(2).get_output().clone();
    assert!(
        text(&resumed.stderr).contains("holds no calibration of these files"),
        "{}",
        text(&resumed.stderr)
    );
    fs::write(folder.path().join("thesis.tex"), "years of work").expect("written");
    let refused = calibrate(folder.path(), &["--force", "--quiet"]).assert().code(2).get_output().clone();
    assert!(text(&refused.stderr).contains("not a run"), "{}", text(&refused.stderr));
    let named = calibrate(&out, &["--page", "page.toml"]).assert().code(2).get_output().clone();
    assert!(text(&named.stderr).contains("ends in .md"), "{}", text(&named.stderr));
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_the_best_so_far_and_resume_ends_where_it_would_have() {
    use std::process::{Command as Process, Stdio};
    use std::time::Duration;

    let folder = tempfile::tempdir().expect("a temporary folder");
    let (whole, stopped) = (folder.path().join("whole"), folder.path().join("stopped"));
    let size = ["-n", "500", "--quiet"];
    calibrate(&whole, &size).assert().success();
    let mut run = Process::new(env!("CARGO_BIN_EXE_caveat"))
        .arg("calibrate")
        .arg(tests_folder().join("calibration.toml"))
        .args(size)
        .arg("--out")
        .arg(&stopped)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    while !stopped.join("state.json").exists() {
        assert!(run.try_wait().expect("asked").is_none(), "it ended before anything was kept");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(Process::new("kill").args(["-INT", &run.id().to_string()]).status().expect("sent").success());
    assert_eq!(run.wait().expect("ended").code(), Some(130));
    let part = json(&stopped.join("calibration.json"));
    assert_eq!((&part["complete"], &part["parameters"][0]["standard_error"]), (&false.into(), &Value::Null));
    assert_eq!(json(&stopped.join("manifest.json"))["partial"], true);
    caveat(&["check"]).arg(stopped.join("market.toml")).assert().success();

    calibrate(&stopped, &size).arg("--resume").assert().success();
    assert_eq!(json(&stopped.join("calibration.json")), json(&whole.join("calibration.json")));
    let market = |folder: &Path| fs::read_to_string(folder.join("market.toml")).expect("a market");
    assert_eq!(market(&stopped), market(&whole));
    assert_eq!(json(&stopped.join("manifest.json"))["partial"], false);
}

/// What is said of the tiny targets, changed in one place.
fn refused(from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in ["tiny.toml", "direct.toml"] {
        fs::copy(tests_folder().join(file), folder.path().join(file)).expect("copied");
    }
    let whole = fs::read_to_string(tests_folder().join("calibration.toml")).expect("there");
    assert!(whole.contains(from), "no `{from}`");
    let file = folder.path().join("targets.toml");
    fs::write(&file, whole.replacen(from, to, 1)).expect("written");
    let out = folder.path().join("fit");
    let output = caveat(&["calibrate", "-n", "8", "--quiet", "--out"])
        .arg(&out)
        .arg(&file)
        .assert()
        .code(2)
        .get_output()
        .clone();
    text(&output.stderr).replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn what_cannot_be_fitted_is_refused_where_it_stands() {
    for (from, to, place, words) in [
        ("[\"exit\"", "[\"exitt\"", "targets.toml:6:12", "unknown moment \"exitt\"; did you mean \"exit\"?"),
        ("[\"exit\"", "[\"entry\"", "targets.toml:6:12", "there is no [target.entry] in this file"),
        ("\"gross_margin\"]", "\"exit\"]", "targets.toml:6:37", "exit is named twice"),
        ("\"gross_margin\"]", "\"ceded_share\"]", "targets.toml:6:37", "insurers buy no reinsurance"),
        (
            ", \"size_exponent\", \"gross_margin\"]",
            "]",
            "targets.toml:5:1",
            "2 parameters cannot be told from 1 moments",
        ),
        (
            "standard_error = 0.01\n",
            "",
            "targets.toml:6:37",
            "add standard_error = … to [target.gross_margin]",
        ),
        ("standard_error = 0.01", "standard_error = 0", "targets.toml:38:18", "a standard error is above 0"),
        ("high = 0.44", "high = 44", "targets.toml:37:8", "a \"share of turnover\" is never above 1"),
        ("low = 2", "low = -2", "targets.toml:18:7", "is never below 0"),
        (
            "\"finance.overhead_share\"",
            "\"finance.overhead_shre\"",
            "targets.toml:8:24",
            "did you mean \"finance.overhead_share\"?",
        ),
        (
            "\"finance.overhead_share\"",
            "\"procedure.access\"",
            "targets.toml:8:24",
            "is law: a calibration fits markets",
        ),
        ("\"finance.overhead_share\"", "\"size.small.count\"", "targets.toml:8:24", "is a whole number"),
        (
            "\"finance.overhead_share\"",
            "\"demand.*.shock_sd\"",
            "targets.toml:8:24",
            "unknown field of the market",
        ),
        ("\"finance.overhead_share\"", "\"demand.pricing\"", "targets.toml:8:24", "is no number"),
        ("low = 0.2", "low = 0.5", "targets.toml:8:24", "low 0.5 is not below high 0.4"),
        ("low = 0.2", "low = 0.35", "targets.toml:8:24", "begins at 0.3, outside its bounds"),
        ("low = 0.2", "start = nan\nlow = 0.2", "targets.toml:9:9", "must be a finite number"),
        ("low = 0.2", "low = -0.2", "targets.toml:8:24", "reach beyond what it may be"),
        ("low = 0.2\n", "", "targets.toml:8:24", "needs low"),
        (
            "low = 0.1\n",
            "low = 0.0\n",
            "targets.toml:12:24",
            "on a logarithmic scale the lower bound is above 0",
        ),
        ("scale = \"log\"", "scale = \"lag\"", "targets.toml:15:9", "did you mean \"log\"?"),
        ("scale = \"log\"", "stale = 1", "targets.toml:15:1", "unknown key \"stale\""),
        ("\"demand.shock_sd\"", "\"care.cost_design_eur\"", "targets.toml:12:24", "begins at 40000, outside"),
    ] {
        let said = refused(from, to);
        assert!(said.contains(place) && said.contains(words), "no `{place}` or no `{words}` in {said}");
    }
    let plain = refused("[calibration]", "[calibrasion]");
    assert!(plain.contains("did you mean \"calibration\"?"), "{plain}");
}

#[test]
fn a_parameter_that_moves_nothing_is_refused_by_name() {
    let said = refused(
        "\"demand.shock_sd\"]\nlow = 0.1\nhigh = 1.2\nscale = \"log\"",
        "\"finance.discount_social\"]\nlow = 0.0\nhigh = 0.2",
    );
    assert!(
        said.contains("targets.toml:12:24")
            && said.contains("finance.discount_social moves none of the moments"),
        "{said}"
    );
}

#[test]
fn evidence_out_of_reach_is_told_and_not_hidden() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for file in ["tiny.toml", "direct.toml"] {
        fs::copy(tests_folder().join(file), folder.path().join(file)).expect("copied");
    }
    let whole = fs::read_to_string(tests_folder().join("calibration.toml")).expect("there");
    let file = folder.path().join("targets.toml");
    fs::write(&file, whole.replace("low = 2\nhigh = 3", "low = 60\nhigh = 61")).expect("written");
    let out = folder.path().join("fit");
    let output = caveat(&["calibrate", "-n", "60", "--out"]).arg(&out).arg(&file).output().expect("run");
    assert!([Some(0), Some(3)].contains(&output.status.code()), "{output:?}");
    let said = text(&output.stdout);
    assert!(
        said.contains("Not met, within these bounds: exit (−") && said.contains("they cannot, at 5 %"),
        "{said}"
    );
    assert!(said.contains("At a bound: finance.overhead_share"), "{said}");
    let answer = json(&out.join("calibration.json"));
    assert_eq!(answer["parameters"][0]["at_bound"], "high");
}
