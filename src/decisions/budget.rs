//! One budget for features and security: a euro of design and testing care is a euro less for research.
//!
//! Development may trade speed and performance against each other (Cohen, Eliashberg and Ho 1996, *Management Science* 42:173). Under a
//! ceiling on spending the best split is that at which both uses return the same at the margin, the shadow price of the budget
//! (Weingartner 1963, *Mathematical Programming and the Analysis of Capital Budgeting Problems*). So a maker for which it binds takes
//! care as if it cost that many times more, and research gets the rest.

use crate::math;

/// Steps of the search for the price of a euro of the budget: it is known to a thousandth of its logarithm.
const STEPS: usize = 10;

/// Differences of the logarithm of that price that move nobody.
const SAME: f64 = 1e-9;

/// The choice at the price of a euro of the budget at which it is worth that price: `worth` tells what a euro is worth after a choice, and
/// `decide` chooses at a price. `free`, the choice at a price of 1, stands if it is worth no more.
pub(super) fn split<T>(free: T, worth: impl Fn(&T) -> f64, mut decide: impl FnMut(f64) -> T) -> T {
    let most = math::ln(worth(&free));
    if most <= SAME {
        return free;
    }
    let (mut low, mut high) = (0.0, most);
    let mut best = decide(math::exp(high));
    for _ in 0..STEPS {
        let middle = 0.5 * (low + high);
        let tried = decide(math::exp(middle));
        if math::ln(worth(&tried)) > middle {
            low = middle;
        } else {
            (high, best) = (middle, tried);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Losses of 60 that care divides by `1 + c`, and research that returns `2·√(V·r)`, best at `r = V`.
    const LOSSES: f64 = 60.0;
    const VALUE: f64 = 8.0;

    fn care_at(price: f64) -> f64 {
        (LOSSES / price).sqrt() - 1.0
    }

    fn research(budget: f64, care: f64) -> f64 {
        VALUE.min((budget - care).max(0.0))
    }

    fn gain(budget: f64, care: f64) -> f64 {
        let research = research(budget, care);
        2.0 * (VALUE * research).sqrt() - research - care - LOSSES / (1.0 + care)
    }

    #[test]
    fn the_budget_is_split_as_is_best() {
        for budget in [3.0, 6.0, 9.0, 14.0] {
            let worth = |care: &f64| math::pow(research(budget, *care).max(0.01) / VALUE, -0.5);
            let care = split(care_at(1.0), worth, care_at);
            let grid = (0..=14_000).map(|i| f64::from(i) / 1e3).filter(|care| *care <= budget);
            let best = grid.map(|care| gain(budget, care)).fold(f64::NEG_INFINITY, f64::max);
            assert!(gain(budget, care) > best - 1e-2, "{budget}: {care}");
            assert!(care < care_at(1.0) && research(budget, care) < VALUE, "{budget}: both give way");
        }
    }

    #[test]
    fn a_budget_that_does_not_bind_moves_nothing() {
        let never = |_: f64| -> f64 { unreachable!("the free choice stands") };
        assert_eq!(split(care_at(1.0), |_| 1.0, never), care_at(1.0));
    }
}
