//! What is said of a market in its title is said wherever its figures are, so that none is taken for more than it is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use caveat::experiment::targets::Targets;
use caveat::lever::Grade;
use caveat::scenario::Source;

const LABEL: &str = "illustrative, transferred parameters";

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_table_chart_page_and_document_says_that_a_market_is_illustrative() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (tests, out) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"), folder.path().join("out"));
    let market = folder.path().join("market.toml");
    let tiny = fs::read_to_string(tests.join("tiny.toml")).expect("there");
    let titled = format!("title = \"A dozen makers ({LABEL})\"");
    let line = tiny.lines().find(|line| line.starts_with("title = ")).expect("a title");
    fs::write(&market, tiny.replace(line, &titled)).expect("written");
    let compare = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
        command.arg("compare").arg(&market).arg("--regimes").arg(tests.join("regimes/strict.toml"));
        let output =
            command.args(["-n", "4", "--quiet", "--out"]).arg(&out).args(more).output().expect("run");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    let document =
        compare(&["--json", "--force", "--panel=2", "--assumptions", "2", "--draw-replications", "2"]);
    assert!(document.contains(LABEL), "{document}");
    let mut said = 0;
    for path in files(&out) {
        // Laws are of no market, a dictionary tells of columns, and a picture of points is of the same scene as that of lines.
        let name = path.strip_prefix(&out).expect("below").display().to_string();
        if name.starts_with("regimes") || name == "data-dictionary.csv" || name.ends_with(".png") {
            continue;
        }
        let bytes = fs::read(&path).expect("read");
        // In Parquet the least and greatest value of a column stand in the clear.
        assert!(
            bytes.windows(LABEL.len()).any(|window| window == LABEL.as_bytes()),
            "{name} does not say so"
        );
        if name.ends_with(".csv") {
            let text = String::from_utf8(bytes).expect("text");
            assert!(text.lines().skip(1).all(|row| row.contains(LABEL)), "{name}: a row does not say so");
        }
        said += 1;
    }
    assert!(said >= 12, "{said} files");
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.arg("compare").arg(&market).args(["-n", "4", "--out"]).arg(folder.path().join("told"));
    let told = command.arg("--regimes").arg(tests.join("regimes/strict.toml")).output().expect("run");
    assert!(String::from_utf8_lossy(&told.stdout).contains(LABEL), "{told:?}");
}

/// A copy of the tests' market, laws and evidence, in which the market says what it is.
fn labelled() -> tempfile::TempDir {
    let (folder, tests) = (
        tempfile::tempdir().expect("a temporary folder"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"),
    );
    let grounds = "[ground]\nstrict = [\"standard.kind=strict\", \"procedure.delay_months=3\"]\n[lever]\n\"month.claim\" = { on = [\"strict\"] }\n[inert]\n";
    fs::write(folder.path().join("grounds.toml"), grounds).expect("written");
    for path in files(&tests) {
        let copy = folder.path().join(path.strip_prefix(&tests).expect("below"));
        fs::create_dir_all(copy.parent().expect("a folder")).expect("created");
        let text = fs::read_to_string(&path).expect("read");
        fs::write(
            copy,
            text.replace("\ntitle = \"A tiny market", &format!("\ntitle = \"A tiny market ({LABEL})"))
                .replace("\ntitle = \"A dozen makers", &format!("\ntitle = \"A dozen makers ({LABEL})")),
        )
        .expect("written");
    }
    folder
}

#[test]
fn every_command_that_tells_figures_of_a_market_says_what_it_is_for_people_and_programs() {
    let folder = labelled();
    let said = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
        let output = command.args(args).current_dir(folder.path()).output().expect("run");
        let stdout = String::from_utf8(output.stdout).expect("text");
        assert!(
            [Some(0), Some(3)].contains(&output.status.code()),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(stdout.replace('\n', " ").contains(LABEL), "{args:?} does not say so: {stdout}");
    };
    let audited = ["tiny.toml", "--quiet", "-n", "4"];
    let compared = [&audited[..], &["--regimes", "none,strict", "--baseline", "none"]].concat();
    let quick = ["targets.toml", "--published", "published", "-n", "2"];
    let both = [
        [&["audit", "deviations"], &audited[..], &["--firms", "2"]].concat(),
        [&["audit", "convergence"], &compared[..]].concat(),
        [&["audit", "ablation"], &compared[..]].concat(),
        [&["ablate"], &audited[..], &["--only", "month.claim", "--grounds", "grounds.toml"]].concat(),
        [&["validate", "--part", "moments"], &quick[..]].concat(),
        [&["validate", "--part", "published"], &quick[..]].concat(),
        vec!["calibrate", "calibration.toml", "-n", "40", "--out", "fit", "--force"],
        vec!["explain", "regimes/strict.toml", "--against", "regimes/none.toml", "--market", "tiny.toml"],
    ];
    for args in both {
        said(&args);
        said(&[&args[..], &["--json"]].concat());
    }
    said(&["check", "tiny.toml"]);
    said(&["check", "targets.toml"]);
    for path in ["fit/market.toml", "fit/calibration.json"] {
        assert!(fs::read_to_string(folder.path().join(path)).expect("written").contains(LABEL), "{path}");
    }
    let validated = ["validate", "--quiet", "--out", "page.md", "--part", "moments"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    let output = command.args(validated).args(quick).current_dir(folder.path()).output().expect("run");
    assert!(output.status.success(), "{output:?}");
    for path in ["page.md", "page.svg"] {
        assert!(fs::read_to_string(folder.path().join(path)).expect("written").contains(LABEL), "{path}");
    }
}

/// Moments of its own that a market needs, with evidence that is more than assumed, to be more than illustrative.
const MOMENTS: usize = 8;

/// Markets that a file of targets holds against so much evidence.
fn evidenced(scenarios: &Path) -> BTreeSet<PathBuf> {
    let of = |path: PathBuf| {
        let source = Source::new(path.display().to_string(), fs::read_to_string(&path).expect("read"));
        let targets = Targets::read(&source).expect("sound");
        let known = targets.targets.iter().filter(|target| target.grade != Grade::Assumed);
        let table: toml::Table = source.text.parse().expect("TOML");
        let market = table["market"].as_str().expect("a market").to_owned();
        (known.count() >= MOMENTS).then(|| path.with_file_name(market).canonicalize().expect("a file"))
    };
    files(&scenarios.join("targets")).into_iter().filter_map(of).collect()
}

/// A market that sells the products of another, under other laws, has the other's evidence; one with products of its own has not.
fn has_evidence(path: &Path, evidenced: &BTreeSet<PathBuf>) -> bool {
    if evidenced.contains(&path.canonicalize().expect("a file")) {
        return true;
    }
    let table: toml::Table = fs::read_to_string(path).expect("read").parse().expect("TOML");
    let extended = table.get("extends").and_then(|name| name.as_str());
    !table.contains_key("category")
        && extended.is_some_and(|name| has_evidence(&path.with_file_name(name), evidenced))
}

#[test]
fn a_shipped_market_without_eight_moments_of_its_own_says_so_in_its_title() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let evidenced = evidenced(&scenarios);
    assert!(!evidenced.is_empty());
    let (mut with, mut without) = (0, 0);
    for path in files(&scenarios.join("markets")) {
        let table: toml::Table = fs::read_to_string(&path).expect("read").parse().expect("TOML");
        let labelled = table["title"].as_str().expect("a title").contains(LABEL);
        let known = has_evidence(&path, &evidenced);
        assert_ne!(labelled, known, "{}: {MOMENTS} moments of its own: {known}", path.display());
        *if known { &mut with } else { &mut without } += 1;
    }
    assert!(with > 0 && without > 0);
}
