//! The folder of a calibration: written whole after every step, so that one that is stopped, or falls over, goes on where it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use caveat::experiment::calibration::Evaluation;
use serde::{Deserialize, Serialize};

use super::{Answer, Asked, Fitted, patch};
use crate::error::{Error, Result};
use crate::folder::{Draft, MANIFEST, Placed};
use crate::manifest::{Invocation, timestamp};

/// The file of what is known of points.
const STATE: &str = "state.json";

#[derive(Serialize)]
struct Manifest<'a> {
    run_id: &'a str,
    kind: &'static str,
    caveat: &'static str,
    engine_id: &'static str,
    market: &'a str,
    seed: u64,
    /// All that were simulated, at all points.
    replications: u64,
    partial: bool,
    command: &'a [String],
    started: String,
    written: String,
}

#[derive(Serialize, Deserialize)]
struct Known {
    run_id: String,
    evaluations: Vec<Evaluation>,
}

/// Where a calibration is kept.
pub struct State<'a> {
    asked: &'a Asked,
    run_id: String,
    out: PathBuf,
    force: bool,
    invocation: &'a Invocation,
}

impl<'a> State<'a> {
    /// In a folder, or in one that is named after what is asked.
    pub fn new(asked: &'a Asked, out: Option<&Path>, force: bool, invocation: &'a Invocation) -> State<'a> {
        let run_id = asked.run_id();
        let named = || {
            Path::new("results").join(format!(
                "calibration-{}-{}",
                asked.calibration.targets.name,
                &run_id[..8]
            ))
        };
        let out = out.map_or_else(named, Path::to_owned);
        State { asked, run_id, out, force, invocation }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.out
    }

    /// Refuses a folder of something else before anything is simulated.
    ///
    /// # Errors
    ///
    /// If it holds another run, or no run.
    pub fn check(&self) -> Result<()> {
        Draft::create(&self.out, &self.run_id, self.force).map(drop)
    }

    /// Points that an earlier run of the same question has left there.
    pub fn known(&self) -> Option<Vec<Evaluation>> {
        let text = fs::read_to_string(self.out.join(STATE)).ok()?;
        let known: Known = serde_json::from_str(&text).ok()?;
        (known.run_id == self.run_id).then_some(known.evaluations)
    }

    /// The same, if they are asked for.
    ///
    /// # Errors
    ///
    /// If there are none.
    pub fn resume(&self) -> Result<Vec<Evaluation>> {
        self.known().ok_or_else(|| Error::Option {
            message: format!(
                "--resume: `{}` holds no calibration of these files with this seed, so many replications and this engine",
                self.out.display()
            ),
            help: "begin it without --resume, or name its folder with --out".into(),
        })
    }

    /// Writes the folder: of a fit that ended, or what is known so far.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn write(&self, known: &[Evaluation], fitted: Option<&Fitted<'_>>) -> Result<Placed> {
        let draft = Draft::create(&self.out, &self.run_id, self.force)?;
        let simulated: usize =
            known.iter().map(|evaluation| evaluation.values.first().map_or(0, Vec::len)).sum();
        let manifest = Manifest {
            run_id: &self.run_id,
            kind: "calibration",
            caveat: env!("CARGO_PKG_VERSION"),
            engine_id: caveat::ENGINE_ID,
            market: &self.asked.scenario.market.name,
            seed: self.asked.seed,
            replications: simulated as u64,
            partial: fitted.is_none_or(|fitted| fitted.fit.is_none()),
            command: &self.invocation.command,
            started: timestamp(self.invocation.started),
            written: timestamp(SystemTime::now()),
        };
        draft.write(MANIFEST, json(&manifest)?)?;
        let state = Known { run_id: self.run_id.clone(), evaluations: known.to_vec() };
        draft.write(STATE, json(&state)?)?;
        if let Some(fitted) = fitted {
            let answer = Answer::new(self.asked, fitted);
            draft.write("calibration.json", json(&answer)?)?;
            draft.write("market.toml", patch::patch(self.asked, &answer, draft.place())?)?;
        }
        draft.commit()
    }
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map(|text| text + "\n").map_err(|error| Error::Output(error.into()))
}
