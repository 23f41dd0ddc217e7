//! Model guidelines: courts err less about due care, and showing compliance costs less.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// What guidelines do beside lowering courts' error, which stands with [`super::standard::Standard`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guidelines {
    /// Multiplies the cost of showing compliance.
    pub compliance_cost: f64,
    /// Cost of keeping them up to the public, EUR a maker and year.
    pub public_eur: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "guidelines.court_error" => standard.guidance, num(0.0, 1.0, 1.0) "ratio", axes AXES, id "L37",
        effect "liability_paid", "Multiplies courts' error about due care: below 1, guidelines tell courts what care is due."),
    lever!(Rule, "guidelines.compliance_cost" => guidelines.compliance_cost, num(0.0, 1.0, 1.0) "ratio", axes AXES, id "L37",
        effect "compliance_cost", "Multiplies duties.compliance_eur: below 1, guidelines make compliance cheaper."),
    lever!(Rule, "guidelines.public_eur" => guidelines.public_eur, num(0.0, 1e6, 0.0) "EUR/year", axes AXES, id "L37",
        effect "public_support", "Cost of guidelines to the public, for each maker they serve."),
];
