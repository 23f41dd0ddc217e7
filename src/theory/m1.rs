//! Judgments that come late, against makers that may be gone.

use super::accident::{H, IMPOSED_CARE, K, P0, levers, planner, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "m1",
    title: "Delay, discounting and disappearing makers",
    source: "Shavell 1987; Ringleb and Wiggins 1990 JPE 98:574 (latent hazards)",
    formula: "x = x* − (r + mu)·D/k; interest at r until judgment restores the part of r",
    params: &[P0, K, H, R, DELAY, MU],
    levers: with_delay,
    answer,
};

/// Discount rate.
pub(super) const R: Param = Param::real("r", 0.05, (0.0, 1.0), "discount rate of the maker, a year");
/// Delay.
pub(super) const DELAY: Param = Param::real("delay", 3.0, (0.0, 50.0), "years from harm to payment");
/// Hazard of disappearance.
pub(super) const MU: Param =
    Param::real("mu", 0.0, (0.0, 10.0), "hazard that the maker's assets are gone, a year");

/// Months of a year.
const MONTHS: f64 = 12.0;

/// Strict liability, paid after a delay by a maker that discounts and may be gone.
pub(super) fn with_delay(params: &Params) -> Patch {
    levers(params)
        .and(&strict())
        .set("finance.discount_firm", params.get("r"))
        .set("finance.disappearance_hazard", params.get("mu"))
        .set("procedure.delay_months", MONTHS * params.get("delay"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let r = probe.param("r");
    let (optimum, _) = planner(probe)?;
    let care = probe.run(&Patch::new())?.column(Column::Care);
    let with_interest = probe.run(&Patch::new().set("procedure.interest", r))?;
    let careless = probe.run(&Patch::new().set(IMPOSED_CARE, 0))?;
    let factor = careless.column(Column::ExpectedPayment) / careless.column(Column::Harm);
    Ok(Answers::new()
        .number("discount_factor", factor)
        .number("x_social", optimum)
        .number("care", care)
        .number("x_with_prejudgment_interest", with_interest.column(Column::Care))
        .derived("reduction", optimum - care))
}
