//! Moments beside evidence: a row each, on its own scale.

use caveat::experiment::targets::{Judged, Target, Verdict};

use super::scene::{Anchor, Colour, GRID, MUTED, NOTE, Scene, TEXT, fitted};
use crate::number::{shortest, significant};
use crate::validation::Moments;

const WIDTH: f64 = 1000.0;
const NAMES: f64 = 330.0;
const NUMBERS: f64 = 250.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 40.0;
const FOOT: f64 = 54.0;
/// Part of a row's width that its evidence fills.
const BAND: f64 = 0.34;

const PASSES: Colour = Colour(0x00, 0x72, 0xB2);
const MISSES: Colour = Colour(0xD5, 0x5E, 0x00);
const PROVES_NOTHING: Colour = Colour(0x99, 0x99, 0x99);

/// The picture of all moments.
pub fn moments(moments: &Moments) -> Scene {
    let bottom = HEAD + ROW * moments.rows.len() as f64;
    let mut scene = Scene::new(WIDTH, bottom + FOOT);
    let heading = format!("{}: evidence and simulation", moments.market_title);
    scene.heading((8.0, 16.0), fitted(&heading, TEXT, WIDTH - 16.0, 1).concat());
    for (place, (target, judged)) in moments.rows.iter().enumerate() {
        row(&mut scene, target, judged, HEAD + ROW * (place as f64 + 0.5));
    }
    let notes = [
        "Grey band: evidence, each row on its own scale. Dot and line: simulated mean and two standard errors. At an edge: beyond it.",
        "Blue: passes. Orange: misses. Grey: agrees with what is only assumed. Ring: the market was calibrated to it.",
    ];
    for (line, note) in notes.into_iter().enumerate() {
        let at = (8.0, bottom + 18.0 + 18.0 * line as f64);
        scene.text(at, Anchor::Start, NOTE, MUTED, fitted(note, NOTE, WIDTH - 16.0, 1).concat());
    }
    scene
}

fn row(scene: &mut Scene, target: &Target, judged: &Judged, y: f64) {
    let title = fitted(target.moment.title, TEXT, NAMES - 16.0, 1).concat();
    scene.text((NAMES - 8.0, y), Anchor::End, TEXT, super::scene::INK, title);
    let (left, right) = (NAMES, WIDTH - NUMBERS);
    let scale = Scale::of(target, left, right);
    scene.line(vec![(left, y), (right, y)], GRID, 1.0);
    let (low, high) = (scale.at(target.low), scale.at(target.high));
    // A single figure is a line.
    let (low, high) = if high - low < 3.0 { (low - 1.5, high + 1.5) } else { (low, high) };
    let corners = vec![(low, y - 7.0), (high, y - 7.0), (high, y + 7.0), (low, y + 7.0)];
    scene.area(corners, PROVES_NOTHING, 0.35);
    let colour = match judged.verdict {
        Verdict::Pass => PASSES,
        Verdict::Miss => MISSES,
        Verdict::CannotPass | Verdict::NoValue | Verdict::NotSimulated => PROVES_NOTHING,
    };
    if judged.simulated.is_finite() {
        if judged.error.is_finite() {
            let ends = [-2.0, 2.0].map(|errors| scale.at(judged.simulated + errors * judged.error));
            scene.line(vec![(ends[0], y), (ends[1], y)], colour, 2.0);
        }
        scene.dot((scale.at(judged.simulated), y), 4.0, colour, !target.targeted);
    }
    let evidence = match target.high - target.low {
        width if width > 0.0 => format!("{} to {}", shortest(target.low, 3), shortest(target.high, 3)),
        _ => shortest(target.low, 3),
    };
    let simulated = match judged.verdict {
        Verdict::NotSimulated => "not simulated".to_owned(),
        _ => significant(judged.simulated, 3),
    };
    let words = fitted(&format!("{evidence}: {simulated}"), NOTE, NUMBERS - 20.0, 1).concat();
    scene.text((right + 12.0, y), Anchor::Start, NOTE, MUTED, words);
}

/// From values of one row to pixels: the evidence fills the middle.
struct Scale {
    middle: f64,
    per_value: f64,
    ends: (f64, f64),
}

impl Scale {
    fn of(target: &Target, left: f64, right: f64) -> Scale {
        let width = match target.high - target.low {
            width if width > 0.0 => width,
            // A single figure: its band would be a fifth of it.
            _ => (0.2 * target.low.abs()).max(f64::MIN_POSITIVE),
        };
        let middle = 0.5 * (target.low + target.high);
        Scale { middle, per_value: BAND * (right - left) / width, ends: (left, right) }
    }

    fn at(&self, value: f64) -> f64 {
        let (left, right) = self.ends;
        (0.5 * (left + right) + (value - self.middle) * self.per_value).clamp(left, right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use caveat::experiment::moments::MOMENTS;
    use caveat::lever::Grade;

    /// Every moment, near and far from evidence that is a range, a point or nothing.
    fn all() -> Moments {
        let target = |(at, moment)| Target {
            moment,
            low: 0.01 * at as f64,
            high: if at % 3 == 0 { 0.01 * at as f64 } else { 178_000.0 },
            grade: Grade::ALL[at % 4],
            observed_in: String::new(),
            source: String::new(),
            targeted: at % 2 == 0,
            weight: 1.0,
            standard_error: None,
            note: String::new(),
        };
        let values = |at: usize| match at % 4 {
            0 => vec![],
            1 => vec![1e3, 2e3],
            2 => vec![-1e9, 0.0],
            _ => vec![0.03],
        };
        let targets = MOMENTS.iter().enumerate().map(target).enumerate();
        let rows = targets.map(|(at, target)| {
            let judged = target.judge(&values(at));
            (target, judged)
        });
        Moments { market: "m".into(), market_title: "M".into(), rows: rows.collect() }
    }

    #[test]
    fn rows_are_legible_and_stay_inside() {
        let scene = moments(&all());
        scene.assert_legible("moments");
        let shown: Vec<&str> = scene.texts().map(|text| text.text.as_str()).collect();
        for moment in MOMENTS {
            let word = moment.title.split(' ').next().expect("a word");
            assert!(shown.iter().any(|text| text.starts_with(word)), "{} is not shown", moment.key);
        }
        if let Some(folder) = std::env::var_os("CAVEAT_GALLERY") {
            super::super::png(&scene, &std::path::Path::new(&folder).join("moments.png")).expect("drawn");
        }
    }
}
