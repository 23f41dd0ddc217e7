//! Duties before and after sale, discovery, sharing and patching: which way each moves what it is there for, alone and on the same
//! shocks.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

#[path = "support/isolation.rs"]
mod isolation;

#[macro_use]
#[path = "levers/case.rs"]
mod case;

use support::{lawless, regime};

signs! {
    l28_monitoring_finds_flaws_sooner: "duties.monitoring" ["0", "2"], Frozen, "", [], Falls "open_flaws";
    l28_monitoring_costs_care: "duties.monitoring" ["0", "2"], Frozen, "", ["patching.monitoring_eur=20000"],
        Rises "care_share";

    l49_owners_who_are_told_patch_sooner: "duties.owner_notice" ["0", "1"], Frozen, "", ["segment.*.heeds_notice=0.5"],
        Falls "compromises";
    l49_owners_who_are_told_claim_more: "duties.owner_notice" ["0", "1"], Frozen, STRICT, ["segment.*.heeds_notice=0.5"],
        Rises "claim_rate";
    l30_a_bill_of_materials_shortens_the_exposure_to_components_flaws: "duties.bill_of_materials" ["0", "0.9"], Frozen, "",
        COMPONENTS, Falls "harm_expected";
    l30_diligence_chooses_more_careful_components: "duties.component_diligence" ["0", "3"], Frozen, "",
        ["innovation.launches_per_year=2"], Rises "care_suppliers";
    l31_one_fix_reaches_the_products_of_several_makers: "duties.coordinated_updates" ["false", "true"], Frozen, "", COMPONENTS,
        Falls "harm_expected";
    l25_an_early_warning_keeps_devices_out_of_reach: "duties.early_warning_hours" ["inf", "24"], Frozen, "",
        ["segment.*.heeds_notice=0.9"], Falls "compromises";
    l25_late_notifications_are_fined: "duties.notification_hours" ["1000", "24"], Frozen, FINED, ["patching.report_hours=48"],
        Rises "late_reports", Rises "fines";
    l25_late_final_reports_are_fined: "duties.final_report_days" ["1000", "14"], Frozen, FINED, ["patching.report_hours=48"],
        Rises "late_reports", Rises "fines";
    l25_a_notification_that_takes_longer_is_late: "duties.notification_hours" ["1000", "72"], Frozen, FINED,
        ["patching.report_hours=12", "patching.notification_work=30"], Rises "late_reports", Rises "fines";
    l25_a_final_report_that_takes_longer_is_late: "duties.final_report_days" ["1000", "14"], Frozen, FINED,
        ["patching.report_hours=12", "patching.final_report_work=140"], Rises "late_reports", Rises "fines";
    l25_makers_respond_faster_to_report_in_time: "duties.early_warning_hours" ["inf", "24"], Careful, HEAVILY_FINED,
        ["patching.report_hours=48", "clock.horizon_months=48", SOLVENT[0], SOLVENT[1]], Rises "care_response";
    l26_a_deadline_for_severe_flaws_hastens_fixes: "duties.patch_days_severe" ["inf", "8"], Careful, LATE,
        ["clock.horizon_months=60", "threat.severe_ease=0.3", SOLVENT[0], SOLVENT[1]],
        Rises "care_response", Falls "days_to_fix";
    l21_verified_delivery_reaches_devices_and_costs: "duties.verified_delivery" ["0", "0.9"], Frozen, "",
        ["patching.delivery_eur=0.1"], Falls "compromises", Rises "compliance_cost";
    l24_certification_brings_care: "certification.mandatory" ["false", "true"], Careful, "\"certification.design\" = 2", [],
        Rises "certified_share", Rises "care_design";
    l24_certifiers_look_for_design: "certification.design" ["0", "2"], Careful, MANDATORY, [], Rises "care_design";
    l24_certifiers_look_for_testing: "certification.testing" ["0", "2"], Careful, MANDATORY, [], Rises "care_testing";
    l24_assessments_cost: "certification.cost_eur" ["0", "5000"], Frozen, MANDATORY, [], Rises "compliance_cost";
    l24_assessments_take_time: "certification.months" ["0", "6"], Frozen, MANDATORY, ["innovation.launches_per_year=2"],
        Rises "months_to_market", Falls "launches", Rises "launches_stopped";
    l24_makers_begin_less_of_what_waits: "certification.months" ["0", "12"], Careful, MANDATORY, [], Falls "rd_share";
    l24_certificates_run_out: "certification.validity_years" ["inf", "0.5"], Frozen,
        "\"certification.mandatory\" = true\n\"certification.cost_eur\" = 5000", [], Rises "compliance_cost";
    l24_makers_try_lax_certifiers: "certification.false_pass" ["0", "0.9"], Careful,
        "\"certification.mandatory\" = true\n\"certification.design\" = 3", [], Falls "care_design";
    l24_strict_certifiers_cost: "certification.false_fail" ["0", "0.8"], Frozen,
        "\"certification.mandatory\" = true\n\"certification.cost_eur\" = 5000", [], Rises "compliance_cost";
    l24_a_harbour_may_demand_a_certificate: "relief.certified" ["false", "true"], Frozen,
        "\"standard.kind\" = \"strict\"\n\"relief.effect\" = \"share\"\n\"certification.cost_eur\" = 100", [],
        Rises "certified_share";
    l27_owners_who_do_not_subscribe_lose_support: "duties.subscription_support" ["false", "true"], Frozen, "",
        ["segment.*.subscribes=0.1", "clock.horizon_months=60"], Rises "compromises", Rises "subscriptions";
    l27_a_stated_end_of_life_lengthens_support: "duties.stated_end_of_life" ["false", "true"], Careful, "",
        ["category.*.support_cost_eur=0.2", "segment.*.security_taste=1", "segment.*.misperception=0", "clock.horizon_months=120"],
        Falls "unsupported_share";
    l29_a_notice_about_data_shows_what_is_at_stake: "duties.data_notice" ["0", "1"], Careful, "", [], Rises "care_design";
    l33_protection_of_researchers_turns_publications_into_reports: "duties.researcher_protection" ["0", "1"], Frozen, "",
        ["patching.publication_rate=2"], Falls "exposure_days";
    l33_bounties_find_flaws_sooner_and_are_paid: "duties.bounty_eur" ["0", "5000"], Frozen, "", ["patching.bounty_response=0.2"],
        Falls "open_flaws", Rises "bounties";
    l33_makers_that_pay_bounties_take_more_care: "duties.bounty_eur" ["0", "100000"], Careful, "", [], Rises "care_testing";
    l34_sharing_finds_flaws_sooner: "duties.information_sharing" ["0.1", "1"], Frozen, "\"sharing.rate\" = 1", [],
        Falls "open_flaws";
    l34_what_is_shared_finds_flaws_sooner: "sharing.rate" ["0", "1"], Frozen, "\"duties.information_sharing\" = 1", [],
        Falls "open_flaws";
    l34_what_is_shared_leaks_to_attackers: "sharing.leak" ["0", "1"], Frozen, "\"duties.information_sharing\" = 1", [],
        Rises "exposure_days";
    l36_public_testing_finds_flaws_sooner: "public_testing.rate" ["0", "2"], Frozen, "", [], Falls "open_flaws";
    l36_the_public_pays_for_its_testing: "public_testing.cost_eur" ["0", "1000"], Frozen, "", [],
        Rises "public_testing", Falls "public_purse";
}

/// A defect suffices; judgments come after a quarter.
const STRICT: &str = "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3";
/// Whoever owes can pay, so that no fine drives makers out and changes who is left.
const SOLVENT: [&str; 2] = ["finance.initial_cash_eur=1e12", "finance.liquidity_months=inf"];
/// Every release must be certified.
const MANDATORY: &str = "\"certification.mandatory\" = true";
/// Inspections and fines without any floor of care.
const FINED: &str = "\"enforcement.inspections\" = 2\n\"enforcement.fine_turnover\" = 0.05";
/// The same, so that a year's fine is worth much response care.
const HEAVILY_FINED: &str = "\"enforcement.inspections\" = 4\n\"enforcement.fine_turnover\" = 0.2";
/// Fault in being late, and in nothing else.
const LATE: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"";
/// Components' flaws are many; what is popular draws no more campaigns. Harm is counted as it is expected from the state of flaws and
/// fixes, so that no campaign's luck stands between.
const COMPONENTS: &[&str] = &[
    "clock.compensator_months=3",
    "component.*.flaws_per_year=100",
    "threat.base_exponent=0",
    "threat.discovery_attackers=0.2",
    "innovation.launches_per_year=2",
];

#[test]
fn duties_that_bind_nobody_are_refused_with_both_places() {
    let market = lawless(&[]);
    for (first, second) in [
        ("\"duties.patch_days_severe\" = 30", "\"duties.patch_days\" = 10"),
        ("\"duties.early_warning_hours\" = 72", "\"duties.notification_hours\" = 24"),
        ("\"sharing.rate\" = 1", "\"duties.information_sharing\" = 0"),
        ("\"sharing.leak\" = 1", "\"duties.information_sharing\" = 0"),
        ("\"relief.certified\" = true", "\"relief.effect\" = \"off\""),
    ] {
        let law = regime(&format!("name = \"idle\"\n[[rule]]\n[rule.set]\n{first}\n{second}\n"));
        let error = market.law(&law).unwrap_err().to_string();
        assert!(error.contains("regime.toml:4") && error.contains("regime.toml:5"), "{error}");
    }
}
