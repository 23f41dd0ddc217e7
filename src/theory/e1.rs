//! A maker and its supplier who cannot be told apart: several against joint liability, when one of them may be insolvent.

use super::accident::{ASSETS, H, IMPOSED_CARE, K, P0};
use super::chain::{CAPITAL, SUPPLIER_CARE, chain, supplier_acts};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "e1",
    title: "Indivisible harm of maker and supplier, apportioned among the possibly insolvent",
    source: "Kornhauser and Revesz 1990 JLS 19:617",
    formula: "several: L_i = min(y_i, r_i·h); joint: L_i = min(y_i, r_i·h + (r_j·h − y_j)⁺); x_i = ln(k·p0·w_i·L_i)/k",
    params: &[
        P0,
        K,
        H,
        Param::real(
            "w1",
            0.5,
            (0.0, 1.0),
            "share of the accidents without care that the maker's part causes",
        ),
        Param::real("w2", 0.5, (0.0, 1.0), "share of them that the supplier's part causes"),
        Param::real("r1", 0.5, (0.0, 1.0), "share of an award that falls on the maker"),
        Param::real("assets1", 1e9, (0.0, 1e15), "assets of the maker, EUR"),
        Param::real("assets2", 1e9, (0.0, 1e15), "assets of the supplier, EUR"),
    ],
    levers,
    answer,
};

/// Payments above assets by no more than this share are rounding.
const ROUNDING: f64 = 1e-9;

fn levers(params: &Params) -> Patch {
    let (p0, assets) = (params.get("p0"), [params.get("assets1"), params.get("assets2")]);
    chain(params, [p0 * params.get("w1"), p0 * params.get("w2")])
        .set("apportionment.indivisible", true)
        .set("apportionment.supplier_share", 1.0 - params.get("r1"))
        .set(ASSETS, assets[0])
        .set(CAPITAL, assets[1])
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (maker, _) = probe.minimise(IMPOSED_CARE, &Patch::new(), Reading::social_cost)?;
    let (supplier, _) = probe.minimise(SUPPLIER_CARE, &Patch::new(), Reading::social_cost)?;
    Ok(Answers::new()
        .group("social", Answers::new().numbers("care", vec![maker, supplier]))
        .group("several", under(probe, "several")?)
        .group("joint_and_several", under(probe, "joint")?))
}

/// What both do under one way to share, and what comes of it.
fn under(probe: &mut Probe<'_>, sharing: &str) -> Result<Answers, Error> {
    let law = supplier_acts().set("standard.kind", "strict").set("apportionment.sharing", sharing);
    let run = probe.run(&law)?;
    let paid = [run.column(Column::ExpectedPayment), run.column(Column::SupplierExpectedPayment)];
    let accidents = run.column(Column::Accidents);
    let harm = run.column(Column::Harm);
    // What each would owe of one accident, were it alone in not being limited by its assets.
    let rich = probe.run(&law.clone().set(ASSETS, RICH))?;
    let owed = rich.column(Column::ExpectedPayment) / rich.column(Column::Accidents);
    let rich = probe.run(&law.set(CAPITAL, RICH))?;
    let owed = [owed, rich.column(Column::SupplierExpectedPayment) / rich.column(Column::Accidents)];
    let bankrupt = |party: usize, assets: f64| owed[party] > assets * (1.0 + ROUNDING);
    Ok(Answers::new()
        .numbers("exposure", paid.map(|eur| eur / accidents).to_vec())
        .numbers("care", vec![run.column(Column::Care), run.column(Column::SupplierCare)])
        .number("harm_prob", accidents)
        .number("recovery_rate", (paid[0] + paid[1]) / harm)
        .number("expected_uncompensated", (harm - paid[0] - paid[1]).max(0.0))
        .number("social_cost", run.social_cost())
        .flag("firm1_bankrupt_on_judgment", bankrupt(0, probe.param("assets1")))
        .flag("firm2_bankrupt_on_judgment", bankrupt(1, probe.param("assets2"))))
}

/// Assets that suffice for everything, EUR.
const RICH: f64 = 1e15;
