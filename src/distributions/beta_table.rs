//! The beta quantile, tabulated once.

use crate::math;

/// Mantissa bits of the tail probability that tell cells apart: 32 cells from each power of two to the next.
const MANTISSA_BITS: u32 = 5;
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - MANTISSA_BITS;
/// Tail probability at the first node, 2⁻¹⁶. The last node is at one half.
const FIRST: f64 = 1.0 / 65_536.0;
const CELLS: usize = 15 << MANTISSA_BITS;

/// Beta with parameters `a, b`: density proportional to `xᵃ⁻¹ (1−x)ᵇ⁻¹` on (0, 1).
///
/// Each half of the distribution has its table over the probability of its tail, fine where that is small,
/// since the quantile starts like a power.
#[derive(Clone, Debug)]
pub struct BetaTable {
    lower: Half,
    upper: Half,
}

impl BetaTable {
    /// Tabulates the quantile; takes some milliseconds.
    ///
    /// # Panics
    /// If `a` or `b` is not positive and finite.
    #[must_use]
    pub fn new(a: f64, b: f64) -> Self {
        let valid = |v: f64| v > 0.0 && v.is_finite();
        assert!(valid(a) && valid(b), "beta parameters must be positive and finite, not {a} and {b}");
        Self { lower: Half::new(a, b), upper: Half::new(b, a) }
    }

    /// The `x` with `F(x) = u`, nondecreasing in `u`; within 10⁻⁶ for `a, b ≥ ¼`.
    #[inline]
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        if u < 0.5 { self.lower.quantile(u) } else { 1.0 - self.upper.quantile(1.0 - u) }
    }

    /// `E[min(1, s·X)]/E[X]`: what a share that is raised `s`-fold, and cannot be more than all, becomes on average.
    #[must_use]
    pub fn raised(&self, s: f64) -> f64 {
        let Half { a, b, .. } = self.lower;
        if s <= 1.0 {
            return s;
        }
        // E[X; X ≤ x] = E[X]·I_x(a + 1, b).
        let within = math::beta_inc(a + 1.0, b, 1.0 / s);
        let all = 1.0 - math::beta_inc(a, b, 1.0 / s);
        s * within + all * (a + b) / a
    }
}

/// The quantile up to the median.
///
/// Cubic Hermite interpolation with the exact slopes, cut back where that could bend the curve down: Fritsch
/// and Carlson (1980), "Monotone piecewise cubic interpolation", *SIAM J. Numer. Anal.* 17. Below the first
/// node, one draw in 32,768 pays for the exact quantile.
#[derive(Clone, Debug)]
struct Half {
    a: f64,
    b: f64,
    /// Value and slope at each [`node`].
    nodes: Box<[[f64; 2]]>,
}

impl Half {
    fn new(a: f64, b: f64) -> Self {
        let mut x: Vec<f64> = (0..=CELLS).map(|i| math::beta_quantile(a, b, node(i))).collect();
        for i in 1..=CELLS {
            x[i] = x[i].max(x[i - 1]);
        }
        let secant = |i: usize| (x[i + 1] - x[i]) / (node(i + 1) - node(i));
        let slope = |i: usize| {
            let neighbours = secant(i.saturating_sub(1)).min(secant(i.min(CELLS - 1)));
            (1.0 / math::beta_density(a, b, x[i])).min(3.0 * neighbours)
        };
        let nodes = (0..=CELLS).map(|i| [x[i], slope(i)]).collect();
        Self { a, b, nodes }
    }

    /// `0 < u ≤ ½`.
    #[inline]
    fn quantile(&self, u: f64) -> f64 {
        if u < FIRST {
            return math::beta_quantile(self.a, self.b, u);
        }
        let i = cell(u).min(CELLS - 1);
        let width = node(i + 1) - node(i);
        let ([x0, slope0], [x1, slope1]) = (self.nodes[i], self.nodes[i + 1]);
        let (t, rise, s0, s1) = ((u - node(i)) / width, x1 - x0, slope0 * width, slope1 * width);
        x0 + t * (s0 + t * ((3.0 * rise - 2.0 * s0 - s1) + t * (s0 + s1 - 2.0 * rise)))
    }
}

/// The cell of `u ≥ FIRST`: the exponent and leading mantissa bits of a positive number rise with it.
#[inline]
fn cell(u: f64) -> usize {
    ((u.to_bits() >> SHIFT) - (FIRST.to_bits() >> SHIFT)) as usize
}

/// The tail probability at which cell `i` begins.
#[inline]
fn node(i: usize) -> f64 {
    f64::from_bits(((FIRST.to_bits() >> SHIFT) + i as u64) << SHIFT)
}
