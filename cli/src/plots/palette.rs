//! Colours that people with any colour vision can tell apart (Okabe and Ito 2008).

use super::scene::{Colour, INK};
use crate::study::Study;

const REFORMS: [Colour; 8] = [
    Colour(0x00, 0x72, 0xB2),
    Colour(0xD5, 0x5E, 0x00),
    Colour(0x00, 0x9E, 0x73),
    Colour(0xCC, 0x79, 0xA7),
    Colour(0xE6, 0x9F, 0x00),
    Colour(0x56, 0xB4, 0xE9),
    Colour(0xA8, 0x9C, 0x00),
    Colour(0x99, 0x99, 0x99),
];

/// The colour of a regime: ink for the baseline, the same in every picture. With more regimes than colours they come
/// round again; every mark has its name beside it.
pub(super) fn colour(study: &Study, regime: usize) -> Colour {
    match study.reforms().position(|reform| reform == regime) {
        None => INK,
        Some(place) => REFORMS[place % REFORMS.len()],
    }
}
