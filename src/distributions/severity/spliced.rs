//! A log-normal body with a generalised Pareto tail.
//!
//! ```text
//! P(Y > y) = Φ(−ln y/σ)                          y ≤ y*
//!          = p·(1 + ξ(y − y*)/β)^(−1/ξ)          y > y*,   P(Y > y*) = p
//! ```
//!
//! Scollnik (2007), "On composite lognormal-Pareto models", *Scand. Actuarial J.*, his second model with the
//! body's own weight; `β = p/f(y*)` makes the density `f` continuous too. In the tail write `ℓ = ln(1 + ξ(y −
//! y*)/β)/ξ`, so that `P(Y > y) = p·e^(−ℓ)` and every moment is an integral of `e^(c·ℓ)`, regular at ξ = 0
//! and ξ = 1.

use crate::distributions::log_normal;
use crate::math;

/// Below this index the tail is taken as exponential; the relative error this leaves is of the same size.
const LEAST_INDEX: f64 = 1e-8;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spliced {
    log_sd: f64,
    tail_share: f64,
    tail_index: f64,
    /// Where the tail begins, `y*`; infinite without a tail.
    splice: f64,
    /// Scale of the tail, `β`.
    tail_scale: f64,
    /// `E[min(Y, y*)]`.
    body_mean: f64,
    /// `E[min(Y, y*)²]`.
    body_square: f64,
}

impl Spliced {
    pub(super) fn new(log_sd: f64, tail_share: f64, tail_index: f64) -> Self {
        let z = -math::norm_quantile(tail_share);
        let splice = math::exp(log_sd * z);
        let tail_scale =
            if tail_share > 0.0 { tail_share * log_sd * splice / math::norm_pdf(z) } else { 0.0 };
        let mut law =
            Self { log_sd, tail_share, tail_index, splice, tail_scale, body_mean: 0.0, body_square: 0.0 };
        law.body_mean = law.body_moment(1.0, splice);
        law.body_square = law.body_moment(2.0, splice);
        law
    }

    #[inline]
    pub(super) fn survival(&self, y: f64) -> f64 {
        if y <= self.splice {
            math::norm_cdf(-math::ln(y) / self.log_sd)
        } else {
            self.tail_share * math::exp(-self.log_excess(y))
        }
    }

    #[inline]
    pub(super) fn limited_mean(&self, y: f64) -> f64 {
        if y <= self.splice {
            return self.body_moment(1.0, y);
        }
        self.body_mean
            + self.tail_share * self.tail_scale * integral_of_exp(self.tail_index - 1.0, self.log_excess(y))
    }

    /// `E[min(Y, y*)²] + 2∫ t·P(Y > t) dt` over the tail, with `t = y* + (t − y*)`.
    pub(super) fn limited_square(&self, y: f64) -> f64 {
        if y <= self.splice {
            return self.body_moment(2.0, y);
        }
        let (index, scale, l) = (self.tail_index, self.tail_scale, self.log_excess(y));
        let survival = integral_of_exp(index - 1.0, l);
        let excess = if index > LEAST_INDEX {
            (integral_of_exp(2.0 * index - 1.0, l) - survival) / index
        } else {
            math::gamma_p(2.0, l)
        };
        self.body_square + 2.0 * self.tail_share * scale * (self.splice * survival + scale * excess)
    }

    #[inline]
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let upper = 1.0 - u;
        if upper >= self.tail_share {
            return log_normal(u, 1.0, self.log_sd);
        }
        self.splice + self.tail_scale * integral_of_exp(self.tail_index, -math::ln(upper / self.tail_share))
    }

    /// `ℓ`: minus the logarithm of the tail's own survival.
    #[inline]
    fn log_excess(&self, y: f64) -> f64 {
        let excess = (y - self.splice) / self.tail_scale;
        if self.tail_index > LEAST_INDEX {
            math::ln_1p(self.tail_index * excess) / self.tail_index
        } else {
            excess
        }
    }

    /// `E[min(Y, y)^r]` of the log-normal: `e^(r²σ²/2)·Φ(ln y/σ − rσ) + y^r·Φ(−ln y/σ)`.
    #[inline]
    fn body_moment(&self, r: f64, y: f64) -> f64 {
        let (sd, ln_y) = (self.log_sd, math::ln(y));
        let below = math::exp(0.5 * r * r * sd * sd) * math::norm_cdf(ln_y / sd - r * sd);
        let survival = math::norm_cdf(-ln_y / sd);
        if survival > 0.0 { below + math::exp(r * ln_y) * survival } else { below }
    }
}

/// `(e^(c·x) − 1)/c`, which is `x` for `c = 0`: the integral of `e^(c·t)` from 0 to `x`.
fn integral_of_exp(c: f64, x: f64) -> f64 {
    if c == 0.0 { x } else { math::exp_m1(c * x) / c }
}
