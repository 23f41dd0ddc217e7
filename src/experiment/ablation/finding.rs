//! What an ablation finds: by how much each outcome moves, and what that makes of a lever.

use super::{At, Case, Played};
use crate::error::Error;
use crate::experiment::grounds::{Ground, Subject};
use crate::experiment::summary::{MeanInterval, mean, mean_interval};
use crate::outcome::{OUTCOMES, Outcome};

/// Half-widths of the 95 % interval of the mean paired difference by which an outcome must move.
pub const HALF_WIDTHS: f64 = 3.0;
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

    /// Is it further from nothing than so many half-widths?
    pub fn moves(&self) -> bool {
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
    /// Its ground cannot be laid in this market, or every replication failed.
    Untried,
}

impl Verdict {
    /// Is everything as it should be?
    pub fn is_sound(self) -> bool {
        matches!(self, Verdict::Moves | Verdict::Declared)
    }

    /// In a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Moves => "moves",
            Verdict::Declared => "inert as declared",
            Verdict::Inert => "inert",
            Verdict::MovesThoughDeclared => "moves, though declared inert",
            Verdict::Untried => "not tried",
        }
    }

    fn of(declared: bool, played: bool, moves: bool) -> Verdict {
        match (moves, declared, played) {
            (true, false, _) => Verdict::Moves,
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
        let (base, mut most, mut refused, mut any) = (outcomes(&self.base), None, Vec::new(), false);
        for ((value, _), at) in self.ground.values.iter().zip(&self.tried) {
            match base.clone().and_then(|base| Ok((base, outcomes(at)?))) {
                Err(reason) => refused.push((value.clone(), reason)),
                Ok((base, tried)) => {
                    any = true;
                    most = farther(most, strongest(&tried, &base).map(|effect| (value.clone(), effect)));
                }
            }
        }
        let moves = most.as_ref().is_some_and(|(_, effect)| effect.moves());
        Finding {
            subject: self.subject,
            ground: self.ground.clone(),
            from: self.from.clone(),
            most,
            refused,
            verdict: Verdict::of(self.ground.inert.is_some(), any, moves),
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

/// The outcome that moves most between the rows of two laws, one a replication; `None` if none has enough values to be judged.
fn strongest(tried: &[Vec<f64>], base: &[Vec<f64>]) -> Option<Effect> {
    let effects = OUTCOMES.iter().enumerate().filter_map(|(column, outcome)| {
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

    /// Outcomes of replications that are alike but for luck, and for what an artificial lever adds to the first of them.
    fn played(adds: f64) -> Played {
        let luck = |replication: u32| f64::from(replication * 7 % 5);
        let row = |replication| {
            let mut row = vec![100.0 + luck(replication); OUTCOMES.len()];
            row[0] += adds * (1.0 + 0.01 * luck(replication));
            row
        };
        Ok((0..12).map(row).collect())
    }

    /// A lever with one value beside its ground's.
    fn judged(adds: f64, inert: Option<&str>) -> Finding {
        let subject = Subject::all().into_iter().last().expect("a lever");
        let ground = Ground {
            values: vec![("1".into(), Vec::new())],
            inert: inert.map(str::to_owned),
            ..Ground::default()
        };
        let case = Case { subject, ground, from: "0".into(), base: Ok((0, 0)), tried: vec![Ok((0, 1))] };
        case.judge(&[vec![played(0.0), played(adds)]])
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
            (Verdict::Moves, "1", OUTCOMES[0].key)
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
        let found = case.judge(&[vec![played(0.0), Err("too many rows".into())]]);
        assert_eq!((found.verdict, found.verdict.is_sound()), (Verdict::Untried, false));
        assert_eq!(found.refused, [("1".to_owned(), "too many rows".to_owned())]);
    }
}
