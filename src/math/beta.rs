//! The regularised incomplete beta function and the quantile of the beta distribution.

use super::{binomial_density, exp, ln};

/// Smallest magnitude the continued fraction divides by (modified Lentz method).
const TINY: f64 = 1e-300;
/// Bound on the pairs of terms of the continued fraction; about `√max(a, b)` are needed.
const MAX_PAIRS: u32 = 1_000_000;
/// Bound on the steps of the quantile: bisection alone would need fewer.
const MAX_STEPS: u32 = 200;
/// Logarithm of the smallest quantile told apart from 0.
const LN_SMALLEST: f64 = -740.0;

/// `I_x(a, b)`, the distribution function at `x` of a beta variable with parameters `a, b > 0`.
#[must_use]
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    beta_tails(a, b, x, 1.0 - x)[0]
}

/// `[I_x(a, b), 1 − I_x(a, b)]` with `y = 1 − x` given, so that neither the smaller tail nor the smaller
/// probability is lost.
///
/// Continued fraction 8.17.22 of the NIST *Digital Library of Mathematical Functions*, on the side where it
/// converges fast.
#[must_use]
pub(crate) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> [f64; 2] {
    debug_assert!(a > 0.0 && b > 0.0, "beta parameters {a}, {b} must be positive");
    if x <= 0.0 {
        return [0.0, 1.0];
    }
    if y <= 0.0 {
        return [1.0, 0.0];
    }
    let front = binomial_density(a, b, x, y) / (a + b);
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = front * b * fraction(a, b, x);
        [lower, 1.0 - lower]
    } else {
        let upper = front * a * fraction(b, a, y);
        [1.0 - upper, upper]
    }
}

/// Density at `x` in (0, 1) of a beta variable with parameters `a, b > 0`.
#[must_use]
pub fn beta_density(a: f64, b: f64, x: f64) -> f64 {
    binomial_density(a, b, x, 1.0 - x) * a * b / ((a + b) * x * (1.0 - x))
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut result = d;
    for m in 1..MAX_PAIRS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = result;
        for term in [even, odd] {
            d = 1.0 / guard(1.0 + term * d);
            c = guard(1.0 + term / c);
            result *= c * d;
        }
        if (result - before).abs() <= f64::EPSILON * result.abs() {
            break;
        }
    }
    result
}

/// The `x` with `I_x(a, b) = u`; relative accuracy near both ends when the answer is below one half, absolute
/// above.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, u: f64) -> f64 {
    if u <= 0.0 {
        return 0.0;
    }
    if u >= 1.0 {
        return 1.0;
    }
    if u <= beta_inc(a, b, 0.5) { lower_quantile(a, b, u) } else { 1.0 - lower_quantile(b, a, 1.0 - u) }
}

/// The quantile when it is at most one half: Newton on `ln I` against `ln x`, which is a straight line near
/// 0, kept in a bracket.
fn lower_quantile(a: f64, b: f64, u: f64) -> f64 {
    let (mut low, mut high) = (LN_SMALLEST, -std::f64::consts::LN_2);
    let mut t = high;
    for _ in 0..MAX_STEPS {
        let x = exp(t);
        let p = beta_inc(a, b, x);
        if p < u {
            low = t
        } else {
            high = t
        }
        let newton = t - (ln(p) - ln(u)) * p / (x * beta_density(a, b, x));
        if (newton - t).abs() <= f64::EPSILON * t.abs().max(1.0) {
            return exp(newton);
        }
        t = if low < newton && newton < high { newton } else { 0.5 * (low + high) };
    }
    exp(t)
}
