//! `caveat regimes`: the library of regimes.

use std::process::ExitCode;

use super::list::{print_json, print_table};
use super::print;
use crate::args::Regimes;
use crate::error::Result;
use crate::library::Library;

/// Lists them, or prints their page.
pub(super) fn run(args: &Regimes) -> Result<ExitCode> {
    let library = Library::read(&args.market)?;
    if args.json {
        return print_json(&library.entries);
    }
    if args.markdown {
        print(library.page()?.trim_end())?;
        return Ok(ExitCode::SUCCESS);
    }
    let rows = library.entries.iter().map(|entry| vec![entry.name.clone(), entry.marked()]);
    print_table(&["name", "title"], rows)?;
    print(
        "\nWhat each says, side by side: caveat regimes --markdown. One in plain words: caveat explain NAME",
    )?;
    Ok(ExitCode::SUCCESS)
}
