//! Where reviews have moved the levers of law.

use std::borrow::Cow;

use super::{Demands, Firm, Scene, World};
use crate::law::duties::Conformity;
use crate::law::relief::Levels;
use crate::law::review::{Moved, Review};
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
        Reviews { parts: vec![Reviewed::NONE; parts], moves: Vec::new() }
    }

    /// How far above what the law says the lever of a part of the market stood in a month. A review comes at the end of its month.
    fn shift_in(&self, part: usize, month: Month) -> f64 {
        let last = self.moves.iter().rfind(|step| step.part == part && step.month < month);
        last.map_or(0.0, |step| step.shift)
    }
}

/// What a review remembers of one part of the market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reviewed {
    /// By how much the lever stands above what the law says.
    pub shift: f64,
    /// What the outcome is made of, above and below the line, at the last review.
    pub before: [f64; 2],
    /// The outcome that it found, of the year before it.
    pub outcome: f64,
}

impl Reviewed {
    /// No review yet.
    const NONE: Reviewed = Reviewed { shift: 0.0, before: [0.0; 2], outcome: f64::NAN };

    /// How far above what the law says the lever will stand after so many reviews more, if each finds what the last one did.
    fn after(&self, review: &Review, written: f64, reviews: Month) -> f64 {
        let next = |shift: f64, _| review.next(written + shift, self.outcome) - written;
        if self.outcome.is_nan() { self.shift } else { (0..reviews).fold(self.shift, next) }
    }
}

/// Reviews before a month: one at the end of each year since the announcement.
fn reviews_before(month: Month) -> Month {
    month.max(0) / 12
}

impl Demands {
    /// Where the lever that the review moves stands by the law as written, in the first jurisdiction under its rule.
    pub fn as_written(&self) -> f64 {
        let first = self.reviewed.iter().position(|&under| under);
        let Some(authority) = first.and_then(|jurisdiction| self.authorities.get(jurisdiction)) else {
            return 0.0;
        };
        match self.review.moves {
            Moved::Inspections => authority.inspections,
            Moved::FineTurnover => authority.fine_turnover,
            Moved::FloorDesign => authority.floor[0],
            Moved::FloorTesting => authority.floor[1],
            Moved::FloorResponse => authority.floor[2],
            Moved::SupportMonths => self.support_months,
        }
    }

    /// Moves that lever in all jurisdictions under the rule, and with a floor what one design must reach.
    fn shift(&mut self, by: f64) {
        if self.review.moves == Moved::SupportMonths {
            self.support_months += by;
        }
        for (authority, _) in self.authorities.iter_mut().zip(&self.reviewed).filter(|(_, under)| **under) {
            match self.review.moves {
                Moved::Inspections => authority.inspections += by,
                Moved::FineTurnover => authority.fine_turnover += by,
                Moved::FloorDesign => authority.floor[0] += by,
                Moved::FloorTesting => authority.floor[1] += by,
                Moved::FloorResponse => authority.floor[2] += by,
                Moved::SupportMonths => {}
            }
        }
        let most = |prong: usize| {
            self.authorities.iter().map(|authority| authority.floor[prong]).fold(0.0, f64::max)
        };
        self.floor = [most(0), most(1), most(2)];
    }
}

impl World {
    /// What the law demands of a part of the market in so many months, as those who know the rule by which it is reviewed foresee.
    fn reviewed(&self, part: usize, demands: &Demands, ahead: Month) -> Demands {
        let mut demands = demands.clone();
        let reviews = reviews_before(self.month + ahead) - reviews_before(self.month);
        let shift = self.reviews.parts[part].after(&demands.review, demands.as_written(), reviews);
        demands.shift(shift);
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
        self.demands_as_foreseen(scene, firm, demands, 0)
    }

    /// The same as makers foresee that it will stand in so many months.
    pub fn demands_as_foreseen<'a>(
        &self,
        scene: Scene<'_>,
        firm: &Firm,
        demands: &'a Demands,
        ahead: Month,
    ) -> Cow<'a, Demands> {
        if scene.outlook.acts.review {
            Cow::Owned(self.reviewed(scene.setting.part(firm.size, firm.category), demands, ahead))
        } else {
            Cow::Borrowed(demands)
        }
    }
}
