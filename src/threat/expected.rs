//! What campaigns are expected to do in a month, given the state of the world at its start: the compensator of hits and harm.

use super::components::Fix;
use super::direct;
use super::exposure::{Window, patches_of};
use crate::scenario::market::{Clock, MAX_CELLS};
use crate::tally::Item;
use crate::units::Month;
use crate::world::{DEADLINES, Firm, Flaw, NO_COMPONENT, Origin, Scene, World, source_of};

/// A flaw through which campaigns may hit a release in the coming month.
#[derive(Clone, Copy)]
struct Threat {
    source: usize,
    component: u16,
    /// Campaigns at a rate of 1: ease, attraction, and the part of the month that is left when attackers first can use the flaw.
    pull: f64,
}

/// Tells `visit` each stock of devices that campaigns may hit in the coming month, and through what.
fn each_stock<'a>(world: &'a World, scene: Scene<'a>, mut visit: impl FnMut(&Window<'a>, Threat)) {
    let time = f64::from(world.month) + 0.5;
    let used = |usable: f64| (f64::from(world.month) + 1.0 - usable).clamp(0.0, 1.0);
    let gets_through = |flaw: &&Flaw| used(flaw.usable) > 0.0 && !world.holds_off(scene, flaw);
    for flaw in world.flaws.rows.iter().filter(gets_through) {
        let release = &world.releases.rows[flaw.birth.release as usize];
        let window = Window::new(world, scene, release, patches_of(scene, flaw, release), time);
        let pull = used(flaw.usable) * flaw.clocks.ease * window.maker.attraction;
        visit(&window, Threat { source: source_of(flaw.birth.origin), component: NO_COMPONENT, pull });
    }
    for flaw in world.component_flaws.iter().filter(|flaw| used(flaw.usable) > 0.0) {
        let pull = used(flaw.usable) * flaw.clocks.ease * world.component_attraction(scene, flaw.component);
        let threat = Threat { source: source_of(Origin::Component), component: flaw.component, pull };
        let fix = Fix::of(scene, flaw, time);
        for &row in &world.embedding[usize::from(flaw.component)] {
            let release = &world.releases.rows[row as usize];
            let patches = fix.in_release(world, release);
            if patches.old == 0.0 {
                continue; // All of it was sold with the fix.
            }
            visit(&Window::new(world, scene, release, patches, time), threat);
        }
    }
}

/// Devices of a maker that one campaign compromises, over those it finds exposed.
fn hits_a_pull(world: &World, scene: Scene<'_>) -> f64 {
    scene.setting.calibration.campaign_rate
        * world.attackers.activity
        * scene.setting.market.threat.reach_mean
}

/// What campaigns through one flaw are expected to do to one release in the coming month.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// Source of the compromises.
    pub source: usize,
    /// Component that the flaw sits in, or [`NO_COMPONENT`].
    pub component: u16,
    /// Devices compromised.
    pub devices: f64,
    /// Devices that one campaign finds exposed.
    pub exposed: f64,
    /// The same by cell.
    pub by_cell: [f64; MAX_CELLS],
    /// Their age, months since they were sold, on average.
    pub age: f64,
    /// Had their owners been offered a fix?
    pub offered: bool,
    /// Share of the compromises that a fix on time would have prevented.
    pub late: f64,
    /// The same for each of [`DEADLINES`] in place of what the law says, where it is asked for.
    pub late_by: [f64; DEADLINES.len()],
}

/// Tells `visit` what campaigns are expected to do in the coming month, given the state of the world at its start, by maker and
/// flaw: the compensator of the month's hits. It leaves out that two campaigns rarely hit one device in one month.
pub fn expect_hits(
    world: &World,
    scene: Scene<'_>,
    by_deadlines: bool,
    mut visit: impl FnMut(&Firm, &Expected),
) {
    let time = f64::from(world.month) + 0.5;
    let a_pull = hits_a_pull(world, scene);
    each_stock(world, scene, |window, Threat { source, component, pull }| {
        let Window { release, maker, patches, .. } = window;
        let in_use = world.in_use(scene, maker.category);
        let stock = release.raw.map(|raw| raw * in_use);
        let mut by_cell = [0.0; MAX_CELLS];
        let note = |cell: usize, devices| by_cell[cell] = devices;
        let [exposed, timely] = window.devices(&stock, |cell| window.mean_reach(cell), note);
        let late = |timely: f64| if exposed > 0.0 { 1.0 - timely / exposed } else { 0.0 };
        let mut late_by = [0.0; DEADLINES.len()];
        if by_deadlines && maker.is_active() && exposed > 0.0 {
            // A fix that is not due yet is not late.
            let due =
                DEADLINES.iter().zip(&mut late_by).take_while(|(months, _)| patches.known + **months < time);
            due.for_each(|(&months, slot)| *slot = late(window.devices_by(months, &stock)));
        }
        let hit = Expected {
            source,
            component,
            devices: pull * (a_pull * exposed),
            exposed,
            age: f64::from(world.month) - 0.5 * f64::from(release.shipped + release.closed.min(world.month)),
            offered: patches.fixed,
            late: late(timely),
            late_by,
            by_cell,
        };
        visit(maker, &hit);
    });
}

/// Counts the harm that is expected given the state of the world, in the months that `clock.compensator_months` asks for: the same
/// mean as realised harm, with less luck in it.
pub fn expect_harm(world: &mut World, scene: Scene<'_>) {
    let Some(months) = stands_for(&scene.setting.market.clock, world.month).filter(|_| world.tally.open)
    else {
        return;
    };
    if !scene.setting.has_lifecycle() {
        direct::expect(world, scene, months);
        return;
    }
    let mut tally = std::mem::take(&mut world.tally);
    let a_pull = hits_a_pull(world, scene);
    let mut all = 0.0;
    each_stock(world, scene, |window, Threat { pull, .. }| {
        let Window { release, maker, .. } = window;
        let exposed = window.exposed(&release.raw) * world.in_use(scene, maker.category);
        let loss: f64 = scene.setting.categories[usize::from(maker.category)].mean_loss.iter().sum();
        let eur = pull * a_pull * exposed * loss;
        all += eur;
        tally.add(maker.size, maker.category, Item::ExpectedHarm, months * eur);
    });
    world.tally = tally;
    sum_up(world, scene, months, all);
}

/// Counts the harm that a month is expected to bring to the whole market, EUR, for `months` alike.
pub(super) fn sum_up(world: &mut World, scene: Scene<'_>, months: f64, eur: f64) {
    let installed: f64 = world.arenas.iter().map(|arena| arena.installed).sum();
    let discounted = scene.setting.social_discount(world.month) * months * eur;
    let clock = &scene.setting.market.clock;
    let last_year = clock.horizon_months as Month - 12;
    let continues = world.month - clock.compensator_months as Month >= last_year;
    let [harm, years] = if continues { world.tally.expected_late } else { [0.0; 2] };
    world.tally.expected_late = [harm + months * eur, years + months / 12.0 * installed];
    world.tally.add(0, 0, Item::ExpectedHarmDiscounted, discounted);
}

/// The months that a look in this month stands for, if one is due: each period is looked at in its middle, and the last ends with the
/// horizon.
fn stands_for(clock: &Clock, month: Month) -> Option<f64> {
    let (every, horizon) = (clock.compensator_months as Month, clock.horizon_months as Month);
    if every == 0 {
        return None;
    }
    let begin = month.div_euclid(every) * every;
    let months = every.min(horizon - begin);
    (month == begin + months / 2).then_some(f64::from(months))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_stand_for_every_month_of_the_window() {
        for (every, horizon) in [(1.0, 24.0), (6.0, 24.0), (7.0, 24.0), (12.0, 120.0), (50.0, 24.0)] {
            let clock = Clock { compensator_months: every, horizon_months: horizon, ..Clock::default() };
            let looks = (0..horizon as Month).filter_map(|month| stands_for(&clock, month));
            assert_eq!(looks.sum::<f64>(), horizon, "every {every} of {horizon}");
        }
    }
}
