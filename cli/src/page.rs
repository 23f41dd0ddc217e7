//! The page: one file that a browser shows without a network and a printer prints.

use std::sync::OnceLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use crate::answer;
use crate::error::Result;
use crate::manifest::Invocation;
use crate::number::fixed;
use crate::plots::Plot;
use crate::reading::{self, Reading};
use crate::results::{Results, includes_zero};
use crate::study::{Held, Provision, Study};

static TEMPLATE: &str = include_str!("../assets/report.html");

/// The page of a run, with the text of its plots.
///
/// # Errors
///
/// None in practice: the template is tested.
pub fn render(
    study: &Study,
    results: &Results,
    plots: &[(Plot, String)],
    invocation: &Invocation,
) -> Result<String> {
    let plots: Vec<Value> = plots
        .iter()
        .map(|(plot, svg)| context! { name => plot.name, title => plot.title, alt => &plot.alt, svg => inlined(svg, plot.name) })
        .collect();
    let page = context! {
        market => &study.market.title,
        baseline => &study.baseline().title,
        legal_date => study.legal_date.to_string(),
        regimes => Serde(&study.regimes),
        answer => answer::sentences(study, results),
        columns => columns(study, results),
        rows => rows(study, results),
        plots,
        provisions => provisions(study),
        assumptions => Serde(&study.assumptions),
        figures => Serde(&study.figures),
        announced => study.announced.to_string(),
        definitions => definitions(study, results),
        replications => fixed(results.replications as f64, 0),
        failed => results.failed,
        partial => results.is_partial(),
        horizon_years => fixed(study.horizon_months as f64 / 12.0, 0),
        seed => study.seed,
        version => env!("CARGO_PKG_VERSION"),
        engine_id => &study.engine_id,
        command => shell(&invocation.command),
    };
    Ok(environment().get_template("report.html")?.render(page)?)
}

fn environment() -> &'static Environment<'static> {
    static ENVIRONMENT: OnceLock<Environment<'static>> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        if let Err(error) = environment.add_template("report.html", TEMPLATE) {
            unreachable!("the template is tested: {error}");
        }
        environment
    })
}

/// A picture inside the page: its colours become the page's, its name is read aloud by the figure.
fn inlined(svg: &str, name: &str) -> Value {
    let body =
        svg.replacen("<svg width", &format!("<svg role=\"img\" aria-labelledby=\"alt-{name}\" width"), 1);
    Value::from_safe_string(body)
}

/// The columns of the table.
fn readings(study: &Study, results: &Results) -> Vec<Reading> {
    [reading::headlines(study, results), reading::beside(study, results)].concat()
}

fn columns(study: &Study, results: &Results) -> Vec<Value> {
    let each = readings(study, results).into_iter();
    each.map(|reading| context! { label => reading.label, unit => reading.unit }).collect()
}

fn rows(study: &Study, results: &Results) -> Vec<Value> {
    let readings = readings(study, results);
    let row = |regime: usize| {
        let cells = readings.iter().map(|reading| {
            let summary = results.get(regime, reading.column);
            context! {
                mean => reading.mean(summary),
                diff => reading.diff(summary),
                interval => reading.interval(summary),
                unclear => includes_zero(summary),
            }
        });
        let cells: Vec<Value> = cells.collect();
        context! { title => &study.regimes[regime].title, name => &study.regimes[regime].name, is_baseline => regime == study.baseline, cells }
    };
    (0..study.regimes.len()).map(row).collect()
}

/// Provisions with the regimes that say the same gathered.
fn provisions(study: &Study) -> Vec<Value> {
    let groups = |provision: &Provision| {
        let mut groups: Vec<(Vec<&str>, &Vec<Held>)> = Vec::new();
        for (regime, held) in study.regimes.iter().zip(&provision.values) {
            match groups.iter_mut().find(|(_, same)| *same == held) {
                Some((names, _)) => names.push(&regime.name),
                None => groups.push((vec![&regime.name], held)),
            }
        }
        let group = |(names, held): (Vec<&str>, &Vec<Held>)| context! { under => names.join(", "), held => Serde(held) };
        groups.into_iter().map(group).collect::<Vec<_>>()
    };
    let each = study.provisions.iter();
    each.map(|said| context! { path => &said.path, doc => &said.doc, groups => groups(said) }).collect()
}

fn definitions(study: &Study, results: &Results) -> Vec<Value> {
    let each = readings(study, results).into_iter().map(|reading| {
        let outcome = study.columns[reading.column].outcome;
        context! {
            label => reading.label,
            title => outcome.title,
            numerator => outcome.numerator,
            denominator => outcome.denominator,
            population => outcome.population,
            unit => outcome.unit,
            cohort => outcome.cohort.name(),
            formula => outcome.formula,
        }
    });
    each.collect()
}

/// A command line that a shell reads back.
fn shell(command: &[String]) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./=,:@%+".contains(c);
    let quoted = command.iter().map(|word| match word.chars().all(safe) && !word.is_empty() {
        true => word.clone(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    });
    quoted.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, collected, study};
    use crate::plots::{plots, svg};
    use std::time::UNIX_EPOCH;

    fn page(regimes: usize, replications: u64) -> String {
        let study = study(&NINE[..regimes]);
        let mut collected = collected(&study, replications);
        let results = Results::read(&study, &mut collected, 12.5).expect("read");
        let drawn = plots(&study, &results, &mut collected).expect("drawn");
        let drawn: Vec<_> =
            drawn.into_iter().map(|plot| (plot.clone(), svg(&plot.scene).expect("drawn"))).collect();
        let command = ["caveat", "compare", "m.toml", "--set", "a[b=c|d]=1"].map(String::from).to_vec();
        render(&study, &results, &drawn, &Invocation { command, started: UNIX_EPOCH }).expect("rendered")
    }

    /// With `CAVEAT_GALLERY=folder`, leaves the pages there to be looked at.
    #[test]
    fn a_page_needs_nothing_else() {
        let gallery = std::env::var_os("CAVEAT_GALLERY").map(std::path::PathBuf::from);
        for (regimes, replications) in [(1, 1), (2, 64), (6, 256), (9, 256)] {
            let page = page(regimes, replications);
            for absent in ["<script", "src=\"http", "href=\"http", "@import", "url("] {
                assert!(!page.contains(absent), "{absent}");
            }
            assert_eq!(page.matches("<h1").count(), 1);
            if let Some(folder) = &gallery {
                std::fs::write(folder.join(format!("report-{regimes}.html")), page).expect("written");
            }
        }
    }

    #[test]
    fn what_people_write_is_escaped() {
        let page = page(2, 64);
        assert!(page.contains("Botnet sinkhole counts &lt;2019&gt;") && !page.contains("<2019>"));
        assert!(page.contains("&#x27;a[b=c|d]=1&#x27;"), "the command is quoted for a shell");
    }
}
