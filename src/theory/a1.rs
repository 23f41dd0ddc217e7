//! One maker, one risk: no liability, strict liability, and negligence with due care at, below and above the optimum.

use super::accident::{DUE_CARE, H, K, P0, levers, negligence, planner, strict};
use super::{Answers, Column, Error, Group, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "a1",
    title: "Care under no liability, strict liability and negligence",
    source: "Shavell 1980 JLS 9:1; Shavell 1987 ch. 2; Kahan 1989 JLS 18:427 (damages limited to what the breach caused)",
    formula: "x* = ln(k·p0·h)/k; strict: x*; negligence: due care s up to C* = min x + p(x)·h, beyond it x*; none: 0",
    params: &[P0, K, H],
    levers,
    answer,
};

/// Due care of the worked example: a multiple of the optimum, and an addition in units of `1/k`.
const DUE_CARES: [(&str, f64, f64); 4] = [
    ("half_of_optimum", 0.5, 0.0),
    ("at_optimum", 1.0, 0.0),
    ("above_by_0.5_over_k", 1.0, 0.5),
    ("far_above_by_1.5_over_k", 1.0, 1.5),
];

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let k = probe.param("k");
    let (optimum, best) = planner(probe)?;
    let none = probe.run(&Patch::new())?;
    let under_strict = probe.run(&strict())?;
    let mut standards = Answers::new();
    for (name, share, more) in DUE_CARES {
        standards = standards.group(name, standard(probe, share * optimum + more / k)?);
    }
    Ok(Answers::new()
        .number("x_social", optimum)
        .number("social_cost_optimum", best.social_cost())
        .number("accident_prob_optimum", best.column(Column::Accidents))
        .number("x_none", none.column(Column::Care))
        .number("social_cost_none", none.social_cost())
        .number("x_strict", under_strict.column(Column::Care))
        .number("firm_cost_strict", under_strict.firm_cost())
        .number("max_due_care_obeyed", most_due_care_obeyed(probe, under_strict.firm_cost())?)
        .group("negligence", standards))
}

/// What a maker does under one level of due care.
fn standard(probe: &mut Probe<'_>, due: f64) -> Result<Answers, Error> {
    let run = probe.run(&negligence(due))?;
    let limited = probe.run(&negligence(due).set("causation.link", "but_for"))?;
    Ok(Answers::new()
        .derived("due_care", due)
        .number("care", run.column(Column::Care))
        .number("firm_expected_cost", run.firm_cost())
        .flag("negligent", run.column(Column::Care) < due)
        .number("expected_liability", run.column(Column::ExpectedPayment))
        .number("social_cost", run.social_cost())
        .number("care_causation_limited_damages", limited.column(Column::Care)))
}

/// The highest due care that a maker prefers to obey; no more than twice what strict liability costs it.
fn most_due_care_obeyed(probe: &mut Probe<'_>, strict_cost: f64) -> Result<f64, Error> {
    let law = negligence(0.0);
    probe.bisect(DUE_CARE, (0.0, 2.0 * strict_cost), &law, |due, run| run.column(Column::Care) < due)
}
