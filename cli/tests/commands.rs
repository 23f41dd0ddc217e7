//! The binary, end to end, on a market that is simulated in milliseconds.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn market() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.toml")
}

fn caveat(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.args(args);
    command
}

/// `caveat compare tiny.toml --regimes none,strict --baseline none --out …`, and further options.
fn compare(out: &Path, more: &[&str]) -> Command {
    let mut command = caveat(&["compare"]);
    command
        .arg(market())
        .args(["--regimes", "none,strict", "--baseline", "none", "--out"])
        .arg(out)
        .args(more);
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn manifest(out: &Path) -> Value {
    let text = fs::read_to_string(out.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn errors(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).get_output().clone();
    String::from_utf8(output.stderr).expect("text")
}

#[test]
fn a_comparison_leaves_a_whole_folder() {
    let folder = folder();
    let out = folder.path().join("run");
    let output = compare(&out, &["-n", "24", "--panel=2"]).assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(
        text.contains("paired difference to No liability") && text.contains("Assumptions held fixed"),
        "{text}"
    );
    assert!(text.contains(&out.display().to_string()));
    let expected = [
        "data-dictionary.csv",
        "manifest.json",
        "outcomes.parquet",
        "panel.parquet",
        "paths.csv",
        "paths.parquet",
        "plots",
        "regimes",
        "report.html",
        "scenario.toml",
        "sensitivity.csv",
        "sensitivity.parquet",
        "summary.csv",
        "summary.parquet",
    ];
    assert_eq!(names(&out), expected);
    assert_eq!(names(folder.path()), ["run"], "nothing is left beside it");
    assert_eq!(names(&out.join("regimes")), ["none.toml", "strict.toml"]);
    assert!(names(&out.join("plots")).contains(&"differences.svg".to_owned()));
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    assert!(
        page.contains("standard.kind")
            && page.contains("a directive")
            && page.contains("round &lt;number&gt;")
    );
    let manifest = manifest(&out);
    assert_eq!((&manifest["partial"], &manifest["replications"]), (&false.into(), &24.into()));
    assert_eq!(manifest["tables"]["outcomes"]["rows"], 48);
    assert_eq!(manifest["tables"]["panel"]["rows"], 2 * 2 * 36);
}

#[test]
fn data_do_not_depend_on_threads_or_panels() {
    let folder = folder();
    let digest = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        compare(&out, &[&["-n", "20", "--quiet"], more].concat()).assert().success();
        manifest(&out)["data_digest"].clone()
    };
    let one = digest("one", &["--threads", "1"]);
    assert_eq!(one, digest("two", &["--threads", "2"]));
    assert_eq!(one, digest("seven", &["--threads", "7", "--panel"]));
    assert_ne!(one, digest("other", &["--seed", "2"]));
}

#[test]
fn what_was_resolved_runs_again_to_the_same_data() {
    let folder = folder();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    compare(&first, &["-n", "8", "--quiet", "--set", "demand.price_response=-1.0"]).assert().success();
    let regimes =
        ["none", "strict"].map(|name| first.join(format!("regimes/{name}.toml")).display().to_string());
    caveat(&["compare"])
        .arg(first.join("scenario.toml"))
        .args(["--regimes", &regimes.join(","), "--baseline", "none", "-n", "8", "--quiet", "--out"])
        .arg(&second)
        .assert()
        .success();
    assert_eq!(manifest(&first)["data_digest"], manifest(&second)["data_digest"]);
}

#[test]
fn the_document_is_the_only_thing_on_standard_output() {
    let folder = folder();
    let output =
        compare(&folder.path().join("run"), &["-n", "16", "--json"]).assert().success().get_output().clone();
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    assert_eq!(document["baseline"]["name"], "none");
    assert_eq!(document["baseline"]["legal_date"], "2026-01-01");
    assert!(document["firm_months"].as_f64().is_some_and(|months| months > 0.0));
    let rows = document["rows"].as_array().expect("rows");
    let strict = rows
        .iter()
        .find(|row| row["regime"] == "strict" && row["outcome"] == "harm" && row["segment"] == "all");
    assert!(strict.is_some_and(|row| row["mc_lo"].as_f64() <= row["mc_hi"].as_f64()), "{strict:?}");
    let quiet =
        compare(&folder.path().join("run"), &["-n", "16", "--quiet"]).assert().success().get_output().clone();
    assert!(quiet.stdout.is_empty() && quiet.stderr.is_empty(), "and --quiet says nothing");
}

#[test]
fn the_answer_comes_first_on_the_terminal_and_on_the_page() {
    let folder = folder();
    let out = folder.path().join("run");
    let output = compare(&out, &["-n", "16"]).assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).expect("text");
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("no `{what}` in {text}"));
    let (heading, answer) =
        (place("A tiny market\nOne regime against “No liability”"), place("Compared with"));
    assert!(
        heading < answer
            && answer < place("are only assumed")
            && place("are only assumed") < place("\nregime ")
    );
    let sentence = text[answer..].lines().next().expect("a line");
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    assert!(page.contains(sentence) && page.contains("are only assumed"), "{sentence}");
    let document = compare(&out, &["-n", "16", "--json"]).assert().success().get_output().clone();
    let document: Value = serde_json::from_slice(&document.stdout).expect("JSON");
    assert!(document["answer"][0].as_str().is_some_and(|first| first.starts_with(sentence)));
    // Of the tiny market's values one is graded, as assumed; the others have no grade, or are left to the registry.
    let assumed = &document["assumed"];
    assert!(assumed["market"].as_u64() > Some(38) && assumed["market"] == assumed["of_market"], "{assumed}");
    for count in ["firm_months", "replications"] {
        assert!(document[count].is_u64(), "{count} is a whole number");
    }
    assert_eq!(document["rows"][0]["count"].to_string(), "16");
}

#[test]
fn one_replication_makes_no_claim_of_an_interval() {
    let folder = folder();
    let output = compare(&folder.path().join("run"), &["-n", "1"]).assert().success().get_output().clone();
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains(", 1 replication, seed 1") && text.contains("one replication has no"), "{text}");
    assert!(!text.contains('±') && !text.contains('°') && !text.contains("includes zero"), "{text}");
}

/// A comparison that is run elsewhere than the market lies, with a regime that lies there too.
fn compare_elsewhere(folder: &Path, file: &str, regime: &str) -> String {
    fs::write(folder.join(file), regime).expect("written");
    let mut command = caveat(&["compare"]);
    command.current_dir(folder).arg(market());
    command.args(["--baseline", "none", "-n", "16", "--out", "run", "--regimes", &format!("strict,{file}")]);
    let output = command.assert().success().get_output().clone();
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_market_brings_its_regimes_along_wherever_caveat_is_run() {
    let folder = folder();
    let mine = "name = \"mine\"\nextends = \"strict\"\n[[rule]]\nset = { \"damages.multiplier\" = 2.0 }\n";
    compare_elsewhere(folder.path(), "mine.toml", mine);
    assert_eq!(names(&folder.path().join("run/regimes")), ["mine.toml", "none.toml", "strict.toml"]);
}

#[test]
fn a_regime_that_reads_as_another_is_not_tabulated_twice() {
    let folder = folder();
    let twin = "name = \"twin\"\ntitle = \"Its twin\"\nextends = \"strict\"\n";
    let text = compare_elsewhere(folder.path(), "twin.toml", twin);
    let title = "Strict liability";
    assert!(text.contains(&format!("\nas {title}")), "{text}");
    let page = fs::read_to_string(folder.path().join("run/report.html")).expect("a page");
    assert!(page.contains(&format!(">as {title}</td>")));
}

#[test]
fn another_run_is_replaced_by_force_only() {
    let folder = folder();
    let out = folder.path().join("run");
    compare(&out, &["-n", "4", "--quiet"]).assert().success();
    compare(&out, &["-n", "4", "--quiet"]).assert().success();
    let refused = errors(&mut compare(&out, &["-n", "5", "--quiet"]), 2);
    assert!(refused.contains("holds another run") && refused.contains("--force"), "{refused}");
    assert_eq!(manifest(&out)["replications"], 4);
    compare(&out, &["-n", "5", "--quiet", "--force"]).assert().success();
    assert_eq!(manifest(&out)["replications"], 5);
}

#[test]
fn precision_is_reached_or_said_not_to_be() {
    let folder = folder();
    let out = folder.path().join("run");
    compare(&out, &["--precision", "100%", "--quiet"]).assert().success();
    assert_eq!(
        (&manifest(&out)["replications"], &manifest(&out)["precision_reached"]),
        (&64.into(), &true.into())
    );
    let note = errors(&mut compare(&out, &["--precision", "0.0001%", "-n", "70", "--quiet", "--force"]), 0);
    assert!(note.contains("not reached in 70 replications"), "{note}");
    assert_eq!(manifest(&out)["precision_reached"], false);
}

#[test]
fn bad_input_exits_with_2_and_writes_nothing() {
    let folder = folder();
    let out = folder.path().join("deep/run");
    let cases: &[(&[&str], &str)] = &[
        (&["--set", "standard.knd=strict"], "standard.kind"),
        (&["--set", "demand.price_response=abc"], "--set 'demand.price_response=abc'"),
        (&["--regimes", "strikt"], "did you mean `strict`?"),
        (&["--regimes", "strikt"], "no such regime in `"),
        (&["--regimes", ""], "--regimes: a name is empty"),
        (&["--regimes", "strict,"], "there are: none, strict"),
        (&["--regimes", "elsewhere.toml"], "cannot read `elsewhere.toml`: there is no such file"),
        (&["--regimes", "none,none"], "two regimes are called `none`"),
        (&["--baseline", "nobody"], "regime `nobody`"),
        (&["--precision", "0"], "a share such as 2%"),
        (&["--replications", "0"], "--replications"),
    ];
    for (more, expected) in cases {
        let said = errors(&mut compare(&out, more), 2);
        assert!(said.contains(expected), "{more:?}: {said}");
    }
    assert!(names(folder.path()).is_empty(), "not even the folder above");
}

#[test]
fn a_place_that_cannot_be_written_to_is_an_error() {
    let folder = folder();
    fs::write(folder.path().join("file"), "mine").expect("written");
    let said = errors(&mut compare(&folder.path().join("file/run"), &["-n", "2"]), 2);
    assert!(said.starts_with("error: cannot create"), "{said}");
    let said = errors(&mut compare(folder.path(), &["-n", "2", "--force"]), 2);
    assert!(said.contains("holds files that are not a run"), "{said}");
    assert_eq!(names(folder.path()), ["file"]);
}

/// A run of a million replications, interrupted after a while: what it says, having ended with 130.
#[cfg(unix)]
fn interrupted(out: &Path) -> String {
    use std::io::Read;
    use std::process::{Command as Process, Stdio};
    use std::time::Duration;

    let mut run = Process::new(env!("CARGO_BIN_EXE_caveat"))
        .arg("compare")
        .arg(market())
        .args(["--regimes", "none", "--baseline", "none", "-n", "1000000", "--out"])
        .arg(out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    std::thread::sleep(Duration::from_secs(3));
    let pid = run.id().to_string();
    assert!(Process::new("kill").args(["-INT", &pid]).status().expect("sent").success());
    assert_eq!(run.wait().expect("ended").code(), Some(130));
    let mut said = String::new();
    run.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    said
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_finished_and_never_what_is_less_than_was_there() {
    let folder = folder();
    let out = folder.path().join("run");
    interrupted(&out);
    let first = manifest(&out);
    assert_eq!(first["partial"], true);
    assert!(first["replications"].as_u64().is_some_and(|done| (1..1_000_000).contains(&done)));
    assert_eq!(names(folder.path()), ["run"]);
    // As if the run had been let run to its end.
    let whole = first.to_string().replace("\"partial\":true", "\"partial\":false");
    fs::write(out.join("manifest.json"), &whole).expect("written");
    let said = interrupted(&out);
    assert!(said.contains("was kept") && said.contains("--force") && said.contains("--out"), "{said}");
    assert_eq!(manifest(&out).to_string(), whole, "the complete run is still there");
    assert_eq!(names(folder.path()), ["run"]);
}

/// Nothing is finished while the market is calibrated, so there is nothing to wait for.
#[cfg(unix)]
#[test]
fn ctrl_c_while_calibrating_ends_at_once() {
    use std::process::{Command as Process, Stdio};
    use std::time::{Duration, Instant};

    let folder = folder();
    let market = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/markets/smart-home.toml");
    let mut run = Process::new(env!("CARGO_BIN_EXE_caveat"));
    run.arg("compare").arg(market).args(["--set", "size.micro.count=3000", "--out"]);
    let mut run = run.arg(folder.path().join("run")).stderr(Stdio::piped()).spawn().expect("started");
    std::thread::sleep(Duration::from_secs(1));
    let asked = Instant::now();
    assert!(Process::new("kill").args(["-INT", &run.id().to_string()]).status().expect("sent").success());
    assert_eq!(run.wait().expect("ended").code(), Some(130));
    assert!(asked.elapsed() < Duration::from_secs(5));
    let mut said = String::new();
    std::io::Read::read_to_string(&mut run.stderr.take().expect("piped"), &mut said).expect("text");
    assert!(said.contains("nothing was written"), "{said}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn replications_that_outgrow_their_limit_are_rows_and_exit_with_3() {
    let folder = folder();
    let out = folder.path().join("run");
    let said = errors(&mut compare(&out, &["-n", "3", "--seed", "7", "--set", "limits.rows=10"]), 3);
    assert!(said.contains("3 replications failed") && said.contains("failures.csv"), "{said}");
    let failures = fs::read_to_string(out.join("failures.csv")).expect("failures");
    let mut rows = failures.lines();
    assert_eq!(rows.next(), Some("seed,replication,error,market"));
    for replication in 0..3 {
        let row = rows.next().expect("a row");
        assert!(row.starts_with(&format!("7,{replication},")), "{row}");
        assert!(row.contains("more than the 10 that are simulated") && row.contains("limits.rows"), "{row}");
    }
    assert_eq!(rows.next(), None);
    assert_eq!(
        (&manifest(&out)["replications"], &manifest(&out)["failed_replications"]),
        (&0.into(), &3.into())
    );
}

#[test]
fn expected_harm_is_a_column_only_where_it_is_looked_at() {
    let folder = folder();
    let summary = |name: &str, more: &[&str]| {
        let out = folder.path().join(name);
        compare(&out, &[&["-n", "4", "--quiet"], more].concat()).assert().success();
        let estimators = manifest(&out)["estimators"].clone();
        (fs::read_to_string(out.join("summary.csv")).expect("a summary"), estimators)
    };
    let (without, realised) = summary("without", &[]);
    assert!(!without.contains("harm_expected"));
    assert_eq!((&realised["harm"], realised.get("harm_expected")), (&"realised".into(), None));
    let (with, both) = summary("with", &["--set", "clock.compensator_months=6"]);
    assert!(with.contains(",harm_expected,"));
    assert_eq!((&both["harm"], &both["harm_expected"]), (&"realised".into(), &"compensator".into()));
}

#[test]
fn theory_prints_cases_for_people_and_programs() {
    let said = |args: &[&str]| -> String {
        let output = caveat(args).assert().success().get_output().clone();
        String::from_utf8(output.stdout).expect("text")
    };
    let table = said(&["theory"]);
    let head = table.lines().next().expect("a header");
    for word in ["case", "answer", "expected", "obtained", "deviation", "verdict"] {
        assert!(head.contains(word), "{head}");
    }
    for group in [
        "a1", "a3", "a4", "b1", "c", "d1", "d2", "f", "g3", "h1", "h2", "j3", "j4", "l1", "l3", "m1", "m2",
        "n1",
    ] {
        assert!(table.lines().any(|line| line.starts_with(group)), "{group}");
    }
    assert!(!table.contains("DISAGREES") && table.contains("agrees"));
    assert!(table.contains("answers agree; by group: a1 "), "{table}");
    let care = |text: &str| -> f64 {
        let answers: Value = serde_json::from_str(text).expect("JSON");
        answers["x_strict"].as_f64().unwrap_or_else(|| panic!("no x_strict in {text}"))
    };
    let (less, more) =
        (said(&["theory", "a1", "--json"]), said(&["theory", "a1", "--set", "h=500", "--json"]));
    assert!(care(&less) < care(&more), "more harm, more care: {less} {more}");
    let changed = said(&["theory", "a1", "--set", "h=500"]);
    assert!(changed.lines().next().is_some_and(|head| head.contains("obtained")), "{changed}");
    assert!(changed.contains("there is no verdict") && changed.contains("--set h=100"), "{changed}");
    let rows: Value = serde_json::from_str(&said(&["theory", "--json"])).expect("JSON");
    for key in ["case", "answer", "expected", "obtained", "deviation", "derived", "agrees"] {
        assert!(!rows[0][key].is_null(), "{key}");
    }
}

#[test]
fn theory_refuses_what_it_does_not_know() {
    for (args, expected) in [
        (&["theory", "a1", "--set", "hh=50"][..], "hh"),
        (&["theory", "zz"], "zz"),
        (&["theory", "--set", "h=50"], "--set needs a group"),
        (&["theory", "a1", "--set", "h=abc"], "abc"),
    ] {
        let said = errors(&mut caveat(args), 2);
        assert!(said.starts_with("error:") && said.contains(expected), "{args:?}: {said}");
    }
}

#[test]
fn check_names_what_is_wrong_and_where() {
    let sound = caveat(&["check"]).arg(market()).assert().success().get_output().clone();
    assert!(String::from_utf8_lossy(&sound.stdout).contains("market `tiny`, 12 makers"));
    let said = errors(
        caveat(&["check", "-"]).write_stdin("name = \"x\"\n[[rule]]\nset = { \"standard.knd\" = 1 }\n"),
        2,
    );
    assert!(said.contains("<stdin>:3:9") && said.contains("standard.kind"), "{said}");
    for (text, expected) in [("", "the file is empty"), ("a = = 1", "not TOML"), ("\u{0}\u{1}", "not TOML")] {
        let said = errors(caveat(&["check", "-"]).write_stdin(text), 2);
        assert!(said.contains(expected), "{said}");
    }
    let said = errors(caveat(&["check", "-"]).write_stdin(vec![0xff, 0xfe]), 2);
    assert!(said.contains("not text in UTF-8"), "{said}");
    assert!(
        errors(&mut caveat(&["check", "no-such-file.toml"]), 2)
            .contains("cannot read `no-such-file.toml`: there is no such file")
    );
    assert!(
        errors(&mut caveat(&["check", "."]), 2).contains("cannot read `.`: it is a folder"),
        "in words, not in numbers of the operating system"
    );
}

#[test]
fn registries_are_listed_for_people_and_programs() {
    let json = |args: &[&str]| -> Value {
        let output = caveat(args).assert().success().get_output().clone();
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let levers = json(&["levers", "--json"]);
    let kind =
        levers.as_array().and_then(|levers| levers.iter().find(|lever| lever["path"] == "standard.kind"));
    assert!(kind.is_some_and(|kind| kind["values"].as_str().is_some_and(|values| values.contains("strict"))));
    let outcomes = json(&["outcomes", "--json"]);
    for key in ["key", "unit", "numerator", "denominator", "population", "cohort", "sign", "formula"] {
        assert!(outcomes[0][key].is_string(), "{key}");
    }
    assert!(json(&["schema"])["$defs"]["market"].is_object());
    let text = caveat(&["levers"]).assert().success().get_output().clone();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let cap = text.lines().find(|line| line.starts_with("damages.cap_eur = ")).expect("a line");
    assert!(cap.contains("EUR (") && cap.contains("): "), "one line a lever, whole, without padding: {cap}");
    assert_eq!(text.lines().count(), levers.as_array().map_or(0, Vec::len));
    let text = caveat(&["outcomes"]).assert().success().get_output().clone();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.starts_with("harm in EUR per 1,000 device-years, less is better: "), "{text}");
    assert!(!text.contains("   "));
}

#[test]
fn help_teaches() {
    let help = caveat(&["compare", "--help"]).assert().success().get_output().clone();
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(
        text.contains("Examples:")
            && text.contains("--precision 2%")
            && text.contains("about twenty seconds")
    );
}
