//! Ablation: every step of the month and every lever switched alone, on the same shocks, and the outcome that it moves most.
//!
//! A lever is tried on a ground on which it can bite ([`super::grounds`]): a law and a market, in which it takes one value after the
//! other. The market is calibrated once, as it is written, and what it was taught is held: else each value would have attackers of
//! its own, and nothing would be inert. Levers that act through calibration say so, and have their ground and each value calibrated.

mod finding;

pub use finding::{Effect, Finding, HALF_WIDTHS, OWN_HALF_WIDTHS, Verdict};

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use super::compare::{Plan, PlanError, Replication};
use super::grounds::{Ground, Grounds, Subject};
use crate::error::Error;
use crate::law::regime::Regime;
use crate::lever::LeverRow;
use crate::scenario::registry::market_levers;
use crate::scenario::{Overrides, Scenario, Source, Sources, amended};
use crate::world::Step;

/// An ablation, read and checked; nothing is simulated yet.
#[derive(Debug)]
pub struct Ablation {
    cases: Vec<Case>,
    /// The first is the market as it is written.
    sites: Vec<Site>,
    seed: u64,
}

/// One step or lever on its ground.
#[derive(Debug)]
struct Case {
    subject: Subject,
    ground: Ground,
    /// The lever's value on the ground, in words.
    from: String,
    /// Site and law of the ground, and of each value; or why they cannot be.
    base: Result<At, Error>,
    tried: Vec<Result<At, Error>>,
}

/// A law of a site.
type At = (usize, usize);

/// A market, and the laws that are played in it.
#[derive(Debug)]
struct Site {
    sets: Vec<String>,
    recalibrated: bool,
    scenario: Scenario,
    laws: Vec<Variant>,
}

#[derive(Debug)]
struct Variant {
    sets: Vec<String>,
    without: Option<Step>,
    regime: Regime,
}

impl Ablation {
    /// Lays the ground of every subject chosen. A ground that a market cannot have is no error, but the subject's verdict.
    ///
    /// # Errors
    /// If the market cannot be read.
    pub fn new(
        market: &Source,
        sources: &dyn Sources,
        grounds: &Grounds,
        subjects: &[Subject],
        seed: u64,
    ) -> Result<Ablation, Error> {
        let mut layout = Layout { market, sources, fields: market_levers(), sites: Vec::new() };
        layout.site(&[], false)?;
        let case = |subject: &Subject| layout.case(*subject, grounds.of(subject));
        let cases = subjects.iter().map(case).collect();
        Ok(Ablation { cases, sites: layout.sites, seed })
    }

    /// What cannot be tried, as the path, the value, and why; also, without a value, of what there is none to try.
    pub fn refusals(&self) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for case in &self.cases {
            let path = case.subject.path();
            if case.tried.is_empty() {
                found.push((path.clone(), String::new(), "there is no value to try".to_owned()));
            }
            for ((value, _), at) in case.ground.values.iter().zip(&case.tried) {
                if let Err(error) = case.base.as_ref().and(at.as_ref()) {
                    found.push((path.clone(), value.clone(), error.to_string()));
                }
            }
        }
        found
    }

    /// Title of the market as it is written.
    pub fn market_title(&self) -> &str {
        &self.sites[0].scenario.market.title
    }

    /// Markets that are simulated, one after the other.
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Is there nothing to simulate?
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// Plays every site and compares. `on_done` is called after each site.
    ///
    /// # Errors
    /// If the market as it is written cannot be simulated.
    pub fn run(&self, replications: u64, on_done: &dyn Fn()) -> Result<Vec<Finding>, PlanError> {
        let base = Plan::new(&self.sites[0].scenario, &[], self.seed)?;
        let mut played = Vec::new();
        for site in &self.sites {
            played.push(site.play(&base, self.seed, replications));
            on_done();
        }
        Ok(self.cases.iter().map(|case| case.judge(&played)).collect())
    }
}

/// Sites and laws as they are asked for, each once.
struct Layout<'a> {
    market: &'a Source,
    sources: &'a dyn Sources,
    fields: Vec<LeverRow>,
    sites: Vec<Site>,
}

impl Layout<'_> {
    fn case(&mut self, subject: Subject, ground: Ground) -> Case {
        let without = match subject {
            Subject::Step(step) => Some(step),
            Subject::Lever(_) => None,
        };
        let base = self.at(&ground.sets, None, ground.recalibrate);
        let from = self.value_on(&subject, &ground, &base);
        let mut ground = ground;
        ground.values.retain(|(value, _)| !same(value, &from));
        let tried = ground.values.iter().map(|(_, sets)| {
            let sets = [ground.sets.clone(), sets.clone()].concat();
            self.at(&sets, without, ground.recalibrate)
        });
        Case { tried: tried.collect(), subject, from, base, ground }
    }

    /// The law of arguments of `--set`, in the market of the others.
    fn at(&mut self, sets: &[String], without: Option<Step>, recalibrated: bool) -> Result<At, Error> {
        let (market, law): (Vec<String>, Vec<String>) =
            sets.iter().cloned().partition(|set| self.is_of_market(set));
        let site = self.site(&market, recalibrated)?;
        let found = &mut self.sites[site];
        let known = found.laws.iter().position(|variant| variant.sets == law && variant.without == without);
        if let Some(known) = known {
            return Ok((site, known));
        }
        let blank = Regime { name: "tried".into(), title: "Tried".into(), ..Regime::default() };
        let regime = amended(blank, &Overrides::parse(&law)?);
        found.scenario.law(&regime)?;
        found.laws.push(Variant { sets: law, without, regime });
        Ok((site, found.laws.len() - 1))
    }

    fn site(&mut self, sets: &[String], recalibrated: bool) -> Result<usize, Error> {
        let known = self.sites.iter().position(|site| site.sets == sets && site.recalibrated == recalibrated);
        if let Some(known) = known {
            return Ok(known);
        }
        let scenario = Scenario::read(self.market, self.sources, &Overrides::parse(sets)?)?;
        self.sites.push(Site { sets: sets.to_vec(), recalibrated, scenario, laws: Vec::new() });
        Ok(self.sites.len() - 1)
    }

    fn is_of_market(&self, set: &str) -> bool {
        let table = set.split(['.', '=', '[']).next();
        self.fields.iter().any(|field| field.path.split('.').next() == table)
    }

    /// A lever's value on its ground, in words: what is set there, or else what the market says, or the lever's default.
    fn value_on(&self, subject: &Subject, ground: &Ground, base: &Result<At, Error>) -> String {
        let Subject::Lever(lever) = subject else { return String::new() };
        let set = ground.sets.iter().rev().filter_map(|set| set.split_once('='));
        let mut set = set.filter(|(path, _)| *path == lever.path);
        if let Some((_, value)) = set.next() {
            return value.to_owned();
        }
        let Ok((site, _)) = base else { return String::new() };
        let of_row = self.sites[*site].scenario.assumptions.iter().filter(|row| row.lever.path == lever.path);
        let mut values: Vec<String> = of_row.map(|row| row.show()).collect();
        values.dedup();
        if values.is_empty() { lever.show(lever.default) } else { values.join(", ") }
    }
}

/// Are two values the same, as words or as numbers?
fn same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    one == other || number(one).zip(number(other)).is_some_and(|(one, other)| one == other)
}

/// The outcomes of one law in one site, by replication; or why it could not be played.
type Played = Result<Vec<Vec<f64>>, String>;

impl Site {
    /// Plays every law. One that makes replications fail is played again apart from the others.
    fn play(&self, base: &Plan, seed: u64, replications: u64) -> Vec<Played> {
        let laws: Vec<&Variant> = self.laws.iter().collect();
        match self.play_laws(&laws, base, seed, replications) {
            Ok(played) => played.into_iter().map(Ok).collect(),
            Err(_) if laws.len() > 1 => {
                let alone = |law: &&Variant| {
                    let played = self.play_laws(&[*law], base, seed, replications)?;
                    Ok(played.concat())
                };
                laws.iter().map(alone).collect()
            }
            Err(reason) => laws.iter().map(|_| Err(reason.clone())).collect(),
        }
    }

    /// Outcomes of the whole market by law, then replication.
    fn play_laws(
        &self,
        laws: &[&Variant],
        base: &Plan,
        seed: u64,
        replications: u64,
    ) -> Result<Vec<Vec<Vec<f64>>>, String> {
        if laws.is_empty() {
            return Ok(Vec::new());
        }
        let regimes: Vec<Regime> = laws.iter().map(|law| law.regime.clone()).collect();
        let plan = match self.recalibrated {
            true => Plan::new(&self.scenario, &regimes, seed),
            false => Plan::taught(&self.scenario, &regimes, seed, base),
        };
        let mut plan = plan.map_err(|error| error.to_string())?;
        for (at, law) in laws.iter().enumerate() {
            law.without.into_iter().for_each(|step| plan.leave_out(at, step));
        }
        let wholes: Vec<usize> =
            (0..plan.columns().len()).filter(|&column| plan.columns()[column].segment == "all").collect();
        let (mut played, mut failed) = (vec![Vec::new(); laws.len()], None);
        let mut take = |replication: Replication| match replication.runs {
            Ok(runs) => {
                for (rows, run) in played.iter_mut().zip(runs) {
                    rows.push(wholes.iter().map(|&column| run.outcomes[column]).collect());
                }
                ControlFlow::Continue(())
            }
            Err(failure) => {
                failed = Some(failure.reason);
                ControlFlow::Break(())
            }
        };
        plan.run(0..replications, &|| (), &AtomicBool::new(false), &mut take);
        failed.map_or(Ok(played), Err)
    }
}
