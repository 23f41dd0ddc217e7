//! `caveat calibrate`: parameters of a market for which its moments come near to evidence.

use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;

use super::list::{print_json, print_table};
use super::{command_line, in_pool, page, print};
use crate::args::Calibrate;
use crate::calibration::{
    Answer, Asked, Fitted, MOMENTS_HEADER, Outcome, PARAMETERS_HEADER, State, moments, page as text_of,
    parameters, summary,
};
use crate::error::{Error, Result, exit};
use crate::folder::Placed;
use crate::interrupt;
use crate::manifest::Invocation;
use crate::progress::Progress;

/// Exit code when the search has found no minimum.
const NO_MINIMUM: u8 = 3;

/// Reads what is asked, fits, and says and writes what came of it.
pub(super) fn run(args: &Calibrate) -> Result<ExitCode> {
    interrupt::listen();
    page::named("--page", args.page.as_deref())?;
    let invocation = Invocation { command: command_line(), started: SystemTime::now() };
    let asked = Asked::read(&args.targets, (args.seed, args.replications))?;
    let state = State::new(&asked, args.out.as_deref(), args.force, &invocation);
    state.check()?;
    let known = if args.resume { state.resume()? } else { Vec::new() };
    if let Some(left) = state.known().filter(|left| !args.resume && !args.quiet && !left.is_empty()) {
        eprintln!(
            "note: `{}` holds {} points of this calibration; --resume goes on from there",
            state.folder().display(),
            left.len()
        );
    }
    let progress = Progress::new("replications", args.quiet);
    for _ in 0..known.len() as u64 * args.replications {
        progress.known();
    }
    let mut all = known.clone();
    let outcome = in_pool(args.threads, || {
        asked.fit(known, &progress, &mut |known| {
            all = known.to_vec();
            let best = Fitted::best(&asked, known);
            if let Some(best) = &best {
                let distance = asked.calibration.problem.objective(best.best);
                progress.note(format!("{} points, least distance {distance:.4}", known.len()));
            }
            state.write(known, best.as_ref()).map(drop)
        })
    })??;
    progress.finish();
    let (answer, placed) = match &outcome {
        Outcome::Fit(fit) => {
            let fitted = Fitted::whole(fit);
            (Answer::new(&asked, &fitted), state.write(&all, Some(&fitted))?)
        }
        Outcome::Stopped(known) => {
            let Some(best) = Fitted::best(&asked, known) else { return Err(Error::Interrupted) };
            (Answer::new(&asked, &best), state.write(known, Some(&best))?)
        }
    };
    say(args, &asked, &answer, &state, placed)?;
    Ok(ending(&answer))
}

fn say(args: &Calibrate, asked: &Asked, answer: &Answer, state: &State<'_>, placed: Placed) -> Result<()> {
    if args.json {
        print_json(answer)?;
    } else if !args.quiet {
        print(&summary(answer).join("\n"))?;
        print("")?;
        print_table(&PARAMETERS_HEADER, parameters(answer).into_iter())?;
        print("")?;
        print_table(&MOMENTS_HEADER, moments(answer, true).into_iter())?;
        let others = moments(answer, false);
        if !others.is_empty() {
            print("\nNot aimed at:")?;
            print_table(&MOMENTS_HEADER, others.into_iter())?;
        }
    }
    let folder = state.folder();
    if placed == Placed::FullerKept {
        eprintln!(
            "note: `{}` holds more of this calibration and was kept: --resume goes on from there",
            folder.display()
        );
    } else if !args.json && !args.quiet {
        let market = folder.join("market.toml");
        print(&format!(
            "\nResults: {}\n Market: {} (caveat compare takes it)",
            folder.display(),
            market.display()
        ))?;
    }
    if let Some(file) = args.page.as_deref().filter(|_| answer.complete) {
        let text = text_of(answer, &asked.scenario.market.title, &command(args, file));
        page::keep(page::draft(file, text.as_bytes())?, file)?;
    }
    Ok(())
}

/// The command that makes the page, but for what cannot change it.
fn command(args: &Calibrate, file: &Path) -> String {
    let mut words = vec!["caveat calibrate".to_owned()];
    if args.targets != Path::new(crate::args::TARGETS) {
        words.push(args.targets.display().to_string());
    }
    if args.replications != crate::args::CALIBRATED {
        words.push(format!("-n {}", args.replications));
    }
    if args.seed != 1 {
        words.push(format!("--seed {}", args.seed));
    }
    words.push(format!("--page {}", file.display()));
    words.join(" ")
}

fn ending(answer: &Answer) -> ExitCode {
    match (answer.complete, answer.converged) {
        (false, _) => exit::INTERRUPTED.into(),
        _ if !answer.failures.is_empty() => exit::FAILED_REPLICATIONS.into(),
        (_, Some(true)) => ExitCode::SUCCESS,
        _ => NO_MINIMUM.into(),
    }
}
