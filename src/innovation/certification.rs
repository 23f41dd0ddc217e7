//! Certification of releases before they are sold, and again when a certificate runs out.

use crate::ledger::{Account, Party};
use crate::shocks::{Stream, release_id};
use crate::tally::Item;
use crate::units::{Month, month_from};
use crate::world::{Certificate, Scene, World};

/// Assessments at most, one after another, after which anything passes.
const MOST_ASSESSMENTS: u64 = 50;

/// Has a new release certified, if its maker must, or wants a harbour that demands it: assessed, with the errors that assessors make,
/// until it passes. One that fails for want of care is brought up to what is asked for first.
pub(super) fn certify(world: &mut World, scene: Scene<'_>, row: u32) {
    if !scene.outlook.certifies {
        return;
    }
    let release = world.releases.rows[row as usize];
    let firm = &world.firms[release.firm as usize];
    let part = scene.setting.part(firm.size, firm.category);
    let (epoch, vintage) = (scene.law.epoch_at(release.shipped), scene.law.vintage_at(release.shipped));
    let Some(certificate) = scene.outlook.demands(epoch, vintage, part).certificate else { return };
    if !certificate.needed(firm.plan.harbour) {
        return;
    }
    let (assessments, care, raised) =
        assess(world, release.key, &certificate, [release.design, release.testing], firm.plan.level_eur);
    let fees = assessments * certificate.cost_eur;
    let residual: [f64; 2] =
        std::array::from_fn(|prong| release.complexity * scene.setting.residual(prong, care[prong]));
    let release = &mut world.releases.rows[row as usize];
    if raised > 0.0 {
        ([release.design, release.testing], release.residual) = (care, residual);
    }
    release.certified_until = valid_until(release.shipped, certificate.validity_months);
    let (maker, shipped) = (release.firm as usize, release.shipped);
    if shipped >= scene.setting.first {
        pay(world, maker, [(Account::Care, raised), (Account::Compliance, fees)]);
    }
}

/// Assessments until a release of some care passes, the care that it has then, and what was spent to raise it, EUR.
fn assess(
    world: &World,
    key: u64,
    certificate: &Certificate,
    mut care: [f64; 2],
    level_eur: [f64; 2],
) -> (f64, [f64; 2], f64) {
    let (mut assessments, mut raised) = (0.0, 0.0);
    for k in 0..MOST_ASSESSMENTS {
        assessments += 1.0;
        let u = world.shocks.uniform(Stream::Certification, key, 0, k);
        let met = certificate.is_met(care);
        if if met { u >= certificate.false_fail } else { u < certificate.false_pass } {
            break;
        }
        for ((level, asked), eur) in care.iter_mut().zip(certificate.care).zip(level_eur) {
            raised += (asked - *level).max(0.0) * eur;
            *level = level.max(asked);
        }
    }
    (assessments, care, raised)
}

/// Months for which a release that research has brought this month is at certifiers before it may be sold, as its maker's plan and the
/// law stand.
pub(super) fn months(world: &World, scene: Scene<'_>, index: usize) -> Month {
    let firm = &world.firms[index];
    if !scene.outlook.certifies {
        return 0;
    }
    let certificate = world.demands(scene, firm, world.month).certificate;
    let needed = certificate.filter(|asked| asked.months > 0.0 && asked.needed(firm.plan.harbour));
    needed.map_or(0, |certificate| {
        let (key, [design, testing, _]) = (release_id(firm.key, world.month), firm.plan.care);
        let (assessments, ..) = assess(world, key, &certificate, [design, testing], firm.plan.level_eur);
        month_from(assessments * certificate.months)
    })
}

/// A release on sale whose certificate runs out this month is assessed again; what passed once passes.
pub(super) fn renew(world: &mut World, scene: Scene<'_>, index: usize) {
    let firm = &world.firms[index];
    let release = &world.releases.rows[firm.release as usize];
    if release.certified_until != world.month {
        return;
    }
    if let Some(certificate) = world.demands(scene, firm, world.month).certificate {
        let until = valid_until(world.month, certificate.validity_months);
        world.releases.rows[firm.release as usize].certified_until = until;
        pay(world, index, [(Account::Care, 0.0), (Account::Compliance, certificate.cost_eur)]);
    }
}

fn valid_until(month: Month, validity_months: f64) -> Month {
    month.saturating_add(validity_months.max(1.0) as Month)
}

fn pay(world: &mut World, maker: usize, [care, fees]: [(Account, f64); 2]) {
    let firm = &mut world.firms[maker];
    firm.spend(care.1 + fees.1);
    let aid = firm.plan.aid * care.1;
    if aid > 0.0 {
        firm.receive(aid);
        world.ledger.pay(Party::Public, Party::Maker, Account::Aid, aid);
        world.tally.add(firm.size, firm.category, Item::Aid, aid);
    }
    for (account, eur) in [care, fees] {
        world.ledger.pay(Party::Maker, Party::World, account, eur);
    }
    let amounts = [(Item::CareCost, care.1), (Item::ComplianceCost, fees.1)];
    world.tally.add_all(firm.size, firm.category, amounts);
}
