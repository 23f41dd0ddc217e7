//! The Poisson quantile.

use super::lattice::{Expansion, LEAST_VARIANCE, Lattice, walk};
use crate::math;

/// Poisson with a given mean: `P(X = k) = λᵏ e^(−λ) / k!`. Keep it where the mean stays the same: it caches
/// `e^(−λ)` or the expansion.
#[derive(Clone, Copy, Debug)]
pub struct Poisson {
    mean: f64,
    method: Method,
}

#[derive(Clone, Copy, Debug)]
enum Method {
    Walk { at_zero: f64 },
    Expand(Expansion),
}

impl Poisson {
    /// `mean ≥ 0` and finite.
    #[inline]
    #[must_use]
    pub fn new(mean: f64) -> Self {
        debug_assert!((0.0..f64::INFINITY).contains(&mean), "the mean {mean} of a Poisson count");
        let method = if mean < LEAST_VARIANCE {
            Method::Walk { at_zero: math::exp(-mean) }
        } else {
            Method::Expand(Expansion::new([mean; 5]))
        };
        Self { mean, method }
    }

    /// The least `k` with `P(X ≤ k) ≥ u`: exact, nondecreasing in `u` and in the mean.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> u64 {
        match self.method {
            Method::Walk { at_zero } => walk(self, u, at_zero, |k| self.mean / (k + 1.0), u64::MAX),
            Method::Expand(expansion) => expansion.quantile(self, u, u64::MAX),
        }
    }
}

impl Lattice for Poisson {
    fn lower(&self, k: u64) -> f64 {
        math::gamma_q(k as f64 + 1.0, self.mean)
    }

    fn upper(&self, k: u64) -> f64 {
        math::gamma_p(k as f64 + 1.0, self.mean)
    }
}
