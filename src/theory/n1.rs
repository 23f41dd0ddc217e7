//! Security that protects every copy of a product alike: its cost is fixed, so that larger makers are safer.

use super::accident::{IMPOSED_CARE, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "n1",
    title: "Fixed cost of security and the scale of makers",
    source: "own closed form on Shavell 1980 JLS 9:1; the non-rival good of Arrow 1962",
    formula: "X* = ln(k·p0·n·h)/k; break-even size n·mg = X* + n·p(X*)·h; with mandated spend S and no liability S/mg",
    params: &[
        Param::real("p0", 0.05, (1e-9, 1.0), "probability of a breach a month without security"),
        Param::real("k", 1e-4, (1e-9, 1e4), "productivity of security: p(X) = p0·exp(−k·X)"),
        Param::real("h", 50.0, (1e-6, 1e9), "harm of a breach to each unit, EUR"),
        Param::real("margin", 2.0, (0.01, 1e6), "margin of a unit, EUR"),
        Param::real(
            "mandated_spend",
            32_188.758,
            (0.0, 1e9),
            "security spending that a mandate asks for, EUR",
        ),
    ],
    levers,
    answer,
};

/// Makers of the table, units.
const UNITS: [f64; 4] = [1e3, 1e4, 1e5, 1e6];
/// The lever of a maker's size.
const SIZE: &str = "demand.fixed_units";
/// Least and greatest size at which a maker is looked for that breaks even, units.
const SMALLEST: f64 = 1e-3;
const GREATEST: f64 = 1e12;

fn levers(params: &Params) -> Patch {
    Patch::new()
        .set("accident.rate", params.get("p0"))
        .set("accident.victims", "sold")
        .set("care.productivity_design", params.get("k"))
        .set("head.property.mean_eur", params.get("h"))
        .set("demand.unit_cost_eur", 0)
        .set("category.*.price_eur", params.get("margin"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let mut rows = Vec::new();
    for units in UNITS {
        rows.push(row(probe, units)?);
    }
    let mandate = Patch::new().set(IMPOSED_CARE, probe.param("mandated_spend"));
    Ok(Answers::new()
        .list("table", rows)
        .number("breakeven_size_strict", break_even(probe, &strict())?)
        .number("breakeven_size_mandate", break_even(probe, &mandate)?))
}

/// What a maker of a size spends and earns.
fn row(probe: &mut Probe<'_>, units: f64) -> Result<Answers, Error> {
    let run = probe.run(&strict().set(SIZE, units))?;
    let none = probe.run(&Patch::new().set(SIZE, units))?;
    let spent = run.column(Column::CareCost);
    Ok(Answers::new()
        .derived("units", units)
        .number("security_spend", spent)
        .derived("per_unit_spend", spent / units)
        .number("breach_prob", run.column(Column::Accidents) / units)
        .number("profit_strict", run.column(Column::Margin) - run.firm_cost())
        .number("profit_none", none.column(Column::Margin) - none.firm_cost()))
}

/// The least size from which on a maker makes no loss; 0 if every maker does not.
fn break_even(probe: &mut Probe<'_>, patch: &Patch) -> Result<f64, Error> {
    let profits = |run: &super::Reading| run.column(Column::Margin) >= run.firm_cost();
    let mut at = |units: f64| Ok::<bool, Error>(profits(&probe.run(&patch.clone().set(SIZE, units))?));
    if at(SMALLEST)? {
        return Ok(0.0);
    }
    let mut enough = SMALLEST;
    while enough < GREATEST && !at(enough)? {
        enough *= 2.0;
    }
    probe.bisect(SIZE, (0.5 * enough, enough), patch, |_, run| profits(run))
}
