//! What becomes of the difference between two regimes when a mechanism is left out under both: a step of the month, or a channel of the market
//! that is switched off.
//!
//! A step is left out from the announcement on, and the past is the same; a channel is switched off all along, for a market does not start
//! with it. Neither changes what the market was taught, so that the shocks are the same and attackers too: what differs is the mechanism. The
//! change in a difference is therefore taken within each replication ([`Change::paired`]).

use super::convergence::Change;
use crate::scenario::market::Market;
use crate::world::Step;

/// A channel that a market may have, and what `--set` must say for it to be without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channel {
    /// What is left out, in words.
    words: &'static str,
    sets: &'static [&'static str],
}

const fn channel(words: &'static str, sets: &'static [&'static str]) -> Channel {
    Channel { words, sets }
}

/// The channels that are tried.
const CHANNELS: [Channel; 13] = [
    channel("nobody enters", &["entry.slots=0"]),
    channel("attackers do not answer to what happens", &["threat.endogenous=false"]),
    channel("prices are fixed", &["demand.pricing=fixed"]),
    channel("research does not answer to profit", &["innovation.rd_least=1", "innovation.rd_most=1"]),
    channel("insurance is not offered", &["insurer.offered=false"]),
    channel("makers climb towards profit", &["decision.adaptive_share=1", "decision.imitative_share=0"]),
    channel("makers copy each other", &["decision.adaptive_share=0", "decision.imitative_share=1"]),
    channel("buyers do not see their risk", &["segment.*.misperception=0"]),
    channel("buyers do not mind labels", &["segment.*.security_taste=0"]),
    channel("trust does not move demand", &["demand.trust_weight=0"]),
    channel("makers have no reputation to lose", &["demand.reputation_loss=0"]),
    channel("components have no flaws", &["component.*.flaws_per_year=0"]),
    channel("suppliers do not choose care", &["component.*.decides=false"]),
];

/// Steps that change no state, so that leaving them out leaves out a measurement.
const MEASURES: [Step; 1] = [Step::ExpectHarm];

/// What can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// A step of the month.
    Step(Step),
    /// A channel of the market.
    Channel(Channel),
}

impl Mechanism {
    /// All of them: steps in the order of the month, then channels.
    pub fn all() -> Vec<Mechanism> {
        let steps =
            Step::ALL.iter().filter(|step| !MEASURES.contains(step)).map(|&step| Mechanism::Step(step));
        steps.chain(CHANNELS.map(Mechanism::Channel)).collect()
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Mechanism::Step(step) => format!("without the step {}", step.name()),
            Mechanism::Channel(channel) => channel.words.to_owned(),
        }
    }

    /// The step that months leave out.
    pub fn step(&self) -> Option<Step> {
        match self {
            Mechanism::Step(step) => Some(*step),
            Mechanism::Channel(_) => None,
        }
    }

    /// What `--set` must say; nothing for a step, nor for what the market has no rows of.
    pub fn settings(&self, market: &Market) -> Vec<String> {
        let Mechanism::Channel(channel) = self else { return Vec::new() };
        let has_rows = |set: &&&str| !set.starts_with("component.") || !market.components.rows.is_empty();
        channel.sets.iter().filter(has_rows).map(|set| (*set).to_owned()).collect()
    }
}

/// What becomes of the sign of a difference, as far as its intervals tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// It is the other, measurably.
    Reversed,
    /// It could be told, and cannot.
    Lost,
    /// It could not be told, and can.
    Gained,
    /// It is the same, cannot be told in either, or does not change measurably.
    Same,
    /// There is no difference without the mechanism: nobody buys, for example, and there is no price.
    Undefined,
}

impl Sign {
    /// Of a change.
    pub fn of(change: &Change) -> Sign {
        let sign = |mean: f64, half_width: f64| match mean.abs() > half_width {
            true => mean.signum() as i8,
            false => 0,
        };
        if change.cut.mean.is_nan() && !change.stands.mean.is_nan() {
            return Sign::Undefined;
        }
        let moves = change.change.mean.abs() > change.change.half_width;
        let [was, is] = [change.stands, change.cut].map(|of| sign(of.mean, of.half_width));
        match (was, is) {
            _ if !moves || was == is => Sign::Same,
            (0, _) => Sign::Gained,
            (_, 0) => Sign::Lost,
            _ => Sign::Reversed,
        }
    }

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            Sign::Reversed => "reversed",
            Sign::Lost => "lost",
            Sign::Gained => "gained",
            Sign::Same => "same",
            Sign::Undefined => "no value",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::registry::market_levers;

    #[test]
    fn every_channel_is_switched_by_fields_of_the_registry() {
        let known: Vec<&str> = market_levers().iter().map(|lever| lever.path).collect();
        for set in CHANNELS.iter().flat_map(|channel| channel.sets) {
            let (path, _) = set.split_once('=').expect("a setting");
            assert!(known.contains(&path), "{path}");
        }
    }

    #[test]
    fn a_sign_is_what_intervals_tell() {
        let around = |mean: f64| -> Vec<f64> { (0..20).map(|at| mean + [-1.0, 1.0][at % 2]).collect() };
        let sign = |was: f64, is: f64| Sign::of(&Change::paired(&around(was), &around(is)));
        assert_eq!([sign(5.0, 3.0), sign(0.0, 0.1)], [Sign::Same; 2]);
        assert_eq!(
            [sign(5.0, -3.0), sign(5.0, 0.1), sign(0.0, -3.0)],
            [Sign::Reversed, Sign::Lost, Sign::Gained]
        );
        let noisy: Vec<f64> = (0..20).map(|at| 5.1 + 60.0 * [-1.0, 1.0][at % 2]).collect();
        assert_eq!(
            Sign::of(&Change::paired(&around(5.0), &noisy)),
            Sign::Same,
            "luck has grown, nothing else"
        );
        assert_eq!(Sign::of(&Change::paired(&around(5.0), &[f64::NAN; 20])), Sign::Undefined);
        let nothing = Change::paired(&[0.0; 9], &[0.0; 9]);
        assert_eq!(Sign::of(&nothing), Sign::Same);
    }
}
