//! A maker and its supplier who each cause a harm of their own: joint liability moves money and no care.

use super::accident::{H, K, P0};
use super::chain::{CAPITAL, chain, supplier_acts};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "e3",
    title: "Separately caused harm of maker and supplier",
    source: "Kornhauser and Revesz 1990 JLS 19:617; Landes and Posner 1980 JLS 9:517",
    formula: "x1 = ln(k·p0·h)/k, x2 = ln(k·p0·min(h, y2))/k under either; joint liability adds p(x2)·(h − y2)⁺ to what actor 1 pays",
    params: &[
        Param { default: 0.1, ..P0 },
        K,
        H,
        Param::real("assets2", 15.0, (0.0, 1e15), "assets of the supplier, EUR"),
    ],
    levers,
    answer,
};

fn levers(params: &Params) -> Patch {
    let p0 = params.get("p0");
    chain(params, [p0, p0]).set("apportionment.supplier_share", 1).set(CAPITAL, params.get("assets2"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let law = supplier_acts().set("standard.kind", "strict");
    let [several, joint] = ["several", "joint"].map(|word| law.clone().set("apportionment.sharing", word));
    let (several, joint) = (probe.run(&several)?, probe.run(&joint)?);
    let change = |column: Column| (joint.column(column) - several.column(column)).abs();
    let uncompensated = |run: &super::Reading| {
        let paid = run.column(Column::ExpectedPayment) + run.column(Column::SupplierExpectedPayment);
        (run.column(Column::Harm) - paid).max(0.0)
    };
    let extra = joint.column(Column::ExpectedPayment) - several.column(Column::ExpectedPayment);
    Ok(Answers::new()
        .number("care1", several.column(Column::Care))
        .number("care2", several.column(Column::SupplierCare))
        .number("extra_expected_cost_firm1_under_JS", extra)
        .number("uncompensated_several", uncompensated(&several))
        .number("uncompensated_JS", uncompensated(&joint))
        .number("care_change_from_JS", change(Column::Care).max(change(Column::SupplierCare))))
}
