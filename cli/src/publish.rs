//! From a finished run to a result folder: tables, plots, page, manifest.

use std::collections::BTreeMap;

use caveat::table::{Field, Table};

use crate::collect::Collected;
use crate::digest::{self, TableDigest};
use crate::error::{Error, Result};
use crate::folder::{Draft, MANIFEST, Placed};
use crate::frame::{self, Sink};
use crate::manifest::{Invocation, Manifest};
use crate::page;
use crate::paths::panel_fields;
use crate::plots::{Plot, plots, png, svg};
use crate::results::Results;
use crate::schedule::Rule;
use crate::study::Study;
use crate::tables;

/// The panel's file.
pub const PANEL: &str = "panel.parquet";

/// What a folder is made of, besides what the study says.
pub struct Run<'a> {
    /// Known by its inputs.
    pub run_id: String,
    /// When it stopped.
    pub rule: Rule,
    /// How it was started.
    pub invocation: &'a Invocation,
}

/// Fills a draft and puts it in its place, or leaves a fuller run of the same question there.
///
/// # Errors
///
/// If anything cannot be written; then nothing is left.
pub fn publish(
    draft: Draft,
    study: &Study,
    results: &Results,
    mut collected: Collected,
    run: Run,
) -> Result<Placed> {
    for (name, text) in &study.resolved {
        draft.write(name, text)?;
    }
    let mut digests = BTreeMap::new();
    let mut meanings: Vec<(&str, Vec<Field>)> = Vec::new();
    let doubts = [
        results.draws.as_ref().map(|draws| draws.assumptions_table()),
        results.draws.as_ref().map(|draws| draws.draws_table(study)),
        results.sensitivity.as_ref().map(|sensitivity| sensitivity.table(study)),
        results.behaviour.as_ref().map(|behaviour| behaviour.table()),
    ];
    let tables = [tables::summary(study, results), collected.paths.table(study)];
    for table in tables.into_iter().chain(doubts.into_iter().flatten()) {
        let table = tables::signed(table, study);
        digests.insert(table.name.to_owned(), write_table(&draft, &table)?);
        meanings.push((table.name, table.fields));
    }
    digests.insert("outcomes".to_owned(), write_outcomes(&draft, study, &mut collected)?);
    meanings.push(("outcomes", tables::outcome_fields(study)));
    if let Some(panel) = collected.panel.take() {
        digests.insert("panel".to_owned(), panel.finish()?);
        meanings.push(("panel", panel_fields(study)));
    }
    if !collected.failures.is_empty() {
        let failures = tables::signed(tables::failures(&collected.failures), study);
        write_csv(&draft, &failures)?;
        digests.insert(failures.name.to_owned(), digest::of(&failures));
        meanings.push((failures.name, failures.fields));
    }
    meanings.push(("manifest", tables::beside_the_tables()));
    let meanings: Vec<(&str, &[Field])> =
        meanings.iter().map(|(name, fields)| (*name, fields.as_slice())).collect();
    write_csv(&draft, &tables::dictionary(&meanings))?;
    let plots = write_plots(&draft, plots(study, results, &mut collected)?)?;
    let manifest = Manifest::new(study, results, run.rule, run.run_id, digests, run.invocation);
    draft.write("report.html", page::render(study, results, &plots, run.invocation)?)?;
    draft.write(
        MANIFEST,
        manifest.to_json().map_err(std::io::Error::from).map_err(Error::file("write", MANIFEST))?,
    )?;
    draft.commit()
}

/// A table as Parquet and CSV.
fn write_table(draft: &Draft, table: &Table) -> Result<TableDigest> {
    write_csv(draft, table)?;
    frame::write(table, &draft.path(&format!("{}.parquet", table.name)))
}

fn write_csv(draft: &Draft, table: &Table) -> Result<()> {
    let name = format!("{}.csv", table.name);
    let text = tables::to_csv(table).map_err(Error::file("write", draft.path(&name)))?;
    draft.write(&name, text)
}

fn write_outcomes(draft: &Draft, study: &Study, collected: &mut Collected) -> Result<TableDigest> {
    let fields = tables::outcome_fields(study);
    let mut sink =
        Sink::create(&draft.path("outcomes.parquet"), "outcomes", fields, &tables::no_outcomes(study))?;
    tables::write_outcomes(study, &mut collected.spool, &mut sink)?;
    sink.finish()
}

/// Writes every plot twice and keeps the text of the first kind for the page.
fn write_plots(draft: &Draft, plots: Vec<Plot>) -> Result<Vec<(Plot, String)>> {
    let mut drawn = Vec::with_capacity(plots.len());
    for plot in plots {
        let failed = |reason| Error::Plot { plot: plot.name.to_owned(), reason };
        let text = svg(&plot.scene).map_err(failed)?;
        draft.write(&format!("plots/{}.svg", plot.name), &text)?;
        png(&plot.scene, &draft.path(&format!("plots/{}.png", plot.name))).map_err(failed)?;
        drawn.push((plot, text));
    }
    Ok(drawn)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::collect;
    use crate::fake::{Fake, NINE, Silent, study};
    use std::sync::atomic::AtomicBool;
    use std::time::SystemTime;

    /// Publishes a run of two regimes in which one replication fails, and returns the folder.
    fn published(replications: u64, fails: u64) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (study, rule) = (study(&NINE[..2]), Rule::Count(replications));
        let fake = Fake { fails: Some(fails), ..Fake::default() };
        let draft = Draft::create(&folder.path().join("run"), "id", false).expect("created");
        let stop = AtomicBool::new(false);
        let mut collected =
            collect(&study, &fake, rule, &draft.parent(), None, &Silent, &stop).expect("collected");
        let results = Results::read(&study, &mut collected, 1.0).expect("read");
        let invocation = Invocation { command: vec!["caveat".into()], started: SystemTime::now() };
        let run = Run { run_id: "id".into(), rule, invocation: &invocation };
        let placed = publish(draft, &study, &results, collected, run).expect("published");
        assert_eq!(placed, Placed::Here);
        folder
    }

    fn read(folder: &tempfile::TempDir, name: &str) -> String {
        std::fs::read_to_string(folder.path().join("run").join(name)).expect("there")
    }

    #[test]
    fn a_failed_replication_is_a_row() {
        let folder = published(30, 3);
        assert_eq!(
            read(&folder, "failures.csv"),
            "seed,replication,error,market\n1,3,too many live flaws,Smart-home devices in one jurisdiction\n"
        );
        assert!(read(&folder, "data-dictionary.csv").contains("failures,replication,"));
        assert!(read(&folder, "data-dictionary.csv").contains("manifest,firm_months,maker-months,"));
        assert!(read(&folder, "report.html").contains("1 replication failed"));
        assert!(read(&folder, "manifest.json").contains("\"failed_replications\": 1"));
    }

    #[test]
    fn a_run_in_which_everything_fails_still_says_so() {
        let folder = published(1, 0);
        assert!(read(&folder, "report.html").contains("Nothing can be said of harm"));
        assert!(!folder.path().join("run/plots").exists());
    }
}
