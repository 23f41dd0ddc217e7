//! Moments: numbers of a simulated market that studies of the world report too. One registry row each.
//!
//! Some are outcomes; the rest are read by an observer that is shown the world month by month. It draws nothing and moves
//! nothing, so a replication that is watched has the same bits.

mod observer;
mod registry;
mod seen;

pub use observer::Observer;
pub use registry::MOMENTS;
pub use seen::Seen;
pub(crate) use seen::is_of_sums;

use super::compare::Watched;
use crate::outcome::Column;

/// Where a moment is read.
#[derive(Clone, Copy, Debug)]
pub enum Reading {
    /// An outcome, for a part of the market.
    Outcome(&'static str, &'static str),
    /// What an observer saw; NaN where there was nothing to see.
    Seen(fn(&Seen) -> f64),
    /// Nowhere: what is missing.
    NotSimulated(&'static str),
}

/// One registry row.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Name in files of targets.
    pub key: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Unit; that of the outcome, if it is one.
    pub unit: &'static str,
    /// Of whom or what.
    pub population: &'static str,
    /// How it is computed in one replication.
    pub formula: &'static str,
    /// Where it is read.
    pub reading: Reading,
}

impl Moment {
    /// The moment of a key.
    pub fn find(key: &str) -> Option<&'static Moment> {
        MOMENTS.iter().find(|moment| moment.key == key)
    }

    /// Least and greatest value that it can have, by its unit.
    pub fn domain(&self) -> (f64, f64) {
        match self.unit {
            // What is left of turnover can be less than nothing.
            "share of turnover" => (f64::NEG_INFINITY, 1.0),
            share if share == "share" || share.starts_with("share of ") => (0.0, 1.0),
            "elasticity" => (f64::NEG_INFINITY, f64::INFINITY),
            _ => (0.0, f64::INFINITY),
        }
    }

    /// Its value in one replication, of which the outcomes stand in these columns; NaN if it has none.
    pub fn value(&self, columns: &[Column], watched: &Watched) -> f64 {
        match self.reading {
            Reading::Outcome(key, segment) => {
                let place =
                    columns.iter().position(|column| column.outcome.key == key && column.segment == segment);
                place.map_or(f64::NAN, |place| watched.run.outcomes[place])
            }
            Reading::Seen(value) => value(&watched.seen),
            Reading::NotSimulated(_) => f64::NAN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Outcome;

    #[test]
    fn keys_are_unique_and_outcomes_bring_their_units() {
        for (index, moment) in MOMENTS.iter().enumerate() {
            assert!(MOMENTS[..index].iter().all(|earlier| earlier.key != moment.key), "{} twice", moment.key);
            if let Reading::Outcome(key, _) = moment.reading {
                let outcome = Outcome::find(key);
                assert_eq!(outcome.map(|outcome| outcome.unit), Some(moment.unit), "{}", moment.key);
            }
            let words = [moment.title, moment.unit, moment.population, moment.formula];
            assert!(words.iter().all(|word| !word.is_empty()), "{}", moment.key);
        }
    }
}
