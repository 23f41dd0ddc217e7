//! The standard normal distribution: density, distribution function, quantile.

use super::{exp, ln, sqrt};

/// `1/√(2π)`.
const INV_SQRT_2PI: f64 = 0.398_942_280_401_432_7;

/// Density of the standard normal at `x`.
#[inline]
#[must_use]
pub fn norm_pdf(x: f64) -> f64 {
    INV_SQRT_2PI * exp(-0.5 * x * x)
}
/// Standard normal distribution function, accurate to a few units in the last place in both tails.
///
/// Rational approximations of Cody (1969), "Rational Chebyshev approximations for the error function", *Math. Comp.* 23:631, at
/// a third of the price of `libm`'s error function.
#[inline]
#[must_use]
pub fn norm_cdf(x: f64) -> f64 {
    let y = x.abs();
    if y <= MIDDLE {
        return 0.5 + x * near(x * x);
    }
    let tail = if y <= FAR {
        scaled_tail(y) * half_square_exp(y)
    } else if y >= NOTHING {
        0.0
    } else {
        far_tail(y) * half_square_exp(y)
    };
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// [`norm_cdf`] and [`norm_pdf`] at once: in the tails both need the same exponential, taken in one piece, which costs the tail
/// at most a dozen units in the last place.
#[inline]
#[must_use]
pub fn norm_cdf_pdf(x: f64) -> (f64, f64) {
    let y = x.abs();
    if y <= MIDDLE || y > FAR {
        return (norm_cdf(x), norm_pdf(x));
    }
    let density = exp(-0.5 * y * y);
    let tail = scaled_tail(y) * density;
    (if x < 0.0 { tail } else { 1.0 - tail }, INV_SQRT_2PI * density)
}

/// Where a quarter of the distribution is left on either side.
const MIDDLE: f64 = 0.674_489_75;
/// Beyond, the tail is expanded in `1/x²`.
const FAR: f64 = 5.656_854_249_492_38;
/// Beyond, nothing is left that a number could hold.
const NOTHING: f64 = 39.0;

/// `(Φ(x) − ½)/x` by `x²`, near 0.
#[inline]
fn near(z: f64) -> f64 {
    let numerator = ((0.065_682_337_918_207_45 * z + 2.235_252_035_460_684) * z + 161.028_231_068_555_88) * z
        + 1_067.689_485_460_371;
    let denominator = ((z + 47.202_581_904_688_24) * z + 976.098_551_737_776_7) * z + 10_260.932_208_618_979;
    (numerator * z + 18_154.981_253_343_56) / (denominator * z + 45_507.789_335_026_73)
}

/// `(1 − Φ(y))·e^(y²/2)` for `y` up to [`FAR`].
#[inline]
fn scaled_tail(y: f64) -> f64 {
    let (y2, y4) = (y * y, y * y * (y * y));
    let [numerator, denominator] = MIDDLE_TAIL.map(|c| {
        ((c[0] + c[1] * y) + (c[2] + c[3] * y) * y2) + ((c[4] + c[5] * y) + (c[6] + c[7] * y) * y2) * y4
    });
    (numerator + 1.076_557_677_372_019_2e-8 * (y4 * y4)) / (denominator + y4 * y4)
}

/// `(1 − Φ(y))·e^(y²/2)` for `y` from [`FAR`] on.
fn far_tail(y: f64) -> f64 {
    let z = 1.0 / (y * y);
    let numerator =
        (((0.023_073_441_764_940_174 * z + 0.215_898_534_057_957) * z + 0.127_401_161_160_247_36) * z
            + 0.022_235_277_870_649_807)
            * z
            + 0.001_421_619_193_227_893_4;
    let denominator =
        (((z + 1.284_260_096_144_911) * z + 0.468_238_212_480_865_1) * z + 0.065_988_137_868_928_56) * z
            + 0.003_782_396_332_020_276;
    let rest =
        z * (numerator * z + 2.911_287_495_116_879_3e-5) / (denominator * z + 7.297_515_550_839_662e-5);
    (INV_SQRT_2PI - rest) / y
}

/// `e^(−y²/2)`, whose exponent is taken apart so that its rounding does not grow with it.
#[inline]
fn half_square_exp(y: f64) -> f64 {
    let coarse = f64::from((y * 16.0) as i32) / 16.0;
    exp(-0.5 * coarse * coarse) * exp(-0.5 * (y - coarse) * (y + coarse))
}

const MIDDLE_TAIL: Rational = [
    [
        9_842.714_838_383_978,
        11_602.651_437_647_35,
        6_848.190_450_536_282,
        2_494.537_585_290_372_6,
        597.270_276_394_800_3,
        93.506_656_132_177_85,
        8.883_149_794_388_377,
        0.398_941_512_088_134_66,
    ],
    [
        19_685.429_676_859_992,
        38_912.003_286_093_27,
        34_900.952_721_145_98,
        18_615.571_640_885_097,
        6_485.558_298_266_761,
        1_519.377_599_407_554_8,
        235.387_901_782_625,
        22.266_688_044_328_117,
    ],
];

/// The `x` with `norm_cdf(x) = u`; −∞ at 0 and ∞ at 1.
///
/// Wichura (1988), "Algorithm AS 241: The percentage points of the normal distribution", *Applied Statistics*
/// 37, routine PPND16: about 1 part in 10¹⁶, so a Newton or Halley step through [`norm_cdf`] would only add
/// its rounding.
#[inline]
#[must_use]
pub fn norm_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = sqrt(-ln(tail));
    let z = if r <= 5.0 {
        ratio(r - 1.6, &TAIL)
    } else if r.is_finite() {
        ratio(r - 5.0, &FAR_TAIL)
    } else {
        f64::INFINITY
    };
    if q < 0.0 { -z } else { z }
}

/// Coefficients of numerator and denominator, constant term first.
type Rational = [[f64; 8]; 2];

const CENTRE: Rational = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];

const TAIL: Rational = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

const FAR_TAIL: Rational = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[inline]
fn ratio(r: f64, [numerator, denominator]: &Rational) -> f64 {
    // In pairs, whose chains of operations are short (Estrin 1960).
    let (r2, r4) = (r * r, r * r * (r * r));
    let polynomial = |c: &[f64; 8]| {
        ((c[0] + c[1] * r) + (c[2] + c[3] * r) * r2) + ((c[4] + c[5] * r) + (c[6] + c[7] * r) * r2) * r4
    };
    polynomial(numerator) / polynomial(denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norm_cdf_is_the_error_function_of_libm() {
        for n in -370_000..=370_000 {
            let x = f64::from(n) * 1e-4;
            let theirs = 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2);
            let ours = norm_cdf(x);
            // The argument of their function is rounded: worth `x²` units in the last place in the tail.
            let allowed = 4.0 * f64::EPSILON * (1.0 + x * x);
            assert!((ours - theirs).abs() <= allowed * theirs, "{x}: {ours} against {theirs}");
        }
    }

    #[test]
    fn both_at_once_are_what_each_is() {
        for n in -80_000..=80_000 {
            let x = f64::from(n) * 5e-4;
            let (chance, density) = norm_cdf_pdf(x);
            // The rounding of the exponent is worth `x²` units in the last place.
            let units = 4.0 + x * x;
            assert!((chance / norm_cdf(x) - 1.0).abs() < units * f64::EPSILON || chance < 1e-300, "{x}");
            assert!((density / norm_pdf(x) - 1.0).abs() < units * f64::EPSILON || density < 1e-300, "{x}");
        }
    }

    #[test]
    fn norm_cdf_at_the_ends() {
        assert_eq!(norm_cdf(f64::NEG_INFINITY), 0.0);
        assert_eq!(norm_cdf(f64::INFINITY), 1.0);
        assert_eq!(norm_cdf(0.0), 0.5);
        assert!(norm_cdf(f64::NAN).is_nan());
    }
}
