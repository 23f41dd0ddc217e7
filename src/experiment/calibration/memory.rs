//! Points that were simulated, and who simulates more.

use super::fit::{Halt, Simulate};
use super::{Evaluation, Problem};

/// All that is known of points, and how much of it a search has come to know: of one that goes on where another was stopped, more is
/// known than it has asked for, and it must not look ahead.
pub(super) struct Memory<'a, 's> {
    problem: &'a Problem,
    known: Vec<Evaluation>,
    /// How many points were asked for.
    pub(super) used: usize,
    /// The best point that was asked for, and its objective.
    best: Option<(Evaluation, f64)>,
    simulate: &'a mut Simulate<'s>,
}

impl<'a, 's> Memory<'a, 's> {
    /// With what is known from before.
    pub(super) fn new(
        problem: &'a Problem,
        known: Vec<Evaluation>,
        simulate: &'a mut Simulate<'s>,
    ) -> Memory<'a, 's> {
        Memory { problem, known, used: 0, best: None, simulate }
    }

    fn find(&self, point: &[f64]) -> Option<&Evaluation> {
        self.known.iter().find(|evaluation| evaluation.point == point)
    }

    /// Evaluations of some points, in their order.
    pub(super) fn all(&mut self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, Halt> {
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
        for evaluation in &found {
            let objective = self.problem.objective(evaluation);
            if self.best.as_ref().is_none_or(|(_, least)| objective < *least) {
                self.best = Some((evaluation.clone(), objective));
            }
        }
        Ok(found)
    }

    /// The best point that was asked for, and its objective.
    pub(super) fn best(&self) -> Option<&(Evaluation, f64)> {
        self.best.as_ref()
    }
}
