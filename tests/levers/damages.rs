//! What a loss is worth in law, and who is spared it: heads, threshold, cap, multiplier, fault of the victim, safe harbour.

use crate::{EMBODIED, STRICT, and};

/// A harbour of immunity that asks for little.
const HARBOUR: &str =
    "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3\n\"relief.effect\" = \"share\"";

/// Long enough for releases that were sold inside a harbour to do harm.
const LONG: [&str; 1] = ["clock.horizon_months=60"];
/// Findings are made at trial.
const TRIALS: &str =
    "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3\n\"procedure.settlement\" = false";

/// Accidents come directly, owners can prevent some, and whoever is not at fault is compensated.
const OWNERS: [&str; 6] = [
    "accident.count=poisson",
    "accident.rate=0.05",
    "accident.owner_productivity=1",
    "accident.victims=sold",
    "segment.*.awareness=1",
    "insurer.offered=false",
];
/// The same, but they are kept from taking all the care that they owe themselves.
const CARELESS_OWNERS: [&str; 7] =
    [OWNERS[0], OWNERS[1], OWNERS[2], OWNERS[3], OWNERS[4], OWNERS[5], "accident.imposed_owner_eur=0.5"];

signs! {
    data: "damages.data" ["0", "1"], Frozen, STRICT, [], Rises "compensation_rate";
    property: "damages.property" ["0", "1"], Frozen, STRICT, [], Rises "compensation_rate";
    injury: "damages.injury" ["0", "1"], Frozen, STRICT, ["head.injury.incidence=0.01"], Rises "compensation_rate";
    third_party: "damages.third_party" ["0", "1"], Frozen, STRICT, [], Rises "compensation_rate";
    threshold: "damages.threshold_eur" ["0", "200"], Frozen, STRICT, [], Falls "compensation_rate";
    deductible: "damages.deductible_eur" ["0", "100"], Frozen, STRICT, [], Falls "compensation_rate";
    threshold_of_property: "damages.threshold_property_eur" ["0", "200"], Frozen, STRICT, [], Falls "compensation_rate";
    deductible_of_property: "damages.deductible_property_eur" ["0", "100"], Frozen, STRICT, [], Falls "compensation_rate";
    cap: "damages.cap_eur" ["50", "inf"], Frozen, STRICT, [], Rises "compensation_rate";
    cap_and_care: "damages.cap_eur" ["20", "inf"], Careful, STRICT, EMBODIED, Rises "care_design";
    multiplier: "damages.multiplier" ["1", "4"], Careful, STRICT, EMBODIED, Rises "care_design";
    punitive: "damages.punitive" ["0", "3"], Frozen, &and(TRIALS, "\"damages.pattern_findings\" = 1"), [],
        Rises "liability_paid";
    pattern_findings: "damages.pattern_findings" ["1", "8"], Frozen, &and(TRIALS, "\"damages.punitive\" = 3"), [],
        Falls "liability_paid";
    pattern_months: "damages.pattern_months" ["1", "60"], Frozen,
        &and(&and(TRIALS, "\"damages.punitive\" = 3"), "\"damages.pattern_findings\" = 2"), [], Rises "liability_paid";
    comparative_fault: "damages.victim_fault" ["\"ignored\"", "\"comparative\""], Frozen, STRICT, [],
        Falls "compensation_rate";
    contributory_fault: "damages.victim_fault" ["\"comparative\"", "\"contributory\""], Frozen, STRICT, [],
        Falls "compensation_rate";
    fault_share: "damages.fault_share" ["0.1", "0.9"], Frozen,
        &and(STRICT, "\"damages.victim_fault\" = \"comparative\""), [], Falls "compensation_rate";
    due_care_of_owners: "damages.due_owner_eur" ["0", "1"], Careful,
        &and(STRICT, "\"damages.victim_fault\" = \"contributory\""), CARELESS_OWNERS, Falls "compensation_rate";
    owners_take_due_care: "damages.due_owner_eur" ["0", "1"], Careful,
        &and(STRICT, "\"damages.victim_fault\" = \"contributory\""), OWNERS, Rises "owner_care";
    harbour_of_a_share: "relief.effect" ["\"off\"", "\"share\""], Frozen, STRICT, LONG,
        Rises "harbour_share", Falls "liability_paid";
    harbour_of_a_cap: "relief.effect" ["\"off\"", "\"cap\""], Frozen, &and(STRICT, "\"relief.cap_eur\" = 20"), LONG,
        Rises "harbour_share", Falls "liability_paid";
    harbour_without_multiplier: "relief.effect" ["\"off\"", "\"no_punitive\""], Frozen,
        &and(STRICT, "\"damages.multiplier\" = 4"), LONG, Rises "harbour_share", Falls "liability_paid";
    harbour_share: "relief.share" ["0", "0.5"], Frozen, HARBOUR, LONG, Rises "liability_paid";
    harbour_cap: "relief.cap_eur" ["20", "500"], Frozen,
        "\"standard.kind\" = \"strict\"\n\"relief.effect\" = \"cap\"", LONG, Rises "liability_paid";
    harbour_design: "relief.design" ["0", "2"], Careful, HARBOUR, [], Rises "care_design";
    harbour_testing: "relief.testing" ["0", "2"], Careful, HARBOUR, [], Rises "care_testing";
    harbour_response: "relief.response" ["0", "8"], Careful, HARBOUR, [], Rises "care_response";
    harbour_fee: "relief.fee_eur" ["0", "100"], Frozen, HARBOUR, LONG, Rises "compliance_cost";
    a_harbour_out_of_reach: "relief.fee_eur" ["0", "1e9"], Careful, HARBOUR, [], Falls "harbour_share";
}
