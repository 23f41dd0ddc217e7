//! The audit of decisions: no maker should gain by being forced off its choice (an ε-Nash check on realised equity).

use std::ops::{ControlFlow, Range};
use std::sync::atomic::AtomicBool;

use super::compare::Plan;
use super::controlled::{Control, controlled_mean};
use super::summary::{MeanInterval, mean, standard_error};
use crate::ensemble;
use crate::run::{Crossroads, Fate, Maker, RunError, Workspace};
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

/// Further futures in which nobody is forced, for each in which every maker is in every way: they cost little, and tell how good those
/// futures are.
const UNFORCED: u64 = 10;

/// What a maker would have gained.
#[derive(Clone, Debug)]
pub struct Audited {
    /// The maker.
    pub maker: Maker,
    /// Its mean equity as it chooses, over all futures, EUR at the announcement.
    pub equity: f64,
    /// Mean gain of each of [`WAYS`], EUR, with its 95 % half-width.
    pub gains: Vec<MeanInterval>,
}

/// Which kind of deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Another level of all care.
    Care,
    /// Another price.
    Price,
}

/// What a way changes.
pub fn kind(way: usize) -> Kind {
    if WAYS[way][1] == 1.0 { Kind::Care } else { Kind::Price }
}

impl Audited {
    /// Of the ways of a kind, the one with the greatest upper bound of its gain, and that bound as a share of equity; `None` where
    /// equity is not above nothing or a gain is no number, so that nothing can be judged.
    pub fn worst(&self, of: Kind) -> Option<(usize, f64)> {
        let bound = |gain: &MeanInterval| (gain.mean + gain.half_width) / self.equity;
        let bounds: Vec<(usize, f64)> =
            self.gains.iter().map(bound).enumerate().filter(|(way, _)| kind(*way) == of).collect();
        let judged = self.equity > 0.0 && bounds.iter().all(|(_, bound)| bound.is_finite());
        bounds.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|_| judged)
    }
}

/// What an audit found.
#[derive(Debug)]
pub struct Audit {
    /// By maker.
    pub makers: Vec<Audited>,
    /// Futures that were lived through.
    pub lived: usize,
    /// Why others failed.
    pub failures: Vec<RunError>,
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

/// Lives through a range of futures, and says for each maker what it would have gained. Futures that failed are left out.
pub fn audit(
    crossroads: &Crossroads<'_>,
    makers: &[Maker],
    futures: Range<u64>,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
) -> Audit {
    let keys: Vec<u64> = makers.iter().map(|maker| maker.key).collect();
    let beyond = futures.end..futures.end + UNFORCED * (futures.end - futures.start);
    let forced = |future: u64, workspace: &mut _| crossroads.forced(future, &keys, &WAYS, workspace);
    let (lived, mut failures) = live(futures, on_done, stop, &forced);
    let unforced = |future: u64, workspace: &mut _| crossroads.unforced(future, &keys, workspace);
    let (more, failed) = live(beyond, &|| (), stop, &unforced);
    failures.extend(failed);
    let columns = 1 + WAYS.len();
    let column = |at: usize| -> Vec<Fate> { lived.iter().map(|future| future[at]).collect() };
    let judged = makers.iter().enumerate().map(|(row, &maker)| {
        let own = column(row * columns);
        let all: Vec<f64> =
            own.iter().map(|fate| fate.equity).chain(more.iter().map(|future| future[row].equity)).collect();
        let usual = Usual { equity: mean(&all), error: standard_error(&all) };
        let gains = (1..columns).map(|way| gain(&own, &column(row * columns + way), usual)).collect();
        Audited { maker, equity: usual.equity, gains }
    });
    Audit { makers: judged.collect(), lived: lived.len(), failures }
}

/// Mean equity of a maker as it chooses, and its standard error, EUR.
#[derive(Clone, Copy)]
struct Usual {
    equity: f64,
    error: f64,
}

/// The mean gain of being forced. Most of what makes it vary is luck whose mean is known: how good a future is for the maker as it
/// chooses, its luck in research and demand, and projects that succeed one way and fail the other.
fn gain(own: &[Fate], forced: &[Fate], usual: Usual) -> MeanInterval {
    let paired = |of: &dyn Fn(&Fate, &Fate) -> f64| -> Vec<f64> {
        own.iter().zip(forced).map(|(own, forced)| of(own, forced)).collect()
    };
    let controls = [
        Control { values: paired(&|own, _| own.equity - usual.equity), error: usual.error },
        Control::centred(paired(&|own, _| own.surprises[0])),
        Control::centred(paired(&|own, _| own.surprises[1])),
        Control::centred(paired(&|own, forced| forced.surprises[0] - own.surprises[0])),
    ];
    controlled_mean(&paired(&|own, forced| forced.equity - own.equity), &controls)
}

/// Lives through a range of futures, in their order, without those that failed.
fn live(
    futures: Range<u64>,
    on_done: &(dyn Fn() + Sync),
    stop: &AtomicBool,
    one: &(impl Fn(u64, &mut Workspace) -> Result<Vec<Fate>, RunError> + Sync),
) -> (Vec<Vec<Fate>>, Vec<RunError>) {
    let (mut lived, mut failures) = (Vec::new(), Vec::new());
    ensemble::each(futures, on_done, stop, one, &mut |_, found| {
        match found {
            Ok(fates) => lived.push(fates),
            Err(error) => failures.push(error),
        }
        ControlFlow::Continue(())
    });
    (lived, failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_way_of_a_kind_is_that_of_the_greatest_bound() {
        let gain = |mean: f64, half_width: f64| MeanInterval { mean, half_width };
        let maker = Maker { key: 1, size: 0, category: 0, turnover_eur: 1e6 };
        let mut gains = vec![gain(-5.0, 1.0); WAYS.len()];
        (gains[1], gains[2], gains[6]) = (gain(0.2, 0.5), gain(0.3, 0.1), gain(2.0, 0.5));
        let audited = Audited { maker, equity: 100.0, gains };
        for (of, way, bound) in [(Kind::Care, 1, 0.007), (Kind::Price, 6, 0.025)] {
            let (found, share) = audited.worst(of).unwrap();
            assert_eq!(found, way);
            assert!((share - bound).abs() < 1e-12);
        }
        let lost = Audited { equity: -1.0, ..audited.clone() };
        let unknown = Audited { gains: vec![gain(f64::NAN, f64::NAN); WAYS.len()], ..audited };
        assert!(lost.worst(Kind::Care).is_none() && unknown.worst(Kind::Price).is_none());
    }
}
