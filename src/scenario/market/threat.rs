//! Attackers, accidents, discovery and fixes, and the heads of harm.

use crate::distributions::{Severity, SeverityError, SeverityKind};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// How accidents come about.
    pub enum AccidentCount {
        /// Flaws are born, discovered, exploited and patched.
        Lifecycle = "lifecycle",
        /// A Poisson number of accidents a maker and month, `accident.rate·m(care)`: the reduced form of many papers.
        Poisson = "poisson",
        /// At most one accident a month.
        Bernoulli = "bernoulli",
        /// Exactly the expected number: no chance at all.
        Fixed = "fixed",
    }
}

choices! {
    /// How many devices one direct accident hits.
    pub enum Victims {
        /// Every device of the maker in use.
        All = "all",
        /// One.
        One = "one",
        /// Every device sold in the month: each lives for a month.
        Sold = "sold",
    }
}

/// How accidents come about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accident {
    /// The life cycle of flaws, or a direct accident process.
    pub count: AccidentCount,
    /// Accidents a maker and month at zero design care (direct processes; the cost of care then counts a month).
    pub rate: f64,
    /// Devices one direct accident hits.
    pub victims: Victims,
    /// Accidents a shared component and month at zero care, when direct.
    pub shared_rate: f64,
    /// Productivity of owners' own care, 1/EUR; 0: they take none.
    pub owner_productivity: f64,
    /// Owners' care imposed on them, EUR a device and month; negative leaves the choice to them.
    pub imposed_owner_eur: f64,
}

impl Accident {
    /// Registry rows.
    pub const LEVERS: &[Lever<Accident>] = &[
        lever!(Accident, "accident.count" => count, choice(AccidentCount, AccidentCount::Lifecycle) "", axes &[], effect "harm",
            "How accidents come about: the life cycle of flaws, or directly."),
        lever!(Accident, "accident.rate" => rate, num(0.0, 1e6, 0.0) "1/month", axes &[], effect "harm",
            "Accidents a maker and month at zero care, when direct."),
        lever!(Accident, "accident.victims" => victims, choice(Victims, Victims::All) "", axes &[], effect "harm",
            "Devices that one direct accident hits."),
        lever!(Accident, "accident.shared_rate" => shared_rate, num(0.0, 1e6, 0.0) "1/month", axes &[], effect "accumulation",
            "Accidents a shared component and month at zero care, when direct: each hits every device of every maker that embeds it (component.*.embedded); component.*.accidents hit makers one by one."),
        lever!(Accident, "accident.owner_productivity" => owner_productivity, num(0.0, 1e6, 0.0) "1/EUR", axes &[], effect "owner_care",
            "Productivity b of owners' own care, when direct: y EUR a device and month leave 1/(1 + b·y) of makers' accidents; 0: they take none.              Owners of one maker act as one, knowing its care and the law; planners' due care does not count on them."),
        lever!(Accident, "accident.imposed_owner_eur" => imposed_owner_eur, num(-1.0, 1e9, -1.0) "EUR/device-month", axes &[], effect "owner_care",
            "Owners' care imposed on them, when direct; -1 leaves it to them."),
    ];
}

/// Attackers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Threat {
    /// Compromises per device-year that the rate of campaigns is calibrated to under the status quo.
    pub compromises_per_device_year: f64,
    /// Share of flaws that are ever exploitable at scale.
    pub ever_exploited: f64,
    /// Rate at which attackers find a flaw, a year.
    pub discovery_attackers: f64,
    /// Rate at which attackers learn a published flaw, a year.
    pub weaponisation: f64,
    /// Mean share of exposed devices that one campaign reaches.
    pub reach_mean: f64,
    /// Concentration of the Beta law of reach (its two parameters' sum).
    pub reach_concentration: f64,
    /// Elasticity ε of attackers' activity in their profit, below 1.
    pub elasticity: f64,
    /// Inertia of activity a month.
    pub inertia: f64,
    /// Exponent η of a target's base in the rate of campaigns.
    pub base_exponent: f64,
    /// Does activity respond to profit?
    pub endogenous: bool,
    /// Log standard deviation of a flaw's ease of exploitation, mean 1.
    pub ease_log_sd: f64,
    /// Probability that a campaign on a flaw no defender knows reveals it.
    pub reveal: f64,
    /// Log standard deviation of the frailty that victims of one campaign share.
    pub frailty_log_sd: f64,
    /// Ease of exploitation, 1 on average, from which on a flaw is severe.
    pub severe_ease: f64,
    /// Share of attackers' effort that follows returns across categories and borders.
    pub displacement: f64,
}

impl Threat {
    /// Registry rows.
    pub const LEVERS: &[Lever<Threat>] = &[
        lever!(Threat, "threat.compromises_per_device_year" => compromises_per_device_year, num(0.0, 100.0, 0.0) "1/device-year",
            axes &[], effect "harm", "Compromises per device-year under the status quo; calibrates the rate of campaigns."),
        lever!(Threat, "threat.ever_exploited" => ever_exploited, num(0.0, 1.0, 0.02) "share", axes &[], effect "harm",
            "Share of flaws ever exploitable at scale."),
        lever!(Threat, "threat.discovery_attackers" => discovery_attackers, num(0.0, 100.0, 0.02) "1/year", axes &[],
            effect "zero_day_share", "Rate at which attackers find a flaw."),
        lever!(Threat, "threat.weaponisation" => weaponisation, num(0.0, 1000.0, 18.1) "1/year", axes &[], effect "harm",
            "Rate at which attackers learn a published flaw."),
        lever!(Threat, "threat.reach_mean" => reach_mean, num(0.0, 1.0, 0.05) "share", axes &[], effect "accumulation",
            "Mean share of exposed devices one campaign reaches."),
        lever!(Threat, "threat.reach_concentration" => reach_concentration, num(0.1, 1e6, 4.0) "count", axes &[],
            effect "accumulation", "Concentration of the Beta law of reach."),
        lever!(Threat, "threat.elasticity" => elasticity, num(0.0, 0.95, 0.3) "elasticity", axes &[], id "L48", effect "harm",
            "Elasticity of attackers' activity in their profit."),
        lever!(Threat, "threat.inertia" => inertia, num(0.0, 1.0, 0.1) "1/month", axes &[], effect "harm",
            "Share of the distance to its target that activity closes in a month."),
        lever!(Threat, "threat.base_exponent" => base_exponent, num(0.0, 2.0, 0.3) "exponent", axes &[], effect "harm",
            "How a target's base draws campaigns."),
        lever!(Threat, "threat.endogenous" => endogenous, flag(true) "", axes &[], effect "harm",
            "Whether attackers' activity responds to profit."),
        lever!(Threat, "threat.ease_log_sd" => ease_log_sd, num(0.0, 3.0, 0.5) "log", axes &[], effect "harm",
            "Spread of flaws' ease of exploitation."),
        lever!(Threat, "threat.reveal" => reveal, num(0.0, 1.0, 0.5) "probability", axes &[], effect "days_to_fix",
            "Probability that a campaign on a flaw no defender knows reveals it."),
        lever!(Threat, "threat.frailty_log_sd" => frailty_log_sd, num(0.0, 3.0, 0.0) "log", axes &[], effect "largest_event",
            "Spread of the severity that victims of one campaign share."),
        lever!(Threat, "threat.severe_ease" => severe_ease, num(0.0, 100.0, 1.5) "ratio", axes &[], id "L26", effect "care_response",
            "Ease of exploitation, 1 on average, from which on a flaw is severe in law."),
        lever!(Threat, "threat.displacement" => displacement, num(0.0, 1.0, 0.0) "share", axes &[], id "L48", effect "attack_effort",
            "Share of attackers' effort that goes where it returns most, across categories and borders: of the effort that no longer pays in one \
            category or jurisdiction, this part moves to the others instead of being lost; 0: none."),
    ];
}

/// Discovery by defenders, development and adoption of fixes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patching {
    /// Rate at which the maker finds its own flaw at zero response care, a year.
    pub discovery_maker: f64,
    /// Further rate a year per unit of response care (concave: times `1 - m(y)`).
    pub discovery_response: f64,
    /// Rate at which researchers report a flaw in coordination, a year.
    pub discovery_researchers: f64,
    /// Rate of uncoordinated publication, a year.
    pub publication_rate: f64,
    /// Median days to develop a fix at zero response care.
    pub fix_days: f64,
    /// Log standard deviation of that time.
    pub fix_log_sd: f64,
    /// Share by which one level of response care shortens it.
    pub fix_response: f64,
    /// Cost of reaching and patching one device in a recall, EUR.
    pub recall_cost_eur: f64,
    /// Cost of monitoring for each 1/year of discovery that the law asks for, EUR a year at the reference units of care.
    pub monitoring_eur: f64,
    /// Bounty that makers pay for a reported flaw, EUR.
    pub bounty_eur: f64,
    /// Rate a year by which a bounty of EUR 1,000 raises researchers' discovery.
    pub bounty_response: f64,
    /// Cost of seeing a fix delivered to one device, EUR.
    pub delivery_eur: f64,
    /// Median hours in which a maker without response care writes an early warning.
    pub report_hours: f64,
    /// Work on a notification, in early warnings.
    pub notification_work: f64,
    /// Work on a final report, in early warnings.
    pub final_report_work: f64,
    /// Elasticity ε of the speed with which owners install fixes in their stake over their effort.
    pub owner_response: f64,
    /// Effort of owners who install fixes as fast as observed, EUR a device.
    pub usual_effort_eur: f64,
}

impl Patching {
    /// Rate a year at which coordinated defenders find a flaw: the maker, by what its response care leaves undone (`residual`, 0
    /// to 1), and researchers.
    pub fn discovery(&self, residual: f64) -> f64 {
        self.discovery_maker + self.discovery_response * (1.0 - residual) + self.discovery_researchers
    }

    /// Response care from which on the median fix comes within so many days; infinite if no care is enough, 0 without a deadline.
    pub fn timely_response(&self, days: f64) -> f64 {
        if self.fix_days <= days {
            0.0
        } else if self.fix_response > 0.0 {
            (self.fix_days / days - 1.0) / self.fix_response
        } else {
            f64::INFINITY
        }
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Patching>] = &[
        lever!(Patching, "patching.discovery_maker" => discovery_maker, num(0.0, 100.0, 0.0) "1/year", axes &[], id "L28",
            effect "days_to_fix", "Rate at which a maker finds its own flaw at zero response care."),
        lever!(Patching, "patching.discovery_response" => discovery_response, num(0.0, 100.0, 0.0) "1/year", axes &[], id "L28",
            effect "days_to_fix", "Rate added by full response care."),
        lever!(Patching, "patching.discovery_researchers" => discovery_researchers, num(0.0, 100.0, 0.0) "1/year", axes &[],
            effect "days_to_fix", "Rate at which researchers report a flaw in coordination."),
        lever!(Patching, "patching.publication_rate" => publication_rate, num(0.0, 100.0, 0.0) "1/year", axes &[],
            effect "zero_day_share", "Rate of uncoordinated publication."),
        lever!(Patching, "patching.fix_days" => fix_days, num(0.0, 3650.0, 80.0) "days", axes &[], effect "days_to_fix",
            "Median days to develop a fix at zero response care."),
        lever!(Patching, "patching.fix_log_sd" => fix_log_sd, num(0.0, 3.0, 0.0) "log days", axes &[], effect "days_to_fix",
            "Log standard deviation of the time to develop a fix."),
        lever!(Patching, "patching.fix_response" => fix_response, num(0.0, 10.0, 0.0) "per level", axes &[], effect "days_to_fix",
            "How fast response care shortens the time to a fix: median·(1 + level·this)^-1."),
        lever!(Patching, "patching.recall_cost_eur" => recall_cost_eur, num(0.0, 1e6, 0.0) "EUR/device", axes &[], id "L40",
            effect "remedies", "What it costs a maker to reach and patch one device in a recall."),
        lever!(Patching, "patching.monitoring_eur" => monitoring_eur, num(0.0, 1e9, 0.0) "EUR/year", axes &[], id "L28", effect "care_share",
            "Cost of monitoring for each 1/year of discovery that the law asks for, at care.reference_units; it scales as care does."),
        lever!(Patching, "patching.bounty_eur" => bounty_eur, num(0.0, 1e7, 0.0) "EUR/flaw", axes &[], id "L33", effect "bounties",
            "Bounty that makers pay, whatever the law asks for, for each exploitable flaw that researchers report."),
        lever!(Patching, "patching.bounty_response" => bounty_response, num(0.0, 100.0, 0.0) "1/year", axes &[], id "L33",
            effect "open_flaws", "Rate by which each EUR 1,000 of a bounty raises researchers' discovery of a flaw."),
        lever!(Patching, "patching.delivery_eur" => delivery_eur, num(0.0, 1e6, 0.0) "EUR/device", axes &[], id "L21",
            effect "compliance_cost", "Cost of seeing a fix delivered to a device in use, where the law asks for it."),
        lever!(Patching, "patching.report_hours" => report_hours, num(0.0, 1e5, 0.0) "hours", axes &[], id "L25", effect "late_reports",
            "Median hours in which a maker without response care writes an early warning; response care shortens them, and luck spreads them, as it \
            does the time to a fix."),
        lever!(Patching, "patching.notification_work" => notification_work, num(0.1, 1e3, 3.0) "early warnings", axes &[], id "L25", effect "late_reports",
            "How much longer a full notification takes than an early warning."),
        lever!(Patching, "patching.final_report_work" => final_report_work, num(0.1, 1e3, 14.0) "early warnings", axes &[], id "L25", effect "late_reports",
            "How much longer a final report takes than an early warning, from the fix on."),
        lever!(Patching, "patching.owner_response" => owner_response, num(0.0, 4.0, 0.0) "elasticity", axes &[], effect "compromises",
            "Elasticity of the speed with which owners install fixes by hand in what they take to be at stake for them (how often devices of this \
            maker are compromised, what labels and notices show of it, what awards do not make good) over their effort (segment.*.patch_cost_eur, less \
            what makers bear of it); 0: they install them as fast as observed, whatever it is worth to them."),
        lever!(Patching, "patching.usual_effort_eur" => usual_effort_eur, num(0.001, 1e6, 1.0) "EUR/device", axes &[], effect "compromises",
            "Effort of installing a fix of owners who, at the usual stake, are as fast as observed; read with patching.owner_response."),
    ];
}

choices! {
    /// Who bears a loss when it happens.
    pub enum BorneBy {
        /// The owner of the device.
        Buyer = "buyer",
        /// The maker itself.
        Maker = "maker",
        /// Somebody else.
        ThirdParty = "third_party",
    }
}

choices! {
    /// Law of the loss of one device.
    pub enum SeverityLaw {
        /// Always the mean.
        Point = "point",
        /// Exponential.
        Exponential = "exponential",
        /// Log-normal body, generalised Pareto tail.
        LogNormalPareto = "lognormal_pareto",
    }
}

/// One head of harm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// Share of compromised devices with a loss under this head.
    pub incidence: f64,
    /// Law of the loss.
    pub law: SeverityLaw,
    /// Mean loss of a device that has one, EUR.
    pub mean_eur: f64,
    /// Log standard deviation of the body.
    pub log_sd: f64,
    /// Share of losses in the tail.
    pub tail_share: f64,
    /// Tail index ξ of the generalised Pareto law.
    pub tail_index: f64,
    /// Greatest loss of one device, EUR.
    pub max_loss_eur: f64,
    /// Who bears it.
    pub borne_by: BorneBy,
}

impl Head {
    /// The loss of one device of a category, whose losses are `factor` times those stated.
    ///
    /// # Errors
    /// A mean that the greatest loss does not allow.
    pub fn severity(&self, factor: f64) -> Result<Severity, SeverityError> {
        let mean_eur = self.mean_eur * factor;
        let kind = match self.law {
            SeverityLaw::Point => SeverityKind::Point { loss_eur: mean_eur },
            SeverityLaw::Exponential => SeverityKind::Exponential { mean_eur },
            SeverityLaw::LogNormalPareto => SeverityKind::LogNormalPareto {
                mean_eur,
                log_sd: self.log_sd,
                tail_share: self.tail_share,
                tail_index: self.tail_index,
            },
        };
        Severity::new(kind, self.max_loss_eur)
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Head>] = &[
        lever!(Head, "head.*.incidence" => incidence, num(0.0, 1.0, 0.0) "share", axes &[], id "L15", effect "harm",
            "Share of compromised devices with a loss under this head."),
        lever!(Head, "head.*.law" => law, choice(SeverityLaw, SeverityLaw::Point) "", axes &[], effect "largest_event", "Law of the loss."),
        lever!(Head, "head.*.mean_eur" => mean_eur, num(0.0, 1e9, 0.0) "EUR", axes &[], effect "harm",
            "Mean loss of a device that has one."),
        lever!(Head, "head.*.log_sd" => log_sd, num(0.01, 3.0, 1.5) "log EUR", axes &[], effect "largest_event",
            "Log standard deviation of the body."),
        lever!(Head, "head.*.tail_share" => tail_share, num(0.0, 0.5, 0.0) "share", axes &[], effect "largest_event",
            "Share of losses in the tail."),
        lever!(Head, "head.*.tail_index" => tail_index, num(0.0, 0.99, 0.4) "index", axes &[], effect "largest_event",
            "Tail index of the generalised Pareto law."),
        lever!(Head, "head.*.max_loss_eur" => max_loss_eur, num(0.01, 1e12, 1e7) "EUR", axes &[], effect "largest_event",
            "Greatest loss of one device."),
        lever!(Head, "head.*.borne_by" => borne_by, choice(BorneBy, BorneBy::Buyer) "", axes &[], effect "harm_third_party",
            "Who bears the loss when it happens."),
    ];
}
