//! Everything that weakens liability at once: it composes into one number, the effective liability.

use super::accident::{ASSETS, H, IMPOSED_CARE, K, P0, planner};
use super::m1::{DELAY, MU, R, with_delay};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "m2",
    title: "Composition: attribution, multiplier, cost, assets, delay and disappearance",
    source: "composition of a1, b1, d1 and m1",
    formula: "L_eff = pi·e^(−(r+mu)·D)·min(M·h + cD, y); x = ln(k·p0·L_eff)/k",
    params: &[
        P0,
        K,
        H,
        Param::real("pi", 0.5, (0.0, 1.0), "probability that an accident is traced to the maker"),
        Param::real("M", 1.0, (0.0, 1000.0), "damages as a multiple of harm"),
        R,
        Param { default: 0.01, ..MU },
        DELAY,
        Param::real("assets", 60.0, (0.0, 1e15), "assets of the maker, EUR"),
        Param::real("cD", 4.0, (0.0, 1e9), "defence cost of a suit, EUR"),
    ],
    levers,
    answer,
};

fn levers(params: &Params) -> Patch {
    with_delay(params)
        .set("causation.attribution", params.get("pi"))
        .set("damages.multiplier", params.get("M"))
        .set("procedure.defendant_cost_eur", params.get("cD"))
        .set(ASSETS, params.get("assets"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (optimum, _) = planner(probe)?;
    let run = probe.run(&Patch::new())?;
    let careless = probe.run(&Patch::new().set(IMPOSED_CARE, 0))?;
    let an_accident = careless.column(Column::ExpectedPayment) / careless.column(Column::Accidents);
    Ok(Answers::new()
        .number("L_eff", an_accident)
        .number("care", run.column(Column::Care))
        .number("x_social", optimum))
}
