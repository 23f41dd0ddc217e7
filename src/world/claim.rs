//! Claim groups: one flaw, campaign, segment, jurisdiction and head; one verdict.

use super::Loss;
use super::ring::Ring;
use crate::law::duties::Conformity;
use crate::ledger::Party;
use crate::units::Month;

/// A claim group waiting for its settlement or judgment.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Defendant maker.
    pub firm: u32,
    /// Legal cell, by vintage and date of harm.
    pub cell: u16,
    /// Product category.
    pub category: u8,
    /// Key of its draws within the flaw's campaign.
    pub group: u32,
    /// The loss it claims for.
    pub loss: Loss,
    /// Month of the harm.
    pub harmed: Month,
    /// Month in which it is decided.
    pub due: Month,
    /// Months from harm to decision.
    pub delay: f64,
    /// Of these, months until the claim was brought.
    pub lag: f64,
    /// Of a loss split over two vintages, is it the newer?
    pub newer: bool,
    /// Months from sale to harm.
    pub months_in_use: f64,
    /// Devices with a loss.
    pub victims: f64,
    /// Those who claim.
    pub claimants: f64,
    /// Due care on the prong of the flaw's origin when the maker acted.
    pub due_care: f64,
    /// Did the maker meet the conditions of a safe harbour?
    pub harbour: bool,
    /// How product and maker stand to the care floors of the law.
    pub conformity: Conformity,
    /// Was the product out of support?
    pub legacy: bool,
    /// Complexity of the product.
    pub complexity: f64,
    /// Loss of those who claim, EUR: the amount by which it ranks among the claims filed against an insolvent maker.
    pub filed: f64,
    /// Can the maker be held to anything: is it known, and within reach?
    pub against_maker: bool,
    /// Is the harm inside the evaluation window?
    pub counted: bool,
    /// Next claim due in the same month.
    pub next: u32,
}

/// What a group of victims may ask of the compensation fund, before its means are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    /// Whom it would pay.
    pub victim: Party,
    /// Size class and category of the maker.
    pub size: u8,
    /// Product category.
    pub category: u8,
    /// Cell of the victims.
    pub cell: u8,
    /// What it would pay, EUR.
    pub eur: f64,
    /// The part of it that a court found or the sides settled, in compensatory EUR.
    pub found_eur: f64,
    /// Months since the harm.
    pub delay: f64,
    /// Is the harm inside the evaluation window?
    pub counted: bool,
}

impl Claim {
    /// The amount by which it ranks among the claims filed against the maker, EUR.
    pub fn filed_against_maker(&self) -> f64 {
        if self.against_maker { self.filed } else { 0.0 }
    }
}

/// Open claims. Slots are reused.
#[derive(Debug, Default)]
pub struct Claims {
    /// Rows.
    pub rows: Vec<Claim>,
    free: Vec<u32>,
    /// By month due.
    pub due: Ring,
    /// Claims open.
    pub open: usize,
    /// Claims filed and counted, and of those closed.
    pub counted: usize,
    /// Of the counted ones, closed.
    pub closed: usize,
}

clone_in_place!(Claims { rows, free, due, open, counted, closed });

impl Claims {
    /// No claims; decisions within `months` from `first`.
    pub fn new(first: Month, months: usize) -> Self {
        Claims { due: Ring::new(first, months), ..Claims::default() }
    }

    /// Files a claim under the month it is decided in.
    pub fn file(&mut self, claim: Claim) {
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                self.rows.push(claim);
                (self.rows.len() - 1) as u32
            }
        };
        self.rows[index as usize] = Claim { next: self.due.file(claim.due, index), ..claim };
        self.open += 1;
        self.counted += usize::from(claim.counted);
    }

    /// Closes a claim.
    pub fn close(&mut self, index: u32) {
        self.open -= 1;
        self.closed += usize::from(self.rows[index as usize].counted);
        self.free.push(index);
    }
}
