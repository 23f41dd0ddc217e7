//! Courts that err about due care: a little error makes makers too careful, much error too careless.

use super::accident::{H, K, P0, levers, negligence, planner};
use super::{Answers, Column, Error, Group, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "c",
    title: "Negligence with uncertain due care",
    source: "Craswell and Calfee 1986 JLEO 2:279; Calfee and Craswell 1984 Virginia LR 70:965",
    formula: "min over x of x + p(x)·h·(1 − Φ((x − x*)/σ)); no turning point (null) where k·p0·h ≤ 1, so that x* = 0",
    params: &[P0, K, H],
    levers,
    answer,
};

/// Standard deviations of the court's error over the optimal care.
const ERRORS: [f64; 7] = [0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5];

/// Where the search for the turning point begins, as a share of optimal care, and by how much it proceeds.
const FIRST_ERROR: f64 = 0.01;
const ERROR_STEP: f64 = 1.25;
const MOST_STEPS: u32 = 40;

/// The lever of the court's error.
const COURT_ERROR: &str = "standard.court_error";

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (optimum, _) = planner(probe)?;
    let law = negligence(optimum);
    let mut rows = Vec::new();
    for share in ERRORS {
        rows.push(row(probe, &law, optimum, share)?);
    }
    let answers = Answers::new().number("x_social", optimum).list("table", rows);
    // No number, written `null`, where no care is worth its cost (k·p0·h ≤ 1): nobody can take less than none.
    let turning = turning_point(probe, &law, optimum)?.map_or(f64::NAN, |error| error / optimum);
    Ok(answers.number("sigma_over_xstar_where_overcompliance_turns_to_undercompliance", turning))
}

fn row(probe: &mut Probe<'_>, law: &Patch, optimum: f64, share: f64) -> Result<Answers, Error> {
    let error = share * optimum;
    let run = probe.run(&law.clone().set(COURT_ERROR, error))?;
    let liable = run.column(Column::ExpectedPayment) / run.column(Column::Harm);
    Ok(Answers::new()
        .derived("sigma_over_xstar", share)
        .derived("sigma", error)
        .number("care", run.column(Column::Care))
        .derived("care_minus_optimum", run.column(Column::Care) - optimum)
        .number("prob_liable_given_accident", liable)
        .number("firm_cost", run.firm_cost())
        .number("social_cost", run.social_cost()))
}

/// The least error at which makers take less care than the optimum; `None` where no care pays, and where no error makes them.
fn turning_point(probe: &mut Probe<'_>, law: &Patch, optimum: f64) -> Result<Option<f64>, Error> {
    let careless = |_: f64, run: &Reading| run.column(Column::Care) < optimum;
    if optimum == 0.0 {
        return Ok(None);
    }
    let mut low = FIRST_ERROR * optimum;
    for _ in 0..MOST_STEPS {
        let high = ERROR_STEP * low;
        if careless(high, &probe.run(&law.clone().set(COURT_ERROR, high))?) {
            return probe.bisect(COURT_ERROR, (low, high), law, careless).map(Some);
        }
        low = high;
    }
    Ok(None)
}
