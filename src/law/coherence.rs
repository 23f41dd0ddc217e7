//! Rules that contradict themselves, or the market they are to govern.

use super::relief::Effect;
use super::rule::Rule;
use crate::error::{Kind, Place, Problem};

/// What contradicts itself in a rule; `written` says where a lever was set, in the law or in the market.
pub(super) fn contradictions(
    rule: &Rule,
    cover_offered: bool,
    written: impl Fn(&str) -> Option<Place>,
) -> Vec<Problem> {
    let conflict = |first: &str, second: &str, message: String, help: &str| {
        let place = written(first).or_else(|| written(second))?;
        let problem = Problem::new(Kind::Conflict, place, message).help(help);
        Some(problem.related(format!("{second} is set here"), written(second)))
    };
    let damages = &rule.damages;
    let mut found = Vec::new();
    if damages.cap_eur < damages.threshold_eur {
        let (cap, threshold) = (damages.cap_eur, damages.threshold_eur);
        let message = format!("the cap, EUR {cap}, lies below the threshold, EUR {threshold}");
        found.push(conflict(
            "damages.cap_eur",
            "damages.threshold_eur",
            message,
            "raise the cap or lower the threshold",
        ));
    }
    if rule.relief.effect == Effect::Cap && rule.relief.cap_eur.is_infinite() {
        let message = "the safe harbour caps payments, but at no amount".to_owned();
        found.push(conflict("relief.effect", "relief.cap_eur", message, "set relief.cap_eur"));
    }
    if rule.relief.effect == Effect::Cap
        && rule.relief.cap_eur > damages.cap_eur
        && rule.relief.cap_eur.is_finite()
    {
        let message = format!(
            "the harbour's cap, EUR {}, lies above the cap for all, EUR {}: it spares nothing",
            rule.relief.cap_eur, damages.cap_eur
        );
        found.push(conflict("relief.cap_eur", "damages.cap_eur", message, "lower relief.cap_eur"));
    }
    if rule.cover.mandatory && !cover_offered {
        let message = "the law demands cover, but no insurer offers it".to_owned();
        found.push(conflict(
            "cover.mandatory",
            "insurer.offered",
            message,
            "set insurer.offered = true in the market",
        ));
    }
    found.into_iter().flatten().collect()
}
