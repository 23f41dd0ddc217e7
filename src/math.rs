//! The one place where transcendental functions are called.
//!
//! The standard library's `exp`, `ln`, … follow the machine and its CPU features; the model promises
//! identical bits everywhere. So this file alone calls the pure-Rust `libm`, pinned exactly, and clippy
//! forbids the `f64` methods everywhere else. `f64::sqrt` is allowed: IEEE 754 requires it to be correctly
//! rounded. The files under `math/` build the special functions from these.

mod beta;
mod exp;
mod gamma;
mod legendre;
mod ln;
mod normal;
mod saddle;
mod sample;

pub(crate) use beta::beta_tails;
pub use beta::{beta_density, beta_inc, beta_quantile};
pub use exp::exp;
pub use gamma::{gamma_limited_mean, gamma_p, gamma_q, ln_gamma_tilted};
pub use legendre::mean_over_unit;
pub use ln::ln;
pub use normal::{norm_cdf, norm_cdf_pdf, norm_pdf, norm_quantile};
pub use saddle::{binomial_density, poisson_density};
pub use sample::{pairwise_sum, quantile, sorted, tail_mean};

/// `eˣ − 1`, accurate near 0.
#[inline]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `ln(1 + x)`, accurate near 0.
#[inline]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `ln(1 + eˣ)`, without overflow.
#[inline]
#[must_use]
pub fn softplus(x: f64) -> f64 {
    x.max(0.0) + ln_1p(exp(-x.abs()))
}

/// Logarithm to base 10.
#[inline]
#[must_use]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `xʸ`, to about `1 + |y·ln x|` units in the last place.
#[inline]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    if y == 1.0 {
        x
    } else if x > 0.0 && x.is_finite() {
        exp(y * ln(x))
    } else {
        libm::pow(x, y)
    }
}

/// Square root, correctly rounded.
#[inline]
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// `ln |Γ(x)|`.
#[inline]
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}
