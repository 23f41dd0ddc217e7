//! The commands: each parses nothing, validates its question, does it, and says what came of it.

mod ablate;
mod audit;
mod calibrate;
mod check;
mod compare;
mod convergence;
mod differences;
mod explain;
mod list;
mod mechanisms;
mod new;
mod page;
mod regimes;
mod theory;
mod validate;

use std::io::{self, Write};
use std::process::ExitCode;

use caveat::ensemble;

use crate::args::Command;
use crate::error::{Error, Result};

/// Does what was asked.
///
/// # Errors
///
/// Whatever a user can act on.
pub fn run(command: &Command) -> Result<ExitCode> {
    match command {
        Command::Compare(args) => compare::run(args),
        Command::Check(args) => check::run(args),
        Command::New(args) => new::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Regimes(args) => regimes::run(args),
        Command::Ablate(args) => ablate::run(args),
        Command::Audit(args) => audit::run(args),
        Command::Theory(args) => theory::run(args),
        Command::Validate(args) => validate::run(args),
        Command::Calibrate(args) => calibrate::run(args),
        Command::Levers(format) => list::levers(format.json),
        Command::Schema => list::schema(),
        Command::Outcomes(format) => list::outcomes(format.json),
    }
}

/// Prints to standard output. A reader that has seen enough (`| head`) is no error.
fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Error::Output),
    }
}

/// The words of the command line, by the name under which the program is known.
fn command_line() -> Vec<String> {
    let mut words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    if let Some(program) = words.first_mut() {
        *program = "caveat".into();
    }
    words
}

/// Runs a task in so many threads, or in as many as there are cores.
fn in_pool<T: Send>(threads: Option<u16>, task: impl FnOnce() -> T + Send) -> Result<T> {
    let Some(threads) = threads else { return Ok(task()) };
    ensemble::with_threads(threads.into(), task).map_err(|message| Error::Option {
        message: format!("--threads {threads}: {message}"),
        help: "ask for fewer threads".into(),
    })
}
