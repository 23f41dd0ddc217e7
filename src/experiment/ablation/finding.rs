//! What an ablation finds: by how much each outcome moves, and what that makes of a lever.

use super::{At, Case, Played};
use crate::error::Error;
use crate::experiment::grounds::{Ground, Subject};
use crate::experiment::summary::{MeanInterval, mean, mean_interval};
use crate::outcome::{OUTCOMES, Outcome};
use crate::scenario::registry::legal_levers;

/// Half-widths of the 95 % interval of the mean paired difference by which an outcome must move.
pub const HALF_WIDTHS: f64 = 3.0;
/// Half-widths by which a lever's own outcome must move. It is one, named beforehand, and not the most moved of many: its interval need
/// only leave out zero.
pub const OWN_HALF_WIDTHS: f64 = 1.0;
/// Share of an outcome's level up to which a difference is rounding.
const ROUNDING: f64 = 1e-9;
/// Share of replications that must have an outcome's value on both sides for it to be judged.
const PAIRED: f64 = 0.5;

/// How far one outcome moved.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// Which.
    pub outcome: &'static Outcome,
    /// Mean paired difference, tried less ground, with the half-width of its 95 % interval.
    pub difference: MeanInterval,
    /// Is it more than rounding?
    real: bool,
}

impl Effect {
    /// The mean paired difference over its half-width; infinite if all replications differ by as much, 0 if by nothing but rounding.
    pub fn ratio(&self) -> f64 {
        if self.real { self.difference.mean.abs() / self.difference.half_width } else { 0.0 }
    }

    /// Is it further from nothing than [`HALF_WIDTHS`]?
    #[cfg(test)]
    fn moves(&self) -> bool {
        self.ratio() > HALF_WIDTHS
    }
}

/// What an ablation says of a step or lever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It moves an outcome.
    Moves,
    /// It moves none, as is declared, with a reason.
    Declared,
    /// It moves none.
    Inert,
    /// It moves one, though it is declared that it does not.
    MovesThoughDeclared,
    /// A lever of the law that moves one, but not the one in which the registry says that its effect is read.
    MovesAnother,
    /// The same, as is declared, with a reason.
    MovesAnotherAsDeclared,
    /// It moves its own, though it is declared that it moves another.
    MovesOwnThoughDeclared,
    /// Its ground cannot be laid in this market, or every replication failed.
    Untried,
}

impl Verdict {
    /// Is everything as it should be?
    pub fn is_sound(self) -> bool {
        matches!(self, Verdict::Moves | Verdict::Declared | Verdict::MovesAnotherAsDeclared)
    }

    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Moves => "moves",
            Verdict::Declared => "inert as declared",
            Verdict::Inert => "inert",
            Verdict::MovesThoughDeclared => "moves, though declared inert",
            Verdict::MovesAnother => "moves another outcome than its own",
            Verdict::MovesAnotherAsDeclared => "moves another outcome, as declared",
            Verdict::MovesOwnThoughDeclared => "moves its own outcome, though declared elsewhere",
            Verdict::Untried => "not tried",
        }
    }

    /// Of what is played on a ground: does it move any outcome, and its own, if it has one?
    fn of(ground: &Ground, played: bool, moves: bool, own: Option<bool>) -> Verdict {
        match (moves, ground.inert.is_some(), played) {
            (true, false, _) => match (own.unwrap_or(true), ground.elsewhere.is_some()) {
                (true, false) => Verdict::Moves,
                (true, true) => Verdict::MovesOwnThoughDeclared,
                (false, false) => Verdict::MovesAnother,
                (false, true) => Verdict::MovesAnotherAsDeclared,
            },
            (true, true, _) => Verdict::MovesThoughDeclared,
            (false, true, true) => Verdict::Declared,
            (false, false, true) => Verdict::Inert,
            (false, _, false) => Verdict::Untried,
        }
    }
}

/// What was found about a step or lever.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which.
    pub subject: Subject,
    /// Where it was tried.
    pub ground: Ground,
    /// Its value there.
    pub from: String,
    /// The value that moved most, and what it moved; `None` if nothing differs at all.
    pub most: Option<(String, Effect)>,
    /// The same of the outcome in which the registry says that a lever's effect is read.
    pub own: Option<(String, Effect)>,
    /// Values that could not be tried, each with why.
    pub refused: Vec<(String, String)>,
    /// What follows.
    pub verdict: Verdict,
}

impl Case {
    pub(super) fn judge(&self, played: &[Vec<Played>]) -> Finding {
        let outcomes = |at: &Result<At, Error>| match at {
            Ok((site, law)) => played[*site][*law].clone(),
            Err(error) => Err(error.to_string()),
        };
        let (base, mut refused, mut any) = (outcomes(&self.base), Vec::new(), false);
        let (mut most, mut own) = (None, None);
        let registered = self.registered();
        for ((value, _), at) in self.ground.values.iter().zip(&self.tried) {
            match base.clone().and_then(|base| Ok((base, outcomes(at)?))) {
                Err(reason) => refused.push((value.clone(), reason)),
                Ok((base, tried)) => {
                    any = true;
                    let valued = |effect: Option<Effect>| effect.map(|effect| (value.clone(), effect));
                    most = farther(most, valued(strongest(&tried, &base, |_| true)));
                    own = farther(
                        own,
                        valued(strongest(&tried, &base, |outcome| Some(outcome.key) == registered)),
                    );
                }
            }
        }
        let beyond = |found: &Option<Valued>, most: f64| {
            found.as_ref().is_some_and(|(_, effect)| effect.ratio() > most)
        };
        let own_moves = (registered.is_some() && self.is_law()).then(|| beyond(&own, OWN_HALF_WIDTHS));
        let verdict = Verdict::of(&self.ground, any, beyond(&most, HALF_WIDTHS), own_moves);
        Finding {
            subject: self.subject,
            ground: self.ground.clone(),
            from: self.from.clone(),
            most,
            own,
            refused,
            verdict,
        }
    }

    /// Is it a lever of the law? Of a field of the market its own outcome is only told.
    fn is_law(&self) -> bool {
        matches!(self.subject, Subject::Lever(lever) if legal_levers().iter().any(|legal| legal.path == lever.path))
    }

    /// The outcome in which the registry says that a lever's effect is read.
    fn registered(&self) -> Option<&'static str> {
        match self.subject {
            Subject::Lever(lever) => Outcome::find(lever.effect).map(|outcome| outcome.key),
            Subject::Step(_) => None,
        }
    }
}

type Valued = (String, Effect);

/// Of two effects the one that is more half-widths from nothing; of two that are as many, the first.
fn farther(one: Option<Valued>, other: Option<Valued>) -> Option<Valued> {
    match (&one, &other) {
        (Some((_, a)), Some((_, b))) if a.ratio() < b.ratio() => other,
        (None, _) => other,
        _ => one,
    }
}

/// Of the outcomes wanted the one that moves most between the rows of two laws, one a replication; `None` if none has enough values to
/// be judged.
fn strongest(tried: &[Vec<f64>], base: &[Vec<f64>], wanted: impl Fn(&Outcome) -> bool) -> Option<Effect> {
    let asked = OUTCOMES.iter().enumerate().filter(|(_, outcome)| wanted(outcome));
    let effects = asked.filter_map(|(column, outcome)| {
        let pairs = tried.iter().zip(base).map(|(tried, base)| (tried[column], base[column]));
        effect(outcome, &pairs.collect::<Vec<_>>())
    });
    effects.fold(None, |most: Option<Effect>, next| match most {
        Some(most) if most.ratio() >= next.ratio() => Some(most),
        _ => Some(next),
    })
}

/// The mean paired difference of an outcome, one pair a replication, tried and ground.
fn effect(outcome: &'static Outcome, pairs: &[(f64, f64)]) -> Option<Effect> {
    let whole: Vec<(f64, f64)> = pairs.iter().copied().filter(|(a, b)| (a - b).is_finite()).collect();
    if whole.len() < 2 || (whole.len() as f64) < PAIRED * pairs.len() as f64 {
        return None;
    }
    let differences: Vec<f64> = whole.iter().map(|(tried, base)| tried - base).collect();
    let difference = mean_interval(&differences);
    let level = whole.iter().map(|(tried, base)| tried.abs().max(base.abs())).collect::<Vec<_>>();
    let real = difference.mean.abs() > ROUNDING * mean(&level);
    Some(Effect { outcome, difference, real })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Step;

    /// The column in which the effect of the first lever of the law is read.
    fn own_column() -> usize {
        let own = legal_levers()[0].effect;
        OUTCOMES.iter().position(|outcome| outcome.key == own).expect("registered")
    }

    /// Outcomes of replications that are alike but for luck, and for what an artificial lever adds to one of them.
    fn played(adds: f64, column: usize) -> Played {
        let luck = |replication: u32| f64::from(replication * 7 % 5);
        let row = |replication| {
            let mut row = vec![100.0 + luck(replication); OUTCOMES.len()];
            row[column] += adds * (1.0 + 0.01 * luck(replication));
            row
        };
        Ok((0..12).map(row).collect())
    }

    /// A lever with one value beside its ground's, which adds to its own outcome.
    fn judged(adds: f64, inert: Option<&str>) -> Finding {
        judged_at(own_column(), adds, inert, None)
    }

    /// The same, which adds to some outcome.
    fn judged_at(column: usize, adds: f64, inert: Option<&str>, elsewhere: Option<&str>) -> Finding {
        let subject = Subject::Lever(legal_levers()[0]);
        let ground = Ground {
            values: vec![("1".into(), Vec::new())],
            inert: inert.map(str::to_owned),
            elsewhere: elsewhere.map(str::to_owned),
            ..Ground::default()
        };
        let case = Case { subject, ground, from: "0".into(), base: Ok((0, 0)), tried: vec![Ok((0, 1))] };
        case.judge(&[vec![played(0.0, column), played(adds, column)]])
    }

    #[test]
    fn a_lever_that_moves_nothing_is_inert() {
        assert_eq!(judged(0.0, None).verdict, Verdict::Inert);
        assert!(!Verdict::Inert.is_sound());
        let rounding = judged(1e-12, None);
        assert_eq!(rounding.verdict, Verdict::Inert, "{:?}", rounding.most);
    }

    #[test]
    fn a_lever_that_moves_an_outcome_is_not() {
        let found = judged(-3.0, None);
        let (value, effect) = found.most.expect("an effect");
        assert_eq!(
            (found.verdict, value.as_str(), effect.outcome.key),
            (Verdict::Moves, "1", OUTCOMES[own_column()].key)
        );
        assert!((effect.difference.mean + 3.055).abs() < 1e-9, "{effect:?}");
        assert!(Verdict::Moves.is_sound());
    }

    #[test]
    fn what_is_declared_inert_must_be() {
        assert_eq!(judged(0.0, Some("a guard")).verdict, Verdict::Declared);
        let found = judged(3.0, Some("a guard")).verdict;
        assert_eq!(found, Verdict::MovesThoughDeclared);
        assert!(!found.is_sound() && Verdict::Declared.is_sound());
    }

    #[test]
    fn what_moves_another_outcome_than_its_own_says_so() {
        let other = if own_column() == 0 { 1 } else { 0 };
        let verdict = |elsewhere| judged_at(other, 3.0, None, elsewhere).verdict;
        assert_eq!(verdict(None), Verdict::MovesAnother);
        assert_eq!(verdict(Some("tied to it")), Verdict::MovesAnotherAsDeclared);
        assert!(!Verdict::MovesAnother.is_sound() && Verdict::MovesAnotherAsDeclared.is_sound());
        let own = judged_at(own_column(), 3.0, None, Some("tied to it")).verdict;
        assert_eq!((own, own.is_sound()), (Verdict::MovesOwnThoughDeclared, false));
    }

    #[test]
    fn three_half_widths_are_asked_for() {
        let outcome = &OUTCOMES[0];
        let around = |mean: f64| {
            let pairs: Vec<(f64, f64)> =
                (0..20).map(|x| (5.0 + mean + if x % 2 == 0 { 1.0 } else { -1.0 }, 5.0)).collect();
            effect(outcome, &pairs).expect("an effect")
        };
        // The half-width is t(19) · √(20/19)/√20 = 2.0930/√19 = 0.4802.
        assert!(around(1.45).moves() && !around(1.43).moves(), "{}", around(1.45).ratio());
        assert!(effect(outcome, &[(1.0, 0.0), (f64::NAN, 0.0), (f64::NAN, 0.0)]).is_none(), "too few values");
        let same = effect(outcome, &[(2.0, 1.0); 8]).expect("an effect");
        assert!(same.ratio().is_infinite() && same.moves(), "the same difference whatever the luck");
    }

    #[test]
    fn what_cannot_be_tried_is_neither_inert_nor_sound() {
        let ground = Ground { values: vec![("1".into(), Vec::new())], ..Ground::default() };
        let subject = Subject::Step(Step::Sell);
        let case = Case { subject, ground, from: String::new(), base: Ok((0, 0)), tried: vec![Ok((0, 1))] };
        let found = case.judge(&[vec![played(0.0, 0), Err("too many rows".into())]]);
        assert_eq!((found.verdict, found.verdict.is_sound()), (Verdict::Untried, false));
        assert_eq!(found.refused, [("1".to_owned(), "too many rows".to_owned())]);
    }
}
