//! The market with the values that were fitted: a short file that extends the one that was calibrated, for `compare` and `check`.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

use caveat::experiment::calibration::Parameter;
use caveat::lever::Kind;

use super::{Answer, Asked};
use crate::error::{Error, Result};

/// The file, for the folder in which it will stand.
///
/// # Errors
///
/// If the market's file cannot be found again.
pub(super) fn patch(asked: &Asked, answer: &Answer, folder: &Path) -> Result<String> {
    let mut out = String::new();
    let state = if answer.complete { "fitted" } else { "the best so far of a fit that was stopped" };
    let mut line = |text: String| {
        let _ = writeln!(out, "{text}"); // writing to a string cannot fail
    };
    line(format!(
        "# {state}: {} parameters to {} moments by `caveat calibrate`, {} replications a point, seed {}.",
        answer.parameters.len(),
        answer.aimed(),
        answer.replications,
        answer.seed
    ));
    line("# Ranges are 95 % intervals, or the bounds of the search where there are none.".into());
    line(format!("name = {}", quoted(&format!("{}-calibrated", answer.market))));
    line(format!("title = {}", quoted(&format!("{}, calibrated", asked.scenario.market.title))));
    line(format!("extends = {}", quoted(&from(folder, &asked.market.file)?)));
    let mut fields: Vec<(String, String)> = Vec::new();
    for (parameter, row) in asked.calibration.problem.parameters.iter().zip(&answer.parameters) {
        let [low, high] = ends(parameter, row.interval, row.estimate);
        let source = format!("caveat calibrate, {} moments of {}", answer.aimed(), answer.name);
        let value = format!(
            "{{ value = {:?}, low = {low:?}, high = {high:?}, grade = \"derived\", source = {} }}",
            row.estimate,
            quoted(&source)
        );
        for field in &parameter.fields {
            if let Some((table, name)) = field.path.rsplit_once('.') {
                fields.push((table.to_owned(), format!("{name} = {value}")));
            }
        }
    }
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    for same in fields.chunk_by(|a, b| a.0 == b.0) {
        line(format!("\n[{}]", same[0].0));
        same.iter().for_each(|(_, field)| line(field.clone()));
    }
    Ok(out)
}

/// The range of a value: its interval within what the field may be, around the value.
fn ends(parameter: &Parameter, interval: Option<[f64; 2]>, value: f64) -> [f64; 2] {
    let [low, high] = interval.unwrap_or([parameter.low, parameter.high]);
    let (min, max) = match parameter.fields.first().map(|field| field.lever.kind) {
        Some(Kind::Num { min, max }) => (min, max),
        _ => (f64::NEG_INFINITY, f64::INFINITY),
    };
    [low.max(min).min(value), high.min(max).max(value)]
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The path of a file as seen from a folder, so that both may move together.
fn from(folder: &Path, file: &str) -> Result<String> {
    let file = Path::new(file).canonicalize().map_err(Error::file("find", file))?;
    let folder = match folder.canonicalize() {
        Ok(folder) => folder,
        Err(_) => std::path::absolute(folder).map_err(Error::file("name", folder))?,
    };
    let (mut there, mut here) = (file.components().peekable(), folder.components().peekable());
    while let (Some(a), Some(b)) = (there.peek(), here.peek())
        && a == b
    {
        there.next();
        here.next();
    }
    let up = here.map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(there).collect();
    Ok(path.to_string_lossy().replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_seen_from_a_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for sub in ["markets", "results/run"] {
            std::fs::create_dir_all(folder.path().join(sub)).expect("created");
        }
        let file = folder.path().join("markets/m.toml");
        std::fs::write(&file, "name = \"m\"").expect("written");
        let seen = |from_folder: &str| {
            from(&folder.path().join(from_folder), &file.display().to_string()).expect("there")
        };
        assert_eq!(seen("results/run"), "../../markets/m.toml");
        assert_eq!(seen("markets"), "m.toml");
    }
}
