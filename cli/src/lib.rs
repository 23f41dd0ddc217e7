//! The edge of caveat: commands, result folders, tables, plots and the page.
//!
//! What computes lives in the model; what reads files, shows progress, draws and writes lives here.

pub mod ablation;
pub mod answer;
pub mod args;
pub mod behaviour;
pub mod calibration;
mod change;
pub mod collect;
pub mod commands;
pub mod countries;
pub mod digest;
pub mod document;
pub mod draws;
pub mod ends;
pub mod engine;
pub mod error;
pub mod explain;
#[cfg(test)]
mod fake;
pub mod files;
mod flips;
pub mod folder;
pub mod frame;
pub mod headlines;
pub mod inputs;
pub mod interrupt;
pub mod library;
pub mod manifest;
pub mod number;
pub mod page;
pub mod paths;
pub mod phases;
pub mod plots;
pub mod prepare;
pub mod progress;
pub mod provisions;
pub mod publish;
pub mod reading;
pub mod results;
pub mod schedule;
pub mod sensitivity;
pub mod spool;
pub mod study;
pub mod tables;
pub mod terminal;
pub mod validation;
mod variety;

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;

use clap::Parser;

/// Reads the command line, does what it says, and says what went wrong.
pub fn main() -> ExitCode {
    let cli = args::Cli::parse();
    match commands::run(&cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", error.render(colour()));
            error.exit_code().into()
        }
    }
}

/// Whether errors may be in colour.
pub(crate) fn colour() -> bool {
    stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
