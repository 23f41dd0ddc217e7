//! What a maker's owners keep of a euro of price: what follows turnover takes its share of it later, and outlays tie up cash.

use super::{DemandFit, Market};
use crate::math;

/// Weight of a month in smoothed yearly units and turnover of a maker.
pub const TURNOVER_SMOOTHING: f64 = 1.0 / 6.0;

/// Weight of a month in its smoothed yearly profit.
pub const PROFIT_SMOOTHING: f64 = 1.0 / 12.0;

/// Part of a price that is lost at most: beyond it no price pays, and makers act on twenty times their cost until they give up.
const MOST_LOST: f64 = 0.95;

/// Present value of one euro that arrives a share at a time: `weight` of what is left each month, from this month on.
fn lagged(weight: f64, discount: f64) -> f64 {
    if weight > 0.0 { weight / (1.0 - (1.0 - weight) * discount) } else { 0.0 }
}

impl Market {
    /// Share of a euro of price that a maker loses to what follows turnover, measured in euros of outlay.
    ///
    /// Owners of a maker that sells at `p` for a cost `c` keep `p·(1 − f·w) − c·w`. Of turnover, `f` is followed, discounted, by
    /// overhead, by research at a share `research` of it, and by `taxed`, which is due at once; `w` is what an outlay costs them, with
    /// the cash that is kept for it. So a price of greatest value has `p·(1/w − f) = c + (1/w − f)·markup`: costs that rise with
    /// revenue act on prices as a tax on value, not as a tax on units (Suits and Musgrave 1953, *QJE* 67:598; Delipalla and Keen
    /// 1992, *J. Public Econ.* 49:351). This is `1 − (1/w − f)`. Makers that leave, at a rate `lapse` a year, pay nothing later.
    pub fn lost_of_price(&self, research: f64, taxed: f64, lapse: f64) -> f64 {
        let (finance, period) = (&self.finance, self.clock.period_months.max(1.0));
        let discount = math::exp(-(finance.discount_firm + lapse) / 12.0);
        let noticed = lagged(TURNOVER_SMOOTHING, discount);
        let overhead = discount * lagged(finance.overhead_speed / 12.0, discount);
        let a_period =
            (0..period as u32).fold((0.0, 1.0), |(sum, worth), _| (sum + worth * discount, worth * discount));
        let researched = a_period.0 / period;
        let follows = noticed * (finance.overhead_share * overhead + research * researched);
        (1.0 - 1.0 / self.cost_of_outlay(discount) + follows + taxed).min(MOST_LOST)
    }

    /// What an outlay of a euro costs owners: makers keep months of operating cost in cash, which bears no interest.
    fn cost_of_outlay(&self, discount: f64) -> f64 {
        let (finance, months) = (&self.finance, self.finance.liquidity_months);
        let forgone = -math::exp_m1(-finance.discount_firm / 12.0);
        if months.is_finite() { 1.0 + months * forgone * lagged(PROFIT_SMOOTHING, discount) } else { 1.0 }
    }

    /// The share of turnover that research usually takes.
    pub fn usual_research(&self) -> f64 {
        if self.innovation.launches_per_year > 0.0 { self.innovation.rd_share } else { 0.0 }
    }

    /// Markup over price of a category's first prices: what its gross margin leaves once all that follows turnover is paid.
    pub fn first_markup(&self, gross_margin: f64) -> f64 {
        debug_assert!(self.demand.fit == DemandFit::Observed, "a stated demand has its own markups");
        1.0 - (1.0 - gross_margin) / (1.0 - self.lost_of_price(self.usual_research(), 0.0, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn market() -> Market {
        let mut market = Market::default();
        market.clock.period_months = 12.0;
        market.finance.liquidity_months = f64::INFINITY;
        market
    }

    #[test]
    fn where_nothing_follows_turnover_a_euro_is_a_euro() {
        assert!(market().lost_of_price(0.0, 0.0, 0.1).abs() < 1e-15);
        assert!((market().lost_of_price(0.0, 0.02, 0.0) - 0.02).abs() < 1e-15);
        // No levy makes a price negative.
        assert_eq!(market().lost_of_price(0.0, 3.0, 0.0), MOST_LOST);
    }

    #[test]
    fn what_follows_is_what_its_months_add_up_to() {
        let mut market = market();
        (market.finance.overhead_share, market.finance.overhead_speed) = (0.26, 0.3);
        market.finance.discount_firm = 0.08;
        // A euro sold in the first month, and overhead and research as the months of the model move them.
        let (mut turnover, mut overhead, mut paid) = (0.0, 0.0, 0.0);
        for month in 0..4000 {
            turnover += TURNOVER_SMOOTHING * (if month == 0 { 12.0 } else { 0.0 } - turnover);
            paid += market.finance.discount(month) * overhead;
            overhead += 0.3 / 12.0 * (0.26 * turnover / 12.0 - overhead);
        }
        assert!((market.lost_of_price(0.0, 0.0, 0.0) - paid).abs() < 1e-9, "{paid}");
        assert!(market.lost_of_price(0.0, 0.0, 0.12) < paid, "who leaves pays less");
    }

    #[test]
    fn research_follows_at_the_next_decisions() {
        let mut market = market();
        market.finance.discount_firm = 0.08;
        let mut paid = 0.0;
        // A euro sold in one of the twelve months before a decision.
        for sold in 0..12 {
            let (mut turnover, mut research) = (0.0, 0.0);
            for month in sold..4000 {
                turnover += TURNOVER_SMOOTHING * (if month == sold { 12.0 } else { 0.0 } - turnover);
                paid += market.finance.discount(month - sold) * research / 12.0;
                if month % 12 == 11 {
                    research = 0.06 * turnover;
                }
            }
        }
        let found = market.lost_of_price(0.06, 0.0, 0.0);
        assert!((found - paid / 12.0).abs() < 2e-3 * found, "{found} and {paid}");
    }

    #[test]
    fn cash_that_outlays_tie_up_is_dear() {
        let mut market = market();
        (market.finance.discount_firm, market.finance.liquidity_months) = (0.08, 6.0);
        // An outlay in the first month; smoothed, it asks for cash, which is handed back as it fades.
        let (mut outlay, mut held, mut cost) = (0.0, 0.0, 1.0);
        for month in 0..4000 {
            outlay += PROFIT_SMOOTHING * (if month == 0 { 12.0 } else { 0.0 } - outlay);
            let wanted = 6.0 * outlay / 12.0;
            cost += market.finance.discount(month) * (wanted - held);
            held = wanted;
        }
        assert!((1.0 / (1.0 - market.lost_of_price(0.0, 0.0, 0.0)) - cost).abs() < 1e-9, "{cost}");
    }
}
