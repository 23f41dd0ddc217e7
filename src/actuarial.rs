//! Yearly losses in a layer, and what cover for them costs. Stands on the ground alone.

use crate::math::{gamma_limited_mean, gamma_q, sqrt};

/// A year's aggregate loss, as a gamma variable matched on two moments (Klugman, Panjer and Willmot 2019, *Loss Models*, §9).
///
/// Its limited mean is within 0.5 % of the compound Poisson's for twenty payments a year and more, and for limits of ten typical
/// payments and more; within 3 % for five a year. It is not for rare payments and limits below their size, where it may be
/// several times too high: a gamma of small shape spreads over small sums what comes rarely and whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aggregate {
    /// Expected loss, EUR.
    pub mean: f64,
    /// Variance over mean, EUR: the size of a typical payment.
    pub size: f64,
}

/// A layer of a year's loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Kept by the insured, EUR.
    pub deductible: f64,
    /// Paid at most, EUR.
    pub limit: f64,
}

impl Aggregate {
    /// No loss to speak of.
    fn is_nothing(&self) -> bool {
        self.mean <= 0.0 || self.size <= 0.0
    }

    /// `E[min(S, x)]`, EUR.
    pub fn limited_mean(&self, x: f64) -> f64 {
        if self.is_nothing() || x <= 0.0 {
            return self.mean.min(x).max(0.0);
        }
        gamma_limited_mean(self.mean / self.size, self.size, x)
    }

    /// `P(S > x)`.
    pub fn survival(&self, x: f64) -> f64 {
        if self.is_nothing() {
            return 0.0;
        }
        if x <= 0.0 { 1.0 } else { gamma_q(self.mean / self.size, x / self.size) }
    }

    /// Expected loss in a layer, EUR.
    pub fn layer_mean(&self, layer: Layer) -> f64 {
        self.limited_mean(layer.deductible + layer.limit) - self.limited_mean(layer.deductible)
    }

    /// Technical premium: expected loss in the layer with expenses, and a load in standard deviations of the loss, scaled to
    /// the layer's part of it (standard-deviation principle, Bühlmann 1970).
    pub fn premium(&self, layer: Layer, expense: f64, risk_load: f64) -> f64 {
        let expected = self.layer_mean(layer);
        if expected <= 0.0 {
            return 0.0;
        }
        let deviation = sqrt(self.mean * self.size).min(layer.limit);
        expected * (1.0 + expense) + risk_load * deviation * (expected / self.mean)
    }
}

/// Limited-fluctuation weight of own experience, `n/(n + k)` (Bühlmann 1967).
pub fn credibility(claims: f64, half: f64) -> f64 {
    if claims + half > 0.0 { claims / (claims + half) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: Aggregate = Aggregate { mean: 1_000.0, size: 500.0 };

    #[test]
    fn layers_add_up_to_the_whole() {
        let cuts = [0.0, 200.0, 900.0, 5_000.0];
        let sum: f64 = cuts
            .windows(2)
            .map(|cut| YEAR.layer_mean(Layer { deductible: cut[0], limit: cut[1] - cut[0] }))
            .sum();
        assert!((sum - YEAR.limited_mean(5_000.0)).abs() < 1e-9);
        assert!((YEAR.limited_mean(1e9) - YEAR.mean).abs() < 1e-6);
    }

    #[test]
    fn gamma_of_shape_one_is_exponential() {
        let year = Aggregate { mean: 300.0, size: 300.0 };
        assert!((year.survival(600.0) - crate::math::exp(-2.0)).abs() < 1e-12);
        assert!((year.limited_mean(600.0) - 300.0 * (1.0 - crate::math::exp(-2.0))).abs() < 1e-9);
    }

    #[test]
    fn a_fair_premium_is_the_expected_loss() {
        let layer = Layer { deductible: 100.0, limit: 2_000.0 };
        assert_eq!(YEAR.premium(layer, 0.0, 0.0), YEAR.layer_mean(layer));
        assert!(YEAR.premium(layer, 0.3, 0.1) > 1.3 * YEAR.layer_mean(layer));
    }
}
