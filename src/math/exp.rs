//! The exponential function, the most often called of all.

/// Parts of an octave in the table.
const PARTS: u64 = 64;
/// `64/ln 2`.
const PER_UNIT: f64 = 92.332_482_616_893_66;
/// `ln 2/64`, its upper 33 bits: their product with any part number is exact.
const PART_HIGH: f64 = 0.010_830_424_695_086_549;
/// What these leave.
const PART_LOW: f64 = 1.162_596_423_439_437e-12;
/// Added to a number, leaves its nearest integer in the last bits of the sum.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Beyond, results overflow or are no longer normal.
const SAFE: f64 = 708.0;

/// `eˣ`, within 1.1 units in the last place.
///
/// `x = k·ln 2/64 + r`, so that `eˣ = 2^(k/64)·eʳ`, of which a table and a short polynomial give the parts (Tang 1989,
/// "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", *ACM TOMS* 15:144). Without
/// division and without a branch on the argument's sign, it costs a third of `libm`'s, which serves beyond ±708.
#[inline]
#[must_use]
pub fn exp(x: f64) -> f64 {
    if x.abs() <= SAFE { within(x) } else { libm::exp(x) }
}

#[inline]
fn within(x: f64) -> f64 {
    let rounded = x * PER_UNIT + ROUND;
    let k = rounded.to_bits();
    let whole = rounded - ROUND;
    let r = (x - whole * PART_HIGH) - whole * PART_LOW;
    let square = r * r;
    let rest = r + square * (0.5 + r * (1.0 / 6.0)) + square * square * (1.0 / 24.0 + r * (1.0 / 120.0));
    let octaves = (k / PARTS) << (f64::MANTISSA_DIGITS - 1);
    let power = f64::from_bits(POWERS[(k % PARTS) as usize].to_bits().wrapping_add(octaves));
    power + power * rest
}

/// `2^(k/64)`, correctly rounded.
#[rustfmt::skip]
#[expect(clippy::approx_constant, reason = "the square root of 2 is one of the powers")]
const POWERS: [f64; PARTS as usize] = [
    1.0, 1.010_889_286_051_700_5, 1.021_897_148_654_116_6, 1.033_024_879_021_228_4,
    1.044_273_782_427_413_8, 1.055_645_178_360_557_2, 1.067_140_400_676_823_7, 1.078_760_797_757_119_9,
    1.090_507_732_665_257_7, 1.102_382_583_307_841, 1.114_386_742_595_892_4, 1.126_521_618_608_241_8,
    1.138_788_634_756_691_6, 1.151_189_229_952_982_7, 1.163_724_858_777_577_5, 1.176_396_991_650_281_2,
    1.189_207_115_002_721, 1.202_156_731_452_703, 1.215_247_359_980_469, 1.228_480_536_106_87,
    1.241_857_812_073_484, 1.255_380_757_024_691, 1.269_050_957_191_733_2, 1.282_870_016_078_778_3,
    1.296_839_554_651_009_6, 1.310_961_211_524_764_4, 1.325_236_643_159_741_3, 1.339_667_524_053_303,
    1.354_255_546_936_892_7, 1.369_002_422_974_590_5, 1.383_909_881_963_832, 1.398_979_672_538_311_2,
    1.414_213_562_373_095_1, 1.429_613_338_391_97, 1.445_180_806_977_046_7, 1.460_917_794_180_647,
    1.476_826_145_939_499_3, 1.492_907_728_291_264_8, 1.509_164_427_593_422_8, 1.525_598_150_744_538_4,
    1.542_210_825_407_940_7, 1.559_004_400_237_837, 1.575_980_845_107_886_5, 1.593_142_151_342_267,
    1.610_490_331_949_254_3, 1.628_027_421_857_347_8, 1.645_755_478_153_965, 1.663_676_580_326_736_4,
    1.681_792_830_507_429, 1.700_106_353_718_523_5, 1.718_619_298_122_478, 1.737_333_835_273_706_2,
    1.756_252_160_373_299_5, 1.775_376_492_526_521_2, 1.794_709_075_003_107_2, 1.814_252_175_500_398_9,
    1.834_008_086_409_342_4, 1.853_979_125_083_385_5, 1.874_167_634_110_3, 1.894_575_981_586_965_6,
    1.915_206_561_397_147_4, 1.936_061_793_492_294_3, 1.957_144_124_175_400_2, 1.978_456_026_387_951,
];

#[cfg(test)]
mod tests {
    use super::{POWERS, SAFE, exp};

    /// Distance in units in the last place.
    fn apart(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn the_table_is_right() {
        for (k, power) in POWERS.iter().enumerate() {
            assert!(apart(*power, libm::exp2(k as f64 / 64.0)) <= 1, "{k}");
        }
    }

    #[test]
    fn as_libm() {
        let mut worst = 0;
        for n in -1_000_000..=1_000_000 {
            for x in [f64::from(n) * SAFE / 1e6, f64::from(n) * 1e-6, f64::from(n) * 1e-12] {
                worst = worst.max(apart(exp(x), libm::exp(x)));
            }
        }
        assert!(worst <= 2, "{worst} units in the last place");
    }

    #[test]
    fn rises() {
        let mut last = exp(-40.0);
        for n in -399_999..=400_000 {
            let next = exp(f64::from(n) * 1e-4);
            assert!(next > last, "{n}");
            last = next;
        }
    }

    #[test]
    fn at_the_ends() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-0.0), 1.0);
        assert_eq!(exp(f64::NEG_INFINITY), 0.0);
        assert_eq!(exp(f64::INFINITY), f64::INFINITY);
        assert_eq!(exp(-800.0), 0.0);
        assert_eq!(exp(800.0), f64::INFINITY);
        assert!(exp(f64::NAN).is_nan());
        assert!(exp(-720.0) > 0.0);
    }
}
