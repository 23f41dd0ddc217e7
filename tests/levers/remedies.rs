//! Levers of law whose tests stand in `tests/levers_remedies.rs`.

pub(crate) const LEVERS: &[&str] = &[
    "damages.patching_costs",
    "warranty.months",
    "warranty.refund",
    "warranty.reduction",
    "enforcement.recall",
    "enforcement.injunction",
];
