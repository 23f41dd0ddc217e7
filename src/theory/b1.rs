//! Makers that cannot pay: strict liability loses its bite before negligence does.

use super::accident::{ASSETS, H, K, P0, SAME_CARE, levers, negligence, planner, strict};
use super::{Answers, Column, Error, Group, Probe};

pub(super) const GROUP: Group = Group {
    id: "b1",
    title: "Care of makers that may be judgment-proof",
    source: "Shavell 1986 IRLE 6:45; Beard 1990 RAND 21:626; Dari-Mattiacci and De Geest 2005",
    formula: "strict: x = ln(k·p0·min(h, y))/k; negligence: x* iff x* ≤ min x + p(x)·min(h, y), so from y = h/e on if k·p0·h ≥ e; \
              monetary care: min x + p(x)·min(h, y − x)",
    params: &[P0, K, H],
    levers,
    answer,
};

/// Assets of the table: a multiple of the harm, one of the optimal care, and an addition in units of `1/k`.
const TABLE: [[f64; 3]; 10] = [
    [0.05, 0.0, 0.0],
    [0.2, 0.0, 0.0],
    [0.36, 0.0, 0.0],
    [0.38, 0.0, 0.0],
    [0.6, 0.0, 0.0],
    [0.9, 0.0, 0.0],
    [1.0, 0.0, 0.0],
    [1.0, 1.0, -0.5],
    [1.0, 1.0, -0.25],
    [2.0, 0.0, 0.0],
];

/// Harm that goes uncompensated and is no more than this share of all harm is rounding.
const ROUNDING: f64 = 1e-12;

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (h, k) = (probe.param("h"), probe.param("k"));
    let (optimum, _) = planner(probe)?;
    let table = TABLE.map(|[of_harm, of_care, more]| of_harm * h + of_care * optimum + more / k);
    let rows: Result<Vec<Answers>, Error> =
        table.into_iter().map(|assets| row(probe, assets.max(0.0), optimum)).collect();
    let range = (0.0, 2.0 * h);
    let compensated = probe.bisect(ASSETS, range, &strict(), |_, run| {
        run.column(Column::Harm) - run.column(Column::ExpectedPayment) <= ROUNDING * run.column(Column::Harm)
    })?;
    let law = negligence(optimum);
    let obeyed = probe.bisect(ASSETS, range, &law, |_, run| run.column(Column::Care) >= optimum)?;
    Ok(Answers::new()
        .number("x_social", optimum)
        .number("assets_threshold_strict", compensated)
        .number("assets_threshold_negligence", obeyed)
        .list("table", rows?))
}

/// What a maker with these assets does under either law, and under strict liability if care eats its assets.
fn row(probe: &mut Probe<'_>, assets: f64, optimum: f64) -> Result<Answers, Error> {
    let under_strict = probe.run(&strict().set(ASSETS, assets))?;
    let under_negligence = probe.run(&negligence(optimum).set(ASSETS, assets))?;
    let monetary = probe.run(&strict().set(ASSETS, assets).set("care.paid_by", "firm"))?;
    let monetary_care = monetary.column(Column::Care);
    let uncompensated = under_strict.column(Column::Harm) - under_strict.column(Column::ExpectedPayment);
    Ok(Answers::new()
        .derived("assets", assets)
        .number("x_strict", under_strict.column(Column::Care))
        .number("x_negligence", under_negligence.column(Column::Care))
        .flag("complies", under_negligence.column(Column::Care) >= optimum)
        .number("expected_uncompensated_harm_strict", uncompensated.max(0.0))
        .number("social_cost_strict", under_strict.social_cost())
        .number("social_cost_negligence", under_negligence.social_cost())
        .number("x_strict_monetary_care", monetary_care)
        .flag("overcare_monetary", monetary_care > optimum + SAME_CARE * optimum.max(1.0)))
}
