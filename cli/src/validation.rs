//! How the simulated market compares with the world: moments beside evidence, and findings of other models asked again.

mod document;
mod page;
mod simulate;
mod terminal;

pub use document::document;
pub use page::page;
pub use simulate::{PROBED, Ready, Task};
pub use terminal::report;

use std::fs;
use std::path::{Path, PathBuf};

use caveat::experiment::published::{Answer, Experiment, Verdict as Agreement, World};
use caveat::experiment::targets::{Judged, Target, Targets, Verdict};
use caveat::scenario::{Scenario, Source};

use crate::error::{Error, Result};
use crate::files::{self, RegimeFiles};

/// What is asked, read and checked before anything is simulated.
pub struct Asked {
    /// Targets with their market.
    pub moments: Option<(Targets, Scenario)>,
    /// Papers, each with the markets it is asked in.
    pub papers: Vec<(Experiment, Vec<World>)>,
    /// Every file that says what is asked.
    texts: Vec<Source>,
}

/// What came of it.
pub struct Validation {
    /// Short name and title of the market, and what became of its targets.
    pub moments: Option<Moments>,
    /// What became of each paper.
    pub papers: Vec<Paper>,
    /// Replications of each market.
    pub replications: u64,
    /// Seed of the shocks.
    pub seed: u64,
    /// Replications that failed, in words.
    pub failures: Vec<String>,
    /// Identity of what was asked and of the first [`PROBED`] replications of everything.
    pub probe: String,
}

/// Targets of a market, judged.
pub struct Moments {
    /// Name of the market.
    pub market: String,
    /// Its title.
    pub market_title: String,
    /// In the order of the file.
    pub rows: Vec<(Target, Judged)>,
}

impl Moments {
    /// How many rows came to a verdict; with `untargeted`, of those only to which the market was not calibrated.
    pub fn count(&self, verdict: Verdict, untargeted: bool) -> usize {
        let counted = |(target, judged): &&(Target, Judged)| {
            judged.verdict == verdict && !(untargeted && target.targeted)
        };
        self.rows.iter().filter(counted).count()
    }
}

/// One paper, asked.
pub struct Paper {
    /// The question.
    pub experiment: Experiment,
    /// Titles of the markets in which it is asked.
    pub markets: Vec<String>,
    /// One answer a claim; none if it cannot be asked.
    pub answers: Vec<Answer>,
}

impl Paper {
    /// How many of its findings came to a verdict.
    pub fn count(&self, verdict: Agreement) -> usize {
        let findings = self.experiment.claims.iter().zip(&self.answers).filter(|(claim, _)| !claim.setting);
        findings.filter(|(_, answer)| answer.verdict == verdict).count()
    }

    /// What came of it, in a word or two.
    pub fn verdict(&self) -> String {
        if self.answers.is_empty() {
            return "cannot be asked".into();
        }
        let all = [Agreement::Agree, Agreement::Disagree, Agreement::Undecided].map(|verdict| {
            let count = self.count(verdict);
            (count > 0).then(|| format!("{count} {}", verdict.words()))
        });
        all.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

impl Asked {
    /// Reads a file of targets, and every experiment of a folder.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in the first file that is wrong.
    pub fn read(targets: Option<&Path>, published: Option<&Path>) -> Result<Asked> {
        let mut texts = Vec::new();
        let moments = targets.map(|path| read_targets(path, &mut texts)).transpose()?;
        let mut papers = Vec::new();
        for path in published.map(experiments).transpose()?.unwrap_or_default() {
            let source = files::read(&path)?;
            let experiment = Experiment::read(&source)?;
            let worlds = experiment.worlds(&RegimeFiles::default())?;
            texts.push(source);
            papers.push((experiment, worlds));
        }
        Ok(Asked { moments, papers, texts })
    }
}

fn read_targets(path: &Path, texts: &mut Vec<Source>) -> Result<(Targets, Scenario)> {
    let source = files::read(path)?;
    let targets = Targets::read(&source)?;
    let scenario = targets.scenario(&RegimeFiles::default())?;
    texts.push(source);
    Ok((targets, scenario))
}

/// The experiments of a folder, by name.
fn experiments(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(Error::file("read", folder))?;
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    files.sort();
    Ok(files)
}
