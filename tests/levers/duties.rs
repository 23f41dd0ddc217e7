//! Duties before and after sale, and how they are enforced.

/// A floor out of every maker's reach, and what follows.
const BREACHED: &str = "\"duties.floor_design\" = 1e5\n\"enforcement.inspections\" = 2\n\"enforcement.fine_turnover\" = 0.001\n\
                        \"enforcement.inspection_cost_eur\" = 100";

/// Fault in being late, and in nothing else.
const LATE: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"";

signs! {
    floor_design: "duties.floor_design" ["0", "2"], Careful, "", [], Rises "care_design";
    floor_testing: "duties.floor_testing" ["0", "2"], Careful, "", [], Rises "care_testing";
    floor_response: "duties.floor_response" ["0", "8"], Careful, "", [], Rises "care_response";
    compliance: "duties.compliance_eur" ["0", "5000"], Careful, "", [], Rises "compliance_cost";
    support: "duties.support_months" ["0", "60"], Careful, "", [], Falls "unsupported_share";
    update_availability: "duties.update_availability_months" ["0", "120"], Frozen, "", ["clock.horizon_months=72"],
        Falls "compromises";
    disclosure: "duties.disclosure_days" ["10", "365"], Careful, "", [], Falls "exposure_days";
    patch_deadline: "duties.patch_days" ["inf", "8"], Careful, LATE, ["clock.horizon_months=60"],
        Rises "care_response";
    label: "duties.label" ["0", "1"], Careful, "", [], Rises "care_design";
    inspections: "enforcement.inspections" ["0", "4"], Careful,
        "\"duties.floor_design\" = 1e5\n\"enforcement.fine_turnover\" = 0.001", [], Rises "fines";
    fine_turnover: "enforcement.fine_turnover" ["0", "0.002"], Careful, BREACHED, [], Rises "fines";
    fine_floor: "enforcement.fine_floor_eur" ["0", "2e4"], Careful, BREACHED, [], Rises "fines";
    inspection_cost: "enforcement.inspection_cost_eur" ["0", "1000"], Careful, BREACHED, [], Rises "enforcement_cost";
    fines_bring_care: "enforcement.inspections" ["0.001", "4"], Careful,
        "\"duties.floor_design\" = 2\n\"enforcement.fine_turnover\" = 0.05", [], Rises "care_design";
    late_fixes_are_fined: "enforcement.inspections" ["0", "4"], Frozen,
        "\"duties.patch_days\" = 1\n\"enforcement.fine_floor_eur\" = 1000", [], Rises "fines";
}
