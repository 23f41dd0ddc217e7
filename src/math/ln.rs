//! The natural logarithm, which every waiting time is drawn with.

/// Parts of an octave in the table.
const PARTS: u64 = 64;
/// Bits of 0.6875: significands are taken from there to 1.375, so that logarithms near 0 come from those near 1.
const LEAST: u64 = 0x3fe6_0000_0000_0000;
/// Bits of a significand.
const BITS: u32 = f64::MANTISSA_DIGITS - 1;
/// Keeps the upper 26 bits of a significand: their product with any entry of the table is exact.
const UPPER: u64 = !((1 << 27) - 1);
/// `ln 2`, its upper 41 bits: their product with any exponent is exact.
const LN_2_HIGH: f64 = 0.693_147_180_559_663;
/// What these leave.
const LN_2_LOW: f64 = 2.823_529_056_303_157_7e-13;

/// `ln x`, within 2 units in the last place.
///
/// `x = 2ᵏ·z` and `z·c = 1 + r` for a short `c` of a table, so that `ln x = k·ln 2 − ln c + ln(1 + r)` with a short series (Tang
/// 1990, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic", *ACM TOMS* 16:378). Without
/// division, it costs half of `libm`'s, which serves where `x` is not a positive normal number.
#[inline]
#[must_use]
pub fn ln(x: f64) -> f64 {
    if (f64::MIN_POSITIVE..f64::INFINITY).contains(&x) { within(x) } else { libm::log(x) }
}

#[inline]
fn within(x: f64) -> f64 {
    let above = x.to_bits().wrapping_sub(LEAST);
    let exponent = (above as i64) >> BITS;
    let z = x.to_bits().wrapping_sub((exponent as u64) << BITS);
    let [c, log] = INVERSES[((above >> (BITS - PARTS.ilog2())) % PARTS) as usize];
    let upper = f64::from_bits(z & UPPER);
    let r = (upper * c - 1.0) + (f64::from_bits(z) - upper) * c;
    let (r2, r4) = (r * r, r * r * (r * r));
    let rest = r2 * (r * (1.0 / 3.0) - 0.5)
        + r4 * ((r * (1.0 / 5.0) - 0.25) + r2 * (r * (1.0 / 7.0) - 1.0 / 6.0))
        + r4 * r4 * (r * (1.0 / 9.0) - 0.125);
    let k = exponent as f64;
    (k * LN_2_HIGH + log) + (r + (rest + k * LN_2_LOW))
}

/// A short number close to the inverse of the middle of each part, and minus its logarithm, correctly rounded.
#[rustfmt::skip]
const INVERSES: [[f64; 2]; PARTS as usize] = [
    [1.445_312_5, -0.368_325_561_158_707_6], [1.429_687_5, -0.357_455_888_921_803_8], [1.414_062_5, -0.346_466_767_346_208_57], [1.398_437_5, -0.335_355_541_921_137_8],
    [1.382_812_5, -0.324_119_468_654_212], [1.367_187_5, -0.312_755_710_003_896_9], [1.355_468_75, -0.304_147_335_467_296_7], [1.339_843_75, -0.292_553_002_686_377_46],
    [1.328_125, -0.283_768_173_130_644_6], [1.312_5, -0.271_933_715_483_641_76], [1.300_781_25, -0.262_965_045_500_881_34], [1.285_156_25, -0.250_880_306_285_809_43],
    [1.273_437_5, -0.241_719_936_887_145_16], [1.261_718_75, -0.232_474_878_743_094_05], [1.25, -0.223_143_551_314_209_76], [1.238_281_25, -0.213_724_329_397_718_13],
    [1.226_562_5, -0.204_215_541_428_690_9], [1.214_843_75, -0.194_615_467_699_671_67], [1.203_125, -0.184_922_338_494_012], [1.191_406_25, -0.175_134_332_127_849_15],
    [1.179_687_5, -0.165_249_572_895_307_17], [1.167_968_75, -0.155_266_128_911_123_96], [1.160_156_25, -0.148_554_694_323_137_14], [1.148_437_5, -0.138_402_322_859_119_13],
    [1.136_718_75, -0.128_145_822_691_930_03], [1.128_906_25, -0.121_249_243_632_869_68], [1.117_187_5, -0.110_814_366_340_290_11], [1.109_375, -0.103_796_793_681_643_56],
    [1.097_656_25, -0.093_177_224_854_183_3], [1.089_843_75, -0.086_034_337_341_803_16], [1.082_031_25, -0.078_840_061_707_776_02], [1.070_312_5, -0.067_950_661_908_507_75],
    [1.062_5, -0.060_624_621_816_434_84], [1.054_687_5, -0.053_244_514_518_812_285], [1.042_968_75, -0.042_071_213_920_687_06], [1.035_156_25, -0.034_552_381_506_659_735],
    [1.027_343_75, -0.026_976_587_698_202_076], [1.019_531_25, -0.019_342_962_843_130_935], [1.011_718_75, -0.011_650_617_219_975_274], [1.0, 0.0],
    [1.0, 0.0], [0.976_562_5, 0.023_716_526_617_316_044], [0.960_937_5, 0.039_845_908_547_199_674], [0.949_218_75, 0.052_116_001_139_014_02],
    [0.933_593_75, 0.068_713_892_548_051_81], [0.921_875, 0.081_345_639_453_952_4], [0.906_25, 0.098_440_072_813_252_52], [0.894_531_25, 0.111_455_440_925_322_82],
    [0.882_812_5, 0.124_642_445_207_276_6], [0.871_093_75, 0.138_005_673_019_443_72], [0.859_375, 0.151_549_898_127_200_93], [0.847_656_25, 0.165_280_090_939_102_92],
    [0.835_937_5, 0.179_201_429_457_711], [0.824_218_75, 0.193_319_311_003_495_97], [0.816_406_25, 0.202_843_192_514_751_47], [0.804_687_5, 0.217_301_275_689_981_4],
    [0.796_875, 0.227_057_450_635_346_08], [0.785_156_25, 0.241_872_536_420_486_73], [0.777_343_75, 0.251_872_619_755_070_1], [0.765_625, 0.267_062_785_249_045_25],
    [0.757_812_5, 0.277_319_285_416_234_35], [0.75, 0.287_682_072_451_780_9], [0.738_281_25, 0.303_430_429_419_920_1], [0.730_468_75, 0.314_068_827_624_975_84],
];

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn as_libm() {
        let mut worst = 0;
        for n in 1..=1_000_000 {
            let n = f64::from(n);
            for x in
                [n * 1e-6, 1.0 + n * 1e-8, 1.0 - n * 1e-9, 0.6 + n * 1e-6, n * 1e3, 1e-300 * n, 1e290 * n]
            {
                worst = worst.max(apart(ln(x), libm::log(x)));
            }
        }
        assert!(worst <= 2, "{worst} units in the last place");
    }

    #[test]
    fn rises() {
        let mut last = ln(0.5);
        for n in 1..=800_000 {
            let next = ln(0.5 + f64::from(n) * 1e-6);
            assert!(next > last, "{n}");
            last = next;
        }
    }

    #[test]
    fn at_the_ends() {
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(f64::INFINITY), f64::INFINITY);
        assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
        assert!(apart(ln(1e-310), libm::log(1e-310)) == 0);
        assert!(apart(ln(f64::MAX), libm::log(f64::MAX)) <= 1);
    }
}
