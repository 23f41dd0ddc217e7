//! What one device's owner, maker or neighbour loses in an incident, in EUR.
//!
//! A severity is `X = min(X₀, max)`, `X₀ = scale·Y`, with `Y` a law of unit size. All moments of a layer are
//! closed forms, so that law, insurer and firm price a threshold, a cap or a deductible exactly. Limited
//! expected values: Klugman, Panjer and Willmot (2019), *Loss Models*, 5th ed., §3.2 and §8.

mod spliced;
mod unit_law;

use thiserror::Error;
use unit_law::UnitLaw;

/// The family of a loss per device. Means are means *after* the limit `max_loss_eur`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SeverityKind {
    /// Every loss is the same.
    Point {
        /// The loss, EUR.
        loss_eur: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean loss, EUR.
        mean_eur: f64,
    },
    /// Log-normal up to a high quantile, generalised Pareto beyond, with a continuous density.
    LogNormalPareto {
        /// Mean loss, EUR.
        mean_eur: f64,
        /// Standard deviation of the logarithm of the log-normal body.
        log_sd: f64,
        /// Probability of the Pareto tail; 0 for a pure log-normal.
        tail_share: f64,
        /// Index ξ of the Pareto tail: before the limit, moments of order 1/ξ and above are infinite; 0 for
        /// an exponential tail.
        tail_index: f64,
    },
}

/// Why no severity has the stated parameters.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum SeverityError {
    /// The mean cannot be reached.
    #[error(
        "a mean loss of {mean_eur} EUR needs 0 <= mean < max_loss_eur, which is {max_loss_eur}: raise `max_loss_eur` or lower the mean"
    )]
    Mean {
        /// Stated mean, EUR.
        mean_eur: f64,
        /// Limit per device, EUR.
        max_loss_eur: f64,
    },
    /// The shape is outside its domain.
    #[error(
        "the log-normal-Pareto loss needs log_sd > 0, 0 <= tail_share < 1 and tail_index >= 0, not {log_sd}, {tail_share}, {tail_index}"
    )]
    Shape {
        /// Standard deviation of the logarithm of the body.
        log_sd: f64,
        /// Probability of the tail.
        tail_share: f64,
        /// Index of the tail.
        tail_index: f64,
    },
    /// Without a limit the variance would not exist.
    #[error(
        "a tail_index of {tail_index} has no variance without a limit: set a finite `max_loss_eur` or a tail_index below 0.5"
    )]
    Unlimited {
        /// Index of the tail.
        tail_index: f64,
    },
}

/// The loss of one device in one incident, limited at `max_loss_eur`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Severity {
    law: UnitLaw,
    scale_eur: f64,
    max_eur: f64,
}

impl Severity {
    /// Solves the scale so that the mean after the limit is the stated one. `max_loss_eur` may be infinite; a
    /// mean of 0 is no loss at all.
    ///
    /// # Errors If the mean is not below the limit (a point loss may equal it), the shape is outside its
    /// domain, or the variance would not exist.
    pub fn new(kind: SeverityKind, max_loss_eur: f64) -> Result<Self, SeverityError> {
        let (law, mean_eur) = UnitLaw::of(kind, max_loss_eur)?;
        let reachable = mean_eur < max_loss_eur || law == UnitLaw::Point && mean_eur == max_loss_eur;
        if !(mean_eur >= 0.0 && mean_eur.is_finite() && reachable) {
            return Err(SeverityError::Mean { mean_eur, max_loss_eur });
        }
        let scale_eur = if mean_eur == 0.0 { 0.0 } else { scale_for(&law, mean_eur, max_loss_eur) };
        Ok(Self { law, scale_eur, max_eur: max_loss_eur })
    }

    /// The severity of `min(f·X₀, max)`: the same losses before the limit, `factor ≥ 0` times as large. Free
    /// of cost.
    #[inline]
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self { scale_eur: self.scale_eur * factor, ..*self }
    }

    /// `E[min(f·X₀, max)]`, EUR: the mean loss of a victim of a campaign with frailty `factor`.
    #[inline]
    #[must_use]
    pub fn mean_scaled(&self, factor: f64) -> f64 {
        self.scaled(factor).mean()
    }

    /// `E[X]`, EUR.
    #[inline]
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.limited_mean(self.max_eur)
    }

    /// `P(X ≤ x)`.
    #[inline]
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        1.0 - self.survival(x)
    }

    /// `P(X > x)`; 0 from the limit on.
    #[inline]
    #[must_use]
    pub fn survival(&self, x: f64) -> f64 {
        if x >= self.max_eur { 0.0 } else { self.law.survival(self.in_units(x)) }
    }

    /// `E[min(X, x)]` for `x ≥ 0`, EUR: the limited expected value.
    #[inline]
    #[must_use]
    pub fn limited_mean(&self, x: f64) -> f64 {
        if self.scale_eur == 0.0 {
            return 0.0;
        }
        self.scale_eur * self.law.limited_mean(self.in_units(x.min(self.max_eur)))
    }

    /// `E[min(X, x)²]` for `x ≥ 0`, EUR².
    #[must_use]
    pub fn limited_second_moment(&self, x: f64) -> f64 {
        if self.scale_eur == 0.0 {
            return 0.0;
        }
        self.scale_eur * self.scale_eur * self.law.limited_square(self.in_units(x.min(self.max_eur)))
    }

    /// `E[X; X > x]` for `x ≥ 0`, EUR: the part of the mean that losses above `x` bring, with all of each
    /// such loss.
    #[must_use]
    pub fn mean_above(&self, x: f64) -> f64 {
        if x >= self.max_eur {
            return 0.0;
        }
        let excess = (self.mean() - self.limited_mean(x)).max(0.0);
        excess + x * self.survival(x)
    }

    /// `E[min((X − attachment)⁺, limit)]`, EUR.
    #[must_use]
    pub fn layer_mean(&self, attachment: f64, limit: f64) -> f64 {
        (self.limited_mean(attachment + limit) - self.limited_mean(attachment)).max(0.0)
    }

    /// The loss at `u` in (0, 1), EUR, nondecreasing in `u`.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        (self.scale_eur * self.law.quantile(u)).min(self.max_eur)
    }

    /// `x` as a multiple of the scale; without a scale no loss exceeds any `x`.
    #[inline]
    fn in_units(&self, x: f64) -> f64 {
        if self.scale_eur > 0.0 { x / self.scale_eur } else { f64::INFINITY }
    }
}

/// The `s` with `E[min(s·Y, max)] = mean`.
///
/// The left side rises in `s` and is concave, so Newton's method from a point below the answer climbs to it
/// and never passes it.
fn scale_for(law: &UnitLaw, mean: f64, max: f64) -> f64 {
    if max == f64::INFINITY {
        return mean / law.limited_mean(max);
    }
    let limited = |s: f64| s * law.limited_mean(max / s);
    let slope = |s: f64| law.limited_mean(max / s) - max / s * law.survival(max / s);
    let mut scale = mean;
    while limited(scale) > mean {
        scale *= 0.5;
    }
    let newton = |s: f64| s + (mean - limited(s)) / slope(s);
    let mut next = newton(scale);
    while next > scale * (1.0 + f64::EPSILON) {
        scale = next;
        next = newton(scale);
    }
    scale
}
