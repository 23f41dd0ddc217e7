//! `caveat audit convergence`: does the answer depend on how finely the market is cut?

use std::ops::ControlFlow;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use caveat::experiment::compare::{Plan, Replication};
use caveat::experiment::convergence::{CUTS, Change, Cut, tolerated};
use caveat::experiment::summary::mean;
use serde::Serialize;

use super::list::{print_json, print_table};
use super::{in_pool, print};
use crate::args::Convergence;
use crate::collect::Watch;
use crate::error::{Error, Result, exit};
use crate::headlines::{HEADLINES, Shown};
use crate::interrupt;
use crate::number::{fixed, signed, significant};
use crate::prepare::{Prepared, Question};
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
    regime: String,
    outcome: &'static str,
    unit: &'static str,
    baseline_mean: f64,
    difference: f64,
    difference_half_width: f64,
    cut_difference: f64,
    cut_half_width: f64,
    change: f64,
    change_half_width: f64,
    z: f64,
    converged: bool,
}

/// Values of one market: by regime, headline and replication; NaN where a replication failed.
type Values = Vec<[Vec<f64>; HEADLINES.len()]>;

/// Audits.
pub(super) fn run(args: &Convergence) -> Result<ExitCode> {
    interrupt::listen();
    let prepared = prepare(args, &[])?;
    let market = &prepared.scenario.market;
    let cuts: Vec<(Cut, Vec<String>)> = CUTS.iter().map(|&cut| (cut, cut.settings(market))).collect();
    let others: Vec<(Cut, Prepared)> = cuts
        .iter()
        .filter(|(_, settings)| !settings.is_empty())
        .map(|(cut, settings)| Ok((*cut, prepare(args, settings)?)))
        .collect::<Result<_>>()?;
    let progress = Progress::new("replications", args.run.quiet);
    progress.expect(args.replications * (1 + others.len() as u64));
    let mut audit = Audit { args, progress: &progress, failures: Vec::new() };
    let (stands, found) = in_pool(args.run.threads, || -> Result<_> {
        let plan = Plan::new(&prepared.scenario, &prepared.regimes, args.run.seed)?;
        let stands = audit.simulate(&prepared, &plan);
        let mut found = Vec::new();
        for (cut, other) in &others {
            if interrupt::stop().load(Ordering::Relaxed) {
                break;
            }
            let values = if *cut == Cut::Taught {
                let elsewhere = Plan::new(&other.scenario, &other.regimes, args.run.seed)?;
                audit.simulate(&prepared, &taught(&prepared, &elsewhere, args.run.seed)?)
            } else {
                audit.simulate(other, &taught(other, &plan, args.run.seed)?)
            };
            found.extend(values.map(|values| (*cut, values)));
        }
        Ok((stands, found))
    })??;
    progress.finish();
    let Some(stands) = stands else { return Err(Error::Interrupted) };
    let answer = Answer::new(args, &prepared, &stands, &found, audit.failures);
    if args.run.json {
        print_json(&answer)?;
    } else {
        print_table(&HEADER, answer.rows.iter().map(Row::cells))?;
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

fn prepare(args: &Convergence, settings: &[String]) -> Result<Prepared> {
    let set = [&args.set[..], settings].concat();
    let (regimes, baseline) = (&args.regimes[..], args.baseline.as_deref());
    Question { market: &args.market, set: &set, regimes, baseline }.prepare()
}

/// A market with what another was taught.
fn taught(prepared: &Prepared, by: &Plan, seed: u64) -> Result<Plan> {
    Ok(Plan::taught(&prepared.scenario, &prepared.regimes, seed, by)?)
}

struct Audit<'a> {
    args: &'a Convergence,
    progress: &'a Progress,
    failures: Vec<String>,
}

impl Audit<'_> {
    /// One market under all regimes; none if somebody stopped it.
    fn simulate(&mut self, prepared: &Prepared, plan: &Plan) -> Option<Values> {
        let stop = interrupt::stop();
        let places = HEADLINES.map(|shown| place(plan, &shown));
        let mut values: Values = vec![Default::default(); prepared.regimes.len()];
        let mut keep = |replication: Replication| {
            let runs = replication.runs.map_err(|failure| self.failures.push(failure.to_string())).ok();
            for (regime, values) in values.iter_mut().enumerate() {
                for (values, place) in values.iter_mut().zip(places) {
                    let value = runs.as_ref().zip(place).map(|(runs, place)| runs[regime].outcomes[place]);
                    values.push(value.unwrap_or(f64::NAN));
                }
            }
            ControlFlow::Continue(())
        };
        plan.run(0..self.args.replications, &|| self.progress.done(), stop, &mut keep);
        (!stop.load(Ordering::Relaxed)).then_some(values)
    }
}

fn place(plan: &Plan, shown: &Shown) -> Option<usize> {
    let looks = plan.setting().market.clock.compensator_months > 0.0;
    let key = shown.steadier.filter(|_| looks).unwrap_or(shown.key);
    plan.columns().iter().position(|column| column.outcome.key == key && column.segment == shown.segment)
}

const HEADER: [&str; 7] = ["cut", "regime", "outcome", "difference", "then", "change", "s.e."];

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
        let differences = |values: &Values, regime: usize, headline: usize| -> Vec<f64> {
            let pair = values[regime][headline].iter().zip(&values[prepared.baseline][headline]);
            pair.map(|(value, baseline)| value - baseline).collect()
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
        let baseline = |headline: usize| {
            let values = &stands[prepared.baseline][headline];
            mean(&values.iter().copied().filter(|value| !value.is_nan()).collect::<Vec<_>>())
        };
        let rows: Vec<Row> = changes
            .iter()
            .map(|(cut, regime, headline, change)| {
                let regime = &prepared.regimes[*regime].name;
                Row::new(*cut, regime, &HEADLINES[*headline], baseline(*headline), change, tolerated)
            })
            .collect();
        let cuts = CUTS.iter().filter_map(|cut| CutRow::new(&cut.words(), &rows)).collect();
        Answer {
            market: prepared.scenario.market.name.clone(),
            market_title: prepared.scenario.market.title.clone(),
            baseline: prepared.regimes[prepared.baseline].name.clone(),
            seed: args.run.seed,
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
            "{}\n{}: differences to `{}` in {} replications; `then` is the same in the market cut otherwise. Of so many changes, one of {} \
             standard errors comes by chance in one of twenty audits.\n{TAUGHT}\n{MONTH}",
            lines.join("\n"),
            self.market_title,
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
            greatest_z: greatest(|row| row.z.abs()),
            seen_from: greatest(|row| row.change_half_width / row.baseline_mean.abs()),
            converged: of.iter().all(|row| row.converged),
        })
    }
}

impl Row {
    fn new(
        cut: Cut,
        regime: &str,
        shown: &Shown,
        baseline_mean: f64,
        change: &Change,
        tolerated: f64,
    ) -> Row {
        let outcome = caveat::outcome::Outcome::find(shown.key);
        Row {
            cut: cut.words(),
            regime: regime.to_owned(),
            outcome: shown.label,
            unit: outcome.map_or("", |outcome| outcome.unit),
            baseline_mean,
            difference: change.stands.mean,
            difference_half_width: change.stands.half_width,
            cut_difference: change.cut.mean,
            cut_half_width: change.cut.half_width,
            change: change.change.mean,
            change_half_width: change.change.half_width,
            z: change.z,
            // Two differences that are certain and the same are no change.
            converged: change.z.abs() <= tolerated || change.change.mean == 0.0,
        }
    }

    fn cells(&self) -> Vec<String> {
        let with = |value: f64, half_width: f64| {
            format!("{} ± {}", signed_significant(value), significant(half_width, 2))
        };
        let mark = if self.converged { "" } else { " !" };
        vec![
            self.cut.clone(),
            self.regime.clone(),
            format!("{} ({})", self.outcome, self.unit),
            with(self.difference, self.difference_half_width),
            with(self.cut_difference, self.cut_half_width),
            signed_significant(self.change),
            format!("{}{mark}", signed(self.z, 1)),
        ]
    }
}

fn signed_significant(value: f64) -> String {
    signed(value, crate::number::decimals(value, 3))
}
