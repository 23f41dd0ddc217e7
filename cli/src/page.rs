//! The page: one file that a browser shows without a network and a printer prints.

use std::sync::OnceLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use crate::answer;
use crate::behaviour;
use crate::ends::{Ends, Line, ends};
use crate::error::Result;
use crate::headlines::{
    BESIDE, HARM, HEADLINES, INNOVATION, PRICE, QUALITY, QUALITY_PRICE, UNIT_COST, WELFARE, with_noun,
};
use crate::manifest::Invocation;
use crate::number::{capitalised, fixed, significant};
use crate::plots::Plot;
use crate::reading::{self, Cell, Reading};
use crate::results::Results;
use crate::study::{Held, Provision, Study, Titled};
use crate::variety;

static TEMPLATE: &str = include_str!("../assets/report.html");

/// Ratio of variances from which a difference is no more than the rounding of two sums: then it says nothing of pairing.
const ROUNDING: f64 = 1e6;

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
        answer => answer::sentences(study, results),
        notes => answer::notes(study, results),
        warnings => &study.warnings,
        compared => capitalised(&study.compared()),
        table => table(study, &reading::accompanied(study, results)),
        beside => table(study, &reading::beside_at_length(study, results)),
        variety => variety::sentence(study, results),
        plots,
        drawn => results.draws.as_ref().map(|draws| context! { counted => draws.counted(), counts => Serde(draws.counts()) }),
        ends => ends(study, results).map(of_ends),
        behaviour => results.behaviour.as_ref().map(|robustness| context! { question => behaviour::QUESTION, heads => behaviour::HEADS, rows => robustness.rows(), legend => behaviour::LEGEND }),
        provisions => provisions(study),
        assumptions => Serde(&study.assumptions),
        figures => Serde(&study.figures),
        definitions => definitions(study),
        pairing => pairing(study, results),
        headlines => HEADLINES.iter().filter(|shown| shown.find(study).is_some()).map(|shown| shown.label).collect::<Vec<_>>(),
        replications => fixed(results.replications as f64, 0),
        of_expected => [HARM, WELFARE].iter().any(|shown| shown.find(study) != shown.happened(study)),
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

/// A table of regimes: its columns, and a row a regime.
fn table(study: &Study, readings: &[Reading]) -> Value {
    let columns =
        readings.iter().map(|r| context! { label => r.label, unit => &r.unit, definition => &r.definition });
    let row = |regime: usize| {
        let cells = readings.iter().map(|reading| {
            let Cell { mean, diff, interval, suffix, unclear, assumed, better, .. } =
                reading.cells[regime].clone();
            context! { mean, diff, interval, suffix, unclear, assumed, better }
        });
        let cells: Vec<Value> = cells.collect();
        let Titled { name, title } = &study.regimes[regime];
        let twin = reading::twin(study, readings, regime).map(|twin| &study.regimes[twin].title);
        context! { title, name, is_baseline => regime == study.baseline, twin, cells }
    };
    let rows: Vec<Value> = (0..study.regimes.len()).map(row).collect();
    context! { columns => columns.collect::<Vec<_>>(), rows }
}

/// The table of assumptions at both ends of their ranges.
fn of_ends(ends: Ends) -> Value {
    let Ends { about, heads, lines, notes } = ends;
    let line =
        |line: Line| context! { name => line.name, at => line.at, cells => line.cells, flips => line.flips };
    context! { about, heads, lines => lines.into_iter().map(line).collect::<Vec<_>>(), notes }
}

/// What common shocks bought: by reform, and by headline, the measured ratio of variances and the one of nested shocks.
fn pairing(study: &Study, results: &Results) -> Vec<Value> {
    let ratio = |value: f64| if value < ROUNDING { significant(value, 2) } else { "–".into() };
    let row = |regime: usize| {
        let found = HEADLINES.iter().filter_map(|shown| results.of(study, shown, regime));
        let cells: Vec<Value> = found
            .map(|of| context! { measured => ratio(of.variance_ratio), nested => ratio(of.nested_ratio) })
            .collect();
        context! { title => &study.regimes[regime].title, cells }
    };
    study.reforms().map(row).collect()
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

/// The outcomes in the table, as the registry defines them.
fn definitions(study: &Study) -> Vec<Value> {
    let shown = [HARM, PRICE, QUALITY_PRICE, UNIT_COST, INNOVATION, QUALITY].into_iter().chain(BESIDE);
    let each = shown.filter_map(|shown| {
        let outcome = study.columns[shown.find(study)?].outcome;
        Some(context! {
            label => shown.label,
            title => outcome.title,
            numerator => outcome.numerator,
            denominator => outcome.denominator,
            population => outcome.population,
            unit => with_noun(outcome),
            cohort => outcome.cohort.name(),
            formula => outcome.formula,
        })
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
    use crate::fake::{NINE, collected, doubted, study};
    use crate::plots::{plots, svg};
    use std::time::UNIX_EPOCH;

    fn page(regimes: usize, replications: u64) -> String {
        let study = study(&NINE[..regimes]);
        let mut collected = collected(&study, replications);
        let results = Results::read(&study, &mut collected, 12.5).expect("read");
        let results = if regimes == 6 { doubted(&study, results) } else { results };
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
            assert_eq!(page.contains("Assumptions that decide the order"), regimes == 6);
            assert_eq!(page.contains("better in"), regimes == 6);
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
