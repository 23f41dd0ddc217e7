//! What a maker's owners get when it is forced off its choice, on the same shocks: the audit of its decisions.

use super::{Regime, RunError, Workspace, check, open_window, start};
use crate::courts;
use crate::math;
use crate::month;
use crate::security;
use crate::settlement;
use crate::shocks::Shocks;
use crate::units::Month;
use crate::world::{Firm, Forced, Scene, Setting, Status, World};

/// A market at the announcement, from which its makers go on in many futures.
pub struct Crossroads<'a> {
    setting: &'a Setting,
    regime: &'a Regime,
    seed: u64,
    now: Box<World>,
}

/// A maker in business at the announcement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Maker {
    /// Its key.
    pub key: u64,
    /// Size class, as an index.
    pub size: u8,
    /// Product category, as an index.
    pub category: u8,
    /// Turnover, EUR a year.
    pub turnover_eur: f64,
}

/// What becomes of a maker in a future.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fate {
    /// Realised equity, EUR at the announcement.
    pub equity: f64,
    /// Luck of mean zero that it had: successes of research less their chances, and innovations of its demand shock.
    pub surprises: [f64; 2],
}

impl<'a> Crossroads<'a> {
    /// The market after the burn-in of the first replication of a seed.
    ///
    /// # Errors
    /// If the market outgrows its limits or a number leaves the reals.
    pub fn reach(
        setting: &'a Setting,
        status_quo: &Regime,
        regime: &'a Regime,
        seed: u64,
    ) -> Result<Crossroads<'a>, RunError> {
        let mut now = start(None, status_quo.scene(setting), Shocks::new(seed, 0));
        while now.month < 0 {
            month::advance(&mut now, status_quo.scene(setting));
            check(&now, setting)?;
        }
        Ok(Crossroads { setting, regime, seed, now })
    }

    /// The makers in business there, in order of birth.
    pub fn makers(&self) -> Vec<Maker> {
        let active = self.now.active.iter().map(|&index| &self.now.firms[index as usize]);
        active
            .map(|firm| Maker {
                key: firm.key,
                size: firm.size,
                category: firm.category,
                turnover_eur: firm.turnover,
            })
            .collect()
    }

    /// The fates of makers in a future as each chooses, by maker.
    ///
    /// # Errors
    /// As [`Crossroads::reach`].
    pub fn unforced(
        &self,
        future: u64,
        makers: &[u64],
        workspace: &mut Workspace,
    ) -> Result<Vec<Fate>, RunError> {
        let world = self.live(future, None, workspace)?;
        let fates = makers.iter().map(|&key| self.fate(&world, key)).collect();
        workspace.branch = Some(world);
        Ok(fates)
    }

    /// The fates of makers in a future: of each as it chooses, then forced in each of the given ways. Shape: `makers × (1 + ways)`,
    /// row-major. What there was before the future began is the same in all of them.
    ///
    /// # Errors
    /// As [`Crossroads::reach`].
    pub fn forced(
        &self,
        future: u64,
        makers: &[u64],
        ways: &[[f64; 2]],
        workspace: &mut Workspace,
    ) -> Result<Vec<Fate>, RunError> {
        let mut found = Vec::with_capacity(makers.len() * (1 + ways.len()));
        for (&key, own) in makers.iter().zip(self.unforced(future, makers, workspace)?) {
            found.push(own);
            for &[care, price] in ways {
                let world = self.live(future, Some(Forced { key, care, price }), workspace)?;
                found.push(self.fate(&world, key));
                workspace.branch = Some(world);
            }
        }
        Ok(found)
    }

    /// The evaluation window on the shocks of a future.
    fn live(
        &self,
        future: u64,
        forced: Option<Forced>,
        workspace: &mut Workspace,
    ) -> Result<Box<World>, RunError> {
        let mut world = workspace.branch.take().unwrap_or_else(|| self.now.clone());
        world.clone_from(&self.now);
        // The first replication's future is the one that the burn-in came with.
        world.shocks = Shocks::new(self.seed, future + 1);
        let scene = Scene { forced, ..self.regime.scene(self.setting) };
        open_window(&mut world, scene);
        security::announce(&mut world, scene);
        let horizon = self.setting.market.clock.horizon_months as Month;
        while world.month < horizon {
            month::advance(&mut world, scene);
            check(&world, self.setting)?;
        }
        Ok(world)
    }

    fn fate(&self, world: &World, key: u64) -> Fate {
        let of = |firms: &[Firm]| {
            firms.iter().find(|firm| firm.key == key).map_or([0.0; 2], |firm| firm.surprises)
        };
        let ([research, demand], before) = (of(&world.firms), of(&self.now.firms));
        Fate { equity: self.worth(world, key), surprises: [research - before[0], demand - before[1]] }
    }

    /// What a maker's owners have had from it since the announcement, and what it is worth to them at the horizon, EUR at the
    /// announcement.
    fn worth(&self, world: &World, key: u64) -> f64 {
        let of = |firms: &[Firm]| firms.iter().find(|firm| firm.key == key).map(|firm| firm.owners_eur);
        let had = of(&world.firms).unwrap_or(0.0) - of(&self.now.firms).unwrap_or(0.0);
        let left = world.firms.iter().position(|firm| firm.key == key).map_or(0.0, |at| self.left(world, at));
        had + self.setting.market.finance.discount(world.month) * left
    }

    /// What a maker is worth to its owners at the horizon: its cash less what the open claims against it will bring, and what it
    /// earns for as long as turnover of its size lasts; or what its estate leaves them.
    ///
    /// Earnings are counted as they are to be expected and not as luck made them: the payments to expect for a year's harm instead
    /// of those for harm of years before, which are in the open claims, the releases to expect in a year, a demand shock for as long
    /// as it lasts, and overhead on its way to what turnover asks for. Owners forgo interest while it keeps cash. What a maker of its
    /// turnover usually earns does not count: a lower price would buy that.
    fn left(&self, world: &World, at: usize) -> f64 {
        let (firm, terms) = (&world.firms[at], &self.setting.market.finance);
        let wait = |months: Month| math::exp(-terms.discount_firm * f64::from(months) / 12.0);
        let owed: f64 = courts::open_debts(world, self.regime.scene(self.setting))
            .iter()
            .filter(|(debt, _)| debt.firm as usize == at)
            .map(|(debt, months)| wait(*months) * settlement::falls_on_maker(world, debt))
            .sum();
        let there = match firm.status {
            Status::Active => firm.cash - owed,
            Status::Closed => firm.estate - owed,
            Status::Insolvent => 0.0,
        };
        if !firm.is_active() {
            return there.max(0.0);
        }
        let forgone = terms.discount_firm * firm.kept_cash(terms).min(firm.cash.max(0.0));
        let mut stream = firm.stream(self.setting);
        stream.lasting -= forgone;
        let rate = terms.discount_firm + self.setting.calibration.lapse_rate[usize::from(firm.size)];
        let dues = &world.stakes_of(self.regime.scene(self.setting), firm).dues;
        let earned = stream.worth(dues, world.month, self.setting.rates(rate));
        (there + earned.max(0.0)).max(0.0)
    }
}
