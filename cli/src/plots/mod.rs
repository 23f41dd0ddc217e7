//! The pictures of a result folder.

mod axis;
mod curves;
mod funnel;
mod intervals;
mod moments;
mod palette;
mod paths;
mod render;
mod scene;
mod tornado;

use caveat::experiment::summary::sorted;

pub use moments::moments;
pub use render::{Fault, png, svg};
pub use scene::Scene;

use crate::answer::most_protective;
use crate::collect::Collected;
use crate::error::{Error, Result};
use crate::headlines::{FUNNEL, HAPPENED, HEADLINES, with_noun};
use crate::number::significant;
use crate::results::Results;
use crate::sensitivity::{Percent, Sensitivity};
use crate::study::Study;

/// Replications from which a tail is worth drawing.
const TAIL_REPLICATIONS: usize = 50;

/// Share of replications of which the worst are told in words.
const WORST: f64 = 0.05;

/// A picture with its words.
#[derive(Clone, Debug)]
pub struct Plot {
    /// Name of its files.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What it shows, in numbers, for those who cannot see it.
    pub alt: String,
    /// The picture.
    pub scene: Scene,
}

/// Every picture that a run can fill.
///
/// # Errors
///
/// If the spool cannot be read.
pub fn plots(study: &Study, results: &Results, collected: &mut Collected) -> Result<Vec<Plot>> {
    let mut plots = Vec::new();
    if results.replications == 0 {
        return Ok(plots);
    }
    let mut add = |name, title, alt, scene| plots.push(Plot { name, title, alt, scene });
    add("headlines", "Harm, price, innovation", means(study, results), intervals::levels(study, results));
    if study.regimes.len() > 1 {
        let alt = differences(study, results);
        add("differences", "What each regime changes", alt, intervals::differences(study, results));
    }
    if let Some(sensitivity) = results.sensitivity.as_ref().filter(|sensitivity| !sensitivity.rows.is_empty())
        && let Some(regime) = most_protective(study, results)
    {
        let alt = moved(study, sensitivity, regime);
        add("sensitivity", "Which assumptions decide", alt, tornado::tornado(study, sensitivity, regime));
    }
    if !collected.paths.is_empty() {
        let alt = "Harm, price and launches by month under each regime, before and after the announcement.";
        add("paths", "Over time", alt.into(), paths::paths(study, &collected.paths));
    }
    if let Some(scene) = tail(study, collected)? {
        let alt = tails(study, results);
        add("tail", "How bad it gets", alt, scene);
    }
    if FUNNEL[0].find(study).is_some() {
        add("funnel", "From harm to compensation", received(study, results), funnel::funnel(study, results));
    }
    for plot in &mut plots {
        plot.scene.sign(&study.market.title);
    }
    Ok(plots)
}

/// Changes in harm at both ends, assumption by assumption.
fn moved(study: &Study, sensitivity: &Sensitivity, regime: usize) -> String {
    let each = sensitivity.rows.iter().filter_map(|row| {
        let change = row.change(study, regime, 0)?;
        let flips = row.shift(0).is_some_and(|shift| shift.flips_first);
        let flips = if flips { " (another regime comes first)" } else { "" };
        Some(format!("{} {}{flips}", row.named(), percent(change)))
    });
    let stated = sensitivity.change(study, regime, 0);
    let stated = stated.map_or(String::new(), |stated| format!("as stated {}; ", percent(stated)));
    format!(
        "Change in harm under {} in the first {} replications: {stated}{}.",
        study.regimes[regime].title,
        sensitivity.replications,
        each.collect::<Vec<_>>().join("; ")
    )
}

/// `−5.0 ± 1.3 %`.
fn percent(of: Percent) -> String {
    match of.half_width.is_finite() {
        true => format!("{} ± {} %", significant(of.change, 2), significant(of.half_width, 2)),
        false => format!("{} %", significant(of.change, 2)),
    }
}

fn tail(study: &Study, collected: &mut Collected) -> Result<Option<Scene>> {
    let Some(column) = HAPPENED.find(study) else { return Ok(None) };
    let mut columns = Vec::with_capacity(study.regimes.len());
    for regime in 0..study.regimes.len() {
        let values =
            collected.spool.column(regime, column).map_err(Error::file("read", "the temporary file"))?;
        columns.push(sorted(values.into_iter().filter(|value| !value.is_nan()).collect()));
    }
    let enough = columns.iter().all(|column| column.len() >= TAIL_REPLICATIONS);
    Ok(enough.then(|| curves::tail(study, &columns, study.columns[column].outcome.unit)))
}

fn means(study: &Study, results: &Results) -> String {
    let outcomes = HEADLINES.iter().filter_map(|shown| {
        let unit = with_noun(study.columns[shown.find(study)?].outcome);
        let each = (0..study.regimes.len()).filter_map(|regime| {
            let summary = results.of(study, shown, regime)?;
            Some(format!("{} {}", study.regimes[regime].title, significant(summary.mean, 3)))
        });
        Some(format!("Mean {} in {unit}: {}.", shown.label, each.collect::<Vec<_>>().join("; ")))
    });
    outcomes.collect::<Vec<_>>().join(" ")
}

fn differences(study: &Study, results: &Results) -> String {
    let outcomes = HEADLINES.iter().filter_map(|shown| {
        let unit = with_noun(study.columns[shown.find(study)?].outcome);
        let each = study.reforms().filter_map(|regime| {
            let summary = results.of(study, shown, regime)?;
            let [diff, low, high] =
                [summary.diff, summary.mc_lo, summary.mc_hi].map(|end| significant(end, 3));
            let interval =
                if summary.mc_lo.is_finite() { format!(" ({low} to {high})") } else { String::new() };
            Some(format!("{} {diff}{interval}", study.regimes[regime].title))
        });
        Some(format!("Change in {} in {unit}: {}.", shown.label, each.collect::<Vec<_>>().join("; ")))
    });
    outcomes.collect::<Vec<_>>().join(" ")
}

fn tails(study: &Study, results: &Results) -> String {
    let each = (0..study.regimes.len()).filter_map(|regime| {
        let summary = results.of(study, &HAPPENED, regime)?;
        Some(format!("{} {}", study.regimes[regime].title, significant(summary.tvar95, 3)))
    });
    format!(
        "Mean harm in the worst 5 % of replications: {}. That is {} of {}: the mean of so few moves with the seed, and has no interval here; more \
         replications (-n) make it firm.",
        each.collect::<Vec<_>>().join("; "),
        significant(WORST * results.replications as f64, 2),
        results.counted(),
    )
}

fn received(study: &Study, results: &Results) -> String {
    let each = (0..study.regimes.len()).filter_map(|regime| {
        let last = results.of(study, FUNNEL.last()?, regime)?;
        Some(format!("{} {} %", study.regimes[regime].title, significant(100.0 * last.mean, 2)))
    });
    format!("Share of harm that victims receive, net of costs: {}.", each.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, NINE, collected_from, doubted, falling, study};

    fn drawn(regimes: usize, replications: u64) -> Vec<Plot> {
        drawn_from(&Fake::default(), regimes, replications)
    }

    fn drawn_from(fake: &Fake, regimes: usize, replications: u64) -> Vec<Plot> {
        let study = study(&NINE[..regimes]);
        let mut collected = collected_from(fake, &study, replications);
        let results = Results::read(&study, &mut collected, 1.0).expect("read");
        let results = if regimes == DOUBTED { doubted(&study, results) } else { results };
        plots(&study, &results, &mut collected).expect("drawn")
    }

    /// With so many regimes, the assumptions are drawn and moved.
    const DOUBTED: usize = 7;

    #[test]
    fn a_run_has_the_pictures_it_can_fill() {
        let names = |regimes, count| drawn(regimes, count).iter().map(|plot| plot.name).collect::<Vec<_>>();
        assert_eq!(names(9, 256), ["headlines", "differences", "paths", "tail", "funnel"]);
        assert_eq!(names(1, 1), ["headlines", "paths", "funnel"]);
        assert!(names(DOUBTED, 64).contains(&"sensitivity"));
    }

    /// Few claim, and under one regime nobody.
    const FEW: Fake = Fake { claiming: 0.001, level: falling, fails: None, interrupted_after: None };

    #[test]
    fn one_replication_is_drawn_without_intervals() {
        let one = drawn(3, 1).remove(1);
        assert_eq!(one.name, "differences");
        assert!(!one.alt.contains(" to "), "{}", one.alt);
        assert!(one.scene.texts().any(|text| text.text.contains("one replication, which has no interval")));
    }

    #[test]
    fn the_funnel_shows_small_shares() {
        let plots = drawn_from(&FEW, 6, 64);
        let funnel = plots.iter().find(|plot| plot.name == "funnel").expect("drawn");
        let texts: Vec<&str> = funnel.scene.texts().map(|text| text.text.as_str()).collect();
        assert!(texts.iter().any(|text| text.starts_with("0.00")), "{texts:?}");
        assert!(!texts.contains(&"0.0\u{a0}%"), "nothing that is left reads as nothing");
        assert!(texts.contains(&"0\u{a0}%"), "and nothing is nothing");
    }

    #[test]
    fn no_two_texts_overlap_and_none_leaves_the_picture() {
        let usual = Fake::default();
        let cases = [
            (&usual, 1, 64),
            (&usual, 2, 64),
            (&usual, 6, 256),
            (&usual, DOUBTED, 64),
            (&usual, 9, 256),
            (&usual, 9, 1),
        ];
        for (fake, regimes, replications) in cases.into_iter().chain([(&FEW, 6, 64)]) {
            for plot in drawn_from(fake, regimes, replications) {
                plot.scene.assert_legible(&format!("{} of {regimes}", plot.name));
            }
        }
    }

    /// With `CAVEAT_GALLERY=folder`, leaves every picture there to be looked at.
    #[test]
    fn pictures_are_written_as_svg_and_png() {
        let kept = std::env::var_os("CAVEAT_GALLERY").map(std::path::PathBuf::from);
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let folder = kept.unwrap_or_else(|| temporary.path().to_owned());
        let usual = Fake::default();
        for (name, fake, regimes) in [("1", &usual, 1), ("2", &usual, 2), ("9", &usual, 9), ("few", &FEW, 7)]
        {
            for plot in drawn_from(fake, regimes, 256) {
                let text = svg(&plot.scene).expect("drawn");
                assert!(
                    text.starts_with("<svg width=\"1000\"") && text.contains("viewBox"),
                    "{}",
                    &text[..120]
                );
                let path = folder.join(format!("{}-{name}.png", plot.name));
                png(&plot.scene, &path).expect("drawn");
                assert!(path.metadata().expect("written").len() > 10_000);
            }
        }
    }

    /// A device that is always full stands in for a disk that is.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_with_advice() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("plot.png");
        std::os::unix::fs::symlink("/dev/full", &path).expect("linked");
        let plot = drawn(1, 1).remove(0);
        let reason = png(&plot.scene, &path).expect_err("full");
        let error = Error::Plot { plot: plot.name.into(), reason };
        assert!(error.help().is_some_and(|help| help.contains("free some space")), "{error}");
    }
}
