//! What the law tells apart: makers by size, products by criticality, losses by head; and of a market, no more than
//! the names by which rules select.

use super::relief::Levels;
use crate::choices;
use crate::units::{Date, Month};

choices! {
    /// Size classes of Recommendation 2003/361/EC.
    pub enum SizeClassName {
        /// Turnover up to EUR 2 million.
        Micro = "micro",
        /// Up to EUR 10 million.
        Small = "small",
        /// Up to EUR 50 million.
        Medium = "medium",
        /// Above.
        Large = "large",
    }
}

choices! {
    /// How much depends on a product category.
    pub enum Criticality {
        /// Consumer goods.
        Consumer = "consumer",
        /// Commercial use.
        Commercial = "commercial",
        /// Industrial use.
        Industrial = "industrial",
        /// Critical infrastructure.
        Critical = "critical",
    }
}

choices! {
    /// Heads of harm.
    pub enum HeadName {
        /// Data and privacy.
        Data = "data",
        /// Property and economic loss.
        Property = "property",
        /// Bodily injury.
        Injury = "injury",
        /// Third parties (a botnet's victims).
        ThirdParty = "third_party",
    }
}

choices! {
    /// Who makes a component.
    pub enum ComponentMaker {
        /// A firm with capital.
        Supplier = "supplier",
        /// Unpaid open source: no defendant.
        OpenSource = "open_source",
        /// Open source that a steward with capital looks after; it answers where the law names it.
        Steward = "steward",
        /// The provider of a service that devices depend on.
        Service = "service",
        /// A micro or small firm with capital.
        SmallSupplier = "small_supplier",
    }
}

/// What the law needs to know of a market.
#[derive(Clone, Debug)]
pub struct Subjects<'a> {
    /// Name of the market, for messages.
    pub market: &'a str,
    /// Names of its jurisdictions.
    pub jurisdictions: &'a [String],
    /// Names of its product categories.
    pub categories: &'a [String],
    /// Criticality of each category.
    pub criticality: Vec<Criticality>,
    /// Day on which reforms are announced; its month is month 0.
    pub announced: Date,
    /// Whether a reform's dates are shifted so that the earliest falls on the announcement.
    pub rebase: bool,
    /// First month after the horizon.
    pub horizon: Month,
    /// Which size classes have makers, from the start or by entry.
    pub peopled_sizes: [bool; SizeClassName::ALL.len()],
    /// Which categories have makers.
    pub peopled_categories: Vec<bool>,
    /// Share of the makers at the start in each size class; all 0 if there are none.
    pub size_shares: [f64; SizeClassName::ALL.len()],
    /// Share of the makers in each category.
    pub category_shares: Vec<f64>,
    /// What people in it can do.
    pub means: Means,
}

/// What a law may ask of a market that the market must be able to give.
#[derive(Clone, Copy, Debug)]
pub struct Means {
    /// Whether makers can buy liability cover.
    pub cover_offered: bool,
    /// Whether flaws have a life cycle.
    pub lifecycle: bool,
    /// Whether accidents come directly. A market has one of the two; where no market is known, either may be.
    pub direct: bool,
    /// Whether products embody care, so that somebody can look at it before they are sold.
    pub care_embodied: bool,
    /// The most care that a maker can take, in units of care level.
    pub most_care: Levels,
    /// The care, in units of care level, whose yearly cost would take the whole gross margin of the greatest maker of each size.
    pub affordable: [Levels; SizeClassName::ALL.len()],
    /// What, paid for each release, would do the same, EUR.
    pub affordable_eur: [f64; SizeClassName::ALL.len()],
    /// The highest rate at which a maker can find its own flaws, a year.
    pub most_discovery: f64,
    /// Whether it costs some owner money to install a fix.
    pub owners_pay_for_fixes: bool,
}
