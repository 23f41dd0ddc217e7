//! What a fit says of its parameters and of its model: standard errors, identification, the test of whether all can be met.

use nalgebra::{DMatrix, DVector};

use super::rank::{PART, complement, rank};
use crate::math::{gamma_q, sqrt};

/// A fit, near its minimum a linear model.
#[derive(Clone, Debug)]
pub struct Linearised {
    /// Derivatives of moments, a row each, with respect to positions of the parameters that are free, a column each.
    pub jacobian: DMatrix<f64>,
    /// What each replication adds to them beyond their mean, so scaled that the squares of what all add sum to their variance: they are
    /// differences of simulated means.
    pub noise: Vec<DMatrix<f64>>,
    /// What the distance of each moment is multiplied by: the root of its weight over its standard error.
    pub scales: Vec<f64>,
    /// Variance of simulated means less evidence.
    pub variance: DMatrix<f64>,
    /// Simulated means less evidence.
    pub distances: Vec<f64>,
}

/// Hansen's test that all moments can be met at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JTest {
    /// The statistic.
    pub j: f64,
    /// Degrees of freedom: moments less free parameters.
    pub freedom: usize,
    /// Chance of a statistic as great, if they can.
    pub p: f64,
}

/// What is known of a fit.
#[derive(Clone, Debug)]
pub struct Inference {
    /// Standard errors of positions; NaN if not all are identified.
    pub errors: Vec<f64>,
    /// Their covariance; empty if not all are identified.
    pub covariance: Vec<Vec<f64>>,
    /// Greatest over least singular value of the derivatives, a moment counted in its standard errors and a parameter in the width of
    /// its bounds.
    pub condition: f64,
    /// Directions in which moments move.
    pub rank: usize,
    /// Parameters that have a part in the others.
    pub unidentified: Vec<usize>,
    /// None if there are no more moments than free parameters, or not all parameters are identified.
    pub j: Option<JTest>,
    /// From here to the minimum of the linear model, in positions; empty if not all parameters are identified.
    pub step: Vec<f64>,
    /// The same in standard errors of the parameter that would move most.
    pub short: f64,
}

/// What a linearised fit says.
pub fn infer(fit: &Linearised) -> Inference {
    let (moments, parameters) = fit.jacobian.shape();
    if parameters == 0 {
        let covariance = Vec::new();
        let nothing = Inference {
            errors: Vec::new(),
            covariance,
            condition: f64::NAN,
            rank: 0,
            unidentified: Vec::new(),
            j: None,
            step: Vec::new(),
            short: 0.0,
        };
        return Inference { j: test(fit, &DMatrix::identity(moments, moments)), ..nothing };
    }
    let told = rank(&fit.jacobian, &fit.noise);
    let svd = scaled(fit, &fit.jacobian).svd(true, true);
    let (Some(left), Some(right)) = (svd.u, svd.v_t) else { unreachable!("both were asked for") };
    let singular = &svd.singular_values;
    let condition = singular.max() / singular.min();
    if told.rank < parameters {
        return Inference {
            errors: vec![f64::NAN; parameters],
            covariance: Vec::new(),
            condition,
            rank: told.rank,
            unidentified: (0..parameters).filter(|&parameter| told.lost[parameter] > PART).collect(),
            j: None,
            step: Vec::new(),
            short: f64::NAN,
        };
    }
    // (A'A)⁻¹A' for A = scaled: what moves a parameter by how much when a scaled distance moves.
    let inverse = right.transpose() * DMatrix::from_diagonal(&singular.map(f64::recip)) * left.transpose();
    let variance = both_scaled(fit);
    let covariance = &inverse * &variance * inverse.transpose();
    let errors: Vec<f64> = (0..parameters).map(|at| sqrt(covariance[(at, at)])).collect();
    let step: Vec<f64> = (&inverse * scaled_distances(fit)).iter().map(|step| -step).collect();
    let short = step.iter().zip(&errors).map(|(step, error)| (step / error).abs()).fold(0.0, f64::max);
    let covariance = (0..parameters).map(|row| covariance.row(row).iter().copied().collect()).collect();
    let j = test(fit, &complement(&left));
    Inference { errors, covariance, condition, rank: told.rank, unidentified: Vec::new(), j, step, short }
}

/// A matrix of moments by anything, its rows scaled.
fn scaled(fit: &Linearised, matrix: &DMatrix<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |row, column| fit.scales[row] * matrix[(row, column)])
}

fn both_scaled(fit: &Linearised) -> DMatrix<f64> {
    let scales = &fit.scales;
    fit.variance.map_with_location(|row, column, value| scales[row] * scales[column] * value)
}

fn scaled_distances(fit: &Linearised) -> DVector<f64> {
    DVector::from_iterator(fit.distances.len(), fit.distances.iter().zip(&fit.scales).map(|(d, s)| d * s))
}

/// `J = (N'e)' (N'V N)⁻¹ N'e` over what no parameter moves, which is χ² with as many degrees of freedom, whatever the weights.
fn test(fit: &Linearised, basis: &DMatrix<f64>) -> Option<JTest> {
    let freedom = basis.ncols();
    if freedom == 0 {
        return None;
    }
    let distances = basis.transpose() * scaled_distances(fit);
    let variance = basis.transpose() * both_scaled(fit) * basis;
    let j = distances.dot(&variance.cholesky()?.solve(&distances));
    Some(JTest { j, freedom, p: gamma_q(0.5 * freedom as f64, 0.5 * j) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five moments, two parameters, weights that are not the efficient ones, and correlated errors.
    fn linear(weights: [f64; 5], variance: DMatrix<f64>) -> Linearised {
        let errors = [0.2, 0.5, 0.4, 0.1, 0.3];
        Linearised {
            jacobian: DMatrix::from_row_slice(5, 2, &[1.0, 0.2, 0.5, -1.0, 2.0, 1.5, -0.3, 0.8, 1.2, 0.1]),
            noise: vec![DMatrix::zeros(5, 2); 8],
            scales: weights.iter().zip(errors).map(|(weight, error)| sqrt(*weight) / error).collect(),
            variance,
            distances: vec![0.3, -0.2, 0.5, 0.15, -0.4],
        }
    }

    /// `diag(s²) + L Lᵀ/8` with `s` as above, `L` lower triangular: `0.05 + 0.02·(i + j)` from 0, and 0.2 more on the diagonal.
    fn variance() -> DMatrix<f64> {
        let errors = [0.2, 0.5, 0.4, 0.1, 0.3];
        let lower = DMatrix::from_fn(5, 5, |row, column| {
            let below = if row >= column { 0.05 + 0.02 * (row + column) as f64 } else { 0.0 };
            below + if row == column { 0.2 } else { 0.0 }
        });
        DMatrix::from_fn(5, 5, |row, column| if row == column { errors[row] * errors[row] } else { 0.0 })
            + &lower * lower.transpose() / 8.0
    }

    /// Numbers of numpy 2.4.6 and scipy 1.17.1, from the matrices above as `G, s, w, V, d`:
    /// `W = diag(w/s²); B = inv(G'WG) G'W; C = B V B'; M = I − G B; J = (M d)' pinv(M V M') (M d)`; standard errors `sqrt(diag C)`,
    /// `C[0, 1]`, `J`, `scipy.stats.chi2.sf(J, 3)`, `numpy.linalg.cond(sqrt(W) G)`. In a linear model J is that of generalised least squares,
    /// whatever the weights: `statsmodels` 0.15.0, `sm.GLS(d, G, sigma=V)`, gives residuals with `e' inv(V) e = 2.8677026872622204`.
    #[test]
    fn the_sandwich_and_j_are_those_of_another_library() {
        let found = infer(&linear([1.0, 2.0, 0.5, 1.0, 3.0], variance()));
        let j = found.j.expect("more moments than parameters");
        for (ours, theirs) in [
            (found.errors[0], 0.163_201_539_573_89),
            (found.errors[1], 0.199_762_013_033_972),
            (found.covariance[0][1], 0.007_477_311_095_586_98),
            (j.j, 2.867_702_687_262_22),
            (j.p, 0.412_475_769_348_742),
            (found.condition, 1.153_712_273_599_29),
        ] {
            assert!((ours / theirs - 1.0).abs() < 1e-10, "{ours} and {theirs}");
        }
        assert_eq!((j.freedom, found.rank, found.unidentified.len()), (3, 2, 0));
    }

    /// Efficient weights and independent errors are weighted least squares: standard errors, minimum and its distance by
    /// `scipy.optimize.curve_fit(…, sigma=sqrt(diag V), absolute_sigma=True)` of scipy 1.17.1, with `V` as above without what is off the
    /// diagonal.
    #[test]
    fn with_efficient_weights_they_are_those_of_weighted_least_squares() {
        let variance = DMatrix::from_diagonal(&variance().diagonal());
        let mut fit = linear([1.0; 5], variance.clone());
        fit.scales = (0..5).map(|at| 1.0 / sqrt(variance[(at, at)])).collect();
        let found = infer(&fit);
        for (ours, theirs) in found.errors.iter().zip([0.135_866_22, 0.172_322_55]) {
            assert!((ours - theirs).abs() < 1e-8, "{ours} and {theirs}");
        }
        let j = found.j.expect("more moments than parameters");
        assert!((j.j - 2.772_048_252_159_318).abs() < 1e-10 && (j.p - 0.428_121_966_230_162).abs() < 1e-10);
        // The minimum lies at (0.0543, 0.2410): the second parameter has furthest to go.
        assert!((found.short - 0.241_027_45 / 0.172_322_55).abs() < 1e-6, "{}", found.short);
    }

    #[test]
    fn as_many_parameters_as_moments_leave_nothing_to_test() {
        let mut fit = linear([1.0; 5], variance());
        fit.jacobian = DMatrix::identity(5, 5);
        fit.noise = vec![DMatrix::zeros(5, 5); 8];
        let found = infer(&fit);
        assert!(found.j.is_none() && found.errors.iter().all(|error| *error > 0.0));
        assert!((found.errors[1] * found.errors[1] - variance()[(1, 1)]).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_identified_has_no_standard_error() {
        let mut fit = linear([1.0; 5], variance());
        // Parameters 0 and 2 move the same moments in the same way; 1 is fine.
        let of = fit.jacobian.clone();
        fit.jacobian =
            DMatrix::from_fn(
                5,
                3,
                |row, column| if column == 2 { -3.0 * of[(row, 0)] } else { of[(row, column)] },
            );
        fit.noise = vec![DMatrix::zeros(5, 3); 8];
        let found = infer(&fit);
        assert_eq!((found.rank, found.unidentified.as_slice()), (2, &[0, 2][..]));
        assert!(found.errors.iter().all(|error| error.is_nan()) && found.j.is_none());
        assert!(found.condition > 1e8, "{}", found.condition);
        // Derivatives that are all noise identify nothing, however much they differ.
        let mut noisy = linear([1.0; 5], variance());
        let sign = |replication: usize, row: usize| f64::from((replication >> (row % 3)) as u8 % 2) - 0.5;
        noisy.noise = (0..8)
            .map(|at| {
                DMatrix::from_fn(5, 2, |row, column| {
                    if column == 1 { 0.7 * of[(row, column)] * sign(at, row) } else { 0.0 }
                })
            })
            .collect();
        let found = infer(&noisy);
        assert_eq!((found.rank, found.unidentified.as_slice()), (1, &[1][..]));
    }
}
