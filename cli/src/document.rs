//! The answer as one JSON document, for programs. Numbers that do not exist are `null`.

use caveat::experiment::ranking::Ranking;
use caveat::experiment::summary::Summary;
use serde::Serialize;
use serde_json::json;

use crate::answer;
use crate::behaviour::Robustness;
use crate::draws::{self, Counts, Draws};
use crate::headlines::UNSETTLED;
use crate::inputs::Filled;
use crate::reading::is_material;
use crate::results::Results;
use crate::sensitivity::{self, Sensitivity, shown};
use crate::study::{Study, assumed};
use crate::tables::STATISTICS;

#[derive(Serialize)]
struct Document<'a> {
    market: &'a str,
    market_title: &'a str,
    baseline: Baseline<'a>,
    seed: u64,
    replications: u64,
    failed_replications: u64,
    partial: bool,
    firm_months: u64,
    seconds: f64,
    unsettled_share: Option<f64>,
    /// The result folder; none if it was not written.
    out: Option<&'a str>,
    answer: [String; 2],
    notes: Vec<String>,
    warnings: &'a [String],
    assumed: Assumed,
    /// Inputs of the market that are still those of the one that it extends; none if it extends none with inputs.
    inputs: Option<&'a Filled>,
    /// Draws of the assumptions, of which every row says what they do to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumptions: Option<Counts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sensitivity: Option<serde_json::Value>,
    pass_through: Vec<PassThrough<'a>>,
    /// Rankings under every rule by which makers may decide, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    behaviour: Option<&'a Robustness>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Baseline<'a> {
    name: &'a str,
    legal_date: String,
}

/// How many of the values are only assumed.
#[derive(Serialize)]
struct Assumed {
    market: usize,
    of_market: usize,
    regimes: usize,
    of_regimes: usize,
}

/// Change in price over change in the unit cost of liability, compliance and cover, with its 95 % interval.
#[derive(Serialize)]
struct PassThrough<'a> {
    regime: &'a str,
    value: Option<f64>,
    mc_lo: Option<f64>,
    mc_hi: Option<f64>,
    /// Whether that cost makes up enough of the change in price for the ratio to be a pass-through.
    material: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    regime: &'a str,
    baseline: &'a str,
    outcome: &'a str,
    segment: &'a str,
    unit: &'a str,
    #[serde(flatten)]
    statistics: serde_json::Map<String, serde_json::Value>,
}

/// The document of a run whose folder is `out`; none if a fuller run was kept there.
///
/// # Errors
///
/// None in practice: every value can be written.
pub fn to_json(study: &Study, results: &Results, out: Option<&str>) -> serde_json::Result<String> {
    let baseline = study.baseline().name.as_str();
    let places = (0..study.regimes.len()).flat_map(|r| (0..study.columns.len()).map(move |c| (r, c)));
    let document = Document {
        market: &study.market.name,
        market_title: &study.market.title,
        baseline: Baseline { name: baseline, legal_date: study.legal_date.to_string() },
        seed: study.seed,
        replications: results.replications,
        failed_replications: results.failed,
        partial: results.is_partial(),
        firm_months: results.firm_months as u64,
        seconds: results.seconds,
        unsettled_share: worst_unsettled(study, results),
        out,
        answer: answer::sentences(study, results),
        notes: answer::notes(study, results),
        warnings: &study.warnings,
        assumed: Assumed {
            market: assumed(&study.assumptions),
            of_market: study.assumptions.len(),
            regimes: assumed(&study.figures),
            of_regimes: study.figures.len(),
        },
        inputs: study.filled.as_ref(),
        assumptions: results.draws.as_ref().map(Draws::counts),
        sensitivity: results.sensitivity.as_ref().map(|sensitivity| of_sensitivity(study, sensitivity)),
        pass_through: study.reforms().map(|regime| pass_through(study, results, regime)).collect(),
        behaviour: results.behaviour.as_ref(),
        rows: places.map(|(regime, column)| row(study, results, regime, column)).collect(),
    };
    serde_json::to_string_pretty(&document)
}

fn pass_through<'a>(study: &'a Study, results: &Results, regime: usize) -> PassThrough<'a> {
    let ratio = results.pass_through[regime];
    let known = |value: f64| Some(value).filter(|value| value.is_finite());
    PassThrough {
        regime: &study.regimes[regime].name,
        value: known(ratio.mean),
        mc_lo: known(ratio.mean - ratio.half_width),
        mc_hi: known(ratio.mean + ratio.half_width),
        material: is_material(ratio.mean),
    }
}

fn row<'a>(study: &'a Study, results: &Results, regime: usize, column: usize) -> Row<'a> {
    let summary = results.get(regime, column);
    let statistics =
        STATISTICS.iter().map(|statistic| (statistic.name.to_owned(), statistic.number(summary)));
    let drawn = results.draws.iter().flat_map(|draws| {
        let pick = move |statistic: &draws::Statistic| (statistic.pick)(draws.get(regime, column)).into();
        draws::STATISTICS.iter().map(move |statistic| (statistic.name.to_owned(), pick(statistic)))
    });
    Row {
        regime: &study.regimes[regime].name,
        baseline: &study.baseline().name,
        outcome: study.columns[column].outcome.key,
        segment: &study.columns[column].segment,
        unit: study.columns[column].outcome.unit,
        statistics: statistics.chain(drawn).collect(),
    }
}

/// Points of the sensitivity: by headline, who comes first there, whether that is another and measurably, and how many pairs swapped.
fn of_sensitivity(study: &Study, sensitivity: &Sensitivity) -> serde_json::Value {
    let shown = shown(study);
    let name = |regime: &usize| study.regimes[*regime].name.as_str();
    let of_ranking = |ranking: &Ranking| {
        json!({
            "order": ranking.order.iter().map(name).collect::<Vec<_>>(),
            "unbeaten": ranking.unbeaten().iter().map(name).collect::<Vec<_>>(),
            "told_apart": ranking.is_apart(),
        })
    };
    let of_summary = |regime: &usize, of: &Summary| json!({ "regime": name(regime), "mean": of.mean, "diff": of.diff, "mc_lo": of.mc_lo, "mc_hi": of.mc_hi });
    let stated = |headline: usize| {
        let mut stated = of_ranking(sensitivity.ranking(headline)?);
        stated["outcome"] = shown[headline].key.into();
        let same = sensitivity.same_ranking(headline).map(|ranking| {
            let mut same = of_ranking(ranking);
            let regimes = ranking.order.iter();
            same["regimes"] =
                regimes.map(|regime| of_summary(regime, sensitivity.same(*regime, headline))).collect();
            same
        });
        stated["same_replications"] = same.into();
        Some(stated)
    };
    let shift = |row: &sensitivity::Row, headline: usize| {
        let found = row.found.as_ref().ok()?;
        let shift = row.shift(headline)?;
        let regimes = shift.order.iter().map(|regime| of_summary(regime, found.get(*regime, headline)));
        Some(json!({
            "outcome": shown[headline].key,
            "first": name(&shift.order[0]),
            "told_apart": shift.is_apart,
            "flips_first": shift.flips_first,
            "joins_first": shift.joins_first,
            "swaps": shift.swaps,
            "order": regimes.collect::<Vec<_>>(),
        }))
    };
    let row = |row: &sensitivity::Row| {
        json!({
            "assumption": row.name,
            "paths": row.paths,
            "end": row.end.name(),
            "value": row.says,
            "refused": row.found.as_ref().err(),
            "outcomes": (0..shown.len()).filter_map(|headline| shift(row, headline)).collect::<Vec<_>>(),
        })
    };
    json!({
        "replications": sensitivity.replications,
        "seconds": sensitivity.seconds,
        "stated": (0..shown.len()).filter_map(stated).collect::<Vec<_>>(),
        "points": sensitivity.rows.iter().map(row).collect::<Vec<_>>(),
        "not_asked_for": sensitivity.left,
        "without_a_range": sensitivity.absent,
    })
}

/// The greatest share of claims, over regimes, that no run-off closed.
fn worst_unsettled(study: &Study, results: &Results) -> Option<f64> {
    let shares = (0..study.regimes.len()).filter_map(|regime| results.of(study, &UNSETTLED, regime));
    shares.map(|summary| summary.mean).filter(|mean| !mean.is_nan()).reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake;

    #[test]
    fn the_document_reads_back() {
        let study = fake::study(&fake::NINE[..2]);
        let text = to_json(&study, &fake::results(&study, 8), Some("results/x")).expect("written");
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["baseline"]["name"], study.baseline().name);
        assert_eq!(document["baseline"]["legal_date"], "2026-01-01");
        assert_eq!(document["unsettled_share"], 0.004);
        assert_eq!(document["rows"].as_array().map(Vec::len), Some(2 * study.columns.len()));
        assert_eq!(
            (&document["assumed"]["market"], &document["assumed"]["of_regimes"]),
            (&1.into(), &1.into())
        );
        assert!(document["notes"][0].as_str().is_some_and(|note| note.contains("only assumed")));
        let pass_through = &document["pass_through"][0];
        assert_eq!(pass_through["regime"], study.regimes[1].name);
        assert!(pass_through["mc_lo"].as_f64() < pass_through["value"].as_f64(), "{pass_through}");
        let row = &document["rows"][study.columns.len()];
        assert!([&row["count"], &row["pairs"], &document["firm_months"]].iter().all(|count| count.is_u64()));
        for key in
            ["mean", "diff", "mc_lo", "mc_hi", "world_p05", "world_p95", "p_better_world", "variance_ratio"]
        {
            assert!(row[key].is_number(), "{key} of {row}");
        }
        assert!(document["rows"][0]["variance_ratio"].is_null(), "the baseline against itself has none");
    }
}
