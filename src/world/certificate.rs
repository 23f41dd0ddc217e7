//! Certificates as one design that serves every jurisdiction needs them.

use crate::math;

/// What certifiers ask for: the most that any jurisdiction's do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// Must every release have one? Else those of makers that want a safe harbour.
    pub mandatory: bool,
    /// Does a safe harbour demand one?
    pub shelters: bool,
    /// Design and testing care.
    pub care: [f64; 2],
    /// Cost of one assessment by all of them, EUR.
    pub cost_eur: f64,
    /// Months that one assessment takes.
    pub months: f64,
    /// Months for which it holds.
    pub validity_months: f64,
    /// Probability that a release with less care passes.
    pub false_pass: f64,
    /// Probability that a release with that care fails.
    pub false_fail: f64,
}

impl Certificate {
    /// Does a maker need one, who wants a safe harbour or does not?
    #[must_use]
    pub fn needed(&self, harbour: bool) -> bool {
        self.mandatory || harbour && self.shelters
    }

    /// Does a release of this design and testing care have what is asked for?
    #[must_use]
    pub fn is_met(&self, care: [f64; 2]) -> bool {
        care[0] >= self.care[0] && care[1] >= self.care[1]
    }

    /// Expected months from the success of research to the certificate of a release that has what is asked for.
    #[must_use]
    pub fn wait_months(&self) -> f64 {
        self.months / (1.0 - self.false_fail)
    }

    /// Expected cost of the certificates of a release that has what is asked for, EUR, where so many are launched a year: assessed
    /// until it passes, and again while it is still on sale when one runs out.
    #[must_use]
    pub fn fees_eur(&self, launches: f64) -> f64 {
        let renewals = 1.0 / math::exp_m1(launches * self.validity_months / 12.0);
        self.cost_eur * (1.0 / (1.0 - self.false_fail) + renewals)
    }

    /// The same for one that lacks it: it passes, or is brought up to it and assessed again.
    #[must_use]
    pub fn fees_below_eur(&self, launches: f64) -> f64 {
        self.cost_eur * (1.0 - self.false_pass) / (1.0 - self.false_fail) + self.fees_eur(launches)
            - self.cost_eur * self.false_fail / (1.0 - self.false_fail)
    }
}
