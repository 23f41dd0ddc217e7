//! Rows due in a month, as intrusive lists: no allocation, order of filing reversed but fixed.

use crate::units::Month;

/// No row.
pub const NONE: u32 = u32::MAX;

/// For each month the head of a list of rows that fall due in it.
#[derive(Debug, Default)]
pub struct Ring {
    first: Month,
    heads: Vec<u32>,
}

clone_in_place!(Ring { first, heads });

impl Ring {
    /// Empty lists for the months `first..first + months`; what is due later is filed under the last.
    pub fn new(first: Month, months: usize) -> Self {
        Ring { first, heads: vec![NONE; months] }
    }

    /// Files row `row` under `month` and returns the row that comes after it.
    pub fn file(&mut self, month: Month, row: u32) -> u32 {
        let slot = self.slot(month);
        std::mem::replace(&mut self.heads[slot], row)
    }

    /// The first row of the list of a month.
    pub fn first(&self, month: Month) -> u32 {
        self.heads[self.slot(month)]
    }

    /// Takes the list of a month.
    pub fn take(&mut self, month: Month) -> u32 {
        let slot = self.slot(month);
        std::mem::replace(&mut self.heads[slot], NONE)
    }

    /// The months from one on in which rows may be filed.
    pub fn months_from(&self, month: Month) -> std::ops::Range<Month> {
        month.max(self.first)..self.first + self.heads.len() as Month
    }

    fn slot(&self, month: Month) -> usize {
        ((month - self.first).max(0) as usize).min(self.heads.len() - 1)
    }
}
