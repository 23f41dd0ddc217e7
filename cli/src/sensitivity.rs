//! The assumptions that are known to decide rankings, at both ends of their ranges: simulated, and what they do to the order of
//! regimes.

use std::sync::atomic::AtomicBool;

use caveat::experiment::assumptions::{Comparison, Simulated};
use caveat::experiment::sensitivity::{End, Point, Shift, absent, points, run, shift};
use caveat::experiment::summary::{Summary, summarise};
use caveat::table::{Field, Table, Values};

use crate::collect::Watch;
use crate::engine::Engine;
use crate::headlines::{HEADLINES, Shown};
use crate::study::Study;

/// What came of it.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    /// Replications of a point, the same as those of the comparison.
    pub replications: u64,
    /// As stated, in those replications; none if it was stopped before.
    stated: Option<(Simulated, Found)>,
    /// Points, two an assumption.
    pub rows: Vec<Row>,
    /// Assumptions of which neither the market nor a regime states a range.
    pub absent: Vec<&'static str>,
    /// Whether every point was simulated.
    pub whole: bool,
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

/// The headlines that a study has.
pub fn shown(study: &Study) -> Vec<&'static Shown> {
    HEADLINES.iter().filter(|shown| shown.find(study).is_some()).collect()
}

impl Sensitivity {
    /// Of points that are still to be simulated.
    pub fn new(replications: u64, absent: Vec<&'static str>) -> Sensitivity {
        Sensitivity { replications, stated: None, rows: Vec::new(), absent, whole: false }
    }

    /// Simulates as stated and at every point.
    pub fn run(
        study: &Study,
        comparison: Comparison<'_>,
        engine: &Engine,
        replications: u64,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Sensitivity {
        let ranges = comparison.scenario.ranges(comparison.regimes);
        let points = points(&ranges);
        watch.expect(replications * (points.len() as u64 + 1));
        let columns: Vec<usize> = shown(study).iter().filter_map(|shown| shown.find(study)).collect();
        let mut all = Sensitivity::new(replications, absent(&ranges));
        run(comparison, (&ranges, &points), replications, &|| watch.done(), stop, &mut |point, result| {
            all.take(study, point, result.map(|simulated| headlines(engine, &columns, simulated)));
        });
        all.whole = all.rows.len() == points.len();
        all
    }

    /// Takes what was simulated at a point, as stated first: by replication, regime and headline.
    pub fn take(&mut self, study: &Study, point: Option<&Point>, result: Result<Simulated, String>) {
        match (point, result, &self.stated) {
            (None, Ok(there), _) => self.stated = Some((there.clone(), Found::new(study, &there, &there))),
            (Some(point), Ok(there), Some((stated, _))) => {
                let found = Found::new(study, stated, &there);
                self.rows.push(Row::new(point, Ok(found)));
            }
            (Some(point), Err(reason), _) => self.rows.push(Row::new(point, Err(reason))),
            (None, Err(_), _) | (Some(_), Ok(_), None) => {}
        }
    }

    /// The regime that comes first in a headline, as stated.
    pub fn first(&self, headline: usize) -> Option<usize> {
        Some(self.stated.as_ref()?.1.shifts[headline].as_ref()?.order[0])
    }

    /// Change of a headline under a regime as stated, in per cent of the baseline.
    pub fn change(&self, study: &Study, regime: usize, headline: usize) -> Option<f64> {
        self.stated.as_ref()?.1.change(study, regime, headline)
    }

    /// The points at which another regime measurably comes first in a headline.
    pub fn flips(&self, headline: usize) -> Vec<(&Row, &Shift)> {
        let flip = |row| -> Option<(&Row, &Shift)> {
            let shift = Row::shift(row, headline)?;
            shift.flips_first.then_some((row, shift))
        };
        self.rows.iter().filter_map(flip).collect()
    }

    /// One row a point, regime and headline.
    pub fn table(&self, study: &Study) -> Table {
        let shown = shown(study);
        let places: Vec<(usize, usize)> = (0..study.regimes.len())
            .flat_map(|regime| (0..shown.len()).map(move |headline| (regime, headline)))
            .collect();
        let found = self.rows.iter().filter_map(|row| Some((row, row.found.as_ref().ok()?)));
        let cells: Vec<(&Row, &Found, usize, usize)> =
            found.flat_map(|(row, found)| places.iter().map(move |&(r, h)| (row, found, r, h))).collect();
        type Pick<'a, T> = &'a dyn Fn(&(&Row, &Found, usize, usize)) -> T;
        let text = |pick: Pick<'_, String>| Values::Text(cells.iter().map(pick).collect());
        let number = |pick: Pick<'_, f64>| Values::Num(cells.iter().map(pick).collect());
        let summary = |of: fn(&Summary) -> f64| number(&|(_, found, r, h)| of(&found.summaries[*r][*h]));
        let rank = |(_, found, r, h): &(&Row, &Found, usize, usize)| {
            let place =
                found.shifts[*h].as_ref().and_then(|shift| shift.order.iter().position(|regime| regime == r));
            place.map_or(f64::NAN, |place| place as f64 + 1.0)
        };
        let unit = "as in the summary";
        Table::new(
            "sensitivity",
            vec![
                (Field::new("assumption", "", "What was moved."), text(&|(row, ..)| row.name.to_owned())),
                (
                    Field::new("paths", "", "The fields of the market and levers of law that moved."),
                    text(&|(row, ..)| row.paths.clone()),
                ),
                (
                    Field::new("end", "", "To which end of their ranges."),
                    text(&|(row, ..)| row.end.name().to_owned()),
                ),
                (Field::new("value", "", "The value there."), text(&|(row, ..)| row.says.clone())),
                (
                    Field::new("outcome", "", "Key of the outcome, over the whole market."),
                    text(&|(_, _, _, h)| shown[*h].key.to_owned()),
                ),
                (
                    Field::new("regime", "", "The regime."),
                    text(&|(_, _, r, _)| study.regimes[*r].name.clone()),
                ),
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
    pub fn change(&self, study: &Study, regime: usize, headline: usize) -> Option<f64> {
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
    fn new(study: &Study, stated: &Simulated, there: &Simulated) -> Found {
        let sign = |headline: usize| {
            shown(study)[headline].find(study).map(|column| study.columns[column].outcome.sign)
        };
        let shifts = (0..shown(study).len()).map(|headline| shift(stated, there, headline, sign(headline)?));
        Found { summaries: summaries(study, there), shifts: shifts.collect() }
    }

    /// Change of a headline under a regime, in per cent of the baseline at the same point.
    pub fn change(&self, study: &Study, regime: usize, headline: usize) -> Option<f64> {
        let change = 100.0 * self.get(regime, headline).diff / self.get(study.baseline, headline).mean.abs();
        change.is_finite().then_some(change)
    }

    /// A headline under a regime.
    pub fn get(&self, regime: usize, headline: usize) -> &Summary {
        &self.summaries[regime][headline]
    }
}

/// The headlines alone, of everything simulated.
fn headlines(engine: &Engine, columns: &[usize], simulated: Simulated) -> Simulated {
    let pick = |values: Vec<f64>| -> Vec<f64> {
        let values = engine.chosen(&values);
        columns.iter().map(|&column| values[column]).collect()
    };
    let regimes = |regimes: Vec<Vec<f64>>| regimes.into_iter().map(pick).collect();
    Simulated { outcomes: simulated.outcomes.into_iter().map(regimes).collect(), ..simulated }
}

fn summaries(study: &Study, simulated: &Simulated) -> Vec<Vec<Summary>> {
    let of = |regime: usize, headline: usize, shown: &Shown| {
        let sign = shown.find(study).map(|column| study.columns[column].outcome.sign);
        let column = |regime| {
            if simulated.outcomes.is_empty() { Vec::new() } else { simulated.column(regime, headline) }
        };
        summarise(&column(regime), &column(study.baseline), sign.unwrap_or_default())
    };
    let each = |regime| {
        shown(study).iter().enumerate().map(|(headline, shown)| of(regime, headline, shown)).collect()
    };
    (0..study.regimes.len()).map(each).collect()
}
