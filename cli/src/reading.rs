//! How results are written for people: a column an outcome, with one scale and as many decimals as mean something.

use caveat::experiment::spread::Spread;
use caveat::experiment::summary::{MeanInterval, Summary};

use crate::headlines::{
    BESIDE, HARM, HEADLINES, INNOVATION, PASS_THROUGH, PRICE, QUALITY, QUALITY_PRICE, Shown, TAUGHT,
    WITHOUT_VARIETY, with_noun,
};
use crate::number::{Scale, decimals, fixed, portion, signed};
use crate::results::{Results, excludes_zero, includes_zero};
use crate::study::Study;

/// A column of the table of regimes.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What it is called.
    pub label: &'static str,
    /// The unit it is written in.
    pub unit: String,
    /// What is counted, in words.
    pub definition: String,
    /// One cell a regime, in the order of the study.
    pub cells: Vec<Cell>,
}

/// What a column says of a regime.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// The mean.
    pub mean: String,
    /// The paired difference to the baseline, or [`UNCHANGED`]; empty under the baseline, and for what is itself a ratio of
    /// differences.
    pub diff: String,
    /// Half the width of the 95 % interval; empty where there is none to show.
    pub half_width: String,
    /// That interval.
    pub interval: String,
    /// What the difference and its interval are in, where that is not the unit of the column.
    pub suffix: &'static str,
    /// Whether there is an interval that includes zero.
    pub unclear: bool,
    /// 5 to 95 % of the draws of the assumptions; empty where there are none to show.
    pub assumed: String,
    /// In how many of the draws the regime does better, and in how many worse, where their own intervals tell; empty where there are no
    /// draws, or no better and worse.
    pub better: Vec<String>,
}

/// Said of a difference that reads as zero, give or take what reads as zero.
pub const UNCHANGED: &str = "unchanged";

/// Said of a spread over draws of the assumptions that replications alone explain.
const SPREAD_IS_NOISE: &str = "spread is noise";

/// Share of the variance over draws from which, if it was noise, what is left of it is marked as known roughly only.
const ROUGH: f64 = 0.5;

/// Per cent below which a difference that is not zero is said to be below it, without its many zeros.
const TINY: f64 = 0.001;
const TINY_SAID: &str = "under 0.001";

/// Part of a change in price that the cost of liability must make up for their ratio to say how much of it is passed on.
const MATERIAL: f64 = 1.0 / 3.0;

/// Another regime that stands higher in the table, or is the baseline, and of which the same cells can be read.
pub fn twin(study: &Study, readings: &[Reading], regime: usize) -> Option<usize> {
    if regime == study.baseline {
        return None;
    }
    let as_baseline = |cells: &[Cell]| {
        let (own, baseline) = (&cells[regime], &cells[study.baseline]);
        own.mean == baseline.mean
            && (own.diff == UNCHANGED || own.diff == baseline.diff)
            && own.assumed.is_empty()
    };
    if readings.iter().all(|reading| as_baseline(&reading.cells)) {
        return Some(study.baseline);
    }
    let same = |other: &usize| readings.iter().all(|reading| reading.cells[*other] == reading.cells[regime]);
    study.reforms().take_while(|other| *other < regime).find(same)
}

/// The three headlines.
pub fn headlines(study: &Study, results: &Results) -> Vec<Reading> {
    HEADLINES.iter().filter_map(|shown| of(study, results, shown)).collect()
}

/// The headlines, each with what must be read with it.
pub fn accompanied(study: &Study, results: &Results) -> Vec<Reading> {
    let read = |shown: &Shown| of(study, results, shown);
    let all = [
        read(&HARM),
        read(&PRICE),
        read(&QUALITY_PRICE),
        pass_through(study, results),
        read(&INNOVATION),
        read(&QUALITY),
    ];
    all.into_iter().flatten().collect()
}

/// What stands beside them.
pub fn beside(study: &Study, results: &Results) -> Vec<Reading> {
    BESIDE.iter().filter_map(|shown| of(study, results, shown)).collect()
}

/// The same where there is room, with welfare without the value of variety.
pub fn beside_at_length(study: &Study, results: &Results) -> Vec<Reading> {
    beside(study, results).into_iter().chain(of(study, results, &WITHOUT_VARIETY)).collect()
}

fn of(study: &Study, results: &Results, shown: &Shown) -> Option<Reading> {
    let column = shown.find(study)?;
    let all: Vec<&Summary> = (0..study.regimes.len()).map(|regime| results.get(regime, column)).collect();
    let outcome = study.columns[column].outcome;
    let Scale { divisor, unit } = Scale::fitting(largest(&all, |summary| summary.mean), &with_noun(outcome));
    let means = Digits { divisor, decimals: decimals(largest(&all, |summary| summary.mean) / divisor, 3) };
    let relative = shown.relative && all[study.baseline].mean.abs() > 0.0;
    let differences = match relative {
        true => Digits::of_differences(all[study.baseline].mean.abs() / 100.0, 1, &all),
        false => Digits::of_differences(divisor, means.decimals, &all),
    };
    let cell = |(regime, summary): (usize, &&Summary)| {
        let mean = means.fixed(summary.mean);
        if regime == study.baseline {
            return Cell { mean, ..Cell::default() };
        }
        let cell = match relative && differences.is_tiny(summary) {
            true => Cell { diff: TINY_SAID.into(), ..Cell::default() },
            false => differences.cell(summary),
        };
        let suffix = if relative && cell.diff != UNCHANGED { "\u{a0}%" } else { "" };
        let (assumed, better) = match &results.draws {
            Some(draws) => {
                drawn(draws.get(regime, column), differences.divisor, if relative { "\u{a0}%" } else { "" })
            }
            None => Default::default(),
        };
        Cell { mean, suffix, assumed, better, ..cell }
    };
    let of =
        if outcome.denominator == "1" { String::new() } else { format!(", over {}", outcome.denominator) };
    let counted = if relative { "; its change in % of the baseline" } else { "" };
    let taught = match shown.key == INNOVATION.key && study.regimes.len() > 1 && results.replications > 1 {
        true => format!("; its interval leaves out {TAUGHT} (docs/limits.md)"),
        false => String::new(),
    };
    let definition = format!("{}{of}{counted}{taught}", outcome.numerator);
    let cells = all.iter().enumerate().map(cell).collect();
    Some(Reading { label: shown.label, unit, definition, cells })
}

/// How an outcome moves with the assumptions: from where to where, and in how many draws measurably for the better and the worse.
fn drawn(spread: &Spread, divisor: f64, suffix: &str) -> (String, Vec<String>) {
    let ends = [spread.p05 / divisor, spread.p95 / divisor];
    if ends.iter().any(|end| end.is_nan()) || ends == [0.0; 2] {
        return Default::default();
    }
    let farthest = ends[0].abs().max(ends[1].abs());
    let places = decimals(ends[1] - ends[0], 2).min(decimals(farthest, 3));
    let rough = if spread.noise_share > ROUGH { "°" } else { "" };
    let assumed = match spread.is_noise() {
        true => SPREAD_IS_NOISE.to_owned(),
        false => format!("{}{suffix}{rough}", ends.map(|end| signed(end, places)).join(" to ")),
    };
    (assumed, directions(spread))
}

/// In how many draws it is for the better and in how many for the worse, beyond the luck of each.
fn directions(spread: &Spread) -> Vec<String> {
    let (better, worse) = (spread.clearly_better, spread.clearly_worse);
    if better.is_nan() {
        return Vec::new();
    }
    let told = [("better", better), ("worse", worse)].into_iter().filter(|(_, share)| *share > 0.0);
    let told: Vec<String> =
        told.map(|(word, share)| format!("{word} in {}", portion(share, spread.draws))).collect();
    if told.is_empty() { vec!["unclear in all".to_owned()] } else { told }
}

/// How much of a change in the cost of liability buyers pay, where that cost is a material part of the change in price.
fn pass_through(study: &Study, results: &Results) -> Option<Reading> {
    if study.regimes.len() < 2 {
        return None;
    }
    let cell = |regime: usize| {
        let MeanInterval { mean, half_width } = results.pass_through[regime];
        if !is_material(mean) {
            return Cell { mean: fixed(f64::NAN, 0), ..Cell::default() };
        }
        let ends = [mean - half_width, mean + half_width];
        let places = decimals(half_width, 1).max(2).min(decimals(mean.abs().max(half_width), 3));
        let known = half_width.is_finite();
        Cell {
            mean: fixed(mean, places),
            half_width: if known { fixed(half_width, places) } else { String::new() },
            interval: if known { ends.map(|end| fixed(end, places)).join(" to ") } else { String::new() },
            unclear: known && ends[0] <= 0.0 && ends[1] >= 0.0,
            ..Cell::default()
        }
    };
    Some(Reading {
        label: "pass-through",
        unit: "EUR per EUR".into(),
        definition: PASS_THROUGH.into(),
        cells: (0..study.regimes.len()).map(cell).collect(),
    })
}

/// Whether the cost of liability makes up enough of a change in price for a pass-through to be one.
pub fn is_material(pass_through: f64) -> bool {
    pass_through.abs() <= 1.0 / MATERIAL
}

fn largest(all: &[&Summary], pick: fn(&Summary) -> f64) -> f64 {
    all.iter().map(|summary| pick(summary).abs()).filter(|value| value.is_finite()).fold(0.0, f64::max)
}

/// A scale, with the decimals that a column needs.
struct Digits {
    divisor: f64,
    decimals: usize,
}

impl Digits {
    /// For the differences of a column: as fine as the widest interval, and no coarser than `least` if that says something.
    fn of_differences(divisor: f64, least: usize, all: &[&Summary]) -> Digits {
        let half_width = largest(all, |summary| summary.mc_hi - summary.diff);
        let size = largest(all, |summary| summary.diff).max(half_width);
        let enough = decimals(half_width / divisor, 1).max(least);
        Digits { divisor, decimals: enough.min(decimals(size / divisor, 3)) }
    }

    fn fixed(&self, value: f64) -> String {
        fixed(value / self.divisor, self.decimals)
    }

    fn cell(&self, summary: &Summary) -> Cell {
        let half_width = summary.mc_hi - summary.diff;
        let within_zero = half_width.is_nan() || self.reads_as_zero(half_width);
        if includes_zero(summary) && self.reads_as_zero(summary.diff) && within_zero {
            return Cell { diff: UNCHANGED.into(), ..Cell::default() };
        }
        let fine = Digits { decimals: self.enough(summary), ..*self };
        let sign = |value: f64| signed(value / fine.divisor, fine.decimals);
        let diff = sign(summary.diff);
        if half_width.is_nan() {
            return Cell { diff, ..Cell::default() };
        }
        Cell {
            diff,
            half_width: fine.fixed(half_width),
            interval: format!("{} to {}", sign(summary.mc_lo), sign(summary.mc_hi)),
            unclear: includes_zero(summary),
            ..Cell::default()
        }
    }

    /// The decimals of the column, or more where a difference that is not zero would read as zero.
    fn enough(&self, summary: &Summary) -> usize {
        let Some(nearest) = excludes_zero(summary) else { return self.decimals };
        let finest = nearest.min(summary.mc_hi - summary.diff);
        if self.reads_as_zero(nearest) { decimals(finest / self.divisor, 1) } else { self.decimals }
    }

    /// Whether a difference in per cent is not zero, and its whole interval next to it.
    fn is_tiny(&self, summary: &Summary) -> bool {
        let farthest = summary.mc_lo.abs().max(summary.mc_hi.abs()) / self.divisor;
        excludes_zero(summary).is_some() && farthest < TINY
    }

    fn reads_as_zero(&self, value: f64) -> bool {
        self.fixed(value).bytes().all(|byte| byte == b'0' || byte == b'.')
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, results, study};
    use caveat::experiment::spread::{Moments, spread};
    use caveat::experiment::summary::summarise;
    use caveat::outcome::Sign;

    #[test]
    fn what_differs_from_zero_never_reads_as_zero() {
        let baseline: Vec<f64> = (0..50).map(|x| 100.0 + f64::from(x % 5)).collect();
        let shifted = |by: f64| -> Vec<f64> {
            baseline.iter().enumerate().map(|(x, value)| value + by * (1.0 + 0.1 * (x % 3) as f64)).collect()
        };
        let (small, large) = (shifted(0.0004), shifted(7.0));
        let summary = |values: &[f64]| summarise(values, &baseline, Sign::Less);
        let all = [summary(&small), summary(&large)];
        let digits = Digits::of_differences(1.0, 0, &all.iter().collect::<Vec<_>>());
        let cell = digits.cell(&all[0]);
        assert!(cell.diff.starts_with("+0.0004") && !cell.unclear, "{}", cell.diff);
        assert!(cell.interval.split(" to ").all(|end| end.starts_with("+0.0004")), "{}", cell.interval);
        assert!(cell.half_width.bytes().any(|digit| digit > b'0'), "{}", cell.half_width);
        assert_eq!(digits.cell(&all[1]).diff, "+7.7", "others keep the digits of the column");
        let same = digits.cell(&summary(&baseline));
        assert_eq!((same.diff.as_str(), same.half_width.as_str(), same.unclear), (UNCHANGED, "", false));
        let noise: Vec<f64> =
            baseline.iter().enumerate().map(|(x, value)| value + [1e-9, -1e-9][x % 2]).collect();
        assert_eq!(digits.cell(&summary(&noise)).diff, UNCHANGED, "0.0 ±0.0 says nothing else");
        let one = summarise(&[107.7], &[100.0], Sign::Less);
        assert!(digits.is_tiny(&all[0]) && !digits.is_tiny(&all[1]) && !digits.is_tiny(&summary(&noise)));
        let single = digits.cell(&one);
        assert_eq!((single.diff.as_str(), single.interval.as_str(), single.unclear), ("+7.7", "", false));
    }

    #[test]
    fn a_direction_is_told_where_the_interval_of_a_draw_tells_it() {
        let draw = |by: f64| Moments::of(&[by - 1.0, by, by + 1.0], &[0.0; 3]);
        let told = |means: &[f64]| {
            let draws: Vec<Moments> = means.iter().cycle().take(40).map(|mean| draw(*mean)).collect();
            drawn(&spread(&draws, Sign::Less), 1.0, "")
        };
        // Half-widths are 2.48: a quarter of these draws is measurably worse, none better, though a quarter has a better mean.
        let (assumed, better) = told(&[-1.0, 1.0, 2.0, 9.0]);
        assert_eq!(better, ["worse in 25\u{a0}%"], "{assumed}");
        assert_eq!(told(&[-9.0, 9.0, 9.0, 1.0]).1, ["better in 25\u{a0}%", "worse in 50\u{a0}%"]);
        assert_eq!(told(&[-0.5, 0.6]), (SPREAD_IS_NOISE.to_owned(), vec!["unclear in all".to_owned()]));
        assert!(drawn(&spread(&[draw(9.0), draw(8.0)], Sign::Open), 1.0, "").1.is_empty());
        assert_eq!(drawn(&spread(&[draw(9.0), draw(1.0)], Sign::More), 1.0, "").1, ["better in 1 of 2"]);
    }

    #[test]
    fn the_interval_of_innovation_says_what_it_leaves_out() {
        let study = study(&NINE[..2]);
        let leaves_out = |replications| {
            let all = headlines(&study, &results(&study, replications));
            all.into_iter()
                .filter(|reading| reading.definition.contains(TAUGHT))
                .map(|reading| reading.label)
                .collect::<Vec<_>>()
        };
        assert_eq!(leaves_out(64), ["innovation"]);
        assert!(leaves_out(1).is_empty(), "one replication has no interval");
    }

    #[test]
    fn pass_through_is_told_where_liability_moves_the_price() {
        let study = study(&NINE[..4]);
        let mut results = results(&study, 64);
        results.pass_through[2] = MeanInterval { mean: 26.2, half_width: 3.5 };
        results.pass_through[3] = MeanInterval { mean: -8.0, half_width: 0.5 };
        let cells = pass_through(&study, &results).expect("several regimes").cells;
        let shown: Vec<&str> = cells.iter().map(|cell| cell.mean.as_str()).collect();
        assert_eq!((shown[0], &shown[2..]), ("–", &["–", "–"][..]));
        assert!(shown[1].starts_with("1.1") && !cells[1].half_width.is_empty());
        assert_eq!(cells[2].half_width, "");
    }

    #[test]
    fn regimes_that_read_the_same_are_twins() {
        let cell = |mean: &str, diff: &str| Cell { mean: mean.into(), diff: diff.into(), ..Cell::default() };
        let cells =
            vec![cell("7", ""), cell("7", UNCHANGED), cell("9", "+2"), cell("9", "+2"), cell("9", "+3")];
        let reading = Reading { label: "x", unit: String::new(), definition: String::new(), cells };
        let study = study(&NINE[..5]);
        let twins: Vec<_> =
            (0..5).map(|regime| twin(&study, std::slice::from_ref(&reading), regime)).collect();
        assert_eq!(twins, [None, Some(0), None, Some(2), None]);
    }
}
