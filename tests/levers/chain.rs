//! Who else in the chain answers, and what contracts leave of it.

use crate::{EMBODIED, STRICT, and};

/// Maker and supplier answer for the whole, half each.
const JOINT: &str = "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3\n\"apportionment.sharing\" = \"joint\"\n\
                     \"apportionment.supplier_share\" = 0.5";
/// Each answers for its half.
const SEVERAL: &str = "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3\n\"apportionment.sharing\" = \"several\"\n\
                       \"apportionment.supplier_share\" = 0.5";
/// Everybody in the chain can pay.
const RICH: [&str; 3] =
    ["component.*.capital_eur=1e12", "seller.capital_eur=1e12", "importer.capital_eur=1e12"];
/// The same, and makers of components are small.
const RICH_AND_SMALL: [&str; 4] = [RICH[0], RICH[1], RICH[2], "component.*.maker=small_supplier"];
/// Half of the makers sit abroad.
const ABROAD: [&str; 3] =
    ["importer.abroad_share=0.5", "importer.capital_eur=1e12", "seller.capital_eur=1e12"];
/// Half of the makers sit abroad, and what is sold embodies the care that the law brought.
const ABROAD_EMBODIED: [&str; 6] = [
    "importer.abroad_share=0.5",
    "importer.capital_eur=1e12",
    EMBODIED[0],
    EMBODIED[1],
    EMBODIED[2],
    EMBODIED[3],
];

signs! {
    l06_recourse_moves_awards_to_suppliers: "apportionment.recourse" ["0", "1"], Frozen, JOINT, RICH,
        Rises "paid_by_suppliers", Falls "liability_paid";
    l06_a_cap_on_recourse_leaves_awards_with_makers: "apportionment.recourse_cap_eur" ["10", "inf"], Frozen, JOINT, RICH,
        Rises "paid_by_suppliers", Falls "liability_paid";
    l06_small_suppliers_contract_out_of_recourse: "apportionment.recourse_small" ["0", "1"], Frozen, JOINT, RICH_AND_SMALL,
        Rises "paid_by_suppliers", Falls "liability_paid";
    l06_an_indemnity_moves_awards_to_suppliers: "apportionment.indemnity" ["0", "0.8"], Frozen, STRICT, RICH,
        Rises "paid_by_suppliers", Falls "liability_paid";
    l06_the_chain_pays_what_joint_debtors_cannot: "apportionment.sharing" ["\"joint\"", "\"chain\""], Frozen, JOINT,
        ["component.*.capital_eur=0", "finance.disappearance_hazard=5", "seller.capital_eur=1e12"],
        Rises "compensation_rate", Rises "paid_by_sellers";
    l06_an_indivisible_harm_is_shared: "apportionment.indivisible" ["false", "true"], Frozen, SEVERAL,
        ["accident.count=poisson", "accident.rate=1", "component.*.capital_eur=1e12", "component.*.maker=supplier", "care.imposed_testing=-1",
         "care.imposed_response=-1"],
        Rises "paid_by_suppliers", Falls "liability_paid";
    l03_integrators_answer_for_open_source: "apportionment.open_source" ["\"nobody\"", "\"integrator\""], Frozen, SEVERAL,
        ["component.*.maker=open_source"], Rises "compensation_rate", Rises "liability_paid";
    l03_stewards_answer_for_open_source: "apportionment.open_source" ["\"nobody\"", "\"steward\""], Frozen, SEVERAL,
        ["component.*.maker=steward", "component.*.capital_eur=1e12"],
        Rises "compensation_rate", Rises "paid_by_suppliers";
    l03_a_cap_spares_stewards: "apportionment.steward_cap_eur" ["10", "inf"], Frozen,
        &and(SEVERAL, "\"apportionment.open_source\" = \"steward\""),
        ["component.*.maker=steward", "component.*.capital_eur=1e12"],
        Rises "compensation_rate", Rises "paid_by_suppliers";
    l04_service_providers_share: "apportionment.service_share" ["0", "0.6"], Frozen, SEVERAL,
        ["component.*.maker=service", "component.*.capital_eur=1e12", "component.*.fix_days=600", "clock.horizon_months=60"],
        Rises "paid_by_services";
    l05_sellers_share: "apportionment.seller_share" ["0", "0.4"], Frozen, SEVERAL, RICH,
        Rises "paid_by_sellers", Falls "liability_paid";
    l05_sellers_share_and_care: "apportionment.seller_share" ["0", "0.5"], Careful, SEVERAL,
        ["seller.capital_eur=1e12", EMBODIED[0], EMBODIED[1], EMBODIED[2], EMBODIED[3]], Falls "care_design";
    l05_sellers_answer_for_the_unknown: "apportionment.seller_unknown" ["0", "0.8"], Frozen,
        &and(STRICT, "\"causation.attribution\" = 0.3"), RICH,
        Rises "attributable_share", Rises "compensation_rate", Rises "paid_by_sellers";
    l05_importers_answer_for_makers_abroad: "apportionment.importer" ["false", "true"], Frozen,
        &and(STRICT, "\"apportionment.recourse\" = 0"), ABROAD, Rises "compensation_rate", Rises "paid_by_importers";
    l05_importers_bring_the_law_to_makers_abroad: "apportionment.importer" ["false", "true"], Careful, STRICT, ABROAD_EMBODIED,
        Rises "care_design", Rises "compensation_rate";
    l05_the_chain_answers_for_makers_abroad: "apportionment.sharing" ["\"joint\"", "\"chain\""], Frozen, JOINT, ABROAD,
        Rises "compensation_rate", Rises "paid_by_sellers";
}
