//! What was asked: everything a result says of an experiment beside its numbers.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use caveat::experiment::compare::Deliver;
use caveat::outcome::Column;
use caveat::units::Date;
use serde::Serialize;

use crate::inputs::Filled;

/// A name for files and a title for people.
#[derive(Clone, Debug, Serialize)]
pub struct Titled {
    /// Short name.
    pub name: String,
    /// One line.
    pub title: String,
}

/// The outcomes that are estimated by the compensator of harm, what is to be expected of it given the state of the world.
pub const EXPECTED: [&str; 3] = ["harm_expected", "welfare_expected", "welfare_expected_without_variety"];

/// How the mean of each outcome is estimated: by what happened, but for what is expected given the state of the world.
pub fn estimators(columns: &[Column]) -> BTreeMap<String, String> {
    let estimator = |key| if EXPECTED.contains(&key) { "compensator" } else { "realised" };
    let each = columns.iter().map(|column| column.outcome.key);
    each.map(|key| (key.to_owned(), estimator(key).to_owned())).collect()
}

/// One comparison of regimes on one market, resolved.
#[derive(Clone, Debug)]
pub struct Study {
    /// The market.
    pub market: Titled,
    /// The regimes, in the order of every table.
    pub regimes: Vec<Titled>,
    /// Which of them is subtracted from the others.
    pub baseline: usize,
    /// Day as of which laws are read: the announcement. From then on each changes by its own dates.
    pub legal_date: Date,
    /// What is measured, in the order of [`caveat::experiment::compare::RegimeRun::outcomes`].
    pub columns: Vec<Column>,
    /// Seed of the shocks.
    pub seed: u64,
    /// Month 0: reforms are announced.
    pub announced: Date,
    /// Months before it, simulated once for all regimes.
    pub burn_in_months: usize,
    /// Months after it, simulated under each.
    pub horizon_months: usize,
    /// Everything that was set, as files that can be run again: name and text.
    pub resolved: Vec<(String, String)>,
    /// Which engine computed it.
    pub engine_id: String,
    /// By outcome, how its mean is estimated.
    pub estimators: BTreeMap<String, String>,
    /// Where the regimes' laws differ.
    pub provisions: Vec<Provision>,
    /// What the market assumes.
    pub assumptions: Vec<Assumption>,
    /// What the regimes assume.
    pub figures: Vec<Assumption>,
    /// How many inputs are still those of a market that this one extends.
    pub filled: Option<Filled>,
    /// What was read to no effect, and a baseline that is news to the market.
    pub warnings: Vec<String>,
}

/// A lever on which at least one regime differs from the baseline.
#[derive(Clone, Debug)]
pub struct Provision {
    /// The lever's path, with the cells it concerns.
    pub path: String,
    /// What it does.
    pub doc: String,
    /// What each regime says of it, in the regimes' order: one value, or several that follow each other.
    pub values: Vec<Vec<Held>>,
}

/// A value that a law gives a lever, with its credentials. Those are the value's own; the article is that of the rule in
/// which it stands, which may name a doctrine and not the figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Held {
    /// The value with unit.
    pub value: String,
    /// From when and for which products; empty if it holds all along.
    pub when: String,
    /// The range over which it may be swept; empty if there is none.
    pub range: String,
    /// How far the source was verified; empty if the file does not say.
    pub grade: String,
    /// Where the figure comes from; empty if the file does not say.
    pub source: String,
    /// The article or doctrine that the rule renders; empty where a file names none.
    pub article: String,
}

/// A figure of the market or of a law, with its credentials.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Assumption {
    /// The lever's path.
    pub path: String,
    /// Its value with unit.
    pub value: String,
    /// The range over which it may be swept; empty if there is none.
    pub range: String,
    /// Where it comes from.
    pub source: String,
    /// How far that was verified: `read`, `derived`, `remembered`, `assumed`; `ungraded` where the file does not say, `default` where no
    /// file states the value and the registry's is in use.
    pub grade: String,
    /// The regimes under which a figure of a law holds; empty for one of the market.
    pub under: String,
}

/// How many values are only assumed, or have no stated source: what nobody has vouched for counts like what is to be swept.
pub fn assumed(rows: &[Assumption]) -> usize {
    const VOUCHED_FOR: [&str; 3] = ["read", "derived", "remembered"];
    rows.iter().filter(|row| !VOUCHED_FOR.contains(&row.grade.as_str()) || row.source.is_empty()).count()
}

impl Study {
    /// The baseline's names.
    pub fn baseline(&self) -> &Titled {
        &self.regimes[self.baseline]
    }

    /// Every regime but the baseline.
    pub fn reforms(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.regimes.len()).filter(|&regime| regime != self.baseline)
    }

    /// How many regimes are compared with which, in words: `6 regimes against “Status quo”`.
    pub fn compared(&self) -> String {
        let title = &self.baseline().title;
        match self.reforms().count() {
            0 => format!("“{title}”"),
            1 => format!("one regime against “{title}”"),
            count => format!("{count} regimes against “{title}”"),
        }
    }

    /// Where an outcome for a part of the market stands.
    pub fn position(&self, key: &str, segment: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.outcome.key == key && column.segment == segment)
    }

    /// Months of a path: burn-in and horizon.
    pub fn months(&self) -> usize {
        self.burn_in_months + self.horizon_months
    }
}

/// Where replications come from.
pub trait Source: Sync {
    /// What is measured.
    fn columns(&self) -> &[Column];

    /// Simulates a range of replications and delivers them in order, until it is told that they are enough or `stop` is
    /// set. `on_done` is called from any thread after each.
    fn run(
        &self,
        range: Range<u64>,
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
        deliver: &mut Deliver<'_>,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_vouches_for_counts_as_assumed() {
        let row = |grade: &str, source: &str| Assumption {
            path: "x.y".into(),
            value: "1".into(),
            range: String::new(),
            source: source.into(),
            grade: grade.into(),
            under: String::new(),
        };
        let sound = [row("read", "a"), row("derived", "b"), row("remembered", "c")];
        assert_eq!(assumed(&sound), 0);
        for (grade, source) in [("assumed", "a"), ("ungraded", "--set"), ("default", ""), ("read", "")] {
            assert_eq!(assumed(&[sound[0].clone(), row(grade, source)]), 1, "{grade} {source}");
        }
    }
}
