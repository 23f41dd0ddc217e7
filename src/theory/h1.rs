//! How much to spend on one's own security, if the breach function is of class I.

use super::accident::IMPOSED_CARE;
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "h1",
    title: "Investment in one's own security, class I",
    source: "Gordon and Loeb 2002 ACM TISSEC 5:438",
    formula: "S(z) = v/(alpha·z + 1)^beta; z* = ((v·beta·alpha·L)^(1/(beta + 1)) − 1)/alpha ≤ v·L/e",
    params: &[
        VULNERABILITY,
        PRODUCTIVITY,
        Param::real("beta", 1.0, (1e-6, 1e4), "productivity of security: S(z) = v/(alpha·z + 1)^beta"),
        LOSS,
    ],
    levers,
    answer,
};

/// Chance of a breach without security.
pub(super) const VULNERABILITY: Param =
    Param::real("v", 0.65, (1e-9, 1.0), "vulnerability: probability of a breach a month at no security");
/// What a euro of security is worth as a level of care.
pub(super) const PRODUCTIVITY: Param =
    Param::real("alpha", 1e-5, (1e-9, 1e6), "productivity of security, per EUR");
/// Loss of a breach.
pub(super) const LOSS: Param = Param::real("L", 4e5, (1e-6, 1e9), "loss of a breach, EUR");

/// No firm should spend more than this share of what it expects to lose.
pub(super) const MOST: f64 = 1.0 / std::f64::consts::E;

/// The lever of what a level of care costs.
pub(super) const CARE_COST: &str = "care.cost_design_eur";

/// A maker that is its own victim: a level of care is `alpha·z`.
pub(super) fn own_victim(params: &Params) -> Patch {
    Patch::new()
        .set("accident.rate", params.get("v"))
        .set("head.property.mean_eur", params.get("L"))
        .set("head.property.borne_by", "maker")
        .set(CARE_COST, 1.0 / params.get("alpha"))
}

fn levers(params: &Params) -> Patch {
    own_victim(params).set("care.breach", "gordon_loeb_1").set("care.productivity_design", params.get("beta"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let Spending { without, with } = spending(probe)?;
    let (spent, at_stake) = (with.column(Column::CareCost), without.column(Column::Harm));
    Ok(Answers::new()
        .number("z_star", spent)
        .number("breach_prob", with.column(Column::Accidents))
        .derived("z_over_vL", spent / at_stake)
        .derived("bound_1_over_e", MOST)
        .derived("ENBIS", at_stake - with.social_cost()))
}

/// What happens without security, and with as much as the firm wants.
pub(super) struct Spending {
    pub without: Reading,
    pub with: Reading,
}

pub(super) fn spending(probe: &mut Probe<'_>) -> Result<Spending, Error> {
    let without = probe.run(&Patch::new().set(IMPOSED_CARE, 0))?;
    Ok(Spending { without, with: probe.run(&Patch::new())? })
}
