//! What is said of a calibration on a terminal and on its page.

use caveat::experiment::calibration::{End, Ending};

use super::Answer;
use crate::number::{fixed, shortest, signed, significant};

/// Columns of the table of parameters.
pub const PARAMETERS_HEADER: [&str; 7] =
    ["parameter", "unit", "bounds", "start", "estimate", "s.e.", "95 % interval"];
/// Columns of the table of moments.
pub const MOMENTS_HEADER: [&str; 8] =
    ["moment", "unit", "evidence", "s.e.", "start", "simulated", "s.e.", "off, s.e."];

/// Chance below which it is said that moments cannot all be met.
const LEVEL: f64 = 0.05;
/// Part of the bounds as wide as which an interval says little.
const POOR: f64 = 0.5;
/// Digits of what is known exactly, and of what is estimated.
const STATED: i32 = 4;
const ESTIMATED: i32 = 3;

/// Rows of parameters.
pub fn parameters(answer: &Answer) -> Vec<Vec<String>> {
    let row = |row: &super::answer::ParameterRow| {
        let bound = match row.at_bound {
            None => "",
            Some(End::Low) => " (at its lower bound)",
            Some(End::High) => " (at its upper bound)",
        };
        let interval = row.interval.map(|ends| ends.map(|end| significant(end, ESTIMATED)).join(" to "));
        vec![
            row.path.clone(),
            row.unit.clone(),
            format!("{} to {}", shortest(row.low, STATED), shortest(row.high, STATED)),
            shortest(row.start, STATED),
            format!("{}{bound}", significant(row.estimate, ESTIMATED)),
            row.standard_error.map_or_else(none, |error| significant(error, 2)),
            interval.unwrap_or_else(none),
        ]
    };
    answer.parameters.iter().map(row).collect()
}

/// Rows of moments: those aimed at, or the others.
pub fn moments(answer: &Answer, aimed: bool) -> Vec<Vec<String>> {
    let row = |row: &super::answer::MomentRow| {
        let number = |value: Option<f64>, digits| value.map_or_else(none, |value| significant(value, digits));
        let evidence = match row.low == row.high {
            true => shortest(row.low, STATED),
            false => format!("{} to {}", shortest(row.low, STATED), shortest(row.high, STATED)),
        };
        let mark =
            if row.aimed && row.residual.is_none_or(|residual| residual.abs() > 2.0) { " !" } else { "" };
        vec![
            row.title.clone(),
            row.unit.clone(),
            evidence,
            row.evidence_error.map_or_else(none, |error| shortest(error, ESTIMATED)),
            number(row.start, ESTIMATED),
            number(row.simulated, ESTIMATED),
            number(row.simulation_error, 2),
            row.residual.map_or_else(none, |residual| format!("{}{mark}", signed(residual, 1))),
        ]
    };
    answer.moments.iter().filter(|moment| moment.aimed == aimed).map(row).collect()
}

fn none() -> String {
    "–".into()
}

/// What came of it, in sentences.
pub fn summary(answer: &Answer) -> Vec<String> {
    let mut said = vec![searched(answer)];
    said.push(ended(answer));
    said.extend(unidentified(answer));
    said.extend(poorly(answer));
    said.extend(unmet(answer));
    said.extend(tested(answer));
    if let Some(condition) = answer.condition {
        said.push(format!(
            "Condition number of the derivatives, a moment counted in its standard errors and a parameter in the width of its bounds: {}.",
            significant(condition, ESTIMATED)
        ));
    }
    if !answer.failures.is_empty() {
        said.push(format!(
            "{} replications failed at the estimate; the first: {}",
            answer.failures.len(),
            answer.failures[0]
        ));
    }
    said
}

fn searched(answer: &Answer) -> String {
    let ended = if answer.complete { "" } else { " so far" };
    format!(
        "{} parameters fitted to {} moments of “{}”: the weighted squared distance fell from {} to {}{ended}, over {} points of {} \
         replications.",
        answer.parameters.len(),
        answer.aimed(),
        answer.market_title,
        significant(answer.objective_start, ESTIMATED),
        significant(answer.objective, ESTIMATED),
        answer.evaluations,
        answer.replications
    )
}

fn ended(answer: &Answer) -> String {
    let Some(ending) = answer.ending else {
        return "It was stopped: there is no minimum yet, and no standard error. --resume goes on.".into();
    };
    let short = answer.short.map(|short| significant(short, 2));
    match (ending, short) {
        (Ending::Minimum, short) => format!(
            "It ended at a minimum, the best of all points: that of a linear model of the moments is {} standard errors away.",
            short.unwrap_or_else(none)
        ),
        (Ending::NoBetter, Some(short)) => format!(
            "It ended at the best of all points: no neighbour, a step of each parameter down and up, is better, nor is the minimum of a linear \
             model of the moments, {short} standard errors away, or the point as far towards it as the model may be trusted. {}",
            match answer.converged {
                Some(true) => "Counts of events make the distance rough: more replications make it smoother.",
                _ => "That is too far for noise: no minimum was found. Begin elsewhere, or simulate more replications.",
            }
        ),
        (Ending::NoBetter, None) => {
            "It ended at the best of all points: no neighbour, a step of each parameter down and up, is better. The moments tell too little for a \
             linear model to have a minimum."
                .into()
        }
        (Ending::Falling, _) => "No minimum was found: whenever it looked around the best of all points, there was a better one, and it looks \
                                 no further. Begin at the estimate (start = …), or simulate more replications."
            .into(),
    }
}

fn unidentified(answer: &Answer) -> Option<String> {
    if answer.unidentified.is_empty() {
        return None;
    }
    Some(format!(
        "Not identified by these moments: {}. Other values would do as well, so that no parameter has a standard error: leave one out, \
         aim at a moment that only it moves, or simulate more replications.",
        answer.unidentified.join(", ")
    ))
}

fn poorly(answer: &Answer) -> Option<String> {
    let wide = answer.parameters.iter().filter_map(|row| Some((row, row.interval_share?)));
    let wide = wide.filter(|(_, share)| *share > POOR);
    let wide: Vec<String> =
        wide.map(|(row, share)| format!("{} ({}\u{a0}%)", row.path, fixed(100.0 * share, 0))).collect();
    (!wide.is_empty()).then(|| {
        format!(
            "Poorly identified: the 95 % interval is as wide as so much of the bounds, or wider: {}. The evidence hardly says more of it than the \
             bounds do.",
            wide.join(", ")
        )
    })
}

fn unmet(answer: &Answer) -> Option<String> {
    let off = answer.unmet().map(|row| match row.residual {
        Some(residual) => format!("{} ({} standard errors)", row.moment, signed(residual, 1)),
        None => format!("{} (no value)", row.moment),
    });
    let off: Vec<String> = off.collect();
    if off.is_empty() {
        return None;
    }
    let bound = answer.parameters.iter().filter(|row| row.at_bound.is_some()).map(|row| row.path.as_str());
    let bound: Vec<&str> = bound.collect();
    let bound = match bound.is_empty() {
        true => String::new(),
        false => format!(" At a bound: {}.", bound.join(", ")),
    };
    Some(format!("Not met, within these bounds: {}.{bound}", off.join(", ")))
}

fn tested(answer: &Answer) -> Option<String> {
    if !answer.complete {
        return None;
    }
    let Some(j) = answer.j else {
        let free = answer.parameters.iter().filter(|row| row.at_bound.is_none()).count();
        return (free == answer.aimed()).then(|| {
            "There are as many free parameters as moments: nothing is left over to test the model by.".into()
        });
    };
    let verdict = if j.p < LEVEL { "they cannot, at 5 %" } else { "nothing says that they cannot, at 5 %" };
    let [least, most] = answer.inflation;
    Some(format!(
        "Hansen's J, whether all moments can be met at once: {} with {} degrees of freedom, p = {}: {verdict}. Simulation raises \
         the variances of the evidence by factors of {} to {} (1 + 1/S), which standard errors and J contain.",
        significant(j.statistic, ESTIMATED),
        j.freedom,
        if j.p < 0.001 { "less than 0.001".into() } else { fixed(j.p, 3) },
        significant(least, ESTIMATED),
        significant(most, ESTIMATED)
    ))
}
