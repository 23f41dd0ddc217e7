//! Step *release*: research succeeds or not; a success ships a release, with better quality and new latent flaws.

mod certification;

use crate::distributions::exponential;
use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::market::{CarePayer, MAX_CELLS};
use crate::shocks::{Stream, flaw_id, release_id};
use crate::tally::{Item, Tally};
use crate::units::Month;
use crate::world::{
    Birth, Firm, Flaw, NO_COMPONENT, Origin, Release, SCRAP_SHARE, SLOTS, Scene, Waiting, World, embed, tick,
};

/// Ships the releases of makers whose research succeeded, and of makers that have none yet.
pub fn release(world: &mut World, scene: Scene<'_>) {
    if !scene.setting.has_lifecycle() {
        pay_for_care(world, scene);
        return;
    }
    let month = world.month;
    let usual_chance = scene.setting.market.innovation.success(1.0);
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        let [u, update_luck, demand_luck, _] = world.shocks.quad(Stream::Launch, firm.key, tick(month), 0);
        let firm = &mut world.firms[index];
        (firm.update_luck, firm.demand_luck) = (update_luck, demand_luck);
        if !firm.decided {
            continue;
        }
        let before = firm.profit_month;
        let shipped = if firm.sells() {
            progress(world, scene, index, (u, usual_chance))
        } else {
            ship(world, scene, index, month);
            true
        };
        if !shipped && scene.outlook.certifies {
            certification::renew(world, scene, index);
        }
        let firm = &mut world.firms[index];
        firm.released.month += before - firm.profit_month;
    }
}

/// Research succeeds or not, or what it has brought is back from certifiers: does a release of a maker that has one go on sale? Its
/// next project waits until then.
fn progress(world: &mut World, scene: Scene<'_>, index: usize, (u, usual_chance): (f64, f64)) -> bool {
    let month = world.month;
    let firm = &mut world.firms[index];
    let (idle, chance) = (firm.waiting.is_none(), firm.launch_probability);
    let succeeds = idle && u < chance;
    if idle {
        firm.surprises[0] += f64::from(u8::from(succeeds)) - chance;
    }
    if succeeds {
        let ready = month + certification::months(world, scene, index);
        world.firms[index].waiting = Some(Waiting { succeeded: month, ready });
    } else if u < usual_chance {
        let firm = &world.firms[index];
        world.tally.add(firm.size, firm.category, Item::LaunchesStopped, 1.0);
    }
    let firm = &world.firms[index];
    let Some(waiting) = firm.waiting.filter(|waiting| waiting.ready <= month) else { return false };
    // An injunction keeps it from sale for longer.
    let wait = f64::from(month.max(firm.free_from) - waiting.succeeded);
    world.tally.add(firm.size, firm.category, Item::MonthsToMarket, wait);
    improve(world, scene, index);
    ship(world, scene, index, month);
    world.firms[index].waiting = None;
    true
}

/// Where accidents come directly there is no release: care is a monthly flow.
fn pay_for_care(world: &mut World, scene: Scene<'_>) {
    let mut paid = Charge::default();
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        if firm.decided {
            let Charge { care, fees, .. } = charge(firm, scene, world.month, (0.0, 0.0), &mut world.tally);
            paid = Charge { care: paid.care + care, fees: paid.fees + fees, aid: 0.0 };
        }
    }
    book(world, scene, paid);
}

/// A success raises quality and complexity.
fn improve(world: &mut World, scene: Scene<'_>, index: usize) {
    let innovation = &scene.setting.market.innovation;
    let firm = &mut world.firms[index];
    firm.quality += innovation.quality_step;
    firm.complexity *= 1.0 + innovation.complexity_step;
    let (size, category) = (firm.size, firm.category);
    world.tally.launches_this_month += 1.0;
    world.tally.add(size, category, Item::Launches, 1.0);
    world.tally.add(size, category, Item::QualityGain, innovation.quality_step);
}

/// Ships a release under the maker's standing plan, and pays for it.
fn ship(world: &mut World, scene: Scene<'_>, index: usize, month: Month) {
    close_current(world, scene, index, month);
    let demands = world.demands(scene, &world.firms[index], month);
    let (compliance, aid) = (demands.compliance_eur, demands.aid.care);
    let paid = charge(&mut world.firms[index], scene, month, (compliance, aid), &mut world.tally);
    book(world, scene, paid);
    launch(world, scene, index, month);
}

/// Puts a release on the market with its latent flaws and components, and returns its index.
pub fn launch(world: &mut World, scene: Scene<'_>, index: usize, month: Month) -> u32 {
    let release = add_release(world, scene, index, month);
    certification::certify(world, scene, release);
    add_flaws(world, scene, release, Origin::Design);
    add_flaws(world, scene, release, Origin::Implementation);
    embed_components(world, scene, release);
    release
}

/// The maker stops selling its release; support runs on for the time promised.
fn close_current(world: &mut World, scene: Scene<'_>, index: usize, month: Month) {
    let firm = &world.firms[index];
    if !firm.sells() {
        return;
    }
    let owed = world.support_owed(scene, firm, world.demands(scene, firm, month), month);
    let end = month + firm.plan.support_months.max(owed) as Month;
    let old = &mut world.releases.rows[firm.release as usize];
    (old.closed, old.support_end) = (month, end);
    world.releases.file(end, firm.release);
}

/// What was charged for a release, or for a month, EUR.
#[derive(Clone, Copy, Default)]
struct Charge {
    care: f64,
    fees: f64,
    /// The part of care that the public bears.
    aid: f64,
}

/// Charges a maker for the care and the fees of a release, or of a month, EUR: its own, and what showing compliance costs. The
/// public bears a share of care.
#[inline]
fn charge(
    firm: &mut Firm,
    scene: Scene<'_>,
    month: Month,
    (compliance, aid): (f64, f64),
    tally: &mut Tally,
) -> Charge {
    let (care, fees) = (firm.plan.release_care_eur, firm.plan.own_fees_eur + compliance);
    firm.spend(fees);
    let aid = aid * care;
    match scene.setting.market.care.paid_by {
        CarePayer::Firm => {
            firm.spend(care);
            firm.receive(aid);
        }
        CarePayer::Owner => {
            firm.owners_eur -= scene.setting.market.finance.discount(month) * (care - aid);
        }
    }
    let amounts = [(Item::CareCost, care), (Item::ComplianceCost, fees), (Item::Aid, aid)];
    tally.add_all(firm.size, firm.category, amounts);
    Charge { care, fees, aid }
}

/// Books what was charged for care and fees.
fn book(world: &mut World, scene: Scene<'_>, Charge { care, fees, aid }: Charge) {
    let payer = match scene.setting.market.care.paid_by {
        CarePayer::Firm => Party::Maker,
        CarePayer::Owner => Party::Shareholder,
    };
    world.ledger.pay(payer, Party::World, Account::Care, care);
    world.ledger.pay(Party::Public, payer, Account::Aid, aid);
    world.ledger.pay(Party::Maker, Party::World, Account::Compliance, fees);
}

fn add_release(world: &mut World, scene: Scene<'_>, index: usize, month: Month) -> u32 {
    let firm = &world.firms[index];
    let plan = &firm.plan;
    let (care, left) = match scene.setting.care_flows() {
        true => ([0.0; 2], [1.0; 2]),
        false => ([plan.care[0], plan.care[1]], [plan.design_residual, plan.testing_residual]),
    };
    let [design, testing, _] = world.experience.custom;
    let release = Release {
        key: release_id(firm.key, firm.waiting.map_or(month, |waiting| waiting.succeeded)),
        firm: index as u32,
        shipped: month,
        closed: Month::MAX,
        support_end: Month::MAX,
        split: Month::MAX,
        design: care[0],
        testing: care[1],
        complexity: firm.complexity,
        residual: left.map(|left| firm.complexity * left),
        custom: [design, testing],
        validated: firm.plan.harbour,
        certified_until: Month::MIN,
        raw: [0.0; MAX_CELLS],
        before: [0.0; MAX_CELLS],
        components: [NO_COMPONENT; SLOTS],
        embedded_at: [0; SLOTS],
        next: crate::world::NONE,
    };
    let row = world.releases.push(release);
    world.firms[index].release = row;
    row
}

/// Exploitable flaws of one origin: arrivals `Γ₁ < Γ₂ < …` of a unit-rate process that lie below `λ(care)`, so that more care
/// leaves a subset of the same flaws.
fn add_flaws(world: &mut World, scene: Scene<'_>, row: u32, origin: Origin) {
    let (setting, release) = (scene.setting, world.releases.rows[row as usize]);
    let (prong, level, at_zero) = match origin {
        Origin::Design => (0, release.design, setting.market.care.flaws_design),
        _ => (1, release.testing, setting.market.care.flaws_testing),
    };
    let intensity = at_zero * release.complexity * setting.market.threat.ever_exploited;
    let remaining = intensity * setting.residual(prong, level);
    let stream = flaw_id(release.key, origin as u8, 0);
    let (mut arrival, mut gaps) = (0.0, [0.0; 4]);
    for k in 0.. {
        if k % 4 == 0 {
            gaps = world.shocks.quad(Stream::FlawArrival, stream, 0, k / 4);
        }
        arrival += exponential(gaps[k as usize % 4], 1.0);
        if arrival >= remaining {
            break;
        }
        let birth = Birth {
            key: flaw_id(release.key, origin as u8, k as u32),
            release: row,
            origin,
            arrival,
            intensity,
            time: f64::from(release.shipped),
            care: level,
            custom: release.custom[prong],
        };
        world.add_flaw(scene, Flaw::born(&world.shocks, &setting.market, birth), release.firm);
    }
}

/// Weight of components' care in the choice for a release, by the law of the month in which it is shipped.
fn diligence(world: &World, scene: Scene<'_>, row: u32) -> f64 {
    let release = &world.releases.rows[row as usize];
    let firm = &world.firms[release.firm as usize];
    let (epoch, vintage) = (scene.law.epoch_at(release.shipped), scene.law.vintage_at(release.shipped));
    scene.outlook.demands(epoch, vintage, scene.setting.part(firm.size, firm.category)).diligence
}

/// One component a slot: the argmax of popularity plus a Gumbel taste keyed (release, supplier), as the first of exponential
/// arrivals at rates `e^popularity`, which is the same choice (Luce 1959).
fn embed_components(world: &mut World, scene: Scene<'_>, row: u32) {
    let (key, diligence) = (world.releases.rows[row as usize].key, diligence(world, scene, row));
    let mut first = [(f64::INFINITY, NO_COMPONENT); SLOTS];
    let mut luck = [0.0; 4];
    for (index, component) in scene.setting.market.components.rows.iter().enumerate() {
        if index % 4 == 0 {
            luck = world.shocks.quad(Stream::Component, key, 0, index as u64 / 4);
        }
        let slot = component.slot as usize - 1;
        let appeal = component.popularity + diligence * component.care;
        let arrival = exponential(luck[index % 4], math::exp(-appeal));
        if arrival < first[slot].0 {
            first[slot] = (arrival, index as u16);
        }
    }
    for (slot, &(_, component)) in first.iter().enumerate() {
        let release = &mut world.releases.rows[row as usize];
        release.components[slot] = component;
        if component != NO_COMPONENT {
            let list = &mut world.embedding[usize::from(component)];
            release.embedded_at[slot] = list.len() as u32;
            list.push(row);
        }
    }
}

/// Releases whose support ends this month, or whose last devices are scrapped.
pub fn retire(world: &mut World, scene: Scene<'_>) {
    let mut row = world.releases.due.take(world.month);
    let mut scrapped = false;
    while row != crate::world::NONE {
        let release = world.releases.rows[row as usize];
        if release.support_end == world.month {
            let firm = &mut world.firms[release.firm as usize];
            if firm.is_active() {
                firm.unsupported_raw += release.raw_total();
            }
            let category = usize::from(world.firms[release.firm as usize].category);
            world.releases.file(scrap_month(scene, category, &release), row);
        } else {
            scrap(world, scene, row);
            scrapped = true;
        }
        row = release.next;
    }
    if scrapped {
        forget_flaws(world);
    }
}

/// Months between two scrappings: flaws of what is gone are looked for that often.
const SCRAP_EVERY: Month = 12;

/// Month in which all but [`SCRAP_SHARE`] of the devices in use at the close of sales are gone, at the next scrapping; after
/// the end of support.
pub fn scrap_month(scene: Scene<'_>, category: usize, release: &Release) -> Month {
    let months = -math::ln(SCRAP_SHARE) / scene.setting.categories[category].retirement;
    let gone = (release.closed + months as Month).max(release.support_end + 1);
    gone + (-gone).rem_euclid(SCRAP_EVERY)
}

/// The last devices of a release leave use.
fn scrap(world: &mut World, scene: Scene<'_>, row: u32) {
    let release = world.releases.rows[row as usize];
    let firm = &mut world.firms[release.firm as usize];
    let category = usize::from(firm.category);
    firm.raw -= release.raw_total();
    firm.unsupported_raw -= release.raw_total();
    for (embodied, residual) in firm.embodied.iter_mut().zip(release.residual) {
        *embodied -= residual * release.raw_total();
    }
    let categories = scene.setting.categories.len();
    embed(&mut world.embedded_raw, release.components, (category, categories), -release.raw_total());
    let (cells, survival) = (scene.setting.cells.len(), scene.setting.survival(category, world.month));
    for (arena, raw) in world.arenas[category * cells..].iter_mut().zip(&release.raw[..cells]) {
        arena.installed = (arena.installed - raw * survival).max(0.0);
    }
    for slot in 0..SLOTS {
        leave_component(world, &release, slot);
    }
    world.releases.remove(row);
}

/// Takes a release off the list of those that embed its component of a slot; the last of the list takes its place.
fn leave_component(world: &mut World, release: &Release, slot: usize) {
    let component = release.components[slot];
    if component == NO_COMPONENT {
        return;
    }
    let (list, at) = (&mut world.embedding[usize::from(component)], release.embedded_at[slot] as usize);
    list.swap_remove(at);
    if let Some(&moved) = list.get(at) {
        world.releases.rows[moved as usize].embedded_at[slot] = at as u32;
    }
}

/// Drops the flaws of releases that are gone.
fn forget_flaws(world: &mut World) {
    let mut at = 0;
    while at < world.flaws.len() {
        let release = world.flaws.release[at] as usize;
        if world.releases.rows[release].firm == crate::world::NONE {
            if !world.flaws.rows[at].fixed() {
                world.firms[world.flaws.firm[at] as usize].open_flaws -= 1.0;
            }
            world.flaws.swap_remove(at);
        } else {
            at += 1;
        }
    }
}
