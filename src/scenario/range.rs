//! What is not known well: values stated with a range, by the market and by the regimes, and the scenario in which they are
//! others.

use super::market_file::Draft;
use super::tables::table;
use super::{Scenario, assumption, checks};
use crate::error::{Error, Place};
use crate::law::regime::{Assignment, Regime};
use crate::lever::{Grade, Kind, LeverRow, Stated, Value};

/// A number stated with a range. Regimes that state the same of the same lever, in the same words, share one: it is one
/// assumption, which no regime may hold without the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The path that sets it, as in `category.cameras.price_eur`.
    pub path: String,
    /// Regimes that state it, the law in force first; none for a field of the market.
    pub under: Vec<String>,
    /// Its registry row.
    pub lever: LeverRow,
    /// The value stated.
    pub value: f64,
    /// Low end, at most the value.
    pub low: f64,
    /// High end, at least the value; may be infinite.
    pub high: f64,
    /// How far the figure was verified.
    pub grade: Option<Grade>,
    /// Where it comes from.
    pub source: Option<String>,
}

impl Range {
    /// Whether only whole numbers are meant.
    pub fn is_whole(&self) -> bool {
        matches!(self.lever.kind, Kind::Whole { .. })
    }

    fn is_of_market(&self) -> bool {
        self.under.is_empty()
    }

    /// Whether an assignment of a regime is this statement.
    fn is_stated_by(&self, assignment: &Assignment) -> bool {
        let Stated { value, low, high, source, .. } = &assignment.stated;
        !self.is_of_market()
            && assignment.lever.path == self.path
            && (value.num(), ends(*value, *low, *high)) == (self.value, Some((self.low, self.high)))
            && *source == self.source
    }
}

/// Both ends of a range; an end that is not stated is the value. None if there is no room between them.
fn ends(value: Value, low: Option<f64>, high: Option<f64>) -> Option<(f64, f64)> {
    let Value::Num(number) = value else { return None };
    let (low, high) = (low.unwrap_or(number), high.unwrap_or(number));
    (low < high).then_some((low, high))
}

/// Tables of what whoever runs a market chooses, and nobody could find out: how long and in what steps it is run, and how large it may
/// become. Their ranges say what is sensible, not what is not known.
const DESIGN: [&str; 2] = ["clock", "limits"];

/// Whether a field is a choice of design, and no assumption about the world.
fn is_design(path: &str) -> bool {
    path.split_once('.').is_some_and(|(table, _)| DESIGN.contains(&table))
}

impl Scenario {
    /// Every number that the market, its law in force or one of the regimes states with a range, but for choices of design: the
    /// market's in registry order, then those of laws in the order of their rules.
    pub fn ranges(&self, regimes: &[Regime]) -> Vec<Range> {
        let of_world = self.assumptions.iter().filter(|assumption| !is_design(&assumption.path));
        let of_market = of_world.filter_map(|assumption| {
            let (low, high) = ends(assumption.value, assumption.low, assumption.high)?;
            Some(Range {
                path: assumption.path.clone(),
                under: Vec::new(),
                lever: assumption.lever,
                value: assumption.value.num(),
                low,
                high,
                grade: assumption.grade,
                source: assumption.source.clone(),
            })
        });
        let mut ranges: Vec<Range> = of_market.collect();
        for regime in std::iter::once(&self.status_quo).chain(regimes) {
            for assignment in regime.patches().flat_map(|(_, patch)| &patch.assignments) {
                match ranges.iter_mut().find(|range| range.is_stated_by(assignment)) {
                    Some(range) if range.under.contains(&regime.name) => {}
                    Some(range) => range.under.push(regime.name.clone()),
                    None => ranges.extend(of_law(assignment, &regime.name)),
                }
            }
        }
        ranges
    }

    /// The scenario and the regimes in which some values are others: those of a market field change it, those of laws every
    /// rule that states them.
    ///
    /// # Errors
    /// What [`Scenario::read`] and the compilation of the law in force refuse, of values that cannot hold together.
    pub fn varied(
        &self,
        regimes: &[Regime],
        changes: &[(&Range, f64)],
    ) -> Result<(Scenario, Vec<Regime>), Error> {
        let mut varied = self.clone();
        for (range, value) in changes.iter().filter(|(range, _)| range.is_of_market()) {
            varied.set(&range.path, Value::Num(*value));
        }
        varied.assumptions = assumption::list(&varied.market, &varied.stated);
        Error::unless_empty(checks::check(&varied.draft(), &Place::in_set("", 0)))?;
        varied.status_quo = restated(&self.status_quo, changes);
        varied.status_quo_law()?;
        Ok((varied, regimes.iter().map(|regime| restated(regime, changes)).collect()))
    }

    fn set(&mut self, path: &str, value: Value) {
        let found = path.rsplit_once('.').and_then(|(row_path, field)| {
            let table = table(row_path.split('.').next()?)?;
            let (row, _) = table.paths(&self.market).into_iter().find(|(_, path)| path == row_path)?;
            Some((table, row, table.field(field)?))
        });
        if let Some((table, row, field)) = found {
            table.set(&mut self.market, row, field, value);
        }
    }

    /// The market as its checks read it.
    fn draft(&self) -> Draft {
        Draft {
            market: self.market.clone(),
            money: self.money.clone(),
            stated: self.stated.clone(),
            opened: std::collections::BTreeMap::new(),
            status_quo: Vec::new(),
            patches: Vec::new(),
        }
    }
}

fn of_law(assignment: &Assignment, regime: &str) -> Option<Range> {
    let Stated { value, low, high, grade, source, .. } = assignment.stated.clone();
    let (low, high) = ends(value, low, high)?;
    let lever = assignment.lever.row();
    let path = lever.path.to_owned();
    Some(Range { path, under: vec![regime.to_owned()], lever, value: value.num(), low, high, grade, source })
}

/// A regime whose rules state other values.
fn restated(regime: &Regime, changes: &[(&Range, f64)]) -> Regime {
    let mut regime = regime.clone();
    let patches = regime.layers.iter_mut().flat_map(|layer| &mut layer.patches);
    for assignment in patches.flat_map(|patch| &mut patch.assignments) {
        if let Some((_, value)) = changes.iter().find(|(range, _)| range.is_stated_by(assignment)) {
            assignment.stated.value = Value::Num(*value);
        }
    }
    regime
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NotFound, Overrides, Source, read_regime};

    const MARKET: &str = r#"
name = "m"
[jurisdiction.home]
share = 1.0
[category.cameras]
price_eur = { value = 100.0, low = 80.0, high = 120.0 }
[segment.all]
share = 1.0
awareness = { value = 0.5, high = 0.9 }
[size.small]
count = 3
entrant_share = 1.0
turnover_min_eur = { value = 1e5, low = 1e4, high = 9e6 }
turnover_max_eur = 2e6
[[status_quo.rule]]
set = { "procedure.access" = { value = 0.2, low = 0.1, high = 0.4, source = "a guess" } }
"#;

    fn regime(name: &str, access: f64) -> Regime {
        let text = format!(
            "name = \"{name}\"\n[[rule]]\nset = {{ \"procedure.access\" = {{ value = {access}, low = 0.1, high = 0.4, \
             source = \"a guess\" }}, \"standard.proof\" = 0.5 }}\n"
        );
        read_regime(&Source::new(name, text), &nowhere, &Overrides::default()).unwrap()
    }

    fn nowhere(_: &str, _: &str) -> Result<Source, NotFound> {
        Err(NotFound { reason: "no such file".into(), known: Vec::new() })
    }

    fn scenario() -> Scenario {
        Scenario::read(&Source::new("m.toml", MARKET), &nowhere, &Overrides::default()).unwrap()
    }

    fn access(regime: &Regime) -> f64 {
        let all = regime.patches().flat_map(|(_, patch)| &patch.assignments);
        all.map(|set| (set.lever.path, set.stated.value.num()))
            .find(|set| set.0 == "procedure.access")
            .unwrap()
            .1
    }

    #[test]
    fn regimes_that_state_the_same_share_one_assumption() {
        let regimes = [regime("a", 0.2), regime("b", 0.3), regime("c", 0.2)];
        let ranges = scenario().ranges(&regimes);
        let shown: Vec<(&str, f64, f64, Vec<String>)> =
            ranges.iter().map(|r| (r.path.as_str(), r.low, r.high, r.under.clone())).collect();
        let under = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(
            shown,
            [
                ("category.cameras.price_eur", 80.0, 120.0, under(&[])),
                ("segment.all.awareness", 0.5, 0.9, under(&[])),
                ("size.small.turnover_min_eur", 1e4, 9e6, under(&[])),
                ("procedure.access", 0.1, 0.4, under(&["status-quo", "a", "c"])),
                ("procedure.access", 0.1, 0.4, under(&["b"])),
            ]
        );
        let changes = [(&ranges[0], 90.0), (&ranges[3], 0.15)];
        let (varied, regimes) = scenario().varied(&regimes, &changes).unwrap();
        assert_eq!(
            (varied.market.categories.rows[0].price_eur, varied.assumptions.len()),
            (90.0, scenario().assumptions.len())
        );
        assert_eq!(
            [&varied.status_quo, &regimes[0], &regimes[1], &regimes[2]].map(access),
            [0.15, 0.15, 0.3, 0.15]
        );
    }

    #[test]
    fn values_that_cannot_hold_together_are_refused() {
        let ranges = scenario().ranges(&[]);
        let error = scenario().varied(&[], &[(&ranges[2], 3e6)]).unwrap_err();
        assert!(error.to_string().contains("the least turnover lies above the greatest"), "{error}");
    }
}
