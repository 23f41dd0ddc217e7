//! Who looks for flaws of a maker's products because the law asks, allows or pays for it.

use crate::scenario::market::Patching;

/// What the law, and bounties, add to those who look for flaws anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Search {
    /// Rate a year of discovery by the monitoring that the maker owes.
    pub monitored: f64,
    /// Bounty for a reported flaw, EUR.
    pub bounty_eur: f64,
    /// Rate a year by which it raises researchers' discovery.
    pub paid: f64,
    /// Share of uncoordinated publication that becomes coordinated.
    pub protected: f64,
    /// Rate a year of discovery by public laboratories.
    pub tested: f64,
    /// What these cost the public, EUR a year for each maker.
    pub testing_eur: f64,
    /// Share of what attacks teach that is shared.
    pub sharing: f64,
    /// Rate a year of discovery by what others share.
    pub shared: f64,
    /// Probability that attackers hear of a flaw when it becomes known.
    pub leak: f64,
}

impl Search {
    /// The rate a year added to what finds a maker's flaws in coordination anyway.
    #[must_use]
    pub fn added(&self, patching: &Patching) -> f64 {
        self.monitored + self.added_outside(patching) + self.shared
    }

    /// Of that, what researchers and laboratories add, who look at components too.
    #[must_use]
    pub fn added_outside(&self, patching: &Patching) -> f64 {
        self.paid + self.tested + self.protected * patching.publication_rate
    }

    /// The rate a year at which researchers report a maker's flaw.
    #[must_use]
    pub fn researchers(&self, patching: &Patching) -> f64 {
        patching.discovery_researchers + self.paid + self.protected * patching.publication_rate
    }

    /// The probability that a campaign on a flaw that nobody knows reveals it, where it would by itself with probability `alone`.
    #[must_use]
    pub fn reveal(&self, alone: f64) -> f64 {
        alone + self.sharing * (1.0 - alone)
    }
}
