//! Remedies beside damages, softeners and rewards, enforcement, funds, borders and review: each lever alone, on the same shocks.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/isolation.rs"]
mod isolation;
mod support;

use isolation::Isolated;
use isolation::Sign::{Falls, Rises, Stays};
use support::FROZEN;

/// A defect suffices; judgments come after a quarter, all of them by a court.
const TRIED: &str =
    "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3, \"procedure.settlement\" = false";

/// Long enough, with releases often enough, that what is sold embodies the care that the law brought; and whoever owes can pay.
const EMBODIED: [&str; 4] = [
    "clock.horizon_months=60",
    "innovation.launches_per_year=2",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
];

/// A law with more of it.
fn and(law: &str, more: &str) -> String {
    if law.is_empty() { more.to_owned() } else { format!("{law}, {more}") }
}

fn market<'a>(parts: &[&[&'a str]]) -> Vec<&'a str> {
    parts.concat()
}

#[test]
fn l18_owners_patching_costs_fall_on_makers_and_bring_care_before_sale() {
    let costly = ["segment.*.patch_cost_eur=2"];
    let laws = ["\"damages.patching_costs\" = 0", "\"damages.patching_costs\" = 1"];
    Isolated { market: &market(&[FROZEN, &costly]), laws }.shows(&[
        (Rises, "remedies"),
        (Rises, "victims_net"),
        (Falls, "profits"),
        (Stays, "harm"),
    ]);
    Isolated { market: &market(&[&EMBODIED, &costly]), laws }
        .shows(&[(Rises, "care_design"), (Rises, "care_testing")]);
}

#[test]
fn l38_a_warranty_refunds_what_support_leaves_short_and_lengthens_support() {
    let laws = ["\"warranty.months\" = 0", "\"warranty.months\" = 48"];
    let long = ["clock.horizon_months=60"];
    Isolated { market: &market(&[FROZEN, &long]), laws }.shows(&[
        (Rises, "remedies"),
        (Falls, "profits"),
        (Stays, "harm"),
    ]);
    Isolated { market: &EMBODIED, laws }.shows(&[(Falls, "unsupported_share")]);
}

#[test]
fn l38_a_price_cut_for_late_fixes_makes_makers_respond() {
    let deadline = "\"duties.patch_days\" = 20, \"warranty.months\" = 36, \"warranty.refund\" = 0";
    let with = and(deadline, "\"warranty.reduction\" = 0.02");
    let laws = [deadline, with.as_str()];
    Isolated { market: FROZEN, laws }.shows(&[(Rises, "remedies"), (Stays, "harm")]);
    Isolated { market: &EMBODIED, laws }.shows(&[(Rises, "care_response")]);
}

#[test]
fn l38_a_smaller_refund_gives_less_back() {
    let laws = [
        "\"warranty.months\" = 48, \"warranty.refund\" = 0.2",
        "\"warranty.months\" = 48, \"warranty.refund\" = 0.9",
    ];
    let long = ["clock.horizon_months=60"];
    Isolated { market: &market(&[FROZEN, &long]), laws }.shows(&[(Rises, "remedies")]);
}

#[test]
fn l40_a_recall_after_a_pattern_prevents_harm_and_is_foreseen() {
    let law = and(TRIED, "\"damages.pattern_findings\" = 1");
    let with = and(&law, "\"enforcement.recall\" = 0.9");
    let laws = [law.as_str(), with.as_str()];
    let costly = ["patching.recall_cost_eur=10"];
    Isolated { market: &market(&[FROZEN, &costly]), laws }.shows(&[
        (Rises, "recalled"),
        (Rises, "remedies"),
        (Falls, "compromises"),
    ]);
    Isolated { market: &market(&[&EMBODIED, &costly]), laws }.shows(&[(Rises, "care_design")]);
}

#[test]
fn l40_an_injunction_stops_sales_and_is_foreseen() {
    let stops = |findings: u32, months: u32| {
        let law = and(TRIED, &format!("\"damages.pattern_findings\" = {findings}"));
        [law.clone(), and(&law, &format!("\"enforcement.injunction\" = {months}"))]
    };
    let harsh = stops(1, 6);
    Isolated { market: FROZEN, laws: [&harsh[0], &harsh[1]] }
        .shows(&[(Rises, "enjoined_share"), (Falls, "served_share")]);
    let rare = stops(6, 1);
    Isolated { market: &EMBODIED, laws: [&rare[0], &rare[1]] }.shows(&[(Rises, "care_design")]);
}
