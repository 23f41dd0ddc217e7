//! The tail of harm: curves with their names at their right ends.

use super::axis::{Axis, log_place};
use super::palette::colour;
use super::scene::{Anchor, Colour, GRID, INK, MUTED, NOTE, Scene, fitted};
use crate::number::fixed;
use crate::study::Study;

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 66.0;
const RIGHT: f64 = 664.0;
const HEAD: f64 = 46.0;
const NAME: f64 = 15.0;
/// Replications that must reach a level for its rarity to be known roughly: fewer say little of how rare it is.
const FEW: usize = 5;

/// A curve with a name.
struct Curve {
    points: Vec<(f64, f64)>,
    name: String,
    colour: Colour,
}

impl Curve {
    /// Whether another curve is nowhere a line's width away.
    fn covers(&self, other: &Curve) -> bool {
        const WIDTH: f64 = 1.5;
        self.points.len() == other.points.len()
            && self.points.iter().zip(&other.points).all(|(a, b)| (a.1 - b.1).abs() < WIDTH)
    }
}

/// The rectangle curves are drawn in.
struct Frame {
    top: f64,
    bottom: f64,
}

impl Frame {
    fn titles(&self, scene: &mut Scene, title: &str, unit: &str) {
        scene.heading((8.0, self.top - 36.0), title);
        scene.text((8.0, self.top - 20.0), Anchor::Start, NOTE, MUTED, unit);
    }

    fn rows(&self, scene: &mut Scene, axis: &Axis) {
        for (value, label) in axis.ticks() {
            let y = axis.at(value);
            scene.line(vec![(LEFT, y), (RIGHT, y)], GRID, 1.0);
            scene.text((LEFT - 8.0, y), Anchor::End, NOTE, MUTED, label);
        }
    }

    /// Draws the curves, the first on top, and their names at the right, apart from each other. A curve that cannot be seen
    /// under another is named below that one, without a line to it.
    fn curves(&self, scene: &mut Scene, curves: &[Curve]) {
        for curve in curves.iter().rev() {
            scene.line(curve.points.clone(), curve.colour, 1.8);
        }
        let drawn: Vec<&Curve> = curves.iter().filter(|curve| !curve.points.is_empty()).collect();
        let above: Vec<Option<usize>> = (0..drawn.len()).map(|place| hidden_under(&drawn, place)).collect();
        let end = |place: usize| drawn[place].points.last().map_or(self.bottom, |end| end.1);
        let wanted: Vec<f64> = (0..drawn.len()).map(|place| end(above[place].unwrap_or(place))).collect();
        for (place, y) in spread(&wanted, NAME, self.top, self.bottom).into_iter().enumerate() {
            let name = match above[place] {
                Some(_) => format!("as above: {}", drawn[place].name),
                None => drawn[place].name.clone(),
            };
            if above[place].is_none() {
                scene.line(vec![(RIGHT, end(place)), (RIGHT + 12.0, y)], drawn[place].colour, 0.8);
            }
            let name = fitted(&name, NOTE, WIDTH - RIGHT - 24.0, 1).concat();
            scene.text((RIGHT + 16.0, y), Anchor::Start, NOTE, INK, name);
        }
    }
}

/// The first curve that a curve lies under, if it cannot be told from it.
fn hidden_under(drawn: &[&Curve], place: usize) -> Option<usize> {
    (0..place).find(|&first| drawn[first].covers(drawn[place]))
}

/// How bad harm gets: the level exceeded in one of so many replications. Columns are sorted and of one length.
pub(super) fn tail(study: &Study, sorted: &[Vec<f64>], unit: &str) -> Scene {
    let mut scene = Scene::new(WIDTH, 456.0);
    let frame = Frame { top: HEAD, bottom: 390.0 };
    let count = sorted.iter().map(Vec::len).max().unwrap_or(0);
    let most = (count as f64).max(2.0);
    let levels = sorted.iter().flat_map(|column| exceedance(column)).map(|(_, level)| level);
    let y = Axis::over(levels.chain([0.0]), frame.bottom, frame.top, 5);
    let x = |period: f64| LEFT + (RIGHT - LEFT) * log_place(period, most);
    frame.titles(&mut scene, "Harm in bad replications", unit);
    frame.rows(&mut scene, &y);
    for period in periods(most) {
        scene.line(vec![(x(period), frame.top), (x(period), frame.bottom)], GRID, 1.0);
        let label = format!("1 in {}", fixed(period, 0));
        scene.text((x(period), frame.bottom + 13.0), Anchor::Middle, NOTE, MUTED, label);
    }
    let rough = x(most / FEW as f64);
    scene.dashes((rough, frame.top), (rough, frame.bottom), MUTED);
    let curves: Vec<Curve> = baseline_first(study)
        .map(|regime| Curve {
            points: drawable(
                exceedance(&sorted[regime]).into_iter().map(|(period, harm)| (x(period), y.at(harm))),
            ),
            name: study.regimes[regime].title.clone(),
            colour: colour(study, regime),
        })
        .collect();
    frame.curves(&mut scene, &curves);
    let middle = (LEFT + RIGHT) / 2.0;
    scene.text((middle, frame.bottom + 29.0), Anchor::Middle, NOTE, MUTED, "replications at least that bad");
    let note = format!(
        "Right is rarer, on a logarithmic scale. {count} replications reach to 1 in {count}; right of the dashes, fewer than {FEW} of them reach a level, \
         and luck decides it.",
        count = fixed(count as f64, 0)
    );
    scene.text((8.0, 442.0), Anchor::Start, NOTE, MUTED, note);
    scene
}

/// Return periods to mark: 1, 2, 5, 10, 20, 50 … up to the rarest seen.
fn periods(most: f64) -> Vec<f64> {
    let decades = std::iter::successors(Some(1.0), |decade: &f64| Some(decade * 10.0)).take(9);
    let all: Vec<f64> =
        decades.flat_map(|decade| [decade, 2.0 * decade, 5.0 * decade]).filter(|p| *p <= most).collect();
    let crowded = all.len() > 12;
    all.into_iter().filter(|period| !crowded || format!("{period:e}").starts_with('1')).collect()
}

/// Points (return period, level) of a sorted column: every rank in the tail to the worst, fewer where they are dense.
fn exceedance(sorted: &[f64]) -> Vec<(f64, f64)> {
    let count = sorted.len();
    let mut ranks: Vec<usize> = std::iter::successors(Some(1), |rank| Some(rank + 1 + rank / 40))
        .take_while(|rank| *rank < count)
        .collect();
    ranks.extend((count > 0).then_some(count));
    ranks.into_iter().rev().map(|rank| (count as f64 / rank as f64, sorted[count - rank])).collect()
}

/// The baseline, so that it lies on top, and then the others.
fn baseline_first(study: &Study) -> impl Iterator<Item = usize> + '_ {
    std::iter::once(study.baseline).chain(study.reforms())
}

fn drawable(points: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    points.filter(|point| point.1.is_finite()).collect()
}

/// Places as near as may be to the wanted ones, `apart` from each other, between two bounds, in the same order.
fn spread(wanted: &[f64], apart: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut placed = vec![0.0; wanted.len()];
    let mut below = f64::NEG_INFINITY;
    for &index in &order {
        placed[index] = wanted[index].max(top).max(below + apart);
        below = placed[index];
    }
    let mut above = bottom.max(top + apart * (wanted.len() as f64 - 1.0)) + apart;
    for &index in order.iter().rev() {
        placed[index] = placed[index].min(above - apart);
        above = placed[index];
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_distance() {
        let placed = spread(&[10.0, 11.0, 12.0, 90.0], 15.0, 0.0, 100.0);
        assert_eq!(placed, [10.0, 25.0, 40.0, 90.0]);
        let crowded = spread(&[95.0, 96.0, 97.0], 15.0, 0.0, 100.0);
        assert_eq!(crowded, [70.0, 85.0, 100.0]);
    }

    #[test]
    fn a_curve_under_another_is_told() {
        let curve = |name: &str, height: f64| Curve {
            points: vec![(0.0, 0.0), (1.0, height)],
            name: name.into(),
            colour: INK,
        };
        let curves = [curve("a", 10.0), curve("b", 10.4), curve("c", 20.0)];
        let drawn: Vec<&Curve> = curves.iter().collect();
        let above: Vec<_> = (0..3).map(|place| hidden_under(&drawn, place)).collect();
        assert_eq!(above, [None, Some(0), None]);
        let mut scene = Scene::new(WIDTH, 456.0);
        Frame { top: 0.0, bottom: 100.0 }.curves(&mut scene, &curves);
        let names: Vec<&str> = scene.texts().map(|text| text.text.as_str()).collect();
        assert_eq!(names, ["a", "as above: b", "c"]);
    }

    #[test]
    fn a_level_that_five_of_a_hundred_reach_is_one_in_twenty_and_the_worst_one_in_a_hundred() {
        let sorted: Vec<f64> = (1..=100).map(f64::from).collect();
        let points = exceedance(&sorted);
        assert_eq!((points.first(), points.last()), (Some(&(1.0, 1.0)), Some(&(100.0, 100.0))));
        assert!(points.contains(&(20.0, 96.0)));
        assert_eq!(periods(100.0), [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]);
        assert!(exceedance(&[]).is_empty());
    }
}
