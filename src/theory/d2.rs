//! Suits that cost something: victims of small losses do not sue, and nobody counts what a suit costs the others.

use super::accident::{IMPOSED_CARE, K, P0, risk, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "d2",
    title: "Costly suits",
    source: "Shavell 1982 JLS 11:333; Hylton 1990 IRLE 10:161; Polinsky and Rubinfeld 1988 JLS 17:151",
    formula: "P(suit) = e^(−cP/m); EL = P(suit)·(m + cP + cD); x = ln(k·p0·EL)/k; \
              an accident costs society m + P(suit)·(cP + cD + cS)",
    params: &[
        P0,
        K,
        Param::real(
            "mean_harm",
            100.0,
            (1e-6, 1e9),
            "mean harm of an accident, exponentially distributed, EUR",
        ),
        Param::real("cP", 30.0, (0.0, 1e9), "cost of a suit to the victim, EUR"),
        Param::real("cD", 20.0, (0.0, 1e9), "cost of a suit to the maker, EUR"),
        Param::real("cS", 5.0, (0.0, 1e9), "cost of a suit to the public, EUR"),
    ],
    levers,
    answer,
};

/// The levers of what suits cost.
const PLAINTIFF: &str = "procedure.plaintiff_cost_eur";
const DEFENDANT: &str = "procedure.defendant_cost_eur";
const COURT: &str = "procedure.court_cost_eur";

fn levers(params: &Params) -> Patch {
    risk(params)
        .set("head.property.law", "exponential")
        .set("head.property.mean_eur", params.get("mean_harm"))
        .set(PLAINTIFF, params.get("cP"))
        .set(DEFENDANT, params.get("cD"))
        .set(COURT, params.get("cS"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let run = probe.run(&strict())?;
    let free = probe.run(&strict().set(PLAINTIFF, 0).set(DEFENDANT, 0).set(COURT, 0))?;
    let none = probe.run(&Patch::new())?;
    let careless = probe.run(&strict().set(IMPOSED_CARE, 0))?;
    let (best, _) = probe.minimise(IMPOSED_CARE, &strict(), Reading::resource_cost)?;
    let an_accident = |eur: f64| eur / careless.column(Column::Accidents);
    let worth = run.resource_cost() < none.resource_cost();
    let verdict = if worth { "suits socially desirable" } else { "suits socially undesirable" };
    Ok(Answers::new()
        .number("prob_suit", an_accident(careless.column(Column::Suits)))
        .number("expected_outlay_per_accident", an_accident(careless.column(Column::ExpectedPayment)))
        .number("x_strict", run.column(Column::Care))
        .number("x_if_free_suits", free.column(Column::Care))
        .number("social_harm_incl_litigation_per_accident", an_accident(careless.resource_cost()))
        .number("x_constrained_optimum", best)
        .number("total_social_cost", run.resource_cost())
        .number("total_social_cost_no_liability", none.resource_cost())
        .text("private_suit_incentive_vs_social", verdict))
}
