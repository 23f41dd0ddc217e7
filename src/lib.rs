//! **caveat** asks who should pay when a connected device is insecure: an agent-based Monte Carlo model of liability regimes.
//!
//! The ground floor (L0) is everything the world and the law stand on and that knows nothing about either:
//!
//! - [`math`]: every transcendental function, bit-identical on every 64-bit IEEE machine;
//! - [`shocks`]: every random draw, a pure function of (seed, replication, stream, entity, month, k);
//! - [`distributions`]: inversions that turn such a draw into a value, and the laws of loss, frailty and patch adoption.

pub mod distributions;
pub mod math;
pub mod shocks;
