//! Paths over time: a row a reform, a column an outcome; each reform with its band, against the baseline with its own.

use caveat::experiment::compare::PATHS;
use caveat::outcome::Outcome;

use super::axis::Axis;
use super::palette::colour;
use super::scene::{Anchor, Colour, GRID, INK, MUTED, NOTE, Scene, TEXT, fitted};
use crate::headlines::{HEADLINES, with_noun};
use crate::number::{capitalised, fixed};
use crate::paths::{Band, Paths};
use crate::study::Study;

const WIDTH: f64 = 1000.0;
const HEAD: f64 = 96.0;
const FOOT: f64 = 66.0;
/// From one row to the next: a line for its name, one for notes, and its panels.
const ROW: f64 = 148.0;
const PANEL: f64 = 96.0;
const NAME: f64 = 38.0;
/// Room for the labels at the left of a panel.
const LABELS: f64 = 56.0;
const SHOWN: usize = 3;

/// Outcomes month by month under every reform.
pub(super) fn paths(study: &Study, paths: &Paths) -> Scene {
    let reforms: Vec<usize> = study.reforms().collect();
    let rows: Vec<usize> = if reforms.is_empty() { vec![study.baseline] } else { reforms };
    let height = HEAD + ROW * rows.len() as f64 + FOOT;
    let mut scene = Scene::new(WIDTH, height);
    for (row, &regime) in rows.iter().enumerate() {
        row_name(&mut scene, study, regime, HEAD + ROW * row as f64);
    }
    for path in 0..PATHS.len().min(SHOWN) {
        let column = Column::new(study, paths, path);
        column.titles(&mut scene);
        for (row, &regime) in rows.iter().enumerate() {
            let top = HEAD + ROW * row as f64 + NAME;
            column.panel(&mut scene, regime, top);
            if row == 0 {
                column.announced(&mut scene, top);
            }
            if row + 1 == rows.len() {
                column.years(&mut scene, top + PANEL);
            }
        }
    }
    notes(&mut scene, study, paths.len(), height);
    scene
}

fn row_name(scene: &mut Scene, study: &Study, regime: usize, top: f64) {
    let y = top + 8.0;
    scene.line(vec![(8.0, y), (28.0, y)], colour(study, regime), 3.0);
    scene.heading((34.0, y), fitted(&study.regimes[regime].title, TEXT, 0.8 * WIDTH, 1).concat());
}

fn notes(scene: &mut Scene, study: &Study, replications: usize, height: f64) {
    let baseline = fitted(&study.baseline().title, NOTE, 400.0, 1).concat();
    let ink = if study.regimes.len() > 1 { "grey" } else { "black" };
    let count = fixed(replications as f64, 0);
    let notes = [
        format!("Lines: means over the first {count} replications; {ink}: {baseline}. Dotted: reforms are announced; each starts on its own dates."),
        "Bands: 5 to 95 % of them (luck), cut where they would dwarf the means. Scales are the same down a column. Care looks ahead to what is announced.".to_owned(),
    ];
    for (line, text) in notes.into_iter().enumerate() {
        let text = fitted(&text, NOTE, WIDTH - 16.0, 1).concat();
        scene.text((8.0, height - 26.0 + 15.0 * line as f64), Anchor::Start, NOTE, MUTED, text);
    }
}

/// Months that a path is averaged over: rates of rare events jump from month to month, levels do not.
fn window(path: usize) -> usize {
    const LEVELS: [&str; 2] = ["price", "makers"];
    if LEVELS.contains(&PATHS[path].key) { 1 } else { 12 }
}

/// Leaves out the first months, whose mean would be over fewer than the window's, where the rest is long enough to be seen.
fn begun(mut bands: Vec<Band>, window: usize) -> Vec<Band> {
    const NOTHING: Band = Band { mean: f64::NAN, p05: f64::NAN, p95: f64::NAN };
    if bands.len() >= 3 * window {
        bands[..window - 1].fill(NOTHING);
    }
    bands
}

/// One outcome, under every regime.
struct Column<'a> {
    study: &'a Study,
    path: usize,
    left: f64,
    right: f64,
    bands: Vec<Vec<Band>>,
    low: f64,
    high: f64,
}

impl<'a> Column<'a> {
    fn new(study: &'a Study, paths: &Paths, path: usize) -> Column<'a> {
        let bands: Vec<Vec<Band>> = (0..study.regimes.len())
            .map(|regime| begun(paths.bands(regime, path, study.months(), window(path)), window(path)))
            .collect();
        let (low, high) = reach(&bands);
        let width = WIDTH / SHOWN as f64;
        let left = width * path as f64 + LABELS;
        Column { study, path, left, right: left + width - LABELS - 14.0, bands, low, high }
    }

    fn x(&self, month: usize) -> f64 {
        self.left + (self.right - self.left) * month as f64 / (self.study.months().max(2) - 1) as f64
    }

    fn titles(&self, scene: &mut Scene) {
        let at = self.left - LABELS + 8.0;
        let smooth = if window(self.path) > 1 { "mean of the last 12 months" } else { "by month" };
        let path = &PATHS[self.path];
        let headline = HEADLINES.iter().find(|shown| shown.key == path.key);
        let outcome = Outcome::find(path.key);
        let title = headline.map_or(path.title.to_owned(), |shown| capitalised(shown.label));
        let unit = outcome.map_or(path.unit.to_owned(), with_noun);
        scene.heading((at, 14.0), title);
        scene.text((at, 32.0), Anchor::Start, NOTE, MUTED, unit);
        scene.text((at, 48.0), Anchor::Start, NOTE, MUTED, smooth);
    }

    fn panel(&self, scene: &mut Scene, regime: usize, top: f64) {
        let (study, bottom) = (self.study, top + PANEL);
        let y = Axis::over([self.low, self.high], bottom, top, 4);
        for (value, label) in y.ticks() {
            let level = y.at(value);
            scene.line(vec![(self.left, level), (self.right, level)], GRID, 1.0);
            scene.text((self.left - 7.0, level), Anchor::End, NOTE, MUTED, label);
        }
        let reform = self.x(study.burn_in_months);
        if study.burn_in_months < study.months() {
            scene.dashes((reform, top), (reform, bottom), INK);
        }
        let mut shown = vec![(study.baseline, INK, 0.12, 3.2)];
        if regime != study.baseline {
            shown.push((regime, colour(study, regime), 0.25, 1.5));
        }
        for &(regime, colour, opacity, _) in &shown {
            scene.area(self.outline(regime, &y), colour, opacity);
        }
        for &(regime, colour, _, width) in &shown {
            scene.line(
                self.line(regime, &y),
                faded(colour, regime == study.baseline && shown.len() > 1),
                width,
            );
        }
        if shown.len() > 1 && self.coincide(regime, &y) {
            let note = "as the baseline";
            scene.text((self.right, top - 10.0), Anchor::End, NOTE, INK, note);
        }
    }

    /// Whether a regime's means are nowhere a line's width away from the baseline's.
    fn coincide(&self, regime: usize, y: &Axis) -> bool {
        const LINE: f64 = 1.5;
        let mut both = self.bands[regime].iter().zip(&self.bands[self.study.baseline]);
        !both.any(|(ours, theirs)| (y.at(ours.mean) - y.at(theirs.mean)).abs() >= LINE)
    }

    fn line(&self, regime: usize, y: &Axis) -> Vec<(f64, f64)> {
        let all = self.bands[regime].iter().enumerate().filter(|(_, band)| band.mean.is_finite());
        all.map(|(month, band)| (self.x(month), y.at(band.mean))).collect()
    }

    fn outline(&self, regime: usize, y: &Axis) -> Vec<(f64, f64)> {
        let finite = || {
            let all = self.bands[regime].iter().enumerate();
            all.filter(|(_, band)| band.p05.is_finite() && band.p95.is_finite())
        };
        let within = |value: f64| y.at(value.clamp(self.low, self.high));
        let upper = finite().map(|(month, band)| (self.x(month), within(band.p95)));
        let lower = finite().map(|(month, band)| (self.x(month), within(band.p05))).collect::<Vec<_>>();
        upper.chain(lower.into_iter().rev()).collect()
    }

    fn announced(&self, scene: &mut Scene, top: f64) {
        if self.study.burn_in_months < self.study.months() {
            let label = format!("announced {}", self.study.announced);
            let at = (self.x(self.study.burn_in_months), top - NAME - 18.0);
            scene.text(at, Anchor::Middle, NOTE, INK, label);
        }
    }

    fn years(&self, scene: &mut Scene, bottom: f64) {
        let study = self.study;
        let every = (study.months() / 12).div_ceil(8).max(1);
        for month in (study.burn_in_months % 12..study.months()).step_by(12) {
            let year = (month as f64 - study.burn_in_months as f64) / 12.0;
            if ((year as i64).unsigned_abs() as usize).is_multiple_of(every) {
                scene.line(vec![(self.x(month), bottom), (self.x(month), bottom + 4.0)], MUTED, 1.0);
                scene.text((self.x(month), bottom + 13.0), Anchor::Middle, NOTE, MUTED, fixed(year, 0));
            }
        }
        let middle = (self.left + self.right) / 2.0;
        let title = "years since the announcement";
        scene.text((middle, bottom + 28.0), Anchor::Middle, NOTE, MUTED, title);
    }
}

/// A colour that lets a thinner line on it be seen.
fn faded(colour: Colour, fade: bool) -> Colour {
    let lighter = |part: u8| if fade { part / 2 + 96 } else { part };
    Colour(lighter(colour.0), lighter(colour.1), lighter(colour.2))
}

/// The least and the greatest value to show: every mean, and of the bands what does not dwarf the means.
fn reach(all: &[Vec<Band>]) -> (f64, f64) {
    const ROOM: f64 = 1.5;
    let range = |values: &mut dyn Iterator<Item = f64>| {
        let finite = values.filter(|value| value.is_finite());
        finite
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let means = range(&mut all.iter().flatten().map(|band| band.mean));
    let bands = range(&mut all.iter().flatten().flat_map(|band| [band.p05, band.p95]));
    let room = if all.len() > 1 { ROOM * (means.1 - means.0) } else { f64::INFINITY };
    (means.0.min(bands.0.max(means.0 - room)), means.1.max(bands.1.min(means.1 + room)))
}
