//! Which losses count and for how much: heads, threshold, cap, multiplier, punitive part, the victim's own fault.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// What the victim's own fault (a fix offered and not installed) does to the award.
    pub enum VictimFault {
        /// Nothing.
        Ignored = "ignored",
        /// The award falls by the victim's share.
        Comparative = "comparative",
        /// The award is lost.
        Contributory = "contributory",
    }
}

/// Damages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Damages {
    /// Share of data and privacy loss that is compensable.
    pub data: f64,
    /// Share of property and economic loss that is compensable.
    pub property: f64,
    /// Share of bodily injury loss that is compensable.
    pub injury: f64,
    /// Share of third parties' loss that is compensable.
    pub third_party: f64,
    /// Least loss of a victim that gives a claim, EUR.
    pub threshold_eur: f64,
    /// Taken off each victim's compensable loss, EUR.
    pub deductible_eur: f64,
    /// Most that one victim receives before multiplier, EUR.
    pub cap_eur: f64,
    /// Damages as a multiple of compensable loss.
    pub multiplier: f64,
    /// Added to the multiplier when the maker shows a pattern of neglect.
    pub punitive: f64,
    /// Adverse findings within 24 months that make a pattern.
    pub pattern_findings: f64,
    /// What the victim's own fault does.
    pub victim_fault: VictimFault,
    /// Share of the loss laid on a victim who left an offered fix uninstalled.
    pub fault_share: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "damages.data" => damages.data, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of data and privacy loss."),
    lever!(Rule, "damages.property" => damages.property, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of property and economic loss."),
    lever!(Rule, "damages.injury" => damages.injury, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of bodily injury loss."),
    lever!(Rule, "damages.third_party" => damages.third_party, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of third parties' loss."),
    lever!(Rule, "damages.threshold_eur" => damages.threshold_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L14",
        effect "compensation_rate", "Least loss of a victim that gives a claim."),
    lever!(Rule, "damages.deductible_eur" => damages.deductible_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L14",
        effect "compensation_rate", "Amount of each victim's loss that stays with the victim."),
    lever!(Rule, "damages.cap_eur" => damages.cap_eur, num(0.0, f64::INFINITY, f64::INFINITY) "EUR", axes AXES, id "L17",
        effect "compensation_rate", "Most that one victim's compensable loss may count for."),
    lever!(Rule, "damages.multiplier" => damages.multiplier, num(0.0, 1000.0, 1.0) "ratio", axes AXES, id "L17",
        effect "care_design", "Damages as a multiple of compensable loss."),
    lever!(Rule, "damages.punitive" => damages.punitive, num(0.0, 1000.0, 0.0) "ratio", axes AXES, id "L17",
        effect "liability_paid", "Added to the multiplier for makers with a pattern of neglect."),
    lever!(Rule, "damages.pattern_findings" => damages.pattern_findings, whole(1.0, 1000.0, 3.0) "findings", axes AXES, id "L17",
        effect "liability_paid", "Adverse findings within 24 months that make a pattern of neglect."),
    lever!(Rule, "damages.victim_fault" => damages.victim_fault, choice(VictimFault, VictimFault::Ignored) "", axes AXES,
        id "L16", effect "compensation_rate", "What a victim's failure to install an offered fix does to the award."),
    lever!(Rule, "damages.fault_share" => damages.fault_share, num(0.0, 1.0, 0.5) "share", axes AXES, id "L16",
        effect "compensation_rate", "Share of the loss laid on a victim who left an offered fix uninstalled."),
];
