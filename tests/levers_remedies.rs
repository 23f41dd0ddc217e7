//! Remedies beside damages, softeners and rewards, enforcement, funds and borders: each lever alone, on the same shocks.

#![allow(clippy::unwrap_used, reason = "tests")]

#[path = "support/isolation.rs"]
mod isolation;
mod support;

use isolation::Sign::{Falls, Rises, Stays};
use isolation::{Isolated, and, pair, shows};
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

/// Owners weigh what a fix spares them against its effort.
const WEIGHING: [&str; 3] =
    ["patching.owner_response=1", "segment.*.patch_cost_eur=1", "segment.*.awareness=1"];

#[test]
fn l18_owners_whose_effort_makers_bear_install_fixes_sooner() {
    let laws = ["\"damages.patching_costs\" = 0", "\"damages.patching_costs\" = 0.9"];
    Isolated { market: &market(&[FROZEN, &WEIGHING]), laws }
        .shows(&[(Falls, "compromises"), (Falls, "harm")]);
}

#[test]
fn l16_owners_who_are_made_whole_leave_fixes_and_those_at_fault_do_not() {
    let whole = and(TRIED, "\"procedure.access\" = 1");
    let at_fault = and(&whole, "\"damages.victim_fault\" = \"contributory\"");
    let weighing = market(&[FROZEN, &WEIGHING]);
    Isolated { market: &weighing, laws: ["", &whole] }.shows(&[(Rises, "compromises")]);
    Isolated { market: &weighing, laws: [&whole, &at_fault] }.shows(&[(Falls, "compromises")]);
    // Who does not weigh installs fixes as before, whoever pays.
    let indifferent = market(&[FROZEN, &WEIGHING, &["patching.owner_response=0"]]);
    Isolated { market: &indifferent, laws: [&whole, &at_fault] }.shows(&[(Stays, "compromises")]);
}

#[test]
fn l29_owners_who_are_told_what_is_at_stake_install_fixes_sooner() {
    // Fixes that were out before the law came are mostly installed, or hardly ever will be.
    let seeing = ["segment.*.misperception=0.05", "segment.*.security_taste=1", "clock.horizon_months=120"];
    let laws = ["\"duties.data_notice\" = 0", "\"duties.data_notice\" = 1"];
    Isolated { market: &market(&[FROZEN, &WEIGHING, &seeing]), laws }.shows(&[(Falls, "compromises")]);
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
fn l38_owners_who_get_another_device_are_supported_again() {
    let laws = [
        "\"warranty.months\" = 60, \"warranty.replacement\" = 0",
        "\"warranty.months\" = 60, \"warranty.replacement\" = 0.9",
    ];
    let long = ["clock.horizon_months=60", "clock.compensator_months=12"];
    Isolated { market: &market(&[FROZEN, &long]), laws }.shows(&[
        (Falls, "unsupported_share"),
        (Falls, "harm_expected"),
        (Rises, "remedies"),
    ]);
}

#[test]
fn l38_a_dear_replacement_is_foreseen_and_lengthens_support() {
    let laws = [
        "\"warranty.months\" = 60, \"warranty.refund\" = 0, \"warranty.replacement\" = 0",
        "\"warranty.months\" = 60, \"warranty.refund\" = 0, \"warranty.replacement\" = 1",
    ];
    Isolated { market: &EMBODIED, laws }.shows(&[(Falls, "unsupported_share")]);
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
    let dear = ["patching.recall_cost_eur=100"];
    Isolated { market: &market(&[&EMBODIED, &dear]), laws }.shows(&[(Rises, "care_design")]);
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
    // In the year after the announcement no pattern is found yet: what makers plan is what they foresee.
    let (rare, soon) = (stops(6, 2), market(&[&EMBODIED, &["clock.horizon_months=12"]]));
    Isolated { market: &soon, laws: [&rare[0], &rare[1]] }.shows(&[(Rises, "care_design")]);
}

/// A defect suffices; judgments come after a quarter.
const STRICT: &str = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3";

#[test]
fn l22_shared_infrastructure_for_small_makers_raises_their_care_alone() {
    let law = |share: f64| {
        format!(
            "name = \"r\"\n[[rule]]\nset = {{ {STRICT} }}\n[[rule]]\nwhere = {{ size = [\"micro\", \"small\"] }}\n\
             set = {{ \"incentives.infrastructure\" = {share:?}, \"incentives.infrastructure_eur\" = 1000 }}\n"
        )
    };
    let laws = [law(0.0), law(0.5)];
    Isolated { market: &EMBODIED, laws: [&laws[0], &laws[1]] }.shows(&[
        (Rises, "care_design@micro"),
        (Rises, "care_testing@small"),
        (Stays, "public_support@large"),
    ]);
    let eur = ("incentives.infrastructure_eur", ["0", "1000"]);
    shows(FROZEN, STRICT, eur, &[(Rises, "public_support"), (Falls, "public_purse"), (Stays, "harm")]);
}

#[test]
fn l35_a_subsidy_on_care_raises_care_and_costs_the_public() {
    let lever = ("incentives.care", ["0", "0.5"]);
    shows(
        &EMBODIED,
        STRICT,
        lever,
        &[
            (Rises, "care_design"),
            (Rises, "care_testing"),
            (Rises, "care_response"),
            (Rises, "public_support"),
        ],
    );
    shows(FROZEN, STRICT, lever, &[(Falls, "public_purse"), (Rises, "profits")]);
}

#[test]
fn l35_rewards_for_timely_fixes_make_makers_respond() {
    let law = "\"duties.patch_days\" = 30";
    let lever = ("incentives.fix_eur", ["0", "1e5"]);
    shows(FROZEN, law, lever, &[(Rises, "public_support"), (Rises, "profits"), (Stays, "harm")]);
    shows(&EMBODIED, law, lever, &[(Rises, "care_response"), (Falls, "days_to_fix")]);
}

#[test]
fn l42_education_and_complaint_channels_bring_claims_for_public_money() {
    let law = and(STRICT, "\"procedure.access\" = 0.3");
    for lever in ["procedure.education", "procedure.channels"] {
        shows(
            FROZEN,
            &law,
            (lever, ["0", "0.5"]),
            &[(Rises, "claim_rate"), (Rises, "compensation_rate"), (Stays, "harm")],
        );
        shows(&EMBODIED, &law, (lever, ["0", "0.9"]), &[(Rises, "care_design")]);
    }
    shows(
        FROZEN,
        &law,
        ("procedure.help_eur", ["0", "5"]),
        &[(Rises, "public_support"), (Falls, "public_purse")],
    );
}

/// Makers whose assets are often gone when it comes to judgment.
fn elusive() -> Vec<&'static str> {
    market(&[FROZEN, &["finance.disappearance_hazard=0.5"]])
}

#[test]
fn l44_a_fund_pays_what_insolvent_defendants_cannot() {
    let slow = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 12";
    let levied = and(slow, "\"fund.levy\" = 0.02");
    shows(
        &elusive(),
        &levied,
        ("fund.covers", ["0", "0.9"]),
        &[
            (Rises, "fund_paid"),
            (Rises, "compensation_rate"),
            (Falls, "fund_balance"),
            (Stays, "liability_paid"),
            (Stays, "harm"),
        ],
    );
    shows(
        &elusive(),
        slow,
        ("fund.levy", ["0", "0.02"]),
        &[(Rises, "fund_balance"), (Falls, "profits"), (Rises, "burden")],
    );
    let untraced = and(&levied, "\"causation.attribution\" = 0.3");
    shows(
        &elusive(),
        &untraced,
        ("fund.unattributed", ["0", "0.5"]),
        &[(Rises, "fund_paid"), (Rises, "net_receipts"), (Stays, "claim_rate")],
    );
}

#[test]
fn l44_a_fund_that_holds_too_little_pays_pro_rata_and_never_owes() {
    let law = "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 12, \"fund.covers\" = 1";
    let laws = pair(law, "fund.levy", ["0.0001", "0.02"]);
    Isolated { market: &elusive(), laws: [&laws[0], &laws[1]] }
        .shows(&[(Rises, "fund_paid"), (Rises, "compensation_rate")]);
    let poor = support::plan(&support::lawless(&elusive()), &[support::ruled(&laws[0])]);
    let (mut emptied, mut months) = (0, 0);
    support::watch(&poor, 0, |stage, world| {
        if stage != caveat::run::Stage::BurnIn {
            assert!(world.fund_cash >= 0.0);
            months += 1;
            emptied += u32::from(world.fund_cash == 0.0);
        }
    })
    .unwrap();
    assert!(emptied > 3 && months > emptied, "emptied in {emptied} of {months} months");
}

#[test]
fn l46_recognition_spares_the_second_scheme() {
    shows(
        FROZEN,
        "\"duties.compliance_eur\" = 2000",
        ("duties.recognition", ["\"none\"", "\"equivalent\""]),
        &[(Falls, "compliance_cost"), (Rises, "profits")],
    );
}

/// Fault, against care that makers exceed where it is imposed on them.
const FAULTLESS: &str = "\"standard.kind\" = \"negligence\", \"standard.due_care\" = \"explicit\", \"standard.due_design\" = 0.3, \
                         \"standard.due_testing\" = 0.3, \"standard.due_response\" = 0.3, \"procedure.delay_months\" = 3";

/// Nobody can react, and claims are many.
fn busy() -> Vec<&'static str> {
    market(&[FROZEN, &["threat.compromises_per_device_year=0.5"]])
}

#[test]
fn l13_damages_grow_with_lateness_and_bring_response() {
    let law = and(STRICT, "\"duties.patch_days\" = 20");
    let lever = ("damages.lateness_per_month", ["0", "0.5"]);
    shows(FROZEN, &law, lever, &[(Rises, "liability_paid"), (Stays, "harm")]);
    shows(&EMBODIED, &law, lever, &[(Rises, "care_response"), (Falls, "days_to_fix")]);
}

#[test]
fn l19_a_hybrid_lies_between_fault_and_strict_liability() {
    let kind = |words| ("standard.kind", words);
    let rest = FAULTLESS.replace("\"standard.kind\" = \"negligence\", ", "");
    let paid = [(Rises, "liability_paid"), (Stays, "harm")];
    shows(&busy(), &rest, kind(["\"negligence\"", "\"hybrid\""]), &paid);
    shows(&busy(), &rest, kind(["\"hybrid\"", "\"strict\""]), &paid);
    let hybrid = and(&rest, "\"standard.kind\" = \"hybrid\"");
    shows(&busy(), &hybrid, ("standard.strict_share", ["0.2", "0.8"]), &paid);
    shows(&EMBODIED, &hybrid, ("standard.strict_share", ["0", "0.8"]), &[(Rises, "care_design")]);
    let complex = market(&[&busy(), &["category.*.complexity=4"]]);
    shows(&complex, &hybrid, ("standard.complexity_exponent", ["0", "0.4"]), &paid);
}

#[test]
fn l22_legacy_products_can_be_exempt() {
    let long = market(&[FROZEN, &["clock.horizon_months=60"]]);
    let lever = ("relief.legacy", ["false", "true"]);
    shows(&long, STRICT, lever, &[(Falls, "compensation_rate"), (Falls, "liability_paid"), (Stays, "harm")]);
    shows(&EMBODIED, STRICT, lever, &[(Falls, "care_design")]);
}

#[test]
fn l23_compliance_is_heard_in_court() {
    let law = and(STRICT, "\"duties.floor_design\" = 0.4, \"duties.floor_testing\" = 0.4");
    let lever = |word| ("standard.compliance", ["\"none\"", word]);
    let heard = and(&law, "\"standard.evidence_weight\" = 0.9, \"standard.rebuttal\" = 0.1");
    for word in ["\"evidence\"", "\"presumption\"", "\"defence\""] {
        shows(&busy(), &heard, lever(word), &[(Falls, "liability_paid"), (Stays, "harm")]);
    }
    let missed = law.replace("floor_testing\" = 0.4", "floor_testing\" = 0.6");
    shows(&busy(), &missed, lever("\"defence\""), &[(Stays, "liability_paid")]);
    let evidence = and(&law, "\"standard.compliance\" = \"evidence\"");
    shows(&busy(), &evidence, ("standard.evidence_weight", ["0.1", "0.9"]), &[(Falls, "liability_paid")]);
    let presumption = and(&law, "\"standard.compliance\" = \"presumption\"");
    shows(&busy(), &presumption, ("standard.rebuttal", ["0.1", "0.9"]), &[(Rises, "liability_paid")]);
    shows(&EMBODIED, &law, lever("\"defence\""), &[(Falls, "care_design")]);
}

/// A harbour of immunity that asks for little.
const HARBOUR: &str =
    "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 3, \"relief.effect\" = \"share\"";

#[test]
fn l32_a_harbour_may_lighten_the_burden() {
    let long = market(&[FROZEN, &["clock.horizon_months=60"]]);
    shows(
        &long,
        STRICT,
        ("relief.effect", ["\"off\"", "\"burden\""]),
        &[(Rises, "harbour_share"), (Falls, "liability_paid"), (Stays, "harm")],
    );
    let law = and(STRICT, "\"relief.effect\" = \"burden\"");
    shows(&long, &law, ("relief.proof", ["0.2", "0.8"]), &[(Rises, "liability_paid")]);
}

#[test]
fn l32_a_harbour_may_demand_cooperation_and_monitoring() {
    let law = and(HARBOUR, "\"duties.patch_days\" = 30");
    shows(
        &EMBODIED,
        &law,
        ("relief.cooperation", ["false", "true"]),
        &[(Rises, "care_response"), (Falls, "days_to_fix")],
    );
    shows(&EMBODIED, HARBOUR, ("relief.monitoring", ["0", "0.45"]), &[(Rises, "care_response")]);
    let slow = market(&[FROZEN, &["clock.horizon_months=60"]]);
    shows(&slow, &law, ("relief.cooperation", ["false", "true"]), &[(Falls, "harbour_share")]);
    shows(&slow, HARBOUR, ("relief.monitoring", ["0", "5"]), &[(Falls, "harbour_share")]);
}

#[test]
fn l32_a_harbour_may_demand_transparency() {
    let long = market(&[FROZEN, &["clock.horizon_months=60"]]);
    shows(&long, HARBOUR, ("relief.transparency_days", ["inf", "1"]), &[(Rises, "exposure_days")]);
}

#[test]
fn l37_guidelines_spare_the_careful_and_make_compliance_cheaper() {
    let law = and(FAULTLESS, "\"standard.court_error\" = 0.5");
    shows(
        &busy(),
        &law,
        ("guidelines.court_error", ["1", "0.2"]),
        &[(Falls, "liability_paid"), (Stays, "harm")],
    );
    let law = "\"duties.compliance_eur\" = 5000";
    shows(
        FROZEN,
        law,
        ("guidelines.compliance_cost", ["1", "0.4"]),
        &[(Falls, "compliance_cost"), (Rises, "profits")],
    );
    shows(
        FROZEN,
        law,
        ("guidelines.public_eur", ["0", "500"]),
        &[(Rises, "public_support"), (Falls, "public_purse")],
    );
}

/// A floor that makers would rather be fined for.
const FINED: &str = "\"duties.floor_design\" = 40, \"enforcement.inspections\" = 1, \"enforcement.fine_turnover\" = 0.001, \
                     \"enforcement.inspection_cost_eur\" = 100";

#[test]
fn l41_fines_scaled_to_effort_are_lower() {
    // On care the sign is open: who would have complied may stop short of the floor, and who would not may go a part of the way.
    shows(&EMBODIED, FINED, ("enforcement.fine_effort", ["0", "1"]), &[(Falls, "fines")]);
}

#[test]
fn l41_an_authority_inspects_no_more_than_it_can() {
    shows(
        &EMBODIED,
        FINED,
        ("enforcement.capacity", ["inf", "3"]),
        &[(Falls, "fines"), (Falls, "enforcement_cost")],
    );
}

#[test]
fn l41_orders_bring_care_to_the_floor() {
    shows(
        &EMBODIED,
        FINED,
        ("enforcement.order", ["false", "true"]),
        &[(Rises, "care_design"), (Falls, "fines")],
    );
}
