//! Rules that are never applied: to nobody, at no time, or because a later rule takes their place.

use std::collections::BTreeSet;

use super::compile::Timetable;
use super::regime::Patch;
use super::selector::Place;
use super::subjects::{SizeClassName, Subjects};
use super::timeline::Scheduled;
use crate::error::{self, Kind, Problem};
use crate::units::Month;

/// Phases out of order, or the same said twice: what a rule sets is set anew, for everybody concerned, by one further down in the same
/// file that holds as early. A later file, or `--set`, may have the last word on an earlier one.
fn overtaken(timetable: &Timetable) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, earlier) in timetable.iter().enumerate() {
        for later in &timetable[index + 1..] {
            if same_file(&earlier.0, &later.0) && takes_the_place(later, earlier) {
                problems.extend(set_anew(&earlier.0, &later.0));
            }
        }
    }
    problems
}

fn same_file(one: &Scheduled, other: &Scheduled) -> bool {
    match (&one.patch.place, &other.patch.place) {
        (error::Place::File { file: one, .. }, error::Place::File { file: other, .. }) => one == other,
        _ => false,
    }
}

/// Whether one rule leaves nothing of another. That a market has nobody whom a narrower rule spares does not make it a general one, but for
/// phases, which are written for the same people.
fn takes_the_place(later: &(Scheduled, Vec<bool>), earlier: &(Scheduled, Vec<bool>)) -> bool {
    let (above, below) = (&earlier.0.patch, &later.0.patch);
    let for_as_many = below.terms.is_empty() || below.names() == above.names();
    later.0.holds_as_early(&earlier.0)
        && earlier.1.iter().zip(&later.1).all(|(one, other)| *other || !one)
        && (is_phase(above) || for_as_many)
}

fn is_phase(patch: &Patch) -> bool {
    patch.from.is_some() || patch.vintage.is_some()
}

fn set_anew<'a>(earlier: &'a Scheduled, later: &'a Scheduled) -> impl Iterator<Item = Problem> + 'a {
    let pairs = earlier.patch.assignments.iter().filter_map(|one| {
        let other = later.patch.assignments.iter().find(|other| other.lever.path == one.lever.path)?;
        Some((one, other))
    });
    pairs.map(|(one, other)| {
        let path = one.lever.path;
        let what = if is_phase(&earlier.patch) { "phase" } else { "value" };
        let message =
            format!("this {what} never holds: a rule below sets {path} anew, no later and for as many");
        Problem::new(Kind::Conflict, one.stated.place.clone(), message)
            .related(format!("{path} is set anew here"), Some(other.stated.place.clone()))
            .help("write general rules before particular ones, and phases in the order of their dates")
    })
}

/// Rules that nobody falls under, that begin when all is over, that are announced after they begin, or that others overtake.
pub(super) fn doubts(
    timetable: &Timetable,
    places: &[Place],
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Vec<Problem> {
    let of = |(scheduled, reach): &(Scheduled, Vec<bool>)| {
        let doubts = [
            without_makers(scheduled, reach, places, subjects, written),
            after_the_end(scheduled, subjects.horizon, written),
            announced_late(scheduled),
        ];
        doubts.into_iter().flatten().collect::<Vec<_>>()
    };
    timetable.iter().flat_map(of).chain(overtaken(timetable)).collect()
}

/// Arguments of `--set` for a tier that no maker falls in: who sets something for nobody takes the market for another.
pub(super) fn set_for_nobody(
    timetable: &Timetable,
    places: &[Place],
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Vec<Problem> {
    let set = timetable.iter().filter(|(scheduled, _)| is_set(scheduled));
    let found = set.filter_map(|(scheduled, reach)| {
        let problem = for_nobody(scheduled, &reached(places, reach), subjects, written)?;
        let peopled = |names: &mut dyn Iterator<Item = (&str, bool)>| {
            names.filter(|(_, peopled)| *peopled).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
        };
        let sizes = peopled(&mut SizeClassName::NAMES.iter().copied().zip(subjects.peopled_sizes));
        let categories = subjects.categories.iter().map(String::as_str);
        let categories = peopled(&mut categories.zip(subjects.peopled_categories.iter().copied()));
        Some(problem.help(format!("makers are of size {sizes}, in category {categories}")))
    });
    found.collect()
}

fn is_set(scheduled: &Scheduled) -> bool {
    matches!(scheduled.patch.place, error::Place::Set { .. })
}

fn reached<'a>(places: &'a [Place], reach: &[bool]) -> Vec<&'a Place> {
    places.iter().zip(reach).filter(|(_, reached)| **reached).map(|(place, _)| place).collect()
}

/// A tier that no firm falls in, or hardly any. That of an argument of `--set` is refused before.
fn without_makers(
    scheduled: &Scheduled,
    reach: &[bool],
    places: &[Place],
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Option<Problem> {
    let reached = reached(places, reach);
    for_nobody(scheduled, &reached, subjects, written)
        .or_else(|| hardly_any(scheduled, &reached, subjects, written))
}

/// A tier that no firm falls in.
fn for_nobody(
    scheduled: &Scheduled,
    reached: &[&Place],
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Option<Problem> {
    let peopled =
        |place: &Place| subjects.peopled_sizes[place.size] && subjects.peopled_categories[place.category];
    if reached.iter().any(|place| peopled(place)) {
        return None;
    }
    let place = reached.first()?;
    let path = match subjects.peopled_sizes[place.size] {
        false => format!("size.{}.count", SizeClassName::ALL[place.size].name()),
        true => format!("category.{}.maker_share", subjects.categories[place.category]),
    };
    let message = format!("no maker of market \"{}\" falls under this rule: {path} is 0", subjects.market);
    let problem = Problem::new(Kind::NoMatch, scheduled.patch.place.clone(), message);
    let related = problem.related(format!("{path} is set here"), written(&path));
    Some(related.help(format!("raise {path}, or leave the rule out")))
}

/// Share of the makers below which a tier hardly matters.
const HARDLY: f64 = 0.01;

/// A tier that hardly any firm falls in.
fn hardly_any(
    scheduled: &Scheduled,
    reached: &[&Place],
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Option<Problem> {
    // A rule for one of several jurisdictions concerns all who sell there: each maker counts once.
    let mut parts: Vec<(usize, usize)> = reached.iter().map(|place| (place.size, place.category)).collect();
    parts.sort_unstable();
    parts.dedup();
    let share =
        |&(size, category): &(usize, usize)| subjects.size_shares[size] * subjects.category_shares[category];
    let share: f64 = parts.iter().map(share).sum();
    let start = subjects.size_shares.iter().sum::<f64>() > 0.0;
    let message = format!(
        "hardly any maker of market \"{}\" falls under this rule: {:.1} % of them at the start",
        subjects.market,
        100.0 * share
    );
    (start && !reached.is_empty() && share < HARDLY).then(|| {
        let problem = Problem::new(Kind::NoMatch, scheduled.patch.place.clone(), message)
            .help("what the rule does is lost in averages over the market: read the outcomes of its tier, or widen it");
        let few = numbers_of(&parts, subjects).into_iter();
        few.fold(problem, |problem, path| problem.related(format!("{path} is set here"), written(&path)))
    })
}

/// The levers of a market that say how many makers there are of the sizes and categories which a rule picks out.
fn numbers_of(parts: &[(usize, usize)], subjects: &Subjects<'_>) -> Vec<String> {
    let sizes: BTreeSet<usize> = parts.iter().map(|(size, _)| *size).collect();
    let categories: BTreeSet<usize> = parts.iter().map(|(_, category)| *category).collect();
    let all_sizes = sizes.len() == SizeClassName::ALL.len();
    let all_categories = categories.len() == subjects.categories.len();
    let of_size = |size: usize| format!("size.{}.count", SizeClassName::ALL[size].name());
    let of_category = |category: usize| format!("category.{}.maker_share", subjects.categories[category]);
    let sizes = sizes.into_iter().filter(|_| !all_sizes).map(of_size);
    sizes.chain(categories.into_iter().filter(|_| !all_categories).map(of_category)).collect()
}

fn after_the_end(
    scheduled: &Scheduled,
    horizon: Month,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Option<Problem> {
    let (patch, horizon_path) = (&scheduled.patch, "clock.horizon_months");
    let dates = [
        ("from", &patch.from, scheduled.from),
        ("vintage", &patch.vintage, scheduled.vintage),
        ("announced", &patch.announced, scheduled.announced),
    ];
    let (axis, dated, _) =
        dates.into_iter().find(|(_, dated, month)| dated.is_some() && *month >= horizon)?;
    let dated = dated.as_ref()?;
    let message = format!(
        "{axis} = {} lies after the end of the horizon, {horizon} months: the rule never holds",
        dated.date
    );
    let problem = Problem::new(Kind::Range, dated.place.clone(), message);
    Some(
        problem
            .related(format!("{horizon_path} is set here"), written(horizon_path))
            .help("move the date, or lengthen the horizon"),
    )
}

fn announced_late(scheduled: &Scheduled) -> Option<Problem> {
    let patch = &scheduled.patch;
    let announced = patch.announced.as_ref()?;
    let dates = [("from", &patch.from), ("vintage", &patch.vintage)];
    let early = dates.into_iter().filter_map(|(axis, dated)| Some((axis, dated.as_ref()?)));
    let (axis, dated) = early.into_iter().find(|(_, dated)| dated.date < announced.date)?;
    let message = format!(
        "{axis} = {} lies before the rule is announced, {}: it binds from then on",
        dated.date, announced.date
    );
    let problem = Problem::new(Kind::Conflict, dated.place.clone(), message);
    Some(
        problem
            .related("announced is set here", Some(announced.place.clone()))
            .help("announce it before it binds"),
    )
}
