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
mod file_kind;
mod later;
mod load;
mod market_file;
mod money;
mod omitted;
mod overrides;
mod range;
pub(crate) mod reader;
pub(crate) mod regime_file;
mod resolved;
mod source;
mod tables;

pub use assumption::Assumption;
pub use checks::{MAX_MAKERS, MAX_NAMES, SHARES};
pub use file_kind::FileKind;
pub use later::{LATER, Later};
pub use load::BYTES;
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
use market_file::Draft;
use regime_file::Base;

/// A market with the law that is in force in it, checked and resolved.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Every field, set by the file or by its registry default.
    pub market: Market,
    /// In which money it is written.
    pub money: Money,
    /// The law in force, dated as written.
    pub status_quo: Regime,
    /// Where the market names it, or else where its file begins.
    pub status_quo_at: Place,
    /// Every field with its value, range, grade and source, in registry order.
    pub assumptions: Vec<Assumption>,
    stated: BTreeMap<String, Stated>,
    opened: BTreeMap<String, Place>,
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
        let status_quo = status_quo(&draft, source, sources)?;
        let assumptions = assumption::list(&draft.market, &draft.stated);
        let scenario = Scenario {
            market: draft.market,
            money: draft.money,
            status_quo,
            status_quo_at: draft
                .status_quo
                .first()
                .map_or_else(|| source.place(0), |base| base.place().clone()),
            assumptions,
            stated: draft.stated,
            opened: draft.opened,
        };
        scenario.status_quo_law()?;
        Ok(scenario)
    }

    /// Where a field of the market is set, by path (`category.cameras.price_eur`, or `category.*.price_eur` for the first of
    /// them), or a table begins (`category.cameras`); `None` for defaults.
    pub fn place(&self, path: &str) -> Option<Place> {
        let stated = match path.split_once('*') {
            None => self.stated.get(path),
            Some((table, field)) => {
                let mut rows = self.stated.iter();
                rows.find(|(path, _)| path.starts_with(table) && path.ends_with(field))
                    .map(|(_, stated)| stated)
            }
        };
        stated.map(|stated| stated.place.clone()).or_else(|| self.opened.get(path).cloned())
    }

    /// Figures that no file states and that the market uses all the same, in registry order: the registry's defaults, where nothing has
    /// switched them off.
    pub fn silent(&self) -> impl Iterator<Item = &Assumption> {
        self.assumptions.iter().filter(|assumption| assumption.is_silent(&self.market))
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

/// The law in force: none, one regime, or one for each jurisdiction, and the market's own patches.
fn status_quo(draft: &Draft, source: &Source, sources: &dyn Sources) -> Result<Regime, Error> {
    let regimes = draft.status_quo.iter().map(|base| base.read(source, sources, &[]));
    let mut regimes: Vec<Regime> = regimes.collect::<Result<_, _>>()?;
    let mut law = match draft.status_quo.len() {
        0 => Regime { name: "status-quo".into(), title: "Status quo".into(), ..Regime::default() },
        1 => regimes.remove(0),
        _ => Regime {
            name: "law-in-force".into(),
            title: "The law in force in each jurisdiction".into(),
            summary: draft.status_quo.iter().map(Base::shown).collect::<Vec<_>>().join(", "),
            layers: regimes.into_iter().flat_map(|regime| regime.layers).collect(),
        },
    };
    if !draft.patches.is_empty() {
        law.layers.push(Layer {
            file: source.file.clone(),
            jurisdiction: None,
            patches: draft.patches.clone(),
        });
    }
    Ok(law)
}
