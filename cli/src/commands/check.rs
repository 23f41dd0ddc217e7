//! `caveat check`: reads files to the end and says everything that is wrong with them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use caveat::error::{Kind, Place, Problem};
use caveat::experiment::published::Experiment;
use caveat::experiment::targets::Targets;
use caveat::law::alone::try_alone;
use caveat::law::regime::{Patch, Regime};
use caveat::lever::Axis;
use caveat::scenario::{FileKind, Overrides, Scenario, Source, read_regime};

use super::print;
use crate::args::Check;
use crate::error::{Result, exit};
use crate::files::{self, RegimeFiles};
use crate::inputs::Form;
use crate::number::significant;

/// Checks every file, also after one that is wrong.
pub(super) fn run(args: &Check) -> Result<ExitCode> {
    let mut wrong = 0;
    let markets = markets(&args.files);
    let regimes = RegimeFiles { market: markets.first().map(|(path, _)| *path) };
    for file in &args.files {
        match check(file, regimes, &markets) {
            Ok((found, warnings)) => {
                crate::error::warn(&warnings, crate::colour());
                print(&format!("{}: {found}", file.display()))?;
            }
            Err(error) => {
                wrong += 1;
                eprintln!("{}", error.render(crate::colour()));
            }
        }
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { exit::BAD_INPUT.into() })
}

/// The sound markets among the files: what regimes are tried on, and beside which those are that they extend.
fn markets(files: &[PathBuf]) -> Vec<(&Path, Scenario)> {
    let read = |path| {
        // Standard input can be read only once, and its turn comes later.
        let source = (path != Path::new(files::STDIN)).then(|| files::read(path).ok()).flatten()?;
        let market = (FileKind::of(&source) == FileKind::Market).then_some(source)?;
        let scenario = Scenario::read(&market, &RegimeFiles::default(), &Overrides::default()).ok()?;
        Some((path, scenario))
    };
    files.iter().map(PathBuf::as_path).filter_map(read).collect()
}

/// What a sound file is, in words, with what it says to no effect. A regime must make a law in every market that is checked
/// with it.
fn check(path: &Path, regimes: RegimeFiles, markets: &[(&Path, Scenario)]) -> Result<(String, Vec<Problem>)> {
    let source = files::read(path)?;
    if let Some(found) = of_validation(&source)? {
        return Ok((found, Vec::new()));
    }
    if FileKind::of(&source) == FileKind::Market {
        let scenario = Scenario::read(&source, &regimes, &Overrides::default())?;
        let mut warnings = scenario.status_quo_law()?.warnings;
        warnings.extend(unvouched(&scenario));
        let market = &scenario.market;
        let makers: f64 = market.sizes.iter().map(|size| size.count).sum();
        let inputs = Form::of(&source, &scenario, regimes)?.map(|form| defaults(&form)).unwrap_or_default();
        let found = format!(
            "market `{}`, {makers} makers, status quo `{}`: {}{inputs}",
            market.name, scenario.status_quo.name, market.title
        );
        return Ok((found, warnings));
    }
    let regime = read_regime(&source, &regimes, &Overrides::default())?;
    let mut warnings = unfounded(&regime, &source);
    if markets.is_empty() {
        warnings.extend(try_alone(&regime)?);
    }
    for (_, market) in markets {
        warnings.extend(market.law(&regime)?.warnings);
    }
    Ok((of_regime(&regime, &source, markets.is_empty()), warnings))
}

/// Values that a market states without saying how far they are known, and those that it leaves to the registry and uses.
fn unvouched(scenario: &Scenario) -> Option<Problem> {
    let ungraded = scenario
        .assumptions
        .iter()
        .filter_map(|value| value.place.as_ref().filter(|_| value.grade.is_none()));
    let (stated, left) = (ungraded.clone().count(), scenario.silent().count());
    let place = ungraded.clone().next().or(Some(&scenario.status_quo_at)).filter(|_| stated + left > 0)?;
    let of_file =
        (stated > 0).then(|| format!("{stated} values say neither read, derived, remembered nor assumed"));
    let of_registry = (left > 0).then(|| format!("{left} in use are left to the registry's defaults"));
    let parts: Vec<String> = of_file.into_iter().chain(of_registry).collect();
    let message = format!("{}: all count as assumed", parts.join(", and "));
    Some(Problem::new(Kind::Missing, place.clone(), message))
}

/// The rules that stand in a file.
fn own<'a>(regime: &'a Regime, source: &Source) -> Vec<&'a Patch> {
    let here = |patch: &&Patch| matches!(&patch.place, Place::File { file, .. } if *file == source.file);
    regime.patches().map(|(_, patch)| patch).filter(here).collect()
}

/// Rules that name neither law nor doctrine.
fn unfounded(regime: &Regime, source: &Source) -> Vec<Problem> {
    let bare = own(regime, source).into_iter().filter(|patch| patch.reference.is_none());
    bare.map(|patch| {
        Problem::new(
            Kind::Missing,
            patch.place.clone(),
            "this rule does not say which law or doctrine it renders",
        )
        .help("add ref = \"the article, or the reform you have in mind\"")
    })
    .collect()
}

/// How many rules a regime has, and which of their words only a market could tell to be right.
fn of_regime(regime: &Regime, source: &Source, alone: bool) -> String {
    let (all, own) = (regime.patches().count(), own(regime, source));
    let rules = |count: usize| if count == 1 { "1 rule".to_owned() } else { format!("{count} rules") };
    let mut text = match all - own.len() {
        0 => format!("regime `{}`, {}", regime.name, rules(all)),
        others => format!(
            "regime `{}`, {} of its own and {others} of what it extends",
            regime.name,
            rules(own.len())
        ),
    };
    let of_market = |axis| matches!(axis, Axis::Jurisdiction | Axis::Category);
    let words = own
        .iter()
        .flat_map(|patch| &patch.terms)
        .filter(|term| of_market(term.axis))
        .flat_map(|term| term.words.iter().map(|word| format!("{} \"{}\"", term.axis.name(), word.name)));
    let words: BTreeSet<String> = words.collect();
    if alone {
        let unknown = match words.is_empty() {
            true => String::new(),
            false => format!(", and whether there is {}", words.into_iter().collect::<Vec<_>>().join(", ")),
        };
        text += &format!(
            "\nNot checked without a market: whether it has makers who fall under it and can do what it asks{unknown}; name one before it: caveat check scenarios/markets/smart-home.toml {}",
            source.file
        );
    }
    text
}

/// Which inputs of a market that extends another are still the other's, by what they move.
fn defaults(form: &Form) -> String {
    let filled = form.filled();
    let mut text = format!("\n{filled}, taken from “{}”", filled.extended);
    if filled.defaults == 0 {
        return text;
    }
    let defaults = form.defaults();
    let measured = defaults.iter().find_map(|standing| standing.input.influence.as_ref());
    let market = measured.map_or(String::new(), |measured| format!(" on market `{}`", measured.market));
    text += &format!(
        "; the most influential first, by how far each moves what reforms do to harm over its range\n(EUR per 1,000 device-years; \
         measured one at a time{market}, and luck below some tens: scenarios/influence.toml; –: not measured):"
    );
    for standing in defaults {
        let input = &standing.input;
        let influence = input.influence.as_ref();
        let influence = influence.map_or("–".to_owned(), |influence| significant(influence.swing, 2));
        text += &format!(
            "\n  {influence:>7}  {} = {} ({}): {}",
            input.path,
            standing.value,
            input.need.name(),
            input.ask
        );
    }
    text
}

/// What a sound file of targets, or of a published simulation, is in words; none for another file.
fn of_validation(source: &Source) -> Result<Option<String>> {
    let table: toml::Table = source.text.parse().unwrap_or_default();
    let files = RegimeFiles::default();
    if table.contains_key("target") {
        let targets = Targets::read(source)?;
        let market = targets.scenario(&files)?.market;
        let (count, name, title) = (targets.targets.len(), market.name, market.title);
        return Ok(Some(format!("{count} targets of market `{name}` “{title}”")));
    }
    if !["claim", "needs", "found"].iter().any(|key| table.contains_key(*key)) {
        return Ok(None);
    }
    let experiment = Experiment::read(source)?;
    let markets = experiment.worlds(&files)?.len();
    let (name, claims) = (&experiment.name, experiment.claims.len());
    Ok(Some(format!("published simulation `{name}`, {claims} claims in {markets} markets")))
}
