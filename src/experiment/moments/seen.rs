//! What an observer keeps of one replication under one law, and the statistics that moments are read from.

use crate::math;
use crate::outcome::{Books, HarmTail, Outcome, Totals};
use crate::tally::{ITEMS, Item, Sums};

/// What a maker owed in a year. Suits are expectations: with `s` of them, there was at least one with chance `1 − e^(−s)`.
#[derive(Clone, Copy, Debug)]
pub struct YearOfLoss {
    /// Size class.
    pub size: u8,
    /// Chance that there was a suit.
    pub chance: f64,
    /// Damages and defence owed if there was, EUR.
    pub eur: f64,
}

/// What one replication showed under one law over the evaluation window.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Sums of the whole market so far: at the announcement, then at the end of each year.
    pub years: Vec<Sums>,
    /// The same when every claim that run-off waits for is closed.
    pub at_last: Option<Sums>,
    /// Exploitable flaws that came to be, and those that were attacked for the first time.
    pub flaws: [f64; 2],
    /// Share of flaws that are ever exploitable.
    pub exploitable: f64,
    /// A year after a fix: devices sold before it that lack it, and all of them.
    pub open: [f64; 2],
    /// Strikes on a maker's release that cost somebody something.
    pub incidents: f64,
    /// Of these, how many are expected to have brought at least one suit: suits are expectations in a group of victims.
    pub sued: f64,
    /// Months from filing to decision summed over suits, and suits.
    pub waits: [f64; 2],
    /// Liability of makers, a row for each year in which one may have owed any.
    pub losses: Vec<YearOfLoss>,
    /// Maker-years by size class.
    pub maker_years: [f64; 4],
    /// Makers born early enough to have been watched for one year and for five, and those still there then.
    pub cohorts: [[f64; 2]; 2],
    /// Turnover of makers in business at the horizon, EUR a year.
    pub turnovers: Vec<f64>,
    /// Elasticity of a maker's sales in its own price, and of purchases in all prices, each times units, and units.
    pub elasticities: [f64; 3],
    /// Yearly premiums of insured makers and their turnover, EUR, at the ends of years.
    pub cover: [f64; 2],
    /// Sales, and the cost of production and support, EUR.
    pub sales: [f64; 2],
    /// Share of premiums that insurers spend on expenses.
    pub expense_share: f64,
}

impl Seen {
    /// An outcome over whole years of the window; NaN if the outcome is no matter of sums, or the years are not there.
    pub fn over_years(&self, outcome: &Outcome, (from, to): (usize, usize)) -> f64 {
        let (Some(before), Some(after)) = (self.years.get(from), self.years.get(to)) else { return f64::NAN };
        let sums: Sums = std::array::from_fn(|item| after[item] - before[item]);
        of_sums(outcome, &sums, (to - from) as f64)
    }

    /// A sum over the whole window, with what run-off brought for harm inside it.
    pub fn total(&self, item: Item) -> f64 {
        let of = |sums: Option<&Sums>| sums.map_or(f64::NAN, |sums| sums[item as usize]);
        of(self.at_last.as_ref()) - of(self.years.first())
    }

    /// A ratio of two sums, year by year; years without the second are left out.
    pub fn yearly(&self, above: Item, below: Item) -> Vec<f64> {
        let of = |pair: &[Sums], item: Item| pair[1][item as usize] - pair[0][item as usize];
        let years = self.years.windows(2).map(|pair| of(pair, above) / of(pair, below));
        years.filter(|ratio| ratio.is_finite()).collect()
    }

    /// Expected share of maker-years of some size classes in which liability was owed.
    pub fn loss_years(&self, sizes: std::ops::RangeInclusive<usize>) -> f64 {
        let years: f64 = self.maker_years[sizes.clone()].iter().sum();
        let losses = self.losses.iter().filter(|loss| sizes.contains(&usize::from(loss.size)));
        losses.map(|loss| loss.chance).sum::<f64>() / years
    }

    /// Median over maker-years with a loss of what was owed, each by its chance, EUR; NaN without any.
    pub fn median_loss(&self) -> f64 {
        let mut ranked: Vec<(f64, f64)> = self.losses.iter().map(|loss| (loss.eur, loss.chance)).collect();
        ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let half = 0.5 * ranked.iter().map(|(_, chance)| chance).sum::<f64>();
        let mut sum = 0.0;
        let at = ranked.iter().find(|(_, chance)| {
            sum += chance;
            sum >= half
        });
        at.map_or(f64::NAN, |&(eur, _)| eur)
    }

    /// Standard deviation over maker-years with a loss of the logarithm of what was owed, each by its chance; NaN without any.
    pub fn log_loss_spread(&self) -> f64 {
        let owed = || self.losses.iter().filter(|loss| loss.eur > 0.0);
        let all: f64 = owed().map(|loss| loss.chance).sum();
        let mean = owed().map(|loss| loss.chance * math::ln(loss.eur)).sum::<f64>() / all;
        let off = |eur: f64| (math::ln(eur) - mean) * (math::ln(eur) - mean);
        math::sqrt(owed().map(|loss| loss.chance * off(loss.eur)).sum::<f64>() / all)
    }

    /// Exponent of the tail of turnovers: minus the slope of ln(rank − ½) on ln(turnover), over all makers (Gabaix and
    /// Ibragimov 2011, *Journal of Business & Economic Statistics* 29:24).
    pub fn size_exponent(&self) -> f64 {
        let mut ranked = math::sorted(self.turnovers.iter().copied().filter(|&eur| eur > 0.0).collect());
        ranked.reverse();
        let points: Vec<(f64, f64)> = ranked
            .iter()
            .enumerate()
            .map(|(rank, &eur)| (math::ln(eur), math::ln(rank as f64 + 0.5)))
            .collect();
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let (mut across, mut along) = (0.0, 0.0);
        for point in &points {
            across += (point.0 - x) * (point.1 - y);
            along += (point.0 - x) * (point.0 - x);
        }
        -across / along
    }
}

/// Standard deviation of a sample (`n − 1`); NaN of fewer than two.
pub(super) fn spread(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    math::sqrt(squares / (values.len() - 1) as f64)
}

/// An outcome of sums over so many years; NaN if it reads books, which know no years, or an item that is no sum.
pub(crate) fn of_sums(outcome: &Outcome, sums: &Sums, years: f64) -> f64 {
    let mut sums = *sums;
    sums[Item::LargestEvent as usize] = f64::NAN;
    (outcome.value)(&Totals { sums: &sums, years, books: &closed_books() })
}

/// Can an outcome be told for some years of the window? Founders and survivors are counted at its two ends.
pub(crate) fn is_of_sums(outcome: &Outcome) -> bool {
    let mut sums = [1.0; ITEMS];
    (sums[Item::Founders as usize], sums[Item::Survivors as usize]) = (f64::NAN, f64::NAN);
    !of_sums(outcome, &sums, 1.0).is_nan()
}

/// Books in which nothing can be read.
fn closed_books() -> Books {
    let nothing = f64::NAN;
    Books {
        consumer_surplus: nothing,
        profits: nothing,
        public: nothing,
        victims: nothing,
        terminal_harm: nothing,
        terminal_expected: nothing,
        insurer_failed: false,
        variety: nothing,
        harm_tail: HarmTail { p95: nothing, p99: nothing, tvar95: nothing },
        worst_insurer_month: nothing,
        disparity: [nothing; 2],
        price: nothing,
        open_claims: nothing,
        fund_balance: nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pareto_law_has_its_exponent() {
        let turnovers = (1..=4_000).map(|rank| math::pow(f64::from(rank) / 4_000.0, -1.0 / 1.3)).collect();
        let seen = Seen { turnovers, ..Seen::default() };
        assert!((seen.size_exponent() - 1.3).abs() < 0.01, "{}", seen.size_exponent());
    }

    #[test]
    fn losses_count_by_their_chance() {
        let loss = |chance, eur| YearOfLoss { size: 0, chance, eur };
        let losses = vec![loss(0.01, 1.0), loss(1.0, 100.0), loss(0.5, 1e4), loss(0.5, 1e6)];
        let seen = Seen { losses, maker_years: [20.1, 0.0, 0.0, 0.0], ..Seen::default() };
        assert_eq!(seen.median_loss(), 100.0);
        assert!((seen.loss_years(0..=1) - 0.1).abs() < 1e-12 && seen.loss_years(3..=3).is_nan());
        assert!((seen.log_loss_spread() - 4.0).abs() < 0.5, "{}", seen.log_loss_spread());
        assert!(Seen::default().median_loss().is_nan() && Seen::default().log_loss_spread().is_nan());
    }

    #[test]
    fn years_are_differences_of_sums() {
        let year = |harm: f64, months: f64| {
            let mut sums = [0.0; ITEMS];
            (sums[Item::HarmData as usize], sums[Item::DeviceMonths as usize]) = (harm, months);
            sums
        };
        let seen = Seen {
            years: vec![year(0.0, 0.0), year(5.0, 12_000.0), year(25.0, 24_000.0)],
            ..Seen::default()
        };
        let harm = Outcome::find("harm").expect("there");
        assert_eq!((seen.over_years(harm, (0, 1)), seen.over_years(harm, (1, 2))), (5.0, 20.0));
        assert!(seen.over_years(harm, (1, 3)).is_nan(), "a year that was not simulated");
        assert!(seen.total(Item::HarmData).is_nan(), "run-off is not over");
        assert_eq!(Seen { at_last: Some(year(26.0, 0.0)), ..seen }.total(Item::HarmData), 26.0);
    }

    #[test]
    fn outcomes_of_books_ends_and_extremes_are_not_told_by_year() {
        let can = |key| is_of_sums(Outcome::find(key).expect("there"));
        assert!(can("harm") && can("care_share") && can("served_share") && can("launches"));
        assert!(
            !can("welfare")
                && !can("price")
                && !can("largest_event")
                && !can("survival")
                && !can("harm_month_p95")
        );
    }
}
