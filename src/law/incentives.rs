//! Rewards for security: subsidies on care, rewards for timely fixes, shared infrastructure. A cell by size is relief for small makers.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Rewards and help.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incentives {
    /// Share of the cost of care that the public bears.
    pub care: f64,
    /// Paid for each flaw fixed within its deadline, EUR.
    pub fix_eur: f64,
    /// Share by which shared security infrastructure lowers the cost of care.
    pub infrastructure: f64,
    /// Cost of that infrastructure to the public, EUR a maker and year.
    pub infrastructure_eur: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "incentives.care" => incentives.care, num(0.0, 0.95, 0.0) "share", axes AXES, id "L35",
        effect "public_support", "Subsidy or tax credit: share of the cost of care that the public bears, in a jurisdiction by its part of the market."),
    lever!(Rule, "incentives.fix_eur" => incentives.fix_eur, num(0.0, 1e6, 0.0) "EUR/flaw", axes AXES, id "L35",
        effect "public_support", "Reward for the handling of incidents: paid for each exploitable flaw of its own that a maker fixes within duties.patch_days."),
    lever!(Rule, "incentives.infrastructure" => incentives.infrastructure, num(0.0, 0.95, 0.0) "share", axes AXES, id "L22, L36",
        effect "care_design", "Share by which shared security infrastructure lowers the cost of care; for small makers, as a cell by size."),
    lever!(Rule, "incentives.infrastructure_eur" => incentives.infrastructure_eur, num(0.0, 1e8, 0.0) "EUR/year", axes AXES, id "L22, L36",
        effect "public_support", "Cost of shared security infrastructure to the public, for each maker it serves."),
];
