//! Adaptive oversight: a review moves a lever when an outcome has left its band, on the same shocks.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/isolation.rs"]
mod isolation;
mod support;

use isolation::Sign::{Falls, Rises, Stays};
use isolation::{and, shows};
use support::FROZEN;

/// A defect suffices; judgments come after a quarter.
const STRICT: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";

#[test]
fn l48_a_review_raises_and_lowers_what_it_moves_and_rests_inside_the_band() {
    let long = ["clock.horizon_months=84", "innovation.launches_per_year=4"];
    let law = |rest: &str| and("\"review.moves\" = \"floor_design\", \"duties.floor_design\" = 1", rest);
    let watches = ("review.watches", ["\"off\"", "\"harm\""]);
    let upwards = law("\"review.high\" = 0, \"review.step\" = 1, \"review.most\" = 4");
    shows(&long, &upwards, watches, &[(Rises, "care_design")]);
    shows(&long, &upwards, ("review.watches", ["\"off\"", "\"compromises\""]), &[(Rises, "care_design")]);
    for outcome in ["unsupported_share", "exposure_days", "transaction_price", "launches"] {
        shows(
            &long,
            &upwards,
            ("review.watches", ["\"off\"", &format!("\"{outcome}\"")]),
            &[(Rises, "care_design")],
        );
    }
    // Where it makes things dear, a review may ease: its step is downwards.
    let eases = law("\"review.watches\" = \"transaction_price\", \"review.high\" = 0");
    shows(&long, &eases, ("review.step", ["-0.5", "0"]), &[(Rises, "care_design")]);
    // Where many hits come through the flaws that this care prevents, there are fewer of them, and less harm is to be expected, as long
    // as the same makers sell.
    let same = ["finance.initial_cash_eur=1e12", "finance.liquidity_months=inf", "entry.grace_months=10000"];
    let many = ["threat.ever_exploited=0.2", "care.flaws_design=20", "clock.compensator_months=12"];
    let steep = law("\"review.high\" = 0, \"review.step\" = 6, \"review.most\" = 20");
    shows(
        &[&long[..], &many, &same].concat(),
        &steep,
        watches,
        &[(Falls, "open_flaws"), (Falls, "harm_expected")],
    );
    let downwards = law("\"review.low\" = 1e9, \"review.step\" = 0.5");
    shows(&long, &downwards, watches, &[(Falls, "care_design")]);
    shows(&long, &downwards, ("review.watches", ["\"off\"", "\"exit\""]), &[(Falls, "care_design")]);
    let band = law("\"review.step\" = 1");
    shows(&long, &band, watches, &[(Stays, "care_design"), (Stays, "harm")]);
    let watching = |rest: &str| law(&format!("\"review.watches\" = \"harm\", {rest}"));
    let up = "\"review.high\" = 0, \"review.step\" = 1";
    shows(&long, &watching(up), ("review.most", ["1", "4"]), &[(Rises, "care_design")]);
    let unstepped = watching("\"review.high\" = 0");
    shows(&long, &unstepped, ("review.step", ["0.2", "2"]), &[(Rises, "care_design")]);
    let stepped = watching("\"review.step\" = 1");
    shows(&long, &stepped, ("review.high", ["0", "1e9"]), &[(Falls, "care_design")]);
    shows(&long, &stepped, ("review.low", ["0", "1e9"]), &[(Falls, "care_design")]);
    let down = "\"review.low\" = 1e9, \"review.step\" = 0.5";
    shows(&long, &watching(down), ("review.least", ["0", "1"]), &[(Rises, "care_design")]);
}

/// Support is owed as the review has left it: what is sold from then on is supported for longer, and costs more.
#[test]
fn l48_a_review_lengthens_support() {
    let law = "\"review.moves\" = \"support_months\", \"review.high\" = 0, \"review.step\" = 24, \"review.most\" = 120";
    let long = ["clock.horizon_months=84", "innovation.launches_per_year=4"];
    let watches = ("review.watches", ["\"off\"", "\"harm\""]);
    shows(&long, law, watches, &[(Falls, "unsupported_share")]);
}

#[test]
fn l48_a_review_of_fines_is_foreseen() {
    let law = "\"duties.floor_design\" = 2, \"enforcement.inspections\" = 1, \"review.high\" = 0, \"review.step\" = 0.02, \
               \"review.watches\" = \"harm\"";
    let long = ["clock.horizon_months=84", "innovation.launches_per_year=4"];
    let moves = ("review.moves", ["\"inspections\"", "\"fine_turnover\""]);
    shows(&long, law, moves, &[(Rises, "care_design")]);
}

/// What a review adds to a floor that all meet is missed, so that compliance no longer defends; makers who may choose foresee it.
#[test]
fn l48_courts_and_makers_read_a_floor_as_the_review_has_left_it() {
    let law = format!(
        "{STRICT}, \"standard.compliance\" = \"defence\", \"duties.floor_response\" = 0.4, \"review.high\" = 0, \"review.step\" = 1, \
         \"review.moves\" = \"floor_response\", \"enforcement.inspections\" = 0.01"
    );
    let watches = ("review.watches", ["\"off\"", "\"harm\""]);
    shows(FROZEN, &law, watches, &[(Rises, "liability_paid"), (Stays, "harm")]);
    let dear = and(&law, "\"damages.multiplier\" = 20, \"review.most\" = 4");
    let solvent =
        ["clock.horizon_months=84", "finance.initial_cash_eur=1e12", "finance.liquidity_months=inf"];
    shows(&solvent, &dear, watches, &[(Rises, "care_response")]);
}
