//! Exploitable flaws, from birth to oblivion.

use super::Origin;

/// A time that never comes.
pub const NEVER: f64 = f64::INFINITY;

/// An exploitable flaw of a release. Times are in months of the simulation clock.
#[derive(Clone, Copy, Debug)]
pub struct Flaw {
    /// Key of its draws.
    pub key: u64,
    /// Release it sits in.
    pub release: u32,
    /// Where it comes from.
    pub origin: Origin,
    /// Campaigns so far.
    pub campaigns: u32,
    /// Whether the start of the patch clock has been processed.
    pub known: bool,
    /// Arrival Γ in the unit-rate process of its release and origin.
    pub arrival: f64,
    /// Intensity of that process at zero care.
    pub intensity: f64,
    /// Ease of exploitation, mean 1.
    pub ease: f64,
    /// When attackers find it by themselves.
    pub found_by_attackers: f64,
    /// When it is published without coordination.
    pub leaked: f64,
    /// Months from publication until attackers can use it.
    pub weaponised_after: f64,
    /// Standard normal of its development time.
    pub fix_luck: f64,
    /// When the patch clock starts: found by a defender, leaked, or revealed by a campaign.
    pub start: f64,
    /// When its fix is out.
    pub fix: f64,
    /// When its fix was due by law.
    pub fix_due: f64,
    /// When attackers can use it.
    pub usable: f64,
    /// Raw stock sold before the fix; all of it until then.
    pub old_raw: f64,
}

/// All live flaws: what the month scans in dense arrays, the rest beside it.
#[derive(Clone, Debug, Default)]
pub struct Flaws {
    /// Reading of the attackers' clock at which the next campaign starts; [`NEVER`] while attackers do not know it.
    pub attack_at: Vec<f64>,
    /// Reading of the maker's discovery clock at which defenders find it; [`NEVER`] once they know.
    pub defend_at: Vec<f64>,
    /// Time of its next scheduled change.
    pub wake: Vec<f64>,
    /// Its maker.
    pub firm: Vec<u32>,
    /// The rest.
    pub rows: Vec<Flaw>,
}

impl Flaws {
    /// Adds a flaw.
    pub fn push(&mut self, firm: u32, defend_at: f64, wake: f64, flaw: Flaw) {
        self.attack_at.push(NEVER);
        self.defend_at.push(defend_at);
        self.wake.push(wake);
        self.firm.push(firm);
        self.rows.push(flaw);
    }

    /// How many are live.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets the flaw at `index`; the last one takes its place.
    pub fn swap_remove(&mut self, index: usize) {
        self.attack_at.swap_remove(index);
        self.defend_at.swap_remove(index);
        self.wake.swap_remove(index);
        self.firm.swap_remove(index);
        self.rows.swap_remove(index);
    }
}

/// An exploitable flaw of a shared component: one clock for all products that embed it, a fix for each.
#[derive(Clone, Copy, Debug)]
pub struct ComponentFlaw {
    /// Key of its draws.
    pub key: u64,
    /// Component it sits in.
    pub component: u16,
    /// Campaigns so far.
    pub campaigns: u32,
    /// Arrival Γ in the month's unit-rate process.
    pub arrival: f64,
    /// Intensity of that process at zero care.
    pub intensity: f64,
    /// Ease of exploitation, mean 1.
    pub ease: f64,
    /// When it came to be.
    pub born: f64,
    /// When the patch clock starts.
    pub start: f64,
    /// When the component's maker ships a fix.
    pub fix: f64,
    /// When attackers can use it.
    pub usable: f64,
    /// Reading of the attackers' clock at which the next campaign starts.
    pub attack_at: f64,
}
