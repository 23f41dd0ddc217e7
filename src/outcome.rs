//! What a regime is judged by: one registry row an outcome, with the words a reader needs to check the number.

use crate::choices;
use crate::scenario::market::{Market, SizeClassName};
use crate::tally::{Item, Sums};

mod page;
mod registry;

pub use page::page;
pub use registry::OUTCOMES;

choices! {
    /// In which direction an outcome is better.
    pub enum Sign {
        /// More is better.
        More = "more",
        /// Less is better.
        Less = "less",
        /// Neither: it depends on the judge.
        Open = "open",
    }
}

choices! {
    /// By which date a flow is counted.
    pub enum Cohort {
        /// By the date of the accident, whenever it is paid.
        Accident = "accident",
        /// By the month in which it is incurred.
        Month = "month",
        /// At the end of the horizon.
        Horizon = "horizon",
    }
}

choices! {
    /// For which parts of the market an outcome is also reported.
    pub enum Split {
        /// The whole market only.
        Whole = "whole",
        /// By category.
        Category = "category",
        /// By size class and by category.
        ClassAndCategory = "class_and_category",
    }
}

/// One registry row.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Name in tables.
    pub key: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Id in the catalogue (`O3`).
    pub id: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// What is counted above the line.
    pub numerator: &'static str,
    /// What is counted below it; `1` for a total.
    pub denominator: &'static str,
    /// Of whom or what.
    pub population: &'static str,
    /// By which date.
    pub cohort: Cohort,
    /// Which way is better.
    pub sign: Sign,
    /// The formula, in the items of [`crate::tally::Item`].
    pub formula: &'static str,
    /// Parts of the market it is split by.
    pub split: Split,
    /// The formula, computed; NaN where the denominator is zero.
    pub value: fn(&Totals<'_>) -> f64,
}

impl Outcome {
    /// The outcome of a key.
    pub fn find(key: &str) -> Option<&'static Outcome> {
        OUTCOMES.iter().find(|outcome| outcome.key == key)
    }
}

/// The sums of one part of the market, and what only the whole has.
#[derive(Clone, Copy, Debug)]
pub struct Totals<'a> {
    /// Sums.
    pub sums: &'a Sums,
    /// Years of the evaluation window.
    pub years: f64,
    /// From the books of the whole market.
    pub books: &'a Books,
}

impl Totals<'_> {
    /// One sum.
    pub fn of(&self, item: Item) -> f64 {
        self.sums[item as usize]
    }

    /// One sum over another.
    pub fn ratio(&self, above: Item, below: Item) -> f64 {
        self.of(above) / self.of(below)
    }

    /// All heads of harm, EUR.
    pub fn harm(&self) -> f64 {
        [Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty]
            .iter()
            .map(|&item| self.of(item))
            .sum()
    }

    /// Device-years in use, thousands.
    pub fn thousand_device_years(&self) -> f64 {
        self.of(Item::DeviceMonths) / 12_000.0
    }
}

/// What the ledger says of the whole market over evaluation and run-off. Discounted to the announcement, EUR.
#[derive(Clone, Copy, Debug, Default)]
pub struct Books {
    /// Experienced surplus of buyers, net of what they paid, without their own harm.
    pub consumer_surplus: f64,
    /// Makers, their owners, insurers and everybody else in the chain.
    pub profits: f64,
    /// The state, and the compensation fund.
    pub public: f64,
    /// Harm, legal cost and receipts of owners and third parties.
    pub victims: f64,
    /// Harm to come from devices in use at the horizon.
    pub terminal_harm: f64,
    /// The same, at the rate that was to be expected.
    pub terminal_expected: f64,
    /// Has the insurer failed?
    pub insurer_failed: bool,
    /// What several products to choose from are worth to buyers, of their surplus.
    pub variety: f64,
    /// Quantiles of monthly harm over the months of the evaluation window, and the mean of the worst twentieth of them, EUR per
    /// 1,000 device-years.
    pub harm_tail: HarmTail,
    /// The most that insurers paid in one month, EUR.
    pub worst_insurer_month: f64,
    /// Dispersion over cells of harm by device, and of what victims receive by harm: standard deviation over mean.
    pub disparity: [f64; 2],
    /// Price at the mix of sales before the announcement, EUR.
    pub price: f64,
    /// Share of counted claims that run-off left open.
    pub open_claims: f64,
    /// What the compensation fund holds, EUR.
    pub fund_balance: f64,
}

impl Books {
    /// Welfare, EUR.
    pub fn welfare(&self) -> f64 {
        self.consumer_surplus + self.profits + self.public + self.victims - self.terminal_harm
    }
}

/// How bad bad months are, EUR per 1,000 device-years.
#[derive(Clone, Copy, Debug, Default)]
pub struct HarmTail {
    /// 95 % quantile.
    pub p95: f64,
    /// 99 % quantile.
    pub p99: f64,
    /// Mean of the worst 5 % of months.
    pub tvar95: f64,
}

/// One column of a result: an outcome for a part of the market.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which outcome.
    pub outcome: &'static Outcome,
    /// `all`, a size class, or a category.
    pub segment: String,
    /// Size class and category that the segment keeps; `None` keeps all.
    pub part: (Option<usize>, Option<usize>),
}

/// The columns of a market's results, in order.
pub fn columns(market: &Market) -> Vec<Column> {
    let mut columns = Vec::new();
    for outcome in OUTCOMES {
        let mut add =
            |segment: &str, part| columns.push(Column { outcome, segment: segment.to_owned(), part });
        add("all", (None, None));
        if outcome.split == Split::ClassAndCategory {
            for (index, name) in SizeClassName::NAMES.iter().enumerate() {
                if market.sizes[index].count > 0.0 || market.sizes[index].entrant_share > 0.0 {
                    add(name, (Some(index), None));
                }
            }
        }
        if outcome.split != Split::Whole && market.categories.len() > 1 {
            for (index, name) in market.categories.names.iter().enumerate() {
                add(name, (None, Some(index)));
            }
        }
    }
    columns
}

/// A monthly path that is kept for plots.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    /// Name in tables.
    pub key: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Unit.
    pub unit: &'static str,
}

/// The paths kept, in the order of the columns of [`crate::tally::Tally::paths`].
pub const PATHS: &[Path] = &[
    Path { key: "harm", title: "Harm", unit: "EUR per 1,000 device-years" },
    Path { key: "price", title: "Price", unit: "EUR" },
    Path { key: "launches", title: "Launches", unit: "per 100 makers a year" },
    Path { key: "makers", title: "Active makers", unit: "makers" },
];
