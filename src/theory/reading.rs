//! What a run of the engine is read by: columns, by size class where that matters, and means over many runs.

use crate::choices;
use crate::scenario::market::SizeClassName;

choices! {
    /// What can be read of a run: means over makers, of plans made for the last month and of what happened in it.
    pub enum Column {
        /// Planned design care, care level.
        Care = "care",
        /// Paid for care, EUR a month.
        CareCost = "care_cost",
        /// Accidents, 1/month.
        Accidents = "accidents",
        /// Harm, EUR a month.
        Harm = "harm",
        /// Payments that the plan expects, at their present value, EUR a month.
        ExpectedPayment = "expected_payment",
        /// Loss that owners expect and no award makes good, EUR a month.
        OwnerLoss = "owner_loss",
        /// Paid for accidents of the month, whenever that was, EUR.
        Payment = "payment",
        /// Planned care of suppliers, care level; as stated where they do not choose it.
        SupplierCare = "supplier_care",
        /// Cost of that care, EUR a month.
        SupplierCareCost = "supplier_care_cost",
        /// Payments that suppliers expect, EUR a month.
        SupplierExpectedPayment = "supplier_expected_payment",
        /// Paid by suppliers for accidents of the month, whenever that was, EUR.
        SupplierPayment = "supplier_payment",
        /// Price, EUR.
        Price = "price",
        /// Change of the price since the month before, EUR.
        PriceChange = "price_change",
        /// Units sold by a maker over buyers in the market.
        Share = "share",
        /// Revenue less cost of production of a maker, EUR per buyer in the market.
        Profit = "profit",
        /// The same, EUR a month.
        Margin = "margin",
        /// Suits brought for accidents of the month.
        Suits = "suits",
        /// Legal cost of all sides and of courts, for accidents of the month, EUR.
        LegalCost = "legal_cost",
        /// Fees of validation and shows of compliance, EUR a month.
        Fees = "fees",
        /// Fines that the plan expects, EUR a month.
        ExpectedFine = "expected_fine",
        /// Fines, EUR a month.
        Fine = "fine",
        /// Share of makers that have certified for a safe harbour.
        Certified = "certified",
        /// Owners' spending on their own care, EUR a month.
        OwnerCare = "owner_care",
        /// Variance of the month's harm of all makers over the number of accidents, EUR², if the month is looked at.
        HarmVariance = "harm_variance",
        /// Chance that any accident happens in the month, if it is looked at.
        AccidentChance = "accident_chance",
    }
}

/// How many columns there are.
pub(super) const COLUMNS: usize = Column::ALL.len();

/// The columns of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    values: [f64; COLUMNS],
    classes: [ClassReading; 4],
}

/// What makers of one size class sell, on average.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClassReading {
    /// Price, EUR.
    pub price: f64,
    /// Change of the price since the month before, EUR.
    pub price_change: f64,
    /// Units sold by a maker over buyers in the market.
    pub share: f64,
}

impl Reading {
    pub(super) fn new(values: [f64; COLUMNS], classes: [ClassReading; 4]) -> Reading {
        Reading { values, classes }
    }

    /// The value of a column.
    pub fn column(&self, column: Column) -> f64 {
        self.values[column as usize]
    }

    /// What makers of a size class sell, by its name (`micro`, `small`, `medium`, `large`).
    ///
    /// # Panics
    /// If there is no such class.
    pub fn class(&self, name: &str) -> ClassReading {
        let at = SizeClassName::NAMES.iter().position(|known| *known == name);
        self.classes[at.expect("a size class")]
    }

    /// What care and harm cost together: transfers are not counted, EUR a month.
    pub fn social_cost(&self) -> f64 {
        self.column(Column::CareCost) + self.column(Column::SupplierCareCost) + self.column(Column::Harm)
    }

    /// The same with everything else that is used up: owners' care, suits, trials and fees, EUR a month.
    pub fn resource_cost(&self) -> f64 {
        let more = [Column::OwnerCare, Column::LegalCost, Column::Fees];
        self.social_cost() + more.iter().map(|&column| self.column(column)).sum::<f64>()
    }

    /// What care, payments, fees and fines cost the maker, EUR a month.
    pub fn firm_cost(&self) -> f64 {
        self.column(Column::CareCost)
            + self.column(Column::ExpectedPayment)
            + self.column(Column::Fees)
            + self.column(Column::ExpectedFine)
    }
}

/// A mean over replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Estimate {
    /// Distance from a value in standard errors; 0 if both are the same.
    pub fn distance(&self, value: f64) -> f64 {
        let gap = (self.mean - value).abs();
        if gap == 0.0 { 0.0 } else { gap / self.standard_error }
    }
}

/// Many runs, each with draws of its own.
#[derive(Clone, Debug)]
pub struct Sample {
    readings: Vec<Reading>,
}

impl Sample {
    pub(super) fn new(readings: Vec<Reading>) -> Sample {
        Sample { readings }
    }

    /// The mean of a column.
    pub fn column(&self, column: Column) -> Estimate {
        let n = self.readings.len() as f64;
        let values = || self.readings.iter().map(|reading| reading.column(column));
        let mean = values().sum::<f64>() / n;
        let squares: f64 = values().map(|value| (value - mean) * (value - mean)).sum();
        Estimate { mean, standard_error: (squares / (n - 1.0) / n).sqrt() }
    }

    /// The variance of a column.
    pub fn variance(&self, column: Column) -> f64 {
        let error = self.column(column).standard_error;
        error * error * self.readings.len() as f64
    }
}
