//! Warranty: what an owner gets back when updates are unavailable or insufficient.

use super::rule::{AXES, Rule};
use crate::lever;
use crate::lever::Lever;

/// Warranty of updates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Warranty {
    /// Months from sale for which updates are warranted; 0: none.
    pub months: f64,
    /// Share of the price given back for the warranted time that is left when support ends.
    pub refund: f64,
    /// Share of the owners under warranty who get the maker's device of the day in place of money when support ends.
    pub replacement: f64,
    /// Share of the price given back for a fix that came after its deadline.
    pub reduction: f64,
}

impl Warranty {
    /// Part of the price given back to the owner of a device of this age when support ends, on average over those who get another device
    /// instead and those who do not.
    ///
    /// By the warranted time that is left, as use already had is set off on rescission (Directive (EU) 2019/771, art. 16(3)).
    #[must_use]
    pub fn refund_at(&self, age_months: f64) -> f64 {
        if age_months < self.months {
            (1.0 - self.replacement) * self.refund * (1.0 - age_months / self.months)
        } else {
            0.0
        }
    }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "warranty.months" => warranty.months, whole(0.0, 600.0, 0.0) "months", axes AXES, id "L38",
        effect "remedies", "Months from sale for which updates are warranted; where support ends before, the owner gets a part of the price back. 0: none. A maker that has left gives nothing back."),
    lever!(Rule, "warranty.refund" => warranty.refund, num(0.0, 1.0, 1.0) "share of price", axes AXES, id "L38",
        effect "remedies", "Share of the price given back for the warranted time that is left when support ends."),
    lever!(Rule, "warranty.replacement" => warranty.replacement, num(0.0, 1.0, 0.0) "share", axes AXES, id "L38",
        effect "unsupported_share", "Share of owners under warranty who get the device that their maker sells by then in place of money when support ends (Directive (EU) 2019/771, art. 13 and 14: free of charge, whatever use was had)."),
    lever!(Rule, "warranty.reduction" => warranty.reduction, num(0.0, 1.0, 0.0) "share of price", axes AXES, id "L38",
        effect "remedies", "Share of the price given back to owners under warranty for each fix that came after duties.patch_days: an insufficient update. Fixes of components are left out."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refund_falls_with_the_use_already_had() {
        let warranty = Warranty { months: 24.0, refund: 0.8, ..Warranty::default() };
        assert_eq!([0.0, 12.0, 24.0, 30.0].map(|age| warranty.refund_at(age)), [0.8, 0.4, 0.0, 0.0]);
        let half = Warranty { replacement: 0.5, ..warranty };
        assert_eq!(half.refund_at(12.0), 0.2, "the others get another device");
        assert_eq!(Warranty::default().refund_at(0.0), 0.0);
    }
}
