//! One legal cell, and the registry rows of everything that may be set in it.

use super::{
    apportionment, causation, certification, cover, damages, discovery, duties, enforcement, procedure,
    relief, standard,
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
            discovery: Default::default(),
            certification: Default::default(),
        };
        for table in levers() {
            set_defaults(&mut rule, table);
        }
        rule
    }
}

/// The registry rows of the law, one table a question.
pub fn levers() -> [&'static [Lever<Rule>]; 11] {
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
        discovery::LEVERS,
        certification::LEVERS,
    ]
}
