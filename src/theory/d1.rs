//! Makers that are not always found: damages above the harm make up for those who escape.

use super::accident::{H, IMPOSED_CARE, K, P0, levers, planner, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "d1",
    title: "Attribution and the damages multiplier",
    source: "Polinsky and Shavell 1998 HLR 111:869; Becker 1968 JPE 76:169",
    formula: "x = ln(k·p0·h·pi·M)/k; M = 1/pi restores x*; a cap leaves x* − ln(1/(pi·M_cap))/k",
    params: &[
        P0,
        K,
        H,
        Param::real("pi", 0.25, (0.001, 1.0), "probability that an accident is traced to the maker"),
        Param::real("M_cap", 3.0, (0.0, 1000.0), "greatest multiplier that the law allows"),
    ],
    levers: with_attribution,
    answer,
};

/// The lever of damages as a multiple of harm, and the greatest value it takes.
const MULTIPLIER: &str = "damages.multiplier";
/// The lever of what a loss counts for at most, before it is multiplied, EUR.
const CAP: &str = "damages.cap_eur";
const GREATEST_MULTIPLIER: f64 = 1000.0;
/// A payment this close to the harm, relative to it, is the harm: what rounding leaves.
const ROUNDING: f64 = 1e-12;

fn with_attribution(params: &Params) -> Patch {
    levers(params).and(&strict()).set("causation.attribution", params.get("pi"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (h, cap) = (probe.param("h"), probe.param("M_cap"));
    let (optimum, _) = planner(probe)?;
    let multiplier = internalising_multiplier(probe)?;
    let alone = probe.run(&Patch::new())?;
    let multiplied = probe.run(&Patch::new().set(MULTIPLIER, multiplier))?;
    // The law caps what it counts of a loss and then multiplies: this cap lets no more than `M_cap·h` be owed.
    let counted = h * cap / multiplier;
    let capped = probe.run(&Patch::new().set(MULTIPLIER, multiplier).set(CAP, counted))?;
    Ok(Answers::new()
        .number("x_social", optimum)
        .number("x_no_multiplier", alone.column(Column::Care))
        .number("multiplier_optimal", multiplier)
        .derived("punitive_damages", (multiplier - 1.0) * h)
        .number("x_with_multiplier", multiplied.column(Column::Care))
        .number("x_with_cap", capped.column(Column::Care))
        .number("expected_payment_per_period_with_multiplier", multiplied.column(Column::ExpectedPayment)))
}

/// The multiplier at which a maker expects to pay the harm that it does.
fn internalising_multiplier(probe: &mut Probe<'_>) -> Result<f64, Error> {
    let careless = Patch::new().set(IMPOSED_CARE, 0);
    probe.bisect(MULTIPLIER, (0.0, GREATEST_MULTIPLIER), &careless, |_, run| {
        run.column(Column::ExpectedPayment) >= (1.0 - ROUNDING) * run.column(Column::Harm)
    })
}
