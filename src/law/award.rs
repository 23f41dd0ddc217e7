//! Facts in, award out: the judgment on one claim group, after the event and without a random draw of its own.

use super::apportionment::{Apportionment, Chain, PARTIES, Share, Traced};
use super::damages::{Circumstances, Quantum};
use super::flows::{Flows, Funnel};
use super::procedure::{Procedure, Timing};
use super::rule::Rule;
use super::schedule::{Losses, Moments};
use super::settlement::Beliefs;
use super::verdict::{Conduct, Ground, Verdict, verdict};

/// A claim group: the victims of one campaign on one flaw in one segment and jurisdiction, under one head. One
/// verdict decides them all.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What the maker did.
    pub conduct: Conduct,
    /// Who stands in the chain beside the maker.
    pub chain: Chain,
    /// What decides the amount.
    pub circumstances: Circumstances,
    /// The victims' losses.
    pub losses: Losses<'a>,
    /// Victims, devices.
    pub victims: f64,
    /// Victims who would claim if it paid; at most `victims`.
    pub claimants: f64,
    /// When the claim is brought.
    pub timing: Timing,
    /// Was the product out of support when it did harm, so that it could no longer be updated?
    pub legacy: bool,
    /// What luck decides.
    pub luck: Luck,
}

/// The keyed draws of a claim group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Luck {
    /// Is the loss traced? Uniform.
    pub attribution: f64,
    /// Does the attacker's crime break the chain? Uniform.
    pub crime: f64,
    /// The court's error about due care. Standard normal.
    pub court: f64,
    /// Are the facts proven at trial? Uniform.
    pub proof: f64,
    /// Errors of plaintiff and defendant about that. Uniforms.
    pub beliefs: [f64; 2],
    /// Is there a trial, where less than one is expected? Uniform.
    pub trial: f64,
}

/// What a claim group is owed, and by which shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Award {
    /// Why the maker's side answers, or does not.
    pub ground: Ground,
    /// Did a court find against the maker? A settlement is no finding.
    pub adverse_finding: bool,
    /// How everybody answers for `flows.outlay_eur()`; insolvency is for [`super::apportionment::apportion`].
    pub shares: [Share; PARTIES],
    /// Money and counts.
    pub flows: Flows,
}

/// The award on a claim group.
///
/// Verdict, quantum, suit, settlement or trial, in the order of a case. The sides foresee the verdict, so that no
/// suit is brought which proven facts would lose.
#[must_use]
pub fn award(rule: &Rule, facts: &Facts<'_>) -> Award {
    let Verdict { ground, share } = verdict(rule, &facts.conduct, facts.luck.court);
    let traced = rule.apportionment.traced(&rule.causation, facts.luck.attribution, facts.luck.crime);
    let mut funnel = entitlement(rule, facts, traced);
    let tried = funnel.attributable_eur > 0.0 && share > 0.0;
    let p_win = rule.proof(&facts.circumstances, facts.conduct.origin);
    let docket = if tried { Docket::open(rule, facts, share, p_win) } else { Docket::EMPTY };
    let proven = facts.luck.proof < p_win;
    let mut flows = docket.close(&rule.procedure, proven);
    funnel.claimed_eur = docket.claimed.first_eur / docket.uplift;
    funnel.found_eur = flows.damages_eur.min(funnel.claimed_eur);
    flows.funnel = funnel;
    let shares = match traced {
        Traced::Seller => Apportionment::of_seller_alone(),
        Traced::Maker | Traced::Nobody => {
            rule.apportionment.shares(facts.conduct.origin, &facts.chain, flows.outlay_eur())
        }
    };
    Award {
        ground,
        adverse_finding: proven && traced == Traced::Maker && docket.tried.count > facts.luck.trial,
        shares,
        flows,
    }
}

/// The first steps of the funnel: what the law would give all victims if everything were proven and everybody sued.
fn entitlement(rule: &Rule, facts: &Facts<'_>, traced: Traced) -> Funnel {
    let harm_eur = facts.losses.total_eur(facts.victims);
    let in_time = rule.procedure.in_time(facts.circumstances.head, &facts.timing);
    let lies = in_time && !rule.relief.exempts(facts.legacy);
    let recoverable_eur =
        if lies { recoverable_eur(rule, &facts.circumstances, &facts.losses, facts.victims) } else { 0.0 };
    let attributable_eur = if traced == Traced::Nobody { 0.0 } else { recoverable_eur };
    Funnel { harm_eur, recoverable_eur, attributable_eur, ..Funnel::default() }
}

/// What the law would give all victims if everything were proven, everybody sued in time and nothing were multiplied, EUR.
#[must_use]
pub fn recoverable_eur(rule: &Rule, case: &Circumstances, losses: &Losses<'_>, victims: f64) -> f64 {
    if rule.standard.lets_all_pass() {
        return 0.0;
    }
    let whole = Quantum::new(rule, case, 1.0);
    whole.claims(losses, victims).first_eur / whole.uplift
}

/// The share of a loss that [`recoverable_eur`] gives, if it is the same for every loss.
#[must_use]
pub fn recoverable_share(rule: &Rule, case: &Circumstances) -> Option<f64> {
    let whole = Quantum::new(rule, case, 1.0);
    whole.rate().map(|rate| rate / whole.uplift)
}

/// The suits of a claim group.
struct Docket {
    /// Suits over these judgments, or one suit over their sum.
    claimed: Moments,
    /// Of these, the ones that go to trial.
    tried: Moments,
    beliefs: Beliefs,
    uplift: f64,
    class: bool,
}

impl Docket {
    const EMPTY: Docket = Docket {
        claimed: Moments::NONE,
        tried: Moments::NONE,
        beliefs: Beliefs { plaintiff: 0.0, defendant: 0.0 },
        uplift: 1.0,
        class: false,
    };

    /// Who sues, and who of them goes to trial. A class sues if the sum is worth the cost of one suit.
    fn open(rule: &Rule, facts: &Facts<'_>, share: f64, p_win: f64) -> Docket {
        let procedure = &rule.procedure;
        let least = procedure.worth_suing_eur(p_win);
        let beliefs = procedure.beliefs(p_win, facts.luck.beliefs);
        let settled_up_to = procedure.settles_up_to_eur(beliefs);
        let quantum = Quantum::new(rule, &facts.circumstances, share);
        let claims = |quantum: Quantum| quantum.claims(&facts.losses, facts.claimants);
        let (claimed, tried) = if procedure.class_action {
            let sum = Moments::of(claims(quantum).first_eur);
            let if_above = |eur: f64| if sum.first_eur > eur.max(0.0) { sum } else { Moments::NONE };
            (if_above(least), if_above(least.max(settled_up_to)))
        } else {
            (claims(quantum.above(least)), claims(quantum.above(least.max(settled_up_to))))
        };
        // Of those who claim: two sums over a docket may differ by rounding.
        let tried = tried.at_most(&claimed);
        Docket { claimed, tried, beliefs, uplift: quantum.uplift, class: procedure.class_action }
    }

    /// Settlements and judgments, and who bears the costs.
    fn close(&self, procedure: &Procedure, proven: bool) -> Flows {
        let stake = procedure.stake();
        let settled = self.claimed - self.tried;
        let judgments_eur = if proven { self.tried.first_eur } else { 0.0 };
        let shifted_eur = if proven { stake.shifted_eur } else { 0.0 };
        // No settlement is negative, but where nearly all go to trial what is left to settle may be, by rounding.
        let settlements_eur = procedure.settlement_eur(self.beliefs, &settled).max(0.0);
        let damages_eur = settlements_eur + judgments_eur;
        let defence_eur = self.tried.count * (stake.defendant_eur + shifted_eur);
        Flows {
            suits: self.claimed.count,
            settled: settled.count,
            damages_eur,
            counsel_eur: if self.class { procedure.counsel_share * damages_eur } else { 0.0 },
            defence_eur,
            plaintiff_eur: self.tried.count * stake.both_eur - defence_eur,
            court_eur: self.tried.count * procedure.court_cost_eur,
            funnel: Funnel::default(),
        }
    }
}
