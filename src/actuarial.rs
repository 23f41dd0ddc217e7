//! Yearly losses in a layer, and what cover for them costs. Stands on the ground alone.

mod aversion;

pub use aversion::Borne;

use crate::math::{exp, exp_m1, gamma_limited_mean, gamma_q, ln, sqrt};

/// A year's aggregate loss: nothing with the Poisson chance that no payment comes, else a gamma variable that gives the whole
/// its mean and variance (Klugman, Panjer and Willmot 2019, *Loss Models*, §9, with §6.6 for the zero). Of the compound Poisson's
/// limited mean it is within 0.5 % at 20 payments a year, 3 % at 5 and a sixth at any rate, as Panjer's recursion shows; a plain
/// gamma would be off by up to four times where payments are rare.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aggregate {
    /// Expected loss, EUR.
    pub mean: f64,
    /// Variance over mean, EUR: the second moment of a payment over its mean.
    pub size: f64,
    /// Mean of a payment when one comes, EUR; at most `size`.
    pub payment: f64,
}

/// The loss of a year in which there is any.
#[derive(Clone, Copy, Debug)]
enum Loss {
    /// Of hardly any spread.
    Certain(f64),
    Gamma {
        shape: f64,
        scale: f64,
    },
}

/// Squared coefficient of variation below which the loss of a year is taken as certain.
const NO_SPREAD: f64 = 1e-6;

/// Below every `Γ(1 + a)`, `a > 0`: it is least, 0.8856, at 0.4616.
const LEAST_FACTORIAL: f64 = 0.8856;

/// A layer of a year's loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Kept by the insured, EUR.
    pub deductible: f64,
    /// Paid at most, EUR.
    pub limit: f64,
}

impl Aggregate {
    /// No loss to speak of: a mean so small that its ratio to the size of a loss is no number any more is none.
    fn is_nothing(&self) -> bool {
        let positive = self.mean > 0.0 && self.size > 0.0 && self.payment > 0.0;
        !positive || !self.mean.is_finite() || !(self.size / self.mean).is_finite()
    }

    /// Chance that there is a loss, and the loss if there is.
    fn positive(&self) -> (f64, Loss) {
        let p = -exp_m1(-self.mean / self.payment.clamp(f64::MIN_POSITIVE, self.size));
        let mean = self.mean / p;
        // Squared coefficient of variation: of the whole it is size over mean.
        let spread = p * (1.0 + self.size / self.mean) - 1.0;
        if spread <= NO_SPREAD {
            return (p, Loss::Certain(mean));
        }
        (p, Loss::Gamma { shape: 1.0 / spread, scale: spread * mean })
    }

    /// `E[min(S, x)]`, EUR.
    pub fn limited_mean(&self, x: f64) -> f64 {
        if self.is_nothing() || x <= 0.0 {
            return self.mean.min(x).max(0.0);
        }
        let (p, loss) = self.positive();
        p * match loss {
            Loss::Certain(eur) => eur.min(x),
            Loss::Gamma { shape, scale } => gamma_limited_mean(shape, scale, x),
        }
    }

    /// `P(S > x)`.
    pub fn survival(&self, x: f64) -> f64 {
        if self.is_nothing() {
            return 0.0;
        }
        if x < 0.0 {
            return 1.0;
        }
        let (p, loss) = self.positive();
        p * match loss {
            Loss::Certain(eur) => f64::from(u8::from(eur > x)),
            Loss::Gamma { .. } if x == 0.0 => 1.0,
            Loss::Gamma { shape, scale } => gamma_q(shape, x / scale),
        }
    }

    /// At most what losses beyond `x` cost, EUR: `E[(S − x)⁺]`, and a `penalty` if there are any. Cheap, where it is next to nothing.
    ///
    /// A gamma variable of shape `a < 1` and scale 1 exceeds `y` with a chance of at most `y^(a−1)·e^(−y)/Γ(a)`; one of a larger shape,
    /// with at most `e^{−a·(r − 1 − ln r)}`, `r = y/a > 1` (Chernoff). Beyond, that falls at a rate of at least 1, and `1 − 1/r`.
    pub fn excess_at_most(&self, x: f64, penalty: f64) -> f64 {
        if self.is_nothing() {
            return 0.0;
        }
        let (p, loss) = self.positive();
        let (chance, beyond) = match loss {
            Loss::Certain(eur) if eur <= x => return 0.0,
            Loss::Gamma { shape, scale } if shape < 1.0 && x > 0.0 => {
                let y = x / scale;
                (shape / LEAST_FACTORIAL * exp((shape - 1.0) * ln(y) - y), scale)
            }
            Loss::Gamma { shape, scale } if x > shape * scale => {
                let ratio = x / (shape * scale);
                (exp(-shape * (ratio - 1.0 - ln(ratio))), scale / (1.0 - 1.0 / ratio))
            }
            _ => return f64::INFINITY,
        };
        p * chance * (penalty + beyond)
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

    const YEAR: Aggregate = Aggregate { mean: 1_000.0, size: 500.0, payment: 400.0 };

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
    fn a_rare_payment_of_one_size_is_limited_exactly() {
        let year = Aggregate { mean: 0.3, size: 300.0, payment: 300.0 };
        assert!((year.limited_mean(100.0) / (0.001 * 100.0) - 1.0).abs() < 1e-3);
        assert!((year.survival(100.0) / 0.001 - 1.0).abs() < 1e-3);
    }

    /// What is believed of attacks that have ended fades, year by year, to the smallest numbers that there are.
    #[test]
    fn a_mean_next_to_nothing_is_nothing() {
        for mean in [1e-300, 1e-307, 5e-324] {
            let year = Aggregate { mean, size: 1e6, payment: 1e4 };
            let layer = Layer { deductible: 100.0, limit: 2_000.0 };
            let found = [
                year.limited_mean(1e5),
                year.layer_mean(layer),
                year.survival(10.0),
                year.premium(layer, 0.1, 0.1),
            ];
            assert!(found.iter().all(|value| (0.0..1e-9).contains(value)), "{mean}: {found:?}");
        }
    }

    #[test]
    fn what_lies_beyond_is_never_more_than_its_bound() {
        for (size, payment) in [(500.0, 400.0), (2e4, 400.0), (1e3, 1e3), (1.0, 1.0)] {
            let year = Aggregate { mean: 1_000.0, size, payment };
            for x in [10.0, 900.0, 1_100.0, 3e3, 2e4, 2e5, 2e6] {
                let beyond = |penalty: f64| year.mean - year.limited_mean(x) + penalty * year.survival(x);
                for penalty in [0.0, 50.0, 1e6] {
                    let bound = year.excess_at_most(x, penalty);
                    assert!(
                        beyond(penalty) <= bound * (1.0 + 1e-9) + 1e-9,
                        "{year:?} {x} {penalty}: {bound}"
                    );
                }
            }
            assert!(year.excess_at_most(1e7, 1e6) < 1e-9, "{year:?}");
        }
        assert_eq!(Aggregate::default().excess_at_most(0.0, 1e6), 0.0);
    }

    #[test]
    fn a_fair_premium_is_the_expected_loss() {
        let layer = Layer { deductible: 100.0, limit: 2_000.0 };
        assert_eq!(YEAR.premium(layer, 0.0, 0.0), YEAR.layer_mean(layer));
        assert!(YEAR.premium(layer, 0.3, 0.1) > 1.3 * YEAR.layer_mean(layer));
    }
}
