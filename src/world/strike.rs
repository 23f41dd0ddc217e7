//! What strikes devices: campaigns through flaws, and direct accidents.

use super::{Firm, NO_COMPONENT, NONE, Origin, Scene, World};
use crate::scenario::market::Victims;
use crate::units::Month;

/// One campaign on one stock of devices, or one accident.
#[derive(Clone, Copy, Debug)]
pub struct Strike {
    /// Maker.
    pub firm: u32,
    /// Release hit, or [`NONE`] if accidents come directly.
    pub release: u32,
    /// Flaw used.
    pub flaw: FlawRef,
    /// When, in months.
    pub time: f64,
    /// How many at once: 1, but for direct accidents.
    pub count: f64,
    /// Common factor of the losses of its campaign, of unit mean.
    pub frailty: f64,
    /// Share of the unpatched devices that its campaign hits.
    pub reach: f64,
    /// Where in [`super::World::struck`] what it strikes begins, a row for each cell.
    pub struck_at: u32,
}

/// Room to sort a month's strikes in.
#[derive(Debug, Default)]
pub struct Sorting {
    unsorted: Vec<Strike>,
    /// Maker, release, flaw, campaign, and the place among the unsorted.
    keys: Vec<(u32, u32, u64, u32, u32)>,
}

clone_in_place!(Sorting { unsorted, keys });

impl Sorting {
    /// Orders strikes by maker, release, flaw and campaign, whatever found them first. Their keys are sorted, and each strike,
    /// which is long, moves once.
    pub fn sort(&mut self, strikes: &mut Vec<Strike>) {
        std::mem::swap(strikes, &mut self.unsorted);
        let key = |(at, strike): (usize, &Strike)| {
            (strike.firm, strike.release, strike.flaw.key, strike.flaw.campaign, at as u32)
        };
        self.keys.clear();
        self.keys.extend(self.unsorted.iter().enumerate().map(key));
        self.keys.sort_unstable();
        strikes.clear();
        strikes.extend(self.keys.iter().map(|&(.., at)| self.unsorted[at as usize]));
    }
}

/// Shares of the devices of one cell that a campaign compromises.
#[derive(Clone, Copy, Debug)]
pub struct Struck {
    /// In fact.
    pub share: f64,
    /// With the fix out when it was due.
    pub if_timely: f64,
    /// Months for which the fix has been due.
    pub overdue: f64,
}

impl World {
    /// Devices that one direct accident of a maker hits this month.
    pub fn devices_of_an_accident(&self, scene: Scene<'_>, firm: &Firm) -> f64 {
        match scene.setting.market.accident.victims {
            Victims::One => 1.0,
            Victims::Sold => firm.units,
            Victims::All => firm.raw * self.in_use(scene, firm.category),
        }
    }
}

impl Strike {
    /// A strike that hits nothing.
    pub const NOTHING: Strike = Strike {
        firm: NONE,
        release: NONE,
        flaw: FlawRef {
            key: 0,
            own_key: 0,
            campaign: 0,
            origin: Origin::Design,
            arrival: 0.0,
            intensity: 0.0,
            component: NO_COMPONENT,
            known: false,
            fixed: false,
            care: 0.0,
            custom: 0.0,
            conduct: 0,
        },
        time: 0.0,
        count: 1.0,
        frailty: 1.0,
        reach: 1.0,
        struck_at: 0,
    };
}

/// The flaw behind a loss, copied so that claims outlive it.
#[derive(Clone, Copy, Debug)]
pub struct FlawRef {
    /// Key of the draws that all it strikes share: reach and frailty.
    pub key: u64,
    /// Key of the draws of what it strikes: victims, losses, claims. For a component's flaw each release has its own.
    pub own_key: u64,
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
    /// Did a defender know it when the campaign struck?
    pub known: bool,
    /// Whether a fix was out when the campaign struck.
    pub fixed: bool,
    /// Care taken on the prong of its origin when it came to be.
    pub care: f64,
    /// Industry custom on that prong then.
    pub custom: f64,
    /// Month of that conduct: in which the release was shipped, or the update made.
    pub conduct: Month,
}

/// Sources of compromise that beliefs keep apart: design, testing, response, and components, which care does not reach.
pub const SOURCES: usize = 4;

/// The source of a flaw's compromises.
pub fn source_of(origin: Origin) -> usize {
    match origin {
        Origin::Design => 0,
        Origin::Implementation => 1,
        Origin::Update => 2,
        Origin::Component => 3,
    }
}

/// The origin of the flaws behind a source of compromises.
pub fn origin_of(source: usize) -> Origin {
    [Origin::Design, Origin::Implementation, Origin::Update, Origin::Component][source]
}

/// The prong on which a court looks at a flaw: design, testing, response. For a component it is the integrator's diligence.
pub fn prong_of(origin: Origin) -> usize {
    match origin {
        Origin::Design => 0,
        Origin::Implementation | Origin::Component => 1,
        Origin::Update => 2,
    }
}

impl FlawRef {
    /// The campaign as the month of a key: draws of a loss are keyed (flaw, campaign).
    #[inline]
    pub fn draw(&self) -> u16 {
        self.campaign as u16
    }
}

/// The key of what a shared component's flaw does to one release: a mix of both (the finaliser of SplitMix64).
pub fn own_key(flaw: u64, release: u64) -> u64 {
    let mixed = flaw.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ release;
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
