//! What the law gives for one victim's loss, as a function of the loss, and its moments over many victims.

use crate::distributions::Severity;
use std::ops::{Add, Mul, Sub};

/// Money owed for a loss of `x` EUR: nothing up to `from_eur`; beyond it, `slope` for each euro above `zero_eur`,
/// growing no further for losses beyond `to_eur`.
///
/// Head weight, deductible, threshold, cap, multiplier and the cost of suing all keep this shape, so that a
/// whole docket has closed-form moments. `zero_eur ≤ from_eur`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    from_eur: f64,
    zero_eur: f64,
    to_eur: f64,
    slope: f64,
}

impl Schedule {
    /// Nothing for any loss.
    pub const NOTHING: Schedule =
        Schedule { from_eur: f64::INFINITY, zero_eur: 0.0, to_eur: f64::INFINITY, slope: 0.0 };

    /// `share` of every loss.
    #[must_use]
    pub fn share(share: f64) -> Schedule {
        if share <= 0.0 {
            return Schedule::NOTHING;
        }
        Schedule { from_eur: 0.0, zero_eur: 0.0, to_eur: f64::INFINITY, slope: share }
    }

    /// The share of a loss that is paid, if it is the same for every loss.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let plain = self.from_eur == 0.0 && self.zero_eur == 0.0 && self.to_eur == f64::INFINITY;
        if *self == Schedule::NOTHING { Some(0.0) } else { plain.then_some(self.slope) }
    }

    /// The money for a loss, EUR.
    #[must_use]
    pub fn worth(&self, loss_eur: f64) -> f64 {
        if loss_eur > self.from_eur { self.slope * (loss_eur.min(self.to_eur) - self.zero_eur) } else { 0.0 }
    }

    /// The same money, `factor ≥ 0` times.
    #[must_use]
    pub fn times(self, factor: f64) -> Schedule {
        if factor <= 0.0 { Schedule::NOTHING } else { Schedule { slope: self.slope * factor, ..self } }
    }

    /// `eur` less for every loss, and nothing where nothing is left.
    #[must_use]
    pub fn less(self, eur: f64) -> Schedule {
        if self == Schedule::NOTHING {
            return self;
        }
        Schedule { zero_eur: self.zero_eur + eur / self.slope, ..self }.above(0.0)
    }

    /// Never more than `eur` for a loss.
    #[must_use]
    pub fn at_most(self, eur: f64) -> Schedule {
        if self == Schedule::NOTHING || eur <= 0.0 {
            return Schedule::NOTHING;
        }
        Schedule { to_eur: self.to_eur.min(self.zero_eur + eur / self.slope), ..self }
    }

    /// Only where the money is more than `eur`.
    #[must_use]
    pub fn above(self, eur: f64) -> Schedule {
        let point = self.zero_eur + eur.max(0.0) / self.slope;
        if self == Schedule::NOTHING || point >= self.to_eur {
            return Schedule::NOTHING;
        }
        Schedule { from_eur: self.from_eur.max(point), ..self }
    }

    /// How many of one victim are paid, how much, and its square, with the loss drawn from `severity`.
    ///
    /// For `x > from`, the money is `worth(from) + slope·(min(x, to) − from)⁺`: a jump and a layer.
    #[must_use]
    pub fn moments(&self, severity: &Severity) -> Moments {
        if self.from_eur == f64::INFINITY {
            return Moments::NONE;
        }
        let count = severity.survival(self.from_eur);
        let jump = self.slope * (self.from_eur.min(self.to_eur) - self.zero_eur);
        if self.to_eur <= self.from_eur {
            return Moments { count, first_eur: jump * count, second_eur2: jump * jump * count };
        }
        let mean = |x: f64| severity.limited_mean(x);
        let square = |x: f64| severity.limited_second_moment(x);
        if self.from_eur == 0.0 {
            let (first_eur, squares) = (self.slope * mean(self.to_eur), square(self.to_eur));
            return Moments { count, first_eur, second_eur2: self.slope * self.slope * squares };
        }
        let layer = self.slope * (mean(self.to_eur) - mean(self.from_eur)).max(0.0);
        let layer_square = self.slope * self.slope * (square(self.to_eur) - square(self.from_eur)).max(0.0)
            - 2.0 * self.slope * self.from_eur * layer;
        // Far in the tail the difference of squares is all rounding; Cauchy and Schwarz still hold.
        let least_square = if count > 0.0 { layer * layer / count } else { 0.0 };
        Moments {
            count,
            first_eur: layer + jump * count,
            second_eur2: layer_square.max(least_square) + 2.0 * jump * layer + jump * jump * count,
        }
    }
}

/// Sums over claims: how many, their money, its square.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// Number of claims.
    pub count: f64,
    /// Their money, EUR.
    pub first_eur: f64,
    /// Sum of squares, EUR².
    pub second_eur2: f64,
}

impl Moments {
    /// No claim.
    pub const NONE: Moments = Moments { count: 0.0, first_eur: 0.0, second_eur2: 0.0 };

    /// One claim for this money.
    #[must_use]
    pub fn of(eur: f64) -> Moments {
        Moments { count: 1.0, first_eur: eur, second_eur2: eur * eur }
    }

    /// Each sum no more than another's.
    #[must_use]
    pub(super) fn at_most(&self, other: &Moments) -> Moments {
        Moments {
            count: self.count.min(other.count),
            first_eur: self.first_eur.min(other.first_eur),
            second_eur2: self.second_eur2.min(other.second_eur2),
        }
    }

    /// Sum of `(scale·money + shift)²` over the claims, EUR².
    #[must_use]
    pub fn square_of(&self, scale: f64, shift_eur: f64) -> f64 {
        scale * scale * self.second_eur2
            + 2.0 * scale * shift_eur * self.first_eur
            + shift_eur * shift_eur * self.count
    }
}

impl Add for Moments {
    type Output = Moments;
    fn add(self, other: Moments) -> Moments {
        Moments {
            count: self.count + other.count,
            first_eur: self.first_eur + other.first_eur,
            second_eur2: self.second_eur2 + other.second_eur2,
        }
    }
}

impl Sub for Moments {
    type Output = Moments;
    fn sub(self, other: Moments) -> Moments {
        self + other * -1.0
    }
}

impl Mul<f64> for Moments {
    type Output = Moments;
    fn mul(self, factor: f64) -> Moments {
        Moments {
            count: self.count * factor,
            first_eur: self.first_eur * factor,
            second_eur2: self.second_eur2 * factor,
        }
    }
}

/// The losses of the victims of one claim group.
#[derive(Clone, Copy, Debug)]
pub enum Losses<'a> {
    /// Too many to draw one by one: the law of a loss, already scaled by the group's frailty.
    Law(&'a Severity),
    /// Each victim's loss, EUR. Victims are exchangeable: the first of them are as good as any, and a fraction of a
    /// victim counts by its fraction.
    Drawn(&'a [f64]),
}

impl Losses<'_> {
    /// The claims of `victims` victims under a schedule.
    #[must_use]
    pub fn claims(&self, victims: f64, schedule: &Schedule) -> Moments {
        match self {
            Losses::Law(severity) => schedule.moments(severity) * victims,
            Losses::Drawn(losses) => first(victims, losses)
                .map(|(weight, loss)| (weight, schedule.worth(loss)))
                .filter(|&(_, eur)| eur > 0.0)
                .fold(Moments::NONE, |sum, (weight, eur)| sum + Moments::of(eur) * weight),
        }
    }

    /// The whole loss of `victims` victims, EUR.
    #[must_use]
    pub fn total_eur(&self, victims: f64) -> f64 {
        match self {
            Losses::Law(severity) => victims * severity.mean(),
            Losses::Drawn(losses) => first(victims, losses).map(|(weight, loss)| weight * loss).sum(),
        }
    }
}

/// The losses of the first `victims` victims, the last by its fraction.
fn first(victims: f64, losses: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    let weight = move |before: usize| (victims - before as f64).min(1.0);
    losses
        .iter()
        .enumerate()
        .map(move |(before, &loss)| (weight(before), loss))
        .take_while(|(weight, _)| *weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributions::SeverityKind;

    #[test]
    fn a_fraction_of_a_victim_counts_by_its_fraction() {
        let losses = Losses::Drawn(&[100.0, 300.0, 500.0]);
        assert_eq!(losses.total_eur(1.5), 250.0);
        let claims = losses.claims(2.25, &Schedule::share(1.0).above(200.0));
        assert_eq!((claims.count, claims.first_eur), (1.25, 425.0));
    }

    /// Closed-form moments against the mean over many quantiles.
    #[test]
    fn moments_are_means_of_the_money() {
        let severities = [
            Severity::new(SeverityKind::Exponential { mean_eur: 300.0 }, 5_000.0).unwrap(),
            Severity::new(SeverityKind::Point { loss_eur: 700.0 }, 5_000.0).unwrap(),
        ];
        let base = Schedule::share(0.8);
        let schedules = [
            base,
            base.less(50.0).above(200.0),
            base.at_most(300.0).times(3.0),
            base.above(500.0).at_most(400.0),
        ];
        for severity in &severities {
            for schedule in &schedules {
                let n = 200_000;
                let each = |i: i32| schedule.worth(severity.quantile((f64::from(i) + 0.5) / f64::from(n)));
                let drawn = (0..n).map(each).filter(|&eur| eur > 0.0).map(Moments::of);
                let mean = drawn.fold(Moments::NONE, Add::add) * (1.0 / f64::from(n));
                let exact = schedule.moments(severity);
                let close = |a: f64, b: f64| (a - b).abs() <= 1e-3 * a.abs().max(b.abs());
                assert!(close(mean.count, exact.count), "{schedule:?}: {mean:?} {exact:?}");
                assert!(close(mean.first_eur, exact.first_eur), "{schedule:?}: {mean:?} {exact:?}");
                assert!(close(mean.second_eur2, exact.second_eur2), "{schedule:?}: {mean:?} {exact:?}");
            }
        }
    }
}
