//! What the groups on supply chains share: a maker that embeds one component, and the maker of that component.

use super::{Params, Patch};

/// The lever by which a supplier's care is imposed.
pub(super) const SUPPLIER_CARE: &str = "component.part.care";
/// The lever of a supplier's assets.
pub(super) const CAPITAL: &str = "component.part.capital_eur";

/// A maker and a supplier whose parts bring accidents at these probabilities a month without care, and the harm of one.
pub(super) fn chain(params: &Params, rates: [f64; 2]) -> Patch {
    Patch::new()
        .set("accident.rate", rates[0])
        .set("component.part.accidents", rates[1])
        .set("care.productivity_design", params.get("k"))
        .set("care.productivity_testing", params.get("k"))
        .set("head.property.mean_eur", params.get("h"))
}

/// The supplier chooses its care.
pub(super) fn supplier_acts() -> Patch {
    Patch::new().set("component.part.decides", true)
}
