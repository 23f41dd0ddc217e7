//! Size classes, categories, buyer segments, jurisdictions, components and the insurer.

pub use crate::law::subjects::ComponentMaker;
use crate::law::subjects::Criticality;
use crate::lever;
use crate::lever::Lever;

/// Makers of one size class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SizeClass {
    /// Makers at the start.
    pub count: f64,
    /// Least turnover, EUR a year.
    pub turnover_min_eur: f64,
    /// Greatest turnover, EUR a year.
    pub turnover_max_eur: f64,
    /// Share of entrants born in this class.
    pub entrant_share: f64,
    /// Utility of its products above `demand.quality`.
    pub quality: f64,
    /// Unit cost of its products above `demand.unit_cost_eur`, EUR.
    pub unit_cost_eur: f64,
}

impl SizeClass {
    /// Registry rows.
    pub const LEVERS: &[Lever<SizeClass>] = &[
        lever!(SizeClass, "size.*.count" => count, whole(0.0, 1e6, 0.0) "makers", axes &[], effect "hhi", "Makers at the start."),
        lever!(SizeClass, "size.*.turnover_min_eur" => turnover_min_eur, num(1.0, 1e13, 1.0) "EUR/year", axes &[], effect "hhi",
            "Least turnover."),
        lever!(SizeClass, "size.*.turnover_max_eur" => turnover_max_eur, num(1.0, 1e13, 1.0) "EUR/year", axes &[], effect "hhi",
            "Greatest turnover."),
        lever!(SizeClass, "size.*.entrant_share" => entrant_share, num(0.0, 1.0, 0.0) "share", axes &[], effect "entry",
            "Share of entrants born in this class; shares sum to 1."),
        lever!(SizeClass, "size.*.quality" => quality, num(-1e3, 1e3, 0.0) "utility", axes &[], effect "hhi",
            "Utility of the products of this class above demand.quality, when demand.fit is stated."),
        lever!(SizeClass, "size.*.unit_cost_eur" => unit_cost_eur, num(0.0, 1e9, 0.0) "EUR", axes &[], effect "price",
            "Unit cost of the products of this class above demand.unit_cost_eur, when demand.fit is stated."),
    ];
}

/// A product category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Category {
    /// How much depends on it.
    pub criticality: Criticality,
    /// Share of makers active in it.
    pub maker_share: f64,
    /// Average price at the start, EUR.
    pub price_eur: f64,
    /// Mean life of a device, years.
    pub life_years: f64,
    /// Gross margin: price less unit cost, over price.
    pub gross_margin: f64,
    /// Installed devices over potential device slots at the start.
    pub served_share: f64,
    /// Product complexity: multiplies flaw counts.
    pub complexity: f64,
    /// Multiplies the severity of every head.
    pub severity: f64,
    /// Months of support makers give unless the law asks for more.
    pub support_months: f64,
    /// Cost of support, EUR a device over its supported life.
    pub support_cost_eur: f64,
}

impl Category {
    /// Registry rows.
    pub const LEVERS: &[Lever<Category>] = &[
        lever!(Category, "category.*.criticality" => criticality, choice(Criticality, Criticality::Consumer) "", axes &[], id "L21",
            effect "harm", "How much depends on the category."),
        lever!(Category, "category.*.maker_share" => maker_share, num(0.0, 1.0, 1.0) "share", axes &[], effect "hhi",
            "Share of makers active in the category; shares sum to 1."),
        lever!(Category, "category.*.price_eur" => price_eur, num(0.01, 1e9, 100.0) "EUR", axes &[], effect "price",
            "Average price at the start."),
        lever!(Category, "category.*.life_years" => life_years, num(0.01, 100.0, 7.0) "years", axes &[], effect "served_share",
            "Mean life of a device."),
        lever!(Category, "category.*.gross_margin" => gross_margin, num(0.01, 0.99, 0.4) "share of price", axes &[], effect "price",
            "Price less unit cost, over price, at the start."),
        lever!(Category, "category.*.served_share" => served_share, num(0.01, 0.99, 0.5) "share", axes &[], effect "served_share",
            "Installed devices over potential device slots at the start."),
        lever!(Category, "category.*.complexity" => complexity, num(0.0, 1000.0, 1.0) "ratio", axes &[], effect "harm",
            "Multiplies flaw counts."),
        lever!(Category, "category.*.severity" => severity, num(0.0, 1e6, 1.0) "ratio", axes &[], effect "harm",
            "Multiplies the severity of every head."),
        lever!(Category, "category.*.support_months" => support_months, whole(0.0, 600.0, 24.0) "months", axes &[],
            effect "unsupported_share", "Months of support that makers give unless the law asks for more."),
        lever!(Category, "category.*.support_cost_eur" => support_cost_eur, num(0.0, 1e6, 0.0) "EUR/device", axes &[], effect "price",
            "Cost of supporting a device for support_months."),
    ];
}

/// A segment of buyers, in every category and jurisdiction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Segment {
    /// Share of potential device slots.
    pub share: f64,
    /// Weight of price in utility, relative to the average.
    pub price_taste: f64,
    /// Weight of visible security: share of the expected own loss a device saves that enters utility when visible.
    pub security_taste: f64,
    /// Share of own expected harm that buyers perceive at purchase (misperception λ).
    pub misperception: f64,
    /// Share of owners who never install a fix by hand or otherwise.
    pub never_patch: f64,
    /// Share of owners whose devices install fixes by themselves at once.
    pub auto_patch: f64,
    /// Share of victims who know that a device flaw harmed them and think of a claim.
    pub awareness: f64,
    /// Mean months that victims who know take until they claim, an exponential law.
    pub claim_months: f64,
    /// Trust at the start, 0 to 1.
    pub trust: f64,
    /// Cost of installing one fix by hand, EUR a device.
    pub patch_cost_eur: f64,
    /// Share of owners told of a flaw who act on it, of those who would not have.
    pub heeds_notice: f64,
    /// Share of owners who subscribe to support that they must pay for.
    pub subscribes: f64,
}

impl Segment {
    /// Share of owners who install fixes, and do so by hand.
    pub fn patched_by_hand(&self) -> f64 {
        (1.0 - self.never_patch - self.auto_patch).max(0.0)
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Segment>] = &[
        lever!(Segment, "segment.*.share" => share, num(0.0, 1.0, 1.0) "share", axes &[], effect "served_share",
            "Share of potential device slots; shares sum to 1."),
        lever!(Segment, "segment.*.price_taste" => price_taste, num(0.01, 100.0, 1.0) "ratio", axes &[], effect "price",
            "Weight of price in utility, relative to the average."),
        lever!(Segment, "segment.*.security_taste" => security_taste, num(0.0, 100.0, 0.0) "ratio", axes &[], effect "care_design",
            "Weight of security that a label makes visible."),
        lever!(Segment, "segment.*.misperception" => misperception, num(0.0, 10.0, 0.0) "share", axes &[], effect "care_design",
            "Share of own expected harm that buyers perceive at purchase."),
        lever!(Segment, "segment.*.never_patch" => never_patch, num(0.0, 1.0, 0.0) "share", axes &[], effect "exposure_days",
            "Share of owners who never install a fix."),
        lever!(Segment, "segment.*.auto_patch" => auto_patch, num(0.0, 1.0, 0.0) "share", axes &[], effect "exposure_days",
            "Share of owners whose devices install fixes at once."),
        lever!(Segment, "segment.*.awareness" => awareness, num(0.0, 1.0, 1.0) "share", axes &[], id "L42", effect "claim_rate",
            "Share of victims who know what harmed them and think of a claim."),
        lever!(Segment, "segment.*.claim_months" => claim_months, num(0.0, 120.0, 0.0) "months", axes &[], effect "claim_rate",
            "Mean months that victims who know what harmed them take until they claim, while limitation runs; exponentially distributed."),
        lever!(Segment, "segment.*.trust" => trust, num(0.0, 1.0, 1.0) "share", axes &[], effect "trust", "Trust at the start."),
        lever!(Segment, "segment.*.patch_cost_eur" => patch_cost_eur, num(0.0, 1e6, 0.0) "EUR/device", axes &[], id "L18",
            effect "victims_net", "What installing one fix by hand costs an owner, in time and trouble; counted when the fix is out, for all who will install it."),
        lever!(Segment, "segment.*.heeds_notice" => heeds_notice, num(0.0, 1.0, 0.0) "share", axes &[], id "L49", effect "claim_rate",
            "Of owners told of a flaw who would not have acted, those who do."),
        lever!(Segment, "segment.*.subscribes" => subscribes, num(0.0, 1.0, 1.0) "share", axes &[], id "L27", effect "subscriptions",
            "Share of owners who subscribe to support that they must pay for, where the law lets it be sold."),
    ];
}

/// A jurisdiction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Jurisdiction {
    /// Share of potential device slots.
    pub share: f64,
    /// Fixed cost of selling under one more scheme, EUR a release.
    pub scheme_cost_eur: f64,
}

impl Jurisdiction {
    /// Registry rows.
    pub const LEVERS: &[Lever<Jurisdiction>] = &[
        lever!(Jurisdiction, "jurisdiction.*.share" => share, num(0.0, 1.0, 1.0) "share", axes &[], id "L45", effect "harm",
            "Share of potential device slots; shares sum to 1."),
        lever!(Jurisdiction, "jurisdiction.*.scheme_cost_eur" => scheme_cost_eur, num(0.0, 1e9, 0.0) "EUR/release", axes &[], id "L46",
            effect "compliance_cost", "Fixed cost of selling under this scheme beside others."),
    ];
}

/// A shared component; every release embeds one of each slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Component {
    /// Which part of a device it is; components of one slot compete.
    pub slot: f64,
    /// Who makes it.
    pub maker: ComponentMaker,
    /// Log popularity: utility in the choice of components.
    pub popularity: f64,
    /// Supplier's care level, if it does not choose it.
    pub care: f64,
    /// Does its maker choose its care?
    pub decides: bool,
    /// Flaws a year at zero care.
    pub flaws_per_year: f64,
    /// Capital that answers for awards, EUR.
    pub capital_eur: f64,
    /// Median days until the maker of the component ships a fix.
    pub fix_days: f64,
    /// Share of devices that embed it, where accidents come directly.
    pub embedded: f64,
    /// Accidents a month that it brings to each maker by itself at zero care, where accidents come directly.
    pub accidents: f64,
}

impl Component {
    /// What claims can be paid out of, EUR: nobody who is paid nothing has any.
    pub fn capital(&self) -> f64 {
        match self.maker {
            ComponentMaker::OpenSource => 0.0,
            ComponentMaker::Supplier
            | ComponentMaker::SmallSupplier
            | ComponentMaker::Steward
            | ComponentMaker::Service => self.capital_eur,
        }
    }

    /// Registry rows.
    pub const LEVERS: &[Lever<Component>] = &[
        lever!(Component, "component.*.slot" => slot, whole(1.0, 4.0, 1.0) "slot", axes &[], effect "accumulation",
            "Which part of a device it is; components of one slot compete."),
        lever!(Component, "component.*.maker" => maker, choice(ComponentMaker, ComponentMaker::Supplier) "", axes &[], id "L03, L04",
            effect "compensation_rate",
            "Who makes it: a firm, or one that is micro or small, unpaid open source, a steward of open source, or the provider of a service, whose fixes reach every device at once."),
        lever!(Component, "component.*.popularity" => popularity, num(-50.0, 50.0, 0.0) "utility", axes &[], effect "accumulation",
            "Log popularity in makers' choice."),
        lever!(Component, "component.*.care" => care, num(0.0, 1e6, 0.0) "care level", axes &[], id "L02", effect "harm",
            "The supplier's care level, unless it chooses it."),
        lever!(Component, "component.*.flaws_per_year" => flaws_per_year, num(0.0, 1e5, 0.0) "flaws/year", axes &[], effect "harm",
            "Flaws a year at zero care."),
        lever!(Component, "component.*.capital_eur" => capital_eur, num(0.0, 1e15, 0.0) "EUR", axes &[], effect "compensation_rate",
            "Capital that answers for awards."),
        lever!(Component, "component.*.fix_days" => fix_days, num(0.0, 3650.0, 60.0) "days", axes &[], effect "days_to_fix",
            "Median days until the component's maker ships a fix."),
        lever!(Component, "component.*.embedded" => embedded, num(0.0, 1.0, 0.0) "share", axes &[], effect "accumulation",
            "Share of every maker's devices that embed it, where accidents come directly; where flaws have a life cycle, makers choose."),
        lever!(Component, "component.*.decides" => decides, flag(false) "", axes &[], id "L02", effect "care_suppliers",
            "Whether its maker chooses its care in answer to the law, once a period and at news; what the care does to prices of components is not simulated."),
        lever!(Component, "component.*.accidents" => accidents, num(0.0, 1.0, 0.0) "1/month", axes &[], id "L02", effect "accumulation",
            "Accidents a month that it brings to each maker by itself at zero care, where accidents come directly; those of accident.shared_rate hit all makers at once."),
    ];
}

/// The insurer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insurer {
    /// Is liability cover offered?
    pub offered: bool,
    /// Expense loading on the expected loss in the layer.
    pub expense: f64,
    /// Risk load as a multiple of the standard deviation of the loss in the layer.
    pub risk_load: f64,
    /// Deductible as a share of turnover.
    pub deductible_turnover: f64,
    /// Times and parts of it that a maker may choose instead; 1 for no choice.
    pub deductible_choice: f64,
    /// Yearly limit of voluntary cover, share of turnover.
    pub limit_turnover: f64,
    /// Capital at the start, EUR.
    pub capital_eur: f64,
    /// Claims a maker's own experience needs for half credibility.
    pub credibility_claims: f64,
    /// Does the premium reflect the maker's care?
    pub practice_rated: bool,
}

impl Insurer {
    /// Registry rows.
    pub const LEVERS: &[Lever<Insurer>] = &[
        lever!(Insurer, "insurer.offered" => offered, flag(false) "", axes &[], id "L43", effect "insurance_take_up",
            "Whether liability cover is offered."),
        lever!(Insurer, "insurer.expense" => expense, num(0.0, 10.0, 0.0) "ratio", axes &[], effect "premium_rate",
            "Expense loading on the expected loss in the layer."),
        lever!(Insurer, "insurer.risk_load" => risk_load, num(0.0, 10.0, 0.0) "ratio", axes &[], effect "premium_rate",
            "Risk load, in standard deviations of the loss in the layer."),
        lever!(Insurer, "insurer.deductible_turnover" => deductible_turnover, num(0.0, 1.0, 0.0) "share of turnover", axes &[],
            effect "loss_ratio", "Deductible."),
        lever!(Insurer, "insurer.deductible_choice" => deductible_choice, num(1.0, 1e6, 1.0) "ratio", axes &[],
            effect "loss_ratio", "So many times the deductible, or so small a part of it, that a maker may choose instead; 1: no choice."),
        lever!(Insurer, "insurer.limit_turnover" => limit_turnover, num(0.0, 100.0, 0.25) "share of turnover", axes &[],
            effect "insurance_take_up", "Yearly limit of voluntary cover."),
        lever!(Insurer, "insurer.capital_eur" => capital_eur, num(0.0, 1e15, 1e9) "EUR", axes &[], effect "insurer_insolvency",
            "Capital at the start."),
        lever!(Insurer, "insurer.credibility_claims" => credibility_claims, num(0.0, 1e9, 20.0) "claims", axes &[],
            effect "premium_rate", "Claims a maker's own experience needs for half credibility."),
        lever!(Insurer, "insurer.practice_rated" => practice_rated, flag(true) "", axes &[], id "L43", effect "care_design",
            "Whether the premium reflects the maker's care."),
    ];
}
