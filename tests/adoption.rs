//! The adoption curve of fixes.

use caveat::distributions::{Adoption, AdoptionError};

fn midpoint_mean(curve: &Adoption, from: f64, to: f64) -> f64 {
    const POINTS: u32 = 200_000;
    let step = (to - from) / f64::from(POINTS);
    (0..POINTS).map(|i| curve.unpatched(from + (f64::from(i) + 0.5) * step)).sum::<f64>() / f64::from(POINTS)
}

#[test]
fn the_plain_curve_is_the_published_one() {
    let curve = Adoption::fit(0.0, 0.0).unwrap();
    assert!((curve.scale_days - 159.0).abs() < 0.5, "{curve:?}");
    assert!((curve.shape - 0.647).abs() < 0.0005, "{curve:?}");
}

#[test]
fn every_fit_passes_its_anchors() {
    for (never, automatic) in [(0.0, 0.0), (0.1, 0.0), (0.0, 0.4), (0.17, 0.45)] {
        let curve = Adoption::fit(never, automatic).unwrap();
        for (days, open) in Adoption::ANCHORS {
            assert!((curve.unpatched(days) - open).abs() < 1e-12, "{curve:?}");
        }
        assert_eq!(curve.unpatched(-1e-9), 1.0);
        assert!((curve.unpatched(0.0) - (1.0 - automatic)).abs() < 1e-15);
        assert!((curve.unpatched(1e9) - never).abs() < 1e-12);
    }
}

#[test]
fn exposure_is_the_integral_of_the_curve() {
    let curve = Adoption::fit(0.05, 0.2).unwrap();
    let month = 365.0 / 12.0;
    let means = curve.monthly_means(120, month);
    assert_eq!(means.len(), 120);
    for age in [0, 1, 7, 119] {
        let from = f64::from(age) * month;
        let want = midpoint_mean(&curve, from, from + month);
        assert!(
            (means[age as usize] - want).abs() < 1e-6,
            "month {age}: {} against {want}",
            means[age as usize]
        );
    }
    assert!(means.is_sorted_by(|a, b| a >= b));
}

#[test]
fn impossible_curves_are_refused() {
    assert!(matches!(Adoption::fit(0.2, 0.0), Err(AdoptionError::Anchor { days: 365.0, .. })));
    assert!(matches!(Adoption::fit(0.0, 0.5), Err(AdoptionError::Anchor { days: 90.0, .. })));
    assert!(matches!(Adoption::fit(0.6, 0.4), Err(AdoptionError::Shares { .. })));
    assert!(matches!(Adoption::fit(f64::NAN, 0.0), Err(AdoptionError::Shares { .. })));
    assert!(matches!(Adoption::through(0.0, 0.0, [(90.0, 0.2), (365.0, 0.5)]), Err(AdoptionError::Order)));
}
