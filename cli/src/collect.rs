//! The run itself: replication after replication from the engine to the spool, until the rule says enough or somebody
//! stops it.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use caveat::experiment::compare::{Failure, PATHS, RegimeRun, Replication};
use caveat::experiment::summary::{mean, mean_interval};

use crate::error::{Error, Result};
use crate::frame::Sink;
use crate::headlines;
use crate::paths::{Paths, panel_fields, panel_rows};
use crate::schedule::Rule;
use crate::spool::{BLOCK, Finished, Spool};
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
    let mut collector = Collector::new(study, rule, folder, panel, watch)?;
    watch.expect(rule.goal(0));
    source.run(0..rule.most(), &|| watch.done(), stop, &mut |replication| collector.take(replication));
    collector.finish()
}

/// Takes replications as they come, one after the other.
struct Collector<'a> {
    study: &'a Study,
    rule: Rule,
    folder: &'a Path,
    watch: &'a dyn Watch,
    panel_replications: u64,
    collected: Collected,
    /// Finished, and not in the spool yet.
    pending: Vec<Finished>,
    /// Finished or failed.
    done: u64,
    /// How it ended, once it has.
    ended: Option<Result<Ending>>,
}

impl<'a> Collector<'a> {
    fn new(
        study: &'a Study,
        rule: Rule,
        folder: &'a Path,
        panel: Option<Panel>,
        watch: &'a dyn Watch,
    ) -> Result<Collector<'a>> {
        let spool = Spool::create_in(folder, study.regimes.len(), study.columns.len());
        let (panel, panel_replications) = open_panel(study, panel)?;
        let collected = Collected {
            spool: spool.map_err(spooling(folder))?,
            paths: Paths::default(),
            failures: Vec::new(),
            firm_months: 0.0,
            ending: Ending::Complete,
            panel,
        };
        let (pending, done, ended) = (Vec::with_capacity(BLOCK), 0, None);
        Ok(Collector { study, rule, folder, watch, panel_replications, collected, pending, done, ended })
    }

    /// Takes the next replication and says whether more are wanted.
    fn take(&mut self, replication: Replication) -> ControlFlow<()> {
        self.done += 1;
        self.ended = self.keep(replication).and_then(|()| self.judge()).transpose();
        if self.ended.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn keep(&mut self, replication: Replication) -> Result<()> {
        let runs = match replication.runs {
            Ok(runs) => runs,
            Err(failure) => {
                self.collected.failures.push(failure);
                return Ok(());
            }
        };
        self.collected.firm_months += firm_months(self.study, &runs);
        self.collected.paths.keep(&runs);
        if let Some(panel) = &mut self.collected.panel
            && replication.index < self.panel_replications
        {
            panel.append(&panel_rows(self.study, replication.index, &runs))?;
        }
        self.pending.push((replication.index, runs));
        if self.pending.len() == BLOCK { self.spool() } else { Ok(()) }
    }

    fn spool(&mut self) -> Result<()> {
        self.collected.spool.append(&self.pending).map_err(spooling(self.folder))?;
        self.pending.clear();
        Ok(())
    }

    /// Whether this is a place to look, and what is seen suffices.
    fn judge(&mut self) -> Result<Option<Ending>> {
        let Some(share) = self.rule.look(self.done) else { return Ok(None) };
        self.watch.expect(self.rule.goal(self.done));
        self.spool()?;
        let enough = precise(self.study, &mut self.collected.spool, share).map_err(spooling(self.folder))?;
        Ok(enough.then_some(Ending::Complete))
    }

    fn finish(mut self) -> Result<Collected> {
        self.collected.ending = match self.ended.take() {
            Some(ended) => ended?,
            None if self.done == 0 => return Err(Error::Interrupted),
            None if self.done < self.rule.most() => Ending::Interrupted,
            None => rule_ending(self.rule),
        };
        self.spool()?;
        Ok(self.collected)
    }
}

/// For `map_err`: the spool's disk refused.
fn spooling(folder: &Path) -> impl FnOnce(std::io::Error) -> Error {
    Error::file("write a temporary file in", folder)
}

/// How a run ends that was let run to its last replication.
fn rule_ending(rule: Rule) -> Ending {
    match rule {
        Rule::Count(_) => Ending::Complete,
        Rule::Precision { .. } => Ending::Imprecise,
    }
}

fn open_panel(study: &Study, panel: Option<Panel>) -> Result<(Option<Sink>, u64)> {
    let Some(panel) = panel else { return Ok((None, 0)) };
    let sample = panel_rows(study, 0, &[]);
    let sink = Sink::create(panel.path, "panel", panel_fields(study), &sample)?;
    Ok((Some(sink), panel.replications))
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
