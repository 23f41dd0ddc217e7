//! Step *attack*: campaigns strike stocks of devices through flaws that attackers can use.

mod components;
mod direct;
mod expected;
mod exposure;

pub use expected::{Expected, expect_harm, expect_hits};
pub use exposure::unpatched_share;
use exposure::{Patches, Window, patches_of};

use crate::distributions::Poisson;
use crate::math;
use crate::scenario::market::AccidentCount;
use crate::shocks::{Shocks, Stream};
use crate::tally::Item;
use crate::units::month_of;
use crate::world::{
    Firm, FlawRef, NO_COMPONENT, NONE, Origin, Scene, Strike, World, component_fix_months, fall_due, own_key,
    prong_of, tick,
};

/// Activity stays between these bounds, relative to normal.
const ACTIVITY_BOUNDS: (f64, f64) = (0.25, 4.0);
/// Share of [`crate::world::Attackers::normal`] below which attackers' profit is not divided.
const NORMAL_FLOOR: f64 = 0.01;

/// Fills this month's strikes.
pub fn attack(world: &mut World, scene: Scene<'_>) {
    world.strikes.clear();
    world.struck.clear();
    if !scene.setting.has_lifecycle() {
        accidents(world, scene);
        direct::shared_accidents(world, scene);
        return;
    }
    adapt(world, scene);
    let threat = &scene.setting.market.threat;
    let reached = |effort| scene.setting.reach.raised(effort);
    world.attackers.displace(
        threat.displacement,
        threat.inertia,
        &scene.setting.calibration.targets,
        reached,
    );
    count_effort(world, scene);
    components::coordinate(world, scene);
    let mut due = std::mem::take(&mut world.due);
    fall_due(&world.flaws.attack_at, world.attackers.clock, &mut due);
    for &index in &due {
        while world.flaws.attack_at[index as usize] <= world.attackers.clock {
            campaign(world, scene, index as usize);
        }
    }
    world.due = due;
    for at in 0..world.component_flaws.len() {
        while world.component_flaws[at].attack_at <= world.attackers.clock {
            component_campaign(world, scene, at);
        }
    }
    world.sorting.sort(&mut world.strikes);
}

/// Activity follows profit: `A' = clamp(A^(1−i)·(profit/normal)^(i·ε), ¼, 4)`, before the announcement too, so that it is in
/// its steady state there.
fn adapt(world: &mut World, scene: Scene<'_>) {
    let threat = &scene.setting.market.threat;
    if !threat.endogenous || world.attackers.normal <= 0.0 {
        return;
    }
    let log = (1.0 - threat.inertia) * math::ln(world.attackers.activity)
        + threat.inertia * threat.elasticity * log_profit(world);
    world.attackers.activity = math::exp(log).clamp(ACTIVITY_BOUNDS.0, ACTIVITY_BOUNDS.1);
}

/// Counts the effort spent on each category, and what is normal there.
fn count_effort(world: &mut World, scene: Scene<'_>) {
    let jurisdictions = scene.setting.market.jurisdictions.len();
    let World { attackers, tally, .. } = world;
    let normal = &scene.setting.calibration.targets;
    for (target, (share, effort)) in normal.iter().zip(&attackers.effort).enumerate() {
        let category = (target / jurisdictions) as u8;
        tally.add(0, category, Item::Effort, attackers.activity * share * effort);
        tally.add(0, category, Item::NormalEffort, *share);
    }
}

/// Logarithm of attackers' profit of the last year over what they are used to.
pub fn log_profit(world: &World) -> f64 {
    let attackers = &world.attackers;
    let recent = attackers.hits.iter().sum::<f64>() / 12.0;
    math::ln((recent / attackers.normal).max(NORMAL_FLOOR))
}

/// Time within the month at which the attackers' clock shows `reading`.
fn time_of(world: &World, reading: f64) -> f64 {
    let span = world.attackers.clock - world.attackers.clock_before;
    let passed = if span > 0.0 { (reading - world.attackers.clock_before) / span } else { 1.0 };
    f64::from(world.month) + passed.clamp(0.0, 1.0)
}

/// The common factor of the losses of a flaw's campaign, of unit mean.
fn frailty(world: &World, scene: Scene<'_>, flaw: u64, campaign: u32) -> f64 {
    if scene.setting.market.threat.frailty_log_sd == 0.0 {
        return 1.0;
    }
    scene.setting.frailty.quantile(world.shocks.uniform(Stream::Frailty, flaw, campaign as u16, 0))
}

/// One campaign on a flaw of one release. Draws are keyed (flaw, campaign): the n-th campaign is the same one under every
/// law, though faster or slower clocks may bring it in another month. One that care of the month holds off is seen all the same.
fn campaign(world: &mut World, scene: Scene<'_>, index: usize) {
    let flaw = world.flaws.rows[index];
    let time = time_of(world, world.flaws.attack_at[index]);
    let key = flaw.birth.key;
    let k = u64::from(flaw.campaigns);
    let maker = world.flaws.firm[index];
    let reach = scene.setting.reach.quantile(world.shocks.uniform(Stream::Reach, key, 0, k));
    let release = &world.releases.rows[flaw.birth.release as usize];
    let state = patches_of(scene, &flaw, release);
    let made = (flaw.birth.care, flaw.birth.custom, month_of(flaw.birth.time));
    let (care, custom, conduct) = match flaw.birth.origin {
        Origin::Update => made,
        origin => world.conduct_now(scene, release, prong_of(origin)).unwrap_or(made),
    };
    let hit = Strike {
        firm: maker,
        release: flaw.birth.release,
        flaw: FlawRef {
            key,
            own_key: key,
            campaign: flaw.campaigns,
            origin: flaw.birth.origin,
            arrival: flaw.birth.arrival,
            intensity: flaw.birth.intensity,
            component: NO_COMPONENT,
            known: flaw.known,
            fixed: flaw.fixed(),
            care,
            custom,
            conduct,
        },
        time,
        frailty: frailty(world, scene, key, flaw.campaigns),
        reach,
        ..Strike::NOTHING
    };
    if !world.holds_off(scene, &flaw) {
        strike(world, scene, &state, hit);
    }
    let pull = flaw.clocks.ease * world.firms[maker as usize].attraction;
    let gap = world.shocks.exponential(Stream::Campaign, key, 0, k + 1) / pull;
    world.flaws.attack_at[index] += gap;
    world.flaws.rows[index].campaigns += 1;
    if !flaw.known && world.shocks.uniform(Stream::Reveal, key, 0, k) < reveal_chance(world, scene, index) {
        world.start_patch_clock(scene, index, time, true);
        world.look_again(scene, index, time);
    } else if flaw.known {
        world.report(scene, index, time);
    }
}

/// The probability that a campaign on a maker's flaw reveals it.
fn reveal_chance(world: &World, scene: Scene<'_>, index: usize) -> f64 {
    let release = &world.releases.rows[world.flaws.rows[index].birth.release as usize];
    let firm = &world.firms[release.firm as usize];
    let search = &world.demands(scene, firm, release.last_sold(world.month)).search;
    search.reveal(scene.setting.market.threat.reveal)
}

/// Adds a strike on a release.
fn strike(world: &mut World, scene: Scene<'_>, patches: &Patches, strike: Strike) {
    let mut struck = std::mem::take(&mut world.struck);
    let strike = Strike { struck_at: struck.len() as u32, ..strike };
    let release = &world.releases.rows[strike.release as usize];
    let window = Window::new(world, scene, release, *patches, strike.time);
    window.each_cell(|cell| window.reach_of(strike.reach, cell), |shares| struck.push(shares));
    world.struck = struck;
    world.strikes.push(strike);
}

/// One campaign on a component's flaw strikes every release in use that embeds it.
fn component_campaign(world: &mut World, scene: Scene<'_>, at: usize) {
    let flaw = world.component_flaws[at];
    let time = time_of(world, flaw.attack_at);
    let k = u64::from(flaw.campaigns);
    let reach = scene.setting.reach.quantile(world.shocks.uniform(Stream::Reach, flaw.key, 0, k));
    let frailty = frailty(world, scene, flaw.key, flaw.campaigns);
    let fix = components::Fix::of(scene, &flaw, time);
    for position in 0..world.embedding[usize::from(flaw.component)].len() {
        let row = world.embedding[usize::from(flaw.component)][position];
        let release = &world.releases.rows[row as usize];
        let patches = fix.in_release(world, release);
        if patches.old > 0.0 {
            let made = (release.testing, release.custom[1], release.shipped);
            let (care, custom, conduct) = world.conduct_now(scene, release, 1).unwrap_or(made);
            let hit = Strike {
                firm: release.firm,
                release: row,
                flaw: FlawRef {
                    key: flaw.key,
                    own_key: own_key(flaw.key, release.key),
                    campaign: flaw.campaigns,
                    origin: Origin::Component,
                    arrival: flaw.arrival,
                    intensity: flaw.intensity,
                    component: flaw.component,
                    known: flaw.start <= time,
                    fixed: patches.fixed,
                    care,
                    custom,
                    conduct,
                },
                time,
                frailty,
                reach,
                ..Strike::NOTHING
            };
            strike(world, scene, &patches, hit);
        }
    }
    let pull = flaw.clocks.ease * world.component_attraction(scene, flaw.component);
    let gap = world.shocks.exponential(Stream::Campaign, flaw.key, 0, k + 1) / pull;
    world.component_flaws[at].attack_at += gap;
    world.component_flaws[at].campaigns += 1;
    let chance = scene.outlook.outside(world.epoch, world.vintage).reveal(scene.setting.market.threat.reveal);
    if flaw.start > time && world.shocks.uniform(Stream::Reveal, flaw.key, 0, k) < chance {
        let market = &scene.setting.market;
        let months =
            component_fix_months(market, &market.components.rows[usize::from(flaw.component)], &flaw.clocks);
        (world.component_flaws[at].start, world.component_flaws[at].fix) =
            (time, flaw.fix.min(time + months));
    }
}

/// The month's draw for a maker's accidents; one block serves four months.
fn accident_luck(shocks: &Shocks, firm: &mut Firm, month: u16) -> f64 {
    let (season, part) = (month / 4, usize::from(month % 4));
    if firm.accident_season != season {
        firm.accident_season = season;
        firm.accident_luck = shocks.quad(Stream::Accident, firm.key, season, 0);
    }
    firm.accident_luck[part]
}

/// Accidents that come directly, without a life cycle of flaws: `rate·m(design care)` a maker and month.
fn accidents(world: &mut World, scene: Scene<'_>) {
    let accident = &scene.setting.market.accident;
    let through_components = direct::through_components(scene);
    for row in 0..world.active.len() {
        let index = world.active[row];
        let firm = &mut world.firms[index as usize];
        let at_zero = accident.rate * firm.owner_left;
        let rate = at_zero * firm.plan.design_residual;
        let u = accident_luck(&world.shocks, firm, tick(world.month));
        let count = match accident.count {
            AccidentCount::Bernoulli => f64::from(u8::from(u < rate)),
            AccidentCount::Fixed => rate,
            _ if u <= 1.0 - rate => 0.0,
            _ => Poisson::new(rate).quantile(u) as f64,
        };
        if count > 0.0 {
            let flaw = FlawRef {
                key: firm.key,
                own_key: firm.key,
                campaign: tick(world.month).into(),
                origin: Origin::Design,
                arrival: match accident.count {
                    // The accident happens iff u is below its probability, so that u says how much care would have prevented it.
                    AccidentCount::Bernoulli => u,
                    AccidentCount::Fixed => rate,
                    // There is one iff u exceeds e^-rate.
                    _ => -math::ln(u),
                },
                intensity: at_zero,
                component: NO_COMPONENT,
                known: false,
                fixed: false,
                care: firm.plan.care[0],
                custom: world.experience.custom[0],
                conduct: world.month,
            };
            world.strikes.push(Strike {
                firm: index,
                release: NONE,
                flaw,
                time: f64::from(world.month),
                count,
                frailty: frailty(world, scene, flaw.key, flaw.campaign),
                ..Strike::NOTHING
            });
        }
        if through_components {
            direct::accidents(world, scene, index, u);
        }
    }
}
