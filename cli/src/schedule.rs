//! How many replications, in which chunks, and when it may be decided that they are enough.

use std::ops::Range;

/// Replications in a chunk: the unit that is simulated, written and reported at once.
pub const CHUNK: u64 = 256;

/// Replications at which precision is judged first; then at every doubling. Few looks, at fixed places, keep the
/// count independent of threads and the error of stopping when it happens to look good small.
pub const FIRST_LOOK: u64 = 64;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// After that many replications.
    Count(u64),
    /// When the half-width of the paired difference in harm is at most this share of the baseline's mean, under every
    /// regime; after `at_most` replications in any case.
    Precision {
        /// Share of the baseline's mean.
        share: f64,
        /// Replications at which the search is given up.
        at_most: u64,
    },
}

impl Rule {
    /// The replications to run next, given how many were run.
    pub fn next(self, done: u64) -> Option<Range<u64>> {
        let end = match self {
            Rule::Count(count) => count.min(done + CHUNK),
            Rule::Precision { at_most, .. } => at_most.min(done + CHUNK).min(next_look(done)),
        };
        (done < end).then_some(done..end)
    }

    /// The precision to judge after that many replications, if they are a place to look.
    pub fn look(self, done: u64) -> Option<f64> {
        match self {
            Rule::Precision { share, .. } if is_look(done) => Some(share),
            _ => None,
        }
    }

    /// How many replications are sure to be run, once `done` were not enough.
    pub fn goal(self, done: u64) -> u64 {
        match self {
            Rule::Count(count) => count,
            Rule::Precision { at_most, .. } => at_most.min(next_look(done)),
        }
    }
}

fn is_look(done: u64) -> bool {
    done >= FIRST_LOOK && done.is_multiple_of(FIRST_LOOK) && (done / FIRST_LOOK).is_power_of_two()
}

fn next_look(done: u64) -> u64 {
    FIRST_LOOK * (done / FIRST_LOOK + 1).next_power_of_two()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(rule: Rule) -> Vec<Range<u64>> {
        let mut done = 0;
        std::iter::from_fn(|| {
            let range = rule.next(done)?;
            done = range.end;
            Some(range)
        })
        .collect()
    }

    #[test]
    fn a_count_is_cut_into_chunks() {
        assert_eq!(chunks(Rule::Count(600)), [0..256, 256..512, 512..600]);
        assert_eq!(chunks(Rule::Count(1)), vec![0..1]);
        assert_eq!(chunks(Rule::Count(0)), []);
    }

    #[test]
    fn precision_is_judged_at_doublings_only() {
        let rule = Rule::Precision { share: 0.02, at_most: 1100 };
        let ends: Vec<u64> = chunks(rule).iter().map(|range| range.end).collect();
        assert_eq!(ends, [64, 128, 256, 512, 768, 1024, 1100]);
        let looks: Vec<u64> = ends.into_iter().filter(|&done| rule.look(done).is_some()).collect();
        assert_eq!(looks, [64, 128, 256, 512, 1024]);
        assert_eq!((rule.goal(0), rule.goal(64), rule.goal(512), rule.goal(1024)), (64, 128, 1024, 1100));
    }
}
