//! A tornado: by assumption, how far a change moves between the ends of its range, the widest on top.

use super::axis::Axis;
use super::scene::{Anchor, Colour, GRID, INK, MUTED, NOTE, Scene, fitted};
use crate::headlines::HEADLINES;
use crate::headlines::with_noun;
use crate::number::capitalised;
use crate::sensitivity::{Percent, Row, Sensitivity, shown};
use crate::study::Study;

const WIDTH: f64 = 1000.0;
const NAMES: f64 = 230.0;
const GAP: f64 = 40.0;
const ROW: f64 = 34.0;
const HEAD: f64 = 52.0;
const FOOT: f64 = 86.0;
/// How far from its bar the interval of an end lies.
const BESIDE: f64 = 9.0;
/// Where another regime comes first.
const FLIP: Colour = Colour(0xD5, 0x5E, 0x00);

/// The changes under a regime at both ends, in per cent of the baseline there, a panel a headline.
pub(super) fn tornado(study: &Study, sensitivity: &Sensitivity, regime: usize) -> Scene {
    let bars = bars(study, sensitivity, regime);
    let bottom = HEAD + ROW * bars.len() as f64;
    let mut scene = Scene::new(WIDTH, bottom + FOOT);
    for (place, bar) in bars.iter().enumerate() {
        scene.row_name(bar[0].name, NAMES, HEAD + ROW * (place as f64 + 0.5));
    }
    // The last of what regimes are ranked by is welfare, of which per cent say nothing.
    let panels = HEADLINES.iter().filter(|shown| shown.find(study).is_some()).count();
    let width = (WIDTH - NAMES - GAP * panels as f64) / panels.max(1) as f64;
    for headline in 0..panels {
        let left = NAMES + GAP / 2.0 + (width + GAP) * headline as f64;
        Panel { study, sensitivity, regime, headline, left, right: left + width, bottom }
            .draw(&mut scene, &bars);
    }
    let flipped = |row: &Row| (0..panels).any(|at| row.shift(at).is_some_and(|shift| shift.flips_first));
    let flips = match sensitivity.rows.iter().any(flipped) {
        true => " Orange: another regime comes first there, measurably.",
        false => " Nowhere does another regime come first, measurably.",
    };
    let notes = [
        format!(
            "Change under {}, in % of {} at the same value.",
            study.regimes[regime].title,
            study.baseline().title
        ),
        format!(
            "In the first {} replications. Dashes, with a band: as stated, in the same. Thin lines and band: 95 % intervals.",
            sensitivity.replications
        ),
        format!(
            "Ring: low end of the range, its interval above it. Disc: high end, its interval below it.{flips}"
        ),
    ];
    for (line, note) in notes.iter().enumerate() {
        let y = bottom + FOOT - 44.0 + 16.0 * line as f64;
        scene.text((8.0, y), Anchor::Start, NOTE, MUTED, fitted(note, NOTE, WIDTH - 16.0, 1).concat());
    }
    scene
}

/// The points of each assumption, the one that moves harm farthest first.
fn bars<'a>(study: &Study, sensitivity: &'a Sensitivity, regime: usize) -> Vec<Vec<&'a Row>> {
    let rows: Vec<&Row> = sensitivity.rows.iter().collect();
    let mut bars: Vec<Vec<&Row>> = rows.chunk_by(|a, b| a.name == b.name).map(<[&Row]>::to_vec).collect();
    let stated = sensitivity.change(study, regime, 0).map_or(0.0, |stated| stated.change);
    let reach = |bar: &Vec<&Row>| {
        let ends = bar.iter().filter_map(|row| Some(row.change(study, regime, 0)?.change)).chain([stated]);
        ends.clone().fold(f64::MIN, f64::max) - ends.fold(f64::MAX, f64::min)
    };
    bars.sort_by(|a, b| reach(b).total_cmp(&reach(a)));
    bars
}

struct Panel<'a> {
    study: &'a Study,
    sensitivity: &'a Sensitivity,
    regime: usize,
    headline: usize,
    left: f64,
    right: f64,
    bottom: f64,
}

impl Panel<'_> {
    fn draw(&self, scene: &mut Scene, bars: &[Vec<&Row>]) {
        let found = |row: &&Row| row.change(self.study, self.regime, self.headline);
        let stated = self.sensitivity.change(self.study, self.regime, self.headline);
        let shown: Vec<Percent> = bars.iter().flatten().filter_map(found).chain(stated).collect();
        let reach = |of: Percent| {
            let (low, high) = of.ends().unwrap_or((of.change, of.change));
            [low, of.change, high]
        };
        let axis = Axis::over(shown.into_iter().flat_map(reach).chain([0.0]), self.left, self.right, 4);
        if let Some((low, high)) = stated.and_then(|stated| stated.ends()) {
            let (left, right) = (axis.at(low), axis.at(high));
            let corners = vec![(left, HEAD), (right, HEAD), (right, self.bottom), (left, self.bottom)];
            scene.area(corners, GRID, 0.6);
        }
        self.frame(scene, &axis);
        for (place, bar) in bars.iter().enumerate() {
            self.bar(scene, &axis, bar, HEAD + ROW * (place as f64 + 0.5));
        }
        if let Some(stated) = stated {
            let x = axis.at(stated.change);
            scene.dashes((x, HEAD), (x, self.bottom), INK);
        }
    }

    fn frame(&self, scene: &mut Scene, axis: &Axis) {
        let shown = shown(self.study)[self.headline];
        let unit = shown
            .find(self.study)
            .map_or(String::new(), |column| with_noun(self.study.columns[column].outcome));
        scene.heading((self.left, 14.0), format!("{}, change in %", capitalised(shown.label)));
        let line = fitted(&format!("of {unit}"), NOTE, self.right - self.left, 1).concat();
        scene.text((self.left, 31.0), Anchor::Start, NOTE, MUTED, line);
        for (value, label) in axis.ticks() {
            let x = axis.at(value);
            scene.line(vec![(x, HEAD), (x, self.bottom)], if value == 0.0 { MUTED } else { GRID }, 1.0);
            scene.text((x, self.bottom + 12.0), Anchor::Middle, NOTE, MUTED, label);
        }
    }

    fn bar(&self, scene: &mut Scene, axis: &Axis, bar: &[&Row], y: f64) {
        let change = |row: &Row| row.change(self.study, self.regime, self.headline);
        let ends: Vec<(f64, &Row)> =
            bar.iter().filter_map(|&row| Some((axis.at(change(row)?.change), row))).collect();
        let ink = INK;
        for row in bar {
            let Some((low, high)) = change(row).and_then(|found| found.ends()) else { continue };
            let y = if row.end.name() == "high" { y + BESIDE } else { y - BESIDE };
            scene.line(vec![(axis.at(low), y), (axis.at(high), y)], MUTED, 1.4);
        }
        if let [(from, _), (to, _)] = ends[..] {
            scene.line(vec![(from, y), (to, y)], ink, 5.0);
        }
        for (x, row) in ends {
            let flips = row.shift(self.headline).is_some_and(|shift| shift.flips_first);
            scene.dot((x, y), 5.0, if flips { FLIP } else { ink }, row.end.name() == "high");
        }
    }
}
