//! Reports of attacks to the authority, which warns owners.

use super::{DAYS_PER_MONTH, Demands, NEVER, Scene, World};
use crate::math;
use crate::shocks::Stream;
use crate::tally::Item;

/// Hours of work on a full notification and on a final report, for each on an early warning: as the clocks of the Cyber Resilience
/// Act (Regulation (EU) 2024/2847, art. 14) are, 24 hours, 72 hours and 14 days.
const NOTIFICATION_WORK: f64 = 3.0;
const FINAL_WORK: f64 = 14.0;
const HOURS_PER_DAY: f64 = 24.0;
/// Months for which inspections find that a report was late.
const LATE_ON_RECORD: f64 = 12.0;

/// The reports that a maker owes; infinite where it owes none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reports {
    /// Hours to an early warning.
    pub early_hours: f64,
    /// Hours to a notification.
    pub notification_hours: f64,
    /// Days from the fix to a final report.
    pub final_days: f64,
}

impl Reports {
    /// None is owed.
    pub const NONE: Reports =
        Reports { early_hours: f64::INFINITY, notification_hours: f64::INFINITY, final_days: f64::INFINITY };

    /// Each report's deadline, in hours of work on an early warning.
    fn deadlines(&self) -> [f64; 3] {
        [
            self.early_hours,
            self.notification_hours / NOTIFICATION_WORK,
            self.final_days * HOURS_PER_DAY / FINAL_WORK,
        ]
    }

    /// Is any owed?
    #[must_use]
    pub fn owed(&self) -> bool {
        *self != Reports::NONE
    }

    /// Hours that an early warning may take so that no report is late.
    #[must_use]
    pub fn allowed_hours(&self) -> f64 {
        self.deadlines().into_iter().fold(f64::INFINITY, f64::min)
    }

    /// Hours until the authority knows, if an early warning takes so long.
    fn warning_hours(&self, early: f64) -> f64 {
        if self.early_hours.is_finite() { early } else { NOTIFICATION_WORK * early }
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
