//! The money of a claim group: who pays and receives what before parties and insurers divide it.

use std::ops::{Add, Mul};

/// From harm to what is found or settled, in compensatory EUR: each step a part of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Funnel {
    /// Loss of all victims.
    pub harm_eur: f64,
    /// What the law counts of it, if all is proven: head, threshold, cap, own fault, claims in time.
    pub recoverable_eur: f64,
    /// Traced to the product, and no crime between them an excuse.
    pub attributable_eur: f64,
    /// Claimed: verdict favourable, victim aware, suit worth its cost.
    pub claimed_eur: f64,
    /// Found by a court, or settled.
    pub found_eur: f64,
}

impl Funnel {
    /// The steps, first to last.
    #[must_use]
    pub fn steps_eur(&self) -> [f64; 5] {
        [self.harm_eur, self.recoverable_eur, self.attributable_eur, self.claimed_eur, self.found_eur]
    }
}

/// Money and counts of a claim group. All EUR, borne or owed before insolvency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flows {
    /// Suits brought; a class counts as one.
    pub suits: f64,
    /// Suits that were settled.
    pub settled: f64,
    /// Judgments and settlements owed to victims, with what goes to class counsel.
    pub damages_eur: f64,
    /// Of these, what goes to class counsel.
    pub counsel_eur: f64,
    /// Costs of trial borne by the defendants.
    pub defence_eur: f64,
    /// Costs of trial borne by the plaintiffs.
    pub plaintiff_eur: f64,
    /// Costs of trial borne by the public.
    pub court_eur: f64,
    /// From harm to what is found or settled.
    pub funnel: Funnel,
}

impl Flows {
    /// What the defendants pay in all, EUR.
    #[must_use]
    pub fn outlay_eur(&self) -> f64 {
        self.damages_eur + self.defence_eur
    }

    /// What victims keep, if everybody pays, EUR.
    #[must_use]
    pub fn net_eur(&self) -> f64 {
        self.damages_eur - self.counsel_eur - self.plaintiff_eur
    }

    /// What victims are owed beyond compensation, EUR: multiplier, punitive part, interest, a settlement above the claim.
    #[must_use]
    pub fn surplus_eur(&self) -> f64 {
        self.damages_eur - self.funnel.found_eur
    }
}

impl Add for Funnel {
    type Output = Funnel;
    fn add(self, other: Funnel) -> Funnel {
        Funnel {
            harm_eur: self.harm_eur + other.harm_eur,
            recoverable_eur: self.recoverable_eur + other.recoverable_eur,
            attributable_eur: self.attributable_eur + other.attributable_eur,
            claimed_eur: self.claimed_eur + other.claimed_eur,
            found_eur: self.found_eur + other.found_eur,
        }
    }
}

impl Mul<f64> for Funnel {
    type Output = Funnel;
    fn mul(self, factor: f64) -> Funnel {
        Funnel {
            harm_eur: self.harm_eur * factor,
            recoverable_eur: self.recoverable_eur * factor,
            attributable_eur: self.attributable_eur * factor,
            claimed_eur: self.claimed_eur * factor,
            found_eur: self.found_eur * factor,
        }
    }
}

impl Add for Flows {
    type Output = Flows;
    fn add(self, other: Flows) -> Flows {
        Flows {
            suits: self.suits + other.suits,
            settled: self.settled + other.settled,
            damages_eur: self.damages_eur + other.damages_eur,
            counsel_eur: self.counsel_eur + other.counsel_eur,
            defence_eur: self.defence_eur + other.defence_eur,
            plaintiff_eur: self.plaintiff_eur + other.plaintiff_eur,
            court_eur: self.court_eur + other.court_eur,
            funnel: self.funnel + other.funnel,
        }
    }
}

impl Mul<f64> for Flows {
    type Output = Flows;
    fn mul(self, factor: f64) -> Flows {
        Flows {
            suits: self.suits * factor,
            settled: self.settled * factor,
            damages_eur: self.damages_eur * factor,
            counsel_eur: self.counsel_eur * factor,
            defence_eur: self.defence_eur * factor,
            plaintiff_eur: self.plaintiff_eur * factor,
            court_eur: self.court_eur * factor,
            funnel: self.funnel * factor,
        }
    }
}
