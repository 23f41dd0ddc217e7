//! The command line: what may be asked, with the words that explain it.

mod calibrate;
mod convergence;
mod doubt;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::behaviour::Behaviour;

pub use calibrate::{CALIBRATED, Calibrate};
pub use convergence::{Compared, Convergence, Mechanisms};
pub use doubt::{Ablate, Audit, Deviations, PUBLISHED, Part, TARGETS, VALIDATED, Validate};

/// Replications by default: about twenty seconds on two cores for the default market.
pub const REPLICATIONS: u64 = 64;

/// Replications at which a run that asks for precision gives up by default.
pub const MOST_REPLICATIONS: u64 = 16_384;

/// The market in which laws are read if none is named.
const MARKET: &str = "scenarios/markets/smart-home.toml";

/// Replications of a draw of the assumptions by default: their noise is subtracted, so that few serve.
pub const DRAW_REPLICATIONS: u64 = 16;

/// Assumptions that are moved to both ends by default: with their replications, about as long as the comparison of the default market.
pub const SENSITIVITY: usize = 4;

/// Replications at each end by default. A run of fewer than these is a quick look, and moves none unless it is asked.
pub const END_REPLICATIONS: u64 = 8;

/// Replications in a panel by default.
const PANEL: &str = "8";

/// Who should pay when a connected device is insecure, and what would that rule do?
///
/// caveat simulates makers, attackers, buyers, courts and insurers under liability regimes that are data, on common
/// shocks, and reports what each regime does to harm, price and innovation against a named baseline.
#[derive(Debug, Parser)]
#[command(name = "caveat", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  caveat compare scenarios/markets/smart-home.toml
  caveat compare m.toml --regimes strict,negligence --baseline negligence --precision 2%
  caveat check scenarios/markets/*.toml scenarios/regimes/*.toml
  caveat new --country DE --category smart-home --out my.toml
  caveat regimes
  caveat explain eu-adopted --against eu-before-2026
  caveat theory
  caveat ablate --only L17
  caveat validate
  caveat calibrate
  caveat levers | grep cap

Exit codes: 0 done, 2 bad input, 3 some replications failed, 130 interrupted (finished ones are kept).";

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare liability regimes on one market
    Compare(Box<Compare>),
    /// Say whether scenario files are sound, what is wrong where, and which inputs are still defaults
    Check(Check),
    /// Write a market file for a country, with the few inputs that somebody who knows it could better
    New(New),
    /// Say in plain words what a regime changes in the law, article by article
    Explain(Explain),
    /// List the regimes there are, with what each says side by side
    Regimes(Regimes),
    /// Reproduce limiting cases of the literature with the engine: expected, obtained, deviation, verdict
    Theory(Theory),
    /// Switch every step of the month and every lever alone, and say which outcome it moves, or that it is inert
    Ablate(Ablate),
    /// Look for makers that would gain by other decisions than theirs
    #[command(subcommand)]
    Audit(Audit),
    /// Hold the market against what studies of the world report, and ask published simulations' questions again
    Validate(Validate),
    /// Fit parameters of a market to what studies of the world report, with standard errors and a test of whether it can be met
    Calibrate(Calibrate),
    /// List every lever: path, accepted values, default, unit, what it does
    Levers(Format),
    /// Print the JSON Schema of market and regime files
    Schema,
    /// List every outcome: key, unit, what is counted, by which date, which way is better
    Outcomes(Format),
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  # six regimes against the law in force
  caveat compare scenarios/markets/smart-home.toml

  # two regimes and one of your own, against negligence
  caveat compare m.toml --regimes strict,tiered,mine.toml --baseline negligence

  # as many replications as it takes to know harm to 2 % of its baseline mean
  caveat compare m.toml --precision 2%

  # another assumption, another law
  caveat compare m.toml --set threat.elasticity=0 --set 'damages.cap_eur[size=micro|small]=1e5'

  # does the answer hold if makers climb towards profit, or copy each other?
  caveat compare m.toml --behaviour all

  # what is known after all that is not known: 64 draws of the assumptions, and every one that may decide the order of regimes
  caveat compare m.toml --assumptions 64 --sensitivity all

  # the table of regimes alone, in half the time
  caveat compare m.toml --sensitivity 0

  # for a program
  caveat compare m.toml --quiet --json | jq '.rows[] | select(.outcome == \"harm\")'";

/// Simulate a market under several regimes and the same shocks; leave tables, plots and a page in a folder.
#[derive(Debug, Args)]
#[command(after_help = COMPARE_EXAMPLES, args_override_self = true)]
pub struct Compare {
    /// Market file, or - for standard input
    pub market: PathBuf,

    /// Regimes to compare: names beside the market, in ../regimes seen from it or in scenarios/regimes, or paths [default: the
    /// reforms in ../reforms that add to the law in force; if there are none, caveat-emptor, negligence, strict,
    /// strict-with-safe-harbour, tiered, phased]
    #[arg(long, value_delimiter = ',', value_name = "A,B,C")]
    pub regimes: Vec<String>,

    /// Regime that is subtracted from the others [default: the market's status quo]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    /// Set a lever, the last word on market and regimes; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// How makers come by their care [default: as the market states]
    #[arg(long, value_name = "RULE")]
    pub behaviour: Option<Behaviour>,

    /// How many replications to run; with --precision, at most [default: 64, about twenty seconds on two cores, and
    /// as long again for --sensitivity; 16384 with --precision]
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub replications: Option<u64>,

    /// Stop when the 95 % half-width of every paired difference in harm is at most this share of the baseline's mean;
    /// judged at 64, 128, 256 … replications
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub precision: Option<f64>,

    /// Seed of the shocks
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// Threads; results do not depend on them [default: every core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Draw every assumption that has a range N times, but for choices of design (clock.*, limits.*), and say how far each difference
    /// moves: N market calibrations, minutes where the run takes seconds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000))]
    pub assumptions: Option<u64>,

    /// Replications of each of these draws [default: as --replications says, or 16]
    #[arg(long, value_name = "R", requires = "assumptions", value_parser = clap::value_parser!(u64).range(2..=10_000_000))]
    pub draw_replications: Option<u64>,

    /// Move N of the assumptions known to decide rankings, or all of them, to both ends of their ranges, one at a time, those that move
    /// most first, and say where the order of regimes flips [default: 4; 0, which is none, below 8 replications]
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "all", value_parser = assumptions)]
    pub sensitivity: Option<usize>,

    /// Replications at each of these ends [default: as --replications says, at most 8]
    #[arg(long, value_name = "R", value_parser = clap::value_parser!(u64).range(2..=10_000_000))]
    pub end_replications: Option<u64>,

    /// Folder for the results [default: results/MARKET-DIGEST]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace another run in that folder, or a complete one by what an interrupted one finished
    #[arg(long)]
    pub force: bool,

    /// Also write every month of the first R replications [R by default: 8]
    #[arg(long, value_name = "R", num_args = 0..=1, require_equals = true, default_missing_value = PANEL)]
    pub panel: Option<u64>,

    /// Print one JSON document instead of the table
    #[arg(long)]
    pub json: bool,

    /// Show no progress, and no table; what is wrong with the law or the market is said all the same
    #[arg(long, short)]
    pub quiet: bool,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  caveat explain strict
  caveat explain eu-adopted --against eu-before-2026
  caveat explain mine.toml --against negligence --set 'damages.cap_eur=1e6'";

/// Say in plain words what a regime changes in a market: each lever on which its law differs from another's, what it was, what it
/// is, from when and for whom, the article, and how well the figure is known.
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub struct Explain {
    /// Regime: a name as in --regimes of compare, or a path
    pub regime: String,

    /// Regime that it is compared with [default: the market's status quo]
    #[arg(long, value_name = "BASELINE")]
    pub against: Option<String>,

    /// Market in which both laws are read
    #[arg(long, default_value = MARKET)]
    pub market: PathBuf,

    /// Set a lever in both; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// List the regimes that a market finds by name.
#[derive(Debug, Args)]
pub struct Regimes {
    /// Market beside which they lie
    #[arg(long, default_value = MARKET)]
    pub market: PathBuf,

    /// Print the page docs/regimes.md: all side by side, then each article by article
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,

    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Reproduce limiting cases of the law-and-economics literature: configured so that one mechanism is left, the engine must
/// return the textbook's answer.
#[derive(Debug, Args)]
#[command(after_help = theory_help())]
pub struct Theory {
    /// Group of cases, as in the table below; every group without it
    #[arg(value_name = "GROUP")]
    pub group: Option<String>,

    /// Another value of a parameter of the group, such as h=50 or 'shares=[0.5,0.5]'; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,

    /// Print JSON: for a group, what the engine did, under the keys of the worked example
    #[arg(long)]
    pub json: bool,
}

/// Groups with their parameters.
fn theory_help() -> String {
    let mut text = String::from("Groups:\n");
    for group in caveat::theory::groups() {
        text.push_str(&format!("  {:3} {} ({})\n", group.id, group.title, group.source));
        let params: Vec<String> =
            group.params.iter().map(|param| format!("{}={}", param.name, param.given())).collect();
        text.push_str(&format!("      {}\n", params.join(" ")));
    }
    text.push_str("\nExamples:\n  caveat theory\n  caveat theory a1 --set h=50 --set k=0.4 --json\n\n");
    text.push_str("Exit codes: 0 every case agrees, 2 bad input, 3 a case disagrees.");
    text
}

/// Read files and say what is wrong with them.
#[derive(Debug, Args)]
pub struct Check {
    /// Files of markets, regimes, targets or published simulations, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

const NEW_EXAMPLES: &str = "\
Examples:
  caveat new --country DE --category smart-home --out my.toml
  caveat check my.toml
  caveat compare my.toml

  # another category: smart-home, wearable-health, industrial-sensors, critical-infrastructure, mixed
  caveat new --country FR --category wearable-health";

/// Write a market file for a country, to standard output or a new file: it extends the market of a category, has the country's law for its status
/// quo, and states at most twelve inputs, each marked needed, better or default, with its unit and where a figure may be found.
#[derive(Debug, Args)]
#[command(after_help = NEW_EXAMPLES)]
pub struct New {
    /// Country, by its code in scenarios/countries.toml
    #[arg(long, value_name = "CODE")]
    pub country: String,

    /// Category of products: the name of a market in scenarios/markets whose inputs stand in scenarios/inputs.toml
    #[arg(long, value_name = "NAME")]
    pub category: String,

    /// Write it there, if nothing is there yet; a shell's > leaves an empty file where this command is refused
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// How audits and ablations are run, and shown.
#[derive(Clone, Copy, Debug, Args)]
pub struct Running {
    /// Seed of the shocks
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// Threads; results do not depend on them [default: every core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Print one JSON document instead of the table
    #[arg(long)]
    pub json: bool,

    /// Show no progress
    #[arg(long, short)]
    pub quiet: bool,
}

/// For people or for programs.
#[derive(Debug, Args)]
pub struct Format {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `2%` or `0.02`.
fn share(text: &str) -> Result<f64, String> {
    let (number, divisor) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    match number.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value / divisor <= 1.0 => Ok(value / divisor),
        _ => Err("a share such as 2% or 0.02, above 0 and up to 100%".into()),
    }
}

/// `4`, or `all`.
fn assumptions(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        count => count.parse().map_err(|_| "how many assumptions to move, such as 4, or all".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn compare(line: &str) -> Result<Compare, clap::Error> {
        match Cli::try_parse_from(line.split(' '))?.command {
            Command::Compare(compare) => Ok(*compare),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_states_the_defaults() {
        let mut command = Cli::command();
        let help = command.find_subcommand_mut("compare").expect("there").render_help().to_string();
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            help.contains(&format!("[default: {SENSITIVITY}; 0, which is"))
                && help.contains(&format!("at most {END_REPLICATIONS}]"))
                && help.contains(&format!("[default: {REPLICATIONS}"))
                && help.contains(&MOST_REPLICATIONS.to_string())
        );
        assert!(help.contains("Examples:"));
        for name in crate::prepare::REGIMES {
            assert!(help.contains(name), "{name}");
        }
    }

    #[test]
    fn options_of_compare() {
        let all = compare("caveat compare m.toml --regimes a,b --precision 2% --panel --set x=1 --set y=2")
            .expect("read");
        assert_eq!((all.precision, all.panel, all.regimes.len(), all.set.len()), (Some(0.02), Some(8), 2, 2));
        assert_eq!(compare("caveat compare m.toml --panel=3").expect("read").panel, Some(3));
        let moved =
            |asked: &str| compare(&format!("caveat compare m.toml {asked}")).expect("read").sensitivity;
        assert_eq!((moved("--sensitivity"), moved("--sensitivity 2")), (Some(usize::MAX), Some(2)));
        assert_eq!((moved("--sensitivity=all"), moved("--seed 2")), (Some(usize::MAX), None));
        for wrong in [
            "--precision 0",
            "--precision 2e%",
            "--precision nan",
            "--replications 0",
            "--threads 0",
            "--sensitivity some",
        ] {
            assert!(compare(&format!("caveat compare m.toml {wrong}")).is_err(), "{wrong}");
        }
    }
}
