//! Who pays which part of an award when a supplier's component let the harm happen.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// How several parties answer.
    pub enum Sharing {
        /// All liability is channelled to the maker.
        Channelled = "channelled",
        /// Each answers for its share only.
        Several = "several",
        /// Each answers for the whole, with contribution; an empty pocket falls on the others.
        Joint = "joint",
    }
}

/// Apportionment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Apportionment {
    /// Channelled, several or joint.
    pub sharing: Sharing,
    /// The component supplier's share of an award for a component flaw.
    pub supplier_share: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "apportionment.sharing" => apportionment.sharing, choice(Sharing, Sharing::Channelled) "", axes AXES, id "L06",
        effect "compensation_rate", "Channelled to the maker, several, or joint and several with contribution."),
    lever!(Rule, "apportionment.supplier_share" => apportionment.supplier_share, num(0.0, 1.0, 0.0) "share", axes AXES, id "L02",
        effect "liability_paid", "The component supplier's share of an award for a component flaw."),
];
