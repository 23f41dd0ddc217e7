//! The regularised incomplete gamma functions and the limited mean of a gamma variable.

use super::{ln, ln_1p, ln_gamma, poisson_density};

/// Relative change at which the expansions stop.
const TOLERANCE: f64 = f64::EPSILON / 2.0;
/// Bound on the terms of the continued fraction; about `9·√a` are needed, so this serves `a` up to 10¹⁰.
const MAX_TERMS: u32 = 1_000_000;

/// `P(a, x) = γ(a, x)/Γ(a)`, the distribution function at `x` of a gamma variable of shape `a > 0` and scale
/// 1.
///
/// Series below `a + 1`, continued fraction above: Abramowitz and Stegun (1964), 6.5.29 and 6.5.31; cost
/// grows with `√a`.
#[must_use]
pub fn gamma_p(a: f64, x: f64) -> f64 {
    if x < a + 1.0 { lower(a, x) } else { 1.0 - upper_fraction(a, x) }
}

/// `Q(a, x) = 1 − P(a, x)`, with full relative accuracy in the upper tail. Also `P(N < a)` for `N` Poisson
/// with mean `x`, integer `a`.
#[must_use]
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if x < a + 1.0 { 1.0 - lower(a, x) } else { upper_fraction(a, x) }
}

fn lower(a: f64, x: f64) -> f64 {
    let (first, rest) = lower_series(a, x);
    first * (1.0 + rest)
}

/// `E[min(G, limit)]` for a gamma variable `G` of the given shape and scale, in the unit of `scale`.
///
/// `aθ·P(a+1, A/θ) + A·Q(a, A/θ)`; Klugman, Panjer and Willmot (2019), *Loss Models*, appendix A.
#[must_use]
pub fn gamma_limited_mean(shape: f64, scale: f64, limit: f64) -> f64 {
    if limit == f64::INFINITY {
        return shape * scale;
    }
    let x = limit / scale;
    // One expansion serves both: `P(a+1, x) = P(a, x) − xᵃe⁻ˣ/Γ(a+1)`.
    let (below, beyond) = if x < shape + 1.0 {
        let (first, rest) = lower_series(shape, x);
        (first * rest, 1.0 - first * (1.0 + rest))
    } else {
        let beyond = upper_fraction(shape, x);
        (1.0 - beyond - poisson_density(shape, x), beyond)
    };
    shape * scale * below.max(0.0) + limit * beyond
}

/// Order of the argument from which a sum over Poisson counts is taken by its moments, to a relative 10⁻⁷.
const MANY: f64 = 200.0;

/// `ln E[e^{s·G}; G ≤ x]` for a gamma variable `G` of shape `a > 0` and scale 1, `x > 0` and an `s` of any size.
///
/// With `y = (1 − s)·x` beyond the bulk it is `ln P(a, y) − a·ln(1 − s)`; below, the series of 6.5.29 in Abramowitz and Stegun (1964);
/// for a negative `y` Kummer's `1F1(a; a+1; w)`, `w = −y`, all of whose terms are positive: it is `a·e^w·E[1/(a + N)]` for `N` Poisson
/// of mean `w`.
#[must_use]
pub fn ln_gamma_tilted(a: f64, x: f64, s: f64) -> f64 {
    let y = (1.0 - s) * x;
    if y >= a + 1.0 {
        return ln(gamma_p(a, y)) - a * ln_1p(-s);
    }
    let first = a * ln(x) - ln_gamma(a + 1.0);
    if y > 0.0 {
        return first - y + ln_1p(rest_of_series(a, y));
    }
    first + ln_kummer(a, -y)
}

/// `ln 1F1(a; a+1; w) = ln Σ wⁿ/n! · a/(a+n)` for `w ≥ 0`.
fn ln_kummer(a: f64, w: f64) -> f64 {
    if w > MANY {
        // The mean of `1/(a + N)` over the central moments of a Poisson count.
        let b = a + w;
        let moments = [w, -w, 3.0 * w * w + w, -(10.0 * w * w + w), ((15.0 * w + 25.0) * w + 1.0) * w];
        let (mut power, mut sum) = (b, 1.0);
        for moment in moments {
            power *= b;
            sum += moment / power;
        }
        return w + ln(a / b * sum);
    }
    let (mut power, mut sum, mut n) = (1.0, 1.0, 0.0);
    loop {
        n += 1.0;
        power *= w / n;
        let term = power * a / (a + n);
        sum += term;
        if n > w && term <= sum * TOLERANCE {
            return ln(sum);
        }
    }
}

/// `P(a, x) = xᵃe⁻ˣ/Γ(a+1) · (1 + Σₙ xⁿ/((a+1)…(a+n)))`: the first factor, and the sum from `n = 1`.
fn lower_series(a: f64, x: f64) -> (f64, f64) {
    debug_assert!(a > 0.0, "the shape {a} must be positive");
    if x <= 0.0 {
        return (0.0, 0.0);
    }
    (poisson_density(a, x), rest_of_series(a, x))
}

/// `Σₙ xⁿ/((a+1)…(a+n))` from `n = 1`.
fn rest_of_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut denominator) = (1.0, 0.0, a);
    while term > (1.0 + sum) * TOLERANCE {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
    }
    sum
}

/// `Q(a, x) = xᵃe⁻ˣ/Γ(a) · 1/(x+1−a− 1·(1−a)/(x+3−a− 2·(2−a)/(x+5−a− …)))`, by the modified Lentz method.
fn upper_fraction(a: f64, x: f64) -> f64 {
    debug_assert!(a > 0.0, "the shape {a} must be positive");
    if x == f64::INFINITY {
        return 0.0;
    }
    let mut b = x + 1.0 - a;
    let mut c = f64::INFINITY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..MAX_TERMS {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    poisson_density(a, x) * a * fraction
}
