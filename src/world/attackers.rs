//! Attackers: how active they are, and where they spend their effort.

use super::Setting;

/// Weight of a month in what attackers remember of returns: they look back a year, as at their profit.
const MEMORY: f64 = 1.0 / 12.0;

/// Attackers' state.
#[derive(Debug, Default)]
pub struct Attackers {
    /// Activity, 1 in normal times.
    pub activity: f64,
    /// Cumulative hazard of campaigns on a flaw of unit ease and base: the clock that flaws' next campaigns wait for.
    pub clock: f64,
    /// The clock a month ago.
    pub clock_before: f64,
    /// Devices hit in each of the last twelve months.
    pub hits: [f64; 12],
    /// What they are used to hitting in a month ([`super::Calibration::normal_hits`]).
    pub normal: f64,
    /// Effort spent on each target, the devices of a category in a jurisdiction ([`Setting::target`]), relative to normal: the reach of
    /// a campaign among them is so many times what it is elsewhere. Weighted by normal effort it is 1 on average, wherever it goes.
    pub effort: Vec<f64>,
    /// What a campaign is expected to reach of a target, over what it reaches elsewhere: as much more as effort, but that it cannot hit
    /// more than all.
    pub reached: Vec<f64>,
    /// Devices hit a month, by target, and effort spent on it: smoothed.
    returns: Vec<(f64, f64)>,
}

clone_in_place!(Attackers { activity, clock, clock_before, hits, normal, effort, reached, returns });

impl Attackers {
    /// Attackers in their steady state.
    pub fn usual(setting: &Setting) -> Attackers {
        let normal = setting.calibration.normal_hits;
        let targets = &setting.calibration.targets;
        Attackers {
            activity: 1.0,
            normal,
            hits: [normal; 12],
            effort: vec![1.0; targets.len()],
            reached: vec![1.0; targets.len()],
            returns: targets.iter().map(|share| (share * normal, 1.0)).collect(),
            ..Attackers::default()
        }
    }

    /// Devices of a target were hit this month, which has begun to count by [`Self::fade`].
    pub fn remember(&mut self, target: usize, hits: f64) {
        self.returns[target].0 += MEMORY * hits;
    }

    /// What was remembered fades, and the effort of this month counts.
    pub fn fade(&mut self) {
        for ((hits, spent), effort) in self.returns.iter_mut().zip(&self.effort) {
            *hits *= 1.0 - MEMORY;
            *spent += MEMORY * (effort - *spent);
        }
    }

    /// Effort moves to where it returns more: a share `displaced` of it follows returns, the rest stays where it always was.
    ///
    /// With `wᵢ` the normal shares of effort and `rᵢ` the returns to a unit of it over the last year, effort on target i tends to
    /// `(1 − d)·wᵢ + d·rᵢ/Σr`: what returns a tenth less, compared with all, loses `d` tenths of its effort, and all of that goes to the
    /// others. It is the matching law of Herrnstein (1961, *J. Exp. Anal. Behav.* 4:267), in part. `reached` tells what effort reaches on
    /// average.
    pub fn displace(&mut self, displaced: f64, inertia: f64, normal: &[f64], reached: impl Fn(f64) -> f64) {
        let of_unit = |&(hits, spent): &(f64, f64)| if spent > 0.0 { hits / spent } else { 0.0 };
        let known = self.returns.iter().zip(normal).filter(|(_, share)| **share > 0.0);
        let all: f64 = known.map(|(returns, _)| of_unit(returns)).sum();
        if displaced == 0.0 || all <= 0.0 {
            return;
        }
        for ((effort, returns), share) in self.effort.iter_mut().zip(&self.returns).zip(normal) {
            if *share > 0.0 {
                let target = 1.0 - displaced + displaced * of_unit(returns) / (all * share);
                *effort += inertia * (target - *effort);
            }
        }
        for (reach, &effort) in self.reached.iter_mut().zip(&self.effort) {
            *reach = reached(effort);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NORMAL: [f64; 4] = [0.5, 0.3, 0.2, 0.0];

    /// Effort at rest, if targets return so much of what is normal to a unit of effort; `displaced` follows returns.
    fn at_rest(displaced: f64, returning: [f64; 4]) -> Vec<f64> {
        let returns = NORMAL.iter().zip(returning).map(|(share, part)| (7.0 * share * part, 1.0)).collect();
        let mut attackers = Attackers { effort: vec![1.0; 4], returns, ..Attackers::default() };
        for _ in 0..2_000 {
            attackers.displace(displaced, 0.1, &NORMAL, |effort| effort);
            let all: f64 = attackers.effort.iter().zip(NORMAL).map(|(effort, share)| effort * share).sum();
            assert!((all - 1.0).abs() < 1e-12, "effort is neither lost nor made: {all}");
        }
        attackers.effort
    }

    /// Effort that left its target, and effort that came, in shares of all.
    fn moved(effort: &[f64]) -> (f64, f64) {
        let of =
            |sign: f64| effort.iter().zip(NORMAL).map(|(e, share)| (sign * share * (e - 1.0)).max(0.0)).sum();
        (of(-1.0), of(1.0))
    }

    #[test]
    fn the_stated_share_of_the_effort_that_no_longer_pays_moves() {
        let harder = [0.6, 1.0, 1.0, 1.0];
        // All returns are 0.5·0.6 + 0.3 + 0.2 = 0.8, of which the first target has 0.3 and had one half.
        let unpaid = 0.5 - 0.3 / 0.8;
        for displaced in [0.25, 0.5, 1.0] {
            let effort = at_rest(displaced, harder);
            let (out, into) = moved(&effort);
            assert!((out - displaced * unpaid).abs() < 1e-12 && (into - out).abs() < 1e-12, "{effort:?}");
            assert!(
                effort[0] < 1.0 && effort[1] > 1.0 && (effort[1] - effort[2]).abs() < 1e-12,
                "{effort:?}"
            );
        }
    }

    #[test]
    fn where_all_targets_return_alike_or_none_is_displaced_effort_stays() {
        assert_eq!(at_rest(0.0, [0.1, 1.0, 3.0, 1.0]), [1.0; 4]);
        for effort in at_rest(1.0, [0.3; 4]) {
            assert!((effort - 1.0).abs() < 1e-12);
        }
        assert_eq!(at_rest(1.0, [0.0; 4]), [1.0; 4], "nothing returns anything");
    }

    #[test]
    fn returns_are_counted_to_a_unit_of_effort() {
        // A target that is hit half as often because half as much effort is spent on it returns as much as ever.
        let mut attackers = Attackers {
            effort: vec![0.5, 1.5],
            returns: vec![(1.0, 1.0), (1.0, 1.0)],
            ..Attackers::default()
        };
        for _ in 0..400 {
            attackers.fade();
            attackers.remember(0, 0.5);
            attackers.remember(1, 1.5);
        }
        let of_unit = |target: usize| attackers.returns[target].0 / attackers.returns[target].1;
        assert!((of_unit(0) - 1.0).abs() < 1e-12 && (of_unit(1) - 1.0).abs() < 1e-12);
    }
}
