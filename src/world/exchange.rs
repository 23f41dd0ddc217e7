//! Devices that owners are given in place of older ones.

use super::{Scene, World, embed};
use crate::scenario::market::MAX_CELLS;

impl World {
    /// Owners of a release get devices of the one that its maker sells now: so much raw stock, by cell, goes from the one to the other.
    /// Devices leave use at a constant hazard, so that as many are in use as before; whose fix is already out is drawn evenly.
    pub fn exchange(&mut self, scene: Scene<'_>, row: usize, raw: [f64; MAX_CELLS]) {
        let old = self.releases.rows[row];
        let (moved, total) = (raw.iter().sum::<f64>(), old.raw_total());
        if moved <= 0.0 {
            return;
        }
        let firm = &mut self.firms[old.firm as usize];
        let new = self.releases.rows[firm.release as usize];
        firm.unsupported_raw -= moved;
        for (embodied, (left, comes)) in
            firm.embodied.iter_mut().zip(old.residual.into_iter().zip(new.residual))
        {
            *embodied += (comes - left) * moved;
        }
        let place = (usize::from(firm.category), scene.setting.categories.len());
        embed(&mut self.embedded_raw, old.components, place, -moved);
        embed(&mut self.embedded_raw, new.components, place, moved);
        let on_sale = firm.release as usize;
        for (cell, raw) in raw.into_iter().enumerate() {
            let from = &mut self.releases.rows[row];
            from.raw[cell] -= raw;
            from.before[cell] = from.before[cell].min(from.raw[cell]);
            self.releases.rows[on_sale].raw[cell] += raw;
        }
        let left = 1.0 - moved / total;
        let of_release = |flaw: &&mut super::Flaw| flaw.birth.release as usize == row && flaw.fixed();
        self.flaws.rows.iter_mut().filter(of_release).for_each(|flaw| flaw.old_raw *= left);
    }
}
