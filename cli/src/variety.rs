//! Whether what is said of welfare hangs on the value of variety: what buyers gain from choice alone, which is a property of the logit as
//! much as of the world.

use crate::change::{Change, Finding};
use crate::headlines::{Shown, WELFARE, WITHOUT_VARIETY};
use crate::results::Results;
use crate::study::Study;

/// Regimes by their means, the best first; none where one has no mean.
fn order(study: &Study, results: &Results, shown: &Shown) -> Option<Vec<usize>> {
    let mean = |regime: &usize| results.of(study, shown, *regime).map_or(f64::NAN, |summary| summary.mean);
    let mut order: Vec<usize> = (0..study.regimes.len()).collect();
    if order.iter().any(|regime| mean(regime).is_nan()) {
        return None;
    }
    order.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
    Some(order)
}

/// A change in words, with its interval where there is one.
fn told(change: &Change<'_>) -> String {
    match change.finding() {
        Finding::Unchanged => "no change".into(),
        Finding::Single => change.size(),
        Finding::Negligible => change.negligible(),
        Finding::Unclear => format!("no clear change ({})", change.unclear()),
        Finding::Rises => format!("a rise of {}", change.amount()),
        Finding::Falls => format!("a fall of {}", change.amount()),
    }
}

/// What becomes of the order of regimes by welfare, and of the signs of its changes, if variety is not counted.
pub(crate) fn sentence(study: &Study, results: &Results) -> Option<String> {
    if study.regimes.len() < 2 {
        return None;
    }
    let [with, without] = [order(study, results, &WELFARE)?, order(study, results, &WITHOUT_VARIETY)?];
    let title = |regime: usize| format!("“{}”", study.regimes[regime].title);
    let ranks = match (with == without, with[0] == without[0]) {
        (true, _) => "regimes stand in the same order by their means".to_owned(),
        (false, true) => {
            format!("{} still comes first by its mean, and others change places", title(with[0]))
        }
        (false, false) => {
            format!("{} comes first by its mean, with it {}", title(without[0]), title(with[0]))
        }
    };
    let other = |regime: usize| {
        let change = |shown| Change::of(study, results, shown, regime);
        let (with, without) = (change(&WELFARE)?, change(&WITHOUT_VARIETY)?);
        let differs = with.finding() != without.finding();
        differs
            .then(|| format!("{} is {} without it, {} with it", title(regime), told(&without), told(&with)))
    };
    let others: Vec<String> = study.reforms().filter_map(other).collect();
    let signs = match others.is_empty() {
        true => "every change has the sign that it has with it".to_owned(),
        false => others.join("; "),
    };
    Some(format!("Welfare without the value of variety: {ranks}; {signs}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::{NINE, results, study};

    #[test]
    fn a_ranking_that_hangs_on_variety_is_told_from_one_that_does_not() {
        let study = study(&NINE[..3]);
        let mut results = results(&study, 64);
        let said = |results: &Results| sentence(&study, results).expect("both welfares");
        assert!(
            said(&results).contains("in the same order")
                && said(&results).contains("every change has the sign")
        );
        let without = WITHOUT_VARIETY.find(&study).expect("a column");
        let summary = results.get_mut(1, without);
        (summary.diff, summary.mc_lo, summary.mc_hi) = (-4e6, -5e6, -3e6);
        summary.mean -= 1e9;
        let turned = said(&results);
        assert!(
            turned.contains("still comes first") && turned.contains("“caveat emptor” is a fall of 4.0"),
            "{turned}"
        );
        results.get_mut(2, without).mean -= 2e9;
        let another = said(&results);
        assert!(
            another.contains(&format!("“{}” comes first by its mean, with it “{}”", NINE[0], NINE[2])),
            "{another}"
        );
        assert_eq!(sentence(&self::study(&NINE[..1]), &results), None);
    }
}
