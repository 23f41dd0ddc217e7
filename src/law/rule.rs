//! One legal cell, and the registry rows of everything that may be set in it.

use super::{
    apportionment, causation, certification, cover, damages, discovery, duties, enforcement, fund,
    guidelines, incentives, procedure, relief, review, standard, warranty,
};
use crate::lever::{Axis, Lever, set_defaults};
use duties::Conformity;
use standard::Origin;

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
    /// Is there a care floor that a maker may meet or fall short of?
    #[must_use]
    pub fn asks_for_care(&self) -> bool {
        (0..3).any(|prong| self.asks_for(prong))
    }

    /// Is there such a floor of one kind of care? Everybody meets one of zero that a review may raise.
    #[must_use]
    pub fn asks_for(&self, prong: usize) -> bool {
        self.duties.floors()[prong] != 0.0 || self.review.of_floor() == Some(prong)
    }

    /// Does a safe harbour want a certificate?
    #[must_use]
    pub fn wants_certificates(&self) -> bool {
        self.relief.effect != relief::Effect::Off && self.relief.certified
    }

    /// May a release need a certificate?
    #[must_use]
    pub fn asks_for_certificates(&self) -> bool {
        self.certification.mandatory || self.wants_certificates()
    }

    /// Is there a duty that inspectors could find broken: a floor of care, a deadline for fixes, or a report?
    #[must_use]
    pub fn can_be_breached(&self) -> bool {
        let duties = &self.duties;
        let clocks = [
            duties.patch_days,
            duties.patch_days_severe,
            duties.early_warning_hours,
            duties.notification_hours,
            duties.final_report_days,
        ];
        self.asks_for_care() || clocks.into_iter().any(f64::is_finite)
    }

    /// How care stands to the floors, as a review has moved each: of design and testing to those of the law under which the product
    /// was sold, of response to those of the day.
    #[must_use]
    pub fn conformity(at_sale: &Rule, today: &Rule, care: &relief::Levels, moved: [f64; 3]) -> Conformity {
        let levels = [care.design, care.testing, care.response];
        let laws = [at_sale, at_sale, today];
        let met = |prong: usize| levels[prong] >= laws[prong].duties.floors()[prong] + moved[prong];
        match (0..3).any(|prong| laws[prong].asks_for(prong)) {
            false => Conformity::Unasked,
            true if (0..3).all(met) => Conformity::Met,
            true => Conformity::Short,
        }
    }

    /// The chance that a victim proves its case about a flaw of an origin, were the verdict on proven facts for it.
    ///
    /// A maker that complied with the standard of [`super::duties`] is harder to convict where compliance is evidence or a
    /// presumption, and one in a harbour that lightens its burden; one that fell short of it is easier to, where the defect is then
    /// presumed (Directive (EU) 2024/2853, art. 10(2)(b)).
    #[must_use]
    pub fn proof(&self, case: &damages::Circumstances, origin: Origin) -> f64 {
        let lightened = case.in_harbour && self.relief.effect == relief::Effect::Burden;
        let harbour = if lightened { self.relief.proof } else { 1.0 };
        self.standard.shown(origin, case.conformity) * harbour
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

#[cfg(test)]
mod tests {
    use super::relief::Levels;
    use super::*;

    #[test]
    fn care_is_held_against_the_floors_of_the_sale_and_the_response_against_those_of_the_day() {
        let (before, mut after) = (Rule::default(), Rule::default());
        (after.duties.floor_design, after.duties.floor_response) = (1.0, 1.0);
        let of = |at_sale: &Rule, today: &Rule, [design, response]: [f64; 2]| {
            Rule::conformity(at_sale, today, &Levels { design, testing: 0.0, response }, [0.0; 3])
        };
        assert_eq!(of(&before, &before, [0.0, 0.0]), Conformity::Unasked);
        assert_eq!(of(&after, &before, [0.5, 0.0]), Conformity::Short);
        assert_eq!(of(&after, &before, [1.0, 0.0]), Conformity::Met, "the response was not asked for");
        assert_eq!(of(&before, &after, [0.0, 1.0]), Conformity::Met, "nor the design, at its sale");
        assert_eq!(of(&before, &after, [9.0, 0.5]), Conformity::Short);
        let raised = Rule::conformity(
            &after,
            &after,
            &Levels { design: 1.0, testing: 0.0, response: 1.0 },
            [0.5, 0.0, 0.0],
        );
        assert_eq!(raised, Conformity::Short, "by a review");
    }
}
