//! What a year's loss is worth to who bears it, and is averse to risk.

use super::{Aggregate, Loss};
use crate::math::{exp, exp_m1, gamma_q, ln, ln_1p, ln_gamma_tilted};

/// Greatest loss times aversion below which it counts as neutral: the risk premium is at most half of this part of the loss.
const FAINT: f64 = 1e-6;

/// What somebody bears of a year's loss S: all of it up to some amount, and with cover, which begins there, all that is beyond it, until
/// nothing is left to pay with. Amounts are EUR.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borne {
    /// Paid in full up to here: `min(S, below)`.
    pub below: f64,
    /// And what lies between these two: `min((S − from)⁺, to − from)`.
    pub above: Option<(f64, f64)>,
    /// Loss beyond which there is nothing left.
    pub ruin: f64,
    /// What it costs then, beside what is paid.
    pub lost: f64,
}

impl Borne {
    /// What is borne of a loss.
    fn of(&self, loss: f64) -> f64 {
        let above = self.above.map_or(0.0, |(from, to)| (loss.min(to) - from).max(0.0));
        loss.min(self.below) + above + if loss > self.ruin { self.lost } else { 0.0 }
    }
}

impl Aggregate {
    /// What is expected to be paid, EUR.
    pub fn paid(&self, borne: &Borne) -> f64 {
        let above = borne.above.map_or(0.0, |(from, to)| self.limited_mean(to) - self.limited_mean(from));
        self.limited_mean(borne.below) + above.max(0.0)
    }

    /// The sure loss that is as bad as what is borne of the year's, EUR, to who has a constant absolute aversion to risk of `aversion`
    /// per EUR (Pratt 1964, *Econometrica* 32:122): `ln E[e^{a·B(S)}]/a`.
    ///
    /// What is borne never exceeds what can be paid and lost, so that the expectation exists whatever the tail. Of a gamma variable of
    /// shape k and scale θ each part is closed: where a euro of loss costs a euro, `E[e^{aG}; G ≤ x]` is the distribution function of another
    /// gamma, `(1 − aθ)^−k·P(k, x/θ − ax)`, or Kummer's function where `aθ ≥ 1` and no such gamma exists.
    pub fn certainty_equivalent(&self, aversion: f64, borne: &Borne) -> f64 {
        let above = borne.above.filter(|(from, to)| to > from);
        let most = borne.below + above.map_or(0.0, |(from, to)| to - from) + borne.lost;
        if aversion * most < FAINT || self.is_nothing() {
            return self.paid(borne) + borne.lost * self.survival(borne.ruin);
        }
        let (p, loss) = self.positive();
        let (shape, scale) = match loss {
            Loss::Certain(eur) => return of_all(p, aversion * borne.of(eur)) / aversion,
            Loss::Gamma { shape, scale } => (shape, scale),
        };
        let beyond = |x: f64| if x > 0.0 { gamma_q(shape, x / scale) } else { 1.0 };
        let tilted = |x: f64| match x > 0.0 {
            true => ln_gamma_tilted(shape, x / scale, aversion * scale),
            false => f64::NEG_INFINITY,
        };
        let flat_until = above.map_or(borne.ruin, |(from, _)| from);
        let flat = ln((beyond(borne.below) - beyond(flat_until)).max(0.0)) + aversion * borne.below;
        let rising = above.map_or(f64::NEG_INFINITY, |(from, to)| {
            let (low, high) = (tilted(from), tilted(to));
            high + ln(-exp_m1((low - high).min(0.0))) + aversion * (borne.below - from)
        });
        let ruined = ln(beyond(borne.ruin)) + aversion * most;
        let some = log_sum([tilted(borne.below), flat, rising, ruined]);
        of_all(p, some) / aversion
    }
}

/// `ln(1 − p + p·e^x)`, accurate where it is small and without overflow.
fn of_all(p: f64, x: f64) -> f64 {
    if x < 1.0 { ln_1p(p * exp_m1(x)) } else { log_sum([ln(1.0 - p), ln(p) + x]) }
}

/// `ln Σ e^x`, without overflow.
fn log_sum<const N: usize>(logs: [f64; N]) -> f64 {
    let most = logs.into_iter().fold(f64::NEG_INFINITY, f64::max);
    most + ln(logs.into_iter().map(|log| exp(log - most)).sum())
}
