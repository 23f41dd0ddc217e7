//! Where compliance is shown: a jurisdiction that recognises schemes of others does not have its own gone through too.

use arrayvec::ArrayVec;

use crate::law::duties::Recognition;
use crate::law::rule::Rule;
use crate::scenario::market::MAX_CELLS;

/// What showing compliance in a jurisdiction takes.
#[derive(Clone, Copy, Debug)]
struct Scheme {
    /// What the jurisdiction recognises of what is shown elsewhere.
    recognises: Recognition,
    /// What is to be shown.
    asks: [f64; 3],
    /// What that costs, EUR; nothing where there is nothing to be shown.
    cost_eur: f64,
}

impl Scheme {
    /// Would having gone through another scheme do?
    fn is_satisfied_by(&self, other: &Scheme) -> bool {
        other.cost_eur > 0.0
            && match self.recognises {
                Recognition::Off => false,
                Recognition::Equivalent => {
                    other.asks.iter().zip(self.asks).all(|(there, here)| *there >= here)
                }
                Recognition::Any => true,
            }
    }
}

/// Need a maker not go through the scheme of a jurisdiction, because another's does? Of two that satisfy each other the dearer is gone
/// through, of those that cost the same the first.
fn is_waived(schemes: &[Scheme], jurisdiction: usize) -> bool {
    let own = &schemes[jurisdiction];
    schemes.iter().enumerate().filter(|(at, _)| *at != jurisdiction).any(|(at, other)| {
        let first = other.cost_eur > own.cost_eur || other.cost_eur == own.cost_eur && at < jurisdiction;
        own.is_satisfied_by(other) && (first || !other.is_satisfied_by(own))
    })
}

/// What showing compliance with care floors costs everywhere, EUR a release, if it costs so much in each jurisdiction.
pub(super) fn compliance_eur<'a>(rules: impl Iterator<Item = (&'a Rule, f64)>) -> f64 {
    let schemes: ArrayVec<Scheme, MAX_CELLS> = rules
        .map(|(rule, cost_eur)| Scheme {
            recognises: rule.duties.recognition,
            asks: rule.duties.floors(),
            cost_eur,
        })
        .collect();
    let shown = schemes.iter().enumerate().filter(|(at, _)| !is_waived(&schemes, *at));
    shown.map(|(_, scheme)| scheme.cost_eur).sum()
}

/// By jurisdiction: is a certificate of another one recognised in place of its own? One that every release needs stands in for one
/// that only a harbour asks for, and not the other way round.
pub(super) fn certified_elsewhere<'a>(rules: impl Iterator<Item = &'a Rule>) -> ArrayVec<bool, MAX_CELLS> {
    let schemes: ArrayVec<Scheme, MAX_CELLS> = rules
        .map(|rule| {
            let asked = &rule.certification;
            Scheme {
                recognises: rule.duties.recognition,
                asks: [asked.design, asked.testing, f64::from(u8::from(asked.mandatory))],
                cost_eur: if rule.asks_for_certificates() { asked.cost_eur } else { 0.0 },
            }
        })
        .collect();
    (0..schemes.len()).map(|at| is_waived(&schemes, at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    use Recognition::{Any, Equivalent, Off};

    fn rule(recognition: Recognition, floor: f64) -> Rule {
        let mut rule = Rule::default();
        (rule.duties.recognition, rule.duties.floor_design) = (recognition, floor);
        rule
    }

    fn shown(schemes: &[(Recognition, f64, f64)]) -> f64 {
        let rules: Vec<(Rule, f64)> =
            schemes.iter().map(|&(recognises, floor, cost)| (rule(recognises, floor), cost)).collect();
        compliance_eur(rules.iter().map(|(rule, cost)| (rule, *cost)))
    }

    #[test]
    fn who_recognises_what_asks_for_no_less_adds_nothing() {
        assert_eq!(shown(&[(Off, 1.0, 30.0), (Off, 1.0, 20.0)]), 50.0, "nobody recognises");
        assert_eq!(shown(&[(Off, 1.0, 30.0), (Equivalent, 1.0, 20.0)]), 30.0, "one does");
        assert_eq!(
            shown(&[(Equivalent, 1.0, 30.0), (Equivalent, 1.0, 20.0)]),
            30.0,
            "all do: the dearest is shown"
        );
        assert_eq!(shown(&[(Equivalent, 1.0, 20.0), (Equivalent, 1.0, 20.0)]), 20.0, "as dear: one is");
    }

    #[test]
    fn there_must_be_something_elsewhere_that_is_as_strict() {
        assert_eq!(shown(&[(Off, 0.0, 0.0), (Equivalent, 1.0, 20.0)]), 20.0, "nothing is shown elsewhere");
        assert_eq!(shown(&[(Off, 0.5, 3.0), (Equivalent, 1.0, 20.0)]), 23.0, "elsewhere less is asked for");
        assert_eq!(shown(&[(Off, 0.5, 3.0), (Any, 1.0, 20.0)]), 3.0, "which the law may not mind");
        assert_eq!(shown(&[(Off, 0.0, 0.0), (Any, 1.0, 20.0)]), 20.0, "but something must be");
        assert_eq!(
            shown(&[(Equivalent, 0.5, 30.0), (Equivalent, 1.0, 20.0)]),
            20.0,
            "the strict one serves both"
        );
    }

    #[test]
    fn a_certificate_that_all_need_stands_in_for_one_that_some_want() {
        let certified = |mandatory: bool, recognition: Recognition| {
            let mut rule = rule(recognition, 0.0);
            (rule.certification.mandatory, rule.certification.cost_eur) = (mandatory, 10.0);
            (rule.relief.effect, rule.relief.certified) = (crate::law::relief::Effect::Share, true);
            rule
        };
        let elsewhere = |rules: &[Rule]| certified_elsewhere(rules.iter()).to_vec();
        assert_eq!(elsewhere(&[certified(true, Off), certified(false, Equivalent)]), [false, true]);
        assert_eq!(elsewhere(&[certified(false, Off), certified(true, Equivalent)]), [false, false]);
    }
}
