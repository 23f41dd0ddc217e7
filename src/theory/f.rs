//! Makers and owners who both can prevent accidents: what each rule of fault makes of both.

use super::accident::{IMPOSED_CARE, negligence, strict};
use super::{Answers, Column, Error, Group, Param, Params, Patch, Probe, Reading};

pub(super) const GROUP: Group = Group {
    id: "f",
    title: "Bilateral care of makers and owners",
    source: "Brown 1973 JLS 2:323; Shavell 1980 JLS 9:1; Haddock and Curran 1985 JLS 14:49; Cooter and Ulen 1986 NYU LR 61:1067",
    formula: "harm H/((1 + a·x)(1 + b·y)); 1 + a·x* = (a²H/b)^(1/3), 1 + b·y* = (b²H/a)^(1/3); none: x = 0; strict: y = 0; \
              with standards at x* and y* every other rule: (x*, y*)",
    params: &[
        Param::real("H", 64.0, (1e-6, 1e9), "harm expected in a month if nobody takes care, EUR"),
        Param::real("a", 1.0, (1e-6, 1e6), "productivity of the maker's care, per EUR"),
        Param::real("b", 1.0, (1e-6, 1e6), "productivity of the owner's care, per EUR"),
    ],
    levers,
    answer,
};

/// The lever by which owners' care is imposed.
const IMPOSED_OWNER: &str = "accident.imposed_owner_eur";
/// Rounds of the planner, who sets one care after the other, at most.
const MOST_ROUNDS: u32 = 60;
/// A round that moves both by no more than this, relative to them, was the last.
const SAME: f64 = 1e-6;
/// Months in which makers and owners answer each other.
const MONTHS: u32 = 24;

fn levers(params: &Params) -> Patch {
    Patch::new()
        .set("clock.horizon_months", MONTHS)
        .set("accident.rate", 1)
        .set("head.property.mean_eur", params.get("H"))
        .set("care.breach", "gordon_loeb_1")
        .set("care.productivity_design", 1)
        .set("care.cost_design_eur", 1.0 / params.get("a"))
        .set("accident.owner_productivity", params.get("b"))
}

fn answer(probe: &mut Probe<'_>) -> Result<Answers, Error> {
    let (level, owner, best) = planner(probe)?;
    let contributory =
        Patch::new().set("damages.victim_fault", "contributory").set("damages.due_owner_eur", owner);
    let rules = [
        ("none", Patch::new()),
        ("strict", strict()),
        ("negligence", negligence(level)),
        ("negligence_contributory", negligence(level).and(&contributory)),
        ("strict_contributory", strict().and(&contributory)),
        ("comparative", negligence(level).and(&contributory).set("damages.victim_fault", "comparative")),
    ];
    let mut found = Answers::new();
    for (name, law) in rules {
        found = found.group(name, rule(probe, &law)?);
    }
    Ok(Answers::new()
        .number("x_social", best.column(Column::CareCost))
        .number("y_social", best.column(Column::OwnerCare))
        .number("social_cost", best.resource_cost())
        .group("rules", found))
}

/// What makers and owners do under one rule, once they have answered each other.
fn rule(probe: &mut Probe<'_>, law: &Patch) -> Result<Answers, Error> {
    let run = probe.run(law)?;
    Ok(Answers::new()
        .number("firm_care", run.column(Column::CareCost))
        .number("victim_care", run.column(Column::OwnerCare))
        .number("expected_harm", run.column(Column::Harm))
        .number("social_cost", run.resource_cost())
        .number("firm_pays_share", run.column(Column::ExpectedPayment) / run.column(Column::Harm)))
}

/// Level of makers' care and owners' care, EUR, of least social cost: each in turn, given the other.
fn planner(probe: &mut Probe<'_>) -> Result<(f64, f64, Reading), Error> {
    let month = Patch::new().set("clock.horizon_months", 1);
    let (mut level, mut owner) = (0.0, 0.0);
    for _ in 0..MOST_ROUNDS {
        let given = month.clone().set(IMPOSED_OWNER, owner);
        let (firm, _) = probe.minimise(IMPOSED_CARE, &given, Reading::resource_cost)?;
        let given = month.clone().set(IMPOSED_CARE, firm);
        let (victim, reading) = probe.minimise(IMPOSED_OWNER, &given, Reading::resource_cost)?;
        let moved = (firm - level).abs() > SAME * firm || (victim - owner).abs() > SAME * victim;
        (level, owner) = (firm, victim);
        if !moved {
            return Ok((level, owner, reading));
        }
    }
    Err(Error::Unsettled { what: "the planner's two kinds of care do not come to rest".into() })
}
