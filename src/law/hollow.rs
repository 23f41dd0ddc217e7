//! What a rule says that comes to nothing: liability that never pays, certificates of nothing, harbours open to everybody.

use super::idle::Idle;
use super::relief::{Effect, Levels, Record};
use super::rule::Rule;

/// What is there, and asks for nothing or gives nothing.
pub(super) fn hollow(rule: &Rule) -> impl Iterator<Item = Idle> + '_ {
    asks_for_nothing(rule).into_iter().chain(pays_nothing(rule)).chain(low_cap(rule))
}

fn asks_for_nothing(rule: &Rule) -> Vec<Idle> {
    let (certification, harbour) = (&rule.certification, rule.relief.effect != Effect::Off);
    let worst = Record { overdue: true, publication_days: f64::INFINITY, discovery: 0.0 };
    let of_nothing = certification.design == 0.0 && certification.testing == 0.0;
    let found = [
        (
            rule.cover.mandatory && rule.cover.limit_turnover == 0.0,
            ("cover.mandatory", "cover.limit_turnover"),
            "cover.mandatory demands cover of nothing: makers carry what insurers offer",
            "set cover.limit_turnover, or leave cover.mandatory out",
        ),
        (
            rule.incentives.fix_eur > 0.0 && rule.duties.patch_days.is_infinite(),
            ("incentives.fix_eur", "duties.patch_days"),
            "incentives.fix_eur rewards every fix, however late: no fix is due by any day",
            "set duties.patch_days, or leave incentives.fix_eur out",
        ),
        (
            of_nothing && certification.mandatory,
            ("certification.mandatory", "certification.design"),
            "certification.mandatory demands a certificate of nothing: assessors look for no care",
            "set certification.design or certification.testing, or leave certification.mandatory out",
        ),
        (
            of_nothing && harbour && rule.relief.certified,
            ("relief.certified", "relief.effect"),
            "relief.certified demands a certificate of nothing: assessors look for no care, and whatever is submitted passes",
            "set certification.design or certification.testing, or leave relief.certified out",
        ),
        (
            rule.relief.shelters(&Levels::default(), false, &worst),
            ("relief.effect", "standard.kind"),
            "the safe harbour asks for nothing: every maker is in it",
            "set relief.design, or another condition of relief.*",
        ),
    ];
    let found = found.into_iter().filter(|(holds, ..)| *holds);
    found
        .map(|(_, (path, by), message, help)| Idle { path, by, message: message.into(), help: help.into() })
        .collect()
}

/// Levers that leave nothing of any award, where somebody is liable.
fn pays_nothing(rule: &Rule) -> impl Iterator<Item = Idle> + use<> {
    let (damages, procedure, causation) = (&rule.damages, &rule.procedure, &rule.causation);
    let extra = damages.punitive + damages.lateness_per_month;
    let heads = [damages.data, damages.property, damages.injury, damages.third_party];
    let untraced = rule.apportionment.seller_unknown == 0.0;
    let found = [
        ("damages.multiplier", "0", damages.multiplier == 0.0 && extra == 0.0),
        ("damages.cap_eur", "0", damages.cap_eur == 0.0),
        ("damages.data", "0, and so are the shares of all other heads", heads == [0.0; 4]),
        ("procedure.access", "0", procedure.access == 0.0 && procedure.channels == 0.0),
        ("procedure.long_stop_months", "0", procedure.long_stop_months == 0.0),
        ("standard.proof", "0", rule.standard.proof == 0.0 && rule.standard.presumption_on_breach == 0.0),
        ("causation.attribution", "0", causation.attribution == 0.0 && untraced),
        ("causation.crime_breaks", "1", causation.crime_breaks == 1.0),
    ];
    let liable = !rule.standard.lets_all_pass();
    found.into_iter().filter(move |(.., holds)| liable && *holds).map(|(path, value, _)| Idle {
        path,
        by: "standard.kind",
        message: format!("makers are liable, and no award is ever paid: {path} is {value}"),
        help: format!("set {path} otherwise, or standard.kind = \"none\""),
    })
}

/// A harbour's cap below a threshold: whoever has a claim at all gets less of a maker in it than gives the claim.
fn low_cap(rule: &Rule) -> impl Iterator<Item = Idle> + use<> {
    let cap = rule.relief.cap_eur;
    let thresholds = [
        ("damages.threshold_eur", rule.damages.threshold_eur),
        ("damages.threshold_property_eur", rule.damages.threshold_property_eur),
    ];
    let caps = rule.relief.effect == Effect::Cap;
    thresholds.into_iter().filter(move |(_, threshold)| caps && cap < *threshold).map(
        move |(by, threshold)| Idle {
            path: "relief.cap_eur",
            by,
            message: format!(
                "the harbour's cap, EUR {cap}, lies below the threshold, EUR {threshold}: losses that give a claim are never paid in full, and less than any of them is"
            ),
            help: "raise relief.cap_eur or lower the threshold".into(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::standard::{Kind, OfDefect};

    /// What is hollow of a strict rule with changes.
    fn found(set: impl Fn(&mut Rule)) -> Vec<&'static str> {
        let mut rule = Rule::default();
        rule.standard.kind = Kind::Strict;
        set(&mut rule);
        hollow(&rule).map(|idle| idle.path).collect()
    }

    #[test]
    fn liability_that_never_pays_is_told_by_what_leaves_nothing_of_it() {
        assert!(found(|_| ()).is_empty());
        assert_eq!(found(|rule| rule.damages.multiplier = 0.0), ["damages.multiplier"]);
        assert_eq!(found(|rule| rule.procedure.long_stop_months = 0.0), ["procedure.long_stop_months"]);
        assert_eq!(found(|rule| rule.causation.crime_breaks = 1.0), ["causation.crime_breaks"]);
        let some = |rule: &mut Rule| {
            (rule.damages.multiplier, rule.damages.punitive) = (0.0, 1.0);
            (rule.procedure.access, rule.procedure.channels) = (0.0, 0.5);
            (rule.damages.data, rule.damages.property, rule.damages.third_party) = (0.0, 0.0, 0.0);
        };
        assert!(found(some).is_empty(), "a punitive part, a channel and one head are left");
        assert!(found(|rule| (rule.standard.kind, rule.procedure.access) = (Kind::None, 0.0)).is_empty());
        let updates_alone = |rule: &mut Rule| {
            (rule.standard.kind, rule.standard.kind_update) = (Kind::None, OfDefect::Strict);
            rule.procedure.access = 0.0;
        };
        assert_eq!(found(updates_alone), ["procedure.access"]);
    }

    #[test]
    fn a_certificate_of_nothing_is_told_where_somebody_asks_for_it() {
        let harbour = |rule: &mut Rule| (rule.relief.effect, rule.relief.certified) = (Effect::Share, true);
        assert_eq!(found(harbour), ["relief.certified"]);
        assert_eq!(found(|rule| rule.certification.mandatory = true), ["certification.mandatory"]);
        assert!(
            found(|rule| {
                harbour(rule);
                rule.certification.testing = 1.0;
            })
            .is_empty()
        );
        assert_eq!(found(|rule| rule.relief.effect = Effect::Share), ["relief.effect"]);
    }
}
