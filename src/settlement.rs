//! Step *settle*: debts are paid by insurer, maker and whoever else in the chain answers; what is not paid stays with the victims.
//!
//! A maker that cannot pay is insolvent: its cash is shared pro rata among all claims filed against it, decided or not.

use crate::law::apportionment::{self as liable, IMPORTER, MAKER, PARTIES, SELLER, UPSTREAM};
use crate::law::flows::Flows;
use crate::ledger::{Account, Party};
use crate::math;
use crate::scenario::market::BorneBy;
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Call, Claim, Debt, Firm, Scene, Status, World};

/// Pays the debts of the month.
pub fn settle(world: &mut World, scene: Scene<'_>) {
    world.debts.sort_unstable_by_key(|debt| (debt.firm, debt.claim));
    let mut begin = 0;
    while begin < world.debts.len() {
        let firm = world.debts[begin].firm;
        let count = world.debts[begin..].iter().take_while(|debt| debt.firm == firm).count();
        pay_debts_of(world, scene, begin, count);
        begin += count;
    }
    world.tally.close_insurer_month();
}

/// Who pays how much of one debt.
#[derive(Clone, Copy, Default)]
struct Payment {
    by: [f64; PARTIES],
    /// The part of the maker's that comes out of its cover.
    cover: f64,
}

/// What a maker owes this month, EUR: to whom had filed before it left, and to whom came later.
#[derive(Clone, Copy, Default)]
struct Owed {
    filed: f64,
    later: f64,
}

/// Shares of these that it pays, out of its assets and its cover.
#[derive(Clone, Copy)]
struct Rates {
    filed: f64,
    later: f64,
}

/// Pays the debts of one maker, of which it can pay all or only the same share of each that ranks alike.
fn pay_debts_of(world: &mut World, scene: Scene<'_>, begin: usize, count: usize) {
    let maker = world.debts[begin].firm as usize;
    let mut owed = Owed::default();
    for at in begin..begin + count {
        pay_shares_of_others(world, at);
        let debt = world.debts[at];
        let claim = &world.claims.rows[debt.claim as usize];
        if assets_survive(world, scene, claim) {
            let sum = if is_later(claim, &world.firms[maker]) { &mut owed.later } else { &mut owed.filed };
            *sum += debt.maker_owes;
        }
        world.firms[maker].filed -= claim.filed_against_maker();
    }
    let indemnity = indemnify(world, maker, owed.filed + owed.later);
    let rates = solvency(world, scene, maker, owed, indemnity);
    let pays = owed.filed * rates.filed + owed.later * rates.later;
    let covered = if pays > 0.0 { (indemnity / pays).min(1.0) } else { 0.0 };
    for at in begin..begin + count {
        let debt = world.debts[at];
        let claim = world.claims.rows[debt.claim as usize];
        let rate = if is_later(&claim, &world.firms[maker]) { rates.later } else { rates.filed };
        let mut payment = pay(world, scene, &debt, &claim, rate);
        payment.cover = payment.by[MAKER] * covered;
        receive(world, scene, &debt, &claim, payment);
        world.claims.close(debt.claim);
    }
}

/// Did the harm happen after the maker had left? Then nothing is left for it but cover and the others in the chain.
fn is_later(claim: &Claim, maker: &Firm) -> bool {
    claim.harmed > maker.left
}

/// Those who answer beside the maker pay what falls on them first as far as they can, so that what is left to the maker is known.
fn pay_shares_of_others(world: &mut World, at: usize) {
    let debt = world.debts[at];
    let by = divide(world, &debt, f64::INFINITY);
    world.supply.take(debt.component, by);
    (world.debts[at].maker_owes, world.debts[at].paid) = (by[MAKER], by);
    world.debts[at].paid[MAKER] = 0.0;
}

/// What would fall on the maker of a debt if it and everybody else were to pay now, EUR.
pub fn falls_on_maker(world: &World, debt: &Debt) -> f64 {
    divide(world, debt, f64::INFINITY)[MAKER]
}

/// What everybody pays of a debt as the law divides it, the maker out of so much, the others out of their capital and what they
/// have paid, EUR.
fn divide(world: &World, debt: &Debt, maker_eur: f64) -> [f64; PARTIES] {
    let funds = world.supply.assets(debt.component);
    let mut parties =
        std::array::from_fn(|i| liable::Party { share: debt.shares[i], assets_eur: funds[i] + debt.paid[i] });
    parties[MAKER].assets_eur = maker_eur;
    liable::apportion(debt.flows.outlay_eur(), &parties).by_eur
}

/// The insurer pays what exceeds the deductible, up to the yearly limit.
fn indemnify(world: &mut World, maker: usize, owed: f64) -> f64 {
    let firm = &mut world.firms[maker];
    if !firm.plan.insured {
        return 0.0;
    }
    let retained = owed.min((firm.plan.deductible - firm.deductible_used).max(0.0));
    let due = (owed - retained).min((firm.plan.limit - firm.insurer_paid).max(0.0));
    let paid = due.min(world.insurer_cash.max(0.0));
    world.insurer_failed |= paid < due;
    world.insurer_cash -= paid;
    firm.deductible_used += retained;
    firm.insurer_paid += paid;
    firm.insured_claims += f64::from(u8::from(paid > 0.0));
    firm.insured.0 += paid;
    if firm.is_active() {
        firm.receive(paid);
        firm.carried.month -= paid;
    } else {
        // Cover outlives the insured: what the insurer pays joins the estate, for these claims.
        firm.estate += paid;
    }
    let (size, category) = (firm.size, firm.category);
    world.ledger.pay(Party::Insurer, Party::Maker, Account::Damages, paid);
    world.tally.add(size, category, Item::InsurerPaid, paid);
    world.tally.insurer_paid_this_month += paid;
    world.tally.add(size, category, Item::UncoveredLoss, owed - retained - paid);
    paid
}

/// The shares of its debts that the maker pays: 1 if it can, else what its estate gives to each claim filed.
fn solvency(world: &mut World, scene: Scene<'_>, maker: usize, owed: Owed, indemnity: f64) -> Rates {
    let (firm, all) = (&mut world.firms[maker], owed.filed + owed.later);
    if all <= 0.0 {
        return Rates { filed: 0.0, later: 0.0 };
    }
    // The insurer's money is for the claims it was paid for.
    let insured = (indemnity / all).min(1.0);
    if !firm.is_active() {
        let filed = insured + (1.0 - insured) * firm.estate_rate;
        let due = owed.filed * filed + owed.later * insured;
        let there = if due > 0.0 { (firm.estate.max(0.0) / due).min(1.0) } else { 0.0 };
        return Rates { filed: filed * there, later: insured * there };
    }
    if all <= firm.cash {
        return Rates { filed: 1.0, later: 1.0 };
    }
    let cash = firm.cash.max(0.0);
    // Other creditors came first, and its owners made good what was missing.
    world.ledger.pay(Party::Shareholder, Party::Maker, Account::Capital, cash - firm.cash);
    firm.owners_eur -= scene.setting.market.finance.discount(world.month) * (cash - firm.cash);
    let pro_rata = (cash / (all + firm.filed.max(0.0)).max(f64::MIN_POSITIVE)).min(1.0);
    let rate = pro_rata.max((indemnity.min(cash) / all).min(1.0));
    (firm.estate, firm.estate_rate) = (cash, rate);
    firm.cash = 0.0;
    firm.status = Status::Insolvent;
    Rates { filed: rate, later: rate }
}

/// What everybody pays of one debt, taken out of their funds, EUR.
fn pay(world: &mut World, scene: Scene<'_>, debt: &Debt, claim: &Claim, rate: f64) -> Payment {
    let there = assets_survive(world, scene, claim);
    let owes = if there { debt.maker_owes * rate } else { 0.0 };
    let maker = take(&mut world.firms[debt.firm as usize], owes);
    let mut by = divide(world, debt, maker);
    by[MAKER] = maker;
    world.supply.take(debt.component, std::array::from_fn(|i| by[i] - debt.paid[i]));
    Payment { by, cover: 0.0 }
}

/// Takes `eur` out of a maker's cash or estate, which hold it up to rounding, and returns it.
fn take(firm: &mut Firm, eur: f64) -> f64 {
    if eur == 0.0 {
        // Others answer alone: a maker that has spent more than it has gets nothing back by that.
        return 0.0;
    }
    if firm.is_active() {
        let paid = eur.min(firm.cash);
        firm.spend(paid);
        firm.carried.month += paid;
        paid
    } else {
        let paid = eur.min(firm.estate);
        firm.estate -= paid;
        paid
    }
}

/// Have the maker's assets not vanished between harm and judgment (Ringleb and Wiggins 1990, *JPE* 98:574)?
fn assets_survive(world: &World, scene: Scene<'_>, claim: &Claim) -> bool {
    let hazard = scene.setting.market.finance.disappearance_hazard;
    if hazard == 0.0 {
        return true;
    }
    let u = world.shocks.uniform(
        Stream::Vanishing,
        claim.loss.flaw.own_key,
        claim.loss.flaw.draw(),
        u64::from(claim.group),
    );
    u < math::exp(-hazard * claim.delay / 12.0)
}

/// Victims, counsel and courts receive what was paid; the books and the funnel are closed.
fn receive(world: &mut World, scene: Scene<'_>, debt: &Debt, claim: &Claim, payment: Payment) {
    let flows = &debt.flows;
    let outlay = flows.outlay_eur();
    let paid: f64 = payment.by.iter().sum();
    let rate = if outlay > 0.0 { (paid / outlay).min(1.0) } else { 0.0 };
    let victim = match scene.setting.market.heads[claim.loss.head as usize].borne_by {
        BorneBy::Buyer => Party::Buyer,
        BorneBy::ThirdParty => Party::ThirdParty,
        BorneBy::Maker => Party::Maker,
    };
    let damages = if outlay > 0.0 { flows.damages_eur / outlay } else { 0.0 };
    let books = scene.books_of(debt.component);
    for (party, eur) in books.into_iter().zip(payment.by) {
        world.ledger.pay(party, victim, Account::Damages, eur * damages);
        world.ledger.pay(party, Party::World, Account::Legal, eur * (1.0 - damages));
    }
    let counsel = flows.counsel_eur * rate;
    let victim_cost = counsel + flows.plaintiff_eur;
    world.ledger.pay(victim, Party::World, Account::Legal, victim_cost);
    world.ledger.pay(Party::Public, Party::World, Account::Legal, flows.court_eur);
    call_fund(world, scene, claim, victim, (flows, rate));
    if !claim.counted {
        return;
    }
    let (size, category) = (world.firms[claim.firm as usize].size, claim.category);
    let wait = math::exp(-scene.setting.market.finance.discount_firm * claim.delay / 12.0);
    let received = paid * damages;
    world.tally.cells[usize::from(claim.loss.cell)].received += received - victim_cost;
    let mut add = |item, amount| world.tally.add_cohort(size, category, item, amount);
    add(Item::Collected, flows.funnel.found_eur * rate);
    add(Item::Received, received);
    add(Item::VictimCost, victim_cost);
    add(Item::DefenceCost, paid - received);
    add(Item::CourtCost, flows.court_eur);
    let [maker, ..] = payment.by;
    add(Item::MakerPaid, maker);
    add(Item::MakerPaidPresent, maker * wait);
    add(Item::CoverPaid, payment.cover);
    let upstream = if books[UPSTREAM] == Party::Service { Item::ServicePaid } else { Item::SupplierPaid };
    add(upstream, payment.by[UPSTREAM]);
    add(Item::ImporterPaid, payment.by[IMPORTER]);
    add(Item::SellerPaid, payment.by[SELLER]);
    add(Item::Uncollected, (outlay - paid).max(0.0));
    add(Item::PaymentMonths, received * claim.delay);
}

/// What defendants leave unpaid, victims may ask of the compensation fund.
fn call_fund(
    world: &mut World,
    scene: Scene<'_>,
    claim: &Claim,
    victim: Party,
    (flows, rate): (&Flows, f64),
) {
    let fund = &scene.law.rule(claim.cell).fund;
    if fund.covers == 0.0 || rate >= 1.0 {
        return;
    }
    let missing = 1.0 - rate;
    world.calls.push(Call {
        victim,
        size: world.firms[claim.firm as usize].size,
        category: claim.category,
        cell: claim.loss.cell,
        eur: fund.for_unpaid(missing * flows.damages_eur),
        found_eur: fund.for_unpaid(missing * flows.funnel.found_eur),
        delay: claim.delay,
        counted: claim.counted,
    });
}
