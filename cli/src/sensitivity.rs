//! The assumptions that are known to decide rankings, at both ends of their ranges: simulated, and what they do to the order of
//! regimes.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use caveat::experiment::assumptions::{Comparison, Simulated};
use caveat::experiment::ranking::Ranking;
use caveat::experiment::sensitivity::{End, Point, Shift, absent, points, run, shift};
use caveat::experiment::summary::{Summary, mean, summarise};
use caveat::outcome::Outcome;
use caveat::table::{Field, Table, Values};

use crate::change::negligible;
use crate::collect::Watch;
use crate::engine::Engine;
use crate::error::Result as Done;
use crate::headlines::{RANKED, Shown};
use crate::results::reading;
use crate::spool::Spool;
use crate::study::Study;

/// Which assumptions are moved, and in how many replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// At most so many of them, those first that move most.
    pub assumptions: usize,
    /// Replications of a point.
    pub replications: u64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// Replications of a point, the first of the comparison.
    pub replications: u64,
    /// The comparison as stated.
    stated: Stated,
    /// Points, two an assumption.
    pub rows: Vec<Row>,
    /// Assumptions of which neither the market nor a regime states a range.
    pub absent: Vec<&'static str>,
    /// Assumptions that were not asked for, the most influential first.
    pub left: Vec<&'static str>,
    /// Whether every point was simulated.
    pub whole: bool,
    /// Seconds that it took.
    pub seconds: f64,
}

/// The comparison as stated: the order of regimes over all its replications, and order and headlines in those of the points.
#[derive(Clone, Debug)]
pub struct Stated {
    rankings: Vec<Option<Ranking>>,
    same_rankings: Vec<Option<Ranking>>,
    here: Vec<Vec<Summary>>,
}

/// A change in per cent of the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Percent {
    /// The paired difference.
    pub change: f64,
    /// Half the width of its 95 % interval; NaN where there is none.
    pub half_width: f64,
}

impl Percent {
    /// Both ends of the interval, where there is one.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.half_width.is_finite().then_some((self.change - self.half_width, self.change + self.half_width))
    }
}

impl Stated {
    /// From values by headline and regime, one a replication.
    pub fn new(study: &Study, values: &[Vec<Vec<f64>>], replications: u64) -> Stated {
        let rankings = rankings(study, values);
        let first = |values: &Vec<f64>| values.iter().copied().take(replications as usize).collect();
        let here: Vec<Vec<Vec<f64>>> =
            values.iter().map(|regimes| regimes.iter().map(first).collect()).collect();
        let same_rankings = self::rankings(study, &here);
        Stated { rankings, same_rankings, here: summaries(study, &here) }
    }

    /// How the order at a point differs from that as stated in the same replications.
    fn shift(&self, headline: usize, there: &Ranking) -> Option<Shift> {
        Some(shift(self.rankings[headline].as_ref()?, self.same_rankings[headline].as_ref()?, there))
    }

    fn read(study: &Study, spool: &mut Spool, replications: u64) -> Done<Stated> {
        let values: std::io::Result<Vec<Vec<Vec<f64>>>> = columns(study)
            .into_iter()
            .map(|column| (0..study.regimes.len()).map(|regime| spool.column(regime, column)).collect())
            .collect();
        Ok(Stated::new(study, &values.map_err(reading())?, replications))
    }
}

/// One assumption at one end of its range.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// Paths that move.
    pub paths: String,
    /// Which end.
    pub end: End,
    /// The value there.
    pub says: String,
    /// What it does, or why it cannot be simulated.
    pub found: Result<Found, String>,
}

/// What a point does.
#[derive(Clone, Debug)]
pub struct Found {
    /// By regime and headline.
    summaries: Vec<Vec<Summary>>,
    /// By headline, how the order of regimes differs.
    pub shifts: Vec<Option<Shift>>,
}

/// What the comparison as stated is called in the tables of points.
pub const STATED: &str = "as stated";

/// What was found at a point, or as stated.
struct Block<'a> {
    row: Option<&'a Row>,
    summaries: &'a [Vec<Summary>],
    /// By headline, the best regime first.
    orders: Vec<Option<&'a [usize]>>,
}

impl Block<'_> {
    fn at(row: &Row) -> Option<Block<'_>> {
        let found = row.found.as_ref().ok()?;
        let orders = found.shifts.iter().map(|shift| Some(shift.as_ref()?.order.as_slice()));
        Some(Block { row: Some(row), summaries: &found.summaries, orders: orders.collect() })
    }
}

/// What regimes are ranked by that a study has.
pub fn shown(study: &Study) -> Vec<&'static Shown> {
    RANKED.iter().filter(|shown| shown.find(study).is_some()).collect()
}

fn columns(study: &Study) -> Vec<usize> {
    RANKED.iter().filter_map(|shown| shown.find(study)).collect()
}

/// The points of at most so many assumptions, the most influential first, and what they leave out. Those whose influence nobody has
/// measured come last, as they are listed.
fn foremost(
    mut points: Vec<Point>,
    influence: &BTreeMap<String, f64>,
    most: usize,
) -> (Vec<Point>, Vec<&'static str>) {
    let measured = |point: &Point| influence.get(point.suspect.name).copied().unwrap_or(-1.0);
    points.sort_by(|a, b| measured(b).total_cmp(&measured(a)));
    let left = points.split_off(points.len().min(most.saturating_mul(2)));
    (points, left.iter().step_by(2).map(|point| point.suspect.name).collect())
}

impl Sensitivity {
    /// Of points that are still to be simulated.
    pub fn new(replications: u64, stated: Stated) -> Sensitivity {
        let (rows, absent, left) = (Vec::new(), Vec::new(), Vec::new());
        Sensitivity { replications, stated, rows, absent, left, whole: false, seconds: 0.0 }
    }

    /// Simulates at every point; the comparison as stated is in the spool.
    ///
    /// # Errors
    ///
    /// If the spool cannot be read.
    pub fn run(
        (study, spool): (&Study, &mut Spool),
        (comparison, influence): (Comparison<'_>, &BTreeMap<String, f64>),
        engine: &Engine,
        asked: Asked,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Done<Sensitivity> {
        let begun = Instant::now();
        let ranges = comparison.scenario.ranges(comparison.regimes);
        let (points, left) = foremost(points(&ranges), influence, asked.assumptions);
        let replications = asked.replications.min(spool.len() as u64);
        watch.expect(replications * points.len() as u64);
        let columns = columns(study);
        let mut all = Sensitivity::new(replications, Stated::read(study, spool, replications)?);
        (all.absent, all.left) = (absent(&ranges), left);
        run(comparison, (&ranges, &points), replications, &|| watch.done(), stop, &mut |point, result| {
            all.take(study, point, result.map(|simulated| headlines(engine, &columns, &simulated)));
        });
        all.whole = all.rows.len() == points.len();
        all.seconds = begun.elapsed().as_secs_f64();
        Ok(all)
    }

    /// Takes what was simulated at a point: by headline and regime, one value a replication.
    pub fn take(&mut self, study: &Study, point: &Point, result: Result<Vec<Vec<Vec<f64>>>, String>) {
        let found = result.map(|there| Found::new(study, &self.stated, &there));
        self.rows.push(Row::new(point, found));
    }

    /// The ranking by a headline as stated, over all replications of the comparison.
    pub fn ranking(&self, headline: usize) -> Option<&Ranking> {
        self.stated.rankings[headline].as_ref()
    }

    /// The same in the replications of the points: what these are to be held against.
    pub fn same_ranking(&self, headline: usize) -> Option<&Ranking> {
        self.stated.same_rankings[headline].as_ref()
    }

    /// A headline under a regime as stated, in the replications of the points.
    pub fn same(&self, regime: usize, headline: usize) -> &Summary {
        &self.stated.here[regime][headline]
    }

    /// The regime that comes first in a headline, as stated.
    pub fn first(&self, headline: usize) -> Option<usize> {
        Some(self.ranking(headline)?.order[0])
    }

    /// Change of a headline under a regime as stated, in the replications of the points, in per cent of the baseline.
    pub fn change(&self, study: &Study, regime: usize, headline: usize) -> Option<Percent> {
        change(study, &self.stated.here, regime, headline)
    }

    /// How many assumptions were moved.
    pub fn moved(&self) -> usize {
        self.rows.chunk_by(|a, b| a.name == b.name).count()
    }

    /// The points at which another regime measurably comes first in a headline.
    pub fn flips(&self, headline: usize) -> Vec<(&Row, &Shift)> {
        let flip = |row| -> Option<(&Row, &Shift)> {
            let shift = Row::shift(row, headline)?;
            shift.flips_first.then_some((row, shift))
        };
        self.rows.iter().filter_map(flip).collect()
    }

    /// What was found as stated in the replications of the points, and at each of them; nothing where there are none.
    fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let same = self.stated.same_rankings.iter();
        let stated = Block {
            row: None,
            summaries: &self.stated.here,
            orders: same.map(|ranking| Some(ranking.as_ref()?.order.as_slice())).collect(),
        };
        std::iter::once(stated)
            .filter(|_| !self.rows.is_empty())
            .chain(self.rows.iter().filter_map(Block::at))
    }

    /// One row a point, regime and headline; first the same as stated.
    pub fn table(&self, study: &Study) -> Table {
        let shown = shown(study);
        let blocks: Vec<Block<'_>> = self.blocks().collect();
        let places = || (0..study.regimes.len()).flat_map(|r| (0..shown.len()).map(move |h| (r, h)));
        let cells: Vec<(&Block<'_>, usize, usize)> =
            blocks.iter().flat_map(|block| places().map(move |(r, h)| (block, r, h))).collect();
        let text = |pick: &dyn Fn(&(&Block<'_>, usize, usize)) -> String| {
            Values::Text(cells.iter().map(pick).collect())
        };
        let of_row = |pick: &dyn Fn(&Row) -> String, stated: &str| {
            text(&|(block, ..)| block.row.map_or_else(|| stated.to_owned(), pick))
        };
        let number =
            |pick: &dyn Fn(&(&Block<'_>, usize, usize)) -> f64| Values::Num(cells.iter().map(pick).collect());
        let summary = |of: fn(&Summary) -> f64| number(&|(block, r, h)| of(&block.summaries[*r][*h]));
        let rank = |(block, r, h): &(&Block<'_>, usize, usize)| {
            let place = block.orders[*h].and_then(|order| order.iter().position(|regime| regime == r));
            place.map_or(f64::NAN, |place| place as f64 + 1.0)
        };
        let unit = "as in the summary";
        Table::new(
            "sensitivity",
            vec![
                (
                    Field::new(
                        "assumption",
                        "",
                        "What was moved; `as stated`: nothing, in the same replications.",
                    ),
                    of_row(&|row| row.name.to_owned(), STATED),
                ),
                (
                    Field::new("paths", "", "The fields of the market and levers of law that moved."),
                    of_row(&|row| row.paths.clone(), ""),
                ),
                (
                    Field::new("end", "", "To which end of their ranges."),
                    of_row(&|row| row.end.name().to_owned(), ""),
                ),
                (Field::new("value", "", "The value there."), of_row(&|row| row.says.clone(), "")),
                (
                    Field::new("outcome", "", "Key of the outcome, over the whole market."),
                    text(&|(_, _, h)| shown[*h].key.to_owned()),
                ),
                (Field::new("regime", "", "The regime."), text(&|(_, r, _)| study.regimes[*r].name.clone())),
                (Field::new("mean", unit, "Mean there."), summary(|of| of.mean)),
                (
                    Field::new("diff", unit, "Mean paired difference to the baseline there."),
                    summary(|of| of.diff),
                ),
                (Field::new("mc_lo", unit, "Lower end of its 95 % interval."), summary(|of| of.mc_lo)),
                (Field::new("mc_hi", unit, "Upper end."), summary(|of| of.mc_hi)),
                (
                    Field::new("rank", "", "Place among the regimes by the mean there, 1 the best."),
                    number(&rank),
                ),
            ],
        )
    }
}

impl Row {
    /// How the order by a headline differs there.
    pub fn shift(&self, headline: usize) -> Option<&Shift> {
        self.found.as_ref().ok()?.shifts[headline].as_ref()
    }

    /// Change of a headline under a regime there, in per cent of the baseline there.
    pub fn change(&self, study: &Study, regime: usize, headline: usize) -> Option<Percent> {
        self.found.as_ref().ok()?.change(study, regime, headline)
    }

    fn new(point: &Point, found: Result<Found, String>) -> Row {
        let Point { suspect, end, says, .. } = point.clone();
        Row { name: suspect.name, paths: suspect.paths.join(", "), end, says, found }
    }

    /// `makers' liquidity at 24`.
    pub fn named(&self) -> String {
        match self.says.ends_with("ends") {
            true => format!("{} at the {}", self.name, self.says),
            false => format!("{} at {}", self.name, self.says),
        }
    }
}

impl Found {
    fn new(study: &Study, stated: &Stated, there: &[Vec<Vec<f64>>]) -> Found {
        let there_ranked = rankings(study, there).into_iter().enumerate();
        let shifts = there_ranked.map(|(headline, there)| stated.shift(headline, &there?));
        Found { shifts: shifts.collect(), summaries: summaries(study, there) }
    }

    /// Change of a headline under a regime, in per cent of the baseline at the same point.
    pub fn change(&self, study: &Study, regime: usize, headline: usize) -> Option<Percent> {
        change(study, &self.summaries, regime, headline)
    }

    /// A headline under a regime.
    pub fn get(&self, regime: usize, headline: usize) -> &Summary {
        &self.summaries[regime][headline]
    }
}

/// None for a sum over a market, the zero of which is arbitrary, so that per cent of it would say nothing.
fn change(study: &Study, summaries: &[Vec<Summary>], regime: usize, headline: usize) -> Option<Percent> {
    let is_sum = study.columns[columns(study)[headline]].outcome.unit.ends_with(", discounted");
    let Summary { diff, mc_hi, .. } = summaries[regime][headline];
    let percent = 100.0 / summaries[study.baseline][headline].mean.abs();
    Some(Percent { change: percent * diff, half_width: percent * (mc_hi - diff) })
        .filter(|found| found.change.is_finite() && !is_sum)
}

/// The headlines alone, of everything simulated: by headline and regime.
fn headlines(engine: &Engine, columns: &[usize], simulated: &Simulated) -> Vec<Vec<Vec<f64>>> {
    let regimes = simulated.outcomes.first().map_or(0, Vec::len);
    let pick = |replication: &Vec<Vec<f64>>, regime: usize, column: usize| {
        engine.chosen(&replication[regime])[column]
    };
    let column =
        |regime, column| simulated.outcomes.iter().map(|values| pick(values, regime, column)).collect();
    columns.iter().map(|&of| (0..regimes).map(|regime| column(regime, of)).collect()).collect()
}

/// By headline; none where every replication failed. What is negligible ties.
fn rankings(study: &Study, values: &[Vec<Vec<f64>>]) -> Vec<Option<Ranking>> {
    let outcomes = columns(study).into_iter().map(|column| study.columns[column].outcome);
    let ranked = |(outcome, regimes): (&Outcome, &Vec<Vec<f64>>)| {
        Ranking::beyond(regimes, outcome.sign, negligible_of(study, outcome, regimes))
    };
    outcomes.zip(values).map(ranked).collect()
}

/// Size below which a difference in an outcome is negligible, from its values by regime.
pub(crate) fn negligible_of(study: &Study, outcome: &Outcome, regimes: &[Vec<f64>]) -> f64 {
    let baseline = regimes.get(study.baseline).map_or(&[][..], Vec::as_slice);
    let known: Vec<f64> = baseline.iter().copied().filter(|value| !value.is_nan()).collect();
    negligible(outcome.unit, mean(&known))
}

/// By regime and headline.
fn summaries(study: &Study, values: &[Vec<Vec<f64>>]) -> Vec<Vec<Summary>> {
    let none = Vec::new();
    let signs: Vec<_> = columns(study).iter().map(|&column| study.columns[column].outcome.sign).collect();
    let of = |regime: usize, headline: usize| {
        let column = |regime: usize| values[headline].get(regime).unwrap_or(&none);
        summarise(column(regime), column(study.baseline), signs[headline])
    };
    (0..study.regimes.len())
        .map(|regime| (0..signs.len()).map(|headline| of(regime, headline)).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    #[test]
    fn the_table_has_what_is_stated_in_the_same_replications_before_the_points() {
        let study = fake::study(&fake::NINE[..3]);
        let results = fake::doubted(&study, fake::results(&study, 64));
        let sensitivity = results.sensitivity.expect("moved");
        let table = sensitivity.table(&study);
        let (Values::Text(names), Values::Num(diffs)) = (&table.columns[0], &table.columns[7]) else {
            panic!("names and differences")
        };
        let rows = 3 * shown(&study).len();
        assert!(names[..rows].iter().all(|name| name == STATED) && names[rows] != STATED);
        let of_harm = diffs[shown(&study).len()];
        assert_eq!(of_harm, sensitivity.same(1, 0).diff, "harm under the second regime");
        let found = sensitivity.change(&study, 1, 0).expect("per cent");
        let (low, high) = found.ends().expect("an interval");
        assert!(low < found.change && found.change < high);
    }

    #[test]
    fn the_most_influential_assumptions_are_moved_first() {
        let points = points(&fake::ranges());
        let (all, left) = foremost(points.clone(), &BTreeMap::new(), usize::MAX);
        assert_eq!((&all, left.len()), (&points, 0), "as listed, if none was measured");
        let names: Vec<&str> = points.iter().step_by(2).map(|point| point.suspect.name).collect();
        let influence = BTreeMap::from([(names[3].to_owned(), 9.0), (names[1].to_owned(), 0.5)]);
        let (moved, left) = foremost(points, &influence, 3);
        let moved: Vec<(&str, End)> = moved.iter().map(|point| (point.suspect.name, point.end)).collect();
        let ends = |name| [(name, End::Low), (name, End::High)];
        assert_eq!(moved, [ends(names[3]), ends(names[1]), ends(names[0])].concat());
        assert_eq!((left.len(), left[0]), (names.len() - 3, names[2]));
    }
}
