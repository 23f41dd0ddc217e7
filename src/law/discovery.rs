//! Who looks for flaws besides makers, and who hears of them: public laboratories, and makers that share what attacks taught.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Public testing, and sharing of information.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discovery {
    /// Rate a year at which public laboratories find a flaw.
    pub testing_rate: f64,
    /// What they cost the public, EUR a year for each maker whose products they test.
    pub testing_eur: f64,
    /// Rate a year at which what others share points a maker to a flaw of its own.
    pub sharing_rate: f64,
    /// Probability that attackers hear of a flaw that is shared.
    pub sharing_leak: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "public_testing.rate" => discovery.testing_rate, num(0.0, 100.0, 0.0) "1/year", axes AXES, id "L36",
        effect "open_flaws", "Rate at which publicly funded laboratories find a flaw, of makers or components, and report it in coordination; \
        laboratories of several jurisdictions add up."),
    lever!(Rule, "public_testing.cost_eur" => discovery.testing_eur, num(0.0, 1e9, 0.0) "EUR/year", axes AXES, id "L36",
        effect "public_testing", "What public testing costs the public, for each maker on sale."),
    lever!(Rule, "sharing.rate" => discovery.sharing_rate, num(0.0, 100.0, 0.0) "1/year", axes AXES, id "L34",
        effect "open_flaws", "Rate at which what others share points a maker to a flaw of its own, if everything is shared \
        (duties.information_sharing)."),
    lever!(Rule, "sharing.leak" => discovery.sharing_leak, num(0.0, 1.0, 0.0) "probability", axes AXES, id "L34",
        effect "exposure_days", "Probability that attackers hear of a maker's flaw when it becomes known, if everything is shared."),
];
