//! What is said of a market in its title is said wherever its figures are, so that none is taken for more than it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

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
