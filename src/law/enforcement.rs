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
    /// How far a fine follows the shortfall from what is demanded: 0 not at all, 1 in proportion.
    pub fine_effort: f64,
    /// Most inspections of the authority a year.
    pub capacity: f64,
    /// Is a maker in breach ordered to bring its care to the floors?
    pub order: bool,
    /// Share of the devices in use that a recall after a pattern of neglect reaches.
    pub recall: f64,
    /// Months for which sales stop after a pattern of neglect.
    pub injunction: f64,
}

impl Enforcement {
    /// The fine for a breached duty, EUR, of a maker with this yearly turnover: an amount or a share of turnover, whichever is higher
    /// (Regulation (EU) 2024/2847, art. 64(2); Product Security and Telecommunications Infrastructure Act 2022, s. 38(1)).
    #[must_use]
    pub fn fine_eur(&self, turnover: f64) -> f64 {
        higher(self.fine_turnover, self.fine_floor_eur, turnover)
    }
}

/// So much, or a share of turnover, whichever is higher, EUR.
#[must_use]
pub fn higher(share: f64, floor_eur: f64, turnover: f64) -> f64 {
    (share * turnover).max(floor_eur)
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "enforcement.inspections" => enforcement.inspections, num(0.0, 12.0, 0.0) "1/year", axes AXES, id "L41",
        effect "fines", "Inspections per maker and year."),
    lever!(Rule, "enforcement.fine_turnover" => enforcement.fine_turnover, num(0.0, 1.0, 0.0) "share of turnover", axes AXES,
        id "L41", effect "fines", "Fine for a breached duty, as a share of yearly turnover; or enforcement.fine_floor_eur, whichever is higher."),
    lever!(Rule, "enforcement.fine_floor_eur" => enforcement.fine_floor_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L41",
        effect "fines", "Least fine for a breached duty: the law says so much or a share of turnover, whichever is higher (enforcement.fine_turnover)."),
    lever!(Rule, "enforcement.inspection_cost_eur" => enforcement.inspection_cost_eur, num(0.0, 1e7, 0.0) "EUR", axes AXES,
        effect "enforcement_cost", "Cost of one inspection to the public."),
    lever!(Rule, "enforcement.fine_effort" => enforcement.fine_effort, num(0.0, 1.0, 0.0) "share", axes AXES, id "L41",
        effect "fines", "How far a fine is scaled to effort: at 1 it is in proportion to the shortfall from the care demanded, so that nobody chases perfect security; for a late fix, to the shortfall from the care whose median fix is in time."),
    lever!(Rule, "enforcement.capacity" => enforcement.capacity, num(0.0, f64::INFINITY, f64::INFINITY) "1/year", axes AXES, id "L41",
        effect "enforcement_cost", "Most inspections of a jurisdiction's authority a year: if more are due of the makers there are at the start, all are rarer, as makers foresee."),
    lever!(Rule, "enforcement.order" => enforcement.order, flag(false) "", axes AXES, id "L41",
        effect "care_design", "Whether a maker found in breach is ordered to keep to the care floors from then on: its response at once, its design and testing with its next release."),
    lever!(Rule, "enforcement.recall" => enforcement.recall, num(0.0, 1.0, 0.0) "share", axes AXES, id "L40",
        effect "recalled", "Share of devices with a known flaw that are patched at the maker's cost (patching.recall_cost_eur) when adverse findings make a pattern of neglect (damages.pattern_findings); the strictest jurisdiction recalls everywhere."),
    lever!(Rule, "enforcement.injunction" => enforcement.injunction, whole(0.0, 24.0, 0.0) "months", axes AXES, id "L40",
        effect "enjoined_share", "Months for which a maker's sales stop when adverse findings make a pattern of neglect, and longer while a known flaw of what it sells has no fix; the strictest jurisdiction stops sales everywhere."),
];
