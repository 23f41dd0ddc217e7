//! Who may sue, what it costs, how long it takes, and whether the parties settle before trial.

use super::rule::{AXES, Rule};
use super::subjects::HeadName;
use crate::distributions::log_normal;
use crate::lever::Lever;
use crate::math::{exp, exp_m1};
use crate::{choices, lever};

choices! {
    /// Who bears the costs of a suit.
    pub enum CostRule {
        /// Each side its own.
        American = "american",
        /// The loser both.
        English = "english",
        /// A losing defendant both, a losing plaintiff only its own.
        OneWay = "one_way",
    }
}

/// Civil procedure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Procedure {
    /// May victims sue as a class?
    pub class_action: bool,
    /// Share of wronged and aware victims who act.
    pub access: f64,
    /// Cost of a suit to the plaintiff, EUR; a class bears it once.
    pub plaintiff_cost_eur: f64,
    /// Cost of a suit to the defendant, EUR.
    pub defendant_cost_eur: f64,
    /// Cost of a trial to the public, EUR.
    pub court_cost_eur: f64,
    /// Share of a class fund that goes to counsel.
    pub counsel_share: f64,
    /// Who bears costs.
    pub cost_rule: CostRule,
    /// May the sides settle before trial?
    pub settlement: bool,
    /// Standard deviation of each side's error about the chance of winning.
    pub belief_error: f64,
    /// Median months from harm to payment (log-normal; at least one month unless zero).
    pub delay_months: f64,
    /// Log standard deviation of the delay.
    pub delay_log_sd: f64,
    /// Yearly interest added to an award from harm to judgment.
    pub interest: f64,
    /// Months from knowledge of the harm within which a claim must be brought.
    pub limitation_months: f64,
    /// Months from placing on the market after which no claim lies.
    pub long_stop_months: f64,
    /// Months from knowledge within which a claim for bodily injury must be brought, if that is later.
    pub limitation_injury_months: f64,
    /// Months from placing on the market after which no claim lies for a bodily injury that was done within `long_stop_months`, if
    /// that is later: for injuries that show late.
    pub long_stop_injury_months: f64,
    /// Share of victims who would not know that education tells what harmed them.
    pub education: f64,
    /// Share of aware victims who would not act that complaint channels bring to act.
    pub channels: f64,
    /// Cost of education and complaint channels to the public, EUR a victim.
    pub help_eur: f64,
}

/// What a trial costs each side, by its end, EUR. Whoever wins, the two sides together bear `both`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stake {
    /// What a losing defendant bears beyond what a winning one bears.
    pub shifted_eur: f64,
    /// What a losing plaintiff bears.
    pub plaintiff_eur: f64,
    /// What a winning defendant bears.
    pub defendant_eur: f64,
    /// What both sides spend.
    pub both_eur: f64,
}

/// Months beyond which nobody waits with a claim: where interest outruns the discount, worth has no end without it.
const LONGEST_WAIT_MONTHS: f64 = 1200.0;

/// When a claim is brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// Months from knowledge of the harm to the claim.
    pub knowledge_months: f64,
    /// Months from placing on the market to the harm.
    pub harm_months: f64,
    /// Months from placing on the market to the claim.
    pub sale_months: f64,
}

impl Timing {
    /// The product does harm as soon as it is sold, and the victim claims at once.
    pub const AT_ONCE: Timing = Timing { knowledge_months: 0.0, harm_months: 0.0, sale_months: 0.0 };

    /// So long after the sale it does harm, and so long after the harm, of which the victim knows, comes the claim.
    #[must_use]
    pub fn after(harm_months: f64, lag: f64) -> Timing {
        Timing { knowledge_months: lag, harm_months, sale_months: harm_months + lag }
    }
}

/// What limitation leaves of claims.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timely {
    /// Chance that a claim is in time.
    pub chance: f64,
    /// What a claim that is in time is worth when it is brought, as a share of its worth at the time of harm.
    pub worth: f64,
}

impl Procedure {
    /// What is at stake in a trial beside the judgment.
    ///
    /// With a judgment `J` won at chance `p`, the plaintiff expects `p·(J + shifted) − plaintiff`, the defendant
    /// `−p·(J + shifted) − defendant`. Shavell (1982), *Journal of Legal Studies* 11: suit, settlement and trial
    /// under alternative methods for the allocation of legal costs.
    #[must_use]
    pub fn stake(&self) -> Stake {
        let (own, other) = (self.plaintiff_cost_eur, self.defendant_cost_eur);
        let both_eur = own + other;
        let [shifted_eur, plaintiff_eur, defendant_eur] = match self.cost_rule {
            CostRule::American => [0.0, own, other],
            CostRule::English => [both_eur, both_eur, 0.0],
            CostRule::OneWay => [own, own, other],
        };
        Stake { shifted_eur, plaintiff_eur, defendant_eur, both_eur }
    }

    /// The judgment beyond which a suit is worth its cost, `p·(J + shifted) > plaintiff`, EUR, at a chance `p` to win.
    #[must_use]
    pub fn worth_suing_eur(&self, p_win: f64) -> f64 {
        let stake = self.stake();
        if p_win > 0.0 { stake.plaintiff_eur / p_win - stake.shifted_eur } else { f64::INFINITY }
    }

    /// Share of victims who would claim if it paid: those who know whom to claim from, and act.
    #[must_use]
    pub fn claiming_share(&self, awareness: f64) -> f64 {
        let raised = |share: f64, help: f64| share + help * (1.0 - share);
        raised(awareness, self.education) * raised(self.access, self.channels)
    }

    /// Months from knowledge within which a claim under a head must be brought.
    fn limitation(&self, head: HeadName) -> f64 {
        match head {
            HeadName::Injury => self.limitation_months.max(self.limitation_injury_months),
            _ => self.limitation_months,
        }
    }

    /// Months from placing on the market after which no claim lies under a head for harm done within `long_stop_months`.
    fn long_stop(&self, head: HeadName) -> f64 {
        match head {
            HeadName::Injury => self.long_stop_months.max(self.long_stop_injury_months),
            _ => self.long_stop_months,
        }
    }

    /// Is a claim in time? Directive (EU) 2024/2853, art. 16 (from knowledge) and art. 17 (from placing on the market; an injury
    /// that was done in time but showed late has longer).
    #[must_use]
    pub fn in_time(&self, head: HeadName, timing: &Timing) -> bool {
        timing.knowledge_months <= self.limitation(head)
            && timing.harm_months <= self.long_stop_months
            && timing.sale_months <= self.long_stop(head)
    }

    /// What is left of claims by the time they are brought: those in time, by how many and by what they are then worth.
    ///
    /// Victims wait an exponential time of mean `claim_months`, on devices whose age at harm is exponential too, at the
    /// hazard of `retirement` a month. What is claimed later is worth less at a discount `rate` a month.
    #[must_use]
    pub fn timely(&self, head: HeadName, claim_months: f64, retirement: f64, rate: f64) -> Timely {
        if self.long_stop_months == 0.0 {
            return Timely { chance: 0.0, worth: 1.0 };
        }
        let too_old = exp(-retirement * self.long_stop_months);
        if claim_months == 0.0 {
            return Timely { chance: 1.0 - too_old, worth: 1.0 };
        }
        let stop = self.long_stop(head);
        let latest = self.limitation(head).min(stop).min(LONGEST_WAIT_MONTHS);
        // Up to this wait whoever was harmed before the general long stop is in time.
        let free = if stop > self.long_stop_months { latest.min(stop - self.long_stop_months) } else { 0.0 };
        // ∫ e^(−kt)·e^(−t/m)/m dt up to a wait; the age at harm adds 1 − e^(−h·min(S, S' − t)) under the integral.
        let weighted = |k: f64, wait: f64| {
            let fall = 1.0 / claim_months + k;
            if fall == 0.0 { wait / claim_months } else { -exp_m1(-wait * fall) / (fall * claim_months) }
        };
        let in_time = |k: f64| {
            let too_late = if too_old > 0.0 {
                let late = || weighted(k - retirement, latest) - weighted(k - retirement, free);
                let shown_late = if latest > free { exp(-retirement * stop) * late() } else { 0.0 };
                too_old * weighted(k, free) + shown_late
            } else {
                0.0
            };
            weighted(k, latest) - too_late
        };
        let chance = in_time(0.0);
        Timely { chance, worth: if chance > 0.0 { in_time(rate) / chance } else { 1.0 } }
    }

    /// Months from harm to payment at `u` in (0, 1).
    #[must_use]
    pub fn delay_months_at(&self, u: f64) -> f64 {
        if self.delay_months == 0.0 || self.delay_log_sd == 0.0 {
            self.delay_months
        } else {
            log_normal(u, self.delay_months, self.delay_log_sd).max(1.0)
        }
    }

    /// What interest makes of one euro in so many months, compounded continuously.
    #[must_use]
    pub fn interest_factor(&self, delay_months: f64) -> f64 {
        if self.interest == 0.0 { 1.0 } else { exp(self.interest * delay_months / 12.0) }
    }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "procedure.class_action" => procedure.class_action, flag(false) "", axes AXES, id "L39",
        effect "claim_rate", "Whether victims may sue as a class."),
    lever!(Rule, "procedure.access" => procedure.access, num(0.0, 1.0, 1.0) "share", axes AXES, id "L42",
        effect "claim_rate", "Share of wronged and aware victims who act: education, complaint channels."),
    lever!(Rule, "procedure.plaintiff_cost_eur" => procedure.plaintiff_cost_eur, num(0.0, 1e9, 0.0) "EUR/suit", axes AXES, id "L39",
        effect "claim_rate", "Cost of a suit to the plaintiff."),
    lever!(Rule, "procedure.defendant_cost_eur" => procedure.defendant_cost_eur, num(0.0, 1e9, 0.0) "EUR/suit", axes AXES, id "L39",
        effect "legal_cost", "Cost of a suit to the defendant."),
    lever!(Rule, "procedure.court_cost_eur" => procedure.court_cost_eur, num(0.0, 1e9, 0.0) "EUR/trial", axes AXES, id "L39",
        effect "legal_cost", "Cost of a trial to the public."),
    lever!(Rule, "procedure.counsel_share" => procedure.counsel_share, num(0.0, 0.95, 0.0) "share", axes AXES, id "L39",
        effect "compensation_rate", "Share of a class fund that goes to counsel."),
    lever!(Rule, "procedure.cost_rule" => procedure.cost_rule, choice(CostRule, CostRule::American) "", axes AXES, id "L39",
        effect "claim_rate", "Who bears the costs of a suit."),
    lever!(Rule, "procedure.settlement" => procedure.settlement, flag(true) "", axes AXES, id "L39",
        effect "settled_share", "Whether the sides may settle before trial."),
    lever!(Rule, "procedure.belief_error" => procedure.belief_error, num(0.0, 1.0, 0.1) "probability", axes AXES,
        effect "settled_share", "Standard deviation of each side's error about the chance of winning."),
    lever!(Rule, "procedure.delay_months" => procedure.delay_months, num(0.0, 600.0, 0.0) "months", axes AXES,
        effect "months_to_payment", "Median months from harm to payment."),
    lever!(Rule, "procedure.delay_log_sd" => procedure.delay_log_sd, num(0.0, 3.0, 0.0) "log months", axes AXES,
        effect "months_to_payment", "Log standard deviation of the delay."),
    lever!(Rule, "procedure.interest" => procedure.interest, num(0.0, 1.0, 0.0) "1/year", axes AXES,
        effect "liability_paid", "Interest on an award from harm to judgment."),
    lever!(Rule, "procedure.limitation_months" => procedure.limitation_months, num(0.0, f64::INFINITY, f64::INFINITY) "months",
        axes AXES, effect "claim_rate", "Months from knowledge within which a claim must be brought."),
    lever!(Rule, "procedure.long_stop_months" => procedure.long_stop_months, num(0.0, f64::INFINITY, f64::INFINITY) "months",
        axes AXES, effect "claim_rate", "Months from placing on the market after which no claim lies."),
    lever!(Rule, "procedure.limitation_injury_months" => procedure.limitation_injury_months, num(0.0, f64::INFINITY, 0.0) "months",
        axes AXES, id "L39", effect "liability_paid", "Months from knowledge within which a claim for bodily injury must be brought, if that is \
        later than procedure.limitation_months."),
    lever!(Rule, "procedure.long_stop_injury_months" => procedure.long_stop_injury_months, num(0.0, f64::INFINITY, 0.0) "months",
        axes AXES, id "L39", effect "liability_paid", "Months from placing on the market after which no claim lies for a bodily injury that was \
        done within procedure.long_stop_months, if that is later: for injuries that show late. What they wait is segment.*.claim_months."),
    lever!(Rule, "procedure.education" => procedure.education, num(0.0, 1.0, 0.0) "share", axes AXES, id "L42",
        effect "claim_rate", "Share of victims who would not know what harmed them whom consumer education tells."),
    lever!(Rule, "procedure.channels" => procedure.channels, num(0.0, 1.0, 0.0) "share", axes AXES, id "L42",
        effect "claim_rate", "Share of aware victims who would not act whom complaint channels and advocacy bring to act."),
    lever!(Rule, "procedure.help_eur" => procedure.help_eur, num(0.0, 1e5, 0.0) "EUR/victim", axes AXES, id "L42",
        effect "public_support", "Cost of education and complaint channels to the public, for each victim who could claim in time."),
];
