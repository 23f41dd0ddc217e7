//! One month of the world, in order.

use crate::world::{Scene, Step, World};
use crate::{
    claims, courts, decisions, entry, finance, fund, harm, innovation, insurance, market, record, regulator,
    remedies, security, settlement, threat, timeline,
};

/// What a step of the month does.
type Phase = fn(&mut World, Scene<'_>);

/// Simulates the month `world.month` and moves on to the next.
pub fn advance(world: &mut World, scene: Scene<'_>) {
    timeline::begin(world, scene); //                                    1  law: epochs and vintages that start
    let mut play = |step, phase: Phase| {
        if scene.plays(step) {
            phase(world, scene)
        }
    };
    play(Step::Retire, innovation::retire);
    play(Step::Release, innovation::release); //                         2  release
    play(Step::Sell, market::sell); //                                   3  sell
    play(Step::DiscoverAndPatch, security::discover_and_patch); //    4, 5  discover, patch
    play(Step::Attack, threat::attack); //                               6  attack
    play(Step::ExpectHarm, threat::expect_harm);
    play(Step::Harm, harm::harm); //                                     7  harm
    play(Step::Claim, claims::claim); //                                 8  claim
    play(Step::Adjudicate, courts::adjudicate); //                       9  adjudicate
    play(Step::Settle, settlement::settle); //                          10  settle
    play(Step::Levy, fund::levy);
    play(Step::Compensate, |world, _| fund::compensate(world));
    play(Step::Enforce, regulator::enforce); //                         11  enforce
    play(Step::Remedy, remedies::remedy);
    play(Step::Underwrite, insurance::underwrite); //                   12  underwrite
    play(Step::RunFirms, finance::run_firms);
    play(Step::Decide, decisions::decide); //                           13  decide
    play(Step::EnterAndExit, entry::enter_and_exit); //                 14  enter and exit
    record::record(world, scene); //                                    15  record
    world.month += 1;
}

/// A month of run-off: nothing is sold or attacked any more, claims are closed.
pub fn run_off(world: &mut World, scene: Scene<'_>) {
    timeline::begin(world, scene);
    let mut play = |step, phase: Phase| {
        if scene.plays(step) {
            phase(world, scene)
        }
    };
    play(Step::Adjudicate, courts::adjudicate);
    play(Step::Settle, settlement::settle);
    play(Step::Compensate, |world, _| fund::compensate(world));
    play(Step::Underwrite, |world, _| insurance::renew(world));
    world.month += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the month calls without asking whether it is left out.
    const ALWAYS: [&str; 2] = ["timeline::begin", "record::record"];

    #[test]
    fn every_phase_of_the_month_is_a_step() {
        let month = include_str!("month.rs").split("pub fn ").nth(1).expect("the first function");
        let calls: Vec<&str> = month.lines().map(str::trim).filter(|line| line.contains("::")).collect();
        let (steps, others): (Vec<&str>, Vec<&str>) =
            calls.iter().partition(|line| line.starts_with("play(Step::"));
        assert_eq!(steps.len(), Step::ALL.len());
        assert!(others.iter().all(|line| ALWAYS.iter().any(|always| line.starts_with(always))), "{others:?}");
    }
}
