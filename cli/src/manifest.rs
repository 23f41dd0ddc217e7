//! What a result folder says about itself: enough to run it again and to tell two runs apart.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use caveat::units::Date;
use serde::Serialize;

use crate::collect::Ending;
use crate::digest::{TableDigest, of_texts};
use crate::draws::{Counts, Draws};
use crate::results::Results;
use crate::schedule::Rule;
use crate::study::Study;

/// The manifest, in the order of the file.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// Known by its inputs: the same for the same question to the same engine.
    pub run_id: String,
    caveat: &'static str,
    engine_id: String,
    market: String,
    market_title: String,
    regimes: Vec<String>,
    baseline: Baseline,
    seed: u64,
    replications: u64,
    failed_replications: u64,
    /// Less was done than was asked.
    partial: bool,
    /// The precision asked for was not reached; absent if none was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision_reached: Option<bool>,
    estimators: BTreeMap<String, String>,
    inputs_digest: String,
    data_digest: String,
    tables: BTreeMap<String, TableEntry>,
    /// Draws of the assumptions; absent if none were asked for. What was drawn stands in the table `assumptions`, what came of it in `draws`.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumptions: Option<Counts>,
    firm_months: u64,
    seconds: f64,
    command: Vec<String>,
    started: String,
    finished: String,
    host: Host,
}

#[derive(Debug, Serialize)]
struct Baseline {
    name: String,
    legal_date: String,
}

/// A table of the folder.
#[derive(Debug, Serialize)]
struct TableEntry {
    rows: u64,
    digest: String,
}

#[derive(Debug, Serialize)]
struct Host {
    os: &'static str,
    architecture: &'static str,
    cores: usize,
}

/// When and how a run was started.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The command line.
    pub command: Vec<String>,
    /// Its first second.
    pub started: SystemTime,
}

impl Manifest {
    /// Of a finished run.
    pub fn new(
        study: &Study,
        results: &Results,
        rule: Rule,
        run_id: String,
        tables: BTreeMap<String, TableDigest>,
        invocation: &Invocation,
    ) -> Manifest {
        let tables: BTreeMap<String, TableEntry> = tables
            .into_iter()
            .map(|(name, digest)| (name, TableEntry { rows: digest.rows(), digest: digest.finish() }))
            .collect();
        // A panel shows more of the same run: it does not make it another.
        let same = tables.iter().filter(|(name, _)| *name != "panel");
        let named = same.flat_map(|(name, entry)| [name.as_str(), entry.digest.as_str()]);
        Manifest {
            run_id,
            caveat: env!("CARGO_PKG_VERSION"),
            engine_id: study.engine_id.clone(),
            market: study.market.name.clone(),
            market_title: study.market.title.clone(),
            regimes: study.regimes.iter().map(|regime| regime.name.clone()).collect(),
            baseline: Baseline {
                name: study.baseline().name.clone(),
                legal_date: study.legal_date.to_string(),
            },
            seed: study.seed,
            replications: results.replications,
            failed_replications: results.failed,
            partial: results.is_partial(),
            precision_reached: matches!(rule, Rule::Precision { .. })
                .then_some(results.ending == Ending::Complete),
            estimators: study.estimators.clone(),
            inputs_digest: inputs_digest(study),
            data_digest: of_texts(named),
            tables,
            assumptions: results.draws.as_ref().map(Draws::counts),
            firm_months: results.firm_months as u64,
            seconds: results.seconds,
            command: invocation.command.clone(),
            started: timestamp(invocation.started),
            finished: timestamp(SystemTime::now()),
            host: Host {
                os: std::env::consts::OS,
                architecture: std::env::consts::ARCH,
                cores: std::thread::available_parallelism().map_or(1, usize::from),
            },
        }
    }

    /// As it stands in the folder.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// What a run is known by: its inputs, seed, stopping rule, panel, what is asked of its assumptions, and engine.
pub fn run_id(study: &Study, rule: Rule, panel: u64, doubts: &str) -> String {
    let rule = match rule {
        Rule::Count(count) => format!("count {count}"),
        Rule::Precision { share, at_most } => format!("precision {share} at most {at_most}"),
    };
    let (seed, panel) = (study.seed.to_string(), panel.to_string());
    let inputs = inputs_digest(study);
    let id = [inputs.as_str(), &study.baseline().name, &seed, &rule, &panel, &study.engine_id];
    of_texts(id.into_iter().chain((!doubts.is_empty()).then_some(doubts)))
}

fn inputs_digest(study: &Study) -> String {
    of_texts(study.resolved.iter().flat_map(|(name, text)| [name.as_str(), text.as_str()]))
}

/// A point in time as `2026-01-31T09:05:00Z`.
pub(crate) fn timestamp(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let date = Date::from_days(i32::try_from(days).unwrap_or(i32::MAX));
    format!("{date}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, study};
    use std::time::Duration;

    #[test]
    fn a_run_is_known_by_what_was_asked() {
        let first = study(&NINE[..2]);
        let id = |study: &Study, count| run_id(study, Rule::Count(count), 0, "");
        assert_eq!(id(&first, 64), id(&study(&NINE[..2]), 64));
        assert_ne!(id(&first, 64), id(&first, 65));
        assert_ne!(id(&first, 64), id(&Study { seed: 2, ..first.clone() }, 64));
        assert_ne!(id(&first, 64), id(&Study { baseline: 1, ..first.clone() }, 64));
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(1_767_225_599)), "2025-12-31T23:59:59Z");
    }
}
