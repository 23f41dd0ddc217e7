//! **caveat**: who should pay when a connected device is insecure, and what would that rule do?
//!
//! The model: an agent-based Monte Carlo simulation of makers, attackers, buyers, courts and insurers under liability
//! regimes that are data. It touches no file, clock, environment or screen; see `docs/architecture.md`.

pub mod experiment;
pub mod law;
pub mod lever;
pub mod outcome;
pub mod scenario;
pub mod table;
pub mod units;
