//! `caveat new`: a market file for a country, with the few inputs that somebody who knows the country could better.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use caveat::lever::{LeverRow, Value};
use caveat::scenario::{Assumption, Overrides, Scenario};

use super::print;
use crate::args::New;
use crate::countries::{Countries, Country, FILE};
use crate::error::{Error, Result};
use crate::files::{self, RegimeFiles};
use crate::inputs::{self, Input, LAW};
use crate::number::trimmed;
use crate::prepare;
use crate::terminal::textwrapped;

/// Where the markets lie that can be extended.
const MARKETS: &str = "scenarios/markets";

/// Width of comments.
const WIDTH: usize = 118;

/// Prints the file. Nothing is printed unless everything that it needs is there.
pub(super) fn run(args: &New) -> Result<ExitCode> {
    let (code, country) = Countries::read()?.find(&args.country)?;
    let path = Path::new(MARKETS).join(format!("{}.toml", args.category));
    if !path.is_file() {
        return Err(unknown_category(&args.category)?);
    }
    let source = files::read(&path)?;
    let scenario = Scenario::read(&source, &RegimeFiles::default(), &Overrides::default())?;
    let asked = inputs::inputs(&scenario.market.name, Path::new(MARKETS))?;
    let Some(asked) = asked else { return Err(unknown_category(&args.category)?) };
    let text = form(&scenario, &source.file, (&code, &country), &asked)?;
    match &args.out {
        None => print(text.trim_end())?,
        Some(path) => create(path, &text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file that is not there yet: what somebody filled in is not lost.
fn create(path: &Path, text: &str) -> Result<()> {
    let file = std::fs::File::create_new(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(Error::file("write", path))
}

/// A category without a market, or whose market nobody has chosen inputs of.
fn unknown_category(category: &str) -> Result<Error> {
    let markets = std::fs::read_dir(MARKETS).map_err(Error::file("read", MARKETS))?;
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut known = Vec::new();
    for name in markets.flatten().filter_map(|entry| stem(&entry.path())) {
        if inputs::inputs(&name, Path::new(MARKETS))?.is_some() {
            known.push(name);
        }
    }
    known.sort();
    let near = caveat::error::nearest(category, known.iter().map(String::as_str));
    let there = format!(
        "there are: {}; a market in {MARKETS} becomes one by its inputs in scenarios/inputs.toml",
        known.join(", ")
    );
    Ok(Error::Option {
        message: format!("no category `{category}`"),
        help: near.map_or(there.clone(), |near| format!("did you mean `{near}`? {there}")),
    })
}

/// The file.
fn form(
    scenario: &Scenario,
    file: &str,
    (code, country): (&str, &Country),
    asked: &[Input],
) -> Result<String> {
    let market = &scenario.market;
    // `Wearables (illustrative)` are `Wearables in Germany (illustrative)`.
    let (title, label) = match market.title.split_once(" (") {
        Some((title, label)) => (title, format!(" ({label}")),
        None => (market.title.split(':').next().unwrap_or_default(), String::new()),
    };
    let mut text = comment(&format!(
        "{title} in {}{label}, as `caveat new --country {code} --category {}` wrote it.",
        country.name, market.name
    ));
    text += "#\n";
    text += &comment(&format!(
        "Put your own figures in place of those below, each with its range (low, high), its source, and how far you verified it: grade = read, \
         derived, remembered or assumed. A field that is left as it is counts as a default: it is a figure of {file}, which says \
         nothing about {}. Everything that is not here is as it is there.",
        country.name
    ));
    text += "#   needed   without it, results are those of another country\n";
    text += "#   better   it makes results better, and there is often a figure\n";
    text += "#   default  what the market says will do, unless you know better\n";
    text +=
        &comment("`caveat check` on this file lists the defaults that are left, the most influential first.");
    text += &facts(country);
    text += &format!("\nname = {}\n", quoted(&format!("{}-{}", market.name, code.to_lowercase())));
    text += &format!("title = {}\n", quoted(&format!("{title} in {}{label}", country.name)));
    text += &format!("extends = {}\n", quoted(file));
    let mut table = "";
    for input in asked {
        let (row, field) = input.path.rsplit_once('.').unwrap_or(("", &input.path));
        if row != table {
            text += &format!("\n[{row}]\n");
            table = row;
        }
        text += &entry(scenario, country, input, field)?;
    }
    Ok(text)
}

/// One input: what is asked for, where it may be found, and what it is so far.
fn entry(scenario: &Scenario, country: &Country, input: &Input, field: &str) -> Result<String> {
    let need = input.need.name();
    if input.path == LAW {
        let law = country.regime.as_ref().ok_or_else(|| Error::Option {
            message: format!("{FILE} names no regime for {}", country.name),
            help: "add it: regime = { value = \"…\", grade = \"…\", source = \"…\" }".into(),
        })?;
        let said = comment(&format!(
            "{need}: {} {} ({}: {}).",
            input.ask,
            input.sources,
            law.grade.0.name(),
            law.source
        ));
        return Ok(format!("{said}{}{field} = {}\n", reforms(&law.value)?, quoted(&law.value)));
    }
    let known = scenario.assumptions.iter().find(|known| known.path == input.path);
    let known = known.ok_or_else(|| Error::Option {
        message: format!(
            "scenarios/inputs.toml: market `{}` has no field {}",
            scenario.market.name, input.path
        ),
        help: "name a field as `caveat check` and results do, as in category.hubs.price_eur".into(),
    })?;
    let unit = if known.lever.unit.is_empty() { String::new() } else { format!(", {}", known.lever.unit) };
    let said = comment(&format!("{need}{unit}: {} For example: {}.", input.ask, input.sources));
    Ok(format!("{said}{field} = {}\n", stated(known)))
}

/// The reforms that add to a law, as a comment: the regimes of the library take its place.
fn reforms(law: &str) -> Result<String> {
    let (files, none) = (RegimeFiles::default(), Overrides::default());
    let law = prepare::named(files, law, MARKETS, &none)?;
    let found = prepare::reforms(files, MARKETS, &law, &none)?;
    if found.is_empty() {
        return Ok(String::new());
    }
    let names: Vec<&str> = found.iter().map(|reform| reform.name.as_str()).collect();
    Ok(comment(&format!(
        "Compared if you name none: the reforms that add to it, {}. Regimes of the library (--regimes strict,tiered) take its place: what it \
         demands is repealed.",
        names.join(", ")
    )))
}

/// A value with what is known about it, as the extended market has it.
fn stated(known: &Assumption) -> String {
    let number = |number: f64| known.lever.show(Value::Num(number));
    let parts = [
        Some(format!("value = {}", written(&known.lever, known.value))),
        known.low.map(|low| format!("low = {}", number(low))),
        known.high.map(|high| format!("high = {}", number(high))),
        known.grade.map(|grade| format!("grade = {}", quoted(grade.name()))),
        known.source.as_deref().map(|source| format!("source = {}", quoted(source))),
    ];
    format!("{{ {} }}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn written(lever: &LeverRow, value: Value) -> String {
    let shown = lever.show(value);
    if matches!(value, Value::Choice(_)) { quoted(&shown) } else { shown }
}

/// What is known of the country that is no input.
fn facts(country: &Country) -> String {
    if country.facts.is_empty() {
        return String::new();
    }
    let mut text = String::from("#\n");
    text += &comment(&format!(
        "Of {}, no inputs: results are rates per 1,000 device-years, so that totals are theirs times the devices in use.",
        country.name
    ));
    for (name, fact) in &country.facts {
        let unit = if fact.unit.is_empty() { String::new() } else { format!(" {}", fact.unit) };
        text += &comment(&format!(
            "  {name}: {}{unit} ({}: {})",
            trimmed(fact.value),
            fact.grade.0.name(),
            fact.source
        ));
    }
    text
}

/// Text as comment lines.
fn comment(text: &str) -> String {
    let indent = text.len() - text.trim_start().len();
    let lines = textwrapped(text.trim_start(), WIDTH - indent);
    lines.iter().map(|line| format!("# {:indent$}{line}\n", "")).collect()
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
