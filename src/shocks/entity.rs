//! Entity ids, packed into 64 bits without collisions and independent of the regime.
//!
//! ```text
//! flaw    = release:38 | origin:3 | k:23
//! release = firm:26 | month:12          month from −1,024 to 3,071
//! firm    = origin:10 | slot:16
//! ```
//!
//! Ids of different kinds may be equal numbers; the stream keeps their draws apart.

const SLOT_BITS: u32 = 16;
const FIRM_ORIGIN_BITS: u32 = 10;
const RELEASE_MONTH_BITS: u32 = 12;
const FLAW_ORIGIN_BITS: u32 = 3;
const FLAW_K_BITS: u32 = 23;
const INDEX_BITS: u32 = 12;
/// Added to a release's month so that seeded releases, with months before 0, have ids too.
const MONTH_OFFSET: i32 = 1 << 10;

/// The firm in `slot` of `origin`: 0 for the first population, 1 + month for the entrants of a month (below
/// 1,024 and 65,536).
#[inline]
#[must_use]
pub fn firm_id(origin: u32, slot: u32) -> u64 {
    pack(fit(u64::from(origin), FIRM_ORIGIN_BITS), u64::from(slot), SLOT_BITS)
}

/// The release that `firm` ships on its research draw of calendar `month`, −1,024 ≤ `month` < 3,072.
#[inline]
#[must_use]
pub fn release_id(firm: u64, month: i32) -> u64 {
    debug_assert!(month >= -MONTH_OFFSET, "month {month} lies before the seeded past");
    pack(fit(firm, FIRM_ORIGIN_BITS + SLOT_BITS), (month + MONTH_OFFSET) as u64, RELEASE_MONTH_BITS)
}

/// Flaw `k < 2²³` of `origin < 8` in `release`; with `k = 0` also the id of the pair (release, origin).
///
/// Origins with arrivals every month (update and service) number their flaws by [`monthly_index`].
#[inline]
#[must_use]
pub fn flaw_id(release: u64, origin: u8, k: u32) -> u64 {
    let release = fit(release, FIRM_ORIGIN_BITS + SLOT_BITS + RELEASE_MONTH_BITS);
    pack(pack(release, u64::from(origin), FLAW_ORIGIN_BITS), u64::from(k), FLAW_K_BITS)
}

/// The index for [`flaw_id`] of arrival `k < 4,096` in the month in which the release is `age_months < 2,048`
/// old.
#[inline]
#[must_use]
pub fn monthly_index(age_months: u32, k: u32) -> u32 {
    pack(fit(u64::from(age_months), FLAW_K_BITS - INDEX_BITS), u64::from(k), INDEX_BITS) as u32
}

/// Appends `field` of `bits` bits below `above`.
#[inline]
fn pack(above: u64, field: u64, bits: u32) -> u64 {
    above << bits | fit(field, bits)
}

#[inline]
fn fit(field: u64, bits: u32) -> u64 {
    debug_assert!(field < 1 << bits, "{field} does not fit {bits} bits of an entity id");
    field
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_flaw_id_can_be_read_back(
            origin in 0_u32..1024, slot in 0_u32..65_536, month in -1024_i32..3072, prong in 0_u8..8, k in 0_u32..1 << 23,
        ) {
            let id = flaw_id(release_id(firm_id(origin, slot), month), prong, k);
            let read = |shift: u32, bits: u32| (id >> shift) & ((1 << bits) - 1);
            prop_assert_eq!(read(0, 23), u64::from(k));
            prop_assert_eq!(read(23, 3), u64::from(prong));
            prop_assert_eq!(read(26, 12) as i32 - MONTH_OFFSET, month);
            prop_assert_eq!(read(38, 16), u64::from(slot));
            prop_assert_eq!(read(54, 10), u64::from(origin));
        }
    }

    #[test]
    fn monthly_indices_fit_a_flaw() {
        assert_eq!(monthly_index(2047, 4095), (1 << FLAW_K_BITS) - 1);
        assert_eq!(monthly_index(1, 0), 1 << INDEX_BITS);
    }

    #[test]
    #[should_panic(expected = "does not fit")]
    #[cfg(debug_assertions)]
    fn a_field_too_wide_is_refused() {
        let _ = firm_id(0, 65_536);
    }
}
