//! What strikes did to owners, and the losses of small groups one by one.

use super::{FlawRef, Scene, World};
use crate::distributions::Severity;
use crate::law::schedule::Losses;
use crate::scenario::market::HeadName;
use crate::shocks::Stream;

/// Victims up to which their number and their losses are drawn, one by one; more are taken at their mean given the campaign: in the
/// smart-home market groups of 9 to 32 have a fortieth of all harm, and would have four fifths of all draws.
pub const SMALL_GROUP: f64 = 8.0;

/// What a strike did in one cell under one head: everything a claim will need.
#[derive(Clone, Copy, Debug)]
pub struct Loss {
    /// Maker.
    pub firm: u32,
    /// Release hit, or [`super::NONE`] if accidents come directly.
    pub release: u32,
    /// Cell of the owners.
    pub cell: u8,
    /// Head of harm.
    pub head: HeadName,
    /// The flaw.
    pub flaw: FlawRef,
    /// Devices with a loss.
    pub victims: f64,
    /// Common factor of their losses.
    pub frailty: f64,
    /// What they lost together, EUR.
    pub eur: f64,
    /// Were their losses drawn one by one?
    pub drawn: bool,
    /// Where in [`World::drawn`] they begin, in the month of the harm.
    pub drawn_at: u32,
    /// Share of the harm caused by a late fix.
    pub lateness: f64,
    /// Months for which the fix had been due.
    pub overdue: f64,
    /// Share of victims who had left an offered fix uninstalled.
    pub own_fault: f64,
}

impl World {
    /// Draws the losses of a small group, EUR, four victims a draw; the slice's length is the number of victims.
    pub fn draw_losses(&self, scene: Scene<'_>, loss: &Loss, losses: &mut [f64]) {
        let category = self.firms[loss.firm as usize].category;
        let severity = scene.severity(category, loss.head).scaled(loss.frailty);
        let group = (u64::from(loss.cell) * 8 + loss.head as u64) * 64;
        for (at, four) in losses.chunks_mut(4).enumerate() {
            let u = self.shocks.quad(Stream::Loss, loss.flaw.own_key, loss.flaw.draw(), group + at as u64);
            for (eur, u) in four.iter_mut().zip(u) {
                *eur = severity.quantile(u);
            }
        }
    }

    /// The losses of a group, or of one of the two vintages that it is split over: drawn into `room` if it is small.
    pub fn losses_of<'a>(
        &self,
        scene: Scene<'_>,
        loss: &Loss,
        newer: bool,
        room: &'a mut [f64; SMALL_GROUP as usize],
        severity: &'a Severity,
    ) -> Losses<'a> {
        if !loss.drawn {
            return Losses::Law(severity);
        }
        let drawn = &mut room[..loss.victims as usize];
        self.draw_losses(scene, loss, drawn);
        if newer {
            // The older vintage is judged by the first victims, the newer by the last: nobody's loss is judged twice.
            drawn.reverse();
        }
        Losses::Drawn(drawn)
    }
}
