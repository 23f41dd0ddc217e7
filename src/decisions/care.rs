//! The optimal level of one kind of care: kinks and interior solutions, no grid.
//!
//! A maker minimises `cost·x + m(x)·(base + Σ swingᵢ·Pᵢ(x))` over `x ≥ floor`, where `Pᵢ` is the chance that the law of term i
//! finds liability. Without court error `Pᵢ` jumps at due care (full causation) or falls to 0 without a jump (but-for), and
//! between kinks the optimum is closed form: the identity `x = ln(k·p0·L_eff)/k` of the theory. With court error the objective
//! is smooth and may have two minima (Craswell and Calfee 1986, *JLEO* 2:279), of which one search is for those below due care
//! and another for that above.

use crate::law::causation::Prevention;
use crate::law::rule::Rule;
use crate::law::standard::{Kind, Origin};
use crate::law::verdict::liability_chance;
use crate::math::ln;
use crate::world::Technology;

/// Newton steps at most; the search ends earlier when a step is below [`TOLERANCE`], relatively.
const NEWTON_STEPS: usize = 24;
const TOLERANCE: f64 = 1e-7;
/// Steps of the search above due care at most, and how far it goes, in standard deviations of the court's error.
const ILLINOIS_STEPS: usize = 24;
const FAR: f64 = 9.0;

/// A payment that depends on care.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contingent<'a> {
    /// The law that finds liability.
    pub rule: &'a Rule,
    /// Origin of the flaws.
    pub origin: Origin,
    /// Due care on the prong, or the state of the art that excuses what it leaves.
    pub due: f64,
    /// Court's error about it; 0 where none is made.
    pub error: f64,
    /// Expected payment a period at zero care if liability is found, EUR.
    pub swing: f64,
}

impl<'a> Contingent<'a> {
    /// The term of a rule, with due care as solved for the maker.
    pub(super) fn new(rule: &'a Rule, origin: Origin, due: f64, swing: f64) -> Self {
        match rule.standard.kind {
            Kind::Strict => {
                Contingent { rule, origin, due: rule.standard.state_of_the_art, error: 0.0, swing }
            }
            _ => Contingent { rule, origin, due, error: rule.standard.court_error, swing },
        }
    }
}

/// One kind of care and what it saves. Amounts are EUR a period at zero care.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem<'a> {
    /// What care prevents.
    pub technology: Technology,
    /// EUR per unit of level.
    pub cost: f64,
    /// Least level allowed.
    pub floor: f64,
    /// Stake whatever the care: strict liability, own loss, what buyers perceive.
    pub base: f64,
    /// Stakes that a court decides on.
    pub contingent: &'a [Contingent<'a>],
    /// A fixed sum saved at and above a level: late fixes, `(level, EUR)`.
    pub step: (f64, f64),
}

impl Problem<'_> {
    /// Expected payments and losses at a level, EUR, and their slope in the level.
    pub(super) fn stake(&self, level: f64) -> (f64, f64) {
        let residual = self.technology.residual(level);
        let log_slope = self.technology.log_slope(level);
        let (mut stake, mut slope) = (self.base, self.base * log_slope);
        for term in self.contingent {
            let chance = liability_chance(term.rule, term.origin, term.due, level, &self.technology);
            stake += term.swing * chance.value;
            slope += term.swing * (chance.value * log_slope + chance.slope);
        }
        (stake * residual, slope * residual)
    }

    /// Total cost at a level, EUR.
    pub(super) fn objective(&self, level: f64) -> f64 {
        let (kink, eur) = self.step;
        self.cost * level + self.stake(level).0 + if level < kink { eur } else { 0.0 }
    }

    /// The level of least total cost.
    pub(super) fn minimise(&self) -> f64 {
        let free = self.technology.optimum(self.cost, self.base).max(self.floor);
        let mut best = Best { problem: self, level: free, value: self.objective(free) };
        best.offer(self.floor);
        if self.step.1 > 0.0 {
            best.offer(self.step.0);
        }
        if self.contingent.iter().any(|term| term.error == 0.0) {
            let everything = self.base + self.contingent.iter().map(|term| term.swing).sum::<f64>();
            best.offer(self.technology.optimum(self.cost, everything));
        }
        for (index, term) in self.contingent.iter().enumerate() {
            let again = self.contingent[..index].iter().any(|known| known.due == term.due);
            if !again {
                self.try_around(term, free, &mut best);
            }
        }
        best.level
    }

    /// Offers the kink at a term's due care and the minima on both sides of it.
    fn try_around(&self, term: &Contingent<'_>, free: f64, best: &mut Best<'_>) {
        best.offer(term.due);
        if term.error > 0.0 {
            let everything = self.base + self.contingent.iter().map(|term| term.swing).sum::<f64>();
            let below = self.technology.optimum(self.cost, everything).min(term.due).max(free);
            best.offer(self.newton(below, term.error));
            if self.floor_of_cost(term.due, free) < best.value {
                best.offer(self.above(term.due, term.error));
            }
        } else if self.contingent.len() > 1 {
            let left = self.contingent.iter().filter(|other| other.due > term.due);
            let beyond = self.base + left.map(|other| other.swing).sum::<f64>();
            best.offer(self.technology.optimum(self.cost, beyond));
        }
    }

    /// No level at or beyond `level` costs less than this: the cost without any contingent payment, which rises beyond its
    /// own optimum `free`.
    fn floor_of_cost(&self, level: f64, free: f64) -> f64 {
        let level = level.max(free);
        self.cost * level + self.base * self.technology.residual(level)
    }

    /// A stationary point near `start`: Newton on the slope with the curvature by secants. First step and bound follow the
    /// court's error where that is small, for then the objective bends within a few of its standard deviations.
    fn newton(&self, start: f64, error: f64) -> f64 {
        let slope = |level: f64| self.cost + self.stake(level).1;
        let scale = 1.0 + start;
        let (first, bound) = ((0.02 * scale).min(0.25 * error), (0.5 * scale).min(2.0 * error));
        let (mut before, mut level) = (start, (start + first).max(self.floor));
        let mut slope_before = slope(before);
        for _ in 0..NEWTON_STEPS {
            let here = slope(level);
            let curvature = (here - slope_before) / (level - before);
            // Downhill where the objective is not convex.
            let step = if curvature > 0.0 { -here / curvature } else { -here.signum() * bound };
            (before, slope_before) = (level, here);
            level = (level + step.clamp(-bound, bound)).max(self.floor);
            if (level - before).abs() < TOLERANCE * (1.0 + level) {
                break;
            }
        }
        level
    }
}

impl Problem<'_> {
    /// The best level above due care, where the objective is convex: there both the chance of a breach and its slope fade.
    /// What one more unit of care saves fades like a normal density, so that its logarithm is bracketed and interpolated
    /// (regula falsi of Illinois type: Dowell and Jarratt 1971, *BIT* 11:168).
    fn above(&self, due: f64, error: f64) -> f64 {
        let gap = |level: f64| ln((-self.stake(level).1 / self.cost).max(f64::MIN_POSITIVE));
        let (mut low, mut high) = (due.max(self.floor), due.max(self.floor) + FAR * error);
        let (mut gap_low, mut gap_high) = (gap(low), gap(high));
        if gap_low <= 0.0 || gap_high >= 0.0 {
            return if gap_low <= 0.0 { low } else { high };
        }
        let (mut level, mut raised) = (low, None);
        for _ in 0..ILLINOIS_STEPS {
            let next = low + (high - low) * gap_low / (gap_low - gap_high);
            let here = gap(next);
            // The end that stays twice is trusted half.
            if here > 0.0 {
                (low, gap_low) = (next, here);
                gap_high *= if raised == Some(true) { 0.5 } else { 1.0 };
            } else {
                (high, gap_high) = (next, here);
                gap_low *= if raised == Some(false) { 0.5 } else { 1.0 };
            }
            raised = Some(here > 0.0);
            let moved = (next - level).abs();
            level = next;
            if moved < TOLERANCE * error {
                break;
            }
        }
        level
    }
}

/// The best level so far.
struct Best<'a> {
    problem: &'a Problem<'a>,
    level: f64,
    value: f64,
}

impl Best<'_> {
    fn offer(&mut self, level: f64) {
        if level >= self.problem.floor && level.is_finite() {
            let value = self.problem.objective(level);
            if value < self.value {
                (self.level, self.value) = (level, value);
            }
        }
    }
}
