//! What a market assumes: every field with its value, range, grade, source and place.

use std::collections::BTreeMap;

use super::market::Market;
use super::tables::TABLES;
use crate::error::Place;
use crate::lever::{Grade, LeverRow, Stated, Value};

/// One field of a market and what is known about its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// The path that sets it, as in `category.cameras.price_eur`.
    pub path: String,
    /// Its registry row.
    pub lever: LeverRow,
    /// Its value.
    pub value: Value,
    /// Low end of the plausible range.
    pub low: Option<f64>,
    /// High end of the plausible range.
    pub high: Option<f64>,
    /// How far the figure was verified, if its author says.
    pub grade: Option<Grade>,
    /// Where the figure comes from, if its author says.
    pub source: Option<String>,
    /// Where it is set; `None` if no file sets it and the registry's default holds.
    pub place: Option<Place>,
}

impl Assumption {
    /// The grade in a word: `default` if no file sets the field, `ungraded` if one does and does not say.
    pub fn grade_name(&self) -> &'static str {
        match (&self.place, self.grade) {
            (None, _) => "default",
            (_, None) => "ungraded",
            (_, Some(grade)) => grade.name(),
        }
    }

    /// The value as files write it.
    pub fn show(&self) -> String {
        self.lever.show(self.value)
    }
}

/// Every field of a market, in registry order.
pub(super) fn list(market: &Market, stated: &BTreeMap<String, Stated>) -> Vec<Assumption> {
    let mut list = Vec::new();
    for table in TABLES {
        let levers = table.levers();
        for (row, path) in table.paths(market) {
            for (field, lever) in levers.iter().enumerate() {
                let path = format!("{path}.{}", lever.field());
                let value = table.get(market, row, field);
                list.push(assumption(path, *lever, value, stated));
            }
        }
    }
    list
}

fn assumption(path: String, lever: LeverRow, value: Value, stated: &BTreeMap<String, Stated>) -> Assumption {
    match stated.get(&path).cloned() {
        None => {
            Assumption { path, lever, value, low: None, high: None, grade: None, source: None, place: None }
        }
        Some(Stated { low, high, grade, source, place, .. }) => {
            Assumption { path, lever, value, low, high, grade, source, place: Some(place) }
        }
    }
}
