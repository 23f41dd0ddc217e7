//! From harm to compensation: what is left of a euro of harm after each step, under every regime.
//!
//! Of a hundred euros of harm victims may receive forty or a tenth of a cent, so that the axis is logarithmic.

use caveat::math;

use super::palette::colour;
use super::scene::{Anchor, Colour, GRID, INK, MUTED, NOTE, Scene, fitted};
use crate::headlines::{FUNNEL, Shown};
use crate::number::significant;
use crate::results::Results;
use crate::study::Study;

const WIDTH: f64 = 1000.0;
const NAMES: f64 = 190.0;
const ROW: f64 = 44.0;
const HEAD: f64 = 58.0;
const FOOT: f64 = 66.0;
const GAP: f64 = 34.0;
/// Least distance of two labels of the axis.
const APART: f64 = 52.0;
/// Decades that an axis has at most; what is less lies at its left end.
const MOST_DECADES: i32 = 8;

/// A logarithmic axis of one step: so many decades below 1, from a pixel on.
struct Axis {
    left: f64,
    width: f64,
    decades: i32,
}

/// A row a regime, a column a step, a dot the share of harm that is left.
pub(super) fn funnel(study: &Study, results: &Results) -> Scene {
    let steps: Vec<&Shown> = FUNNEL.iter().filter(|shown| shown.find(study).is_some()).collect();
    let bottom = HEAD + ROW * study.regimes.len() as f64;
    let mut scene = Scene::new(WIDTH, bottom + FOOT);
    let width = (WIDTH - NAMES - 16.0) / steps.len().max(1) as f64 - GAP;
    let decades = decades(study, results, &steps);
    for regime in 0..study.regimes.len() {
        scene.row_name(&study.regimes[regime].title, NAMES, HEAD + ROW * (regime as f64 + 0.5));
    }
    for (step, shown) in steps.iter().enumerate() {
        let axis = Axis { left: NAMES + 8.0 + (width + GAP) * step as f64, width, decades };
        for (line, text) in fitted(shown.label, NOTE, width + GAP - 8.0, 3).into_iter().enumerate() {
            scene.text((axis.left, 12.0 + 14.0 * line as f64), Anchor::Start, NOTE, INK, text);
        }
        axis.grid(&mut scene, study.regimes.len());
        for regime in 0..study.regimes.len() {
            let Some(share) = results.of(study, shown, regime) else { continue };
            axis.mark(&mut scene, share.mean, dot(regime), colour(study, regime));
        }
    }
    let note = "Share of harm left after each step, mean over replications, on a logarithmic axis up to all harm (100 %); \
                no dot: nothing is left.";
    scene.text((8.0, bottom + FOOT - 12.0), Anchor::Start, NOTE, MUTED, note);
    scene
}

/// Decades that the least share above zero needs.
fn decades(study: &Study, results: &Results, steps: &[&Shown]) -> i32 {
    let shares = (0..study.regimes.len())
        .flat_map(|regime| steps.iter().filter_map(move |shown| results.of(study, shown, regime)));
    let least = shares.map(|share| share.mean).filter(|mean| *mean > 0.0).fold(0.1, f64::min);
    ((-math::log10(least)).ceil() as i32).clamp(2, MOST_DECADES)
}

/// Height at which a row's dots lie.
fn dot(row: usize) -> f64 {
    HEAD + ROW * (row as f64 + 0.5) - 6.0
}

impl Axis {
    fn at(&self, share: f64) -> f64 {
        let decades = f64::from(self.decades);
        self.left + self.width * (1.0 + math::log10(share) / decades).clamp(0.0, 1.0)
    }

    /// Grid lines behind the dots of each row, and none behind the number below them.
    fn grid(&self, scene: &mut Scene, rows: usize) {
        let bottom = HEAD + ROW * rows as f64;
        let every = (APART * f64::from(self.decades) / self.width).ceil() as i32;
        for decade in 0..=self.decades {
            let share: f64 = format!("1e-{decade}").parse().unwrap_or(1.0);
            let x = self.at(share);
            for row in 0..rows {
                let dot = dot(row);
                scene.line(vec![(x, dot - 9.0), (x, dot + 7.0)], GRID, 1.0);
            }
            if decade % every == 0 {
                scene.line(vec![(x, bottom), (x, bottom + 4.0)], MUTED, 1.0);
                let label = format!("{}\u{a0}%", significant(100.0 * share, 1));
                scene.text((x, bottom + 13.0), Anchor::Middle, NOTE, MUTED, label);
            }
        }
    }

    fn mark(&self, scene: &mut Scene, share: f64, y: f64, colour: Colour) {
        if share > 0.0 {
            let x = self.at(share);
            scene.line(vec![(self.left, y), (x, y)], colour, 2.0);
            scene.dot((x, y), 4.2, colour, true);
        }
        let label = if share.is_finite() {
            format!("{}\u{a0}%", significant(100.0 * share, 2))
        } else {
            "–".to_owned()
        };
        scene.text((self.left, y + 15.0), Anchor::Start, NOTE, INK, label);
    }
}
