//! From an experiment's file to plans: each of its markets, with the laws that are asked of it.

use std::collections::BTreeSet;

use super::patch::{Variant, placed};
use super::{Arm, Experiment};
use crate::error::Error;
use crate::experiment::compare::{Plan, PlanError};
use crate::law::regime::Regime;
use crate::scenario::regime_file::find;
use crate::scenario::{Overrides, Scenario, Sources, amended, read_regime};

/// One market of an experiment and its laws, read and checked.
#[derive(Clone, Debug)]
pub struct World {
    /// Which market of the experiment.
    pub market: usize,
    /// Which laws, in the order of the plan.
    pub laws: Vec<usize>,
    scenario: Scenario,
    regimes: Vec<Regime>,
}

impl World {
    /// Title of its market.
    pub fn market_title(&self) -> &str {
        &self.scenario.market.title
    }

    /// Prepares its simulation; the market is calibrated under its own law, which takes a while.
    ///
    /// # Errors
    /// If the market cannot be simulated.
    pub fn plan(&self, seed: u64) -> Result<Plan, PlanError> {
        Plan::new(&self.scenario, &self.regimes, seed)
    }
}

impl Experiment {
    /// Reads the markets and regimes that the experiment names.
    ///
    /// # Errors
    /// What is wrong in them, or in what is set in them.
    pub fn worlds(&self, sources: &dyn Sources) -> Result<Vec<World>, Error> {
        let Some(market) = self.market.as_ref().filter(|_| !self.claims.is_empty()) else {
            return Ok(Vec::new());
        };
        let source = find("market", market, market.place.text(), sources)?;
        let arms: BTreeSet<Arm> = self.claims.iter().flat_map(|claim| claim.arms()).collect();
        let numbers: BTreeSet<usize> = arms.iter().map(|arm| arm.market).collect();
        let as_it_is = Variant::default();
        let mut worlds = Vec::new();
        for number in numbers {
            let variant = self.markets.get(number).unwrap_or(&as_it_is);
            let variants = [&self.common, variant];
            let scenario = Scenario::read(&source, sources, &Variant::overrides(&variants)?)
                .map_err(|error| placed(error, &variants))?;
            let laws: Vec<usize> =
                arms.iter().filter(|arm| arm.market == number).map(|arm| arm.law).collect();
            let mut regimes = Vec::new();
            for law in &laws {
                regimes.push(self.regime(&self.laws[*law], variant, sources, &scenario)?);
            }
            worlds.push(World { market: number, laws, scenario, regimes });
        }
        Ok(worlds)
    }

    /// A law of the experiment: the regime it extends with what it sets as the last word.
    fn regime(
        &self,
        law: &Variant,
        market: &Variant,
        sources: &dyn Sources,
        scenario: &Scenario,
    ) -> Result<Regime, Error> {
        let variants = [&self.common, market, law];
        let Some(base) = &law.extends else { unreachable!("the reader asks for it") };
        let source = find("regime", base, base.place.text(), sources)?;
        let own = Variant::overrides(&[law])?;
        let stray = own.of_market().map(|argument| law.misplaced(argument)).collect();
        Error::unless_empty(stray)?;
        let read = read_regime(&source, sources, &Overrides::default())?;
        let changes = Variant::overrides(&variants)?;
        let regime = amended(read, &changes);
        let regime = Regime { name: law.name.clone(), title: law.title.clone(), ..regime };
        scenario.law(&regime).map_err(|error| placed(error, &variants))?;
        Ok(regime)
    }

    /// An arm in words.
    pub fn arm(&self, arm: Arm) -> String {
        let law = &self.laws[arm.law].title;
        self.markets.get(arm.market).map_or_else(|| law.clone(), |market| format!("{law}, {}", market.title))
    }
}
