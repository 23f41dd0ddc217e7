//! Where the edge meets the engine: from a prepared question to a source of replications.

use crate::error::{Error, Result};
use crate::prepare::Prepared;
use crate::study::Source;

/// What simulates a prepared question under a seed.
#[derive(Clone, Copy)]
pub struct Engine {
    /// Its identity: the same inputs and the same identity give the same bits.
    pub id: &'static str,
    /// Makes a source of replications.
    pub plan: fn(&Prepared, u64) -> Result<Box<dyn Source>>,
}

/// The engine of this build.
pub const ENGINE: Engine = Engine { id: "none", plan };

fn plan(_: &Prepared, _: u64) -> Result<Box<dyn Source>> {
    Err(Error::Option { message: "this build has no engine".into(), help: "build a later version".into() })
}
