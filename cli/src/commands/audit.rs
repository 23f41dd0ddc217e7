//! `caveat audit deviations`: does a maker gain by being forced off its choice?

use std::process::ExitCode;

use caveat::experiment::compare::{Plan, RunError};
use caveat::experiment::deviations::{self, Audit, Audited, Kind, WAYS, prepare};
use caveat::experiment::summary::MeanInterval;
use caveat::scenario::market::{Pricing, SizeClassName};
use serde::Serialize;

use super::list::{print_json, print_table};
use super::{convergence, in_pool, mechanisms, print};
use crate::args;
use crate::args::Deviations;
use crate::collect::Watch;
use crate::error::{Error, Result, exit};
use crate::interrupt;
use crate::number::{fixed, significant};
use crate::prepare::{Prepared, Question};
use crate::progress::{Progress, Spinner};

/// Exit code when too many makers would gain.
const FAILS: u8 = 3;
/// Greatest share of equity that a maker may gain, by the upper end of the 95 % interval of its best deviation.
const TOLERATED: f64 = 0.01;
/// Share of makers for which that must hold.
const SOUND: f64 = 0.95;

#[derive(Serialize)]
struct Answer {
    market: String,
    market_title: String,
    regime: String,
    seed: u64,
    /// Futures lived through by every maker, of those asked for.
    replications: usize,
    asked: u64,
    failed: usize,
    tolerated: f64,
    /// Share of makers that would gain no more than `tolerated` of their equity in any way.
    share_within: f64,
    /// The same by other care, and by another price.
    share_within_care: f64,
    share_within_price: f64,
    sound: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    maker: u64,
    size: &'static str,
    category: String,
    turnover_eur: f64,
    equity_eur: f64,
    /// The worst deviation in care, and in price; none where nothing can be judged, which counts as a gain.
    care: Option<Worst>,
    price: Option<Worst>,
    deviations: Vec<Gain>,
}

/// The deviation of a kind with the greatest upper end of the interval of its gain.
#[derive(Clone, Copy, Serialize)]
struct Worst {
    /// Multiplies what the maker chose.
    times: f64,
    gain_eur: f64,
    half_width_eur: f64,
    /// That upper end, share of equity.
    bound: f64,
    within: bool,
}

#[derive(Serialize)]
struct Gain {
    care: f64,
    price: f64,
    gain_eur: f64,
    half_width_eur: f64,
}

/// Does an audit.
pub(super) fn run(audit: &args::Audit) -> Result<ExitCode> {
    match audit {
        args::Audit::Deviations(args) => run_deviations(args),
        args::Audit::Convergence(args) => convergence::run(args),
        args::Audit::Ablation(args) => mechanisms::run(args),
    }
}

fn run_deviations(args: &Deviations) -> Result<ExitCode> {
    interrupt::listen();
    let (market, baseline) = (&args.market, args.regime.as_deref());
    let prepared = Question { market, set: &args.set, regimes: &[], baseline }.alone()?;
    let plan = {
        let _spinner = Spinner::new("calibrating", args.run.quiet);
        in_pool(args.run.threads, || Plan::new(&prepared.scenario, &prepared.regimes, args.run.seed))??
    };
    choosing(&plan)?;
    let progress = Progress::new("futures", args.run.quiet);
    progress.expect(args.replications);
    let audit = in_pool(args.run.threads, || {
        let failed = |error: RunError| Error::Market(error.to_string());
        let (crossroads, makers) = prepare(&plan, args.run.seed, args.firms.into()).map_err(failed)?;
        if makers.is_empty() {
            return Err(Error::Market("no maker is in business at the announcement".into()));
        }
        let on_done = || progress.done();
        Ok::<_, Error>(deviations::audit(
            &crossroads,
            &makers,
            0..args.replications,
            &on_done,
            interrupt::stop(),
        ))
    })??;
    progress.finish();
    if audit.lived == 0 {
        let why = audit.failures.first().map_or_else(|| "interrupted".to_owned(), ToString::to_string);
        return Err(Error::Market(format!("no future was lived through to its end: {why}")));
    }
    let answer = Answer::new(args, &prepared, &audit);
    if args.run.json {
        print_json(&answer)?;
    } else {
        print(&format!("{}\n", answer.market_title))?;
        print_table(&HEADER, answer.rows.iter().map(Row::cells))?;
        print(&format!("\n{}", answer.summary()))?;
    }
    let done = audit.lived + audit.failures.len();
    Ok(if (done as u64) < args.replications {
        exit::INTERRUPTED.into()
    } else if answer.sound && audit.failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        FAILS.into()
    })
}

/// Refuses a market in which makers choose neither care nor price, or in which accidents come directly.
fn choosing(plan: &Plan) -> Result<()> {
    let market = &plan.setting().market;
    let care = &market.care;
    let imposed = [care.imposed_design, care.imposed_testing, care.imposed_response];
    let why = if !plan.setting().has_lifecycle() {
        "accidents come directly there (accident.count)"
    } else if market.demand.pricing == Pricing::Fixed {
        "prices are fixed there (demand.pricing)"
    } else if imposed.iter().all(|level| *level >= 0.0) {
        "all care is imposed there (care.imposed_*)"
    } else {
        return Ok(());
    };
    Err(Error::Market(format!("there is no choice of care and price to audit: {why}")))
}

const HEADER: [&str; 8] =
    ["size", "category", "turnover, EUR", "equity, EUR", "care", "gain at most", "price", "gain at most"];

impl Answer {
    fn new(args: &Deviations, prepared: &Prepared, audit: &Audit) -> Answer {
        let rows: Vec<Row> = audit.makers.iter().map(|maker| Row::new(maker, prepared)).collect();
        let share = |within: fn(&Row) -> bool| {
            rows.iter().filter(|row| within(row)).count() as f64 / rows.len() as f64
        };
        let [care, price] = [share(|row| Worst::holds(row.care)), share(|row| Worst::holds(row.price))];
        let within = share(|row| Worst::holds(row.care) && Worst::holds(row.price));
        Answer {
            market: prepared.scenario.market.name.clone(),
            market_title: prepared.scenario.market.title.clone(),
            regime: prepared.regimes[0].name.clone(),
            seed: args.run.seed,
            replications: audit.lived,
            failed: audit.failures.len(),
            asked: args.replications,
            tolerated: TOLERATED,
            share_within_care: care,
            share_within_price: price,
            share_within: within,
            sound: within >= SOUND,
            rows,
        }
    }

    fn summary(&self) -> String {
        let percent = |share: f64| format!("{}\u{a0}%", fixed(100.0 * share, 0));
        let verdict = |share| if share >= SOUND { "is shown" } else { "is not shown" };
        let line = |what: &str, share: f64| {
            format!(
                "{what}: {} of makers gain no more than {}: that nobody gains {}.",
                percent(share),
                percent(TOLERATED),
                verdict(share)
            )
        };
        format!(
            "{}\n{}\n{}\nThe upper end of the 95\u{a0}% interval of the best deviation's gain counts, as a share of realised equity, over {} \
             futures under `{}`; {} of makers must gain no more.",
            line("Care", self.share_within_care),
            line("Price", self.share_within_price),
            line("Either", self.share_within),
            self.replications,
            self.regime,
            percent(SOUND),
        )
    }
}

impl Row {
    fn new(audited: &Audited, prepared: &Prepared) -> Row {
        let maker = &audited.maker;
        let gain = |(way, gain): (&[f64; 2], &MeanInterval)| Gain {
            care: way[0],
            price: way[1],
            gain_eur: gain.mean,
            half_width_eur: gain.half_width,
        };
        Row {
            maker: maker.key,
            size: SizeClassName::NAMES[usize::from(maker.size)],
            category: prepared.scenario.market.categories.names[usize::from(maker.category)].to_string(),
            turnover_eur: maker.turnover_eur,
            equity_eur: audited.equity,
            care: Worst::of(audited, Kind::Care),
            price: Worst::of(audited, Kind::Price),
            deviations: WAYS.iter().zip(&audited.gains).map(gain).collect(),
        }
    }

    fn cells(&self) -> Vec<String> {
        let head = [
            self.size.into(),
            self.category.clone(),
            significant(self.turnover_eur, 3),
            significant(self.equity_eur, 3),
        ];
        head.into_iter().chain(Worst::cells(self.care)).chain(Worst::cells(self.price)).collect()
    }
}

impl Worst {
    fn of(audited: &Audited, of: Kind) -> Option<Worst> {
        let (way, bound) = audited.worst(of)?;
        let [care, price] = WAYS[way];
        Some(Worst {
            times: care * price,
            gain_eur: audited.gains[way].mean,
            half_width_eur: audited.gains[way].half_width,
            bound,
            within: bound <= TOLERATED,
        })
    }

    fn holds(worst: Option<Worst>) -> bool {
        worst.is_some_and(|worst| worst.within)
    }

    fn cells(worst: Option<Worst>) -> [String; 2] {
        let Some(worst) = worst else { return ["–".into(), "not judged".into()] };
        let mark = if worst.within { "" } else { " !" };
        [format!("× {}", worst.times), format!("{}\u{a0}%{mark}", fixed(100.0 * worst.bound, 2))]
    }
}
