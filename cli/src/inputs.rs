//! What somebody who knows a country can tell the model of a market: a few inputs, how much each is needed, and which of them a
//! file that extends the market still takes from it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use caveat::scenario::{Assumption, Overrides, Scenario, Source, Sources};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::files::{self, RegimeFiles};
use crate::provisions::with_unit;

/// The path that stands for the law in force.
pub const LAW: &str = "status_quo.regime";

/// Inputs that a form asks for at most.
pub const MOST: usize = 12;

/// How much results for a country need an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// Without it, results are those of another country.
    Needed,
    /// It makes them better, and there is often a figure.
    Better,
    /// What the market says will do, unless there is a better figure.
    Default,
}

impl Need {
    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Need::Needed => "needed",
            Need::Better => "better",
            Need::Default => "default",
        }
    }
}

/// One input.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The field of a market, or [`LAW`].
    pub path: String,
    /// How much it is needed.
    pub need: Need,
    /// What is asked for, in words.
    pub ask: String,
    /// Where a figure may be found.
    pub sources: String,
    /// How far it moves what a reform does to harm, from the low end of its range to the high, EUR per 1,000 device-years; none
    /// for what has no range.
    #[serde(skip)]
    pub influence: Option<Swing>,
}

/// How far something moved on the market on which it was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Name of that market.
    pub market: String,
    /// How far.
    pub swing: f64,
}

/// The inputs of the markets in a folder.
#[derive(Deserialize)]
struct Forms {
    /// By name of a market that of another whose inputs it has: in place of fields of the other's products those of its own, and in
    /// words of its own what it lists itself.
    #[serde(default)]
    like: BTreeMap<String, String>,
    /// By name of the market, in the order of the file.
    #[serde(flatten)]
    own: BTreeMap<String, Vec<Input>>,
}

/// Fields of products, which are no other market's.
const PRODUCTS: &str = "category.";

impl Forms {
    /// Those of a market, if anybody has chosen any.
    fn of(&self, market: &str) -> Option<Vec<Input>> {
        let own = self.own.get(market)?;
        let Some(base) = self.like.get(market).and_then(|base| self.of(base)) else {
            return Some(own.clone());
        };
        let of_products = |input: &&Input| input.path.starts_with(PRODUCTS);
        let (mut inputs, mut products) = (Vec::new(), own.iter().filter(of_products).cloned());
        for input in base {
            if of_products(&&input) {
                inputs.extend(products.by_ref());
            } else {
                let in_own_words = own.iter().find(|own| own.path == input.path);
                inputs.push(in_own_words.cloned().unwrap_or(input));
            }
        }
        Some(inputs)
    }
}

/// Influence by market and path.
type Influence = BTreeMap<String, BTreeMap<String, f64>>;

/// The inputs of the market of a name that lies in a folder; none if nobody has chosen any.
///
/// # Errors
///
/// If the file of inputs, or that of their influence, is not as it should be.
pub fn inputs(market: &str, folder: &Path) -> Result<Option<Vec<Input>>> {
    let beside = |name: &str| files::tidy(&folder.join("..").join(name));
    let (forms, influence) = (beside("inputs.toml"), beside("influence.toml"));
    if !forms.is_file() {
        return Ok(None);
    }
    let forms: Forms = read(&forms)?;
    let Some(mut inputs) = forms.of(market) else { return Ok(None) };
    let known: Influence = if influence.is_file() { read(&influence)? } else { Influence::new() };
    let measured = [Some(market), forms.like.get(market).map(String::as_str)];
    let measured = measured.into_iter().flatten().find(|market| known.contains_key(*market));
    for input in &mut inputs {
        let influence = measured.and_then(|market| Some((market, *known[market].get(&input.path)?)));
        input.influence = influence.map(|(market, swing)| Swing { market: market.to_owned(), swing });
    }
    Ok(Some(inputs))
}

/// How far each input and assumption moves what reforms do to harm, as it was measured on a market, or else on the nearest that it extends.
/// Empty where nobody has measured it.
///
/// # Errors
///
/// If a market that it extends, or the file, cannot be read.
pub fn influence(source: &Source, market: &str, files: RegimeFiles) -> Result<BTreeMap<String, f64>> {
    let (mut source, mut market) = (source.clone(), market.to_owned());
    loop {
        let file = files::tidy(&folder(&source).join("../influence.toml"));
        let mut known: Influence = if file.is_file() { read(&file)? } else { Influence::new() };
        if let Some(measured) = known.remove(&market) {
            return Ok(measured);
        }
        let Some(base) = extended(&source, files) else { return Ok(BTreeMap::new()) };
        market = Scenario::read(&base, &files, &Overrides::default())?.market.name;
        source = base;
    }
}

/// Reads a file of data beside the markets.
pub(crate) fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let source = files::read(path)?;
    toml::from_str(&source.text).map_err(|error| Error::Option {
        message: format!("`{}`: {}", source.file, error.to_string().trim_end()),
        help: "write it as the entries that are there".into(),
    })
}

/// One input of a market file as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Which.
    pub input: Input,
    /// Its value, with unit.
    pub value: String,
    /// Is it what the extended market says?
    pub is_default: bool,
}

/// The inputs of a market that extends another.
#[derive(Clone, Debug)]
pub struct Form {
    /// Title of the market that is extended.
    pub extended: String,
    /// Its inputs, in the order of the file.
    pub inputs: Vec<Standing>,
}

impl Form {
    /// The inputs of a market file: those of the nearest market in its chain of `extends` that has any; none without.
    ///
    /// # Errors
    ///
    /// If a market that it extends, or the file of inputs, cannot be read.
    pub fn of(source: &Source, scenario: &Scenario, files: RegimeFiles) -> Result<Option<Form>> {
        let mut named_in = source.clone();
        while let Some(base) = extended(&named_in, files) {
            let market = Scenario::read(&base, &files, &Overrides::default())?;
            if let Some(inputs) = inputs(&market.market.name, &folder(&base))? {
                let inputs = inputs.into_iter().map(|input| standing(input, scenario, &market)).collect();
                return Ok(Some(Form { extended: market.market.title, inputs }));
            }
            named_in = base;
        }
        Ok(None)
    }

    /// Of how many inputs how many are still defaults.
    pub fn filled(&self) -> Filled {
        let defaults = self.inputs.iter().filter(|input| input.is_default).count();
        Filled { extended: self.extended.clone(), defaults, of: self.inputs.len() }
    }

    /// Those that are, the most influential first; what has no measured influence comes before all.
    pub fn defaults(&self) -> Vec<&Standing> {
        let mut defaults: Vec<&Standing> = self.inputs.iter().filter(|input| input.is_default).collect();
        let rank = |standing: &&Standing| {
            standing.input.influence.as_ref().map_or(f64::INFINITY, |influence| influence.swing)
        };
        defaults.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        defaults
    }
}

/// How many inputs of a market are still those of the market that it extends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filled {
    /// Title of that market.
    pub extended: String,
    /// Inputs that are as there.
    pub defaults: usize,
    /// Inputs in all.
    pub of: usize,
}

impl std::fmt::Display for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (inputs, verb) = (
            if self.of == 1 { "input" } else { "inputs" },
            if self.defaults == 1 { "is a default" } else { "are defaults" },
        );
        write!(f, "{} of {} {inputs} {verb}", self.defaults, self.of)
    }
}

/// The market that a file extends, if it names one that is there: what is wrong with it is said elsewhere.
fn extended(source: &Source, files: RegimeFiles) -> Option<Source> {
    let table: toml::Table = source.text.parse().ok()?;
    let name = table.get("extends")?.as_str()?;
    files.find(name, &source.file).ok()
}

fn folder(source: &Source) -> PathBuf {
    Path::new(&*source.file).parent().map(Path::to_owned).unwrap_or_default()
}

fn standing(input: Input, scenario: &Scenario, base: &Scenario) -> Standing {
    if input.path == LAW {
        let (law, known) = (&scenario.status_quo, &base.status_quo);
        let is_default = law.name == known.name && law.layers.len() == known.layers.len();
        return Standing { input, value: law.name.clone(), is_default };
    }
    let of =
        |scenario: &Scenario| scenario.assumptions.iter().find(|known| known.path == input.path).cloned();
    let (own, known) = (of(scenario), of(base));
    let said = |known: &Assumption| (known.value, known.low, known.high, known.grade, known.source.clone());
    let is_default = own.as_ref().map(said) == known.as_ref().map(said);
    let value = own.map_or_else(String::new, |own| with_unit(&own.show(), own.lever.unit));
    Standing { input, value, is_default }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(path: &str, influence: Option<f64>) -> Input {
        let influence = influence.map(|swing| Swing { market: "m".into(), swing });
        Input { path: path.into(), need: Need::Better, ask: String::new(), sources: String::new(), influence }
    }

    #[test]
    fn the_most_influential_default_comes_first() {
        let standing = |path: &str, influence, is_default| Standing {
            input: input(path, influence),
            value: String::new(),
            is_default,
        };
        let inputs = vec![
            standing("a", Some(1.0), true),
            standing("b", Some(9.0), false),
            standing("c", Some(3.0), true),
            standing(LAW, None, true),
        ];
        let form = Form { extended: "x".into(), inputs };
        let order: Vec<&str> = form.defaults().iter().map(|standing| standing.input.path.as_str()).collect();
        assert_eq!(order, [LAW, "c", "a"]);
        assert_eq!(form.filled().to_string(), "3 of 4 inputs are defaults");
    }

    #[test]
    fn one_is_told_as_one() {
        let filled = |defaults, of| Filled { extended: String::new(), defaults, of }.to_string();
        assert_eq!(filled(1, 1), "1 of 1 input is a default");
        assert_eq!(filled(0, 12), "0 of 12 inputs are defaults");
    }

    #[test]
    fn a_market_like_another_asks_for_its_own_products_and_in_its_own_words() {
        let entry = |market: &str, path: &str, ask: &str| {
            format!("[[{market}]]\npath = \"{path}\"\nneed = \"better\"\nask = \"{ask}\"\nsources = \"s\"\n")
        };
        let homes = [
            (LAW, ""),
            ("head.data.mean_eur", "at home"),
            ("category.hubs.price_eur", ""),
            ("category.hubs.support_months", ""),
            ("care.a", ""),
        ];
        let bodies = [("category.watches.price_eur", ""), ("head.data.mean_eur", "at the wrist")];
        let list = |market, entries: &[(&str, &str)]| -> String {
            entries.iter().map(|(path, ask)| entry(market, path, ask)).collect()
        };
        let text =
            format!("[like]\nbodies = \"homes\"\n{}{}", list("homes", &homes), list("bodies", &bodies));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let markets = folder.path().join("markets");
        std::fs::create_dir(&markets).expect("created");
        std::fs::write(folder.path().join("inputs.toml"), text).expect("written");
        std::fs::write(folder.path().join("influence.toml"), "[homes]\n\"care.a\" = 7").expect("written");
        let asked = inputs("bodies", &markets).expect("read").expect("there");
        let asked: Vec<(&str, &str)> = asked.iter().map(|input| (&*input.path, &*input.ask)).collect();
        assert_eq!(asked, [(LAW, ""), bodies[1], bodies[0], ("care.a", "")]);
        let influence =
            inputs("bodies", &markets).expect("read").expect("there").pop().expect("one").influence;
        assert_eq!(influence, Some(Swing { market: "homes".into(), swing: 7.0 }));
        assert_eq!(inputs("homes", &markets).expect("read").expect("there").len(), homes.len());
    }

    #[test]
    fn a_folder_without_inputs_has_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(inputs("m", &folder.path().join("markets")).expect("read").is_none());
        std::fs::write(folder.path().join("inputs.toml"), "[[m]]\npath = \"a.b\"\nneed = \"vital\"")
            .expect("written");
        std::fs::create_dir(folder.path().join("markets")).expect("created");
        let error = inputs("m", &folder.path().join("markets")).expect_err("no such need");
        assert!(error.to_string().contains("vital") && error.to_string().contains("inputs.toml"), "{error}");
    }
}
