//! Duties before and after sale: care floors, support periods, disclosure and patch clocks, labels.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Duties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duties {
    /// Baseline standard: design care floor.
    pub floor_design: f64,
    /// Baseline standard: testing care floor.
    pub floor_testing: f64,
    /// Baseline standard: response care floor.
    pub floor_response: f64,
    /// Fixed cost of showing compliance, EUR a release.
    pub compliance_eur: f64,
    /// Minimum support period, months.
    pub support_months: f64,
    /// Months for which fixes already released stay available after support ends.
    pub update_availability_months: f64,
    /// Days after which an unfixed, reported flaw is published.
    pub disclosure_days: f64,
    /// Days from knowledge within which a fix is due.
    pub patch_days: f64,
    /// Weight with which a label shows security to buyers (0: invisible, 1: as it is).
    pub label: f64,
    /// Rate a year at which monitoring that is owed finds a flaw of a product on the market.
    pub monitoring: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "duties.floor_design" => duties.floor_design, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L23",
        effect "care_design", "Least design care a product may be sold with."),
    lever!(Rule, "duties.floor_testing" => duties.floor_testing, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L23",
        effect "care_testing", "Least testing care a product may be sold with."),
    lever!(Rule, "duties.floor_response" => duties.floor_response, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L23",
        effect "care_response", "Least response care while a product is supported."),
    lever!(Rule, "duties.compliance_eur" => duties.compliance_eur, num(0.0, 1e9, 0.0) "EUR/release", axes AXES, id "L24",
        effect "compliance_cost", "Fixed cost of showing compliance, a release."),
    lever!(Rule, "duties.support_months" => duties.support_months, whole(0.0, 600.0, 0.0) "months", axes AXES, id "L27",
        effect "unsupported_share", "Minimum support period."),
    lever!(Rule, "duties.update_availability_months" => duties.update_availability_months, whole(0.0, 600.0, 0.0) "months", axes AXES,
        id "L27", effect "compromises", "Months for which released fixes stay available after support ends."),
    lever!(Rule, "duties.disclosure_days" => duties.disclosure_days, num(0.0, 3650.0, 90.0) "days", axes AXES, id "L25",
        effect "exposure_days", "Days after which a reported flaw is published, fixed or not."),
    lever!(Rule, "duties.patch_days" => duties.patch_days, num(0.0, f64::INFINITY, f64::INFINITY) "days", axes AXES, id "L13, L26",
        effect "care_response", "Days from knowledge within which a fix is due."),
    lever!(Rule, "duties.label" => duties.label, num(0.0, 1.0, 0.0) "weight", axes AXES, id "L29",
        effect "care_design", "Weight with which a label shows security to buyers."),
    lever!(Rule, "duties.monitoring" => duties.monitoring, num(0.0, 100.0, 0.0) "1/year", axes AXES, id "L28",
        effect "open_flaws", "Rate at which the monitoring of products on the market that makers owe finds a flaw, beside what they find anyway; \
        it costs them patching.monitoring_eur. Components' makers owe none."),
];
