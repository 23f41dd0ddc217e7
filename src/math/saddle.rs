//! Poisson and binomial densities in saddle-point form, without the cancellation of `ln Γ`.
//!
//! Loader (2000), "Fast and accurate computation of binomial probabilities". The arguments need not be
//! integers, so the same two functions are the leading factors of the incomplete gamma and beta functions.

use super::{exp, ln, ln_gamma, sqrt};
use std::f64::consts::TAU;

/// `½·ln 2π`.
const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// `xᵃ e⁻ˣ / Γ(a+1)`: the probability of `a` events when `x` are expected. `a ≥ 0`, `x ≥ 0`.
#[must_use]
pub fn poisson_density(a: f64, x: f64) -> f64 {
    if a == 0.0 {
        return exp(-x);
    }
    if x == 0.0 || x == f64::INFINITY {
        return 0.0;
    }
    exp(-stirling_error(a) - deviance(a, x)) / sqrt(TAU * a)
}

/// `Γ(a+b+1) / (Γ(a+1) Γ(b+1)) · xᵃ yᵇ`: the probability of `a` successes and `b` failures. `a, b ≥ 0`, `x +
/// y = 1`.
///
/// Both probabilities are arguments because `1 − x` has lost the small one.
#[must_use]
pub fn binomial_density(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if a == 0.0 {
        return exp(b * ln_of_complement(y, x));
    }
    if b == 0.0 {
        return exp(a * ln_of_complement(x, y));
    }
    if x == 0.0 || y == 0.0 {
        return 0.0;
    }
    let n = a + b;
    let error = stirling_error(n) - stirling_error(a) - stirling_error(b);
    exp(error - deviance(a, n * x) - deviance(b, n * y)) * sqrt(n / (TAU * a * b))
}

/// `ln p` given `p` and `q = 1 − p`, from whichever is smaller.
fn ln_of_complement(p: f64, q: f64) -> f64 {
    if q < 0.5 { super::ln_1p(-q) } else { ln(p) }
}

/// `ln Γ(a+1) − [(a+½) ln a − a + ½ ln 2π]`, what Stirling's formula leaves out.
fn stirling_error(a: f64) -> f64 {
    if a < 16.0 {
        return ln_gamma(a + 1.0) - (a + 0.5) * ln(a) + a - HALF_LN_TAU;
    }
    let r = 1.0 / (a * a);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r / 1188.0)))) / a
}

/// `a ln(a/m) + m − a ≥ 0`, by its series where the terms nearly cancel.
fn deviance(a: f64, m: f64) -> f64 {
    let gap = a - m;
    if gap.abs() >= 0.1 * (a + m) {
        return a * ln(a / m) - gap;
    }
    let v = gap / (a + m);
    let mut term = 2.0 * a * v;
    let mut sum = gap * v;
    for odd in (3..).step_by(2) {
        term *= v * v;
        let next = sum + term / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}
