//! The end of a search: the best of all points, and what is known there.
//!
//! Counts of events make the objective rough where a search ends, so that the library may stop beside a point that was better, or short of
//! the minimum. Derivatives over wide steps are not rough: one step to the minimum of the linear model that they make would do as
//! well as the minimum itself (Newey and McFadden 1994, section 3.4). It is tried, and kept if it is better.

use nalgebra::DMatrix;

use super::fit::{Halt, Search};
use super::inference::{Inference, Linearised, infer};
use super::parameter::End;
use super::slopes::{CENTRAL, Slopes};
use super::{Aim, Evaluation};

/// Rounds in which a better point is looked for.
const ROUNDS: usize = 4;
/// Squared standard errors by which a better point must be better, that its neighbours are looked at too.
const WORTH: f64 = 0.25;
/// Distance, in standard errors, from the minimum of the linear model within which a fit is at it.
const ARRIVED: f64 = 0.5;

/// How a search ended: always at the best point that was simulated, or the end of bounds beside it that is as good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The linear model has its minimum there, within half a standard error.
    Minimum,
    /// It has not, or moments tell too little for one; but neither its minimum nor any neighbour was better.
    NoBetter,
    /// Better points were still found when the search had looked as often as it may.
    Falling,
}

/// What is known in the end.
pub(super) struct Conclusion {
    pub estimate: Evaluation,
    pub inference: Inference,
    pub variances: Vec<[f64; 2]>,
    pub ending: Ending,
    /// Steps of differences, in positions, by parameter.
    pub steps: Vec<f64>,
}

impl Search<'_, '_, '_> {
    /// Looks around the best point for a better one until there is none.
    pub(super) fn conclude(&self) -> Result<Conclusion, Halt> {
        let mut steps = vec![CENTRAL; self.problem.parameters.len()];
        let mut round = 1;
        loop {
            let (best, before) = self.best()?;
            let centre = self.at_ends(&best)?;
            let free = free(&centre.point);
            let slopes = self.told_slopes(&centre, &free, &mut steps)?;
            let (linearised, variances) = self.linearised(&centre, slopes.clone());
            let inference = infer(&linearised);
            if let Some(point) = model_minimum(&centre.point, &free, &inference.step) {
                self.at(&point)?;
            }
            let (found, after) = self.best()?;
            if found.point == best.point || found.point == centre.point {
                let ending = if inference.short < ARRIVED { Ending::Minimum } else { Ending::NoBetter };
                return Ok(Conclusion { estimate: centre, inference, variances, ending, steps });
            }
            let falling = before - after > WORTH;
            if !falling || round == ROUNDS {
                let left = self::free(&found.point);
                let kept: Option<Vec<usize>> =
                    left.iter().map(|at| free.iter().position(|other| other == at)).collect();
                let slopes = match kept {
                    Some(columns) => slopes.of(&columns),
                    None => self.told_slopes(&found, &left, &mut steps)?,
                };
                let (linearised, variances) = self.linearised(&found, slopes);
                let inference = infer(&linearised);
                let ending = match falling {
                    true => Ending::Falling,
                    false if inference.short < ARRIVED => Ending::Minimum,
                    false => Ending::NoBetter,
                };
                return Ok(Conclusion { estimate: found, inference, variances, ending, steps });
            }
            round += 1;
        }
    }

    fn linearised(&self, estimate: &Evaluation, slopes: Slopes) -> (Linearised, Vec<[f64; 2]>) {
        let aims = &self.problem.aims;
        let evidence = |row: usize, column: usize| match &self.problem.covariance {
            Some(covariance) => covariance[row * aims.len() + column],
            None if row == column => aims[row].standard_error * aims[row].standard_error,
            None => 0.0,
        };
        let all = |row, column| evidence(row, column) + estimate.covariance(row, column);
        let linearised = Linearised {
            jacobian: slopes.jacobian,
            noise: slopes.noise,
            scales: aims.iter().map(Aim::scale).collect(),
            variance: DMatrix::from_fn(aims.len(), aims.len(), all),
            distances: aims.iter().enumerate().map(|(at, aim)| estimate.mean(at) - aim.value).collect(),
        };
        let variances = (0..aims.len()).map(|at| [evidence(at, at), estimate.covariance(at, at)]);
        (linearised, variances.collect())
    }
}

/// The parameters at no end.
fn free(point: &[f64]) -> Vec<usize> {
    (0..point.len()).filter(|&at| End::at(point[at]).is_none()).collect()
}

/// Where the linear model has its minimum, or as far towards it as the model reaches; none if moments do not tell all parameters.
fn model_minimum(point: &[f64], free: &[usize], step: &[f64]) -> Option<Vec<f64>> {
    let longest = step.iter().fold(0.0, |longest: f64, step| longest.max(step.abs()));
    let part = if longest > CENTRAL { CENTRAL / longest } else { 1.0 };
    let mut moved = point.to_vec();
    for (&at, step) in free.iter().zip(step) {
        moved[at] = (moved[at] + part * step).clamp(0.0, 1.0);
    }
    (!step.is_empty()).then_some(moved)
}
