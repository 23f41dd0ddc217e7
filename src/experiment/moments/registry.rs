//! The moments, in the order in which they are reported.

use super::seen::spread;
use super::{Moment, Reading};
use crate::tally::Item;

/// One row: key, title; unit, population; the formula in words, and where it is read.
macro_rules! moment {
    ($key:literal $title:literal, $unit:literal, $population:literal, $formula:literal, $reading:expr) => {
        Moment {
            key: $key,
            title: $title,
            unit: $unit,
            population: $population,
            formula: $formula,
            reading: $reading,
        }
    };
}

use Reading::{NotSimulated, Outcome, Seen};

/// Every moment.
pub const MOMENTS: &[Moment] = &[
    moment!("compromises" "Incidents by device", "per 1,000 device-years", "devices in use",
        "outcome compromises", Outcome("compromises", "all")),
    moment!("exploited_share" "Flaws that are exploited", "share of flaws", "flaws of makers and components",
        "exploitable share × flaws first attacked ÷ exploitable flaws born",
        Seen(|seen| seen.exploitable * seen.flaws[1] / seen.flaws[0])),
    moment!("fixed_flaw_share" "Compromises through flaws already fixed", "share of compromises", "compromises",
        "1 − unfixed ÷ compromises",
        Seen(|seen| 1.0 - seen.total(Item::Unfixed) / seen.total(Item::Compromises))),
    moment!("component_share" "Compromises through components", "share", "compromises",
        "outcome accumulation", Outcome("accumulation", "all")),
    moment!("days_to_fix" "Time to a fix", "days", "exploitable flaws of makers, fixed",
        "outcome days_to_fix: a mean", Outcome("days_to_fix", "all")),
    moment!("open_after_a_year" "Unpatched a year after the fix", "share of devices", "devices sold before a fix",
        "devices without the fix twelve months after it ÷ devices, flaw by flaw",
        Seen(|seen| seen.open[0] / seen.open[1])),
    moment!("unsupported_share" "Unsupported devices in use", "share", "devices in use",
        "outcome unsupported_share", Outcome("unsupported_share", "all")),
    moment!("loss_probability_small" "Makers with a loss in a year, micro and small", "share of maker-years",
        "micro and small makers", "chance of a suit in a year, summed over maker-years, ÷ maker-years",
        Seen(|seen| seen.loss_years(0..=1))),
    moment!("loss_probability_large" "Makers with a loss in a year, large", "share of maker-years", "large makers",
        "chance of a suit in a year, summed over maker-years, ÷ maker-years", Seen(|seen| seen.loss_years(3..=3))),
    moment!("loss_median" "Median yearly loss of a maker that has one", "EUR", "maker-years with a loss",
        "median of damages and defence owed in a year with a suit, by the chance of it", Seen(super::Seen::median_loss)),
    moment!("loss_log_sd" "Spread of yearly losses of makers", "ln EUR", "maker-years with a loss",
        "standard deviation of the logarithm of damages and defence owed in a year with a suit, by the chance of it",
        Seen(super::Seen::log_loss_spread)),
    moment!("sued_share" "Incidents that bring a suit", "share of incidents",
        "strikes on a maker's release that cost somebody something",
        "chance of a suit, summed over incidents, ÷ incidents", Seen(|seen| seen.sued / seen.incidents)),
    moment!("settled_share" "Suits settled before trial", "share of suits", "suits",
        "outcome settled_share", Outcome("settled_share", "all")),
    moment!("claimant_share" "What reaches claimants of what liability costs", "share of cost", "awards and insurance",
    "received ÷ (received + defence + insurers' expenses)",
    Seen(|seen| {
        let received = seen.total(Item::Received);
        let overhead = seen.total(Item::DefenceCost) + seen.expense_share * seen.total(Item::Premiums);
        received / (received + overhead)
    })),
    moment!("months_to_settlement" "From filing to settlement or judgment", "months", "suits",
        "months from filing to decision, a mean over suits", Seen(|seen| seen.waits[0] / seen.waits[1])),
    moment!("premium_rate" "Premium over turnover of the insured", "share of turnover", "insured makers",
        "yearly premiums ÷ turnover of makers with cover, at the ends of years",
        Seen(|seen| seen.cover[0] / seen.cover[1])),
    moment!("loss_ratio" "Loss ratio", "ratio", "policies", "outcome loss_ratio", Outcome("loss_ratio", "all")),
    moment!("loss_ratio_swing" "Swing of the loss ratio", "ratio", "years",
        "standard deviation over years of claims paid ÷ premiums",
        Seen(|seen| spread(&seen.yearly(Item::InsurerPaid, Item::Premiums)))),
    moment!("take_up_small" "Take-up of cover, small makers", "share", "small makers",
        "outcome insurance_take_up", Outcome("insurance_take_up", "small")),
    moment!("take_up_medium" "Take-up of cover, medium makers", "share", "medium makers",
        "outcome insurance_take_up", Outcome("insurance_take_up", "medium")),
    moment!("take_up_large" "Take-up of cover, large makers", "share", "large makers",
        "outcome insurance_take_up", Outcome("insurance_take_up", "large")),
    moment!("ceded_share" "Premium ceded to reinsurers", "share of premium", "policies",
        "premium ceded ÷ premium", NotSimulated("insurers buy no reinsurance")),
    moment!("entry" "Entry", "per 100 makers a year", "active makers", "outcome entry", Outcome("entry", "all")),
    moment!("exit" "Exit", "per 100 makers a year", "active makers", "outcome exit", Outcome("exit", "all")),
    moment!("survival_1y" "Entrants alive after a year", "share of entrants", "makers born in the window",
        "entrants still in business after 12 months ÷ entrants watched as long",
        Seen(|seen| seen.cohorts[0][1] / seen.cohorts[0][0])),
    moment!("survival_5y" "Entrants alive after five years", "share of entrants", "makers born in the window",
        "entrants still in business after 60 months ÷ entrants watched as long",
        Seen(|seen| seen.cohorts[1][1] / seen.cohorts[1][0])),
    moment!("size_exponent" "Tail exponent of firm size", "exponent", "makers at the horizon",
        "minus the slope of ln(rank − ½) on ln(turnover)", Seen(super::Seen::size_exponent)),
    moment!("gross_margin" "Gross margin", "share of turnover", "active makers",
        "1 − cost of production and support ÷ sales", Seen(|seen| 1.0 - seen.sales[1] / seen.sales[0])),
    moment!("rd_share" "Research over turnover", "share of turnover", "active makers",
        "outcome rd_share", Outcome("rd_share", "all")),
    moment!("price_response" "Response of purchases to all prices", "elasticity", "buyers in the market",
        "−α·p·(share who wait), weighted by units, at the ends of years",
        Seen(|seen| seen.elasticities[1] / seen.elasticities[2])),
    moment!("own_price_response" "Response of a maker's sales to its own price", "elasticity", "makers on sale",
        "−price ÷ markup of the first-order condition, weighted by units, at the ends of years",
        Seen(|seen| seen.elasticities[0] / seen.elasticities[2])),
];
