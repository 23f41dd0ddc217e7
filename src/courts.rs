//! Step *adjudicate*: claim groups whose delay has run are settled or judged.

use crate::law::apportionment::PARTIES;
use crate::law::award::{Award, Facts, Luck, award};
use crate::law::damages::Circumstances;
use crate::law::procedure::Timing;
use crate::law::verdict::{Conduct, Ground};
use crate::math;
use crate::shocks::Stream;
use crate::tally::Item;
use crate::units::Month;
use crate::world::{Claim, Debt, NONE, SMALL_GROUP, Scene, World, prong_of};

/// Decides the claims that are due this month. What is owed goes on the list of debts.
pub fn adjudicate(world: &mut World, scene: Scene<'_>) {
    world.debts.clear();
    let mut row = world.claims.due.take(world.month);
    while row != NONE {
        let claim = world.claims.rows[row as usize];
        decide(world, scene, row, &claim);
        row = claim.next;
    }
}

fn decide(world: &mut World, scene: Scene<'_>, row: u32, claim: &Claim) {
    let award = judge(world, scene, claim);
    if award.adverse_finding {
        world.firms[claim.firm as usize].note_finding(world.month, claim.loss.flaw.own_key);
    }
    let together = scene.law.rule(claim.cell).procedure.class_action;
    count(world, claim, &award, together);
    if award.flows.outlay_eur() > 0.0 || award.flows.plaintiff_eur > 0.0 {
        world.debts.push(debt(scene, row, claim, &award));
    } else {
        world.firms[claim.firm as usize].filed -= claim.filed_against_maker();
        world.claims.close(row);
    }
}

fn debt(scene: Scene<'_>, row: u32, claim: &Claim, award: &Award) -> Debt {
    Debt {
        claim: row,
        firm: claim.firm,
        component: scene.component_behind(&claim.loss.flaw),
        shares: award.shares,
        maker_owes: 0.0,
        paid: [0.0; PARTIES],
        flows: award.flows,
    }
}

/// What the open claims against makers, each with the months until it is due, would bring if they were decided now.
pub fn open_debts(world: &World, scene: Scene<'_>) -> Vec<(Debt, Month)> {
    let mut debts = Vec::new();
    for month in world.claims.due.months_from(world.month) {
        let mut row = world.claims.due.first(month);
        while row != NONE {
            let claim = &world.claims.rows[row as usize];
            if claim.against_maker {
                debts.push((debt(scene, row, claim, &judge(world, scene, claim)), month - world.month));
            }
            row = claim.next;
        }
    }
    debts
}

/// Counts what claims that run-off left open would bring if they were decided now: nobody pays it within the books.
pub fn value_open(world: &mut World, scene: Scene<'_>) {
    for month in world.claims.due.months_from(world.month) {
        let mut row = world.claims.due.take(month);
        while row != NONE {
            let claim = world.claims.rows[row as usize];
            if claim.counted {
                let damages_eur = judge(world, scene, &claim).flows.damages_eur;
                let size = world.firms[claim.firm as usize].size;
                world.tally.add_cohort(size, claim.category, Item::Outstanding, damages_eur);
            }
            row = claim.next;
        }
    }
}

/// The award on a claim, on the facts as they are now.
fn judge(world: &World, scene: Scene<'_>, claim: &Claim) -> Award {
    let rule = scene.law.rule(claim.cell);
    let firm = &world.firms[claim.firm as usize];
    let severity = scene.severity(claim.category, claim.loss.head).scaled(claim.loss.frailty);
    let mut drawn = [0.0; SMALL_GROUP as usize];
    let losses = world.losses_of(scene, &claim.loss, claim.newer, &mut drawn, &severity);
    let findings = firm.recent_findings(world.month, rule.damages.pattern_months) as f64;
    let facts = Facts {
        conduct: conduct(scene, claim),
        chain: scene.chain(firm, &claim.loss.flaw),
        circumstances: Circumstances {
            head: claim.loss.head,
            careless: claim.loss.own_fault,
            pattern: rule.damages.is_pattern(findings),
            in_harbour: claim.harbour,
            delay_months: claim.delay,
            overdue_months: claim.loss.overdue,
            conformity: claim.conformity,
        },
        losses,
        victims: claim.victims,
        claimants: claim.claimants,
        timing: Timing::after(claim.months_in_use, claim.lag),
        legacy: claim.legacy,
        luck: luck(world, claim),
    };
    award(rule, &facts)
}

/// What the court looks at.
fn conduct(scene: Scene<'_>, claim: &Claim) -> Conduct {
    let prong = prong_of(claim.loss.flaw.origin);
    // A component's flaw is measured by the testing that would have kept it out, the integrator's or its supplier's.
    let prevented_by =
        scene.setting.technology(prong).level_for(claim.loss.flaw.arrival / claim.loss.flaw.intensity);
    Conduct {
        origin: claim.loss.flaw.origin,
        care: claim.loss.flaw.care,
        due: claim.due_care,
        prevented_by,
        late_share: claim.loss.lateness,
        complexity: claim.complexity,
    }
}

/// The draws of a claim: attribution, crime and delay belong to the group; nothing depends on the order of the docket.
fn luck(world: &World, claim: &Claim) -> Luck {
    let (key, draw, group) = (claim.loss.flaw.own_key, claim.loss.flaw.draw(), u64::from(claim.group));
    let [attribution, crime, proof, _] = world.shocks.quad(Stream::Verdict, key, draw, group);
    let [court, trial] = world.shocks.pair(Stream::CourtError, key, draw, group);
    Luck {
        attribution,
        crime,
        court: math::norm_quantile(court),
        proof,
        beliefs: world.shocks.pair(Stream::Beliefs, key, draw, group),
        trial,
    }
}

/// Counts a decided claim, by the date of its harm; those sue for whom it is worth it, or all of them `together`.
fn count(world: &mut World, claim: &Claim, award: &Award, together: bool) {
    if !claim.counted {
        return;
    }
    let flows = &award.flows;
    let (size, category) = (world.firms[claim.firm as usize].size, claim.category);
    let mut add = |item, amount| world.tally.add_cohort(size, category, item, amount);
    add(Item::Claimed, flows.funnel.claimed_eur);
    add(Item::Found, flows.funnel.found_eur);
    add(Item::Suits, flows.suits);
    add(Item::Settled, flows.settled);
    if flows.suits > 0.0 {
        add(Item::Claimants, if together { claim.claimants } else { flows.suits });
    }
    if matches!(award.ground, Ground::Breach | Ground::Defect) && claim.filed > 0.0 {
        add(Item::BreachLoss, claim.filed);
        add(Item::BreachAward, flows.damages_eur);
        add(Item::BreachSquares, flows.damages_eur * flows.damages_eur / claim.filed);
    }
}
