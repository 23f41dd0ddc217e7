//! What moments are worth at a point, replication by replication, and how a market is asked for them.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Calibration, Parameter};
use crate::ensemble;
use crate::experiment::compare::{Failure, Plan, Watched};
use crate::experiment::moments::Moment;
use crate::experiment::summary::{mean, standard_error};
use crate::math::sqrt;
use crate::scenario::{Range, Scenario};

/// Moments at one point. What a search needs again, and all it needs: a search that is begun anew with what it has seen
/// goes the same way.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Evaluation {
    /// Positions of the parameters between their bounds.
    pub point: Vec<f64>,
    /// By moment, those aimed at first, then replication; none where there was nothing to see.
    pub values: Vec<Vec<Option<f64>>>,
    /// Replications that failed, in words.
    pub failures: Vec<String>,
    /// Why the market refuses these values, if it does.
    pub refused: Option<String>,
}

impl Evaluation {
    /// The mean of a moment over the replications in which it has a value; NaN without any.
    pub fn mean(&self, moment: usize) -> f64 {
        self.values.get(moment).map_or(f64::NAN, |values| mean(&present(values)))
    }

    /// Its standard error.
    pub fn standard_error(&self, moment: usize) -> f64 {
        self.values.get(moment).map_or(f64::NAN, |values| standard_error(&present(values)))
    }

    /// All means.
    pub fn means(&self) -> Vec<f64> {
        (0..self.values.len()).map(|moment| self.mean(moment)).collect()
    }

    /// The covariance of the means of two moments: over the replications in which both have a value.
    pub fn covariance(&self, one: usize, other: usize) -> f64 {
        let counts = [one, other].map(|moment| self.values[moment].iter().flatten().count() as f64);
        let pairs = self.pairs(one, self, other);
        let both = pairs.len() as f64;
        if both < 2.0 {
            return 0.0;
        }
        let (ones, others): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let means = (mean(&ones), mean(&others));
        let sum: f64 = pairs.iter().map(|(a, b)| (a - means.0) * (b - means.1)).sum();
        sum / (both - 1.0) * both / (counts[0] * counts[1])
    }

    /// What each replication adds to the mean of a moment beyond its share, so scaled that the squares sum to the mean's variance.
    pub fn deviations(&self, moment: usize) -> Vec<f64> {
        let values = &self.values[moment];
        let (mean, count) = (self.mean(moment), values.iter().flatten().count() as f64);
        let scale = sqrt(count * (count - 1.0));
        let deviation = |value: &Option<f64>| value.map_or(0.0, |value| (value - mean) / scale);
        if count < 2.0 { vec![0.0; values.len()] } else { values.iter().map(deviation).collect() }
    }

    fn pairs(&self, moment: usize, other: &Evaluation, its: usize) -> Vec<(f64, f64)> {
        let both = self.values[moment].iter().zip(&other.values[its]);
        both.filter_map(|(a, b)| Some(((*a)?, (*b)?))).collect()
    }
}

fn present(values: &[Option<f64>]) -> Vec<f64> {
    values.iter().copied().flatten().collect()
}

/// A market that can be asked.
#[derive(Clone, Copy, Debug)]
pub struct Simulation<'a> {
    /// The market as it is shipped.
    pub scenario: &'a Scenario,
    /// What is moved.
    pub parameters: &'a [Parameter],
    /// What is read.
    pub moments: &'a [&'static Moment],
    /// Seed of the shocks, the same at every point.
    pub seed: u64,
    /// Replications of every point.
    pub replications: u64,
}

impl<'a> Simulation<'a> {
    /// Of a calibration: moments aimed at, then the others of which there is evidence.
    pub fn new(
        calibration: &'a Calibration,
        scenario: &'a Scenario,
        (seed, replications): (u64, u64),
    ) -> Simulation<'a> {
        let (parameters, moments) = (&calibration.problem.parameters, &calibration.moments);
        Simulation { scenario, parameters, moments, seed, replications }
    }

    /// Moments at some points: markets are taught side by side, then simulated one after the other. Once `stop` is set what is
    /// whole is returned, which are the first of the points.
    pub fn evaluate(
        &self,
        points: &[Vec<f64>],
        on_done: &(dyn Fn() + Sync),
        stop: &AtomicBool,
    ) -> Vec<Evaluation> {
        let mut plans: Vec<Result<Plan, String>> = Vec::new();
        let taught = |number: u64| self.plan(&points[number as usize]);
        ensemble::tasks(0..points.len() as u64, stop, &taught, &mut |_, plan| {
            plans.push(plan.and_then(|plan| plan));
        });
        let mut evaluations = Vec::new();
        for (plan, point) in plans.into_iter().zip(points) {
            let evaluation = match plan {
                Err(refused) => {
                    (0..self.replications).for_each(|_| on_done());
                    Evaluation { refused: Some(refused), ..self.nothing(point) }
                }
                Ok(plan) => self.run(&plan, point, on_done, stop),
            };
            if stop.load(Ordering::Relaxed) {
                break;
            }
            evaluations.push(evaluation);
        }
        evaluations
    }

    /// The market at a point.
    ///
    /// # Errors
    /// If the values cannot hold together.
    pub fn scenario_at(&self, point: &[f64]) -> Result<Scenario, crate::error::Error> {
        let changes: Vec<(&Range, f64)> = self
            .parameters
            .iter()
            .zip(point)
            .flat_map(|(parameter, &position)| {
                parameter.fields.iter().map(move |field| (field, parameter.at(position)))
            })
            .collect();
        Ok(self.scenario.varied(&[], &changes)?.0)
    }

    fn plan(&self, point: &[f64]) -> Result<Plan, String> {
        let scenario = self.scenario_at(point).map_err(|error| error.to_string())?;
        let law = std::slice::from_ref(&scenario.status_quo);
        Plan::new(&scenario, law, self.seed).map_err(|error| error.to_string())
    }

    fn nothing(&self, point: &[f64]) -> Evaluation {
        let values = vec![Vec::new(); self.moments.len()];
        Evaluation { point: point.to_vec(), values, failures: Vec::new(), refused: None }
    }

    fn run(&self, plan: &Plan, point: &[f64], on_done: &(dyn Fn() + Sync), stop: &AtomicBool) -> Evaluation {
        let mut evaluation = self.nothing(point);
        let mut keep = |result: Result<Vec<Watched>, Failure>| {
            let watched = result.map_err(|failure| evaluation.failures.push(failure.to_string())).ok();
            for (values, moment) in evaluation.values.iter_mut().zip(self.moments) {
                let value = watched.as_ref().map(|of| moment.value(plan.columns(), &of[0]));
                values.push(value.filter(|value| value.is_finite()));
            }
            ControlFlow::Continue(())
        };
        plan.watch(0..self.replications, on_done, stop, &mut keep);
        evaluation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covariances_of_means_are_over_what_both_have() {
        let values = vec![
            vec![Some(1.0), Some(3.0), None, Some(5.0)],
            vec![Some(2.0), Some(1.0), Some(9.0), Some(6.0)],
        ];
        let evaluation = Evaluation { point: Vec::new(), values, failures: Vec::new(), refused: None };
        assert_eq!(evaluation.means(), [3.0, 4.5]);
        // Three replications in common: Σ(x − 3)(y − 3) = 2 + 0 + 6, over 2; three of three and four.
        assert!((evaluation.covariance(0, 1) - 4.0 * 3.0 / 12.0).abs() < 1e-12);
        let error = evaluation.standard_error(0);
        assert!((evaluation.covariance(0, 0) - error * error).abs() < 1e-12);
        assert!(evaluation.mean(2).is_nan());
        let squares: f64 = evaluation.deviations(0).iter().map(|of| of * of).sum();
        assert!((squares - error * error).abs() < 1e-12);
        assert_eq!(evaluation.deviations(0)[2], 0.0, "nothing was seen");
    }
}
