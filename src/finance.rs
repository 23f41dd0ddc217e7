//! Running costs, research and dividends: a maker's cash beside what the other steps move.

use crate::ledger::{Account, Party};
use crate::math::{norm_quantile, sqrt};
use crate::scenario::market::{Finance, Market};
use crate::shocks::Stream;
use crate::tally::Item;
use crate::world::{Firm, Scene, World, tick, weight_of_month};

/// Pays overhead and research, closes the month's profit, and moves demand shocks and repute on.
pub fn run_firms(world: &mut World, scene: Scene<'_>) {
    let (market, month) = (&scene.setting.market, world.month);
    let demand = &market.demand;
    let renewed = sqrt(1.0 - demand.shock_persistence * demand.shock_persistence);
    let follow = market.finance.overhead_speed / 12.0;
    let kept = 1.0 - demand.reputation_recovery / 12.0;
    let discount = market.finance.discount(month);
    let months = month - scene.setting.first;
    let (pays_out, year_ends) = (months % 3 == 2, months % 12 == 11);
    let (mut overhead, mut research_spent, mut dividends) = (0.0, 0.0, 0.0);
    for &index in &world.active {
        let firm = &mut world.firms[index as usize];
        let research = firm.plan.research / 12.0;
        firm.spend(firm.overhead);
        firm.carried.month += firm.overhead;
        firm.spend(research);
        overhead += firm.overhead;
        firm.overhead += follow * (market.finance.overhead_share * firm.turnover / 12.0 - firm.overhead);
        research_spent += research;
        world.tally.add(firm.size, firm.category, Item::Research, research);
        let weight = weight_of_month(month - firm.born);
        firm.profit += weight * (12.0 * firm.profit_month - firm.profit);
        firm.carried.close(weight);
        firm.released.close(weight);
        firm.profit_month = 0.0;
        if year_ends {
            classify(market, firm);
        }
        firm.ill_repute *= kept;
        if firm.shock_sd > 0.0 {
            let luck = if scene.setting.has_lifecycle() {
                firm.demand_luck
            } else {
                world.shocks.quad(Stream::Launch, firm.key, tick(month), 0)[2]
            };
            let step = firm.shock_sd * renewed * norm_quantile(luck);
            firm.shock = demand.shock_persistence * firm.shock + step;
            firm.surprises[1] += step;
        }
        let paid_out = if pays_out { dividend(&market.finance, firm) } else { 0.0 };
        firm.cash -= paid_out;
        firm.owners_eur += discount * paid_out;
        dividends += paid_out;
    }
    pay_for_components(world, scene);
    world.ledger.pay(Party::Maker, Party::World, Account::Overhead, overhead);
    world.ledger.pay(Party::Maker, Party::World, Account::Research, research_spent);
    world.ledger.pay(Party::Maker, Party::Shareholder, Account::Capital, dividends);
}

/// A maker is of another size class once its turnover has been, for some years in a row (Recommendation 2003/361/EC, annex art. 4(2):
/// two).
fn classify(market: &Market, firm: &mut Firm) {
    let Some(size) = market.size_by_turnover(firm.turnover).filter(|&size| size != firm.size) else {
        firm.misfit_years = 0;
        return;
    };
    firm.misfit_years += 1;
    if f64::from(firm.misfit_years) >= market.finance.size_years {
        (firm.size, firm.misfit_years) = (size, 0);
    }
}

/// The owners of suppliers that choose their care pay for it.
fn pay_for_components(world: &mut World, scene: Scene<'_>) {
    let market = &scene.setting.market;
    for (row, care) in market.components.rows.iter().zip(&world.supply.care) {
        if row.decides {
            let cost = market.supplier.cost_care_eur / 12.0 * care;
            world.ledger.pay(Party::Shareholder, Party::World, Account::Care, cost);
        }
    }
}

/// Cash above the months of operating cost that a maker keeps goes to its owners.
fn dividend(finance: &Finance, firm: &Firm) -> f64 {
    (firm.cash - firm.kept_cash(finance)).max(0.0)
}
