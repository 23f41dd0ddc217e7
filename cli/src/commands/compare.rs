//! `caveat compare`: prepare, simulate, summarise, publish, say.

use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::{Instant, SystemTime};

use caveat::experiment::assumptions::Comparison;

use super::{command_line, in_pool, print};
use crate::args::{
    Compare, DRAW_REPLICATIONS, END_REPLICATIONS, MOST_REPLICATIONS, REPLICATIONS, SENSITIVITY,
};
use crate::behaviour::{Behaviour, Robustness};
use crate::collect::{Collected, Ending, Panel, collect};
use crate::document;
use crate::draws;
use crate::engine::Engine;
use crate::error::{Error, Result, exit, warn};
use crate::folder::{Draft, Placed};
use crate::interrupt;
use crate::manifest::{Invocation, run_id};
use crate::prepare::{Prepared, Question};
use crate::progress::{Progress, Spinner};
use crate::publish::{PANEL, Run, publish};
use crate::results::Results;
use crate::schedule::Rule;
use crate::sensitivity::{Asked, Sensitivity};
use crate::spool::Spool;
use crate::study::{Source, Study};
use crate::terminal;

/// Does the whole of it.
pub(super) fn run(args: &Compare) -> Result<ExitCode> {
    interrupt::listen();
    let invocation = Invocation { command: command_line(), started: SystemTime::now() };
    let prepared = prepare(args, args.behaviour)?;
    warn(&prepared.warnings()?, crate::colour());
    let started = Instant::now();
    let engine = calibrated(args, &prepared)?;
    let study = prepared.study(engine.columns().to_vec(), args.seed, caveat::ENGINE_ID)?;
    let rule = rule(args);
    let draws = draws(args, &prepared)?;
    let run_id = run_id(&study, rule, args.panel.unwrap_or(0), &doubts(args));
    let out = args.out.clone().unwrap_or_else(|| default_folder(&study, &run_id));
    let draft = Draft::create(&out, &run_id, args.force)?;

    let mut collected = in_pool(args.threads, || simulate(args, &study, &engine, rule, &draft))??;
    let mut results = Results::read(&study, &mut collected, started.elapsed().as_secs_f64())?;
    let spool = &mut collected.spool;
    in_pool(args.threads, || doubt(args, &prepared, (&study, &engine), draws, (spool, &mut results)))??;
    if args.behaviour == Some(Behaviour::All) && !results.is_partial() {
        let again = in_pool(args.threads, || otherwise(args, &study, &prepared, &mut collected, &draft))??;
        results.behaviour = Some(again.0);
        if again.1 == Ending::Interrupted {
            results.ending = again.1;
        }
    }
    results.seconds = started.elapsed().as_secs_f64();
    let run = Run { run_id, rule, invocation: &invocation };
    let placed = publish(draft, &study, &results, collected, run)?;
    say(args, &study, &results, &out, placed)?;
    Ok(ending(&results))
}

/// The question, with makers that follow a rule.
fn prepare(args: &Compare, behaviour: Option<Behaviour>) -> Result<Prepared> {
    let rule = behaviour.map(Behaviour::settings).unwrap_or_default();
    let set = [&args.set[..], &rule].concat();
    let (regimes, baseline) = (&args.regimes[..], args.baseline.as_deref());
    Question { market: &args.market, set: &set, regimes, baseline }.prepare()
}

/// The comparison again under every rule by which makers may decide, with as many replications; and whether somebody stopped it.
fn otherwise(
    args: &Compare,
    study: &Study,
    prepared: &Prepared,
    collected: &mut Collected,
    draft: &Draft,
) -> Result<(Robustness, Ending)> {
    let mut robustness = Robustness::default();
    let rule = Rule::Count(collected.spool.len() as u64);
    for behaviour in Behaviour::RULES {
        if behaviour.is(&prepared.scenario.market.decision) {
            robustness.add(behaviour, study, &mut collected.spool)?;
            continue;
        }
        let engine = calibrated(args, &prepare(args, Some(behaviour))?)?;
        let progress = Progress::new("replications", args.quiet);
        let stop = interrupt::stop();
        let again = collect(study, &engine, rule, &draft.parent(), None, &progress, stop);
        progress.finish();
        match again {
            // Who stops here keeps the comparison, and what was found before.
            Err(Error::Interrupted) => return Ok((robustness, Ending::Interrupted)),
            Ok(again) if again.ending == Ending::Interrupted => return Ok((robustness, again.ending)),
            again => robustness.add(behaviour, study, &mut again?.spool)?,
        }
    }
    Ok((robustness, Ending::Complete))
}

fn calibrated(args: &Compare, prepared: &Prepared) -> Result<Engine> {
    let _spinner = Spinner::new("calibrating", args.quiet);
    in_pool(args.threads, || Engine::new(prepared, args.seed))?
}

/// Replications of a draw of the assumptions.
fn draw_replications(args: &Compare) -> u64 {
    args.draw_replications
        .or(args.replications.filter(|_| args.precision.is_none()))
        .unwrap_or(DRAW_REPLICATIONS)
}

/// The assumptions that are moved, one at a time; none in a quick look, unless it is asked for.
fn ends(args: &Compare) -> Option<Asked> {
    let run = args.replications.filter(|_| args.precision.is_none()).unwrap_or(REPLICATIONS);
    let by_default = if run < END_REPLICATIONS { 0 } else { SENSITIVITY };
    let assumptions = args.sensitivity.unwrap_or(by_default);
    let replications = args.end_replications.unwrap_or(END_REPLICATIONS.min(run));
    (assumptions > 0).then_some(Asked { assumptions, replications })
}

/// What is asked of the assumptions, as a run is known by it.
fn doubts(args: &Compare) -> String {
    let draws = args.assumptions.map(|draws| format!("assumptions {draws} × {}", draw_replications(args)));
    let sensitivity = ends(args).map(|Asked { assumptions, replications }| {
        let all = if assumptions == usize::MAX { "all".to_owned() } else { assumptions.to_string() };
        format!("sensitivity {all} × {replications}")
    });
    draws.into_iter().chain(sensitivity).collect::<Vec<_>>().join(", ")
}

/// The draws asked for, before anything is simulated: what cannot be drawn is said at once.
fn draws(args: &Compare, prepared: &Prepared) -> Result<Option<draws::Plan>> {
    let Some(count) = args.assumptions else { return Ok(None) };
    let replications = draw_replications(args);
    if replications < 2 {
        return Err(Error::Option {
            message: format!("--assumptions {count}: one replication a draw cannot tell ignorance from luck"),
            help: "ask for more with --draw-replications".into(),
        });
    }
    let _spinner = Spinner::new("drawing assumptions", args.quiet);
    draws::Plan::new(prepared, count, replications, args.seed).map(Some)
}

/// Draws of the assumptions, and single ones at their ends: each until somebody says stop.
fn doubt(
    args: &Compare,
    prepared: &Prepared,
    (study, engine): (&Study, &Engine),
    draws: Option<draws::Plan>,
    (spool, results): (&mut Spool, &mut Results),
) -> Result<()> {
    let stop = interrupt::stop();
    let Prepared { scenario, regimes, baseline, influence, .. } = prepared;
    let comparison = Comparison { scenario, regimes, baseline: *baseline, seed: args.seed };
    if let Some(plan) = draws
        && !results.is_partial()
    {
        let progress = Progress::new("replications of draws", args.quiet);
        results.draws = Some(plan.run(study, comparison, engine, &progress, stop));
        progress.finish();
    }
    if let Some(asked) = ends(args)
        && study.regimes.len() > 1
        && !stop.load(Ordering::Relaxed)
    {
        let progress = Progress::new("replications of single assumptions", args.quiet);
        let question = (comparison, influence);
        let moved = Sensitivity::run((study, spool), question, engine, asked, &progress, stop);
        progress.finish();
        results.sensitivity = Some(moved?);
    }
    if stop.load(Ordering::Relaxed) {
        results.ending = Ending::Interrupted;
    }
    Ok(())
}

fn simulate(
    args: &Compare,
    study: &Study,
    source: &dyn Source,
    rule: Rule,
    draft: &Draft,
) -> Result<Collected> {
    let panel_path = draft.path(PANEL);
    let panel = args.panel.map(|replications| Panel { path: &panel_path, replications });
    let progress = Progress::new("replications", args.quiet);
    let collected = collect(study, source, rule, &draft.parent(), panel, &progress, interrupt::stop());
    progress.finish();
    collected
}

fn rule(args: &Compare) -> Rule {
    match args.precision {
        None => Rule::Count(args.replications.unwrap_or(REPLICATIONS)),
        Some(share) => Rule::Precision { share, at_most: args.replications.unwrap_or(MOST_REPLICATIONS) },
    }
}

fn default_folder(study: &Study, run_id: &str) -> PathBuf {
    Path::new("results").join(format!("{}-{}", study.market.name, &run_id[..8]))
}

/// Prints the document, or the table with what there is to say beside it.
fn say(args: &Compare, study: &Study, results: &Results, out: &Path, placed: Placed) -> Result<()> {
    let here = placed == Placed::Here;
    let folder = out.display().to_string();
    if args.json {
        let text = document::to_json(study, results, here.then_some(&folder));
        print(&text.map_err(|error| Error::Output(error.into()))?)?;
    } else if !args.quiet {
        print(&terminal::report(study, results, width(), stdout().is_terminal()))?;
        if let Some(robustness) = &results.behaviour {
            print(&format!("\n{}", robustness.text()))?;
        }
        if here {
            print(&format!("\nResults: {folder}\n   Page: {}", out.join("report.html").display()))?;
        }
    }
    if !here {
        eprintln!(
            "note: `{folder}` holds this run with more replications and was kept; nothing of the interrupted one was \
             written\n  help: replace it with --force, or name another folder with --out"
        );
        return Ok(());
    }
    if results.ending == Ending::Imprecise {
        eprintln!("note: the precision was not reached in {} replications", results.replications);
    }
    if results.failed > 0 {
        let failures = out.join("failures.csv");
        eprintln!(
            "warning: {} replications failed and are left out; see {}",
            results.failed,
            failures.display()
        );
    }
    if let Some((count, first)) = failed_draws(results) {
        eprintln!("warning: {count} replications of draws failed and are left out; the first: {first}");
    }
    Ok(())
}

/// How many replications of draws failed, and why the first did.
fn failed_draws(results: &Results) -> Option<(usize, &String)> {
    let draws = results.draws.as_ref()?;
    Some((draws.counts().failures, draws.failures().next()?))
}

/// Columns of the terminal; enough for every column where standard output is none, or does not know its width.
fn width() -> usize {
    let terminal = comfy_table::Table::new().width().filter(|&width| width > 0 && stdout().is_terminal());
    terminal.map_or(terminal::WIDE, usize::from)
}

fn ending(results: &Results) -> ExitCode {
    match results.ending {
        Ending::Interrupted => exit::INTERRUPTED.into(),
        _ if results.failed > 0 || failed_draws(results).is_some() => exit::FAILED_REPLICATIONS.into(),
        _ => ExitCode::SUCCESS,
    }
}
