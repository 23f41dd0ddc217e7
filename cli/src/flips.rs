//! What single assumptions, moved to both ends of their ranges, do to who comes first: in words, for the answer and beside it.

use caveat::experiment::sensitivity::Shift;

use crate::answer::quoted;
use crate::headlines::{HARM, Shown};
use crate::results::Results;
use crate::sensitivity::{Sensitivity, shown};
use crate::study::Study;

/// Most assumptions that the answer names.
const NAMED: usize = 3;

/// Where harm stands among what regimes are ranked by.
fn place_of_harm(study: &Study) -> Option<usize> {
    shown(study).iter().position(|shown| shown.key == HARM.key)
}

/// That single assumptions put another regime first in harm.
pub(crate) fn in_harm(study: &Study, results: &Results) -> Option<String> {
    let (sensitivity, harm) = (results.sensitivity.as_ref()?, place_of_harm(study)?);
    let flips = sensitivity.flips(harm);
    let first = quoted(&study.regimes[sensitivity.first(harm)?].title);
    let each = flips.iter().take(NAMED).map(|(row, shift)| {
        format!("with {} it is lower under {}", row.named(), quoted(&study.regimes[shift.order[0]].title))
    });
    let more = flips.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("; so at {more} more ends of ranges") } else { String::new() };
    (!flips.is_empty()).then(|| {
        format!(
            "That hangs on what is assumed: {} than under {first}{more}.",
            each.collect::<Vec<_>>().join(", ")
        )
    })
}

/// That they put another first in price, innovation or welfare: in each, how often, and one by name.
pub(crate) fn elsewhere(study: &Study, results: &Results) -> Option<String> {
    let sensitivity = results.sensitivity.as_ref()?;
    let others = shown(study).into_iter().enumerate().filter(|(_, shown)| shown.key != HARM.key);
    let parts: Vec<String> =
        others.filter_map(|(at, shown)| flipped(study, sensitivity, at, shown)).collect();
    (!parts.is_empty()).then(|| format!("Another regime comes first {}.", parts.join("; ")))
}

/// `in price at 2 ends of ranges, as “strict liability” with makers' liquidity at 24`.
fn flipped(study: &Study, sensitivity: &Sensitivity, at: usize, shown: &Shown) -> Option<String> {
    let flips = sensitivity.flips(at);
    let (row, shift) = flips.first()?;
    let title = quoted(&study.regimes[shift.order[0]].title);
    Some(match flips.len() {
        1 => format!("in {} with {}: {title}", shown.label, row.named()),
        several => format!("in {} at {several} ends of ranges, as {title} with {}", shown.label, row.named()),
    })
}

/// That none of them puts another first in harm, as far as these replications tell.
pub(crate) fn steady(study: &Study, results: &Results) -> Option<String> {
    let (sensitivity, harm) = (results.sensitivity.as_ref()?, place_of_harm(study)?);
    if !sensitivity.whole || sensitivity.rows.is_empty() || !sensitivity.flips(harm).is_empty() {
        return None;
    }
    let ends = |of: fn(&Shift) -> bool| {
        sensitivity.rows.iter().filter(|row| row.shift(harm).is_some_and(of)).count()
    };
    let at = |count: usize, what: &str| match count {
        0 => String::new(),
        1 => format!("; at one end of {} {what}", sensitivity.rows.len()),
        several => format!("; at {several} ends of {} {what}", sensitivity.rows.len()),
    };
    let moved = match sensitivity.moved() {
        1 => "1 assumption known to decide rankings was".to_owned(),
        several => format!("{several} assumptions known to decide rankings were"),
    };
    let still: Vec<&str> = shown(study)
        .iter()
        .enumerate()
        .filter(|(at, _)| sensitivity.ranking(*at).is_some() && sensitivity.flips(*at).is_empty())
        .map(|(_, shown)| shown.label)
        .collect();
    Some(format!(
        "{moved} moved to both ends, in {} replications each: none puts another regime measurably first in {}{}{}.",
        sensitivity.replications,
        still.join(", "),
        at(ends(|shift| shift.joins_first), "another joins the first in harm"),
        at(ends(|shift| !shift.is_apart), "no two regimes can be told apart in harm in so few"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::{notes, sentences};
    use crate::fake::{NINE, doubted, results, study};

    #[test]
    fn an_assumption_that_puts_another_regime_first_is_said_with_the_answer() {
        let study = study(&NINE[..4]);
        let results = doubted(&study, results(&study, 64));
        let [answer, _] = sentences(&study, &results);
        let first = quoted(&study.regimes[3].title);
        assert!(
            answer
                .contains("That hangs on what is assumed: with loss of a compromise at 4 it is lower under")
                && answer.contains(&format!("than under {first}.")),
            "{answer}"
        );
        let mut steady = results.clone();
        let rows = &mut steady.sensitivity.as_mut().expect("moved").rows;
        rows.retain(|row| row.shift(0).is_some_and(|shift| !shift.flips_first));
        let said = notes(&study, &steady).join(" ");
        assert!(!sentences(&study, &steady)[0].contains("hangs on"));
        assert!(said.contains("none puts another regime measurably first in harm"), "{said}");
    }

    /// At one end all regimes are turned round; there another is cheapest, and another launches most.
    #[test]
    fn flips_in_price_innovation_and_welfare_are_told_too() {
        let study = study(&NINE[..4]);
        let results = doubted(&study, results(&study, 64));
        let said = elsewhere(&study, &results).expect("flips");
        for outcome in ["in price with loss of a compromise at 4: “", "in innovation with loss"] {
            assert!(said.contains(outcome), "{said}");
        }
        assert!(sentences(&study, &results)[0].ends_with(&said));
        let mut steady = results.clone();
        for row in &mut steady.sensitivity.as_mut().expect("moved").rows {
            let Ok(found) = &mut row.found else { continue };
            for (at, shift) in found.shifts.iter_mut().enumerate() {
                shift.as_mut().expect("an order").flips_first = at == 3 && row.name == "loss of a compromise";
            }
        }
        let welfare = elsewhere(&study, &steady).expect("flips");
        assert!(
            welfare.starts_with("Another regime comes first in welfare at 2 ends of ranges, as “"),
            "{welfare}"
        );
        let note = super::steady(&study, &steady).expect("harm stays");
        assert!(note.contains("measurably first in harm, price, innovation"), "{note}");
    }
}
