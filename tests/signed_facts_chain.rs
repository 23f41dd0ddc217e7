//! What is certain about shared liability under the conditions stated, for any parameters: the engine must never show its contrary.

#![allow(clippy::unwrap_used, reason = "tests")]

use caveat::theory::{Answers, group};
use proptest::prelude::*;

/// Differences below this are rounding.
const ROUNDING: f64 = 1e-6;

fn run(id: &str, params: &[(&str, f64)]) -> Answers {
    group(id).unwrap().run(params).unwrap_or_else(|error| panic!("{id} {params:?}: {error}"))
}

/// An amount between 1 and 1,000 EUR.
fn eur() -> impl Strategy<Value = f64> {
    (0.0..3.0_f64).prop_map(|power| caveat::math::pow(10.0, power))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Indivisible harm, strict liability: joint and several liability brings the solvent party to no less care, and victims to no
    /// less; where both are solvent it changes nothing.
    #[test]
    fn fact_08_joint_liability_raises_care_of_the_solvent_and_recovery(
        (p0, k, h) in (0.05..1.0_f64, 0.1..3.0_f64, eur()),
        (w1, r1) in (0.1..0.9_f64, 0.1..0.9_f64),
        (poor, first_is_poor) in (0.0..1.2_f64, any::<bool>()),
    ) {
        let assets = |mine: bool, share: f64| if mine { poor * share * h } else { 1e9 };
        let (assets1, assets2) = (assets(first_is_poor, r1), assets(!first_is_poor, 1.0 - r1));
        let found = run("e1", &[("p0", p0), ("k", k), ("h", h), ("w1", w1), ("w2", 1.0 - w1), ("r1", r1),
            ("assets1", assets1), ("assets2", assets2)]);
        let of = |law: &str, key: &str| found.value(&format!("{law}.{key}")).unwrap();
        let (several, joint) = (|key: &str| of("several", key), |key: &str| of("joint_and_several", key));
        let solvent = if first_is_poor { "care[1]" } else { "care[0]" };
        prop_assert!(joint(solvent) >= several(solvent) - ROUNDING);
        prop_assert!(joint("recovery_rate") >= several("recovery_rate") - ROUNDING);
        prop_assert!(joint("expected_uncompensated") <= ROUNDING * h, "one of two pockets is deep enough");
        if poor >= 1.0 {
            for key in ["care[0]", "care[1]", "recovery_rate", "exposure[0]", "exposure[1]", "social_cost"] {
                let (several, joint) = (several(key), joint(key));
                prop_assert!((several - joint).abs() <= ROUNDING * several.abs().max(1.0), "{key}: {several}, {joint}");
            }
        }
    }

    /// Harm that each caused of its own: joint and several liability leaves the care of both as it was.
    #[test]
    fn fact_09_joint_liability_for_attributable_harm_leaves_care_unchanged(
        (p0, k, h) in (0.05..1.0_f64, 0.1..3.0_f64, eur()), poor in 0.0..1.5_f64,
    ) {
        let found = run("e3", &[("p0", p0), ("k", k), ("h", h), ("assets2", poor * h)]);
        let of = |key: &str| found.value(key).unwrap();
        prop_assert!(of("care_change_from_JS") <= ROUNDING);
        prop_assert!(of("uncompensated_JS") <= ROUNDING * h);
        let shifted = of("extra_expected_cost_firm1_under_JS");
        prop_assert!((shifted - of("uncompensated_several")).abs() <= ROUNDING * h, "what victims lacked is what the maker pays");
    }
}
