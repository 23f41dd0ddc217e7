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
        /// A lighter burden: the victim's chance of proof is multiplied by `relief.proof`.
        Burden = "burden",
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
    /// Part of a victim's chance of proof that a lighter burden leaves.
    pub proof: f64,
    /// Condition: cooperative remediation, so that no known flaw of the maker is past its deadline.
    pub cooperation: bool,
    /// Condition: transparency, so that reported flaws are published within so many days.
    pub transparency_days: f64,
    /// Condition: monitoring, so that the maker itself finds a flaw of its own at this rate, a year.
    pub monitoring: f64,
    /// Does no claim lie for products that can no longer be updated?
    pub legacy: bool,
    /// Condition: a certificate.
    pub certified: bool,
}

impl Relief {
    /// Is no claim to lie for a product, as it is out of support (`legacy`) and can no longer be updated?
    #[must_use]
    pub fn exempts(&self, legacy: bool) -> bool {
        self.legacy && legacy
    }

    /// Does a maker with these levels of care and this record meet the conditions? Validation counts if the law asks a fee for it.
    #[must_use]
    pub fn shelters(&self, care: &Levels, validated: bool, record: &Record) -> bool {
        self.effect != Effect::Off
            && care.design >= self.design
            && care.testing >= self.testing
            && care.response >= self.response
            && (validated || self.fee_eur == 0.0 && !self.certified)
            && !(self.cooperation && record.overdue)
            && record.publication_days <= self.transparency_days
            && record.discovery >= self.monitoring
    }
}

/// How a maker handles flaws, as far as a harbour looks at it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// Is a known flaw of it past its deadline?
    pub overdue: bool,
    /// Days within which it publishes reported flaws.
    pub publication_days: f64,
    /// Rate at which it finds a flaw of its own, a year.
    pub discovery: f64,
}

impl Record {
    /// A record that nobody can object to.
    pub const CLEAN: Record = Record { overdue: false, publication_days: 0.0, discovery: f64::INFINITY };
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
    lever!(Rule, "relief.proof" => relief.proof, num(0.0, 1.0, 0.5) "share", axes AXES, id "L32",
        effect "liability_paid", "Part of a victim's chance of proof that is left against a maker in a harbour of effect burden. Assumed."),
    lever!(Rule, "relief.cooperation" => relief.cooperation, flag(false) "", axes AXES, id "L32",
        effect "harbour_share", "Whether the harbour demands cooperative remediation: it closes while a known flaw of the maker is past duties.patch_days. Makers aim at a median fix in time."),
    lever!(Rule, "relief.transparency_days" => relief.transparency_days, num(0.0, f64::INFINITY, f64::INFINITY) "days", axes AXES, id "L32",
        effect "exposure_days", "Days within which a maker in the harbour publishes reported flaws, fixed or not; inf: transparency is no condition. What publication adds to harm, makers do not foresee."),
    lever!(Rule, "relief.monitoring" => relief.monitoring, num(0.0, 100.0, 0.0) "1/year", axes AXES, id "L32",
        effect "care_response", "Rate at which a maker must find its own flaws to be in the harbour: response care raises it (patching.discovery_*)."),
    lever!(Rule, "relief.legacy" => relief.legacy, flag(false) "", axes AXES, id "L22",
        effect "compensation_rate", "Whether no claim lies for products out of support, which can no longer be updated: relief for legacy products, of small makers as a cell by size."),
    lever!(Rule, "relief.certified" => relief.certified, flag(false) "", axes AXES, id "L24, L32",
        effect "certified_share", "Whether the harbour demands a certificate (certification.*), mandatory for others or not."),
];
