//! Makers.

use arrayvec::ArrayVec;

use super::ring::NONE;
use super::{MakerSeed, OwnerRisk, SOURCES, Setting, Smoothed};
use crate::math;
use crate::scenario::market::{Demand, Finance};
use crate::units::Month;

/// Adverse findings a maker's record holds.
pub const FINDINGS: usize = 8;

/// Levels of response care that a maker's record holds: those of eight years, at a change a year.
const RESPONSES: usize = 8;

/// Whether a maker is in business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It sells.
    Active,
    /// It gave up, paid what was filed and left.
    Closed,
    /// It could not pay.
    Insolvent,
}

/// What a maker has decided, executed until it decides again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Plan {
    /// Design, testing and response care levels.
    pub care: [f64; 3],
    /// Months of support promised.
    pub support_months: f64,
    /// Does it meet the conditions of a safe harbour?
    pub harbour: bool,
    /// Is it insured?
    pub insured: bool,
    /// Premium, EUR a year.
    pub premium: f64,
    /// Deductible and yearly limit of the cover, EUR.
    pub deductible: f64,
    /// Yearly limit of the cover, EUR.
    pub limit: f64,
    /// Residual flaws `m(design care)`.
    pub design_residual: f64,
    /// Residual flaws `m(testing care)`.
    pub testing_residual: f64,
    /// What response care leaves of the compromises of each source: by fewer flaws in updates, and by finding and fixing flaws of
    /// other sources faster.
    pub left_by_response: [f64; SOURCES],
    /// What duties that find and fix flaws sooner leave of them.
    pub left_by_duties: [f64; SOURCES],
    /// Research, EUR a year.
    pub research: f64,
    /// Months from the success of research to sale that it expects certifiers to take.
    pub wait_months: f64,
    /// Cost of one more device beyond its unit cost, EUR: support, care, and the expected payment over its life.
    pub marginal_cost: f64,
    /// Share of a euro of price that it loses to what follows turnover.
    pub lost_of_price: f64,
    /// Design and testing care of one release, EUR; none where it is a flow.
    pub release_care_eur: f64,
    /// What of that it pays out of its cash.
    pub paid_care_eur: f64,
    /// One more level of design and of testing care in one release, or between two where it is a flow, EUR.
    pub level_eur: [f64; 2],
    /// Compliance, validation and handling of one release, as expected, EUR.
    pub release_fees_eur: f64,
    /// What a release costs its maker beyond development: care, fees, and the liability that its complexity adds, EUR.
    pub release_cost_eur: f64,
    /// Of the fees, handling and validation, which the law of the day does not change.
    pub own_fees_eur: f64,
    /// Care that is a running expense, EUR a year: response, and where it is a flow, design and testing.
    pub running_eur: f64,
    /// Share of the cost of care that it expects the public to bear.
    pub aid: f64,
    /// Payments that it expects to make for the coming year's harm, discounted to the harm, EUR.
    pub expected_payment: f64,
    /// Of these, what its cover takes over, EUR.
    pub ceded_payment: f64,
    /// Fines that it expects in a year for care below what the law asks for, where accidents come directly, EUR.
    pub expected_fine: f64,
    /// Loss an owner expects and no award makes good, EUR a device over its life, if it saw everything.
    pub owner_loss: f64,
    /// What its owners risk by leaving flaws open.
    pub owner_risk: OwnerRisk,
}

/// A release that research has brought and that may not be sold yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Month in which research succeeded.
    pub succeeded: Month,
    /// Month in which it may be sold.
    pub ready: Month,
}

/// The last step of a maker that climbs towards what earns more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Climb {
    /// Kind of care that it changed.
    pub prong: usize,
    /// More of it?
    pub up: bool,
    /// Its level before.
    pub from: f64,
    /// Smoothed profit before, EUR a year.
    pub profit: f64,
}

/// What imitators see of a maker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peer {
    /// Its weight in their choice, and that of all before it.
    pub weight: f64,
    /// Care that it takes.
    pub care: [f64; 3],
}

/// A maker.
#[derive(Clone, Debug)]
pub struct Firm {
    /// Key of its draws.
    pub key: u64,
    /// Size class: what the law and counts go by.
    pub size: u8,
    /// Size class at birth: what entrants of its kind look at.
    pub kind: u8,
    /// Size class at the announcement.
    pub cohort: u8,
    /// Years in a row in which its turnover was another class's.
    pub misfit_years: u8,
    /// Product category.
    pub category: u8,
    /// Does no judgment reach it, because it sits abroad?
    pub abroad: bool,
    /// In business?
    pub status: Status,
    /// Has it made a plan?
    pub decided: bool,
    /// Month of the decision period in which it decides. Staggered by key: it does not depend on who entered before.
    pub turn: u32,
    /// The release it sells.
    pub release: u32,
    /// Price, EUR.
    pub price: f64,
    /// Unit cost without support, care and liability, EUR.
    pub unit_cost: f64,
    /// Mean utility of its product without price.
    pub quality: f64,
    /// The same at birth.
    pub first_quality: f64,
    /// Demand shock, utility.
    pub shock: f64,
    /// Its standard deviation in the long run.
    pub shock_sd: f64,
    /// Reputation lost, utility.
    pub ill_repute: f64,
    /// Markup at conduct 1 on its way to the first-order condition, EUR, from last month's shares.
    pub markup: f64,
    /// Units sold last month.
    pub units: f64,
    /// Smoothed units a year.
    pub units_year: f64,
    /// Smoothed turnover, EUR a year.
    pub turnover: f64,
    /// Turnover at birth.
    pub first_turnover: f64,
    /// Smoothed profit, EUR a year.
    pub profit: f64,
    /// Profit of the current month so far, EUR.
    pub profit_month: f64,
    /// Cost of what earlier sales left it with: overhead, and payments for harm less what its insurer bore.
    pub carried: Smoothed,
    /// Cost of its releases: care, fees, certificates and showing compliance.
    pub released: Smoothed,
    /// Operating cost that does not vary with sales, EUR a month.
    pub overhead: f64,
    /// Cash, EUR.
    pub cash: f64,
    /// What its owners have had from it so far, less what they have paid in and what care they have paid, discounted to the
    /// announcement, EUR.
    pub owners_eur: f64,
    /// What it decided.
    pub plan: Plan,
    /// The last step of its care, if it climbs.
    pub climb: Option<Climb>,
    /// Chance that research succeeds this month.
    pub launch_probability: f64,
    /// What it has brought and certifiers have not let go yet.
    pub waiting: Option<Waiting>,
    /// This month's draw for flaws that updates bring.
    pub update_luck: f64,
    /// Draws for its accidents in four months.
    pub accident_luck: [f64; 4],
    /// Which four, as `tick / 4`.
    pub accident_season: u16,
    /// Care that owners of its devices take, EUR a device and month, where accidents come directly.
    pub owner_care: f64,
    /// Share of its accidents that their care leaves.
    pub owner_left: f64,
    /// This month's draw for its demand shock.
    pub demand_luck: f64,
    /// Luck of mean zero that it has had so far: successes of research less their chances, and innovations of its demand shock.
    pub surprises: [f64; 2],
    /// Product complexity, raised by each success.
    pub complexity: f64,
    /// Hazard of defenders' discovery of one of its flaws, a month.
    pub defend_rate: f64,
    /// Its own exploitable flaws that no fix is out for, whether anybody knows them or not.
    pub open_flaws: f64,
    /// `base^η`: how its installed base draws campaigns.
    pub attraction: f64,
    /// Raw stock of all its releases.
    pub raw: f64,
    /// Raw stock of its releases without support.
    pub unsupported_raw: f64,
    /// Raw stock times complexity times what design and testing care left of its flaws, as its releases embody them.
    pub embodied: [f64; 2],
    /// Own experience: devices compromised, and weighted device-years, by source.
    pub hits: [f64; SOURCES],
    /// Weighted device-years of exposure by source.
    pub exposure: [f64; SOURCES],
    /// Claims its insurer has seen.
    pub insured_claims: f64,
    /// What its insurers have paid so far, EUR, and in how many years.
    pub insured: (f64, f64),
    /// What its insurer has paid this policy year, EUR.
    pub insurer_paid: f64,
    /// Deductible used up this policy year, EUR.
    pub deductible_used: f64,
    /// Months of adverse findings, newest last; `Month::MIN` for none.
    pub findings: [Month; FINDINGS],
    /// The flaw of the newest finding.
    pub last_finding: u64,
    /// Month of birth.
    pub born: Month,
    /// Month in which it left; `Month::MAX` while in business.
    pub left: Month,
    /// Its last levels of response care, each with the month from which it held, newest last.
    pub responses: ArrayVec<(Month, f64), RESPONSES>,
    /// Share of each filed claim that its estate pays, once insolvent.
    pub estate_rate: f64,
    /// What is left of its estate, EUR.
    pub estate: f64,
    /// Sum of the expected value of claims filed against it and not decided, EUR.
    pub filed: f64,
    /// Month in which a pattern of neglect last led to a recall or an injunction.
    pub ordered: Month,
    /// First month in which no injunction stops its sales.
    pub free_from: Month,
    /// Jurisdictions whose authority has ordered it to keep to their care floors, as bits.
    pub orders: u16,
}

fn turn(key: u64, period: u64) -> u32 {
    ((period - key % period) % period) as u32
}

/// What is sold varies less for a large maker: the standard deviation of growth falls by a power of size (Stanley et al. 1996,
/// *Nature* 379:804).
fn shock_sd(demand: &Demand, turnover: f64) -> f64 {
    /// Turnover of the maker for which it is stated, EUR.
    const STATED_AT: f64 = 1e6;
    demand.shock_sd * math::pow(turnover / STATED_AT, -demand.shock_size_exponent)
}

/// Cash that owners leave a maker at its start, at so much overhead a month, EUR.
fn first_cash(finance: &Finance, seed: &MakerSeed, overhead: f64) -> f64 {
    let margin = seed.turnover * (1.0 - seed.unit_cost / seed.price);
    let cost = (seed.turnover - margin) / 12.0 + overhead;
    match finance.initial_cash_eur {
        stated if stated >= 0.0 => stated,
        _ if finance.liquidity_months.is_finite() => finance.liquidity_months * cost,
        _ => 0.0,
    }
}

/// What a maker's releases usually cost in a year, EUR.
fn usual_releases(setting: &Setting, seed: &MakerSeed) -> f64 {
    let part = setting.part(seed.size, seed.category);
    setting.market.innovation.launches_per_year * setting.calibration.release_cost[part]
}

impl Firm {
    /// A maker as it starts: with the cash its owners leave it, no release, no plan.
    pub fn new(setting: &Setting, seed: &MakerSeed, key: u64, month: Month) -> Firm {
        let overhead = setting.market.finance.overhead_share * seed.turnover / 12.0;
        Firm {
            key,
            size: seed.size,
            kind: seed.size,
            cohort: seed.size,
            misfit_years: 0,
            category: seed.category,
            abroad: false,
            status: Status::Active,
            decided: false,
            turn: turn(key, setting.market.clock.period_months as u64),
            release: NONE,
            price: seed.price,
            unit_cost: seed.unit_cost,
            quality: seed.quality,
            first_quality: seed.quality,
            shock: 0.0,
            shock_sd: shock_sd(&setting.market.demand, seed.turnover),
            ill_repute: 0.0,
            markup: seed.markup,
            units: seed.turnover / seed.price / 12.0,
            units_year: seed.turnover / seed.price,
            turnover: seed.turnover,
            first_turnover: seed.turnover,
            profit: 0.05 * seed.turnover,
            profit_month: 0.0,
            carried: Smoothed { year: 12.0 * overhead, month: 0.0 },
            released: Smoothed { year: usual_releases(setting, seed), month: 0.0 },
            overhead,
            cash: first_cash(&setting.market.finance, seed, overhead),
            owners_eur: 0.0,
            plan: Plan::default(),
            climb: None,
            launch_probability: 0.0,
            waiting: None,
            update_luck: 0.0,
            accident_luck: [0.0; 4],
            accident_season: u16::MAX,
            owner_care: 0.0,
            owner_left: 1.0,
            demand_luck: 0.5,
            surprises: [0.0; 2],
            complexity: setting.market.categories.rows[usize::from(seed.category)].complexity,
            defend_rate: 0.0,
            open_flaws: 0.0,
            attraction: 1.0,
            raw: 0.0,
            unsupported_raw: 0.0,
            embodied: [0.0; 2],
            hits: [0.0; SOURCES],
            exposure: [0.0; SOURCES],
            insured_claims: 0.0,
            insured: (0.0, 0.0),
            insurer_paid: 0.0,
            deductible_used: 0.0,
            findings: [Month::MIN; FINDINGS],
            last_finding: u64::MAX,
            born: month,
            left: Month::MAX,
            responses: ArrayVec::new(),
            estate_rate: 1.0,
            estate: 0.0,
            filed: 0.0,
            ordered: Month::MIN,
            free_from: Month::MIN,
            orders: 0,
        }
    }

    /// In business?
    #[inline]
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }

    /// Does it sell a release?
    pub fn sells(&self) -> bool {
        self.release != NONE
    }

    /// Takes up a plan.
    pub fn adopt(&mut self, plan: Plan, month: Month) {
        let level = plan.care[2];
        if self.responses.last().is_none_or(|&(_, known)| known != level) {
            if self.responses.is_full() {
                self.responses.remove(0);
            }
            self.responses.push((month, level));
        }
        (self.plan, self.decided) = (plan, true);
    }

    /// Response care in a month: what happened then does not change when the maker changes its mind.
    pub fn response_at(&self, month: Month) -> f64 {
        let held = self.responses.iter().rev().find(|&&(from, _)| from <= month);
        held.or(self.responses.first()).map_or(0.0, |&(_, level)| level)
    }

    /// Has the authority of a jurisdiction ordered it to keep to its care floors?
    pub fn is_ordered_by(&self, jurisdiction: usize) -> bool {
        self.orders >> jurisdiction & 1 == 1
    }

    /// Profit over turnover.
    pub fn margin(&self) -> f64 {
        self.profit / self.turnover.max(1.0)
    }

    /// Takes in cash.
    #[inline]
    pub fn receive(&mut self, eur: f64) {
        self.cash += eur;
        self.profit_month += eur;
    }

    /// Spends cash.
    #[inline]
    pub fn spend(&mut self, eur: f64) {
        self.cash -= eur;
        self.profit_month -= eur;
    }

    /// Adverse findings in so many months before `month`.
    pub fn recent_findings(&self, month: Month, months: f64) -> usize {
        self.findings.iter().filter(|&&found| found > month - months as Month && found <= month).count()
    }

    /// Was there an adverse finding this month, and as many as make a pattern since the last order that followed one?
    pub fn shows_new_pattern(&self, month: Month, (pattern_findings, months): (f64, f64)) -> bool {
        let months = f64::from(month.saturating_sub(self.ordered)).min(months);
        self.findings[FINDINGS - 1] == month && self.recent_findings(month, months) as f64 >= pattern_findings
    }

    /// Notes an adverse finding about a flaw; findings in a row about one flaw are one, for an occasional flaw is no pattern.
    pub fn note_finding(&mut self, month: Month, flaw: u64) {
        if self.last_finding == flaw {
            return;
        }
        self.last_finding = flaw;
        self.findings.rotate_left(1);
        self.findings[FINDINGS - 1] = month;
    }
}
