//! Exploitable flaws, from birth to oblivion.

use super::{DAYS_PER_MONTH, Origin};
use crate::distributions::exponential;
use crate::math;
use crate::scenario::market::{Component, Market, Patching};
use crate::shocks::{Shocks, Stream};

/// A time that never comes.
pub const NEVER: f64 = f64::INFINITY;

/// Where and when a flaw comes to be.
#[derive(Clone, Copy, Debug)]
pub struct Birth {
    /// Key of its draws.
    pub key: u64,
    /// Release it sits in.
    pub release: u32,
    /// Where it comes from.
    pub origin: Origin,
    /// Arrival Γ in the unit-rate process of its release and origin.
    pub arrival: f64,
    /// Intensity of that process at zero care.
    pub intensity: f64,
    /// When, in months.
    pub time: f64,
    /// Care taken then on the prong of its origin.
    pub care: f64,
    /// Industry custom on that prong then.
    pub custom: f64,
}

/// The clocks that every flaw carries from birth, each a unit exponential over its rate. Times are in months.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// When attackers find it by themselves.
    pub found_by_attackers: f64,
    /// When it is published without coordination.
    pub leaked: f64,
    /// Cumulative hazard of coordinated defenders at which they find it.
    pub found_by_defenders: f64,
    /// Months from publication until attackers can use it.
    pub weaponised_after: f64,
    /// Ease of exploitation, mean 1.
    pub ease: f64,
    /// Standard normal of its development time.
    pub fix_luck: f64,
}

impl Clocks {
    /// Draws the clocks of a flaw born at `time`.
    pub fn draw(shocks: &Shocks, market: &Market, key: u64, time: f64) -> Clocks {
        let after = |u: f64, rate: f64| if rate > 0.0 { 12.0 * exponential(u, 1.0) / rate } else { NEVER };
        let spread = market.threat.ease_log_sd;
        let [attackers, leak, defenders, weapon] = shocks.quad(Stream::Discovery, key, 0, 0);
        let [ease, fix] = shocks.pair(Stream::FlawTraits, key, 0, 0);
        Clocks {
            found_by_attackers: time + after(attackers, market.threat.discovery_attackers),
            leaked: time + after(leak, market.patching.publication_rate),
            found_by_defenders: exponential(defenders, 1.0),
            weaponised_after: after(weapon, market.threat.weaponisation),
            ease: math::exp(spread * (math::norm_quantile(ease) - 0.5 * spread)),
            fix_luck: math::norm_quantile(fix),
        }
    }

    /// From `time` on, uncoordinated publication comes at a `rate` times what it was: what is left of the wait stretches.
    pub fn publish_at_rate(&mut self, time: f64, rate: f64) {
        if self.leaked > time && self.leaked < NEVER {
            self.leaked = time + (self.leaked - time) / rate;
        }
    }

    /// When attackers can use it, once it is published at `published`.
    pub fn usable(&self, published: f64) -> f64 {
        self.found_by_attackers.min(published + self.weaponised_after)
    }
}

/// Months to develop a fix at a response care level: a quantile of a log-normal whose median falls in care.
pub fn fix_months(patching: &Patching, response: f64, luck: f64) -> f64 {
    let median = patching.fix_days / (1.0 + patching.fix_response * response);
    median * math::exp(patching.fix_log_sd * luck) / DAYS_PER_MONTH
}

/// Months that a component's maker takes to fix a flaw once it knows it.
pub fn component_fix_months(market: &Market, component: &Component, clocks: &Clocks) -> f64 {
    component.fix_days * math::exp(market.patching.fix_log_sd * clocks.fix_luck) / DAYS_PER_MONTH
}

/// An exploitable flaw of a release. Times are in months of the simulation clock.
#[derive(Clone, Copy, Debug)]
pub struct Flaw {
    /// Where and when it came to be.
    pub birth: Birth,
    /// Its clocks.
    pub clocks: Clocks,
    /// Campaigns so far.
    pub campaigns: u32,
    /// Has the patch clock started?
    pub known: bool,
    /// Do attackers use it?
    pub armed: bool,
    /// When the patch clock starts: found by a defender, leaked, or revealed by a campaign.
    pub start: f64,
    /// When its fix is out; [`NEVER`] until it is known, and if there will be none.
    pub fix: f64,
    /// When attackers can use it.
    pub usable: f64,
    /// When the authority warned owners of attacks on it; [`NEVER`] until it does.
    pub warned: f64,
    /// Raw stock sold before the fix; infinite until it is out.
    pub old_raw: f64,
}

/// How fast a known flaw is handled.
#[derive(Clone, Copy, Debug)]
pub struct Handling {
    /// Months to the fix.
    pub fix_months: f64,
    /// Months to publication of a coordinated report.
    pub disclosure_months: f64,
}

impl Flaw {
    /// A flaw at birth: nobody knows it.
    pub fn born(shocks: &Shocks, market: &Market, birth: Birth) -> Flaw {
        let clocks = Clocks::draw(shocks, market, birth.key, birth.time);
        Flaw {
            birth,
            clocks,
            campaigns: 0,
            known: false,
            armed: false,
            start: clocks.leaked,
            fix: NEVER,
            usable: clocks.usable(clocks.leaked),
            warned: NEVER,
            old_raw: NEVER,
        }
    }

    /// Starts the patch clock. What is reported in coordination is published at the disclosure deadline or with the fix.
    pub fn start_patch_clock(&mut self, time: f64, coordinated: bool, handling: Handling) {
        self.known = true;
        self.start = time;
        self.fix = time + handling.fix_months;
        let deadline = if coordinated { time + handling.disclosure_months } else { time };
        self.usable = self.clocks.usable(self.clocks.leaked.min(self.fix).min(deadline));
    }

    /// From `time` on, uncoordinated publication comes at a `rate` times what it was.
    pub fn publish_at_rate(&mut self, time: f64, rate: f64) {
        self.clocks.publish_at_rate(time, rate);
        if !self.known {
            self.start = self.clocks.leaked;
        }
        if !self.known && !self.armed {
            self.usable = self.clocks.usable(self.clocks.leaked);
        }
    }

    /// Is its fix out?
    pub fn fixed(&self) -> bool {
        self.old_raw < NEVER
    }

    /// Time of the next scheduled change.
    pub fn next_wake(&self) -> f64 {
        let leak = if self.known { NEVER } else { self.clocks.leaked };
        let fix = if self.fixed() { NEVER } else { self.fix };
        let arm = if self.armed { NEVER } else { self.usable };
        leak.min(fix).min(arm)
    }
}

/// All live flaws: what the month scans in dense arrays, the rest beside it.
#[derive(Debug, Default)]
pub struct Flaws {
    /// Reading of the attackers' clock at which the next campaign starts; [`NEVER`] while attackers do not know it.
    pub attack_at: Vec<f64>,
    /// Reading of the maker's discovery clock at which defenders find it; [`NEVER`] once they know.
    pub defend_at: Vec<f64>,
    /// Time before which nothing happens to it.
    pub wake: Vec<f64>,
    /// Its maker.
    pub firm: Vec<u32>,
    /// Its release.
    pub release: Vec<u32>,
    /// The rest.
    pub rows: Vec<Flaw>,
}

clone_in_place!(Flaws { attack_at, defend_at, wake, firm, release, rows });

impl Flaws {
    /// Adds a flaw that defenders find when their clock reads `defend_at`; nothing happens to it before `wake`.
    pub fn push(&mut self, firm: u32, defend_at: f64, wake: f64, flaw: Flaw) {
        self.attack_at.push(NEVER);
        self.defend_at.push(defend_at);
        self.wake.push(wake);
        self.firm.push(firm);
        self.release.push(flaw.birth.release);
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
        self.release.swap_remove(index);
        self.rows.swap_remove(index);
    }
}

/// Rows looked at together: few enough that most groups hold nothing due.
const GROUP: usize = 8;

/// Writes into `due` the rows whose time has come, in order.
pub fn fall_due(times: &[f64], now: f64, due: &mut Vec<u32>) {
    due.clear();
    let (groups, rest) = times.as_chunks::<GROUP>();
    let each = |from: usize, times: &[f64], due: &mut Vec<u32>| {
        let started = times.iter().enumerate().filter(|&(_, &at)| at <= now);
        due.extend(started.map(|(row, _)| (from + row) as u32));
    };
    for (index, group) in groups.iter().enumerate() {
        // No early exit: all rows are compared at once.
        if group.iter().fold(false, |any, &at| any | (at <= now)) {
            each(index * GROUP, group, due);
        }
    }
    each(groups.len() * GROUP, rest, due);
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
    /// When it came to be.
    pub born: f64,
    /// Its clocks.
    pub clocks: Clocks,
    /// When a defender finds it, if it has not leaked before.
    pub found: f64,
    /// When the patch clock starts.
    pub start: f64,
    /// When the component's maker ships a fix.
    pub fix: f64,
    /// Months from that fix to the one of the fastest maker that embeds it, if makers ship it together; else [`NEVER`].
    pub together: f64,
    /// When attackers can use it.
    pub usable: f64,
    /// Reading of the attackers' clock at which the next campaign starts; [`NEVER`] while they cannot use it.
    pub attack_at: f64,
}
