//! Calibration by simulated moments: fits find what was there, and say rightly how far they can be trusted.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::AtomicBool;

use caveat::error::Place;
use caveat::experiment::calibration::{
    Aim, Calibration, End, Evaluation, Fit, Halt, Parameter, Problem, Scale, Simulation, fit,
};
use caveat::experiment::moments::Moment;
use caveat::experiment::targets::Targets;
use caveat::scenario::{Overrides, Range, Scenario, Source};
use caveat::shocks::{Shocks, Stream};

fn place() -> Place {
    Place::in_set("", 0)
}

fn aim(key: &str, value: f64, standard_error: f64) -> Aim {
    Aim { moment: Moment::find(key).unwrap(), place: place(), value, standard_error, weight: 1.0 }
}

fn parameter(path: &str, (low, start, high): (f64, f64, f64), scale: Scale, fields: Vec<Range>) -> Parameter {
    Parameter { path: path.into(), unit: "", place: place(), low, high, start, scale, fields }
}

/// Moments by formula: a world that is known.
mod formula {
    use super::*;

    const REPLICATIONS: usize = 40;
    /// Standard deviations over replications.
    const SPREAD: [f64; 4] = [0.6, 0.9, 0.5, 1.2];

    /// Four moments of two parameters.
    fn moments(a: f64, b: f64) -> [f64; 4] {
        [a, a * b, b * b, a + 2.0 * b]
    }

    fn normal(seed: u64, replication: usize, moment: usize) -> f64 {
        Shocks::new(seed, replication as u64).normal(Stream::Assumption, moment as u64, 0, 0)
    }

    fn replications(seed: u64, (a, b): (f64, f64)) -> Vec<Vec<Option<f64>>> {
        let common = |replication| normal(seed, replication, 9);
        let value = |moment: usize, replication: usize| {
            let noise = 0.8 * normal(seed, replication, moment) + 0.6 * common(replication);
            Some(moments(a, b)[moment] + SPREAD[moment] * noise)
        };
        (0..4)
            .map(|moment| (0..REPLICATIONS).map(|replication| value(moment, replication)).collect())
            .collect()
    }

    /// A problem whose evidence are moments at known values, under other shocks.
    fn problem(seed: u64, truth: (f64, f64)) -> Problem {
        let evidence = evaluation(Vec::new(), replications(seed, truth));
        let keys = ["entry", "exit", "days_to_fix", "loss_ratio"];
        let aims = keys.iter().enumerate();
        let aims = aims.map(|(at, key)| aim(key, evidence.mean(at), evidence.standard_error(at)));
        let covariance = (0..16).map(|at| evidence.covariance(at / 4, at % 4)).collect();
        let parameters = vec![
            parameter("a", (0.0, 2.5, 5.0), Scale::Linear, Vec::new()),
            parameter("b", (0.2, 2.0, 5.0), Scale::Log, Vec::new()),
        ];
        Problem { parameters, aims: aims.collect(), covariance: Some(covariance) }
    }

    fn evaluation(point: Vec<f64>, values: Vec<Vec<Option<f64>>>) -> Evaluation {
        Evaluation { point, values, failures: Vec::new(), refused: None }
    }

    fn simulated(problem: &Problem, point: &[f64], seed: u64) -> Evaluation {
        let at = |at: usize| problem.parameters[at].at(point[at]);
        evaluation(point.to_vec(), replications(seed, (at(0), at(1))))
    }

    fn fitted(problem: &Problem, seed: u64) -> Fit {
        fit(problem, Vec::new(), &mut |points| {
            points.iter().map(|point| simulated(problem, point, seed)).collect()
        })
        .unwrap()
    }

    #[test]
    fn intervals_cover_and_the_test_of_the_model_has_its_size() {
        const FITS: u64 = 400;
        let truth = (1.5, 0.8);
        let (mut covered, mut rejected, mut evaluations) = ([0; 2], 0, 0);
        for seed in 0..FITS {
            let problem = problem(2 * seed, truth);
            let fit = fitted(&problem, 2 * seed + 1);
            assert!(fit.converged(), "seed {seed}");
            evaluations += fit.evaluations;
            for (at, truth) in [truth.0, truth.1].into_iter().enumerate() {
                let [low, high] =
                    problem.parameters[at].interval(fit.estimate.point[at], fit.inference.errors[at]);
                covered[at] += u64::from((low..=high).contains(&truth));
            }
            let j = fit.inference.j.unwrap();
            assert_eq!(j.freedom, 2);
            rejected += u64::from(j.p < 0.05);
        }
        // A binomial count around 95 % and 5 % of 400, give or take three standard deviations and what 40 replications leave of the normal law.
        assert!(covered.iter().all(|count| (364..=396).contains(count)), "{covered:?}");
        assert!((8..=36).contains(&rejected), "{rejected}");
        assert!(evaluations / FITS as usize <= 30, "{} evaluations a fit", evaluations / FITS as usize);
    }

    #[test]
    fn a_fit_that_was_stopped_goes_on_to_the_same_end() {
        let problem = problem(7, (1.5, 0.8));
        let whole = fitted(&problem, 8);
        for stop_after in [0, 1, 4, 9] {
            let mut known: Vec<Evaluation> = Vec::new();
            let mut calls = 0;
            let stopped = fit(&problem, Vec::new(), &mut |points| {
                calls += 1;
                // Stopped in the middle of a batch: what is whole is kept.
                let whole = if calls > stop_after { points.len() / 2 } else { points.len() };
                let new: Vec<Evaluation> =
                    points[..whole].iter().map(|point| simulated(&problem, point, 8)).collect();
                known.extend(new.clone());
                new
            });
            assert_eq!(stopped.err(), Some(Halt::Stopped));
            let mut asked = 0;
            let resumed = fit(&problem, known.clone(), &mut |points| {
                asked += points.len();
                points.iter().map(|point| simulated(&problem, point, 8)).collect()
            });
            let resumed = resumed.unwrap();
            assert_eq!(
                (resumed.estimate.point.clone(), resumed.evaluations),
                (whole.estimate.point.clone(), whole.evaluations)
            );
            assert_eq!(asked + known.len(), whole.evaluations, "nothing is simulated twice");
            assert_eq!(
                (resumed.inference.errors, resumed.inference.j),
                (whole.inference.errors.clone(), whole.inference.j)
            );
        }
    }

    /// Moments as rough as counts of events: everywhere a little off, and nowhere alike.
    #[test]
    fn a_rough_search_ends_at_the_best_point_that_it_saw() {
        for seed in 0..40 {
            let problem = problem(2 * seed, (1.5, 0.8));
            let mut least = f64::INFINITY;
            let fit = fit(&problem, Vec::new(), &mut |points| {
                let rough = |point: &Vec<f64>| {
                    let mut of = simulated(&problem, point, 2 * seed + 1);
                    for (moment, values) in of.values.iter_mut().enumerate() {
                        let place = point.iter().fold(0, |place, at| 31 * place + (1e6 * at) as u64);
                        let off = 0.3 * SPREAD[moment] * normal(place, 0, moment);
                        values.iter_mut().flatten().for_each(|value| *value += off);
                    }
                    least = least.min(problem.objective(&of));
                    of
                };
                points.iter().map(rough).collect()
            });
            let fit = fit.unwrap();
            assert_eq!(problem.objective(&fit.estimate), least, "seed {seed}");
            assert!(
                fit.inference.errors.iter().all(|error| *error > 0.0),
                "seed {seed}: {:?}",
                fit.inference
            );
        }
    }

    #[test]
    fn evidence_out_of_reach_ends_at_a_bound() {
        let mut problem = problem(3, (1.5, 0.8));
        // As if a were 9: beyond its bound of 5.
        for (aim, value) in problem.aims.iter_mut().zip(moments(9.0, 0.8)) {
            aim.value = value;
        }
        let fit = fitted(&problem, 4);
        assert_eq!(fit.ends, [Some(End::High), None]);
        assert_eq!(fit.estimate.point[0], 1.0);
        assert_eq!(fit.inference.errors.len(), 1, "of what is free");
        let j = fit.inference.j.unwrap();
        assert!(j.freedom == 3 && j.p < 1e-6, "{j:?}");
    }

    #[test]
    fn what_moves_nothing_is_refused_by_name() {
        let mut problem = problem(3, (1.5, 0.8));
        problem.parameters.push(parameter("c", (0.0, 0.5, 1.0), Scale::Linear, Vec::new()));
        let halt = fit(&problem, Vec::new(), &mut |points| {
            points.iter().map(|point| simulated(&problem, point, 4)).collect()
        });
        let Err(Halt::Impossible(error)) = halt else { panic!("{halt:?}") };
        assert!(error.to_string().contains("c moves none of the moments"), "{error}");
    }
}

/// A dozen makers in business for four years: accidents come directly, so that nothing has to be taught to them beforehand.
mod market {
    use super::*;

    const MARKET: &str = include_str!("calibration/market.toml");
    const TARGETS: &str = include_str!("calibration/targets.toml");
    const REPLICATIONS: u64 = 150;

    fn nowhere(_: &str, _: &str) -> Result<Source, caveat::scenario::NotFound> {
        Err(caveat::scenario::NotFound { reason: "not there".into(), known: Vec::new() })
    }

    fn scenario() -> Scenario {
        Scenario::read(&Source::new("market.toml", MARKET), &nowhere, &Overrides::default()).unwrap()
    }

    fn calibration(scenario: &Scenario) -> Calibration {
        let source = Source::new("targets.toml", TARGETS);
        let targets = Targets::read(&source).unwrap();
        Calibration::read(&source, targets, scenario).unwrap_or_else(|error| panic!("{error}"))
    }

    fn ask(simulation: &Simulation<'_>, points: &[Vec<f64>]) -> Vec<Evaluation> {
        simulation.evaluate(points, &|| (), &AtomicBool::new(false))
    }

    /// The problem whose evidence is what was seen of a market with known values, under shocks of its own.
    fn problem(calibration: &Calibration, scenario: &Scenario, truth: &[f64], seed: u64) -> Problem {
        let simulation = Simulation::new(calibration, scenario, (seed, REPLICATIONS));
        let mut problem = calibration.problem.clone();
        let point: Vec<f64> = problem
            .parameters
            .iter()
            .zip(truth)
            .map(|(parameter, &value)| parameter.position(value))
            .collect();
        let seen = ask(&simulation, &[point]).remove(0);
        for (at, aim) in problem.aims.iter_mut().enumerate() {
            (aim.value, aim.standard_error) = (seen.mean(at), seen.standard_error(at));
        }
        let aims = problem.aims.len();
        let covariance = (0..aims * aims).map(|at| seen.covariance(at / aims, at % aims));
        problem.covariance = Some(covariance.collect());
        problem
    }

    #[test]
    fn true_values_lie_within_two_standard_errors_in_nine_of_ten_fits() {
        const FITS: u64 = 20;
        let truth = [0.32, 0.45, 0.38];
        let scenario = scenario();
        let calibration = calibration(&scenario);
        let (mut within, mut rejected, mut asked) = ([0; 3], 0, 0);
        for seed in 1..=FITS {
            let problem = problem(&calibration, &scenario, &truth, 1_000 + seed);
            let simulation = Simulation::new(&calibration, &scenario, (seed, REPLICATIONS));
            let fit = fit(&problem, Vec::new(), &mut |points| ask(&simulation, points));
            let fit = fit.unwrap_or_else(|halt| panic!("{halt:?}"));
            assert!(
                fit.ends.iter().all(Option::is_none) && fit.converged(),
                "seed {seed}: {:?} {:?}",
                fit.estimate.point,
                fit.inference
            );
            asked += fit.evaluations;
            for (at, parameter) in problem.parameters.iter().enumerate() {
                let position = fit.estimate.point[at];
                let error = parameter.error(position, fit.inference.errors[at]);
                let off = (parameter.at(position) - truth[at]) / error;
                within[at] += u64::from(off.abs() <= 2.0);
            }
            rejected += u64::from(fit.inference.j.is_some_and(|j| j.p < 0.05));
        }
        assert!(within.iter().all(|within| 10 * within >= 9 * FITS), "{within:?} of {FITS}");
        assert!(asked <= 45 * FITS as usize, "{asked} points");
        assert!(rejected <= 4, "{rejected} of {FITS} rejected at 5 %");
    }
}
