//! What a regime is judged by: one registry row an outcome, with the words a reader needs to check the number.

use crate::choices;

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
        /// By size class and by category.
        ClassAndCategory = "class_and_category",
        /// By category.
        Category = "category",
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
    /// The formula, in the model's symbols.
    pub formula: &'static str,
    /// Parts of the market it is split by.
    pub split: Split,
}

/// One column of a result: an outcome for a part of the market.
#[derive(Clone, Debug)]
pub struct Column {
    /// Which outcome.
    pub outcome: &'static Outcome,
    /// `all`, a size class, or a category.
    pub segment: String,
}
