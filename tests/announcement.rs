//! What is announced for products of a later vintage is not paid for before there are any.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::outcome::PATHS;
use caveat::run::RegimeRun;
use support::{lawless, plan, regime, ruled, runs};

/// Months of burn-in of the tiny market, and the month from which products are under the duties.
const BURN_IN: usize = 18;
const VINTAGE: usize = 12;

/// Duties of whoever places products on the market from January 2027 on, a year after the announcement.
const DUTIES: &str = "name = \"later\"\n[[rule]]\nwhere = { vintage = 2027-01-01 }\n\
                      set = { \"duties.support_months\" = 60, \"duties.compliance_eur\" = 1e5 }\n";

/// The months of a path, from the announcement on.
fn path(run: &RegimeRun, key: &str) -> Vec<f64> {
    let column = PATHS.iter().position(|path| path.key == key).unwrap();
    run.paths.iter().skip(column).step_by(PATHS.len()).skip(BURN_IN).copied().collect()
}

#[test]
fn prices_and_launches_wait_for_the_products_that_duties_are_for() {
    // Who thinks of entering or of giving up looks further ahead.
    let market = lawless(&["entry.slots=0", "finance.franchise_years=0"]);
    let laws = [ruled("\"standard.kind\" = \"none\""), regime(DUTIES)];
    let mut moved = [0; 2];
    for run in runs(&plan(&market, &laws), 0..6) {
        for (moved, key) in moved.iter_mut().zip(["price", "launches"]) {
            let [without, with] = [0, 1].map(|law| path(&run[law], key));
            assert_eq!(without[..VINTAGE], with[..VINTAGE], "{key} before any product is under the duties");
            *moved += usize::from(without[VINTAGE..] != with[VINTAGE..]);
        }
    }
    assert!(moved.iter().all(|&runs| runs >= 4), "neither may stand still afterwards: {moved:?}");
}
