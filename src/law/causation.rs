//! What ties a loss to a defendant: attribution, and whether the breach must have made the difference.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// What a breach must have caused.
    pub enum Link {
        /// A breach carries the whole harm (Shavell 1980).
        Full = "full",
        /// Only harm that due care would have prevented (Grady 1983; Kahan 1989).
        ButFor = "but_for",
    }
}

/// Causation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Causation {
    /// Full or but-for.
    pub link: Link,
    /// Probability that a loss is traced to the product that let it happen.
    pub attribution: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "causation.link" => causation.link, choice(Link, Link::Full) "", axes AXES, id "L11",
        effect "liability_paid", "Whether a breach carries all harm, or only the harm due care would have prevented."),
    lever!(Rule, "causation.attribution" => causation.attribution, num(0.0, 1.0, 1.0) "probability", axes AXES, id "L12",
        effect "liability_paid", "Probability that a loss is traced to a product."),
];
