//! What being late costs: payments for late fixes, and fines for flaws past their deadline and for late reports.

use super::{Branch, Case};
use crate::math;
use crate::scenario::market::Market;
use crate::world::{Authority, Exposure, SOURCES, fix_months, source_of};

impl Case<'_> {
    /// Expected payments for late fixes in a year of the devices in use, EUR: where the first duty was kept. Response care is
    /// taken at the level from which on there is none.
    pub(super) fn late_payments(&self, branch: Branch, care: [f64; 3]) -> f64 {
        let (timely, exposure) = (self.timely_response(), self.of_stock(branch));
        let care = [care[0], care[1], timely];
        let late = |source: usize| {
            if exposure.late[source] == 0.0 {
                return 0.0;
            }
            let swing = swing(exposure, source);
            let answered = self.stock_payment(branch, source, care) - exposure.constant[source];
            let kept_first = if swing > 0.0 { 1.0 - answered / swing } else { 1.0 };
            let hits = self.stock_hits(source, care) * self.scene.setting.left_by_response(source, timely);
            exposure.late[source] * hits * kept_first
        };
        (0..SOURCES).map(late).sum()
    }

    /// The same through one source, at no design and testing care, if the first duty was kept whatever the care; and what each euro takes from
    /// a euro of payments for a breach of the first duty, which are not made twice.
    pub(super) fn late_if_kept(&self, branch: Branch, source: usize) -> (f64, f64) {
        let exposure = self.of_stock(branch);
        let hastened = self.scene.setting.left_by_response(source, self.timely_response());
        let (eur, swing) = (exposure.late[source] * self.stock[source] * hastened, swing(exposure, source));
        (eur, if swing > 0.0 { eur / swing } else { 0.0 })
    }

    /// Expected fines of a year for flaws past their deadline, EUR: inspections that find one, at zero response care. A flaw
    /// that becomes known is past it for `E[(F − d)⁺]` of its time to a fix `F`.
    pub(super) fn fines_for_delay(&self) -> f64 {
        self.demands.authorities.iter().map(|authority| self.fines_of(authority)).sum()
    }

    fn fines_of(&self, authority: &Authority) -> f64 {
        let market = &self.scene.setting.market;
        if authority.inspections == 0.0 || authority.deadline(true) == f64::INFINITY {
            return 0.0;
        }
        let plain = overdue_months(market, authority.deadline(false));
        let overdue = if authority.deadline(true) < authority.deadline(false) {
            let [severe, _] = self.scene.setting.severe_share();
            (1.0 - severe) * plain + severe * overdue_months(market, authority.deadline(true))
        } else {
            plain
        };
        let p_overdue = -math::exp_m1(-self.known_flaws() * overdue / 12.0);
        authority.inspections
            * authority.fine_for(self.turnover, authority.tardiness(&market.patching, 0.0))
            * p_overdue
    }

    /// Exploitable flaws of its own that become known in a year, at zero response care.
    pub(super) fn known_flaws(&self) -> f64 {
        let market = &self.scene.setting.market;
        let care = &market.care;
        let left = |prong: usize| self.scene.setting.residual(prong, self.embodied[prong]);
        let flaws = self.launches * (care.flaws_design * left(0) + care.flaws_testing * left(1))
            + care.flaws_response;
        flaws * self.firm.complexity * market.threat.ever_exploited
    }

    /// Response care from which on the median report of an attack comes in time for every authority that inspects, and the fines of a
    /// year for late ones below it, EUR: as at zero response care, and as if every exploitable flaw were attacked.
    pub(super) fn late_reports(&self) -> (f64, f64) {
        let each = self.demands.authorities.iter().map(|authority| self.late_reports_to(authority));
        each.fold((0.0, 0.0), |(timely, fines), (level, fine)| (level.max(timely), fine + fines))
    }

    fn late_reports_to(&self, authority: &Authority) -> (f64, f64) {
        let patching = &self.scene.setting.market.patching;
        let (hours, allowed) = (patching.report_hours, authority.reports.allowed_hours());
        if authority.inspections == 0.0 || hours == 0.0 || allowed == f64::INFINITY {
            return (0.0, 0.0);
        }
        let ratio = hours / allowed.max(0.1);
        let p_late = match patching.fix_log_sd {
            0.0 => f64::from(u8::from(ratio > 1.0)),
            sd => math::norm_cdf(math::ln(ratio) / sd),
        };
        let p_on_record = -math::exp_m1(-self.known_flaws() * p_late);
        let speed = patching.fix_response;
        let timely = if speed > 0.0 { (ratio - 1.0).max(0.0) / speed } else { 0.0 };
        (timely, authority.inspections * authority.fine_for(self.turnover, 1.0) * p_on_record)
    }

    /// Response care from which on fixes come in time, by the due care of courts or the median flaw's deadline.
    pub(super) fn timely_response(&self) -> f64 {
        let patching = &self.scene.setting.market.patching;
        let months = fix_months(patching, 0.0, 0.0);
        let deadlines = self.stakes.demands.authorities.iter().map(|authority| authority.deadline(true));
        let deadline = deadlines.fold(f64::INFINITY, f64::min);
        let by_deadline = if deadline.is_finite() && patching.fix_response > 0.0 {
            (months / deadline.max(0.1) - 1.0).max(0.0) / patching.fix_response
        } else {
            0.0
        };
        by_deadline.max(self.stakes.due_response)
    }
}

/// Payments for a compromise through one source that a court decides on, EUR.
fn swing(exposure: &Exposure, source: usize) -> f64 {
    let of_source = exposure.terms.iter().filter(|term| source_of(term.origin) == source);
    of_source.map(|term| term.swing).sum()
}

/// `E[(F − d)⁺]` in months, of the log-normal time to a fix at zero response care.
fn overdue_months(market: &Market, deadline: f64) -> f64 {
    if deadline == f64::INFINITY {
        return 0.0;
    }
    let (median, sd) = (fix_months(&market.patching, 0.0, 0.0), market.patching.fix_log_sd);
    if sd == 0.0 {
        return (median - deadline).max(0.0);
    }
    let z = math::ln(deadline / median) / sd;
    median * math::exp(0.5 * sd * sd) * math::norm_cdf(sd - z) - deadline * math::norm_cdf(-z)
}
