//! One legal cell, and the registry rows of everything that may be set in it.

use super::{
    apportionment, causation, certification, cover, damages, discovery, duties, enforcement, fund,
    guidelines, incentives, procedure, relief, review, standard, warranty,
};
use crate::lever::{Axis, Lever, set_defaults};

/// Every legal lever may differ on every axis.
pub const AXES: &[Axis] = &Axis::ALL;

/// Everything the law says for one cell. The default is no liability and no duty.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Under what standard of care a maker answers.
    pub standard: standard::Standard,
    /// What must be shown to tie a loss to a defendant.
    pub causation: causation::Causation,
    /// Which losses count, and for how much.
    pub damages: damages::Damages,
    /// Who may sue, what it costs, how long it takes.
    pub procedure: procedure::Procedure,
    /// Who pays which part of an award.
    pub apportionment: apportionment::Apportionment,
    /// Safe harbour: conditions and effect.
    pub relief: relief::Relief,
    /// Duties before and after sale.
    pub duties: duties::Duties,
    /// Inspections and fines.
    pub enforcement: enforcement::Enforcement,
    /// Mandatory liability cover.
    pub cover: cover::Cover,
    /// Warranty of updates.
    pub warranty: warranty::Warranty,
    /// Rewards and help.
    pub incentives: incentives::Incentives,
    /// Compensation fund.
    pub fund: fund::Fund,
    /// Model guidelines.
    pub guidelines: guidelines::Guidelines,
    /// Adaptive oversight.
    pub review: review::Review,
    /// Public testing, and sharing of information.
    pub discovery: discovery::Discovery,
    /// Certification by third parties.
    pub certification: certification::Certification,
}

impl Default for Rule {
    fn default() -> Self {
        let mut rule = Rule {
            standard: Default::default(),
            causation: Default::default(),
            damages: Default::default(),
            procedure: Default::default(),
            apportionment: Default::default(),
            relief: Default::default(),
            duties: Default::default(),
            enforcement: Default::default(),
            cover: Default::default(),
            warranty: Default::default(),
            incentives: Default::default(),
            fund: Default::default(),
            guidelines: Default::default(),
            review: Default::default(),
            discovery: Default::default(),
            certification: Default::default(),
        };
        for table in levers() {
            set_defaults(&mut rule, table);
        }
        rule
    }
}

impl Rule {
    /// Is there a care floor that a maker may meet or fall short of? Everybody meets one of zero that a review may raise.
    #[must_use]
    pub fn asks_for_care(&self) -> bool {
        self.duties.asks_for_care() || self.review.of_floor().is_some()
    }

    /// Do these levels of care meet the care floors, as a review has moved each? Where there is none, there is nothing to comply with.
    #[must_use]
    pub fn complies(&self, care: &relief::Levels, moved: [f64; 3]) -> bool {
        self.asks_for_care() && self.duties.met_by(care, moved)
    }

    /// The chance that a victim proves its case, were the verdict on proven facts for it.
    ///
    /// A maker that complied with the standard of [`super::duties`] is harder to convict where compliance is evidence or a
    /// presumption, and one in a harbour that lightens its burden; one that fell short of it is easier to, where the defect is then
    /// presumed (Directive (EU) 2024/2853, art. 10(2)(b)).
    #[must_use]
    pub fn proof(&self, case: &damages::Circumstances) -> f64 {
        let lightened = case.in_harbour && self.relief.effect == relief::Effect::Burden;
        let harbour = if lightened { self.relief.proof } else { 1.0 };
        let breaches = !case.complies && self.asks_for_care();
        let shown = match (case.complies, breaches) {
            (true, _) => self.standard.proof * self.standard.left_by_compliance(),
            (_, true) => self.standard.proof.max(self.standard.presumption_on_breach),
            _ => self.standard.proof,
        };
        shown * harbour
    }
}

/// The registry rows of the law, one table a question.
pub fn levers() -> [&'static [Lever<Rule>]; 16] {
    [
        standard::LEVERS,
        causation::LEVERS,
        damages::LEVERS,
        procedure::LEVERS,
        apportionment::LEVERS,
        relief::LEVERS,
        duties::LEVERS,
        enforcement::LEVERS,
        cover::LEVERS,
        warranty::LEVERS,
        incentives::LEVERS,
        fund::LEVERS,
        guidelines::LEVERS,
        review::LEVERS,
        discovery::LEVERS,
        certification::LEVERS,
    ]
}
