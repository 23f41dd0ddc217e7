//! `caveat explain`: what a regime changes, in plain words.

use std::io::{IsTerminal, stdout};
use std::process::ExitCode;

use comfy_table::Table;

use super::print;
use crate::args::Explain;
use crate::error::{Error, Result};
use crate::explain::Explanation;
use crate::prepare::{Prepared, Question};
use crate::provisions::Laws;
use crate::study::Titled;
use crate::terminal::WIDE;

/// Reads a regime and what it is compared with in a market, and says what differs.
pub(super) fn run(args: &Explain) -> Result<ExitCode> {
    let regimes = [args.regime.clone()];
    let question = Question {
        market: &args.market,
        set: &args.set,
        regimes: &regimes,
        baseline: args.against.as_deref(),
    };
    let explanation = explain(&question.prepare()?)?;
    if args.json {
        return super::list::print_json(&explanation);
    }
    let terminal = stdout().is_terminal().then(|| Table::new().width()).flatten();
    print(explanation.text(terminal.map_or(WIDE, usize::from).min(WIDE)).trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn explain(prepared: &Prepared) -> Result<Explanation> {
    let [against, regime] = &prepared.regimes[..] else {
        let name = &prepared.regimes[0].name;
        return Err(Error::Option {
            message: format!("`{name}` would be compared with itself, or with another regime of its name"),
            help: "name another regime with --against, such as caveat-emptor, or give the file another name = \"…\"".into(),
        });
    };
    let (laws, clock) = (prepared.laws()?, &prepared.scenario.market.clock);
    let laws = Laws::new(&prepared.scenario, &prepared.regimes, &laws);
    let titled = |name: &str, title: &str| Titled { name: name.to_owned(), title: title.to_owned() };
    Ok(Explanation {
        regime: titled(&regime.name, &regime.title),
        summary: regime.summary.clone(),
        against: titled(&against.name, &against.title),
        market: titled(&prepared.scenario.market.name, &prepared.scenario.market.title),
        announced: clock.start().to_string(),
        horizon_months: clock.horizon_months as usize,
        no_liability: laws.is_without_liability(1),
        changes: Explanation::changes(&laws),
    })
}
