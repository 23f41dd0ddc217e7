//! Inspections and fines, one rate a tier.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Enforcement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enforcement {
    /// Inspections per maker and year.
    pub inspections: f64,
    /// Fine for a breached duty, share of yearly turnover.
    pub fine_turnover: f64,
    /// Least fine for a breached duty, EUR.
    pub fine_floor_eur: f64,
    /// Cost of one inspection to the public, EUR.
    pub inspection_cost_eur: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "enforcement.inspections" => enforcement.inspections, num(0.0, 12.0, 0.0) "1/year", axes AXES, id "L41",
        effect "fines", "Inspections per maker and year."),
    lever!(Rule, "enforcement.fine_turnover" => enforcement.fine_turnover, num(0.0, 1.0, 0.0) "share of turnover", axes AXES,
        id "L41", effect "fines", "Fine for a breached duty, as a share of yearly turnover."),
    lever!(Rule, "enforcement.fine_floor_eur" => enforcement.fine_floor_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L41",
        effect "fines", "Least fine for a breached duty."),
    lever!(Rule, "enforcement.inspection_cost_eur" => enforcement.inspection_cost_eur, num(0.0, 1e7, 0.0) "EUR", axes AXES,
        effect "enforcement_cost", "Cost of one inspection to the public."),
];
