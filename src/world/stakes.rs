//! What is at stake in a maker's decision: law, heads, segments, jurisdictions and coming epochs, collapsed.

use arrayvec::ArrayVec;

use super::{Authority, Certificate, Dues, Firm, Origin, OwnerTerms, Reports, SOURCES, Search, Setting};
use crate::law::review::Review;
use crate::scenario::market::MAX_CELLS;
use crate::units::Month;

/// Terms an exposure holds; what is beyond falls into the last.
pub const MAX_TERMS: usize = 24;

/// A payment that depends on care: it is due with the chance that the law of `cell` finds liability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// Legal cell.
    pub cell: u16,
    /// Origin of the flaws.
    pub origin: Origin,
    /// Payment for a compromised device if liability is found, EUR, discounted.
    pub swing: f64,
    /// Size of such a payment when it comes, EUR; see [`Exposure::constant_size`].
    pub size: f64,
    /// What recalls and injunctions cost for a compromised device, if liability is found, EUR.
    pub orders: f64,
    /// Payment that is due without fault, beside the swing, EUR: kept apart only of what all defendants together pay.
    pub faultless: f64,
}

/// Expected payments of a maker for one compromised device, EUR, discounted to the harm, by source of compromise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposure {
    /// Paid whatever the care.
    pub constant: [f64; SOURCES],
    /// Size of one of these payments when it comes, EUR: `E[L²]/E[L]`, which for a loss of one size is that size, whatever the
    /// chance that it is traced and proven. Assets limit what is paid at once, not what is expected.
    pub constant_size: [f64; SOURCES],
    /// Paid if liability is found.
    pub terms: Vec<Term>,
    /// Paid if the first duty was kept but the fix is late.
    pub late: [f64; SOURCES],
    /// What all defendants together pay, by legal cell and origin, where a component's maker answers too and chooses its care.
    pub whole: Vec<Term>,
    /// Expected square of the payments of one event over their expectation, EUR.
    pub size: f64,
    /// Mean of the payments of one event that brings any, EUR.
    pub payment: f64,
    /// What recalls and injunctions cost whatever the care, EUR: no insurer and no supplier bears it.
    pub orders: [f64; SOURCES],
    /// Does any recall or injunction threaten, here or in the terms?
    pub ordered: bool,
}

/// What the law demands of a maker for products of one vintage, in one month: one design serves every jurisdiction, so that the
/// strictest demand binds, and fixed costs add up.
#[derive(Clone, Debug, PartialEq)]
pub struct Demands {
    /// Care floors.
    pub floor: [f64; 3],
    /// Months of support owed.
    pub support_months: f64,
    /// Months for which released fixes stay available after support ends.
    pub update_availability: f64,
    /// Months to a fix that are due; infinite without a deadline.
    pub patch_months: f64,
    /// Months to publication of a coordinated report.
    pub disclosure_months: f64,
    /// Fixed compliance, EUR a release.
    pub compliance_eur: f64,
    /// Who enforces what is demanded, by jurisdiction.
    pub authorities: ArrayVec<Authority, MAX_CELLS>,
    /// Least yearly limit of mandatory cover as a share of turnover; `None` if cover is voluntary.
    pub mandatory_limit: Option<f64>,
    /// Care that a safe harbour asks for; `None` without one.
    pub harbour: Option<[f64; 3]>,
    /// Fee of the harbour, EUR a release.
    pub harbour_fee_eur: f64,
    /// Months within which a maker in the harbour publishes reported flaws.
    pub harbour_publication: f64,
    /// Care that owners owe themselves, where accidents come directly, EUR a device and month: the most that any law asks.
    pub owner_due_eur: f64,
    /// Share of their own expected loss that buyers of a cell perceive, by label or without.
    pub perceived: [f64; MAX_CELLS],
    /// What it gives owners beside damages.
    pub remedies: Remedies,
    /// What the public gives makers.
    pub aid: Aid,
    /// Levy for the compensation fund, share of turnover: the mean over the market.
    pub levy: f64,
    /// The rule by which a yearly review moves a lever: that of the first jurisdiction that has one.
    pub review: Review,
    /// By jurisdiction: is its law under that rule?
    pub reviewed: ArrayVec<bool, MAX_CELLS>,
    /// Who looks for flaws because of it.
    pub search: Search,
    /// Share of the owners of a cell who would not have installed a fix yet, that duties leave without it.
    pub unreached: [f64; MAX_CELLS],
    /// What the owners of a cell owe to the law when they install a fix, or leave it.
    pub owners: [OwnerTerms; MAX_CELLS],
    /// Share of devices to which the maker must see a fix delivered, over all cells.
    pub delivered: f64,
    /// Reports of attacks that the maker owes.
    pub reports: Reports,
    /// Share of the owners of a cell who heed a warning of the authority, where it is told.
    pub warned: [f64; MAX_CELLS],
    /// The certificate that releases need; `None` where no law knows any.
    pub certificate: Option<Certificate>,
    /// Share of the owners of a cell who are supported beyond what is owed: all, but where support is sold by subscription.
    pub subscribed: [f64; MAX_CELLS],
    /// Share of devices whose support is sold by subscription, and of those whose owners subscribe, over all cells.
    pub subscription: [f64; 2],
    /// What the statement of the end of support adds to the share of their expected loss after it that buyers perceive.
    pub stated_end: f64,
    /// Share of the time to integrate a component's fix that duties leave.
    pub integration: f64,
    /// Weight of a component's care in the choice of components.
    pub diligence: f64,
    /// Is the fix of a component shipped by all who embed it at once?
    pub coordinated: bool,
}

/// Public help for makers: means over the parts of the market that a design sells in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Aid {
    /// Share of the cost of care that the public bears.
    pub care: f64,
    /// Reward for a flaw fixed within its deadline, EUR.
    pub fix_eur: f64,
    /// Share by which shared infrastructure lowers the cost of care.
    pub infrastructure: f64,
    /// Cost of help to the public, EUR a maker and year.
    pub public_eur: f64,
}

/// What the law gives owners beside damages, by products of one vintage in one month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remedies {
    /// Owners' cost of installing one fix on one device that the maker bears, EUR: the mean over its owners.
    pub patching_eur: f64,
    /// Warranted months, the longest of any jurisdiction.
    pub warranty_months: f64,
    /// Share of the price given back when support ends, over the share of the warranted time that is left: the mean over owners,
    /// those included who get another device instead.
    pub refund: f64,
    /// Share of owners under warranty who get another device instead: the mean over owners.
    pub replacement: f64,
    /// Share of the price given back for a late fix: the mean over owners.
    pub reduction: f64,
    /// Share of devices that a recall reaches, the greatest of any jurisdiction.
    pub recall: f64,
    /// Months for which an injunction stops sales, the most of any jurisdiction.
    pub injunction: f64,
    /// Adverse findings that make a pattern where there is a recall or an injunction, the fewest of any jurisdiction.
    pub pattern_findings: f64,
    /// Months in which they are counted, the most of any of these.
    pub pattern_months: f64,
}

/// Which kinds of rule are in force anywhere, ever: what is not need not be looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Acts {
    /// Makers bear owners' patching costs, or give back a part of the price.
    pub remedies: bool,
    /// A pattern of neglect leads to a recall or an injunction.
    pub orders: bool,
    /// The public helps makers.
    pub aid: bool,
    /// There is a compensation fund.
    pub fund: bool,
    /// Reviews move levers.
    pub review: bool,
}

impl Demands {
    /// Cost of supporting a device for so many months, of which so many are owed, EUR: what the price carries, and what subscribers pay,
    /// for each device sold.
    pub fn support_eur(&self, setting: &Setting, category: u8, [months, owed]: [f64; 2]) -> [f64; 2] {
        let all = setting.support_cost(category, months);
        let [sold, paid] = self.subscription;
        if sold == 0.0 {
            return [all, 0.0];
        }
        let owed = setting.support_cost(category, months.min(owed));
        [owed + (1.0 - sold) * (all - owed), paid * (all - owed)]
    }

    /// Does any authority inspect?
    pub fn inspects(&self) -> bool {
        self.authorities.iter().any(|authority| authority.inspections > 0.0)
    }

    /// Care floors that a maker keeps whatever it costs: where nobody inspects, for whoever sells must show that it does, and where the
    /// authority has ordered it.
    pub fn kept_floors(&self, firm: &Firm) -> [f64; 3] {
        let is_kept =
            |(at, authority): &(usize, &Authority)| authority.inspections == 0.0 || firm.is_ordered_by(*at);
        let most = |most: [f64; 3], (_, authority): (usize, &Authority)| {
            [0, 1, 2].map(|prong| most[prong].max(authority.floor[prong]))
        };
        self.authorities.iter().enumerate().filter(is_kept).fold([0.0; 3], most)
    }

    /// Expected fines of a year for levels of care below floors, EUR.
    pub fn fines_for_care(&self, turnover: f64, care: [f64; 3]) -> f64 {
        self.authorities.iter().map(|authority| authority.fines_for_care(turnover, care)).sum()
    }

    /// Share of turnover that these fines are expected to take.
    pub fn fines_of_turnover(&self, turnover: f64, care: [f64; 3]) -> f64 {
        self.authorities.iter().map(|authority| authority.fines_of_turnover(turnover, care)).sum()
    }
}

/// Expected payments for devices that stand under one law.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payments {
    /// Outside a safe harbour.
    pub open: Exposure,
    /// Inside.
    pub sheltered: Exposure,
    /// Outside, for who does not meet the care floors of the law; the same as `open` where that counts for nothing in court.
    pub breached: Option<Box<Exposure>>,
}

/// What is at stake for a maker of one size class and category, as the law is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Stakes {
    /// For the devices that will embody the care now chosen.
    pub ahead: Payments,
    /// For a device sold now.
    pub now: Payments,
    /// For the devices in use, over the coming year.
    pub stock: Payments,
    /// For a device sold now whose owner is at fault, where accidents come directly and owners choose their care.
    pub careless: Payments,
    /// Is the law the same for the devices to come as for those sold now?
    pub steady: bool,
    /// What the law will demand of the devices that will embody the care now chosen.
    pub demands: Demands,
    /// What it demands of a device sold now.
    pub today: Demands,
    /// Share of a maker's payment that reaches victims, net of their own cost.
    pub receipts: f64,
    /// Loss that the owner of a compromised device bears first, EUR.
    pub owner_loss: f64,
    /// Loss that the maker bears itself, EUR per compromised device.
    pub own_loss: f64,
    /// Share of their own expected loss that buyers perceive, on average.
    pub perceived: f64,
    /// Due response care; 0 where no court looks at it, or by custom.
    pub due_response: f64,
    /// Share of the compromises through each source that the duties of the day leave, by what finds and fixes flaws sooner.
    pub left_by_duties: [f64; SOURCES],
    /// What every release has to show, today and after each coming change of the law, in order of time.
    pub dues: Vec<Dues>,
}

/// The stakes from a month on, by `size × categories + category`.
#[derive(Clone, Debug)]
pub struct View {
    /// First month in which it holds.
    pub from: Month,
    /// Did the law, or what is known of it, change then? Else only the stock of devices did.
    pub news: bool,
    /// By part of the market, for makers at home; then, where there are any, for makers abroad.
    pub stakes: Vec<Stakes>,
}

/// What makers look forward to under one regime, and what they must do. It depends on no draw: one outlook serves every
/// replication.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    /// The stakes each time the law or what is known of it changes, in order of time.
    pub views: Vec<View>,
    /// What the law demands, by epoch of the month, vintage of the product and part of the market.
    pub demands: Vec<Demands>,
    /// The greatest rate a year at which the law has flaws found, beside what finds them anyway.
    pub most_search: f64,
    /// Does any law, or a bounty, add to those who look for flaws?
    pub seeks: bool,
    /// Does any law know certificates?
    pub certifies: bool,
    /// Does any law ask for reports of attacks?
    pub reports: bool,
    /// Does any law have the fix of a component shipped by all who embed it at once?
    pub coordinates: bool,
    /// Vintages of the law.
    pub vintages: usize,
    /// Parts of the market: size classes times categories.
    pub parts: usize,
    /// Kinds of rule in force anywhere.
    pub acts: Acts,
}

impl Outlook {
    /// What the law demands of a part of the market in an epoch for products of a vintage.
    #[inline]
    pub fn demands(&self, epoch: usize, vintage: usize, part: usize) -> &Demands {
        &self.demands[(epoch * self.vintages + vintage) * self.parts + part]
    }

    /// The same for every part of the market.
    #[inline]
    pub fn demands_by_part(&self, epoch: usize, vintage: usize) -> &[Demands] {
        &self.demands[(epoch * self.vintages + vintage) * self.parts..][..self.parts]
    }

    /// Who looks for the flaws of components in an epoch, which products of a vintage embed: whoever looks most at any product.
    pub fn outside(&self, epoch: usize, vintage: usize) -> Search {
        if !self.seeks {
            return Search::default();
        }
        (0..self.parts).fold(Search::default(), |most, part| {
            let here = &self.demands(epoch, vintage, part).search;
            Search {
                paid: most.paid.max(here.paid),
                protected: most.protected.max(here.protected),
                tested: most.tested.max(here.tested),
                sharing: most.sharing.max(here.sharing),
                ..Search::default()
            }
        })
    }

    /// Is any part of the market inspected in an epoch, for products of a vintage?
    #[inline]
    pub fn inspects(&self, epoch: usize, vintage: usize) -> bool {
        (0..self.parts).any(|part| self.demands(epoch, vintage, part).inspects())
    }

    /// The view that holds in a month.
    pub fn at(&self, month: Month) -> usize {
        self.views.iter().rposition(|view| view.from <= month).unwrap_or(0)
    }
}
