//! Step *claim*: the month's losses become claim groups, each under the law of its vintage and of the date of harm.

use crate::distributions::Binomial;
use crate::law::compile::Place;
use crate::law::standard::Kind;
use crate::scenario::market::BorneBy;
use crate::shocks::Stream;
use crate::tally::Item;
use crate::units::Month;
use crate::world::{Claim, Loss, NONE, Origin, Scene, World};

/// Expected claimants below which their number is drawn.
const DRAWN_CLAIMANTS: f64 = 20.0;

/// Where the draws of months until a claim begin among those of the months it takes.
const LAGS: u64 = 1 << 32;

/// Files the month's claims.
pub fn claim(world: &mut World, scene: Scene<'_>) {
    for at in 0..world.losses.len() {
        let loss = world.losses[at];
        if scene.setting.market.heads[loss.head as usize].borne_by == BorneBy::Maker {
            continue; // Nobody sues himself.
        }
        if loss.release == NONE {
            file(world, scene, &loss, Vintage { sold: world.month, share: 1.0, group: 0 });
            continue;
        }
        let release = world.releases.rows[loss.release as usize];
        let older = release.older_share(usize::from(loss.cell));
        let last = release.closed.min(world.month);
        let (old, new) = ((release.shipped, release.split.min(last)), (release.split.min(last), last));
        if older > 0.0 {
            file(world, scene, &loss, Vintage { sold: middle(old), share: older, group: 0 });
        }
        if older < 1.0 {
            let sold = middle(if older > 0.0 { new } else { (release.shipped, last) });
            file(world, scene, &loss, Vintage { sold, share: 1.0 - older, group: 1 });
        }
    }
}

/// The part of a group's devices that was placed on the market under one law.
#[derive(Clone, Copy)]
struct Vintage {
    /// Month in which its devices were sold, on average.
    sold: Month,
    /// Its share of the group.
    share: f64,
    /// 0 or 1: keeps the draws of two vintages apart.
    group: u32,
}

fn middle((from, to): (Month, Month)) -> Month {
    (from + to).div_euclid(2)
}

/// Files the claim of a group, if anybody claims and the loss is traced; otherwise only counts what the law would have given.
fn file(world: &mut World, scene: Scene<'_>, loss: &Loss, vintage: Vintage) {
    let setting = scene.setting;
    let firm = &world.firms[loss.firm as usize];
    let (size, category) = (firm.size, firm.category);
    let cell = &setting.cells[usize::from(loss.cell)];
    let place =
        Place { jurisdiction: cell.jurisdiction, size: usize::from(size), category: usize::from(category) };
    let law_cell = scene.law.cell(place, world.epoch, scene.law.vintage_at(vintage.sold));
    let rule = scene.law.rule(law_cell);
    let borne_by_maker = setting.market.heads[loss.head as usize].borne_by == BorneBy::Maker;
    if rule.standard.kind == Kind::None || borne_by_maker {
        return;
    }
    let group = (u32::from(loss.cell) * 8 + loss.head as u32) * 2 + vintage.group;
    let victims = loss.victims * vintage.share;
    let awareness = setting.market.segments.rows[cell.segment].awareness;
    let (key, draw) = (loss.flaw.own_key, loss.flaw.draw());
    let lag = months_to_claim(world, scene, loss, group);
    let months_in_use = f64::from(world.month - vintage.sold);
    if !rule.procedure.in_time(lag, months_in_use + lag) {
        return;
    }
    let claimants =
        claimants(world, loss, group, victims, victims * rule.procedure.claiming_share(awareness));
    let recoverable = loss.eur * vintage.share * scene.outlook.recoverable(law_cell, category, loss);
    world.tally.add(size, category, Item::Recoverable, recoverable);
    world.tally.add(size, category, Item::Attributable, recoverable * rule.causation.chance());
    if claimants == 0.0 {
        return;
    }
    let [attribution, crime] = world.shocks.pair(Stream::Verdict, key, draw, u64::from(group) * 2);
    if !rule.causation.holds(attribution, crime) {
        return;
    }
    let delay = lag
        + rule.procedure.delay_months_at(world.shocks.uniform(Stream::Delay, key, draw, u64::from(group)));
    let claim = Claim {
        firm: loss.firm,
        category,
        cell: law_cell,
        group,
        flaw: loss.flaw,
        loss: *loss,
        harmed: world.month,
        due: world.month + delay.ceil() as Month,
        delay,
        lag,
        newer: vintage.group == 1,
        months_in_use,
        victims,
        claimants,
        care: care_on_prong(world, loss),
        filed: loss.eur * vintage.share * claimants / victims.max(1.0),
        harbour: match loss.release {
            NONE => world.firms[loss.firm as usize].plan.harbour,
            release => world.releases.rows[release as usize].harbour,
        },
        counted: world.tally.open,
        next: NONE,
    };
    world.firms[loss.firm as usize].filed += claim.filed;
    world.claims.file(claim);
}

/// Months that the victims of a group, who are one in this, take until they claim.
fn months_to_claim(world: &World, scene: Scene<'_>, loss: &Loss, group: u32) -> f64 {
    let segment = scene.setting.cells[usize::from(loss.cell)].segment;
    let mean = scene.setting.market.segments.rows[segment].claim_months;
    if mean == 0.0 {
        return 0.0;
    }
    let own = LAGS + u64::from(group);
    mean * world.shocks.exponential(Stream::Delay, loss.flaw.own_key, loss.flaw.draw(), own)
}

/// Care on the prong of the flaw's origin: what the release embodies, or the response of the day.
fn care_on_prong(world: &World, loss: &Loss) -> f64 {
    let plan = &world.firms[loss.firm as usize].plan;
    if loss.release == NONE {
        return plan.care[0];
    }
    let release = &world.releases.rows[loss.release as usize];
    match loss.flaw.origin {
        Origin::Design => release.design,
        Origin::Implementation | Origin::Component => release.testing,
        Origin::Update => plan.care[2],
    }
}

/// Victims who would claim if it paid: drawn for a small group, expected for a large one.
fn claimants(world: &World, loss: &Loss, group: u32, victims: f64, expected: f64) -> f64 {
    if expected >= DRAWN_CLAIMANTS || !loss.drawn {
        return expected;
    }
    let u = world.shocks.uniform(Stream::Claimants, loss.flaw.own_key, loss.flaw.draw(), u64::from(group));
    // A group split over vintages has a fractional number of victims: each counts by its part.
    let (trials, chance) = (victims.ceil(), expected / victims);
    if u <= 1.0 - trials * chance {
        return 0.0;
    }
    Binomial::new(trials as u64, chance).quantile(u) as f64 * (victims / trials)
}
