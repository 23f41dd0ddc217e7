//! What the law gives owners beside damages, as a maker foresees it: patching costs, refunds, recalls and injunctions.

use super::{Case, RESPONSE};
use crate::math;
use crate::world::{DAYS_PER_MONTH, Exposure, SOURCES, source_of};

impl Case<'_> {
    /// Owners' patching costs that flaws of design, testing and updates are expected to lay on the maker at zero care, EUR a year.
    pub(super) fn patching_costs(&self) -> [f64; 3] {
        let (market, eur) = (&self.scene.setting.market, self.stakes.demands.remedies.patching_eur);
        if eur == 0.0 {
            return [0.0; 3];
        }
        let care = &market.care;
        let flaws =
            [self.launches * care.flaws_design, self.launches * care.flaws_testing, care.flaws_response];
        let exploitable = self.firm.complexity * market.threat.ever_exploited;
        flaws.map(|flaws| flaws * exploitable * self.devices_patched() * eur)
    }

    /// Devices of a release in use when a flaw of it is found and fixed, discounted: no fix, once support has ended.
    fn devices_patched(&self) -> f64 {
        let (market, setting) = (&self.scene.setting.market, self.scene.setting);
        let left = setting.left_by_response(RESPONSE, self.firm.plan.care[RESPONSE]);
        let found = (market.patching.discovery(left) + market.patching.publication_rate) / 12.0;
        if found <= 0.0 {
            return 0.0;
        }
        let retirement = setting.categories[usize::from(self.firm.category)].retirement;
        let (sold_for, discount) = (12.0 / self.launches, market.finance.discount_firm / 12.0);
        let usual = market.categories.rows[usize::from(self.firm.category)].support_months;
        let supported = sold_for + usual.max(self.demands.support_months);
        math::mean_over_unit(|u| {
            let age = -math::ln_1p(-u) / found;
            if age > supported {
                return 0.0;
            }
            let on_sale = age.min(sold_for);
            let sold = self.units / 12.0 * -math::exp_m1(-retirement * on_sale) / retirement;
            sold * math::exp(-retirement * (age - on_sale) - discount * age)
        })
    }

    /// What recalls and injunctions are expected to cost for a device compromised through one source, by care, EUR.
    pub(super) fn orders(&self, exposure: &Exposure, source: usize, care: [f64; 3]) -> f64 {
        if !exposure.ordered {
            return 0.0;
        }
        let prong = if source == super::COMPONENTS { 1 } else { source };
        let technology = self.scene.setting.technology(prong);
        let of_source = exposure.terms.iter().filter(|term| source_of(term.origin) == source);
        let contingent =
            of_source.map(|term| term.orders * self.term(term).chance(care[prong], &technology).value);
        exposure.orders[source] + contingent.sum::<f64>()
    }

    /// The same for the devices in use, whose design and testing are sunk unless they are flows.
    pub(super) fn stock_orders(&self, exposure: &Exposure, source: usize, care: [f64; 3]) -> f64 {
        debug_assert!(source < SOURCES);
        let [design, testing] = if self.flows { [care[0], care[1]] } else { self.embodied };
        self.orders(exposure, source, [design, testing, care[RESPONSE]])
    }

    /// Refunds and replacements to the owners of a year's sales, EUR, if support lasts for so many months after the close of sales.
    pub(in crate::decisions) fn refunds(&self, support_months: f64) -> f64 {
        let (remedies, setting) = (&self.stakes.today.remedies, self.scene.setting);
        if remedies.refund + remedies.replacement == 0.0 || support_months >= remedies.warranty_months {
            return 0.0;
        }
        let [support, _] = self.stakes.today.support_eur(setting, self.firm.category, [support_months; 2]);
        let another = remedies.replacement * (self.firm.unit_cost + support);
        let back = remedies.refund * self.firm.price;
        let retirement = self.scene.setting.categories[usize::from(self.firm.category)].retirement;
        let left = math::mean_over_unit(|u| {
            let age = support_months + 12.0 / self.launches * u;
            let warranted = 1.0 - age / remedies.warranty_months;
            if warranted > 0.0 { (back * warranted + another) * math::exp(-retirement * age) } else { 0.0 }
        });
        self.units * left
    }

    /// What owners under warranty are expected to be given back in a year for late fixes at zero response care, EUR.
    pub(super) fn reductions_for_delay(&self) -> f64 {
        let remedies = &self.stakes.demands.remedies;
        if remedies.reduction == 0.0 {
            return 0.0;
        }
        let warranted = self.units * remedies.warranty_months.min(12.0 / self.launches) / 12.0;
        self.late_fixes() * warranted * self.firm.price * remedies.reduction
    }

    /// Rewards for timely fixes that zero response care would miss in a year, EUR.
    pub(super) fn rewards_for_speed(&self) -> f64 {
        let eur = self.stakes.demands.aid.fix_eur;
        if eur == 0.0 { 0.0 } else { self.late_fixes() * eur }
    }

    /// Fixes of a year that would come after their deadline at zero response care.
    fn late_fixes(&self) -> f64 {
        let (market, demands) = (&self.scene.setting.market, &self.stakes.demands);
        if demands.patch_months == f64::INFINITY {
            return 0.0;
        }
        let (median, sd) = (market.patching.fix_days / DAYS_PER_MONTH, market.patching.fix_log_sd);
        let p_late = if sd > 0.0 {
            math::norm_cdf(math::ln(median / demands.patch_months) / sd)
        } else {
            f64::from(u8::from(median > demands.patch_months))
        };
        self.known_flaws() * p_late
    }
}
