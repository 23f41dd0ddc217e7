//! Compiles a regime into cells: which [`Rule`] holds for whom, when, and as far as firms know it.
//!
//! Patches are expanded over jurisdiction, size, category (which fixes criticality), event epoch, vintage epoch and
//! state of knowledge; identical rules are kept once. What the engine asks later is index arithmetic.

use std::collections::BTreeMap;

use super::cells::{Cells, Time};
use super::coherence::{Market, contradictions};
use super::regime::{Assignment, Patch, Regime};
use super::rule::Rule;
pub use super::selector::Place;
use super::selector::{places, reach};
use super::subjects::{SizeClassName, Subjects};
use super::timeline::{self, ALWAYS, Scheduled};
use crate::error::{self, Error, Kind, Problem};
use crate::units::Month;

/// Most distinct rules of one law.
pub const MAX_RULES: usize = 4_096;

/// Most entries in the table of cells of one law.
const MAX_TABLE: usize = 1 << 22;

/// A compiled law.
#[derive(Clone, Debug)]
pub struct Law {
    /// The distinct rules.
    pub rules: Vec<Rule>,
    cells: Cells,
    categories: usize,
    timetable: Timetable,
}

impl Law {
    /// Months at which the law for events changes; the first is the beginning of time, `i32::MIN`.
    pub fn epochs(&self) -> &[Month] {
        self.cells.starts(Time::Event)
    }

    /// Months at which the law for products placed on the market from then on changes; the first is `i32::MIN`.
    pub fn vintages(&self) -> &[Month] {
        self.cells.starts(Time::Vintage)
    }

    /// Months at which firms learn of a change of the law; the first is `i32::MIN`.
    pub fn announcements(&self) -> &[Month] {
        self.cells.starts(Time::Knowledge)
    }

    /// The event epoch in which a month lies.
    pub fn epoch_at(&self, month: Month) -> usize {
        self.cells.step(Time::Event, month)
    }

    /// The vintage epoch in which a month lies.
    pub fn vintage_at(&self, month: Month) -> usize {
        self.cells.step(Time::Vintage, month)
    }

    /// The cell that governs an event at a place, by epoch of the event and vintage of the product.
    pub fn cell(&self, place: Place, epoch: usize, vintage: usize) -> u16 {
        self.cells.rule([self.announcements().len() - 1, epoch, vintage], self.index(place))
    }

    /// The cell that governs an event as far as a firm knew the law in month `known`.
    pub fn known_cell(&self, place: Place, known: Month, epoch: usize, vintage: usize) -> u16 {
        self.cells.rule([self.cells.step(Time::Knowledge, known), epoch, vintage], self.index(place))
    }

    /// The rule of a cell.
    pub fn rule(&self, cell: u16) -> &Rule {
        &self.rules[usize::from(cell)]
    }

    /// What set a lever for an event of a month on a product of a vintage, with the patch it stands in; `None` if
    /// the lever keeps its default there.
    pub fn origin(
        &self,
        path: &str,
        place: Place,
        event: Month,
        vintage: Month,
    ) -> Option<(&Patch, &Assignment)> {
        origin(&self.timetable, path, self.index(place), [Month::MAX, event, vintage])
    }

    /// The same law, whose cells go on where those of an earlier law end: a claim filed before keeps its cell.
    #[must_use]
    pub fn after(mut self, earlier: &Law) -> Law {
        let mut rules = earlier.rules.clone();
        let place_of = |rule: &Rule| match rules.iter().position(|known| known == rule) {
            Some(index) => index as u16,
            None => {
                rules.push(rule.clone());
                (rules.len() - 1) as u16
            }
        };
        let renamed: Vec<u16> = self.rules.iter().map(place_of).collect();
        self.cells.rename(&renamed);
        self.rules = rules;
        self
    }

    fn index(&self, place: Place) -> usize {
        (place.jurisdiction * SizeClassName::ALL.len() + place.size) * self.categories + place.category
    }
}

/// Compiles a regime for a market. With a status quo, that law holds before month 0 and the regime from then on;
/// without, the regime's own dates stand. `written` says where the market sets a lever, for errors.
///
/// # Errors
/// Selectors that name or match nothing in the market, dates before the announcement, rules that contradict
/// themselves or the market, and more than [`MAX_RULES`] distinct rules.
pub fn compile(
    regime: &Regime,
    status_quo: Option<&Regime>,
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Result<Law, Error> {
    let zero = subjects.announced;
    let mut problems = Vec::new();
    let scheduled = match status_quo {
        None => timeline::as_written(regime, zero),
        Some(status_quo) => {
            if !subjects.rebase {
                let place = written("clock.announced");
                problems.extend(timeline::dates_in_the_past(regime, status_quo, zero, place.as_ref()));
            }
            timeline::takes_over(regime, status_quo, zero, subjects.rebase)
        }
    };
    let places = places(subjects);
    let timetable = scheduled
        .into_iter()
        .map(|scheduled| {
            let reach = reach(&scheduled.patch, &places, subjects, &mut problems);
            (scheduled, reach)
        })
        .collect();
    Error::unless_empty(distinct(problems))?;
    let mut builder = Builder {
        market: Market { cover_offered: subjects.cover_offered, lifecycle: subjects.lifecycle },
        written,
        timetable,
        rules: Vec::new(),
        by_patches: BTreeMap::new(),
        problems: Vec::new(),
    };
    let cells = builder.cells(places.len())?;
    Error::unless_empty(distinct(builder.problems))?;
    Ok(Law {
        rules: builder.rules,
        cells,
        categories: subjects.categories.len(),
        timetable: builder.timetable,
    })
}

/// Patches in order of precedence, each with the places it reaches.
type Timetable = Vec<(Scheduled, Vec<bool>)>;

struct Builder<'a> {
    market: Market,
    written: &'a dyn Fn(&str) -> Option<error::Place>,
    timetable: Timetable,
    rules: Vec<Rule>,
    by_patches: BTreeMap<Vec<usize>, u16>,
    problems: Vec<Problem>,
}

impl Builder<'_> {
    fn cells(&mut self, places: usize) -> Result<Cells, Error> {
        let starts = starts(&self.timetable);
        if starts.iter().map(Vec::len).product::<usize>().saturating_mul(places) > MAX_TABLE {
            let dates: Vec<String> = starts.iter().map(|s| s.len().to_string()).collect();
            let message = format!("too many dates ({}) for {places} legal places", dates.join(" × "));
            return Err(self.too_large(message, "state fewer distinct dates"));
        }
        Cells::fill(starts, places, |months, place| self.rule(months, place)).map(Cells::merged)
    }

    /// The index of the rule that the patches governing a cell add up to. No event precedes its product, so a cell
    /// whose events would all do so is filled as if they happened when the product was placed on the market.
    fn rule(&mut self, [known, event, vintage]: [Month; 3], place: usize) -> Result<u16, Error> {
        let months = [known, event.max(vintage), vintage];
        let governing: Vec<usize> = governing(&self.timetable, months, place).collect();
        if let Some(&index) = self.by_patches.get(&governing) {
            return Ok(index);
        }
        let mut rule = Rule::default();
        for assignment in governing.iter().flat_map(|&i| &self.timetable[i].0.patch.assignments) {
            (assignment.lever.set)(&mut rule, assignment.stated.value);
        }
        let index = match self.rules.iter().position(|known| *known == rule) {
            Some(index) => index,
            None => self.add(rule, months, place)?,
        };
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        self.by_patches.insert(governing, index);
        Ok(index)
    }

    fn add(&mut self, rule: Rule, months: [Month; 3], place: usize) -> Result<usize, Error> {
        if self.rules.len() == MAX_RULES {
            return Err(self.too_large(
                format!("this law has more than {MAX_RULES} distinct rules"),
                "let rules differ on fewer axes",
            ));
        }
        let set_by = |path: &str| {
            let set = origin(&self.timetable, path, place, months);
            set.map(|(_, assignment)| assignment.stated.place.clone()).or_else(|| (self.written)(path))
        };
        self.problems.extend(contradictions(&rule, self.market, set_by));
        self.rules.push(rule);
        Ok(self.rules.len() - 1)
    }

    /// Only a law with patches can be too large, so there is a first one to point at.
    fn too_large(&self, message: String, help: &str) -> Error {
        let place = self.timetable[0].0.patch.place.clone();
        Problem::new(Kind::TooLarge, place, message).help(help).into()
    }
}

/// Indices of the patches that govern a cell, in order of precedence.
fn governing(
    timetable: &Timetable,
    months: [Month; 3],
    place: usize,
) -> impl DoubleEndedIterator<Item = usize> {
    let [known, event, vintage] = months;
    let governs = move |(scheduled, reach): &(Scheduled, Vec<bool>)| {
        reach[place] && scheduled.governs(known, event, vintage)
    };
    (0..timetable.len()).filter(move |&index| governs(&timetable[index]))
}

/// The last patch and assignment that set a lever in a cell.
fn origin<'a>(
    timetable: &'a Timetable,
    path: &str,
    place: usize,
    months: [Month; 3],
) -> Option<(&'a Patch, &'a Assignment)> {
    governing(timetable, months, place).rev().find_map(|index| {
        let patch = &timetable[index].0.patch;
        let set = patch.assignments.iter().find(|assignment| assignment.lever.path == path)?;
        Some((patch, set))
    })
}

/// The months at which knowledge, events' law and vintages' law may change.
fn starts(timetable: &Timetable) -> [Vec<Month>; 3] {
    let months: [fn(&Scheduled) -> Month; 3] = [|s| s.announced, |s| s.from, |s| s.vintage];
    months.map(|month| {
        let mut starts: Vec<Month> = timetable.iter().map(|(scheduled, _)| month(scheduled)).collect();
        starts.extend([ALWAYS, 0]);
        starts.sort_unstable();
        starts.dedup();
        starts
    })
}

/// Problems without those that point at the same places as an earlier one.
fn distinct(problems: Vec<Problem>) -> Vec<Problem> {
    let mut distinct: Vec<Problem> = Vec::new();
    for problem in problems {
        let same =
            |p: &Problem| (p.kind, &p.place, &p.related) == (problem.kind, &problem.place, &problem.related);
        if !distinct.iter().any(same) {
            distinct.push(problem);
        }
    }
    distinct
}
