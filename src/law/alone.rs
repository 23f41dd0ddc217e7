//! A regime without a market: what is wrong with it wherever it is law.

use std::collections::BTreeSet;

use super::compile::compile;
use super::regime::Regime;
use super::relief::Levels;
use super::subjects::{Criticality, Means, SizeClassName, Subjects};
use crate::error::{Error, Kind, Problem};
use crate::lever::Axis;
use crate::units::{Date, Month};

/// Tries a regime on a market that has every name it uses, makers of every kind that can do everything, and no end: what is refused there is
/// refused everywhere. Gives what it says to no effect, for reasons that lie in itself.
///
/// # Errors
/// Rules that contradict themselves, sizes and criticalities that no law knows, and what else [`compile`] refuses whatever the market.
pub fn try_alone(regime: &Regime) -> Result<Vec<Problem>, Error> {
    let named = |axis: Axis| {
        let terms =
            regime.patches().flat_map(|(_, patch)| &patch.terms).filter(move |term| term.axis == axis);
        let names: BTreeSet<&str> =
            terms.flat_map(|term| &term.words).map(|word| word.name.as_str()).collect();
        let or_one = if names.is_empty() { vec![UNNAMED] } else { Vec::new() };
        names.into_iter().chain(or_one).map(str::to_owned).collect::<Vec<_>>()
    };
    let (jurisdictions, names) = (named(Axis::Jurisdiction), named(Axis::Category));
    // A category may be as critical as any.
    let kinds = names.iter().flat_map(|name| Criticality::ALL.iter().map(move |kind| (name.clone(), *kind)));
    let (categories, criticality): (Vec<String>, Vec<Criticality>) = kinds.unzip();
    let subjects = Subjects {
        market: UNNAMED,
        jurisdictions: &jurisdictions,
        criticality,
        announced: Date::from_days(0),
        rebase: false,
        horizon: Month::MAX,
        peopled_sizes: [true; SizeClassName::ALL.len()],
        peopled_categories: vec![true; categories.len()],
        size_shares: [0.0; SizeClassName::ALL.len()],
        category_shares: vec![0.0; categories.len()],
        means: ABLE,
        categories: &categories,
    };
    let tried = compile(regime, None, &subjects, &|_| None);
    match tried {
        // A market has fewer kinds of product than all that could be.
        Err(error) if error.problems().iter().all(|problem| problem.kind == Kind::TooLarge) => Ok(Vec::new()),
        tried => tried.map(|law| law.warnings),
    }
}

/// A name that no file uses: names have no blanks.
const UNNAMED: &str = "any market";

/// All that a law could ask for.
const ABLE: Means = {
    let any = Levels { design: f64::INFINITY, testing: f64::INFINITY, response: f64::INFINITY };
    Means {
        cover_offered: true,
        lifecycle: true,
        direct: true,
        care_embodied: true,
        most_care: any,
        affordable: [any; SizeClassName::ALL.len()],
        affordable_eur: [f64::INFINITY; SizeClassName::ALL.len()],
        most_discovery: f64::INFINITY,
        owners_pay_for_fixes: true,
    }
};
