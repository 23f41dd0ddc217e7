//! A calibration at the edge: files in, a folder with the fit and a market out, and a state from which a stopped one goes on.

mod answer;
mod page;
mod patch;
mod state;
mod terminal;

pub use answer::{Answer, Fitted};
pub use page::page;
pub use state::State;
pub use terminal::{MOMENTS_HEADER, PARAMETERS_HEADER, moments, parameters, summary};

use std::path::Path;

use caveat::experiment::calibration::{Calibration, Evaluation, Fit, Halt, Simulation, fit};
use caveat::experiment::targets::Targets;
use caveat::scenario::{Scenario, Source};

use crate::collect::Watch;
use crate::digest::of_texts;
use crate::error::{Error, Result};
use crate::files::{self, RegimeFiles};
use crate::interrupt;

/// What is asked, read and checked before anything is simulated.
pub struct Asked {
    /// What is fitted to what.
    pub calibration: Calibration,
    /// The market as it is shipped.
    pub scenario: Scenario,
    /// The market's file, by the name under which it was found.
    pub market: Source,
    /// Seed of the shocks.
    pub seed: u64,
    /// Replications of every point.
    pub replications: u64,
    text: String,
}

impl Asked {
    /// Reads a file of targets that says what is fitted, and the market that it names.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the first file that is wrong.
    pub fn read(path: &Path, (seed, replications): (u64, u64)) -> Result<Asked> {
        let source = files::read(path)?;
        let targets = Targets::read(&source)?;
        let market = targets.market_source(&RegimeFiles::default())?;
        let scenario = targets.scenario(&RegimeFiles::default())?;
        let calibration = Calibration::read(&source, targets, &scenario)?;
        Ok(Asked { calibration, scenario, market, seed, replications, text: source.text })
    }

    /// By what this calibration is known: the same for the same question to the same engine.
    pub fn run_id(&self) -> String {
        let numbers = format!("calibrate {} {}", self.seed, self.replications);
        let resolved = self.scenario.to_toml();
        of_texts([numbers.as_str(), &self.text, &resolved, caveat::ENGINE_ID])
    }

    /// The market that is asked for its moments.
    pub fn simulation(&self) -> Simulation<'_> {
        Simulation::new(&self.calibration, &self.scenario, (self.seed, self.replications))
    }

    /// Fits, from what is known of points that were simulated before. `keep` is shown all that is known whenever there is more.
    ///
    /// # Errors
    ///
    /// If there is nothing to fit, or what is known cannot be kept.
    pub fn fit(
        &self,
        known: Vec<Evaluation>,
        watch: &dyn Watch,
        keep: &mut dyn FnMut(&[Evaluation]) -> Result<()>,
    ) -> Result<Outcome> {
        let simulation = self.simulation();
        let (mut all, mut lost) = (known.clone(), None);
        watch.expect(self.expected(all.len()));
        let halted = fit(&self.calibration.problem, known, &mut |points| {
            watch.expect(self.expected(all.len() + points.len()));
            let new = simulation.evaluate(points, &|| watch.done(), interrupt::stop());
            all.extend(new.iter().cloned());
            // Nothing new is nothing to keep: it was stopped before a point was whole.
            match if new.is_empty() { Ok(()) } else { keep(&all) } {
                Ok(()) => new,
                Err(error) => {
                    lost = Some(error);
                    Vec::new()
                }
            }
        });
        match (halted, lost) {
            (_, Some(error)) => Err(error),
            (Ok(fit), None) => Ok(Outcome::Fit(Box::new(fit))),
            (Err(Halt::Stopped), None) => Ok(Outcome::Stopped(all)),
            (Err(Halt::Impossible(error)), None) => Err(Error::Scenario(error)),
        }
    }

    /// Replications that a fit takes, roughly: two searches and a look around, or what they have asked for so far.
    fn expected(&self, points: usize) -> u64 {
        let parameters = self.calibration.problem.parameters.len();
        let usual = 5 * (parameters + 2) + 2 * (2 * parameters + 2);
        self.replications * usual.max(points) as u64
    }
}

/// What came of a fit.
pub enum Outcome {
    /// It ended.
    Fit(Box<Fit>),
    /// Somebody stopped it: what is known of all points.
    Stopped(Vec<Evaluation>),
}
