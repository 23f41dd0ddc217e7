//! The edge of caveat: commands, result folders, tables, plots and the page.
//!
//! What computes lives in the model; what reads files, shows progress, draws and writes lives here.

pub mod answer;
pub mod args;
pub mod collect;
pub mod commands;
pub mod digest;
pub mod document;
pub mod engine;
pub mod error;
#[cfg(test)]
mod fake;
pub mod files;
pub mod folder;
pub mod frame;
pub mod headlines;
pub mod interrupt;
pub mod manifest;
pub mod number;
pub mod page;
pub mod paths;
pub mod plots;
pub mod prepare;
pub mod progress;
pub mod provisions;
pub mod publish;
pub mod reading;
pub mod results;
pub mod schedule;
pub mod spool;
pub mod study;
pub mod tables;
pub mod terminal;
