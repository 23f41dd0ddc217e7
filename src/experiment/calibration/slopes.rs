//! Derivatives of moments by positions: differences between points, on the same shocks.

use nalgebra::DMatrix;

use super::Evaluation;
use super::fit::{Halt, Search};
use super::rank::{PART, rank};

/// Steps of differences, in positions: to one side; to each side; and to each side of a parameter that is not told from noise by
/// the step before. Noise falls with the width of a difference as with the root of the number of replications; what a wide step misses is curvature.
const ONE_SIDED: f64 = 0.05;
pub(super) const CENTRAL: f64 = 0.1;
const WIDE: f64 = 0.2;

/// How far to either side a difference reaches.
#[derive(Clone, Copy)]
pub(super) enum Differences<'a> {
    /// To the side on which there is more room.
    OneSided,
    /// To both, by parameter.
    Central(&'a [f64]),
}

/// Derivatives, moments by parameters, and what each replication adds to them beyond their mean.
#[derive(Clone)]
pub(super) struct Slopes {
    pub jacobian: DMatrix<f64>,
    pub noise: Vec<DMatrix<f64>>,
}

impl Slopes {
    /// Of some of the parameters.
    pub(super) fn of(&self, columns: &[usize]) -> Slopes {
        let of = |matrix: &DMatrix<f64>| matrix.select_columns(columns);
        Slopes { jacobian: of(&self.jacobian), noise: self.noise.iter().map(of).collect() }
    }
}

impl Search<'_, '_, '_> {
    /// Derivatives at a point by the parameters that are free.
    pub(super) fn slopes(
        &self,
        centre: &Evaluation,
        free: &[usize],
        differences: Differences<'_>,
    ) -> Result<Slopes, Halt> {
        let moved = |at: usize, by: f64| {
            let mut point = centre.point.clone();
            point[at] = (point[at] + by).clamp(0.0, 1.0);
            point
        };
        let mut points = Vec::new();
        for &at in free {
            match differences {
                Differences::OneSided if centre.point[at] > 0.5 => points.push(moved(at, -ONE_SIDED)),
                Differences::OneSided => points.push(moved(at, ONE_SIDED)),
                Differences::Central(steps) => points.extend([moved(at, -steps[at]), moved(at, steps[at])]),
            }
        }
        let evaluations = self.all(&points)?;
        let each = points.len() / free.len().max(1);
        let moments = self.problem.aims.len();
        let replications = evaluations.iter().flat_map(|of| &of.values).map(Vec::len).max().unwrap_or(0);
        let nothing = DMatrix::zeros(moments, free.len());
        let mut slopes = Slopes { jacobian: nothing.clone(), noise: vec![nothing; replications] };
        for (column, &at) in free.iter().enumerate() {
            let (below, above) = match &evaluations[column * each..(column + 1) * each] {
                [low, high] => pair(low, centre, high, moments),
                other => (centre, &other[0]),
            };
            let across = above.point[at] - below.point[at];
            for moment in 0..moments {
                let slope = (above.mean(moment) - below.mean(moment)) / across;
                if slope.is_finite() {
                    slopes.jacobian[(moment, column)] = slope;
                    let both = above.deviations(moment).into_iter().zip(below.deviations(moment));
                    for (noise, (above, below)) in slopes.noise.iter_mut().zip(both) {
                        noise[(moment, column)] = (above - below) / across;
                    }
                }
            }
        }
        Ok(slopes)
    }

    /// The same by central differences, over wider steps for parameters that are not told from noise, or from each other; `steps` is by
    /// parameter.
    pub(super) fn told_slopes(
        &self,
        centre: &Evaluation,
        free: &[usize],
        steps: &mut [f64],
    ) -> Result<Slopes, Halt> {
        loop {
            let slopes = self.slopes(centre, free, Differences::Central(steps))?;
            let lost = rank(&slopes.jacobian, &slopes.noise).lost;
            let silent = free.iter().zip(lost).filter(|&(&at, lost)| lost > PART && steps[at] < WIDE);
            let silent: Vec<usize> = silent.map(|(&at, _)| at).collect();
            if silent.is_empty() {
                return Ok(slopes);
            }
            silent.iter().for_each(|&at| steps[at] = WIDE);
        }
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
