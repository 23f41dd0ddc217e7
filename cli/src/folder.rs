//! A result folder appears whole or not at all.
//!
//! It is built as a hidden draft beside its place, flushed to disk and renamed. A folder already there steps aside
//! first and is removed last, so that at every moment one whole run can be found: under its name, or, if the machine
//! stopped between the two renames, under a name from which the next run puts it back. Drafts of processes that died
//! are told by their lock and swept. A run that was stopped does not take the place of one that got further.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Error, Result};

/// The file that makes a folder a run.
pub const MANIFEST: &str = "manifest.json";

const LOCK: &str = ".lock";

/// What came of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Placed {
    /// The folder is in its place.
    Here,
    /// The draft was partial, and vanished: the same run stands there with more replications.
    FullerKept,
}

/// A result folder in the making. Dropped before [`Draft::commit`], it vanishes.
#[derive(Debug)]
pub struct Draft {
    place: PathBuf,
    draft: tempfile::TempDir,
    lock: File,
    force: bool,
}

impl Draft {
    /// Opens a draft of the folder at `out`, for a run known by `run_id`.
    ///
    /// The same run may be written again; another run is replaced only by `force`; anything else, never.
    pub fn create(out: &Path, run_id: &str, force: bool) -> Result<Draft> {
        let place = resolve(out)?;
        let parent = parent_of(&place);
        restore(&place)?;
        check_place(&place, run_id, force)?;
        sweep(&place);
        let draft = tempfile::Builder::new()
            .prefix(&hidden_name(&place, "draft-"))
            .tempdir_in(&parent)
            .map_err(Error::file("create a folder in", &parent))?;
        let lock_path = draft.path().join(LOCK);
        let lock = File::create(&lock_path).map_err(Error::file("create", &lock_path))?;
        lock.lock().map_err(Error::file("lock", &lock_path))?;
        Ok(Draft { place, draft, lock, force })
    }

    /// Where the folder will stand.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The disk it will stand on.
    pub fn parent(&self) -> PathBuf {
        parent_of(&self.place)
    }

    /// The draft's own path of one of its files.
    pub fn path(&self, name: &str) -> PathBuf {
        self.draft.path().join(name)
    }

    /// Writes a file of the draft.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> Result<()> {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
        }
        fs::write(&path, contents).map_err(Error::file("write", &path))
    }

    /// Flushes every file and puts the folder in its place. A partial run does not take the place of the same run with more
    /// in it, unless by `force`.
    pub fn commit(self) -> Result<Placed> {
        let Draft { place, draft, lock, force } = self;
        if !force && yields(draft.path(), &place) {
            return Ok(Placed::FullerKept);
        }
        let lock_path = draft.path().join(LOCK);
        fs::remove_file(&lock_path).map_err(Error::file("remove", &lock_path))?;
        flush(draft.path())?;
        let aside = aside_of(&place);
        let replaces = place.exists();
        if replaces {
            fs::rename(&place, &aside).map_err(Error::file("replace", &place))?;
        }
        if let Err(source) = fs::rename(draft.path(), &place) {
            restore(&place)?;
            return Err(Error::file("create", &place)(source));
        }
        let _renamed = draft.keep();
        drop(lock);
        flush_folder(&parent_of(&place))?;
        if replaces {
            fs::remove_dir_all(&aside).map_err(Error::file("remove", &aside))?;
        }
        Ok(Placed::Here)
    }
}

/// The absolute place of a folder, whose parents exist from now on; links to it are followed.
fn resolve(out: &Path) -> Result<PathBuf> {
    if out.exists() {
        return out.canonicalize().map_err(Error::file("open", out));
    }
    let absolute = std::path::absolute(out).map_err(Error::file("name", out))?;
    let parent = parent_of(&absolute);
    fs::create_dir_all(&parent).map_err(Error::file("create", &parent))?;
    let name = absolute.file_name().ok_or(io::ErrorKind::InvalidInput.into());
    let name = name.map_err(Error::file("write to", out))?;
    Ok(parent.canonicalize().map_err(Error::file("open", &parent))?.join(name))
}

fn parent_of(place: &Path) -> PathBuf {
    place.parent().unwrap_or(place).to_owned()
}

/// `.name.suffix`, beside `name`.
fn hidden_name(place: &Path, suffix: &str) -> String {
    format!(".{}.{suffix}", place.file_name().unwrap_or_default().to_string_lossy())
}

fn aside_of(place: &Path) -> PathBuf {
    place.with_file_name(hidden_name(place, "replaced"))
}

/// Puts back a folder that had stepped aside when the machine stopped, or removes it if its successor is in place.
fn restore(place: &Path) -> Result<()> {
    let aside = aside_of(place);
    if !aside.exists() {
        return Ok(());
    }
    if place.exists() {
        fs::remove_dir_all(&aside).map_err(Error::file("remove", &aside))
    } else {
        fs::rename(&aside, place).map_err(Error::file("restore", place))
    }
}

/// Whether the place is free, or holds what may be replaced.
fn check_place(place: &Path, run_id: &str, force: bool) -> Result<()> {
    let mut entries = match fs::read_dir(place) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(Error::file("write to", place))?,
    };
    if entries.next().is_none() {
        return Ok(());
    }
    match run_in(place) {
        None => Err(Error::NotARun(place.to_owned())),
        Some(other) if other.run_id != run_id && !force => Err(Error::OtherRun(place.to_owned())),
        Some(_) => Ok(()),
    }
}

/// What is known of a run from its folder.
#[derive(Deserialize)]
struct Known {
    run_id: String,
    #[serde(default)]
    partial: bool,
    #[serde(default)]
    replications: u64,
}

/// The run in a folder, if it holds one.
fn run_in(place: &Path) -> Option<Known> {
    let text = fs::read_to_string(place.join(MANIFEST)).ok()?;
    serde_json::from_str(&text).ok()
}

/// Whether a draft is a partial run of which the place holds a fuller one.
fn yields(draft: &Path, place: &Path) -> bool {
    let (Some(ours), Some(theirs)) = (run_in(draft), run_in(place)) else { return false };
    let fuller = !theirs.partial || theirs.replications > ours.replications;
    ours.partial && ours.run_id == theirs.run_id && fuller
}

/// Removes drafts whose process is gone. What cannot be removed stays: it is in nobody's way.
fn sweep(place: &Path) {
    let prefix = hidden_name(place, "draft-");
    let entries = fs::read_dir(parent_of(place)).into_iter().flatten().flatten();
    for draft in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)) {
        let abandoned = File::open(draft.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok());
        if abandoned {
            let _left = fs::remove_dir_all(draft.path());
        }
    }
}

/// Flushes a folder and everything in it to disk.
fn flush(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Error::file("read", folder))? {
        let path = entry.map_err(Error::file("read", folder))?.path();
        if path.is_dir() {
            flush(&path)?;
        } else {
            File::open(&path).and_then(|file| file.sync_all()).map_err(Error::file("write", &path))?;
        }
    }
    flush_folder(folder)
}

/// Flushes the names in a folder; a system that cannot do this does not need it.
fn flush_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|file| file.sync_all()).map_err(Error::file("write", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(run_id: &str) -> String {
        format!("{{\"run_id\": \"{run_id}\", \"replications\": 100}}")
    }

    /// A run of which so many replications were finished before it was stopped.
    fn write_part(out: &Path, run_id: &str, replications: u64, force: bool) -> Result<Placed> {
        let draft = Draft::create(out, run_id, force)?;
        let rest = format!("\"partial\": true, \"replications\": {replications}");
        draft.write(MANIFEST, format!("{{\"run_id\": \"{run_id}\", {rest}}}"))?;
        draft.commit()
    }

    fn replications(out: &Path) -> Option<u64> {
        run_in(out).map(|run| run.replications)
    }

    fn write_run(out: &Path, run_id: &str, force: bool) -> Result<Placed> {
        let draft = Draft::create(out, run_id, force)?;
        draft.write(MANIFEST, manifest(run_id))?;
        draft.write("plots/harm.svg", "<svg/>")?;
        draft.commit()
    }

    fn write_whole(out: &Path, run_id: &str, force: bool) {
        assert_eq!(write_run(out, run_id, force).expect("written"), Placed::Here);
    }

    fn id_in(out: &Path) -> Option<String> {
        run_in(out).map(|run| run.run_id)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("listed");
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_run_appears_whole_and_may_be_repeated() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("deep/run");
        write_whole(&out, "a", false);
        write_whole(&out, "a", false);
        assert_eq!(names(&out), [MANIFEST, "plots"]);
        assert_eq!(names(&folder.path().join("deep")), ["run"]);
    }

    #[test]
    fn another_run_is_replaced_by_force_only() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("run");
        write_whole(&out, "a", false);
        assert!(matches!(write_run(&out, "b", false), Err(Error::OtherRun(_))));
        assert_eq!(id_in(&out).as_deref(), Some("a"));
        write_whole(&out, "b", true);
        assert_eq!((id_in(&out).as_deref(), names(folder.path())), (Some("b"), vec!["run".to_owned()]));
    }

    #[test]
    fn a_partial_run_leaves_a_fuller_one_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("run");
        assert_eq!(write_part(&out, "a", 30, false).expect("written"), Placed::Here);
        assert_eq!(write_part(&out, "a", 29, false).expect("kept"), Placed::FullerKept);
        assert_eq!((replications(&out), names(folder.path())), (Some(30), vec!["run".to_owned()]));
        assert_eq!(write_part(&out, "a", 40, false).expect("written"), Placed::Here);
        assert_eq!(write_run(&out, "a", false).expect("a whole run replaces a part"), Placed::Here);
        assert_eq!(write_part(&out, "a", 99, false).expect("kept"), Placed::FullerKept);
        assert_eq!(write_part(&out, "a", 99, true).expect("by force"), Placed::Here);
        assert_eq!(replications(&out), Some(99));
    }

    #[test]
    fn what_is_not_a_run_is_never_replaced() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("thesis.tex"), "years of work").expect("written");
        assert!(matches!(write_run(folder.path(), "a", true), Err(Error::NotARun(_))));
        let file = folder.path().join("thesis.tex");
        assert!(matches!(write_run(&file, "a", true), Err(Error::File { .. })));
        assert_eq!(names(folder.path()), ["thesis.tex"]);
    }

    #[test]
    fn an_empty_folder_may_be_filled() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("run");
        fs::create_dir(&out).expect("created");
        write_whole(&out, "a", false);
        assert_eq!(names(&out), [MANIFEST, "plots"]);
    }

    #[test]
    fn a_draft_that_is_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let draft = Draft::create(&folder.path().join("run"), "a", false).expect("created");
        draft.write("half.csv", "a,b").expect("written");
        drop(draft);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn killed_while_drafting() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("run");
        let dead = folder.path().join(".run.draft-dead");
        fs::create_dir(&dead).expect("created");
        fs::write(dead.join(LOCK), "").expect("written");
        let alive = Draft::create(&out, "a", false).expect("created");
        assert_eq!(names(folder.path()).len(), 1, "the dead draft is swept");
        write_whole(&out, "a", false);
        assert!(alive.path(LOCK).exists(), "a living draft is not");
    }

    #[test]
    fn killed_between_the_renames() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("run");
        write_whole(&out, "a", false);
        fs::rename(&out, aside_of(&out)).expect("stepped aside");
        assert!(
            matches!(write_run(&out, "b", false), Err(Error::OtherRun(_))),
            "the old run is still the run"
        );
        assert_eq!((id_in(&out).as_deref(), names(folder.path())), (Some("a"), vec!["run".to_owned()]));
    }

    #[test]
    fn killed_before_the_old_run_was_removed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("run");
        write_whole(&out, "a", false);
        write_whole(&aside_of(&out), "old", false);
        write_whole(&out, "a", false);
        assert_eq!((id_in(&out).as_deref(), names(folder.path())), (Some("a"), vec!["run".to_owned()]));
    }

    #[test]
    fn a_place_that_cannot_be_made_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("file"), "").expect("written");
        let error = write_run(&folder.path().join("file/run"), "a", false).expect_err("no folder in a file");
        assert_eq!(error.exit_code(), 2);
    }
}
