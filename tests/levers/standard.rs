//! When a maker answers at all: standard of care, cause, and what is proven of it.

use crate::{EMBODIED, FAULT, STRICT, and};

/// Fault in responding slowly, to a demanding court.
const HASTY: &str =
    "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"\n\"standard.due_response\" = 6";

/// Fault in design alone, against a level of care that everybody finds worth taking and nobody would take otherwise, so that a
/// court that errs a little makes all of them err on the safe side (Craswell and Calfee 1986, *JLEO* 2:279).
const BINDING: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"\n\"standard.due_design\" = 0.5\n\
                       \"standard.prong_testing\" = false\n\"standard.prong_update\" = false\n\"procedure.delay_months\" = 3\n\
                       \"damages.multiplier\" = 50";
/// A floor that imposed care falls short of.
const SHORT: &str = "\"standard.proof\" = 0.3\n\"duties.floor_design\" = 2";
/// Only what is sold from the announcement on can fall short, so that harm must be frequent to show it.
const OFTEN: [&str; 1] = ["threat.compromises_per_device_year=0.2"];
/// Buyers see nothing of a product's security, and pay nothing for it.
const HEEDLESS: [&str; 6] = [
    EMBODIED[0],
    EMBODIED[1],
    EMBODIED[2],
    EMBODIED[3],
    "segment.*.misperception=0",
    "segment.*.security_taste=0",
];

signs! {
    kind: "standard.kind" ["\"none\"", "\"strict\""], Careful, "", EMBODIED,
        Rises "care_design", Rises "care_testing", Rises "care_response";
    kind_design: "standard.kind_design" ["\"as_kind\"", "\"strict\""], Careful, "", EMBODIED, Rises "care_design";
    kind_testing: "standard.kind_testing" ["\"as_kind\"", "\"strict\""], Careful, "", EMBODIED, Rises "care_testing";
    kind_update: "standard.kind_update" ["\"as_kind\"", "\"strict\""], Careful, "\"damages.multiplier\" = 20", EMBODIED, Rises "care_response";
    no_kind_design: "standard.kind_design" ["\"none\"", "\"as_kind\""], Frozen, STRICT, [], Rises "liability_paid";
    due_care: "standard.due_care" ["\"explicit\"", "\"hand\""], Careful, "\"standard.kind\" = \"negligence\"", [],
        Rises "care_design";
    due_design: "standard.due_design" ["0", "1.5"], Careful, FAULT, [], Rises "care_design";
    due_testing: "standard.due_testing" ["0", "1.5"], Careful, FAULT, [], Rises "care_testing";
    due_response: "standard.due_response" ["0", "6"], Careful, FAULT, [], Rises "care_response";
    severity: "standard.severity" ["0.4", "1"], Careful, FAULT, EMBODIED, Rises "care_design";
    prong_design: "standard.prong_design" ["false", "true"], Careful, FAULT, [], Rises "care_design";
    prong_testing: "standard.prong_testing" ["false", "true"], Careful, FAULT, EMBODIED, Rises "care_testing";
    prong_update: "standard.prong_update" ["false", "true"], Careful, HASTY, [], Rises "care_response";
    a_little_court_error: "standard.court_error" ["0", "0.05"], Careful, BINDING, HEEDLESS, Rises "care_design";
    much_court_error: "standard.court_error" ["0", "50"], Careful, "\"standard.kind\" = \"negligence\"", EMBODIED, Falls "care_design";
    state_of_the_art: "standard.state_of_the_art" ["1", "inf"], Frozen, STRICT, [], Rises "liability_paid";
    proof: "standard.proof" ["0.3", "1"], Frozen, STRICT, [], Rises "liability_paid";
    proof_design: "standard.proof_design" ["0.3", "1"], Frozen, STRICT, [], Rises "liability_paid";
    proof_testing: "standard.proof_testing" ["0.3", "1"], Frozen, STRICT, [], Rises "liability_paid";
    proof_update: "standard.proof_update" ["0.3", "1"], Frozen, STRICT, [], Rises "liability_paid";
    proof_design_and_care: "standard.proof_design" ["0.1", "1"], Careful, STRICT, EMBODIED, Rises "care_design";
    proof_and_care: "standard.proof" ["0.1", "1"], Careful, STRICT, EMBODIED, Rises "care_design";
    presumption_on_breach: "standard.presumption_on_breach" ["0", "0.9"], Frozen, &and(STRICT, SHORT),
        OFTEN, Rises "liability_paid";
    presumption_on_breach_and_care: "standard.presumption_on_breach" ["0", "1"], Careful,
        &and(STRICT, "\"standard.proof\" = 0.2\n\"damages.multiplier\" = 5\n\"duties.floor_design\" = 2\n\"enforcement.inspections\" = 0.01"), EMBODIED,
        Rises "care_design";
    link: "causation.link" ["\"full\"", "\"but_for\""], Frozen, FAULT, [], Falls "liability_paid";
    attribution: "causation.attribution" ["0.3", "1"], Frozen, STRICT, [], Rises "liability_paid";
    attribution_and_care: "causation.attribution" ["0.1", "1"], Careful, STRICT, EMBODIED, Rises "care_design";
    crime_breaks: "causation.crime_breaks" ["0", "0.7"], Frozen, STRICT, [], Falls "liability_paid";
    joint: "apportionment.sharing" ["\"several\"", "\"joint\""], Frozen,
        &and(STRICT, "\"apportionment.supplier_share\" = 0.5"), ["component.*.capital_eur=0"],
        Rises "compensation_rate", Rises "liability_paid";
    supplier_share: "apportionment.supplier_share" ["0", "0.5"], Frozen,
        &and(STRICT, "\"apportionment.sharing\" = \"several\""), ["component.*.capital_eur=1e12"],
        Falls "liability_paid", Rises "paid_by_suppliers";
}
