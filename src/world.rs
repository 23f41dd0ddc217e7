//! The state of one replication under one law: plain data, cloned at the announcement for every regime.
//!
//! Phases meet here and in the [`crate::ledger`]; they do not know each other.

mod claim;
mod firm;
mod flaw;
mod release;
mod ring;
mod setting;

pub use claim::{Claim, Claims};
pub use firm::{FINDINGS, Firm, Plan, Status};
pub use flaw::{ComponentFlaw, Flaw, Flaws, NEVER};
pub use release::{NO_COMPONENT, Release, Releases, SLOTS};
pub use ring::{NONE, Ring};
pub use setting::{CategorySetting, Cell, MakerSeed, Setting};

use crate::law::compile::Law;
use crate::ledger::Ledger;
use crate::scenario::market::MAX_CELLS;
use crate::shocks::Shocks;
use crate::tally::Tally;
use crate::units::Month;

/// What does not change during a run: the market, prepared, and the law in force.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The prepared market.
    pub setting: &'a Setting,
    /// The law whose events fall due.
    pub law: &'a Law,
    /// Due care of each legal cell by prong, before courts' error; `None` where it follows custom.
    pub due: &'a [[Option<f64>; 3]],
}

/// A month's strike: one campaign, or several of the same month, on one stock of devices.
#[derive(Clone, Copy, Debug)]
pub struct Strike {
    /// Release hit.
    pub release: u32,
    /// Flaw used.
    pub flaw: FlawRef,
    /// Share of the devices of each cell that it compromises.
    pub share: [f64; MAX_CELLS],
    /// Share that would have been compromised with the fix out when it was due.
    pub share_if_timely: [f64; MAX_CELLS],
    /// When, in months.
    pub time: f64,
}

/// The flaw behind a loss, copied so that claims outlive it.
#[derive(Clone, Copy, Debug)]
pub struct FlawRef {
    /// Key of its draws.
    pub key: u64,
    /// Which campaign of the flaw.
    pub campaign: u32,
    /// Its origin.
    pub origin: Origin,
    /// Arrival Γ of the unit-rate process that made it exist.
    pub arrival: f64,
    /// Intensity of its process at zero care: `λ(0)`.
    pub intensity: f64,
    /// Component it sits in, or [`NO_COMPONENT`].
    pub component: u16,
    /// Whether a fix was out when the campaign struck.
    pub fixed: bool,
}

pub use crate::law::award::Origin;

/// One part of the market in which units compete: a category in a cell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arena {
    /// Devices in use.
    pub installed: f64,
    /// Buyers in the market this month.
    pub buyers: f64,
    /// Highest utility, taken out of the exponentials.
    pub shift: f64,
    /// Sum of exponentials of utilities over makers.
    pub inclusive: f64,
    /// Share of buyers who bought.
    pub inside: f64,
    /// Trust of buyers, 0 to 1.
    pub trust: f64,
    /// Devices compromised this month.
    pub hits: f64,
}

/// Attackers' state.
#[derive(Clone, Debug, Default)]
pub struct Attackers {
    /// Activity, 1 in normal times.
    pub activity: f64,
    /// Cumulative hazard of campaigns on a flaw of unit ease and base: the clock that flaws' next campaigns wait for.
    pub clock: f64,
    /// The clock a month ago.
    pub clock_before: f64,
    /// Devices hit in each of the last twelve months.
    pub hits: [f64; 12],
    /// Mean monthly hits of the burn-in: what attackers are used to.
    pub normal: f64,
}

/// Industry experience that firms' beliefs and custom draw on, decayed.
#[derive(Clone, Debug, Default)]
pub struct Experience {
    /// Devices compromised by prong.
    pub hits: [f64; 3],
    /// Device-years of exposure by prong, weighted by complexity and residual flaws `m(care)`.
    pub exposure: [f64; 3],
    /// Units-weighted care of what is on sale, by prong: last year's custom.
    pub custom: [f64; 3],
    /// Running sums of custom for this year: care times units by prong, and units.
    pub custom_sums: [f64; 4],
}

/// The state of one replication under one law.
#[derive(Clone)]
pub struct World {
    /// The draws of this replication.
    pub shocks: Shocks,
    /// The month about to be, or being, simulated; 0 begins at the announcement.
    pub month: Month,
    /// Event epoch in force.
    pub epoch: usize,
    /// Makers, never removed: an index is an identity.
    pub firms: Vec<Firm>,
    /// Indices of active makers, in order of birth.
    pub active: Vec<u32>,
    /// Utility without price, then share among makers, by active maker and cell: `active × cells`.
    pub shares: Vec<f64>,
    /// Stocks of devices.
    pub releases: Releases,
    /// Flaws of single makers.
    pub flaws: Flaws,
    /// Flaws of shared components.
    pub component_flaws: Vec<ComponentFlaw>,
    /// Releases in use that embed each component.
    pub embedding: Vec<Vec<u32>>,
    /// Capital of each component's maker, EUR.
    pub supplier_cash: Vec<f64>,
    /// `category × cells`.
    pub arenas: Vec<Arena>,
    /// Attackers.
    pub attackers: Attackers,
    /// Industry experience.
    pub experience: Experience,
    /// This month's strikes.
    pub strikes: Vec<Strike>,
    /// Open claim groups.
    pub claims: Claims,
    /// Stakes of a maker's decision, `size × categories + category`.
    pub stakes: Vec<Stakes>,
    /// The insurer's funds, EUR.
    pub insurer_cash: f64,
    /// Whether the insurer has failed.
    pub insurer_failed: bool,
    /// The books.
    pub ledger: Ledger,
    /// The counts.
    pub tally: Tally,
}

/// What a unit of residual flaws costs a maker, collapsed from law, heads, segments, jurisdictions and coming epochs.
///
/// All amounts are EUR per compromised device, discounted to the harm; index = prong (design, testing, response).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stakes {
    /// Expected payment if the court finds no breach on the prong.
    pub clean: [f64; 3],
    /// Expected payment if it finds one.
    pub breached: [f64; 3],
    /// Expected squared payment of a device over the expected payment: size of a typical payment.
    pub size: [f64; 3],
    /// Due care on the prong; 0 where no court looks.
    pub due: [f64; 3],
    /// Court's error, in units of care level.
    pub court_error: f64,
    /// Whether a breach must have made the difference.
    pub but_for: bool,
    /// Care floors of the law.
    pub floor: [f64; 3],
    /// Care that a safe harbour asks for; `None` without one.
    pub harbour: Option<[f64; 3]>,
    /// Share of the payments above that remains inside the harbour.
    pub harbour_share: f64,
    /// Fee of the harbour, EUR a release.
    pub harbour_fee_eur: f64,
    /// Fixed compliance, EUR a release.
    pub compliance_eur: f64,
    /// Months of support owed.
    pub support_months: f64,
    /// Own loss of an owner that no award makes good, EUR per compromised device, times the share that buyers perceive.
    pub perceived: f64,
    /// Loss that the maker bears itself, EUR per compromised device.
    pub own: f64,
    /// Expected fine a year for a breached duty, as a share of turnover.
    pub fine_turnover: f64,
    /// Expected fine a year for a breached duty, at least, EUR.
    pub fine_floor_eur: f64,
    /// Is cover mandatory, and up to which share of turnover?
    pub mandatory_limit: Option<f64>,
}

impl World {
    /// Devices of a category still in use out of each unit of raw stock (see [`Releases`]).
    #[inline]
    pub fn in_use(&self, scene: Scene<'_>, category: u8) -> f64 {
        scene.setting.survival(usize::from(category), self.month)
    }
}
