//! From files and options to a study: everything is read and checked before anything is simulated or written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use caveat::error::{Kind, Problem};
use caveat::law::regime::Regime;
use caveat::lever::Axis;
use caveat::outcome::Column;
use caveat::scenario::{Overrides, Scenario, Sources, amended, read_regime};

use crate::error::{Error, Result};
use crate::files::{self, RegimeFiles};
use crate::inputs::{Filled, Form, influence};
use crate::provisions::{self, Laws};
use crate::study::{Assumption, Study, Titled, estimators};

/// The regimes compared when none are named and no reform adds to the law in force.
pub const REGIMES: [&str; 6] =
    ["caveat-emptor", "negligence", "strict", "strict-with-safe-harbour", "tiered", "phased"];

/// What is asked, in the words of the command line.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The market's file.
    pub market: &'a Path,
    /// Arguments of `--set`.
    pub set: &'a [String],
    /// Names or paths of regimes; none for the reforms that add to the law in force, or else [`REGIMES`].
    pub regimes: &'a [String],
    /// The regime to subtract; none for the law in force.
    pub baseline: Option<&'a str>,
}

/// A market and the regimes to compare on it, read and checked.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The market.
    pub scenario: Scenario,
    /// The regimes, in the order of every table.
    pub regimes: Vec<Regime>,
    /// Which of them is subtracted.
    pub baseline: usize,
    /// How many inputs are still those of a market that this one extends; none where there is no such market.
    pub filled: Option<Filled>,
    /// How far assumptions move what reforms do to harm, where that was measured.
    pub influence: BTreeMap<String, f64>,
}

impl Question<'_> {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the first file that is wrong.
    pub fn prepare(&self) -> Result<Prepared> {
        let overrides = Overrides::parse(self.set)?;
        let source = files::read(self.market)?;
        let files = RegimeFiles { market: Some(self.market) };
        let scenario = Scenario::read(&source, &files, &overrides)?;
        let mut regimes = self.regimes(files, &source.file, (&scenario.status_quo, &overrides))?;
        let baseline = match self.baseline {
            // What is set holds for every regime compared. The market was burned in under its own law.
            None => Some(amended(scenario.status_quo.clone(), &overrides)),
            Some(name) if regimes.iter().any(|regime| regime.name == name) => None,
            Some(name) => Some(
                named(files, name, &source.file, &overrides).map_err(|error| among(error, name, &regimes))?,
            ),
        };
        let name =
            baseline.as_ref().map_or(self.baseline.unwrap_or_default(), |regime| &regime.name).to_owned();
        if let Some(baseline) = baseline
            && regimes.iter().all(|regime| regime.name != baseline.name)
        {
            regimes.insert(0, baseline);
        }
        different_names(&regimes)?;
        let baseline = regimes.iter().position(|regime| regime.name == name).unwrap_or(0);
        let filled = Form::of(&source, &scenario, files)?.map(|form| form.filled());
        let influence = influence(&source, &scenario.market.name, files)?;
        let prepared = Prepared { scenario, regimes, baseline, filled, influence };
        prepared.laws().map_err(|error| prepared.at_home(error, self.market))?;
        Ok(prepared)
    }

    /// Reads the market and the baseline alone.
    ///
    /// # Errors
    ///
    /// As [`Self::prepare`].
    pub fn alone(&self) -> Result<Prepared> {
        let overrides = Overrides::parse(self.set)?;
        let source = files::read(self.market)?;
        let files = RegimeFiles { market: Some(self.market) };
        let scenario = Scenario::read(&source, &files, &overrides)?;
        let regime = match self.baseline {
            None => amended(scenario.status_quo.clone(), &overrides),
            Some(name) => named(files, name, &source.file, &overrides)?,
        };
        let (regimes, influence) = (vec![regime], BTreeMap::new());
        let prepared = Prepared { scenario, regimes, baseline: 0, filled: None, influence };
        prepared.laws()?;
        Ok(prepared)
    }

    fn regimes(
        &self,
        files: RegimeFiles,
        named_in: &str,
        (law, overrides): (&Regime, &Overrides),
    ) -> Result<Vec<Regime>> {
        if self.regimes.is_empty() {
            let reforms = reforms(files, named_in, law, overrides)?;
            return match reforms.is_empty() {
                true => REGIMES.iter().map(|name| named(files, name, named_in, overrides)).collect(),
                false => Ok(reforms),
            };
        }
        if self.regimes.iter().any(String::is_empty) {
            let known = files.known(Path::new(named_in)).join(", ");
            return Err(Error::Option {
                message: "--regimes: a name is empty".into(),
                help: format!(
                    "name regimes as in --regimes strict,negligence, or leave the option out; there are: {known}"
                ),
            });
        }
        self.regimes.iter().map(|name| named(files, name.trim(), named_in, overrides)).collect()
    }
}

/// The reforms of the library that add to a law: what its market may ask for without repealing what is in force.
///
/// # Errors
///
/// If a file among them cannot be read.
pub fn reforms(
    regimes: RegimeFiles,
    named_in: &str,
    law: &Regime,
    overrides: &Overrides,
) -> Result<Vec<Regime>> {
    let mut found = Vec::new();
    for path in regimes.reforms(Path::new(named_in)) {
        let reform = read_regime(&files::read(&path)?, &regimes, &Overrides::default())?;
        if law.layers.iter().all(|layer| reform.shares(layer)) {
            found.push(amended(reform, overrides));
        }
    }
    Ok(found)
}

/// The regime of a name or a path on the command line.
///
/// # Errors
///
/// If there is none, or it cannot be read.
pub fn named(regimes: RegimeFiles, name: &str, named_in: &str, overrides: &Overrides) -> Result<Regime> {
    let path = Path::new(name);
    let source = if path.extension().is_some_and(|extension| extension == "toml") {
        files::read(path)?
    } else {
        regimes.find(name, named_in).map_err(|missing| match path.is_dir() {
            true => folder(name),
            false => here(name).unwrap_or_else(|| unknown(name, &missing.reason, &missing.known)),
        })?
    };
    Ok(read_regime(&source, &regimes, overrides)?)
}

/// A baseline may also be one of the regimes compared, which a file may name as it likes.
fn among(error: Error, name: &str, regimes: &[Regime]) -> Error {
    let near = caveat::error::nearest(name, regimes.iter().map(|regime| regime.name.as_str()));
    match (error, near) {
        (Error::Option { message, .. }, Some(near)) => {
            Error::Option { message, help: format!("did you mean `{near}`?") }
        }
        (error, _) => error,
    }
}

fn folder(name: &str) -> Error {
    let inside = files::beside(&Path::new(name).join("regime.toml"));
    let help = match &inside[..] {
        [] => "name files or regimes, as in --regimes a.toml,strict".to_owned(),
        [file, ..] => format!("name files in it, as in --regimes {}", file.display()),
    };
    Error::Option { message: format!("regime `{name}`: it is a folder, not a file"), help }
}

/// That a name without its extension is that of a file where caveat is run, among which names are not looked up.
fn here(name: &str) -> Option<Error> {
    let file = format!("{name}.toml");
    Path::new(&file).is_file().then(|| Error::Option {
        message: format!(
            "regime `{name}`: no regime of that name beside the market, but there is a file `{file}` here"
        ),
        help: format!("name the file, as in --regimes {file}"),
    })
}

fn unknown(name: &str, reason: &str, known: &[String]) -> Error {
    let near = caveat::error::nearest(name, known.iter().map(String::as_str));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "name files that hold regimes, as in --regimes a.toml,b.toml".into(),
        None => format!("there are: {}", known.join(", ")),
    };
    Error::Option { message: format!("regime `{name}`: {reason}"), help }
}

fn different_names(regimes: &[Regime]) -> Result<()> {
    let twice = regimes
        .iter()
        .enumerate()
        .find(|(place, regime)| regimes[..*place].iter().any(|r| r.name == regime.name));
    twice.map_or(Ok(()), |(_, regime)| {
        let message = format!("two regimes are called `{}`", regime.name);
        Err(Error::Option { message, help: "name each regime once, and give files different names".into() })
    })
}

/// Whether a regime does not say who answers for harm, and under what standard, so that it is there for others to extend.
pub fn is_part(regime: &Regime) -> bool {
    let mut set = regime.patches().flat_map(|(_, patch)| &patch.assignments);
    !set.any(|assignment| assignment.lever.path == "standard.kind")
}

/// That a regime is only a part of one.
fn unfinished(regime: &Regime) -> Option<Problem> {
    let (_, patch) = regime.patches().next()?;
    let message = format!(
        "regime `{}` does not say under what standard makers answer for harm: nobody does",
        regime.name
    );
    let help = "it is a part that others extend; set standard.kind, if only to \"none\"";
    Some(Problem::new(Kind::Conflict, patch.place.clone(), message).help(help))
}

impl Prepared {
    /// The law of every regime.
    ///
    /// # Errors
    ///
    /// If a regime cannot hold in this market.
    pub fn laws(&self) -> Result<Vec<caveat::law::compile::Law>> {
        Ok(self
            .regimes
            .iter()
            .map(|regime| self.scenario.law(regime))
            .collect::<std::result::Result<_, _>>()?)
    }

    /// Where a regime names jurisdictions that the market does not have, with a market beside it in which it is law.
    fn at_home(&self, error: Error, market: &Path) -> Error {
        let here = &self.scenario.market.jurisdictions.names;
        let foreign = |regime: &&Regime| {
            // What --set says is said of this market, whoever's law it changes.
            let own = regime.patches().filter(|(layer, _)| &*layer.file != Overrides::NAME);
            let terms = own.flat_map(|(_, patch)| &patch.terms);
            let named = terms.filter(|term| term.axis == Axis::Jurisdiction).flat_map(|term| &term.words);
            named.into_iter().any(|word| !here.contains(&word.name))
        };
        let Some(regime) = self.regimes.iter().find(foreign) else { return error };
        let files = RegimeFiles { market: Some(market) };
        let holds = |path: &PathBuf| {
            let source = files::read(path).ok();
            let scenario =
                source.and_then(|source| Scenario::read(&source, &files, &Overrides::default()).ok());
            scenario.is_some_and(|scenario| scenario.law(regime).is_ok())
        };
        let Some(home) = files::beside(market).into_iter().find(holds) else { return error };
        let (name, home) = (&regime.name, home.display());
        let help = format!(
            "`{name}` is a law for another market: name {home} in place of {}, with --market where that is an option",
            market.display()
        );
        Error::Option { message: error.to_string(), help }
    }

    /// What is read to no effect in the law in force and in every regime, and a baseline that is news to the market.
    ///
    /// # Errors
    ///
    /// As [`Prepared::laws`].
    pub fn warnings(&self) -> Result<Vec<Problem>> {
        let laws = std::iter::once(self.scenario.status_quo_law()?).chain(self.laws()?);
        let parts = self.regimes.iter().filter(|regime| is_part(regime)).filter_map(unfinished);
        let news = self.news()?.into_iter().chain(self.beyond_the_run_off()?);
        let mut warnings: Vec<Problem> = news.chain(parts).collect();
        for warning in laws.flat_map(|law| law.warnings) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        Ok(warnings)
    }

    /// The longest time after sale within which claims lie under a law, if the run-off ends before it.
    fn beyond_the_run_off(&self) -> Result<Option<Problem>> {
        const STOPS: [&str; 2] = ["procedure.long_stop_months", "procedure.long_stop_injury_months"];
        let run_off = self.scenario.market.clock.run_off_months;
        let laws = self.laws()?;
        let laws = Laws::new(&self.scenario, &self.regimes, &laws);
        let held = |path: &str| {
            (0..self.regimes.len()).flat_map(|regime| laws.at_last(regime, path)).collect::<Vec<_>>()
        };
        let last = STOPS.map(|path| (path, held(path)));
        let holds = |path: &str, months: f64| {
            last.iter().any(|(stop, values)| *stop == path && values.contains(&months.to_string()))
        };
        let stated = self.regimes.iter().flat_map(Regime::patches).flat_map(|(_, patch)| &patch.assignments);
        let finite = stated.filter(|stated| {
            let months = stated.stated.value.num();
            STOPS.contains(&stated.lever.path) && months.is_finite() && holds(stated.lever.path, months)
        });
        let longest = finite.max_by(|a, b| a.stated.value.num().total_cmp(&b.stated.value.num()));
        let Some(longest) = longest else { return Ok(None) };
        let months = longest.stated.value.num();
        let ends = self.scenario.assumptions.iter().find(|known| known.path == "clock.run_off_months");
        let message = format!(
            "claims lie for {months} months after sale ({}), and the run-off lasts {run_off}: what the last devices sold bring later is not counted",
            longest.lever.path
        );
        Ok((months > run_off).then(|| {
            Problem::new(Kind::Conflict, longest.stated.place.clone(), message)
                .related("the run-off is stated here", ends.and_then(|known| known.place.clone()))
                .help(format!("lengthen clock.run_off_months to {months}, at more time a replication, or read open_claims beside results"))
        }))
    }

    /// A baseline that says something else than the law under which the market was burned in.
    fn news(&self) -> Result<Option<Problem>> {
        let (scenario, baseline) = (&self.scenario, &self.regimes[self.baseline]);
        let pair = [scenario.status_quo.clone(), baseline.clone()];
        let laws = [scenario.law(&pair[0])?, scenario.law(&pair[1])?];
        if Laws::new(scenario, &pair, &laws).differing(0).is_empty() {
            return Ok(None);
        }
        let (law, help) = if baseline.name == pair[0].name {
            ("what --set changes in it", "write what is law already into the market, as [[status_quo.rule]]")
        } else {
            (baseline.name.as_str(), "leave --baseline out to subtract the law in force")
        };
        let message = format!(
            "the market is burned in under {}, and the baseline is another law: {law} comes as news at the announcement, so that two \
             reforms are compared",
            pair[0].name
        );
        let place = scenario.status_quo_at.clone();
        Ok(Some(Problem::new(Kind::Conflict, place, message).help(help)))
    }

    /// What a result says of this beside its numbers.
    ///
    /// # Errors
    ///
    /// As [`Prepared::laws`].
    pub fn study(&self, columns: Vec<Column>, seed: u64, engine_id: &str) -> Result<Study> {
        let market = &self.scenario.market;
        let laws = self.laws()?;
        let laws = Laws::new(&self.scenario, &self.regimes, &laws);
        let titled = |name: &str, title: &str| Titled { name: name.to_owned(), title: title.to_owned() };
        Ok(Study {
            market: titled(&market.name, &market.title),
            regimes: self.regimes.iter().map(|regime| titled(&regime.name, &regime.title)).collect(),
            baseline: self.baseline,
            legal_date: market.clock.start(),
            estimators: estimators(&columns),
            columns,
            seed,
            announced: market.clock.start(),
            burn_in_months: market.clock.burn_in_months as usize,
            horizon_months: market.clock.horizon_months as usize,
            resolved: self.resolved(),
            engine_id: engine_id.to_owned(),
            provisions: laws.differing(self.baseline),
            assumptions: self.assumptions(),
            figures: laws.figures(),
            filled: self.filled.clone(),
            warnings: self.warnings()?.iter().map(Problem::to_string).collect(),
        })
    }

    /// Every input as a file that names no other.
    fn resolved(&self) -> Vec<(String, String)> {
        let market = ("scenario.toml".to_owned(), self.scenario.to_toml());
        let regimes =
            self.regimes.iter().map(|regime| (format!("regimes/{}.toml", regime.name), regime.to_toml()));
        std::iter::once(market).chain(regimes).collect()
    }

    /// What the market's file states, with its credentials, and what it leaves to the registry and uses.
    fn assumptions(&self) -> Vec<Assumption> {
        let stated = self.scenario.assumptions.iter().filter(|assumption| assumption.place.is_some());
        stated
            .chain(self.scenario.silent())
            .map(|assumption| Assumption {
                path: assumption.path.clone(),
                value: provisions::with_unit(&assumption.show(), assumption.lever.unit),
                range: provisions::range(assumption.low, assumption.high),
                source: assumption.source.clone().unwrap_or_default(),
                grade: assumption.grade_name().to_owned(),
                under: String::new(),
            })
            .collect()
    }
}
