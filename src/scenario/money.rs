//! In which money a market is written, and how figures in other money were converted.
//!
//! ```toml
//! [money]
//! base_year = 2025
//! currency = "EUR"
//! [money.factor]   # EUR of the base year for one unit of a source's money
//! "USD 2018" = { value = 1.1, grade = "assumed", source = "…" }
//! ```

use super::reader::{Node, Reader, in_file_order};
use crate::error::Kind;
use crate::lever::{Kind as LeverKind, LeverRow, Stated, Value};

/// The money of a market: all its amounts are euros of one year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Money {
    /// Year of the prices, if the file states it.
    pub base_year: Option<Stated>,
    /// By a source's money (`USD 2018`): euros of the base year for one unit of it.
    pub factors: Vec<(String, Stated)>,
}

/// The only currency of the model.
pub(super) const CURRENCY: &str = "EUR";

const YEAR: LeverRow = row("money.base_year", "year", LeverKind::Whole { min: 1900.0, max: 2200.0 });
const FACTOR: LeverRow = row("money.factor", "EUR", LeverKind::Num { min: 1e-9, max: 1e9 });

const fn row(path: &'static str, unit: &'static str, kind: LeverKind) -> LeverRow {
    LeverRow { path, unit, kind, default: Value::Num(1.0), axes: &[], doc: "", effect: "", id: None }
}

impl Reader<'_> {
    /// The `[money]` table.
    pub(super) fn money(&mut self, node: &Node<'_>) -> Money {
        let Some(table) = self.table(node, "money") else { return Money::default() };
        self.only_keys(table, "key", &["base_year", "currency", "factor"]);
        let base_year = table.get("base_year").and_then(|node| self.stated(YEAR.path, &YEAR, node));
        if let Some(node) = table.get("currency")
            && self.text(node, "currency").is_some_and(|currency| currency != CURRENCY)
        {
            self.problem(Kind::Unknown, node.span(), "the model counts in EUR: convert the amounts");
        }
        let factors = table.get("factor").and_then(|node| self.table(node, "money.factor"));
        let factors = factors.map(in_file_order).unwrap_or_default().into_iter();
        let factors = factors.filter_map(|(key, node)| {
            let path = format!("{}.\"{}\"", FACTOR.path, key.get_ref());
            Some((key.get_ref().to_string(), self.stated(&path, &FACTOR, node)?))
        });
        let factors = factors.collect();
        Money { base_year, factors }
    }
}
