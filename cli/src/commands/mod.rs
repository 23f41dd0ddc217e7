//! The commands: each parses nothing, validates its question, does it, and says what came of it.

mod check;
mod compare;
mod explain;
mod list;
mod new;
mod regimes;
mod theory;

use std::io::{self, Write};
use std::process::ExitCode;

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
        Command::Theory(args) => theory::run(args),
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
