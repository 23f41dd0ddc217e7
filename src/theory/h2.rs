//! How much to spend on one's own security, if the breach function is of class II.

use super::h1::{CARE_COST, LOSS, MOST, PRODUCTIVITY, Spending, VULNERABILITY, own_victim, spending};
use super::{Answers, Column, Error, Group, Params, Patch, Probe};

pub(super) const GROUP: Group = Group {
    id: "h2",
    title: "Investment in one's own security, class II",
    source: "Gordon and Loeb 2002 ACM TISSEC 5:438",
    formula: "S(z) = v^(alpha·z + 1); z* = ln(1/w)/(alpha·ln v) with w = −v·alpha·L·ln v; z*/(v·L) = ln(w)/w ≤ 1/e",
    params: &[VULNERABILITY, PRODUCTIVITY, LOSS],
    levers,
    answer,
};

/// Least cost of a level of care that the engine takes, EUR.
const CHEAPEST: f64 = 1e-9;

fn levers(params: &Params) -> Patch {
    own_victim(params)
        .set("care.breach", "gordon_loeb_2")
        .set("care.vulnerability", params.get("v"))
        .set("care.productivity_design", 1)
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let Spending { without, with } = spending(probe)?;
    let (spent, at_stake) = (with.column(Column::CareCost), without.column(Column::Harm));
    // What the first euro saves: so many times dearer, care would not be worth its cost.
    let range = (CHEAPEST, probe.param("L").max(CHEAPEST));
    let dearest = probe.bisect(CARE_COST, range, &Patch::new(), |_, run| run.column(Column::Care) == 0.0)?;
    Ok(Answers::new()
        .number("z_star", spent)
        .number("w", dearest * probe.param("alpha"))
        .number("breach_prob", with.column(Column::Accidents))
        .derived("z_over_vL", spent / at_stake)
        .derived("bound_1_over_e", MOST))
}
