//! What the regimes' laws say, lever by lever, as compiled: where they differ, and on what figures they rest.

use caveat::law::compile::{Law, Place};
use caveat::law::regime::{Patch, Regime};
use caveat::law::rule::{self, Rule};
use caveat::lever::{Grade, Kind, Lever, Stated};
use caveat::scenario::Scenario;
use caveat::scenario::market::SizeClassName;
use caveat::units::Month;

use crate::phases::{Phase, Said, Window, phases};
use crate::study::{Assumption, Held, Provision};

/// The laws of a market over its horizon.
pub struct Laws<'a> {
    scenario: &'a Scenario,
    regimes: &'a [Regime],
    laws: &'a [Law],
    window: Window,
}

impl<'a> Laws<'a> {
    /// Of regimes, with their laws in the same order.
    pub fn new(scenario: &'a Scenario, regimes: &'a [Regime], laws: &'a [Law]) -> Laws<'a> {
        let clock = &scenario.market.clock;
        let window = Window { announced: clock.start(), horizon: clock.horizon_months as Month };
        Laws { scenario, regimes, laws, window }
    }

    /// Every lever on which a regime differs from the baseline at some time of the horizon; once for each part of the
    /// market in which the regimes say the same.
    pub fn differing(&self, baseline: usize) -> Vec<Provision> {
        let places = self.places();
        let mut provisions = Vec::new();
        for lever in rule::levers().into_iter().flatten() {
            let said = |place| self.laws.iter().map(|law| self.said(law, lever, place)).collect::<Vec<_>>();
            for (said, group) in grouped(&places, said) {
                if said.iter().any(|values| *values != said[baseline]) {
                    let held = |law| self.held(law, lever, group[0]);
                    provisions.push(Provision {
                        path: format!("{}{}", lever.path, self.selector(&group)),
                        doc: lever.doc.to_owned(),
                        values: self.laws.iter().map(held).collect(),
                    });
                }
            }
        }
        provisions
    }

    /// Does nobody answer for harm under a regime's law, in the end?
    pub fn is_without_liability(&self, regime: usize) -> bool {
        let is_none = |path: &str| {
            let last = self.at_last(regime, path);
            last.iter().all(|value| value == "none" || path != "standard.kind" && value == "as_kind")
        };
        ["standard.kind", "standard.kind_design", "standard.kind_testing", "standard.kind_update"]
            .into_iter()
            .all(is_none)
    }

    /// The values that a lever of a regime's law takes last, in the order in which places have them.
    pub fn at_last(&self, regime: usize, path: &str) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for lever in rule::levers().into_iter().flatten().filter(|lever| lever.path == path) {
            for place in self.places() {
                let last = phases(&self.laws[regime], lever, place, self.window).pop();
                let value = last.map(|phase| lever.row().show(phase.value)).unwrap_or_default();
                let value = value.strip_suffix(".0").unwrap_or(&value).to_owned();
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        values
    }

    /// Every figure that some regime states and that holds somewhere, some time, with its credentials.
    pub fn figures(&self) -> Vec<Assumption> {
        let mut figures: Vec<(Assumption, Vec<usize>)> = Vec::new();
        let places = self.places();
        for lever in rule::levers().into_iter().flatten() {
            for (regime, law) in self.laws.iter().enumerate() {
                for place in &places {
                    for phase in phases(law, lever, *place, self.window) {
                        let Some((patch, stated)) = phase.origin(law, lever.path, *place) else { continue };
                        if is_the_law_itself(lever, patch, stated) {
                            continue;
                        }
                        let figure = figure(lever, patch, stated);
                        match figures.iter_mut().find(|(known, _)| *known == figure) {
                            Some((_, regimes)) if regimes.last() == Some(&regime) => {}
                            Some((_, regimes)) => regimes.push(regime),
                            None => figures.push((figure, vec![regime])),
                        }
                    }
                }
            }
        }
        figures.into_iter().map(|(figure, regimes)| self.stated_by(figure, &regimes)).collect()
    }

    fn stated_by(&self, figure: Assumption, regimes: &[usize]) -> Assumption {
        let names: Vec<&str> = regimes.iter().map(|&regime| self.regimes[regime].name.as_str()).collect();
        let under =
            if names.len() == self.regimes.len() { "every regime".to_owned() } else { names.join(", ") };
        Assumption { under, ..figure }
    }

    fn said(&self, law: &Law, lever: &Lever<Rule>, place: Place) -> Vec<Said> {
        phases(law, lever, place, self.window).iter().map(Phase::says).collect()
    }

    fn held(&self, law: &Law, lever: &Lever<Rule>, place: Place) -> Vec<Held> {
        let held = |phase: Phase| {
            let value = with_unit(&lever.row().show(phase.value), lever.unit);
            let Some((patch, stated)) = phase.origin(law, lever.path, place) else {
                let (when, source) = (phase.when(self.window, None), "no rule sets it".to_owned());
                return Held { value, when, source, ..Held::default() };
            };
            Held {
                value,
                when: phase.when(self.window, Some(patch)),
                range: range(stated.low, stated.high),
                grade: stated.grade.map_or(String::new(), |grade| grade.name().to_owned()),
                source: stated.source.clone().unwrap_or_default(),
                article: patch.reference.clone().unwrap_or_default(),
            }
        };
        phases(law, lever, place, self.window).into_iter().map(held).collect()
    }

    fn places(&self) -> Vec<Place> {
        let market = &self.scenario.market;
        let mut places = Vec::new();
        for jurisdiction in 0..market.jurisdictions.len() {
            for size in 0..SizeClassName::ALL.len() {
                places.extend((0..market.categories.len()).map(|category| Place {
                    jurisdiction,
                    size,
                    category,
                }));
            }
        }
        places
    }

    /// `[size=large|medium]` for a part of the market that a selector can say; nothing for all of it.
    fn selector(&self, group: &[Place]) -> String {
        let market = &self.scenario.market;
        type Axis<'a> = (&'a str, Vec<&'a str>, fn(&Place) -> usize);
        let axes: [Axis; 3] = [
            ("jurisdiction", market.jurisdictions.names.iter().map(String::as_str).collect(), |p| {
                p.jurisdiction
            }),
            ("size", SizeClassName::NAMES.to_vec(), |p| p.size),
            ("category", market.categories.names.iter().map(String::as_str).collect(), |p| p.category),
        ];
        let mut terms = Vec::new();
        let mut product = 1;
        for (axis, names, index) in axes {
            let held: Vec<&str> =
                (0..names.len()).filter(|i| group.iter().any(|p| index(p) == *i)).map(|i| names[i]).collect();
            product *= held.len();
            if held.len() < names.len() {
                terms.push(format!("{axis}={}", held.join("|")));
            }
        }
        match terms.is_empty() {
            _ if product != group.len() => format!(" in {} of {} cells", group.len(), self.places().len()),
            true => String::new(),
            false => format!("[{}]", terms.join(",")),
        }
    }
}

/// `5 EUR`, or the value alone where the unit says nothing.
pub fn with_unit(value: &str, unit: &str) -> String {
    const UNSPOKEN: [&str; 4] = ["", "share", "probability", "ratio"];
    let value = value.strip_suffix(".0").unwrap_or(value);
    if UNSPOKEN.contains(&unit) || value == "inf" { value.to_owned() } else { format!("{value} {unit}") }
}

/// `0.2 to 0.7`; nothing where no range is stated.
pub fn range(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{low} to {high}"),
        _ => String::new(),
    }
}

/// Whether a value is no figure to vouch for: one of the law that a rule renders, or a choice, where a file says no more of it.
fn is_the_law_itself(lever: &Lever<Rule>, patch: &Patch, stated: &Stated) -> bool {
    let number = matches!(lever.kind, Kind::Num { .. } | Kind::Whole { .. });
    stated.grade.is_none() && (!number || (stated.source.is_none() && patch.reference.is_some()))
}

/// A figure that a patch states, wherever it is part of the law.
fn figure(lever: &Lever<Rule>, patch: &Patch, stated: &Stated) -> Assumption {
    let words = |term: &caveat::law::regime::Term| {
        let names: Vec<&str> = term.words.iter().map(|word| word.name.as_str()).collect();
        format!("{}={}", term.axis.name(), names.join("|"))
    };
    let dates = [("from", &patch.from), ("vintage", &patch.vintage)];
    let dates =
        dates.into_iter().filter_map(|(axis, at)| at.as_ref().map(|at| format!("{axis}={}", at.date)));
    let terms: Vec<String> = patch.terms.iter().map(words).chain(dates).collect();
    let selector = if terms.is_empty() { String::new() } else { format!("[{}]", terms.join(",")) };
    Assumption {
        path: format!("{}{selector}", lever.path),
        value: with_unit(&lever.row().show(stated.value), lever.unit),
        range: range(stated.low, stated.high),
        source: stated.source.clone().unwrap_or_default(),
        grade: stated.grade.map_or("ungraded", Grade::name).to_owned(),
        under: String::new(),
    }
}

/// Places by what is said there, in the order in which it is met first.
fn grouped<T: PartialEq>(places: &[Place], said: impl Fn(Place) -> T) -> Vec<(T, Vec<Place>)> {
    let mut groups: Vec<(T, Vec<Place>)> = Vec::new();
    for &place in places {
        let says = said(place);
        match groups.iter_mut().find(|(same, _)| *same == says) {
            Some((_, members)) => members.push(place),
            None => groups.push((says, vec![place])),
        }
    }
    groups
}
