//! The year's payments as a gamma variable, against the compound Poisson that they are.

use caveat::actuarial::{Aggregate, Borne};
use caveat::math::{exp, ln, norm_cdf};

/// Steps of the lattice on which one payment of mean size lies.
const STEPS: usize = 40;
/// Points of the lattice of the year.
const POINTS: usize = 12_000;

/// How large one payment is.
#[derive(Clone, Copy, Debug)]
enum Size {
    Fixed,
    Exponential,
    /// Log-normal of this log standard deviation.
    LogNormal(f64),
}

impl Size {
    /// `P(X ≤ x)` for a mean of 1.
    fn cdf(self, x: f64) -> f64 {
        match self {
            _ if x <= 0.0 => 0.0,
            Size::Fixed => f64::from(u8::from(x >= 1.0)),
            Size::Exponential => 1.0 - exp(-x),
            Size::LogNormal(sd) => norm_cdf(ln(x) / sd + 0.5 * sd),
        }
    }

    /// Probabilities of the multiples of a step, by rounding; the tail beyond a tenth of the lattice lies at its end.
    fn lattice(self) -> Vec<f64> {
        let last = POINTS / 10;
        let edge = |point: usize| (point as f64 + 0.5) / STEPS as f64;
        let between = |point: usize| match point {
            0 => self.cdf(edge(0)),
            _ if point == last => 1.0 - self.cdf(edge(last - 1)),
            _ => self.cdf(edge(point)) - self.cdf(edge(point - 1)),
        };
        (0..=last).map(between).collect()
    }
}

/// Probabilities of the year's sum of a Poisson number of payments: `f_k = λ/k·Σ j·g_j·f_(k−j)` (Panjer 1981, *ASTIN Bulletin*
/// 12:22).
fn year(rate: f64, payment: &[f64]) -> Vec<f64> {
    let mut sum = vec![exp(-rate * (1.0 - payment[0]))];
    for k in 1..POINTS {
        let terms = payment.iter().enumerate().skip(1).take(k);
        let total: f64 = terms.map(|(j, g)| j as f64 * g * sum[k - j]).sum();
        sum.push(rate / k as f64 * total);
    }
    sum
}

/// `E[min(S, A)]` for the lattice points `A`, in steps.
fn limited_means(sum: &[f64]) -> Vec<f64> {
    let (mut mean, mut left, mut means) = (0.0, 1.0, vec![0.0]);
    for p in sum {
        left -= p;
        mean += left.max(0.0);
        means.push(mean);
    }
    means
}

/// Greatest relative error of `E[min(S, A)]` over sizes, rates and assets that are kept: by payments a year, and by assets over the
/// size of a typical payment.
fn worst(kept: impl Fn(f64, f64) -> bool) -> f64 {
    let (mut worst, mut compared) = (0.0_f64, 0);
    for size in [Size::Fixed, Size::Exponential, Size::LogNormal(0.5), Size::LogNormal(1.0)] {
        let payment = size.lattice();
        let points = || payment.iter().enumerate().map(|(x, p)| (x as f64, p));
        let mean: f64 = points().map(|(x, p)| x * p).sum();
        let square: f64 = points().map(|(x, p)| x * x * p).sum();
        for rate in [0.05, 0.2, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0] {
            let exact = limited_means(&year(rate, &payment));
            let some = 1.0 - payment[0];
            let gamma = Aggregate { mean: rate * mean, size: square / mean, payment: mean / some };
            let of_mean = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0].map(|part| part * gamma.mean);
            let of_size = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0].map(|times| times * gamma.size);
            for assets in of_mean.into_iter().chain(of_size).map(f64::round) {
                if assets > 0.0 && assets < POINTS as f64 && kept(rate, assets / gamma.size) {
                    worst = worst.max((gamma.limited_mean(assets) / exact[assets as usize] - 1.0).abs());
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 20, "{compared} compared");
    worst
}

#[test]
fn panjer_gives_known_sums() {
    // Payments of a fixed size: the Poisson distribution.
    let sum = year(2.0, &Size::Fixed.lattice());
    assert!((sum[0] - exp(-2.0)).abs() < 1e-15 && (sum[2 * STEPS] - 2.0 * exp(-2.0)).abs() < 1e-15);
    let mean = *limited_means(&sum).last().unwrap_or(&0.0);
    assert!((mean - 2.0 * STEPS as f64).abs() < 1e-9, "{mean}");
}

#[test]
fn of_many_payments_or_of_large_assets_the_gamma_is_right() {
    let worst = worst(|rate, sizes| rate >= 20.0 || sizes >= 10.0);
    assert!(worst < 0.005, "{worst}");
}

#[test]
fn of_five_payments_a_year_it_is_right_to_three_hundredths() {
    let worst = worst(|rate, _| rate >= 5.0);
    assert!(worst < 0.03, "{worst}");
}

/// Rare payments: most years bring none, which a plain gamma does not know; it would pay up to four times too much out of assets
/// below the size of a payment.
#[test]
fn of_rare_payments_it_is_right_to_a_sixth() {
    let worst = worst(|_, _| true);
    assert!(worst < 0.16, "{worst}");
}

/// `ln E[e^{aB}]/a` for what is borne of a year, by integration: `E[e^{aB(S)}] = 1 + ∫ a·e^{aB(s)} P(S > s) dB(s)`, of which ruin is a jump.
fn by_integration(year: Aggregate, aversion: f64, borne: &Borne) -> f64 {
    const POINTS: u32 = 8_000;
    // Where the density of small losses is steep, points lie close together.
    let slope = |from: f64, to: f64, before: f64| {
        let at = |i: u32| {
            let u = (f64::from(i) + 0.5) / f64::from(POINTS);
            let s = from + (to - from) * u * u * u;
            let weight = 3.0 * u * u * (to - from) / f64::from(POINTS);
            weight * aversion * exp(aversion * (before + s - from)) * year.survival(s)
        };
        (0..POINTS).map(at).sum::<f64>()
    };
    let (above, most) = borne
        .above
        .map_or((0.0, borne.below), |(from, to)| (slope(from, to, borne.below), borne.below + to - from));
    let jump = exp(aversion * most) * (exp(aversion * borne.lost) - 1.0) * year.survival(borne.ruin);
    ln(1.0 + slope(0.0, borne.below, 0.0) + above + jump) / aversion
}

#[test]
fn certainty_equivalents_are_those_of_numerical_integration() {
    let mut compared = 0;
    for (mean, size, payment) in
        [(10.0, 30.0, 20.0), (200.0, 30.0, 25.0), (5.0, 400.0, 100.0), (900.0, 1.0, 1.0), (0.1, 50.0, 50.0)]
    {
        let year = Aggregate { mean, size, payment };
        for assets in [0.3 * mean, 2.0 * mean, 20.0 * size] {
            let alone = Borne { below: assets, above: None, ruin: assets, lost: 0.0 };
            let (deductible, limit) = (0.2 * assets, 0.5 * assets);
            let above = Some((deductible + limit, limit + 0.9 * assets));
            let insured = Borne { below: deductible, above, ruin: limit + 0.9 * assets, lost: 0.0 };
            for (borne, lost) in [(alone, 0.0), (alone, 3.0 * assets), (insured, 0.0), (insured, assets)] {
                let borne = Borne { lost, ..borne };
                // From hardly averse to where the untruncated expectation does not exist.
                for aversion in [1e-4, 0.1, 0.7, 1.0, 1.5, 6.0].map(|times| times / size) {
                    let most = borne.below + borne.above.map_or(0.0, |(from, to)| to - from) + lost;
                    if aversion * most > 500.0 {
                        continue; // the integrand would overflow
                    }
                    let exact = by_integration(year, aversion, &borne);
                    let here = year.certainty_equivalent(aversion, &borne);
                    assert!(
                        (here / exact - 1.0).abs() < 2e-5,
                        "{year:?} {aversion} {borne:?}: {here} against {exact}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 250, "{compared} compared");
}

#[test]
fn the_averse_fear_a_loss_more_and_never_more_than_they_can_lose() {
    for (mean, size, payment) in [(10.0, 30.0, 20.0), (1e4, 5e5, 1e5), (900.0, 0.5, 0.5), (3e6, 1e3, 900.0)] {
        let year = Aggregate { mean, size, payment };
        for assets in [0.5 * mean, 4.0 * mean, 1e3 * (mean + size)] {
            let borne = Borne { below: assets, above: None, ruin: assets, lost: 0.5 * assets };
            let neutral = year.paid(&borne) + borne.lost * year.survival(assets);
            assert_eq!(year.certainty_equivalent(0.0, &borne), neutral);
            let mut last = neutral * (1.0 - 1e-6);
            for power in -12..6 {
                let here = year.certainty_equivalent(caveat::math::pow(10.0, power.into()), &borne);
                assert!(
                    here >= last * (1.0 - 1e-6) && here <= 1.5 * assets * (1.0 + 1e-12),
                    "{year:?} {assets} 1e{power}: {here} after {last}"
                );
                last = here;
            }
        }
    }
}

/// Of many payments it is nearly the certainty equivalent of the compound Poisson: less nearly with more aversion, which looks at
/// moments beyond the two that agree.
#[test]
fn of_many_payments_the_certainty_equivalent_is_that_of_the_compound_sum() {
    for size in [Size::Fixed, Size::Exponential, Size::LogNormal(0.5)] {
        let payment = size.lattice();
        let points = || payment.iter().enumerate().map(|(x, p)| (x as f64, p));
        let mean: f64 = points().map(|(x, p)| x * p).sum();
        let square: f64 = points().map(|(x, p)| x * x * p).sum();
        for rate in [20.0, 50.0] {
            let sum = year(rate, &payment);
            let gamma =
                Aggregate { mean: rate * mean, size: square / mean, payment: mean / (1.0 - payment[0]) };
            for assets in [1.0, 1.5, 3.0].map(|part| (part * gamma.mean).round()) {
                let borne = Borne { below: assets, above: None, ruin: assets, lost: 0.0 };
                for (times, tolerance) in [(0.1, 0.005), (0.5, 0.08)] {
                    let aversion = times / gamma.size;
                    let worth = |(s, p): (usize, &f64)| p * exp(aversion * ((s as f64).min(assets) - assets));
                    let here: f64 = sum.iter().enumerate().map(worth).sum();
                    let exact = assets + ln(here) / aversion;
                    let gamma = gamma.certainty_equivalent(aversion, &borne);
                    assert!(
                        (gamma / exact - 1.0).abs() < tolerance,
                        "{size:?} {rate} {assets} {aversion}: {gamma} against {exact}"
                    );
                }
            }
        }
    }
}
