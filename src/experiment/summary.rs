//! What a column of outcomes says of a regime, alone and against the baseline.
//!
//! Two slices in replication order go in, one of the regime and one of the baseline under the same shocks. Sums are
//! taken pairwise in that order, so that the bits do not depend on how the replications were run. NaN means that an
//! outcome had no denominator (no claim was made, so there is no share of claims won): statistics of the regime use
//! the rows with a value, statistics of the difference the rows with a value on both sides, and both counts are given.

use super::spread::share_better;
use crate::math::{pairwise_sum, tail_mean};
use crate::outcome::Sign;

pub use crate::math::{quantile, sorted};

/// Statistics of one outcome under one regime.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Replications in which the outcome has a value.
    pub count: u64,
    /// Replications in which it has one under the baseline too.
    pub pairs: u64,
    /// Mean.
    pub mean: f64,
    /// Mean of the paired difference, regime less baseline.
    pub diff: f64,
    /// Lower end of the 95 % interval of the mean difference (Student's t): it shrinks with replications.
    pub mc_lo: f64,
    /// Upper end.
    pub mc_hi: f64,
    /// Quantiles over replications: luck, which does not shrink.
    pub world: Quantiles,
    /// 5 % quantile of the paired difference over replications.
    pub diff_p05: f64,
    /// 95 % quantile of the paired difference over replications.
    pub diff_p95: f64,
    /// Mean of the highest 5 % of replications.
    pub tvar95: f64,
    /// Mean of the highest 1 % of replications.
    pub tvar99: f64,
    /// Share of replications in which the regime does better than the baseline; ties count half. NaN for an outcome
    /// that is neither good nor bad.
    pub p_better_world: f64,
    /// What pairing bought: variance of the difference under independent seeds over that under common ones,
    /// `(var a + var b) / var(a − b)`.
    pub variance_ratio: f64,
    /// What it can buy when the shocks are nested, `(1 + q) / (1 − q)` with `q` the lesser mean over the greater.
    pub nested_ratio: f64,
}

impl Summary {
    /// The same mean, difference and interval with the luck of another outcome: its quantiles, its tails, and how often it does better.
    /// For what is estimated by its expectation given the state of the world, which has the mean of what happens and less of its luck.
    #[must_use]
    pub fn with_luck_of(self, happened: &Summary) -> Summary {
        let Summary { world, diff_p05, diff_p95, tvar95, tvar99, p_better_world, .. } = *happened;
        Summary { world, diff_p05, diff_p95, tvar95, tvar99, p_better_world, ..self }
    }
}

/// Quantiles of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
    /// 5 %.
    pub p05: f64,
    /// 25 %.
    pub p25: f64,
    /// Median.
    pub median: f64,
    /// 75 %.
    pub p75: f64,
    /// 95 %.
    pub p95: f64,
    /// 99 %.
    pub p99: f64,
}

/// Statistics of one outcome under a regime, against the baseline, from columns in replication order.
///
/// # Panics
///
/// If the columns differ in length.
pub fn summarise(values: &[f64], baseline: &[f64], sign: Sign) -> Summary {
    assert_eq!(values.len(), baseline.len(), "one value a replication on both sides");
    let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(baseline.iter().copied())
        .filter(|(a, b)| !(a.is_nan() || b.is_nan()))
        .collect();
    let differences: Vec<f64> = pairs.iter().map(|(a, b)| a - b).collect();
    let interval = mean_interval(&differences);
    let mean_value = mean(&present);
    let (variance_ratio, nested_ratio) = pairing(&pairs, &differences);
    let (count, paired) = (present.len() as u64, pairs.len() as u64);
    let p_better_world = share_better(&differences, sign);
    let (ranked, ranked_differences) = (sorted(present), sorted(differences));
    Summary {
        count,
        pairs: paired,
        mean: mean_value,
        diff: interval.mean,
        mc_lo: interval.mean - interval.half_width,
        mc_hi: interval.mean + interval.half_width,
        world: quantiles(&ranked),
        diff_p05: quantile(&ranked_differences, 0.05),
        diff_p95: quantile(&ranked_differences, 0.95),
        tvar95: tail_mean(&ranked, 0.05),
        tvar99: tail_mean(&ranked, 0.01),
        p_better_world,
        variance_ratio,
        nested_ratio,
    }
}

/// A mean with the half-width of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanInterval {
    /// The mean; NaN of nothing.
    pub mean: f64,
    /// Half-width by Student's t with `n − 1` degrees of freedom; NaN of fewer than two.
    pub half_width: f64,
}

/// The mean of a sample without NaN, and the half-width of its 95 % interval.
pub fn mean_interval(values: &[f64]) -> MeanInterval {
    let mean = mean(values);
    if values.len() < 2 {
        return MeanInterval { mean, half_width: f64::NAN };
    }
    MeanInterval { mean, half_width: student_t_975(values.len() - 1) * standard_error(values) }
}

/// The standard error of the mean of a sample without NaN; NaN of fewer than two.
pub fn standard_error(values: &[f64]) -> f64 {
    (variance(values, mean(values)) / values.len() as f64).sqrt()
}

/// The ratio of the means of two paired samples, with the half-width of its 95 % interval by the delta method. Pairs without
/// a value on both sides are left out; NaN if the mean below is not different from zero, for then any ratio would do.
///
/// # Panics
///
/// If the samples differ in length.
pub fn ratio_of_means(above: &[f64], below: &[f64]) -> MeanInterval {
    assert_eq!(above.len(), below.len(), "one value a replication on both sides");
    let pairs: Vec<(f64, f64)> = above.iter().copied().zip(below.iter().copied()).collect();
    let whole = pairs.into_iter().filter(|(a, b)| !(a.is_nan() || b.is_nan()));
    let (above, below): (Vec<f64>, Vec<f64>) = whole.unzip();
    let bottom = mean_interval(&below);
    if bottom.half_width.is_nan() || bottom.mean.abs() <= bottom.half_width {
        return MeanInterval { mean: f64::NAN, half_width: f64::NAN };
    }
    let ratio = mean(&above) / bottom.mean;
    let rest: Vec<f64> = above.iter().zip(&below).map(|(a, b)| (a - ratio * b) / bottom.mean).collect();
    MeanInterval { mean: ratio, half_width: mean_interval(&rest).half_width }
}

/// The mean of a sample; NaN of nothing.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { f64::NAN } else { pairwise_sum(values, &|value| value) / values.len() as f64 }
}

fn quantiles(sorted: &[f64]) -> Quantiles {
    Quantiles {
        p05: quantile(sorted, 0.05),
        p25: quantile(sorted, 0.25),
        median: quantile(sorted, 0.5),
        p75: quantile(sorted, 0.75),
        p95: quantile(sorted, 0.95),
        p99: quantile(sorted, 0.99),
    }
}

/// Measured variance ratio of pairing, and the one nested shocks could reach.
fn pairing(pairs: &[(f64, f64)], differences: &[f64]) -> (f64, f64) {
    let (ours, theirs): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let (mean_a, mean_b) = (mean(&ours), mean(&theirs));
    let independent = variance(&ours, mean_a) + variance(&theirs, mean_b);
    let measured = finite(independent / variance(differences, mean(differences)));
    let nested = if mean_a * mean_b > 0.0 {
        let (low, high) = (mean_a.abs().min(mean_b.abs()), mean_a.abs().max(mean_b.abs()));
        finite((1.0 + low / high) / (1.0 - low / high))
    } else {
        f64::NAN
    };
    (measured, nested)
}

/// A ratio, or NaN where its denominator is nothing: differences that are all the same have no variance to compare.
fn finite(ratio: f64) -> f64 {
    if ratio.is_finite() { ratio } else { f64::NAN }
}

/// Sample variance (`n − 1`) in two passes; NaN of fewer than two.
pub fn variance(values: &[f64], mean: f64) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    pairwise_sum(values, &|value| (value - mean) * (value - mean)) / (values.len() - 1) as f64
}

/// The 97.5 % quantile of Student's t: tabulated up to 30 degrees of freedom, beyond by the expansion of Fisher and
/// Cornish (1960) about the normal quantile, right to 1e-7 there.
pub(super) fn student_t_975(freedom: usize) -> f64 {
    const Z: f64 = 1.959_963_984_540_054;
    // [f"{scipy.stats.t.ppf(.975, k):.15g}" for k in range(1, 31)]
    const TABLE: [f64; 30] = [
        12.7062047361747,
        4.30265272974946,
        3.18244630528371,
        2.77644510519779,
        2.57058183563631,
        2.44691185114498,
        2.36462425159278,
        2.30600413520417,
        2.2621571627982,
        2.22813885198627,
        2.20098516009164,
        2.17881282966723,
        2.16036865646279,
        2.1447866879178,
        2.13144954555978,
        2.11990529922125,
        2.10981557783332,
        2.10092204024104,
        2.09302405440831,
        2.08596344726586,
        2.07961384472768,
        2.07387306790403,
        2.06865761041905,
        2.06389856162802,
        2.0595385527533,
        2.05552943864287,
        2.05183051648028,
        2.04840714179525,
        2.0452296421327,
        2.04227245630124,
    ];
    match freedom {
        0 => f64::NAN,
        1..=30 => TABLE[freedom - 1],
        _ => {
            let n = freedom as f64;
            let z2 = Z * Z;
            let first = (z2 + 1.0) / 4.0;
            let second = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
            let third = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
            let fourth = ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92_160.0;
            Z * (1.0 + (first + (second + (third + fourth / n) / n) / n) / n)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, reference: f64) {
        assert!((ours - reference).abs() <= 1e-12 * reference.abs().max(1.0), "{ours} is not {reference}");
    }

    /// The sample of the reference computation:
    ///
    /// ```python
    /// x = np.arange(1, 41); b = 10 + (x * 7 % 11) + 0.25 * x; a = b * 0.9 + (x * 5 % 7) * 0.1 - 0.3; d = a - b
    /// ```
    fn sample() -> (Vec<f64>, Vec<f64>) {
        let baseline: Vec<f64> =
            (1..=40).map(|x| f64::from(10 + (x * 7) % 11) + 0.25 * f64::from(x)).collect();
        let ours =
            (1..=40).zip(&baseline).map(|(x, b)| b * 0.9 + f64::from((x * 5) % 7) * 0.1 - 0.3).collect();
        (ours, baseline)
    }

    #[test]
    fn moments_intervals_and_ratios_agree_with_scipy() {
        let (ours, baseline) = sample();
        let summary = summarise(&ours, &baseline, Sign::Less);
        // a.mean(), d.mean(), d.mean() ∓ stats.t.ppf(.975, 39) * d.std(ddof=1) / np.sqrt(40)
        close(summary.mean, 18.28);
        close(summary.diff, -2.02);
        assert!((summary.mc_lo + 2.1766895186975996).abs() < 1e-8, "Student's t is right to 1e-7 at 39");
        assert!((summary.mc_hi + 1.8633104813024013).abs() < 1e-8);
        // (a.var(ddof=1) + b.var(ddof=1)) / d.var(ddof=1); q = a.mean() / b.mean(); (1 + q) / (1 - q)
        close(summary.variance_ratio, 137.11921166479743);
        close(summary.nested_ratio, 19.09900990099011);
        assert_eq!((summary.count, summary.pairs, summary.p_better_world), (40, 40, 1.0));
    }

    #[test]
    fn quantiles_and_tails_agree_with_numpy() {
        let (ours, baseline) = sample();
        let summary = summarise(&ours, &baseline, Sign::Less);
        // [np.quantile(a, p) for p in (.05, .25, .5, .75, .95, .99)]
        close(summary.world.p05, 12.01875);
        close(summary.world.p25, 15.39375);
        close(summary.world.median, 18.1625);
        close(summary.world.p75, 20.63125);
        close(summary.world.p95, 24.0375);
        close(summary.world.p99, 26.25125);
        // np.quantile(d, .05), np.quantile(d, .95)
        close(summary.diff_p05, -2.70375);
        close(summary.diff_p95, -1.21875);
        // np.sort(a)[-2:].mean(); the highest 0.4 of one value is that value
        close(summary.tvar95, 26.2375);
        close(summary.tvar99, 26.3);
    }

    #[test]
    fn students_t_agrees_with_scipy_beyond_the_table() {
        // [stats.t.ppf(.975, k) for k in (31, 63, 1000, 100000)]
        for (freedom, reference) in [
            (31, 2.039513446396408),
            (63, 1.998340542520741),
            (1000, 1.9623390808264083),
            (100_000, 1.9599877075346095),
        ] {
            assert!((student_t_975(freedom) - reference).abs() < 1e-7, "{freedom}");
        }
        assert!(student_t_975(0).is_nan());
    }

    #[test]
    fn a_ratio_of_means_has_the_interval_of_the_delta_method() {
        let below: Vec<f64> = (0..20).map(|x| 2.0 + 0.1 * f64::from(x % 7)).collect();
        let above: Vec<f64> = (0..20).zip(&below).map(|(x, b)| 0.9 * b + 0.05 * f64::from(x % 3)).collect();
        // r = a.mean() / b.mean(); e = (a - r * b) / b.mean(); stats.t.ppf(.975, 19) * e.std(ddof=1) / np.sqrt(20)
        let ratio = ratio_of_means(&above, &below);
        close(ratio.mean, 0.920787746170678);
        close(ratio.half_width, 0.0085813762582630);
        let noise: Vec<f64> = (0..20).map(|x| f64::from(x % 2) - 0.5).collect();
        assert!(ratio_of_means(&above, &noise).mean.is_nan(), "a mean below that may be zero gives no ratio");
        let with_gaps = ratio_of_means(&[above[0], above[1], f64::NAN], &[below[0], below[1], 7.0]);
        close(with_gaps.mean, (above[0] + above[1]) / (below[0] + below[1]));
    }

    #[test]
    fn rows_without_a_value_are_left_out_and_counted() {
        let nan = f64::NAN;
        let summary = summarise(&[1.0, nan, 3.0, 5.0], &[1.0, 2.0, nan, 3.0], Sign::More);
        assert_eq!((summary.count, summary.pairs), (3, 2));
        assert_eq!((summary.mean, summary.diff), (3.0, 1.0));
        assert_eq!(summary.p_better_world, 0.75, "one tie counts half, one win whole");
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        let empty = summarise(&[f64::NAN], &[f64::NAN], Sign::Less);
        assert_eq!((empty.count, empty.pairs), (0, 0));
        assert!(
            empty.mean.is_nan() && empty.mc_lo.is_nan() && empty.world.p99.is_nan() && empty.tvar99.is_nan()
        );
        let single = summarise(&[2.0], &[1.0], Sign::Open);
        assert_eq!((single.mean, single.diff, single.world.p05), (2.0, 1.0, 2.0));
        assert!(single.mc_lo.is_nan() && single.p_better_world.is_nan());
    }

    #[test]
    fn the_baseline_does_not_differ_from_itself() {
        let (_, baseline) = sample();
        let summary = summarise(&baseline, &baseline, Sign::Less);
        assert_eq!(
            (summary.diff, summary.mc_lo, summary.mc_hi, summary.p_better_world),
            (0.0, 0.0, 0.0, 0.5)
        );
    }
}
