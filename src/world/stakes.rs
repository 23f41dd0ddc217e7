//! What is at stake in a maker's decision: law, heads, segments, jurisdictions and coming epochs, collapsed.

use super::{Origin, SOURCES};
use crate::scenario::market::MAX_CELLS;
use crate::units::Month;

/// Terms an exposure holds; what is beyond falls into the last.
pub const MAX_TERMS: usize = 24;

/// A payment that depends on care: it is due with the chance that the law of `cell` finds liability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Legal cell.
    pub cell: u16,
    /// Origin of the flaws.
    pub origin: Origin,
    /// Payment for a compromised device if liability is found, EUR, discounted.
    pub swing: f64,
    /// Size of such a payment when it comes, EUR; see [`Exposure::constant_size`].
    pub size: f64,
}

/// Expected payments of a maker for one compromised device, EUR, discounted to the harm, by source of compromise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Paid whatever the care.
    pub constant: [f64; SOURCES],
    /// Size of one of these payments when it comes, EUR: `E[L²]/E[L]`, which for a loss of one size is that size, whatever the
    /// chance that it is traced and proven. Assets limit what is paid at once, not what is expected.
    pub constant_size: [f64; SOURCES],
    /// Paid if liability is found.
    pub terms: Vec<Term>,
    /// Paid if the first duty was kept but the fix is late.
    pub late: [f64; SOURCES],
    /// What all defendants together pay, by legal cell and origin, where a component's maker answers too and chooses its care.
    pub whole: Vec<Term>,
    /// Expected square of the payments of one event over their expectation, EUR.
    pub size: f64,
    /// Mean of the payments of one event that brings any, EUR.
    pub payment: f64,
}

/// What the law demands of a maker for products of one vintage, in one month: one design serves every jurisdiction, so that the
/// strictest demand binds, and fixed costs add up.
#[derive(Clone, Debug, PartialEq)]
pub struct Demands {
    /// Care floors.
    pub floor: [f64; 3],
    /// Months of support owed.
    pub support_months: f64,
    /// Months for which released fixes stay available after support ends.
    pub update_availability: f64,
    /// Months to a fix that are due; infinite without a deadline.
    pub patch_months: f64,
    /// Months to publication of a coordinated report.
    pub disclosure_months: f64,
    /// Fixed compliance, EUR a release.
    pub compliance_eur: f64,
    /// Inspections a year.
    pub inspections: f64,
    /// Cost of one inspection to the public, EUR.
    pub inspection_cost_eur: f64,
    /// Fine for a breached duty, share of turnover.
    pub fine_turnover: f64,
    /// Least fine, EUR.
    pub fine_floor_eur: f64,
    /// Least yearly limit of mandatory cover as a share of turnover; `None` if cover is voluntary.
    pub mandatory_limit: Option<f64>,
    /// Care that a safe harbour asks for; `None` without one.
    pub harbour: Option<[f64; 3]>,
    /// Fee of the harbour, EUR a release.
    pub harbour_fee_eur: f64,
    /// Share of their own expected loss that buyers of a cell perceive, by label or without.
    pub perceived: [f64; MAX_CELLS],
}

impl Demands {
    /// The fine for a breach found now, EUR.
    pub fn fine(&self, turnover: f64) -> f64 {
        (self.fine_turnover * turnover).max(self.fine_floor_eur)
    }
}

/// Expected payments for devices that stand under one law.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payments {
    /// Outside a safe harbour.
    pub open: Exposure,
    /// Inside.
    pub sheltered: Exposure,
}

/// What is at stake for a maker of one size class and category, as the law is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Stakes {
    /// For the devices that will embody the care now chosen.
    pub ahead: Payments,
    /// For a device sold now.
    pub now: Payments,
    /// For the devices in use, over the coming year.
    pub stock: Payments,
    /// Is the law the same for the devices to come as for those sold now?
    pub steady: bool,
    /// What the law will demand of the devices that will embody the care now chosen.
    pub demands: Demands,
    /// What it demands of a device sold now.
    pub today: Demands,
    /// Share of a maker's payment that reaches victims, net of their own cost.
    pub receipts: f64,
    /// Loss that the owner of a compromised device bears first, EUR.
    pub owner_loss: f64,
    /// Loss that the maker bears itself, EUR per compromised device.
    pub own_loss: f64,
    /// Share of their own expected loss that buyers perceive, on average.
    pub perceived: f64,
    /// Due response care; 0 where no court looks at it, or by custom.
    pub due_response: f64,
}

/// The stakes from a month on, by `size × categories + category`.
#[derive(Clone, Debug)]
pub struct View {
    /// First month in which it holds.
    pub from: Month,
    /// Did the law, or what is known of it, change then? Else only the stock of devices did.
    pub news: bool,
    /// By part of the market, for makers at home; then, where there are any, for makers abroad.
    pub stakes: Vec<Stakes>,
}

/// What makers look forward to under one regime, and what they must do. It depends on no draw: one outlook serves every
/// replication.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// The stakes each time the law or what is known of it changes, in order of time.
    pub views: Vec<View>,
    /// What the law demands, by epoch of the month, vintage of the product and part of the market.
    pub demands: Vec<Demands>,
    /// Vintages of the law.
    pub vintages: usize,
    /// Parts of the market: size classes times categories.
    pub parts: usize,
}

impl Outlook {
    /// What the law demands of a part of the market in an epoch for products of a vintage.
    #[inline]
    pub fn demands(&self, epoch: usize, vintage: usize, part: usize) -> &Demands {
        &self.demands[(epoch * self.vintages + vintage) * self.parts + part]
    }

    /// Is any part of the market inspected in an epoch, for products of a vintage?
    #[inline]
    pub fn inspects(&self, epoch: usize, vintage: usize) -> bool {
        (0..self.parts).any(|part| self.demands(epoch, vintage, part).inspections > 0.0)
    }

    /// The view that holds in a month.
    pub fn at(&self, month: Month) -> usize {
        self.views.iter().rposition(|view| view.from <= month).unwrap_or(0)
    }
}
