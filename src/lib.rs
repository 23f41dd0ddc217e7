//! **caveat**: who should pay when a connected device is insecure, and what would that rule do?
//!
//! The model: an agent-based Monte Carlo simulation of makers, attackers, buyers, courts and insurers under liability
//! regimes that are data. It touches no file, clock, environment or screen; see `docs/architecture.md`.

#[macro_use]
mod reuse;

pub mod actuarial;
pub mod claims;
pub mod courts;
pub mod decisions;
pub mod distributions;
pub mod ensemble;
pub mod entry;
pub mod error;
pub mod experiment;
pub mod finance;
pub mod fund;
pub mod harm;
pub mod innovation;
pub mod insurance;
pub mod law;
pub mod ledger;
pub mod lever;
pub mod market;
pub mod math;
pub mod month;
pub mod outcome;
pub mod record;
pub mod regulator;
pub mod remedies;
pub mod run;
pub mod scenario;
pub mod security;
pub mod settlement;
pub mod shocks;
pub mod table;
pub mod tally;
pub mod theory;
pub mod threat;
pub mod timeline;
pub mod units;
pub mod world;

/// The engine's identity, a hash of its sources and numeric dependencies: one identity, the same inputs, the same bits.
pub const ENGINE_ID: &str = env!("CAVEAT_ENGINE_ID");
