//! What makers believe about incidents.

use crate::world::{Firm, SOURCES, Scene, World};

/// Devices a maker believes to be compromised per device-year at unit complexity and zero care, by source: gamma–Poisson, own
/// experience against the industry's, and that against a prior centred on truth.
pub(super) fn believed_hit_rates(world: &World, scene: Scene<'_>, firm: &Firm) -> [f64; SOURCES] {
    let weight = scene.setting.market.decision.prior_weight;
    let mut rates = scene.setting.calibration.hit_rate;
    for (source, rate) in rates.iter_mut().enumerate() {
        let posterior = |prior: f64, hits: f64, exposure: f64| {
            if weight + exposure > 0.0 { (weight * prior + hits) / (weight + exposure) } else { prior }
        };
        let industry = posterior(*rate, world.experience.hits[source], world.experience.exposure[source]);
        *rate = posterior(industry, firm.hits[source], firm.exposure[source]);
    }
    rates
}
