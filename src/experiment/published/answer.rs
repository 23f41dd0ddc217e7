//! What replications say of a finding.

use super::claim::{Arm, Claim, Expected};
use super::worlds::World;
use crate::experiment::compare::Watched;
use crate::experiment::summary::{mean, mean_interval};
use crate::outcome::Column;

/// Whether this engine finds what the paper found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval of the difference lies where the paper has it.
    Agree,
    /// It lies elsewhere.
    Disagree,
    /// It reaches from the one into the other.
    Undecided,
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Agree => "agree",
            Verdict::Disagree => "disagree",
            Verdict::Undecided => "undecided",
        }
    }
}

/// A finding, as this engine has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Mean under the arm that is compared.
    pub of: f64,
    /// Mean under the one it is compared with.
    pub against: f64,
    /// Mean of the paired difference, less the difference that is taken off.
    pub diff: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Replications in which every arm has a value.
    pub count: usize,
    /// Agreement.
    pub verdict: Verdict,
}

impl Claim {
    /// The arms it compares.
    pub fn arms(&self) -> impl Iterator<Item = Arm> {
        [self.of, self.against].into_iter().chain(self.beyond.into_iter().flatten())
    }

    /// The value of its outcome in one run, of which the outcomes stand in these columns; NaN if there is none.
    pub fn value(&self, columns: &[Column], watched: &Watched) -> f64 {
        if let Some(years) = self.years {
            return watched.seen.over_years(self.outcome, years);
        }
        let whole = |column: &Column| column.outcome.key == self.outcome.key && column.segment == "all";
        columns.iter().position(whole).map_or(f64::NAN, |place| watched.run.outcomes[place])
    }

    fn judge(&self, (low, high): (f64, f64), small: f64) -> Verdict {
        let (inside, outside) = match self.expected {
            Expected::More => (low > small, high < small),
            Expected::Less => (high < -small, low > -small),
            Expected::Same => (low >= -small && high <= small, low > small || high < -small),
            Expected::NotMore => (low <= small, low > small),
            Expected::NotLess => (high >= -small, high < -small),
        };
        match (inside, outside) {
            (true, _) => Verdict::Agree,
            (_, true) => Verdict::Disagree,
            _ => Verdict::Undecided,
        }
    }
}

/// Answers a claim from its values: by world, then law of the world, then replication; NaN where there is none.
pub fn answer(claim: &Claim, worlds: &[World], values: &[Vec<Vec<f64>>]) -> Answer {
    let column = |arm: Arm| {
        let world = worlds.iter().position(|world| world.market == arm.market).unwrap_or(0);
        let law = worlds[world].laws.iter().position(|&law| law == arm.law).unwrap_or(0);
        values[world][law].as_slice()
    };
    let (of, against) = (column(claim.of), column(claim.against));
    let taken = claim.beyond.map(|[of, against]| (column(of), column(against)));
    let rows = (0..of.len().min(against.len())).map(|row| {
        let off = taken.map_or(0.0, |(of, against)| of[row] - against[row]);
        [of[row], against[row], of[row] - against[row] - off]
    });
    let whole: Vec<[f64; 3]> = rows.filter(|row| !row[2].is_nan()).collect();
    let part = |at: usize| whole.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let interval = mean_interval(&part(2));
    let ends = (interval.mean - interval.half_width, interval.mean + interval.half_width);
    let mean_against = mean(&part(1));
    Answer {
        of: mean(&part(0)),
        against: mean_against,
        diff: interval.mean,
        low: ends.0,
        high: ends.1,
        count: whole.len(),
        verdict: claim.judge(ends, claim.within * mean_against.abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Outcome;

    /// With 1 as what counts as small.
    fn judged(expected: Expected, ends: (f64, f64)) -> Verdict {
        let arm = Arm { market: 0, law: 0 };
        let claim = Claim {
            says: String::new(),
            outcome: Outcome::find("harm").expect("there"),
            of: arm,
            against: arm,
            beyond: None,
            years: None,
            expected,
            within: 0.1,
            setting: false,
        };
        claim.judge(ends, 1.0)
    }

    #[test]
    fn a_sign_is_found_missed_or_left_open() {
        use Verdict::{Agree, Disagree, Undecided};
        for (expected, ends, verdict) in [
            (Expected::More, (1.1, 1.5), Agree),
            (Expected::More, (0.9, 1.5), Undecided),
            (Expected::More, (0.1, 0.5), Disagree),
            (Expected::Less, (-1.5, -1.1), Agree),
            (Expected::Less, (-0.5, -0.1), Disagree),
            (Expected::Same, (-0.9, 0.9), Agree),
            (Expected::Same, (0.5, 1.5), Undecided),
            (Expected::Same, (1.5, 2.5), Disagree),
            (Expected::NotMore, (-1.0, 1.0), Agree),
            (Expected::NotMore, (1.1, 2.0), Disagree),
            (Expected::NotLess, (-2.0, -1.1), Disagree),
            (Expected::More, (f64::NAN, f64::NAN), Undecided),
        ] {
            assert_eq!(judged(expected, ends), verdict, "{expected:?} {ends:?}");
        }
    }
}
