//! Who may sue, what it costs, how long it takes, and whether the parties settle before trial.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
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
    /// Cost of a suit to one plaintiff, EUR (a class shares one such cost, and members' handling).
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
        effect "compensation_rate", "Interest on an award from harm to judgment."),
    lever!(Rule, "procedure.limitation_months" => procedure.limitation_months, num(0.0, f64::INFINITY, f64::INFINITY) "months",
        axes AXES, effect "claim_rate", "Months from knowledge within which a claim must be brought."),
    lever!(Rule, "procedure.long_stop_months" => procedure.long_stop_months, num(0.0, f64::INFINITY, f64::INFINITY) "months",
        axes AXES, effect "claim_rate", "Months from placing on the market after which no claim lies."),
];
