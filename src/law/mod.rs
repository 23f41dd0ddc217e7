//! The law as data and small pure functions. Facts in, award out; nothing here sees the world.
//!
//! A [`rule::Rule`] is one legal cell: everything the law says for one jurisdiction, size class, criticality, category,
//! event epoch and vintage. Each question the law answers has a file with its fields, its registry rows, its
//! functions and its tests.

pub mod alone;
pub mod apportionment;
pub mod award;
pub mod causation;
mod cells;
pub mod certification;
mod coherence;
pub mod compile;
pub mod cover;
pub mod damages;
mod dead_letter;
pub mod discovery;
pub mod duties;
pub mod enforcement;
pub mod expected;
pub mod flows;
pub mod fund;
pub mod guidelines;
mod hollow;
mod idle;
pub mod incentives;
pub mod procedure;
pub mod regime;
pub mod relief;
pub mod review;
pub mod rule;
pub mod schedule;
mod selector;
pub mod settlement;
pub mod standard;
pub mod subjects;
mod timeline;
mod unmet;
pub mod verdict;
pub mod warranty;
