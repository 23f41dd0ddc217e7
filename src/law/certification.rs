//! Certification of releases by third parties: what it asks for, what it costs, how long it holds, how often it errs.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Certification.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Certification {
    /// Must every release be certified before it is sold?
    pub mandatory: bool,
    /// Design care that certifiers look for.
    pub design: f64,
    /// Testing care that certifiers look for.
    pub testing: f64,
    /// Cost of one assessment, EUR.
    pub cost_eur: f64,
    /// Months that one assessment takes.
    pub months: f64,
    /// Years after which a release that is still sold is assessed again.
    pub validity_years: f64,
    /// Probability that a release with less care passes an assessment.
    pub false_pass: f64,
    /// Probability that a release with that care fails an assessment.
    pub false_fail: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "certification.mandatory" => certification.mandatory, flag(false) "", axes AXES, id "L24",
        effect "certified_share", "Whether every new release must be certified by a third party before it is sold; else only makers that want a \
        safe harbour which demands a certificate (relief.certified) ask for one."),
    lever!(Rule, "certification.design" => certification.design, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L24",
        effect "care_design", "Design care that certifiers look for. A release that fails is assessed again, brought up to what they look for if it lacked it."),
    lever!(Rule, "certification.testing" => certification.testing, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L24",
        effect "care_testing", "Testing care that certifiers look for."),
    lever!(Rule, "certification.cost_eur" => certification.cost_eur, num(0.0, 1e9, 0.0) "EUR/assessment", axes AXES, id "L24",
        effect "compliance_cost", "Cost of one assessment; jurisdictions' costs add up, unless one recognises another's (duties.recognition)."),
    lever!(Rule, "certification.months" => certification.months, num(0.0, 36.0, 0.0) "months", axes AXES, id "L24",
        effect "months_to_market", "Months that one assessment takes, between the success of research and sale; jurisdictions assess at the same time. \
        A maker's next project waits for it."),
    lever!(Rule, "certification.validity_years" => certification.validity_years, num(0.1, f64::INFINITY, f64::INFINITY) "years", axes AXES,
        id "L24", effect "compliance_cost", "Years after which a release that is still sold is assessed again."),
    lever!(Rule, "certification.false_pass" => certification.false_pass, num(0.0, 1.0, 0.0) "probability", axes AXES, id "L24",
        effect "care_design", "Probability that a release with less care passes an assessment: makers may try."),
    lever!(Rule, "certification.false_fail" => certification.false_fail, num(0.0, 0.95, 0.0) "probability", axes AXES, id "L24",
        effect "compliance_cost", "Probability that a release with that care fails an assessment."),
];
