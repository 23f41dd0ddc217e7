//! The command line of a calibration.

use std::path::PathBuf;

use clap::Args;

use super::TARGETS;

/// Replications of every point by default.
pub const CALIBRATED: u64 = 48;

const EXAMPLES: &str = "\
Examples:
  # six parameters of the shipped market to twenty moments
  caveat calibrate

  # your own evidence about your own market, few replications to begin with
  caveat calibrate mine.toml -n 16 --out results/fit

  # it was stopped with Ctrl-C, or the machine was: go on
  caveat calibrate mine.toml -n 16 --out results/fit --resume

  # what do regimes do in the market that was fitted?
  caveat compare results/fit/market.toml

What is fitted to what stands in the file of targets, beside the evidence:

  [calibration]
  moments = [\"entry\", \"exit\", \"survival_1y\"]   # all with targeted = true, if left out
  [calibration.parameter.\"entry.slots\"]          # a number of the market; size.*.field moves all rows alike
  low = 2            # bounds: those that the market states, if left out
  high = 12
  start = 4.4        # the market's value, if left out
  scale = \"log\"      # or \"linear\", which is the default

  Of a target, the middle of low and high is aimed at, half their distance counts as its standard error, unless it states
  standard_error (a single figure must), and weight, 1 if left out, multiplies its squared distance.

How to read it:
  s.e. are standard errors of the evidence and of the simulation together, through the derivatives of the moments. A parameter at a bound
  has none. If moments do not tell parameters apart, none has, and those that cannot be told are named: a test of rank asks whether noise
  alone would make the derivatives look as they do. What is told, but hardly better than by the bounds, is named too. Hansen's J asks whether
  all moments can be met at once; with as many parameters as moments there is nothing to ask. Evidence that cannot be met is no error: it is
  said which moment is how far off, and which parameter is at its bound.

  It ends at the best of all points that were simulated, and says how: at a minimum, at a point that no neighbour betters, or without either.
  The search finds the nearest minimum: begin elsewhere to see whether there is another. More replications make it smoother and errors smaller.

Exit codes: 0 a minimum was found, whether or not it meets the evidence; 2 bad input; 3 none was found, or not of all parameters, or some replications failed; 130
interrupted: the best so far and the state are kept.";

/// Fit parameters of a market to moments that studies of the world report, by simulated moments: with standard errors, a test of whether
/// they can be met at once, and a market file to compare regimes on. Nothing that is shipped is changed.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_override_self = true)]
pub struct Calibrate {
    /// File of targets, which names its market and, in `[calibration]`, what is fitted
    #[arg(default_value = TARGETS)]
    pub targets: PathBuf,

    /// How many replications of every point
    #[arg(long, short = 'n', value_name = "N", default_value_t = CALIBRATED, value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    pub replications: u64,

    /// Seed of the shocks, the same at every point
    #[arg(long, default_value_t = 1)]
    pub seed: u64,

    /// Threads; results do not depend on them [default: every core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Folder for the results [default: results/calibration-NAME-ID]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// Replace another run in that folder
    #[arg(long)]
    pub force: bool,

    /// Go on from what a run of the same calibration has left there
    #[arg(long)]
    pub resume: bool,

    /// Write a page of what was found
    #[arg(long, value_name = "FILE.md")]
    pub page: Option<PathBuf>,

    /// Print one JSON document instead of the tables
    #[arg(long)]
    pub json: bool,

    /// Show no progress, and no tables
    #[arg(long, short)]
    pub quiet: bool,
}
