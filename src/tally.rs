//! What is counted while a replication runs: sums by size class and category, and monthly paths.
//!
//! Items are plain sums, so parts add up to the whole and two regimes differ only where something happened differently.

use crate::choices;
use crate::scenario::market::MAX_CELLS;

choices! {
    /// One thing that is counted, in the unit stated.
    pub enum Item {
        /// Device-months in use.
        DeviceMonths = "device_months",
        /// Device-months without support.
        UnsupportedMonths = "unsupported_months",
        /// Months of active makers.
        MakerMonths = "maker_months",
        /// Potential device slots times months.
        SlotMonths = "slot_months",
        /// Units sold.
        Units = "units",
        /// Revenue, EUR.
        Revenue = "revenue",
        /// Revenue less the value of quality gained since month 0, EUR.
        QualityAdjusted = "quality_adjusted",
        /// Decision value to buyers beyond what they paid, EUR, discounted.
        Surplus = "surplus",
        /// The same with experienced in place of perceived utility, EUR, discounted.
        ExperiencedSurplus = "experienced_surplus",
        /// Sum of squared market shares times months.
        Concentration = "concentration",
        /// Months in which concentration was measured.
        MarketMonths = "market_months",
        /// The part of the surplus that comes of having several products to choose from, EUR, discounted.
        VarietySurplus = "variety_surplus",
        /// Products on sale times months.
        Products = "products",
        /// Trust of buyers times months.
        Trust = "trust",
        /// Attackers' effort, of which 1 is spent in a normal month.
        Effort = "effort",
        /// What is normal of it.
        NormalEffort = "normal_effort",
        /// Releases shipped.
        Launches = "launches",
        /// Releases that research at its usual share of turnover would have brought with the same draw, and did not.
        LaunchesStopped = "launches_stopped",
        /// Months from the success of research to the sale of what it brought, summed over releases shipped.
        MonthsToMarket = "months_to_market",
        /// Research spending, EUR.
        Research = "research",
        /// Utility gained by releases shipped.
        QualityGain = "quality_gain",
        /// Makers that entered.
        Entries = "entries",
        /// Makers that became insolvent.
        Insolvencies = "insolvencies",
        /// Makers that gave up.
        Closures = "closures",
        /// Makers active at the announcement.
        Founders = "founders",
        /// Of those, still active at the horizon.
        Survivors = "survivors",
        /// Design care times units sold.
        DesignCare = "design_care",
        /// Testing care times units sold.
        TestingCare = "testing_care",
        /// Response care times device-months supported.
        ResponseCare = "response_care",
        /// Spending on care, EUR.
        CareCost = "care_cost",
        /// Spending on compliance, validation and handling, EUR.
        ComplianceCost = "compliance_cost",
        /// Premiums, EUR.
        Premiums = "premiums",
        /// Months of makers with cover.
        InsuredMonths = "insured_months",
        /// Paid by insurers in the evaluation window, EUR.
        InsurerPaid = "insurer_paid",
        /// Loss beyond deductible and limit borne by insured makers, EUR.
        UncoveredLoss = "uncovered_loss",
        /// Devices compromised.
        Compromises = "compromises",
        /// Devices compromised through flaws that no defender knew.
        ZeroDay = "zero_day",
        /// Devices compromised through flaws for which they had been offered no fix.
        Unfixed = "unfixed",
        /// Devices compromised through shared components.
        ComponentHits = "component_hits",
        /// Flaws found by defenders.
        FlawsFound = "flaws_found",
        /// Flaws fixed.
        FlawsFixed = "flaws_fixed",
        /// Days from knowledge to fix, summed over flaws fixed.
        FixDays = "fix_days",
        /// Days from when attackers can use a flaw until its fix is out, summed over flaws fixed.
        ExposureDays = "exposure_days",
        /// Loss to data and privacy, EUR. The four heads stand together, in the order of the heads.
        HarmData = "harm_data",
        /// Property and economic loss, EUR.
        HarmProperty = "harm_property",
        /// Bodily injury, EUR.
        HarmInjury = "harm_injury",
        /// Third parties' loss, EUR.
        HarmThirdParty = "harm_third_party",
        /// Harm expected given the state of the world, EUR; counted if `clock.compensator_months` asks for it.
        ExpectedHarm = "expected_harm",
        /// The same, discounted, EUR.
        ExpectedHarmDiscounted = "expected_harm_discounted",
        /// Harm of all heads, discounted, EUR: the books are tested against it.
        HarmDiscounted = "harm_discounted",
        /// Funnel: recoverable in law, EUR.
        Recoverable = "recoverable",
        /// Funnel: traced to a defendant, EUR.
        Attributable = "attributable",
        /// Funnel: claimed, EUR.
        Claimed = "claimed",
        /// Funnel: liability found or settled, EUR.
        Found = "found",
        /// Funnel: collected from insurers, makers and suppliers, EUR.
        Collected = "collected",
        /// Received by victims from defendants, multiplier and interest included, before their own cost, EUR.
        Received = "received",
        /// Victims' own legal cost and counsel's share, EUR.
        VictimCost = "victim_cost",
        /// Legal cost of defendants, EUR.
        DefenceCost = "defence_cost",
        /// Cost of trials to the public, EUR.
        CourtCost = "court_cost",
        /// Devices with a loss.
        Victims = "victims",
        /// Victims who claim.
        Claimants = "claimants",
        /// Suits brought; a class counts as one.
        Suits = "suits",
        /// Of those, settled before trial.
        Settled = "settled",
        /// Months from harm to payment, weighted by what is paid.
        PaymentMonths = "payment_months",
        /// Paid by makers, out of their cover too, EUR.
        MakerPaid = "maker_paid",
        /// The same, discounted from payment to harm at firms' rate: what makers try to foresee, EUR.
        MakerPaidPresent = "maker_paid_present",
        /// Of that, out of their cover, EUR.
        CoverPaid = "cover_paid",
        /// Paid by suppliers, EUR.
        SupplierPaid = "supplier_paid",
        /// Owed and not collected, EUR.
        Uncollected = "uncollected",
        /// What claims left open by run-off would bring their victims, EUR.
        Outstanding = "outstanding",
        /// Loss claimed for flaws that a breach or a defect let through, EUR.
        BreachLoss = "breach_loss",
        /// Awards and settlements for it, EUR.
        BreachAward = "breach_award",
        /// Squares of these, each over the loss claimed, EUR.
        BreachSquares = "breach_squares",
        /// Fines, EUR.
        Fines = "fines",
        /// Cost of inspections, EUR.
        InspectionCost = "inspection_cost",
        /// Inspections.
        Inspections = "inspections",
        /// Payments that makers expect for harm to come, discounted to the harm, EUR.
        ForecastPayment = "forecast_payment",
        /// Of these, what cover takes over, EUR.
        CededPayment = "ceded_payment",
        /// Maker-months in a safe harbour.
        HarbourMonths = "harbour_months",
        /// Exploitable flaws of makers in business that no fix is out for, times months.
        OpenFlaws = "open_flaws",
        /// Bounties, EUR.
        Bounties = "bounties",
        /// Public testing, EUR.
        PublicTesting = "public_testing",
        /// Reports of attacks that were due.
        Reports = "reports",
        /// Of those, late.
        LateReports = "late_reports",
        /// Warnings of the authority.
        Warnings = "warnings",
        /// Hours from makers' knowledge of an attack to these.
        WarningHours = "warning_hours",
        /// Units sold with a certificate that holds.
        CertifiedUnits = "certified_units",
        /// Subscriptions to support, EUR.
        Subscriptions = "subscriptions",
        /// Largest loss of one event, EUR (a maximum, not a sum).
        LargestEvent = "largest_event",
        /// Patching costs, refunds and recalls that the law lays on makers, EUR.
        Remedies = "remedies",
        /// Devices patched by recalls.
        Recalled = "recalled",
        /// Maker-months in which an injunction stops sales.
        EnjoinedMonths = "enjoined_months",
        /// Subsidies, rewards and help paid by the public, EUR.
        Aid = "aid",
        /// Levies paid into the compensation fund, EUR.
        Levies = "levies",
        /// Paid to victims by the compensation fund, EUR.
        FundPaid = "fund_paid",
        /// Variance of harm over the number of direct accidents, given the state of the world, EUR²; counted if
        /// `clock.compensator_months` asks for it.
        HarmVariance = "harm_variance",
        /// Chance that any direct accident happens, summed over months; counted likewise.
        AccidentChance = "accident_chance",
        /// Owners' spending on their own care where accidents come directly, EUR.
        OwnerCare = "owner_care",
        /// Paid by providers of services, EUR.
        ServicePaid = "service_paid",
        /// Paid by importers, EUR.
        ImporterPaid = "importer_paid",
        /// Paid by sellers, EUR.
        SellerPaid = "seller_paid",
        /// Device-months in use, once for each component embedded.
        ComponentMonths = "component_months",
        /// The same times the care of the component's maker.
        ComponentCare = "component_care",
    }
}

/// What is counted apart for every cell, a segment of buyers in a jurisdiction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CellSums {
    /// Device-months in use.
    pub device_months: f64,
    /// Harm of all heads, EUR.
    pub harm: f64,
    /// Received by victims, less their own cost, EUR.
    pub received: f64,
}

/// How many items there are.
pub const ITEMS: usize = Item::ALL.len();

/// Sums of one part of the market.
pub type Sums = [f64; ITEMS];

/// Columns of the monthly paths, see [`crate::outcome::PATHS`].
pub const PATH_COLUMNS: usize = 4;

/// All sums of one replication under one law.
#[derive(Debug, Default)]
pub struct Tally {
    categories: usize,
    /// `size × categories + category`.
    parts: Vec<Sums>,
    /// By cell, all makers together.
    pub cells: [CellSums; MAX_CELLS],
    /// Flows are counted only from the announcement to the horizon.
    pub open: bool,
    /// Harm of the current month, EUR.
    pub harm_this_month: f64,
    /// Harm expected over the looks of the compensator in the last year before the horizon, or at the last one before that, EUR, and
    /// the device-years that they stand for.
    pub expected_late: [f64; 2],
    /// Paid by insurers in the current month, EUR.
    pub insurer_paid_this_month: f64,
    /// The most they paid in one month of the evaluation window, EUR.
    pub worst_insurer_month: f64,
    /// Launches of the current month.
    pub launches_this_month: f64,
    /// `months × PATH_COLUMNS`, from the first burn-in month.
    pub paths: Vec<[f64; PATH_COLUMNS]>,
}

clone_in_place!(Tally {
    categories,
    parts,
    cells,
    open,
    harm_this_month,
    expected_late,
    insurer_paid_this_month,
    worst_insurer_month,
    launches_this_month,
    paths
});

impl Tally {
    /// Empty sums for four size classes and so many categories.
    pub fn new(categories: usize) -> Self {
        Tally { categories, parts: vec![[0.0; ITEMS]; 4 * categories], ..Tally::default() }
    }

    /// Counts `amount` for a size class and category while the evaluation window is open.
    #[inline]
    pub fn add(&mut self, size: u8, category: u8, item: Item, amount: f64) {
        if self.open {
            self.add_cohort(size, category, item, amount);
        }
    }

    /// Counts several amounts at once, as [`Tally::add`].
    #[inline]
    pub fn add_all<const N: usize>(&mut self, size: u8, category: u8, amounts: [(Item, f64); N]) {
        if self.open {
            let part = &mut self.parts[usize::from(size) * self.categories + usize::from(category)];
            for (item, amount) in amounts {
                part[item as usize] += amount;
            }
        }
    }

    /// Counts `amount` whatever the month: for flows reported by the date of their accident.
    #[inline]
    pub fn add_cohort(&mut self, size: u8, category: u8, item: Item, amount: f64) {
        self.parts[usize::from(size) * self.categories + usize::from(category)][item as usize] += amount;
    }

    /// Counts harm of a cell while the evaluation window is open, EUR.
    #[inline]
    pub fn add_cell_harm(&mut self, cell: u8, eur: f64) {
        if self.open {
            self.cells[usize::from(cell)].harm += eur;
        }
    }

    /// Ends the month of the insurers' payments, and keeps it if it was the worst so far.
    pub fn close_insurer_month(&mut self) {
        let paid = std::mem::take(&mut self.insurer_paid_this_month);
        if self.open {
            self.worst_insurer_month = self.worst_insurer_month.max(paid);
        }
    }

    /// Keeps the largest value seen.
    pub fn keep_max(&mut self, size: u8, category: u8, item: Item, value: f64) {
        let slot =
            &mut self.parts[usize::from(size) * self.categories + usize::from(category)][item as usize];
        if self.open && value > *slot {
            *slot = value;
        }
    }

    /// The sums of every part that `keep(size, category)` accepts, added in order.
    pub fn total(&self, keep: impl Fn(usize, usize) -> bool) -> Sums {
        let mut total = [0.0; ITEMS];
        for (index, part) in self.parts.iter().enumerate() {
            if keep(index / self.categories, index % self.categories) {
                for (sum, amount) in total.iter_mut().zip(part) {
                    *sum += amount;
                }
                let largest = Item::LargestEvent as usize;
                total[largest] = (total[largest] - part[largest]).max(part[largest]);
            }
        }
        total
    }
}
