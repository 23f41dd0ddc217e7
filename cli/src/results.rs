//! What a run found: every outcome under every regime, summarised against the baseline.

use caveat::experiment::ranking::Ranking;
use caveat::experiment::summary::{MeanInterval, Summary, ratio_of_means, summarise};

use crate::behaviour::Robustness;
use crate::collect::{Collected, Ending};
use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::headlines::{HARM, PRICE, Shown, UNIT_COST};
use crate::number::fixed;
use crate::sensitivity::Sensitivity;
use crate::spool::Spool;
use crate::study::Study;

/// Summaries of a study, with how they came about.
#[derive(Clone, Debug)]
pub struct Results {
    columns: usize,
    summaries: Vec<Summary>,
    /// By regime: change in price over change in the unit cost of liability, with the half-width of its 95 % interval. NaN
    /// where that cost does not change measurably.
    pub pass_through: Vec<MeanInterval>,
    /// The regimes by harm, two by two on the same shocks; none where some regime has no harm to show.
    pub ranking: Option<Ranking>,
    /// Replications that were finished.
    pub replications: u64,
    /// Replications that failed.
    pub failed: u64,
    /// Firms × months simulated.
    pub firm_months: f64,
    /// Seconds of calibration and simulation.
    pub seconds: f64,
    /// How the run ended.
    pub ending: Ending,
    /// What draws of the assumptions say, if they were asked for.
    pub draws: Option<Draws>,
    /// What single assumptions do to the order of regimes, if that was asked for.
    pub sensitivity: Option<Sensitivity>,
    /// Rankings under every rule by which makers may decide, if they were asked for.
    pub behaviour: Option<Robustness>,
}

impl Results {
    /// Reads every column of the spool back, one at a time, and summarises it.
    ///
    /// # Errors
    ///
    /// If the spool cannot be read.
    pub fn read(study: &Study, collected: &mut Collected, seconds: f64) -> Result<Results> {
        let (regimes, columns) = (study.regimes.len(), study.columns.len());
        let mut summaries: Vec<Option<Summary>> = vec![None; regimes * columns];
        for (place, column) in study.columns.iter().enumerate() {
            let spool = &mut collected.spool;
            let mut read = |regime| spool.column(regime, place).map_err(reading());
            let baseline = read(study.baseline)?;
            for regime in 0..regimes {
                let values = if regime == study.baseline { baseline.clone() } else { read(regime)? };
                summaries[regime * columns + place] =
                    Some(summarise(&values, &baseline, column.outcome.sign));
            }
        }
        Ok(Results {
            pass_through: pass_through(study, &mut collected.spool).map_err(reading())?,
            ranking: ranking(study, &mut collected.spool).map_err(reading())?,
            columns,
            summaries: summaries.into_iter().flatten().collect(),
            replications: collected.spool.len() as u64,
            failed: collected.failures.len() as u64,
            firm_months: collected.firm_months,
            seconds,
            ending: collected.ending,
            draws: None,
            sensitivity: None,
            behaviour: None,
        })
    }

    /// The summary of a column under a regime.
    pub fn get(&self, regime: usize, column: usize) -> &Summary {
        &self.summaries[regime * self.columns + column]
    }

    /// The same, to be changed by a test.
    #[cfg(test)]
    pub fn get_mut(&mut self, regime: usize, column: usize) -> &mut Summary {
        &mut self.summaries[regime * self.columns + column]
    }

    /// The summary of a shown outcome under a regime, if the study has it: mean and differences from where they are known best, luck from
    /// what happened.
    pub fn of(&self, study: &Study, shown: &Shown, regime: usize) -> Option<Summary> {
        let summary = *self.get(regime, shown.find(study)?);
        let happened = shown.happened(study).map(|column| self.get(regime, column));
        Some(happened.map_or(summary, |happened| summary.with_luck_of(happened)))
    }

    /// How many replications, in words.
    pub fn counted(&self) -> String {
        let noun = if self.replications == 1 { "replication" } else { "replications" };
        // Once assumptions were begun with, the replications are all there.
        let begun = self.draws.is_some() || self.sensitivity.is_some();
        let partial = if self.is_partial() && !begun { ", stopped before the end" } else { "" };
        format!("{} {noun}{partial}", fixed(self.replications as f64, 0))
    }

    /// Whether less was done than was asked.
    pub fn is_partial(&self) -> bool {
        self.ending == Ending::Interrupted
    }
}

/// For `map_err`: the spool cannot be read.
pub(crate) fn reading() -> impl FnOnce(std::io::Error) -> Error {
    Error::file("read", "the temporary file")
}

fn ranking(study: &Study, spool: &mut Spool) -> std::io::Result<Option<Ranking>> {
    let Some(harm) = HARM.find(study) else { return Ok(None) };
    let values: std::io::Result<Vec<Vec<f64>>> =
        (0..study.regimes.len()).map(|regime| spool.column(regime, harm)).collect();
    Ok(Ranking::new(&values?, study.columns[harm].outcome.sign))
}

/// How much of the change in the unit cost of liability is found in the price, by regime.
fn pass_through(study: &Study, spool: &mut Spool) -> std::io::Result<Vec<MeanInterval>> {
    let nothing = MeanInterval { mean: f64::NAN, half_width: f64::NAN };
    let mut ratios = vec![nothing; study.regimes.len()];
    let (Some(price), Some(cost)) = (PRICE.find(study), UNIT_COST.find(study)) else { return Ok(ratios) };
    for regime in study.reforms() {
        let mut differences = |column| -> std::io::Result<Vec<f64>> {
            let (ours, baseline) = (spool.column(regime, column)?, spool.column(study.baseline, column)?);
            Ok(ours.iter().zip(&baseline).map(|(a, b)| a - b).collect())
        };
        ratios[regime] = ratio_of_means(&differences(price)?, &differences(cost)?);
    }
    Ok(ratios)
}

/// Whether a difference cannot be told from zero: its interval includes zero, or there is none.
pub fn includes_zero(summary: &Summary) -> bool {
    excludes_zero(summary).is_none()
}

/// The end of the interval that is nearest to zero, if it excludes zero.
pub fn excludes_zero(summary: &Summary) -> Option<f64> {
    let apart = summary.mc_lo > 0.0 || summary.mc_hi < 0.0;
    apart.then(|| summary.mc_lo.abs().min(summary.mc_hi.abs()))
}

#[cfg(test)]
mod tests {
    use caveat::outcome::Outcome;

    use super::*;
    use crate::fake::{self, NINE};
    use crate::headlines::HAPPENED;

    #[test]
    fn means_are_of_what_was_expected_and_luck_is_of_what_happened() {
        let mut study = fake::study(&NINE[..3]);
        let results = fake::results(&study, 64);
        let column = PRICE.find(&study).expect("a steady column");
        study.columns[column].outcome = Outcome::find("harm_expected").expect("registered");
        let of = |shown| results.of(&study, shown, 2).expect("measured");
        let (shown, happened, expected) = (of(&HARM), of(&HAPPENED), *results.get(2, column));
        assert_ne!(happened.world, expected.world, "else nothing is tried");
        assert_eq!((shown.mean, shown.diff), (expected.mean, expected.diff));
        assert_eq!((shown.mc_lo, shown.mc_hi), (expected.mc_lo, expected.mc_hi));
        assert_eq!(shown.variance_ratio, expected.variance_ratio);
        assert_eq!((shown.world, shown.p_better_world), (happened.world, happened.p_better_world));
        assert_eq!((shown.tvar95, shown.diff_p05), (happened.tvar95, happened.diff_p05));
    }
}
