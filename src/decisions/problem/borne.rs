//! Who bears the payments of a choice, and so what a euro of them and of care weighs in it.

use arrayvec::ArrayVec;

use super::{Branch, Case, Draft};
use crate::actuarial::Aggregate;
use crate::decisions::bearer::{Bearer, Policy, per_euro};
use crate::decisions::{aversion, franchise};
use crate::math;

/// Standard deviations of a year's payments above the mean that assets must hold for insolvency to be ignored.
const SAFE_DEVIATIONS: f64 = 6.0;

/// Differences of a euro's weight that move no decision.
const SAME_WEIGHT: f64 = 1e-3;

/// Least weight of a euro of care: however much of it is at the expense of creditors, no end of it is chosen.
const LEAST_WEIGHT: f64 = 0.01;

/// Choices at most before what a euro costs is taken as settled.
const SETTLING: usize = 3;

/// What a euro weighs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    /// Of expected payments, in the choice of care.
    pub(super) care: f64,
    /// Of expected payments, in the price of one more device.
    pub(super) price: f64,
    /// Of care, in its choice: paid out of what creditors would get, it costs less than a euro; where it may bring ruin, more.
    pub(super) spent: f64,
}

impl Weights {
    fn same_as(&self, other: &Weights) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() < SAME_WEIGHT;
        near(self.care, other.care) && near(self.price, other.price) && near(self.spent, other.spent)
    }
}

impl Case<'_> {
    /// The best care and cover in a branch.
    ///
    /// Care is chosen at a weight of 1 for each euro of payments, then again at what a euro costs whoever bears it. A maker far
    /// from insolvency bears its payments itself unless cover is mandatory or it is averse to risk: a premium that follows practice is
    /// never below what it pays for.
    pub(in crate::decisions) fn solve(&self, branch: Branch) -> Draft {
        let plain = self.solve_at(branch, Weights { care: 1.0, price: 1.0, spent: 1.0 });
        let (year, mandatory) = (plain.year(), self.stakes.demands.mandatory_limit.is_some());
        let alone = Bearer {
            assets: self.left_by(plain.care),
            franchise: franchise(self.scene, self.firm),
            aversion: aversion(self.scene, self.firm),
            policy: None,
        };
        let safe = year.mean + SAFE_DEVIATIONS * math::sqrt(year.mean * year.size) <= alone.assets;
        let by_practice = self.scene.setting.market.insurer.practice_rated;
        if safe && !mandatory && by_practice && alone.aversion == 0.0 {
            return self.safe(plain);
        }
        let uninsured = || self.under(&alone, branch, plain);
        let offers = self.offers(branch);
        let considered = offers.iter().filter(|policy| mandatory || policy.may_be_worth(&alone, year));
        let insured =
            considered.map(|&policy| self.under(&Bearer { policy: Some(policy), ..alone }, branch, plain));
        match insured.reduce(Draft::or) {
            Some(insured) if mandatory => insured,
            Some(insured) => uninsured().or(insured),
            None => uninsured(),
        }
    }

    /// What levels of care cost in a year, EUR.
    pub(super) fn care_eur(&self, care: [f64; 3]) -> f64 {
        self.cost.iter().zip(care).map(|(cost, level)| cost * level).sum()
    }

    /// What can be paid out at the end of a year of such care, EUR: less, where a maker's cash pays for it and not its owners' (Beard
    /// 1990, "Bankruptcy and care choice", *RAND Journal of Economics* 21:626).
    fn left_by(&self, care: [f64; 3]) -> f64 {
        let more = self.usual_care.map_or(0.0, |usual| self.care_eur(care) - usual);
        (self.assets - more).max(0.0)
    }

    /// The best care if a year's payments are borne so. Where a euro costs a euro about a `plain` draft, as there, the draft stands.
    ///
    /// Limited liability can make two choices best near themselves: to take care and keep the firm, or to take little and let
    /// its creditors pay (Shavell 1986, "The judgment proof problem", *Int. Rev. Law Econ.* 6:45). So it is looked for from
    /// both ends, each time with what a euro costs about the choice before.
    fn under(&self, bearer: &Bearer, branch: Branch, plain: Draft) -> Draft {
        let [all, nothing] = [1.0, 0.0].map(|paid| Weights { care: paid, price: paid, spent: 1.0 });
        let careful = self.settle(bearer, branch, (plain, all));
        let careless = self.settle(bearer, branch, (self.solve_at(branch, nothing), nothing));
        if careless.total() < careful.total() { careless } else { careful }
    }

    /// The choice about which a euro costs what it was taken to cost, from a first one with its weights; as borne.
    fn settle(&self, bearer: &Bearer, branch: Branch, (mut draft, mut taken): (Draft, Weights)) -> Draft {
        for _ in 0..SETTLING {
            let weights = self.weights(bearer, &draft);
            if weights.same_as(&taken) {
                break;
            }
            (draft, taken) = (self.solve_at(branch, weights), weights);
        }
        self.as_borne(draft, &self.after_care(bearer, draft.care))
    }

    /// The same bearer with what care leaves of its assets.
    fn after_care(&self, bearer: &Bearer, care: [f64; 3]) -> Bearer {
        Bearer { assets: self.left_by(care), ..*bearer }
    }

    /// What a euro weighs about a draft.
    fn weights(&self, bearer: &Bearer, draft: &Draft) -> Weights {
        let (bearer, year) = (self.after_care(bearer, draft.care), draft.year());
        let [care, price] = bearer.slopes(year);
        let taken_from_assets = self.usual_care.is_some() && bearer.assets > 0.0 && year.mean > 0.0;
        // Payments for the devices to be sold are borne as those of a year are.
        let added =
            if taken_from_assets { bearer.slope_of_assets(year) * draft.answered / year.mean } else { 0.0 };
        Weights { care, price, spent: (1.0 + added).max(LEAST_WEIGHT) }
    }

    /// A draft of a maker that insolvency does not threaten: a euro costs a euro.
    fn safe(&self, draft: Draft) -> Draft {
        let felt = self.felt * self.stakes.receipts;
        Draft { per_euro: (1.0 - felt).max(0.0), affordable: draft.payment, ..draft }
    }

    /// A draft with what its payments cost whoever bears them.
    fn as_borne(&self, draft: Draft, bearer: &Bearer) -> Draft {
        let year = draft.year();
        let premium = bearer.policy.map_or(0.0, |policy| policy.premium(year));
        let ceded = bearer.policy.map_or(0.0, |policy| year.layer_mean(policy.layer));
        let felt = self.felt * self.stakes.receipts;
        Draft {
            per_euro: (per_euro(bearer.cost(year), year) - felt).max(0.0),
            affordable: bearer.outlay(year) - premium + ceded,
            ceded,
            policy: bearer.policy.map(|policy| (policy.layer, premium)),
            ..draft
        }
    }

    /// Cover as it is offered to this maker, with each deductible that it may choose.
    fn offers(&self, branch: Branch) -> ArrayVec<Policy, 3> {
        let insurer = &self.scene.setting.market.insurer;
        if !insurer.offered || self.world.insurer_failed || self.turnover <= 0.0 {
            return ArrayVec::new();
        }
        let exposure = self.of_stock(branch);
        let mean = self.payments_at_custom(exposure);
        let class = Aggregate { mean, size: exposure.size, payment: exposure.payment };
        let times = [1.0, 1.0 / insurer.deductible_choice, insurer.deductible_choice];
        let offered = if insurer.deductible_choice > 1.0 { &times[..] } else { &times[..1] };
        let policy = |&times: &f64| Policy::new(insurer, self.firm, &self.stakes.demands, (class, times));
        offered.iter().map(policy).collect()
    }
}
