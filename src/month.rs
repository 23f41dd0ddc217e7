//! One month of the world, in order.

use crate::world::{Scene, World};
use crate::{
    claims, courts, decisions, entry, finance, fund, harm, innovation, insurance, market, record, regulator,
    remedies, security, settlement, threat, timeline,
};

/// Simulates the month `world.month` and moves on to the next.
pub fn advance(world: &mut World, scene: Scene<'_>) {
    timeline::begin(world, scene); //             1  law: epochs and vintages that start
    innovation::retire(world, scene);
    innovation::release(world, scene); //         2  release
    market::sell(world, scene); //                3  sell
    security::discover_and_patch(world, scene); // 4, 5  discover, patch
    threat::attack(world, scene); //              6  attack
    threat::expect_harm(world, scene);
    harm::harm(world, scene); //                  7  harm
    claims::claim(world, scene); //               8  claim
    courts::adjudicate(world, scene); //          9  adjudicate
    settlement::settle(world, scene); //         10  settle
    fund::levy(world, scene);
    fund::compensate(world);
    regulator::enforce(world, scene); //         11  enforce
    remedies::remedy(world, scene);
    insurance::underwrite(world, scene); //      12  underwrite
    finance::run_firms(world, scene);
    decisions::decide(world, scene); //          13  decide
    entry::enter_and_exit(world, scene); //      14  enter and exit
    record::record(world, scene); //             15  record
    world.month += 1;
}

/// A month of run-off: nothing is sold or attacked any more, claims are closed.
pub fn run_off(world: &mut World, scene: Scene<'_>) {
    timeline::begin(world, scene);
    courts::adjudicate(world, scene);
    settlement::settle(world, scene);
    fund::compensate(world);
    insurance::renew(world);
    world.month += 1;
}
