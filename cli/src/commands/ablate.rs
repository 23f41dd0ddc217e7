//! `caveat ablate`: what every step and lever moves, and what moves nothing.

use std::path::Path;
use std::process::ExitCode;

use caveat::error::nearest;
use caveat::experiment::ablation::Ablation;
use caveat::experiment::grounds::{self, Grounds, Subject};
use caveat::scenario::Source;

use super::list::{print_json, print_table};
use super::{in_pool, print};
use crate::ablation::{Answer, HEADER};
use crate::args::Ablate;
use crate::collect::Watch;
use crate::error::{Error, Result};
use crate::files::{self, RegimeFiles};
use crate::interrupt;
use crate::progress::Progress;

/// Exit code when something is not as it should be: inert, moving though declared inert, or not to be tried.
const UNSOUND: u8 = 3;

/// Plays and reports.
pub(super) fn run(args: &Ablate) -> Result<ExitCode> {
    interrupt::listen();
    let subjects = chosen(&args.only)?;
    let market = read(args.market.as_deref(), grounds::MARKET)?;
    let grounds = Grounds::read(&read(args.grounds.as_deref(), grounds::GROUNDS)?)?;
    let files = RegimeFiles { market: args.market.as_deref() };
    let ablation = Ablation::new(&market, &files, &grounds, &subjects, args.run.seed)?;
    let progress = Progress::new("markets", args.run.quiet);
    progress.expect(ablation.len() as u64);
    let found = in_pool(args.run.threads, || ablation.run(args.replications, &|| progress.done()))?;
    progress.finish();
    let found = found?;
    let answer =
        Answer::new((&market.file, ablation.market_title()), args.run.seed, args.replications, &found);
    if args.run.json {
        print_json(&answer)?;
    } else {
        print(&format!("{}\n", answer.market_title))?;
        print_table(&HEADER, answer.rows.iter().map(|row| row.cells()))?;
        print(&format!("\n{}", answer.summary()))?;
    }
    Ok(if answer.sound { ExitCode::SUCCESS } else { ExitCode::from(UNSOUND) })
}

/// A file, or what is shipped.
fn read(path: Option<&Path>, (name, shipped): (&str, &str)) -> Result<Source> {
    path.map_or_else(|| Ok(Source::new(name, shipped)), files::read)
}

/// What answers to one of the words; everything if there are none.
fn chosen(words: &[String]) -> Result<Vec<Subject>> {
    let all = Subject::all();
    for word in words {
        if !all.iter().any(|subject| subject.answers(word)) {
            let paths: Vec<String> =
                all.iter().flat_map(|subject| [subject.path(), subject.table().to_owned()]).collect();
            let near = nearest(word, paths.iter().map(String::as_str));
            return Err(Error::Option {
                message: format!("--only: no step or lever is called `{word}`"),
                help: near.map_or("caveat levers lists paths and ids".into(), |near| {
                    format!("did you mean `{near}`?")
                }),
            });
        }
    }
    let wanted = |subject: &Subject| words.is_empty() || words.iter().any(|word| subject.answers(word));
    Ok(all.into_iter().filter(wanted).collect())
}
