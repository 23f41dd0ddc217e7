//! Who looks for flaws of a maker's products because the law asks, allows or pays for it.

/// Rates a year at which defenders find a flaw under a law, beside those of the market.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Search {
    /// By the monitoring that the maker owes.
    pub monitored: f64,
}

impl Search {
    /// The rate that the law adds to what finds a maker's flaws anyway.
    #[must_use]
    pub fn added(&self) -> f64 {
        self.monitored
    }
}
