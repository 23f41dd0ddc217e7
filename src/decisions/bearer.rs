//! Who bears a year's payments, and what one more euro of them costs: a maker alone, out of its assets, or with an insurer.
//!
//! Care answers the slope of that cost, so that cover moves care: a premium that follows practice passes every euro on, with its
//! loads; one that follows the class leaves the insured what it retains (Shavell 1982, "On liability and insurance", *Bell J.
//! Econ.* 13:120).

use crate::actuarial::{Aggregate, Borne, Layer, credibility};
use crate::scenario::market::Insurer;
use crate::world::{Demands, Firm};

/// Part of the expected payments by which they are moved to find a slope.
const STEP: f64 = 0.05;

/// Cover as the insurer offers it to one maker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// What it pays of a year.
    pub(super) layer: Layer,
    expense: f64,
    risk_load: f64,
    /// Payments of the maker if its care were customary: all that an insurer sees that rates by class, EUR a year.
    class_mean: f64,
    /// Weight of the maker's own practice.
    own: f64,
    /// What its claims record makes of the rest: its losses over those of its class, as far as they are credible.
    record: f64,
}

impl Policy {
    /// The policy for a maker whose payments at customary care would be those of its class, with so many times the usual deductible.
    ///
    /// An insurer that does not see practice rates by class, modified by the claims it has paid (experience rating with
    /// limited-fluctuation credibility: Bühlmann 1967).
    pub(super) fn new(
        insurer: &Insurer,
        firm: &Firm,
        demands: &Demands,
        (class, times): (Aggregate, f64),
    ) -> Policy {
        let limit = insurer.limit_turnover.max(demands.mandatory_limit.unwrap_or(0.0)) * firm.turnover;
        let layer = Layer { deductible: times * insurer.deductible_turnover * firm.turnover, limit };
        let (paid, years) = firm.insured;
        let usual = class.layer_mean(layer) * years;
        let weight = credibility(firm.insured_claims, insurer.credibility_claims);
        Policy {
            layer,
            expense: insurer.expense,
            risk_load: insurer.risk_load,
            class_mean: class.mean,
            own: f64::from(u8::from(insurer.practice_rated)),
            record: if usual > 0.0 { 1.0 - weight + weight * paid / usual } else { 1.0 },
        }
    }

    /// Could it be worth its premium? Not, to who is neutral to risk, where what ruin costs without it does not even cover the
    /// insurer's expenses: an insured pays at least what the layer is expected to cost, which alone it might not have to.
    pub(super) fn may_be_worth(&self, alone: &Bearer, year: Aggregate) -> bool {
        let rated_fairly = self.own == 1.0;
        !rated_fairly
            || alone.aversion > 0.0
            || alone.franchise * alone.ruin(year) > self.expense * year.layer_mean(self.layer)
    }

    /// Premium, EUR a year.
    pub(super) fn premium(&self, year: Aggregate) -> f64 {
        let mean = (1.0 - self.own) * self.record * self.class_mean + self.own * year.mean;
        Aggregate { mean, ..year }.premium(self.layer, self.expense, self.risk_load)
    }
}

/// Who bears the payments of a year. Amounts are EUR.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bearer {
    /// What can be paid out.
    pub(super) assets: f64,
    /// What insolvency costs beyond them.
    pub(super) franchise: f64,
    /// Constant absolute aversion to risk, for each EUR; 0 for who looks at expected values only.
    pub(super) aversion: f64,
    /// Cover, if there is any.
    pub(super) policy: Option<Policy>,
}

/// What one more euro of expected payments brings about, EUR.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slopes {
    /// Cost to whoever bears it.
    pub(super) cost: f64,
    /// What of that is paid: the marginal payment of one more device, `∂E[min(ΣL, A)]/∂Q`, in units of the expected.
    pub(super) paid: f64,
    /// What of it reaches victims.
    pub(super) received: f64,
}

impl Bearer {
    /// What a year's payments cost, EUR: out of assets, as premium, and the franchise if it is lost. Expected, or the sure loss that is as
    /// bad to who is averse to risk.
    pub(super) fn cost(&self, year: Aggregate) -> f64 {
        let [paid, lost] = self.costs(year);
        paid + lost
    }

    /// The same: of payments, and of the franchise beside them.
    fn costs(&self, year: Aggregate) -> [f64; 2] {
        if self.aversion == 0.0 {
            return [self.outlay(year), self.franchise * self.ruin(year)];
        }
        let (premium, borne) = self.borne(year);
        let equivalent = |lost: f64| year.certainty_equivalent(self.aversion, &Borne { lost, ..borne });
        let paid = equivalent(0.0);
        [premium + paid, equivalent(self.franchise) - paid]
    }

    /// The premium of a year, and what is borne beside it.
    fn borne(&self, year: Aggregate) -> (f64, Borne) {
        let Some(policy) = &self.policy else {
            let assets = self.assets.max(0.0);
            return (0.0, Borne { below: assets, above: None, ruin: assets, lost: 0.0 });
        };
        let premium = policy.premium(year);
        let (left, Layer { deductible, limit }) = ((self.assets - premium).max(0.0), policy.layer);
        let covered = if left >= deductible { limit } else { 0.0 };
        let above = Some((limit + deductible, limit + left));
        (premium, Borne { below: deductible.min(left), above, ruin: left + covered, lost: 0.0 })
    }

    /// Expected outlay, EUR: `E[min(S, A)]`, or the premium and what is retained below the layer and beyond it.
    pub(super) fn outlay(&self, year: Aggregate) -> f64 {
        let (premium, borne) = self.borne(year);
        premium + year.paid(&borne)
    }

    /// Chance that the assets do not suffice.
    fn ruin(&self, year: Aggregate) -> f64 {
        year.survival(self.borne(year).1.ruin)
    }

    /// What victims are expected to receive of a year's payments, EUR: out of assets and cover.
    pub(super) fn received(&self, year: Aggregate) -> f64 {
        let ceded = self.policy.map_or(0.0, |policy| year.layer_mean(policy.layer));
        year.paid(&self.borne(year).1) + ceded
    }

    /// What one more euro of expected payments brings about, at a constant size of payments.
    pub(super) fn slopes(&self, year: Aggregate) -> Slopes {
        let step = STEP * year.mean;
        if step <= 0.0 {
            return Slopes { cost: 1.0, paid: 1.0, received: 1.0 };
        }
        let at = |mean: f64| {
            let year = Aggregate { mean, ..year };
            let [paid, lost] = self.costs(year);
            [paid + lost, paid, self.received(year)]
        };
        let (low, high) = (at(year.mean - step), at(year.mean + step));
        let [cost, paid, received] = [0, 1, 2].map(|of| ((high[of] - low[of]) / (2.0 * step)).max(0.0));
        Slopes { cost, paid, received }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: Aggregate = Aggregate { mean: 1_000.0, size: 500.0, payment: 400.0 };

    fn policy(own: f64) -> Policy {
        let layer = Layer { deductible: 200.0, limit: 5_000.0 };
        Policy { layer, expense: 0.5, risk_load: 0.1, class_mean: 2_000.0, own, record: 1.0 }
    }

    #[test]
    fn far_from_insolvency_a_euro_costs_a_euro() {
        let alone = Bearer { assets: 1e6, franchise: 1e7, aversion: 0.0, policy: None };
        assert!((alone.cost(YEAR) - 1_000.0).abs() < 1e-6);
        assert!((alone.slopes(YEAR).cost - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_judgment_proof_maker_feels_little() {
        let poor = Bearer { assets: 100.0, franchise: 0.0, aversion: 0.0, policy: None };
        assert!(poor.cost(YEAR) < 100.0 && poor.slopes(YEAR).cost < 0.1);
    }

    #[test]
    fn cover_rated_by_practice_passes_payments_on_with_its_loads() {
        let insured = Bearer { assets: 1e6, franchise: 0.0, aversion: 0.0, policy: Some(policy(1.0)) };
        assert!(insured.slopes(YEAR).cost > 1.3, "{}", insured.slopes(YEAR).cost);
        assert!(insured.cost(YEAR) > 1_000.0);
    }

    #[test]
    fn cover_rated_by_class_leaves_what_is_retained() {
        let insured = Bearer { assets: 1e6, franchise: 0.0, aversion: 0.0, policy: Some(policy(0.0)) };
        assert!(insured.slopes(YEAR).cost < 0.3, "{}", insured.slopes(YEAR).cost);
        assert!(insured.cost(YEAR) > 2_000.0, "it pays for the class");
    }

    #[test]
    fn cover_keeps_a_poor_maker_in_business() {
        let alone = Bearer { assets: 500.0, franchise: 1e4, aversion: 0.0, policy: None };
        let insured = Bearer { policy: Some(policy(1.0)), assets: 2_500.0, ..alone };
        assert!(insured.ruin(YEAR) < 0.1 * alone.ruin(YEAR));
        assert!(insured.cost(YEAR) < alone.cost(YEAR));
    }

    /// Cover at a fair premium by practice, of some retention.
    fn fair(deductible: f64, limit: f64) -> Policy {
        Policy {
            layer: Layer { deductible, limit },
            expense: 0.0,
            risk_load: 0.0,
            class_mean: 0.0,
            own: 1.0,
            record: 1.0,
        }
    }

    /// Alone a maker pays less than an insured in good years and more in bad ones, so that with aversion the difference can change its
    /// sign once only (Hammond 1974, *Management Science* 20:1047).
    #[test]
    fn who_buys_fair_cover_buys_it_with_more_aversion() {
        let (mut bought, mut refused) = (0, 0);
        for year in
            [YEAR, Aggregate { mean: 50.0, ..YEAR }, Aggregate { mean: 5_000.0, size: 4e4, payment: 8e3 }]
        {
            for (assets, franchise) in [(400.0, 0.0), (3_000.0, 0.0), (3_000.0, 2e4), (5e4, 1e5)] {
                for (deductible, limit) in [(0.0, 1e4), (500.0, 2_000.0), (100.0, 3e5)] {
                    let mut buys = false;
                    for power in -24..4 {
                        let aversion = crate::math::pow(10.0, f64::from(power) / 4.0);
                        let alone = Bearer { assets, franchise, aversion, policy: None };
                        let insured = Bearer { policy: Some(fair(deductible, limit)), ..alone };
                        let gain = alone.cost(year) - insured.cost(year);
                        let sure = 1e-9 * alone.cost(year);
                        assert!(!buys || gain > -sure, "{year:?} {alone:?} {deductible} {limit}: {gain}");
                        buys |= gain > sure;
                        refused += u32::from(gain < -sure);
                    }
                    bought += u32::from(buys);
                }
            }
        }
        assert!(bought > 10 && refused > 10, "{bought} bought, {refused} refused");
    }

    #[test]
    fn without_aversion_a_euro_costs_what_it_is_expected_to() {
        for (assets, policy) in [(100.0, None), (3_000.0, None), (3_000.0, Some(policy(1.0)))] {
            let neutral = Bearer { assets, franchise: 2e3, aversion: 0.0, policy };
            let hardly = Bearer { aversion: 1e-9, ..neutral };
            let averse = Bearer { aversion: 1e-3, ..neutral };
            assert!((hardly.cost(YEAR) / neutral.cost(YEAR) - 1.0).abs() < 1e-4);
            let (here, there) = (hardly.slopes(YEAR), neutral.slopes(YEAR));
            assert!(
                (here.cost - there.cost).abs() < 1e-3 && (here.paid - there.paid).abs() < 1e-3,
                "{here:?} {there:?}"
            );
            assert!(averse.cost(YEAR) > neutral.cost(YEAR), "{averse:?}");
        }
        let rich = Bearer { assets: 1e6, franchise: 0.0, aversion: 1e-3, policy: None };
        assert!(rich.slopes(YEAR).cost > 1.2, "a euro of risk weighs more: {}", rich.slopes(YEAR).cost);
    }
}
