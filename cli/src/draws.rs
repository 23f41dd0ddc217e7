//! Draws of the assumptions: simulated, and what they say of every outcome.

use std::sync::atomic::AtomicBool;

use caveat::experiment::assumptions::{Comparison, Design, Drawn};
use caveat::experiment::spread::{Moments, Spread, spread};
use caveat::table::{Field, Table, Values};
use serde::Serialize;

use crate::collect::Watch;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::number::ENOUGH;
use crate::prepare::Prepared;
use crate::study::Study;

/// Draws asked for, ready to be simulated.
#[derive(Clone, Debug)]
pub struct Plan {
    design: Design,
    replications: u64,
}

impl Plan {
    /// Draws the points.
    ///
    /// # Errors
    ///
    /// If nothing has a range, or the ranges leave no room.
    pub fn new(prepared: &Prepared, draws: u64, replications: u64, seed: u64) -> Result<Plan> {
        let design = Design::draw(&prepared.scenario, &prepared.regimes, draws, seed);
        let design = design.map_err(|error| Error::Option {
            message: format!("--assumptions {draws}: {error}"),
            help: "state ranges as in { value = 0.3, low = 0.1, high = 0.6 }, and values that can hold together within them"
                .into(),
        });
        Ok(Plan { design: design?, replications })
    }

    /// Simulates them.
    pub fn run(
        self,
        study: &Study,
        comparison: Comparison<'_>,
        engine: &Engine,
        watch: &dyn Watch,
        stop: &AtomicBool,
    ) -> Draws {
        let Plan { design, replications } = self;
        watch.expect(replications * design.points.len() as u64);
        let mut drawn: Vec<Drawn> = Vec::new();
        design.run(comparison, replications, &|| watch.done(), stop, &mut |mut draw| {
            draw.moments = draw.moments.into_iter().map(|columns| engine.chosen(&columns)).collect();
            drawn.push(draw);
        });
        Draws::new(study, design, replications, drawn)
    }
}

fn spreads(study: &Study, drawn: &[Drawn], regime: usize) -> Vec<Spread> {
    let of = |column: usize| -> Vec<Moments> {
        drawn.iter().filter_map(|draw| Some(draw.moments.get(regime)?[column])).collect()
    };
    study.columns.iter().enumerate().map(|(place, column)| spread(&of(place), column.outcome.sign)).collect()
}

/// How many of what, in documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Draws simulated.
    pub draws: usize,
    /// Draws asked for.
    pub asked: usize,
    /// Replications of each.
    pub replications: u64,
    /// Assumptions drawn.
    pub assumptions: usize,
    /// Draws refused by the scenario, and drawn again.
    pub refused_draws: u64,
    /// Replications that failed, and draws that could not be simulated.
    pub failures: usize,
}

/// What came of them.
#[derive(Clone, Debug)]
pub struct Draws {
    design: Design,
    /// Replications of a draw.
    pub replications: u64,
    drawn: Vec<Drawn>,
    spreads: Vec<Vec<Spread>>,
}

impl Draws {
    /// Of what was simulated, with the columns of the study.
    pub fn new(study: &Study, design: Design, replications: u64, drawn: Vec<Drawn>) -> Draws {
        let spreads = (0..study.regimes.len()).map(|regime| spreads(study, &drawn, regime)).collect();
        Draws { design, replications, drawn, spreads }
    }

    /// Whether every draw was simulated.
    pub fn is_whole(&self) -> bool {
        self.drawn.len() == self.design.points.len()
    }

    /// What failed, in words.
    pub fn failures(&self) -> impl Iterator<Item = &String> {
        self.drawn.iter().flat_map(|draw| &draw.failures)
    }

    /// What they say of an outcome under a regime.
    pub fn get(&self, regime: usize, column: usize) -> &Spread {
        &self.spreads[regime][column]
    }

    /// How many of what.
    pub fn counts(&self) -> Counts {
        Counts {
            draws: self.drawn.len(),
            asked: self.design.points.len(),
            replications: self.replications,
            assumptions: self.design.ranges.len(),
            refused_draws: self.design.refused,
            failures: self.failures().count(),
        }
    }

    /// `64 draws of 223 assumptions, 16 replications each`. Of few it says that they are.
    pub fn counted(&self) -> String {
        let Counts { draws, asked, replications, assumptions, .. } = self.counts();
        let partial = if self.is_whole() { String::new() } else { format!(" (of {asked} asked for)") };
        let noun = if assumptions == 1 { "assumption" } else { "assumptions" };
        let few =
            if (draws as u64) < ENOUGH { ", too few for more than a first idea of the spread" } else { "" };
        format!("{draws} draws{partial} of {assumptions} {noun}, {replications} replications each{few}")
    }

    /// One row a draw and assumption: what was simulated.
    pub fn assumptions_table(&self) -> Table {
        let rows: Vec<(u64, usize)> = self
            .drawn
            .iter()
            .flat_map(|draw| (0..self.design.ranges.len()).map(move |place| (draw.draw, place)))
            .collect();
        let range = |place: usize| &self.design.ranges[place];
        let text = |pick: &dyn Fn(usize) -> String| {
            Values::Text(rows.iter().map(|&(_, place)| pick(place)).collect())
        };
        let number = |pick: &dyn Fn(u64, usize) -> f64| {
            Values::Num(rows.iter().map(|&(draw, place)| pick(draw, place)).collect())
        };
        Table::new(
            "assumptions",
            vec![
                (draw_field(), Values::Count(rows.iter().map(|row| row.0).collect())),
                (Field::new("path", "", "The assumption: path of a field of the market or of a lever of law."), text(&|place| range(place).path.clone())),
                (
                    Field::new("under", "", "Regimes that state it, the law in force first; empty for the market."),
                    text(&|place| range(place).under.join(", ")),
                ),
                (
                    Field::new("value", "as docs/levers.md says", "Its value in this draw.")
                        .formula("triangular on the range, mode at the value stated; of the logarithm where high ≥ 4·low > 0"),
                    number(&|draw, place| self.design.points[draw as usize][place]),
                ),
                (Field::new("low", "as value", "Low end of its range."), number(&|_, place| range(place).low)),
                (Field::new("high", "as value", "High end of its range."), number(&|_, place| range(place).high)),
            ],
        )
    }

    /// One row a draw, reform and outcome: what came of it.
    pub fn draws_table(&self, study: &Study) -> Table {
        let places = || {
            study.reforms().flat_map(|regime| (0..study.columns.len()).map(move |column| (regime, column)))
        };
        let simulated = self.drawn.iter().filter(|draw| !draw.moments.is_empty());
        let rows: Vec<(u64, usize, usize, Moments)> = simulated
            .flat_map(|draw| places().map(move |(r, c)| (draw.draw, r, c, draw.moments[r][c])))
            .collect();
        let text = |pick: &dyn Fn(usize, usize) -> String| {
            Values::Text(rows.iter().map(|&(_, regime, column, _)| pick(regime, column)).collect())
        };
        let number = |pick: fn(&Moments) -> f64| Values::Num(rows.iter().map(|row| pick(&row.3)).collect());
        Table::new(
            "draws",
            vec![
                (draw_field(), Values::Count(rows.iter().map(|row| row.0).collect())),
                (
                    Field::new("regime", "", "The regime."),
                    text(&|regime, _| study.regimes[regime].name.clone()),
                ),
                (
                    Field::new("outcome", "", "Key of the outcome."),
                    text(&|_, column| study.columns[column].outcome.key.to_owned()),
                ),
                (
                    Field::new("segment", "", "Part of the market."),
                    text(&|_, column| study.columns[column].segment.clone()),
                ),
                (
                    Field::new(
                        "pairs",
                        "replications",
                        "Replications of the draw with a value on both sides.",
                    ),
                    Values::Count(rows.iter().map(|row| row.3.pairs).collect()),
                ),
                (
                    Field::new("diff", "as in the summary", "Mean paired difference to the baseline.")
                        .formula("m = Σ (a − b) / n"),
                    number(|of| of.mean),
                ),
                (
                    Field::new(
                        "variance",
                        "square of that unit",
                        "Variance of the paired difference over replications.",
                    )
                    .formula("s²"),
                    number(|of| of.variance),
                ),
            ],
        )
    }
}

fn draw_field() -> Field {
    Field::new("draw", "", "Number of the draw.")
}

/// A column of the summary that says how an outcome moves with the assumptions.
pub struct Statistic {
    /// Name in tables and documents.
    pub name: &'static str,
    unit: &'static str,
    description: &'static str,
    formula: &'static str,
    /// Reads it.
    pub pick: fn(&Spread) -> f64,
}

impl Statistic {
    /// What it means.
    pub fn field(&self) -> Field {
        Field::new(self.name, self.unit, self.description).formula(self.formula)
    }
}

/// All of them, in column order.
pub const STATISTICS: [Statistic; 8] = [
    Statistic {
        name: "draws",
        unit: "draws",
        description: "Draws of the assumptions with at least two replications that have a value on both sides.",
        formula: "D",
        pick: |of| of.draws as f64,
    },
    Statistic {
        name: "assumption_p05",
        unit: "as in unit",
        description: "5 % quantile of the mean paired difference over draws of the assumptions, Monte Carlo variance subtracted: ignorance.",
        formula: "type 7 of m̄ + (m − m̄)·√(max(0, var m − mean(s²/n)) / var m), m = diff and s² = variance of a draw",
        pick: |of| of.p05,
    },
    Statistic {
        name: "assumption_p95",
        unit: "as in unit",
        description: "95 % quantile of the same.",
        formula: "type 7 of the same",
        pick: |of| of.p95,
    },
    Statistic {
        name: "assumption_noise",
        unit: "share",
        description: "Share of the variance over draws that was Monte Carlo noise, and subtracted.",
        formula: "mean(s²/n) / var m, at most 1",
        pick: |of| of.noise_share,
    },
    Statistic {
        name: "p_better",
        unit: "share",
        description: "Draws of the assumptions in which the regime does better in the mean; ties count half.",
        formula: "(wins + ties/2) / D",
        pick: |of| of.p_better,
    },
    Statistic {
        name: "p_unclear",
        unit: "share",
        description: "Draws whose own 95 % interval includes zero, so that luck may have put them on the other side of p_better.",
        formula: "share of |m| ≤ t(0.975, n−1)·s/√n",
        pick: |of| of.unclear,
    },
    Statistic {
        name: "p_clearly_better",
        unit: "share",
        description: "Draws whose own 95 % interval lies on the better side of zero: what the tables say.",
        formula: "share of m > t(0.975, n−1)·s/√n, signed so that more is better",
        pick: |of| of.clearly_better,
    },
    Statistic {
        name: "p_clearly_worse",
        unit: "share",
        description: "Draws whose own 95 % interval lies on the worse side of zero.",
        formula: "share of −m > t(0.975, n−1)·s/√n, signed so that more is better",
        pick: |of| of.clearly_worse,
    },
];
