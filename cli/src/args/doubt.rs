//! The command line of what puts the engine itself to the test: evidence, ablation, audits.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Running;

/// Replications of each market in a validation by default: about two minutes on two cores.
pub const VALIDATED: u64 = 32;

/// The targets that are looked at if none are named.
pub const TARGETS: &str = "scenarios/targets/smart-home.toml";

/// The folder of published simulations that are asked again.
pub const PUBLISHED: &str = "scenarios/published";

const VALIDATE_EXAMPLES: &str = "\
Examples:
  # both parts, on the terminal
  caveat validate

  # docs/validation.md and the picture docs/validation.svg, as they are published
  caveat validate --out docs/validation.md

  # your own evidence about your own market, few replications
  caveat validate mine.toml --part moments -n 16

  # does the page still say what the engine does?
  caveat validate --check docs/validation.md

Targets: a file names its market and, under [target.MOMENT], what is known: low, high, unit, grade (read, derived, remembered,
assumed), observed_in, source, targeted, and, if you like, weight and note. A moment that does not exist is refused with the nearest
that does. Published simulations: one file each, with markets, laws, and [[claim]] tables that say which outcome differs how.

Verdicts of moments: pass (within two standard errors of the evidence), miss, cannot pass (the evidence is only assumed), no value, not
simulated. Verdicts of findings: agree, disagree, undecided (the 95 % interval reaches into both), cannot be asked.

Exit codes: 0 done, whatever the verdicts; 2 bad input, or a page that is stale; 3 some replications failed.";

/// Hold a simulated market against evidence, moment by moment, and ask the questions of published simulations again. Verdicts are
/// reported and change nothing: no parameter is moved.
#[derive(Debug, Args)]
#[command(after_help = VALIDATE_EXAMPLES)]
pub struct Validate {
    /// File of targets, which names its market
    #[arg(default_value = TARGETS)]
    pub targets: PathBuf,

    /// Folder of published simulations
    #[arg(long, value_name = "DIR", default_value = PUBLISHED)]
    pub published: PathBuf,

    /// Do one part only
    #[arg(long, value_enum)]
    pub part: Option<Part>,

    /// How many replications of each market
    #[arg(long, short = 'n', value_name = "N", default_value_t = VALIDATED, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replications: u64,

    /// Seed of the shocks
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// Threads; results do not depend on them [default: every core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Write the page there, and a picture of the moments beside it
    #[arg(long, value_name = "FILE.md")]
    pub out: Option<PathBuf>,

    /// Only say whether a page is what this engine makes of these files, by its first replications
    #[arg(long, value_name = "FILE.md", conflicts_with_all = ["out", "json", "replications"])]
    pub check: Option<PathBuf>,

    /// Print one JSON document instead of the tables
    #[arg(long)]
    pub json: bool,

    /// Show no progress, and no tables
    #[arg(long, short)]
    pub quiet: bool,
}

/// A part of a validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Moments beside evidence
    Moments,
    /// Published simulations
    Published,
}

impl Part {
    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Part::Moments => "moments",
            Part::Published => "published",
        }
    }
}

const ABLATE_EXAMPLES: &str = "\
How to read it:
  Each line is a step of the month that is left out from the announcement on, or a lever that takes another value, and nothing
  else, under the same shocks: where it was tried (grounds), from what to what, the outcome that moved most, by how much (mean
  paired difference ± half-width of its 95 % interval), and how many half-widths that is. More than 3 and it moves the outcome;
  of several values tried, the one that moved most is shown. `timeline` and `record` are no steps to leave out: the one says
  which month it is, the other counts it.

  Grounds are data, in scenarios/ablation/grounds.toml: the law and the market in which a lever can bite (a fine's size relief
  needs fines), the values to try, and the levers that are known to be inert, each with its reason. A lever that is declared
  inert and moves something is as wrong as one that is inert and not declared.

  The market is calibrated once and what it was taught is held, unless a lever acts through calibration (recalibrate = true).

Examples:
  # all of them, in the small market that comes along
  caveat ablate

  # the levers of one table, those of one id of the catalogue, one lever, the steps
  caveat ablate --only damages,L41,procedure.access,month

  # in a market of yours
  caveat ablate m.toml --only threat --replications 32

  # for a program
  caveat ablate --json | jq -r '.rows[] | select(.verdict == \"inert\") | .path'

Exit codes: 0 all move an outcome, or are inert as declared; 2 bad input; 3 some do not; 130 interrupted.";

/// Switch every step of the month and every lever alone, on the same shocks, and name the outcome that it moves by more than three
/// half-widths somewhere in its range; or call it inert.
#[derive(Debug, Args)]
#[command(after_help = ABLATE_EXAMPLES, args_override_self = true)]
pub struct Ablate {
    /// Market file, or - for standard input [default: a dozen makers with everything switched on, scenarios/ablation/market.toml]
    pub market: Option<PathBuf>,

    /// Only these: paths, tables (damages, month for steps), ids of the catalogue (L17)
    #[arg(long, value_delimiter = ',', value_name = "A,B,C")]
    pub only: Vec<String>,

    /// File of grounds [default: scenarios/ablation/grounds.toml]
    #[arg(long, value_name = "FILE")]
    pub grounds: Option<PathBuf>,

    /// How many replications to run
    #[arg(long, short = 'n', default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replications: u64,

    /// How it is run, and shown
    #[command(flatten)]
    pub run: Running,
}

/// An audit of the engine's assumptions.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Force makers off their choice on the same shocks, and measure what their owners really get
    Deviations(Deviations),
    /// Cut the market otherwise, with fewer and more makers and longer clocks, and see whether the answer stays
    Convergence(super::Convergence),
    /// Leave out one mechanism after the other, and see what becomes of the differences between regimes
    Ablation(super::Mechanisms),
}

const DEVIATIONS_EXAMPLES: &str = "\
Examples:
  # a quick look: a small market, few makers, few futures
  caveat audit deviations scenarios/ablation/market.toml --firms 4 --replications 40

  # the whole audit of the default market: about an hour on two cores
  caveat audit deviations scenarios/markets/smart-home.toml --firms 20 --replications 400 --json > audit.json

Exit codes: 0 at most one maker in twenty gains more than 1 % of its equity; 2 bad input; 3 more do; 130 interrupted (futures that were
lived through are told).";

/// Force makers off their choice, one at a time: all care times 0, 0.5, 0.8, 1.25 or 2, or the price 5 or 20 % lower or higher.
/// From one market at the announcement they live through the same futures as they choose and forced; what counts is realised
/// equity, what owners get and what the maker is worth to them at the horizon, discounted.
#[derive(Debug, Args)]
#[command(after_help = DEVIATIONS_EXAMPLES, args_override_self = true)]
pub struct Deviations {
    /// Market file, or - for standard input
    pub market: PathBuf,

    /// Regime under which makers decide [default: the market's status quo]
    #[arg(long, value_name = "NAME")]
    pub regime: Option<String>,

    /// Set a lever, the last word on market and regime; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// How many makers to look at, drawn at random
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub firms: u16,

    /// How many futures each lives through
    #[arg(long, short = 'n', default_value_t = 400, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replications: u64,

    /// How it is run, and shown
    #[command(flatten)]
    pub run: Running,
}
