//! Owners and the fixes that they are offered: how fast they install them by themselves, and what makes them faster or slower.
//!
//! Installing a fix takes effort and spares an owner a loss: owners weigh one against the other (August and Tunca 2006, "Network
//! software security and user incentives", *Management Science* 52:1703). Observed curves of adoption are those of owners who bear
//! the whole usual effort and the whole loss at the usual rate of compromise; others are faster or slower than these.

use super::{DAYS_PER_MONTH, Demands, Firm, Scene, SettingError};
use crate::distributions::Adoption;
use crate::math;
use crate::scenario::market::{Market, Segment};

/// Months of the tables of patch adoption; later months take the last value.
const TABLE_MONTHS: u32 = 480;

/// Bounds of the speed of owners, relative to what is observed: some install whatever they are told, and nobody is always at hand.
const SPEED_BOUNDS: (f64, f64) = (1.0 / 16.0, 16.0);

/// How the owners of a segment install fixes.
#[derive(Clone, Debug)]
pub struct Habits {
    curve: Adoption,
    /// Mean share without a fix over each month since it came out.
    means: Vec<f64>,
}

impl Habits {
    /// The habits of every segment of a market.
    pub(super) fn of(market: &Market) -> Result<Vec<Habits>, SettingError> {
        let habits = |(name, segment): (&str, &Segment)| {
            let error = |error| SettingError::Adoption { segment: name.to_owned(), error };
            let curve = Adoption::fit(segment.never_patch, segment.auto_patch).map_err(error)?;
            Ok(Habits { means: curve.monthly_means(TABLE_MONTHS, DAYS_PER_MONTH), curve })
        };
        market.segments.iter().map(habits).collect()
    }

    /// Share without a fix `months` after it came out, of owners who are so much faster than observed.
    #[inline]
    pub fn unpatched(&self, months: f64, speed: f64) -> f64 {
        if months <= 0.0 {
            return 1.0;
        }
        if speed != 1.0 {
            return self.curve.mean_at_speed(months.floor(), DAYS_PER_MONTH, speed);
        }
        self.means[(months as usize).min(self.means.len() - 1)]
    }
}

/// What the owner of one of a maker's devices risks by leaving a flaw open, as the maker's last decision took it to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OwnerRisk {
    /// Compromises a device-year, over those of the market under its status quo.
    pub rate: f64,
    /// Share of what they lose by one that awards make good.
    pub made_good: f64,
}

/// Who the owners of a cell have to thank, under the law of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnerTerms {
    /// Share of the effort of installing a maker's fix that is left to them.
    pub effort_left: f64,
    /// Part of an award left to who had been offered a fix and did not install it.
    pub award_left: f64,
}

impl OwnerTerms {
    /// The whole effort is theirs, and so is the whole award.
    pub const NONE: OwnerTerms = OwnerTerms { effort_left: 1.0, award_left: 1.0 };
}

impl Scene<'_> {
    /// How fast the owners of a maker's devices in a cell install a fix, its own or a component's, relative to what is observed: what
    /// they take to be at stake for them over their effort, `(stake/effort)^ε`.
    pub fn speed_of_owners(&self, firm: &Firm, demands: &Demands, cell: usize, own_fix: bool) -> f64 {
        let patching = &self.setting.market.patching;
        if patching.owner_response == 0.0 {
            return 1.0;
        }
        let segment = &self.setting.market.segments.rows[self.setting.cells[cell].segment];
        let (terms, risk) = (demands.owners[cell], firm.plan.owner_risk);
        // Who has left pays nobody, and a maker that has not planned yet is like any other.
        let rate = if firm.decided { risk.rate } else { 1.0 };
        let [made_good, effort_left] =
            if firm.is_active() { [risk.made_good, terms.effort_left] } else { [0.0, 1.0] };
        let seen: f64 =
            if segment.misperception > 0.0 { demands.perceived[cell] / segment.misperception } else { 1.0 };
        let stake = seen * rate * (1.0 - made_good * terms.award_left).max(0.0);
        let borne = if own_fix { effort_left } else { 1.0 };
        let effort = borne * segment.patch_cost_eur / patching.usual_effort_eur;
        let speed = math::pow(stake / effort.max(f64::MIN_POSITIVE), patching.owner_response);
        speed.clamp(SPEED_BOUNDS.0, SPEED_BOUNDS.1)
    }
}
