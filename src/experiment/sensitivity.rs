//! The assumptions that are known to decide rankings, one at a time at both ends of their ranges, on the same shocks.

use std::sync::atomic::AtomicBool;

use super::assumptions::{Comparison, Simulated};
use super::summary::{mean, mean_interval};
use crate::ensemble;
use crate::outcome::Sign;
use crate::scenario::{Overrides, Range, amended};

/// An assumption that may decide a ranking: values that move together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspect {
    /// What it is called.
    pub name: &'static str,
    /// Paths of the registry whose values move from end to end.
    pub paths: &'static [&'static str],
    /// Words of the one path, where it is a choice.
    words: &'static [&'static str],
}

const fn suspect(name: &'static str, paths: &'static [&'static str]) -> Suspect {
    Suspect { name, paths, words: &[] }
}

/// All of them.
pub const SUSPECTS: [Suspect; 12] = [
    suspect("compromises per device-year", &["threat.compromises_per_device_year"]),
    suspect("loss of a compromise", &["head.*.mean_eur"]),
    suspect(
        "attribution × claim rate × compensable share",
        &[
            "causation.attribution",
            "procedure.access",
            "segment.*.awareness",
            "damages.data",
            "damages.property",
            "damages.injury",
            "damages.third_party",
        ],
    ),
    suspect(
        "productivity of care (κ)",
        &["care.productivity_design", "care.productivity_testing", "care.productivity_response"],
    ),
    suspect("growth of care's cost with sales (ψ)", &["care.scale_exponent"]),
    suspect("buyers' misperception (λ)", &["segment.*.misperception"]),
    suspect("correlation of tastes (ρ)", &["demand.nesting"]),
    suspect("makers' liquidity", &["finance.liquidity_months"]),
    Suspect { name: "causation rule", paths: &["causation.link"], words: &["full", "but_for"] },
    suspect(
        "discovery by defenders (b)",
        &["patching.discovery_maker", "patching.discovery_response", "patching.discovery_researchers"],
    ),
    suspect("uncoordinated publication (c)", &["patching.publication_rate"]),
    suspect(
        "fixed compliance cost of a product",
        &[
            "duties.compliance_eur",
            "relief.fee_eur",
            "certification.cost_eur",
            "jurisdiction.*.scheme_cost_eur",
        ],
    ),
];

/// Where an assumption stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At the low ends of its ranges, or its first word.
    Low,
    /// At the high ends, or its other word.
    High,
}

impl End {
    /// A word for tables.
    pub fn name(self) -> &'static str {
        match self {
            End::Low => "low",
            End::High => "high",
        }
    }
}

/// One assumption at one end.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its assumption.
    pub suspect: Suspect,
    /// Which end.
    pub end: End,
    /// The value there: a number or a word, or `ends` of several numbers.
    pub says: String,
    /// Places among the ranges, with the value there.
    changes: Vec<(usize, f64)>,
    /// Where it is a choice: an argument of `--set`.
    set: Option<String>,
}

/// The points of a comparison, two an assumption: those of which the market or a regime states a range, and those that are choices.
pub fn points(ranges: &[Range]) -> Vec<Point> {
    let each = SUSPECTS.iter().flat_map(|suspect| [(suspect, End::Low), (suspect, End::High)]);
    each.filter_map(|(suspect, end)| point(suspect, end, ranges)).collect()
}

/// The assumptions of which neither the market nor a regime states a range.
pub fn absent(ranges: &[Range]) -> Vec<&'static str> {
    let held = |suspect: &&Suspect| point(suspect, End::Low, ranges).is_none();
    SUSPECTS.iter().filter(held).map(|suspect| suspect.name).collect()
}

fn point(suspect: &Suspect, end: End, ranges: &[Range]) -> Option<Point> {
    let moved = |range: &Range| suspect.paths.contains(&range.lever.path);
    let at = |range: &Range| if end == End::Low { range.low } else { range.high };
    let changes: Vec<(usize, f64)> = match suspect.words {
        [] => ranges
            .iter()
            .enumerate()
            .filter(|(_, range)| moved(range))
            .map(|(i, range)| (i, at(range)))
            .collect(),
        _ => Vec::new(),
    };
    let word = if end == End::Low { suspect.words.first() } else { suspect.words.last() };
    let same = changes.iter().all(|(_, value)| *value == changes[0].1);
    let says = match (word, changes.first()) {
        (None, None) => return None,
        (Some(word), _) => (*word).to_owned(),
        (None, Some((_, value))) if same => value.to_string(),
        (None, Some(_)) => format!("{} ends", end.name()),
    };
    let set = word.map(|word| format!("{}={word}", suspect.paths[0]));
    Some(Point { suspect: *suspect, end, says, changes, set })
}

/// Takes what was simulated at a point, or without one as stated, or why it could not be.
pub type Deliver<'a> = dyn FnMut(Option<&Point>, Result<Simulated, String>) + Send + 'a;

/// Simulates the comparison as stated and at every point, in the same replications, and delivers points in order: with what was
/// simulated, or why it could not be. The first is the comparison as stated, without a point. A point that `stop` caught in the middle is
/// not delivered.
pub fn run(
    comparison: Comparison<'_>,
    (ranges, points): (&[Range], &[Point]),
    replications: u64,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
    deliver: &mut Deliver<'_>,
) {
    let at = |number: u64| number.checked_sub(1).map(|place| &points[place as usize]);
    let one = |number: u64| match at(number) {
        None => comparison.simulate(&[], 0..replications, on_done, stop).map_err(|error| error.to_string()),
        Some(point) => simulate(comparison, ranges, point, &|comparison, changes| {
            comparison.simulate(changes, 0..replications, on_done, stop).map_err(|error| error.to_string())
        }),
    };
    ensemble::tasks(0..points.len() as u64 + 1, stop, &one, &mut |number, result| match result.flatten() {
        Ok(Some(simulated)) => deliver(at(number), Ok(simulated)),
        Ok(None) => {}
        Err(reason) => deliver(at(number), Err(reason)),
    });
}

type Simulation<'a> = dyn Fn(Comparison<'_>, &[(&Range, f64)]) -> Result<Option<Simulated>, String> + 'a;

/// A choice is the last word of every law, that in force too: it is a fact about courts, not a reform.
fn simulate(
    comparison: Comparison<'_>,
    ranges: &[Range],
    point: &Point,
    run: &Simulation<'_>,
) -> Result<Option<Simulated>, String> {
    let changes: Vec<(&Range, f64)> =
        point.changes.iter().map(|&(place, value)| (&ranges[place], value)).collect();
    let Some(set) = &point.set else { return run(comparison, &changes) };
    let set = Overrides::parse(&[set]).map_err(|error| error.to_string())?;
    let mut scenario = comparison.scenario.clone();
    scenario.status_quo = amended(scenario.status_quo, &set);
    let regimes: Vec<_> = comparison.regimes.iter().map(|regime| amended(regime.clone(), &set)).collect();
    run(Comparison { scenario: &scenario, regimes: &regimes, ..comparison }, &changes)
}

/// How the order of regimes by an outcome differs from that as stated.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Regimes, the best mean first.
    pub order: Vec<usize>,
    /// Another regime comes first, and measurably: the 95 % interval of its paired difference to the one that was first excludes zero.
    pub flips_first: bool,
    /// Pairs of regimes that are measurably the other way round.
    pub swaps: usize,
}

/// The order at a point, held against that as stated. None for an outcome that is neither good nor bad or has no value.
pub fn shift(stated: &Simulated, there: &Simulated, column: usize, sign: Sign) -> Option<Shift> {
    let (before, after) = (Ranking::new(stated, column, sign)?, Ranking::new(there, column, sign)?);
    let regimes = before.order.len();
    let pairs = (0..regimes).flat_map(|a| (a + 1..regimes).map(move |b| (a, b)));
    let swapped = |&(a, b): &(usize, usize)| {
        (before.beats(a, b) && after.beats(b, a)) || (before.beats(b, a) && after.beats(a, b))
    };
    let swaps = pairs.filter(swapped).count();
    let flips_first = after.beats(after.order[0], before.order[0]);
    Some(Shift { order: after.order, flips_first, swaps })
}

struct Ranking {
    order: Vec<usize>,
    /// By regime, values in replication order, such that less is better.
    values: Vec<Vec<f64>>,
}

impl Ranking {
    fn new(simulated: &Simulated, column: usize, sign: Sign) -> Option<Ranking> {
        let towards = match sign {
            Sign::Less => 1.0,
            Sign::More => -1.0,
            Sign::Open => return None,
        };
        let regimes = simulated.outcomes.first()?.len();
        let values: Vec<Vec<f64>> = (0..regimes)
            .map(|regime| simulated.column(regime, column).into_iter().map(|value| value * towards).collect())
            .collect();
        let means: Vec<f64> = values.iter().map(|values| mean(values)).collect();
        let mut order: Vec<usize> = (0..regimes).collect();
        order.sort_by(|a, b| means[*a].total_cmp(&means[*b]));
        (!means.iter().any(|mean| mean.is_nan())).then_some(Ranking { order, values })
    }

    /// Whether a regime is measurably better than another.
    fn beats(&self, one: usize, other: usize) -> bool {
        let pairs = self.values[one].iter().zip(&self.values[other]);
        let interval = mean_interval(&pairs.map(|(a, b)| a - b).collect::<Vec<_>>());
        interval.mean + interval.half_width < 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::registry::registry;

    /// Harm by regime, each a mean and what luck does in four replications.
    fn simulated(regimes: &[(f64, f64)]) -> Simulated {
        let luck = [-1.0, 1.0, 0.5, -0.5];
        let replication = |x: f64| regimes.iter().map(|(mean, own)| vec![mean + 5.0 * x + own * x]).collect();
        Simulated { outcomes: luck.map(replication).to_vec(), failures: Vec::new() }
    }

    #[test]
    fn every_suspect_is_in_the_registry() {
        let known: Vec<&str> = registry().iter().map(|lever| lever.path).collect();
        for path in SUSPECTS.iter().flat_map(|suspect| suspect.paths) {
            assert!(known.contains(path), "{path}");
        }
    }

    #[test]
    fn the_order_flips_where_differences_are_measurable() {
        let stated = simulated(&[(10.0, 0.0), (7.0, 0.1), (9.0, 0.1)]);
        let same = shift(&stated, &stated, 0, Sign::Less).unwrap();
        assert_eq!(same, Shift { order: vec![1, 2, 0], flips_first: false, swaps: 0 });
        let flipped =
            shift(&stated, &simulated(&[(10.0, 0.0), (7.0, 0.1), (6.0, 0.1)]), 0, Sign::Less).unwrap();
        assert_eq!(flipped, Shift { order: vec![2, 1, 0], flips_first: true, swaps: 1 });
        let unclear =
            shift(&stated, &simulated(&[(10.0, 0.0), (7.0, 0.1), (6.9, 9.0)]), 0, Sign::Less).unwrap();
        assert_eq!((unclear.order[0], unclear.flips_first, unclear.swaps), (2, false, 0));
        let more = shift(&stated, &stated, 0, Sign::More).unwrap();
        assert_eq!(more.order, [0, 2, 1]);
        assert_eq!(shift(&stated, &stated, 0, Sign::Open), None);
    }
}
