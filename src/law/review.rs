//! Adaptive oversight: once a year a review moves one lever by a step when an outcome has left its band.

use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::{choices, lever};

choices! {
    /// The outcome of the last year that a review looks at.
    pub enum Watched {
        /// There is no review.
        Off = "off",
        /// Harm, EUR per 1,000 device-years.
        Harm = "harm",
        /// Devices compromised per 1,000 device-years.
        Compromises = "compromises",
        /// Share of devices in use whose support has ended.
        UnsupportedShare = "unsupported_share",
        /// Days from when attackers can use a flaw until its fix is out.
        ExposureDays = "exposure_days",
        /// Average price of what was sold, EUR.
        TransactionPrice = "transaction_price",
        /// Releases that improve on the last, per 100 makers a year.
        Launches = "launches",
        /// Makers that failed or gave up, per 100 a year.
        Exit = "exit",
    }
}

choices! {
    /// The lever that a review moves.
    pub enum Moved {
        /// `enforcement.inspections`.
        Inspections = "inspections",
        /// `enforcement.fine_turnover`.
        FineTurnover = "fine_turnover",
        /// `duties.floor_design`.
        FloorDesign = "floor_design",
        /// `duties.floor_testing`.
        FloorTesting = "floor_testing",
        /// `duties.floor_response`.
        FloorResponse = "floor_response",
        /// `duties.support_months`.
        SupportMonths = "support_months",
    }
}

impl Moved {
    /// The care floor that it is, by prong: design, testing, response.
    #[must_use]
    pub fn floor(self) -> Option<usize> {
        match self {
            Moved::Inspections | Moved::FineTurnover | Moved::SupportMonths => None,
            Moved::FloorDesign => Some(0),
            Moved::FloorTesting => Some(1),
            Moved::FloorResponse => Some(2),
        }
    }
}

/// A rule of review.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Review {
    /// What it looks at.
    pub watches: Watched,
    /// Below this the lever is moved against the step.
    pub low: f64,
    /// Above this it is moved by the step.
    pub high: f64,
    /// What it moves.
    pub moves: Moved,
    /// By how much, in the lever's unit; downwards where the outcome is one that the lever makes higher.
    pub step: f64,
    /// Never below this.
    pub least: f64,
    /// Never above this.
    pub most: f64,
}

impl Review {
    /// The care floor that it may move, by prong.
    #[must_use]
    pub fn of_floor(&self) -> Option<usize> {
        if self.watches == Watched::Off { None } else { self.moves.floor() }
    }

    /// The level of the lever after a review that found an outcome. It is never moved against the band, not even by its bounds.
    #[must_use]
    pub fn next(&self, level: f64, outcome: f64) -> f64 {
        let by = match self.watches {
            Watched::Off => 0.0,
            _ if outcome > self.high => self.step,
            _ if outcome < self.low => -self.step,
            _ => 0.0,
        };
        if by > 0.0 {
            (level + by).min(self.most).max(level)
        } else if by < 0.0 {
            (level + by).max(self.least).min(level)
        } else {
            level
        }
    }
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "review.watches" => review.watches, choice(Watched, Watched::Off) "", axes AXES, id "L48",
        effect "care_design", "The outcome of the last year that a yearly review looks at, in the unit that the catalogue of outcomes gives it, by size class and category; the first jurisdiction with a review decides, and others under the same rule follow. Makers know the rule: for the releases to come they expect the reviews until then to find what the last one did."),
    lever!(Rule, "review.low" => review.low, num(0.0, 1e12, 0.0) "outcome's unit", axes AXES, id "L48",
        effect "care_design", "Value of the outcome below which the review moves the lever by one step down."),
    lever!(Rule, "review.high" => review.high, num(0.0, f64::INFINITY, f64::INFINITY) "outcome's unit", axes AXES, id "L48",
        effect "care_design", "Value of the outcome above which the review moves the lever by one step up."),
    lever!(Rule, "review.moves" => review.moves, choice(Moved, Moved::Inspections) "", axes AXES, id "L48",
        effect "care_design", "The lever of enforcement or duties that the review moves. Courts read a floor as the review had left it: of design and testing when the product was sold, of response when it did harm. Support is owed as the review had left it when sales closed."),
    lever!(Rule, "review.step" => review.step, num(-1e6, 1e6, 0.0) "lever's unit", axes AXES, id "L48",
        effect "care_design", "How far a review moves the lever. Negative, it eases what presses too hard: it lowers the lever where the outcome is above its band, as for prices and exits."),
    lever!(Rule, "review.least" => review.least, num(0.0, 1e6, 0.0) "lever's unit", axes AXES, id "L48",
        effect "care_design", "Level below which no review lowers the lever."),
    lever!(Rule, "review.most" => review.most, num(0.0, 1e6, 1e6) "lever's unit", axes AXES, id "L48",
        effect "care_design", "Level above which no review raises the lever."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_moves_by_steps_within_its_bounds() {
        let review = Review {
            watches: Watched::Harm,
            low: 10.0,
            high: 20.0,
            step: 0.5,
            least: 1.0,
            most: 2.0,
            ..Review::default()
        };
        assert_eq!(review.next(1.2, 15.0), 1.2);
        assert_eq!(review.next(1.2, 25.0), 1.7);
        assert_eq!(review.next(1.7, 25.0), 2.0);
        assert_eq!(review.next(1.2, 5.0), 1.0);
        assert_eq!(review.next(3.0, 25.0), 3.0);
        let eased = Review { watches: Watched::Exit, step: -0.5, ..review };
        assert_eq!(eased.next(1.8, 25.0), 1.3, "too many exits: less is asked");
        assert_eq!(eased.next(1.2, 25.0), 1.0);
        assert_eq!(eased.next(0.5, 25.0), 0.5, "not raised to the least by a review that eases");
        assert_eq!(eased.next(1.2, 5.0), 1.7);
        assert_eq!(Review { watches: Watched::Off, ..review }.next(1.2, 25.0), 1.2);
    }
}
