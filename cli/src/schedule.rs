//! How many replications, and when it may be decided that they are enough.

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
    /// The replications after which there are none in any case.
    pub fn most(self) -> u64 {
        match self {
            Rule::Count(count) => count,
            Rule::Precision { at_most, .. } => at_most,
        }
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

    #[test]
    fn a_count_is_a_count() {
        let rule = Rule::Count(600);
        assert_eq!((rule.most(), rule.goal(0), rule.goal(256), rule.look(256)), (600, 600, 600, None));
    }

    #[test]
    fn precision_is_judged_at_doublings_only() {
        let rule = Rule::Precision { share: 0.02, at_most: 1100 };
        let looks: Vec<u64> = (0..=rule.most()).filter(|&done| rule.look(done).is_some()).collect();
        assert_eq!(looks, [64, 128, 256, 512, 1024]);
        assert_eq!((rule.goal(0), rule.goal(64), rule.goal(512), rule.goal(1024)), (64, 128, 1024, 1100));
    }
}
