//! Texts from files, standard input, and the regimes that a name stands for.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use caveat::scenario::{NotFound, Source};

use crate::error::{Error, Result};

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// Reads a scenario file, or standard input.
///
/// # Errors
///
/// If it cannot be read or is no text.
pub fn read(path: &Path) -> Result<Source> {
    if path.as_os_str() == STDIN {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map_err(Error::file("read", "standard input"))?;
        return Ok(Source::from_bytes("<stdin>", bytes)?);
    }
    let bytes = fs::read(path).map_err(Error::file("read", path))?;
    Ok(Source::from_bytes(path.display().to_string(), bytes)?)
}

/// Finds the regimes that files name: beside the file, in the folder of regimes next to its own, or in `scenarios/`.
#[derive(Clone, Copy, Debug)]
pub struct RegimeFiles;

impl caveat::scenario::Sources for RegimeFiles {
    fn find(&self, name: &str, named_in: &str) -> std::result::Result<Source, NotFound> {
        let folders = folders(Path::new(named_in));
        let path = candidates(name, &folders).into_iter().find(|path| path.exists());
        let known = || known(&folders);
        let Some(path) = path else {
            return Err(NotFound { reason: "no such regime".into(), known: known() });
        };
        let text = fs::read(&path).map_err(|error| NotFound { reason: error.to_string(), known: known() })?;
        Source::from_bytes(path.display().to_string(), text)
            .map_err(|error| NotFound { reason: error.to_string(), known: known() })
    }
}

/// Every regime beside a market, in the order of their names.
pub fn regimes_beside(market: &Path) -> Vec<String> {
    known(&folders(market))
}

fn folders(named_in: &Path) -> Vec<PathBuf> {
    let own = named_in.parent().map(Path::to_owned).unwrap_or_default();
    vec![own.clone(), own.join("regimes"), own.join("../regimes"), PathBuf::from("scenarios/regimes")]
}

/// A path as it is, or a name with `.toml` in any of the folders.
fn candidates(name: &str, folders: &[PathBuf]) -> Vec<PathBuf> {
    if Path::new(name).extension().is_some_and(|extension| extension == "toml") {
        let beside = folders.first().map(|folder| folder.join(name));
        return beside.into_iter().chain([PathBuf::from(name)]).collect();
    }
    folders.iter().map(|folder| tidy(&folder.join(format!("{name}.toml")))).collect()
}

/// `a/b/../c` as `a/c`: one file has one name.
fn tidy(path: &Path) -> PathBuf {
    let mut parts: Vec<std::path::Component> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (std::path::Component::ParentDir, Some(std::path::Component::Normal(_))) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.iter().collect()
}

fn known(folders: &[PathBuf]) -> Vec<String> {
    let entries = folders.iter().skip(1).filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let files =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "toml"));
    let mut names: Vec<String> =
        files.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use caveat::scenario::Sources;

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["markets/m.toml", "regimes/strict.toml", "regimes/negligence.toml", "markets/own.toml"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(path, format!("name = \"{name}\"")).expect("written");
        }
        folder
    }

    #[test]
    fn a_regime_is_found_by_name_beside_its_market() {
        let folder = tree();
        let market = folder.path().join("markets/m.toml");
        let named_in = market.display().to_string();
        let strict = RegimeFiles.find("strict", &named_in).expect("found");
        assert_eq!(&*strict.file, folder.path().join("regimes/strict.toml").display().to_string());
        assert!(
            RegimeFiles.find("own.toml", &named_in).is_ok(),
            "paths are relative to the file that names them"
        );
        assert!(regimes_beside(&market).starts_with(&["negligence".into(), "strict".into()]));
    }

    #[test]
    fn a_name_that_is_not_there_comes_with_those_that_are() {
        let folder = tree();
        let missing = RegimeFiles.find("strikt", &folder.path().join("markets/m.toml").display().to_string());
        let known = missing.expect_err("not there").known;
        assert!(known.contains(&"strict".to_owned()));
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let folder = tree();
        assert!(matches!(read(folder.path()), Err(Error::File { .. })));
        assert!(matches!(read(&folder.path().join("none.toml")), Err(Error::File { .. })));
    }
}
