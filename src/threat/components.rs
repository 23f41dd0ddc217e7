//! Components: when products carry a component's fix, and what makes its flaw known.

use super::exposure::Patches;
use crate::scenario::market::ComponentMaker;
use crate::shocks::Stream;
use crate::units::{Month, month_of};
use crate::world::{ComponentFlaw, Demands, NEVER, Release, Scene, World, fix_months};

/// The fix of a component's flaw at a time, as those who embed the component have it.
pub(super) struct Fix<'a> {
    scene: Scene<'a>,
    flaw: &'a ComponentFlaw,
    time: f64,
    /// Month in which it comes out.
    month: Month,
    /// Epoch of the law then: a fix that is out stays out, whatever the law.
    epoch: usize,
    severe: bool,
    /// Is the component a service, which is mended where it runs?
    service: bool,
}

impl<'a> Fix<'a> {
    pub(super) fn of(scene: Scene<'a>, flaw: &'a ComponentFlaw, time: f64) -> Self {
        let month = month_of(flaw.fix);
        Fix {
            scene,
            flaw,
            time,
            month,
            epoch: scene.law.epoch_at(month),
            severe: scene.setting.is_severe(flaw.clocks.ease),
            service: scene.made_by(flaw.component) == Some(ComponentMaker::Service),
        }
    }

    /// What the law demanded of a release's maker when the fix came out.
    fn demands(&self, world: &World, release: &Release) -> &'a Demands {
        let (firm, sold) = (&world.firms[release.firm as usize], release.last_sold(world.month));
        let part = self.scene.setting.part(firm.size, firm.category);
        self.scene.outlook.demands(self.epoch, self.scene.law.vintage_at(sold), part)
    }

    /// Months that a maker takes to integrate it into a release by itself, whatever it does later, and the standard normal of that
    /// time.
    fn months_alone(&self, world: &World, release: &Release) -> (f64, f64) {
        let firm = &world.firms[release.firm as usize];
        let luck = world.shocks.normal(Stream::FlawTraits, self.flaw.key, 0, 1 << 30 | firm.key);
        let response = firm.response_at(self.month);
        (fix_months(&self.scene.setting.market.patching, response, luck), luck)
    }

    /// When a maker's own products carry it, and which of a release's devices were sold before.
    pub(super) fn in_release(&self, world: &World, release: &Release) -> Patches {
        let Fix { flaw, time, severe, .. } = *self;
        let none = Patches {
            known: flaw.fix,
            fix: NEVER,
            fixed: false,
            luck: 0.0,
            severe,
            warned: NEVER,
            old: 1.0,
            own: false,
        };
        if self.service {
            // Neither makers nor owners have anything to do.
            let fixed = flaw.fix <= time;
            let old = if fixed { 0.0 } else { 1.0 };
            return Patches { known: NEVER, fix: flaw.fix, fixed, old, ..none };
        }
        if flaw.fix > time {
            // There is nothing to integrate yet, so that nothing sold carries a fix.
            return Patches { known: NEVER, ..none };
        }
        let firm = &world.firms[release.firm as usize];
        if !release.supported_at(flaw.fix, firm) {
            // It was on sale, and supported, only before there was anything to integrate.
            return none;
        }
        let demands = self.demands(world, release);
        let (alone, luck) = self.months_alone(world, release);
        let months = alone * demands.integration;
        let fix = flaw.fix + if demands.coordinated { months.min(flaw.together) } else { months };
        let fixed = fix <= time && release.supported_at(fix, firm);
        let (shipped, closed) = (f64::from(release.shipped), f64::from(release.closed).min(time));
        // Units sold after the fix carry it; within a release they are spread evenly over its time on sale.
        let old = if fix <= shipped {
            0.0
        } else if fix >= closed {
            1.0
        } else {
            (fix - shipped) / (closed - shipped)
        };
        Patches { fix, fixed, luck, old, ..none }
    }
}

/// Makers that ship the fix of a component together do so when the fastest of them has it: notes how long that one takes, in the
/// month of the fix.
pub(super) fn coordinate(world: &mut World, scene: Scene<'_>) {
    if !scene.outlook.coordinates {
        return;
    }
    // A fix that a campaign brings forward into its own month is seen in the next.
    let months = f64::from(world.month) - 1.0..f64::from(world.month) + 1.0;
    for at in 0..world.component_flaws.len() {
        let flaw = world.component_flaws[at];
        if flaw.together < NEVER || !months.contains(&flaw.fix) {
            continue;
        }
        let (fix, mut fastest) = (Fix::of(scene, &flaw, flaw.fix), NEVER);
        for &row in &world.embedding[usize::from(flaw.component)] {
            let release = &world.releases.rows[row as usize];
            let demands = fix.demands(world, release);
            if demands.coordinated && release.supported_at(flaw.fix, &world.firms[release.firm as usize]) {
                let (alone, _) = fix.months_alone(world, release);
                fastest = fastest.min(alone * demands.integration);
            }
        }
        world.component_flaws[at].together = fastest;
    }
}
