//! One replication: a steady state, a burn-in under the status quo, then every regime on the same shocks.

mod calibrate;
mod deviation;
mod score;
mod start;
mod trial;

pub use calibrate::{Players, calibrate, taught};
pub use deviation::{Crossroads, Fate, Maker};
pub use trial::Trial;

pub use crate::threat::unpatched_share;

use crate::courts;
use crate::decisions;
use crate::law::compile::Law;
use crate::ledger::Ledger;
use crate::month;
use crate::security;
use crate::shocks::Shocks;
use crate::tally::{Item, Tally};
use crate::units::Month;
use crate::world::{Outlook, Scene, Setting, Skipped, World};
use start::start;

/// Share of counted claims that must be closed for run-off to end.
const RUN_OFF_CLOSED: f64 = 0.99;

/// A law with the view that firms have of it.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Compiled.
    pub law: Law,
    /// As firms see it when they decide.
    pub outlook: Outlook,
    /// Steps that its months leave out, to see what they do.
    pub skipped: Skipped,
}

impl Regime {
    /// The regime of a law in a market.
    pub fn new(setting: &Setting, law: Law) -> Regime {
        let outlook = decisions::outlook(setting, &law);
        Regime { law, outlook, skipped: Skipped::default() }
    }

    /// What phases read beside the world: the market, the law, and firms' view of it.
    pub fn scene<'a>(&'a self, setting: &'a Setting) -> Scene<'a> {
        Scene { setting, law: &self.law, outlook: &self.outlook, forced: None, skipped: self.skipped }
    }
}

/// The result of one regime in one replication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegimeRun {
    /// One value a column of [`crate::outcome::columns`]; NaN where a denominator is zero.
    pub outcomes: Vec<f64>,
    /// Monthly paths, `months × PATHS.len()`, row-major from the first burn-in month to the end of the horizon.
    pub paths: Vec<f64>,
    /// Maker-months of the evaluation window: neither the burn-in, which all regimes share, nor the run-off is counted.
    pub firm_months: f64,
}

/// Worlds that a thread keeps from one replication to the next, so that a replication allocates nothing new.
#[derive(Default)]
pub struct Workspace {
    trunk: Option<Box<World>>,
    branch: Option<Box<World>>,
}

/// A replication that could not be finished.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RunError {
    /// The market outgrew its limit.
    #[error(
        "{what} grew to {rows} rows, more than the {limit} that are simulated: simulate fewer makers or a shorter horizon, or raise limits.rows"
    )]
    Rows {
        /// Which table.
        what: &'static str,
        /// How many rows.
        rows: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// The engine contradicted itself.
    #[error("the engine failed: {message}: please report the scenario and the seed")]
    Fault {
        /// What the engine said.
        message: String,
    },
    /// A number left the reals.
    #[error("{what} is not finite in month {month}: please report the scenario")]
    NotFinite {
        /// Which number.
        what: &'static str,
        /// When.
        month: Month,
    },
}

/// Which part of a replication a world is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Burn-in under the status quo.
    BurnIn,
    /// The evaluation window of the regime of this index. It opens at month 0 with empty books.
    Evaluation(usize),
    /// The run-off of the regime of this index.
    RunOff(usize),
}

/// Runs one replication under every regime. The burn-in is run once and cloned, so that rows before the announcement are the
/// same under all.
///
/// # Errors
/// If the market outgrows its limits or a number leaves the reals.
pub fn replicate(
    setting: &Setting,
    status_quo: &Regime,
    regimes: &[Regime],
    draws: (u64, u64),
    workspace: &mut Workspace,
) -> Result<Vec<RegimeRun>, RunError> {
    replicate_with(setting, status_quo, regimes, draws, workspace, |_, _| ())
}

/// As [`replicate`], and shows the world to an observer before the first month of every stage and after each of its months.
///
/// # Errors
/// As [`replicate`].
pub fn replicate_with(
    setting: &Setting,
    status_quo: &Regime,
    regimes: &[Regime],
    (seed, replication): (u64, u64),
    workspace: &mut Workspace,
    mut observe: impl FnMut(Stage, &World),
) -> Result<Vec<RegimeRun>, RunError> {
    let shocks = Shocks::new(seed, replication);
    let mut trunk = start(workspace.trunk.take(), status_quo.scene(setting), shocks);
    observe(Stage::BurnIn, &trunk);
    while trunk.month < 0 {
        month::advance(&mut trunk, status_quo.scene(setting));
        observe(Stage::BurnIn, &trunk);
        check(&trunk, setting)?;
    }
    let mut runs = Vec::with_capacity(regimes.len());
    let (others, last) = regimes.split_at(regimes.len().saturating_sub(1));
    for (index, regime) in others.iter().enumerate() {
        let mut world = match workspace.branch.take() {
            Some(mut world) => {
                world.clone_from(&trunk);
                world
            }
            None => trunk.clone(),
        };
        let run = evaluate(&mut world, regime.scene(setting), index, &mut observe);
        workspace.branch = Some(world);
        runs.push(run?);
    }
    for regime in last {
        // Nobody needs the trunk any more.
        runs.push(evaluate(&mut trunk, regime.scene(setting), others.len(), &mut observe)?);
    }
    workspace.trunk = Some(trunk);
    Ok(runs)
}

/// The evaluation window and the run-off of one regime.
fn evaluate(
    world: &mut World,
    scene: Scene<'_>,
    index: usize,
    observe: &mut impl FnMut(Stage, &World),
) -> Result<RegimeRun, RunError> {
    let horizon = scene.setting.market.clock.horizon_months as Month;
    if !scene.skipped.is_empty() {
        world.forget_month();
    }
    open_window(world, scene);
    security::announce(world, scene);
    observe(Stage::Evaluation(index), world);
    let mut firm_months = 0.0;
    while world.month < horizon {
        firm_months += world.active.len() as f64;
        month::advance(world, scene);
        observe(Stage::Evaluation(index), world);
        check(world, scene.setting)?;
    }
    close_window(world);
    let terminal_harm = score::terminal_harm(world, scene);
    observe(Stage::RunOff(index), world);
    run_off(world, scene, horizon, |world| observe(Stage::RunOff(index), world));
    courts::value_open(world, scene);
    let outcomes = score::outcomes(world, scene, terminal_harm);
    check(world, scene.setting)?;
    Ok(RegimeRun { outcomes, paths: world.tally.paths.concat(), firm_months })
}

/// Month 0: counting begins.
fn open_window(world: &mut World, scene: Scene<'_>) {
    let paths = std::mem::take(&mut world.tally.paths);
    world.ledger = Ledger::default();
    world.tally = Tally::new(scene.setting.categories.len());
    (world.tally.paths, world.tally.open) = (paths, true);
    (world.claims.counted, world.claims.closed) = (0, 0);
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        firm.cohort = firm.size;
        world.tally.add(firm.cohort, firm.category, Item::Founders, 1.0);
    }
    score::weigh_mix(world, scene);
}

/// The horizon: flows by month are no longer counted; claims from harm before it still are.
fn close_window(world: &mut World) {
    let first_entrant = |born: Month| born >= 0;
    for &index in &world.active {
        let firm = &world.firms[index as usize];
        if !first_entrant(firm.born) {
            world.tally.add(firm.cohort, firm.category, Item::Survivors, 1.0);
        }
    }
    world.tally.open = false;
}

fn run_off(world: &mut World, scene: Scene<'_>, horizon: Month, mut observe: impl FnMut(&World)) {
    let end = horizon + scene.setting.market.clock.run_off_months as Month;
    while world.month < end && (world.claims.closed as f64) < RUN_OFF_CLOSED * world.claims.counted as f64 {
        month::run_off(world, scene);
        observe(world);
    }
}

/// Gives a replication up before it fills the machine, or once its numbers mean nothing.
fn check(world: &World, setting: &Setting) -> Result<(), RunError> {
    let limit = setting.market.limits.rows as usize;
    for (what, rows) in
        [("flaws", world.flaws.len()), ("claims", world.claims.open), ("releases", world.releases.rows.len())]
    {
        if rows > limit {
            return Err(RunError::Rows { what, rows, limit });
        }
    }
    let cash: f64 = world.active.iter().map(|&index| world.firms[index as usize].cash).sum();
    if !cash.is_finite() {
        return Err(RunError::NotFinite { what: "makers' cash", month: world.month });
    }
    Ok(())
}
