//! Rankings of regimes by an outcome, and how far two of them agree.

use super::summary::{mean, mean_interval};
use crate::outcome::Sign;

/// Regimes ranked by an outcome: by their means, and two by two by what luck cannot explain.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Regimes, the best mean first.
    pub order: Vec<usize>,
    /// [`comparisons`] of the values, less being better.
    comparisons: Vec<i8>,
}

impl Ranking {
    /// The ranking by an outcome of which `values` holds one value a replication for each regime, NaN where it has none. No ranking by
    /// an outcome that is neither good nor bad, or that a regime never has.
    ///
    /// # Panics
    ///
    /// If the samples differ in length.
    pub fn new(values: &[Vec<f64>], sign: Sign) -> Option<Ranking> {
        Ranking::beyond(values, sign, 0.0)
    }

    /// The same where two regimes tie, too, if the whole interval of their difference is less than so much.
    ///
    /// # Panics
    ///
    /// If the samples differ in length.
    pub fn beyond(values: &[Vec<f64>], sign: Sign, negligible: f64) -> Option<Ranking> {
        let towards = match sign {
            Sign::Less => 1.0,
            Sign::More => -1.0,
            Sign::Open => return None,
        };
        let turned = |values: &Vec<f64>| values.iter().map(|value| value * towards).collect();
        let values: Vec<Vec<f64>> = values.iter().map(turned).collect();
        let known =
            |values: &Vec<f64>| -> Vec<f64> { values.iter().copied().filter(|v| !v.is_nan()).collect() };
        let means: Vec<f64> = values.iter().map(|values| mean(&known(values))).collect();
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| means[*a].total_cmp(&means[*b]));
        let whole = !means.is_empty() && !means.iter().any(|mean| mean.is_nan());
        whole.then(|| Ranking { order, comparisons: comparisons(&values, negligible) })
    }

    /// Whether a regime is measurably better than another.
    pub fn beats(&self, one: usize, other: usize) -> bool {
        let (first, second) = (one.min(other), one.max(other));
        let before = first * (2 * self.order.len() - first - 1) / 2;
        let better = if one < other { 1 } else { -1 };
        one != other && self.comparisons[before + second - first - 1] == better
    }

    /// Whether any two regimes can be told apart.
    pub fn is_apart(&self) -> bool {
        self.comparisons.iter().any(|found| *found != 0)
    }

    /// The regimes than which none is measurably better, the first listed first.
    pub fn unbeaten(&self) -> Vec<usize> {
        let beaten = |regime: usize| self.order.iter().any(|other| self.beats(*other, regime));
        (0..self.order.len()).filter(|regime| !beaten(*regime)).collect()
    }

    /// [`kendall_tau`] with another ranking of the same regimes.
    pub fn tau(&self, other: &Ranking) -> f64 {
        kendall_tau(&self.comparisons, &other.comparisons)
    }
}

/// How regimes compare two by two on common shocks: at `(i, j)` with `i < j` the sign of the mean paired difference of regime `j`
/// less regime `i`, and 0 where its 95 % interval includes zero, for then luck may decide, or nowhere reaches `negligible`.
///
/// `values` holds one value a replication for each regime. Replications without a value on both sides are left out.
///
/// # Panics
///
/// If the samples differ in length.
pub fn comparisons(values: &[Vec<f64>], negligible: f64) -> Vec<i8> {
    let pairs = (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
    pairs.map(|(i, j)| compared(&values[i], &values[j], negligible)).collect()
}

fn compared(first: &[f64], second: &[f64], negligible: f64) -> i8 {
    assert_eq!(first.len(), second.len(), "one value a replication under every regime");
    let differences: Vec<f64> =
        first.iter().zip(second).map(|(a, b)| b - a).filter(|d| !d.is_nan()).collect();
    let found = mean_interval(&differences);
    if found.mean.abs() + found.half_width < negligible {
        0
    } else if found.mean > found.half_width {
        1
    } else if found.mean < -found.half_width {
        -1
    } else {
        0
    }
}

/// Kendall's rank correlation `τ_b` of two sets of [`comparisons`] of the same regimes:
/// `(C − D)/√((n − t₁)(n − t₂))`, with `C` pairs in the same order, `D` in opposite orders, and `t` tied in each of `n` pairs
/// (Kendall 1945, "The treatment of ties in ranking problems", *Biometrika* 33:239). NaN if either ties everything.
pub fn kendall_tau(first: &[i8], second: &[i8]) -> f64 {
    let agreement: i32 = first.iter().zip(second).map(|(a, b)| i32::from(a * b)).sum();
    let ordered = |pairs: &[i8]| pairs.iter().filter(|pair| **pair != 0).count() as f64;
    f64::from(agreement) / (ordered(first) * ordered(second)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regimes that differ by what is stated, certainly.
    fn ranked(levels: &[f64]) -> Vec<i8> {
        let sure = |level: &f64| vec![*level, *level + 1e-9, *level];
        comparisons(&levels.iter().map(sure).collect::<Vec<_>>(), 0.0)
    }

    #[test]
    fn tau_is_that_of_a_reference_package() {
        // scipy.stats.kendalltau 1.11, the example of its documentation and two of ours.
        let cases: [(&[f64], &[f64], f64); 3] = [
            (&[12.0, 2.0, 1.0, 12.0, 2.0], &[1.0, 4.0, 7.0, 1.0, 0.0], -0.471_404_520_791_031_73),
            (&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 4.0], 2.0 / 3.0),
            (&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0], -1.0),
        ];
        for (first, second, tau) in cases {
            assert!(
                (kendall_tau(&ranked(first), &ranked(second)) - tau).abs() < 1e-12,
                "{first:?} {second:?}"
            );
        }
        assert!(kendall_tau(&ranked(&[1.0, 1.0]), &ranked(&[1.0, 2.0])).is_nan());
    }

    #[test]
    fn what_is_negligible_ties_however_well_it_is_known() {
        let values = [4.0, 4.01, 5.0].map(|level| vec![level, level + 1e-9, level]);
        let found = Ranking::new(&values, Sign::Less).expect("harm");
        let coarse = Ranking::beyond(&values, Sign::Less, 0.1).expect("harm");
        assert!(found.beats(0, 1) && !coarse.beats(0, 1) && coarse.beats(0, 2));
        assert_eq!((&coarse.order, coarse.unbeaten()), (&found.order, vec![0, 1]));
        let noisy = [vec![4.0, 4.0, 4.0], vec![4.25, 4.15, 4.2]];
        assert!(Ranking::beyond(&noisy, Sign::Less, 0.3).expect("harm").beats(0, 1), "it may be more");
    }

    #[test]
    fn who_beats_whom_is_read_off_every_pair() {
        let sure = |level: f64| vec![level, level + 1e-9, f64::NAN];
        let values = [4.0, 2.0, 3.0, 2.0].map(sure);
        let less = Ranking::new(&values, Sign::Less).expect("harm");
        let more = Ranking::new(&values, Sign::More).expect("launches");
        for (one, other) in (0..4).flat_map(|one| (0..4).map(move |other| (one, other))) {
            assert_eq!(less.beats(one, other), values[one][0] < values[other][0], "{one} {other}");
            assert_eq!(more.beats(one, other), values[one][0] > values[other][0], "{one} {other}");
        }
        assert_eq!((&less.order[..], less.unbeaten()), (&[1, 3, 2, 0][..], vec![1, 3]));
        assert_eq!((more.order[0], more.unbeaten(), more.tau(&less)), (0, vec![0], -1.0), "the reverse");
        assert!(
            less.is_apart() && !Ranking::new(&[sure(1.0), sure(1.0)], Sign::Less).expect("a tie").is_apart()
        );
        assert_eq!(Ranking::new(&values, Sign::Open), None);
        assert_eq!(Ranking::new(&[sure(1.0), vec![f64::NAN; 3]], Sign::Less), None);
    }

    #[test]
    fn what_luck_may_decide_is_a_tie() {
        let (low, noisy) = (vec![1.0, 1.0, 1.0, 1.0], vec![0.0, 3.0, 0.5, 2.0]);
        assert_eq!(comparisons(&[low.clone(), noisy], 0.0), [0]);
        let (above, nothing) = (vec![1.1, 1.12, 1.1, f64::NAN], vec![f64::NAN; 4]);
        assert_eq!(comparisons(&[above, low, nothing], 0.0), [-1, 0, 0]);
    }
}
