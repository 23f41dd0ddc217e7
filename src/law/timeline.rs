//! When the patches of a regime take effect and become known, in months of the simulation.
//!
//! The status quo keeps its dates as written. A regime that is compared with it takes effect, and becomes known,
//! at the announcement at the earliest; an earlier date is refused unless `clock.rebase` shifts the regime's dates
//! by one offset. Layers that a regime shares with the status quo are the law already and keep their dates.

use super::regime::{Dated, Patch, Regime};
use crate::error::{Kind, Place, Problem};
use crate::units::{Date, Month};

/// Before everything: the month from which an undated rule of the status quo holds and is known.
pub(super) const ALWAYS: Month = Month::MIN;

/// A patch with its dates in months.
#[derive(Clone, Debug)]
pub(super) struct Scheduled {
    pub(super) patch: Patch,
    /// Part of the law that holds and is known before the announcement.
    before: bool,
    /// Part of the law that holds and is known from the announcement on.
    after: bool,
    /// First month in which firms know of it.
    pub(super) announced: Month,
    /// First month whose events it governs.
    pub(super) from: Month,
    /// First month in which products it governs are placed on the market.
    pub(super) vintage: Month,
}

impl Scheduled {
    /// Whether it governs events of a month on products of a vintage, as far as was known in a month.
    pub(super) fn governs(&self, known: Month, event: Month, vintage: Month) -> bool {
        let part = if known < 0 || event < 0 { self.before } else { self.after };
        part && self.announced <= known && self.from <= event && self.vintage <= vintage
    }

    /// Whether it governs, where both apply, everything that another governs.
    pub(super) fn holds_as_early(&self, other: &Scheduled) -> bool {
        let parts = (self.before || !other.before) && (self.after || !other.after);
        parts && self.announced <= other.announced && self.from <= other.from && self.vintage <= other.vintage
    }
}

/// The patches of a law alone, dates as written.
pub(super) fn as_written(regime: &Regime, zero: Date) -> Vec<Scheduled> {
    regime.patches().map(|(_, patch)| keep_dates(patch, zero)).collect()
}

/// The patches of the status quo, then those of the regime that takes over at the announcement.
pub(super) fn takes_over(regime: &Regime, status_quo: &Regime, zero: Date, rebase: bool) -> Vec<Scheduled> {
    let before = status_quo.patches().map(|(_, patch)| Scheduled { after: false, ..keep_dates(patch, zero) });
    let first = earliest(own_patches(regime, status_quo)).filter(|_| rebase);
    let shift = first.map_or(0, |first| -months_from(zero, first));
    let after = regime.patches().map(|(layer, patch)| {
        let shared = status_quo.shares(layer);
        let scheduled = if shared { keep_dates(patch, zero) } else { from_announcement(patch, zero, shift) };
        Scheduled { before: false, ..scheduled }
    });
    before.chain(after).collect()
}

fn keep_dates(patch: &Patch, zero: Date) -> Scheduled {
    schedule(patch, |dated| months_from(zero, dated.date), ALWAYS)
}

fn from_announcement(patch: &Patch, zero: Date, shift: i32) -> Scheduled {
    schedule(patch, |dated| months_from(zero, dated.date) + shift, 0)
}

/// Nothing holds before it is announced, and nothing is announced before `earliest`.
fn schedule(patch: &Patch, month: impl Fn(&Dated) -> Month, earliest: Month) -> Scheduled {
    let announced = patch.announced.as_ref().map_or(earliest, &month).max(earliest);
    let from = patch.from.as_ref().map_or(earliest, &month).max(announced);
    let vintage = patch.vintage.as_ref().map_or(ALWAYS, |dated| month(dated).max(announced));
    Scheduled { patch: patch.clone(), before: true, after: true, announced, from, vintage }
}

fn months_from(zero: Date, date: Date) -> Month {
    date.month_index() - zero.month_index()
}

fn earliest<'a>(patches: impl Iterator<Item = &'a Patch>) -> Option<Date> {
    patches.flat_map(|patch| [&patch.from, &patch.vintage, &patch.announced]).flatten().map(|d| d.date).min()
}

/// Dates of a regime that would bind the past; `zero_place` is where the announcement is set.
pub(super) fn dates_in_the_past<'a>(
    regime: &'a Regime,
    status_quo: &'a Regime,
    zero: Date,
    zero_place: Option<&'a Place>,
) -> impl Iterator<Item = Problem> + 'a {
    own_patches(regime, status_quo)
        .flat_map(|patch| [("from", &patch.from), ("vintage", &patch.vintage)])
        .filter_map(|(axis, dated)| Some((axis, dated.as_ref()?)))
        .filter(move |(_, dated)| dated.date < zero)
        .map(move |(axis, dated)| {
            let message = format!("{axis} = {} lies before the announcement of the reform, {zero}", dated.date);
            Problem::new(Kind::Conflict, dated.place.clone(), message)
                .related("clock.announced is set here", zero_place.cloned())
                .help("move the date, or set clock.rebase = true: one offset then shifts all dates of the regime")
        })
}

fn own_patches<'a>(regime: &'a Regime, status_quo: &'a Regime) -> impl Iterator<Item = &'a Patch> {
    regime.patches().filter(|(layer, _)| !status_quo.shares(layer)).map(|(_, patch)| patch)
}
