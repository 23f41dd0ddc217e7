//! Stocks of devices in use.

use super::Firm;
use super::ring::{NONE, Ring};
use crate::scenario::market::MAX_CELLS;
use crate::units::Month;

/// Component slots of a device.
pub const SLOTS: usize = 4;
/// A release is forgotten when this share of the devices in use at the close of its sales is left.
pub const SCRAP_SHARE: f64 = 0.03;
/// No component in a slot.
pub const NO_COMPONENT: u16 = u16::MAX;

/// One release of a maker: the stock of devices sold as it.
///
/// Devices retire at a constant hazard that is the same for all devices of a category. Stocks are therefore kept *raw*: a
/// unit sold in month t adds `1/survival(t)`, and `raw·survival(now)` are in use. No release is touched while it only ages.
#[derive(Clone, Copy, Debug)]
pub struct Release {
    /// Key of its draws.
    pub key: u64,
    /// Maker.
    pub firm: u32,
    /// Month shipped.
    pub shipped: Month,
    /// Month in which its maker stopped selling it; `Month::MAX` while on sale.
    pub closed: Month,
    /// Month in which support ends; `Month::MAX` while on sale.
    pub support_end: Month,
    /// Month from which units belong to the newer of two vintages; `Month::MAX` if all belong to one.
    pub split: Month,
    /// Design care embodied: none where care is a flow.
    pub design: f64,
    /// Testing care embodied: none where care is a flow.
    pub testing: f64,
    /// Product complexity.
    pub complexity: f64,
    /// Complexity times what design and testing care left of its flaws.
    pub residual: [f64; 2],
    /// Industry custom in design and testing when it was shipped.
    pub custom: [f64; 2],
    /// Was it validated for a safe harbour?
    pub validated: bool,
    /// Month in which its certificate runs out; `Month::MIN` without one.
    pub certified_until: Month,
    /// Raw stock by cell.
    pub raw: [f64; MAX_CELLS],
    /// Raw stock by cell sold before `split`.
    pub before: [f64; MAX_CELLS],
    /// Embedded components by slot.
    pub components: [u16; SLOTS],
    /// Its places in [`super::World::embedding`], by slot.
    pub embedded_at: [u32; SLOTS],
    /// Next release due in the same month.
    pub next: u32,
}

impl Release {
    /// Raw stock over all cells.
    pub fn raw_total(&self) -> f64 {
        self.raw.iter().sum()
    }

    /// Share of the devices of a cell that belong to the older vintage.
    pub fn older_share(&self, cell: usize) -> f64 {
        if self.raw[cell] > 0.0 { self.before[cell] / self.raw[cell] } else { 0.0 }
    }

    /// When support ends, by promise or because its maker left.
    pub fn supported_until(&self, maker: &Firm) -> Month {
        self.support_end.min(maker.left.saturating_add(1))
    }

    /// Is it supported at `time`?
    pub fn supported_at(&self, time: f64, maker: &Firm) -> bool {
        time < f64::from(self.supported_until(maker))
    }

    /// Month of its last sale, up to `now`.
    pub fn last_sold(&self, now: Month) -> Month {
        self.closed.min(now)
    }
}

/// All releases in use. Slots are reused, keys never are.
#[derive(Debug, Default)]
pub struct Releases {
    /// Rows; a row on the free list has a maker of [`NONE`].
    pub rows: Vec<Release>,
    free: Vec<u32>,
    /// Releases whose support ends, or whose last devices are scrapped, by month.
    pub due: Ring,
}

clone_in_place!(Releases { rows, free, due });

impl Releases {
    /// No releases; events within `months` from `first`.
    pub fn new(first: Month, months: usize) -> Self {
        Releases { rows: Vec::new(), free: Vec::new(), due: Ring::new(first, months) }
    }

    /// Adds a release and returns its index.
    pub fn push(&mut self, release: Release) -> u32 {
        if let Some(index) = self.free.pop() {
            self.rows[index as usize] = release;
            return index;
        }
        self.rows.push(release);
        (self.rows.len() - 1) as u32
    }

    /// Forgets a release.
    pub fn remove(&mut self, index: u32) {
        self.rows[index as usize].firm = NONE;
        self.free.push(index);
    }

    /// Ends the support of a release that was on sale.
    pub fn end_support(&mut self, index: u32, month: Month) {
        self.rows[index as usize].support_end = month;
        self.file(month, index);
    }

    /// Files a release under a month in which something is due for it.
    pub fn file(&mut self, month: Month, index: u32) {
        self.rows[index as usize].next = self.due.file(month, index);
    }
}
