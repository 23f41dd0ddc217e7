//! Where reviews have moved the levers of law.

use super::{Demands, Firm, Scene, World};
use crate::law::review::Moved;

/// What a review remembers of one part of the market.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reviewed {
    /// By how much the lever stands above what the law says.
    pub shift: f64,
    /// Sum of the outcome, and device-months, at the last review.
    pub before: [f64; 2],
}

impl Demands {
    /// The lever that the review moves.
    pub fn reviewed_lever(&mut self) -> &mut f64 {
        match self.review.moves {
            Moved::Inspections => &mut self.inspections,
            Moved::FineTurnover => &mut self.fine_turnover,
            Moved::FloorDesign => &mut self.floor[0],
            Moved::FloorTesting => &mut self.floor[1],
            Moved::FloorResponse => &mut self.floor[2],
        }
    }
}

impl World {
    /// What the law demands of a part of the market, as reviews have left it.
    pub fn reviewed(&self, part: usize, demands: &Demands) -> Demands {
        let mut demands = demands.clone();
        *demands.reviewed_lever() += self.reviews[part].shift;
        demands
    }

    /// The same for a maker's part, where there are reviews.
    pub fn demands_as_reviewed(&self, scene: Scene<'_>, firm: &Firm, demands: &Demands) -> Demands {
        if scene.outlook.acts.review {
            self.reviewed(scene.setting.part(firm.size, firm.category), demands)
        } else {
            demands.clone()
        }
    }
}
