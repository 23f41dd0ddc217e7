//! Laws of unit size: what a severity is before it is scaled and limited.

use super::spliced::Spliced;
use super::{SeverityError, SeverityKind};
use crate::distributions::exponential;
use crate::math;

/// A law of `Y`. Arguments `y ≥ 0` may be infinite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum UnitLaw {
    /// `Y = 1`.
    Point,
    /// `P(Y > y) = e⁻ʸ`.
    Exponential,
    /// Log-normal with median 1 and a Pareto tail.
    Spliced(Spliced),
}

impl UnitLaw {
    /// The law of a kind and its stated mean, EUR.
    pub(super) fn of(kind: SeverityKind, max_loss_eur: f64) -> Result<(Self, f64), SeverityError> {
        match kind {
            SeverityKind::Point { loss_eur } => Ok((Self::Point, loss_eur)),
            SeverityKind::Exponential { mean_eur } => Ok((Self::Exponential, mean_eur)),
            SeverityKind::LogNormalPareto { mean_eur, log_sd, tail_share, tail_index } => {
                let valid = log_sd > 0.0 && (0.0..1.0).contains(&tail_share) && tail_index >= 0.0;
                if !(valid && log_sd.is_finite() && tail_index.is_finite()) {
                    return Err(SeverityError::Shape { log_sd, tail_share, tail_index });
                }
                if tail_share > 0.0 && tail_index >= 0.5 && max_loss_eur == f64::INFINITY {
                    return Err(SeverityError::Unlimited { tail_index });
                }
                Ok((Self::Spliced(Spliced::new(log_sd, tail_share, tail_index)), mean_eur))
            }
        }
    }

    /// `P(Y > y)`.
    #[inline]
    pub(super) fn survival(&self, y: f64) -> f64 {
        match self {
            Self::Point => f64::from(u8::from(y < 1.0)),
            Self::Exponential => math::exp(-y),
            Self::Spliced(law) => law.survival(y),
        }
    }

    /// `E[min(Y, y)]`.
    #[inline]
    pub(super) fn limited_mean(&self, y: f64) -> f64 {
        match self {
            Self::Point => y.min(1.0),
            Self::Exponential => -math::exp_m1(-y),
            Self::Spliced(law) => law.limited_mean(y),
        }
    }

    /// `E[min(Y, y)²]`.
    pub(super) fn limited_square(&self, y: f64) -> f64 {
        match self {
            Self::Point => y.min(1.0) * y.min(1.0),
            Self::Exponential => 2.0 * math::gamma_p(2.0, y),
            Self::Spliced(law) => law.limited_square(y),
        }
    }

    /// The `y` with `P(Y ≤ y) = u`.
    #[inline]
    pub(super) fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Point => 1.0,
            Self::Exponential => exponential(u, 1.0),
            Self::Spliced(law) => law.quantile(u),
        }
    }
}
