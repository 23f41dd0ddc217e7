//! What whole-engine tests share: scenarios of the repository, a tiny market, and plans run on them.

#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "support of tests")]

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use caveat::experiment::compare::{Plan, RegimeRun, Replication};
use caveat::law::regime::Regime;
use caveat::run::{RunError, Stage, Workspace, replicate_with};
use caveat::scenario::{NotFound, Overrides, Scenario, Source, read_regime};
use caveat::tally::{Item, Sums};
use caveat::world::World;

/// Seed of every test that has no reason for another.
pub(crate) const SEED: u64 = 20_260_101;

/// The regimes of the repository, the status quo first.
pub(crate) const REGIMES: [&str; 7] =
    ["status-quo", "caveat-emptor", "negligence", "strict", "strict-with-safe-harbour", "tiered", "phased"];

/// Changes to a market under which the law moves money only: no maker can react to it, or fail.
pub(crate) const FROZEN: &[&str] = &[
    "care.imposed_design=0.5",
    "care.imposed_testing=0.5",
    "care.imposed_response=0.5",
    "care.imposed_support=24",
    "innovation.complexity_step=0",
    "segment.*.misperception=0",
    "segment.*.security_taste=0",
    "finance.franchise_years=0",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
    "finance.disappearance_hazard=0",
    "insurer.offered=false",
];

/// Changes under which neither prices, nor entry and giving up, nor attackers answer to what happens.
pub(crate) const STILL: &[&str] =
    &["demand.pricing=fixed", "entry.slots=0", "entry.grace_months=10000", "threat.endogenous=false"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn regime_path(name: &str) -> PathBuf {
    root().join("scenarios/regimes").join(format!("{name}.toml"))
}

/// Finds regimes by name in `scenarios/regimes`, and markets that others extend by file in `scenarios/markets`.
pub(crate) fn find(name: &str, _named_in: &str) -> Result<Source, NotFound> {
    let path = match name.ends_with(".toml") {
        true => root().join("scenarios/markets").join(name),
        false => regime_path(name),
    };
    if path.is_file() {
        return Ok(Source::new(name, text(&path)));
    }
    Err(NotFound { reason: "no such file".into(), known: Vec::new() })
}

/// The overrides that arguments of `--set` make.
pub(crate) fn set(changes: &[&str]) -> Overrides {
    Overrides::parse(changes).unwrap_or_else(|error| panic!("{error}"))
}

fn read(name: &str, market: &str, changes: &[&str]) -> Scenario {
    let source = Source::new(name, market);
    Scenario::read(&source, &find, &set(changes)).unwrap_or_else(|error| panic!("{error}"))
}

/// A market of `scenarios/`, by path, with changes.
pub(crate) fn market(path: &str, changes: &[&str]) -> Scenario {
    read(path, &text(&root().join("scenarios").join(path)), changes)
}

/// The text of a dozen makers on a short clock, with everything switched on.
pub(crate) const TINY: &str = include_str!("tiny.toml");

/// The tiny market under the status quo of the repository, with changes.
pub(crate) fn tiny(changes: &[&str]) -> Scenario {
    read("tiny.toml", &format!("{TINY}\n[status_quo]\nregime = \"status-quo\"\n"), changes)
}

/// The tiny market under no law at all until the announcement, with changes.
pub(crate) fn lawless(changes: &[&str]) -> Scenario {
    read("tiny.toml", TINY, changes)
}

/// A regime of the repository.
pub(crate) fn named(name: &str) -> Regime {
    regime(&text(&regime_path(name)))
}

/// A regime of a text.
pub(crate) fn regime(text: &str) -> Regime {
    let read = read_regime(&Source::new("regime.toml", text), &find, &Overrides::default());
    read.unwrap_or_else(|error| panic!("{error}"))
}

/// A regime that sets levers everywhere and always: `set` is the inside of an inline table.
pub(crate) fn ruled(set: &str) -> Regime {
    regime(&format!("name = \"ruled\"\n[[rule]]\nset = {{ {set} }}\n"))
}

/// A plan of regimes on a scenario.
pub(crate) fn plan(scenario: &Scenario, regimes: &[Regime]) -> Plan {
    Plan::new(scenario, regimes, SEED).unwrap_or_else(|error| panic!("{error}"))
}

/// A plan of regimes of the repository on a scenario.
pub(crate) fn plan_of(scenario: &Scenario, names: &[&str]) -> Plan {
    plan(scenario, &names.iter().map(|name| named(name)).collect::<Vec<_>>())
}

/// Runs replications of a plan.
pub(crate) fn run(plan: &Plan, replications: std::ops::Range<u64>) -> Vec<Replication> {
    let mut all = Vec::new();
    let mut take = |replication| {
        all.push(replication);
        ControlFlow::Continue(())
    };
    plan.run(replications, &|| (), &AtomicBool::new(false), &mut take);
    all
}

/// The runs of replications that must not fail: by replication, then regime.
pub(crate) fn runs(plan: &Plan, replications: std::ops::Range<u64>) -> Vec<Vec<RegimeRun>> {
    run(plan, replications)
        .into_iter()
        .map(|replication| replication.runs.unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

/// Runs one replication of a plan and shows its worlds to an observer.
pub(crate) fn watch(
    plan: &Plan,
    replication: u64,
    observe: impl FnMut(Stage, &World),
) -> Result<Vec<RegimeRun>, RunError> {
    let draws = (SEED, replication);
    let workspace = &mut Workspace::default();
    replicate_with(plan.setting(), plan.status_quo(), plan.regimes(), draws, workspace, observe)
}

/// The worlds at the end of one replication, by regime.
pub(crate) fn final_worlds(plan: &Plan, replication: u64) -> Vec<(World, RegimeRun)> {
    let mut worlds: Vec<Option<World>> = vec![None; plan.regimes().len()];
    let runs = watch(plan, replication, |stage, world| {
        if let Stage::RunOff(regime) = stage {
            worlds[regime] = Some(world.clone());
        }
    });
    worlds.into_iter().map(Option::unwrap).zip(runs.unwrap()).collect()
}

/// The column of an outcome for the whole market.
pub(crate) fn column(plan: &Plan, key: &str) -> usize {
    let found = plan.columns().iter().position(|c| c.outcome.key == key && c.segment == "all");
    found.unwrap_or_else(|| panic!("no outcome {key}"))
}

/// An outcome of a run for the whole market.
pub(crate) fn outcome(plan: &Plan, run: &RegimeRun, key: &str) -> f64 {
    run.outcomes[column(plan, key)]
}

/// The sums of a world over the whole market.
pub(crate) fn totals(world: &World) -> Sums {
    world.tally.total(|_, _| true)
}

/// One sum of a world over the whole market.
pub(crate) fn total(world: &World, item: Item) -> f64 {
    totals(world)[item as usize]
}

/// Are two numbers equal up to a relative tolerance of a scale at least that of the numbers?
pub(crate) fn near(a: f64, b: f64, tolerance: f64, scale: f64) -> bool {
    (a - b).abs() <= tolerance * scale.abs().max(a.abs()).max(b.abs())
}

/// Mean and its standard error.
pub(crate) fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}
