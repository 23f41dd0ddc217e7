//! Every inversion against its closed-form distribution function, and against `rand_distr` as an oracle.

use caveat::distributions::{
    BetaTable, Binomial, Frailty, Poisson, bernoulli, exponential, gumbel, log_normal, normal, pareto,
    weibull,
};
use caveat::math;
use caveat::shocks::{Shocks, Stream};
use proptest::prelude::*;
use rand_distr::Distribution;
use std::sync::LazyLock;

const DRAWS: u64 = 20_000;
/// Kolmogorov's statistic times √n exceeds this with probability 10⁻⁴.
const CRITICAL: f64 = 2.23;

fn uniforms(entity: u64) -> impl Iterator<Item = f64> {
    (0..DRAWS).map(move |k| Shocks::new(7, 0).uniform(Stream::Launch, entity, 0, k))
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

#[track_caller]
fn fits(quantile: impl Fn(f64) -> f64, cdf: impl Fn(f64) -> f64) {
    let sample = sorted(uniforms(1).map(quantile));
    let n = sample.len() as f64;
    let distance = sample
        .iter()
        .enumerate()
        .map(|(i, &x)| (cdf(x) - i as f64 / n).abs().max((cdf(x) - (i + 1) as f64 / n).abs()));
    let statistic = distance.fold(0.0, f64::max) * n.sqrt();
    assert!(statistic < CRITICAL, "Kolmogorov–Smirnov: {statistic}");
}

#[track_caller]
fn agrees(quantile: impl Fn(f64) -> f64, oracle: impl Distribution<f64>) {
    let ours = sorted(uniforms(2).map(quantile));
    let mut rng = Shocks::new(7, 0).rng(Stream::Launch, 3, 0);
    let theirs = sorted((0..DRAWS).map(|_| oracle.sample(&mut rng)));
    let below = |sample: &[f64], x: f64| sample.partition_point(|&v| v <= x) as f64 / DRAWS as f64;
    let distance =
        ours.iter().chain(&theirs).map(|&x| (below(&ours, x) - below(&theirs, x)).abs()).fold(0.0, f64::max);
    let statistic = distance * (DRAWS as f64 / 2.0).sqrt();
    assert!(statistic < CRITICAL, "two-sample Kolmogorov–Smirnov: {statistic}");
}

#[test]
fn continuous_distributions_fit() {
    fits(|u| exponential(u, 3.0), |x| -math::exp_m1(-x / 3.0));
    fits(|u| normal(u, -1.0, 2.0), |x| math::norm_cdf((x + 1.0) / 2.0));
    fits(|u| log_normal(u, 40.0, 1.3), |x| math::norm_cdf(math::ln(x / 40.0) / 1.3));
    fits(|u| weibull(u, 159.0, 0.647), |x| -math::exp_m1(-math::pow(x / 159.0, 0.647)));
    fits(|u| gumbel(u, 1.0, 0.5), |x| math::exp(-math::exp((1.0 - x) * 2.0)));
    fits(
        |u| pareto(u, 2.0, 50.0, 1.06),
        |x| (1.0 - math::pow(2.0 / x, 1.06)) / (1.0 - math::pow(0.04, 1.06)),
    );
    fits(|u| pareto(u, 2.0, f64::INFINITY, 1.06), |x| 1.0 - math::pow(2.0 / x, 1.06));
    for (a, b) in [(0.3, 4.0), (2.0, 5.0), (30.0, 0.7)] {
        let table = BetaTable::new(a, b);
        fits(|u| table.quantile(u), |x| math::beta_inc(a, b, x));
    }
}

#[test]
fn a_beta_share_that_is_raised_stays_within_all() {
    const POINTS: u32 = 200_000;
    for (a, b) in [(0.8, 3.2), (1.6, 2.4), (2.0, 0.7)] {
        let table = BetaTable::new(a, b);
        let mean = |times: f64| {
            let at = |i: u32| table.quantile((f64::from(i) + 0.5) / f64::from(POINTS));
            (0..POINTS).map(|i| (times * at(i)).min(1.0)).sum::<f64>() / f64::from(POINTS)
        };
        for times in [0.0, 0.4, 1.0, 1.5, 4.0, 60.0] {
            let (got, want) = (table.raised(times), mean(times) * (a + b) / a);
            assert!((got - want).abs() < 1e-5 * times.max(1.0), "{a}, {b}, {times}: {got} against {want}");
        }
    }
}

#[test]
fn rand_distr_agrees() {
    agrees(|u| exponential(u, 3.0), rand_distr::Exp::new(1.0 / 3.0).unwrap());
    agrees(|u| normal(u, -1.0, 2.0), rand_distr::Normal::new(-1.0, 2.0).unwrap());
    agrees(|u| log_normal(u, 40.0, 1.3), rand_distr::LogNormal::new(math::ln(40.0), 1.3).unwrap());
    agrees(|u| weibull(u, 159.0, 0.647), rand_distr::Weibull::new(159.0, 0.647).unwrap());
    agrees(|u| gumbel(u, 1.0, 0.5), rand_distr::Gumbel::new(1.0, 0.5).unwrap());
    agrees(|u| pareto(u, 2.0, f64::INFINITY, 1.06), rand_distr::Pareto::new(2.0, 1.06).unwrap());
    let table = BetaTable::new(0.8, 3.0);
    agrees(|u| table.quantile(u), rand_distr::Beta::new(0.8, 3.0).unwrap());
    for mean in [0.02, 3.0, 60.0, 1e6] {
        agrees(|u| Poisson::new(mean).quantile(u) as f64, rand_distr::Poisson::new(mean).unwrap());
    }
    for (trials, p) in [(5, 0.4), (90, 0.97), (10_000_000, 1e-7), (10_000_000, 0.3)] {
        let oracle = rand_distr::Binomial::new(trials, p).unwrap().map(|k| k as f64);
        agrees(|u| Binomial::new(trials, p).quantile(u) as f64, oracle);
    }
}

#[test]
fn bernoulli_is_nested() {
    let hits = |p| uniforms(4).filter(|&u| bernoulli(u, p)).count() as f64 / DRAWS as f64;
    assert!((hits(0.3) - 0.3).abs() < 0.015);
    assert!(!bernoulli(f64::EPSILON, 0.0) && bernoulli(1.0 - f64::EPSILON, 1.0));
}

#[test]
fn frailty_has_unit_mean() {
    let frailty = Frailty::new(0.8);
    let mean = uniforms(5).map(|u| frailty.quantile(u)).sum::<f64>() / DRAWS as f64;
    assert!((mean - 1.0).abs() < 0.03, "{mean}");
    assert_eq!(Frailty::new(0.0).quantile(0.9), 1.0);
    fits(|u| frailty.quantile(u), |x| math::norm_cdf((math::ln(x) + 0.32) / 0.8));
}

#[test]
fn beta_table_is_close() {
    for (a, b) in [(0.25, 0.25), (0.5, 9.0), (1.0, 1.0), (3.0, 1.5), (200.0, 700.0)] {
        let table = BetaTable::new(a, b);
        for u in uniforms(6) {
            let (got, want) = (table.quantile(u), math::beta_quantile(a, b, u));
            assert!((got - want).abs() < 1e-6, "Beta({a}, {b}) at {u}: {got}, want {want}");
        }
    }
}

#[test]
fn counts_at_their_edges() {
    let (least, most) = (f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
    assert_eq!(Poisson::new(0.0).quantile(most), 0);
    assert_eq!(Poisson::new(1e-3).quantile(most), 4);
    assert_eq!(Binomial::new(0, 0.5).quantile(most), 0);
    assert_eq!(Binomial::new(9, 0.0).quantile(most), 0);
    assert_eq!(Binomial::new(9, 1.0).quantile(least), 9);
    assert_eq!((Binomial::new(9, 0.5).quantile(least), Binomial::new(9, 0.5).quantile(most)), (0, 9));
}

/// Uniforms as they are drawn, multiples of 2⁻⁵³, with the tails well represented.
fn any_uniform() -> impl Strategy<Value = f64> {
    let (least, most) = (f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
    prop_oneof![3 => least..most, 1 => (-36.0..-1.0).prop_map(math::exp), 1 => (-36.0..-1.0).prop_map(|x| 1.0 - math::exp(x)), 1 => Just(least), 1 => Just(most)]
        .prop_map(move |u: f64| ((u / least).round() * least).clamp(least, most))
}

/// Means from 10⁻⁶ to 10⁶, evenly in the logarithm.
fn any_mean() -> impl Strategy<Value = f64> {
    (-6.0..6.0).prop_map(|x| math::pow(10.0, x))
}

/// Whether `k` is the least count with `P(X ≤ k) ≥ u`, to the rounding of the tails.
fn is_quantile(u: f64, k: u64, tails: impl Fn(u64) -> [f64; 2]) -> bool {
    let reaches = |k, slack: f64| {
        let [lower, upper] = tails(k);
        if u <= 0.5 { lower >= u * (1.0 - slack) } else { upper <= (1.0 - u) * (1.0 + slack) }
    };
    reaches(k, 1e-8) && (k == 0 || !reaches(k - 1, -1e-8))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn poisson_quantile_is_exact(mean in any_mean(), u in any_uniform()) {
        let k = Poisson::new(mean).quantile(u);
        prop_assert!(is_quantile(u, k, |k| [math::gamma_q(k as f64 + 1.0, mean), math::gamma_p(k as f64 + 1.0, mean)]), "{k}");
    }

    #[test]
    fn poisson_quantile_is_monotone(mean in any_mean(), more in 0.0..1e-3, u in any_uniform(), v in any_uniform()) {
        let k = Poisson::new(mean).quantile(u.min(v));
        prop_assert!(k <= Poisson::new(mean).quantile(u.max(v)));
        prop_assert!(k <= Poisson::new(mean * (1.0 + more)).quantile(u.min(v)));
    }

    #[test]
    fn binomial_quantile_is_exact(trials in (0.0..7.0).prop_map(|x| math::pow(10.0, x) as u64), p in 0.0..1.0, tilt in 0.0..6.0, u in any_uniform()) {
        let p = math::pow(p, math::exp(tilt - 3.0));
        let k = Binomial::new(trials, p).quantile(u);
        let tails = |k| if k == trials {
            [1.0, 0.0]
        } else {
            [math::beta_inc((trials - k) as f64, k as f64 + 1.0, 1.0 - p), math::beta_inc(k as f64 + 1.0, (trials - k) as f64, p)]
        };
        prop_assert!(k <= trials);
        prop_assert!(is_quantile(u, k, tails), "{k} of {trials} at {p}");
    }

    #[test]
    fn binomial_quantile_is_monotone(trials in 0_u64..10_000_000, p in 0.0..1.0_f64, more in 0.0..1e-3, u in any_uniform(), v in any_uniform()) {
        let k = Binomial::new(trials, p).quantile(u.min(v));
        prop_assert!(k <= Binomial::new(trials, p).quantile(u.max(v)));
        prop_assert!(k <= Binomial::new(trials, f64::min(p * (1.0 + more), 1.0)).quantile(u.min(v)));
    }

    #[test]
    fn continuous_quantiles_are_monotone(u in any_uniform(), v in any_uniform()) {
        let (low, high) = (u.min(v), u.max(v));
        static TABLE: LazyLock<BetaTable> = LazyLock::new(|| BetaTable::new(0.6, 2.5));
        let quantiles: [&dyn Fn(f64) -> f64; 7] = [
            &|u| exponential(u, 1.0), &|u| normal(u, 0.0, 1.0), &|u| log_normal(u, 1.0, 2.0), &|u| weibull(u, 1.0, 0.5),
            &|u| gumbel(u, 0.0, 1.0), &|u| pareto(u, 1.0, 9.0, 2.0), &|u| TABLE.quantile(u),
        ];
        for quantile in quantiles {
            prop_assert!(quantile(low) <= quantile(high));
        }
    }
}
