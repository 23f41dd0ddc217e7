//! The edge of caveat: commands, result folders, tables, plots and the page.
//!
//! What computes lives in the model; what reads files, shows progress, draws and writes lives here.

pub mod answer;
pub mod collect;
pub mod digest;
pub mod document;
pub mod error;
#[cfg(test)]
mod fake;
pub mod folder;
pub mod frame;
pub mod headlines;
pub mod manifest;
pub mod number;
pub mod paths;
pub mod plots;
pub mod results;
pub mod schedule;
pub mod spool;
pub mod study;
pub mod tables;
pub mod terminal;
