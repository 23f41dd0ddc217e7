//! What duties after sale cost a maker: monitoring, bounties for reported flaws, fixes seen delivered.

use crate::decisions::planner::by_scale;
use crate::world::{Firm, Scene, Stakes};

/// Costs of a year, EUR.
pub(in crate::decisions) struct Upkeep {
    /// Of the monitoring that the law of the day asks for.
    pub(in crate::decisions) monitoring: f64,
    /// Bounties for the flaws that each kind of care prevents, at none of it.
    bounties: [f64; 3],
    /// Delivery of the fixes of these flaws.
    delivery: [f64; 3],
}

impl Upkeep {
    /// The costs of a maker of so many units and launches a year.
    pub(super) fn new(
        scene: Scene<'_>,
        firm: &Firm,
        stakes: &Stakes,
        (units, launches): (f64, f64),
    ) -> Upkeep {
        let (market, demands) = (&scene.setting.market, &stakes.today);
        let (care, patching, search) = (&market.care, &market.patching, &demands.search);
        let monitoring = patching.monitoring_eur * search.monitored * by_scale(scene.setting, units);
        let (bounty, delivery) = (search.bounty_eur, demands.delivered * patching.delivery_eur);
        if bounty == 0.0 && delivery == 0.0 {
            return Upkeep { monitoring, bounties: [0.0; 3], delivery: [0.0; 3] };
        }
        let life_years = market.categories.rows[usize::from(firm.category)].life_years;
        // What protection moves was publication before.
        let moved = search.protected * patching.publication_rate;
        let known = patching.discovery(1.0) + patching.publication_rate + search.added(patching) - moved;
        // In the life of a device, before anybody else finds or publishes it.
        let at_all = known + 1.0 / life_years;
        let flaws = [launches * care.flaws_design, launches * care.flaws_testing, care.flaws_response];
        let exploitable = flaws.map(|flaws| flaws * firm.complexity * market.threat.ever_exploited);
        let devices = units / launches;
        Upkeep {
            monitoring,
            bounties: exploitable.map(|flaws| flaws * search.researchers(patching) / at_all * bounty),
            delivery: exploitable.map(|flaws| flaws * known / at_all * delivery * devices),
        }
    }

    /// What the flaws that a kind of care prevents cost at none of it.
    pub(super) fn of_flaws(&self, prong: usize) -> f64 {
        self.bounties[prong] + self.delivery[prong]
    }

    /// Bounties, where care leaves so much of flaws.
    pub(super) fn bounties_at(&self, left: [f64; 3]) -> f64 {
        sum(self.bounties, left)
    }

    /// Delivery of fixes, where care leaves so much of flaws: it grows with the units sold.
    pub(super) fn delivery_at(&self, left: [f64; 3]) -> f64 {
        sum(self.delivery, left)
    }
}

fn sum(eur: [f64; 3], left: [f64; 3]) -> f64 {
    eur[0] * left[0] + eur[1] * left[1] + eur[2] * left[2]
}
