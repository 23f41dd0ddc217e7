//! Under which regime harm falls most, which others luck may be all that parts from it, and what each of them costs.

use super::quoted;
use crate::change::{Change, Finding, NEGLIGIBLE_SAID};
use crate::headlines::{HARM, INNOVATION, PRICE, Shown, WELFARE};
use crate::number::{ENOUGH, fixed};
use crate::results::Results;
use crate::study::Study;

/// The reform under which mean harm is least: of those that lower it measurably, if there are any.
pub(crate) fn most_protective(study: &Study, results: &Results) -> Option<usize> {
    let column = HARM.find(study)?;
    let diff = |regime: &usize| results.get(*regime, column).diff;
    let rank = |regime: &usize| {
        let falls = Change::of(study, results, &HARM, *regime)
            .is_some_and(|change| change.finding() == Finding::Falls);
        (!falls, diff(regime))
    };
    let known = study.reforms().filter(|regime| !diff(regime).is_nan());
    known.min_by(|a, b| {
        let ((no_a, a), (no_b, b)) = (rank(a), rank(b));
        no_a.cmp(&no_b).then(a.total_cmp(&b))
    })
}

/// That reform, and after it those that it does not measurably beat on the same shocks, or all others where no change matters.
pub(super) fn leaders(study: &Study, results: &Results) -> Vec<usize> {
    let Some(first) = most_protective(study, results) else { return Vec::new() };
    // One replication tells no two regimes apart: that is said of it, and not of each pair.
    let single =
        Change::of(study, results, &HARM, first).is_none_or(|change| change.finding() == Finding::Single);
    let ranking = results.ranking.as_ref().filter(|_| !single);
    let nothing_matters = study.reforms().all(|regime| matters_not(study, results, regime));
    let tied = |other: &usize| {
        *other != first && (nothing_matters || ranking.is_some_and(|ranking| !ranking.beats(first, *other)))
    };
    std::iter::once(first).chain(study.reforms().filter(tied)).collect()
}

/// Whether a regime changes harm negligibly, or not at all.
fn matters_not(study: &Study, results: &Results, regime: usize) -> bool {
    Change::of(study, results, &HARM, regime)
        .is_some_and(|change| matches!(change.finding(), Finding::Negligible | Finding::Unchanged))
}

/// What happens to harm under them.
pub(super) fn harm(study: &Study, results: &Results, leaders: &[usize]) -> String {
    let baseline = quoted(&study.baseline().title);
    let changes: Vec<Change> =
        leaders.iter().filter_map(|&regime| Change::of(study, results, &HARM, regime)).collect();
    let found = match (&changes[..], leaders) {
        ([], _) | (_, []) => {
            return format!(
                "Compared with {baseline}, nothing can be said of harm: no replication measured it."
            );
        }
        ([change], [regime, ..]) if change.finding() == Finding::Single => {
            let title = quoted(&study.regimes[*regime].title);
            let least = if study.regimes.len() > 2 { "is least" } else { "changes" };
            return format!(
                "In the only replication, harm {least} under {title}: {} compared with {baseline}; one replication has no \
                 interval, so that law and luck cannot be told apart.",
                change.size()
            );
        }
        ([change], [regime, ..]) => {
            clear(change, &quoted(&study.regimes[*regime].title), study.regimes.len() > 2)
        }
        (changes, leaders) => tie(study, changes, leaders),
    };
    let histories = match changes.iter().any(|change| change.finding() == Finding::Negligible) {
        true => String::new(),
        false => histories(study, results, leaders),
    };
    format!("Compared with {baseline}, {found}{histories}.")
}

/// Harm under a regime that no other can be mistaken for.
fn clear(change: &Change, title: &str, several: bool) -> String {
    match (change.finding(), several) {
        (Finding::Falls, true) => format!("harm falls most under {title} by {}", change.amount()),
        (Finding::Falls, false) => format!("harm falls under {title} by {}", change.amount()),
        (Finding::Rises, true) => {
            format!("no regime lowers harm; it rises least under {title}, by {}", change.amount())
        }
        (Finding::Rises, false) => format!("harm rises under {title} by {}", change.amount()),
        (Finding::Negligible, true) => {
            format!(
                "no regime lowers harm by more than a negligible amount; it is least under {title}: {}, {NEGLIGIBLE_SAID}",
                change.size()
            )
        }
        (Finding::Negligible, false) => {
            format!("harm changes negligibly under {title}: by {}, {NEGLIGIBLE_SAID}", change.size())
        }
        (Finding::Unchanged, true) => format!("no regime lowers harm; it is unchanged under {title}"),
        (Finding::Unchanged, false) => format!("harm is unchanged under {title}"),
        (Finding::Unclear | Finding::Single, true) => {
            let least = if change.is_lower() { "it is least" } else { "it rises least" };
            format!("no regime lowers harm measurably; {least} under {title}: {}", change.unclear())
        }
        (Finding::Unclear | Finding::Single, false) => {
            format!("harm does not change measurably under {title}: {}", change.unclear())
        }
    }
}

/// Harm under several that cannot be told apart, the first of which has the least mean.
fn tie(study: &Study, changes: &[Change], leaders: &[usize]) -> String {
    let first = changes[0].finding();
    let found = match first {
        Finding::Falls => "harm falls most",
        Finding::Rises => "no regime lowers harm; it rises least",
        Finding::Negligible if changes.iter().all(|change| change.finding() == first) => {
            let all = match leaders.len() == study.reforms().count() {
                true => "under all regimes".to_owned(),
                false => format!("under {}", listed_titles(study, leaders)),
            };
            return format!(
                "no regime lowers harm by more than a negligible amount; {all} it changes by less than 0.1\u{a0}% of the baseline: {}",
                Change::span(changes)
            );
        }
        Finding::Negligible => "no regime lowers harm by more than a negligible amount; it is least",
        Finding::Unchanged => "no regime lowers harm; it is unchanged or nearly so",
        Finding::Unclear | Finding::Single => "no regime lowers harm measurably; it is least",
    };
    let title = |regime: &usize| quoted(&study.regimes[*regime].title);
    if let ([one, other], [first_of, second_of]) = (changes, leaders) {
        let [one, other] = [one, other].map(|change| each(change, first));
        let (first_of, second_of) = (title(first_of), title(second_of));
        return format!(
            "{found} under {first_of}{one} and under {second_of}{other}, which cannot be told apart"
        );
    }
    let named = match leaders.len() < study.reforms().count() {
        true => listed_titles(study, leaders),
        false => format!("all {} regimes", leaders.len()),
    };
    format!("{found} under {named}, which cannot be told apart: it changes by {}", Change::span(changes))
}

/// `“a”, “b” and “c”`.
fn listed_titles(study: &Study, regimes: &[usize]) -> String {
    let titles: Vec<String> = regimes.iter().map(|&regime| quoted(&study.regimes[regime].title)).collect();
    match titles.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => titles.concat(),
    }
}

/// What a regime of a tie does beside one of which `first` was found.
fn each(change: &Change, first: Finding) -> String {
    match change.finding() {
        Finding::Unchanged if first == Finding::Unchanged => String::new(),
        Finding::Unchanged => " (unchanged)".to_owned(),
        Finding::Unclear | Finding::Single => format!(" ({})", change.unclear()),
        Finding::Negligible => format!(" ({})", change.negligible()),
        found if found == first => format!(" by {}", change.amount()),
        Finding::Rises => format!(" (a rise by {})", change.amount()),
        Finding::Falls => format!(" (a fall by {})", change.amount()),
    }
}

/// In how many histories harm is lower, as it happened.
fn histories(study: &Study, results: &Results, leaders: &[usize]) -> String {
    let few = results.replications < ENOUGH;
    let scale = if few { results.replications as f64 } else { 100.0 };
    let share = |&regime: &usize| {
        let summary = results.of(study, &HARM, regime)?;
        let share = scale * summary.p_better_world;
        // Of few, a tie would be half a history.
        let differs = summary.diff != 0.0 && !share.is_nan() && !(few && share.fract() != 0.0);
        differs.then(|| fixed(share, 0))
    };
    let (sign, of) = match few {
        true => ("", format!(" of {} simulated histories", results.replications)),
        false => ("\u{a0}%", "\u{a0}% of the simulated histories".to_owned()),
    };
    let Some(shares) = leaders.iter().map(share).collect::<Option<Vec<String>>>() else {
        return String::new();
    };
    let shares = match &shares[..] {
        [one, rest @ ..] if rest.iter().all(|other| other == one) => one.clone(),
        [one, other] => format!("{one}{sign} and {other}"),
        all => all.join(", "),
    };
    format!("; what happens is lower in {shares}{of}")
}

/// What it costs: under the only leader, under each of two, or from the least to the greatest of several.
pub(super) fn cost(study: &Study, results: &Results, leaders: &[usize]) -> String {
    match leaders {
        [regime] => match listed(&changes(study, results, *regime)) {
            Some(changes) => format!("There, {changes}."),
            None => "Nothing else was measured.".to_owned(),
        },
        [_, _] => {
            let each = leaders.iter().filter_map(|&regime| {
                let changes = listed(&changes(study, results, regime))?;
                Some(format!("under {}, {changes}", quoted(&study.regimes[regime].title)))
            });
            let each = each.collect::<Vec<_>>().join("; ");
            each.strip_prefix('u').map_or("Nothing else was measured.".to_owned(), |rest| format!("U{rest}."))
        }
        _ => among(study, results, leaders),
    }
}

/// What is told beside harm.
const COSTS: [Shown; 3] = [PRICE, INNOVATION, WELFARE];

fn changes(study: &Study, results: &Results, regime: usize) -> Vec<String> {
    let part = |shown: &Shown| Some((shown.label, Change::of(study, results, shown, regime)?));
    let found = COSTS.iter().filter_map(part);
    found
        .map(|(label, change)| match change.finding() {
            Finding::Unchanged => format!("{label} is unchanged"),
            Finding::Single => format!("{label} changes by {}", change.size()),
            Finding::Unclear => format!("the change in {label} is unclear ({})", change.unclear()),
            Finding::Negligible => {
                format!("{label} changes negligibly ({}, {NEGLIGIBLE_SAID})", change.size())
            }
            Finding::Rises => format!("{label} rises by {}", change.amount()),
            Finding::Falls => format!("{label} falls by {}", change.amount()),
        })
        .collect()
}

fn among(study: &Study, results: &Results, leaders: &[usize]) -> String {
    let spans = COSTS.iter().filter_map(|shown| {
        let changes = leaders.iter().map(|&regime| Change::of(study, results, shown, regime));
        let changes = changes.collect::<Option<Vec<_>>>()?;
        let negligible = |change: &Change| change.finding() == Finding::Negligible;
        Some(match changes.iter().all(negligible) {
            true => format!("{} negligibly, by {NEGLIGIBLE_SAID}", shown.label),
            false => format!("{} by {}", shown.label, Change::span(&changes)),
        })
    });
    match listed(&spans.collect::<Vec<_>>()) {
        Some(spans) => format!("Among them, these change: {spans}; the table has each with its interval."),
        None => "Nothing else was measured.".to_owned(),
    }
}

/// `a`, `a, and b`, `a, b, and c`.
fn listed(parts: &[String]) -> Option<String> {
    let (last, others) = parts.split_last()?;
    Some(if others.is_empty() { last.clone() } else { format!("{}, and {last}", others.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::sentences;
    use crate::fake::{Fake, NINE, collected_from, results, study};

    #[test]
    fn a_clear_fall_goes_before_a_greater_one_that_is_not_clear() {
        let study = study(&NINE[..3]);
        let mut results = results(&study, 256);
        let column = HARM.find(&study).expect("harm");
        let reforms: Vec<usize> = study.reforms().collect();
        for (&regime, (diff, mc_lo, mc_hi)) in reforms.iter().zip([(-9.0, -20.0, 2.0), (-5.0, -6.0, -4.0)]) {
            let summary = results.get_mut(regime, column);
            (summary.diff, summary.mc_lo, summary.mc_hi) = (diff, mc_lo, mc_hi);
        }
        assert_eq!(most_protective(&study, &results), Some(reforms[1]));
    }

    /// The answer of four regimes on harm at these levels, in so many replications.
    fn answered(level: fn(u64) -> f64, replications: u64) -> [String; 2] {
        let study = study(&NINE[..4]);
        let fake = Fake { level, ..Fake::default() };
        let results = Results::read(&study, &mut collected_from(&fake, &study, replications), 1.0);
        sentences(&study, &results.expect("read"))
    }

    #[test]
    fn a_clear_leader_stands_alone() {
        let [harm, cost] = answered(|regime| [1.0, 0.9, 0.8, 0.7][regime as usize % 4], 256);
        assert!(harm.contains("harm falls most under “strict liability” by "), "{harm}");
        assert!(!harm.contains("told apart") && cost.starts_with("There, price rises by"), "{harm} {cost}");
    }

    #[test]
    fn two_that_luck_may_part_are_both_named_with_their_costs() {
        let [harm, cost] = answered(|regime| [1.0, 0.9, 0.8, 0.8][regime as usize % 4], 256);
        let [one, other] = ["“negligence”", "“strict liability”"].map(|title| format!("under {title} by "));
        assert!(
            harm.contains("harm falls most under ") && harm.contains(&one) && harm.contains(&other),
            "{harm}"
        );
        assert!(
            harm.contains(", which cannot be told apart; what happens is lower in 100\u{a0}% of"),
            "{harm}"
        );
        assert!(!harm.contains("caveat emptor"), "{harm}");
        for title in ["“negligence”", "“strict liability”"] {
            assert!(cost.to_lowercase().contains(&format!("under {title}, price rises by")), "{cost}");
        }
        assert_eq!(
            (cost.matches("innovation falls by").count(), cost.matches("welfare rises by").count()),
            (2, 2)
        );
    }

    /// Sets what a regime does to an outcome, give or take a tenth of it.
    fn set(study: &Study, results: &mut Results, shown: &Shown, regime: usize, diff: f64) {
        let summary = results.get_mut(regime, shown.find(study).expect("a column"));
        (summary.diff, summary.mc_lo, summary.mc_hi) =
            (diff, diff - 0.1 * diff.abs(), diff + 0.1 * diff.abs());
    }

    #[test]
    fn what_is_measured_and_does_not_matter_is_called_negligible() {
        let study = study(&NINE[..3]);
        let mut results = results(&study, 256);
        let mean = results.get(0, HARM.find(&study).expect("harm")).mean;
        let price = results.get(0, PRICE.find(&study).expect("price")).mean;
        set(&study, &mut results, &HARM, 1, -0.2 * mean);
        set(&study, &mut results, &PRICE, 1, 1e-5 * price);
        set(&study, &mut results, &HARM, 2, -1e-5 * mean);
        let [harm, cost] = sentences(&study, &results);
        assert!(harm.contains("harm falls most under “caveat emptor” by 20"), "{harm}");
        assert!(
            cost.contains("price changes negligibly (+0.0010\u{a0}%, less than 0.1\u{a0}% of the baseline)"),
            "{cost}"
        );
        set(&study, &mut results, &HARM, 1, 1e-5 * mean);
        let [harm, cost] = sentences(&study, &results);
        assert!(
            harm.contains(
                "no regime lowers harm by more than a negligible amount; under all regimes it changes by less"
            ),
            "{harm}"
        );
        assert!(
            !harm.contains("simulated histories") && cost.contains("under “caveat emptor”, price"),
            "{harm} {cost}"
        );
        set(&study, &mut results, &HARM, 1, 0.2 * mean);
        let [harm, _] = sentences(&study, &results);
        assert!(
            harm.contains("it is least under “negligence”: −0.0010\u{a0}%, less than 0.1\u{a0}%"),
            "{harm}"
        );
    }

    #[test]
    fn of_few_replications_histories_are_counted() {
        let [harm, _] = answered(|regime| [1.0, 0.9, 0.8, 0.7][regime as usize % 4], 4);
        assert!(
            harm.contains("lower in 4 of 4 simulated histories") && !harm.contains("100\u{a0}%"),
            "{harm}"
        );
    }

    #[test]
    fn where_all_tie_none_is_said_to_do_most_alone() {
        let [harm, cost] = answered(|regime| if regime == 0 { 1.0 } else { 0.8 }, 64);
        assert!(
            harm.contains("harm falls most under all 3 regimes, which cannot be told apart: it changes by −"),
            "{harm}"
        );
        assert!(
            cost.starts_with("Among them, these change: price by +") && cost.contains("the table has each"),
            "{cost}"
        );
        let [harm, _] = answered(|_| 1.0, 64);
        assert!(harm.contains("no regime lowers harm measurably; it is least under all 3 regimes"), "{harm}");
    }
}
