//! Two laws that differ in one thing, on the same shocks of the tiny market: which way an outcome moves.

#![allow(dead_code, reason = "every test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "support of tests")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use caveat::experiment::compare::Plan;
use caveat::run::{Regime, RegimeRun, Workspace, replicate};
use caveat::scenario::Scenario;

use crate::support::{SEED, STILL, lawless, mean_and_error, plan, regime, ruled};

/// Replications of a comparison.
const REPLICATIONS: u64 = 8;
/// A difference is one if it is so many standard errors from none,
const ERRORS: f64 = 2.0;
/// or if so many replications differ at all, and all of them the same way (one time in 32 by chance).
const ENOUGH: usize = 6;

/// Which way an outcome goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sign {
    Rises,
    Falls,
    /// To the last bit.
    Stays,
}

/// Two laws, each the inside of an inline table or a whole regime, on a market with changes in which prices, entry, giving up and attackers stand still.
pub(crate) struct Isolated<'a> {
    pub(crate) market: &'a [&'a str],
    pub(crate) laws: [&'a str; 2],
}

/// A market that is ready for any law; its calibration, which takes longer than anything else, is done once.
type Ready = OnceLock<(Scenario, Plan)>;

fn prepared(changes: &[&str]) -> Arc<Ready> {
    static MARKETS: Mutex<BTreeMap<String, Arc<Ready>>> = Mutex::new(BTreeMap::new());
    MARKETS.lock().unwrap().entry(changes.join(" ")).or_default().clone()
}

impl Isolated<'_> {
    /// Asserts the signs of the paired differences of outcomes (`key`, or `key@segment`) between the second law and the first.
    pub(crate) fn shows(&self, signs: &[(Sign, &str)]) {
        let changes: Vec<&str> = STILL.iter().chain(self.market).copied().collect();
        let ready = prepared(&changes);
        let (scenario, plan) = ready.get_or_init(|| {
            let scenario = lawless(&changes);
            let plan = plan(&scenario, &[]);
            (scenario, plan)
        });
        let law = |set: &str| {
            let read = if set.contains("[[rule]]") { regime(set) } else { ruled(set) };
            let law = scenario.law(&read).unwrap_or_else(|error| panic!("{error}"));
            Regime::new(plan.setting(), law)
        };
        let laws = self.laws.map(law);
        let memory = &mut Workspace::default();
        let run = |replication| {
            let draws = (SEED, replication);
            replicate(plan.setting(), plan.status_quo(), &laws, draws, memory).unwrap()
        };
        let runs: Vec<Vec<RegimeRun>> = (0..REPLICATIONS).map(run).collect();
        for &(sign, key) in signs {
            let at = column(plan, key);
            let differ = |run: &Vec<RegimeRun>| run[1].outcomes[at] - run[0].outcomes[at];
            let differences: Vec<f64> = runs.iter().map(differ).collect();
            assert_sign(&format!("{:?}", self.laws), &differences, sign, key);
        }
    }
}

/// Asserts the sign of the paired differences of an outcome.
pub(crate) fn assert_sign(what: &str, differences: &[f64], sign: Sign, key: &str) {
    let (mean, error) = mean_and_error(differences);
    // Where losses are rare and large, the mean says little, but that all differ one way says much.
    let differing = differences.iter().filter(|&&difference| difference != 0.0);
    let agree = differing.clone().all(|difference| difference.signum() == mean.signum());
    let seen = mean.abs() > ERRORS * error || agree && differing.count() >= ENOUGH;
    let seen = seen && mean != 0.0;
    let shown = match sign {
        Sign::Rises => seen && mean > 0.0,
        Sign::Falls => seen && mean < 0.0,
        Sign::Stays => differences.iter().all(|&difference| difference == 0.0),
    };
    assert!(shown, "{what}: {key} moves by {mean} ± {error}, not {sign:?}");
}

fn column(plan: &Plan, key: &str) -> usize {
    let (key, segment) = key.split_once('@').unwrap_or((key, "all"));
    let found = plan.columns().iter().position(|c| c.outcome.key == key && c.segment == segment);
    found.unwrap_or_else(|| panic!("no outcome {key} of {segment}"))
}

/// A law with more of it.
pub(crate) fn and(law: &str, more: &str) -> String {
    if law.is_empty() { more.to_owned() } else { format!("{law}, {more}") }
}

/// The same law but for one lever.
pub(crate) fn pair(law: &str, lever: &str, values: [&str; 2]) -> [String; 2] {
    values.map(|value| and(law, &format!("\"{lever}\" = {value}")))
}

/// Asserts what a lever does alone.
pub(crate) fn shows(market: &[&str], law: &str, (lever, values): (&str, [&str; 2]), signs: &[(Sign, &str)]) {
    let laws = pair(law, lever, values);
    Isolated { market, laws: [&laws[0], &laws[1]] }.shows(signs);
}
