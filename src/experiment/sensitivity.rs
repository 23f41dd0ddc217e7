//! The assumptions that are known to decide rankings, one at a time at both ends of their ranges, on the same shocks.

use std::sync::atomic::AtomicBool;

use super::assumptions::{Comparison, Simulated};
use super::ranking::Ranking;
use crate::ensemble;
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
    // Stated, or fitted: ρ is then what is left of 1 by the markup that the gross margin says, the lower the margin the greater.
    suspect("correlation of tastes (ρ)", &["demand.nesting", "category.*.gross_margin"]),
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

/// Takes what was simulated at a point, or why it could not be.
pub type Deliver<'a> = dyn FnMut(&Point, Result<Simulated, String>) + Send + 'a;

/// Simulates the comparison at every point, in its own first replications, and delivers points in order: with what was simulated, or why
/// it could not be. A point that `stop` caught in the middle is not delivered.
pub fn run(
    comparison: Comparison<'_>,
    (ranges, points): (&[Range], &[Point]),
    replications: u64,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
    deliver: &mut Deliver<'_>,
) {
    let at = |number: u64| &points[number as usize];
    let one = |number: u64| {
        simulate(comparison, ranges, at(number), &|comparison, changes| {
            comparison.simulate(changes, 0..replications, on_done, stop).map_err(|error| error.to_string())
        })
    };
    ensemble::tasks(0..points.len() as u64, stop, &one, &mut |number, result| match result.flatten() {
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
    /// Any two regimes can be told apart there: where none can, an order says nothing.
    pub is_apart: bool,
    /// Another regime comes first, and measurably: the 95 % interval of its paired difference to the one that was first excludes zero, and does
    /// not, on that side, as stated.
    pub flips_first: bool,
    /// Another regime comes first, not measurably, that was measurably behind the one that was.
    pub joins_first: bool,
    /// Pairs of regimes that are measurably the other way round.
    pub swaps: usize,
}

/// The order at a point, held against that as stated in the same replications. Who was first is told by `stated`, the comparison in all of
/// its replications: what the few of the point have ahead as stated too is their luck and not the point's doing.
pub fn shift(stated: &Ranking, same: &Ranking, there: &Ranking) -> Shift {
    let regimes = stated.order.len();
    let pairs = (0..regimes).flat_map(|a| (0..regimes).map(move |b| (a, b)));
    let swaps = pairs.filter(|&(a, b)| same.beats(a, b) && there.beats(b, a)).count();
    let (was, is) = (stated.order[0], there.order[0]);
    let flips_first = there.beats(is, was) && !same.beats(is, was);
    Shift {
        order: there.order.clone(),
        is_apart: there.is_apart(),
        flips_first,
        joins_first: !flips_first && same.beats(was, is),
        swaps,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::Sign;
    use crate::scenario::registry::registry;

    /// Harm by regime, each a mean and what luck does in four replications.
    fn ranked(regimes: &[(f64, f64)]) -> Ranking {
        let luck = [-1.0, 1.0, 0.5, -0.5];
        let regime = |&(mean, own): &(f64, f64)| luck.map(|x| mean + 5.0 * x + own * x).to_vec();
        Ranking::new(&regimes.iter().map(regime).collect::<Vec<_>>(), Sign::Less).expect("harm")
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
        let stated = ranked(&[(10.0, 0.0), (7.0, 0.1), (9.0, 0.1)]);
        let same =
            Shift { order: vec![1, 2, 0], is_apart: true, flips_first: false, joins_first: false, swaps: 0 };
        let shift = |stated: &Ranking, there: &Ranking| super::shift(stated, stated, there);
        assert_eq!(shift(&stated, &stated), same);
        let flipped = shift(&stated, &ranked(&[(10.0, 0.0), (7.0, 0.1), (6.0, 0.1)]));
        assert_eq!(flipped, Shift { order: vec![2, 1, 0], flips_first: true, swaps: 1, ..same });
        let joined = shift(&stated, &ranked(&[(10.0, 0.0), (7.0, 0.1), (6.9, 9.0)]));
        assert_eq!(
            (joined.order[0], joined.flips_first, joined.joins_first, joined.swaps),
            (2, false, true, 0)
        );
        let tied = ranked(&[(10.0, 0.0), (7.0, 0.1), (7.1, 9.0)]);
        let still = shift(&tied, &ranked(&[(10.0, 0.0), (7.0, 0.1), (6.9, 9.0)]));
        assert!(still.order[0] == 2 && !still.joins_first && still.is_apart, "{still:?}: they tied before");
        assert!(!shift(&stated, &ranked(&[(10.0, 0.0), (9.0, 9.0), (8.0, -9.0)])).is_apart);
    }

    #[test]
    fn what_the_same_replications_have_ahead_as_stated_is_their_luck() {
        let stated = ranked(&[(10.0, 0.0), (7.0, 0.1), (9.0, 0.1)]);
        let there = ranked(&[(10.0, 0.0), (7.0, 0.1), (6.0, 0.1)]);
        let by_luck = shift(&stated, &there, &there);
        assert_eq!((by_luck.flips_first, by_luck.joins_first, by_luck.swaps), (false, false, 0));
        assert!(shift(&stated, &stated, &there).flips_first);
    }
}
