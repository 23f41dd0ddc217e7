//! Duties before and after sale, discovery, sharing and patching: which way each moves what it is there for, alone and on the same
//! shocks.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[macro_use]
#[path = "levers/case.rs"]
mod case;

use case::{Case, Sign, World};

signs! {
    l28_monitoring_finds_flaws_sooner: "duties.monitoring" ["0", "2"], Frozen, "", [], Falls "open_flaws";
    l28_monitoring_costs_care: "duties.monitoring" ["0", "2"], Frozen, "", ["patching.monitoring_eur=20000"],
        Rises "care_share";
}
