//! Inversions in one line each: Devroye (1986), *Non-Uniform Random Variate Generation*, chapter II.2.

use crate::math;

/// Exponential: `F(x) = 1 − exp(−x/mean)`, in the unit of `mean`.
#[inline]
#[must_use]
pub fn exponential(u: f64, mean: f64) -> f64 {
    // `1 − u` is exact for the uniforms of [`crate::shocks`].
    -mean * math::ln(1.0 - u)
}

/// Normal with the given mean and standard deviation.
#[inline]
#[must_use]
pub fn normal(u: f64, mean: f64, sd: f64) -> f64 {
    mean + sd * math::norm_quantile(u)
}

/// Log-normal: `ln X` is normal with mean `ln median` and standard deviation `log_sd`; in the unit of
/// `median`.
#[inline]
#[must_use]
pub fn log_normal(u: f64, median: f64, log_sd: f64) -> f64 {
    median * math::exp(log_sd * math::norm_quantile(u))
}

/// Weibull: `F(x) = 1 − exp(−(x/scale)^shape)`, in the unit of `scale`.
#[inline]
#[must_use]
pub fn weibull(u: f64, scale: f64, shape: f64) -> f64 {
    scale * math::pow(-math::ln_1p(-u), 1.0 / shape)
}

/// Gumbel (maximum): `F(x) = exp(−exp(−(x − location)/scale))`. With scale 1, the taste that turns the
/// largest utility into a logit choice.
#[inline]
#[must_use]
pub fn gumbel(u: f64, location: f64, scale: f64) -> f64 {
    location - scale * math::ln(-math::ln(u))
}

/// Pareto between bounds: `F(x) = (1 − (minimum/x)^exponent) / (1 − (minimum/maximum)^exponent)`; `maximum`
/// may be infinite.
#[inline]
#[must_use]
pub fn pareto(u: f64, minimum: f64, maximum: f64, exponent: f64) -> f64 {
    let beyond = math::pow(minimum / maximum, exponent);
    let x = minimum * math::pow(1.0 - u * (1.0 - beyond), -1.0 / exponent);
    x.min(maximum)
}

/// Whether an event of probability `p` happens: `u < p`.
///
/// Nested in `p`: what happens under a small probability also happens under a larger one. It therefore falls
/// in `u`.
#[inline]
#[must_use]
pub fn bernoulli(u: f64, p: f64) -> bool {
    u < p
}
