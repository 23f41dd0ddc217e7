//! What duties about flaws and fixes leave of compromises, as makers foresee it before experience teaches them.

use crate::math;
use crate::world::{Demands, SOURCES, Search, Setting, fix_months};

/// Sources of compromises: updates, whose flaws response care prevents and nobody's haste, and components.
const UPDATES: usize = 2;
const COMPONENTS: usize = 3;

/// Share of the compromises through each source that the duties of the day leave. Calibration found which share finding and fixing
/// flaws at once would prevent; of that, duties prevent as much as they shorten the mean time from a flaw's birth to its fix.
pub(super) fn left_by_duties(setting: &Setting, demands: &Demands) -> [f64; SOURCES] {
    let found = time_left(setting, &demands.search);
    let unreached = |(cell, unreached): (&crate::world::Cell, f64)| cell.share * (1.0 - unreached);
    let reached: f64 = setting.cells.iter().zip(demands.unreached).map(unreached).sum();
    std::array::from_fn(|source| {
        let shortened = match source {
            UPDATES => 0.0,
            COMPONENTS => 1.0 - found * demands.integration,
            _ => 1.0 - found,
        };
        let chosen =
            if source == COMPONENTS { of_chosen_components(setting, demands.diligence) } else { 1.0 };
        let sooner = 1.0 - setting.hastened(source) * shortened;
        chosen * sooner * (1.0 - setting.calibration.offered[source] * reached)
    })
}

/// Mean time from a flaw's birth to its fix at no response care, over the same without what the law adds.
fn time_left(setting: &Setting, search: &Search) -> f64 {
    let patching = &setting.market.patching;
    let before = patching.discovery(1.0) + patching.publication_rate;
    // Of protected researchers' reports, as many were publications before.
    let after = before + search.added(patching) - search.protected * patching.publication_rate;
    if after == before {
        return 1.0;
    }
    let months = |rate: f64| 12.0 / rate + fix_months(patching, 0.0, 0.0);
    if before > 0.0 { months(after) / months(before) } else { 0.0 }
}

/// Flaws of the components that makers choose if they weigh their care so, over those if they do not.
fn of_chosen_components(setting: &Setting, diligence: f64) -> f64 {
    let components = &setting.market.components.rows;
    if diligence == 0.0 || components.is_empty() {
        return 1.0;
    }
    let flaws = |diligence: f64| -> f64 {
        let slots = 1..=crate::world::SLOTS;
        let of_slot = |slot: usize| {
            let here = components.iter().filter(|component| component.slot as usize == slot);
            here.fold((0.0, 0.0), |(weights, flaws), component| {
                let weight = math::exp(component.popularity + diligence * component.care);
                let left = component.flaws_per_year * setting.residual(1, component.care);
                (weights + weight, flaws + weight * left)
            })
        };
        slots.map(of_slot).filter(|(weights, _)| *weights > 0.0).map(|(weights, flaws)| flaws / weights).sum()
    };
    let before = flaws(0.0);
    if before > 0.0 { flaws(diligence) / before } else { 1.0 }
}
