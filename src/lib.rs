//! **caveat**: who should pay when a connected device is insecure, and what would that rule do?
//!
//! The model: an agent-based Monte Carlo simulation of makers, attackers, buyers, courts and insurers under liability
//! regimes that are data. It touches no file, clock, environment or screen; see `docs/architecture.md`.

pub mod distributions;
pub mod error;
pub mod experiment;
pub mod law;
pub mod ledger;
pub mod lever;
pub mod math;
pub mod outcome;
pub mod scenario;
pub mod shocks;
pub mod table;
pub mod units;

/// The engine's identity, a hash of its sources and numeric dependencies: one identity, the same inputs, the same bits.
pub const ENGINE_ID: &str = env!("CAVEAT_ENGINE_ID");
