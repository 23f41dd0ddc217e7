//! Which levels of care a maker chooses in a branch.
//!
//! Where design and testing are embodied in products, response care is chosen first: it is a flow that serves the devices in use, whose
//! design and testing are sunk. Design and testing follow, for the devices that will embody them. Nothing then remains to be iterated.
//! Where they are flows too, all three serve the devices in use, and each is chosen given the others until none moves.

use super::borne::Weights;
use super::{Branch, COMPONENTS, Case, Contingents, RESPONSE};
use crate::decisions::care::Problem;

/// Rounds at most in which flows of care answer each other.
const ROUNDS: usize = 20;

/// Differences of a level, over 1 and the level, that move no other.
const SAME_LEVEL: f64 = 1e-5;

impl<'a> Case<'a> {
    /// Care, where a euro of payments weighs so much.
    pub(super) fn levels(&self, branch: Branch, weights: Weights) -> [f64; 3] {
        let mut care = [0.0; 3];
        if !self.flows {
            care[RESPONSE] = self.response(branch, weights.stock, care);
            care[0] = self.embodied_care(branch, 0, weights.sold, care[RESPONSE]);
            care[1] = self.embodied_care(branch, 1, weights.sold, care[RESPONSE]);
            return care;
        }
        for _ in 0..ROUNDS {
            let before = care;
            for prong in 0..RESPONSE {
                care[prong] = self.running_care(branch, prong, weights.stock, care);
            }
            care[RESPONSE] = self.response(branch, weights.stock, care);
            let same = |(now, before): (&f64, &f64)| (now - before).abs() <= SAME_LEVEL * (1.0 + before);
            if care.iter().zip(&before).all(same) {
                break;
            }
        }
        care
    }

    /// A level that is not solved for: imposed on all makers, or given by a rule of thumb.
    fn given(&self, branch: Branch, prong: usize) -> Option<f64> {
        let care = &self.scene.setting.market.care;
        let imposed = [care.imposed_design, care.imposed_testing, care.imposed_response][prong];
        if imposed >= 0.0 { Some(imposed) } else { branch.given.map(|care| care[prong]) }
    }

    /// Response care: what it saves of a year's compromises of the devices in use, through its own prong and by haste.
    fn response(&self, branch: Branch, kept: f64, others: [f64; 3]) -> f64 {
        if let Some(level) = self.given(branch, RESPONSE) {
            return level;
        }
        let setting = self.scene.setting;
        let care = [others[0], others[1], 0.0];
        let exposure = self.of_stock(branch);
        let borne = self.borne() + self.repute.0;
        let mut terms = Contingents::new();
        self.collect(exposure, RESPONSE, (self.stock[RESPONSE], kept), &mut terms);
        let hasty = |source: usize| {
            let payment = self.stock_payment(branch, source, care);
            let orders = self.stock_orders(exposure, source, care);
            self.stock_hits(source, care) * setting.hastened(source) * (payment * kept + borne + orders)
        };
        let late = self.late_payments(branch, care) * kept
            + self.fines_for_delay()
            + self.reductions_for_delay()
            + self.rewards_for_speed();
        Problem {
            technology: setting.technology(RESPONSE),
            cost: self.cost[RESPONSE],
            floor: branch.floor[RESPONSE],
            base: self.stock[RESPONSE]
                * (exposure.constant[RESPONSE] * kept + borne + exposure.orders[RESPONSE])
                + self.patching[RESPONSE]
                + self.upkeep.of_flaws(RESPONSE),
            contingent: &terms,
            blamed: &[],
            steps: [(self.timely_response(), late), self.late_reports()],
            haste: ([0, 1, COMPONENTS].map(hasty).iter().sum(), setting.haste()),
        }
        .minimise()
    }

    /// Design or testing care that products embody: what it saves over the lives of a year's sales; for testing, as diligence about
    /// components too.
    fn embodied_care(&self, branch: Branch, prong: usize, kept: f64, response: f64) -> f64 {
        if let Some(level) = self.given(branch, prong) {
            return level;
        }
        let (setting, stakes) = (self.scene.setting, self.stakes);
        let exposure = branch.of(&stakes.ahead);
        let borne = self.borne() + self.repute.1;
        let hits =
            |source: usize| self.rates[source] * self.sales * setting.left_by_response(source, response);
        let (mut terms, mut blamed) = (Contingents::new(), Contingents::new());
        self.collect(exposure, prong, (hits(prong), kept), &mut terms);
        if prong == 1 {
            self.collect(exposure, COMPONENTS, (hits(COMPONENTS), kept), &mut blamed);
        }
        Problem {
            technology: setting.technology(prong),
            cost: self.cost[prong] * (1.0 + self.scarcity),
            floor: branch.floor[prong],
            base: hits(prong) * (exposure.constant[prong] * kept + borne + exposure.orders[prong])
                + self.patching[prong]
                + self.upkeep.of_flaws(prong),
            contingent: &terms,
            blamed: &blamed,
            steps: [(0.0, 0.0); 2],
            haste: (0.0, 0.0),
        }
        .minimise()
    }

    /// Design or testing care that is a flow: what it saves of a year's compromises of the devices in use, given the other kinds; for
    /// testing, as diligence about components too. Flaws are found and fixed whatever it is.
    fn running_care(&self, branch: Branch, prong: usize, kept: f64, others: [f64; 3]) -> f64 {
        if let Some(level) = self.given(branch, prong) {
            return level;
        }
        let (setting, response) = (self.scene.setting, others[RESPONSE]);
        let exposure = self.of_stock(branch);
        let borne = self.borne() + self.repute.0;
        let hits = |source: usize| self.stock[source] * setting.left_by_response(source, response);
        let late = response < self.timely_response();
        let (mut terms, mut blamed) = (Contingents::new(), Contingents::new());
        let collect = |source: usize, terms: &mut Contingents<'a>| {
            let (eur, of_a_euro) = if late { self.late_if_kept(branch, source) } else { (0.0, 0.0) };
            let first = (1.0 - of_a_euro / hits(source).max(f64::MIN_POSITIVE)).max(0.0);
            self.collect(exposure, source, (hits(source), kept * first), terms);
            eur * kept
        };
        let delayed = collect(prong, &mut terms);
        if prong == 1 {
            collect(COMPONENTS, &mut blamed);
        }
        Problem {
            technology: setting.technology(prong),
            cost: self.cost[prong] * (1.0 + self.scarcity),
            floor: branch.floor[prong],
            base: hits(prong) * (exposure.constant[prong] * kept + borne + exposure.orders[prong]) + delayed,
            contingent: &terms,
            blamed: &blamed,
            steps: [(0.0, 0.0); 2],
            haste: (0.0, 0.0),
        }
        .minimise()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::compare::Plan;
    use crate::run::{Regime, Trial};
    use crate::scenario::{NotFound, Overrides, Scenario, Source, read_regime};

    const MARKET: &str = include_str!("../../../scenarios/ablation/market.toml");

    /// Part of all costs that a decision may lose against a fine grid, and that one may of a maker that its payments may ruin: what a
    /// euro of them costs it is not the same at every care.
    const REGRET: [f64; 2] = [1e-3, 3e-3];
    /// Part of the decisions that may lose more than the former.
    const SELDOM: f64 = 0.02;

    /// Laws under which it is worth something to take care of what is in use.
    const LAWS: [&str; 6] = [
        "\"standard.kind\" = \"strict\"",
        "\"standard.kind\" = \"strict\", \"standard.state_of_the_art\" = 1.2, \"damages.multiplier\" = 3",
        "\"standard.kind\" = \"negligence\", \"standard.court_error\" = 0",
        "\"standard.kind\" = \"negligence\", \"standard.court_error\" = 0.4, \"damages.multiplier\" = 3",
        "\"standard.kind\" = \"negligence\", \"standard.court_error\" = 0.2, \"causation.link\" = \"but_for\", \"damages.multiplier\" = 9",
        "\"standard.kind\" = \"negligence\", \"duties.patch_days\" = 20, \"damages.multiplier\" = 5, \"enforcement.inspections\" = 1, \
         \"enforcement.fine_turnover\" = 0.001, \"enforcement.inspection_cost_eur\" = 100",
    ];

    /// Laws with another branch: a safe harbour, and a care floor with inspections.
    const BRANCHES: [&str; 2] = [
        "\"standard.kind\" = \"strict\", \"relief.effect\" = \"share\", \"relief.share\" = 0.25, \"relief.design\" = 2, \"relief.testing\" = 2, \"relief.response\" = 2",
        "\"standard.kind\" = \"strict\", \"duties.floor_design\" = 1, \"duties.floor_testing\" = 1, \"standard.presumption_on_breach\" = 0.8, \
         \"enforcement.inspections\" = 0.2, \"enforcement.fine_turnover\" = 0.001, \"enforcement.inspection_cost_eur\" = 100",
    ];

    fn nothing_else(_: &str, _: &str) -> Result<Source, NotFound> {
        Err(NotFound { reason: "this is all there is".into(), known: Vec::new() })
    }

    /// A market in which makers are sued for what they let happen, under each law.
    fn plan(changes: &[&str], laws: &[&str]) -> Plan {
        let changes: Vec<&str> =
            ["segment.*.awareness=1", "threat.ever_exploited=0.2"].iter().chain(changes).copied().collect();
        let market = Source::new("market.toml", MARKET);
        let scenario = Scenario::read(&market, &nothing_else, &Overrides::parse(&changes).unwrap()).unwrap();
        let law = |set: &&str| {
            let text =
                format!("name = \"law\"\n[[rule]]\nset = {{ \"procedure.delay_months\" = 3, {set} }}\n");
            read_regime(&Source::new("law.toml", text), &nothing_else, &Overrides::default()).unwrap()
        };
        Plan::new(&scenario, &laws.iter().map(law).collect::<Vec<_>>(), 1).unwrap()
    }

    /// The least of a function of three levels of care up to 40: on a grid, and on finer ones about the best.
    fn least(of: impl Fn([f64; 3]) -> f64) -> f64 {
        let (mut best, mut value, mut step) = ([0.0; 3], f64::INFINITY, 2.0);
        let look = |(from, to): (i32, i32), step: f64, (best, value): (&mut [f64; 3], &mut f64)| {
            let about = *best;
            let level = |prong: usize, at: i32| (about[prong] + f64::from(at) * step).max(0.0);
            for (x, t, y) in
                (from..=to).flat_map(|x| (from..=to).flat_map(move |t| (from..=to).map(move |y| (x, t, y))))
            {
                let care = [level(0, x), level(1, t), level(2, y)];
                let here = of(care);
                if here < *value {
                    (*best, *value) = (care, here);
                }
            }
        };
        look((0, 20), step, (&mut best, &mut value));
        while step > 0.01 {
            step *= 0.5;
            look((-3, 3), step, (&mut best, &mut value));
        }
        value
    }

    /// The market when the law has been announced.
    fn under<'a>(plan: &'a Plan, regime: &'a Regime) -> Trial<'a> {
        let mut trial = Trial::start(plan.setting(), regime, (1, 0), None);
        trial.advance();
        trial
    }

    /// What a choice in a branch loses against the best on a grid, and whether some care of each kind was chosen. What products embody serves other
    /// devices than the response of today does, which can be another when they are in use: it is held to the grid at that response.
    fn hold_to_the_grid(case: &Case<'_>, branch: Branch) -> (f64, [bool; 3]) {
        let chosen = case.solve(branch);
        let above = |care: [f64; 3]| {
            let [design, testing, response] = [0, 1, 2].map(|prong| care[prong].max(branch.floor[prong]));
            [design, testing, if case.flows { response } else { chosen.care[RESPONSE] }]
        };
        let best = least(|care| case.solve(Branch { given: Some(above(care)), ..branch }).total());
        let regret = (chosen.total() - best) / best;
        assert!(regret <= REGRET[1], "{regret} of {best} at {:?}, {branch:?}", chosen.care);
        (regret, chosen.care.map(|level| level > 0.0))
    }

    /// How many of the makers that decide take care of each kind, in markets and under laws, as the law is and in every other branch
    /// that it has.
    fn careful(markets: &[&[&str]], laws: &[&str]) -> [i32; 3] {
        let (mut careful, mut regrets) = ([0; 3], Vec::new());
        for changes in markets {
            let plan = plan(changes, laws);
            for regime in plan.regimes() {
                let trial = under(&plan, regime);
                let (world, scene) = (trial.world(), regime.scene(plan.setting()));
                for firm in world.active.iter().map(|&index| &world.firms[index as usize]) {
                    let case = Case::new(world, scene, firm, world.stakes_of(scene, firm));
                    let open =
                        Branch { sheltered: false, below: false, floor: case.demands.floor, given: None };
                    let inside = case.demands.harbour.map(|floor| Branch { sheltered: true, floor, ..open });
                    let below =
                        case.demands.inspects().then_some(Branch { below: true, floor: [0.0; 3], ..open });
                    for branch in [Some(open), inside, below].into_iter().flatten() {
                        let (regret, some) = hold_to_the_grid(&case, branch);
                        regrets.push(regret);
                        careful.iter_mut().zip(some).for_each(|(makers, some)| *makers += i32::from(some));
                    }
                }
            }
        }
        let seldom = regrets.iter().filter(|&&regret| regret > REGRET[0]).count();
        assert!(seldom as f64 <= SELDOM * regrets.len() as f64, "{seldom} of {} lose more", regrets.len());
        careful
    }

    #[test]
    fn flows_of_care_lose_next_to_nothing_to_a_fine_grid() {
        let rich = &["care.nature=flow"][..];
        let poor = &["care.nature=flow", "finance.liquidity_months=1", "care.breach=exponential"];
        let careful = careful(&[rich, poor], &LAWS);
        assert!(careful.iter().all(|&makers| makers > 20), "{careful:?} makers take care");
    }

    #[test]
    fn embodied_care_loses_next_to_nothing_to_a_fine_grid_in_any_branch() {
        let poor = &["finance.liquidity_months=1"];
        let careful = careful(&[&[], poor], &[&LAWS[..], &BRANCHES].concat());
        assert!(careful.iter().all(|&makers| makers > 20), "{careful:?} makers take care");
    }
}
