//! The answer on a terminal.

use caveat::experiment::targets::Verdict;
use comfy_table::{ContentArrangement, Table, presets};

use super::{Moments, Paper, Validation};
use crate::number::{shortest, significant};

/// Both parts, each with a sentence and a table.
pub fn report(validation: &Validation) -> String {
    let moments =
        validation.moments.as_ref().map(|moments| format!("{}\n\n{}", in_short(moments), rows(moments)));
    let papers = (!validation.papers.is_empty()).then(|| {
        let findings = validation.papers.iter().map(findings).collect::<Vec<_>>().join("\n\n");
        format!("{}\n\n{findings}", asked(&validation.papers))
    });
    moments.into_iter().chain(papers).collect::<Vec<_>>().join("\n\n")
}

/// How many moments came to what.
pub(super) fn in_short(moments: &Moments) -> String {
    let counts = |untargeted| {
        let all =
            [Verdict::Pass, Verdict::Miss, Verdict::CannotPass, Verdict::NoValue, Verdict::NotSimulated];
        let each = all.map(|verdict| (moments.count(verdict, untargeted), verdict));
        let total: usize = each.iter().map(|(count, _)| count).sum();
        let told = each.iter().filter(|(count, _)| *count > 0);
        (
            total,
            told.map(|(count, verdict)| format!("{count} {}", verdict.words()))
                .collect::<Vec<_>>()
                .join(", "),
        )
    };
    let ((all, each), (free, of_these)) = (counts(false), counts(true));
    format!(
        "{}: {all} moments: {each}. Of the {free} to which the market was not calibrated: {of_these}.",
        moments.market_title
    )
}

/// How many findings came to what.
pub(super) fn asked(papers: &[Paper]) -> String {
    use caveat::experiment::published::Verdict::{Agree, Disagree, Undecided};
    let all = |verdict| papers.iter().map(|paper| paper.count(verdict)).sum::<usize>();
    let silent = papers.iter().filter(|paper| paper.answers.is_empty()).count();
    format!(
        "Findings of {} published simulations: {} agree, {} disagree, {} are undecided; {silent} of the papers cannot be asked.",
        papers.len(),
        all(Agree),
        all(Disagree),
        all(Undecided)
    )
}

fn rows(moments: &Moments) -> String {
    let cells = moments.rows.iter().map(|(target, judged)| {
        vec![
            target.moment.title.to_owned(),
            if target.targeted { "yes".into() } else { String::new() },
            shortest(target.low, 3),
            shortest(target.high, 3),
            target.moment.unit.to_owned(),
            target.grade.name().to_owned(),
            significant(judged.simulated, 3),
            significant(judged.error, 2),
            judged.verdict.words().to_owned(),
        ]
    });
    table(&["moment", "targeted", "low", "high", "unit", "grade", "simulated", "s.e.", "verdict"], cells)
}

fn findings(paper: &Paper) -> String {
    let head = format!("{}: {}", paper.experiment.reference, paper.verdict());
    if paper.answers.is_empty() {
        return head;
    }
    let head = format!("{head}\nAsked in: {}", paper.markets.join("; "));
    let cells = paper.experiment.claims.iter().zip(&paper.answers).map(|(claim, answer)| {
        let [diff, low, high] = [answer.diff, answer.low, answer.high].map(|value| significant(value, 3));
        let verdict = if claim.setting {
            format!("(setting) {}", answer.verdict.words())
        } else {
            answer.verdict.words().to_owned()
        };
        vec![claim.says.clone(), claim.outcome.key.to_owned(), format!("{diff} ({low} to {high})"), verdict]
    });
    format!("{head}\n{}", table(&["finding", "outcome", "difference", "verdict"], cells))
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.iter().copied());
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.add_rows(rows);
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 2));
    });
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
