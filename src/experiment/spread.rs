//! Ignorance apart from luck: how far a mean difference moves with the assumptions, less what replications alone would move it.
//!
//! Draws `d = 1 … D` of the assumptions are each simulated in replications of their own, which is nested simulation. With `θ_d` the mean
//! difference under draw `d`, what is seen is `m_d = θ_d + e_d`, where `v_d = s_d²/n_d` estimates the variance of `e_d`. By the law of
//! total variance, and by moments as in one-way analysis of variance,
//!
//! ```text
//! between  = Σ (m_d − m̄)² / (D − 1)        noise = Σ v_d / D        var θ = max(0, between − noise)
//! ```
//!
//! (Searle, Casella and McCulloch 1992, *Variance Components*, ch. 3; for simulations, Sun, Apley and Staum 2011, Operations Research
//! 59(4)). Quantiles of the `m_d` would be too far apart. They are taken of
//!
//! ```text
//! m̄ + (m_d − m̄)·√(var θ / between)
//! ```
//!
//! instead, which have mean `m̄` and variance `var θ`: constrained empirical Bayes (Louis 1984, JASA 79, 393–398). Posterior means, which
//! shrink by the ratio and not by its root, would be too close together. It is exact where `θ` and `e` are normal and draws equally
//! noisy; elsewhere the variance is right and the shape is that of the `m_d`.

use crate::math::{quantile, sorted, sqrt};
use crate::outcome::Sign;

use super::summary::{mean, mean_interval, variance};

/// What the replications of one draw say of one outcome under one regime: the paired difference to the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Replications with a value on both sides.
    pub pairs: u64,
    /// Mean difference; NaN of nothing.
    pub mean: f64,
    /// Variance of the differences; NaN of fewer than two.
    pub variance: f64,
    /// Half-width of the 95 % interval of the mean.
    pub half_width: f64,
}

impl Moments {
    /// Of values in replication order, on both sides.
    pub fn of(values: &[f64], baseline: &[f64]) -> Moments {
        let pairs = values.iter().zip(baseline).map(|(ours, theirs)| ours - theirs);
        let differences: Vec<f64> = pairs.filter(|difference| !difference.is_nan()).collect();
        let interval = mean_interval(&differences);
        Moments {
            pairs: differences.len() as u64,
            mean: interval.mean,
            variance: variance(&differences, interval.mean),
            half_width: interval.half_width,
        }
    }

    /// Variance of the mean; NaN of fewer than two pairs.
    fn noise(&self) -> f64 {
        self.variance / self.pairs as f64
    }
}

/// How an outcome moves with the assumptions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Draws with at least two pairs.
    pub draws: u64,
    /// Mean over draws.
    pub mean: f64,
    /// 5 % quantile of the mean difference over draws, Monte Carlo variance subtracted. NaN of fewer than two draws.
    pub p05: f64,
    /// 95 % quantile.
    pub p95: f64,
    /// Variance over draws that is Monte Carlo noise, as a share: `noise / between`, at most 1; NaN where nothing differs.
    pub noise_share: f64,
    /// Share of draws in which the mean is better than the baseline's; ties count half. NaN for an outcome that is neither good nor bad.
    /// A draw near zero falls on either side by luck: how many that may be, `unclear` says.
    pub p_better: f64,
    /// Share of draws whose own 95 % interval includes zero, and is not zero.
    pub unclear: f64,
    /// Share of draws whose own 95 % interval lies on the better side of zero. NaN as `p_better`.
    pub clearly_better: f64,
    /// Share of draws whose own 95 % interval lies on the worse side. NaN as `p_better`.
    pub clearly_worse: f64,
}

impl Spread {
    /// Whether replications alone explain all of it.
    pub fn is_noise(&self) -> bool {
        self.noise_share >= 1.0
    }
}

/// The spread over draws.
pub fn spread(draws: &[Moments], sign: Sign) -> Spread {
    let draws: Vec<Moments> = draws.iter().copied().filter(|draw| draw.pairs > 1).collect();
    let means: Vec<f64> = draws.iter().map(|draw| draw.mean).collect();
    let centre = mean(&means);
    let between = variance(&means, centre);
    let noise = mean(&draws.iter().map(Moments::noise).collect::<Vec<_>>());
    let real = (between - noise).max(0.0);
    let shrinkage = if between > 0.0 { sqrt(real / between) } else { 0.0 };
    let shrunk = sorted(means.iter().map(|mean| centre + (mean - centre) * shrinkage).collect());
    let several = |value: f64| if draws.len() > 1 { value } else { f64::NAN };
    let clearly = |towards: f64| share(&draws, |draw| draw.mean * towards > draw.half_width);
    let towards = towards(sign);
    Spread {
        draws: draws.len() as u64,
        mean: centre,
        p05: several(quantile(&shrunk, 0.05)),
        p95: several(quantile(&shrunk, 0.95)),
        noise_share: if between > 0.0 { (noise / between).min(1.0) } else { f64::NAN },
        p_better: share_better(&means, sign),
        unclear: share(&draws, |draw| draw.half_width > 0.0 && draw.mean.abs() <= draw.half_width),
        clearly_better: towards.map_or(f64::NAN, clearly),
        clearly_worse: towards.map_or(f64::NAN, |towards| clearly(-towards)),
    }
}

/// The sign of what is better; none for an outcome that is neither good nor bad.
fn towards(sign: Sign) -> Option<f64> {
    match sign {
        Sign::More => Some(1.0),
        Sign::Less => Some(-1.0),
        Sign::Open => None,
    }
}

/// Share of differences in the better direction; ties count half. NaN for an outcome that is neither good nor bad, and of nothing.
pub fn share_better(differences: &[f64], sign: Sign) -> f64 {
    let Some(towards) = towards(sign) else { return f64::NAN };
    let wins: f64 = differences
        .iter()
        .map(|difference| match difference * towards {
            gain if gain > 0.0 => 1.0,
            gain if gain < 0.0 => 0.0,
            _ => 0.5,
        })
        .sum();
    wins / differences.len() as f64
}

fn share<T>(all: &[T], holds: impl Fn(&T) -> bool) -> f64 {
    all.iter().filter(|each| holds(each)).count() as f64 / all.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shocks::{Shocks, Stream};

    /// Draws with `θ ~ N(−3, 4)`, the same whatever the replications, whose differences have the standard deviation 8.
    fn nested(draws: u64, replications: u64) -> Vec<Moments> {
        let normal = |draw, k| Shocks::new(7, 0).normal(Stream::Assumption, draw, 0, k);
        let each = (0..draws).map(|draw| {
            let theta = -3.0 + 2.0 * normal(draw, 0);
            let values: Vec<f64> = (1..=replications).map(|k| theta + 8.0 * normal(draw, k)).collect();
            Moments::of(&values, &vec![0.0; values.len()])
        });
        each.collect()
    }

    #[test]
    fn the_spread_is_that_of_the_truth_however_few_the_replications() {
        for replications in [8, 64, 1024] {
            let found = spread(&nested(4000, replications), Sign::Less);
            // −3 ∓ 1.6449·2; the raw quantiles of 8 replications lie at −3 ∓ 1.6449·√12.
            assert!((found.p05 + 6.29).abs() < 0.2 && (found.p95 - 0.29).abs() < 0.2, "{found:?}");
            let noise = 64.0 / replications as f64;
            assert!((found.noise_share - noise / (4.0 + noise)).abs() < 0.03, "{found:?}");
        }
    }

    #[test]
    fn what_is_noise_alone_has_no_spread() {
        let noise: Vec<Moments> =
            nested(400, 16).into_iter().map(|draw| Moments { mean: draw.mean * 1e-6, ..draw }).collect();
        let found = spread(&noise, Sign::Less);
        assert_eq!((found.p05, found.p95, found.noise_share), (found.mean, found.mean, 1.0));
        assert_eq!((found.unclear, found.clearly_better, found.clearly_worse), (1.0, 0.0, 0.0));
    }

    #[test]
    fn a_direction_is_that_of_draws_whose_interval_excludes_zero() {
        let draw = |by: f64| Moments::of(&[by - 1.0, by, by + 1.0], &[0.0; 3]);
        // Half-widths are 4.303·1/√3 = 2.48.
        let draws = [-9.0, -3.0, -2.0, 2.0, 3.0].map(draw);
        let less = spread(&draws, Sign::Less);
        assert_eq!((less.p_better, less.unclear), (0.6, 0.4));
        assert_eq!((less.clearly_better, less.clearly_worse), (0.4, 0.2));
        let more = spread(&draws, Sign::More);
        assert_eq!((more.clearly_better, more.clearly_worse), (0.2, 0.4));
        assert!(spread(&draws, Sign::Open).clearly_better.is_nan());
    }

    #[test]
    fn draws_that_say_nothing_are_left_out() {
        let draws = [
            Moments::of(&[1.0, f64::NAN, 3.0], &[0.0; 3]),
            Moments::of(&[1.0], &[0.0]),
            Moments::of(&[], &[]),
        ];
        let found = spread(&draws, Sign::More);
        assert_eq!((found.draws, found.mean, found.p_better), (1, 2.0, 1.0));
        assert!(found.p05.is_nan() && found.noise_share.is_nan());
        let same = Moments::of(&[5.0, 6.0], &[5.0, 6.0]);
        let nothing = spread(&[same; 3], Sign::More);
        assert_eq!((nothing.p05, nothing.p95, nothing.p_better, nothing.unclear), (0.0, 0.0, 0.5, 0.0));
        assert!(spread(&[same; 3], Sign::Open).p_better.is_nan());
    }
}
