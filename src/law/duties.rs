//! Duties before and after sale: care floors, support periods, disclosure and patch clocks, labels.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// Whose schemes a jurisdiction recognises in place of its own.
    pub enum Recognition {
        /// Nobody's.
        Off = "none",
        /// Those that ask for no less care than its own.
        Equivalent = "equivalent",
        /// Any.
        Any = "any",
    }
}

/// Duties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duties {
    /// Baseline standard: design care floor.
    pub floor_design: f64,
    /// Baseline standard: testing care floor.
    pub floor_testing: f64,
    /// Baseline standard: response care floor.
    pub floor_response: f64,
    /// Fixed cost of showing compliance, EUR a release.
    pub compliance_eur: f64,
    /// Minimum support period, months.
    pub support_months: f64,
    /// Months for which fixes already released stay available after support ends.
    pub update_availability_months: f64,
    /// Days after which an unfixed, reported flaw is published.
    pub disclosure_days: f64,
    /// Days from knowledge within which a fix is due.
    pub patch_days: f64,
    /// Weight with which a label shows security to buyers (0: invisible, 1: as it is).
    pub label: f64,
    /// Does compliance that is shown elsewhere suffice?
    pub recognition: Recognition,
    /// Rate a year at which monitoring that is owed finds a flaw of a product on the market.
    pub monitoring: f64,
    /// Share of owners who are told of flaws and fixes.
    pub owner_notice: f64,
    /// Share of the time to integrate a component's fix that a bill of materials saves.
    pub bill_of_materials: f64,
    /// Weight of a component's care in makers' choice of components.
    pub component_diligence: f64,
    /// Do the makers that embed a component ship its fix together?
    pub coordinated_updates: bool,
    /// Share of uncoordinated publication that protection of researchers turns into coordinated reports.
    pub researcher_protection: f64,
    /// Bounty owed for a reported flaw, EUR.
    pub bounty_eur: f64,
    /// Share of what attacks teach that makers must share.
    pub information_sharing: f64,
    /// Days from knowledge within which a fix of a severe flaw is due.
    pub patch_days_severe: f64,
    /// Share of the devices without a fix to which makers must see it delivered.
    pub verified_delivery: f64,
    /// Hours from knowledge of an attack within which an early warning is due to the authority.
    pub early_warning_hours: f64,
    /// Hours within which a full notification is due.
    pub notification_hours: f64,
    /// Days from the fix within which a final report is due.
    pub final_report_days: f64,
    /// May support beyond what is owed be sold by subscription?
    pub subscription_support: bool,
    /// Must the end of support be stated when a product is sold?
    pub stated_end_of_life: bool,
    /// Weight with which a notice about the collection of data shows buyers what of it is at stake.
    pub data_notice: f64,
}

impl Duties {
    /// Share of victims who know what harmed them, of whom `unprompted` know by themselves: of those who are told, a share heeds it.
    #[must_use]
    pub fn awareness(&self, unprompted: f64, heeds: f64) -> f64 {
        unprompted + self.owner_notice * heeds * (1.0 - unprompted)
    }

    /// The care floors of design, testing and response.
    #[must_use]
    pub fn floors(&self) -> [f64; 3] {
        [self.floor_design, self.floor_testing, self.floor_response]
    }
}

/// How a product and its maker stand to the care floors of the law.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conformity {
    /// The law asked for no care of which they could fall short.
    #[default]
    Unasked,
    /// They met every floor.
    Met,
    /// They fell short of one.
    Short,
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "duties.floor_design" => duties.floor_design, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L23",
        effect "care_design", "Least design care a product may be sold with: threat modelling, and no default credentials."),
    lever!(Rule, "duties.floor_testing" => duties.floor_testing, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L23",
        effect "care_testing", "Least testing care a product may be sold with: reviews, tests and diligence about components."),
    lever!(Rule, "duties.floor_response" => duties.floor_response, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L23",
        effect "care_response", "Least response care while a product is supported: a secure mechanism of updates, and people who use it."),
    lever!(Rule, "duties.compliance_eur" => duties.compliance_eur, num(0.0, 1e9, 0.0) "EUR/release", axes AXES, id "L24",
        effect "compliance_cost", "Fixed cost of showing compliance, a release."),
    lever!(Rule, "duties.support_months" => duties.support_months, whole(0.0, 600.0, 0.0) "months", axes AXES, id "L27",
        effect "unsupported_share", "Minimum support period."),
    lever!(Rule, "duties.update_availability_months" => duties.update_availability_months, whole(0.0, 600.0, 0.0) "months", axes AXES,
        id "L27", effect "compromises", "Months for which released fixes stay available after support ends."),
    lever!(Rule, "duties.disclosure_days" => duties.disclosure_days, num(0.0, 3650.0, 90.0) "days", axes AXES, id "L25",
        effect "exposure_days", "Days after which a reported flaw is published, fixed or not."),
    lever!(Rule, "duties.patch_days" => duties.patch_days, num(0.0, f64::INFINITY, f64::INFINITY) "days", axes AXES, id "L13, L26",
        effect "care_response", "Days from knowledge within which a fix is due."),
    lever!(Rule, "duties.label" => duties.label, num(0.0, 1.0, 0.0) "weight", axes AXES, id "L29",
        effect "care_design", "Weight with which a label shows security to buyers."),
    lever!(Rule, "duties.recognition" => duties.recognition, choice(Recognition, Recognition::Off) "", axes AXES, id "L46",
        effect "compliance_cost", "Whether a jurisdiction recognises compliance, and certificates, shown elsewhere: under schemes whose care floors, or \
        levels looked for, are no lower than its own, or under any scheme that there is. It then adds no scheme cost, no compliance cost and no \
        certificate of its own; of jurisdictions that recognise each other the dearest scheme is gone through."),
    lever!(Rule, "duties.monitoring" => duties.monitoring, num(0.0, 100.0, 0.0) "1/year", axes AXES, id "L28",
        effect "open_flaws", "Rate at which the monitoring of products on the market that makers owe finds a flaw, beside what they find anyway; \
        it costs them patching.monitoring_eur. Components' makers owe none."),
    lever!(Rule, "duties.owner_notice" => duties.owner_notice, num(0.0, 1.0, 0.0) "share", axes AXES, id "L49",
        effect "claim_rate", "Share of owners who are told of flaws and fixes; of these, segment.*.heeds_notice install a fix at once that they would \
        not have installed yet, and claim for harm that they would not have traced. Telling them costs nothing."),
    lever!(Rule, "duties.bill_of_materials" => duties.bill_of_materials, num(0.0, 1.0, 0.0) "share", axes AXES, id "L30",
        effect "accumulation", "Share of the time to integrate a component's fix that a bill of materials saves, for fixes of that date on; what it \
        costs belongs to duties.compliance_eur."),
    lever!(Rule, "duties.component_diligence" => duties.component_diligence, num(0.0, 10.0, 0.0) "utility per care level", axes AXES,
        id "L30", effect "care_suppliers", "Weight of a component's care in the choice of components for a new release, against its popularity."),
    lever!(Rule, "duties.coordinated_updates" => duties.coordinated_updates, flag(false) "", axes AXES, id "L31",
        effect "accumulation", "Whether makers ship the fix of a component that they share together, as soon as the fastest of them has it; for fixes \
        of that date on."),
    lever!(Rule, "duties.researcher_protection" => duties.researcher_protection, num(0.0, 1.0, 0.0) "share", axes AXES, id "L33",
        effect "exposure_days", "Share of uncoordinated publication (patching.publication_rate) that protection of researchers from suits turns into \
        coordinated reports: the mean over jurisdictions, for researchers live everywhere."),
    lever!(Rule, "duties.bounty_eur" => duties.bounty_eur, num(0.0, 1e7, 0.0) "EUR/flaw", axes AXES, id "L33",
        effect "bounties", "Bounty that makers owe at least for each exploitable flaw that researchers report."),
    lever!(Rule, "duties.information_sharing" => duties.information_sharing, num(0.0, 1.0, 0.0) "share", axes AXES, id "L34",
        effect "open_flaws", "Share of what attacks teach that makers must share: an attack on a flaw that nobody knows reveals it so much more \
        often, what others share points to flaws of one's own (sharing.rate), and attackers may hear of it (sharing.leak)."),
    lever!(Rule, "duties.patch_days_severe" => duties.patch_days_severe, num(0.0, f64::INFINITY, f64::INFINITY) "days", axes AXES,
        id "L26", effect "care_response", "Days from knowledge within which a fix of a severe flaw (threat.severe_ease) is due, if that is before \
        duties.patch_days."),
    lever!(Rule, "duties.verified_delivery" => duties.verified_delivery, num(0.0, 1.0, 0.0) "share", axes AXES, id "L21, L26",
        effect "compromises", "Share of the devices without a fix, while it is out, to which makers must see it delivered at once; each device in \
        use costs them patching.delivery_eur a fix."),
    lever!(Rule, "duties.early_warning_hours" => duties.early_warning_hours, num(0.0, f64::INFINITY, f64::INFINITY) "hours", axes AXES,
        id "L25", effect "compromises", "Hours from a maker's knowledge of an attack on its own flaw within which it owes the authority an early \
        warning. From then on the owners there who heed notices (segment.*.heeds_notice) keep their devices out of reach of attacks on it. A late \
        report is a breach that inspections find for a year."),
    lever!(Rule, "duties.notification_hours" => duties.notification_hours, num(0.0, f64::INFINITY, f64::INFINITY) "hours", axes AXES,
        id "L25", effect "late_reports", "Hours within which it owes a full notification, which takes three times as long to write; the authority \
        warns owners then if no early warning is owed."),
    lever!(Rule, "duties.final_report_days" => duties.final_report_days, num(0.0, f64::INFINITY, f64::INFINITY) "days", axes AXES,
        id "L25", effect "late_reports", "Days from the fix within which it owes a final report, which takes fourteen times as long to write as an \
        early warning."),
    lever!(Rule, "duties.subscription_support" => duties.subscription_support, flag(false) "", axes AXES, id "L27",
        effect "subscriptions", "Whether makers sell the support beyond duties.support_months by subscription, at cost and paid with the device: the \
        price no longer carries it, and fixes that come that long after the close of sales reach subscribers (segment.*.subscribes) only."),
    lever!(Rule, "duties.stated_end_of_life" => duties.stated_end_of_life, flag(false) "", axes AXES, id "L27",
        effect "unsupported_share", "Whether the end of support is stated at sale: buyers who look for security (segment.*.security_taste) then see what \
        they lose after it, and makers that choose support weigh it."),
    lever!(Rule, "duties.data_notice" => duties.data_notice, num(0.0, 1.0, 0.0) "weight", axes AXES, id "L29",
        effect "care_design", "Weight with which a notice about the collection of data shows buyers the part of their loss that is at stake in data, as a \
        label shows all of it; that owners then share less is not simulated."),
];
