//! A standard that is inspected now and then, and a fine for whoever is found below it.

use super::accident::{H, IMPOSED_CARE, K, P0, levers, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "l3",
    title: "Inspections and fines",
    source: "Becker 1968 JPE 76:169; Polinsky and Shavell 2000 JEL 38:45",
    formula: "violate: x0 = ln(k·p0·d·h)/k, at x0 + p(x0)·d·h + a·f; comply: s + p(s)·d·h; \
              f_min = (comply − violate without fine)/a",
    params: &[
        P0,
        K,
        H,
        Param::real("s", 4.605_170_2, (0.0, 1e6), "standard of care"),
        Param::real("a", 0.1, (1e-6, 1.0), "probability of an inspection a month"),
        Param::real("f", 30.0, (0.0, 1e9), "fine for care below the standard, EUR"),
        Param::real("d", 0.2, (0.0, 1.0), "share of the harm that the maker answers for beside"),
    ],
    levers: inspected,
    answer,
};

/// The lever of the fine, and the greatest it takes, EUR.
const FINE: &str = "enforcement.fine_floor_eur";
const GREATEST_FINE: f64 = 1e9;
/// The lever of the standard.
const FLOOR: &str = "duties.floor_design";
/// Months of a year.
const MONTHS: f64 = 12.0;

fn inspected(params: &Params) -> Patch {
    levers(params)
        .and(&strict())
        .set("damages.property", params.get("d"))
        .set(FLOOR, params.get("s"))
        .set("enforcement.inspections", MONTHS * params.get("a"))
        .set(FINE, params.get("f"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let standard = probe.param("s");
    let run = probe.run(&Patch::new())?;
    let unasked = probe.run(&Patch::new().set(FLOOR, 0))?.column(Column::Care);
    let complying = probe.run(&Patch::new().set(IMPOSED_CARE, standard))?;
    let violating = probe.run(&Patch::new().set(IMPOSED_CARE, unasked))?;
    let deterring = probe
        .bisect(FINE, (0.0, GREATEST_FINE), &Patch::new(), |_, run| run.column(Column::Care) >= standard)?;
    Ok(Answers::new()
        .flag("complies", run.column(Column::Care) >= standard)
        .number("care", run.column(Column::Care))
        .number("cost_comply", complying.firm_cost())
        .number("cost_violate", violating.firm_cost())
        .number("f_min", deterring))
}
