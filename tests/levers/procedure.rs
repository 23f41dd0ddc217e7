//! Who sues, for how long and at what cost, and who insures.

use crate::{EMBODIED, STRICT, and};

/// Every compromise injures, and victims take their time.
const INJURED: [&str; 2] = ["segment.*.claim_months=36", "head.injury.incidence=1"];

signs! {
    class_action: "procedure.class_action" ["false", "true"], Frozen,
        &and(STRICT, "\"procedure.plaintiff_cost_eur\" = 500"), [], Rises "claim_rate", Rises "compensation_rate";
    access: "procedure.access" ["0.3", "1"], Frozen, STRICT, [], Rises "claim_rate", Rises "liability_paid";
    access_and_care: "procedure.access" ["0.1", "1"], Careful, STRICT, EMBODIED, Rises "care_design";
    plaintiff_cost: "procedure.plaintiff_cost_eur" ["0", "200"], Frozen, STRICT, [], Falls "claim_rate";
    defendant_cost: "procedure.defendant_cost_eur" ["0", "200"], Frozen,
        &and(STRICT, "\"procedure.settlement\" = false"), [], Rises "legal_cost";
    court_cost: "procedure.court_cost_eur" ["0", "200"], Frozen,
        &and(STRICT, "\"procedure.settlement\" = false"), [], Rises "legal_cost", Rises "enforcement_cost";
    counsel_share: "procedure.counsel_share" ["0", "0.3"], Frozen,
        &and(STRICT, "\"procedure.class_action\" = true"), [], Falls "compensation_rate";
    losers_pay: "procedure.cost_rule" ["\"american\"", "\"english\""], Frozen,
        &and(STRICT, "\"procedure.plaintiff_cost_eur\" = 200"), [], Rises "claim_rate";
    settlement: "procedure.settlement" ["false", "true"], Frozen,
        &and(STRICT, "\"standard.proof\" = 0.5\n\"procedure.plaintiff_cost_eur\" = 20\n\"procedure.defendant_cost_eur\" = 20"), [],
        Rises "settled_share";
    belief_error: "procedure.belief_error" ["0", "0.5"], Frozen,
        &and(STRICT, "\"standard.proof\" = 0.5\n\"procedure.plaintiff_cost_eur\" = 20\n\"procedure.defendant_cost_eur\" = 20"), [],
        Falls "settled_share";
    delay: "procedure.delay_months" ["1", "24"], Frozen, STRICT, [], Rises "months_to_payment";
    delay_and_care: "procedure.delay_months" ["1", "120"], Careful, STRICT, EMBODIED, Falls "care_design";
    delay_spread: "procedure.delay_log_sd" ["0", "0.8"], Frozen,
        "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 12", [], Rises "months_to_payment";
    interest: "procedure.interest" ["0", "0.2"], Frozen,
        "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 24", [], Rises "liability_paid";
    limitation: "procedure.limitation_months" ["3", "inf"], Frozen, STRICT, ["segment.*.claim_months=12"],
        Rises "claim_rate";
    long_stop: "procedure.long_stop_months" ["12", "inf"], Frozen, STRICT, [], Rises "claim_rate";
    limitation_of_injuries: "procedure.limitation_injury_months" ["0", "inf"], Frozen,
        &and(STRICT, "\"procedure.limitation_months\" = 3"), INJURED, Rises "liability_paid";
    late_injuries: "procedure.long_stop_injury_months" ["0", "inf"], Frozen,
        &and(STRICT, "\"procedure.long_stop_months\" = 48"), INJURED, Rises "liability_paid";
    mandatory_cover: "cover.mandatory" ["false", "true"], Careful, STRICT, [], Rises "insurance_take_up";
    mandatory_limit: "cover.limit_turnover" ["0.01", "10"], Frozen, &and(STRICT, "\"cover.mandatory\" = true"),
        ["insurer.offered=true", "insurer.limit_turnover=0", "insurer.capital_eur=1e12"], Falls "uncovered_loss";
}
