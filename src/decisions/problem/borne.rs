//! Who bears the payments of a choice, and so what a euro of them weighs in it.

use arrayvec::ArrayVec;

use super::{Branch, Case, Draft};
use crate::actuarial::Aggregate;
use crate::decisions::bearer::{Bearer, Policy, Slopes};
use crate::decisions::{aversion, franchise};

/// Part of all costs up to which what insolvency is expected to cost a maker is ignored.
const NEGLIGIBLE: f64 = 5e-4;

/// Differences of a euro's weight that move no decision.
const SAME_WEIGHT: f64 = 1e-3;

/// Choices at most before what a euro costs is taken as settled.
const SETTLING: usize = 6;
/// Of these, those that go the whole way to what a euro costs about the choice before.
const WHOLE_STEPS: usize = 2;

/// What a euro of expected payments weighs, less what buyers pay for being compensated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weights {
    /// Of those for the devices in use, in the choice of care.
    pub(super) stock: f64,
    /// Of those for the devices to be sold.
    pub(super) sold: f64,
    /// In the price of one more device, before what buyers pay.
    pub(super) price: f64,
}

impl Weights {
    /// None, where victims get nothing.
    const NONE: Weights = Weights { stock: 0.0, sold: 0.0, price: 0.0 };

    fn half_way_to(&self, other: &Weights) -> Weights {
        let middle = |one: f64, other: f64| 0.5 * (one + other);
        Weights {
            stock: middle(self.stock, other.stock),
            sold: middle(self.sold, other.sold),
            price: middle(self.price, other.price),
        }
    }

    fn same_as(&self, other: &Weights) -> bool {
        let near = |one: f64, other: f64| (one - other).abs() < SAME_WEIGHT;
        near(self.stock, other.stock) && near(self.sold, other.sold) && near(self.price, other.price)
    }
}

impl Case<'_> {
    /// The best care and cover in a branch.
    ///
    /// Care is chosen at a weight of 1 for each euro of payments, then again at what a euro costs whoever bears it. A maker far
    /// from insolvency bears its payments itself unless cover is mandatory or it is averse to risk: a premium that follows practice is
    /// never below what it pays for.
    pub(in crate::decisions) fn solve(&self, branch: Branch) -> Draft {
        let plain = self.solve_at(branch, self.whole());
        let (year, mandatory) = (plain.year(), self.stakes.demands.mandatory_limit.is_some());
        let alone = Bearer {
            assets: self.assets,
            franchise: franchise(self.scene, self.firm),
            aversion: aversion(self.scene, self.firm),
            policy: None,
        };
        let years = [year, plain.sold];
        let costs = plain.total() + years.iter().map(|year| year.mean).sum::<f64>();
        let ruin: f64 = years.iter().map(|year| year.excess_at_most(alone.assets, alone.franchise)).sum();
        let safe = ruin <= NEGLIGIBLE * costs;
        let by_practice = self.scene.setting.market.insurer.practice_rated;
        if safe && !mandatory && by_practice && alone.aversion == 0.0 {
            return self.safe(plain);
        }
        let uninsured = || self.under(&alone, branch, plain);
        let Some(policy) = self.best_offer(&alone, branch, &plain) else {
            return uninsured();
        };
        if !mandatory && !policy.may_be_worth(&alone, year) {
            return uninsured();
        }
        let insured = self.under(&Bearer { policy: Some(policy), ..alone }, branch, plain);
        if mandatory { insured } else { uninsured().or(insured) }
    }

    /// Of the policies on offer, the one under which what a draft costs is least.
    fn best_offer(&self, alone: &Bearer, branch: Branch, draft: &Draft) -> Option<Policy> {
        let cost = |policy: &Policy| self.as_borne(*draft, &Bearer { policy: Some(*policy), ..*alone }).borne;
        self.offers(branch).into_iter().min_by(|one, other| cost(one).total_cmp(&cost(other)))
    }

    /// Part of what victims receive that buyers pay for: what they lose and an award does not make good enters price one for one, for
    /// utility is worth q/α to the maker, less what follows turnover.
    fn felt(&self) -> f64 {
        self.felt * self.stakes.receipts
    }

    /// A euro that costs a euro, and reaches its victim.
    fn whole(&self) -> Weights {
        let kept = (1.0 - self.felt()).max(0.0);
        Weights { stock: kept, sold: kept, price: 1.0 }
    }

    /// The best care if a year's payments are borne so. Where a euro costs a euro about a `plain` draft, as there, the draft stands.
    ///
    /// Limited liability can make two choices best near themselves: to take care and keep the firm, or to take little and let
    /// its creditors pay (Shavell 1986, "The judgment proof problem", *Int. Rev. Law Econ.* 6:45). So it is looked for from
    /// both ends, each time with what a euro costs about the choice before.
    fn under(&self, bearer: &Bearer, branch: Branch, plain: Draft) -> Draft {
        let careful = self.settle(bearer, branch, (plain, self.whole()));
        careful.or(self.settle(bearer, branch, (self.solve_at(branch, Weights::NONE), Weights::NONE)))
    }

    /// The best of the choices on the way to one about which a euro costs what it was taken to cost, from a first one with its weights;
    /// as borne.
    fn settle(&self, bearer: &Bearer, branch: Branch, (draft, mut taken): (Draft, Weights)) -> Draft {
        let mut best = self.as_borne(draft, bearer);
        let mut last = draft;
        for round in 0..SETTLING {
            let found = self.weights(bearer, &last);
            if found.same_as(&taken) {
                break;
            }
            // Where more care makes a euro cheaper, the whole way would go to and fro.
            taken = if round < WHOLE_STEPS { found } else { taken.half_way_to(&found) };
            last = self.solve_at(branch, taken);
            best = best.or(self.as_borne(last, bearer));
        }
        best
    }

    /// What a euro weighs about a draft.
    fn weights(&self, bearer: &Bearer, draft: &Draft) -> Weights {
        let (stock, sold) = (bearer.slopes(draft.year()), bearer.slopes(draft.sold));
        let kept = |slopes: Slopes| (slopes.cost - self.felt() * slopes.received).max(0.0);
        Weights {
            stock: kept(stock),
            sold: kept(sold),
            price: if self.flows { stock.paid } else { sold.paid },
        }
    }

    /// A draft of a maker that insolvency does not threaten: a euro costs a euro.
    fn safe(&self, draft: Draft) -> Draft {
        Draft {
            borne: self.whole().stock * (draft.payment + draft.sold.mean),
            affordable: draft.payment,
            ..draft
        }
    }

    /// A draft with what its payments cost whoever bears them: those of a year of the devices in use, and those of a year in which a stock
    /// of the devices to be sold is in use.
    fn as_borne(&self, draft: Draft, bearer: &Bearer) -> Draft {
        let borne = |year: Aggregate| match year.mean > 0.0 {
            true => (bearer.cost(year) - self.felt() * bearer.received(year)).max(0.0),
            false => 0.0,
        };
        let year = draft.year();
        Draft {
            borne: borne(year) + borne(draft.sold),
            affordable: bearer.received(year),
            ceded: bearer.policy.map_or(0.0, |policy| year.layer_mean(policy.layer)),
            policy: bearer.policy.map(|policy| (policy.layer, policy.premium(year))),
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
