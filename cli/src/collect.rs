//! The run itself: chunk after chunk from the engine to the spool, until the rule says enough or somebody stops it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use caveat::experiment::compare::{Failure, PATHS, RegimeRun, Replication};
use caveat::experiment::summary::{mean, mean_interval};

use crate::error::{Error, Result};
use crate::frame::Sink;
use crate::headlines;
use crate::paths::{Paths, panel_fields, panel_rows};
use crate::schedule::Rule;
use crate::spool::{Finished, Spool};
use crate::study::{Source, Study};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything asked for was done.
    Complete,
    /// The last replication allowed came before the precision asked for.
    Imprecise,
    /// Somebody pressed Ctrl-C; the finished prefix was kept.
    Interrupted,
}

/// What a run left.
#[derive(Debug)]
pub struct Collected {
    /// Outcomes of finished replications.
    pub spool: Spool,
    /// Monthly paths of the first of them.
    pub paths: Paths,
    /// Replications that failed.
    pub failures: Vec<Failure>,
    /// Firms × months simulated, the burn-in once and what follows under every regime.
    pub firm_months: f64,
    /// How it ended.
    pub ending: Ending,
    /// The panel's file, if one was asked for.
    pub panel: Option<Sink>,
}

/// Who is told how far the run is.
pub trait Watch: Sync {
    /// How many replications are now expected in all.
    fn expect(&self, replications: u64);
    /// One more is done.
    fn done(&self);
}

/// A panel to be written: monthly paths of the first replications.
pub struct Panel<'a> {
    /// Its file.
    pub path: &'a Path,
    /// How many replications.
    pub replications: u64,
}

/// Runs a study.
///
/// # Errors
///
/// If the disk of `folder`, where the spool lies, or the panel's file cannot be written, or if it was interrupted
/// before anything was finished.
pub fn collect(
    study: &Study,
    source: &dyn Source,
    rule: Rule,
    folder: &Path,
    panel: Option<Panel>,
    watch: &dyn Watch,
    stop: &AtomicBool,
) -> Result<Collected> {
    let spooling = || Error::file("write a temporary file in", folder);
    let spool = Spool::create_in(folder, study.regimes.len(), study.columns.len()).map_err(spooling())?;
    let (panel, panel_replications) = open_panel(study, panel)?;
    let mut collected = Collected {
        spool,
        paths: Paths::default(),
        failures: Vec::new(),
        firm_months: 0.0,
        ending: Ending::Complete,
        panel,
    };
    let mut done = 0;
    collected.ending = loop {
        let Some(range) = rule.next(done) else { break rule_ending(rule) };
        watch.expect(rule.goal(done));
        let wanted = range.end;
        let chunk = source.run(range, &|| watch.done(), stop);
        done += chunk.len() as u64;
        collected.take(study, chunk, panel_replications, folder)?;
        if done < wanted {
            break Ending::Interrupted;
        }
        if let Some(share) = rule.look(done)
            && precise(study, &mut collected.spool, share).map_err(spooling())?
        {
            break Ending::Complete;
        }
        if stop.load(Ordering::Relaxed) && rule.next(done).is_some() {
            break Ending::Interrupted;
        }
    };
    if done == 0 { Err(Error::Interrupted) } else { Ok(collected) }
}

/// How a run ends that was let run to its last replication.
fn rule_ending(rule: Rule) -> Ending {
    match rule {
        Rule::Count(_) => Ending::Complete,
        Rule::Precision { .. } => Ending::Imprecise,
    }
}

impl Collected {
    fn take(
        &mut self,
        study: &Study,
        chunk: Vec<Replication>,
        panel_replications: u64,
        folder: &Path,
    ) -> Result<()> {
        let (finished, failures) = sort(chunk);
        self.failures.extend(failures);
        for (number, runs) in &finished {
            self.firm_months += firm_months(study, runs);
            self.paths.keep(runs);
            if let Some(panel) = &mut self.panel
                && *number < panel_replications
            {
                panel.append(&panel_rows(study, *number, runs))?;
            }
        }
        self.spool.append(&finished).map_err(Error::file("write a temporary file in", folder))
    }
}

fn open_panel(study: &Study, panel: Option<Panel>) -> Result<(Option<Sink>, u64)> {
    let Some(panel) = panel else { return Ok((None, 0)) };
    let sample = panel_rows(study, 0, &[]);
    let sink = Sink::create(panel.path, "panel", panel_fields(), &sample)?;
    Ok((Some(sink), panel.replications))
}

fn sort(chunk: Vec<Replication>) -> (Vec<Finished>, Vec<Failure>) {
    let mut finished = Vec::with_capacity(chunk.len());
    let mut failures = Vec::new();
    for replication in chunk {
        match replication.runs {
            Ok(runs) => finished.push((replication.index, runs)),
            Err(failure) => failures.push(failure),
        }
    }
    (finished, failures)
}

/// Makers in the market summed over the months simulated: the burn-in, which all regimes share, once.
fn firm_months(study: &Study, runs: &[RegimeRun]) -> f64 {
    let makers = PATHS.iter().position(|path| path.key == "makers").unwrap_or(0);
    let burn_in = study.burn_in_months * PATHS.len();
    let shared = runs.first().map_or(&[][..], |run| &run.paths[..burn_in.min(run.paths.len())]);
    let shared: f64 = shared.iter().skip(makers).step_by(PATHS.len()).sum();
    shared + runs.iter().map(|run| run.firm_months).sum::<f64>()
}

/// Whether headline harm is known to a share of the baseline's mean, under every regime.
fn precise(study: &Study, spool: &mut Spool, share: f64) -> std::io::Result<bool> {
    let Some(harm) = headlines::HARM.find(study) else { return Ok(false) };
    let baseline = spool.column(study.baseline, harm)?;
    let bound = share * mean(&baseline).abs();
    for regime in study.reforms() {
        let ours = spool.column(regime, harm)?;
        let differences: Vec<f64> = ours.iter().zip(&baseline).map(|(a, b)| a - b).collect();
        let enough = mean_interval(&differences).half_width <= bound;
        if !enough {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{Fake, Silent, study};

    fn run(fake: &Fake, rule: Rule, stop: &AtomicBool) -> Result<Collected> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        collect(&study(&["none", "strict"]), fake, rule, folder.path(), None, &Silent, stop)
    }

    #[test]
    fn every_replication_is_finished_or_failed() {
        let fake = Fake { fails: Some(300), ..Fake::default() };
        let mut collected = run(&fake, Rule::Count(600), &AtomicBool::new(false)).expect("ran");
        assert_eq!(
            (collected.spool.len(), collected.failures.len(), collected.ending),
            (599, 1, Ending::Complete)
        );
        assert_eq!(collected.failures[0].replication, 300);
        assert_eq!(collected.spool.column(1, 0).expect("read").len(), 599);
        assert!(collected.firm_months > 0.0);
    }

    #[test]
    fn precision_stops_at_the_first_look_that_suffices() {
        let stop = AtomicBool::new(false);
        let rule = |share| Rule::Precision { share, at_most: 600 };
        let loose = run(&Fake::default(), rule(0.5), &stop).expect("ran");
        assert_eq!((loose.spool.len(), loose.ending), (64, Ending::Complete));
        let tight = run(&Fake::default(), rule(1e-9), &stop).expect("ran");
        assert_eq!((tight.spool.len(), tight.ending), (600, Ending::Imprecise));
    }

    #[test]
    fn an_interrupted_run_keeps_its_prefix() {
        let stop = AtomicBool::new(false);
        let fake = Fake { interrupted_after: Some(100), ..Fake::default() };
        let collected = run(&fake, Rule::Count(600), &stop).expect("ran");
        assert_eq!((collected.spool.len(), collected.ending), (100, Ending::Interrupted));
        let nothing = Fake { interrupted_after: Some(0), ..Fake::default() };
        assert!(matches!(run(&nothing, Rule::Count(600), &stop), Err(Error::Interrupted)));
    }
}
