//! Steps *discover* and *patch*: three clocks for every flaw, fixes and their due dates.
//!
//! Clocks are unit exponentials crossed by cumulative hazards, so that a higher hazard only brings the same event forward.
//! Nothing is drawn here for a flaw that merely waits: the month compares readings.

mod search;

use crate::distributions::exponential;
use crate::ledger::{Account, Party};
use crate::scenario::market::CarePayer;
use crate::shocks::{Stream, flaw_id, monthly_index};
use crate::tally::Item;
use crate::units::{Month, month_of};
use crate::world::{
    Birth, Clocks, ComponentFlaw, DAYS_PER_MONTH, Flaw, NEVER, Origin, Scene, World, component_fix_months,
    fall_due, tick,
};

/// A component's flaw is forgotten at this age, months: products that embedded it then are gone.
const COMPONENT_FLAW_LIFE: f64 = 240.0;
/// Bits of a month in the key of a component's flaw.
const TICK_BITS: u32 = 12;

/// Where accidents come directly owners may take care themselves: what it costs them in the month.
fn care_of_owners(world: &mut World, scene: Scene<'_>) {
    let market = &scene.setting.market;
    if market.accident.owner_productivity == 0.0 {
        return;
    }
    let mut paid = 0.0;
    for row in 0..world.active.len() {
        let firm = &world.firms[world.active[row] as usize];
        let devices = world.devices_of_an_accident(scene, firm);
        let eur = devices * firm.owner_care;
        world.tally.add(firm.size, firm.category, Item::OwnerCare, eur);
        paid += eur;
    }
    world.ledger.pay(Party::Buyer, Party::World, Account::Care, paid);
}

/// Moves every clock on by a month and lets what falls due happen.
pub fn discover_and_patch(world: &mut World, scene: Scene<'_>) {
    if !scene.setting.has_lifecycle() {
        care_of_owners(world, scene);
        return;
    }
    search::follow_law(world, scene);
    // A month's flaws are there from its beginning, before defenders' clocks move on.
    breed_update_flaws(world, scene);
    breed_component_flaws(world, scene);
    respond(world, scene);
    let end = f64::from(world.month) + 1.0;
    let mut due = std::mem::take(&mut world.due);
    fall_due(&world.flaws.wake, end, &mut due);
    for &index in &due {
        advance(world, scene, index as usize, end);
    }
    world.due = due;
}

/// Makers pay for care that is a flow, defenders' and attackers' clocks move on.
fn respond(world: &mut World, scene: Scene<'_>) {
    let by_owner = scene.setting.market.care.paid_by == CarePayer::Owner;
    let discount = scene.setting.market.finance.discount(world.month);
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        world.defence[index as usize] += firm.defend_rate;
        let cost = firm.plan.running_eur / 12.0;
        if by_owner {
            firm.owners_eur -= discount * cost;
        } else {
            firm.spend(cost);
        }
        let payer = if by_owner { Party::Shareholder } else { Party::Maker };
        world.ledger.pay(payer, Party::World, Account::Care, cost);
        world.tally.add(firm.size, firm.category, Item::CareCost, cost);
    }
    if scene.outlook.acts.aid {
        subsidise(world, scene, by_owner);
    }
    search::pay_laboratories(world, scene);
    let attackers = &mut world.attackers;
    attackers.clock_before = attackers.clock;
    attackers.clock += scene.setting.calibration.campaign_rate * attackers.activity;
}

/// The public bears its share of care that is a flow.
fn subsidise(world: &mut World, scene: Scene<'_>, by_owner: bool) {
    let discount = scene.setting.market.finance.discount(world.month);
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let aid = world.demands_now(scene, &world.firms[index]).aid.care;
        let firm = &mut world.firms[index];
        let aid = aid * firm.plan.running_eur / 12.0;
        if by_owner {
            firm.owners_eur += discount * aid;
        } else {
            firm.receive(aid);
        }
        let payee = if by_owner { Party::Shareholder } else { Party::Maker };
        world.ledger.pay(Party::Public, payee, Account::Aid, aid);
        world.tally.add(firm.size, firm.category, Item::Aid, aid);
    }
}

/// Updates and the service behind the device bring flaws of their own, month by month: to the release on sale, which updates
/// are made for; older ones get fixes only.
fn breed_update_flaws(world: &mut World, scene: Scene<'_>) {
    for row in 0..world.active.len() {
        let maker = world.active[row];
        if world.firms[maker as usize].sells() {
            let firm = &world.firms[maker as usize];
            breed_update_flaw(world, scene, maker, firm.release, (world.month, firm.update_luck));
        }
    }
}

/// Flaws at most that a month brings to one release by updates, or to one component: more have no number.
const MOST_A_MONTH: u32 = 2_047;

/// The flaws that a maker's updates of a month bring to a release, of which its draw `u` of that month decides the first.
#[inline]
pub fn breed_update_flaw(
    world: &mut World,
    scene: Scene<'_>,
    maker: u32,
    row: u32,
    (month, u): (Month, f64),
) {
    let (market, firm) = (&scene.setting.market, &world.firms[maker as usize]);
    let intensity = market.care.flaws_response * market.threat.ever_exploited / 12.0 * firm.complexity;
    let (remaining, care) = (intensity * firm.plan.left_by_response[2], firm.plan.care[2]);
    // `u < λ` is necessary for the arrival `−ln(1−u) ≥ u` to lie below λ: most months bring none.
    if u >= remaining {
        return;
    }
    let release = world.releases.rows[row as usize].key;
    let mut arrival = exponential(u, 1.0);
    let age = (month - world.releases.rows[row as usize].shipped).clamp(0, 2047) as u32;
    let key = |k: u32| flaw_id(release, Origin::Update as u8, monthly_index(age, k));
    for k in 0..MOST_A_MONTH {
        if arrival >= remaining {
            break;
        }
        let birth = Birth {
            key: key(k),
            release: row,
            origin: Origin::Update,
            arrival,
            intensity,
            time: f64::from(month),
            care,
            custom: world.experience.custom[2],
        };
        world.add_flaw(scene, Flaw::born(&world.shocks, market, birth), maker);
        arrival += world.shocks.exponential(Stream::FlawArrival, key(0), tick(month), u64::from(k) + 1);
    }
}

/// Shared components bring flaws too; every product that embeds one has them at once.
fn breed_component_flaws(world: &mut World, scene: Scene<'_>) {
    let month = f64::from(world.month);
    breed_flaws_of_components(world, scene, world.month);
    world.component_flaws.retain(|flaw| month - flaw.born < COMPONENT_FLAW_LIFE);
    for at in 0..world.component_flaws.len() {
        let flaw = world.component_flaws[at];
        if flaw.attack_at == NEVER && flaw.usable < month + 1.0 {
            world.component_flaws[at].attack_at = next_component_campaign(world, scene, &flaw);
        }
    }
}

/// The flaws that a month brings to components.
fn breed_flaws_of_components(world: &mut World, scene: Scene<'_>, month: Month) {
    let market = &scene.setting.market;
    for (index, component) in market.components.rows.iter().enumerate() {
        let intensity = component.flaws_per_year * market.threat.ever_exploited / 12.0;
        let remaining = intensity * scene.setting.residual(1, world.supply.care[index]);
        let key =
            |k: u32| flaw_id(index as u64, Origin::Component as u8, u32::from(tick(month)) | k << TICK_BITS);
        let mut arrival = 0.0;
        for k in 0..MOST_A_MONTH {
            arrival += world.shocks.exponential(Stream::FlawArrival, key(0), tick(month), u64::from(k));
            if arrival >= remaining {
                break;
            }
            let flaw = component_flaw(world, scene, index, key(k), (arrival, intensity), f64::from(month));
            world.component_flaws.push(flaw);
        }
    }
}

/// The flaws of components that are there when the simulation begins.
pub fn seed_component_flaws(world: &mut World, scene: Scene<'_>) {
    let first = scene.setting.first;
    for month in first - COMPONENT_FLAW_LIFE as Month..first {
        breed_flaws_of_components(world, scene, month);
    }
}

/// A component's flaw with its whole life laid out: nothing in it depends on a maker's choice.
fn component_flaw(
    world: &World,
    scene: Scene<'_>,
    component: usize,
    key: u64,
    (arrival, intensity): (f64, f64),
    born: f64,
) -> ComponentFlaw {
    let (market, row) = (&scene.setting.market, &scene.setting.market.components.rows[component]);
    let mut clocks = Clocks::draw(&world.shocks, market, key, born);
    let search = search::of_components(scene, born as Month);
    if search.protected > 0.0 {
        clocks.publish_at_rate(born, 1.0 - search.protected);
    }
    let found_rate = search::component_rate(market, &search) / 12.0;
    let found = born + clocks.found_by_defenders / found_rate;
    let start = found.min(clocks.leaked);
    let fix = start + component_fix_months(market, row, &clocks);
    let usable = usable_component(scene, &clocks, (found, fix));
    ComponentFlaw {
        key,
        component: component as u16,
        campaigns: 0,
        arrival,
        intensity,
        born,
        clocks,
        found,
        start,
        fix,
        together: NEVER,
        usable,
        attack_at: NEVER,
    }
}

fn next_component_campaign(world: &World, scene: Scene<'_>, flaw: &ComponentFlaw) -> f64 {
    let gap = world.shocks.exponential(Stream::Campaign, flaw.key, 0, u64::from(flaw.campaigns));
    let pull = flaw.clocks.ease * world.component_attraction(scene, flaw.component);
    world.attack_clock_at(flaw.usable) + gap / pull
}

/// When attackers can use a component's flaw that defenders find at `found`: it is published with its fix, or at the deadline of
/// the strictest law of that month for any product then sold.
fn usable_component(scene: Scene<'_>, clocks: &Clocks, (found, fix): (f64, f64)) -> f64 {
    let month = month_of(found);
    let (epoch, vintage) = (scene.law.epoch_at(month), scene.law.vintage_at(month));
    let of = |part: usize| scene.outlook.demands(epoch, vintage, part).disclosure_months;
    let deadline = found + (0..scene.outlook.parts).map(of).fold(f64::INFINITY, f64::min);
    clocks.usable(clocks.leaked.min(fix).min(deadline))
}

/// From the announcement on, components' flaws that are still to be found will be published by the regime's law.
pub fn announce(world: &mut World, scene: Scene<'_>) {
    let now = f64::from(world.month);
    for flaw in world.component_flaws.iter_mut().filter(|flaw| flaw.found >= now && flaw.usable >= now) {
        flaw.usable = usable_component(scene, &flaw.clocks, (flaw.found, flaw.fix)).max(now);
    }
}

/// Lets everything happen to a flaw that falls due before `end`.
pub fn advance(world: &mut World, scene: Scene<'_>, index: usize, end: f64) {
    let maker = world.flaws.firm[index] as usize;
    let overdue = world.defence[maker] - world.flaws.defend_at[index];
    if overdue >= 0.0 {
        world.flaws.defend_at[index] = NEVER;
        let time = end - overdue / world.firms[maker].defend_rate;
        if !world.flaws.rows[index].known && time < world.flaws.rows[index].clocks.leaked {
            search::pay_bounty(world, scene, index);
            make_known(world, scene, index, time, true);
        }
    }
    let flaw = world.flaws.rows[index];
    if !flaw.known && flaw.clocks.leaked <= end {
        make_known(world, scene, index, flaw.clocks.leaked, false);
    }
    if !world.flaws.rows[index].fixed() && world.flaws.rows[index].fix <= end {
        ship_fix(world, scene, index);
    }
    if !world.flaws.rows[index].armed && world.flaws.rows[index].usable <= end {
        arm(world, index);
    }
    world.look_again(scene, index, end);
}

/// The patch clock starts. A maker that has left, or whose support has ended, fixes nothing.
fn make_known(world: &mut World, scene: Scene<'_>, index: usize, time: f64, coordinated: bool) {
    world.start_patch_clock(scene, index, time, coordinated);
    let firm = &world.firms[world.flaws.firm[index] as usize];
    world.tally.add(firm.size, firm.category, Item::FlawsFound, 1.0);
}

/// The fix is out, unless support has ended or the maker has left.
fn ship_fix(world: &mut World, scene: Scene<'_>, index: usize) {
    let flaw = &mut world.flaws.rows[index];
    let release = &world.releases.rows[flaw.birth.release as usize];
    let firm = &mut world.firms[world.flaws.firm[index] as usize];
    if !release.supported_at(flaw.fix, firm) {
        flaw.fix = NEVER;
        return;
    }
    firm.open_flaws -= 1.0;
    flaw.old_raw = release.raw_total();
    let days = (flaw.fix - flaw.start) * DAYS_PER_MONTH;
    world.tally.add(firm.size, firm.category, Item::FlawsFixed, 1.0);
    world.tally.add(firm.size, firm.category, Item::FixDays, days);
    let exposed = (flaw.fix - flaw.usable).max(0.0) * DAYS_PER_MONTH;
    world.tally.add(firm.size, firm.category, Item::ExposureDays, exposed);
    if scene.fixes_cost_or_bring_money() {
        world.fixed.push(index as u32);
    }
    deliver(world, scene, index);
}

/// What seeing a fix delivered costs its maker, where the law asks for it.
fn deliver(world: &mut World, scene: Scene<'_>, index: usize) {
    let flaw = &world.flaws.rows[index];
    let (maker, release) =
        (world.flaws.firm[index] as usize, &world.releases.rows[flaw.birth.release as usize]);
    let firm = &world.firms[maker];
    let delivered = world.demands(scene, firm, release.last_sold(world.month)).delivered;
    let (size, category) = (firm.size, firm.category);
    let devices = flaw.old_raw * world.in_use(scene, category);
    let eur = delivered * scene.setting.market.patching.delivery_eur * devices;
    // Fixes before the first month are past.
    if eur > 0.0 && flaw.fix >= f64::from(scene.setting.first) {
        world.firms[maker].spend(eur);
        world.ledger.pay(Party::Maker, Party::World, Account::Compliance, eur);
        world.tally.add(size, category, Item::ComplianceCost, eur);
    }
}

/// Attackers can use the flaw: the first campaign waits for their clock.
fn arm(world: &mut World, index: usize) {
    let flaw = world.flaws.rows[index];
    let pull = flaw.clocks.ease * world.firms[world.flaws.firm[index] as usize].attraction;
    let gap = world.shocks.exponential(Stream::Campaign, flaw.birth.key, 0, u64::from(flaw.campaigns));
    world.flaws.attack_at[index] = world.attack_clock_at(flaw.usable) + gap / pull;
    world.flaws.rows[index].armed = true;
}
