//! A compensation fund: who pays into it, and what it makes good.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// A compensation fund.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fund {
    /// Levy on turnover.
    pub levy: f64,
    /// Share of damages that defendants leave unpaid that it makes good.
    pub covers: f64,
    /// Share of a loss that it makes good where the loss is traced to nobody's product.
    pub unattributed: f64,
}

impl Fund {
    /// What victims may ask of it for damages that defendants leave unpaid, EUR.
    #[must_use]
    pub fn for_unpaid(&self, unpaid_eur: f64) -> f64 {
        self.covers * unpaid_eur
    }

    /// What victims may ask of it for a loss that is traced to nobody's product, EUR.
    #[must_use]
    pub fn for_untraced(&self, recoverable_eur: f64) -> f64 {
        self.unattributed * recoverable_eur
    }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "fund.levy" => fund.levy, num(0.0, 0.5, 0.0) "share of turnover", axes AXES, id "L44",
        effect "fund_balance", "Levy on turnover that makers pay into the compensation fund; a design is levied by the parts of the market it sells in."),
    lever!(Rule, "fund.covers" => fund.covers, num(0.0, 1.0, 0.0) "share", axes AXES, id "L44",
        effect "fund_paid", "Share of damages owed and not paid by insolvent defendants that the fund pays; pro rata where it holds less than is asked of it in a month."),
    lever!(Rule, "fund.unattributed" => fund.unattributed, num(0.0, 1.0, 0.0) "share", axes AXES, id "L44",
        effect "victims_net", "Share of recoverable loss, of victims who would claim, that the fund pays where it cannot be traced to a product."),
];
