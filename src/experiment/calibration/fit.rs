//! The search: least squares by a kept library, on simulated moments.

use std::cell::RefCell;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt, TerminationReason};
use nalgebra::storage::Owned;
use nalgebra::{DMatrix, DVector, Dyn};

use super::conclusion::{Conclusion, Ending};
use super::inference::Inference;
use super::memory::Memory;
use super::parameter::{End, bounded, unbounded};
use super::slopes::{CENTRAL, Differences};
use super::{Evaluation, Problem};
use crate::error::{Kind, Problem as Wrong};

/// Relative change of the objective, and of parameters, at which a search has arrived.
const TOLERANCE: f64 = 1e-3;
/// Positions from which a search sets out: at an end nothing moves.
const FROM: [f64; 2] = [0.02, 0.98];
/// Coordinates are moved by this much, so that none is near 0: the library measures its first step, and when it has arrived, by their norm.
const OFFSET: f64 = 1.0;
/// Its first step, in that norm: about a sixth of the bounds.
const FIRST_STEP: f64 = 0.4;
/// Positions so near to an end that the end is tried, and how much greater the objective may be there.
const NEAR: f64 = 0.05;
const NO_WORSE: f64 = 1.01;
/// Steps that a search may try, at least.
const PATIENCE: usize = 24;
/// Distance, in standard errors, from the minimum of the linear model beyond which noise alone does not explain that it is no better.
const FAR: f64 = 2.0;
/// How much worse than its beginning a point is that cannot be simulated.
const WORSE: f64 = 100.0;

/// Why a fit ends without a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Halt {
    /// Somebody stopped it.
    Stopped,
    /// It cannot be made.
    Impossible(crate::error::Error),
}

/// A fit.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Moments where the search began.
    pub start: Evaluation,
    /// Moments at the estimate; its point is the estimate.
    pub estimate: Evaluation,
    /// The end of its bounds at which each parameter is.
    pub ends: Vec<Option<End>>,
    /// What is known of the parameters at no end, in their order.
    pub inference: Inference,
    /// Variances of evidence and of simulated means, by moment.
    pub variances: Vec<[f64; 2]>,
    /// How the search ended.
    pub ending: Ending,
    /// Steps to each side by which derivatives were taken in the end, in positions, by parameter.
    pub steps: Vec<f64>,
    /// Points that were simulated.
    pub evaluations: usize,
}

/// Simulates points that were not simulated before, in their order; fewer if it was stopped.
pub type Simulate<'a> = dyn FnMut(&[Vec<f64>]) -> Vec<Evaluation> + 'a;

/// Fits a problem. What is known of earlier points is taken from `known`, so that a fit that was stopped goes on where it was.
///
/// # Errors
/// If it is stopped, or there is nothing to fit.
pub fn fit(problem: &Problem, known: Vec<Evaluation>, simulate: &mut Simulate<'_>) -> Result<Fit, Halt> {
    let search = Search { problem, memory: RefCell::new(Memory::new(problem, known, simulate)) };
    let from: Vec<f64> =
        problem.start().into_iter().map(|position| position.clamp(FROM[0], FROM[1])).collect();
    let start = search.at(&from)?;
    search.admit(&start)?;
    let worst = WORSE * (1.0 + problem.objective(&start)).sqrt();
    let rough = search.descend(&from, Differences::OneSided, worst)?;
    let steps = vec![CENTRAL; from.len()];
    search.descend(&rough, Differences::Central(&steps), worst)?;
    let Conclusion { estimate, inference, variances, ending, steps } = search.conclude()?;
    let ends = estimate.point.iter().map(|&position| End::at(position)).collect();
    let evaluations = search.memory.into_inner().used;
    Ok(Fit { start, estimate, ends, inference, variances, ending, steps, evaluations })
}

impl Fit {
    /// Whether it ended at a minimum, as far as noise lets one be told, and at no other as good.
    pub fn converged(&self) -> bool {
        let near = match self.ending {
            Ending::Minimum => true,
            Ending::NoBetter => self.inference.short <= FAR,
            Ending::Falling => false,
        };
        near && self.inference.unidentified.is_empty()
    }
}

pub(super) struct Search<'p, 'a, 's> {
    pub(super) problem: &'p Problem,
    memory: RefCell<Memory<'a, 's>>,
}

impl Search<'_, '_, '_> {
    pub(super) fn at(&self, point: &[f64]) -> Result<Evaluation, Halt> {
        Ok(self.all(&[point.to_vec()])?.remove(0))
    }

    pub(super) fn all(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, Halt> {
        self.memory.borrow_mut().all(points)
    }

    /// The best point so far, and its objective.
    pub(super) fn best(&self) -> Result<(Evaluation, f64), Halt> {
        self.memory.borrow().best().cloned().ok_or(Halt::Stopped)
    }

    /// Refuses a beginning from which nothing can be fitted: values that cannot hold together, moments without a value, parameters
    /// that move nothing.
    fn admit(&self, start: &Evaluation) -> Result<(), Halt> {
        let refuse = |wrong: Vec<Wrong>| match crate::error::Error::unless_empty(wrong) {
            Ok(()) => Ok(()),
            Err(error) => Err(Halt::Impossible(error)),
        };
        if let (Some(refused), Some(first)) = (&start.refused, self.problem.parameters.first()) {
            let message = format!("the market cannot be simulated where the search begins: {refused}");
            return refuse(vec![
                Wrong::new(Kind::Conflict, first.place.clone(), message).help("begin elsewhere: start = …"),
            ]);
        }
        let empty = self.problem.aims.iter().enumerate().filter(|(at, _)| start.mean(*at).is_nan());
        let wrong = empty.map(|(_, aim)| {
            let message =
                format!("{} has no value in any replication where the search begins", aim.moment.key);
            Wrong::new(Kind::Conflict, aim.place.clone(), message)
                .help("leave it out, begin elsewhere, or simulate more replications")
        });
        refuse(wrong.collect())?;
        let free: Vec<usize> = (0..self.problem.parameters.len()).collect();
        let jacobian = self.slopes(start, &free, Differences::OneSided)?.jacobian;
        let inert = free.iter().filter(|&&at| jacobian.column(at).iter().all(|slope| *slope == 0.0));
        let wrong = inert.map(|&at| {
            let parameter = &self.problem.parameters[at];
            let message = format!("{} moves none of the moments that are aimed at", parameter.path);
            Wrong::new(Kind::Conflict, parameter.place.clone(), message)
                .help("leave it out, or aim at a moment that it moves")
        });
        refuse(wrong.collect())
    }

    /// The best point, but each parameter that is near an end at the end, if that is no worse than noise makes it: a search in coordinates
    /// without bounds comes near one and never there.
    pub(super) fn at_ends(&self, best: &Evaluation) -> Result<Evaluation, Halt> {
        let (mut best, least) = (best.clone(), self.problem.objective(best));
        for at in 0..best.point.len() {
            let end = match best.point[at] {
                low if low < NEAR => 0.0,
                high if high > 1.0 - NEAR => 1.0,
                _ => continue,
            };
            let mut ended = best.point.clone();
            ended[at] = end;
            let there = self.at(&ended)?;
            if self.problem.objective(&there) <= NO_WORSE * least {
                best = there;
            }
        }
        Ok(best)
    }

    /// Where a search that begins at some positions ends.
    fn descend(&self, from: &[f64], differences: Differences<'_>, worst: f64) -> Result<Vec<f64>, Halt> {
        let coordinates = from.iter().map(|&position| unbounded(position) + OFFSET);
        let coordinates = DVector::from_iterator(from.len(), coordinates);
        let descent = Descent { search: self, differences, worst, coordinates, halt: RefCell::new(None) };
        let patience = (PATIENCE / (from.len() + 1)).max(4);
        let search = LevenbergMarquardt::new()
            .with_ftol(TOLERANCE)
            .with_xtol(TOLERANCE)
            .with_gtol(TOLERANCE)
            .with_scale_diag(false)
            .with_stepbound(FIRST_STEP)
            .with_patience(patience);
        let (descent, report) = search.minimize(descent);
        match (report.termination, descent.halt.take()) {
            (TerminationReason::User(_), Some(halt)) => Err(halt),
            _ => Ok(descent.positions()),
        }
    }
}

/// One call of the library.
struct Descent<'c, 'p, 'a, 's> {
    search: &'c Search<'p, 'a, 's>,
    differences: Differences<'c>,
    /// Distance of a point that cannot be simulated.
    worst: f64,
    coordinates: DVector<f64>,
    halt: RefCell<Option<Halt>>,
}

impl Descent<'_, '_, '_, '_> {
    fn positions(&self) -> Vec<f64> {
        self.coordinates.iter().map(|&coordinate| bounded(coordinate - OFFSET).0).collect()
    }

    /// What was asked for, or nothing, which ends the search.
    fn kept<T>(&self, result: Result<T, Halt>) -> Option<T> {
        result.map_err(|halt| *self.halt.borrow_mut() = Some(halt)).ok()
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Descent<'_, '_, '_, '_> {
    type ParameterStorage = Owned<f64, Dyn>;
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;

    fn set_params(&mut self, coordinates: &DVector<f64>) {
        self.coordinates.copy_from(coordinates);
    }

    fn params(&self) -> DVector<f64> {
        self.coordinates.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        let evaluation = self.kept(self.search.at(&self.positions()))?;
        let residuals = self.search.problem.residuals(&evaluation.means());
        let count = residuals.len();
        match residuals.iter().all(|residual| residual.is_finite()) && count == self.search.problem.aims.len()
        {
            true => Some(DVector::from_vec(residuals)),
            false => {
                let count = self.search.problem.aims.len();
                Some(DVector::from_element(count, self.worst / (count as f64).sqrt()))
            }
        }
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        let centre = self.kept(self.search.at(&self.positions()))?;
        let free: Vec<usize> = (0..self.coordinates.len()).collect();
        let mut jacobian = self.kept(self.search.slopes(&centre, &free, self.differences))?.jacobian;
        for (row, aim) in self.search.problem.aims.iter().enumerate() {
            for (column, &coordinate) in self.coordinates.iter().enumerate() {
                jacobian[(row, column)] *= aim.scale() * bounded(coordinate - OFFSET).1;
            }
        }
        Some(jacobian)
    }
}
