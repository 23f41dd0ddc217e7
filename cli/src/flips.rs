//! What single assumptions, moved to both ends of their ranges, do to who comes first: in words, for the answer and beside it.

use caveat::experiment::sensitivity::Shift;

use crate::answer::quoted;
use crate::headlines::{HARM, Shown};
use crate::number::capitalised;
use crate::results::Results;
use crate::sensitivity::{Row, Sensitivity, shown};
use crate::study::Study;

/// Most ends at which the answer names the assumption; who comes first at the others is named all the same.
const NAMED: usize = 3;

/// Who comes first where another does, each once, in the order of the table.
fn firsts(flips: &[(&Row, &Shift)]) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    for (_, shift) in flips {
        if !firsts.contains(&shift.order[0]) {
            firsts.push(shift.order[0]);
        }
    }
    firsts
}

/// `with a at 1 and b at 2, “x”; with c at 3, “y”; at 4 more ends of ranges, “x” or “z”`: `told` between an end and who comes first there.
fn by_leader(study: &Study, flips: &[(&Row, &Shift)], told: &str) -> String {
    let title = |regime: usize| quoted(&study.regimes[regime].title);
    let (named, others) = flips.split_at(flips.len().min(NAMED));
    let each = firsts(named).into_iter().map(|first| {
        let ends: Vec<String> =
            named.iter().filter(|(_, shift)| shift.order[0] == first).map(|(row, _)| row.named()).collect();
        format!("with {}{told}{}", ends.join(", or with "), title(first))
    });
    let rest = (!others.is_empty()).then(|| {
        let firsts: Vec<String> = firsts(others).into_iter().map(title).collect();
        let ends = if others.len() == 1 { "end of a range" } else { "ends of ranges" };
        format!("at {} more {ends}{told}{}", others.len(), firsts.join(" or "))
    });
    each.chain(rest).collect::<Vec<_>>().join("; ")
}

/// Where harm stands among what regimes are ranked by.
fn place_of_harm(study: &Study) -> Option<usize> {
    shown(study).iter().position(|shown| shown.key == HARM.key)
}

/// That single assumptions put another regime first in harm.
pub(crate) fn in_harm(study: &Study, results: &Results) -> Option<String> {
    let (sensitivity, harm) = (results.sensitivity.as_ref()?, place_of_harm(study)?);
    let flips = sensitivity.flips(harm);
    let first = quoted(&study.regimes[sensitivity.first(harm)?].title);
    (!flips.is_empty()).then(|| {
        let each = by_leader(study, &flips, " it is lower under ");
        format!("That hangs on what is assumed: {each} than under {first}.")
    })
}

/// That they put another first in price, innovation or welfare: in each, where, and which.
pub(crate) fn elsewhere(study: &Study, results: &Results) -> Option<String> {
    let sensitivity = results.sensitivity.as_ref()?;
    let others = shown(study).into_iter().enumerate().filter(|(_, shown)| shown.key != HARM.key);
    let parts: Vec<String> =
        others.filter_map(|(at, shown)| flipped(study, sensitivity, at, shown)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// `In price another regime than “negligence” comes first with makers' liquidity at 24: “strict liability”.`
fn flipped(study: &Study, sensitivity: &Sensitivity, at: usize, shown: &Shown) -> Option<String> {
    let flips = sensitivity.flips(at);
    let first = quoted(&study.regimes[sensitivity.first(at)?].title);
    let label = capitalised(shown.label);
    (!flips.is_empty())
        .then(|| format!("{label}: another than {first} comes first {}.", by_leader(study, &flips, ": ")))
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

    #[test]
    fn who_comes_first_is_named_at_every_end() {
        let study = study(&NINE[..4]);
        let mut results = doubted(&study, results(&study, 64));
        let sensitivity = results.sensitivity.as_mut().expect("moved");
        let mut firsts = [0, 1, 0, 2, 2].into_iter();
        for row in &mut sensitivity.rows {
            let Ok(found) = &mut row.found else { continue };
            let shift = found.shifts[0].as_mut().expect("an order");
            let first = firsts.next();
            shift.flips_first = first.is_some();
            shift.order[0] = first.unwrap_or(3);
        }
        let named: Vec<String> = sensitivity.flips(0).iter().map(|(row, _)| row.named()).collect();
        let title = |regime: usize| quoted(&study.regimes[regime].title);
        let expected = format!(
            "That hangs on what is assumed: with {}, or with {} it is lower under {}; with {} it is lower under {}; at 2 more ends of ranges \
             it is lower under {} than under {}.",
            named[0],
            named[2],
            title(0),
            named[1],
            title(1),
            title(2),
            title(3)
        );
        assert_eq!(in_harm(&study, &results), Some(expected));
    }

    /// At one end all regimes are turned round; there another is cheapest, and another launches most.
    #[test]
    fn flips_in_price_innovation_and_welfare_are_told_too() {
        let study = study(&NINE[..4]);
        let results = doubted(&study, results(&study, 64));
        let said = elsewhere(&study, &results).expect("flips");
        for outcome in [
            "Price: another than “",
            "comes first with loss of a compromise at 4: “",
            " Innovation: another than “",
        ] {
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
        assert!(welfare.starts_with("Welfare: another than “"), "{welfare}");
        assert!(welfare.contains(" comes first with loss of a compromise at "), "{welfare}");
        let note = super::steady(&study, &steady).expect("harm stays");
        assert!(note.contains("measurably first in harm, price, innovation"), "{note}");
    }
}
