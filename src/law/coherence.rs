//! Rules that contradict themselves, or the market they are to govern.

use super::relief::Effect;
use super::rule::Rule;
use crate::error::{Kind, Place, Problem};

/// What the market that a rule is to govern can do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Market {
    /// Can makers buy liability cover?
    pub cover_offered: bool,
    /// Do flaws have a life cycle, or do accidents come directly?
    pub lifecycle: bool,
}

/// What contradicts itself in a rule, or the market; `written` says where a lever was set, in the law or in the market.
pub(super) fn contradictions(
    rule: &Rule,
    market: Market,
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
    if rule.cover.mandatory && !market.cover_offered {
        let message = "the law demands cover, but no insurer offers it".to_owned();
        found.push(conflict(
            "cover.mandatory",
            "insurer.offered",
            message,
            "set insurer.offered = true in the market",
        ));
    }
    if rule.apportionment.indivisible && market.lifecycle {
        found.push(conflict(
            "apportionment.indivisible",
            "accident.count",
            "apportionment.indivisible has no effect where flaws have a life cycle: their origin is known"
                .to_owned(),
            "leave it out, or let accidents come directly (accident.count)",
        ));
    }
    if !market.lifecycle {
        found.extend(without_lifecycle(rule).map(|path| {
            let message = format!("{path} has no effect where accidents come directly");
            conflict(
                path,
                "accident.count",
                message,
                "set accident.count = \"lifecycle\", or leave the lever out",
            )
        }));
    }
    found.into_iter().flatten().collect()
}

/// Levers that a rule sets about flaws, fixes, releases and cover, which direct accidents do not know.
fn without_lifecycle(rule: &Rule) -> impl Iterator<Item = &'static str> {
    let duties = &rule.duties;
    let set = [
        ("duties.floor_testing", duties.floor_testing > 0.0),
        ("duties.floor_response", duties.floor_response > 0.0),
        ("duties.compliance_eur", duties.compliance_eur > 0.0),
        ("duties.support_months", duties.support_months > 0.0),
        ("duties.update_availability_months", duties.update_availability_months > 0.0),
        ("duties.patch_days", duties.patch_days.is_finite()),
        ("enforcement.inspections", rule.enforcement.inspections > 0.0),
        ("cover.mandatory", rule.cover.mandatory),
        ("relief.testing", rule.relief.testing > 0.0),
        ("relief.response", rule.relief.response > 0.0),
    ];
    set.into_iter().filter(|(_, set)| *set).map(|(path, _)| path)
}
