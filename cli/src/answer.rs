//! The answer in two sentences, made from the numbers: for the terminal and for the page.

use caveat::experiment::summary::Summary;

use crate::headlines::{HARM, INNOVATION, PRICE, Shown};
use crate::number::{decimals, fixed, signed};
use crate::results::{Results, includes_zero};
use crate::study::Study;

/// Two sentences: what happens to harm, and what it costs.
pub fn sentences(study: &Study, results: &Results) -> [String; 2] {
    match most_protective(study, results) {
        Some(regime) => [harm(study, results, regime), cost(study, results, regime)],
        None => alone(study, results),
    }
}

/// The reform under which mean harm is least.
fn most_protective(study: &Study, results: &Results) -> Option<usize> {
    let column = HARM.find(study)?;
    let diff = |regime: &usize| results.get(*regime, column).diff;
    study.reforms().filter(|regime| !diff(regime).is_nan()).min_by(|a, b| diff(a).total_cmp(&diff(b)))
}

fn harm(study: &Study, results: &Results, regime: usize) -> String {
    let (baseline, title) = (quoted(&study.baseline().title), quoted(&study.regimes[regime].title));
    let change = Change::of(study, results, &HARM, regime);
    let several = study.regimes.len() > 2;
    match change {
        Some(change) if change.direction() == "falls" => {
            let most = if several { "most under" } else { "under" };
            format!("Compared with {baseline}, harm falls {most} {title} by {}.", change.amount())
        }
        Some(change) if change.direction() == "rises" && several => {
            format!(
                "Compared with {baseline}, no regime lowers harm; it rises least under {title}, by {}.",
                change.amount()
            )
        }
        Some(change) if change.direction() == "rises" => {
            format!("Compared with {baseline}, harm rises under {title} by {}.", change.amount())
        }
        Some(change) if change.is_nothing() => {
            format!("Compared with {baseline}, no regime changes harm at all.")
        }
        Some(change) => {
            let subject = if several {
                "no regime lowers harm measurably; it is least under"
            } else {
                "harm does not change measurably under"
            };
            format!("Compared with {baseline}, {subject} {title}: {}.", change.unclear())
        }
        None => format!("Compared with {baseline}, nothing can be said of harm: no replication measured it."),
    }
}

fn cost(study: &Study, results: &Results, regime: usize) -> String {
    let part = |shown: &Shown| Change::of(study, results, shown, regime).map(|change| (shown.label, change));
    let parts: Vec<String> = [part(&PRICE), part(&INNOVATION)]
        .into_iter()
        .flatten()
        .map(|(label, change)| match change.direction() {
            _ if change.is_nothing() => format!("{label} does not change"),
            "" => format!("the change in {label} is unclear ({})", change.unclear()),
            direction => format!("{label} {direction} by {}", change.amount()),
        })
        .collect();
    let found = match parts.is_empty() {
        true => "nothing else was measured".to_owned(),
        false => format!("there, {}", parts.join(", and ")),
    };
    format!(
        "{}{} ({}, assumptions held fixed).",
        found[..1].to_uppercase(),
        &found[1..],
        replications(results)
    )
}

fn alone(study: &Study, results: &Results) -> [String; 2] {
    let title = quoted(&study.baseline().title);
    let first = match HARM.find(study).map(|column| (column, results.get(study.baseline, column))) {
        Some((column, summary)) if !summary.mean.is_nan() => {
            let places = decimals(summary.mean, 3);
            format!(
                "Under {title}, harm is {} {}, between {} and {} in nine of ten replications.",
                fixed(summary.mean, places),
                study.columns[column].outcome.unit,
                fixed(summary.world.p05, places),
                fixed(summary.world.p95, places)
            )
        }
        _ => format!("Nothing can be said of harm under {title}: no replication measured it."),
    };
    let compared = match study.reforms().next() {
        None => "No other regime was run, so nothing is compared",
        Some(_) => "No replication measured a difference to another regime",
    };
    [first, format!("{compared} ({}, assumptions held fixed).", replications(results))]
}

/// A title set apart from the sentence around it.
fn quoted(title: &str) -> String {
    format!("“{title}”")
}

fn replications(results: &Results) -> String {
    let count = fixed(results.replications as f64, 0);
    let noun = if results.replications == 1 { "replication" } else { "replications" };
    let partial = if results.is_partial() { ", stopped before the end" } else { "" };
    format!("{count} {noun}{partial}")
}

/// A paired difference in words.
struct Change<'a> {
    summary: &'a Summary,
    baseline_mean: f64,
    unit: &'a str,
}

impl<'a> Change<'a> {
    fn of(study: &'a Study, results: &'a Results, shown: &Shown, regime: usize) -> Option<Change<'a>> {
        let column = shown.find(study)?;
        let summary = results.get(regime, column);
        let baseline_mean = results.get(study.baseline, column).mean;
        let change = Change { summary, baseline_mean, unit: study.columns[column].outcome.unit };
        (!summary.diff.is_nan()).then_some(change)
    }

    /// Whether not one replication differs.
    fn is_nothing(&self) -> bool {
        self.summary.diff_p05 == 0.0 && self.summary.diff_p95 == 0.0 && self.summary.diff == 0.0
    }

    /// `rises`, `falls`, or nothing if the interval includes zero.
    fn direction(&self) -> &'static str {
        match self.summary.diff {
            _ if includes_zero(self.summary) => "",
            diff if diff > 0.0 => "rises",
            _ => "falls",
        }
    }

    /// The divisor and unit in which the change is told: a share of the baseline, where that means something.
    fn measure(&self) -> (f64, &str) {
        let already_relative = self.unit.starts_with('%') || self.baseline_mean == 0.0;
        if already_relative { (1.0, self.unit) } else { (self.baseline_mean.abs() / 100.0, "%") }
    }

    /// `9.3 % (95 % interval 8.1 to 10.5 %)`, without sign.
    fn amount(&self) -> String {
        let (divisor, unit) = self.measure();
        let ends = [self.summary.mc_lo.abs() / divisor, self.summary.mc_hi.abs() / divisor];
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        // The end nearest to zero is not zero, and must not read so.
        let places = decimals(high - low, 2).min(decimals(high, 3)).max(decimals(low, 1));
        let size = fixed(self.summary.diff.abs() / divisor, places);
        format!(
            "{size}\u{a0}{unit} (95\u{a0}% interval {} to {}\u{a0}{unit})",
            fixed(low, places),
            fixed(high, places)
        )
    }

    /// `−0.3 %, and the 95 % interval of −1.1 to +0.5 % includes zero`.
    fn unclear(&self) -> String {
        let (divisor, unit) = self.measure();
        let (low, high) = (self.summary.mc_lo / divisor, self.summary.mc_hi / divisor);
        let diff = self.summary.diff / divisor;
        if low.is_nan() {
            return format!(
                "{}\u{a0}{unit}, from one replication, which has no interval",
                signed(diff, decimals(diff, 2))
            );
        }
        let places = decimals(high - low, 2).min(decimals(high.abs().max(low.abs()), 3));
        format!(
            "{}\u{a0}{unit}, and the 95\u{a0}% interval of {} to {}\u{a0}{unit} includes zero",
            signed(diff, places),
            signed(low, places),
            signed(high, places)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, results, study};

    fn answer(regimes: &[&str], replications: u64) -> String {
        let study = study(regimes);
        sentences(&study, &results(&study, replications)).join(" ")
    }

    #[test]
    fn an_interval_that_excludes_zero_never_ends_at_zero() {
        let values: Vec<f64> = (0..40).map(|x| 100.0 + f64::from(x % 7)).collect();
        let ours: Vec<f64> = values.iter().enumerate().map(|(x, v)| v + [0.001, 61.5][x % 2]).collect();
        let mut summary = caveat::experiment::summary::summarise(&ours, &values, caveat::outcome::Sign::Less);
        (summary.mc_lo, summary.mc_hi) = (0.04, 35.0);
        let change = Change { summary: &summary, baseline_mean: 100.0, unit: "EUR" };
        assert!(change.amount().contains("0.04 to 35.00"), "{}", change.amount());
    }

    #[test]
    fn answers() {
        let cases = [(9, 256), (2, 256), (2, 2), (2, 1), (1, 256)];
        let all: Vec<String> = cases.map(|(regimes, count)| answer(&NINE[..regimes], count)).to_vec();
        insta::assert_snapshot!(all.join("\n\n"));
    }
}
