//! Texts from files, standard input, and the regimes that a name stands for.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use caveat::scenario::{NotFound, Source};

use crate::error::{Error, Result, in_words};

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
    let bytes = fs::read(path).map_err(|error| unread(path, error))?;
    Ok(Source::from_bytes(path.display().to_string(), bytes)?)
}

/// Why a file cannot be read, with the nearest there is where it is not there.
fn unread(path: &Path, error: io::Error) -> Error {
    let near = if error.kind() == io::ErrorKind::NotFound { nearest(path) } else { None };
    let error = Error::file("read", path)(error);
    let elsewhere = path.starts_with("scenarios") && !Path::new("scenarios").is_dir();
    match near {
        None if elsewhere => Error::Option {
            message: error.to_string(),
            help: "run caveat in the folder that holds `scenarios`, or name a file that is here".into(),
        },
        Some(near) => {
            Error::Option { message: error.to_string(), help: format!("did you mean `{}`?", near.display()) }
        }
        None => error,
    }
}

/// The scenario file most like one that is not there: beside it, or else in `scenarios/`.
fn nearest(path: &Path) -> Option<PathBuf> {
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let wanted = stem(path)?;
    let folders = [path.parent()?, Path::new("scenarios/markets"), Path::new("scenarios/regimes")];
    folders.into_iter().find_map(|folder| {
        let known = known(&[folder.to_owned()]);
        let near = caveat::error::nearest(&wanted, known.iter().map(String::as_str))?;
        Some(folder.join(format!("{near}.toml")))
    })
}

/// The TOML files beside a file, in the order of their names.
pub fn beside(path: &Path) -> Vec<PathBuf> {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    known(std::slice::from_ref(&folder)).iter().map(|name| folder.join(format!("{name}.toml"))).collect()
}

/// Finds the regimes that files name: beside the file, in the folder of regimes next to its own, in those places as seen
/// from the market, in `scenarios/`, or else among the reforms beside those regimes. So a market brings its regimes along, wherever caveat is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegimeFiles<'a> {
    /// The market that is being compared on, if there is one.
    pub market: Option<&'a Path>,
}

impl caveat::scenario::Sources for RegimeFiles<'_> {
    fn find(&self, name: &str, named_in: &str) -> std::result::Result<Source, NotFound> {
        let folders = self.folders(Path::new(named_in));
        let reforms = if is_path(name) { Vec::new() } else { of_reforms(&folders) };
        let known = || known(&[&folders[1..], &reforms].concat());
        let found = candidates(name, &folders).into_iter().chain(candidates(name, &reforms));
        let Some(path) = found.into_iter().find(|path| path.exists()) else {
            return Err(NotFound { reason: not_in(name, &folders), known: known() });
        };
        // What is there and cannot be read was meant: no other name is offered.
        let unreadable = |reason: String| NotFound { reason, known: Vec::new() };
        let text = fs::read(&path).map_err(|error| unreadable(in_words(&error)))?;
        Source::from_bytes(path.display().to_string(), text).map_err(|error| unreadable(error.to_string()))
    }
}

impl RegimeFiles<'_> {
    /// Every regime beside a file, in the order of their names.
    pub fn known(&self, named_in: &Path) -> Vec<String> {
        known(&self.folders(named_in)[1..])
    }

    /// Every file of reforms: in the folders `reforms` beside those of regimes, in the order of their names.
    pub fn reforms(&self, named_in: &Path) -> Vec<PathBuf> {
        let folders = of_reforms(&self.folders(named_in));
        let names = known(&folders);
        names
            .iter()
            .filter_map(|name| candidates(name, &folders).into_iter().find(|path| path.exists()))
            .collect()
    }

    fn folders(&self, named_in: &Path) -> Vec<PathBuf> {
        let around = |file: &Path| {
            let own = file.parent().map(Path::to_owned).unwrap_or_default();
            [own.clone(), own.join("regimes"), own.join("../regimes")]
        };
        let all = [Some(named_in), self.market].into_iter().flatten().flat_map(around);
        let mut folders: Vec<PathBuf> = Vec::new();
        for folder in all.chain([PathBuf::from("scenarios/regimes")]).map(|folder| tidy(&folder)) {
            if !folders.contains(&folder) {
                folders.push(folder);
            }
        }
        folders
    }
}

/// The folders of reforms beside those of regimes.
fn of_reforms(folders: &[PathBuf]) -> Vec<PathBuf> {
    let regimes = folders.iter().filter(|folder| folder.ends_with("regimes"));
    regimes.map(|folder| folder.with_file_name("reforms")).collect()
}

/// Where a name was looked for: in those folders that are there.
fn not_in(name: &str, folders: &[PathBuf]) -> String {
    let what = if is_path(name) { "no such file" } else { "no such regime" };
    let shown = |folder: &PathBuf| match folder.as_os_str().is_empty() {
        true => "`.`".to_owned(),
        false => format!("`{}`", folder.display()),
    };
    let there = folders.iter().filter(|folder| folder.as_os_str().is_empty() || folder.is_dir());
    format!("{what} in {}", there.map(shown).collect::<Vec<_>>().join(", "))
}

fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "toml")
}

/// A path as it is, or a name with `.toml` in any of the folders.
fn candidates(name: &str, folders: &[PathBuf]) -> Vec<PathBuf> {
    if is_path(name) {
        let beside = folders.first().map(|folder| folder.join(name));
        return beside.into_iter().chain([PathBuf::from(name)]).collect();
    }
    folders.iter().map(|folder| folder.join(format!("{name}.toml"))).collect()
}

/// `a/b/../c` as `a/c`: one file has one name.
pub(crate) fn tidy(path: &Path) -> PathBuf {
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
    let listed = |folder: &PathBuf| {
        fs::read_dir(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()
    };
    let entries = folders.iter().filter_map(listed).flatten().flatten();
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
        let strict = RegimeFiles::default().find("strict", &named_in).expect("found");
        assert_eq!(&*strict.file, folder.path().join("regimes/strict.toml").display().to_string());
        assert!(
            RegimeFiles::default().find("own.toml", &named_in).is_ok(),
            "paths are relative to the file that names them"
        );
        assert!(RegimeFiles::default().known(&market).starts_with(&["negligence".into(), "strict".into()]));
    }

    /// A reform is known by its name, but is no regime of the library.
    #[test]
    fn a_reform_is_found_by_name_after_regimes() {
        let folder = tree();
        let market = folder.path().join("markets/m.toml");
        for path in ["reforms/more.toml", "reforms/strict.toml"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(path, "name = \"reform\"").expect("written");
        }
        let named_in = market.display().to_string();
        let found = |name| RegimeFiles::default().find(name, &named_in).expect("found").file.to_string();
        assert!(found("more").ends_with("reforms/more.toml"));
        assert!(found("strict").ends_with("regimes/strict.toml"));
        assert!(!RegimeFiles::default().known(&market).contains(&"more".to_owned()));
        let missing = RegimeFiles::default().find("mor", &named_in).expect_err("not there");
        assert!(missing.known.contains(&"more".to_owned()));
    }

    #[test]
    fn a_name_that_is_not_there_comes_with_those_that_are() {
        let folder = tree();
        let missing = RegimeFiles::default()
            .find("strikt", &folder.path().join("markets/m.toml").display().to_string());
        let missing = missing.expect_err("not there");
        assert!(missing.known.contains(&"strict".to_owned()));
        for place in ["markets", "regimes"] {
            let place = format!("`{}`", folder.path().join(place).display());
            assert!(missing.reason.contains(&place), "{}", missing.reason);
        }
    }

    #[test]
    fn a_regime_from_elsewhere_extends_those_beside_the_market() {
        let (folder, elsewhere) = (tree(), tempfile::tempdir().expect("a temporary folder"));
        let (market, mine) = (folder.path().join("markets/m.toml"), elsewhere.path().join("mine.toml"));
        let named_in = mine.display().to_string();
        assert!(RegimeFiles::default().find("strict", &named_in).is_err());
        assert!(RegimeFiles { market: Some(&market) }.find("strict", &named_in).is_ok());
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let folder = tree();
        assert!(matches!(read(folder.path()), Err(Error::File { .. })));
        assert!(matches!(read(&folder.path().join("none.toml")), Err(Error::File { .. })));
    }
}
