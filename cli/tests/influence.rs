//! How far each input of a form moves what reforms do to harm, measured one at a time with the engine: `scenarios/influence.toml`.
//!
//! Slow, and therefore not part of the suite:
//! `CAVEAT_BLESS=1 cargo test --release --workspace --test influence -- --ignored`

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use caveat::lever::Value;
use caveat::scenario::{Overrides, Scenario};
use caveat_cli::files::{self, RegimeFiles};
use caveat_cli::inputs::{LAW, inputs};
use serde_json::Value as Json;

const MARKET: &str = "smart-home";
const REGIMES: &str = "strict,tiered";
const REPLICATIONS: &str = "32";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn compared(more: &[&str], out: &Path) -> Json {
    let market = format!("scenarios/markets/{MARKET}.toml");
    let mut command = Command::new(env!("CARGO_BIN_EXE_caveat"));
    command.args(["compare", &market, "--regimes", REGIMES, "-n", REPLICATIONS]).args(more);
    command.args(["--json", "--quiet", "--force", "--out"]).arg(out).current_dir(root());
    let output = command.assert().success().get_output().clone();
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// What each regime does to harm, EUR per 1,000 device-years, with a field at a value.
fn changes(path: &str, value: &str, out: &Path) -> Vec<f64> {
    let document = compared(&["--sensitivity", "0", "--set", &format!("{path}={value}")], out);
    let rows = document["rows"].as_array().expect("rows").iter();
    let harm = rows.filter(|row| row["outcome"] == "harm_expected" && row["segment"] == "all");
    harm.filter(|row| REGIMES.split(',').any(|name| row["regime"] == name))
        .map(|row| row["diff"].as_f64().expect("a difference"))
        .collect()
}

/// Each assumption that is known to decide rankings, with what each regime does to harm at both ends of its range.
fn assumptions(out: &Path) -> Vec<(String, [Vec<f64>; 2])> {
    let document = compared(&["--sensitivity", "all", "--end-replications", REPLICATIONS], out);
    let points = document["sensitivity"]["points"].as_array().expect("points").clone();
    let changes = |point: &Json| {
        let harm = &point["outcomes"][0];
        assert_eq!(harm["outcome"], "harm");
        let regimes = harm["order"].as_array().expect("regimes");
        let of = |name: &str| regimes.iter().find(|regime| regime["regime"] == name).expect("compared");
        REGIMES.split(',').map(|name| of(name)["diff"].as_f64().expect("a difference")).collect()
    };
    let name = |point: &Json| point["assumption"].as_str().expect("a name").to_owned();
    points.chunks(2).map(|ends| (name(&ends[0]), [changes(&ends[0]), changes(&ends[1])])).collect()
}

fn swing([low, high]: &[Vec<f64>; 2]) -> f64 {
    low.iter().zip(high).map(|(low, high)| (high - low).abs()).fold(0.0, f64::max)
}

#[test]
#[ignore = "some twenty minutes: CAVEAT_BLESS=1 cargo test --release --workspace --test influence -- --ignored"]
fn influence_is_as_measured() {
    let folder = root().join("scenarios/markets");
    let source = files::read(&folder.join(format!("{MARKET}.toml"))).expect("a market");
    let scenario = Scenario::read(&source, &RegimeFiles::default(), &Overrides::default()).expect("sound");
    let out = tempfile::tempdir().expect("a temporary folder");
    let mut measured = format!(
        "# How far each input of a form, and below each assumption that is known to decide rankings, moves what reforms do to harm: the greatest of |difference at its high end less difference at its low end|\n\
         # over the regimes {REGIMES}, one input at a time, EUR per 1,000 device-years; {REPLICATIONS} replications, seed 1, status quo of the market.\n\
         # Luck alone makes up some tens of euros. Written by\n\
         # CAVEAT_BLESS=1 cargo test --release --workspace --test influence -- --ignored\n[{MARKET}]\n"
    );
    for input in inputs(MARKET, &folder).expect("read").expect("there") {
        if input.path == LAW {
            continue;
        }
        let known = scenario.assumptions.iter().find(|known| known.path == input.path).expect("a field");
        let at = |end: Option<f64>| {
            let value = known.lever.show(Value::Num(end.expect("a range")));
            changes(&input.path, &value, &out.path().join("run"))
        };
        writeln!(measured, "\"{}\" = {:.1}", input.path, swing(&[at(known.low), at(known.high)]))
            .expect("written");
    }
    let mut moved: Vec<(String, f64)> =
        assumptions(&out.path().join("run")).iter().map(|(name, ends)| (name.clone(), swing(ends))).collect();
    moved.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (name, swing) in moved {
        writeln!(measured, "\"{name}\" = {swing:.1}").expect("written");
    }
    let path = root().join("scenarios/influence.toml");
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        fs::write(&path, &measured).expect("written");
    }
    assert_eq!(fs::read_to_string(path).expect("influence"), measured);
}
