//! What compromises cost a maker in repute, what it keeps of what buyers would pay to be spared them, and what owners risk.

use super::{Case, Draft};
use crate::math;
use crate::scenario::market::BorneBy;
use crate::world::{Firm, OwnerRisk, Scene};

/// What one compromise costs a maker in repute, EUR, of the devices in use and of those to come: `(stock, sales)`.
///
/// At prices of greatest value a utility that buyers lose is worth `θ·q·(1 − f)/α` to the maker, for as long as ill repute lasts.
/// What one victim does to it falls with the owners who are not: in a steady state a maker has as many as it sells in a life.
pub(super) fn of_a_compromise(scene: Scene<'_>, firm: &Firm, lost: f64, devices: f64) -> (f64, f64) {
    let (setting, market) = (scene.setting, &scene.setting.market);
    let demand = &market.demand;
    if demand.reputation_loss == 0.0 {
        return (0.0, 0.0);
    }
    let to_buyers = market.heads.iter().filter(|head| head.borne_by == BorneBy::Buyer);
    let victims: f64 = to_buyers.map(|head| head.incidence).sum();
    let category = usize::from(firm.category);
    let lapse = setting.calibration.lapse_rate[usize::from(firm.size)];
    let kept = (1.0 - demand.reputation_recovery / 12.0).max(0.0)
        * math::exp(-(market.finance.discount_firm + lapse) / 12.0);
    let years = kept / (1.0 - kept) / 12.0;
    let of_utility = demand.conduct * (1.0 - lost) * setting.categories[category].eur_per_utility;
    let of_one_in_one = 1000.0 * demand.reputation_loss * victims * of_utility * years;
    let stock = if devices > 0.0 { firm.units_year / devices } else { 0.0 };
    (of_one_in_one * stock, of_one_in_one / market.categories.rows[category].life_years)
}

impl Case<'_> {
    /// What a maker bears of the loss of a compromised device, or feels in what buyers pay, EUR.
    pub(super) fn borne(&self) -> f64 {
        self.stakes.own_loss + self.felt * self.stakes.owner_loss
    }

    /// What an owner of a device to be sold risks by leaving its flaws open.
    pub(in crate::decisions) fn owner_risk(&self, draft: &Draft) -> OwnerRisk {
        let usual = self.scene.setting.market.threat.compromises_per_device_year * self.life;
        let lost = draft.owner_hits * self.stakes.owner_loss;
        OwnerRisk {
            rate: if usual > 0.0 { draft.owner_hits / usual } else { 1.0 },
            made_good: if lost > 0.0 { 1.0 - draft.owner_loss / lost } else { 0.0 },
        }
    }
}
