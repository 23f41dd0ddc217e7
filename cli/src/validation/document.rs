//! The answer for programs.

use caveat::experiment::published::Verdict as Agreement;
use caveat::experiment::targets::Verdict;
use serde::Serialize;

use super::Validation;

#[derive(Serialize)]
struct Document<'a> {
    seed: u64,
    replications: u64,
    probe: &'a str,
    failures: &'a [String],
    /// Name and title of the market whose moments these are.
    market: Option<&'a str>,
    market_title: Option<&'a str>,
    moments: Vec<Row<'a>>,
    papers: Vec<PaperRow<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    moment: &'a str,
    title: &'a str,
    unit: &'a str,
    targeted: bool,
    weight: f64,
    low: f64,
    high: f64,
    grade: &'a str,
    observed_in: &'a str,
    source: &'a str,
    simulated: Option<f64>,
    standard_error: Option<f64>,
    replications: usize,
    verdict: Verdict,
}

#[derive(Serialize)]
struct PaperRow<'a> {
    name: &'a str,
    reference: &'a str,
    verdict: String,
    /// Titles of the markets in which it is asked.
    markets: &'a [String],
    needs: Vec<&'a str>,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    says: &'a str,
    outcome: &'a str,
    of: String,
    against: String,
    beyond: Option<[String; 2]>,
    expected: &'a str,
    mean_of: Option<f64>,
    mean_against: Option<f64>,
    diff: Option<f64>,
    mc_lo: Option<f64>,
    mc_hi: Option<f64>,
    setting: bool,
    verdict: Agreement,
}

/// JSON has no NaN.
fn number(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// One JSON document.
///
/// # Errors
///
/// If it cannot be written as JSON.
pub fn document(validation: &Validation) -> serde_json::Result<String> {
    let rows = validation.moments.iter().flat_map(|moments| &moments.rows);
    let moments = rows.map(|(target, judged)| Row {
        moment: target.moment.key,
        title: target.moment.title,
        unit: target.moment.unit,
        targeted: target.targeted,
        weight: target.weight,
        low: target.low,
        high: target.high,
        grade: target.grade.name(),
        observed_in: &target.observed_in,
        source: &target.source,
        simulated: number(judged.simulated),
        standard_error: number(judged.error),
        replications: judged.count,
        verdict: judged.verdict,
    });
    let papers = validation.papers.iter().map(|paper| PaperRow {
        name: &paper.experiment.name,
        reference: &paper.experiment.reference,
        verdict: paper.verdict(),
        markets: &paper.markets,
        needs: paper.experiment.needs.iter().map(|later| later.path).collect(),
        findings: findings(paper),
    });
    serde_json::to_string_pretty(&Document {
        seed: validation.seed,
        replications: validation.replications,
        probe: &validation.probe,
        failures: &validation.failures,
        market: validation.moments.as_ref().map(|moments| &*moments.market),
        market_title: validation.moments.as_ref().map(|moments| &*moments.market_title),
        moments: moments.collect(),
        papers: papers.collect(),
    })
}

fn findings(paper: &super::Paper) -> Vec<Finding<'_>> {
    let arm = |arm| paper.experiment.arm(arm);
    let each = paper.experiment.claims.iter().zip(&paper.answers).map(|(claim, answer)| Finding {
        says: &claim.says,
        outcome: claim.outcome.key,
        of: arm(claim.of),
        against: arm(claim.against),
        beyond: claim.beyond.map(|beyond| beyond.map(arm)),
        expected: claim.expected.name(),
        mean_of: number(answer.of),
        mean_against: number(answer.against),
        diff: number(answer.diff),
        mc_lo: number(answer.low),
        mc_hi: number(answer.high),
        setting: claim.setting,
        verdict: answer.verdict,
    });
    each.collect()
}
