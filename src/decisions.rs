//! Step *decide*: makers whose turn it is choose care, harbour, cover, support and research.
//!
//! A decision first collapses beliefs and exposure into the stakes of each kind of care (`problem`), then solves each in
//! closed form between kinks (`care`); legal branches (harbour, breach of a floor) are enumerated.

mod bearer;
mod behaviour;
mod budget;
mod care;
mod direct;
mod outlook;
mod owners;
mod planner;
mod problem;
mod research;
mod supplier;

pub use outlook::outlook;
pub use planner::hand_levels;
pub use supplier::decide_all as decide_suppliers;

use crate::math;
use crate::scenario::market::{CarePayer, Risk};
use crate::world::{Demands, Firm, Plan, Scene, Stakes, World};
use problem::{Branch, Case, Draft};

/// Lets the makers decide whose turn it is, or who were ordered to, or all of them when the law, or what is known of it, changed this
/// month.
pub fn decide(world: &mut World, scene: Scene<'_>) {
    let period = scene.setting.market.clock.period_months as u32;
    let turn = (world.month - scene.setting.first) as u32 % period;
    let view = &scene.outlook.views[world.view];
    let changed = view.news && view.from == world.month;
    let mut out_of_turn = changed;
    behaviour::look_around(world, scene);
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        out_of_turn |= firm.orders != 0 && !firm.decided;
        let its_turn = firm.turn == turn;
        if changed || !firm.decided || its_turn {
            plan(world, scene, index, its_turn);
        }
    }
    if out_of_turn {
        world.look_at_all(scene, f64::from(world.month) + 1.0);
    }
    supplier::decide(world, scene, changed);
}

/// Every maker decides.
pub fn decide_all(world: &mut World, scene: Scene<'_>) {
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        plan(world, scene, index, false);
    }
}

/// One maker decides, in its turn or because it has to.
pub fn plan(world: &mut World, scene: Scene<'_>, index: usize, its_turn: bool) {
    let given = behaviour::care(world, scene, index, its_turn);
    let firm = &world.firms[index];
    let stakes = world.stakes_of(scene, firm);
    if !scene.setting.has_lifecycle() {
        let plan = direct::plan(world, scene, firm, stakes);
        let month = world.month;
        world.firms[index].adopt(plan, month);
        owners::respond(world, scene, index);
        return;
    }
    let mut case = Case::new(world, scene, firm, stakes);
    let mut decide = |price: f64| {
        case.scarcity = price - 1.0;
        let chosen = match given {
            Some(care) => by_rule_of_thumb(&case, care),
            None => best_branch(&case),
        };
        let draft = scene.forced(firm).map_or(chosen, |forced| off_its_choice(&case, chosen, forced.care));
        finish(scene, firm, stakes, &case, &draft)
    };
    let free = decide(1.0);
    let plan = match given {
        // Care by a rule of thumb looks at no price.
        Some(_) => free,
        None => budget::split(free, |plan| research::worth_of_a_euro(scene, firm, plan), decide),
    };
    let attraction = attraction(world, scene, firm);
    let month = world.month;
    let firm = &mut world.firms[index];
    firm.adopt(plan, month);
    firm.attraction = attraction;
    firm.defend_rate = defend_rate(scene, &plan, stakes);
    firm.launch_probability = research::success(scene, firm, &plan);
    if scene.setting.market.patching.owner_response > 0.0 {
        world.owner_risks.note(index, plan.owner_risk, month + 1);
    }
}

/// Parts of a care floor that a maker in breach considers.
const PARTS_OF_A_FLOOR: [f64; 10] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The cheapest of the legal branches: as the law is, inside the harbour, below the floor with its fines, and below what a
/// certificate asks for.
fn best_branch(case: &Case<'_>) -> Draft {
    let demands = case.demands.as_ref();
    let owed = [demands.floor[0], demands.floor[1], demands.floor[2].max(case.respond_now)];
    let (asked_for, fees) = certified(demands, case.launches, false);
    let floor = [0, 1, 2].map(|prong| asked_for[prong].max(owed[prong]));
    let mut best = case.solve(Branch { sheltered: false, below: false, floor, given: None }).with_fees(fees);
    if let Some(asked) = demands.harbour.filter(|asked| asked.iter().all(|level| level.is_finite())) {
        let (asked_for, fees) = certified(demands, case.launches, true);
        let floor = [0, 1, 2].map(|prong| asked[prong].max(asked_for[prong]).max(owed[prong]));
        let sheltered = case.solve(Branch { sheltered: true, below: false, floor, given: None });
        // Care that is imposed may be less than the harbour asks for.
        if asked.iter().zip(sheltered.care).all(|(asked, level)| level >= *asked) {
            let fees = fees + demands.harbour_fee_eur * case.launches + case.cost_of_waiting();
            let sheltered = sheltered.with_fees(fees);
            best = best.or(Draft { harbour: true, ..sheltered });
        }
    }
    let kept = demands.kept_floors(case.firm);
    if demands.inspects() && owed.iter().zip(kept).any(|(owed, kept)| *owed > kept) {
        let least = [0, 1, 2].map(|prong| asked_for[prong].max(kept[prong]));
        best = below_floors(case, best, (owed, least, fees));
    }
    if let Some(certificate) = demands.certificate
        && certificate.mandatory
        && certificate.false_pass > 0.0
    {
        let try_it = case.solve(Branch { sheltered: false, below: false, floor: owed, given: None });
        let raised =
            |prong: usize| (certificate.care[prong] - try_it.care[prong]).max(0.0) * case.cost[prong];
        let cost = (1.0 - certificate.false_pass) * (raised(0) + raised(1));
        best = best.or(try_it.with_fees(certificate.fees_below_eur(case.launches) * case.launches + cost));
    }
    best
}

/// What follows from care that a rule of thumb gives, raised to what the law asks for: inside the harbour if that care is enough for
/// it and it pays.
fn by_rule_of_thumb(case: &Case<'_>, care: [f64; 3]) -> Draft {
    let demands = case.demands.as_ref();
    let owed = [demands.floor[0], demands.floor[1], demands.floor[2].max(case.respond_now)];
    let (asked_for, fees) = certified(demands, case.launches, false);
    let care = [0, 1, 2].map(|prong| care[prong].max(asked_for[prong]).max(owed[prong]));
    let branch = Branch { sheltered: false, below: false, floor: care, given: Some(care) };
    let outside = case.solve(branch).with_fees(fees);
    let (certificate, fees) = certified(demands, case.launches, true);
    let meets = |asked: &[f64; 3]| {
        asked.iter().chain(&certificate).zip(care.iter().cycle()).all(|(asked, level)| level >= asked)
    };
    if !demands.harbour.as_ref().is_some_and(meets) {
        return outside;
    }
    let inside = case.solve(Branch { sheltered: true, ..branch });
    let fees = fees + demands.harbour_fee_eur * case.launches + case.cost_of_waiting();
    outside.or(Draft { harbour: true, ..inside.with_fees(fees) })
}

/// What follows from a multiple of the care that a maker would choose, where an audit forces it: outside the harbour if that asks for
/// more, and below the law's floors if it is.
fn off_its_choice(case: &Case<'_>, chosen: Draft, times: f64) -> Draft {
    let demands = case.demands.as_ref();
    let care = chosen.care.map(|level| times * level);
    let short = |asked: &[f64; 3]| care.iter().zip(asked).any(|(level, asked)| level < asked);
    let owed = [demands.floor[0], demands.floor[1], demands.floor[2].max(case.respond_now)];
    let sheltered = chosen.harbour && !demands.harbour.as_ref().is_some_and(short);
    let branch = Branch { sheltered, below: short(&owed), floor: [0.0; 3], given: Some(care) };
    Draft { harbour: sheltered, ..case.solve(branch).with_fees(chosen.fees) }
}

/// The best so far, or what costs less with less care than the floors ask for, and its fines. Where a fine follows effort, a part
/// of the way may be worth going; where another jurisdiction asks for less, as far as that.
fn below_floors(case: &Case<'_>, best: Draft, (owed, least, fees): ([f64; 3], [f64; 3], f64)) -> Draft {
    let demands = case.demands.as_ref();
    let by_effort = demands.authorities.iter().any(|authority| authority.fine_effort > 0.0);
    let parts = if by_effort { &PARTS_OF_A_FLOOR[..] } else { &PARTS_OF_A_FLOOR[..1] };
    let part_way = parts.iter().map(|part| owed.map(|level| part * level));
    let elsewhere = demands.authorities.iter().map(|authority| authority.floor);
    part_way.chain(elsewhere.filter(|floor| *floor != demands.floor)).fold(best, |best, level| {
        let floor = [0, 1, 2].map(|prong| least[prong].max(level[prong]));
        let below = case.solve(Branch { sheltered: false, below: true, floor, given: None });
        best.or(below.with_fees(demands.fines_for_care(case.turnover, below.care) + fees))
    })
}

/// Care that a certificate asks for, and its expected cost a year, EUR, if one is needed.
fn certified(demands: &Demands, launches: f64, harbour: bool) -> ([f64; 3], f64) {
    match demands.certificate {
        Some(certificate) if certificate.needed(harbour) => {
            let [design, testing] = certificate.care;
            ([design, testing, 0.0], certificate.fees_eur(launches) * launches)
        }
        _ => ([0.0; 3], 0.0),
    }
}

/// Turns the chosen draft into a plan: costs, cover, support, research.
fn finish(scene: Scene<'_>, firm: &Firm, stakes: &Stakes, case: &Case<'_>, draft: &Draft) -> Plan {
    let (setting, demands) = (scene.setting, stakes.of_care(scene.setting));
    let support_months = case.support(draft);
    let owed = case.support_owed();
    let support = support_months.max(owed);
    let residual = |prong: usize| setting.residual(prong, draft.care[prong]);
    let borne = 1.0 - demands.aid.care;
    let product_care_eur = case.cost[0] * draft.care[0] + case.cost[1] * draft.care[1];
    let (release_care_eur, flow_eur) = match setting.care_flows() {
        true => (0.0, product_care_eur / borne),
        false => (product_care_eur / case.launches / borne, 0.0),
    };
    let fee = if draft.harbour { demands.harbour_fee_eur } else { 0.0 };
    let [design, testing, _] = case.left_to_be_found(draft.care);
    let own_fees_eur = fee + handling(scene, firm, design, testing);
    let mut plan = Plan {
        care: draft.care,
        support_months,
        harbour: draft.harbour,
        design_residual: residual(0),
        testing_residual: residual(1),
        left_by_response: std::array::from_fn(|source| setting.left_by_response(source, draft.care[2])),
        left_by_duties: stakes.left_by_duties,
        marginal_cost: stakes.today.support_eur(setting, firm.category, [support, owed])[0]
            + draft.marginal
            + case.refunds(support) / firm.units_year.max(1.0),
        release_care_eur,
        paid_care_eur: match setting.market.care.paid_by {
            CarePayer::Firm => borne * release_care_eur,
            CarePayer::Owner => 0.0,
        },
        level_eur: [0, 1].map(|prong| case.cost[prong] / case.launches / borne),
        release_fees_eur: own_fees_eur
            // What ships until the next decision is shown to comply with the law of the day.
            + stakes.today.compliance_eur
            + certified(demands, case.launches, draft.harbour).1 / case.launches,
        own_fees_eur,
        running_eur: case.cost[2] * draft.care[2] / borne + case.upkeep.monitoring + flow_eur,
        wait_months: research::wait_months(demands, draft.harbour),
        aid: demands.aid.care,
        expected_payment: draft.affordable,
        owner_loss: draft.owner_loss,
        owner_risk: case.owner_risk(draft),
        ..Plan::default()
    };
    if let Some((layer, premium)) = draft.policy {
        (plan.insured, plan.premium, plan.ceded_payment) = (true, premium, draft.ceded);
        (plan.deductible, plan.limit) = (layer.deductible, layer.limit);
    }
    plan.release_cost_eur = research::release_cost(scene, firm, &plan);
    plan.research = research::choose(scene, firm, &plan);
    let taxed = demands.levy + demands.fines_of_turnover(firm.turnover, draft.care);
    let research = if firm.turnover > 0.0 { plan.research / firm.turnover } else { 0.0 };
    plan.lost_of_price = setting.lost_of_price(firm.size, research, taxed);
    plan
}

/// Handling the flaws of a release that nobody ever exploits at scale, EUR.
fn handling(scene: Scene<'_>, firm: &Firm, design: f64, testing: f64) -> f64 {
    let market = &scene.setting.market;
    let harmless = 1.0 - market.threat.ever_exploited;
    let flaws = market.care.flaws_design * design + market.care.flaws_testing * testing;
    harmless * flaws * firm.complexity * market.care.handling_eur
}

/// `base^η`, the base in devices of an average maker of the category.
fn attraction(world: &World, scene: Scene<'_>, firm: &Firm) -> f64 {
    let in_use = firm.raw * world.in_use(scene, firm.category);
    let average = scene.setting.average_base(firm.category);
    let base = (in_use / average).max(0.01);
    math::pow(base, scene.setting.market.threat.base_exponent)
}

/// Hazard a month that a defender finds one of the maker's flaws, as the law of the day has them look.
fn defend_rate(scene: Scene<'_>, plan: &Plan, stakes: &Stakes) -> f64 {
    let patching = &scene.setting.market.patching;
    (patching.discovery(plan.left_by_response[2]) + stakes.today.search.added(patching)) / 12.0
}

/// A maker's constant absolute aversion to risk, for each EUR. Firms tolerate risk in proportion to their size (Howard 1988,
/// *Management Science* 34:679): it is stated for a year's turnover.
fn aversion(scene: Scene<'_>, firm: &Firm) -> f64 {
    let decision = &scene.setting.market.decision;
    let averse = decision.risk == Risk::Averse && firm.turnover > 0.0;
    if averse { decision.risk_aversion / firm.turnover } else { 0.0 }
}

/// What insolvency costs a maker beyond its assets, EUR.
fn franchise(scene: Scene<'_>, firm: &Firm) -> f64 {
    let market = &scene.setting.market;
    let extra = match market.decision.risk {
        Risk::Neutral | Risk::Averse => 0.0,
        Risk::Bankruptcy => market.decision.bankruptcy_cost * firm.turnover,
    };
    market.finance.franchise_years * firm.profit.max(0.0) + extra
}
