//! What duties that find and fix flaws sooner leave of compromises, as makers foresee it before experience teaches them.

use crate::world::{Demands, SOURCES, Search, Setting, fix_months};

/// Source of compromises through updates, which response care prevents and nobody's haste.
const UPDATES: usize = 2;

/// Share of the compromises through each source that the duties of the day leave. Calibration found which share finding and fixing
/// flaws at once would prevent; of that, duties prevent as much as they shorten the mean time from a flaw's birth to its fix.
pub(super) fn left_by_duties(setting: &Setting, demands: &Demands) -> [f64; SOURCES] {
    let shortened = 1.0 - time_left(setting, &demands.search);
    std::array::from_fn(|source| match source {
        UPDATES => 1.0,
        _ => 1.0 - setting.hastened(source) * shortened,
    })
}

/// Mean time from a flaw's birth to its fix at no response care, over the same without what the law adds.
fn time_left(setting: &Setting, search: &Search) -> f64 {
    let patching = &setting.market.patching;
    let before = patching.discovery(1.0) + patching.publication_rate;
    let after = before + search.added();
    if after == before {
        return 1.0;
    }
    let months = |rate: f64| 12.0 / rate + fix_months(patching, 0.0, 0.0);
    if before > 0.0 { months(after) / months(before) } else { 0.0 }
}
