//! Which losses count and for how much: heads, threshold, cap, multiplier, punitive part, the victim's own fault.

use super::duties::Conformity;
use super::relief::Effect;
use super::rule::{AXES, Rule};
use super::schedule::{Losses, Moments, Schedule};
use super::subjects::HeadName;
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// What the victim's own fault (a fix offered and not installed) does to the award.
    pub enum VictimFault {
        /// Nothing.
        Ignored = "ignored",
        /// The award falls by the victim's share.
        Comparative = "comparative",
        /// The award is lost.
        Contributory = "contributory",
    }
}

/// Damages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Damages {
    /// Share of data and privacy loss that is compensable.
    pub data: f64,
    /// Share of property and economic loss that is compensable.
    pub property: f64,
    /// Share of bodily injury loss that is compensable.
    pub injury: f64,
    /// Share of third parties' loss that is compensable.
    pub third_party: f64,
    /// A victim's compensable loss must exceed this to give a claim, EUR.
    pub threshold_eur: f64,
    /// Taken off each victim's compensable loss, EUR.
    pub deductible_eur: f64,
    /// The same threshold for property and economic loss alone, if it is higher, EUR.
    pub threshold_property_eur: f64,
    /// The same deductible for property and economic loss alone, if it is higher, EUR.
    pub deductible_property_eur: f64,
    /// Most that one victim receives before multiplier, EUR.
    pub cap_eur: f64,
    /// Damages as a multiple of compensable loss.
    pub multiplier: f64,
    /// Added to the multiplier when the maker shows a pattern of neglect.
    pub punitive: f64,
    /// Adverse findings within `pattern_months` that make a pattern.
    pub pattern_findings: f64,
    /// Months over which adverse findings are counted towards a pattern of neglect.
    pub pattern_months: f64,
    /// What the victim's own fault does.
    pub victim_fault: VictimFault,
    /// Share of the loss laid on a victim who left an offered fix uninstalled.
    pub fault_share: f64,
    /// Added to the multiplier for each month past the patch deadline.
    pub lateness_per_month: f64,
    /// Share of owners' cost of installing fixes that the maker bears.
    pub patching_costs: f64,
    /// Care that owners owe themselves where accidents come directly, EUR a device and month; who takes less is at fault.
    pub due_owner_eur: f64,
}

impl Damages {
    /// Compensable share of losses under a head.
    #[must_use]
    pub fn weight(&self, head: HeadName) -> f64 {
        match head {
            HeadName::Data => self.data,
            HeadName::Property => self.property,
            HeadName::Injury => self.injury,
            HeadName::ThirdParty => self.third_party,
        }
    }

    /// Do so many adverse findings in the last `pattern_months` show a pattern of neglect?
    #[must_use]
    pub fn is_pattern(&self, findings: f64) -> bool {
        findings >= self.pattern_findings
    }

    /// One victim's compensation: head weight, then threshold, then deductible, then cap.
    ///
    /// Directive 85/374/EEC, art. 9(b), "a lower threshold of 500 ECU", was read both ways: as a deductible
    /// (recital 9, section 11 of the German ProdHaftG) and as a threshold (section 5(4) of the British Consumer
    /// Protection Act 1987); for property alone either way.
    fn compensation(&self, head: HeadName) -> Schedule {
        let (threshold_eur, deductible_eur) = match head {
            HeadName::Property => (
                self.threshold_eur.max(self.threshold_property_eur),
                self.deductible_eur.max(self.deductible_property_eur),
            ),
            HeadName::Data | HeadName::Injury | HeadName::ThirdParty => {
                (self.threshold_eur, self.deductible_eur)
            }
        };
        Schedule::share(self.weight(head)).above(threshold_eur).less(deductible_eur).at_most(self.cap_eur)
    }

    /// Part of the award left to a victim who did not install an offered fix.
    ///
    /// Directive (EU) 2024/2853, art. 13(2) and recital 55. A third party's act never reduces it (art. 13(1)).
    #[must_use]
    pub fn left_to_careless(&self) -> f64 {
        match self.victim_fault {
            VictimFault::Ignored => 1.0,
            VictimFault::Comparative => 1.0 - self.fault_share,
            VictimFault::Contributory => 0.0,
        }
    }
}

/// What decides the amount, beside the loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circumstances {
    /// Head of the loss.
    pub head: HeadName,
    /// Share of the victims who left an offered fix uninstalled.
    pub careless: f64,
    /// Does the maker show a pattern of neglect?
    pub pattern: bool,
    /// Is the maker in the safe harbour?
    pub in_harbour: bool,
    /// Months from harm to judgment.
    pub delay_months: f64,
    /// Months for which the flaw's fix was past its deadline when it did harm.
    pub overdue_months: f64,
    /// How product and maker stand to the care floors of the law.
    pub conformity: Conformity,
}

/// The judgment for one victim's loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantum {
    /// For one who installed what was offered.
    diligent: Schedule,
    /// For one who did not.
    careless: Schedule,
    /// Share of the latter.
    careless_share: f64,
    /// Judgment as a multiple, at least 1, of what compensates: multiplier, punitive part, interest.
    pub uplift: f64,
}

impl Quantum {
    /// The judgment when the maker's side answers for `share` of the harm.
    ///
    /// In this order: compensation of the victim, multiplier and punitive part, share answered for, safe harbour,
    /// the victim's fault, interest. Multiplier: Polinsky and Shavell (1998), *Harvard Law Review* 111.
    #[must_use]
    pub fn new(rule: &Rule, case: &Circumstances, share: f64) -> Quantum {
        let (damages, relief) = (&rule.damages, &rule.relief);
        let harbour = if case.in_harbour { relief.effect } else { Effect::Off };
        let punitive = if case.pattern { damages.punitive } else { 0.0 };
        let multiplier = match harbour {
            Effect::NoPunitive => damages.multiplier.min(1.0),
            _ => damages.multiplier + punitive + damages.lateness_per_month * case.overdue_months,
        };
        let owed = damages.compensation(case.head).times(multiplier * share);
        let owed = match harbour {
            Effect::Off | Effect::NoPunitive | Effect::Burden => owed,
            Effect::Share => owed.times(relief.share),
            Effect::Cap => owed.at_most(relief.cap_eur),
        };
        let interest = rule.procedure.interest_factor(case.delay_months);
        Quantum {
            diligent: owed.times(interest),
            careless: owed.times(interest * damages.left_to_careless()),
            careless_share: case.careless,
            uplift: multiplier.max(1.0) * interest,
        }
    }

    /// The two kinds of victims: the share of each and its schedule.
    #[must_use]
    pub fn kinds(&self) -> [(f64, Schedule); 2] {
        [(1.0 - self.careless_share, self.diligent), (self.careless_share, self.careless)]
    }

    /// The same for judgments of more than `eur`.
    #[must_use]
    pub fn above(self, eur: f64) -> Quantum {
        Quantum { diligent: self.diligent.above(eur), careless: self.careless.above(eur), ..self }
    }

    /// The share of a loss that is owed, if it is the same for every loss.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        let [diligent, careless] =
            self.kinds().map(|(share, schedule)| schedule.rate().map(|rate| share * rate));
        Some(diligent? + careless?)
    }

    /// The judgments of `victims` victims.
    #[must_use]
    pub fn claims(&self, losses: &Losses<'_>, victims: f64) -> Moments {
        let [diligent, careless] = self.kinds().map(|(share, schedule)| {
            if share > 0.0 { losses.claims(victims, &schedule) * share } else { Moments::NONE }
        });
        diligent + careless
    }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "damages.data" => damages.data, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of data and privacy loss."),
    lever!(Rule, "damages.property" => damages.property, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of property and economic loss."),
    lever!(Rule, "damages.injury" => damages.injury, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of bodily injury loss."),
    lever!(Rule, "damages.third_party" => damages.third_party, num(0.0, 1.0, 1.0) "share", axes AXES, id "L15",
        effect "compensation_rate", "Compensable share of third parties' loss."),
    lever!(Rule, "damages.threshold_eur" => damages.threshold_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L14",
        effect "compensation_rate", "Compensable loss that a victim must exceed to have a claim."),
    lever!(Rule, "damages.deductible_eur" => damages.deductible_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L14",
        effect "compensation_rate", "Amount of each victim's loss that stays with the victim."),
    lever!(Rule, "damages.threshold_property_eur" => damages.threshold_property_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L14",
        effect "compensation_rate", "Compensable property and economic loss that a victim must exceed to have a claim for it, if that is more than damages.threshold_eur; other heads know no such threshold."),
    lever!(Rule, "damages.deductible_property_eur" => damages.deductible_property_eur, num(0.0, 1e9, 0.0) "EUR", axes AXES, id "L14",
        effect "compensation_rate", "Amount of each victim's property and economic loss that stays with the victim, if that is more than damages.deductible_eur; of other heads nothing does."),
    lever!(Rule, "damages.cap_eur" => damages.cap_eur, num(0.0, f64::INFINITY, f64::INFINITY) "EUR", axes AXES, id "L17",
        effect "compensation_rate", "Most that one victim's compensable loss may count for."),
    lever!(Rule, "damages.multiplier" => damages.multiplier, num(0.0, 1000.0, 1.0) "ratio", axes AXES, id "L17",
        effect "care_design", "Damages as a multiple of compensable loss."),
    lever!(Rule, "damages.punitive" => damages.punitive, num(0.0, 1000.0, 0.0) "ratio", axes AXES, id "L17",
        effect "liability_paid", "Added to the multiplier for makers with a pattern of neglect."),
    lever!(Rule, "damages.pattern_findings" => damages.pattern_findings, whole(1.0, 8.0, 3.0) "findings", axes AXES, id "L17",
        effect "liability_paid", "Adverse findings within damages.pattern_months that make a pattern of neglect."),
    lever!(Rule, "damages.pattern_months" => damages.pattern_months, whole(1.0, 600.0, 24.0) "months", axes AXES, id "L17",
        effect "liability_paid", "Months over which adverse findings are counted towards a pattern of neglect; of some jurisdictions, the longest decides when there is a recall or an injunction."),
    lever!(Rule, "damages.victim_fault" => damages.victim_fault, choice(VictimFault, VictimFault::Ignored) "", axes AXES,
        id "L16", effect "compensation_rate", "What a victim's failure to install an offered fix does to the award."),
    lever!(Rule, "damages.fault_share" => damages.fault_share, num(0.0, 1.0, 0.5) "share", axes AXES, id "L16",
        effect "compensation_rate", "Share of the loss laid on a victim who left an offered fix uninstalled."),
    lever!(Rule, "damages.lateness_per_month" => damages.lateness_per_month, num(0.0, 100.0, 0.0) "1/month", axes AXES, id "L13",
        effect "liability_paid", "Added to the multiplier for each month that the flaw's fix was past duties.patch_days, or past the fix of due response care, when it did harm."),
    lever!(Rule, "damages.patching_costs" => damages.patching_costs, num(0.0, 1.0, 0.0) "share", axes AXES, id "L18",
        effect "remedies", "Share of owners' cost of installing a maker's fixes (segment.*.patch_cost_eur) that the maker bears, when the fix is out. Fixes of components are left out."),
    lever!(Rule, "damages.due_owner_eur" => damages.due_owner_eur, num(0.0, 1e9, 0.0) "EUR/device-month", axes AXES, id "L16",
        effect "compensation_rate", "Care that owners owe themselves where accidents come directly (accident.owner_productivity): \
        who takes less is at fault."),
];
