//! Where reviews have moved the levers of law.

use std::borrow::Cow;

use super::{Demands, Firm, Scene, World};
use crate::law::duties::Conformity;
use crate::law::relief::Levels;
use crate::law::review::Moved;
use crate::law::rule::Rule;
use crate::units::Month;

/// The prong of response among care floors.
const RESPONSE: usize = 2;

/// What reviews have done.
#[derive(Debug, PartialEq)]
pub struct Reviews {
    /// By part of the market.
    pub parts: Vec<Reviewed>,
    /// Every move, in order of time.
    moves: Vec<Move>,
}

clone_in_place!(Reviews { parts, moves });

/// A lever was moved: from then on it stands so far above what the law says.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Move {
    part: usize,
    month: Month,
    shift: f64,
}

impl Reviews {
    /// None yet.
    pub fn of(parts: usize) -> Reviews {
        Reviews { parts: vec![Reviewed::default(); parts], moves: Vec::new() }
    }

    /// How far above what the law says the lever of a part of the market stood in a month. A review comes at the end of its month.
    fn shift_in(&self, part: usize, month: Month) -> f64 {
        let last = self.moves.iter().rfind(|step| step.part == part && step.month < month);
        last.map_or(0.0, |step| step.shift)
    }
}

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
            Moved::SupportMonths => &mut self.support_months,
        }
    }
}

impl World {
    /// What the law demands of a part of the market, as reviews have left it: of what is sold, and done, from now on.
    pub fn reviewed(&self, part: usize, demands: &Demands) -> Demands {
        let mut demands = demands.clone();
        *demands.reviewed_lever() += self.reviews.parts[part].shift;
        demands
    }

    /// A review leaves the lever of a part of the market at another level.
    pub fn move_lever(&mut self, part: usize, reviewed: Reviewed) {
        if reviewed.shift != self.reviews.parts[part].shift {
            self.reviews.moves.push(Move { part, month: self.month, shift: reviewed.shift });
        }
        self.reviews.parts[part] = reviewed;
    }

    /// Months of support that the law demands for what a maker sold in a month, as the review had left them by then.
    #[inline]
    pub fn support_owed(&self, scene: Scene<'_>, firm: &Firm, demands: &Demands, sold: Month) -> f64 {
        if !scene.outlook.acts.review || demands.review.moves != Moved::SupportMonths {
            return demands.support_months;
        }
        demands.support_months + self.reviews.shift_in(scene.setting.part(firm.size, firm.category), sold)
    }

    /// How levels of care stand to the care floors of the rules at the sale and of today, for a product of a part of the market sold
    /// in a month. A court reads a floor as the review had left it at the conduct.
    pub fn conformity(
        &self,
        scene: Scene<'_>,
        (at_sale, today): (&Rule, &Rule),
        care: &Levels,
        (part, sold): (usize, Month),
    ) -> Conformity {
        let mut moved = [0.0; 3];
        if let Some(prong) = today.review.of_floor()
            // One design stands under one review, of the first jurisdiction that has one.
            && today.review == scene.outlook.demands(self.epoch, self.vintage, part).review
        {
            let conduct = if prong == RESPONSE { self.month } else { sold };
            moved[prong] = self.reviews.shift_in(part, conduct);
        }
        Rule::conformity(at_sale, today, care, moved)
    }

    /// What the law demands of a maker's part of the market, as reviews, if there are any, have left it.
    pub fn demands_as_reviewed<'a>(
        &self,
        scene: Scene<'_>,
        firm: &Firm,
        demands: &'a Demands,
    ) -> Cow<'a, Demands> {
        if scene.outlook.acts.review {
            Cow::Owned(self.reviewed(scene.setting.part(firm.size, firm.category), demands))
        } else {
            Cow::Borrowed(demands)
        }
    }
}
