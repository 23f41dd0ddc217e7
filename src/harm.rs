//! Step *harm*: compromised devices, victims and losses by head; makers' repute and buyers' trust.

use crate::distributions::Poisson;
use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::market::{BorneBy, HeadName, MAX_CELLS, Victims};
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Loss, NONE, Origin, SMALL_GROUP, Scene, Strike, Struck, World, source_of};

/// Items of the four heads, in the order of [`HeadName`].
const HARM: [Item; 4] = [Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty];

/// Turns the month's strikes into losses.
pub fn harm(world: &mut World, scene: Scene<'_>) {
    world.losses.clear();
    world.drawn.clear();
    world.tally.harm_this_month = 0.0;
    let mut begin = 0;
    while begin < world.strikes.len() {
        let (firm, release) = (world.strikes[begin].firm, world.strikes[begin].release);
        let same = |strike: &&Strike| strike.release == release && strike.firm == firm;
        let count = world.strikes[begin..].iter().take_while(same).count();
        if release == NONE {
            (begin..begin + count).for_each(|at| accident(world, scene, at));
        } else {
            strike_stock(world, scene, begin, count);
        }
        begin += count;
    }
    follow_hits(world, scene);
    follow_trust(world, scene);
}

/// Several campaigns on one stock in one month hit `1 − Π(1 − shareᵢ)` of it; each is allotted its part pro rata. So no
/// device is lost twice. Those on one flaw find the same devices unpatched: together they hit `ū·(1 − Π(1 − reachᵢ))`, and reach 1
/// hits every unpatched one.
fn strike_stock(world: &mut World, scene: Scene<'_>, begin: usize, count: usize) {
    let cells = scene.setting.cells.len();
    let mut devices = [0.0; MAX_CELLS];
    let release = &world.releases.rows[world.strikes[begin].release as usize];
    let survival = world.in_use(scene, world.firms[release.firm as usize].category);
    for (cell, slot) in devices[..cells].iter_mut().enumerate() {
        let struck = &world.strikes[begin..begin + count];
        let flaws = struck.chunk_by(|a, b| a.flaw.key == b.flaw.key);
        let spared: f64 = flaws.map(|campaigns| 1.0 - hit_through(world, campaigns, cell)).product();
        let sum: f64 = struck.iter().map(|strike| world.share(strike, cell).share).sum();
        // Devices hit for each unit of share.
        *slot = if sum > 0.0 { release.raw[cell] * survival * (1.0 - spared) / sum } else { 0.0 };
    }
    for at in begin..begin + count {
        let strike = world.strikes[at];
        let mut hit = [0.0; MAX_CELLS];
        for cell in 0..cells {
            hit[cell] = devices[cell] * world.share(&strike, cell).share;
        }
        compromise(world, scene, &strike, &hit);
    }
}

/// Share of the devices of a cell that campaigns on one flaw hit together.
fn hit_through(world: &World, campaigns: &[Strike], cell: usize) -> f64 {
    if let [only] = campaigns {
        return world.share(only, cell).share;
    }
    // Each hits its reach of those unpatched when it comes: fewer and fewer, so that the first finds all that any finds.
    let unpatched = |strike: &Strike| world.share(strike, cell).share / strike.reach.max(f64::MIN_POSITIVE);
    let spared: f64 = campaigns.iter().map(|strike| 1.0 - strike.reach).product();
    campaigns.iter().map(unpatched).fold(0.0, f64::max) * (1.0 - spared)
}

/// A direct accident hits one device, or every device of the maker.
fn accident(world: &mut World, scene: Scene<'_>, at: usize) {
    let strike = world.strikes[at];
    let firm = &world.firms[strike.firm as usize];
    let devices = match scene.setting.market.accident.victims {
        Victims::One => strike.count,
        Victims::Sold => strike.count * firm.units,
        Victims::All => strike.count * firm.raw * world.in_use(scene, firm.category),
    };
    let mut hit = [0.0; MAX_CELLS];
    for (slot, cell) in hit.iter_mut().zip(&scene.setting.cells) {
        *slot = devices * cell.share;
    }
    compromise(world, scene, &strike, &hit);
}

/// Losses of the devices hit, cell by cell and head by head.
fn compromise(world: &mut World, scene: Scene<'_>, strike: &Strike, hit: &[f64; MAX_CELLS]) {
    let setting = scene.setting;
    let devices: f64 = hit.iter().sum();
    count_compromise(world, strike, devices);
    let category = usize::from(world.firms[strike.firm as usize].category);
    for (arena, hits) in
        world.arenas[category * setting.cells.len()..].iter_mut().zip(&hit[..setting.cells.len()])
    {
        arena.hits += hits;
    }
    let (mut event, mut means) = (0.0, Means::default());
    for (cell, &hits) in hit[..setting.cells.len()].iter().enumerate() {
        if hits > 0.0 {
            event += strike_cell(world, scene, strike, (cell, hits), &mut means);
        }
    }
    let firm = &world.firms[strike.firm as usize];
    world.tally.keep_max(firm.size, firm.category, Item::LargestEvent, event);
}

/// A victim's mean loss given the campaign, by head, EUR: the same in every cell, and found where it is first asked for.
type Means = [Option<f64>; 4];

/// The losses of one cell under all heads, EUR.
fn strike_cell(
    world: &mut World,
    scene: Scene<'_>,
    strike: &Strike,
    (cell, hits): (usize, f64),
    means: &mut Means,
) -> f64 {
    let (key, draw) = (strike.flaw.own_key, strike.flaw.draw());
    let luck = match strike.release {
        NONE => [0.0; 4],
        _ => world.shocks.quad(Stream::Victims, key, draw, cell as u64),
    };
    let own_fault = own_fault(world, scene, strike);
    let (lateness, overdue) = match strike.release {
        NONE => (0.0, 0.0),
        _ => (lateness(world, strike, cell), world.share(strike, cell).overdue),
    };
    let mut eur = 0.0;
    for (&head, luck) in HeadName::ALL.iter().zip(luck) {
        let expected = hits * scene.setting.market.heads[head as usize].incidence;
        let (victims, drawn) = victims(strike, expected, luck);
        if victims > 0.0 {
            let loss = Loss {
                firm: strike.firm,
                release: strike.release,
                cell: cell as u8,
                head,
                flaw: strike.flaw,
                victims,
                frailty: strike.frailty,
                eur: 0.0,
                drawn,
                drawn_at: 0,
                lateness,
                overdue,
                own_fault,
            };
            eur += lose(world, scene, loss, &mut means[head as usize]);
        }
    }
    eur
}

/// Share of the victims at fault: whoever left an offered fix uninstalled, or took less care than was due.
fn own_fault(world: &World, scene: Scene<'_>, strike: &Strike) -> f64 {
    let firm = &world.firms[strike.firm as usize];
    let careless = strike.release == NONE && firm.owner_care < world.demands_now(scene, firm).owner_due_eur;
    f64::from(u8::from(strike.flaw.fixed || careless))
}

/// Devices with a loss, and whether they are few enough to be drawn one by one. A direct accident's number is drawn already,
/// or is a fraction that stands for its expectation.
fn victims(strike: &Strike, expected: f64, luck: f64) -> (f64, bool) {
    if strike.release == NONE {
        return (expected, expected <= SMALL_GROUP && f64::from(expected as u8) == expected);
    }
    if expected > SMALL_GROUP {
        return (expected, false);
    }
    if luck <= 1.0 - expected {
        return (0.0, true);
    }
    let victims = Poisson::new(expected).quantile(luck) as f64;
    (victims, victims <= SMALL_GROUP)
}

/// A group's loss, EUR: drawn one by one if it is small, at its mean given the campaign if it is large.
fn lose(world: &mut World, scene: Scene<'_>, mut loss: Loss, mean: &mut Option<f64>) -> f64 {
    loss.eur = if loss.drawn {
        let mut drawn = [0.0; SMALL_GROUP as usize];
        let drawn = &mut drawn[..loss.victims as usize];
        world.draw_losses(scene, &loss, drawn);
        loss.drawn_at = world.drawn.len() as u32;
        world.drawn.extend_from_slice(drawn);
        drawn.iter().sum()
    } else {
        let category = world.firms[loss.firm as usize].category;
        let given_campaign = || scene.severity(category, loss.head).mean_scaled(loss.frailty);
        loss.victims * *mean.get_or_insert_with(given_campaign)
    };
    book(world, scene, &loss);
    world.losses.push(loss);
    loss.eur
}

/// `(ū_actual − ū_due)/ū_actual`.
fn lateness(world: &World, strike: &Strike, cell: usize) -> f64 {
    let Struck { share, if_timely, .. } = world.share(strike, cell);
    if share > if_timely { (share - if_timely) / share } else { 0.0 }
}

fn count_compromise(world: &mut World, strike: &Strike, devices: f64) {
    let firm = &mut world.firms[strike.firm as usize];
    let (size, category) = (firm.size, firm.category);
    let source = source_of(strike.flaw.origin);
    firm.hits[source] += devices;
    world.experience.hits[source] += devices;
    let tally = &mut world.tally;
    tally.add(size, category, Item::Compromises, devices);
    if !strike.flaw.known {
        tally.add(size, category, Item::ZeroDay, devices);
    }
    if !strike.flaw.fixed {
        tally.add(size, category, Item::Unfixed, devices);
    }
    if strike.flaw.origin == Origin::Component {
        tally.add(size, category, Item::ComponentHits, devices);
    }
}

/// Books a loss: who bears it, the counts, the maker's repute.
fn book(world: &mut World, scene: Scene<'_>, loss: &Loss) {
    let borne_by = scene.setting.market.heads[loss.head as usize].borne_by;
    let discount = scene.setting.social_discount(world.month);
    let in_use = world.in_use(scene, world.firms[loss.firm as usize].category);
    let firm = &mut world.firms[loss.firm as usize];
    let payer = match borne_by {
        BorneBy::Buyer => {
            let per_thousand = 1000.0 * loss.victims / (firm.raw * in_use).max(1.0);
            firm.ill_repute += scene.setting.market.demand.reputation_loss * per_thousand;
            Party::Buyer
        }
        BorneBy::Maker if firm.is_active() => {
            firm.spend(loss.eur);
            Party::Maker
        }
        BorneBy::Maker => Party::Shareholder,
        BorneBy::ThirdParty => Party::ThirdParty,
    };
    let (size, category) = (firm.size, firm.category);
    world.ledger.pay(payer, Party::World, Account::Harm, loss.eur);
    world.tally.harm_this_month += loss.eur;
    world.tally.add(size, category, HARM[loss.head as usize], loss.eur);
    world.tally.add_cell_harm(loss.cell, loss.eur);
    world.tally.add(size, category, Item::HarmDiscounted, loss.eur * discount);
    world.tally.add(size, category, Item::Victims, loss.victims);
}

/// Attackers remember what they hit in the last twelve months.
fn follow_hits(world: &mut World, scene: Scene<'_>) {
    let hits: f64 = world.arenas.iter().map(|arena| arena.hits).sum();
    let slot = (world.month - scene.setting.first) as usize % 12;
    world.attackers.hits[slot] = hits;
    world.attackers.fade();
    let cells = scene.setting.cells.len();
    for (index, arena) in world.arenas.iter().enumerate() {
        world.attackers.remember(scene.setting.target(index / cells, index % cells), arena.hits);
    }
}

/// Trust follows experience: at the market's normal rate of compromise it stays at its start, at twice that rate it tends to
/// the square.
fn follow_trust(world: &mut World, scene: Scene<'_>) {
    let (market, cells) = (&scene.setting.market, scene.setting.cells.len());
    let normal = market.threat.compromises_per_device_year;
    for (index, arena) in world.arenas.iter_mut().enumerate() {
        let hits = std::mem::take(&mut arena.hits);
        let start = market.segments.rows[scene.setting.cells[index % cells].segment].trust;
        if normal > 0.0 && arena.installed > 0.0 && start > 0.0 && market.demand.trust_weight > 0.0 {
            let target = math::pow(start, 12.0 * hits / arena.installed / normal);
            arena.trust += market.demand.trust_speed / 12.0 * (target - arena.trust);
        }
    }
}
