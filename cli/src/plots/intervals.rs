//! Dots with intervals, a row a regime, a panel an outcome.

use caveat::experiment::summary::Summary;

use super::axis::Axis;
use super::palette::colour;
use super::scene::{Anchor, GRID, MUTED, NOTE, Scene, fitted};
use crate::headlines::{HEADLINES, Shown, with_noun};
use crate::number::capitalised;
use crate::results::{Results, includes_zero};
use crate::study::Study;

const WIDTH: f64 = 1000.0;
const NAMES: f64 = 190.0;
const GAP: f64 = 44.0;
const ROW: f64 = 40.0;
const HEAD: f64 = 52.0;
const FOOT: f64 = 54.0;

/// What a row shows in a panel.
struct Reading {
    dot: f64,
    thin: (f64, f64),
    thick: Option<(f64, f64)>,
    hollow: bool,
}

/// Harm, price and innovation under every regime: mean, middle half and nine tenths of replications.
pub(super) fn levels(study: &Study, results: &Results) -> Scene {
    let regimes: Vec<usize> = (0..study.regimes.len()).collect();
    let read = |summary: &Summary| Reading {
        dot: summary.mean,
        thin: (summary.world.p05, summary.world.p95),
        thick: Some((summary.world.p25, summary.world.p75)),
        hollow: false,
    };
    let of_expected = HEADLINES.iter().any(|shown| shown.find(study) != shown.happened(study));
    let expected = match of_expected {
        true => {
            " (of harm: the expected one). Lines: what happened; thick, the middle half of replications; thin,"
        }
        false => ". Thick line: middle half of replications. Thin line:",
    };
    let note = format!("Dot: mean{expected} 5 to 95 % of replications (luck).");
    figure(study, results, &regimes, &read, None, &note)
}

/// Paired differences of the headlines to the baseline, with 95 % intervals of the mean.
pub(super) fn differences(study: &Study, results: &Results) -> Scene {
    let regimes: Vec<usize> = study.reforms().collect();
    let read = |summary: &Summary| Reading {
        dot: summary.diff,
        thin: (summary.mc_lo, summary.mc_hi),
        thick: None,
        hollow: summary.mc_lo.is_finite() && includes_zero(summary),
    };
    let title = &study.baseline().title;
    let note = match results.replications {
        1 => format!("Difference to {title} in one replication, which has no interval."),
        _ => format!(
            "Paired difference to {title}. Line: 95 % interval of the mean. Ring: the interval includes zero."
        ),
    };
    figure(study, results, &regimes, &read, Some(0.0), &note)
}

fn figure(
    study: &Study,
    results: &Results,
    regimes: &[usize],
    read: &dyn Fn(&Summary) -> Reading,
    zero: Option<f64>,
    note: &str,
) -> Scene {
    let panels: Vec<&Shown> = HEADLINES.iter().filter(|shown| shown.find(study).is_some()).collect();
    let bottom = HEAD + ROW * regimes.len() as f64;
    let mut scene = Scene::new(WIDTH, bottom + FOOT);
    for (row, &regime) in regimes.iter().enumerate() {
        scene.row_name(&study.regimes[regime].title, NAMES, HEAD + ROW * (row as f64 + 0.5));
    }
    let width = (WIDTH - NAMES - GAP * panels.len() as f64) / panels.len().max(1) as f64;
    for (place, shown) in panels.into_iter().enumerate() {
        let left = NAMES + GAP / 2.0 + (width + GAP) * place as f64;
        let panel = Panel { left, right: left + width, bottom };
        panel.draw(&mut scene, study, results, shown, regimes, read, zero);
    }
    scene.text(
        (8.0, bottom + FOOT - 12.0),
        Anchor::Start,
        NOTE,
        MUTED,
        fitted(note, NOTE, WIDTH - 16.0, 1).concat(),
    );
    scene
}

struct Panel {
    left: f64,
    right: f64,
    bottom: f64,
}

impl Panel {
    #[expect(clippy::too_many_arguments, reason = "one panel of a figure, drawn in one place")]
    fn draw(
        &self,
        scene: &mut Scene,
        study: &Study,
        results: &Results,
        shown: &Shown,
        regimes: &[usize],
        read: &dyn Fn(&Summary) -> Reading,
        zero: Option<f64>,
    ) {
        let Some(column) = shown.find(study) else { return };
        let of = |&regime: &usize| results.of(study, shown, regime).map(|summary| read(&summary));
        let readings: Vec<Reading> = regimes.iter().filter_map(of).collect();
        let values = readings.iter().flat_map(|each| [each.dot, each.thin.0, each.thin.1]).chain(zero);
        let axis = Axis::over(values, self.left, self.right, 4);
        let outcome = study.columns[column].outcome;
        scene.heading((self.left, 14.0), capitalised(shown.label));
        scene.text(
            (self.left, 31.0),
            Anchor::Start,
            NOTE,
            MUTED,
            fitted(&with_noun(outcome), NOTE, self.right - self.left, 1).concat(),
        );
        self.grid(scene, &axis, zero);
        for (row, (reading, &regime)) in readings.iter().zip(regimes).enumerate() {
            mark(scene, reading, &axis, HEAD + ROW * (row as f64 + 0.5), colour(study, regime));
        }
    }

    fn grid(&self, scene: &mut Scene, axis: &Axis, zero: Option<f64>) {
        for (value, label) in axis.ticks() {
            let x = axis.at(value);
            let colour = if zero == Some(value) { MUTED } else { GRID };
            scene.line(vec![(x, HEAD), (x, self.bottom)], colour, 1.0);
            scene.text((x, self.bottom + 12.0), Anchor::Middle, NOTE, MUTED, label);
        }
    }
}

fn mark(scene: &mut Scene, reading: &Reading, axis: &Axis, y: f64, colour: super::scene::Colour) {
    let bar = |(low, high): (f64, f64)| vec![(axis.at(low), y), (axis.at(high), y)];
    if reading.thin.0.is_finite() && reading.thin.1.is_finite() {
        scene.line(bar(reading.thin), colour, 2.0);
        for end in [reading.thin.0, reading.thin.1] {
            scene.line(vec![(axis.at(end), y - 4.0), (axis.at(end), y + 4.0)], colour, 1.4);
        }
    }
    if let Some(thick) = reading.thick.filter(|thick| thick.0.is_finite()) {
        scene.line(bar(thick), colour, 5.0);
    }
    if reading.dot.is_finite() {
        scene.dot((axis.at(reading.dot), y), 4.2, colour, !reading.hollow);
    }
}
