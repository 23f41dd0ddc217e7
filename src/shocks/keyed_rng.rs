//! The keyed stream as a `rand` generator.

use super::{Shocks, Stream};
use rand::TryRng;
use rand::rand_core::utils;
use std::convert::Infallible;

/// A sequence that belongs to one (seed, replication, stream, entity, month).
///
/// For integer shuffles, bootstraps and designs. Never inside a month: there a draw must not depend on how
/// many came before it. Clones continue the same sequence independently.
#[derive(Clone, Debug)]
pub struct KeyedRng {
    shocks: Shocks,
    stream: Stream,
    entity: u64,
    month: u16,
    block: u64,
    spare: Option<u64>,
}

impl KeyedRng {
    pub(super) fn new(shocks: Shocks, stream: Stream, entity: u64, month: u16) -> Self {
        Self { shocks, stream, entity, month, block: 0, spare: None }
    }

    fn word(&mut self) -> u64 {
        if let Some(word) = self.spare.take() {
            return word;
        }
        let [first, second] = self.shocks.block(self.stream, self.entity, self.month, self.block);
        self.block += 1;
        self.spare = Some(second);
        first
    }
}

impl TryRng for KeyedRng {
    type Error = Infallible;

    /// The upper half of a word; the lower half is dropped.
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.word() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
    }
}
