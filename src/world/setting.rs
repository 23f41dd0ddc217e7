//! The market, prepared once for all replications: tables, fitted demand, and what calibration taught.

use super::calibration::Calibration;
use super::owners::Habits;
use super::population::{MakerSeed, average_base, by_part, fit_costs, mean_units, outside_share, population};
use super::{SOURCES, technology::Technology};
use crate::distributions::{AdoptionError, BetaTable, Frailty, Severity, SeverityError};
use crate::math;
use crate::scenario::market::{DemandFit, DemandModel, MAX_CELLS, Market, Search, Victims};
use crate::units::Month;

/// Days of a month of the model.
pub const DAYS_PER_MONTH: f64 = 365.25 / 12.0;
/// Why a market cannot be prepared.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingError {
    /// A head's severity does not exist.
    #[error("head.{head}: {error}")]
    Severity {
        /// Which head.
        head: &'static str,
        /// Why.
        error: SeverityError,
    },
    /// A segment's patch adoption cannot pass its anchors.
    #[error("segment.{segment}: {error}")]
    Adoption {
        /// Which segment.
        segment: String,
        /// Why.
        error: AdoptionError,
    },
}

/// A cell in which products are sold: a segment of a jurisdiction.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Segment.
    pub segment: usize,
    /// Jurisdiction.
    pub jurisdiction: usize,
    /// Share of potential device slots.
    pub share: f64,
    /// How much a euro weighs to these buyers, over what it weighs to the average.
    pub taste: f64,
    /// Euros that weigh as much to these buyers as one euro to the average: the inverse of their taste for price.
    pub per_taste: f64,
}

/// A product category, prepared.
#[derive(Clone, Debug)]
pub struct CategorySetting {
    /// Weight of a euro in utility, 1/EUR.
    pub alpha: f64,
    /// Its inverse, EUR; 0 where buyers look at no price.
    pub eur_per_utility: f64,
    /// `1 − ρ` of the nest of all products.
    pub nest: f64,
    /// Its inverse.
    pub per_nest: f64,
    /// Hazard of retirement a month.
    pub retirement: f64,
    /// Share of devices that retire in a month.
    pub retired_share: f64,
    /// Potential device slots.
    pub slots: f64,
    /// Utility by which calibration raised the appeal of its products.
    pub raised: f64,
    /// Loss per device and head.
    pub severity: [Severity; 4],
    /// Mean loss of a compromised device by head, EUR: incidence times the mean loss over campaigns' frailties.
    pub mean_loss: [f64; 4],
    survival: Vec<f64>,
}

/// A market, prepared.
#[derive(Clone, Debug)]
pub struct Setting {
    /// As read.
    pub market: Market,
    /// Cells, in order of jurisdiction, then segment.
    pub cells: Vec<Cell>,
    /// By category.
    pub categories: Vec<CategorySetting>,
    /// First population.
    pub makers: Vec<MakerSeed>,
    /// Indices of these by size class and category: an entrant looks like one of its kind, so that sizes stay as they are.
    pub kinds: Vec<Vec<u32>>,
    /// How owners install fixes, by segment.
    pub habits: Vec<Habits>,
    /// Share of exposed devices that a campaign reaches.
    pub reach: BetaTable,
    /// Common factor of the losses of a campaign.
    pub frailty: Frailty,
    /// First month simulated (burn-in begins).
    pub first: Month,
    /// Months from the first to the end of run-off.
    pub months: usize,
    /// Learned under the status quo.
    pub calibration: Calibration,
    average_base: Vec<f64>,
    discount: Vec<f64>,
    technology: [Technology; 3],
    /// Levels of care that a search on a grid looks at, each with what it leaves of flaws; none for another search.
    pub grid: Vec<(f64, f64)>,
}

impl Setting {
    /// Prepares a market. Calibration is left at guesses; [`crate::run`] learns it.
    ///
    /// # Errors
    /// If a severity or a patch adoption curve does not exist.
    pub fn new(market: &Market) -> Result<Setting, SettingError> {
        Setting::renewed(market, None)
    }

    /// The same, with the tables of `old` where what they tabulate is the same: a search over levers pays for them once.
    ///
    /// # Errors
    /// As [`Setting::new`].
    pub fn renewed(market: &Market, old: Option<&Setting>) -> Result<Setting, SettingError> {
        let same_threat = |old: &&Setting| old.market.threat == market.threat;
        let same_owners = |old: &&Setting| old.market.segments == market.segments;
        let clock = &market.clock;
        let first = -(clock.burn_in_months as Month);
        let months = (clock.burn_in_months + clock.horizon_months + clock.run_off_months) as usize + 1;
        let cells = cells(market);
        let mut categories = Vec::new();
        for category in &market.categories.rows {
            categories.push(CategorySetting::new(market, category, months)?);
        }
        let makers = population(market, &mut categories, &cells);
        let kinds = by_part(&makers, categories.len());
        let parts = 4 * categories.len();
        Ok(Setting {
            cells,
            habits: match old.filter(same_owners) {
                Some(old) => old.habits.clone(),
                None => Habits::of(market)?,
            },
            reach: old.filter(same_threat).map_or_else(|| reach(market), |old| old.reach.clone()),
            frailty: Frailty::new(market.threat.frailty_log_sd),
            first,
            months,
            calibration: Calibration {
                campaign_rate: 0.02,
                hit_rate: [market.threat.compromises_per_device_year / 4.0; SOURCES],
                targets: targets(market, &categories),
                hand: vec![[0.0; 3]; parts],
                standings: vec![Vec::new(); parts],
                component_hits: vec![0.0; market.components.len()],
                component_rate: vec![0.0; market.components.len()],
                release_cost: vec![0.0; parts],
                profit: vec![0.0; parts],
                units_year: mean_units(&makers, &kinds),
                ..Calibration::default()
            },
            discount: discount(market, first, months),
            technology: Technology::of(&market.care),
            grid: grid(market),
            average_base: average_base(market, &categories, &makers),
            kinds,
            market: market.clone(),
            categories,
            makers,
        })
    }

    /// Raises the appeal of every product of a category so that, where a share `bought` of those in the market bought, the share
    /// of a steady state will: what distrust, ill repute and visible risk take from demand is not in the first fit.
    pub fn fit_appeal(&mut self, category: usize, bought: f64) {
        if self.market.demand.model != DemandModel::Logit || !(bought > 0.0 && bought < 1.0) {
            return;
        }
        let served = self.market.categories.rows[category].served_share;
        let outside = outside_share(&self.market, served, self.categories[category].retirement);
        let missing = math::ln((1.0 - outside) / outside) - math::ln(bought / (1.0 - bought));
        self.raise_appeal(category, missing);
    }

    /// Share of a euro of price that a maker of a size loses to what follows turnover, of which it spends a share on research and a
    /// share is due at once.
    pub fn lost_of_price(&self, size: u8, research: f64, taxed: f64) -> f64 {
        self.market.lost_of_price(research, taxed, self.calibration.lapse_rate[usize::from(size)])
    }

    /// Fits unit costs to the rates at which turnover is lost with its makers.
    pub fn fit_costs(&mut self) {
        fit_costs(&self.market, &mut self.makers, &self.calibration.lapse_rate);
    }

    fn raise_appeal(&mut self, category: usize, by: f64) {
        self.categories[category].raised += by;
        for maker in self.makers.iter_mut().filter(|maker| usize::from(maker.category) == category) {
            maker.quality += by;
        }
    }

    /// A market of about so many makers at most, in which makers and devices fare as they do in this one: of every kind, by
    /// turnover, every n-th maker with its buyers, and of what all share the part that is theirs.
    pub fn thinned(&self, makers: usize) -> Setting {
        let every = self.makers.len().div_ceil(makers);
        let mut thin = self.clone();
        let kept = self.kinds.iter().flat_map(|kind| {
            let middle = (every / 2).min(kind.len().saturating_sub(1));
            kind.iter().skip(middle).step_by(every)
        });
        thin.makers = kept.map(|&index| self.makers[index as usize].clone()).collect();
        thin.kinds = by_part(&thin.makers, self.categories.len());
        for category in 0..self.categories.len() {
            let units = |makers: &[MakerSeed]| -> f64 {
                let mine = makers.iter().filter(|maker| usize::from(maker.category) == category);
                mine.map(|maker| maker.turnover / maker.price).sum()
            };
            let all = units(&self.makers);
            let share = if all > 0.0 { units(&thin.makers) / all } else { 1.0 };
            thin.categories[category].slots *= share;
            // Fewer products that sell as much each must each appeal more.
            thin.raise_appeal(category, -self.categories[category].nest * math::ln(share));
            thin.categories[category].raised = self.categories[category].raised;
        }
        let share = thin.makers.len() as f64 / self.makers.len() as f64;
        thin.market.entry.slots *= share;
        thin.market.insurer.capital_eur *= share;
        for component in &mut thin.market.components.rows {
            component.capital_eur *= share;
        }
        thin.market.supplier.cost_care_eur *= share;
        thin.market.importer.capital_eur *= share;
        thin.market.seller.capital_eur *= share;
        thin.average_base = average_base(&thin.market, &thin.categories, &thin.makers);
        thin
    }

    /// Takes over what a thinned market was taught.
    pub fn learn_from(&mut self, thin: &Setting) {
        let share = thin.makers.len() as f64 / self.makers.len() as f64;
        self.calibration = thin.calibration.clone();
        self.calibration.normal_hits /= share;
        for hits in &mut self.calibration.component_hits {
            *hits /= share;
        }
        for (category, taught) in thin.categories.iter().enumerate() {
            self.raise_appeal(category, taught.raised - self.categories[category].raised);
        }
        self.fit_costs();
    }

    /// Share of raw stock of a category still in use in a month.
    #[inline]
    pub fn survival(&self, category: usize, month: Month) -> f64 {
        self.categories[category].survival[(month - self.first) as usize]
    }

    /// Social discount factor of a month, 1 at the announcement.
    #[inline]
    pub fn social_discount(&self, month: Month) -> f64 {
        self.discount[(month - self.first) as usize]
    }

    /// Cost of supporting a device for so many months, EUR.
    #[inline]
    pub fn support_cost(&self, category: u8, support_months: f64) -> f64 {
        let row = &self.market.categories.rows[usize::from(category)];
        if row.support_months > 0.0 {
            row.support_cost_eur * support_months / row.support_months
        } else {
            0.0
        }
    }

    /// Devices in use of an average maker of a category at the start.
    pub fn average_base(&self, category: u8) -> f64 {
        self.average_base[usize::from(category)]
    }

    /// Devices that one direct accident hits, for a maker of average size.
    pub fn direct_victims(&self, size: u8, category: u8) -> f64 {
        match self.market.accident.victims {
            Victims::One => 1.0,
            Victims::Sold => self.calibration.units_year[self.part(size, category)] / 12.0,
            Victims::All => {
                let life = self.market.categories.rows[usize::from(category)].life_years;
                self.calibration.units_year[self.part(size, category)] * life
            }
        }
    }

    /// Index of the devices of a category in a cell among the targets of attackers: they tell jurisdictions, but not owners, apart.
    #[inline]
    pub fn target(&self, category: usize, cell: usize) -> usize {
        category * self.market.jurisdictions.len() + self.cells[cell].jurisdiction
    }

    /// Index of a size class and category in tables by part of the market.
    #[inline]
    pub fn part(&self, size: u8, category: u8) -> usize {
        usize::from(size) * self.categories.len() + usize::from(category)
    }

    /// What care prevents on a prong (design, testing, response).
    #[inline]
    pub fn technology(&self, prong: usize) -> Technology {
        self.technology[prong]
    }

    /// Share of the flaws of zero care that remain at a care level, `m(level)`, for a prong.
    #[inline]
    pub fn residual(&self, prong: usize, level: f64) -> f64 {
        self.technology[prong].residual(level)
    }

    /// Share of the compromises through a source at zero response care that a level of it leaves: by fewer flaws in updates, and
    /// for other sources by finding and fixing flaws faster.
    #[inline]
    pub fn left_by_response(&self, source: usize, level: f64) -> f64 {
        if source == 2 {
            return self.residual(2, level);
        }
        let hastened = self.hastened(source);
        1.0 - hastened + hastened / (1.0 + self.haste() * level)
    }

    /// Response care at which a maker finds a flaw of its own at a rate a year; infinite if no care is enough.
    pub fn response_to_find(&self, rate: f64) -> f64 {
        let patching = &self.market.patching;
        let missing = rate - patching.discovery_maker;
        if missing <= 0.0 {
            0.0
        } else if missing < patching.discovery_response {
            self.technology[2].level_for(1.0 - missing / patching.discovery_response)
        } else {
            f64::INFINITY
        }
    }

    /// Share of the compromises through a source that fixes come too late for, as calibration found.
    #[inline]
    pub fn hastened(&self, source: usize) -> f64 {
        self.calibration.hastened[source]
    }

    /// Share of a category's devices still in use when so many months of support after the close of sales are over.
    pub fn unsupported_share(&self, category: u8, months: f64) -> f64 {
        math::exp(-months / (12.0 * self.market.categories.rows[usize::from(category)].life_years))
    }

    /// Share of compromises that hit devices out of support, where support is as long as is usual.
    pub fn hit_when_unsupported(&self, category: usize) -> f64 {
        let usual = self.market.categories.rows[category].support_months;
        let share = self.unsupported_share(category as u8, usual);
        let rates = &self.calibration.hit_rate;
        let (mut hit, mut all) = (0.0, 0.0);
        for (rate, added) in rates.iter().zip(self.calibration.unsupported) {
            hit += rate * share * (1.0 + added) / (1.0 + added * share);
            all += rate;
        }
        if all > 0.0 { (hit / all).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Losses by source, at the support that is usual, as a sum that support does not change and one to be multiplied by the
    /// share unsupported: compromises are `1 + B·share` times those of devices always supported.
    pub fn losses_by_support(&self, category: u8, losses: &[f64; SOURCES]) -> [f64; 2] {
        let usual = self.market.categories.rows[usize::from(category)].support_months;
        let share = self.unsupported_share(category, usual);
        losses.iter().zip(self.calibration.unsupported).fold([0.0; 2], |[fixed, fading], (loss, added)| {
            let supported = loss / (1.0 + added * share);
            [fixed + supported, fading + added * supported]
        })
    }

    /// How much faster fixes are for each level of response care.
    #[inline]
    pub fn haste(&self) -> f64 {
        let speed = self.market.patching.fix_response;
        if speed > 0.0 { speed } else { self.market.care.productivity_response }
    }

    /// Is a flaw of this ease severe?
    pub fn is_severe(&self, ease: f64) -> bool {
        ease >= self.market.threat.severe_ease
    }

    /// Share of flaws that are severe, and share of the attacks that use them: attacks come in proportion to ease, log-normal.
    pub fn severe_share(&self) -> [f64; 2] {
        let (sd, least) = (self.market.threat.ease_log_sd, self.market.threat.severe_ease);
        if sd == 0.0 || least == 0.0 {
            return [f64::from(u8::from(least <= 1.0)); 2];
        }
        let z = math::ln(least) / sd + 0.5 * sd;
        [math::norm_cdf(-z), math::norm_cdf(sd - z)]
    }

    /// Do flaws have a life cycle, or do accidents come directly?
    pub fn has_lifecycle(&self) -> bool {
        self.market.accident.count == crate::scenario::market::AccidentCount::Lifecycle
    }
}

impl CategorySetting {
    fn new(
        market: &Market,
        category: &crate::scenario::market::Category,
        months: usize,
    ) -> Result<Self, SettingError> {
        let retirement = 1.0 / (12.0 * category.life_years);
        let outside = outside_share(market, category.served_share, retirement);
        let response = -market.demand.price_response;
        let (alpha, nest) = match market.demand.fit {
            DemandFit::Observed => (
                response / (category.price_eur * outside),
                (market.first_markup(category.gross_margin) * response / outside).min(1.0),
            ),
            DemandFit::Stated => (market.demand.price_weight, 1.0 - market.demand.nesting),
        };
        let mut severity = Vec::new();
        for (index, head) in market.heads.iter().enumerate() {
            let head_name = crate::scenario::market::HeadName::NAMES[index];
            severity.push(
                head.severity(category.severity)
                    .map_err(|error| SettingError::Severity { head: head_name, error })?,
            );
        }
        let severity = [severity[0], severity[1], severity[2], severity[3]];
        let frailty = Frailty::new(market.threat.frailty_log_sd);
        let mut mean_loss = [0.0; 4];
        for (index, loss) in mean_loss.iter_mut().enumerate() {
            let given = |u: f64| severity[index].mean_scaled(frailty.quantile(u));
            *loss = market.heads[index].incidence * math::mean_over_unit(given);
        }
        Ok(CategorySetting {
            alpha,
            eur_per_utility: if alpha > 0.0 { 1.0 / alpha } else { 0.0 },
            nest,
            per_nest: 1.0 / nest,
            retirement,
            retired_share: -math::exp_m1(-retirement),
            slots: 0.0,
            raised: 0.0,
            severity,
            mean_loss,
            survival: (0..=months).map(|age| math::exp(-retirement * age as f64)).collect(),
        })
    }
}

fn grid(market: &Market) -> Vec<(f64, f64)> {
    if market.decision.search != Search::Grid {
        return Vec::new();
    }
    let ([design, ..], last) = (Technology::of(&market.care), market.decision.grid_points - 1.0);
    let level = |point: usize| market.decision.grid_max * point as f64 / last;
    (0..=last as usize).map(|point| (level(point), design.residual(level(point)))).collect()
}

fn cells(market: &Market) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (jurisdiction, place) in market.jurisdictions.rows.iter().enumerate() {
        for (segment, buyers) in market.segments.rows.iter().enumerate() {
            let (taste, share) = (buyers.price_taste, place.share * buyers.share);
            cells.push(Cell { segment, jurisdiction, share, taste, per_taste: 1.0 / taste });
        }
    }
    debug_assert!(cells.len() <= MAX_CELLS);
    cells
}

fn discount(market: &Market, first: Month, months: usize) -> Vec<f64> {
    let factor =
        |age: usize| math::exp(-market.finance.discount_social * f64::from(first + age as Month) / 12.0);
    (0..=months).map(factor).collect()
}

/// Shares of devices in use by target, as a first guess of how attackers spread their effort.
fn targets(market: &Market, categories: &[CategorySetting]) -> Vec<f64> {
    let devices =
        categories.iter().zip(&market.categories.rows).map(|(own, row)| own.slots * row.served_share);
    let all: f64 = devices.clone().sum();
    let of_category =
        |devices: f64| market.jurisdictions.rows.iter().map(move |row| row.share * devices / all);
    devices.flat_map(of_category).collect()
}

fn reach(market: &Market) -> BetaTable {
    let (mean, concentration) = (market.threat.reach_mean, market.threat.reach_concentration);
    let mean = mean.clamp(1e-6, 1.0 - 1e-6);
    BetaTable::new(mean * concentration, (1.0 - mean) * concentration)
}
