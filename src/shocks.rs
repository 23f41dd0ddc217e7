//! Every random number of the model, as a pure function of (seed, replication, stream, entity, month, k).
//!
//! Nothing is drawn in sequence, so neither the order of execution nor the regime can change a draw: two
//! regimes meet the same world (common random numbers) and their differences are tight. What each stream
//! means by entity, month and k stands in `docs/streams.md`.
//!
//! A draw is one block of Philox4x32-10 under `key64 = hash(seed, replication)` at
//!
//! ```text
//! counter128 = entity:64 | stream:8 | month:16 | k:40
//! ```
//!
//! which is injective: different draws never share a block.

mod entity;
mod keyed_rng;
mod philox;
mod stream;

pub use entity::{firm_id, flaw_id, monthly_index, release_id};
pub use keyed_rng::KeyedRng;
pub use philox::philox4x32_10;
pub use stream::{Stream, StreamRow};

use crate::distributions::{exponential, normal};

/// Bits of `k` in the counter.
const K_BITS: u32 = 40;
/// Bits of `month` in the counter.
const MONTH_BITS: u32 = 16;

/// The shocks of one replication: a key, and no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shocks {
    key: [u32; 2],
}

impl Shocks {
    /// The shocks of replication `replication` under `seed`. Replications of one seed never share a key.
    #[must_use]
    pub fn new(seed: u64, replication: u64) -> Self {
        Self { key: halves(mix(mix(seed) ^ replication)) }
    }

    /// Two independent uniforms in the open interval (0, 1), for the price of one block. `k < 2⁴⁰`.
    #[inline]
    #[must_use]
    pub fn pair(&self, stream: Stream, entity: u64, month: u16, k: u64) -> [f64; 2] {
        self.block(stream, entity, month, k).map(unit)
    }

    /// Four independent uniforms in the open interval (0, 1), of 32 bits each, for the price of one block: for what is drawn most
    /// often and needs no finer grain. `k < 2⁴⁰`.
    #[inline]
    #[must_use]
    pub fn quad(&self, stream: Stream, entity: u64, month: u16, k: u64) -> [f64; 4] {
        philox4x32_10(counter(stream, entity, month, k), self.key).map(unit_of_half)
    }

    /// A uniform in the open interval (0, 1). `k < 2⁴⁰`.
    #[inline]
    #[must_use]
    pub fn uniform(&self, stream: Stream, entity: u64, month: u16, k: u64) -> f64 {
        unit(self.block(stream, entity, month, k)[0])
    }

    /// An exponential variable with mean 1, increasing in [`Self::uniform`] of the same arguments.
    #[inline]
    #[must_use]
    pub fn exponential(&self, stream: Stream, entity: u64, month: u16, k: u64) -> f64 {
        exponential(self.uniform(stream, entity, month, k), 1.0)
    }

    /// A standard normal variable, increasing in [`Self::uniform`] of the same arguments.
    #[inline]
    #[must_use]
    pub fn normal(&self, stream: Stream, entity: u64, month: u16, k: u64) -> f64 {
        normal(self.uniform(stream, entity, month, k), 0.0, 1.0)
    }

    /// A sequence of its own for one (stream, entity, month), for shuffles, bootstraps and designs; block `n`
    /// is the draw `k = n`.
    #[must_use]
    pub fn rng(&self, stream: Stream, entity: u64, month: u16) -> KeyedRng {
        KeyedRng::new(*self, stream, entity, month)
    }

    /// The 128 random bits of one draw.
    #[inline]
    fn block(&self, stream: Stream, entity: u64, month: u16, k: u64) -> [u64; 2] {
        let [a, b, c, d] = philox4x32_10(counter(stream, entity, month, k), self.key);
        [word(a, b), word(c, d)]
    }
}

/// `entity:64 | stream:8 | month:16 | k:40`, least significant word first.
#[inline]
fn counter(stream: Stream, entity: u64, month: u16, k: u64) -> [u32; 4] {
    debug_assert!(k < 1 << K_BITS, "k = {k} of {stream:?} does not fit {K_BITS} bits");
    let [a, b] = halves(k | u64::from(month) << K_BITS | (stream as u64) << (K_BITS + MONTH_BITS));
    let [c, d] = halves(entity);
    [a, b, c, d]
}

/// The uniform `(x + ½)·2⁻⁵²` of the upper 52 bits of `bits`: exact, symmetric about ½, never 0 or 1.
///
/// With 53 bits the `+ ½` rounds for half of all draws, and the largest becomes 1.
#[inline]
fn unit(bits: u64) -> f64 {
    const ULP: f64 = 1.0 / (1_u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * ULP
}

/// The uniform `(x + ½)·2⁻³²`.
#[inline]
fn unit_of_half(bits: u32) -> f64 {
    const ULP: f64 = 1.0 / (1_u64 << 32) as f64;
    (f64::from(bits) + 0.5) * ULP
}

/// One step of SplitMix64, a bijection that turns neighbours into strangers: Steele, Lea and Flood (2014),
/// "Fast splittable pseudorandom number generators", with Stafford's variant 13 constants.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[inline]
fn halves(x: u64) -> [u32; 2] {
    [x as u32, (x >> 32) as u32]
}

#[inline]
fn word(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads a counter back into (stream, entity, month, k).
    fn fields([a, b, c, d]: [u32; 4]) -> (u64, u64, u16, u64) {
        let low = word(a, b);
        (low >> 56, word(c, d), (low >> K_BITS) as u16, low & ((1 << K_BITS) - 1))
    }

    proptest! {
        #[test]
        fn the_counter_can_be_read_back(
            row in 0..Stream::ALL.len(), entity: u64, month: u16, k in 0..1_u64 << K_BITS,
        ) {
            let stream = Stream::ALL[row].stream;
            prop_assert_eq!(fields(counter(stream, entity, month, k)), (stream as u64, entity, month, k));
        }
    }

    #[test]
    fn units_are_open_and_symmetric() {
        let (least, most) = (unit(0), unit(u64::MAX));
        assert!(0.0 < least && most < 1.0);
        assert_eq!(least, 1.0 - most);
        assert_eq!(least, 2.0_f64.recip() * f64::EPSILON);
    }

    #[test]
    fn units_of_halves_are_open_and_symmetric() {
        let (least, most) = (unit_of_half(0), unit_of_half(u32::MAX));
        assert!(0.0 < least && most < 1.0);
        assert_eq!(least, 1.0 - most);
    }

    #[test]
    fn mix_is_splitmix64() {
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
    }
}
