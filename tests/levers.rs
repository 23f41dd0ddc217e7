//! Every lever of law alone, on the same shocks: which way it moves the outcome that it is there for.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use caveat::experiment::compare::Plan;
use caveat::outcome::Outcome;
use caveat::run::{Regime, RegimeRun, Workspace, replicate};
use caveat::scenario::Scenario;
use caveat::scenario::registry::legal_levers;
use support::{FROZEN, SEED, STILL, lawless, mean_and_error, outcome, plan, regime};

/// Replications of a comparison.
const REPLICATIONS: u64 = 8;
/// A difference is one if it is so many standard errors from none.
const ERRORS: f64 = 2.0;

/// Who may react to the law.
#[derive(Clone, Copy, Debug)]
enum World {
    /// Makers choose care, cover and support; prices, makers, buyers and attackers are held fixed.
    Careful,
    /// Nobody: the same harm befalls the same owners, and whoever owes can pay.
    Frozen,
}

/// Long enough, with releases often enough, that what is sold embodies the care that the law brought; and whoever owes can pay.
const EMBODIED: &[&str] = &[
    "clock.horizon_months=60",
    "innovation.launches_per_year=2",
    "finance.initial_cash_eur=1e12",
    "finance.liquidity_months=inf",
];

/// Which way an outcome goes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sign {
    Rises,
    Falls,
}

/// One lever, two of its values, and what follows if nothing else differs.
struct Case<'a> {
    lever: &'a str,
    values: [&'a str; 2],
    /// The rest of the law.
    law: &'a str,
    world: World,
    /// Changes of the market.
    market: &'a [&'a str],
}

impl Case<'_> {
    /// Asserts the sign of the paired difference of an outcome between the second value and the first.
    fn shows(&self, sign: Sign, key: &str) {
        let frozen = if matches!(self.world, World::Frozen) { FROZEN } else { &[] };
        let changes: Vec<&str> = STILL.iter().chain(frozen).chain(self.market).copied().collect();
        let law = |(at, value): (usize, &str)| {
            let (lever, rest) = (self.lever, self.law);
            regime(&format!(
                "name = \"law{at}\"\n[[rule]]\n[rule.set]\n{rest}\n[[rule]]\nset = {{ \"{lever}\" = {value} }}\n"
            ))
        };
        let ready = prepared(&changes);
        let (scenario, plan) = ready.get_or_init(|| prepare(&changes));
        let laws: Vec<Regime> = self
            .values
            .into_iter()
            .enumerate()
            .map(|pair| {
                Regime::new(
                    plan.setting(),
                    scenario.law(&law(pair)).unwrap_or_else(|error| panic!("{error}")),
                )
            })
            .collect();
        let differ = |run: Vec<RegimeRun>| outcome(plan, &run[1], key) - outcome(plan, &run[0], key);
        let memory = &mut Workspace::default();
        let differences: Vec<f64> = (0..REPLICATIONS)
            .map(|replication| {
                let draws = (SEED, replication);
                differ(replicate(plan.setting(), plan.status_quo(), &laws, draws, memory).unwrap())
            })
            .collect();
        let (mean, error) = mean_and_error(&differences);
        let shown = if mean > 0.0 { Sign::Rises } else { Sign::Falls };
        let seen = mean.abs() > ERRORS * error && mean != 0.0;
        assert!(seen && shown == sign, "{} {:?}: {key} moves by {mean} ± {error}", self.lever, self.values);
    }
}

/// A market that is ready for any law.
type Ready = OnceLock<(Scenario, Plan)>;

fn prepare(changes: &[&str]) -> (Scenario, Plan) {
    let scenario = lawless(changes);
    let plan = plan(&scenario, &[]);
    (scenario, plan)
}

/// The market with these changes; its calibration, which takes longer than anything else, is done once.
fn prepared(changes: &[&str]) -> Arc<Ready> {
    static MARKETS: Mutex<BTreeMap<String, Arc<Ready>>> = Mutex::new(BTreeMap::new());
    MARKETS.lock().unwrap().entry(changes.join(" ")).or_default().clone()
}

/// Tests, each of one lever: `name: "lever" [values], world, "law", [market], sign "outcome" …;`
macro_rules! signs {
    ($($(#[$attribute:meta])* $name:ident: $lever:literal $values:expr, $world:ident, $law:expr, $market:expr,
       $($sign:ident $key:literal),+;)*) => {
        /// The levers tested here.
        pub(crate) const LEVERS: &[&str] = &[$($lever),*];
        $(
            #[test]
            $(#[$attribute])*
            fn $name() {
                let case = crate::Case {
                    lever: $lever,
                    values: $values,
                    law: $law,
                    world: crate::World::$world,
                    market: &$market,
                };
                $(case.shows(crate::Sign::$sign, $key);)+
            }
        )*
    };
}

#[path = "levers/chain.rs"]
mod chain;
#[path = "levers/damages.rs"]
mod damages;
#[path = "levers/duties.rs"]
mod duties;
#[path = "levers/procedure.rs"]
mod procedure;
#[path = "levers/standard.rs"]
mod standard;

/// A defect suffices; judgments come after a quarter.
const STRICT: &str = "\"standard.kind\" = \"strict\"\n\"procedure.delay_months\" = 3";
/// Fault, against levels of care that are written in the law.
const FAULT: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"\n\"standard.due_design\" = 1.5\n\
                     \"standard.due_testing\" = 1.5\n\"standard.due_response\" = 1.5\n\"procedure.delay_months\" = 3";

/// A law with more of it.
fn and(law: &str, more: &str) -> String {
    format!("{law}\n{more}")
}

#[test]
fn every_lever_of_law_is_tested() {
    let tested =
        [chain::LEVERS, damages::LEVERS, duties::LEVERS, procedure::LEVERS, standard::LEVERS].concat();
    for lever in legal_levers() {
        assert!(tested.contains(&lever.path), "{} has no test of its sign", lever.path);
        assert!(Outcome::find(lever.effect).is_some(), "{}: no outcome {}", lever.path, lever.effect);
    }
}
