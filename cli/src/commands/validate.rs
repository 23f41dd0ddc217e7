//! `caveat validate`: moments beside evidence, and findings of published simulations asked again.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::{in_pool, page, print};
use crate::args::{Part, Validate};
use crate::error::{Error, Result, exit};
use crate::plots;
use crate::progress::{Progress, Spinner};
use crate::validation::{Asked, PROBED, Task, Validation, document, page as text_of, report};

/// Reads what is asked, simulates it, and says or writes what came of it.
pub(super) fn run(args: &Validate) -> Result<ExitCode> {
    page::named("--out", args.out.as_deref())?;
    let part = |part| args.part.is_none_or(|only| only == part);
    let targets = part(Part::Moments).then_some(args.targets.as_path());
    let published = part(Part::Published).then_some(args.published.as_path());
    let asked = Asked::read(targets, published)?;
    let ready = {
        let _spinner = Spinner::new("calibrating", args.quiet);
        in_pool(args.threads, || asked.calibrate(args.seed))??
    };
    let progress = Progress::new("replications", args.quiet);
    let replications = if args.check.is_some() { PROBED } else { args.replications };
    let task = Task { replications, watch: &progress };
    let validation = in_pool(args.threads, || ready.simulate(&task))?;
    progress.finish();
    if let Some(file) = &args.check {
        return check(file, &validation, args.quiet);
    }
    if args.json {
        print(&document(&validation).map_err(|error| Error::Output(error.into()))?)?;
    } else if !args.quiet {
        print(&report(&validation))?;
    }
    if let Some(file) = &args.out {
        write(args, file, &validation)?;
    }
    Ok(if validation.failures.is_empty() { ExitCode::SUCCESS } else { exit::FAILED_REPLICATIONS.into() })
}

/// Whether a page was made of the same files by an engine that gives the same numbers.
fn check(file: &Path, validation: &Validation, quiet: bool) -> Result<ExitCode> {
    let page = fs::read_to_string(file).map_err(Error::file("read", file))?;
    if page.contains(&validation.probe) {
        if !quiet {
            print(&format!("{} is what this engine makes of these files", file.display()))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    Err(Error::Option {
        message: format!("{} is not what this engine makes of these files", file.display()),
        help: format!("make it anew: caveat validate --out {}", file.display()),
    })
}

/// The page, and its picture beside it: both, or neither.
fn write(args: &Validate, file: &Path, validation: &Validation) -> Result<()> {
    let picture = file.with_extension("svg");
    let name = picture.file_name().map(|name| name.to_string_lossy().into_owned());
    let drawn = match &validation.moments {
        None => None,
        Some(moments) => Some(
            plots::svg(&plots::moments(moments))
                .map_err(|reason| Error::Plot { plot: picture.display().to_string(), reason })?,
        ),
    };
    let text = text_of(validation, drawn.as_ref().and(name.as_deref()), &command(args, file));
    let page = page::draft(file, text.as_bytes())?;
    let drawn = drawn.map(|drawn| page::draft(&picture, drawn.as_bytes())).transpose()?;
    page::keep(page, file)?;
    drawn.map_or(Ok(()), |drawn| page::keep(drawn, &picture))
}

/// The command that makes the page, but for what cannot change it.
fn command(args: &Validate, file: &Path) -> String {
    let mut words = vec!["caveat validate".to_owned()];
    if args.targets != Path::new(crate::args::TARGETS) && args.part != Some(Part::Published) {
        words.push(args.targets.display().to_string());
    }
    if args.published != Path::new(crate::args::PUBLISHED) && args.part != Some(Part::Moments) {
        words.push(format!("--published {}", args.published.display()));
    }
    words.extend(args.part.map(|part| format!("--part {}", part.name())));
    if args.replications != crate::args::VALIDATED {
        words.push(format!("-n {}", args.replications));
    }
    if args.seed != 1 {
        words.push(format!("--seed {}", args.seed));
    }
    words.push(format!("--out {}", file.display()));
    words.join(" ")
}
