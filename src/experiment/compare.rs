//! Compare liability regimes on one market: the same shocks under every law.

/// The result of one regime in one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct RegimeRun {
    /// One value a column of [`crate::outcome::Column`], in that order; NaN where a denominator is zero.
    pub outcomes: Vec<f64>,
    /// Monthly paths, `months × PATHS.len()`, row-major from the first burn-in month to the end of the horizon.
    pub paths: Vec<f64>,
}

/// One replication under every regime, or why it failed.
#[derive(Clone, Debug)]
pub struct Replication {
    /// Its number.
    pub index: u64,
    /// One run a regime, in the order of the plan.
    pub runs: Result<Vec<RegimeRun>, Failure>,
}

/// A replication that could not be finished; it is reported as a row, never dropped.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("replication {replication} of seed {seed} failed: {reason}")]
pub struct Failure {
    /// Seed of the experiment.
    pub seed: u64,
    /// Number of the replication.
    pub replication: u64,
    /// What went wrong.
    pub reason: String,
}

/// A monthly path that is kept for plots.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    /// Name in tables.
    pub key: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Unit.
    pub unit: &'static str,
}

/// The paths kept, in column order.
pub const PATHS: &[Path] = &[
    Path { key: "harm", title: "Harm", unit: "EUR per 1,000 device-years" },
    Path { key: "price", title: "Price", unit: "EUR" },
    Path { key: "launches", title: "Launches", unit: "per 100 makers a year" },
    Path { key: "makers", title: "Active makers", unit: "makers" },
];
