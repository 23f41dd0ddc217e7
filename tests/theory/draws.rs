//! Accidents that happen or not: means over many makers lie within four standard errors of what makers expect.

use caveat::math::{exp, norm_cdf};
use caveat::theory::{Column, Estimate, Given, Patch, Sample, group};

const MAKERS: u32 = 200;
const REPLICATIONS: u64 = 300;

fn sample(id: &str, params: &[(&str, f64)], patch: &Patch) -> Sample {
    let group = group(id).unwrap();
    let params = group.params(params).unwrap();
    group.probe(&params).sample(patch, MAKERS, REPLICATIONS).unwrap()
}

fn agrees(what: &str, estimate: Estimate, expected: f64) {
    let distance = estimate.distance(expected);
    assert!(distance <= 4.0, "{what}: {estimate:?} is {distance:.1} standard errors from {expected}");
    assert!(estimate.standard_error < 0.1 * expected, "{what}: {estimate:?} says too little");
}

fn strict() -> Patch {
    Patch::new().set("standard.kind", "strict")
}

/// `p0 = 0.6`, `k = 0.5`, `h = 20`: care `ln 6/0.5`, accident probability 0.1.
const OFTEN: [(&str, f64); 3] = [("p0", 0.6), ("k", 0.5), ("h", 20.0)];

#[test]
fn a1_accidents_and_payments_are_as_expected() {
    let sample = sample("a1", &OFTEN, &strict());
    agrees("accidents", sample.column(Column::Accidents), 0.1);
    agrees("harm", sample.column(Column::Harm), 2.0);
    agrees("payment", sample.column(Column::Payment), 2.0);
    agrees("payment as planned", sample.column(Column::Payment), sample.column(Column::ExpectedPayment).mean);
}

#[test]
fn a1_damages_limited_to_what_the_breach_caused() {
    let law = Patch::new()
        .set("standard.kind", "negligence")
        .set("causation.link", "but_for")
        .set("standard.due_design", 3.0)
        .set("care.imposed_design", 1.0);
    let sample = sample("a1", &OFTEN, &law);
    let expected = 20.0 * 0.6 * (exp(-0.5) - exp(-1.5));
    agrees("payment", sample.column(Column::Payment), expected);
    agrees("payment as planned", sample.column(Column::Payment), sample.column(Column::ExpectedPayment).mean);
}

#[test]
fn a1_a_poisson_number_of_accidents_is_caused_alike() {
    let law = Patch::new()
        .set("accident.count", "poisson")
        .set("accident.rate", 0.05)
        .set("standard.kind", "negligence")
        .set("causation.link", "but_for")
        .set("standard.due_design", 3.0)
        .set("care.imposed_design", 1.0);
    let sample = sample("a1", &OFTEN, &law);
    agrees("accidents", sample.column(Column::Accidents), 0.05 * exp(-0.5));
    agrees("payment", sample.column(Column::Payment), 20.0 * 0.05 * (exp(-0.5) - exp(-1.5)));
}

#[test]
fn a3_buyers_and_third_parties_are_paid_their_share() {
    let more = [("sigma_buyer_share", 0.5), ("lam_awareness", 0.5), ("ell_liability_share", 0.5)];
    let sample = sample("a3", &[OFTEN.to_vec(), more.to_vec()].concat(), &Patch::new());
    // e = ½ + ½·½·½ = ⅝, and p = 1/(k·h·e).
    agrees("accidents", sample.column(Column::Accidents), 0.16);
    agrees("harm", sample.column(Column::Harm), 3.2);
    agrees("payment", sample.column(Column::Payment), 1.6);
}

#[test]
fn b1_payments_stop_at_assets() {
    let sample = sample("b1", &OFTEN, &strict().set("finance.initial_cash_eur", 10));
    // x = ln(k·p0·10)/k, so p = 1/(k·10).
    agrees("accidents", sample.column(Column::Accidents), 0.2);
    agrees("payment", sample.column(Column::Payment), 2.0);
    agrees("harm", sample.column(Column::Harm), 4.0);
}

#[test]
fn b1_care_paid_by_the_firm_leaves_less_for_victims() {
    let law = strict().set("finance.initial_cash_eur", 10).set("care.paid_by", "firm");
    let sample = sample("b1", &OFTEN, &law);
    let care = sample.column(Column::Care).mean;
    agrees("payment", sample.column(Column::Payment), 0.6 * exp(-0.5 * care) * (10.0 - care));
    assert!((sample.column(Column::CareCost).mean - care).abs() < 1e-9);
}

#[test]
fn c_courts_err_as_often_as_makers_expect() {
    let law = Patch::new()
        .set("standard.kind", "negligence")
        .set("standard.due_design", 2.0)
        .set("standard.court_error", 1.0)
        .set("care.imposed_design", 2.5);
    let sample = sample("c", &OFTEN, &law);
    agrees("payment", sample.column(Column::Payment), 20.0 * 0.6 * exp(-1.25) * norm_cdf(-0.5));
}

#[test]
fn d1_a_multiplier_makes_up_for_those_who_escape() {
    let params = [OFTEN.to_vec(), vec![("pi", 0.25)]].concat();
    let sample = sample("d1", &params, &Patch::new().set("damages.multiplier", 4));
    agrees("accidents", sample.column(Column::Accidents), 0.1);
    agrees("payment", sample.column(Column::Payment), 2.0);
}

#[test]
fn m1_makers_disappear_before_judgment() {
    let params = [OFTEN.to_vec(), vec![("r", 0.0), ("mu", 0.2), ("delay", 2.5)]].concat();
    let sample = sample("m1", &params, &Patch::new());
    // x = x* − μD/k, so p = 0.1·e^(μD); a part e^(−μD) of the awards is paid.
    agrees("accidents", sample.column(Column::Accidents), 0.1 * exp(0.5));
    agrees("payment", sample.column(Column::Payment), 2.0);
}

#[test]
fn m2_all_at_once() {
    let more = [("pi", 0.5), ("r", 0.0), ("mu", 0.1), ("delay", 2.0), ("assets", 15.0), ("cD", 4.0)];
    let sample = sample("m2", &[OFTEN.to_vec(), more.to_vec()].concat(), &Patch::new());
    // L_eff = 0.5·e^(−0.2)·15, and p = 1/(k·L_eff).
    agrees("payment", sample.column(Column::Payment), 2.0);
    agrees("payment as planned", sample.column(Column::Payment), sample.column(Column::ExpectedPayment).mean);
}

#[test]
fn d2_victims_of_small_losses_do_not_sue() {
    let costs = [("p0", 0.6), ("k", 0.5), ("mean_harm", 20.0), ("cP", 10.0), ("cD", 5.0), ("cS", 2.0)];
    let sample = sample("d2", &costs, &strict());
    let (suit, care) = (exp(-0.5), sample.column(Column::Care).mean);
    let p = 0.6 * exp(-0.5 * care);
    agrees("suits", sample.column(Column::Suits), p * suit);
    agrees("payment", sample.column(Column::Payment), p * suit * 35.0);
    agrees("payment as planned", sample.column(Column::Payment), sample.column(Column::ExpectedPayment).mean);
    agrees("legal cost", sample.column(Column::LegalCost), p * suit * 17.0);
}

#[test]
fn l3_fines_are_found_as_often_as_makers_expect() {
    let params = [OFTEN.to_vec(), vec![("s", 5.0), ("a", 0.25), ("f", 2.0), ("d", 0.5)]].concat();
    let sample = sample("l3", &params, &Patch::new());
    // x0 = ln(k·p0·d·h)/k, below the standard: complying costs more than a fine of 2 in a quarter of the months.
    agrees("fines", sample.column(Column::Fine), 0.5);
    agrees("fines as planned", sample.column(Column::Fine), sample.column(Column::ExpectedFine).mean);
    agrees("accidents", sample.column(Column::Accidents), 0.2);
}

/// Productivities of 1 and a harm of 8: the planner takes one of each care, and an accident is left in a quarter of the months.
#[test]
fn f_owners_who_take_the_care_they_owe_are_paid() {
    let params = [("H", 8.0), ("a", 1.0), ("b", 1.0)];
    let law = strict().set("damages.victim_fault", "contributory").set("damages.due_owner_eur", 1);
    let diligent = sample("f", &params, &law);
    agrees("accidents", diligent.column(Column::Accidents), 0.25);
    agrees("payment", diligent.column(Column::Payment), 2.0);
    assert!((diligent.column(Column::OwnerCare).mean - 1.0).abs() < 1e-9);
    let careless = sample("f", &params, &law.set("accident.imposed_owner_eur", 0.5));
    assert_eq!(careless.column(Column::Payment).mean, 0.0, "who is at fault is paid nothing");
    agrees("accidents", careless.column(Column::Accidents), 2.0 / 3.0);
}

/// One component in three strikes a month: all that embed it, and nobody else.
#[test]
fn g3_components_strike_together() {
    let shares: &[f64] = &[0.5, 0.3, 0.2];
    let group = group("g3").unwrap();
    let params =
        group.params(&[("N", Given::Number(1000.0)), ("p", 0.1.into()), ("shares", shares.into())]).unwrap();
    let sample = group.probe(&params).sample(&Patch::new(), 1, 20_000).unwrap();
    agrees("devices", sample.column(Column::Accidents), 100.0);
    let expected = 1000.0 * 1000.0 * 0.1 * 0.9 * 0.38;
    let variance = sample.variance(Column::Accidents);
    assert!((variance / expected - 1.0).abs() < 0.05, "{variance}, not {expected}");
    assert!((sample.column(Column::HarmVariance).mean / expected - 1.0).abs() < 1e-9);
}

/// Prices answer costs and rivals, which no draw moves: means over replications are what the one analytic run says.
#[test]
fn j3_prices_depend_on_no_draw() {
    let j3 = group("j3").unwrap();
    let params = j3.params(&[("N", 3.0)]).unwrap();
    let alone = j3.probe(&params).run(&Patch::new()).unwrap();
    let sample = j3.probe(&params).sample(&Patch::new(), 3, 8).unwrap();
    for column in [Column::Price, Column::Share, Column::Profit] {
        let (found, expected) = (sample.column(column), alone.column(column));
        let rounding = 1e-9 * expected;
        assert!(expected > 0.0 && found.standard_error < rounding);
        assert!((found.mean - expected).abs() < rounding, "{column:?}: {found:?}, not {expected}");
    }
}

/// One maker and one supplier a replication: capital that one accident eats is not there for another.
fn pair(id: &str, params: &[(&str, f64)], law: &Patch) -> Sample {
    let group = group(id).unwrap();
    let params = group.params(params).unwrap();
    let law = Patch::new().set("component.part.decides", true).set("standard.kind", "strict").and(law);
    group.probe(&params).sample(&law, 1, 40_000).unwrap()
}

#[test]
fn e1_maker_and_supplier_pay_as_they_expect() {
    let more = [("r1", 0.4), ("assets2", 5.0)];
    let joint = Patch::new().set("apportionment.sharing", "joint");
    let sample = pair("e1", &[OFTEN.to_vec(), more.to_vec()].concat(), &joint);
    // The supplier has 5 of its 12, the maker bears 15: p₁ = 1/(k·15), and k·p0·w2·5 < 1 leaves the supplier careless.
    agrees("accidents", sample.column(Column::Accidents), 2.0 / 15.0 + 0.3);
    agrees("harm", sample.column(Column::Harm), 20.0 * (2.0 / 15.0 + 0.3));
    agrees("maker pays", sample.column(Column::Payment), 15.0 * (2.0 / 15.0 + 0.3));
    agrees("supplier pays", sample.column(Column::SupplierPayment), 5.0 * (2.0 / 15.0 + 0.3));
    for (paid, expected) in [
        (Column::Payment, Column::ExpectedPayment),
        (Column::SupplierPayment, Column::SupplierExpectedPayment),
    ] {
        agrees("as planned", sample.column(paid), sample.column(expected).mean);
    }
}

#[test]
fn e3_joint_makers_pay_for_their_suppliers() {
    let params = [("p0", 0.4), ("k", 0.5), ("h", 20.0), ("assets2", 4.0)];
    let joint = Patch::new().set("apportionment.sharing", "joint");
    let sample = pair("e3", &params, &joint);
    // p₁ = 1/(k·20) = 0.1; k·p0·4 < 1, so that the supplier takes no care.
    agrees("accidents", sample.column(Column::Accidents), 0.5);
    agrees("maker pays", sample.column(Column::Payment), 0.1 * 20.0 + 0.4 * 16.0);
    agrees("supplier pays", sample.column(Column::SupplierPayment), 0.4 * 4.0);
}
