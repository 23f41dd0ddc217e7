//! To whom a patch applies: names of a selector against the names of a market.

use super::regime::{Layer, Patch, Regime, Term};
use super::subjects::{Criticality, SizeClassName, Subjects};
use crate::error::{self, Kind, Problem};
use crate::lever::Axis;

/// Where in a market a law applies: indices in the order of the market file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Jurisdiction.
    pub jurisdiction: usize,
    /// Size class of the maker.
    pub size: usize,
    /// Product category.
    pub category: usize,
}

/// Every place of a market, in the order of their indices: jurisdiction, size, category.
pub(super) fn places(subjects: &Subjects<'_>) -> Vec<Place> {
    let categories = subjects.categories.len();
    let sizes = SizeClassName::ALL.len();
    (0..subjects.jurisdictions.len() * sizes * categories)
        .map(|index| Place {
            jurisdiction: index / (sizes * categories),
            size: index / categories % sizes,
            category: index % categories,
        })
        .collect()
}

/// The name of a place on one of the axes that have names; empty on the axes of time.
pub(super) fn name_on<'a>(axis: Axis, place: Place, subjects: &Subjects<'a>) -> &'a str {
    match axis {
        Axis::Jurisdiction => &subjects.jurisdictions[place.jurisdiction],
        Axis::Size => SizeClassName::ALL[place.size].name(),
        Axis::Criticality => subjects.criticality[place.category].name(),
        Axis::Category => &subjects.categories[place.category],
        Axis::From | Axis::Vintage => "",
    }
}

/// Which places a patch reaches; unknown names and a selector that reaches none are problems.
pub(super) fn reach(
    patch: &Patch,
    places: &[Place],
    (subjects, written): (&Subjects<'_>, Written<'_>),
    problems: &mut Vec<Problem>,
) -> Vec<bool> {
    let unknown = patch.terms.iter().flat_map(|term| unknown_words(term, subjects, written));
    let before = problems.len();
    problems.extend(unknown);
    let selects =
        |term: &Term, place| term.words.iter().any(|word| word.name == name_on(term.axis, place, subjects));
    let reach: Vec<bool> =
        places.iter().map(|place| patch.terms.iter().all(|term| selects(term, *place))).collect();
    if problems.len() == before && !reach.contains(&true) {
        problems.push(no_match(patch, subjects, written));
    }
    reach
}

/// Jurisdictions of a market for which a regime that names a law for each names none.
pub(super) fn without_law(regime: &Regime, subjects: &Subjects<'_>, written: Written<'_>) -> Vec<Problem> {
    let for_all = |layer: &Layer| layer.jurisdiction.is_none() && !layer.patches.is_empty();
    let first = regime.patches().find(|(layer, _)| layer.jurisdiction.is_some());
    let Some((_, patch)) = first.filter(|_| !regime.layers.iter().any(for_all)) else { return Vec::new() };
    let named = |name: &str| regime.layers.iter().any(|layer| layer.jurisdiction.as_deref() == Some(name));
    let missing = subjects.jurisdictions.iter().filter(|name| !named(name));
    let problem = |name: &String| {
        let message = format!(
            "a law is named for other jurisdictions here, and none for \"{name}\" of market \"{}\"",
            subjects.market
        );
        let (label, place) = table(Axis::Jurisdiction, name, written);
        Problem::new(Kind::Missing, patch.terms[0].words[0].place.clone(), message)
            .related(label, place)
            .help(format!("name one: {name} = \"…\"; caveat-emptor is no law"))
    };
    missing.map(problem).collect()
}

fn names<'a>(axis: Axis, subjects: &Subjects<'a>) -> Vec<&'a str> {
    match axis {
        Axis::Jurisdiction => subjects.jurisdictions.iter().map(String::as_str).collect(),
        Axis::Size => SizeClassName::NAMES.to_vec(),
        Axis::Criticality => Criticality::NAMES.to_vec(),
        Axis::Category => subjects.categories.iter().map(String::as_str).collect(),
        Axis::From | Axis::Vintage => Vec::new(),
    }
}

/// Where the market's file sets a lever or opens a table.
pub(super) type Written<'a> = &'a dyn Fn(&str) -> Option<error::Place>;

/// The table of a market that a name stands for, and what it is.
fn table(axis: Axis, name: &str, written: Written<'_>) -> (String, Option<error::Place>) {
    (format!("{} {name} stands here", axis.name()), written(&format!("{}.{name}", axis.name())))
}

/// Most categories whose criticality a message tells.
const TOLD: usize = 4;

/// The tables that a selector which reaches nothing looks at: those of its names, or how critical its categories are.
fn tables(
    patch: &Patch,
    subjects: &Subjects<'_>,
    written: Written<'_>,
) -> Vec<(String, Option<error::Place>)> {
    let term = |axis| patch.terms.iter().find(|term: &&Term| term.axis == axis);
    let named = |axis| term(axis).into_iter().flat_map(|term| &term.words).map(|word| word.name.as_str());
    let mut found: Vec<_> = [Axis::Jurisdiction, Axis::Size]
        .into_iter()
        .flat_map(|axis| named(axis).map(move |name| table(axis, name, written)))
        .collect();
    if term(Axis::Criticality).is_none() {
        found.extend(named(Axis::Category).map(|name| table(Axis::Category, name, written)));
        return found;
    }
    let looked_at =
        |name: &str| term(Axis::Category).is_none_or(|term| term.words.iter().any(|word| word.name == name));
    let categories = subjects.categories.iter().zip(&subjects.criticality);
    let categories = categories.filter(|(name, _)| looked_at(name)).take(TOLD);
    found.extend(categories.map(|(name, criticality)| {
        let place = written(&format!("category.{name}.criticality"));
        let place = place.or_else(|| written(&format!("category.{name}")));
        (format!("category {name} is {} here", criticality.name()), place)
    }));
    found
}

fn unknown_words(term: &Term, subjects: &Subjects<'_>, written: Written<'_>) -> Vec<Problem> {
    let valid = names(term.axis, subjects);
    let unknown = term.words.iter().filter(|word| !valid.contains(&word.name.as_str()));
    unknown
        .map(|word| {
            let axis = term.axis.name();
            // Words of the law itself are the same in every market.
            let of_law = matches!(term.axis, Axis::Size | Axis::Criticality);
            let within = if of_law { String::new() } else { format!(" in market \"{}\"", subjects.market) };
            let message = format!("unknown {axis} \"{}\"{within}", word.name);
            let mut problem = Problem::new(Kind::Unknown, word.place.clone(), message)
                .nearest(&word.name, valid.iter().copied())
                .help(format!("its {axis} is one of: {}", valid.join(", ")));
            let meant = problem.nearest.as_deref().or(valid.first().copied());
            if let Some((label, place)) = meant.map(|name| table(term.axis, name, written)) {
                problem = problem.related(label, place);
            }
            problem
        })
        .collect()
}

fn no_match(patch: &Patch, subjects: &Subjects<'_>, written: Written<'_>) -> Problem {
    let message = format!("this selector matches nothing in market \"{}\"", subjects.market);
    let terms = patch.terms.iter().map(|term| {
        let words: Vec<&str> = term.words.iter().map(|word| word.name.as_str()).collect();
        format!("{} {}", term.axis.name(), words.join(" or "))
    });
    let help = format!("no product has {}", terms.collect::<Vec<_>>().join(" and "));
    let problem = Problem::new(Kind::NoMatch, patch.place.clone(), message).help(help);
    let tables = tables(patch, subjects, written).into_iter();
    tables.fold(problem, |problem, (label, place)| problem.related(label, place))
}
