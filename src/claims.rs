//! Step *claim*: the month's losses become claim groups, each under the law of its vintage and of the date of harm.

use crate::distributions::Binomial;
use crate::law::compile::Place;
use crate::law::standard::Kind;
use crate::shocks::Stream;
use crate::units::Month;
use crate::world::{Claim, Loss, NONE, Origin, Scene, World};

/// Expected claimants below which their number is drawn.
const DRAWN_CLAIMANTS: f64 = 20.0;

/// Files the month's claims.
pub fn claim(world: &mut World, scene: Scene<'_>) {
    for at in 0..world.losses.len() {
        let loss = world.losses[at];
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

fn file(world: &mut World, scene: Scene<'_>, loss: &Loss, vintage: Vintage) {
    let setting = scene.setting;
    let firm = &world.firms[loss.firm as usize];
    let cell = &setting.cells[usize::from(loss.cell)];
    let place = Place {
        jurisdiction: cell.jurisdiction,
        size: usize::from(firm.size),
        category: usize::from(firm.category),
    };
    let law_cell = scene.law.cell(place, world.epoch, scene.law.vintage_at(vintage.sold));
    let rule = scene.law.rule(law_cell);
    if rule.standard.kind == Kind::None {
        return;
    }
    let group = (u32::from(loss.cell) * 8 + loss.head as u32) * 2 + vintage.group;
    let (key, draw) = (loss.flaw.key, loss.flaw.draw());
    let victims = loss.victims * vintage.share;
    let awareness = setting.market.segments.rows[cell.segment].awareness;
    let expected = victims * rule.procedure.claiming_share(awareness);
    let claimants = if expected < DRAWN_CLAIMANTS && loss.drawn {
        let u = world.shocks.uniform(Stream::Claimants, key, draw, u64::from(group));
        draw_claimants(u, victims, expected)
    } else {
        expected
    };
    let u = world.shocks.uniform(Stream::Delay, key, draw, u64::from(group));
    let delay = rule.procedure.delay_months_at(u);
    let release = (loss.release != NONE).then(|| &world.releases.rows[loss.release as usize]);
    let care = match (loss.flaw.origin, release) {
        (Origin::Design, Some(release)) => release.design,
        (Origin::Implementation | Origin::Component, Some(release)) => release.testing,
        (Origin::Update, _) => firm.plan.care[2],
        (_, None) => firm.plan.care[0],
    };
    let claim = Claim {
        firm: loss.firm,
        category: firm.category,
        cell: law_cell,
        group,
        flaw: loss.flaw,
        loss: *loss,
        harmed: world.month,
        due: world.month + delay.ceil() as Month,
        delay,
        months_in_use: f64::from(world.month - vintage.sold),
        victims,
        claimants,
        care,
        filed: loss.eur * vintage.share * claimants / victims.max(1.0),
        harbour: release.map_or(firm.plan.harbour, |release| release.harbour),
        counted: world.tally.open,
        next: NONE,
    };
    world.firms[loss.firm as usize].filed += claim.filed;
    world.claims.file(claim);
}

/// A binomial number of victims who claim; a group split over vintages has a fractional number of victims.
fn draw_claimants(u: f64, victims: f64, expected: f64) -> f64 {
    let trials = victims.ceil();
    let chance = expected / trials;
    if u <= 1.0 - expected {
        return 0.0;
    }
    (Binomial::new(trials as u64, chance).quantile(u) as f64).min(victims)
}
