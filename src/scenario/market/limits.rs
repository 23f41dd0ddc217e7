//! How large a replication may become.

use crate::lever;
use crate::lever::Lever;

/// Bounds on what is simulated, so that a market that explodes fails with a word and not with the memory of its machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Rows of any table (flaws, claims, releases) beyond which a replication is given up.
    pub rows: f64,
}

impl Limits {
    /// Registry rows.
    pub const LEVERS: &[Lever<Limits>] =
        &[lever!(Limits, "limits.rows" => rows, whole(1.0, 1e12, 4e7) "rows", axes &[], effect "harm",
            "Flaws, open claims or releases beyond which a replication is given up and reported as failed.")];
}
