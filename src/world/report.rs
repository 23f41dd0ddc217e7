//! Reports of attacks to the authority, which warns owners.

use super::{DAYS_PER_MONTH, Demands, NEVER, Scene, World};
use crate::law::duties::Duties;
use crate::math;
use crate::scenario::market::Patching;
use crate::shocks::Stream;
use crate::tally::Item;

const HOURS_PER_DAY: f64 = 24.0;
/// Months for which inspections find that a report was late.
const LATE_ON_RECORD: f64 = 12.0;

/// The reports that a maker owes: an early warning, a notification and, after the fix, a final report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reports {
    /// Hours within which each is due; infinite where it is not.
    hours: [f64; 3],
    /// Work on each, in early warnings.
    work: [f64; 3],
}

impl Reports {
    /// None is owed.
    pub const NONE: Reports = Reports { hours: [f64::INFINITY; 3], work: [1.0; 3] };

    /// Those that a law asks for, of makers who work so long on them.
    #[must_use]
    pub fn of(duties: &Duties, patching: &Patching) -> Reports {
        let final_hours = duties.final_report_days * HOURS_PER_DAY;
        Reports {
            hours: [duties.early_warning_hours, duties.notification_hours, final_hours],
            work: [1.0, patching.notification_work, patching.final_report_work],
        }
    }

    /// These and others, each when it is due first.
    #[must_use]
    pub fn and(&self, others: &Reports) -> Reports {
        Reports {
            hours: std::array::from_fn(|report| self.hours[report].min(others.hours[report])),
            ..*others
        }
    }

    /// Each report's deadline, in hours of work on an early warning.
    fn deadlines(&self) -> [f64; 3] {
        std::array::from_fn(|report| self.hours[report] / self.work[report])
    }

    /// Is any owed?
    #[must_use]
    pub fn owed(&self) -> bool {
        self.hours.iter().any(|hours| hours.is_finite())
    }

    /// Hours that an early warning may take so that no report is late.
    #[must_use]
    pub fn allowed_hours(&self) -> f64 {
        self.deadlines().into_iter().fold(f64::INFINITY, f64::min)
    }

    /// Hours until the authority knows, if an early warning takes so long.
    fn warning_hours(&self, early: f64) -> f64 {
        if self.hours[0].is_finite() { early } else { self.work[1] * early }
    }
}

impl World {
    /// A maker knows from `time` on that a flaw of its own is attacked: it reports as it must, and the authority warns owners.
    pub fn report(&mut self, scene: Scene<'_>, index: usize, time: f64) {
        let flaw = self.flaws.rows[index];
        if !scene.outlook.reports || flaw.warned < NEVER {
            return;
        }
        let release = &self.releases.rows[flaw.birth.release as usize];
        let firm = &self.firms[release.firm as usize];
        let demands: &Demands = self.demands(scene, firm, release.last_sold(self.month));
        let reports = demands.reports;
        if !reports.owed() || !firm.is_active() {
            return;
        }
        let patching = &scene.setting.market.patching;
        let luck = self.shocks.normal(Stream::Report, flaw.birth.key, 0, 0);
        let median = patching.report_hours / (1.0 + patching.fix_response * firm.plan.care[2]);
        let hours = median * math::exp(patching.fix_log_sd * luck);
        let deadlines = reports.deadlines();
        let late = deadlines.iter().filter(|&&deadline| hours > deadline).count();
        let owed = deadlines.iter().filter(|deadline| deadline.is_finite()).count();
        let warning = reports.warning_hours(hours);
        let (maker, size, category) = (release.firm as usize, firm.size, firm.category);
        self.delays.note_report(maker, &demands.authorities, hours, time + LATE_ON_RECORD);
        self.flaws.rows[index].warned = time + warning / (HOURS_PER_DAY * DAYS_PER_MONTH);
        let amounts = [
            (Item::Reports, owed as f64),
            (Item::LateReports, late as f64),
            (Item::Warnings, 1.0),
            (Item::WarningHours, warning),
        ];
        self.tally.add_all(size, category, amounts);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rule::Rule;

    #[test]
    fn the_report_that_takes_longest_for_its_time_decides() {
        let mut duties = Rule::default().duties;
        let patching = Patching { notification_work: 4.0, final_report_work: 10.0, ..Patching::default() };
        assert!(!Reports::of(&duties, &patching).owed());
        duties.notification_hours = 72.0;
        let reports = Reports::of(&duties, &patching);
        assert_eq!(reports.allowed_hours(), 18.0);
        assert_eq!(reports.warning_hours(5.0), 20.0, "the authority knows with the notification");
        duties.early_warning_hours = 24.0;
        assert_eq!(Reports::of(&duties, &patching).warning_hours(5.0), 5.0);
        duties.final_report_days = 5.0;
        let all = Reports::of(&duties, &patching);
        assert_eq!(all.allowed_hours(), 12.0);
        assert_eq!(reports.and(&all), all);
        assert_eq!(Reports::NONE.and(&reports), reports);
    }
}
