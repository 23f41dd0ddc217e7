//! The command line of audits of headline differences: cut otherwise, and without a mechanism.

use std::path::PathBuf;

use clap::Args;

use super::Running;

const EXAMPLES: &str = "\
Examples:
  # a quick look: a small market, one reform
  caveat audit convergence scenarios/ablation/market.toml --regimes strict -n 32

  # the shipped market, two reforms: some ten minutes on two cores
  caveat audit convergence scenarios/markets/smart-home.toml --regimes strict,tiered -n 96

How to read it:
  Each line is a headline difference to the baseline: in the market as it stands, then in the market cut otherwise, the change between the two,
  and how many standard errors that is. With makers, buyers and what all share (capitals, entrants) grow too. Changes are weighed
  as if the two were simulated apart, which is too careful where they share shocks. An audit that sees nothing may only have been too
  small: it says from which change on it would have seen one.

Exit codes: 0 no change but within Monte Carlo error; 2 bad input; 3 some are more; 130 interrupted (cuts that are done are told).";

/// Compare regimes on the market as it stands and cut otherwise: half and twice as many makers, burn-in and run-off half as long again, half
/// the replications. Is any headline difference another by more than Monte Carlo error? The month is the engine's step and cannot be cut.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, args_override_self = true)]
pub struct Convergence {
    /// What is compared
    #[command(flatten)]
    pub compared: Compared,

    /// How many replications of each market
    #[arg(long, short = 'n', default_value_t = 96, value_name = "N", value_parser = clap::value_parser!(u64).range(4..=1_000_000))]
    pub replications: u64,
}

/// What is compared in an audit of headline differences.
#[derive(Debug, Args)]
pub struct Compared {
    /// Market file
    pub market: PathBuf,

    /// Regimes to compare [default: those of compare]
    #[arg(long, value_delimiter = ',', value_name = "A,B,C")]
    pub regimes: Vec<String>,

    /// Regime to subtract [default: the market's status quo]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,

    /// Set a lever, the last word on market and regimes; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,

    /// How it is run, and shown
    #[command(flatten)]
    pub run: Running,
}

const MECHANISMS: &str = "\
Examples:
  # a quick look: a small market, one reform
  caveat audit ablation scenarios/ablation/market.toml --regimes strict -n 32

  # which mechanisms carry what strict liability does to innovation
  caveat audit ablation m.toml --regimes strict --json | jq '.rows[] | select(.outcome == \"innovation\" and .beyond_chance)'

How to read it:
  Each line is a headline difference to the baseline: with every mechanism, then with one left out under baseline and reform alike, on the
  same shocks; the change between the two with its 95 % interval, how many standard errors it is, and what becomes of the
  sign: reversed, lost (it could be told and cannot), gained, or nothing if it is the same. Steps of the month are left out from
  the announcement on; channels of the market are switched off all along. Only what changes a difference by more than chance, or its sign, is
  in the table; --json has all.

Exit codes: 0 done; 2 bad input; 3 a replication failed; 130 interrupted (what is done is told).";

/// Leave out each step of the month and each main channel of the market (entry, attackers' answer, prices, research, insurance, how makers
/// decide, what buyers see), under baseline and reforms alike: how does what a reform changes in harm, price and innovation change, and does
/// its sign, or the order of regimes?
#[derive(Debug, Args)]
#[command(after_help = MECHANISMS, args_override_self = true)]
pub struct Mechanisms {
    /// What is compared
    #[command(flatten)]
    pub compared: Compared,

    /// How many replications with and without each mechanism
    #[arg(long, short = 'n', default_value_t = 32, value_name = "N", value_parser = clap::value_parser!(u64).range(4..=1_000_000))]
    pub replications: u64,
}
