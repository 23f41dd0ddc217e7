//! The search: least squares by a kept library, on simulated moments.

use std::cell::RefCell;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt, TerminationReason};
use nalgebra::storage::Owned;
use nalgebra::{DMatrix, DVector, Dyn};

use super::inference::{Inference, Linearised, infer};
use super::parameter::{End, bounded, unbounded};
use super::{Evaluation, Problem};
use crate::error::{Kind, Problem as Wrong};

/// Steps of differences, in positions, one-sided and to each side: wide enough to stand out of the noise that common shocks leave.
const STEPS: [f64; 2] = [0.05, 0.1];
/// Relative change of the objective, and of parameters, at which a search has arrived.
const TOLERANCE: f64 = 1e-3;
/// Positions from which a search sets out: at an end nothing moves.
const FROM: [f64; 2] = [0.02, 0.98];
/// Coordinates are moved by this much, so that none is near 0: the library measures its first step, and when it has arrived, by their norm.
const OFFSET: f64 = 1.0;
/// Its first step, in that norm: about a sixth of the bounds.
const FIRST_STEP: f64 = 0.4;
/// Positions so near to an end that the end is tried, and how much greater the objective may be there: no more than noise makes it.
const NEAR: f64 = 0.05;
const NO_WORSE: f64 = 1.01;
/// Squared standard errors by which the objective may differ between neighbours that are equally good.
const ROUGHNESS: f64 = 0.5;
/// Steps that a search may try, at least.
const PATIENCE: usize = 24;
/// Distance, in standard errors, from the minimum of the linear model within which a fit has converged.
const ARRIVED: f64 = 0.5;
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
    /// Whether the linear model knows of no better place nearby.
    pub converged: bool,
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
    let search = Search { problem, memory: RefCell::new(Memory { known, used: 0, simulate }) };
    let from: Vec<f64> =
        problem.start().into_iter().map(|position| position.clamp(FROM[0], FROM[1])).collect();
    let start = search.at(&from)?;
    search.admit(&start)?;
    let worst = WORSE * (1.0 + problem.objective(&start)).sqrt();
    let rough = search.descend(&from, Differences::OneSided, worst)?;
    let fine = search.descend(&rough, Differences::Central, worst)?;
    let found = search.at_ends(&fine)?;
    let (estimate, inference, variances) = search.conclude(found)?;
    let ends = estimate.point.iter().map(|&position| End::at(position)).collect();
    let converged = inference.short < ARRIVED;
    let evaluations = search.memory.into_inner().used;
    Ok(Fit { start, estimate, ends, inference, variances, converged, evaluations })
}

/// Points that were simulated, and who simulates more.
struct Memory<'a, 's> {
    known: Vec<Evaluation>,
    /// How many of them this search has asked for.
    used: usize,
    simulate: &'a mut Simulate<'s>,
}

impl Memory<'_, '_> {
    fn find(&self, point: &[f64]) -> Option<&Evaluation> {
        self.known.iter().find(|evaluation| evaluation.point == point)
    }

    /// Evaluations of some points, in their order.
    fn all(&mut self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, Halt> {
        let mut missing: Vec<Vec<f64>> = Vec::new();
        for point in points {
            if self.find(point).is_none() && !missing.contains(point) {
                missing.push(point.clone());
            }
        }
        if !missing.is_empty() {
            let new = (self.simulate)(&missing);
            self.known.extend(new);
        }
        let found = points.iter().map(|point| self.find(point).cloned().ok_or(Halt::Stopped));
        let found: Vec<Evaluation> = found.collect::<Result<_, _>>()?;
        self.used = self.known.len();
        Ok(found)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Differences {
    OneSided,
    Central,
}

struct Search<'p, 'a, 's> {
    problem: &'p Problem,
    memory: RefCell<Memory<'a, 's>>,
}

impl Search<'_, '_, '_> {
    fn at(&self, point: &[f64]) -> Result<Evaluation, Halt> {
        Ok(self.all(&[point.to_vec()])?.remove(0))
    }

    fn all(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, Halt> {
        self.memory.borrow_mut().all(points)
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
        let jacobian = self.differences(start, &free, Differences::OneSided)?.0;
        let inert = free.iter().filter(|&&at| jacobian.column(at).iter().all(|slope| *slope == 0.0));
        let wrong = inert.map(|&at| {
            let parameter = &self.problem.parameters[at];
            let message = format!("{} moves none of the moments that are aimed at", parameter.path);
            Wrong::new(Kind::Conflict, parameter.place.clone(), message)
                .help("leave it out, or aim at a moment that it moves")
        });
        refuse(wrong.collect())
    }

    /// Moments at some positions, each that is near an end at the end if that is no worse.
    fn at_ends(&self, positions: &[f64]) -> Result<Evaluation, Halt> {
        let mut best = self.at(positions)?;
        for at in 0..positions.len() {
            let end = match positions[at] {
                low if low < NEAR => 0.0,
                high if high > 1.0 - NEAR => 1.0,
                _ => continue,
            };
            let mut ended = best.point.clone();
            ended[at] = end;
            let there = self.at(&ended)?;
            if self.problem.objective(&there) <= NO_WORSE * self.problem.objective(&best) {
                best = there;
            }
        }
        Ok(best)
    }

    /// Where a search that begins at some positions ends.
    fn descend(&self, from: &[f64], differences: Differences, worst: f64) -> Result<Vec<f64>, Halt> {
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

    /// Derivatives of the moments by positions, and their standard errors.
    fn differences(
        &self,
        centre: &Evaluation,
        free: &[usize],
        differences: Differences,
    ) -> Result<(DMatrix<f64>, DMatrix<f64>), Halt> {
        let moved = |at: usize, by: f64| {
            let mut point = centre.point.clone();
            point[at] = (point[at] + by).clamp(0.0, 1.0);
            point
        };
        let mut points = Vec::new();
        for &at in free {
            let [step, wide] = STEPS;
            match differences {
                Differences::OneSided if centre.point[at] > 0.5 => points.push(moved(at, -step)),
                Differences::OneSided => points.push(moved(at, step)),
                Differences::Central => points.extend([moved(at, -wide), moved(at, wide)]),
            }
        }
        let evaluations = self.all(&points)?;
        let each = points.len() / free.len().max(1);
        let moments = self.problem.aims.len();
        let (mut jacobian, mut noise) =
            (DMatrix::zeros(moments, free.len()), DMatrix::zeros(moments, free.len()));
        for (column, &at) in free.iter().enumerate() {
            let (below, above) = match &evaluations[column * each..(column + 1) * each] {
                [low, high] => pair(low, centre, high, moments),
                other => (centre, &other[0]),
            };
            let across = above.point[at] - below.point[at];
            for moment in 0..moments {
                let slope = (above.mean(moment) - below.mean(moment)) / across;
                if slope.is_finite() {
                    jacobian[(moment, column)] = slope;
                    noise[(moment, column)] = (above.error_of_difference(below, moment) / across).abs();
                }
            }
        }
        Ok((jacobian, noise))
    }

    /// What is known about a minimum that was found, after one more step to that of the linear model (Newey and McFadden 1994, section 3.4):
    /// counts of events make the objective rough where a search ends, and derivatives over wide steps are not.
    fn conclude(&self, found: Evaluation) -> Result<(Evaluation, Inference, Vec<[f64; 2]>), Halt> {
        let free: Vec<usize> =
            (0..found.point.len()).filter(|&at| End::at(found.point[at]).is_none()).collect();
        let (jacobian, noise) = self.differences(&found, &free, Differences::Central)?;
        let (linearised, variances) = self.linearised(&found, jacobian.clone(), noise.clone());
        let inference = infer(&linearised);
        let mut point = found.point.clone();
        for (&at, step) in free.iter().zip(&inference.step) {
            point[at] += step;
        }
        let near = inference.step.iter().all(|step| step.abs() <= STEPS[1]);
        if !near || free.iter().any(|&at| End::at(point[at]).is_some()) || point == found.point {
            return Ok((found, inference, variances));
        }
        let moved = self.at(&point)?;
        let (before, after) = (self.problem.objective(&found), self.problem.objective(&moved));
        if after > NO_WORSE * before + ROUGHNESS {
            return Ok((found, inference, variances));
        }
        let (linearised, variances) = self.linearised(&moved, jacobian, noise);
        Ok((moved, infer(&linearised), variances))
    }

    fn linearised(
        &self,
        estimate: &Evaluation,
        jacobian: DMatrix<f64>,
        noise: DMatrix<f64>,
    ) -> (Linearised, Vec<[f64; 2]>) {
        let aims = &self.problem.aims;
        let evidence = |row: usize, column: usize| match &self.problem.covariance {
            Some(covariance) => covariance[row * aims.len() + column],
            None if row == column => aims[row].standard_error * aims[row].standard_error,
            None => 0.0,
        };
        let all = |row, column| evidence(row, column) + estimate.covariance(row, column);
        let linearised = Linearised {
            jacobian,
            noise,
            scales: aims.iter().map(super::Aim::scale).collect(),
            variance: DMatrix::from_fn(aims.len(), aims.len(), all),
            distances: aims.iter().enumerate().map(|(at, aim)| estimate.mean(at) - aim.value).collect(),
        };
        let variances = (0..aims.len()).map(|at| [evidence(at, at), estimate.covariance(at, at)]);
        (linearised, variances.collect())
    }
}

/// The two ends of a central difference, or of a one-sided one where an end cannot be simulated.
fn pair<'e>(
    low: &'e Evaluation,
    centre: &'e Evaluation,
    high: &'e Evaluation,
    moments: usize,
) -> (&'e Evaluation, &'e Evaluation) {
    let whole = |evaluation: &Evaluation| (0..moments).all(|moment| evaluation.mean(moment).is_finite());
    match (whole(low), whole(high)) {
        (true, false) => (low, centre),
        (false, true) => (centre, high),
        _ => (low, high),
    }
}

/// One call of the library.
struct Descent<'c, 'p, 'a, 's> {
    search: &'c Search<'p, 'a, 's>,
    differences: Differences,
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
        let (mut jacobian, _) = self.kept(self.search.differences(&centre, &free, self.differences))?;
        for (row, aim) in self.search.problem.aims.iter().enumerate() {
            for (column, &coordinate) in self.coordinates.iter().enumerate() {
                jacobian[(row, column)] *= aim.scale() * bounded(coordinate - OFFSET).1;
            }
        }
        Some(jacobian)
    }
}
