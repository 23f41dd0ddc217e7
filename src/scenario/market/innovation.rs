//! Research, what a success brings, and what it competes with.

use crate::lever;
use crate::lever::Lever;
use crate::math;

/// R&D and releases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Innovation {
    /// Releases a maker ships a year at the reference R&D share of its class.
    pub launches_per_year: f64,
    /// R&D as a share of turnover at which `launches_per_year` holds.
    pub rd_share: f64,
    /// Exponent of R&D spending in the rate of success (diminishing returns).
    pub rd_exponent: f64,
    /// Utility that one success adds to quality.
    pub quality_step: f64,
    /// Growth of the outside option's utility a year, as rivals elsewhere improve.
    pub frontier_growth: f64,
    /// Complexity that one success adds, as a share.
    pub complexity_step: f64,
    /// Least R&D that a year's decision moves a department to, over its reference.
    pub rd_least: f64,
    /// Most R&D that a year's decision moves a department to, over its reference.
    pub rd_most: f64,
    /// Ceiling on what a maker spends on R&D and on design and testing care together in a year, as a share of turnover; infinite:
    /// none.
    pub development_budget: f64,
}

impl Innovation {
    /// Chance that research succeeds in a month, at so many times the reference spending.
    pub fn success(&self, times: f64) -> f64 {
        let hazard = self.launches_per_year * math::pow(times, self.rd_exponent);
        -math::exp_m1(-hazard / 12.0)
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Innovation>] = &[
        lever!(Innovation, "innovation.launches_per_year" => launches_per_year, num(0.0, 12.0, 0.0) "1/year", axes &[],
            effect "launches", "Releases a maker ships a year at the reference R&D spending."),
        lever!(Innovation, "innovation.rd_share" => rd_share, num(0.0, 1.0, 0.0) "share of turnover", axes &[],
            effect "rd_share", "R&D spending at which launches_per_year holds."),
        lever!(Innovation, "innovation.rd_exponent" => rd_exponent, num(0.05, 0.95, 0.5) "exponent", axes &[],
            effect "launches", "Diminishing returns of R&D."),
        lever!(Innovation, "innovation.quality_step" => quality_step, num(0.0, 5.0, 0.0) "utility", axes &[],
            effect "quality_growth", "Utility that one success adds."),
        lever!(Innovation, "innovation.frontier_growth" => frontier_growth, num(0.0, 2.0, 0.0) "utility/year", axes &[],
            effect "served_share", "Growth of what buyers can do instead."),
        lever!(Innovation, "innovation.complexity_step" => complexity_step, num(0.0, 1.0, 0.0) "share", axes &[],
            effect "harm", "Complexity that one success adds."),
        lever!(Innovation, "innovation.rd_least" => rd_least, num(0.0, 1.0, 0.1) "ratio", axes &[], effect "rd_share",
            "Least R&D that a decision moves a maker to, over rd_share of turnover."),
        lever!(Innovation, "innovation.rd_most" => rd_most, num(1.0, 100.0, 4.0) "ratio", axes &[], effect "rd_share",
            "Most R&D that a decision moves a maker to, over rd_share of turnover."),
        lever!(Innovation, "innovation.development_budget" => development_budget, num(0.0, f64::INFINITY, f64::INFINITY)
            "share of turnover", axes &[], effect "launches",
            "Budget that features and security share: the most that a maker spends in a year on R&D and on design and testing care together. \
            Makers weigh one against the other, and what the law asks of care comes first; inf: no such budget."),
    ];
}
