//! Buyers who see part of their loss make makers careful without any law.

use super::accident::{IMPOSED_CARE, K, P0, planner, risk};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, accident};

pub(super) const GROUP: Group = Group {
    id: "a3",
    title: "Market forces and liability",
    source: "Shavell 1980, 1987 (sellers and customers); Spence 1977 REStud 44:561; Polinsky and Rogerson 1983 Bell 14:581",
    formula: "e = ell + lambda·sigma·(1 − ell); x = ln(k·p0·h·e)/k",
    params: &[
        P0,
        K,
        accident::H,
        Param::real("sigma_buyer_share", 1.0, (0.0, 1.0), "share of the harm that falls on buyers"),
        Param::real("lam_awareness", 1.0, (0.0, 1.0), "share of their expected loss that buyers perceive"),
        Param::real("ell_liability_share", 0.0, (0.0, 1.0), "share of all harm that the maker pays by law"),
    ],
    levers,
    answer,
};

fn levers(params: &Params) -> Patch {
    let (h, buyers) = (params.get("h"), params.get("sigma_buyer_share"));
    let paid = params.get("ell_liability_share");
    risk(params)
        .set("head.property.mean_eur", buyers * h)
        .set("head.third_party.mean_eur", (1.0 - buyers) * h)
        .set("head.third_party.incidence", 1)
        .set("segment.*.misperception", params.get("lam_awareness"))
        .set("standard.kind", "strict")
        .set("damages.property", paid)
        .set("damages.third_party", paid)
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (optimum, _) = planner(probe)?;
    let run = probe.run(&Patch::new())?;
    let careless = probe.run(&Patch::new().set(IMPOSED_CARE, 0))?;
    let perceived = probe.param("lam_awareness") * careless.column(Column::OwnerLoss);
    let internalised = (careless.column(Column::ExpectedPayment) + perceived) / careless.column(Column::Harm);
    Ok(Answers::new()
        .derived("internalised_share", internalised)
        .number("care", run.column(Column::Care))
        .number("x_social", optimum)
        .number("social_cost", run.social_cost()))
}
