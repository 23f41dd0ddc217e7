//! What a calibration found, for people and programs.

use caveat::experiment::calibration::{End, Ending, Evaluation, Fit, Parameter, Scale};
use caveat::experiment::moments::Reading;
use serde::Serialize;

use super::Asked;

/// Standard errors from which a moment that was aimed at is not met.
const MET: f64 = 2.0;

/// The answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// Name of the file of targets.
    pub name: String,
    /// Name of the market.
    pub market: String,
    /// Its title.
    pub market_title: String,
    /// Seed of the shocks.
    pub seed: u64,
    /// Replications of every point.
    pub replications: u64,
    /// Points simulated.
    pub evaluations: usize,
    /// Whether the search came to its end.
    pub complete: bool,
    /// Whether it found a minimum that no other is as good as; none if it was stopped.
    pub converged: Option<bool>,
    /// How it ended, always at the best point of all; none if it was stopped.
    pub ending: Option<Ending>,
    /// How far the minimum of the linear model lies off, in standard errors.
    pub short: Option<f64>,
    /// Weighted sum of squared distances where the search began, and where it ended.
    pub objective_start: f64,
    /// The same in the end.
    pub objective: f64,
    /// By parameter.
    pub parameters: Vec<ParameterRow>,
    /// By moment, those aimed at first.
    pub moments: Vec<MomentRow>,
    /// Condition number of the derivatives, a moment counted in its standard errors and a parameter in the width of its bounds.
    pub condition: Option<f64>,
    /// Directions of the free parameters that moments tell.
    pub rank: Option<usize>,
    /// Parameters that they do not.
    pub unidentified: Vec<String>,
    /// Hansen's test.
    pub j: Option<Hansen>,
    /// Least and greatest factor by which simulation raises the variance of the evidence: 1 + 1/S.
    pub inflation: [f64; 2],
    /// Replications that failed at the estimate, in words.
    pub failures: Vec<String>,
}

/// A test of whether all moments can be met at once.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Hansen {
    /// The statistic.
    pub statistic: f64,
    /// Degrees of freedom.
    pub freedom: usize,
    /// Chance of a statistic as great if they can.
    pub p: f64,
}

/// A parameter.
#[derive(Clone, Debug, Serialize)]
pub struct ParameterRow {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// How it was moved.
    pub scale: Scale,
    /// Bounds.
    pub low: f64,
    /// Bounds.
    pub high: f64,
    /// Where the search began.
    pub start: f64,
    /// Where it ended, or the best so far.
    pub estimate: f64,
    /// Its standard error, if it has one.
    pub standard_error: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// The width of that interval as a part of the bounds, on the scale of the search.
    pub interval_share: Option<f64>,
    /// The bound at which it is.
    pub at_bound: Option<End>,
    /// To each side, the part of its bounds over which moments were differenced; none of a search that was stopped.
    pub step: Option<f64>,
}

/// A moment.
#[derive(Clone, Debug, Serialize)]
pub struct MomentRow {
    /// Its key.
    pub moment: String,
    /// Its name.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Whether it was aimed at.
    pub aimed: bool,
    /// Evidence.
    pub low: f64,
    /// Evidence.
    pub high: f64,
    /// The figure aimed at.
    pub target: Option<f64>,
    /// Its standard error.
    pub evidence_error: Option<f64>,
    /// Its weight.
    pub weight: Option<f64>,
    /// Simulated where the search began.
    pub start: Option<f64>,
    /// Simulated in the end.
    pub simulated: Option<f64>,
    /// Its standard error.
    pub simulation_error: Option<f64>,
    /// Simulated less target, in standard errors of both together; for others than those aimed at, of what lies between it and the evidence.
    pub residual: Option<f64>,
}

/// Where a search began and how far it came.
pub struct Fitted<'a> {
    /// Where it began.
    pub start: &'a Evaluation,
    /// Where it ended, or the best so far.
    pub best: &'a Evaluation,
    /// All that is known in the end; none of a search that was stopped.
    pub fit: Option<&'a Fit>,
    /// Points simulated.
    pub evaluations: usize,
}

impl<'a> Fitted<'a> {
    /// Of a search that ended.
    pub fn whole(fit: &'a Fit) -> Fitted<'a> {
        Fitted { start: &fit.start, best: &fit.estimate, fit: Some(fit), evaluations: fit.evaluations }
    }

    /// Of one that goes on, or was stopped: the best so far; none if nothing can be simulated yet.
    pub fn best(asked: &Asked, known: &'a [Evaluation]) -> Option<Fitted<'a>> {
        let objective = |evaluation: &&Evaluation| asked.calibration.problem.objective(evaluation);
        let best = known.iter().min_by(|a, b| objective(a).total_cmp(&objective(b)))?;
        Some(Fitted { start: known.first()?, best, fit: None, evaluations: known.len() })
    }
}

impl Answer {
    /// Of what is known.
    pub fn new(asked: &Asked, fitted: &Fitted<'_>) -> Answer {
        let problem = &asked.calibration.problem;
        let inference = fitted.fit.map(|fit| &fit.inference);
        let free: Vec<usize> =
            (0..problem.parameters.len()).filter(|&at| End::at(fitted.best.point[at]).is_none()).collect();
        let error = |at: usize| {
            let place = free.iter().position(|&free| free == at)?;
            finite(*inference?.errors.get(place)?)
        };
        let parameters = problem.parameters.iter().enumerate();
        let lost = inference.map(|inference| {
            inference.unidentified.iter().map(|&at| problem.parameters[free[at]].path.clone())
        });
        Answer {
            name: asked.calibration.targets.name.clone(),
            market: asked.scenario.market.name.clone(),
            market_title: asked.scenario.market.title.clone(),
            seed: asked.seed,
            replications: asked.replications,
            evaluations: fitted.evaluations,
            complete: fitted.fit.is_some(),
            converged: fitted.fit.map(Fit::converged),
            ending: fitted.fit.map(|fit| fit.ending),
            short: inference.and_then(|inference| finite(inference.short)),
            objective_start: problem.objective(fitted.start),
            objective: problem.objective(fitted.best),
            parameters: parameters
                .map(|(at, parameter)| ParameterRow {
                    step: fitted.fit.map(|fit| fit.steps[at]),
                    ..row(parameter, fitted.best.point[at], error(at))
                })
                .collect(),
            moments: (0..asked.calibration.moments.len()).map(|at| moment(asked, fitted, at)).collect(),
            condition: inference.and_then(|inference| finite(inference.condition)),
            rank: inference.map(|inference| inference.rank),
            unidentified: lost.into_iter().flatten().collect(),
            j: inference.and_then(|inference| inference.j).map(|j| Hansen {
                statistic: j.j,
                freedom: j.freedom,
                p: j.p,
            }),
            inflation: inflation(asked, fitted.best),
            failures: fitted.best.failures.clone(),
        }
    }

    /// Moments aimed at that are further off than chance explains.
    pub fn unmet(&self) -> impl Iterator<Item = &MomentRow> {
        let far = |row: &&MomentRow| row.residual.is_none_or(|residual| residual.abs() > MET);
        self.moments.iter().filter(|row| row.aimed).filter(far)
    }

    /// How many moments were aimed at.
    pub fn aimed(&self) -> usize {
        self.moments.iter().filter(|row| row.aimed).count()
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn row(parameter: &Parameter, position: f64, error: Option<f64>) -> ParameterRow {
    ParameterRow {
        path: parameter.path.clone(),
        unit: parameter.unit.to_owned(),
        scale: parameter.scale,
        low: parameter.low,
        high: parameter.high,
        start: parameter.start,
        estimate: parameter.at(position),
        standard_error: error.map(|error| parameter.error(position, error)),
        interval: error.map(|error| parameter.interval(position, error)),
        interval_share: error.map(Parameter::interval_share),
        at_bound: End::at(position),
        step: None,
    }
}

fn moment(asked: &Asked, fitted: &Fitted<'_>, at: usize) -> MomentRow {
    let of = asked.calibration.moments[at];
    let aim = asked.calibration.problem.aims.get(at);
    let (low, high) =
        asked.calibration.target(of).map_or((f64::NAN, f64::NAN), |target| (target.low, target.high));
    let (simulated, error) = (fitted.best.mean(at), fitted.best.standard_error(at));
    let residual = match aim {
        Some(aim) => {
            let noise = if error.is_finite() { error } else { 0.0 };
            (simulated - aim.value) / (aim.standard_error * aim.standard_error + noise * noise).sqrt()
        }
        None => (simulated - simulated.clamp(low, high)) / error,
    };
    let shown = !matches!(of.reading, Reading::NotSimulated(_));
    MomentRow {
        moment: of.key.to_owned(),
        title: of.title.to_owned(),
        unit: of.unit.to_owned(),
        aimed: aim.is_some(),
        low,
        high,
        target: aim.map(|aim| aim.value),
        evidence_error: aim.map(|aim| aim.standard_error),
        weight: aim.map(|aim| aim.weight),
        start: finite(fitted.start.mean(at)).filter(|_| shown),
        simulated: finite(simulated).filter(|_| shown),
        simulation_error: finite(error).filter(|_| shown),
        residual: finite(residual).filter(|_| shown),
    }
}

/// By how much simulation raises the variances of the evidence.
fn inflation(asked: &Asked, best: &Evaluation) -> [f64; 2] {
    let factors = asked.calibration.problem.aims.iter().enumerate().map(|(at, aim)| {
        let ratio = best.standard_error(at) / aim.standard_error;
        1.0 + if ratio.is_finite() { ratio * ratio } else { 0.0 }
    });
    factors.fold([f64::INFINITY, 1.0], |[least, most], factor| [least.min(factor), most.max(factor)])
}
