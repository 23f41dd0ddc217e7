//! A market without an engine, for the tests of the edge: the right shape, plausible sizes, the same on every machine.

use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use caveat::experiment::assumptions::{Design, Drawn, Simulated};
use caveat::experiment::compare::{Deliver, Failure, PATHS, RegimeRun, Replication};
use caveat::experiment::sensitivity::{SUSPECTS, points as points_of};
use caveat::outcome::{Column, Outcome};
use caveat::scenario::Range as Stated;
use caveat::scenario::registry::registry;
use caveat::units::Date;

use crate::collect::{Collected, Watch, collect};
use crate::draws::Draws;
use crate::headlines::RANKED;
use crate::results::Results;
use crate::schedule::Rule;
use crate::sensitivity::{Sensitivity, Stated as AsStated};
use crate::study::{Assumption, Held, Provision, Source, Study, Titled, estimators};

/// Nobody watches.
pub(crate) struct Silent;

impl Watch for Silent {
    fn expect(&self, _: u64) {}
    fn done(&self) {}
}

/// Replications from a formula.
pub(crate) struct Fake {
    /// Of those who may claim, the share that does; where it is not 1, nobody does under the second regime.
    pub(crate) claiming: f64,
    /// Harm under a regime beside that under the first.
    pub(crate) level: fn(u64) -> f64,
    /// This replication fails.
    pub(crate) fails: Option<u64>,
    /// The stop comes after that many.
    pub(crate) interrupted_after: Option<u64>,
}

impl Default for Fake {
    fn default() -> Fake {
        Fake { claiming: 1.0, level: falling, fails: None, interrupted_after: None }
    }
}

/// Harm that falls from regime to regime.
pub(crate) fn falling(regime: u64) -> f64 {
    1.0 - 0.05 * regime as f64
}

const BURN_IN: usize = 24;
const HORIZON: usize = 120;

/// Outcomes of the registry in the order of a run's values.
const KEYS: [&str; 16] = [
    "harm",
    "price",
    "launches",
    "survival",
    "welfare",
    "recoverable_share",
    "attributable_share",
    "claimed_share",
    "found_share",
    "collected_share",
    "compensation_rate",
    "open_claims",
    "quality_adjusted_price",
    "liability_unit_cost",
    "quality_growth",
    "welfare_without_variety",
];

/// Nine regimes with the longest names people give them.
pub(crate) const NINE: [&str; 9] = [
    "status quo with adopted reforms",
    "caveat emptor",
    "negligence",
    "strict liability",
    "strict liability with safe harbour",
    "tiered by size and criticality",
    "phased: disclosure first, liability later",
    "mandatory insurance with experience rating",
    "compensation fund",
];

/// Where the steps of the funnel stand that claims decide.
const CLAIMED: usize = 7;

fn columns() -> Vec<Column> {
    let column = |key: &str| {
        let (segment, part) =
            if key == "survival" { ("small", (Some(1), None)) } else { ("all", (None, None)) };
        Column { outcome: Outcome::find(key).expect("registered"), segment: segment.into(), part }
    };
    KEYS.map(column).to_vec()
}

/// A study of those regimes; the first is the baseline.
pub(crate) fn study(regimes: &[&str]) -> Study {
    let titled = |title: &str| Titled { name: title.replace([' ', ':', ','], "-"), title: title.to_owned() };
    let count = regimes.len();
    Study {
        market: Titled { name: "smart-home".into(), title: "Smart-home devices in one jurisdiction".into() },
        regimes: regimes.iter().map(|title| titled(title)).collect(),
        baseline: 0,
        legal_date: Date::from_days(20_454),
        columns: columns(),
        seed: 1,
        announced: Date::from_days(20_454),
        burn_in_months: BURN_IN,
        horizon_months: HORIZON,
        resolved: vec![("scenario.toml".into(), "name = \"smart-home\"\n".into())],
        engine_id: "0123456789abcdef".into(),
        estimators: estimators(&columns()),
        provisions: vec![Provision {
            path: "standard.kind[jurisdiction=eu]".into(),
            doc: "Under what standard a maker answers for harm.".into(),
            values: (0..count).map(held).collect(),
        }],
        assumptions: vec![Assumption {
            path: "threat.compromises_per_device_year".into(),
            value: "0.02 1/year".into(),
            range: "0.005 to 0.06".into(),
            source: "Botnet sinkhole counts <2019>".into(),
            grade: "assumed".into(),
            under: String::new(),
        }],
        figures: vec![Assumption {
            path: "standard.proof[vintage=2028-12-11]".into(),
            value: "0.6".into(),
            range: "0.5 to 0.9".into(),
            source: "Evaluation of the directive: 476 of 798 claims succeed".into(),
            grade: "read".into(),
            under: "strict, tiered".into(),
        }],
        filled: None,
        warnings: Vec::new(),
    }
}

/// What a regime says of the standard: the baseline all along, the others from a later vintage on.
fn held(regime: usize) -> Vec<Held> {
    let says = |value: &str, when: &str| Held { value: value.into(), when: when.into(), ..Held::default() };
    let first = says("negligence", "");
    let later = Held {
        range: "0.5 to 0.9".into(),
        grade: "read".into(),
        source: "476 of 798 claims succeed".into(),
        article: "Directive (EU) 2024/2853 art. 5–8".into(),
        ..says("strict", "for products sold from 2028-12-11")
    };
    if regime == 0 { vec![first] } else { vec![first, later] }
}

impl Source for Fake {
    fn columns(&self) -> &[Column] {
        static COLUMNS: OnceLock<Vec<Column>> = OnceLock::new();
        COLUMNS.get_or_init(columns)
    }

    fn run(&self, range: Range<u64>, on_done: &(dyn Fn() + Sync), _: &AtomicBool, deliver: &mut Deliver<'_>) {
        let end = self.interrupted_after.map_or(range.end, |most| range.end.min(most));
        for index in range.start..end {
            on_done();
            let failure = Failure { seed: 1, replication: index, reason: "too many live flaws".into() };
            let runs = if self.fails == Some(index) { Err(failure) } else { Ok(self.world(index)) };
            if deliver(Replication { index, runs }).is_break() {
                return;
            }
        }
    }
}

/// A number in −1..1 that depends on its keys alone.
fn noise(a: u64, b: u64) -> f64 {
    let mut x = a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b.wrapping_mul(0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 32)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (x >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

impl Fake {
    fn world(&self, replication: u64) -> Vec<RegimeRun> {
        let regimes = 0..NINE.len() as u64;
        regimes
            .map(|regime| {
                let mut run = run(replication, regime, (self.level)(regime));
                let claiming = if self.claiming < 1.0 && regime == 1 { 0.0 } else { self.claiming };
                run.outcomes[CLAIMED..CLAIMED + 4].iter_mut().for_each(|share| *share *= claiming);
                run
            })
            .collect()
    }
}

fn run(replication: u64, regime: u64, level: f64) -> RegimeRun {
    let reform = regime as f64;
    let luck = 1.0 / (0.35 - 0.33 * noise(replication, 1).abs());
    let own = noise(replication, 100 + regime);
    let welfare = 3.1e9 + 4e6 * reform + 1e7 * own;
    let harm = 140.0 * luck * level * (1.0 + 0.03 * own);
    let price = 120.0 + 0.9 * reform + if regime > 0 { 0.4 * own } else { 0.0 };
    let launches = 38.0 - 0.4 * reform + 2.0 * noise(replication, 2) + 0.2 * own;
    let survival = 0.71 - 0.01 * reform + 0.02 * own;
    let mut outcomes = vec![harm, price, launches, survival, welfare];
    let reach = 0.08 + 0.1 * reform + 0.01 * own;
    outcomes.extend([0.8, 0.6, 0.45, 0.35, 0.3, 0.25].map(|step| step * reach));
    outcomes.push(0.004);
    let cost = 0.8 * reform + if regime > 0 { 0.1 * noise(replication, 300 + regime) } else { 0.0 };
    outcomes.extend([price - 9.0, cost, 0.001 * launches, welfare - 4e8]);
    RegimeRun {
        outcomes,
        paths: paths(replication, regime, harm / level),
        firm_months: 200.0 * HORIZON as f64,
    }
}

fn paths(replication: u64, regime: u64, start: f64) -> Vec<f64> {
    let mut paths = Vec::with_capacity((BURN_IN + HORIZON) * PATHS.len());
    for month in 0..BURN_IN + HORIZON {
        let phase = (month.saturating_sub(BURN_IN) as f64 / 60.0).min(1.0) * regime as f64;
        let shared = noise(replication, 1000 + month as u64);
        paths.extend([
            start * (1.0 - 0.05 * phase) * (1.0 + 0.3 * shared),
            120.0 + phase + 0.5 * shared,
            38.0 - 0.4 * phase + 3.0 * shared,
            200.0 - phase,
        ]);
    }
    paths
}

/// Every assumption that may be moved, with a range about 1.
pub(crate) fn ranges() -> Vec<Stated> {
    let moved = SUSPECTS.iter().flat_map(|suspect| suspect.paths);
    let lever = |path: &str| registry().into_iter().find(|lever| lever.path == path).expect("registered");
    let stated = |path: &&str| Stated {
        path: path.replace('*', "all"),
        under: Vec::new(),
        lever: lever(path),
        value: 1.0,
        low: 0.25,
        high: 4.0,
        grade: None,
        source: None,
    };
    moved.map(stated).collect()
}

/// The same, drawn and moved: harm as under the study, larger or smaller, and at one end in another order.
pub(crate) fn doubted(study: &Study, mut results: Results) -> Results {
    let ranges = ranges();
    let outcomes = |number: u64, count: u64| -> Vec<Vec<Vec<f64>>> {
        let replications = (0..count).map(|replication| Fake::default().world(1000 * number + replication));
        let factor = 1.0 + 0.5 * noise(number, 9);
        let scaled = |run: RegimeRun| run.outcomes.iter().map(|value| value * factor).collect();
        replications.map(|runs| runs.into_iter().take(study.regimes.len()).map(scaled).collect()).collect()
    };
    let drawn = (0..64).map(|draw| {
        let simulated = Simulated { outcomes: outcomes(draw + 1, 16), failures: Vec::new() };
        Drawn::new(draw, &simulated, study.baseline)
    });
    let points = vec![ranges.iter().map(|range| range.value).collect(); 64];
    let design = Design { ranges: ranges.clone(), points, refused: 3 };
    results.draws = Some(Draws::new(study, design, 16, drawn.collect()));
    let headlines = |number, turned: bool| -> Vec<Vec<Vec<f64>>> {
        let mut outcomes = outcomes(number, 12);
        outcomes.iter_mut().filter(|_| turned).for_each(|regimes| regimes.reverse());
        let columns: Vec<usize> = RANKED.iter().filter_map(|shown| shown.find(study)).collect();
        let column = |headline: usize, regime: usize| {
            outcomes.iter().map(|of| of[regime][columns[headline]]).collect()
        };
        (0..columns.len())
            .map(|headline| (0..study.regimes.len()).map(|regime| column(headline, regime)).collect())
            .collect()
    };
    let mut sensitivity = Sensitivity::new(12, AsStated::new(study, &headlines(0, false), 12));
    (sensitivity.absent, sensitivity.left) = (vec!["correlation of tastes (ρ)"], vec!["makers' liquidity"]);
    sensitivity.seconds = 6.0;
    for (number, point) in
        points_of(&ranges).iter().filter(|point| point.suspect.name != "makers' liquidity").enumerate()
    {
        let refused = Err("no law holds there".to_owned());
        let result = if number == 5 { refused } else { Ok(headlines(number as u64, number == 3)) };
        sensitivity.take(study, point, result);
    }
    sensitivity.whole = true;
    results.sensitivity = Some(sensitivity);
    results
}

/// A finished run of a study.
pub(crate) fn collected(study: &Study, replications: u64) -> Collected {
    collected_from(&Fake::default(), study, replications)
}

/// A finished run of a study, from replications of one's own.
pub(crate) fn collected_from(fake: &Fake, study: &Study, replications: u64) -> Collected {
    let rule = Rule::Count(replications);
    let stop = AtomicBool::new(false);
    collect(study, fake, rule, &std::env::temp_dir(), None, &Silent, &stop).expect("the fake does not fail")
}

/// What it found.
pub(crate) fn results(study: &Study, replications: u64) -> Results {
    Results::read(study, &mut collected(study, replications), 12.5).expect("the spool can be read")
}
