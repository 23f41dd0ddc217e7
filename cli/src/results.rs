//! What a run found: every outcome under every regime, summarised against the baseline.

use caveat::experiment::summary::{Summary, summarise};

use crate::collect::{Collected, Ending};
use crate::error::{Error, Result};
use crate::headlines::Shown;
use crate::study::Study;

/// Summaries of a study, with how they came about.
#[derive(Clone, Debug)]
pub struct Results {
    columns: usize,
    summaries: Vec<Summary>,
    /// Replications that were finished.
    pub replications: u64,
    /// Replications that failed.
    pub failed: u64,
    /// Firms × months simulated.
    pub firm_months: f64,
    /// Seconds of simulation.
    pub seconds: f64,
    /// How the run ended.
    pub ending: Ending,
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
            let mut read =
                |regime| spool.column(regime, place).map_err(Error::file("read", "the temporary file"));
            let baseline = read(study.baseline)?;
            for regime in 0..regimes {
                let values = if regime == study.baseline { baseline.clone() } else { read(regime)? };
                summaries[regime * columns + place] =
                    Some(summarise(&values, &baseline, column.outcome.sign));
            }
        }
        Ok(Results {
            columns,
            summaries: summaries.into_iter().flatten().collect(),
            replications: collected.spool.len() as u64,
            failed: collected.failures.len() as u64,
            firm_months: collected.firm_months,
            seconds,
            ending: collected.ending,
        })
    }

    /// The summary of a column under a regime.
    pub fn get(&self, regime: usize, column: usize) -> &Summary {
        &self.summaries[regime * self.columns + column]
    }

    /// The summary of a shown outcome under a regime, if the study has it.
    pub fn of(&self, study: &Study, shown: &Shown, regime: usize) -> Option<&Summary> {
        shown.find(study).map(|column| self.get(regime, column))
    }

    /// Whether less was done than was asked.
    pub fn is_partial(&self) -> bool {
        self.ending == Ending::Interrupted
    }
}

/// Whether a difference cannot be told from zero: its interval includes zero, or there is none.
pub fn includes_zero(summary: &Summary) -> bool {
    let apart = summary.mc_lo > 0.0 || summary.mc_hi < 0.0;
    !apart
}
