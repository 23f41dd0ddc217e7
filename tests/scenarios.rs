//! Scenario files: everything in `scenarios/` reads and compiles; errors say what and where; junk never panics.

#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use caveat::error::Error;
use caveat::law::regime::Regime;
use caveat::scenario::{NotFound, Overrides, Scenario, Source, read_regime};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The files of a folder of `scenarios/`, by name.
fn files(folder: &str) -> Vec<Source> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> Source {
    let file = path.strip_prefix(root()).unwrap().to_string_lossy();
    Source::from_bytes(&*file, fs::read(path).unwrap()).unwrap()
}

/// Finds regimes by name in `scenarios/regimes`, and the markets that others extend.
fn find(name: &str, _named_in: &str) -> Result<Source, NotFound> {
    let market = root().join("markets").join(name);
    if name.ends_with(".toml") && market.is_file() {
        return Ok(source(&market));
    }
    let path = root().join("regimes").join(format!("{name}.toml"));
    if path.is_file() {
        return Ok(source(&path));
    }
    let known =
        files("regimes").iter().map(|s| s.file.replace("regimes/", "").replace(".toml", "")).collect();
    Err(NotFound { reason: "no such file".into(), known })
}

fn market(name: &str) -> Source {
    source(&root().join("markets").join(format!("{name}.toml")))
}

fn none() -> Overrides {
    Overrides::default()
}

fn set(arguments: &[&str]) -> Overrides {
    Overrides::parse(arguments).unwrap()
}

fn scenario(name: &str) -> Scenario {
    Scenario::read(&market(name), &find, &none()).unwrap_or_else(|error| panic!("{error}"))
}

fn regime(text: &str) -> Result<Regime, Error> {
    read_regime(&Source::new("r.toml", text), &find, &none())
}

#[path = "scenario/files.rs"]
mod files;
#[path = "scenario/junk.rs"]
mod junk;
#[path = "scenario/laws.rs"]
mod laws;
#[path = "scenario/messages.rs"]
mod messages;
#[path = "scenario/warnings.rs"]
mod warnings;
