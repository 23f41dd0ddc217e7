//! Calibration by simulated moments: parameters of a market for which its moments come as near as they can to evidence.
//!
//! With `m(θ)` the means of `k` moments over replications, `t` the middle of the evidence and `s` its standard errors, the estimate
//! minimises `Σ wᵢ ((mᵢ(θ) − tᵢ)/sᵢ)²` over `p` parameters within bounds (McFadden 1989, *Econometrica* 57:995; Pakes and Pollard
//! 1989, *Econometrica* 57:1027; Duffie and Singleton 1993, *Econometrica* 61:929). Every point meets the same shocks, so that what
//! differs between two points is their parameters and not their luck.
//!
//! The search is Levenberg and Marquardt's (Moré 1978, the `levenberg-marquardt` crate, a port of MINPACK's `lmder`), in unbounded
//! coordinates, first with one-sided, then with central differences over steps wide enough to stand out of what is left of
//! the noise. It is concluded at the best of all points that were seen: its neighbours are simulated, and where a linear model of the
//! moments has its minimum; whichever is better is the next best point, until none is.
//!
//! Standard errors are those of the sandwich `(G'WG)⁻¹ G'W·V·WG (G'WG)⁻¹`: `V` is the variance of the evidence and of the simulated means together, which is the factor `1 + 1/S` of simulated moments where both come from the same process and `S`
//! times as much is simulated as was observed. The test of whether all moments can be met at once is Hansen's J in the form that holds for any weights
//! (Hansen 1982, *Econometrica* 50:1029; Newey 1985, *Journal of Econometrics* 29:229).

mod conclusion;
mod evaluation;
mod file;
mod fit;
mod inference;
mod memory;
mod parameter;
mod rank;
mod slopes;

pub use conclusion::Ending;
pub use evaluation::{Evaluation, Simulation};
pub use file::Calibration;
pub use fit::{Fit, Halt, Simulate, fit};
pub use inference::{Inference, JTest, Linearised, infer};
pub use parameter::{End, Parameter, Scale};

use super::moments::Moment;
use crate::error::Place;

/// A moment that a calibration aims at.
#[derive(Clone, Debug)]
pub struct Aim {
    /// Which.
    pub moment: &'static Moment,
    /// Where the calibration names it.
    pub place: Place,
    /// Middle of the evidence.
    pub value: f64,
    /// Its standard error: half the width of the evidence, unless the file says otherwise.
    pub standard_error: f64,
    /// How much it counts beside the others.
    pub weight: f64,
}

/// What is fitted to what.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is moved.
    pub parameters: Vec<Parameter>,
    /// What is aimed at.
    pub aims: Vec<Aim>,
    /// Covariances of the evidence, by row; none where its pieces are independent.
    pub covariance: Option<Vec<f64>>,
}

impl Problem {
    /// Distances of simulated means to what is aimed at, in standard errors of the evidence, by the roots of their weights.
    pub fn residuals(&self, means: &[f64]) -> Vec<f64> {
        self.aims.iter().zip(means).map(|(aim, mean)| aim.scale() * (mean - aim.value)).collect()
    }

    /// The sum of their squares; infinite where a moment has no value.
    pub fn objective(&self, evaluation: &Evaluation) -> f64 {
        let sum: f64 = self.residuals(&evaluation.means()).iter().map(|residual| residual * residual).sum();
        if sum.is_finite() { sum } else { f64::INFINITY }
    }

    /// Where a search begins, as positions between bounds.
    pub fn start(&self) -> Vec<f64> {
        self.parameters.iter().map(|parameter| parameter.position(parameter.start)).collect()
    }
}

impl Aim {
    /// What a distance is multiplied by.
    fn scale(&self) -> f64 {
        self.weight.sqrt() / self.standard_error
    }
}
