//! From questions to answers: markets are calibrated side by side, then simulated one after the other.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use caveat::ensemble;
use caveat::experiment::compare::{Failure, Plan, PlanError, Watched};
use caveat::experiment::moments::Moment;
use caveat::experiment::published::{Experiment, World, answer};
use caveat::experiment::targets::Targets;
use caveat::scenario::Scenario;

use super::{Asked, Moments, Paper, Validation};
use crate::collect::Watch;
use crate::digest;
use crate::error::{Error, Result};

/// Replications of each market of which the numbers are part of a probe: so many suffice to see that an engine is another.
pub const PROBED: u64 = 2;

/// How much is simulated, and who watches.
pub struct Task<'a> {
    /// Replications of each market.
    pub replications: u64,
    /// Who is told of each of them.
    pub watch: &'a dyn Watch,
}

/// What is asked, with the plans of its markets, calibrated.
pub struct Ready {
    asked: Asked,
    plans: Vec<Plan>,
    seed: u64,
}

/// Values by law of a market, then replication, of one moment or claim; NaN where there is none.
type Values = Vec<Vec<f64>>;

impl Ready {
    /// Simulates everything that is asked.
    pub fn simulate(self, task: &Task<'_>) -> Validation {
        let Ready { asked, plans, seed } = self;
        task.watch.expect(task.replications * plans.len() as u64);
        let mut simulation = Simulation { task, probe: Vec::new(), failures: Vec::new() };
        let mut plans = plans.iter();
        // The market of the targets comes first, if there are any.
        let moments = asked
            .moments
            .and_then(|(targets, scenario)| Some(simulation.moments((targets, scenario), plans.next()?)));
        let papers = asked.papers.into_iter().map(|(experiment, worlds)| {
            let plans: Vec<&Plan> = plans.by_ref().take(worlds.len()).collect();
            simulation.paper(experiment, &worlds, &plans)
        });
        let papers = papers.collect();
        let Simulation { probe, failures, .. } = simulation;
        let texts = asked.texts.iter().map(|source| source.text.as_str());
        let probe = digest::of_texts(texts.chain(probe.iter().map(String::as_str)));
        Validation { moments, papers, replications: task.replications, seed, failures, probe }
    }
}

impl Asked {
    /// Calibrates the markets, several at a time, in the current pool of threads.
    ///
    /// # Errors
    ///
    /// If a market cannot be simulated.
    pub fn calibrate(self, seed: u64) -> Result<Ready> {
        Ok(Ready { plans: self.plans(seed)?, asked: self, seed })
    }

    /// The plans of all markets, calibrated.
    fn plans(&self, seed: u64) -> Result<Vec<Plan>> {
        type Build<'b> = Box<dyn Fn() -> std::result::Result<Plan, PlanError> + Sync + 'b>;
        let own = self.moments.iter().map(|(_, scenario)| {
            let build = || Plan::new(scenario, std::slice::from_ref(&scenario.status_quo), seed);
            Box::new(build) as Build<'_>
        });
        let worlds = self.papers.iter().flat_map(|(_, worlds)| worlds);
        let builds: Vec<Build<'_>> =
            own.chain(worlds.map(|world| Box::new(|| world.plan(seed)) as Build<'_>)).collect();
        let (build, mut plans) = (|number: u64| builds[number as usize](), Vec::new());
        let mut keep = |_, built: std::result::Result<_, String>| plans.push(built);
        ensemble::tasks(0..builds.len() as u64, &AtomicBool::new(false), &build, &mut keep);
        plans.into_iter().map(|plan| Ok(plan.map_err(Error::Market)??)).collect()
    }
}

/// One market after the other, and what is kept of all.
struct Simulation<'a> {
    task: &'a Task<'a>,
    /// The numbers of the first replications of each market.
    probe: Vec<String>,
    failures: Vec<String>,
}

impl Simulation<'_> {
    fn moments(&mut self, (targets, scenario): (Targets, Scenario), plan: &Plan) -> Moments {
        let moments: Vec<&Moment> = targets.targets.iter().map(|target| target.moment).collect();
        let value = |at: usize, watched: &Watched| moments[at].value(plan.columns(), watched);
        let values = self.run(plan, moments.len(), &value);
        let rows = targets.targets.into_iter().zip(values).map(|(target, values)| {
            let judged = target.judge(&values[0]);
            (target, judged)
        });
        let (market, market_title) = (scenario.market.name, scenario.market.title);
        Moments { market, market_title, rows: rows.collect() }
    }

    fn paper(&mut self, experiment: Experiment, worlds: &[World], plans: &[&Plan]) -> Paper {
        let claims = &experiment.claims;
        let of_world = |plan: &&Plan| {
            let value = |at: usize, watched: &Watched| claims[at].value(plan.columns(), watched);
            self.run(plan, claims.len(), &value)
        };
        let by_world: Vec<Vec<Values>> = plans.iter().map(of_world).collect();
        let answers = claims.iter().enumerate().map(|(at, claim)| {
            let values: Vec<Values> = by_world.iter().map(|world| world[at].clone()).collect();
            answer(claim, worlds, &values)
        });
        let answers = answers.collect();
        let mut markets: Vec<String> = worlds.iter().map(|world| world.market_title().to_owned()).collect();
        markets.dedup();
        Paper { experiment, markets, answers }
    }

    /// Simulates a market and returns the values of so many questions: by question, then law, then replication.
    fn run(
        &mut self,
        plan: &Plan,
        questions: usize,
        value: &(dyn Fn(usize, &Watched) -> f64 + Sync),
    ) -> Vec<Values> {
        let laws = plan.regimes().len();
        let mut values = vec![vec![Vec::new(); laws]; questions];
        let mut keep = |result: std::result::Result<Vec<Watched>, Failure>| {
            let watched = result.map_err(|failure| self.failures.push(failure.to_string())).ok();
            for (question, of) in values.iter_mut().enumerate() {
                for (law, of) in of.iter_mut().enumerate() {
                    of.push(watched.as_ref().map_or(f64::NAN, |watched| value(question, &watched[law])));
                }
            }
            ControlFlow::Continue(())
        };
        let go_on = AtomicBool::new(false);
        plan.watch(0..self.task.replications, &|| self.task.watch.done(), &go_on, &mut keep);
        let probed = values.iter().flatten().flat_map(|of| of.iter().take(PROBED as usize));
        self.probe.push(probed.map(|value| format!("{:?} ", value)).collect());
        values
    }
}
