//! Components: when products carry a component's fix, and what makes its flaw known.

use super::exposure::Patches;
use crate::scenario::market::ComponentMaker;
use crate::shocks::Stream;
use crate::units::month_of;
use crate::world::{ComponentFlaw, Demands, NEVER, Release, Scene, World, fix_months};

/// What the law demanded of a release's maker when a component's fix came out: a fix that is out stays out, whatever the law.
fn demands_at_fix<'a>(
    world: &World,
    scene: Scene<'a>,
    flaw: &ComponentFlaw,
    release: &Release,
) -> &'a Demands {
    let firm = &world.firms[release.firm as usize];
    let (epoch, sold) = (scene.law.epoch_at(month_of(flaw.fix)), release.last_sold(world.month));
    let part = scene.setting.part(firm.size, firm.category);
    scene.outlook.demands(epoch, scene.law.vintage_at(sold), part)
}

/// Months that a maker takes to integrate a component's fix into a release by itself, whatever it does later, and the standard
/// normal of that time.
fn integration_months(
    world: &World,
    scene: Scene<'_>,
    flaw: &ComponentFlaw,
    release: &Release,
) -> (f64, f64) {
    let firm = &world.firms[release.firm as usize];
    let luck = world.shocks.normal(Stream::FlawTraits, flaw.key, 0, 1 << 30 | firm.key);
    let response = firm.response_at(month_of(flaw.fix));
    (fix_months(&scene.setting.market.patching, response, luck), luck)
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
        let mut fastest = NEVER;
        for &row in &world.embedding[usize::from(flaw.component)] {
            let release = &world.releases.rows[row as usize];
            let demands = demands_at_fix(world, scene, &flaw, release);
            if demands.coordinated && release.supported_at(flaw.fix, &world.firms[release.firm as usize]) {
                let (alone, _) = integration_months(world, scene, &flaw, release);
                fastest = fastest.min(alone * demands.integration);
            }
        }
        world.component_flaws[at].together = fastest;
    }
}

/// When a maker's own products carry the component's fix, and which of a release's devices were sold before.
pub(super) fn integration(
    world: &World,
    scene: Scene<'_>,
    flaw: &ComponentFlaw,
    release: &Release,
    time: f64,
) -> Patches {
    let severe = scene.setting.is_severe(flaw.clocks.ease);
    if scene.made_by(flaw.component) == Some(ComponentMaker::Service) {
        // A service is mended where it runs: neither makers nor owners have anything to do.
        let fixed = flaw.fix <= time;
        let old = if fixed { 0.0 } else { 1.0 };
        let (known, warned) = (NEVER, NEVER);
        return Patches { known, fix: flaw.fix, fixed, luck: 0.0, severe, warned, old, own: false };
    }
    if flaw.fix > time {
        // There is nothing to integrate yet, so that nothing sold carries a fix.
        let (known, warned) = (NEVER, NEVER);
        return Patches { known, fix: NEVER, fixed: false, luck: 0.0, severe, warned, old: 1.0, own: false };
    }
    let (known, firm) = (flaw.fix, &world.firms[release.firm as usize]);
    if !release.supported_at(known, firm) {
        // It was on sale, and supported, only before there was anything to integrate.
        let (fix, warned) = (NEVER, NEVER);
        return Patches { known, fix, fixed: false, luck: 0.0, severe, warned, old: 1.0, own: false };
    }
    let demands = demands_at_fix(world, scene, flaw, release);
    let (alone, luck) = integration_months(world, scene, flaw, release);
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
    Patches { known, fix, fixed, luck, severe, warned: NEVER, old, own: false }
}
