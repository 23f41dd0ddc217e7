//! The page: one file that a browser shows without a network and a printer prints.

use std::sync::OnceLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use crate::answer;
use crate::error::Result;
use crate::headlines::{BESIDE, HEADLINES, Shown};
use crate::manifest::Invocation;
use crate::number::{Scale, decimals, fixed, signed};
use crate::plots::Plot;
use crate::results::{Results, includes_zero};
use crate::study::Study;

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
        provisions => Serde(&study.provisions),
        assumptions => Serde(&study.assumptions),
        definitions => definitions(study),
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

fn shown(study: &Study) -> Vec<(&'static Shown, usize)> {
    HEADLINES.iter().chain(&BESIDE).filter_map(|shown| Some((shown, shown.find(study)?))).collect()
}

fn scale(study: &Study, results: &Results, column: usize) -> Scale {
    let means = (0..study.regimes.len()).map(|regime| results.get(regime, column).mean.abs());
    let largest = means.filter(|mean| mean.is_finite()).fold(0.0, f64::max);
    Scale::fitting(largest, study.columns[column].outcome.unit)
}

fn columns(study: &Study, results: &Results) -> Vec<Value> {
    let each = shown(study).into_iter();
    each.map(|(shown, column)| context! { label => shown.label, unit => scale(study, results, column).unit })
        .collect()
}

fn rows(study: &Study, results: &Results) -> Vec<Value> {
    let row = |regime: usize| {
        let cells: Vec<Value> =
            shown(study).into_iter().map(|(_, column)| cell(study, results, regime, column)).collect();
        context! { title => &study.regimes[regime].title, is_baseline => regime == study.baseline, cells }
    };
    (0..study.regimes.len()).map(row).collect()
}

fn cell(study: &Study, results: &Results, regime: usize, column: usize) -> Value {
    let summary = results.get(regime, column);
    let scale = scale(study, results, column);
    let [mean, diff, low, high] =
        [summary.mean, summary.diff, summary.mc_lo, summary.mc_hi].map(|v| v / scale.divisor);
    let places = decimals(high - low, 2).min(decimals(diff.abs().max(high - low), 3));
    context! {
        mean => fixed(mean, decimals(mean, 3)),
        diff => signed(diff, places),
        interval => format!("{} to {}", signed(low, places), signed(high, places)),
        unclear => includes_zero(summary),
    }
}

fn definitions(study: &Study) -> Vec<Value> {
    let each = shown(study).into_iter().map(|(shown, column)| {
        let outcome = study.columns[column].outcome;
        context! {
            label => shown.label,
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
