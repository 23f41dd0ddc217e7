//! What runs under the status quo have taught, shared by all regimes.

use super::SOURCES;
use crate::math::ln;

/// Deadlines in months at which calibration measures how late fixes are; between them it is interpolated.
pub const DEADLINES: [f64; 5] = [0.5, 1.0, 2.0, 3.0, 4.0];

/// Ages of devices in months, between which calibration measures how many of the compromised are older.
pub const AGES: [f64; 7] = [0.0, 36.0, 60.0, 90.0, 120.0, 180.0, 240.0];

/// How far a yardstick finds fixes late.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Late {
    /// Share of compromises that a fix on time would have made fewer.
    pub p: f64,
    /// Share of the harm of these that the delay caused.
    pub share: f64,
}

/// Late fixes by what they are measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LateFixes {
    /// Against the response of due care.
    pub by_care: Late,
    /// Against each of [`DEADLINES`].
    pub by_deadline: [Late; DEADLINES.len()],
}

impl LateFixes {
    /// Against a deadline in months (infinite: there is none), or due response care if courts look at it: whichever comes first.
    #[must_use]
    pub fn against(&self, deadline: f64, care_is_due: bool) -> Late {
        let by_care = if care_is_due { self.by_care } else { Late::default() };
        let by_deadline = if deadline.is_finite() { self.at(deadline) } else { Late::default() };
        if by_deadline.p * by_deadline.share > by_care.p * by_care.share { by_deadline } else { by_care }
    }

    fn at(&self, deadline: f64) -> Late {
        let at = |of: fn(&Late) -> f64| between(&DEADLINES, &self.by_deadline.each_ref().map(of), deadline);
        Late { p: at(|late| late.p), share: at(|late| late.share) }
    }
}

/// The value at `x` of a function known at `points`: linear between them, constant beyond.
fn between<const N: usize>(points: &[f64; N], values: &[f64; N], x: f64) -> f64 {
    match points.iter().position(|&known| x < known) {
        Some(0) => values[0],
        Some(above) => {
            let (low, high) = (above - 1, above);
            let part = (x - points[low]) / (points[high] - points[low]);
            values[low] * (1.0 - part) + values[high] * part
        }
        None => values[N - 1],
    }
}

/// Devices of one release that one campaign finds exposed, over the yearly units of its maker: log-normal, weighted by the
/// devices it then compromises.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Exposed {
    /// Mean of the logarithm.
    pub log_mean: f64,
    /// Standard deviation of the logarithm.
    pub log_sd: f64,
}

/// Where a maker in business has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Standing {
    /// Its demand shock, utility.
    pub shock: f64,
    /// Quality that its releases have gained on what buyers could do instead.
    pub gained: f64,
    /// Its turnover over that with which it began.
    pub growth: f64,
    /// Its overhead over that of a maker which begins with its turnover.
    pub overhead: f64,
    /// Its profit over turnover.
    pub profit_share: f64,
}

/// What runs under the status quo have taught.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    /// Rate of campaigns on a flaw of unit ease and base at normal activity, a month (`α0`).
    pub campaign_rate: f64,
    /// Devices hit a month, over a year, by the geometric mean: attackers' activity follows the logarithm of their profit, so
    /// that with this for normal it neither rises nor falls. The arithmetic mean is far above it, for rare campaigns hit most.
    pub normal_hits: f64,
    /// Share of compromises by target of attackers (category, then jurisdiction), to a unit of effort on each.
    pub targets: Vec<f64>,
    /// Where makers stood at the end of the last round, by size and category: the first makers of a replication stand where these did.
    pub standings: Vec<Vec<Standing>>,
    /// Devices compromised per device-year of unit complexity and zero care, by source.
    pub hit_rate: [f64; SOURCES],
    /// Share of the compromises of each source at zero response care that response care prevents as it grows without bound.
    pub hastened: [f64; SOURCES],
    /// What the end of support adds to compromises of each source, if it came with the close of sales: `B` of `1 + B·e^(−S/life)`.
    pub unsupported: [f64; SOURCES],
    /// The planner's cost-minimising care by size class and category (`size × categories + category`) and prong.
    pub hand: Vec<[f64; 3]>,
    /// Share of compromises, by source, of devices whose owners had been offered a fix.
    pub offered: [f64; SOURCES],
    /// Late fixes.
    pub late: LateFixes,
    /// Devices that campaigns find exposed.
    pub exposed: Exposed,
    /// Share of compromised devices older than each of [`AGES`].
    pub older: [f64; AGES.len()],
    /// Devices compromised a year through each component.
    pub component_hits: Vec<f64>,
    /// The same for each device in use that embeds it, if its maker took no care.
    pub component_rate: Vec<f64>,
    /// Exits a maker-year, by size class.
    pub exit_rate: [f64; 4],
    /// Rate a year at which turnover is lost with makers that leave, by size class: these sell less than others.
    pub lapse_rate: [f64; 4],
    /// Share of devices in use whose maker leaves, a year. Makers that leave have sold less than others.
    pub orphan_rate: f64,
    /// Mean cost of shipping a release, EUR.
    pub release_cost: Vec<f64>,
    /// Mean profit to expect, those that left of late included, EUR a year.
    pub profit: Vec<f64>,
    /// Mean units a year.
    pub units_year: Vec<f64>,
}

impl Calibration {
    /// Share of compromised devices that were placed on the market more than so many months ago.
    #[must_use]
    pub fn older_than(&self, months: f64) -> f64 {
        if months.is_finite() { between(&AGES, &self.older, months) } else { 0.0 }
    }

    /// The hazard a month of exponential ages that leave as many compromised devices older than so many months.
    #[must_use]
    pub fn age_hazard(&self, months: f64) -> f64 {
        let older = self.older_than(months);
        if older > 0.0 { -ln(older) / months.max(f64::MIN_POSITIVE) } else { f64::INFINITY }
    }
}
