//! Safe harbour: what a maker must do, and what it is spared.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// What a maker in the harbour is spared.
    pub enum Effect {
        /// There is no harbour.
        Off = "off",
        /// It bears only `relief.share` of an award (0: immunity).
        Share = "share",
        /// What it owes one victim, multiplied or not, is capped at `relief.cap_eur`.
        Cap = "cap",
        /// No multiplier above one and no punitive part.
        NoPunitive = "no_punitive",
    }
}

/// Safe harbour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relief {
    /// What it spares.
    pub effect: Effect,
    /// Share of an award borne inside the harbour.
    pub share: f64,
    /// Cap per victim inside the harbour, EUR.
    pub cap_eur: f64,
    /// Condition: design care at least this level.
    pub design: f64,
    /// Condition: testing care at least this level.
    pub testing: f64,
    /// Condition: response care at least this level.
    pub response: f64,
    /// Condition: validation by a third party, which costs this much a release, EUR.
    pub fee_eur: f64,
    /// Condition: a certificate.
    pub certified: bool,
}

impl Relief {
    /// Does a maker with these levels of care meet the conditions? Validation counts if the law asks a fee for it, or a
    /// certificate.
    #[must_use]
    pub fn shelters(&self, care: &Levels, validated: bool) -> bool {
        self.effect != Effect::Off
            && care.design >= self.design
            && care.testing >= self.testing
            && care.response >= self.response
            && (validated || self.fee_eur == 0.0 && !self.certified)
    }
}

/// A maker's three levels of care.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Levels {
    /// Design care.
    pub design: f64,
    /// Testing care.
    pub testing: f64,
    /// Response care.
    pub response: f64,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "relief.effect" => relief.effect, choice(Effect, Effect::Off) "", axes AXES, id "L32",
        effect "harbour_share", "What a maker that meets the harbour's conditions is spared."),
    lever!(Rule, "relief.share" => relief.share, num(0.0, 1.0, 0.0) "share", axes AXES, id "L32",
        effect "liability_paid", "Share of an award borne inside the harbour (0: immunity)."),
    lever!(Rule, "relief.cap_eur" => relief.cap_eur, num(0.0, f64::INFINITY, f64::INFINITY) "EUR", axes AXES, id "L32",
        effect "liability_paid", "Cap per victim inside the harbour."),
    lever!(Rule, "relief.design" => relief.design, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L32",
        effect "care_design", "Design care that the harbour demands."),
    lever!(Rule, "relief.testing" => relief.testing, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L32",
        effect "care_testing", "Testing care that the harbour demands."),
    lever!(Rule, "relief.response" => relief.response, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L32",
        effect "care_response", "Response care that the harbour demands."),
    lever!(Rule, "relief.fee_eur" => relief.fee_eur, num(0.0, 1e9, 0.0) "EUR/release", axes AXES, id "L24",
        effect "compliance_cost", "Cost of third-party validation for the harbour, a release."),
    lever!(Rule, "relief.certified" => relief.certified, flag(false) "", axes AXES, id "L24, L32",
        effect "certified_share", "Whether the harbour demands a certificate (certification.*), mandatory for others or not."),
];
