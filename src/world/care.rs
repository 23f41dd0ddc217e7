//! Care behind what makers have sold: embodied in a release for its life, or taken month by month.
//!
//! Precautions are durable or not (Grady 1988, *Northwestern University Law Review* 82:293). Where design and testing care is a flow,
//! releases embody none, so that all flaws of zero care are in them. They are found, published and fixed as such, whatever the care. But
//! an attack gets through only where the care of its month leaves the flaw, `Γ < λ(care)`: more care lets a part of the same attacks
//! through. Nobody takes care of what is left of a maker that is gone.

use super::{Demands, Firm, Flaw, Origin, Release, Scene, Setting, Stakes, World};
use crate::scenario::market::CareNature;
use crate::units::Month;

impl Setting {
    /// Is care in design and testing a flow, as response care is, and not embodied in releases?
    #[inline]
    pub fn care_flows(&self) -> bool {
        self.market.care.nature == CareNature::Flow && self.has_lifecycle()
    }
}

impl Firm {
    /// Share of its design and testing flaws that it leaves to attackers now, where care is a flow.
    #[inline]
    fn left_to_attackers(&self) -> [f64; 2] {
        match self.is_active() {
            true => [self.plan.design_residual, self.plan.testing_residual],
            false => [1.0; 2],
        }
    }
}

impl Stakes {
    /// What the law demands of care that is chosen now: of products to come, or where care is a flow, of the day.
    pub fn of_care(&self, setting: &Setting) -> &Demands {
        if setting.care_flows() { &self.today } else { &self.demands }
    }
}

impl World {
    /// Design and testing care behind a release, by which its maker is judged this month: who has left, by what it last took.
    pub fn care_behind(&self, scene: Scene<'_>, release: &Release) -> [f64; 2] {
        if !scene.setting.care_flows() {
            return [release.design, release.testing];
        }
        let [design, testing, _] = self.firms[release.firm as usize].plan.care;
        [design, testing]
    }

    /// Care on a prong, what is customary and the month, as a maker is judged for what an attack does now, where care is a flow; else
    /// what was when the product was made counts.
    pub fn conduct_now(
        &self,
        scene: Scene<'_>,
        release: &Release,
        prong: usize,
    ) -> Option<(f64, f64, Month)> {
        let now = || (self.care_behind(scene, release)[prong], self.experience.custom[prong], self.month);
        scene.setting.care_flows().then(now)
    }

    /// Does the care that its maker takes now keep attackers from using a flaw?
    #[inline]
    pub fn holds_off(&self, scene: Scene<'_>, flaw: &Flaw) -> bool {
        if !scene.setting.care_flows() {
            return false;
        }
        let release = &self.releases.rows[flaw.birth.release as usize];
        let left = self.firms[release.firm as usize].left_to_attackers();
        match flaw.birth.origin {
            Origin::Design => flaw.birth.arrival >= flaw.birth.intensity * left[0],
            Origin::Implementation => flaw.birth.arrival >= flaw.birth.intensity * left[1],
            Origin::Update | Origin::Component => false,
        }
    }

    /// Share of a maker's exposure to the flaws of design and testing that its care of now leaves, where that is a flow.
    pub(super) fn left_by_flow(&self, scene: Scene<'_>, firm: &Firm) -> [f64; 2] {
        if scene.setting.care_flows() { firm.left_to_attackers() } else { [1.0; 2] }
    }
}
