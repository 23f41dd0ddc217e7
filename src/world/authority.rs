//! What the authority of each jurisdiction asks of a maker, and what its record shows: each enforces the law of its own jurisdiction.

use super::{DAYS_PER_MONTH, Reports};
use crate::law::enforcement::higher;
use crate::scenario::market::Patching;

/// The authority of a jurisdiction, as a maker of one size and category meets it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Authority {
    /// Inspections a year that it has the staff for.
    pub inspections: f64,
    /// Cost of one inspection to the public, EUR.
    pub inspection_cost_eur: f64,
    /// Fine for a breached duty, share of the maker's turnover everywhere.
    pub fine_turnover: f64,
    /// Least fine, EUR.
    pub fine_floor_eur: f64,
    /// How far a fine follows the shortfall from what is demanded.
    pub fine_effort: f64,
    /// Is a maker in breach ordered to keep to its floors?
    pub order: bool,
    /// Its care floors.
    pub floor: [f64; 3],
    /// Months to a fix that are due under its law; infinite without a deadline.
    pub patch_months: f64,
    /// The same for a severe flaw, if that is earlier.
    pub severe_months: f64,
    /// Reports that are owed to it.
    pub reports: Reports,
}

impl Authority {
    /// Months to the fix of a flaw, severe or not, that are due; infinite without a deadline.
    #[inline]
    pub fn deadline(&self, severe: bool) -> f64 {
        if severe { self.patch_months.min(self.severe_months) } else { self.patch_months }
    }

    /// The fine for a breach found now, EUR.
    pub fn fine(&self, turnover: f64) -> f64 {
        higher(self.fine_turnover, self.fine_floor_eur, turnover)
    }

    /// The fine for a breach by a share of what is demanded, EUR.
    pub fn fine_for(&self, turnover: f64, shortfall: f64) -> f64 {
        self.fine(turnover) * self.by_effort(shortfall)
    }

    /// Expected fines of a year for levels of care below its floors, EUR.
    pub fn fines_for_care(&self, turnover: f64, care: [f64; 3]) -> f64 {
        match self.shortfall(care) {
            0.0 => 0.0,
            shortfall => self.inspections * self.fine_for(turnover, shortfall),
        }
    }

    /// Share of turnover that fines for care below its floors are expected to take in a year.
    pub fn fines_of_turnover(&self, turnover: f64, care: [f64; 3]) -> f64 {
        let shortfall = self.shortfall(care);
        if shortfall == 0.0 || self.fine_turnover * turnover <= self.fine_floor_eur {
            return 0.0;
        }
        self.inspections * self.fine_turnover * self.by_effort(shortfall)
    }

    fn by_effort(&self, shortfall: f64) -> f64 {
        1.0 - self.fine_effort * (1.0 - shortfall)
    }

    /// The greatest share by which levels of care fall short of its floors.
    pub fn shortfall(&self, care: [f64; 3]) -> f64 {
        let short = |(level, floor): (&f64, &f64)| if level < floor { 1.0 - level / floor } else { 0.0 };
        care.iter().zip(&self.floor).map(short).fold(0.0, f64::max)
    }

    /// The share by which response care falls short of that whose median fix is in time.
    pub fn tardiness(&self, patching: &Patching, response: f64) -> f64 {
        let timely = patching.timely_response(self.patch_months * DAYS_PER_MONTH);
        if timely > response { 1.0 - response / timely } else { 0.0 }
    }
}

/// What a maker's record shows one authority.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// When one of its known flaws was last, or will be, past the deadline.
    overdue: (f64, f64),
    /// Until when inspections find that a report of an attack was late.
    reported_late: f64,
}

impl Delay {
    /// None so far.
    pub const NONE: Delay = Delay { overdue: (0.0, 0.0), reported_late: f64::NEG_INFINITY };

    /// Is a known flaw past its deadline at a time?
    pub fn is_overdue(&self, now: f64) -> bool {
        let (from, to) = self.overdue;
        from <= now && now < to
    }

    /// Was a report late of late?
    pub fn has_reported_late(&self, now: f64) -> bool {
        now < self.reported_late
    }

    /// Notes that a flaw will be past its deadline from `due` until `fix`. What overlaps is one time; else the later counts.
    fn note_overdue(&mut self, due: f64, fix: f64) {
        let (from, to) = self.overdue;
        self.overdue = if due <= to { (from.min(due), to.max(fix)) } else { (due, fix) };
    }
}

/// The records of all makers: makers × jurisdictions, row-major.
#[derive(Debug, Default)]
pub struct Delays {
    rows: Vec<Delay>,
    jurisdictions: usize,
}

clone_in_place!(Delays { rows, jurisdictions });

impl Delays {
    /// Of no maker yet.
    pub fn of(jurisdictions: usize) -> Delays {
        Delays { rows: Vec::new(), jurisdictions }
    }

    /// One more maker.
    pub fn add_maker(&mut self) {
        self.rows.extend(std::iter::repeat_n(Delay::NONE, self.jurisdictions));
    }

    /// What a maker's record shows the authority of a jurisdiction.
    #[inline]
    pub fn of_maker(&self, maker: usize, jurisdiction: usize) -> &Delay {
        &self.rows[maker * self.jurisdictions + jurisdiction]
    }

    fn row(&mut self, maker: usize) -> &mut [Delay] {
        let from = maker * self.jurisdictions;
        &mut self.rows[from..from + self.jurisdictions]
    }

    /// A maker knows a flaw from `known` on, and will fix it at `fix`: late where the law asks for more haste.
    pub fn note_fix(
        &mut self,
        maker: usize,
        authorities: &[Authority],
        (known, fix): (f64, f64),
        severe: bool,
    ) {
        for (delay, authority) in self.row(maker).iter_mut().zip(authorities) {
            let due = known + authority.deadline(severe);
            if due < fix {
                delay.note_overdue(due, fix);
            }
        }
    }

    /// A maker takes so many hours to an early warning: a late report stays on record until `until`.
    pub fn note_report(&mut self, maker: usize, authorities: &[Authority], hours: f64, until: f64) {
        for (delay, authority) in self.row(maker).iter_mut().zip(authorities) {
            if hours > authority.reports.allowed_hours() {
                delay.reported_late = until;
            }
        }
    }
}
