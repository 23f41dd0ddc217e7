//! Means over the unit interval.

use std::ops::{Add, Mul};

/// Positive nodes and weights of the 16-point rule on (−1, 1).
const HALF_RULE: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// `∫₀¹ f(u) du` by the 16-point Gauss–Legendre rule: exact for polynomials up to degree 31.
#[inline]
#[must_use]
pub fn mean_over_unit<T>(mut f: impl FnMut(f64) -> T) -> T
where
    T: Default + Add<Output = T> + Mul<f64, Output = T>,
{
    HALF_RULE.iter().fold(T::default(), |sum, &(node, weight)| {
        sum + (f(0.5 * (1.0 - node)) + f(0.5 * (1.0 + node))) * (0.5 * weight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_exact() {
        for degree in [0, 1, 7, 31] {
            let power = |u: f64| (0..degree).fold(1.0, |product, _| product * u);
            let mean: f64 = mean_over_unit(power);
            assert!((mean * f64::from(degree + 1) - 1.0).abs() < 1e-13, "degree {degree}: {mean}");
        }
    }
}
