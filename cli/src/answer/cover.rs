//! That next to nobody buys insurance cover, where that is so: tables of premiums and of what insurers pay then stand at zero or empty.

use super::{HARDLY, quoted};
use crate::headlines::COVER;
use crate::number::significant;
use crate::results::Results;
use crate::study::Study;

/// Under which regimes makers have cover, unless they have it under all.
pub(super) fn bought(study: &Study, results: &Results) -> Option<String> {
    let share = |regime| results.of(study, &COVER, regime).map(|summary| summary.mean);
    let shares: Vec<f64> = (0..study.regimes.len()).map(share).collect::<Option<_>>()?;
    let percent = |share: f64| format!("{}\u{a0}%", significant(100.0 * share, 2));
    let most = shares.iter().copied().filter(|share| share.is_finite()).reduce(f64::max)?;
    let under = match study.regimes.len() {
        1 => "",
        _ => " under any of these regimes",
    };
    let empty = "premiums and what insurers pay are zero or empty wherever they are told";
    if most == 0.0 {
        return Some(format!("Nobody buys insurance cover{under}: {empty}."));
    }
    if most < HARDLY {
        return Some(format!(
            "Hardly anybody buys insurance cover{under}: makers have it in at most {} of their months, so that {}.",
            percent(most),
            empty.replace("zero", "next to zero")
        ));
    }
    let buy = |share: &f64| *share >= HARDLY;
    if shares.iter().all(buy) {
        return None;
    }
    let named: Vec<String> = shares
        .iter()
        .enumerate()
        .filter(|(_, share)| buy(share))
        .map(|(regime, share)| {
            format!("{} ({} of makers' months)", quoted(&study.regimes[regime].title), percent(*share))
        })
        .collect();
    Some(format!(
        "Insurance cover is bought under {} alone; under the others nobody has it, or hardly anybody.",
        named.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use caveat::outcome::Outcome;

    use super::*;
    use crate::answer::notes;
    use crate::fake::{NINE, results, study};
    use crate::headlines::UNSETTLED;

    /// What is said of cover where makers have it in such shares of their months, regime by regime.
    fn said(shares: &[f64]) -> String {
        let mut study = study(&NINE[..shares.len()]);
        let spare = UNSETTLED.find(&study).expect("a column");
        study.columns[spare].outcome = Outcome::find(COVER.key).expect("registered");
        let mut results = results(&study, 64);
        for (regime, share) in shares.iter().enumerate() {
            results.get_mut(regime, spare).mean = *share;
        }
        let of_cover = |note: &String| note.to_lowercase().contains("insurance cover");
        notes(&study, &results).into_iter().filter(of_cover).collect()
    }

    #[test]
    fn who_buys_cover_is_said_unless_all_do() {
        assert!(
            said(&[0.0; 3]).starts_with("Nobody buys insurance cover under any of these regimes: premiums")
        );
        assert!(said(&[0.0]).starts_with("Nobody buys insurance cover: "));
        let hardly = said(&[0.0, 0.0012, 0.0004]);
        assert!(hardly.starts_with("Hardly anybody") && hardly.contains("at most 0.12\u{a0}%"), "{hardly}");
        let some = said(&[0.001, 0.0, 0.42]);
        assert!(some.contains("under “negligence” (42\u{a0}% of makers' months) alone"), "{some}");
        assert_eq!(said(&[0.2, 0.3, 0.42]), "");
    }
}
