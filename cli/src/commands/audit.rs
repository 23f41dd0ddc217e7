//! `caveat audit deviations`: does a maker gain by being forced off its choice?

use std::process::ExitCode;

use caveat::experiment::compare::{Plan, RunError};
use caveat::experiment::deviations::{self, Audited, Kind, WAYS, prepare};
use caveat::experiment::summary::MeanInterval;
use caveat::scenario::market::SizeClassName;
use serde::Serialize;

use super::list::{print_json, print_table};
use super::{in_pool, print};
use crate::args::{Audit, Deviations};
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
    regime: String,
    seed: u64,
    /// Futures lived through by every maker, of those asked for.
    replications: usize,
    asked: u64,
    tolerated: f64,
    /// Share of makers that would gain no more than `tolerated` of their equity by other care, and by another price.
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
    care: Worst,
    price: Worst,
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

/// Does the one audit there is.
pub(super) fn run(audit: &Audit) -> Result<ExitCode> {
    let Audit::Deviations(args) = audit;
    interrupt::listen();
    let (market, baseline) = (&args.market, args.regime.as_deref());
    let prepared = Question { market, set: &args.set, regimes: &[], baseline }.alone()?;
    let plan = {
        let _spinner = Spinner::new("calibrating", args.quiet);
        Plan::new(&prepared.scenario, &prepared.regimes, args.seed)?
    };
    let progress = Progress::new("futures", args.quiet);
    progress.expect(args.replications);
    let (audited, lived) = in_pool(args.threads, || {
        let failed = |error: RunError| Error::Market(error.to_string());
        let (crossroads, makers) = prepare(&plan, args.seed, args.firms.into()).map_err(failed)?;
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
    if lived == 0 {
        return Err(Error::Market("no future was lived through to its end".into()));
    }
    let answer = Answer::new(args, &prepared, &audited, lived);
    if args.json {
        print_json(&answer)?;
    } else {
        print_table(&HEADER, answer.rows.iter().map(Row::cells))?;
        print(&format!("\n{}", answer.summary()))?;
    }
    Ok(match (lived as u64 == args.replications, answer.sound) {
        (false, _) => exit::INTERRUPTED.into(),
        (true, false) => FAILS.into(),
        (true, true) => ExitCode::SUCCESS,
    })
}

const HEADER: [&str; 8] =
    ["size", "category", "turnover, EUR", "equity, EUR", "care", "gain at most", "price", "gain at most"];

impl Answer {
    fn new(args: &Deviations, prepared: &Prepared, audited: &[Audited], lived: usize) -> Answer {
        let rows: Vec<Row> = audited.iter().map(|maker| Row::new(maker, prepared)).collect();
        let share = |of: fn(&Row) -> Worst| {
            rows.iter().filter(|row| of(row).within).count() as f64 / rows.len() as f64
        };
        let (care, price) = (share(|row| row.care), share(|row| row.price));
        Answer {
            market: prepared.scenario.market.name.clone(),
            regime: prepared.regimes[0].name.clone(),
            seed: args.seed,
            replications: lived,
            asked: args.replications,
            tolerated: TOLERATED,
            share_within_care: care,
            share_within_price: price,
            sound: care.min(price) >= SOUND,
            rows,
        }
    }

    fn summary(&self) -> String {
        let percent = |share: f64| format!("{}\u{a0}%", fixed(100.0 * share, 0));
        let verdict = |share| if share >= SOUND { "holds" } else { "does not hold" };
        let line = |what: &str, share: f64| {
            format!(
                "{what}: {} of makers gain no more than {}: it {}.",
                percent(share),
                percent(TOLERATED),
                verdict(share)
            )
        };
        format!(
            "{}\n{}\nThe upper end of the 95\u{a0}% interval of the best deviation's gain counts, as a share of realised equity, over {} \
             futures under `{}`; {} of makers must gain no more.",
            line("Care", self.share_within_care),
            line("Price", self.share_within_price),
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
        head.into_iter().chain(self.care.cells()).chain(self.price.cells()).collect()
    }
}

impl Worst {
    fn of(audited: &Audited, of: Kind) -> Worst {
        let (way, bound) = audited.worst(of);
        let [care, price] = WAYS[way];
        Worst {
            times: care * price,
            gain_eur: audited.gains[way].mean,
            half_width_eur: audited.gains[way].half_width,
            bound,
            within: bound <= TOLERATED,
        }
    }

    fn cells(&self) -> [String; 2] {
        let mark = if self.within { "" } else { " !" };
        [format!("× {}", self.times), format!("{}\u{a0}%{mark}", fixed(100.0 * self.bound, 2))]
    }
}
