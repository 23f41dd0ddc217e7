//! `caveat audit ablation`: what becomes of the differences between regimes without a mechanism?

use std::process::ExitCode;
use std::sync::atomic::Ordering;

use caveat::experiment::compare::Plan;
use caveat::experiment::convergence::{Change, tolerated};
use caveat::experiment::mechanisms::{Mechanism, Sign};
use caveat::experiment::ranking::Ranking;
use caveat::experiment::sensitivity::shift;
use caveat::outcome::Outcome;
use serde::Serialize;

use super::differences::{Difference, Simulation, Values, differences, header, prepare, taught};
use super::list::{print_json, print_table};
use super::{in_pool, print};
use crate::args::Mechanisms;
use crate::collect::Watch;
use crate::error::{Error, Result, exit};
use crate::headlines::HEADLINES;
use crate::interrupt;
use crate::number::fixed;
use crate::prepare::Prepared;
use crate::progress::Progress;

#[derive(Serialize)]
struct Answer {
    market: String,
    market_title: String,
    baseline: String,
    seed: u64,
    replications: u64,
    /// Standard errors that the greatest of all changes may have by chance in one of twenty audits.
    tolerated: f64,
    /// What was left out, and what became of the order of regimes.
    left_out: Vec<LeftOut>,
    /// What the market has not, so that there is nothing to leave out.
    absent: Vec<String>,
    /// What cannot be left out, each with why.
    refused: Vec<String>,
    rows: Vec<Row>,
    failures: Vec<String>,
}

#[derive(Serialize)]
struct LeftOut {
    without: String,
    orders: Vec<Order>,
}

/// The order of regimes by a headline, the baseline among them.
#[derive(Serialize)]
struct Order {
    outcome: &'static str,
    first: String,
    /// Another regime measurably comes first.
    flips_first: bool,
    /// Pairs of regimes that are measurably the other way round.
    swaps: usize,
}

#[derive(Serialize)]
struct Row {
    without: String,
    #[serde(flatten)]
    difference: Difference,
    /// More than chance explains.
    beyond_chance: bool,
    sign: &'static str,
}

/// A mechanism with the market that is without it, if that is another.
struct Case {
    mechanism: Mechanism,
    other: Option<Prepared>,
}

/// What can be left out of a market, what it has not, and what cannot be.
#[derive(Default)]
struct Cases {
    cases: Vec<Case>,
    absent: Vec<String>,
    refused: Vec<String>,
}

/// Audits.
pub(super) fn run(args: &Mechanisms) -> Result<ExitCode> {
    interrupt::listen();
    let compared = &args.compared;
    let prepared = prepare(compared, &[])?;
    let cases = Cases::new(args, &prepared);
    let progress = Progress::new("replications", compared.run.quiet);
    progress.expect(args.replications * (1 + cases.cases.len() as u64));
    let mut simulation = Simulation::new(args.replications, &progress);
    let (stands, found) = in_pool(compared.run.threads, || -> Result<_> {
        let plan = Plan::new(&prepared.scenario, &prepared.regimes, compared.run.seed)?;
        let stands = simulation.run(&prepared, &plan);
        let mut found = Vec::new();
        for case in &cases.cases {
            if interrupt::stop().load(Ordering::Relaxed) {
                break;
            }
            let without = case.other.as_ref().unwrap_or(&prepared);
            let mut plan = taught(without, &plan, compared.run.seed)?;
            for (regime, step) in case
                .mechanism
                .step()
                .into_iter()
                .flat_map(|step| (0..prepared.regimes.len()).map(move |regime| (regime, step)))
            {
                plan.leave_out(regime, step);
            }
            let failed = simulation.failures.len();
            found.extend(simulation.run(without, &plan).map(|values| (case.mechanism, values)));
            for failure in &mut simulation.failures[failed..] {
                *failure = format!("{}: {failure}", case.mechanism.words());
            }
        }
        Ok((stands, found))
    })??;
    progress.finish();
    let Some(stands) = stands else { return Err(Error::Interrupted) };
    let answer = Answer::new(args, &prepared, (&stands, &found), cases, simulation.failures);
    if compared.run.json {
        print_json(&answer)?;
    } else {
        print(&format!("{}\n", answer.market_title))?;
        let told = answer.rows.iter().filter(|row| row.is_told());
        let header: Vec<&str> = header("without").into_iter().chain(["sign"]).collect();
        print_table(&header, told.map(Row::cells))?;
        print(&format!("\n{}", answer.summary()))?;
    }
    Ok(if interrupt::stop().load(Ordering::Relaxed) {
        exit::INTERRUPTED.into()
    } else if answer.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        exit::FAILED_REPLICATIONS.into()
    })
}

impl Cases {
    fn new(args: &Mechanisms, prepared: &Prepared) -> Cases {
        let (market, mut found) = (&prepared.scenario.market, Cases::default());
        for mechanism in Mechanism::all() {
            if mechanism.step().is_some() {
                found.cases.push(Case { mechanism, other: None });
                continue;
            }
            match prepare(&args.compared, &mechanism.settings(market)) {
                Ok(other) if other.scenario.market == *market => found.absent.push(mechanism.words()),
                Ok(other) => found.cases.push(Case { mechanism, other: Some(other) }),
                Err(error) => found.refused.push(format!("{}: {error}", mechanism.words())),
            }
        }
        found
    }
}

impl Answer {
    fn new(
        args: &Mechanisms,
        prepared: &Prepared,
        (stands, found): (&Values, &[(Mechanism, Values)]),
        cases: Cases,
        failures: Vec<String>,
    ) -> Answer {
        let places: Vec<(usize, usize)> = (0..prepared.regimes.len())
            .filter(|&regime| regime != prepared.baseline)
            .flat_map(|regime| (0..HEADLINES.len()).map(move |headline| (regime, headline)))
            .collect();
        let tolerated = tolerated(found.len() * places.len());
        let row = |(mechanism, values): &(Mechanism, Values), place: (usize, usize)| {
            let of = |values| differences(values, (place.0, prepared.baseline), place.1);
            let change = Change::paired(&of(stands), &of(values));
            let difference = Difference::new(prepared, stands, place, &change);
            let beyond_chance = !difference.z.is_nan() && !difference.is_within(tolerated);
            let sign = Sign::of(&change).name();
            Row { without: mechanism.words(), difference, beyond_chance, sign }
        };
        let rows = found.iter().flat_map(|found| places.iter().map(move |&place| (found, place)));
        let left_out = found.iter().map(|(mechanism, values)| LeftOut {
            without: mechanism.words(),
            orders: (0..HEADLINES.len())
                .filter_map(|headline| order(prepared, (stands, values), headline))
                .collect(),
        });
        Answer {
            market: prepared.scenario.market.name.clone(),
            market_title: prepared.scenario.market.title.clone(),
            baseline: prepared.regimes[prepared.baseline].name.clone(),
            seed: args.compared.run.seed,
            replications: args.replications,
            tolerated,
            left_out: left_out.collect(),
            absent: cases.absent,
            refused: cases.refused,
            rows: rows.map(|(found, place)| row(found, place)).collect(),
            failures,
        }
    }

    fn summary(&self) -> String {
        let carried = |row: &&Row| row.beyond_chance;
        let carrying = self
            .left_out
            .iter()
            .filter(|left| self.rows.iter().filter(carried).any(|row| row.without == left.without));
        let mut lines = vec![format!(
            "{} of {} mechanisms move a difference by more than chance, one of {} standard errors in one of twenty audits.",
            carrying.count(),
            self.left_out.len(),
            fixed(self.tolerated, 1)
        )];
        lines.push(self.signs());
        lines.push(self.orders());
        if !self.absent.is_empty() {
            lines.push(format!("As it is in this market anyway: {}.", self.absent.join("; ")));
        }
        lines.extend(self.refused.iter().map(|refused| format!("Cannot be had in this market: {refused}")));
        lines.extend(
            self.failures
                .first()
                .map(|first| format!("{} replications failed, the first: {first}", self.failures.len())),
        );
        lines.push(format!(
            "Differences to `{}` in {} replications, `then` the same without the mechanism, on the same shocks.",
            self.baseline, self.replications
        ));
        lines.join("\n")
    }

    /// Where a sign is another.
    fn signs(&self) -> String {
        let reversed = self.rows.iter().filter(|row| row.sign == Sign::Reversed.name());
        let named: Vec<String> = reversed
            .map(|row| {
                format!("{} under `{}` ({})", row.difference.outcome, row.difference.regime, row.without)
            })
            .collect();
        match named.is_empty() {
            true => "No difference has the other sign without any of them, measurably.".into(),
            false => format!("The sign is reversed, measurably: {}.", named.join("; ")),
        }
    }

    /// Where regimes are in another order.
    fn orders(&self) -> String {
        let named: Vec<String> = self
            .left_out
            .iter()
            .flat_map(|left| left.orders.iter().map(move |order| (left, order)))
            .filter(|(_, order)| order.flips_first || order.swaps > 0)
            .map(|(left, order)| {
                let first =
                    if order.flips_first { format!(", `{}` first", order.first) } else { String::new() };
                format!("{} ({}{first})", order.outcome, left.without)
            })
            .collect();
        match named.is_empty() {
            true => "No two regimes change places, measurably.".into(),
            false => format!("Regimes change places, measurably, in {}.", named.join("; ")),
        }
    }
}

/// What becomes of the order of regimes by a headline; none where it says nothing.
fn order(prepared: &Prepared, (stands, without): (&Values, &Values), headline: usize) -> Option<Order> {
    let sign = Outcome::find(HEADLINES[headline].key)?.sign;
    let ranking = |values: &Values| {
        let regimes: Vec<Vec<f64>> = values.iter().map(|regime| regime[headline].clone()).collect();
        Ranking::new(&regimes, sign)
    };
    let stands = ranking(stands)?;
    let found = shift(&stands, &stands, &ranking(without)?);
    Some(Order {
        outcome: HEADLINES[headline].label,
        first: prepared.regimes[found.order[0]].name.clone(),
        flips_first: found.flips_first,
        swaps: found.swaps,
    })
}

impl Row {
    /// Whether the table has it.
    fn is_told(&self) -> bool {
        self.beyond_chance || self.sign != Sign::Same.name()
    }

    fn cells(&self) -> Vec<String> {
        let mark = if self.beyond_chance { " !" } else { "" };
        let sign = if self.sign == Sign::Same.name() { "" } else { self.sign };
        let [regime, outcome, stands, cut, change, z] = self.difference.cells();
        vec![
            self.without.clone(),
            regime,
            outcome,
            stands,
            cut,
            change,
            format!("{z}{mark}"),
            sign.to_owned(),
        ]
    }
}
