//! What a maker earns in a year to come, and what it is worth to its owners to be in business.

use super::{Certificate, Firm, Setting};
use crate::math;
use crate::scenario::market::{DemandModel, Finance, PROFIT_SMOOTHING};
use crate::units::Month;

/// An amount of the current month so far, and its smoothed yearly amount, EUR.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Smoothed {
    /// A year's, smoothed as profit is.
    pub year: f64,
    /// The current month's so far.
    pub month: f64,
}

impl Smoothed {
    /// A month is over, and counts with a weight.
    pub fn close(&mut self, weight: f64) {
        self.year += weight * (12.0 * self.month - self.year);
        self.month = 0.0;
    }
}

/// Months of accounts that what a new maker expected of itself counts for.
const EXPECTED_MONTHS: f64 = 6.0;

/// Weight of the last month in the accounts of a maker so many months old: a young one has the months there were, and what it expected.
pub fn weight_of_month(age: Month) -> f64 {
    (1.0 / (f64::from(age.max(1)) + EXPECTED_MONTHS)).max(PROFIT_SMOOTHING)
}

/// What every release has to show to the law from a month on, as far as the law is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dues {
    /// First month in which it holds.
    pub from: Month,
    /// Showing compliance, EUR a release.
    pub compliance_eur: f64,
    /// The certificate that every release needs, if one is mandatory.
    pub certificate: Option<Certificate>,
}

impl Dues {
    /// Expected cost of a year in which so many releases are launched, EUR.
    pub fn year_eur(&self, launches: f64) -> f64 {
        // Certificates are renewed without any launch too.
        let often = launches.max(f64::EPSILON);
        let certified = self.certificate.map_or(0.0, |certificate| certificate.fees_eur(often));
        launches * self.compliance_eur + often * certified
    }

    /// Expected cost of a release by itself, EUR.
    pub fn release_eur(&self) -> f64 {
        let passed = |certificate: Certificate| certificate.cost_eur / (1.0 - certificate.false_fail);
        self.compliance_eur + self.certificate.map_or(0.0, passed)
    }
}

/// What makers earn in a year to come, summed over them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Earned {
    /// Before [`Dues`], EUR.
    pub eur: f64,
    /// Releases launched.
    pub launches: f64,
    /// Makers.
    pub makers: f64,
}

impl Earned {
    /// Counts a maker.
    pub fn count(&mut self, firm: &Firm) {
        self.eur += firm.prospect() - 12.0 * firm.overhead;
        self.launches += firm.launches();
        self.makers += 1.0;
    }

    /// So many makers like these.
    #[must_use]
    pub fn times(self, share: f64) -> Earned {
        Earned { eur: share * self.eur, launches: share * self.launches, makers: share * self.makers }
    }

    /// The same after [`Dues`].
    #[must_use]
    pub fn after(&self, dues: &Dues) -> f64 {
        if self.makers > 0.0 {
            self.eur - self.makers * dues.year_eur(self.launches / self.makers)
        } else {
            0.0
        }
    }

    /// What the mean maker of these earns, for good.
    #[must_use]
    pub fn stream(&self) -> Stream {
        let (lasting, launches) = (self.eur / self.makers, self.launches / self.makers);
        Stream { lasting, launches, ..Stream::default() }
    }
}

/// Yearly earnings before [`Dues`], EUR: what lasts, and what passes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stream {
    /// For good.
    pub lasting: f64,
    /// Until the demand shock is forgotten.
    pub shock: f64,
    /// Until overhead has followed turnover.
    pub overhang: f64,
    /// Releases launched a year.
    pub launches: f64,
}

/// Rates a year at which a stream is valued.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Interest, and the chance that it ends.
    pub discount: f64,
    /// At which demand shocks are forgotten.
    pub recovery: f64,
    /// At which overhead follows turnover.
    pub follow: f64,
}

impl Stream {
    /// Earnings now.
    #[must_use]
    pub fn now(&self) -> f64 {
        self.lasting + self.shock + self.overhang
    }

    /// What it is worth to go on, EUR, under the law as it is known. Who sees that a coming law will not let it earn stops when it comes,
    /// so that the best time to stop counts.
    #[must_use]
    pub fn worth(&self, dues: &[Dues], now: Month, rates: Rates) -> f64 {
        let away = |month: Month| f64::from((month - now).max(0)) / 12.0;
        let (mut sum, mut best, mut shown) = (0.0, f64::NEG_INFINITY, f64::INFINITY);
        for (at, due) in dues.iter().enumerate() {
            let from = if at == 0 { 0.0 } else { away(due.from) };
            let to = dues.get(at + 1).map_or(f64::INFINITY, |next| away(next.from));
            let part = |fades: f64| {
                let rate = rates.discount + fades;
                (math::exp(-rate * from) - math::exp(-rate * to)) / rate
            };
            // What is on sale when showing compliance begins to cost more must show it too.
            sum -= math::exp(-rates.discount * from) * (due.compliance_eur - shown).max(0.0);
            sum += (self.lasting - due.year_eur(self.launches)) * part(0.0)
                + self.shock * part(rates.recovery)
                + self.overhang * part(rates.follow);
            best = best.max(sum);
            shown = due.compliance_eur;
        }
        best
    }
}

/// Least rate a year at which what lasts is valued.
const LEAST_RATE: f64 = 0.01;

impl Setting {
    /// Rate a year at which owners of a maker of a size value what lasts as long as it does: interest, and its chance to leave.
    pub fn lasting_rate(&self, size: u8) -> f64 {
        let rate = self.market.finance.discount_firm + self.calibration.exit_rate[usize::from(size)];
        rate.max(LEAST_RATE)
    }

    /// Rates at which what makers earn is valued, if what lasts is at `discount`.
    pub fn rates(&self, discount: f64) -> Rates {
        Rates {
            discount,
            recovery: 12.0 * (1.0 - self.market.demand.shock_persistence),
            follow: self.market.finance.overhead_speed,
        }
    }
}

impl Firm {
    /// Releases that it expects to launch in a year.
    pub fn launches(&self) -> f64 {
        12.0 * self.launch_probability
    }

    /// What it earns in a year to come before overhead and [`Dues`], EUR: what it earned, but with releases and payments for harm as
    /// they are to be expected. Both are few, so that a year's profit tells more of when they came than of what is to come.
    pub fn prospect(&self) -> f64 {
        let earned = self.profit + self.carried.year + self.released.year;
        let releases = self.launches() * (self.plan.paid_care_eur + self.plan.own_fees_eur);
        earned - releases - (self.plan.expected_payment - self.plan.ceded_payment)
    }

    /// What it earns: for good what it would at the turnover to expect of it once its demand shock is forgotten, with the margin on what
    /// it sells more.
    pub fn stream(&self, setting: &Setting) -> Stream {
        let (turnover, share) = (self.turnover_at_par(setting), setting.market.finance.overhead_share);
        let lost = (self.margin_on_more() - share) * (turnover - self.turnover);
        Stream {
            lasting: self.prospect() - share * self.turnover + lost,
            shock: -lost,
            overhang: share * self.turnover - 12.0 * self.overhead,
            launches: self.launches(),
        }
    }

    /// Does it weigh giving up in a month?
    pub fn may_give_up(&self, setting: &Setting, month: Month) -> bool {
        let grace = setting.market.entry.grace_months as Month;
        setting.market.finance.franchise_years != 0.0 && month - self.born >= grace
    }

    /// What a euro of turnover more leaves, before overhead.
    fn margin_on_more(&self) -> f64 {
        let research = if self.turnover > 0.0 { self.plan.research / self.turnover } else { 0.0 };
        1.0 - (self.unit_cost + self.plan.marginal_cost) / self.price - research
    }

    /// Turnover to expect once its demand shock is forgotten, EUR a year.
    fn turnover_at_par(&self, setting: &Setting) -> f64 {
        if setting.market.demand.model != DemandModel::Logit {
            return self.turnover;
        }
        let by_utility = setting.categories[usize::from(self.category)].per_nest;
        let spread = by_utility * self.shock_sd;
        self.turnover * math::exp(0.5 * spread * spread - by_utility * self.shock)
    }

    /// Cash that it keeps, EUR; infinite if it keeps all.
    pub fn kept_cash(&self, finance: &Finance) -> f64 {
        if finance.liquidity_months.is_finite() {
            finance.liquidity_months * self.operating_cost()
        } else {
            f64::INFINITY
        }
    }

    /// Operating cost of a month, EUR: what turnover leaves after profit.
    pub fn operating_cost(&self) -> f64 {
        ((self.turnover - self.profit) / 12.0).max(self.overhead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: Rates = Rates { discount: 0.1, recovery: 0.6, follow: 0.3 };

    fn dues(from: Month, compliance_eur: f64) -> Dues {
        Dues { from, compliance_eur, certificate: None }
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    }

    #[test]
    fn a_shock_is_worth_what_it_takes_until_it_is_forgotten() {
        let stream = Stream { lasting: 20.0, shock: -70.0, overhang: -8.0, launches: 0.5 };
        close(stream.worth(&[dues(Month::MIN, 0.0)], 7, RATES), 20.0 / 0.1 - 70.0 / 0.7 - 8.0 / 0.4);
    }

    #[test]
    fn a_coming_law_costs_what_is_on_sale_and_every_release_from_then_on() {
        let stream = Stream { lasting: 30.0, launches: 0.5, ..Stream::default() };
        let known = [dues(Month::MIN, 0.0), dues(24, 40.0)];
        let later = math::exp(-0.2);
        close(stream.worth(&known, 0, RATES), 30.0 / 0.1 - later * (40.0 + 0.5 * 40.0 / 0.1));
        // The nearer it is, the more it costs.
        assert!(stream.worth(&known, 12, RATES) < stream.worth(&known, 0, RATES));
    }

    #[test]
    fn who_will_not_earn_under_a_coming_law_stops_when_it_comes() {
        let stream = Stream { lasting: 30.0, launches: 0.5, ..Stream::default() };
        let known = [dues(Month::MIN, 0.0), dues(24, 400.0)];
        close(stream.worth(&known, 0, RATES), 30.0 * (1.0 - math::exp(-0.2)) / 0.1);
    }
}
