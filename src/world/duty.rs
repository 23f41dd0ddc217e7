//! What the law asks of a maker, here and now.

use super::{
    DAYS_PER_MONTH, Demands, Firm, Handling, NEVER, Origin, Release, Scene, Stakes, World, fix_months,
    prong_of,
};
use crate::law::compile::Place;
use crate::law::rule::Rule;
use crate::law::standard::{DueCare, Standard};
use crate::shocks::Stream;
use crate::units::Month;

impl World {
    /// How fast a maker handles a flaw of a release that becomes known now.
    pub fn handling(&self, scene: Scene<'_>, release: &Release, luck: f64) -> Handling {
        let firm = &self.firms[release.firm as usize];
        let demands = self.demands(scene, firm, release.last_sold(self.month));
        let in_harbour = if firm.plan.harbour { demands.harbour_publication } else { f64::INFINITY };
        Handling {
            fix_months: fix_months(&scene.setting.market.patching, firm.plan.care[2], luck),
            disclosure_months: demands.disclosure_months.min(in_harbour),
        }
    }

    /// The maker knows a flaw from `time` on: its fix is on its way, and may come late.
    pub fn start_patch_clock(&mut self, scene: Scene<'_>, index: usize, time: f64, coordinated: bool) {
        let flaw = self.flaws.rows[index];
        let release = &self.releases.rows[flaw.birth.release as usize];
        let handling = self.handling(scene, release, flaw.clocks.fix_luck);
        let firm = &self.firms[release.firm as usize];
        let demands = self.demands(scene, firm, release.last_sold(self.month));
        let severe = scene.setting.is_severe(flaw.clocks.ease);
        let (leak, mut fix) = (demands.search.leak, time + handling.fix_months);
        let end = f64::from(release.supported_until(firm));
        self.delays.note_fix(release.firm as usize, &demands.authorities, (time, fix.min(end)), severe);
        if fix >= end {
            // A fix that will not come in time for support gives nothing away.
            fix = NEVER;
        }
        let handling = Handling { fix_months: fix - time, ..handling };
        let heard = leak > 0.0 && self.shocks.uniform(Stream::Leak, flaw.birth.key, 0, 0) < leak;
        let flaw = &mut self.flaws.rows[index];
        flaw.start_patch_clock(time, coordinated, handling);
        if heard {
            flaw.usable = flaw.usable.min(flaw.clocks.usable(time));
        }
        if flaw.campaigns > 0 {
            self.report(scene, index, time);
        }
    }

    /// Months from knowledge until a fix is due in a jurisdiction: by its deadline, or as fast as due response care would be.
    /// `known` is the month of knowledge, whose law counts.
    pub fn due_months(
        &self,
        scene: Scene<'_>,
        release: &Release,
        (jurisdiction, known): (usize, Month),
        (luck, severe): (f64, bool),
    ) -> f64 {
        let firm = &self.firms[release.firm as usize];
        let vintage = scene.law.vintage_at(release.last_sold(self.month));
        let rule = rule_at(scene, firm, jurisdiction, scene.law.epoch_at(known), vintage);
        let days = rule.duties.patch_days;
        let days = if severe { days.min(rule.duties.patch_days_severe) } else { days };
        let deadline = days / DAYS_PER_MONTH;
        if !rule.standard.by_fault(Origin::Update) || !rule.standard.examines(Origin::Update) {
            return deadline;
        }
        let care = due_care(scene, &rule.standard, firm, Origin::Update, self.experience.custom[2]);
        if care > 0.0 {
            deadline.min(fix_months(&scene.setting.market.patching, care, luck))
        } else {
            deadline
        }
    }

    /// What is at stake for a maker of this size and category.
    #[inline]
    pub fn stakes_of<'a>(&self, scene: Scene<'a>, firm: &Firm) -> &'a Stakes {
        let part = scene.setting.part(firm.size, firm.category);
        let abroad = if firm.abroad { scene.outlook.parts } else { 0 };
        &scene.outlook.views[self.view].stakes[abroad + part]
    }

    /// What the law of the month demands of a maker for products placed on the market in month `sold`.
    #[inline]
    pub fn demands<'a>(&self, scene: Scene<'a>, firm: &Firm, sold: Month) -> &'a Demands {
        let part = scene.setting.part(firm.size, firm.category);
        scene.outlook.demands(self.epoch, scene.law.vintage_at(sold), part)
    }

    /// What it demands for products sold now.
    #[inline]
    pub fn demands_now<'a>(&self, scene: Scene<'a>, firm: &Firm) -> &'a Demands {
        scene.outlook.demands(self.epoch, self.vintage, scene.setting.part(firm.size, firm.category))
    }

    /// The same by part of the market.
    #[inline]
    pub fn demands_of_month<'a>(&self, scene: Scene<'a>) -> &'a [Demands] {
        scene.outlook.demands_by_part(self.epoch, self.vintage)
    }

    /// Due care on a prong under a rule today, before courts' error.
    pub fn due(&self, scene: Scene<'_>, standard: &Standard, firm: &Firm, origin: Origin) -> f64 {
        due_care(scene, standard, firm, origin, self.experience.custom[prong_of(origin)])
    }
}

/// The rule of a maker's events in a jurisdiction, by epoch of the event and vintage of the product.
pub fn rule_at<'a>(
    scene: Scene<'a>,
    firm: &Firm,
    jurisdiction: usize,
    epoch: usize,
    vintage: usize,
) -> &'a Rule {
    let place = Place { jurisdiction, size: usize::from(firm.size), category: usize::from(firm.category) };
    scene.law.rule(scene.law.cell(place, epoch, vintage))
}

/// Due care on a prong under a rule, before courts' error, where `custom` is what the industry does.
pub fn due_care(scene: Scene<'_>, standard: &Standard, firm: &Firm, origin: Origin, custom: f64) -> f64 {
    let solved = match standard.due_care {
        DueCare::Custom => custom,
        DueCare::Explicit | DueCare::Hand => {
            scene.setting.calibration.hand[scene.setting.part(firm.size, firm.category)][prong_of(origin)]
        }
    };
    standard.due(origin, solved)
}
