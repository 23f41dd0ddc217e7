//! The audit of decisions: no maker should gain by being forced off its choice (an ε-Nash check on realised equity).

use std::ops::{ControlFlow, Range};
use std::sync::atomic::AtomicBool;

use super::compare::Plan;
use super::summary::{MeanInterval, mean, mean_interval};
use crate::ensemble;
use crate::run::{Crossroads, Maker, RunError};
use crate::shocks::{Shocks, Stream};
use rand::seq::SliceRandom;

/// How makers are forced off their choice: all care and the price, each times so much.
pub const WAYS: [[f64; 2]; 9] = [
    [0.0, 1.0],
    [0.5, 1.0],
    [0.8, 1.0],
    [1.25, 1.0],
    [2.0, 1.0],
    [1.0, 0.8],
    [1.0, 0.95],
    [1.0, 1.05],
    [1.0, 1.2],
];

/// What a maker would have gained.
#[derive(Clone, Debug)]
pub struct Audited {
    /// The maker.
    pub maker: Maker,
    /// Its mean equity as it chooses, EUR at the announcement.
    pub equity: f64,
    /// Mean gain of each of [`WAYS`], EUR, with its 95 % half-width.
    pub gains: Vec<MeanInterval>,
}

impl Audited {
    /// The way with the greatest upper bound of its gain, and that bound as a share of equity.
    pub fn worst(&self) -> (usize, f64) {
        let bound = |gain: &MeanInterval| (gain.mean + gain.half_width) / self.equity;
        let bounds = self.gains.iter().map(bound).enumerate();
        bounds.fold((0, f64::NEG_INFINITY), |worst, found| if found.1 > worst.1 { found } else { worst })
    }
}

/// Prepares an audit under the first regime of a plan: the market at the announcement, and so many of its makers, drawn at random.
///
/// # Errors
/// If the market outgrows its limits or a number leaves the reals before the announcement.
pub fn prepare(plan: &Plan, seed: u64, firms: usize) -> Result<(Crossroads<'_>, Vec<Maker>), RunError> {
    let crossroads = Crossroads::reach(plan.setting(), plan.status_quo(), &plan.regimes()[0], seed)?;
    let mut makers = crossroads.makers();
    makers.shuffle(&mut Shocks::new(seed, 0).rng(Stream::Audit, 0, 0));
    makers.truncate(firms);
    Ok((crossroads, makers))
}

/// Lives through a range of futures, and says for each maker what it would have gained. Futures that failed are left out; how many
/// did not is returned too.
pub fn audit(
    crossroads: &Crossroads<'_>,
    makers: &[Maker],
    futures: Range<u64>,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
) -> (Vec<Audited>, usize) {
    let keys: Vec<u64> = makers.iter().map(|maker| maker.key).collect();
    let mut lived: Vec<Vec<f64>> = Vec::new();
    let one = |future: u64, workspace: &mut _| crossroads.equity(future, &keys, &WAYS, workspace);
    ensemble::each(futures, on_done, stop, &one, &mut |_, found| {
        lived.extend(found);
        ControlFlow::Continue(())
    });
    let columns = 1 + WAYS.len();
    let column = |at: usize| -> Vec<f64> { lived.iter().map(|future| future[at]).collect() };
    let judged = makers.iter().enumerate().map(|(row, &maker)| {
        let own = column(row * columns);
        let gain = |way: usize| {
            let forced = column(row * columns + 1 + way);
            let gains: Vec<f64> = forced.iter().zip(&own).map(|(forced, own)| forced - own).collect();
            mean_interval(&gains)
        };
        Audited { maker, equity: mean(&own), gains: (0..WAYS.len()).map(gain).collect() }
    });
    (judged.collect(), lived.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_way_is_that_of_the_greatest_bound() {
        let gain = |mean: f64, half_width: f64| MeanInterval { mean, half_width };
        let maker = Maker { key: 1, size: 0, category: 0, turnover_eur: 1e6 };
        let audited =
            Audited { maker, equity: 100.0, gains: vec![gain(-5.0, 1.0), gain(0.2, 0.5), gain(0.3, 0.1)] };
        let (way, bound) = audited.worst();
        assert_eq!(way, 1);
        assert!((bound - 0.007).abs() < 1e-12);
    }
}
