//! What the groups on accidents share: `p(x) = p0·e^(−k·x)` and a certain harm `h`, and the planner who sets care himself.

use super::{Error, Param, Params, Patch, Probe, Reading};

/// Probability of an accident at zero care.
pub(super) const P0: Param =
    Param::real("p0", 0.2, (1e-9, 1.0), "probability of an accident a month at zero care");
/// Productivity of care.
pub(super) const K: Param = Param::real("k", 0.5, (1e-4, 1e4), "productivity of care: p(x) = p0·exp(−k·x)");
/// Harm.
pub(super) const H: Param = Param::real("h", 100.0, (1e-6, 1e9), "harm of an accident, EUR");

/// The lever by which care is imposed.
pub(super) const IMPOSED_CARE: &str = "care.imposed_design";
/// The lever of due care.
pub(super) const DUE_CARE: &str = "standard.due_design";
/// The lever of a maker's assets.
pub(super) const ASSETS: &str = "finance.initial_cash_eur";

/// Care levels closer than this, relative to one level and more, are one level.
pub(super) const SAME_CARE: f64 = 1e-6;

/// The accident as levers, its victim an owner.
pub(super) fn levers(params: &Params) -> Patch {
    risk(params).set("head.property.mean_eur", params.get("h"))
}

/// The accident as levers, without its harm.
pub(super) fn risk(params: &Params) -> Patch {
    Patch::new().set("accident.rate", params.get("p0")).set("care.productivity_design", params.get("k"))
}

/// The law makes the maker answer for every accident.
pub(super) fn strict() -> Patch {
    Patch::new().set("standard.kind", "strict")
}

/// The law makes the maker answer if its care was below due care.
pub(super) fn negligence(due: f64) -> Patch {
    Patch::new().set("standard.kind", "negligence").set(DUE_CARE, due)
}

/// The care of least social cost, found by imposing it, and what the engine shows there.
pub(super) fn planner(probe: &mut Probe<'_>) -> Result<(f64, Reading), Error> {
    probe.minimise(IMPOSED_CARE, &Patch::new(), Reading::social_cost)
}
