//! Makers that do not solve for their care: they climb towards what earned more, or copy peers that earn more.
//!
//! Whatever its rule, a maker keeps to the law's floors, and buys cover, promises support, searches and prices for the care it
//! takes. Who begins copies what is customary; the makers of the first month have learnt what pays under the law they knew.

use crate::math;
use crate::shocks::Stream;
use crate::world::{Climb, Firm, Peer, Scene, World, tick};

/// How a maker comes by its care.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    /// It solves its problem.
    Rational,
    /// It changes one kind of care at a time, goes on while profit rises, and steps back when it falls (Cyert and March 1963,
    /// *A Behavioral Theory of the Firm*).
    Adaptive,
    /// It copies a peer, rather one that earns more, with small changes (Nelson and Winter 1982, *An Evolutionary Theory of
    /// Economic Change*).
    Imitative,
}

/// Draws of [`Stream::Behaviour`] by `k`: the choice of the month, what imitators change, and the rule.
const CHOICE: u64 = 0;
const CHANGE: u64 = 1;
const RULE: u64 = 4;

fn rule_of(world: &World, scene: Scene<'_>, firm: &Firm) -> Rule {
    let decision = &scene.setting.market.decision;
    let (adaptive, others) = (decision.adaptive_share, decision.adaptive_share + decision.imitative_share);
    if others == 0.0 {
        return Rule::Rational;
    }
    let u = world.shocks.uniform(Stream::Behaviour, firm.key, 0, RULE);
    if u < adaptive {
        Rule::Adaptive
    } else if u < others {
        Rule::Imitative
    } else {
        Rule::Rational
    }
}

/// Care that a maker's rule of thumb gives, in its turn or out of it; `None` if it solves for it.
pub(super) fn care(world: &mut World, scene: Scene<'_>, index: usize, its_turn: bool) -> Option<[f64; 3]> {
    let firm = &world.firms[index];
    let rule = rule_of(world, scene, firm);
    match rule {
        Rule::Rational => None,
        _ if !firm.decided && world.month == scene.setting.first => None,
        _ if !firm.decided => Some(world.experience.custom),
        _ if !its_turn => Some(firm.plan.care),
        Rule::Adaptive => Some(climb(world, scene, index)),
        Rule::Imitative => Some(imitate(world, scene, index)),
    }
}

/// A level changed by so much in `ln(1 + care)`.
fn changed(level: f64, by: f64) -> f64 {
    ((1.0 + level) * math::exp(by) - 1.0).max(0.0)
}

/// A step of hill climbing on what was really earned. Who steps back waits a year before it tries something else, so that what it
/// then compares with is not the failure.
fn climb(world: &mut World, scene: Scene<'_>, index: usize) -> [f64; 3] {
    let firm = &world.firms[index];
    let (mut care, profit) = (firm.plan.care, firm.profit);
    let (prong, up) = match firm.climb {
        Some(last) if profit >= last.profit => (last.prong, last.up),
        Some(last) => {
            care[last.prong] = last.from;
            world.firms[index].climb = None;
            return care;
        }
        None => {
            let [which, way] = world.shocks.pair(Stream::Behaviour, firm.key, tick(world.month), CHOICE);
            (((which * 3.0) as usize).min(2), way < 0.5)
        }
    };
    let step = scene.setting.market.decision.experiment;
    world.firms[index].climb = Some(Climb { prong, up, from: care[prong], profit });
    care[prong] = changed(care[prong], if up { step } else { -step });
    care
}

/// Care of a peer of its class, chosen by a logit in profit over turnover, with a change of its own.
fn imitate(world: &World, scene: Scene<'_>, index: usize) -> [f64; 3] {
    let firm = &world.firms[index];
    let (key, month) = (firm.key, tick(world.month));
    let peers = &world.peers[scene.setting.part(firm.size, firm.category)];
    let copied = match peers.last() {
        Some(last) => {
            let at = world.shocks.uniform(Stream::Behaviour, key, month, CHOICE) * last.weight;
            peers[peers.partition_point(|peer| peer.weight < at)].care
        }
        None => firm.plan.care,
    };
    let step = scene.setting.market.decision.experiment;
    let luck = |prong: u64| world.shocks.normal(Stream::Behaviour, key, month, CHANGE + prong);
    [0, 1, 2].map(|prong| changed(copied[prong], step * luck(prong as u64)))
}

/// Notes what everybody sees of peers before anybody decides this month, where there are imitators.
pub(super) fn look_around(world: &mut World, scene: Scene<'_>) {
    let decision = &scene.setting.market.decision;
    if decision.imitative_share == 0.0 {
        return;
    }
    let mut best = [f64::NEG_INFINITY; 4 * crate::scenario::MAX_NAMES];
    world.peers.iter_mut().for_each(Vec::clear);
    let decided = |world: &World, row: usize| {
        let firm = &world.firms[world.active[row] as usize];
        (firm.decided, scene.setting.part(firm.size, firm.category), firm.margin(), firm.plan.care)
    };
    for row in 0..world.active.len() {
        let (known, part, margin, _) = decided(world, row);
        if known {
            best[part] = best[part].max(margin);
        }
    }
    for row in 0..world.active.len() {
        let (known, part, margin, care) = decided(world, row);
        if known {
            let before = world.peers[part].last().map_or(0.0, |peer| peer.weight);
            let weight = before + math::exp(decision.imitation_precision * (margin - best[part]));
            world.peers[part].push(Peer { weight, care });
        }
    }
}
