//! The steps of a month that can be left out, to see what they do.

use super::{Scene, World};
use crate::choices;

choices! {
    /// A step of the month. Two are none: `timeline::begin` says which month it is, by whose law and in which money all others
    /// act, and `record::record` counts what they did; without either there is nothing to compare.
    pub enum Step {
        /// Support ends, and what nobody uses any more is scrapped.
        Retire = "retire",
        /// Research succeeds, and releases are shipped.
        Release = "release",
        /// Prices move, and devices are sold.
        Sell = "sell",
        /// Flaws are found and fixed, and response care is paid for.
        DiscoverAndPatch = "discover-and-patch",
        /// Attackers strike.
        Attack = "attack",
        /// The compensator looks at the harm to be expected.
        ExpectHarm = "expect-harm",
        /// Devices struck do harm.
        Harm = "harm",
        /// Victims claim.
        Claim = "claim",
        /// Courts decide.
        Adjudicate = "adjudicate",
        /// Debts are paid.
        Settle = "settle",
        /// The compensation fund is paid into.
        Levy = "levy",
        /// The compensation fund pays.
        Compensate = "compensate",
        /// Authorities inspect, fine, review and help.
        Enforce = "enforce",
        /// Owners get what the law gives them beside damages; recalls and injunctions follow patterns.
        Remedy = "remedy",
        /// Premiums are paid, and policies renewed.
        Underwrite = "underwrite",
        /// Running costs, research and dividends are paid.
        RunFirms = "run-firms",
        /// Makers decide.
        Decide = "decide",
        /// Makers leave and enter.
        EnterAndExit = "enter-and-exit",
    }
}

/// The steps that a month leaves out; none by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped(u32);

impl Skipped {
    /// One step left out.
    pub fn only(step: Step) -> Skipped {
        Skipped(1 << step as u32)
    }

    /// Is nothing left out?
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Is this step left out?
    #[inline]
    pub fn contains(self, step: Step) -> bool {
        self.0 & 1 << step as u32 != 0
    }
}

impl Scene<'_> {
    /// Does a month play this step?
    #[inline]
    pub fn plays(&self, step: Step) -> bool {
        !self.skipped.contains(step)
    }
}

impl World {
    /// Empties what steps of one month leave for each other, so that one that is left out from now on leaves nothing.
    pub fn forget_month(&mut self) {
        self.strikes.clear();
        self.struck.clear();
        self.losses.clear();
        self.drawn.clear();
        self.debts.clear();
        self.fixed.clear();
        self.calls.clear();
    }
}
