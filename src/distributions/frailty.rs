//! The common factor of the losses of one campaign.

use super::log_normal;
use crate::math;

/// A log-normal factor `F` with mean 1: `ln F` is normal with standard deviation `log_sd` and mean
/// `−log_sd²/2`.
///
/// Shared frailty: Vaupel, Manton and Stallard (1979), *Demography* 16; here it multiplies losses rather than
/// a hazard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frailty {
    log_sd: f64,
    median: f64,
}

impl Frailty {
    /// `log_sd ≥ 0`; 0 makes the factor 1.
    #[must_use]
    pub fn new(log_sd: f64) -> Self {
        debug_assert!(log_sd >= 0.0, "the log standard deviation {log_sd} of a frailty");
        Self { log_sd, median: math::exp(-0.5 * log_sd * log_sd) }
    }

    /// The factor at `u`, nondecreasing in `u`.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        log_normal(u, self.median, self.log_sd)
    }
}
