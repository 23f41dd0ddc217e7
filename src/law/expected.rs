//! What a claim group is expected to cost before it happens: [`super::award::award`] integrated over losses, facts and beliefs.
//!
//! Nothing but [`liability_chance`] depends on the maker's care. So a decision collapses law and exposure into
//! [`Stakes`] once, and then asks for chances and their slopes at as many levels of care as it likes:
//!
//! ```text
//! E[payment] = P(answers for all)·stakes.whole + (1 − P)·stakes.late
//! ```
//!
//! The `L_eff = π·e^{−(r+μ)D}·min(M·h + c_D, y)` of the theory is its case of one victim with a certain loss:
//! `p_paid = π` and `outlay_eur/p_paid = M·h + c_D`. Discounting and the cap by assets `y` are the decision's.

use super::causation::Prevention;
use super::damages::{Circumstances, Quantum};
use super::flows::{Flows, Funnel};
use super::procedure::Procedure;
use super::rule::Rule;
use super::schedule::{Losses, Moments, Schedule};
use super::standard::{Kind, Origin};
use super::verdict::{late_share_counts, liability_chance};
use crate::distributions::Severity;
use crate::math::{mean_over_unit, pow};
use std::ops::{Add, Mul};

/// A claim group to come.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// What decides the amount. `pattern` is read from `p_pattern` instead.
    pub circumstances: Circumstances,
    /// Loss of a victim, scaled by the group's frailty; [`Stakes`] of several frailties may be mixed.
    pub severity: &'a Severity,
    /// Victims, devices.
    pub victims: f64,
    /// Share of victims who know whom to claim from.
    pub awareness: f64,
    /// Share of the harm that a fix at the deadline would have prevented.
    pub late_share: f64,
    /// Chance that the maker shows a pattern of neglect by then.
    pub p_pattern: f64,
    /// Chance that a claim is in time.
    pub p_in_time: f64,
}

/// What a claim group is expected to bring.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prospect {
    /// Expected money and counts.
    pub flows: Flows,
    /// `E[outlay²]`, EUR², for all defendants together: times the square of a party's share, for that party.
    pub outlay_eur2: f64,
    /// Chance that somebody sues, so that something may be paid.
    pub p_paid: f64,
}

impl Add for Prospect {
    type Output = Prospect;
    fn add(self, other: Prospect) -> Prospect {
        Prospect {
            flows: self.flows + other.flows,
            outlay_eur2: self.outlay_eur2 + other.outlay_eur2,
            p_paid: self.p_paid + other.p_paid,
        }
    }
}

impl Mul<f64> for Prospect {
    type Output = Prospect;
    fn mul(self, weight: f64) -> Prospect {
        Prospect {
            flows: self.flows * weight,
            outlay_eur2: self.outlay_eur2 * weight,
            p_paid: self.p_paid * weight,
        }
    }
}

/// Expected payments of an event, given what the maker's side answers for. Independent of care.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stakes {
    /// It answers for the whole harm.
    pub whole: Prospect,
    /// It answers for a late fix at most.
    pub late: Prospect,
}

impl Stakes {
    /// The stakes of an event under a rule.
    #[must_use]
    pub fn new(rule: &Rule, event: &Event<'_>) -> Stakes {
        let late = event.late_share.min(late_share_counts(rule));
        let whole = if rule.standard.kind == Kind::None { 0.0 } else { 1.0 };
        Stakes { whole: prospect(rule, event, whole), late: prospect(rule, event, late) }
    }

    /// The expectation at a chance to answer for the whole.
    #[must_use]
    pub fn at(&self, chance: f64) -> Prospect {
        self.whole * chance + self.late * (1.0 - chance)
    }

    /// What one more unit of that chance costs, EUR.
    #[must_use]
    pub fn swing_eur(&self) -> f64 {
        self.whole.flows.outlay_eur() - self.late.flows.outlay_eur()
    }
}

/// What an event is expected to bring to a maker with this care, given that its care left the flaw.
#[must_use]
pub fn expected_payment(
    rule: &Rule,
    event: &Event<'_>,
    origin: Origin,
    due: f64,
    care: f64,
    technology: &impl Prevention,
) -> Prospect {
    Stakes::new(rule, event).at(liability_chance(rule, origin, due, care, technology).value)
}

fn prospect(rule: &Rule, event: &Event<'_>, share: f64) -> Prospect {
    let given = |pattern: bool| {
        let circumstances = Circumstances { pattern, ..event.circumstances };
        prospect_given(rule, &Event { circumstances, ..*event }, share)
    };
    if rule.damages.punitive == 0.0 || event.p_pattern == 0.0 {
        return given(false);
    }
    given(true) * event.p_pattern + given(false) * (1.0 - event.p_pattern)
}

/// The prospect when the pattern is known, as `event.circumstances` has it.
fn prospect_given(rule: &Rule, event: &Event<'_>, share: f64) -> Prospect {
    let losses = Losses::Law(event.severity);
    let whole = Quantum::new(rule, &event.circumstances, 1.0);
    let p_traced = rule.causation.chance();
    let standing = if rule.standard.kind == Kind::None { 0.0 } else { event.p_in_time };
    let recoverable_eur = standing * whole.claims(&losses, event.victims).first_eur / whole.uplift;
    let entitlement = Funnel {
        harm_eur: losses.total_eur(event.victims),
        recoverable_eur,
        attributable_eur: recoverable_eur * p_traced,
        ..Funnel::default()
    };
    let p_answered = standing * p_traced;
    if share == 0.0 || p_answered == 0.0 {
        return Prospect { flows: Flows { funnel: entitlement, ..Flows::default() }, ..Prospect::default() };
    }
    let quantum = Quantum::new(rule, &event.circumstances, share);
    let docket = Docket::expect(rule, event, &quantum);
    let mut prospect = docket.close(&rule.procedure, rule.standard.proof) * p_answered;
    let claimed_eur = p_answered * docket.suits * docket.claimed.first_eur / quantum.uplift;
    prospect.flows.funnel =
        Funnel { claimed_eur, found_eur: prospect.flows.damages_eur.min(claimed_eur), ..entitlement };
    prospect
}

/// The suits to be expected from a claim group whose loss is traced and answered for.
struct Docket {
    /// Potential suits: one a claimant, or one for the class.
    suits: f64,
    /// `E[N(N − 1)]` of their number `N`.
    pairs: f64,
    /// Chance, judgment and square of one that is brought.
    claimed: Moments,
    /// Chance of one that is brought and settled.
    settled: f64,
    /// Chance that any is brought.
    p_any: f64,
    class: bool,
}

impl Docket {
    /// Each victim claims with the same chance, independently: a binomial number.
    fn expect(rule: &Rule, event: &Event<'_>, quantum: &Quantum) -> Docket {
        let claiming = rule.procedure.claiming_share(event.awareness);
        let suits = event.victims * claiming;
        let pairs = (event.victims - 1.0).max(0.0) * suits * claiming;
        let own = Losses::Law(event.severity);
        if rule.procedure.class_action {
            let one = quantum.claims(&own, 1.0);
            let second_eur2 = suits * one.second_eur2 + pairs * one.first_eur * one.first_eur;
            return Docket::class(
                rule,
                Moments { count: 1.0, first_eur: suits * one.first_eur, second_eur2 },
            );
        }
        let least = rule.procedure.worth_suing_eur(rule.standard.proof);
        let brought = quantum.above(least);
        let claimed = brought.claims(&own, 1.0);
        let settled = brought
            .kinds()
            .iter()
            .filter(|(share, _)| *share > 0.0)
            .map(|(share, schedule)| share * settled_chance(rule, schedule, event.severity))
            .sum();
        let p_any = 1.0 - pow(1.0 - claiming * claimed.count, event.victims);
        Docket { suits, pairs, claimed, settled, p_any, class: false }
    }

    /// A class sues and settles by its mean sum; exact as its members grow many.
    fn class(rule: &Rule, sum: Moments) -> Docket {
        let p_win = rule.standard.proof;
        let sues = sum.first_eur > rule.procedure.worth_suing_eur(p_win).max(0.0);
        let claimed = if sues { sum } else { Moments::NONE };
        let settled = claimed.count * rule.procedure.settlement_chance(p_win, sum.first_eur);
        Docket { suits: 1.0, pairs: 0.0, claimed, settled, p_any: claimed.count, class: true }
    }

    /// Settlements, judgments and costs; the counterpart of a realised docket's.
    fn close(&self, procedure: &Procedure, p_win: f64) -> Prospect {
        let stake = procedure.stake();
        let suits = self.suits * self.claimed.count;
        let settled = self.suits * self.settled;
        let tried = suits - settled;
        let settlement_eur = p_win * stake.shifted_eur + 0.5 * (stake.defendant_eur - stake.plaintiff_eur);
        let damages_eur = p_win * self.suits * self.claimed.first_eur + settled * settlement_eur;
        let defence_eur = tried * (stake.defendant_eur + p_win * stake.shifted_eur);
        let flows = Flows {
            suits,
            settled,
            damages_eur,
            counsel_eur: if self.class { procedure.counsel_share * damages_eur } else { 0.0 },
            defence_eur,
            plaintiff_eur: tried * stake.both_eur - defence_eur,
            court_eur: tried * procedure.court_cost_eur,
            funnel: Funnel::default(),
        };
        Prospect { flows, outlay_eur2: self.outlay_eur2(procedure, p_win), p_paid: self.p_any }
    }

    /// `E[(Σ outlay)²]` over the suits: `N` squares, and pairs that share one verdict.
    ///
    /// Settled and tried claims are taken to be alike in size, which errs only where they settle by size: exact
    /// without settlement, and where all settle at one mean belief.
    fn outlay_eur2(&self, procedure: &Procedure, p_win: f64) -> f64 {
        if self.claimed.count == 0.0 {
            return 0.0;
        }
        let stake = procedure.stake();
        let claimed = &self.claimed;
        let settled = self.settled / claimed.count;
        let won = stake.shifted_eur + stake.defendant_eur;
        let lost = stake.defendant_eur;
        let agreed = p_win * stake.shifted_eur + 0.5 * (stake.defendant_eur - stake.plaintiff_eur);
        let tried_square = p_win * claimed.square_of(1.0, won) + (1.0 - p_win) * lost * lost * claimed.count;
        let noise = procedure.belief_variance(p_win);
        let settled_square =
            claimed.square_of(p_win, agreed) + noise * claimed.square_of(1.0, stake.shifted_eur);
        let square = (1.0 - settled) * tried_square + settled * settled_square;
        let settled_mean = settled * (p_win * claimed.first_eur + agreed * claimed.count);
        let mean_if_won = (1.0 - settled) * (claimed.first_eur + won * claimed.count) + settled_mean;
        let mean_if_lost = (1.0 - settled) * lost * claimed.count + settled_mean;
        let pair = p_win * mean_if_won * mean_if_won + (1.0 - p_win) * mean_if_lost * mean_if_lost;
        self.suits * square + self.pairs * pair
    }
}

/// The chance that one victim's claim is brought and settled: the mean of the chance to settle over its judgments.
fn settled_chance(rule: &Rule, brought: &Schedule, severity: &Severity) -> f64 {
    let (procedure, p_win) = (&rule.procedure, rule.standard.proof);
    let count = brought.moments(severity).count;
    let greatest = brought.worth(severity.quantile(1.0 - f64::EPSILON));
    if count == 0.0 || !procedure.settlement {
        return 0.0;
    }
    if procedure.settlement_chance(p_win, greatest) == 1.0 {
        return count;
    }
    let judgment = |u: f64| brought.worth(severity.quantile(1.0 - u * count));
    count * mean_over_unit(|u| procedure.settlement_chance(p_win, judgment(u)))
}
