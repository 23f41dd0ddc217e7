//! How fast owners apply a fix.

use crate::math;
use thiserror::Error;

/// The share of devices a fix has not reached, by the time since its release:
///
/// ```text
/// u(τ) = n + (1 − n − f)·exp(−(τ/b)^k)   for τ ≥ 0,   1 before
/// ```
///
/// `f` are updated at once, `n` never; the rest follow a Weibull waiting time. `n = f = 0` through
/// [`Self::ANCHORS`] is `b ≈ 159` days, `k ≈ 0.647`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adoption {
    /// Share updated automatically, `f`.
    pub automatic: f64,
    /// Share never updated, `n`.
    pub never: f64,
    /// Scale `b` of the waiting time of the rest, in days.
    pub scale_days: f64,
    /// Weibull shape `k` of the waiting time of the rest; below 1, the keen come first.
    pub shape: f64,
}

/// Why no adoption curve exists.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum AdoptionError {
    /// The shares cannot be shares.
    #[error(
        "automatic ({automatic}) and never ({never}) must be shares that leave someone to decide: at least 0 and together below 1"
    )]
    Shares {
        /// Share updated automatically.
        automatic: f64,
        /// Share never updated.
        never: f64,
    },
    /// The curve cannot pass an anchor.
    #[error(
        "no adoption curve leaves {open} unpatched after {days} days when {automatic} update at once and {never} never do; \
         lower `automatic` below {ceiling} or `never` below {open}"
    )]
    Anchor {
        /// Days since the release of the fix.
        days: f64,
        /// Share unpatched then.
        open: f64,
        /// Share updated automatically.
        automatic: f64,
        /// Share never updated.
        never: f64,
        /// The share of automatic updates that closes this much at once.
        ceiling: f64,
    },
    /// The anchors do not fall.
    #[error("the anchors of an adoption curve must fall: a smaller share unpatched at a later day")]
    Order,
}

impl Adoption {
    /// (Days since the release of the fix, share unpatched): half closed after 90 days, 18 % open after a
    /// year.
    pub const ANCHORS: [(f64, f64); 2] = [(90.0, 0.5), (365.0, 0.18)];

    /// The curve through [`Self::ANCHORS`] with the given shares never and automatically updated.
    ///
    /// # Errors
    /// If the shares are no shares, or no such curve passes the anchors.
    pub fn fit(never: f64, automatic: f64) -> Result<Self, AdoptionError> {
        Self::through(never, automatic, Self::ANCHORS)
    }

    /// The curve through two anchors (days since release, share unpatched), earlier first.
    ///
    /// # Errors
    /// If the shares are no shares, the anchors do not fall, or no such curve passes them.
    pub fn through(never: f64, automatic: f64, anchors: [(f64, f64); 2]) -> Result<Self, AdoptionError> {
        if !(never >= 0.0 && automatic >= 0.0 && never + automatic < 1.0) {
            return Err(AdoptionError::Shares { automatic, never });
        }
        let hazard = |(days, open): (f64, f64)| {
            let waiting = (open - never) / (1.0 - never - automatic);
            if waiting > 0.0 && waiting < 1.0 {
                Ok(-math::ln(waiting))
            } else {
                Err(AdoptionError::Anchor { days, open, automatic, never, ceiling: 1.0 - open })
            }
        };
        let (early, late) = (hazard(anchors[0])?, hazard(anchors[1])?);
        let [(early_days, _), (late_days, _)] = anchors;
        if !(0.0 < early_days && early_days < late_days && early < late) {
            return Err(AdoptionError::Order);
        }
        let shape = math::ln(late / early) / math::ln(late_days / early_days);
        let scale_days = early_days / math::pow(early, 1.0 / shape);
        Ok(Self { automatic, never, scale_days, shape })
    }

    /// Share unpatched `tau_days` after the release of the fix; 1 before it.
    #[must_use]
    pub fn unpatched(&self, tau_days: f64) -> f64 {
        if tau_days < 0.0 {
            return 1.0;
        }
        self.never + self.waiting() * math::exp(-math::pow(tau_days / self.scale_days, self.shape))
    }

    /// `∫₀^τ u`, in unpatched device-days per device sold before the fix: the Weibull part is
    /// `b·Γ(1+1/k)·P(1/k, (τ/b)^k)`.
    #[must_use]
    pub fn exposure_days(&self, tau_days: f64) -> f64 {
        let order = 1.0 / self.shape;
        let reached = math::gamma_p(order, math::pow(tau_days / self.scale_days, self.shape));
        self.never * tau_days
            + self.waiting() * self.scale_days * math::exp(math::ln_gamma(1.0 + order)) * reached
    }

    /// Mean share unpatched over each of the first `months` months after the release of the fix: the table
    /// the month looks up.
    #[must_use]
    pub fn monthly_means(&self, months: u32, days_per_month: f64) -> Vec<f64> {
        let exposure = |month: u32| self.exposure_days(f64::from(month) * days_per_month);
        (0..months).map(|month| (exposure(month + 1) - exposure(month)) / days_per_month).collect()
    }

    /// Share whose owners decide when to update.
    fn waiting(&self) -> f64 {
        1.0 - self.never - self.automatic
    }
}
