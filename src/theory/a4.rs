//! A safe harbour that makers buy by certification: below the optimum it lowers care.

use super::accident::{H, K, P0, levers, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "a4",
    title: "Safe harbour by certification",
    source: "own closed form on Shavell 1980 JLS 9:1",
    formula: "certify iff max(s, x_phi) + phi·p·h + F < x* + 1/k, x_phi = ln(k·p0·phi·h)/k; then x = max(s, x_phi), else x*",
    params: &[
        P0,
        K,
        H,
        Param::real("s", 3.684_136_1, (0.0, 1e6), "care that the harbour asks for"),
        Param::real("phi", 0.2, (0.0, 1.0), "share of liability borne inside the harbour"),
        Param::real("F", 0.3, (0.0, 1e9), "cost of certification a month, EUR"),
    ],
    levers: with_strict,
    answer,
};

fn with_strict(params: &Params) -> Patch {
    levers(params).and(&strict())
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (asked, share, fee) = (probe.param("s"), probe.param("phi"), probe.param("F"));
    let harbour = Patch::new()
        .set("relief.effect", "share")
        .set("relief.share", share)
        .set("relief.design", asked)
        .set("relief.fee_eur", fee);
    let run = probe.run(&harbour)?;
    let outside = probe.run(&Patch::new())?;
    // Whoever must take that care and bears that share has chosen the inside, but for the fee.
    let inside = Patch::new().set("duties.floor_design", asked).set("damages.property", share);
    let inside = probe.run(&inside)?;
    let care = run.column(Column::Care);
    Ok(Answers::new()
        .flag("certifies", run.column(Column::Certified) > 0.0)
        .number("care", care)
        .number("cost_certified", inside.firm_cost() + fee)
        .number("cost_strict", outside.firm_cost())
        .derived("care_change_vs_strict", care - outside.column(Column::Care))
        .number("social_cost", run.resource_cost()))
}
