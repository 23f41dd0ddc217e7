//! What is at stake in a maker's decision: law, heads, segments, jurisdictions and coming epochs, collapsed.

use super::{Loss, Origin, SOURCES};
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
    /// Expected square of the payments of one event over their expectation, EUR.
    pub size: f64,
}

/// What is at stake for a maker of one size class and category, as the law is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stakes {
    /// Outside a safe harbour.
    pub open: Exposure,
    /// Inside.
    pub sheltered: Exposure,
    /// Care that the harbour asks for; `None` without one.
    pub harbour: Option<[f64; 3]>,
    /// Fee of the harbour, EUR a release.
    pub harbour_fee_eur: f64,
    /// Share of a maker's payment that reaches victims, net of their own cost.
    pub receipts: f64,
    /// Loss that the owner of a compromised device bears first, EUR.
    pub owner_loss: f64,
    /// Loss that the maker bears itself, EUR per compromised device.
    pub own_loss: f64,
    /// Share of their own expected loss that buyers perceive.
    pub perceived: f64,
    /// Due response care; 0 where no court looks at it.
    pub due_response: f64,
    /// Care floors.
    pub floor: [f64; 3],
    /// Inspections a year.
    pub inspections: f64,
    /// Cost of one inspection to the public, EUR.
    pub inspection_cost_eur: f64,
    /// Fine for a breached duty, share of turnover.
    pub fine_turnover: f64,
    /// Least fine, EUR.
    pub fine_floor_eur: f64,
    /// Fixed compliance, EUR a release.
    pub compliance_eur: f64,
    /// Months of support owed.
    pub support_months: f64,
    /// Least yearly limit of mandatory cover as a share of turnover; `None` if cover is voluntary.
    pub mandatory_limit: Option<f64>,
    /// Months to a fix that are due; infinite without a deadline.
    pub patch_months: f64,
    /// Months to publication of a coordinated report.
    pub disclosure_months: f64,
    /// Months for which released fixes stay available after support ends.
    pub update_availability: f64,
}

/// The stakes from a month on, by `size × categories + category`.
#[derive(Clone, Debug)]
pub struct View {
    /// First month in which it holds.
    pub from: Month,
    /// By part of the market.
    pub stakes: Vec<Stakes>,
}

/// The stakes of one regime, each time the law or what is known of it changes. They depend on no draw: one outlook serves
/// every replication.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// In order of time.
    pub views: Vec<View>,
    /// Share of a loss that the law counts if all is proven and everybody sues: by legal cell, category, head, and whether
    /// the victims had left an offered fix uninstalled.
    pub recoverable: Vec<f64>,
    /// Categories of the market.
    pub categories: usize,
}

impl Outlook {
    /// Share of a loss that the law of a cell counts.
    #[inline]
    pub fn recoverable(&self, cell: u16, category: u8, loss: &Loss) -> f64 {
        let place = usize::from(cell) * self.categories + usize::from(category);
        self.recoverable[(place * 4 + loss.head as usize) * 2 + usize::from(loss.own_fault > 0.0)]
    }

    /// The view that holds in a month.
    pub fn at(&self, month: Month) -> usize {
        self.views.iter().rposition(|view| view.from <= month).unwrap_or(0)
    }
}
