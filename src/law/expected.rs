//! What a claim group is expected to cost before it happens: [`super::award::award`] integrated over losses, facts and beliefs.
//!
//! Three steps, from dear to cheap. [`OneClaim`] holds the integrals over one victim's loss and may be kept a legal
//! cell. [`Stakes`] add the number of victims and the chances of an event. Nothing but [`liability_chance`] depends on the
//! maker's care, so that a decision asks for it and its slope at as many levels as it likes:
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
use super::standard::Origin;
use super::verdict::{late_share_counts, liability_chance};
use crate::distributions::Severity;
use crate::math::{mean_over_unit, pow};
use std::ops::{Add, Mul};

/// A claim group to come.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// What decides the amount. `pattern` is read from `p_pattern` instead.
    pub circumstances: Circumstances,
    /// Where the flaw comes from.
    pub origin: Origin,
    /// Loss of a victim, scaled by the group's frailty; [`Stakes`] of several frailties may be mixed.
    pub severity: &'a Severity,
    /// Victims, devices.
    pub victims: f64,
    /// Share of victims who know whom to claim from.
    pub awareness: f64,
    /// Share of the harm that a fix at the deadline would have prevented.
    pub late_share: f64,
    /// Complexity of the product.
    pub complexity: f64,
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
    /// It answers for a late fix at most, or for the part without fault if that is more.
    pub late: Prospect,
    /// It answers for the part without fault, under a hybrid standard; else for nothing.
    pub faultless: Prospect,
}

impl Add for Stakes {
    type Output = Stakes;
    fn add(self, other: Stakes) -> Stakes {
        Stakes {
            whole: self.whole + other.whole,
            late: self.late + other.late,
            faultless: self.faultless + other.faultless,
        }
    }
}

impl Mul<f64> for Stakes {
    type Output = Stakes;
    fn mul(self, weight: f64) -> Stakes {
        Stakes { whole: self.whole * weight, late: self.late * weight, faultless: self.faultless * weight }
    }
}

/// One victim whose maker answers for all, for a late fix only, and without fault, each without and with a pattern of neglect: what
/// [`Stakes`] of events that differ in nothing but numbers and chances have in common.
#[derive(Clone, Copy, Debug)]
pub struct OneVictim {
    without: [OneClaim; 3],
    with: Option<[OneClaim; 3]>,
}

impl OneVictim {
    /// Of the event, what decides the amount is read: circumstances, severity, late share.
    #[must_use]
    pub fn new(rule: &Rule, event: &Event<'_>) -> OneVictim {
        let given = |pattern: bool| {
            let case = Circumstances { pattern, ..event.circumstances };
            let late_share = event.late_share.min(late_share_counts(rule));
            let without_fault = rule.standard.without_fault(event.complexity);
            let p_win = rule.proof(&case, event.origin);
            let whole = OneClaim::new(rule, &case, event.severity, (1.0, p_win));
            let answered = |share: f64| {
                if share > 0.0 {
                    OneClaim::new(rule, &case, event.severity, (share, p_win))
                } else {
                    whole.unanswered()
                }
            };
            [whole, answered(late_share.max(without_fault)), answered(without_fault)]
        };
        let punished = rule.damages.punitive != 0.0 && event.p_pattern != 0.0;
        OneVictim { without: given(false), with: punished.then(|| given(true)) }
    }

    /// The stakes of an event. Of it only numbers and chances are read.
    #[must_use]
    pub fn stakes(&self, rule: &Rule, event: &Event<'_>) -> Stakes {
        let prospects = |claims: &[OneClaim; 3]| claims.each_ref().map(|one| one.prospect(rule, event));
        let [mut whole, mut late, mut faultless] = prospects(&self.without);
        if let Some(with) = &self.with {
            let [whole_with, late_with, faultless_with] = prospects(with);
            let p = event.p_pattern;
            whole = whole_with * p + whole * (1.0 - p);
            late = late_with * p + late * (1.0 - p);
            faultless = faultless_with * p + faultless * (1.0 - p);
        }
        Stakes { whole, late, faultless }
    }
}

impl Stakes {
    /// The stakes of an event under a rule.
    #[must_use]
    pub fn new(rule: &Rule, event: &Event<'_>) -> Stakes {
        OneVictim::new(rule, event).stakes(rule, event)
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
    due: f64,
    care: f64,
    technology: &impl Prevention,
) -> Prospect {
    Stakes::new(rule, event).at(liability_chance(rule, event.origin, due, care, technology).value)
}

/// One victim before the event: every integral over the loss. It depends on rule, circumstances, severity and share
/// answered for, not on the maker or the number of victims, so that it may be kept for all makers of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneClaim {
    harm_eur: f64,
    recoverable_eur: f64,
    /// The judgment, were suing free: what a member brings to a class.
    judgment: Moments,
    /// Chance, judgment and square of a suit of one's own.
    brought: Moments,
    /// The part of it that settles.
    settled: Moments,
    uplift: f64,
    /// Chance that the case is proven.
    p_win: f64,
}

impl OneClaim {
    /// A victim whose loss the maker's side answers for in a share, and who proves its case with a chance.
    #[must_use]
    pub fn new(
        rule: &Rule,
        case: &Circumstances,
        severity: &Severity,
        (share, p_win): (f64, f64),
    ) -> OneClaim {
        let one = |quantum: &Quantum| quantum.claims(&Losses::Law(severity), 1.0);
        let quantum = Quantum::new(rule, case, share);
        let judgment = one(&quantum);
        let whole = if share == 1.0 { judgment } else { one(&Quantum::new(rule, case, 1.0)) };
        let (brought, settled) = if rule.procedure.class_action {
            (Moments::NONE, Moments::NONE)
        } else {
            let worth_it = quantum.above(rule.procedure.worth_suing_eur(p_win));
            (
                if worth_it == quantum { judgment } else { one(&worth_it) },
                settled_claims(rule, &worth_it, severity, p_win),
            )
        };
        let recoverable_eur = whole.first_eur / quantum.uplift;
        OneClaim {
            harm_eur: severity.mean(),
            recoverable_eur,
            judgment,
            brought,
            settled,
            uplift: quantum.uplift,
            p_win,
        }
    }

    /// The same victim where nobody answers.
    fn unanswered(self) -> OneClaim {
        OneClaim { judgment: Moments::NONE, brought: Moments::NONE, settled: Moments::NONE, ..self }
    }

    /// What the victims of an event bring together. Of the event only numbers and chances are read.
    #[must_use]
    pub fn prospect(&self, rule: &Rule, event: &Event<'_>) -> Prospect {
        let standing = if rule.standard.lets_all_pass() { 0.0 } else { event.p_in_time };
        let p_answered = standing * rule.causation.chance();
        let docket = if rule.procedure.class_action {
            Docket::class(rule, event, self)
        } else {
            Docket::alone(rule, event, self)
        };
        let mut prospect = docket.close(&rule.procedure, self.p_win) * p_answered;
        let claimed_eur = p_answered * docket.suits * docket.claimed.first_eur / self.uplift;
        prospect.flows.funnel = Funnel {
            harm_eur: event.victims * self.harm_eur,
            recoverable_eur: event.victims * self.recoverable_eur * standing,
            attributable_eur: event.victims * self.recoverable_eur * p_answered,
            claimed_eur,
            found_eur: prospect.flows.damages_eur.min(claimed_eur),
        };
        prospect
    }
}

/// The suits to be expected from a claim group whose loss is traced and answered for.
struct Docket {
    /// Potential suits: one a claimant, or one for the class.
    suits: f64,
    /// `E[N(N − 1)]` of their number `N`.
    pairs: f64,
    /// Chance, judgment and square of one that is brought.
    claimed: Moments,
    /// The part of it that settles.
    settled: Moments,
    /// Chance that any is brought.
    p_any: f64,
    /// Share of damages that goes to class counsel.
    counsel_share: f64,
}

/// `E[N]` and `E[N(N − 1)]` of the claimants: each victim claims with the same chance, independently.
fn claimants(rule: &Rule, event: &Event<'_>) -> [f64; 2] {
    let claiming = rule.procedure.claiming_share(event.awareness);
    let number = event.victims * claiming;
    [number, (event.victims - 1.0).max(0.0) * number * claiming]
}

impl Docket {
    fn alone(rule: &Rule, event: &Event<'_>, one: &OneClaim) -> Docket {
        let [suits, pairs] = claimants(rule, event);
        let p_sues = rule.procedure.claiming_share(event.awareness) * one.brought.count;
        let p_any = 1.0 - pow(1.0 - p_sues, event.victims);
        Docket { suits, pairs, claimed: one.brought, settled: one.settled, p_any, counsel_share: 0.0 }
    }

    /// A class sues and settles by its mean sum; exact as its members grow many.
    fn class(rule: &Rule, event: &Event<'_>, one: &OneClaim) -> Docket {
        let (procedure, p_win) = (&rule.procedure, one.p_win);
        let [number, pairs] = claimants(rule, event);
        let first_eur = number * one.judgment.first_eur;
        let second_eur2 =
            number * one.judgment.second_eur2 + pairs * one.judgment.first_eur * one.judgment.first_eur;
        let sues = first_eur > procedure.worth_suing_eur(p_win).max(0.0);
        let claimed = if sues { Moments { count: 1.0, first_eur, second_eur2 } } else { Moments::NONE };
        let settled = claimed * procedure.settlement_chance(p_win, first_eur);
        let counsel_share = procedure.counsel_share;
        Docket { suits: 1.0, pairs: 0.0, claimed, settled, p_any: claimed.count, counsel_share }
    }

    /// Settlements, judgments and costs; the counterpart of a realised docket's.
    fn close(&self, procedure: &Procedure, p_win: f64) -> Prospect {
        let stake = procedure.stake();
        let suits = self.suits * self.claimed.count;
        let settled = self.suits * self.settled.count;
        let tried = suits - settled;
        let damages_eur =
            p_win * self.suits * self.claimed.first_eur + settled * mean_settlement_eur(procedure, p_win);
        let defence_eur = tried * (stake.defendant_eur + p_win * stake.shifted_eur);
        let flows = Flows {
            suits,
            settled,
            damages_eur,
            counsel_eur: self.counsel_share * damages_eur,
            defence_eur,
            plaintiff_eur: tried * stake.both_eur - defence_eur,
            court_eur: tried * procedure.court_cost_eur,
            funnel: Funnel::default(),
        };
        Prospect { flows, outlay_eur2: self.outlay_eur2(procedure, p_win), p_paid: self.p_any }
    }

    /// `E[(Σ outlay)²]` over the suits: `N` squares, and pairs that share one verdict. The noise of beliefs is taken
    /// to be the same whether they lead to a settlement or not, and independent between suits.
    fn outlay_eur2(&self, procedure: &Procedure, p_win: f64) -> f64 {
        let stake = procedure.stake();
        let (settled, tried) = (self.settled, self.claimed - self.settled);
        let lost = stake.defendant_eur;
        let won = stake.shifted_eur + lost;
        let agreed = mean_settlement_eur(procedure, p_win);
        let square = p_win * tried.square_of(1.0, won)
            + (1.0 - p_win) * tried.square_of(0.0, lost)
            + settled.square_of(p_win, agreed)
            + procedure.belief_variance(p_win) * settled.square_of(1.0, stake.shifted_eur);
        let mean_settled = p_win * settled.first_eur + agreed * settled.count;
        let mean_if_won = tried.first_eur + won * tried.count + mean_settled;
        let mean_if_lost = lost * tried.count + mean_settled;
        let pair = p_win * mean_if_won * mean_if_won + (1.0 - p_win) * mean_if_lost * mean_if_lost;
        self.suits * square + self.pairs * pair
    }
}

/// What a settlement of true beliefs gives beside `p·J`, EUR.
fn mean_settlement_eur(procedure: &Procedure, p_win: f64) -> f64 {
    let stake = procedure.stake();
    p_win * stake.shifted_eur + 0.5 * (stake.defendant_eur - stake.plaintiff_eur)
}

/// The part of one victim's claims that settles.
///
/// Half of them settle however large they are, as beliefs differ either way; what the cost of trial adds to that half
/// falls as `1/J`, so that few points integrate it well over the judgments.
fn settled_claims(rule: &Rule, brought: &Quantum, severity: &Severity, p_win: f64) -> Moments {
    let kind = |(share, schedule): &(f64, Schedule)| {
        if *share > 0.0 { settled_under(rule, schedule, severity, p_win) * *share } else { Moments::NONE }
    };
    if !rule.procedure.settlement {
        return Moments::NONE;
    }
    let [diligent, careless] = brought.kinds().each_ref().map(kind);
    diligent + careless
}

fn settled_under(rule: &Rule, brought: &Schedule, severity: &Severity, p_win: f64) -> Moments {
    let procedure = &rule.procedure;
    let claims = brought.moments(severity);
    let greatest = brought.worth(severity.quantile(1.0 - f64::EPSILON));
    if claims.count == 0.0 || procedure.settlement_chance(p_win, greatest) == 1.0 {
        return claims;
    }
    let more = mean_over_unit(|u| {
        let judgment = brought.worth(severity.quantile(1.0 - u * claims.count));
        Moments::of(judgment) * (procedure.settlement_chance(p_win, judgment) - 0.5)
    });
    (claims * 0.5 + more * claims.count).at_most(&claims)
}
