//! What a law says of one lever over time: its values, from when, for which products, and on whose word.

use caveat::law::compile::{Law, Place};
use caveat::law::regime::{Dated, Patch};
use caveat::law::rule::Rule;
use caveat::lever::{Lever, Stated, Value};
use caveat::units::{Date, Month};

/// The months over which laws are read, counted from the announcement.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The day of the announcement, in month 0.
    pub announced: Date,
    /// Months simulated from then on.
    pub horizon: Month,
}

/// Products that a value concerns, by the month in which they are placed on the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sold {
    /// All of them.
    Whenever,
    /// From a month on.
    From(Month),
    /// Before a month.
    Before(Month),
}

/// What a phase says, apart from who says it.
pub type Said = (Value, Option<Month>, Sold);

/// A value of a lever, for as long as it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// The value.
    pub value: Value,
    /// First month of its events; none if it holds from the announcement on, or as soon as its products are sold.
    from: Option<Month>,
    sold: Sold,
    /// An event and a product that it governs.
    example: (Month, Month),
}

impl Phase {
    /// What it says, apart from who says it.
    pub fn says(&self) -> Said {
        (self.value, self.from, self.sold)
    }

    /// `for products sold from 2028-12-11`, `from 2026-09-11`; nothing for what holds all along.
    pub fn when(&self, window: Window, patch: Option<&Patch>) -> String {
        let date = |month, pick: fn(&Patch) -> &Option<Dated>| {
            let written = patch.and_then(|patch| pick(patch).as_ref()).map(|dated| dated.date);
            window.date(month, written)
        };
        let sold = match self.sold {
            Sold::Whenever => None,
            Sold::From(month) => Some(format!("for products sold from {}", date(month, |p| &p.vintage))),
            Sold::Before(month) => Some(format!("for products sold before {}", window.date(month, None))),
        };
        let from = self.from.map(|month| format!("from {} on", date(month, |p| &p.from)));
        sold.into_iter().chain(from).collect::<Vec<_>>().join(", ")
    }

    /// Where the value stands in a law: the patch, and what its author says of it.
    pub fn origin<'a>(&self, law: &'a Law, path: &str, place: Place) -> Option<(&'a Patch, &'a Stated)> {
        let (event, vintage) = self.example;
        law.origin(path, place, event, vintage).map(|(patch, assignment)| (patch, &assignment.stated))
    }
}

impl Window {
    /// The date that a month stands for: the one written, if it lies in that month, or else the month's first day.
    fn date(self, month: Month, written: Option<Date>) -> String {
        let index = self.announced.month_index() + month;
        let first = Date::new(index.div_euclid(12), index.rem_euclid(12) + 1, 1);
        let exact = written.filter(|date| date.month_index() == index);
        exact.or(first).map_or_else(|| format!("month {month}"), |date| date.to_string())
    }

    fn starts(self, months: &[Month]) -> impl Iterator<Item = Month> + '_ {
        months.iter().copied().filter(move |&month| month > Month::MIN && month < self.horizon)
    }
}

/// The phases of a lever at a place, in the order in which they begin.
pub fn phases(law: &Law, lever: &Lever<Rule>, place: Place, window: Window) -> Vec<Phase> {
    let value = |event: Month, vintage: Month| {
        let cell = law.cell(place, law.epoch_at(event), law.vintage_at(vintage));
        (lever.get)(law.rule(cell))
    };
    let events: Vec<Month> =
        std::iter::once(0).chain(window.starts(law.epochs()).filter(|&month| month > 0)).collect();
    let vintages: Vec<Month> = std::iter::once(Month::MIN).chain(window.starts(law.vintages())).collect();
    let (mut phases, mut before): (Vec<Phase>, Vec<(Month, Value)>) = (Vec::new(), Vec::new());
    for (step, &event) in events.iter().enumerate() {
        let end = events.get(step + 1).copied().unwrap_or(window.horizon);
        let mut now: Vec<(Month, Value)> = Vec::new();
        for &vintage in vintages.iter().filter(|&&vintage| vintage < end) {
            let held = value(event.max(vintage), vintage);
            if now.last().is_none_or(|(_, last)| *last != held) {
                now.push((vintage, held));
            }
        }
        for (index, &(vintage, value)) in now.iter().enumerate() {
            let newer = now.get(index + 1).map(|(next, _)| *next);
            if changes(&before, vintage, newer.unwrap_or(end), value) {
                phases.push(phase(value, event, vintage, newer));
            }
        }
        before = now;
    }
    phases
}

/// Whether products of vintages in `from..to` did not all have a value before.
fn changes(before: &[(Month, Value)], from: Month, to: Month, value: Value) -> bool {
    let until = |index: usize| before.get(index + 1).map_or(Month::MAX, |(next, _)| *next);
    let mut held =
        before.iter().enumerate().filter(|(index, (start, _))| *start < to && until(*index) > from);
    before.is_empty() || held.any(|(_, (_, held))| *held != value)
}

/// A value of events from a month on, for products from a vintage until a newer one.
fn phase(value: Value, event: Month, vintage: Month, newer: Option<Month>) -> Phase {
    let sold = match newer {
        _ if vintage > Month::MIN => Sold::From(vintage),
        Some(newer) if event > 0 => Sold::Before(newer),
        _ => Sold::Whenever,
    };
    let from = (event > 0 && event > vintage).then_some(event);
    Phase { value, from, sold, example: (event.max(vintage), vintage) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use caveat::law::rule;
    use caveat::scenario::{NotFound, Overrides, Scenario, Source, read_regime};

    const MARKET: &str = include_str!("../tests/data/tiny.toml");

    /// What a regime of these rules says of a lever in a market announced on 2026-01-01, over two years.
    fn said(path: &str, rules: &str) -> Vec<String> {
        let nowhere = |_: &str, _: &str| Err(NotFound { reason: "there is none".into(), known: Vec::new() });
        let market = Source::new("m.toml", MARKET);
        let scenario = Scenario::read(&market, &nowhere, &Overrides::default()).expect("a market");
        let text = Source::new("r.toml", format!("name = \"r\"\n{rules}"));
        let regime = read_regime(&text, &nowhere, &Overrides::default()).expect("a regime");
        let law = scenario.law(&regime).expect("a law");
        let clock = &scenario.market.clock;
        let window = Window { announced: clock.start(), horizon: clock.horizon_months as Month };
        let lever = rule::levers().into_iter().flatten().find(|lever| lever.path == path).expect("a lever");
        let place = Place { jurisdiction: 0, size: 1, category: 0 };
        let tell = |phase: Phase| {
            let patch = phase.origin(&law, path, place).map(|(patch, _)| patch);
            format!("{} {}", lever.row().show(phase.value), phase.when(window, patch)).trim().to_owned()
        };
        phases(&law, lever, place, window).into_iter().map(tell).collect()
    }

    #[test]
    fn a_rule_without_dates_holds_all_along() {
        assert_eq!(said("standard.kind", "[[rule]]\nset = { \"standard.kind\" = \"strict\" }"), ["strict"]);
    }

    #[test]
    fn dates_are_said_as_the_file_writes_them() {
        let vintage = "[[rule]]\nwhere = { vintage = 2026-12-11 }\nset = { \"standard.kind\" = \"strict\" }";
        assert_eq!(said("standard.kind", vintage), ["none", "strict for products sold from 2026-12-11"]);
        let event = "[[rule]]\nwhere = { from = 2026-09-11 }\nset = { \"duties.patch_days\" = 60 }";
        assert_eq!(said("duties.patch_days", event)[1], "60.0 from 2026-09-11 on");
        let late = vintage.replace("2026-12-11", "2028-12-11");
        assert_eq!(said("standard.kind", &late), ["none"], "what begins after the horizon is never law");
    }

    #[test]
    fn later_law_for_older_products_is_told_apart() {
        let both = "[[rule]]\nwhere = { from = 2027-03-01 }\nset = { \"damages.data\" = 0.5 }\n\
                    [[rule]]\nwhere = { vintage = 2026-06-01 }\nset = { \"damages.data\" = 0.8 }";
        assert_eq!(
            said("damages.data", both),
            [
                "1.0".to_owned(),
                "0.8 for products sold from 2026-06-01".to_owned(),
                "0.5 for products sold before 2026-06-01, from 2027-03-01 on".to_owned()
            ]
        );
    }
}
