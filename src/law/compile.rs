//! Compiles a regime into cells: which [`Rule`] holds for whom, when, and as far as firms know it.
//!
//! Patches are expanded over jurisdiction, size, category (which fixes criticality), event epoch, vintage epoch and
//! state of knowledge; identical rules are kept once. What the engine asks later is index arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cells, Time};
use super::coherence::contradictions;
use super::dead_letter;
use super::idle::{self, Idle};
use super::regime::{Assignment, Patch, Regime};
use super::rule::Rule;
pub use super::selector::Place;
use super::selector::{places, reach, without_law};
use super::subjects::{SizeClassName, Subjects};
use super::timeline::{self, ALWAYS, Scheduled};
use super::unmet::{self, Unmet};
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
    /// What it says to no effect, each with its places: tiers that nobody falls in, phases after the end, idle levers.
    pub warnings: Vec<Problem>,
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
        let months = [Month::MAX, event, vintage];
        let (index, assignment) = origin(&self.timetable, path, self.index(place), months)?;
        Some((&self.timetable[index].0.patch, assignment))
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
/// Selectors that name or match nothing in the market, or nobody where `--set` has them, dates before the announcement, rules that contradict
/// themselves or the market, and more than [`MAX_RULES`] distinct rules.
pub fn compile(
    regime: &Regime,
    status_quo: Option<&Regime>,
    subjects: &Subjects<'_>,
    written: &dyn Fn(&str) -> Option<error::Place>,
) -> Result<Law, Error> {
    let zero = subjects.announced;
    let mut problems = without_law(regime, subjects, written);
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
    let timetable: Timetable = scheduled
        .into_iter()
        .map(|scheduled| {
            let reach = reach(&scheduled.patch, &places, (subjects, written), &mut problems);
            (scheduled, reach)
        })
        .collect();
    problems.extend(dead_letter::set_for_nobody(&timetable, &places, subjects, written));
    Error::unless_empty(distinct(problems))?;
    let mut warnings = dead_letter::doubts(&timetable, &places, subjects, written);
    let mut builder = Builder::new(subjects, &places, written, timetable);
    let cells = builder.cells()?;
    warnings.extend(
        builder.idle.into_iter().filter(|(set, _)| !builder.busy.contains(set)).map(|(_, doubt)| doubt),
    );
    warnings.extend(
        builder.unmet.into_iter().filter(|(by, _)| !builder.met.contains(by)).map(|(_, doubt)| doubt),
    );
    Error::unless_empty(distinct(builder.problems))?;
    Ok(Law {
        rules: builder.rules,
        warnings: distinct(warnings),
        cells,
        categories: subjects.categories.len(),
        timetable: builder.timetable,
    })
}

/// Patches in order of precedence, each with the places it reaches.
pub(super) type Timetable = Vec<(Scheduled, Vec<bool>)>;

struct Builder<'a> {
    subjects: &'a Subjects<'a>,
    places: &'a [Place],
    written: &'a dyn Fn(&str) -> Option<error::Place>,
    timetable: Timetable,
    rules: Vec<Rule>,
    by_patches: BTreeMap<Vec<usize>, Governed>,
    problems: Vec<Problem>,
    /// What each rule leaves with nothing to do, and with something.
    sorted: Vec<(Vec<Idle>, Vec<&'static str>)>,
    /// Levers that do nothing in some cell, as they are set there.
    idle: Vec<(SetAt, Problem)>,
    /// Levers that do something in some cell, as they are set there: the law before a reform does not speak for what the reform sets.
    busy: BTreeSet<SetAt>,
    /// What is asked for and no maker of some size meets: that of the greatest is told.
    unmet: BTreeMap<Setter, Problem>,
    /// Those that makers of some size can meet.
    met: BTreeSet<Setter>,
}

/// The patch that sets a lever, by its rank, and the lever.
type Setter = (usize, &'static str);

/// Where a lever is set, by law before and after a reform alike, and the lever.
type SetAt = (error::Place, &'static str);

/// What the same patches make: their rule, and the sizes of makers that it was tried on.
#[derive(Clone, Copy)]
struct Governed {
    rule: u16,
    sizes: [bool; SizeClassName::ALL.len()],
}

impl<'a> Builder<'a> {
    fn new(
        subjects: &'a Subjects<'a>,
        places: &'a [Place],
        written: &'a dyn Fn(&str) -> Option<error::Place>,
        timetable: Timetable,
    ) -> Builder<'a> {
        Builder {
            subjects,
            places,
            written,
            timetable,
            rules: Vec::new(),
            by_patches: BTreeMap::new(),
            problems: Vec::new(),
            sorted: Vec::new(),
            idle: Vec::new(),
            busy: BTreeSet::new(),
            unmet: BTreeMap::new(),
            met: BTreeSet::new(),
        }
    }

    fn cells(&mut self) -> Result<Cells, Error> {
        let (starts, places) = (starts(&self.timetable), self.places.len());
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
        let size = self.places[place].size;
        if let Some(governed) = self.by_patches.get_mut(&governing) {
            let (rule, tried) = (governed.rule, std::mem::replace(&mut governed.sizes[size], true));
            if !tried {
                self.try_on_makers(usize::from(rule), months, place);
            }
            return Ok(rule);
        }
        let mut rule = Rule::default();
        for assignment in governing.iter().flat_map(|&i| &self.timetable[i].0.patch.assignments) {
            (assignment.lever.set)(&mut rule, assignment.stated.value);
        }
        let index = match self.rules.iter().position(|known| *known == rule) {
            Some(index) => index,
            None => self.add(rule, months, place)?,
        };
        self.note_idle(index, months, place);
        self.try_on_makers(index, months, place);
        let rule = u16::try_from(index).unwrap_or(u16::MAX);
        let sizes = std::array::from_fn(|tried| tried == size);
        self.by_patches.insert(governing, Governed { rule, sizes });
        Ok(rule)
    }

    /// Tries what a rule asks for on the makers of a place, if there are any.
    fn try_on_makers(&mut self, rule: usize, months: [Month; 3], place: usize) {
        let size = self.places[place].size;
        if !self.subjects.peopled_sizes[size] {
            return;
        }
        for condition in unmet::conditions(&self.rules[rule], &self.subjects.means, size) {
            let Some((rank, at)) = self.set_by(condition.path, place, months) else { continue };
            let setter = (rank, condition.path);
            let Some(Unmet { message, by, help }) = condition.unmet else {
                self.met.insert(setter);
                continue;
            };
            let mut problem = Problem::new(Kind::Conflict, at, message).help(help);
            for path in by {
                let place = self.set_by(&path, place, months).map(|(_, place)| place);
                problem = problem.related(format!("{path} is set here"), place);
            }
            self.unmet.insert(setter, problem);
        }
    }

    fn add(&mut self, rule: Rule, months: [Month; 3], place: usize) -> Result<usize, Error> {
        if self.rules.len() == MAX_RULES {
            return Err(self.too_large(
                format!("this law has more than {MAX_RULES} distinct rules"),
                "let rules differ on fewer axes",
            ));
        }
        let set_by = |path: &str| self.set_by(path, place, months);
        let means = &self.subjects.means;
        let problems = contradictions(&rule, means, |path| set_by(path).map(|(_, place)| place));
        self.problems.extend(problems);
        self.sorted.push(idle::sorted(&rule, means));
        self.rules.push(rule);
        Ok(self.rules.len() - 1)
    }

    /// Notes which levers of a rule do nothing and which something, by where the patches of a cell set them.
    fn note_idle(&mut self, rule: usize, months: [Month; 3], place: usize) {
        let set_by = |path: &str| self.set_by(path, place, months);
        let (idle, busy) = &self.sorted[rule];
        let doubt = |idle: &Idle| {
            let (rank, at) = set_by(idle.path)?;
            Some(((at.clone(), idle.path), warning(idle, (rank, at), set_by(idle.by))?))
        };
        let idle: Vec<_> = idle.iter().filter_map(doubt).collect();
        let busy: Vec<SetAt> = busy.iter().filter_map(|path| Some((set_by(path)?.1, *path))).collect();
        self.idle.extend(idle);
        self.busy.extend(busy);
    }

    /// Where a lever that governs a cell is set, in the law or in the market, with the rank of the patch.
    fn set_by(&self, path: &str, place: usize, months: [Month; 3]) -> Option<(usize, error::Place)> {
        match origin(&self.timetable, path, place, months) {
            Some((index, assignment)) => Some((index, assignment.stated.place.clone())),
            None => (self.written)(path).map(|place| (0, place)),
        }
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

/// The last patch that sets a lever in a cell, by its index, and the assignment.
fn origin<'a>(
    timetable: &'a Timetable,
    path: &str,
    place: usize,
    months: [Month; 3],
) -> Option<(usize, &'a Assignment)> {
    governing(timetable, months, place).rev().find_map(|index| {
        let assignments = &timetable[index].0.patch.assignments;
        Some((index, assignments.iter().find(|assignment| assignment.lever.path == path)?))
    })
}

/// The warning about a lever that does nothing, set at one place, because of another, set at a second; none where a later
/// file has switched off what an earlier one had set: that is meant.
fn warning(
    idle: &Idle,
    (rank, place): (usize, error::Place),
    by: Option<(usize, error::Place)>,
) -> Option<Problem> {
    let file = |place: &error::Place| match place {
        error::Place::File { file, .. } => Some(file.clone()),
        error::Place::Set { .. } => None,
    };
    if by.as_ref().is_some_and(|(by_rank, by)| *by_rank > rank && file(by) != file(&place)) {
        return None;
    }
    let problem = Problem::new(Kind::Conflict, place, idle.message.clone());
    let label = format!("{} is set here", idle.by);
    Some(problem.related(label, by.map(|(_, place)| place)).help(idle.help.clone()))
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
