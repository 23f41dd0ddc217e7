//! Where the regimes' laws differ, lever by lever, as compiled.

use caveat::law::compile::{Law, Place};
use caveat::law::rule;
use caveat::lever::Value;
use caveat::scenario::Scenario;
use caveat::scenario::market::SizeClassName;
use caveat::units::Month;

use crate::study::Provision;

/// Every lever on which a regime differs from the baseline at the end of the horizon, for products sold then; once for
/// each part of the market in which the regimes say the same.
pub fn differing(scenario: &Scenario, laws: &[Law], baseline: usize) -> Vec<Provision> {
    let at = Instant { scenario, laws, month: scenario.market.clock.horizon_months as Month - 1 };
    let places = at.places();
    let mut provisions = Vec::new();
    for lever in rule::levers().into_iter().flatten() {
        for (values, group) in grouped(&places, |place| at.values(lever.get, place)) {
            if values.iter().any(|value| *value != values[baseline]) {
                provisions.push(Provision {
                    path: format!("{}{}", lever.path, at.selector(&group)),
                    doc: lever.doc.to_owned(),
                    values: values
                        .iter()
                        .map(|value| with_unit(&lever.row().show(*value), lever.unit))
                        .collect(),
                    references: laws.iter().map(|law| at.reference(law, lever.path, group[0])).collect(),
                });
            }
        }
    }
    provisions
}

/// `5 EUR`, or the value alone where the unit says nothing.
pub fn with_unit(value: &str, unit: &str) -> String {
    const UNSPOKEN: [&str; 4] = ["", "share", "probability", "ratio"];
    if UNSPOKEN.contains(&unit) || value == "inf" { value.to_owned() } else { format!("{value} {unit}") }
}

/// The laws of a market in one month.
struct Instant<'a> {
    scenario: &'a Scenario,
    laws: &'a [Law],
    month: Month,
}

impl Instant<'_> {
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

    fn values(&self, get: fn(&rule::Rule) -> Value, place: Place) -> Vec<Value> {
        let rule = |law: &Law| {
            let cell = law.cell(place, law.epoch_at(self.month), law.vintage_at(self.month));
            get(law.rule(cell))
        };
        self.laws.iter().map(rule).collect()
    }

    /// The article or the source behind a lever's value.
    fn reference(&self, law: &Law, path: &str, place: Place) -> String {
        let origin = law.origin(path, place, self.month, self.month);
        let words = origin
            .and_then(|(patch, assignment)| patch.reference.clone().or(assignment.stated.source.clone()));
        words.unwrap_or_default()
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
