//! Inversions: from a uniform `u` in the open interval (0, 1), as [`crate::shocks::Shocks`] draws it, to a
//! value.
//!
//! All are nondecreasing in `u` (but [`bernoulli`], see there), so that one draw carries one piece of luck
//! through every regime. `rand_distr` is only their oracle in the tests: its samplers use a varying number of
//! draws and its bits change with other crates' features.

mod adoption;
mod beta_table;
mod binomial;
mod continuous;
mod frailty;
mod lattice;
mod poisson;
mod severity;

pub use adoption::{Adoption, AdoptionError};
pub use beta_table::BetaTable;
pub use binomial::Binomial;
pub use continuous::{bernoulli, exponential, gumbel, log_normal, normal, pareto, weibull};
pub use frailty::Frailty;
pub use poisson::Poisson;
pub use severity::{Severity, SeverityError, SeverityKind};
