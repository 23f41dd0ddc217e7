//! Order statistics and sums of samples.

/// The quantile at `p` of a sorted sample: linear between order statistics (Hyndman and Fan 1996, type 7, the default
/// of R and NumPy). NaN of nothing.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    low + (place - place.floor()) * (high - low)
}

/// A copy in ascending order.
pub fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The mean of the highest `share` of a sorted sample; an observation that straddles the edge counts in part (Acerbi
/// and Tasche 2002).
pub fn tail_mean(sorted: &[f64], share: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let wanted = share * sorted.len() as f64;
    let whole = wanted.floor() as usize;
    let (rest, tail) = sorted.split_at(sorted.len() - whole);
    let straddling = rest.last().map_or(0.0, |edge| edge * (wanted - wanted.floor()));
    (pairwise_sum(tail, &|value| value) + straddling) / wanted
}

/// Sum by halves: rounding grows with the logarithm of the length, and the order is fixed by position.
pub fn pairwise_sum(values: &[f64], term: &impl Fn(f64) -> f64) -> f64 {
    const BLOCK: usize = 64;
    if values.len() <= BLOCK {
        return values.iter().fold(0.0, |sum, &value| sum + term(value));
    }
    let (left, right) = values.split_at(values.len() / 2);
    pairwise_sum(left, term) + pairwise_sum(right, term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_keep_small_terms_beside_large_ones() {
        let values: Vec<f64> = (0..1_000_000).map(|_| 0.1).collect();
        assert!((pairwise_sum(&values, &|value| value) - 100_000.0).abs() < 1e-7);
    }
}
