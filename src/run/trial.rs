//! One world under one law, month by month, for questions that watch it on its way.

use super::{Regime, open_window, start};
use crate::month;
use crate::shocks::Shocks;
use crate::world::{Scene, Setting, World};

/// A world after its burn-in, counting from month 0. It plays the same months as [`super::replicate`].
pub struct Trial<'a> {
    scene: Scene<'a>,
    world: Box<World>,
}

impl<'a> Trial<'a> {
    /// A world in which the regime has been law from the first month of burn-in; `old` lends its memory.
    pub fn start(
        setting: &'a Setting,
        regime: &'a Regime,
        (seed, replication): (u64, u64),
        old: Option<Box<World>>,
    ) -> Trial<'a> {
        let scene = regime.scene(setting);
        let mut world = start(old, scene, Shocks::new(seed, replication));
        while world.month < 0 {
            month::advance(&mut world, scene);
        }
        open_window(&mut world, scene);
        Trial { scene, world }
    }

    /// The world as it is. Plans stand from the end of one month to the end of the next.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Plays a month.
    pub fn advance(&mut self) {
        month::advance(&mut self.world, self.scene);
    }

    /// Closes claims that are open, without sales or accidents, for so many months at most.
    pub fn run_off(&mut self, months: usize) {
        self.world.tally.open = false;
        for _ in 0..months {
            if self.world.claims.open == 0 {
                return;
            }
            month::run_off(&mut self.world, self.scene);
        }
    }

    /// Gives the world back, for its memory.
    pub fn into_world(self) -> Box<World> {
        self.world
    }
}
