//! Step *claim*: the month's losses become claim groups, each under the law of its vintage and of the date of harm.

use crate::distributions::{Binomial, exponential};
use crate::law::apportionment::{MAKER, Traced};
use crate::law::award::{recoverable_eur, recoverable_share};
use crate::law::compile::Place;
use crate::law::damages::Circumstances;
use crate::law::duties::Conformity;
use crate::law::procedure::Timing;
use crate::law::relief::{Levels, Record};
use crate::law::rule::Rule;
use crate::law::schedule::Losses;
use crate::ledger::{Account, Party};
use crate::scenario::market::BorneBy;
use crate::shocks::Stream;
use crate::tally::Item;
use crate::units::{Month, month_from};
use crate::world::{Call, Claim, Firm, Loss, NONE, Origin, SMALL_GROUP, Scene, World, due_care, rule_at};

/// Expected claimants below which their number is drawn.
const DRAWN_CLAIMANTS: f64 = 20.0;

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
        let release = &world.releases.rows[loss.release as usize];
        let older = release.older_share(usize::from(loss.cell));
        let (shipped, last) = (release.shipped, release.last_sold(world.month));
        let split = release.split.min(last);
        if older > 0.0 {
            file(world, scene, &loss, Vintage { sold: middle((shipped, split)), share: older, group: 0 });
        }
        if older < 1.0 {
            let sold = middle(if older > 0.0 { (split, last) } else { (shipped, last) });
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
    let law_cell = law_cell(world, scene, firm, (cell.jurisdiction, vintage.sold));
    let rule = scene.law.rule(law_cell);
    if rule.standard.lets_all_pass() {
        return;
    }
    let group = (u32::from(loss.cell) * 8 + loss.head as u32) * 2 + vintage.group;
    let (key, draw) = (loss.flaw.own_key, loss.flaw.draw());
    let [attribution, crime, _, patience] = world.shocks.quad(Stream::Verdict, key, draw, u64::from(group));
    let owners = &setting.market.segments.rows[cell.segment];
    // Months that the victims of a group, who are one in this, take until they claim.
    let lag = exponential(patience, owners.claim_months);
    let months_in_use = f64::from(world.month - vintage.sold);
    let legacy = out_of_support(world, loss);
    if !rule.procedure.in_time(loss.head, &Timing::after(months_in_use, lag)) || rule.relief.exempts(legacy) {
        return;
    }
    let harbour = in_harbour(world, scene, loss, (rule, cell.jurisdiction));
    let victims = loss.victims * vintage.share;
    let recoverable = recoverable(world, scene, loss, vintage, (rule, harbour));
    let traced = rule.apportionment.traced(&rule.causation, attribution, crime);
    let found = traced != Traced::Nobody;
    world.tally.add(size, category, Item::Recoverable, recoverable);
    world.tally.add(size, category, Item::Attributable, if found { recoverable } else { 0.0 });
    help_victims(world, (loss, victims), rule);
    let awareness = rule.duties.awareness(owners.awareness, owners.heeds_notice);
    let claiming = rule.procedure.claiming_share(awareness);
    if !rule.causation.traces(attribution) {
        call_fund(world, scene, loss, rule, (recoverable * claiming, lag));
    }
    if !found {
        return;
    }
    let [duration, readiness, ..] = world.shocks.quad(Stream::Delay, key, draw, u64::from(group));
    let claimants = claimants(loss, victims, claiming, readiness);
    if claimants == 0.0 {
        return;
    }
    let delay = lag + rule.procedure.delay_months_at(duration);
    let claim = Claim {
        firm: loss.firm,
        category,
        cell: law_cell,
        group,
        loss: *loss,
        harmed: world.month,
        due: world.month + month_from(delay),
        delay,
        lag,
        newer: vintage.group == 1,
        months_in_use,
        victims,
        claimants,
        due_care: due_care_at_conduct(world, scene, loss, vintage, cell.jurisdiction),
        filed: loss.eur * vintage.share * claimants / victims,
        harbour,
        conformity: conformity(world, scene, loss, (vintage.sold, cell.jurisdiction, rule)),
        legacy,
        complexity: complexity(world, loss),
        against_maker: traced == Traced::Maker && within_reach(world, scene, loss, rule),
        counted: world.tally.open,
        next: NONE,
    };
    world.firms[loss.firm as usize].filed += claim.filed_against_maker();
    world.claims.file(claim);
}

/// The cell of the law of today for what a maker sold in a month.
fn law_cell(world: &World, scene: Scene<'_>, firm: &Firm, (jurisdiction, sold): (usize, Month)) -> u16 {
    let place = Place { jurisdiction, size: usize::from(firm.size), category: usize::from(firm.category) };
    scene.law.cell(place, world.epoch, scene.law.vintage_at(sold))
}

/// Education and complaint channels cost the public something for each victim whom they are there for.
fn help_victims(world: &mut World, (loss, victims): (&Loss, f64), rule: &Rule) {
    let cost = victims * rule.procedure.help_eur;
    if cost > 0.0 {
        let firm = &world.firms[loss.firm as usize];
        world.ledger.pay(Party::Public, Party::World, Account::Aid, cost);
        world.tally.add(firm.size, firm.category, Item::Aid, cost);
    }
}

/// Victims of what cannot be traced to a product may ask the compensation fund for a share of their loss.
fn call_fund(world: &mut World, scene: Scene<'_>, loss: &Loss, rule: &Rule, (eur, delay): (f64, f64)) {
    if rule.fund.unattributed == 0.0 || eur == 0.0 {
        return;
    }
    let firm = &world.firms[loss.firm as usize];
    let victim = match scene.setting.market.heads[loss.head as usize].borne_by {
        BorneBy::ThirdParty => Party::ThirdParty,
        BorneBy::Buyer | BorneBy::Maker => Party::Buyer,
    };
    world.calls.push(Call {
        victim,
        size: firm.size,
        category: firm.category,
        cell: loss.cell,
        eur: rule.fund.for_untraced(eur),
        found_eur: 0.0,
        delay,
        counted: world.tally.open,
    });
}

/// Can the law hold the maker to anything?
fn within_reach(world: &World, scene: Scene<'_>, loss: &Loss, rule: &Rule) -> bool {
    let chain = scene.chain(&world.firms[loss.firm as usize], &loss.flaw);
    rule.apportionment.shares(loss.flaw.origin, &chain, loss.eur)[MAKER].most > 0.0
}

/// What the law would give the victims of a group if everything were proven and everybody sued, EUR.
fn recoverable(
    world: &World,
    scene: Scene<'_>,
    loss: &Loss,
    vintage: Vintage,
    (rule, in_harbour): (&Rule, bool),
) -> f64 {
    let case = Circumstances {
        head: loss.head,
        careless: loss.own_fault,
        pattern: false,
        in_harbour,
        delay_months: 0.0,
        overdue_months: 0.0,
        conformity: Conformity::Unasked,
    };
    let victims = loss.victims * vintage.share;
    if (!loss.drawn || vintage.share == 1.0)
        && let Some(share) = recoverable_share(rule, &case)
    {
        return share * loss.eur * vintage.share;
    }
    if !loss.drawn {
        let category = world.firms[loss.firm as usize].category;
        let severity = scene.severity(category, loss.head).scaled(loss.frailty);
        return recoverable_eur(rule, &case, &Losses::Law(&severity), victims);
    }
    let drawn = &world.drawn[loss.drawn_at as usize..][..loss.victims as usize];
    if vintage.group == 0 {
        return recoverable_eur(rule, &case, &Losses::Drawn(drawn), victims);
    }
    // As courts will: the newer vintage is judged by the last victims.
    let mut last = [0.0; SMALL_GROUP as usize];
    let last = &mut last[..drawn.len()];
    last.copy_from_slice(drawn);
    last.reverse();
    recoverable_eur(rule, &case, &Losses::Drawn(last), victims)
}

/// How maker and product stand to the care floors of the law of the sale, and of today for care that is a flow.
fn conformity(
    world: &World,
    scene: Scene<'_>,
    loss: &Loss,
    (sold, jurisdiction, today): (Month, usize, &Rule),
) -> Conformity {
    if !today.standard.heeds_floors() {
        return Conformity::Unasked;
    }
    let firm = &world.firms[loss.firm as usize];
    let (epoch, vintage) = (scene.law.epoch_at(sold), scene.law.vintage_at(sold));
    let part = scene.setting.part(firm.size, firm.category);
    let (asking, conduct) = match scene.setting.care_flows() {
        true => (today, world.month),
        false => (rule_at(scene, firm, jurisdiction, epoch, vintage), sold),
    };
    world.conformity(scene, (asking, today), &levels_at_harm(world, scene, loss), (part, conduct))
}

/// Due care when the maker acted: of the law under which the product was placed on the market for design and testing, or of the month of
/// the attack where that is a flow; of the month of the update for what updates bring.
fn due_care_at_conduct(
    world: &World,
    scene: Scene<'_>,
    loss: &Loss,
    vintage: Vintage,
    jurisdiction: usize,
) -> f64 {
    let firm = &world.firms[loss.firm as usize];
    let later = loss.flaw.origin == Origin::Update || scene.setting.care_flows();
    let acted = if later { loss.flaw.conduct } else { vintage.sold };
    let (epoch, sold) = (scene.law.epoch_at(acted), scene.law.vintage_at(vintage.sold));
    let rule = rule_at(scene, firm, jurisdiction, epoch, sold);
    due_care(scene, &rule.standard, firm, loss.flaw.origin, loss.flaw.custom)
}

/// Care of the product and of its maker at the time of harm, by which a safe harbour is judged. Direct accidents know one kind.
fn levels_at_harm(world: &World, scene: Scene<'_>, loss: &Loss) -> Levels {
    let plan = &world.firms[loss.firm as usize].plan;
    if loss.release == NONE {
        return Levels { design: plan.care[0], testing: f64::INFINITY, response: f64::INFINITY };
    }
    let [design, testing] = world.care_behind(scene, &world.releases.rows[loss.release as usize]);
    Levels { design, testing, response: plan.care[2] }
}

/// Was the product that did harm out of support?
fn out_of_support(world: &World, loss: &Loss) -> bool {
    loss.release != NONE && {
        let release = &world.releases.rows[loss.release as usize];
        !release.supported_at(f64::from(world.month), &world.firms[loss.firm as usize])
    }
}

fn complexity(world: &World, loss: &Loss) -> f64 {
    match loss.release {
        NONE => world.firms[loss.firm as usize].complexity,
        release => world.releases.rows[release as usize].complexity,
    }
}

/// Was the maker in the safe harbour of a jurisdiction?
fn in_harbour(world: &World, scene: Scene<'_>, loss: &Loss, law: (&Rule, usize)) -> bool {
    let (levels, record) = (levels_at_harm(world, scene, loss), record(world, scene, loss, law));
    law.0.relief.shelters(&levels, validated(world, scene, loss), &record)
}

/// How the maker handles flaws at the time of harm. One that means to be in a harbour publishes as the harbour asks.
fn record(world: &World, scene: Scene<'_>, loss: &Loss, (rule, jurisdiction): (&Rule, usize)) -> Record {
    if loss.release == NONE {
        return Record::CLEAN;
    }
    let firm = &world.firms[loss.firm as usize];
    let delay = world.delays.of_maker(loss.firm as usize, jurisdiction);
    let patching = &scene.setting.market.patching;
    let asked = if firm.plan.harbour { rule.relief.transparency_days } else { f64::INFINITY };
    Record {
        overdue: delay.is_overdue(f64::from(world.month)),
        publication_days: asked.min(rule.duties.disclosure_days),
        discovery: patching.discovery(firm.plan.left_by_response[2]) - patching.discovery_researchers,
    }
}

/// Has the maker shown what a safe harbour asks for: with the product, or as it goes where care is a flow?
fn validated(world: &World, scene: Scene<'_>, loss: &Loss) -> bool {
    match loss.release {
        release if release == NONE || scene.setting.care_flows() => {
            world.firms[loss.firm as usize].plan.harbour
        }
        release => world.releases.rows[release as usize].validated,
    }
}

/// Victims who would claim if it paid: drawn if they are few, expected if they are many.
fn claimants(loss: &Loss, victims: f64, chance: f64, u: f64) -> f64 {
    // Of a group split over vintages, and of expected accidents, the number of victims is a fraction: each counts by its part.
    let trials = victims.ceil();
    if victims * chance >= DRAWN_CLAIMANTS || loss.release == NONE && loss.victims % 1.0 != 0.0 {
        return victims * chance;
    }
    if u <= 1.0 - trials * chance {
        return 0.0;
    }
    Binomial::new(trials as u64, chance).quantile(u) as f64 * (victims / trials)
}
