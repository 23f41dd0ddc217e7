//! Under which law a case is decided: levers set by hand, or a regime file, compiled as for a market.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use caveat::law::compile::{Law, Place};
use caveat::law::rule::{Rule, levers};
use caveat::law::subjects::{Criticality, SizeClassName};
use caveat::lever::{Kind, Value};
use caveat::scenario::{Scenario, read_regime};
use caveat::units::{Date, Month};
use serde::Deserialize;
use toml::value::Datetime;

use crate::support::{find, market, set};

/// The law of a case.
pub(crate) struct Judged {
    /// Of the event.
    pub(crate) rule: Rule,
    /// Of the conduct: the month in which the product was placed on the market.
    pub(crate) at_sale: Rule,
}

/// Where and when a case arises under a regime.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Setting {
    pub(crate) jurisdiction: Option<String>,
    pub(crate) size: Option<String>,
    pub(crate) category: Option<String>,
    /// Of the product, where it is not named by its category.
    pub(crate) criticality: Option<String>,
    pub(crate) sold: Option<Datetime>,
    pub(crate) harmed: Option<Datetime>,
    /// When the victim knew of the harm; as soon as it was done, if nothing is said.
    pub(crate) known: Option<Datetime>,
    /// As soon as the victim knew, if nothing is said.
    pub(crate) claimed: Option<Datetime>,
    /// If nothing is said, at once.
    pub(crate) judged: Option<Datetime>,
}

/// The months of a case, of the clock of its market.
#[derive(Clone, Copy)]
pub(crate) struct Months {
    pub(crate) sold: Month,
    pub(crate) harmed: Month,
    pub(crate) known: Month,
    pub(crate) claimed: Month,
    pub(crate) judged: Month,
}

impl Setting {
    pub(crate) fn months(&self, announced: Date) -> Result<Months, String> {
        let month = |date: &Option<Datetime>, otherwise: Option<Month>| match date {
            Some(date) => Date::parse(&date.to_string())
                .map(|date| date.month_index() - announced.month_index())
                .ok_or_else(|| format!("{date} is no date")),
            None => {
                otherwise.ok_or_else(|| "a case under a regime says when the product was sold".to_owned())
            }
        };
        let sold = month(&self.sold, None)?;
        let harmed = month(&self.harmed, Some(sold))?;
        let known = month(&self.known, Some(harmed))?;
        let claimed = month(&self.claimed, Some(known))?;
        Ok(Months { sold, harmed, known, claimed, judged: month(&self.judged, Some(harmed))? })
    }

    fn place(&self, scenario: &Scenario) -> Result<Place, String> {
        let rows = &scenario.market;
        let at = |names: &[String], name: &Option<String>| match name {
            None => Ok(0),
            Some(name) => names.iter().position(|known| known == name).ok_or_else(|| format!("no {name}")),
        };
        let subjects = rows.subjects();
        let category = match &self.criticality {
            None => at(subjects.categories, &self.category)?,
            Some(word) => {
                let found = subjects.criticality.iter().position(|criticality| criticality.name() == word);
                found.ok_or_else(|| format!("no category is {word}, of {:?}", Criticality::NAMES))?
            }
        };
        let size = match &self.size {
            None => Some(SizeClassName::Medium as usize),
            Some(word) => SizeClassName::NAMES.iter().position(|name| name == word),
        };
        Ok(Place {
            jurisdiction: at(subjects.jurisdictions, &self.jurisdiction)?,
            size: size.ok_or("no such size")?,
            category,
        })
    }
}

/// The law of a case under a regime of the repository, with what the case sets beside, by the path that a market's law takes.
pub(crate) fn by_regime(
    name: &str,
    in_market: &str,
    more: &BTreeMap<String, toml::Value>,
    setting: &Setting,
) -> Result<(Judged, Months), String> {
    let arguments: Vec<String> = more.iter().map(|(path, value)| format!("{path}={value}")).collect();
    let compiled = compiled(name, in_market, &arguments)?;
    let (scenario, law) = &*compiled;
    let announced = scenario.market.clock.announced.ok_or("the market announces no reform")?;
    let months = setting.months(announced)?;
    let place = setting.place(scenario)?;
    let at =
        |event: Month| law.rule(law.cell(place, law.epoch_at(event), law.vintage_at(months.sold))).clone();
    Ok((Judged { rule: at(months.harmed), at_sale: at(months.sold) }, months))
}

/// A law is compiled once for all cases that it decides.
fn compiled(name: &str, in_market: &str, arguments: &[String]) -> Result<Arc<(Scenario, Law)>, String> {
    static LAWS: Mutex<BTreeMap<String, Arc<(Scenario, Law)>>> = Mutex::new(BTreeMap::new());
    let key = format!("{in_market} {name} {}", arguments.join(" "));
    if let Some(known) = LAWS.lock().unwrap().get(&key) {
        return Ok(known.clone());
    }
    let scenario = market(&format!("markets/{in_market}.toml"), &[]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let source = find(name, "").map_err(|missing| format!("{name}: {}", missing.reason))?;
    let regime = read_regime(&source, &find, &set(&arguments)).map_err(|error| error.to_string())?;
    let law = scenario.law(&regime).map_err(|error| error.to_string())?;
    let compiled = Arc::new((scenario, law));
    LAWS.lock().unwrap().insert(key, compiled.clone());
    Ok(compiled)
}

/// The law of a case that sets levers by hand: registry defaults, then the case's patch through the registry's own setters.
pub(crate) fn by_hand(patch: &BTreeMap<String, toml::Value>) -> Result<Judged, String> {
    let mut rule = Rule::default();
    for (path, written) in patch {
        let lever = levers()
            .into_iter()
            .flatten()
            .find(|lever| lever.path == path.as_str())
            .ok_or_else(|| format!("rule: there is no lever `{path}`"))?;
        let value = match (lever.kind, written) {
            (Kind::Choice(names), toml::Value::String(word)) => {
                names.iter().position(|name| name == word).map(Value::Choice)
            }
            (Kind::Flag, toml::Value::Boolean(on)) => Some(Value::Flag(*on)),
            (_, written) => number(written).map(Value::Num),
        };
        (lever.set)(&mut rule, value.ok_or_else(|| format!("rule: `{path}` cannot be {written:?}"))?);
    }
    Ok(Judged { at_sale: rule.clone(), rule })
}

pub(crate) fn number(written: &toml::Value) -> Option<f64> {
    match written {
        toml::Value::Float(number) => Some(*number),
        toml::Value::Integer(whole) => Some(*whole as f64),
        _ => None,
    }
}
