//! In how many directions parameters are seen to move moments, when the derivatives are themselves measured, with noise.
//!
//! Derivatives are differences of simulated means, so that they are never exactly of less than full rank, and noise alone makes every
//! singular value some size. How large is no property of a singular value but of the test: if the derivatives have rank `q`, what is left
//! of them beside their first `q` singular vectors is noise, and the sum of its squares has the law of a weighted sum of `χ²`, the weights of which
//! are the eigenvalues of the noise's covariance there (Robin and Smith 2000, *Econometric Theory* 16:151). The covariance is that over
//! replications, which keeps what common shocks make of it; the weighted sum is taken for `χ²` of the same mean and variance
//! (Satterthwaite 1946), and for few replications `F` in place of `χ²`. Rank 0 is tested, then 1 and so on, until one is not rejected.
//!
//! No row or column may drown the others by its unit: a moment that is all noise would then hide what the others tell of a parameter.
//! Rows and columns are therefore multiplied by numbers that make the noise of each as great as that of every other, which changes
//! no rank.

use nalgebra::{DMatrix, SymmetricEigen};

use crate::math::{beta_inc, sqrt};

/// Level of each test: the chance that a direction is told from noise that is not there.
const LEVEL: f64 = 0.05;
/// Least part of the greatest singular value that is told from nothing by arithmetic.
const EXACT: f64 = 1e-10;
/// Least noise of a derivative, as a part of it: where the same shocks move a moment alike at all points, it has none.
const LEAST_NOISE: f64 = 1e-6;
/// Least part that a parameter has in what is not told, to be named.
pub(super) const PART: f64 = 0.05;
/// Rounds in which the noise of rows and columns is made equal.
const ROUNDS: usize = 3;

/// The directions that are told from noise.
#[derive(Clone, Debug)]
pub(super) struct Rank {
    /// How many.
    pub rank: usize,
    /// By parameter, the part that it has in the others, counted where the noise of all parameters is equal; 0 of a full rank.
    pub lost: Vec<f64>,
}

/// The rank of derivatives: moments by parameters, and what each replication adds to them beyond their mean, so scaled that the squares
/// of what all add sum to the variance.
pub(super) fn rank(jacobian: &DMatrix<f64>, noise: &[DMatrix<f64>]) -> Rank {
    if jacobian.is_empty() {
        return Rank { rank: 0, lost: Vec::new() }; // All parameters are at their bounds.
    }
    let (rows, columns) = equal_noise(jacobian, noise);
    let scaled = |matrix: &DMatrix<f64>| {
        DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |row, column| {
            rows[row] * matrix[(row, column)] * columns[column]
        })
    };
    let noise: Vec<DMatrix<f64>> = noise.iter().map(scaled).collect();
    let parameters = jacobian.ncols();
    let svd = scaled(jacobian).svd(true, true);
    let (Some(left), Some(right)) = (svd.u, svd.v_t) else { unreachable!("both were asked for") };
    let exact = EXACT * svd.singular_values.max();
    let stands = |rank: usize| {
        let rest = svd.singular_values.rows_range(rank..);
        let beside = complement(&left.columns(0, rank).into_owned());
        let across = right.rows_range(rank..).transpose();
        let noise: Vec<DMatrix<f64>> =
            noise.iter().map(|noise| beside.transpose() * noise * &across).collect();
        svd.singular_values[rank] > exact && chance(rest.norm_squared(), &noise) < LEVEL
    };
    let rank = (0..parameters).find(|&rank| !stands(rank)).unwrap_or(parameters);
    let lost = right.rows_range(rank..);
    let lost = (0..parameters).map(|parameter| lost.column(parameter).norm_squared()).collect();
    Rank { rank, lost }
}

/// The chance that the squares of noise sum to as much.
fn chance(sum: f64, noise: &[DMatrix<f64>]) -> f64 {
    let count = noise.len() as f64;
    let mean: f64 = noise.iter().map(DMatrix::norm_squared).sum();
    if mean == 0.0 || count < 2.0 {
        return 0.0;
    }
    let pairs = noise.iter().flat_map(|one| noise.iter().map(move |other| one.dot(other)));
    let squares: f64 = pairs.map(|product| product * product).sum();
    // What the covariance of so few replications has of squared eigenvalues by chance alone is taken away.
    let of_chance = mean * mean / (count - 1.0);
    let squares =
        (count - 1.0) * (count - 1.0) / ((count + 1.0) * (count - 2.0).max(1.0)) * (squares - of_chance);
    let most = noise[0].len() as f64;
    let freedom = if squares > 0.0 { (mean * mean / squares).clamp(1.0, most) } else { most };
    let below = freedom * (count - 1.0);
    beta_inc(0.5 * below, 0.5 * freedom, below / (below + freedom * sum / mean))
}

/// What rows and columns are multiplied by.
fn equal_noise(jacobian: &DMatrix<f64>, noise: &[DMatrix<f64>]) -> (Vec<f64>, Vec<f64>) {
    let (moments, parameters) = jacobian.shape();
    let mut variance = DMatrix::zeros(moments, parameters);
    for of in noise {
        variance += of.component_mul(of);
    }
    variance += LEAST_NOISE * LEAST_NOISE * jacobian.component_mul(jacobian);
    let (mut rows, mut columns) = (vec![1.0; moments], vec![1.0; parameters]);
    let by = |sum: f64, count: usize| if sum > 0.0 { sqrt(count as f64 / sum) } else { 0.0 };
    for _ in 0..ROUNDS {
        for (row, by_row) in rows.iter_mut().enumerate() {
            let terms = variance.row(row).iter().zip(&columns).map(|(of, by)| of * by * by).sum();
            *by_row = by(terms, parameters);
        }
        for (column, by_column) in columns.iter_mut().enumerate() {
            let terms = variance.column(column).iter().zip(&rows).map(|(of, by)| of * by * by).sum();
            *by_column = by(terms, moments);
        }
    }
    (rows, columns)
}

/// An orthonormal basis, a column each, of what is orthogonal to orthonormal columns.
pub(super) fn complement(of: &DMatrix<f64>) -> DMatrix<f64> {
    let size = of.nrows();
    let rest = DMatrix::identity(size, size) - of * of.transpose();
    let eigen = SymmetricEigen::new(rest);
    let kept: Vec<usize> = (0..size).filter(|&at| eigen.eigenvalues[at] > 0.5).collect();
    DMatrix::from_fn(size, kept.len(), |row, column| eigen.eigenvectors[(row, kept[column])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shocks::{Shocks, Stream};

    const MOMENTS: usize = 8;
    /// Noise of one replication: moments in units of their own, one of them two hundred times as noisy as the least, and parameters too.
    const OF_MOMENT: [f64; MOMENTS] = [1.0, 0.5, 3.0, 100.0, 0.7, 1.5, 0.8, 2.0];
    const OF_PARAMETER: [f64; 3] = [1.0, 0.2, 6.0];

    /// What is measured of derivatives, in so many replications: moments share a shock, so that their noise is not independent.
    fn measured(truth: &DMatrix<f64>, replications: usize, seed: u64) -> Rank {
        let normal = |replication: usize, moment: usize, parameter: usize| {
            let (moment, parameter) = (moment as u64, parameter as u16);
            Shocks::new(seed, replication as u64).normal(Stream::Assumption, moment, parameter, 0)
        };
        let draws: Vec<DMatrix<f64>> = (0..replications)
            .map(|at| {
                DMatrix::from_fn(MOMENTS, 3, |row, column| {
                    let noise = 0.8 * normal(at, row, column) + 0.6 * normal(at, 99, column);
                    truth[(row, column)] + OF_MOMENT[row] * OF_PARAMETER[column] * noise
                })
            })
            .collect();
        let count = replications as f64;
        let mean = draws.iter().fold(DMatrix::zeros(MOMENTS, 3), |sum, draw| sum + draw) / count;
        let noise: Vec<DMatrix<f64>> =
            draws.iter().map(|draw| (draw - &mean) / sqrt(count * (count - 1.0))).collect();
        rank(&mean, &noise)
    }

    /// Derivatives as large as so many times the noise of one replication: the third parameter moves what the first does, but for `own`.
    fn truth(size: f64, own: f64) -> DMatrix<f64> {
        let signs = [[1.0, 0.4, 0.3], [-0.6, 1.0, 0.8], [0.5, -0.9, 1.0], [0.9, 0.3, -0.6]];
        DMatrix::from_fn(MOMENTS, 3, |row, column| {
            let of = signs[row % 4];
            let base =
                if column == 2 { of[0] + own * of[2] * if row < 4 { 1.0 } else { -1.0 } } else { of[column] };
            size * OF_MOMENT[row] * OF_PARAMETER[column] * base
        })
    }

    #[test]
    fn a_direction_that_is_not_there_is_seen_once_in_twenty_times() {
        const TRIES: u64 = 1000;
        for replications in [6, 16, 64] {
            let deficient = truth(10.0 / sqrt(replications as f64), 0.0);
            let ranks: Vec<usize> =
                (0..TRIES).map(|seed| measured(&deficient, replications, seed).rank).collect();
            let full = ranks.iter().filter(|&&rank| rank == 3).count();
            // 5 % of 1,000, give or take four standard deviations.
            assert!((22..=78).contains(&full), "{full} of {TRIES} with {replications} replications");
            assert!(ranks.iter().all(|&rank| rank >= 2));
        }
    }

    #[test]
    fn noise_in_one_moment_hides_nothing_that_others_tell() {
        let replications = 16;
        let seen = |truth: &DMatrix<f64>| {
            (0..200).filter(|&seed| measured(truth, replications, seed).rank == 3).count()
        };
        let whole = truth(6.0 / sqrt(16.0), 1.0);
        assert!(seen(&whole) >= 190, "{}", seen(&whole));
        // The same, with a moment that tells nothing and has a thousand times the noise.
        let mut drowned = whole.clone();
        drowned.row_mut(3).fill(0.0);
        assert!(seen(&drowned) >= 180, "{}", seen(&drowned));
    }

    #[test]
    fn what_is_lost_is_named_by_its_part() {
        let mut silent = truth(3.0, 1.0);
        silent.column_mut(1).fill(0.0);
        let of = (0..20).map(|seed| measured(&silent, 16, seed)).find(|of| of.rank == 2).expect("mostly");
        assert!(of.lost[1] > 0.8 && of.lost[0] < 0.1 && of.lost[2] < 0.1, "{of:?}");
        assert_eq!(rank(&DMatrix::zeros(MOMENTS, 0), &vec![DMatrix::zeros(MOMENTS, 0); 4]).rank, 0);
        let exact = rank(&truth(1.0, 0.0), &vec![DMatrix::zeros(MOMENTS, 3); 4]);
        assert_eq!(exact.rank, 2);
        assert!(exact.lost[0] > 0.1 && exact.lost[1] < 1e-9 && exact.lost[2] > 0.1, "{exact:?}");
    }
}
