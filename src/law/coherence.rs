//! Rules that contradict themselves, or the market they are to govern.

use super::apportionment::Sharing;
use super::relief::Effect;
use super::review::Watched;
use super::rule::Rule;
use super::subjects::Means;
use crate::error::{Kind, Place, Problem};

/// What contradicts itself in a rule, or the market; `written` says where a lever was set, in the law or in the market.
pub(super) fn contradictions(
    rule: &Rule,
    means: &Means,
    written: impl Fn(&str) -> Option<Place>,
) -> Vec<Problem> {
    let conflict = |first: &str, second: &str, message: String, help: &str| {
        let place = written(first).or_else(|| written(second))?;
        let problem = Problem::new(Kind::Conflict, place, message).help(help);
        Some(problem.related(format!("{second} is set here"), written(second)))
    };
    let mut found = Vec::new();
    for (first, second, message, help) in idle_caps(rule).into_iter().chain(crowded_shares(rule)) {
        found.push(conflict(first, second, message, help));
    }
    if rule.review.least > rule.review.most || rule.review.low > rule.review.high {
        let (first, second) = match rule.review.least > rule.review.most {
            true => ("review.least", "review.most"),
            false => ("review.low", "review.high"),
        };
        let message = format!("{first} lies above {second}");
        found.push(conflict(first, second, message, "exchange them"));
    }
    if rule.cover.mandatory && !means.cover_offered {
        let message = "the law demands cover, but no insurer offers it".to_owned();
        found.push(conflict(
            "cover.mandatory",
            "insurer.offered",
            message,
            "set insurer.offered = true in the market",
        ));
    }
    for (first, second, message, help) in idle_duties(rule) {
        found.push(conflict(first, second, message.to_owned(), help));
    }
    if !means.direct {
        found.extend(only_of_direct_accidents(rule).map(|(path, why, help)| {
            let message = format!("{path} has no effect where flaws have a life cycle: {why}");
            conflict(path, "accident.count", message, help)
        }));
    }
    if means.lifecycle && !means.care_embodied {
        let certified = [
            ("certification.mandatory", rule.certification.mandatory),
            ("relief.certified", rule.relief.certified),
        ];
        found.extend(certified.into_iter().filter(|(_, asked)| *asked).map(|(path, _)| {
            let message = format!(
                "{path} is not simulated where care is a flow: certifiers look at what a product embodies"
            );
            conflict(path, "care.nature", message, "set care.nature = \"embodied\", or leave the lever out")
        }));
    }
    if !means.lifecycle {
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

/// Caps that contradict something else, as the two levers, what is wrong, and its mending.
fn idle_caps(rule: &Rule) -> Vec<(&'static str, &'static str, String, &'static str)> {
    let (damages, relief) = (&rule.damages, &rule.relief);
    let mut found = Vec::new();
    let thresholds = [
        ("damages.threshold_eur", damages.threshold_eur),
        ("damages.threshold_property_eur", damages.threshold_property_eur),
    ];
    for (path, threshold) in thresholds.into_iter().filter(|(_, threshold)| damages.cap_eur < *threshold) {
        let cap = damages.cap_eur;
        let message = format!("the cap, EUR {cap}, lies below the threshold, EUR {threshold}");
        found.push(("damages.cap_eur", path, message, "raise the cap or lower the threshold"));
    }
    if relief.effect == Effect::Cap && relief.cap_eur.is_infinite() {
        let message = "the safe harbour caps payments, but at no amount".to_owned();
        found.push(("relief.effect", "relief.cap_eur", message, "set relief.cap_eur"));
    }
    if relief.effect == Effect::Cap && relief.cap_eur > damages.cap_eur && relief.cap_eur.is_finite() {
        let message = format!(
            "the harbour's cap, EUR {}, lies above the cap for all, EUR {}: it spares nothing",
            relief.cap_eur, damages.cap_eur
        );
        found.push(("relief.cap_eur", "damages.cap_eur", message, "lower relief.cap_eur"));
    }
    found
}

/// Shares of one award that sum to more than it, as the two levers, what is wrong, and its mending.
fn crowded_shares(rule: &Rule) -> impl Iterator<Item = (&'static str, &'static str, String, &'static str)> {
    let parts = &rule.apportionment;
    let seller = match parts.sharing {
        Sharing::Several | Sharing::Joint => parts.seller_share,
        Sharing::Channelled | Sharing::Chain => 0.0,
    };
    let upstream = [
        ("apportionment.supplier_share", "supplier", parts.supplier_share),
        ("apportionment.service_share", "service provider", parts.service_share),
    ];
    // A flaw sits in one component: its supplier and a service never share in the same award.
    let crowded =
        upstream.into_iter().filter(move |(.., share)| seller > 0.0 && share + seller > 1.0 + ROUNDING);
    crowded.map(move |(path, who, share)| {
        let message =
            format!("the shares of {who} and seller in one award, {share} and {seller}, sum to more than 1");
        (path, "apportionment.seller_share", message, "lower one of them: the maker bears what they leave")
    })
}

/// How far a sum of shares may exceed 1 by rounding alone.
const ROUNDING: f64 = 1e-12;

/// Levers that do something only where accidents come directly, with why, and what to do about it.
fn only_of_direct_accidents(rule: &Rule) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let found = [
        (
            rule.damages.due_owner_eur > 0.0,
            "damages.due_owner_eur",
            "the fault of owners is to leave an offered fix uninstalled",
            "leave it out",
        ),
        (
            rule.apportionment.indivisible,
            "apportionment.indivisible",
            "their origin is known",
            "leave it out, or let accidents come directly (accident.count)",
        ),
    ];
    found.into_iter().filter(|(set, ..)| *set).map(|(_, path, why, help)| (path, why, help))
}

/// Duties that bind nobody beside another, as the two levers, what is wrong, and its mending.
fn idle_duties(
    rule: &Rule,
) -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static str)> {
    let (duties, discovery) = (&rule.duties, &rule.discovery);
    let nothing_shared = duties.information_sharing == 0.0;
    let found = [
        (
            duties.patch_days_severe.is_finite() && duties.patch_days_severe > duties.patch_days,
            ("duties.patch_days_severe", "duties.patch_days"),
            ("fixes of severe flaws are due later than those of others", "lower duties.patch_days_severe"),
        ),
        (
            duties.early_warning_hours.is_finite() && duties.early_warning_hours > duties.notification_hours,
            ("duties.early_warning_hours", "duties.notification_hours"),
            ("the early warning is due after the notification", "lower duties.early_warning_hours"),
        ),
        (
            nothing_shared && discovery.sharing_rate > 0.0,
            ("sharing.rate", "duties.information_sharing"),
            ("sharing.rate has no effect where nothing is shared", "set duties.information_sharing"),
        ),
        (
            nothing_shared && discovery.sharing_leak > 0.0,
            ("sharing.leak", "duties.information_sharing"),
            ("sharing.leak has no effect where nothing is shared", "set duties.information_sharing"),
        ),
        (
            rule.relief.certified && rule.relief.effect == Effect::Off,
            ("relief.certified", "relief.effect"),
            ("a certificate is demanded of a harbour that is not there", "set relief.effect"),
        ),
    ];
    found
        .into_iter()
        .filter(|(wrong, ..)| *wrong)
        .map(|(_, (first, second), (message, help))| (first, second, message, help))
}

/// Levers that a rule sets about flaws, fixes, releases and cover, which direct accidents do not know.
fn without_lifecycle(rule: &Rule) -> impl Iterator<Item = &'static str> {
    let (duties, discovery) = (&rule.duties, &rule.discovery);
    let set = [
        ("duties.floor_testing", duties.floor_testing > 0.0),
        ("duties.floor_response", duties.floor_response > 0.0),
        ("duties.compliance_eur", duties.compliance_eur > 0.0),
        ("duties.support_months", duties.support_months > 0.0),
        ("duties.update_availability_months", duties.update_availability_months > 0.0),
        ("duties.patch_days", duties.patch_days.is_finite()),
        ("cover.mandatory", rule.cover.mandatory),
        ("damages.patching_costs", rule.damages.patching_costs > 0.0),
        ("warranty.months", rule.warranty.months > 0.0),
        ("enforcement.recall", rule.enforcement.recall > 0.0),
        ("enforcement.injunction", rule.enforcement.injunction > 0.0),
        ("incentives.care", rule.incentives.care > 0.0),
        ("incentives.fix_eur", rule.incentives.fix_eur > 0.0),
        ("incentives.infrastructure", rule.incentives.infrastructure > 0.0),
        ("fund.levy", rule.fund.levy > 0.0),
        ("review.watches", rule.review.watches != Watched::Off),
        ("relief.cooperation", rule.relief.cooperation),
        ("relief.monitoring", rule.relief.monitoring > 0.0),
        ("relief.transparency_days", rule.relief.transparency_days.is_finite()),
        ("relief.legacy", rule.relief.legacy),
        ("damages.lateness_per_month", rule.damages.lateness_per_month > 0.0),
        ("relief.testing", rule.relief.testing > 0.0),
        ("relief.response", rule.relief.response > 0.0),
        ("duties.monitoring", duties.monitoring > 0.0),
        ("duties.bill_of_materials", duties.bill_of_materials > 0.0),
        ("duties.component_diligence", duties.component_diligence > 0.0),
        ("duties.coordinated_updates", duties.coordinated_updates),
        ("duties.researcher_protection", duties.researcher_protection > 0.0),
        ("duties.bounty_eur", duties.bounty_eur > 0.0),
        ("duties.information_sharing", duties.information_sharing > 0.0),
        ("duties.patch_days_severe", duties.patch_days_severe.is_finite()),
        ("duties.verified_delivery", duties.verified_delivery > 0.0),
        ("duties.early_warning_hours", duties.early_warning_hours.is_finite()),
        ("duties.notification_hours", duties.notification_hours.is_finite()),
        ("duties.final_report_days", duties.final_report_days.is_finite()),
        ("duties.subscription_support", duties.subscription_support),
        ("duties.stated_end_of_life", duties.stated_end_of_life),
        ("certification.mandatory", rule.certification.mandatory),
        ("relief.certified", rule.relief.certified),
        ("public_testing.rate", discovery.testing_rate > 0.0),
        ("public_testing.cost_eur", discovery.testing_eur > 0.0),
    ];
    set.into_iter().filter(|(_, set)| *set).map(|(path, _)| path)
}
