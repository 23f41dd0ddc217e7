//! `caveat check`: reads files to the end and says everything that is wrong with them.

use std::path::Path;
use std::process::ExitCode;

use caveat::scenario::{Overrides, Scenario, Source, read_regime};

use super::print;
use crate::args::Check;
use crate::error::{Result, exit};
use crate::files::{self, RegimeFiles};

/// Checks every file, also after one that is wrong.
pub(super) fn run(args: &Check) -> Result<ExitCode> {
    let mut wrong = 0;
    for file in &args.files {
        match check(file) {
            Ok(found) => print(&format!("{}: {found}", file.display()))?,
            Err(error) => {
                wrong += 1;
                eprintln!("{}", error.render(crate::colour()));
            }
        }
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { exit::BAD_INPUT.into() })
}

/// What a sound file is, in words.
fn check(path: &Path) -> Result<String> {
    let source = files::read(path)?;
    if is_market(&source) {
        let scenario = Scenario::read(&source, &RegimeFiles, &Overrides::default())?;
        let market = &scenario.market;
        let makers: f64 = market.sizes.iter().map(|size| size.count).sum();
        return Ok(format!(
            "market `{}`, {makers} makers, status quo `{}`",
            market.name, scenario.status_quo.name
        ));
    }
    let regime = read_regime(&source, &RegimeFiles, &Overrides::default())?;
    Ok(format!("regime `{}`, {} rules", regime.name, regime.patches().count()))
}

/// Whether a file describes a market: it has tables that no regime has. A file that is not TOML counts as a market,
/// whose reader says what is wrong.
fn is_market(source: &Source) -> bool {
    const REGIME: [&str; 5] = ["name", "title", "summary", "extends", "rule"];
    let table: Option<toml::Table> = source.text.parse().ok();
    let of_regimes = |table: &toml::Table| table.contains_key("rule") || table.contains_key("extends");
    table.is_none_or(|table| !of_regimes(&table) && table.keys().any(|key| !REGIME.contains(&key.as_str())))
}
