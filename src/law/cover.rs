//! Mandatory liability cover.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Cover that the law demands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cover {
    /// Must a maker carry cover?
    pub mandatory: bool,
    /// Least yearly limit, as a share of turnover.
    pub limit_turnover: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "cover.mandatory" => cover.mandatory, flag(false) "", axes AXES, id "L43",
        effect "insurance_take_up", "Whether makers must carry liability cover."),
    lever!(Rule, "cover.limit_turnover" => cover.limit_turnover, num(0.0, 100.0, 0.25) "share of turnover", axes AXES, id "L43",
        effect "uncovered_loss", "Least yearly limit of mandatory cover."),
];
