//! `caveat audit convergence`: does the answer depend on how finely the market is cut?

use std::process::ExitCode;
use std::sync::atomic::Ordering;

use caveat::experiment::compare::Plan;
use caveat::experiment::convergence::{CUTS, Change, Cut, tolerated};
use serde::Serialize;

use super::differences::{Difference, Simulation, Values, differences, header, prepare, taught};
use super::list::{print_json, print_table};
use super::{in_pool, print};
use crate::args::Convergence;
use crate::collect::Watch;
use crate::error::{Error, Result, exit};
use crate::headlines::HEADLINES;
use crate::interrupt;
use crate::number::{fixed, significant};
use crate::prepare::Prepared;
use crate::progress::Progress;

/// Exit code when an answer moves by more than chance explains.
const FAILS: u8 = 3;

/// Said of the step of time, which no option changes.
const MONTH: &str = "The month is the engine's step and cannot be cut: clocks of flaws, fixes and attacks run continuously inside it, while \
                     sales and payments happen once in it. What weeks would change is not known.";
/// Said of what no interval over replications contains.
const TAUGHT: &str = "`taught by other runs` changes nothing but the runs that teach the market what campaigns hit and makers earn: all \
                      replications share them, so that no interval contains their luck. The other cuts share them too.";

#[derive(Serialize)]
struct Answer {
    market: String,
    market_title: String,
    baseline: String,
    seed: u64,
    replications: u64,
    /// Standard errors that the greatest of all changes may have by chance in one of twenty audits.
    tolerated: f64,
    converged: bool,
    /// Said of the step of time.
    month: &'static str,
    /// Said of what all replications share.
    taught: &'static str,
    cuts: Vec<CutRow>,
    rows: Vec<Row>,
    failures: Vec<String>,
}

#[derive(Serialize)]
struct CutRow {
    cut: String,
    /// The greatest change among its rows, in standard errors.
    greatest_z: f64,
    /// Least change that would have been seen, as a share of the baseline's mean: the greatest among headlines.
    seen_from: f64,
    converged: bool,
}

#[derive(Serialize)]
struct Row {
    cut: String,
    #[serde(flatten)]
    difference: Difference,
    converged: bool,
}

/// Audits.
pub(super) fn run(args: &Convergence) -> Result<ExitCode> {
    interrupt::listen();
    let compared = &args.compared;
    let prepared = prepare(compared, &[])?;
    let market = &prepared.scenario.market;
    let cuts: Vec<(Cut, Vec<String>)> = CUTS.iter().map(|&cut| (cut, cut.settings(market))).collect();
    let others: Vec<(Cut, Prepared)> = cuts
        .iter()
        .filter(|(_, settings)| !settings.is_empty())
        .map(|(cut, settings)| Ok((*cut, prepare(compared, settings)?)))
        .collect::<Result<_>>()?;
    let progress = Progress::new("replications", compared.run.quiet);
    progress.expect(args.replications * (1 + others.len() as u64));
    let mut simulation = Simulation::new(args.replications, &progress);
    let (stands, found) = in_pool(compared.run.threads, || -> Result<_> {
        let plan = Plan::new(&prepared.scenario, &prepared.regimes, compared.run.seed)?;
        let stands = simulation.run(&prepared, &plan);
        let mut found = Vec::new();
        for (cut, other) in &others {
            if interrupt::stop().load(Ordering::Relaxed) {
                break;
            }
            let values = if *cut == Cut::Taught {
                let elsewhere = Plan::new(&other.scenario, &other.regimes, compared.run.seed)?;
                simulation.run(&prepared, &taught(&prepared, &elsewhere, compared.run.seed)?)
            } else {
                simulation.run(other, &taught(other, &plan, compared.run.seed)?)
            };
            found.extend(values.map(|values| (*cut, values)));
        }
        Ok((stands, found))
    })??;
    progress.finish();
    let Some(stands) = stands else { return Err(Error::Interrupted) };
    let answer = Answer::new(args, &prepared, &stands, &found, simulation.failures);
    if compared.run.json {
        print_json(&answer)?;
    } else {
        print(&format!("{}\n", answer.market_title))?;
        print_table(&header("cut"), answer.rows.iter().map(Row::cells))?;
        print(&format!("\n{}", answer.summary()))?;
    }
    Ok(if interrupt::stop().load(Ordering::Relaxed) {
        exit::INTERRUPTED.into()
    } else if answer.converged && answer.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        FAILS.into()
    })
}

impl Answer {
    fn new(
        args: &Convergence,
        prepared: &Prepared,
        stands: &Values,
        found: &[(Cut, Values)],
        failures: Vec<String>,
    ) -> Answer {
        let mut changes: Vec<(Cut, usize, usize, Change)> = Vec::new();
        let reforms: Vec<usize> = (0..prepared.regimes.len()).filter(|&at| at != prepared.baseline).collect();
        let differences = |values: &Values, regime: usize, headline: usize| {
            differences(values, (regime, prepared.baseline), headline)
        };
        for cut in CUTS {
            for (&regime, headline) in
                reforms.iter().flat_map(|regime| (0..HEADLINES.len()).map(move |at| (regime, at)))
            {
                let all = differences(stands, regime, headline);
                let change = match (cut, found.iter().find(|(other, _)| *other == cut)) {
                    (Cut::Replications(share), _) => {
                        Change::of_part(&all, (share * all.len() as f64) as usize)
                    }
                    (_, Some((_, values))) => Change::new(&all, &differences(values, regime, headline)),
                    _ => continue,
                };
                changes.push((cut, regime, headline, change));
            }
        }
        let tolerated = tolerated(changes.len());
        let rows: Vec<Row> = changes
            .iter()
            .map(|(cut, regime, headline, change)| {
                let difference = Difference::new(prepared, stands, (*regime, *headline), change);
                Row::new(*cut, difference, tolerated)
            })
            .collect();
        let cuts = CUTS.iter().filter_map(|cut| CutRow::new(&cut.words(), &rows)).collect();
        Answer {
            market: prepared.scenario.market.name.clone(),
            market_title: prepared.scenario.market.title.clone(),
            baseline: prepared.regimes[prepared.baseline].name.clone(),
            seed: args.compared.run.seed,
            replications: args.replications,
            tolerated,
            converged: rows.iter().all(|row| row.converged),
            month: MONTH,
            taught: TAUGHT,
            cuts,
            rows,
            failures,
        }
    }

    fn summary(&self) -> String {
        let line = |cut: &CutRow| {
            let verdict = if cut.converged {
                "within Monte Carlo error"
            } else {
                "more than Monte Carlo error explains"
            };
            format!(
                "{}: the greatest change is {} standard errors, {verdict}; from {}\u{a0}% of the baseline on it would have been seen.",
                cut.cut,
                fixed(cut.greatest_z, 1),
                significant(100.0 * cut.seen_from, 2)
            )
        };
        let lines: Vec<String> = self.cuts.iter().map(line).collect();
        format!(
            "{}\nDifferences to `{}` in {} replications; `then` is the same in the market cut otherwise. Of so many changes, one of {} \
             standard errors comes by chance in one of twenty audits.\n{TAUGHT}\n{MONTH}",
            lines.join("\n"),
            self.baseline,
            self.replications,
            fixed(self.tolerated, 1)
        )
    }
}

impl CutRow {
    fn new(cut: &str, rows: &[Row]) -> Option<CutRow> {
        let of: Vec<&Row> = rows.iter().filter(|row| row.cut == cut).collect();
        let greatest = |value: fn(&Row) -> f64| {
            of.iter().map(|row| value(row)).filter(|x| x.is_finite()).fold(0.0, f64::max)
        };
        (!of.is_empty()).then(|| CutRow {
            cut: cut.to_owned(),
            greatest_z: greatest(|row| row.difference.z.abs()),
            seen_from: greatest(|row| row.difference.seen_from()),
            converged: of.iter().all(|row| row.converged),
        })
    }
}

impl Row {
    fn new(cut: Cut, difference: Difference, tolerated: f64) -> Row {
        Row { cut: cut.words(), converged: difference.is_within(tolerated), difference }
    }

    fn cells(&self) -> Vec<String> {
        let mark = if self.converged { "" } else { " !" };
        let [regime, outcome, stands, cut, change, z] = self.difference.cells();
        vec![self.cut.clone(), regime, outcome, stands, cut, change, format!("{z}{mark}")]
    }
}
