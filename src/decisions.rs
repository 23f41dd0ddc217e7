//! Step *decide*: makers whose turn it is choose care, harbour, cover, support and research.
//!
//! A decision first collapses beliefs and exposure into the stakes of each kind of care (`problem`), then solves each in
//! closed form between kinks (`care`); legal branches (harbour, breach of a floor) are enumerated.

mod bearer;
mod care;
mod direct;
mod outlook;
mod planner;
mod problem;
mod research;
mod supplier;

pub use outlook::outlook;
pub use planner::hand_levels;
pub use supplier::decide_all as decide_suppliers;

use crate::math;
use crate::scenario::market::Risk;
use crate::world::{Firm, Plan, Scene, Stakes, World};
use problem::{Branch, Case, Draft};

/// Lets the makers decide whose turn it is, or all of them when the law, or what is known of it, changed this month.
pub fn decide(world: &mut World, scene: Scene<'_>) {
    let period = scene.setting.market.clock.period_months as u32;
    let turn = (world.month - scene.setting.first) as u32 % period;
    let view = &scene.outlook.views[world.view];
    let changed = view.news && view.from == world.month;
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        let firm = &world.firms[index];
        if changed || !firm.decided || firm.turn == turn {
            plan(world, scene, index);
        }
    }
    if changed {
        world.look_at_all(scene, f64::from(world.month) + 1.0);
    }
    supplier::decide(world, scene, changed);
}

/// Every maker decides.
pub fn decide_all(world: &mut World, scene: Scene<'_>) {
    for row in 0..world.active.len() {
        let index = world.active[row] as usize;
        plan(world, scene, index);
    }
}

/// One maker decides.
pub fn plan(world: &mut World, scene: Scene<'_>, index: usize) {
    let firm = &world.firms[index];
    let stakes = world.stakes_of(scene, firm);
    if !scene.setting.has_lifecycle() {
        let plan = direct::plan(world, scene, firm, stakes);
        let month = world.month;
        world.firms[index].adopt(plan, month);
        return;
    }
    let case = Case::new(world, scene, firm, stakes);
    let draft = best_branch(&case, stakes);
    let plan = finish(scene, firm, stakes, &case, &draft);
    let attraction = attraction(world, scene, firm);
    let month = world.month;
    let firm = &mut world.firms[index];
    firm.adopt(plan, month);
    firm.attraction = attraction;
    firm.defend_rate = defend_rate(scene, &plan);
    firm.launch_probability = research::success(scene, firm, &plan);
}

/// The cheapest of the legal branches: as the law is, inside the harbour, below the floor with its fines.
fn best_branch(case: &Case<'_>, stakes: &Stakes) -> Draft {
    let demands = &stakes.demands;
    let floor = [demands.floor[0], demands.floor[1], demands.floor[2].max(stakes.today.floor[2])];
    let mut best = case.solve(Branch { sheltered: false, floor });
    if let Some(asked) = demands.harbour {
        let floor = [0, 1, 2].map(|prong| asked[prong].max(floor[prong]));
        let sheltered = case.solve(Branch { sheltered: true, floor });
        let fees = sheltered.fees + demands.harbour_fee_eur * case.launches;
        let sheltered = Draft { harbour: true, fees, ..sheltered };
        if sheltered.total() < best.total() {
            best = sheltered;
        }
    }
    if demands.inspections > 0.0 && floor != [0.0; 3] {
        let below = case.solve(Branch { sheltered: false, floor: [0.0; 3] });
        let fees = below.fees + demands.inspections * demands.fine(case.turnover);
        let below = Draft { fees, ..below };
        if below.total() < best.total() {
            best = below;
        }
    }
    best
}

/// Turns the chosen draft into a plan: costs, cover, support, research.
fn finish(scene: Scene<'_>, firm: &Firm, stakes: &Stakes, case: &Case<'_>, draft: &Draft) -> Plan {
    let (setting, demands) = (scene.setting, &stakes.demands);
    let support_months = case.support(draft);
    let support = support_months.max(stakes.today.support_months);
    let residual = |prong: usize| setting.residual(prong, draft.care[prong]);
    let release_care_eur = (case.cost[0] * draft.care[0] + case.cost[1] * draft.care[1]) / case.launches;
    let fee = if draft.harbour { demands.harbour_fee_eur } else { 0.0 };
    let own_fees_eur = fee + handling(scene, firm, residual(0), residual(1));
    let mut plan = Plan {
        care: draft.care,
        support_months,
        harbour: draft.harbour,
        design_residual: residual(0),
        testing_residual: residual(1),
        left_by_response: std::array::from_fn(|source| setting.left_by_response(source, draft.care[2])),
        marginal_cost: setting.support_cost(firm.category, support) + draft.marginal,
        release_care_eur,
        release_fees_eur: own_fees_eur + demands.compliance_eur,
        own_fees_eur,
        response_eur: case.cost[2] * draft.care[2],
        expected_payment: draft.affordable,
        owner_loss: draft.owner_loss,
        ..Plan::default()
    };
    if let Some((layer, premium)) = draft.policy {
        (plan.insured, plan.premium, plan.ceded_payment) = (true, premium, draft.ceded);
        (plan.deductible, plan.limit) = (layer.deductible, layer.limit);
    }
    plan.release_cost_eur = research::release_cost(scene, firm, &plan);
    plan.research = research::choose(scene, firm, &plan);
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

/// Hazard a month that a defender finds one of the maker's flaws.
fn defend_rate(scene: Scene<'_>, plan: &Plan) -> f64 {
    scene.setting.market.patching.discovery(plan.left_by_response[2]) / 12.0
}

/// What insolvency costs a maker beyond its assets, EUR.
fn franchise(scene: Scene<'_>, firm: &Firm) -> f64 {
    let market = &scene.setting.market;
    let extra = match market.decision.risk {
        Risk::Neutral => 0.0,
        Risk::Bankruptcy => market.decision.bankruptcy_cost * firm.turnover,
    };
    market.finance.franchise_years * firm.profit.max(0.0) + extra
}
