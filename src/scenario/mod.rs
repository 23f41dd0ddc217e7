//! Scenarios: what a market file and a regime file may say, read with their places, checked, and resolved.
//!
//! Text in, checked rows out; no file is opened here. A [`Source`] is a text with a name, and [`Sources`] finds the
//! regimes that a text names.

pub mod market;
pub mod reference;
pub mod registry;
pub mod schema;

mod admit;
mod assumption;
mod checks;
mod later;
mod market_file;
mod money;
mod overrides;
mod range;
mod reader;
mod regime_file;
mod resolved;
mod source;
mod tables;

pub use assumption::Assumption;
pub use checks::{MAX_MAKERS, MAX_NAMES, SHARES};
pub use later::{LATER, Later};
pub use money::Money;
pub use overrides::Overrides;
pub use range::Range;
pub use regime_file::{amended, read_regime};
pub use source::{NotFound, Source, Sources};

use std::collections::BTreeMap;

use crate::error::{Error, Place};
use crate::law::compile::{Law, compile};
use crate::law::regime::{Layer, Regime};
use crate::lever::Stated;
use market::Market;

/// A market with the law that is in force in it, checked and resolved.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Every field, set by the file or by its registry default.
    pub market: Market,
    /// In which money it is written.
    pub money: Money,
    /// The law in force, dated as written.
    pub status_quo: Regime,
    /// Every field with its value, range, grade and source, in registry order.
    pub assumptions: Vec<Assumption>,
    stated: BTreeMap<String, Stated>,
}

impl Scenario {
    /// Reads a market file and the regime it names as its status quo, applies the overrides of the market, checks.
    ///
    /// # Errors
    /// Everything that is wrong in the file, with places; or in the regime that it names.
    pub fn read(source: &Source, sources: &dyn Sources, overrides: &Overrides) -> Result<Scenario, Error> {
        let mut draft = market_file::chain(source, sources, &mut Vec::new())?;
        let mut problems = Vec::new();
        for change in &overrides.market {
            problems.extend(draft.apply(change).err());
        }
        Error::unless_empty(problems)?;
        Error::unless_empty(checks::check(&draft, &source.place(0)))?;
        let mut status_quo = match &draft.status_quo {
            None => Regime { name: "status-quo".into(), title: "Status quo".into(), ..Regime::default() },
            Some(name) => regime_file::chain(
                &regime_file::find("regime", name, source, sources)?,
                sources,
                &mut Vec::new(),
            )?,
        };
        if !draft.patches.is_empty() {
            status_quo.layers.push(Layer { file: source.file.clone(), patches: draft.patches });
        }
        let assumptions = assumption::list(&draft.market, &draft.stated);
        let scenario = Scenario {
            market: draft.market,
            money: draft.money,
            status_quo,
            assumptions,
            stated: draft.stated,
        };
        scenario.status_quo_law()?;
        Ok(scenario)
    }

    /// Where a field of the market is set, by path (`category.cameras.price_eur`); `None` for defaults.
    pub fn place(&self, path: &str) -> Option<Place> {
        self.stated.get(path).map(|stated| stated.place.clone())
    }

    /// The law in force, compiled: it never changes but by its own dates.
    ///
    /// # Errors
    /// As [`compile`]; none once [`Scenario::read`] has accepted the scenario.
    pub fn status_quo_law(&self) -> Result<Law, Error> {
        compile(&self.status_quo, None, &self.market.subjects(), &|path| self.place(path))
    }

    /// The law under a regime: the status quo before the announcement, the regime from then on.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn law(&self, regime: &Regime) -> Result<Law, Error> {
        compile(regime, Some(&self.status_quo), &self.market.subjects(), &|path| self.place(path))
    }
}
