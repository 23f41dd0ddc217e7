//! Owners and the fixes that they are offered: how fast they install them by themselves, and what makes them faster or slower.
//!
//! Installing a fix takes effort and spares an owner a loss: owners weigh one against the other (August and Tunca 2006, "Network
//! software security and user incentives", *Management Science* 52:1703). Observed curves of adoption are those of owners who bear
//! the whole usual effort and the whole loss at the usual rate of compromise; others are faster or slower than these.

use super::{DAYS_PER_MONTH, Demands, NONE, Release, Scene, SettingError, World};
use crate::distributions::Adoption;
use crate::math;
use crate::scenario::market::{Market, Segment};
use crate::units::{Month, month_from};

/// Months of the tables of patch adoption; later months take the last value.
const TABLE_MONTHS: u32 = 480;

/// Bounds of the speed of owners, relative to what is observed: some install whatever they are told, and nobody is always at hand.
const SPEED_BOUNDS: (f64, f64) = (1.0 / 16.0, 16.0);

/// How the owners of a segment install fixes.
#[derive(Clone, Debug)]
pub struct Habits {
    /// Mean share without a fix over each month since it came out.
    means: Vec<f64>,
}

impl Habits {
    /// The habits of every segment of a market.
    pub(super) fn of(market: &Market) -> Result<Vec<Habits>, SettingError> {
        let habits = |(name, segment): (&str, &Segment)| {
            let error = |error| SettingError::Adoption { segment: name.to_owned(), error };
            let curve = Adoption::fit(segment.never_patch, segment.auto_patch).map_err(error)?;
            Ok(Habits { means: curve.monthly_means(TABLE_MONTHS, DAYS_PER_MONTH) })
        };
        market.segments.iter().map(habits).collect()
    }

    /// Share without a fix `months` after it came out, on the clock of owners ([`World::clock_of_owners`]).
    #[inline]
    pub fn unpatched(&self, months: f64) -> f64 {
        if months <= 0.0 {
            return 1.0;
        }
        self.means[(months as usize).min(self.means.len() - 1)]
    }
}

/// What the owner of one of a maker's devices risks by leaving a flaw open, as the maker's last decision took it to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OwnerRisk {
    /// Compromises a device-year, over those of the market under its status quo.
    pub rate: f64,
    /// Share of what they lose by one that awards make good.
    pub made_good: f64,
}

/// Who the owners of a cell have to thank, under the law of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnerTerms {
    /// Share of the effort of installing a maker's fix that is left to them.
    pub effort_left: f64,
    /// Part of an award left to who had been offered a fix and did not install it.
    pub award_left: f64,
}

impl OwnerTerms {
    /// The whole effort is theirs, and so is the whole award.
    pub const NONE: OwnerTerms = OwnerTerms { effort_left: 1.0, award_left: 1.0 };
}

/// What the owners of every maker's devices took to be at stake for them, and from when: nothing where they do not weigh.
#[derive(Debug, Default)]
pub struct OwnerRisks {
    notes: Vec<Note>,
    /// The newest note by maker; [`NONE`] or nothing before the first.
    newest: Vec<u32>,
}

clone_in_place!(OwnerRisks { notes, newest });

/// One decision of a maker, as its owners see it.
#[derive(Clone, Copy, Debug)]
struct Note {
    from: Month,
    risk: OwnerRisk,
    /// The note before it of the same maker; [`NONE`] for the first, which holds for all time before too.
    before: u32,
}

impl OwnerRisks {
    /// What is at stake from a month on for the owners of a maker's devices.
    pub fn note(&mut self, firm: usize, risk: OwnerRisk, from: Month) {
        if self.newest.len() <= firm {
            self.newest.resize(firm + 1, NONE);
        }
        let before = std::mem::replace(&mut self.newest[firm], self.notes.len() as u32);
        self.notes.push(Note { from, risk, before });
    }

    fn get(&self, at: u32) -> Option<&Note> {
        self.notes.get(at as usize)
    }

    /// What is at stake for owners just before a time, and since when, of a maker whose notes are looked at from `at` backwards.
    fn before(&self, at: &mut u32, time: f64) -> Option<(OwnerRisk, f64)> {
        let mut note = self.get(*at)?;
        while f64::from(note.from) >= time {
            let Some(earlier) = self.get(note.before) else { break };
            (*at, note) = (note.before, earlier);
        }
        Some((note.risk, if note.before == NONE { f64::NEG_INFINITY } else { f64::from(note.from) }))
    }
}

/// The last of some months in order, of which the first is the beginning of time, that begins before a time.
fn begun(starts: &[Month], time: f64) -> f64 {
    starts
        .iter()
        .rev()
        .map(|&start| f64::from(start))
        .find(|&start| start < time)
        .unwrap_or(f64::NEG_INFINITY)
}

/// Time on a clock whose pace just before a time `pace_before` tells, with since when it has been so: what has passed on it never
/// becomes less.
fn passed(since: f64, until: f64, mut pace_before: impl FnMut(f64) -> (f64, f64)) -> f64 {
    let (mut to, mut clock) = (until, 0.0);
    while to > since {
        let (pace, from) = pace_before(to);
        let from = from.max(since);
        clock += pace * (to - from);
        to = from;
    }
    clock
}

impl World {
    /// Months that pass between two times for the owners of a release's devices in a cell who install a fix, its maker's own or a
    /// component's: a month is longer for those who are faster than observed. What somebody has installed is not undone by a
    /// change of heart, so that every day passes at the speed of that day.
    #[inline]
    pub fn clock_of_owners(
        &self,
        scene: Scene<'_>,
        release: &Release,
        whose: (usize, bool),
        (since, until): (f64, f64),
    ) -> f64 {
        if scene.setting.market.patching.owner_response == 0.0 {
            return until - since;
        }
        self.clock_at_their_speed(scene, release, whose, (since, until))
    }

    /// The same where owners weigh what is at stake for them.
    fn clock_at_their_speed(
        &self,
        scene: Scene<'_>,
        release: &Release,
        (cell, own_fix): (usize, bool),
        (since, until): (f64, f64),
    ) -> f64 {
        let (maker, law) = (&self.firms[release.firm as usize], scene.law);
        let gone = f64::from(maker.left.saturating_add(1));
        let part = scene.setting.part(maker.size, maker.category);
        let mut at = self.owner_risks.newest.get(release.firm as usize).copied().unwrap_or(NONE);
        passed(since, until, |time| {
            let noted = self.owner_risks.before(&mut at, time);
            // A maker that has not planned yet is like any other.
            let usual = OwnerRisk { rate: 1.0, made_good: 0.0 };
            let alone = (if maker.decided { maker.plan.owner_risk } else { usual }, f64::NEG_INFINITY);
            let (risk, mut from) = noted.unwrap_or(alone);
            from = from.max(begun(law.epochs(), time)).max(begun(law.vintages(), time));
            let left = gone < time;
            if left {
                from = from.max(gone);
            }
            // A time that begins a month belongs to the month before it.
            let month = month_from(time) - 1;
            let (epoch, vintage) = (law.epoch_at(month), law.vintage_at(release.last_sold(month)));
            let demands = scene.outlook.demands(epoch, vintage, part);
            (scene.speed_of_owners(risk, left, demands, (cell, own_fix)), from)
        })
    }
}

impl Scene<'_> {
    /// How fast owners in a cell install a fix, of the device's maker or of a component, relative to what is observed: what they take
    /// to be at stake for them over their effort, `(stake/effort)^ε`.
    fn speed_of_owners(
        &self,
        risk: OwnerRisk,
        left: bool,
        demands: &Demands,
        (cell, own_fix): (usize, bool),
    ) -> f64 {
        let patching = &self.setting.market.patching;
        let segment = &self.setting.market.segments.rows[self.setting.cells[cell].segment];
        let terms = demands.owners[cell];
        // Who has left pays nobody.
        let [made_good, effort_left] = if left { [0.0, 1.0] } else { [risk.made_good, terms.effort_left] };
        let seen: f64 =
            if segment.misperception > 0.0 { demands.perceived[cell] / segment.misperception } else { 1.0 };
        let stake = seen * risk.rate * (1.0 - made_good * terms.award_left).max(0.0);
        let borne = if own_fix { effort_left } else { 1.0 };
        let effort = borne * segment.patch_cost_eur / patching.usual_effort_eur;
        let speed = math::pow(stake / effort.max(f64::MIN_POSITIVE), patching.owner_response);
        speed.clamp(SPEED_BOUNDS.0, SPEED_BOUNDS.1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_share_without_a_fix_never_rises_however_speeds_change(
            never in 0.0..0.1f64,
            automatic in 0.0..0.3f64,
            since in -5.0..5.0f64,
            speeds in prop::collection::vec(SPEED_BOUNDS.0..SPEED_BOUNDS.1, 60),
        ) {
            let curve = Adoption::fit(never, automatic).unwrap();
            let habits = Habits { means: curve.monthly_means(TABLE_MONTHS, DAYS_PER_MONTH) };
            let mut last = 1.0;
            for week in 0..200 {
                let until = since + 0.25 * f64::from(week);
                // What comes after `until` is not known yet.
                let known = until.ceil().max(0.0) as usize;
                let pace = |time: f64| {
                    let month = (time.ceil() - 1.0).max(0.0);
                    let from = if month > 0.0 { month } else { f64::NEG_INFINITY };
                    (speeds[(month as usize).min(known)], from)
                };
                let open = habits.unpatched(passed(since, until, pace));
                // Means of late months are differences of sums near each other.
                prop_assert!(open <= last + 1e-12, "{open} after {last}");
                last = open;
            }
        }
    }

    #[test]
    fn every_day_passes_at_the_speed_of_that_day() {
        let mut risks = OwnerRisks::default();
        let risk = |rate: f64| OwnerRisk { rate, made_good: 0.0 };
        risks.note(1, risk(2.0), -3);
        risks.note(0, risk(9.0), 0);
        risks.note(1, risk(0.5), 4);
        risks.note(1, risk(3.0), 10);
        let clock = |since: f64, until: f64| {
            let mut at = risks.newest[1];
            passed(since, until, |time| {
                let (risk, from) = risks.before(&mut at, time).unwrap();
                (risk.rate, from)
            })
        };
        // The first note holds for the time before it too.
        assert_eq!(clock(-8.0, 0.0), 16.0);
        assert_eq!(clock(2.0, 12.0), 4.0 + 3.0 + 6.0);
        assert_eq!(clock(4.5, 6.0), 0.75);
        assert_eq!(clock(6.0, 6.0), 0.0);
    }
}
