//! Levers of law whose tests stand in `tests/levers_remedies.rs`.

pub(crate) const LEVERS: &[&str] = &[
    "damages.patching_costs",
    "warranty.months",
    "warranty.refund",
    "warranty.reduction",
    "enforcement.recall",
    "enforcement.injunction",
    "incentives.care",
    "incentives.fix_eur",
    "incentives.infrastructure",
    "incentives.infrastructure_eur",
    "fund.levy",
    "fund.covers",
    "fund.unattributed",
    "procedure.education",
    "procedure.channels",
    "procedure.help_eur",
    "duties.recognition",
];
