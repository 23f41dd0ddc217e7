//! A paired difference in words: a share of the baseline where that means something, an amount elsewhere.

use caveat::experiment::summary::Summary;

use crate::headlines::Shown;
use crate::number::{Scale, decimals, fixed, signed};
use crate::results::{Results, includes_zero};
use crate::study::Study;

/// Share of the baseline's mean below which a change is negligible, whatever its sign.
const NEGLIGIBLE: f64 = 0.001;

/// That a change is below it, in words.
pub(crate) const NEGLIGIBLE_SAID: &str = "less than 0.1\u{a0}% of the baseline";

/// Size below which a change of an outcome is negligible: 0, and nothing is, for a sum whose zero is arbitrary, so that no share of it says
/// anything, and for what is in per cent already.
pub(crate) fn negligible(unit: &str, baseline_mean: f64) -> f64 {
    let shares_say_nothing =
        unit.ends_with(", discounted") || unit.starts_with('%') || baseline_mean.is_nan();
    if shares_say_nothing { 0.0 } else { NEGLIGIBLE * baseline_mean.abs() }
}

/// What a paired difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Not one replication differs.
    Unchanged,
    /// It has no interval.
    Single,
    /// Its interval nowhere reaches the size from which it would matter.
    Negligible,
    /// Its interval includes zero.
    Unclear,
    /// Its interval lies above zero.
    Rises,
    /// Its interval lies below zero.
    Falls,
}

/// The change of an outcome from the baseline to another regime.
pub(crate) struct Change<'a> {
    summary: &'a Summary,
    divisor: f64,
    unit: String,
    negligible: f64,
}

impl<'a> Change<'a> {
    /// None if the study lacks the outcome or no replication has it under both regimes.
    pub(crate) fn of(
        study: &Study,
        results: &'a Results,
        shown: &Shown,
        regime: usize,
    ) -> Option<Change<'a>> {
        let column = shown.find(study)?;
        let baseline_mean = results.get(study.baseline, column).mean;
        let change =
            Change::new(results.get(regime, column), baseline_mean, study.columns[column].outcome.unit);
        (!change.summary.diff.is_nan()).then_some(change)
    }

    fn new(summary: &'a Summary, baseline_mean: f64, unit: &str) -> Change<'a> {
        let negligible = negligible(unit, baseline_mean);
        let (divisor, unit) = match unit.strip_suffix(", discounted") {
            // A sum over a market whose zero is arbitrary: per cent of it would say nothing.
            Some(money) => {
                let ends = [summary.diff, summary.mc_lo, summary.mc_hi].map(f64::abs);
                let Scale { divisor, unit } =
                    Scale::fitting(ends.into_iter().filter(|end| end.is_finite()).fold(0.0, f64::max), money);
                (divisor, unit)
            }
            None if unit.starts_with('%') || baseline_mean == 0.0 => (1.0, unit.to_owned()),
            None => (baseline_mean.abs() / 100.0, "%".to_owned()),
        };
        Change { summary, divisor, unit, negligible }
    }

    pub(crate) fn finding(&self) -> Finding {
        let Summary { diff, diff_p05, diff_p95, mc_lo, mc_hi, .. } = *self.summary;
        match diff {
            _ if [diff, diff_p05, diff_p95] == [0.0; 3] => Finding::Unchanged,
            _ if mc_lo.is_nan() => Finding::Single,
            _ if mc_lo.abs().max(mc_hi.abs()) < self.negligible => Finding::Negligible,
            _ if includes_zero(self.summary) => Finding::Unclear,
            _ if diff > 0.0 => Finding::Rises,
            _ => Finding::Falls,
        }
    }

    /// Is the outcome lower than under the baseline in the mean, measurably or not?
    pub(crate) fn is_lower(&self) -> bool {
        self.summary.diff < 0.0
    }

    /// `9.3 % (95 % interval 8.1 to 10.5 %)`, without sign.
    pub(crate) fn amount(&self) -> String {
        let ends = [self.summary.mc_lo.abs() / self.divisor, self.summary.mc_hi.abs() / self.divisor];
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        // The end nearest to zero is not zero, and must not read so.
        let places = decimals(high - low, 2).min(decimals(high, 3)).max(decimals(low, 1));
        let size = self.with_unit(fixed(self.summary.diff.abs() / self.divisor, places));
        let high = self.with_unit(fixed(high, places));
        format!("{size} (95\u{a0}% interval {} to {high})", fixed(low, places))
    }

    /// `−0.3 %`.
    pub(crate) fn size(&self) -> String {
        let diff = self.summary.diff / self.divisor;
        self.with_unit(signed(diff, decimals(diff, 2)))
    }

    /// `a negligible change (−0.0014 %, less than 0.1 % of the baseline)`.
    pub(crate) fn negligible(&self) -> String {
        format!("a negligible change ({}, {NEGLIGIBLE_SAID})", self.size())
    }

    /// `−0.3 %, and the 95 % interval of −1.1 to +0.5 % includes zero`.
    pub(crate) fn unclear(&self) -> String {
        let (low, high) = (self.summary.mc_lo / self.divisor, self.summary.mc_hi / self.divisor);
        let places = decimals(high - low, 2).min(decimals(high.abs().max(low.abs()), 3));
        let size = self.with_unit(signed(self.summary.diff / self.divisor, places));
        let high = self.with_unit(signed(high, places));
        format!("{size}, and the 95\u{a0}% interval of {} to {high} includes zero", signed(low, places))
    }

    /// `−9.3 to −8.9 %`: from the least to the greatest of several changes of one outcome.
    pub(crate) fn span(changes: &[Change<'_>]) -> String {
        let Some(widest) = changes.iter().max_by(|a, b| a.divisor.total_cmp(&b.divisor)) else {
            return String::new();
        };
        let diffs = changes.iter().map(|change| change.summary.diff / widest.divisor);
        let (low, high) = diffs.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), d| (l.min(d), h.max(d)));
        let places = decimals(high - low, 2).min(decimals(high.abs().max(low.abs()), 3));
        let (low, high) = (signed(low, places), signed(high, places));
        if low == high { widest.with_unit(low) } else { widest.with_unit(format!("{low} to {high}")) }
    }

    fn with_unit(&self, number: String) -> String {
        format!("{number}\u{a0}{}", self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use caveat::experiment::summary::summarise;
    use caveat::outcome::Sign;

    fn summary(of: impl Fn(usize) -> f64) -> Summary {
        let baseline: Vec<f64> = (0..40).map(|x| 100.0 + f64::from(x % 7)).collect();
        let ours: Vec<f64> = baseline.iter().enumerate().map(|(x, value)| value + of(x)).collect();
        summarise(&ours, &baseline, Sign::Less)
    }

    #[test]
    fn an_interval_that_excludes_zero_never_ends_at_zero() {
        let mut summary = summary(|x| [0.001, 61.5][x % 2]);
        (summary.mc_lo, summary.mc_hi) = (0.04, 35.0);
        let amount = Change::new(&summary, 100.0, "EUR").amount();
        assert!(amount.contains("0.04 to 35.00"), "{amount}");
    }

    #[test]
    fn what_a_difference_says() {
        let finding = |of: fn(usize) -> f64| Change::new(&summary(of), 100.0, "EUR").finding();
        assert_eq!(finding(|_| 0.0), Finding::Unchanged);
        assert_eq!(finding(|x| [1.0, -1.0][x % 2]), Finding::Unclear);
        assert_eq!(finding(|x| 1.0 + x as f64), Finding::Rises);
        assert_eq!(finding(|x| -1.0 - x as f64), Finding::Falls);
        let summary = summary(|x| 0.01 + 0.001 * x as f64);
        assert_eq!(Change::new(&summary, 100.0, "EUR").finding(), Finding::Negligible);
        assert!(Change::new(&summary, 100.0, "EUR").negligible().ends_with("0.1\u{a0}% of the baseline)"));
        for (mean, unit) in [(10.0, "EUR"), (100.0, "EUR, discounted"), (100.0, "% of harm")] {
            assert_eq!(Change::new(&summary, mean, unit).finding(), Finding::Rises, "{mean} {unit}");
        }
        let one = summarise(&[2.0], &[1.0], Sign::Less);
        assert_eq!(Change::new(&one, 1.0, "EUR").finding(), Finding::Single);
    }

    #[test]
    fn discounted_sums_are_told_in_money() {
        let summary = summary(|x| -4.9e8 - 1e7 * (x % 3) as f64);
        let amount = Change::new(&summary, 1.2e10, "EUR, discounted").amount();
        assert!(amount.starts_with("500\u{a0}million EUR (95\u{a0}% interval 497 to"), "{amount}");
    }
}
