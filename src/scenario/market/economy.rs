//! Time, demand, care, money and entry.

use crate::lever::Lever;
use crate::math;
use crate::units::{Date, Month};
use crate::{choices, lever};

/// The simulation clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clock {
    /// Day on which reforms are announced; month 0 begins.
    pub announced: Option<Date>,
    /// Months simulated under the status quo before the announcement.
    pub burn_in_months: f64,
    /// Months evaluated from the announcement.
    pub horizon_months: f64,
    /// Most months of run-off after the horizon, without sales.
    pub run_off_months: f64,
    /// Months between a firm's decisions.
    pub period_months: f64,
    /// Months between two looks at the harm expected given the state of the world; 0: never.
    pub compensator_months: f64,
    /// Shift a regime's dates so that the earliest falls on the announcement?
    pub rebase: bool,
}

impl Clock {
    /// The day of announcement; its month is month 0.
    pub fn start(&self) -> Date {
        self.announced.unwrap_or(DEFAULT_ANNOUNCED)
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Clock>] = &[
        Lever {
            path: "clock.announced",
            unit: "",
            kind: crate::lever::Kind::Date,
            default: crate::lever::Value::Date(DEFAULT_ANNOUNCED),
            axes: &[],
            doc: "Day on which reforms are announced; month 0 of the simulation.",
            effect: "harm",
            id: Some("L47"),
            get: |clock| crate::lever::Value::Date(clock.start()),
            set: |clock, value| {
                if let crate::lever::Value::Date(date) = value {
                    clock.announced = Some(date);
                }
            },
        },
        lever!(Clock, "clock.burn_in_months" => burn_in_months, whole(0.0, 600.0, 60.0) "months", axes &[], effect "harm",
            "Months simulated under the status quo before the announcement."),
        lever!(Clock, "clock.horizon_months" => horizon_months, whole(1.0, 600.0, 120.0) "months", axes &[], effect "harm",
            "Months evaluated from the announcement."),
        lever!(Clock, "clock.run_off_months" => run_off_months, whole(0.0, 600.0, 120.0) "months", axes &[], effect "months_to_payment",
            "Most months after the horizon, without sales, in which open claims are closed."),
        lever!(Clock, "clock.period_months" => period_months, whole(1.0, 120.0, 12.0) "months", axes &[], effect "care_design",
            "Months between a firm's decisions."),
        lever!(Clock, "clock.compensator_months" => compensator_months, whole(0.0, 120.0, 0.0) "months", axes &[], effect "harm_expected",
            "Months between two looks at the harm expected given the state of the world (its compensator); 0: never."),
        lever!(Clock, "clock.rebase" => rebase, flag(false) "", axes &[], effect "harm",
            "Shift a regime's dates so that its earliest falls on the announcement."),
    ];
}

const DEFAULT_ANNOUNCED: Date = match Date::new(2026, 1, 1) {
    Some(date) => date,
    None => Date::from_days(0),
};

choices! {
    /// How units sold follow from prices and quality.
    pub enum DemandModel {
        /// Durable demand with a nested logit and an outside option.
        Logit = "logit",
        /// Every maker sells a fixed number of units a month.
        FixedUnits = "fixed_units",
    }
}

choices! {
    /// How prices move.
    pub enum Pricing {
        /// First-order condition of oligopolists, with a conduct parameter.
        Oligopoly = "oligopoly",
        /// As in the file.
        Fixed = "fixed",
    }
}

choices! {
    /// Where the parameters of logit demand come from.
    pub enum DemandFit {
        /// Fitted to turnovers, price response and gross margin, so that the market starts in its equilibrium.
        Observed = "observed",
        /// Stated: `demand.price_weight`, `nesting`, `quality` and `unit_cost_eur`; prices start at `price_eur`.
        Stated = "stated",
    }
}

/// How people buy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Demand {
    /// Logit or fixed units.
    pub model: DemandModel,
    /// Where the parameters of logit demand come from.
    pub fit: DemandFit,
    /// Weight of a euro in utility, 1/EUR (read when `fit` is stated, as are the three that follow).
    pub price_weight: f64,
    /// Correlation ρ of tastes for all products against waiting; 0 is plain logit.
    pub nesting: f64,
    /// Mean utility of every product, before its price.
    pub quality: f64,
    /// Unit cost of every product, EUR.
    pub unit_cost_eur: f64,
    /// Units a maker sells a month when fixed.
    pub fixed_units: f64,
    /// How prices move.
    pub pricing: Pricing,
    /// Conduct θ: 1 Bertrand, 0 price-taking.
    pub conduct: f64,
    /// Percent change of purchases by those in the market per percent of a uniform price rise (negative).
    pub price_response: f64,
    /// Share of potential owners without a device who come to market a month.
    pub arrival: f64,
    /// Share of a price's distance to its first-order condition closed in a month.
    pub price_step: f64,
    /// Utility lost at zero trust.
    pub trust_weight: f64,
    /// Share of trust's distance to experience closed in a year.
    pub trust_speed: f64,
    /// Reputation lost by a maker per loss event per 1,000 owners, utility.
    pub reputation_loss: f64,
    /// Share of lost reputation regained a year.
    pub reputation_recovery: f64,
    /// Standard deviation of the keyed demand shock of a maker with a turnover of EUR 1 million, utility.
    pub shock_sd: f64,
    /// How that falls with turnover: `turnover^(−this)`.
    pub shock_size_exponent: f64,
    /// Share of the demand shock that persists for a month.
    pub shock_persistence: f64,
}

impl Demand {
    /// Registry rows.
    pub const LEVERS: &[Lever<Demand>] = &[
        lever!(Demand, "demand.model" => model, choice(DemandModel, DemandModel::Logit) "", axes &[], effect "price",
            "How units sold follow from prices and quality."),
        lever!(Demand, "demand.fit" => fit, choice(DemandFit, DemandFit::Observed) "", axes &[], effect "price",
            "Whether tastes, qualities and costs are fitted to what is observed, or stated."),
        lever!(Demand, "demand.price_weight" => price_weight, num(1e-9, 1e6, 1.0) "1/EUR", axes &[], effect "price",
            "Weight of a euro in utility, when demand.fit is stated."),
        lever!(Demand, "demand.nesting" => nesting, num(0.0, 0.99, 0.0) "correlation", axes &[], effect "price",
            "Correlation of tastes for all products against waiting, when demand.fit is stated; 0 is plain logit."),
        lever!(Demand, "demand.quality" => quality, num(-1e3, 1e3, 0.0) "utility", axes &[], effect "served_share",
            "Mean utility of every product before its price, when demand.fit is stated."),
        lever!(Demand, "demand.unit_cost_eur" => unit_cost_eur, num(0.0, 1e9, 0.0) "EUR", axes &[], effect "price",
            "Unit cost of every product, when demand.fit is stated."),
        lever!(Demand, "demand.fixed_units" => fixed_units, num(0.0, 1e12, 0.0) "units/month", axes &[], effect "served_share",
            "Units a maker sells a month when demand.model is fixed_units."),
        lever!(Demand, "demand.pricing" => pricing, choice(Pricing, Pricing::Oligopoly) "", axes &[], effect "price",
            "How prices move."),
        lever!(Demand, "demand.conduct" => conduct, num(0.0, 1.0, 1.0) "ratio", axes &[], effect "price",
            "Conduct on the markup: 1 Bertrand, 0 price-taking."),
        lever!(Demand, "demand.price_response" => price_response, num(-20.0, -0.01, -1.2) "elasticity", axes &[], effect "served_share",
            "Response of purchases by those in the market to a uniform price rise."),
        lever!(Demand, "demand.arrival" => arrival, num(0.0001, 1.0, 0.083_333_333_333_333_33) "1/month", axes &[], effect "served_share",
            "Share of potential owners without a device who come to market in a month."),
        lever!(Demand, "demand.price_step" => price_step, num(0.01, 1.0, 0.5) "share", axes &[], effect "price",
            "Share of a price's distance to its first-order condition closed in a month."),
        lever!(Demand, "demand.trust_weight" => trust_weight, num(0.0, 10.0, 0.0) "utility", axes &[], effect "trust",
            "Utility lost when trust is zero."),
        lever!(Demand, "demand.trust_speed" => trust_speed, num(0.0, 12.0, 0.5) "1/year", axes &[], effect "trust",
            "Speed at which trust follows experience."),
        lever!(Demand, "demand.reputation_loss" => reputation_loss, num(0.0, 10.0, 0.0) "utility", axes &[], effect "hhi",
            "Utility a maker loses when one in a thousand of its owners suffers a loss."),
        lever!(Demand, "demand.reputation_recovery" => reputation_recovery, num(0.0, 12.0, 0.5) "1/year", axes &[], effect "hhi",
            "Share of lost reputation regained in a year."),
        lever!(Demand, "demand.shock_sd" => shock_sd, num(0.0, 5.0, 0.0) "utility", axes &[], effect "survival",
            "Standard deviation of the demand shock of a maker with EUR 1 million of turnover, in the long run."),
        lever!(Demand, "demand.shock_size_exponent" => shock_size_exponent, num(0.0, 1.0, 0.0) "ratio", axes &[], effect "hhi",
            "By which power of turnover that standard deviation falls: large makers' demand varies less."),
        lever!(Demand, "demand.shock_persistence" => shock_persistence, num(0.0, 0.999, 0.97) "share", axes &[], effect "survival",
            "Share of a demand shock that persists for a month."),
    ];
}

choices! {
    /// How care lowers the number of flaws: `m(level)`.
    pub enum Breach {
        /// `exp(-productivity·level)`.
        Exponential = "exponential",
        /// `(1 + level)^-productivity` (Gordon and Loeb 2002, class I).
        GordonLoeb1 = "gordon_loeb_1",
        /// `v^(productivity·level)`, v the vulnerability (Gordon and Loeb 2002, class II).
        GordonLoeb2 = "gordon_loeb_2",
    }
}

choices! {
    /// What care in design and testing is: a durable precaution, or one that lasts no longer than it is taken.
    pub enum CareNature {
        /// Embodied in a release for its life, and paid once at its launch.
        Embodied = "embodied",
        /// A running expense that protects whatever its maker has sold, for as long as it is taken.
        Flow = "flow",
    }
}

choices! {
    /// Who pays for care.
    pub enum CarePayer {
        /// The firm's cash.
        Firm = "firm",
        /// The owner of the firm, outside its assets: care is not monetary.
        Owner = "owner",
    }
}

/// What care costs and what it prevents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Care {
    /// Breach function.
    pub breach: Breach,
    /// Vulnerability v of class II; 0 stands for 1/e.
    pub vulnerability: f64,
    /// Productivity of design care.
    pub productivity_design: f64,
    /// Productivity of testing care.
    pub productivity_testing: f64,
    /// Productivity of response care.
    pub productivity_response: f64,
    /// EUR a release per unit of design care at `reference_units`.
    pub cost_design_eur: f64,
    /// EUR a release per unit of testing care at `reference_units`.
    pub cost_testing_eur: f64,
    /// EUR a year per unit of response care at `reference_units` of yearly sales.
    pub cost_response_eur: f64,
    /// Units at which the costs above hold.
    pub reference_units: f64,
    /// Exponent ψ of planned units in the cost of care: 0 fixed cost, 1 per unit.
    pub scale_exponent: f64,
    /// Flaws a release from design at zero care, per unit of complexity.
    pub flaws_design: f64,
    /// Flaws a release from implementation at zero care, per unit of complexity.
    pub flaws_testing: f64,
    /// Flaws a year from updates and the service behind the device at zero response care, per unit of complexity.
    pub flaws_response: f64,
    /// Cost of handling one flaw that is never exploited, EUR.
    pub handling_eur: f64,
    /// Who pays for care.
    pub paid_by: CarePayer,
    /// What care in design and testing is; response care is a flow.
    pub nature: CareNature,
    /// Design care imposed on every maker; negative leaves the choice to makers.
    pub imposed_design: f64,
    /// Testing care imposed on every maker; negative leaves the choice to makers.
    pub imposed_testing: f64,
    /// Response care imposed on every maker; negative leaves the choice to makers.
    pub imposed_response: f64,
    /// Months of support imposed on every maker, unless the law asks for more; negative leaves the choice to makers.
    pub imposed_support: f64,
}

impl Care {
    /// Registry rows.
    pub const LEVERS: &[Lever<Care>] = &[
        lever!(Care, "care.breach" => breach, choice(Breach, Breach::Exponential) "", axes &[], effect "care_design",
            "How care lowers the number of flaws."),
        lever!(Care, "care.productivity_design" => productivity_design, num(1e-9, 1e6, 1.0) "per level", axes &[], effect "care_design",
            "Productivity of design care."),
        lever!(Care, "care.productivity_testing" => productivity_testing, num(1e-9, 1e6, 1.0) "per level", axes &[], effect "care_testing",
            "Productivity of testing care."),
        lever!(Care, "care.productivity_response" => productivity_response, num(1e-9, 1e6, 1.0) "per level", axes &[],
            effect "care_response", "Productivity of response care."),
        lever!(Care, "care.cost_design_eur" => cost_design_eur, num(1e-9, 1e12, 1.0) "EUR/release", axes &[], effect "care_design",
            "Cost of one level of design care for a release of reference_units."),
        lever!(Care, "care.cost_testing_eur" => cost_testing_eur, num(1e-9, 1e12, 1.0) "EUR/release", axes &[], effect "care_testing",
            "Cost of one level of testing care for a release of reference_units."),
        lever!(Care, "care.cost_response_eur" => cost_response_eur, num(1e-9, 1e12, 1.0) "EUR/year", axes &[], effect "care_response",
            "Cost of one level of response care a year at reference_units of yearly sales."),
        lever!(Care, "care.reference_units" => reference_units, num(1e-9, 1e12, 1.0) "units", axes &[], effect "care_design",
            "Units at which the costs of care hold."),
        lever!(Care, "care.scale_exponent" => scale_exponent, num(0.0, 1.0, 0.0) "exponent", axes &[], effect "care_design",
            "How the cost of care grows with units: 0 fixed cost, 1 per unit."),
        lever!(Care, "care.flaws_design" => flaws_design, num(0.0, 1e5, 0.0) "flaws/release", axes &[], effect "harm",
            "Design flaws of a release at zero care."),
        lever!(Care, "care.flaws_testing" => flaws_testing, num(0.0, 1e5, 0.0) "flaws/release", axes &[], effect "harm",
            "Implementation flaws of a release at zero care."),
        lever!(Care, "care.flaws_response" => flaws_response, num(0.0, 1e5, 0.0) "flaws/year", axes &[], effect "harm",
            "Update and service flaws of a release a year at zero response care."),
        lever!(Care, "care.handling_eur" => handling_eur, num(0.0, 1e7, 0.0) "EUR/flaw", axes &[], effect "compliance_cost",
            "Cost of handling one flaw that is never exploited."),
        lever!(Care, "care.paid_by" => paid_by, choice(CarePayer, CarePayer::Owner) "", axes &[], effect "care_design",
            "Whether care comes out of the firm's assets (monetary) or its owner's effort."),
        lever!(Care, "care.nature" => nature, choice(CareNature, CareNature::Embodied) "", axes &[], effect "care_design",
            "What care in design and testing is: embodied in a release for its life and paid at its launch, or a flow that is paid month by month and keeps attackers off whatever its maker has sold (durable and nondurable precautions: Grady 1988). Response care is a flow."),
        lever!(Care, "care.imposed_design" => imposed_design, num(-1.0, 1e9, -1.0) "care level", axes &[], effect "care_design",
            "Design care imposed on every maker; -1 leaves it to them."),
        lever!(Care, "care.imposed_testing" => imposed_testing, num(-1.0, 1e9, -1.0) "care level", axes &[], effect "care_testing",
            "Testing care imposed on every maker; -1 leaves it to them."),
        lever!(Care, "care.imposed_response" => imposed_response, num(-1.0, 1e9, -1.0) "care level", axes &[], effect "care_response",
            "Response care imposed on every maker; -1 leaves it to them."),
        lever!(Care, "care.imposed_support" => imposed_support, num(-1.0, 1200.0, -1.0) "months", axes &[], effect "unsupported_share",
            "Months of support imposed on every maker, unless the law asks for more; -1 leaves them to makers."),
        lever!(Care, "care.vulnerability" => vulnerability, num(0.0, 1.0, 0.0) "share", axes &[], effect "care_design",
            "Share of flaws that one level of care leaves at productivity 1, where care.breach is gordon_loeb_2; 0 stands for 1/e."),
    ];
}

/// Money of firms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finance {
    /// Firms' discount rate, a year, continuous.
    pub discount_firm: f64,
    /// Social discount rate, a year, continuous.
    pub discount_social: f64,
    /// Months of operating cost kept; what is above goes to owners at quarter end.
    pub liquidity_months: f64,
    /// Cash of a maker at the start, EUR; negative stands for `liquidity_months` of operating cost.
    pub initial_cash_eur: f64,
    /// Fixed operating cost as a share of turnover at the start.
    pub overhead_share: f64,
    /// Share of overhead's distance to that share of turnover closed in a year.
    pub overhead_speed: f64,
    /// Years in a row that turnover must lie beyond its size class before a maker changes it; 0 for classes for life.
    pub size_years: f64,
    /// Continuation value of a firm in years of expected profit; 0 in theory cases.
    pub franchise_years: f64,
    /// Rate at which a maker's assets vanish before judgment, a year.
    pub disappearance_hazard: f64,
}

impl Finance {
    /// What a euro of a month is worth to owners in month 0.
    pub fn discount(&self, month: Month) -> f64 {
        math::exp(-self.discount_firm / 12.0 * f64::from(month))
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Finance>] = &[
        lever!(Finance, "finance.discount_firm" => discount_firm, num(0.0, 1.0, 0.0) "1/year", axes &[], effect "care_design",
            "Firms' discount rate."),
        lever!(Finance, "finance.discount_social" => discount_social, num(0.0, 1.0, 0.0) "1/year", axes &[], effect "welfare",
            "Social discount rate."),
        lever!(Finance, "finance.liquidity_months" => liquidity_months, num(0.0, f64::INFINITY, 6.0) "months", axes &[],
            effect "insolvency", "Months of operating cost a maker keeps; what is above goes to its owners."),
        lever!(Finance, "finance.initial_cash_eur" => initial_cash_eur, num(-1.0, 1e15, -1.0) "EUR", axes &[], effect "insolvency",
            "Cash of a maker at the start; -1 stands for liquidity_months of operating cost."),
        lever!(Finance, "finance.overhead_share" => overhead_share, num(0.0, 1.0, 0.0) "share of turnover", axes &[],
            effect "survival", "Operating cost that does not vary with sales, as a share of turnover at the start."),
        lever!(Finance, "finance.overhead_speed" => overhead_speed, num(0.0, 12.0, 0.0) "1/year", axes &[], effect "exit",
            "How fast overhead follows turnover: the share of the distance closed in a year; 0: it stays what it was."),
        lever!(Finance, "finance.size_years" => size_years, whole(0.0, 100.0, 0.0) "years", axes &[], effect "compliance_cost",
            "Years in a row that turnover must lie beyond the bounds of its size class before a maker changes it, and with it what the law asks of it; 0: size classes are for life."),
        lever!(Finance, "finance.franchise_years" => franchise_years, num(0.0, 50.0, 0.0) "years", axes &[], effect "care_design",
            "Continuation value of a maker, in years of its expected profit."),
        lever!(Finance, "finance.disappearance_hazard" => disappearance_hazard, num(0.0, 10.0, 0.0) "1/year", axes &[],
            effect "compensation_rate", "Rate at which a maker's assets vanish before judgment."),
    ];
}

/// Entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Potential entrants a month.
    pub slots: f64,
    /// Median cost of entry in years of an entrant's expected profit.
    pub cost_years: f64,
    /// Log standard deviation of the cost of entry.
    pub cost_log_sd: f64,
    /// Months that a new maker is left to find its place before it weighs giving up.
    pub grace_months: f64,
}

impl Entry {
    /// Registry rows.
    pub const LEVERS: &[Lever<Entry>] = &[
        lever!(Entry, "entry.slots" => slots, num(0.0, 10_000.0, 0.0) "1/month", axes &[], effect "entry",
            "Potential entrants a month."),
        lever!(Entry, "entry.cost_years" => cost_years, num(0.0, 100.0, 3.0) "years of profit", axes &[], effect "entry",
            "Median cost of entry, in years of an entrant's expected profit under the status quo."),
        lever!(Entry, "entry.cost_log_sd" => cost_log_sd, num(0.0, 5.0, 1.0) "log EUR", axes &[], effect "entry",
            "Log standard deviation of the cost of entry."),
        lever!(Entry, "entry.grace_months" => grace_months, whole(0.0, 10_000.0, 12.0) "months", axes &[], effect "survival",
            "Months that a new maker has before it weighs giving up."),
    ];
}

choices! {
    /// Attitude to risk.
    pub enum Risk {
        /// Expected values.
        Neutral = "neutral",
        /// Insolvency costs the continuation value and `decision.bankruptcy_cost` of turnover more.
        Bankruptcy = "bankruptcy_cost",
        /// Constant absolute risk aversion, `decision.risk_aversion` over turnover: certainty equivalents of the year's payments.
        Averse = "cara",
    }
}

choices! {
    /// How care is searched for.
    pub enum Search {
        /// Kinks and interior solutions.
        Exact = "exact",
        /// The best of `decision.grid_points` equally spaced levels up to `decision.grid_max`.
        Grid = "grid",
    }
}

/// How firms decide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// Attitude to risk.
    pub risk: Risk,
    /// Extra loss at insolvency, share of yearly turnover.
    pub bankruptcy_cost: f64,
    /// Absolute risk aversion times yearly turnover.
    pub risk_aversion: f64,
    /// How care is searched for.
    pub search: Search,
    /// Points of the grid.
    pub grid_points: f64,
    /// Highest level on the grid.
    pub grid_max: f64,
    /// Device-years of industry experience that a prior belief is worth.
    pub prior_weight: f64,
    /// Share of industry experience that still counts a year later.
    pub memory: f64,
    /// Share of makers whose care climbs towards what earned more.
    pub adaptive_share: f64,
    /// Share of makers that copy the care of peers who earn more.
    pub imitative_share: f64,
    /// Size of the steps of both in `ln(1 + care)`.
    pub experiment: f64,
    /// How surely imitators copy who earns most: log odds for each unit of profit over turnover.
    pub imitation_precision: f64,
}

impl Decision {
    /// Registry rows.
    pub const LEVERS: &[Lever<Decision>] = &[
        lever!(Decision, "decision.risk" => risk, choice(Risk, Risk::Neutral) "", axes &[], effect "care_design",
            "Attitude to risk."),
        lever!(Decision, "decision.bankruptcy_cost" => bankruptcy_cost, num(0.0, 10.0, 0.0) "share of turnover", axes &[],
            effect "care_design", "Extra loss at insolvency, where decision.risk is bankruptcy_cost."),
        lever!(Decision, "decision.risk_aversion" => risk_aversion, num(0.0, 1e6, 0.0) "1/turnover", axes &[],
            effect "insurance_take_up", "Constant absolute risk aversion of makers where decision.risk is cara, times their yearly turnover: 16 is a risk \
            tolerance of a sixteenth of it. 0 is neutral."),
        lever!(Decision, "decision.search" => search, choice(Search, Search::Exact) "", axes &[], effect "care_design",
            "How care is searched for."),
        lever!(Decision, "decision.grid_points" => grid_points, whole(2.0, 1000.0, 8.0) "points", axes &[], effect "care_design",
            "Points of the grid when decision.search is grid."),
        lever!(Decision, "decision.grid_max" => grid_max, num(0.0, 1e6, 10.0) "care level", axes &[], effect "care_design",
            "Highest level on the grid."),
        lever!(Decision, "decision.prior_weight" => prior_weight, num(0.0, 1e15, 1e6) "device-years", axes &[],
            effect "care_design", "Device-years of experience that a prior belief is worth."),
        lever!(Decision, "decision.memory" => memory, num(0.0, 1.0, 0.8) "share", axes &[], effect "care_design",
            "Share of the industry's experience that still counts a year later."),
        lever!(Decision, "decision.adaptive_share" => adaptive_share, num(0.0, 1.0, 0.0) "share", axes &[], effect "care_design",
            "Share of makers that do not solve for their care but step it up or down once a year, go on while they earn more, and step back when they earn less."),
        lever!(Decision, "decision.imitative_share" => imitative_share, num(0.0, 1.0, 0.0) "share", axes &[], effect "care_design",
            "Share of makers that copy, once a year, the care of a peer of their class, rather one that earns more."),
        lever!(Decision, "decision.experiment" => experiment, num(0.0, 2.0, 0.1) "ln(1 + care)", axes &[], effect "care_design",
            "Step of makers that climb, and standard deviation of what imitators change in what they copy. Assumed."),
        lever!(Decision, "decision.imitation_precision" => imitation_precision, num(0.0, 1e6, 10.0) "log odds", axes &[],
            effect "care_design", "Log odds that an imitator copies a peer for each unit of profit over turnover; where large, it copies the best. Assumed."),
    ];
}
