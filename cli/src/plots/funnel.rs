//! From harm to compensation: what is left of a euro of harm after each step, under every regime.

use super::palette::colour;
use super::scene::{Anchor, Colour, GRID, INK, MUTED, NOTE, Scene, fitted};
use crate::headlines::{FUNNEL, Shown};
use crate::number::fixed;
use crate::results::Results;
use crate::study::Study;

const WIDTH: f64 = 1000.0;
const NAMES: f64 = 190.0;
const ROW: f64 = 44.0;
const HEAD: f64 = 58.0;
const FOOT: f64 = 38.0;
const GAP: f64 = 12.0;

/// A row a regime, a column a step, a bar the share of harm that is left.
pub(super) fn funnel(study: &Study, results: &Results) -> Scene {
    let steps: Vec<&Shown> = FUNNEL.iter().filter(|shown| shown.find(study).is_some()).collect();
    let height = HEAD + ROW * study.regimes.len() as f64 + FOOT;
    let mut scene = Scene::new(WIDTH, height);
    let width = (WIDTH - NAMES - 16.0) / steps.len().max(1) as f64 - GAP;
    let left = |step: usize| NAMES + 8.0 + (width + GAP) * step as f64;
    for (step, shown) in steps.iter().enumerate() {
        for (line, text) in fitted(shown.label, NOTE, width, 3).into_iter().enumerate() {
            scene.text((left(step), 12.0 + 14.0 * line as f64), Anchor::Start, NOTE, INK, text);
        }
    }
    for regime in 0..study.regimes.len() {
        let middle = HEAD + ROW * (regime as f64 + 0.5);
        scene.row_name(&study.regimes[regime].title, NAMES, middle);
        for (step, shown) in steps.iter().enumerate() {
            let Some(share) = results.of(study, shown, regime) else { continue };
            bar(&mut scene, (left(step), middle), width, share.mean, colour(study, regime));
        }
    }
    let note = "Share of harm left after each step, mean over replications; a full bar is all harm.";
    scene.text((8.0, height - 12.0), Anchor::Start, NOTE, MUTED, note);
    scene
}

fn bar(scene: &mut Scene, (left, middle): (f64, f64), width: f64, share: f64, colour: Colour) {
    let block = |right: f64| {
        let (top, bottom) = (middle - 12.0, middle - 1.0);
        vec![(left, top), (right, top), (right, bottom), (left, bottom)]
    };
    scene.area(block(left + width), GRID, 0.6);
    if share.is_finite() {
        scene.area(block(left + width * share.clamp(0.0, 1.0)), colour, 1.0);
    }
    let places = if share < 0.0995 { 1 } else { 0 };
    let label =
        if share.is_finite() { format!("{}\u{a0}%", fixed(100.0 * share, places)) } else { "–".into() };
    scene.text((left, middle + 9.0), Anchor::Start, NOTE, INK, label);
}
