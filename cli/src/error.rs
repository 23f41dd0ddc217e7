//! What can go wrong at the edge, with what to do about it and the exit code that says so.

use std::io;
use std::path::{Path, PathBuf};

use caveat::error::Problem;
use caveat::experiment::compare::PlanError;

/// An error a user can act on.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {action} `{}`: {}", path.display(), in_words(source))]
    File {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The output folder holds a run of other inputs.
    #[error("`{}` holds another run", .0.display())]
    OtherRun(PathBuf),
    /// The output folder holds something that is not a run.
    #[error("`{}` holds files that are not a run", .0.display())]
    NotARun(PathBuf),
    /// A Parquet file could not be made.
    #[error("cannot write table `{}`: {}", path.display(), without_number(&source.to_string()))]
    Table {
        /// Of which file.
        path: PathBuf,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A plot could not be drawn.
    #[error("cannot draw `{plot}`: {}", without_number(reason))]
    Plot {
        /// Which.
        plot: String,
        /// Why not.
        reason: String,
    },
    /// The page's template failed.
    #[error("cannot fill in the page: {0}")]
    Page(#[from] minijinja::Error),
    /// A scenario or a regime says something that cannot be run.
    #[error("{0}")]
    Scenario(#[from] caveat::error::Error),
    /// The market cannot be simulated.
    #[error("this market cannot be simulated: {0}")]
    Market(String),
    /// An option says something that cannot be done.
    #[error("{message}")]
    Option {
        /// What is wrong.
        message: String,
        /// What would be right.
        help: String,
    },
    /// Standard output cannot be written to.
    #[error("cannot write to standard output: {}", in_words(.0))]
    Output(io::Error),
    /// Stopped before a single replication was finished.
    #[error("interrupted before the first replication was finished; nothing was written")]
    Interrupted,
}

/// The result of anything at the edge.
pub type Result<T> = std::result::Result<T, Error>;

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Error {
        match error {
            PlanError::Law(error) => Error::Scenario(error),
            PlanError::Market(error) => Error::Market(error.to_string()),
        }
    }
}

impl Error {
    /// For `map_err`: the operating system refused an action on a path.
    pub fn file(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { action, path, source }
    }

    /// For `map_err`: a Parquet file could not be made.
    pub fn table<E: std::error::Error + Send + Sync + 'static>(path: &Path) -> impl FnOnce(E) -> Error {
        let path = path.to_owned();
        move |source| Error::Table { path, source: Box::new(source) }
    }

    /// What the user can do.
    pub fn help(&self) -> Option<String> {
        match self {
            Error::OtherRun(_) => Some("name another folder with --out, or replace it with --force".into()),
            Error::NotARun(_) => {
                Some("name a folder that does not exist yet with --out; --force replaces runs only".into())
            }
            Error::Option { help, .. } => Some(help.clone()),
            Error::File { source, .. } => advice(source.kind()),
            Error::Output(source) => advice(source.kind()),
            Error::Table { source, .. } => refusal(&source.to_string()).and_then(advice),
            Error::Plot { reason, .. } => refusal(reason).and_then(advice),
            _ => None,
        }
    }

    /// The exit code of the process.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Interrupted => exit::INTERRUPTED,
            _ => exit::BAD_INPUT,
        }
    }

    /// The message with its help, as it stands on a terminal.
    pub fn render(&self, colour: bool) -> String {
        let (red, cyan, plain) = if colour { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
        if let Error::Scenario(error) = self {
            let problems = error.problems().iter().map(|problem| format!("{red}error{plain}: {problem}"));
            return problems.collect::<Vec<_>>().join("\n");
        }
        let help = self.help().map_or(String::new(), |help| format!("\n  {cyan}help{plain}: {help}"));
        format!("{red}error{plain}: {self}{help}")
    }
}

/// Says on standard error what is read to no effect, each once.
pub fn warn(warnings: &[Problem], colour: bool) {
    let (yellow, plain) = if colour { ("\x1b[1;33m", "\x1b[0m") } else { ("", "") };
    for (index, warning) in warnings.iter().enumerate() {
        if !warnings[..index].contains(warning) {
            eprintln!("{yellow}warning{plain}: {warning}");
        }
    }
}

/// What to do where the operating system refused to write.
fn advice(kind: io::ErrorKind) -> Option<String> {
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(
            "free some space, or name a folder on another disk with --out; nothing was left behind".into(),
        ),
        io::ErrorKind::FileTooLarge => Some(
            "files may not become so large here: raise the limit (ulimit -f), or ask for fewer replications; nothing was left behind".into(),
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("name a folder you may write to with --out".into())
        }
        _ => None,
    }
}

/// Why the operating system refused, from the words of a library that hands its errors on as text: Rust ends them with the
/// system's number.
fn refusal(words: &str) -> Option<io::ErrorKind> {
    let (_, rest) = words.rsplit_once("(os error ")?;
    let number = rest.split_once(')')?.0.parse().ok()?;
    Some(io::Error::from_raw_os_error(number).kind())
}

/// Why the operating system refused, without its number.
pub(crate) fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".into(),
        io::ErrorKind::IsADirectory => "it is a folder, not a file".into(),
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        _ => without_number(&error.to_string()),
    }
}

/// Words without the system's numbers, which say nothing to people.
fn without_number(words: &str) -> String {
    match words.split_once(" (os error ") {
        Some((before, after)) => before.to_owned() + &after[after.find(')').map_or(0, |end| end + 1)..],
        None => words.to_owned(),
    }
}

/// Exit codes of the process.
pub mod exit {
    /// Bad input, or a place that cannot be written to.
    pub const BAD_INPUT: u8 = 2;
    /// Results were written, but some replications failed.
    pub const FAILED_REPLICATIONS: u8 = 3;
    /// Stopped by Ctrl-C; finished replications were kept.
    pub const INTERRUPTED: u8 = 130;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_fix() {
        let taken = Error::OtherRun("results/x".into());
        assert_eq!(
            taken.render(false),
            "error: `results/x` holds another run\n  help: name another folder with --out, or replace it with --force"
        );
        let full = Error::file("write", "out")(io::ErrorKind::StorageFull.into());
        assert!(full.render(true).contains("\x1b[1;36mhelp\x1b[0m: free some space"));
        assert_eq!((full.exit_code(), Error::Interrupted.exit_code()), (2, 130));
    }

    #[cfg(unix)]
    #[test]
    fn the_system_speaks_in_words() {
        let said = |number| Error::file("read", "m.toml")(io::Error::from_raw_os_error(number)).to_string();
        assert_eq!(said(2), "cannot read `m.toml`: there is no such file or folder");
        assert_eq!(said(21), "cannot read `m.toml`: it is a folder, not a file");
        assert!((1..134).all(|number| !said(number).contains("os error")), "no numbers at all");
        let plot =
            Error::Plot { plot: "harm".into(), reason: "no: File too large (os error 27); sorry".into() };
        assert_eq!(plot.to_string(), "cannot draw `harm`: no: File too large; sorry");
    }

    #[cfg(unix)]
    #[test]
    fn tables_and_plots_give_the_advice_of_files() {
        let (full, read_only) = (io::Error::from_raw_os_error(28), io::Error::from_raw_os_error(30));
        let table = |source: &io::Error| Error::Table {
            path: "t.parquet".into(),
            source: format!("encoding failed: {source}").into(),
        };
        let plot =
            |source: &io::Error| Error::Plot { plot: "harm".into(), reason: format!("{source}; sorry") };
        for (source, advice) in [(&full, "free some space"), (&read_only, "you may write to")] {
            let file = Error::file("write", "t")(io::Error::from(source.kind())).help();
            assert!(file.as_ref().is_some_and(|help| help.contains(advice)), "{source}");
            assert_eq!((table(source).help(), plot(source).help()), (file.clone(), file), "{source}");
        }
        assert_eq!(Error::Plot { plot: "harm".into(), reason: "a font is missing".into() }.help(), None);
    }
}
