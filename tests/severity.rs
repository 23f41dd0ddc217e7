//! Closed-form layers of the loss per device against numeric integration, and the laws they must obey.

use caveat::distributions::{Severity, SeverityError, SeverityKind};
use caveat::shocks::{Shocks, Stream};
use proptest::prelude::*;

const MAX: f64 = 50_000.0;

fn severity(kind: SeverityKind, max: f64) -> Severity {
    Severity::new(kind, max).expect("the example is a loss")
}

fn spliced(log_sd: f64, tail_share: f64, tail_index: f64) -> Severity {
    severity(SeverityKind::LogNormalPareto { mean_eur: 120.0, log_sd, tail_share, tail_index }, MAX)
}

fn examples() -> Vec<Severity> {
    vec![
        severity(SeverityKind::Point { loss_eur: 120.0 }, MAX),
        severity(SeverityKind::Exponential { mean_eur: 120.0 }, MAX),
        severity(SeverityKind::Exponential { mean_eur: 120.0 }, 150.0),
        spliced(1.0, 0.0, 0.3),
        spliced(1.5, 0.05, 0.7),
        spliced(1.5, 0.05, 0.0),
        spliced(2.0, 0.1, 0.5),
        spliced(0.7, 0.2, 1.0),
        spliced(0.7, 0.01, 1.6),
    ]
}

/// `∫₀ˣ r·t^(r−1)·P(X > t) dt = E[min(X, x)^r]`, r = 1 or 2, by Simpson's rule in √t on pieces that end at a
/// jump or kink.
fn moment(severity: &Severity, r: u32, x: f64) -> f64 {
    let x = x.min(severity.quantile(1.0));
    let kink = severity.quantile(0.5).min(x);
    let simpson = |from: f64, to: f64| {
        const STEPS: u32 = 40_000;
        let h = (to - from) / f64::from(STEPS);
        let value = |i: u32| {
            let root = (from + f64::from(i) * h).clamp(from * (1.0 + 1e-15), to * (1.0 - 1e-15));
            let t = root * root;
            let weight = if r == 1 { 1.0 } else { 2.0 * t };
            weight * severity.survival(t) * 2.0 * root
        };
        let inner: f64 = (1..STEPS).map(|i| if i % 2 == 1 { 4.0 * value(i) } else { 2.0 * value(i) }).sum();
        (value(0) + inner + value(STEPS)) * h / 3.0
    };
    simpson(0.0, kink.sqrt()) + if kink < x { simpson(kink.sqrt(), x.sqrt()) } else { 0.0 }
}

#[track_caller]
fn close(got: f64, want: f64, relative: f64, what: &str) {
    assert!((got - want).abs() <= relative * want.abs(), "{what}: {got}, want {want}");
}

#[test]
fn the_stated_mean_is_the_mean_after_the_limit() {
    for severity in examples() {
        close(severity.mean(), 120.0, 1e-13, &format!("{severity:?}"));
    }
    let unlimited =
        SeverityKind::LogNormalPareto { mean_eur: 120.0, log_sd: 1.2, tail_share: 0.05, tail_index: 0.4 };
    close(Severity::new(unlimited, f64::INFINITY).unwrap().mean(), 120.0, 1e-13, "unlimited");
}

#[test]
fn closed_forms_are_the_integrals() {
    for severity in examples() {
        for x in [3.0, 90.0, 140.0, 2_000.0, 30_000.0] {
            let what = format!("{severity:?} at {x}");
            close(severity.limited_mean(x), moment(&severity, 1, x), 1e-6, &what);
            close(severity.limited_second_moment(x), moment(&severity, 2, x), 1e-6, &what);
            let layer = moment(&severity, 1, 2.0 * x) - moment(&severity, 1, x);
            assert!((severity.layer_mean(x, x) - layer).abs() < 1e-4, "{what}");
        }
    }
}

#[test]
fn moments_are_those_of_the_draws() {
    const DRAWS: u64 = 200_000;
    let shocks = Shocks::new(11, 0);
    for severity in examples() {
        let losses = || (0..DRAWS).map(|k| severity.quantile(shocks.uniform(Stream::Loss, 1, 0, k)));
        let mean = |value: &dyn Fn(f64) -> f64| losses().map(value).sum::<f64>() / DRAWS as f64;
        let variance = severity.limited_second_moment(MAX) - 120.0 * 120.0;
        let error = 4.0 * (variance / DRAWS as f64).sqrt() + 1e-9;
        assert!((mean(&|x| x) - 120.0).abs() < error, "{severity:?}");
        assert!(
            (mean(&|x| if x > 300.0 { x } else { 0.0 }) - severity.mean_above(300.0)).abs() < error,
            "{severity:?}"
        );
        assert!(
            (mean(&|x| f64::from(u8::from(x <= 100.0))) - severity.cdf(100.0)).abs()
                < 2.0 / (DRAWS as f64).sqrt()
        );
    }
}

#[test]
fn the_distribution_is_continuous_at_the_splice() {
    let severity = spliced(1.5, 0.05, 0.7);
    let splice = severity.quantile(0.95);
    let (below, above) = (splice * (1.0 - 1e-9), splice * (1.0 + 1e-9));
    assert!((severity.cdf(above) - severity.cdf(below)).abs() < 1e-9);
    assert!((severity.limited_mean(above) - severity.limited_mean(below)).abs() < 1e-6);
}

#[test]
fn a_scaled_severity_scales_the_loss_before_the_limit() {
    for severity in examples() {
        for factor in [0.01, 0.7, 1.0, 30.0] {
            let scaled = severity.scaled(factor);
            close(severity.mean_scaled(factor), scaled.mean(), 0.0, "mean_scaled");
            for u in [0.05, 0.3] {
                close(
                    scaled.quantile(u),
                    (factor * severity.quantile(u)).min(scaled.quantile(1.0)),
                    1e-12,
                    "quantile",
                );
            }
        }
        assert_eq!(severity.mean_scaled(0.0), 0.0);
    }
}

#[test]
fn a_tail_of_tiny_index_is_nearly_exponential() {
    let want = spliced(1.5, 0.05, 0.0);
    let got = spliced(1.5, 0.05, 1e-7);
    for x in [500.0, 5_000.0] {
        close(got.limited_second_moment(x), want.limited_second_moment(x), 1e-5, "second moment");
    }
}

#[test]
fn no_loss_is_a_loss() {
    let none = Severity::new(SeverityKind::Exponential { mean_eur: 0.0 }, MAX).unwrap();
    assert_eq!(
        (none.mean(), none.survival(0.0), none.quantile(0.9), none.mean_above(0.0)),
        (0.0, 0.0, 0.0, 0.0)
    );
}

#[test]
fn impossible_losses_are_refused() {
    let refused = |kind, max| Severity::new(kind, max).unwrap_err();
    assert!(matches!(refused(SeverityKind::Exponential { mean_eur: MAX }, MAX), SeverityError::Mean { .. }));
    assert!(matches!(refused(SeverityKind::Point { loss_eur: -1.0 }, MAX), SeverityError::Mean { .. }));
    assert!(matches!(refused(SeverityKind::Point { loss_eur: f64::NAN }, MAX), SeverityError::Mean { .. }));
    let tail = |log_sd, tail_share, tail_index| SeverityKind::LogNormalPareto {
        mean_eur: 1.0,
        log_sd,
        tail_share,
        tail_index,
    };
    assert!(matches!(refused(tail(0.0, 0.1, 0.2), MAX), SeverityError::Shape { .. }));
    assert!(matches!(refused(tail(1.0, 1.0, 0.2), MAX), SeverityError::Shape { .. }));
    assert!(matches!(refused(tail(1.0, 0.1, 0.5), f64::INFINITY), SeverityError::Unlimited { .. }));
    assert!(Severity::new(SeverityKind::Point { loss_eur: MAX }, MAX).is_ok());
}

fn any_severity() -> impl Strategy<Value = Severity> {
    let tail_share = prop_oneof![1 => Just(0.0), 3 => 1e-4..0.5];
    let tail_index = prop_oneof![1 => Just(0.0), 3 => 0.0..2.0];
    (1.0..MAX / 2.0, 0.05..3.0, tail_share, tail_index).prop_map(
        |(mean_eur, log_sd, tail_share, tail_index)| {
            severity(SeverityKind::LogNormalPareto { mean_eur, log_sd, tail_share, tail_index }, MAX)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn limited_means_obey_their_laws(severity in any_severity(), x in 0.0..2.0 * MAX, step in 0.0..1000.0) {
        let (mean, slack) = (severity.mean(), 1e-10 * severity.mean());
        prop_assert!(severity.limited_mean(x) <= mean.min(x) + slack);
        prop_assert!(severity.limited_mean(x) <= severity.limited_mean(x + step) + slack);
        prop_assert!(severity.limited_second_moment(x) <= x.min(MAX) * severity.limited_mean(x) + slack * x);
        prop_assert!(severity.limited_second_moment(x) * (1.0 + 1e-9) >= severity.limited_mean(x) * severity.limited_mean(x));
        prop_assert!(severity.mean_above(x + step) <= severity.mean_above(x) + slack);
        prop_assert!((severity.mean_above(0.0) - mean).abs() <= slack);
        prop_assert!(severity.cdf(x) <= severity.cdf(x + step));
    }

    #[test]
    fn quantile_inverts_the_distribution(severity in any_severity(), u in 1e-6..1.0 - 1e-6_f64, v in 1e-6..1.0 - 1e-6_f64) {
        let x = severity.quantile(u);
        prop_assert!(x == MAX || (severity.cdf(x) - u).abs() < 1e-9, "{x}: {} against {u}", severity.cdf(x));
        prop_assert!(severity.quantile(u.min(v)) <= severity.quantile(u.max(v)));
    }
}
