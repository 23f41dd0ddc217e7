//! The binomial quantile.

use super::lattice::{Expansion, LEAST_VARIANCE, Lattice, walk};
use crate::math;

/// Successes in `trials` independent trials of a given probability: `P(X = k) = C(n, k) pᵏ qⁿ⁻ᵏ`.
#[derive(Clone, Copy, Debug)]
pub struct Binomial {
    trials: u64,
    /// Probability of the rarer outcome, at most one half.
    rare: f64,
    /// Whether the rarer outcome is failure.
    mirrored: bool,
    method: Method,
}

#[derive(Clone, Copy, Debug)]
enum Method {
    Walk { at_zero: f64 },
    Expand(Expansion),
}

impl Binomial {
    /// `0 ≤ probability ≤ 1`.
    #[inline]
    #[must_use]
    pub fn new(trials: u64, probability: f64) -> Self {
        debug_assert!((0.0..=1.0).contains(&probability), "{probability} is no probability");
        let mirrored = probability > 0.5;
        let p = if mirrored { 1.0 - probability } else { probability };
        let (n, q) = (trials as f64, 1.0 - p);
        let variance = n * p * q;
        let method = if variance < LEAST_VARIANCE {
            Method::Walk { at_zero: math::exp(n * math::ln_1p(-p)) }
        } else {
            let third = variance * (q - p);
            let fourth = variance * (1.0 - 6.0 * p * q);
            let fifth = third * (1.0 - 12.0 * p * q);
            Method::Expand(Expansion::new([n * p, variance, third, fourth, fifth]))
        };
        Self { trials, rare: p, mirrored, method }
    }

    /// The least `k` with `P(X ≤ k) ≥ u`: exact, at most `trials`, nondecreasing in `u`, in the trials and in
    /// the probability.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> u64 {
        if self.mirrored { self.trials - self.rare_quantile(1.0 - u) } else { self.rare_quantile(u) }
    }

    #[inline]
    fn rare_quantile(&self, u: f64) -> u64 {
        match self.method {
            Method::Walk { at_zero } => {
                let (n, odds) = (self.trials as f64, self.rare / (1.0 - self.rare));
                walk(self, u, at_zero, |k| (n - k) / (k + 1.0) * odds, self.trials)
            }
            Method::Expand(expansion) => expansion.quantile(self, u, self.trials),
        }
    }

    /// `[P(R ≤ k), P(R > k)]` for the count `R` of the rarer outcome.
    fn tails(&self, k: u64) -> [f64; 2] {
        if k >= self.trials {
            return [1.0, 0.0];
        }
        math::beta_tails((self.trials - k) as f64, k as f64 + 1.0, 1.0 - self.rare, self.rare)
    }
}

impl Lattice for Binomial {
    fn lower(&self, k: u64) -> f64 {
        self.tails(k)[0]
    }

    fn upper(&self, k: u64) -> f64 {
        self.tails(k)[1]
    }
}
