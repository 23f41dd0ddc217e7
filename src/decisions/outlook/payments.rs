//! Expected payments for one compromised device, by the law that it stands under.

use std::collections::BTreeMap;

use super::chain::{Awarded, maker_bears};
use super::device::{Devices, Outset, Part, devices, orders_eur, pattern_chance};
use crate::law::compile::{Law, Place};
use crate::law::duties::Conformity;
use crate::law::rule::Rule;
use crate::law::standard::{DueCare, Origin};
use crate::math::{exp, mean_over_unit, norm_quantile};
use crate::units::Month;
use crate::world::{
    DAYS_PER_MONTH, Exposure, Late, MAX_TERMS, Payments, SOURCES, Setting, Term, fix_months, origin_of,
    source_of,
};

/// The prong of response among kinds of care; those before it are of the product as it was sold.
const RESPONSE: usize = 2;

/// What the law of a cell makes of a compromised device.
#[derive(Clone, Copy)]
struct Worth {
    /// By where the flaw comes from: outside a harbour, inside, and outside below the care floors of the law.
    devices: [[Devices; 3]; SOURCES],
    late: Late,
    value: PresentValue,
    /// The part of what is awarded that the maker bears, by source.
    bears: [f64; SOURCES],
    /// What recalls and injunctions cost for a compromised device that the maker answers for, EUR.
    orders: f64,
}

/// The same by cell, by part of the market and jurisdiction, and by whether care was asked for: many months and vintages ask for it.
#[derive(Default)]
pub(super) struct Known(BTreeMap<(u16, usize, bool), Worth>);

/// One rule that will govern part of the harm.
pub(super) struct Share {
    cell: u16,
    weight: f64,
    jurisdiction: usize,
    /// Did the law ask for care of which maker and product could fall short: of the product at its sale, of what is a flow at harm?
    asked: bool,
}

/// Who asks: a law, as known in a month, by makers of a part of the market.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub setting: &'a Setting,
    pub law: &'a Law,
    pub known: Month,
    pub part: usize,
    /// Share of victims at fault themselves, in place of what calibration found.
    pub at_fault: Option<f64>,
    /// Do they sit abroad?
    pub abroad: bool,
}

impl View<'_> {
    fn category(&self) -> usize {
        self.part % self.setting.categories.len()
    }

    /// Adds the shares of devices of one vintage, sold in one epoch, by the epochs of harm: each with the weight that `of(begin, end)`
    /// gives to its months.
    fn add(
        &self,
        (vintage, sold): (usize, usize),
        from: Month,
        of: impl Fn(Month, Month) -> f64,
        shares: &mut Vec<Share>,
    ) {
        let (size, category) = (self.part / self.setting.categories.len(), self.category());
        for (jurisdiction, row) in self.setting.market.jurisdictions.rows.iter().enumerate() {
            let place = Place { jurisdiction, size, category };
            let at_sale = self.law.rule(self.law.known_cell(place, self.known, sold, vintage));
            for epoch in self.law.epoch_at(from)..self.law.epochs().len() {
                let begin = self.law.epochs()[epoch].max(from);
                let end = self.law.epochs().get(epoch + 1).copied().unwrap_or(Month::MAX);
                let weight = row.share * of(begin, end);
                if weight > 0.0 {
                    let cell = self.law.known_cell(place, self.known, epoch, vintage);
                    let today = self.law.rule(cell);
                    let of_product = if self.setting.care_flows() { today } else { at_sale };
                    let asked =
                        (0..RESPONSE).any(|prong| of_product.asks_for(prong)) || today.asks_for(RESPONSE);
                    shares.push(Share { cell, weight, jurisdiction, asked });
                }
            }
        }
    }

    /// The rules of a device sold at `sold`, by the discounted part of its use that falls in each epoch.
    pub(super) fn of_device(&self, sold: Month) -> Vec<Share> {
        let retirement = self.setting.categories[self.category()].retirement;
        let hazard = retirement + self.setting.market.finance.discount_firm / 12.0;
        let left = |at: Month| if at == Month::MAX { 0.0 } else { exp(-hazard * f64::from(at - sold)) };
        let mut shares = Vec::new();
        let made = (self.law.vintage_at(sold), self.law.epoch_at(sold));
        self.add(made, sold, |begin, end| left(begin) - left(end), &mut shares);
        shares
    }

    /// The rules of the devices in use over the coming year, by vintage and by the epoch of the sale, as steady sales leave them.
    pub(super) fn of_stock(&self) -> Vec<Share> {
        let (now, year) = (self.known, self.known + 12);
        let retirement = self.setting.categories[self.category()].retirement;
        let months = |begin: Month, end: Month| f64::from((end.min(year) - begin.min(year)).max(0)) / 12.0;
        // Part of the stock that was sold before a month.
        let older = |month: Month| exp(-retirement * f64::from(now.saturating_sub(month).max(0)));
        let mut shares = Vec::new();
        for (begin, next, made) in self.cohorts() {
            let weight = older(next) - if begin == Month::MIN { 0.0 } else { older(begin) };
            if weight > 0.0 {
                self.add(made, now, |begin, end| weight * months(begin, end), &mut shares);
            }
        }
        shares
    }

    /// Spans of sales under one law, `[begin, next)`, each with its vintage and epoch.
    fn cohorts(&self) -> impl Iterator<Item = (Month, Month, (usize, usize))> + '_ {
        let mut begins: Vec<Month> = self.law.vintages().iter().chain(self.law.epochs()).copied().collect();
        begins.sort_unstable();
        begins.dedup();
        let nexts: Vec<Month> = begins.iter().skip(1).copied().chain([Month::MAX]).collect();
        let made = |begin: Month| (self.law.vintage_at(begin), self.law.epoch_at(begin));
        begins.into_iter().zip(nexts).map(move |(begin, next)| (begin, next, made(begin)))
    }

    /// Expected payments under a mix of rules, and what of them owners keep for each euro.
    pub(super) fn payments(&self, shares: &[Share], known: &mut Known) -> (Payments, f64) {
        let heard = self.law.rules.iter().any(|rule| rule.standard.heeds_floors());
        let breached = heard.then(Default::default);
        let (mut payments, mut received) = (Payments { breached, ..Payments::default() }, (0.0, 0.0));
        for share in shares {
            add(self, share, known, &mut payments, &mut received);
        }
        normalise(&mut payments.open);
        normalise(&mut payments.sheltered);
        payments.breached.as_deref_mut().into_iter().for_each(normalise);
        let receipts = if received.1 > 0.0 { (received.0 / received.1).clamp(0.0, 1.0) } else { 0.0 };
        (payments, receipts)
    }
}

/// Response care that courts ask for under a rule; 0 where they do not look at it. Custom is taken to be what planners ask for.
pub(super) fn due_response(setting: &Setting, rule: &Rule, part: usize) -> f64 {
    let examined = rule.standard.by_fault(Origin::Update) && rule.standard.examines(Origin::Update);
    if examined { rule.standard.due(Origin::Update, setting.calibration.hand[part][2]) } else { 0.0 }
}

fn worth(view: &View<'_>, share: &Share) -> Worth {
    let (setting, rule) = (view.setting, view.law.rule(share.cell));
    let by_custom = rule.standard.by_fault(Origin::Update) && rule.standard.due_care == DueCare::Custom;
    let due = by_custom || due_response(setting, rule, view.part) > 0.0;
    let late = late_fixes(setting, rule, due);
    let part = part_of(view, share);
    let overdue_months = overdue_months(view, rule, late);
    let heard = share.asked && rule.standard.heeds_floors();
    let at = |origin, in_harbour, conformity| {
        let p_pattern = pattern_chance(setting, rule, part, conformity);
        devices(
            setting,
            rule,
            part,
            Outset { in_harbour, origin, p_pattern, late, conformity, overdue_months },
        )
    };
    let lawful = if heard { Conformity::Met } else { Conformity::Unasked };
    let through = |origin: Origin| {
        let (open, sheltered) = (at(origin, false, lawful), at(origin, true, lawful));
        [open, sheltered, if heard { at(origin, false, Conformity::Short) } else { open }]
    };
    let mut devices = [through(Origin::Design); SOURCES];
    if !rule.standard.proves_all_alike() {
        Origin::ALL.iter().for_each(|&origin| devices[source_of(origin)] = through(origin));
    }
    let bears = |source: usize| {
        let whole = devices[source][0].mixed(setting.calibration.offered[source]).legal.whole;
        let outlay_eur = whole.flows.outlay_eur();
        let size_eur = if outlay_eur > 0.0 { whole.outlay_eur2 / outlay_eur } else { 0.0 };
        maker_bears(setting, rule, origin_of(source), Awarded { outlay_eur, size_eur }, view.abroad)
    };
    Worth {
        devices,
        late,
        value: PresentValue::new(setting, rule),
        bears: std::array::from_fn(bears),
        orders: orders_eur(setting, rule, part, lawful),
    }
}

/// Months past the deadline that a compromise through a late fix is expected to find, as a mean over all compromises: at zero
/// response care, and half of the delay by the time of the harm.
fn overdue_months(view: &View<'_>, rule: &Rule, late: Late) -> f64 {
    if rule.damages.lateness_per_month == 0.0 || late.p == 0.0 {
        return 0.0;
    }
    let patching = &view.setting.market.patching;
    let by_care = fix_months(patching, due_response(view.setting, rule, view.part), 0.0);
    let deadline = (rule.duties.patch_days / DAYS_PER_MONTH).min(by_care);
    let (median, sd) = (fix_months(patching, 0.0, 0.0), patching.fix_log_sd);
    let mean = mean_over_unit(|u| (median * exp(sd * norm_quantile(u)) - deadline).max(0.0));
    0.5 * mean
}

/// How far fixes are late by the deadlines of a rule: severe flaws have their own.
fn late_fixes(setting: &Setting, rule: &Rule, care_is_due: bool) -> Late {
    let (days, severe) = (rule.duties.patch_days, rule.duties.patch_days_severe);
    let against = |days: f64| setting.calibration.late.against(days / DAYS_PER_MONTH, care_is_due);
    let plain = against(days);
    if severe >= days {
        return plain;
    }
    let [_, weight] = setting.severe_share();
    let hasty = against(severe);
    let p = (1.0 - weight) * plain.p + weight * hasty.p;
    let caused = (1.0 - weight) * plain.p * plain.share + weight * hasty.p * hasty.share;
    Late { p, share: if p > 0.0 { caused / p } else { 0.0 } }
}

fn part_of(view: &View<'_>, share: &Share) -> Part {
    let categories = view.setting.categories.len();
    let local = view.setting.market.jurisdictions.rows[share.jurisdiction].share;
    Part { size: view.part / categories, category: view.part % categories, local }
}

/// Adds what one rule makes of a compromised device, over heads, segments and sources.
fn add(
    view: &View<'_>,
    share: &Share,
    known: &mut Known,
    payments: &mut Payments,
    received: &mut (f64, f64),
) {
    let (setting, rule) = (view.setting, view.law.rule(share.cell));
    if rule.standard.lets_all_pass() {
        return;
    }
    // Where rules do not differ by jurisdiction, groups of victims still differ in size.
    let part = if view.abroad { view.part + 4 * setting.categories.len() } else { view.part };
    let key = (share.cell, part * setting.market.jurisdictions.len() + share.jurisdiction, share.asked);
    let Worth { devices, late, value, bears, orders } =
        known.0.entry(key).or_insert_with(|| worth(view, share));
    let (worth, orders) = (share.weight * value.due, share.weight * *orders);
    let decide = setting.suppliers_decide();
    let breached = payments.breached.as_deref_mut();
    let exposures = [&mut payments.open, &mut payments.sheltered].into_iter().chain(breached);
    for (branch, exposure) in exposures.enumerate() {
        exposure.ordered |= orders > 0.0;
        for &origin in Origin::ALL {
            let (source, certain) = (source_of(origin), rule.standard.certain(origin));
            let device =
                devices[source][branch].mixed(view.at_fault.unwrap_or(setting.calibration.offered[source]));
            let outlay = device.legal.whole.flows.outlay_eur();
            let square = device.legal.whole.outlay_eur2;
            let typical = if outlay > 0.0 { square / outlay * value.due / value.paid } else { 0.0 };
            let bears = bears[source];
            let (swing, size) = (outlay * worth * bears, typical * bears);
            let faultless = if certain { 0.0 } else { device.legal.faultless.flows.outlay_eur() };
            if decide
                && (origin == Origin::Component || origin == Origin::Design && rule.apportionment.indivisible)
            {
                let faultless = faultless * worth;
                let swing = outlay * worth - faultless;
                let whole = Term { cell: share.cell, origin, swing, size: typical, orders: 0.0, faultless };
                add_term(&mut exposure.whole, whole);
            }
            if certain {
                add_constant(exposure, source, swing, size);
                exposure.orders[source] += orders;
            } else {
                let at_least = faultless * worth * bears;
                add_constant(exposure, source, at_least, typical * bears);
                let swing = swing - at_least;
                let term = Term { cell: share.cell, origin, swing, size, orders, faultless: 0.0 };
                add_term(&mut exposure.terms, term);
                let more = device.legal.late.flows.outlay_eur() - faultless;
                exposure.late[source] += late.p * more * worth * bears;
            }
            exposure.size += square * worth * bears * bears;
            // Until all are counted: expected events for each hit.
            exposure.payment += device.legal.whole.p_paid * share.weight;
        }
    }
    for &origin in Origin::ALL {
        let source = source_of(origin);
        let device = devices[source][0].mixed(setting.calibration.offered[source]);
        received.0 += device.to_owners_eur * worth;
        received.1 += device.legal.whole.flows.outlay_eur() * worth;
    }
}

/// What a euro awarded for harm of today is worth to the maker that will owe it.
#[derive(Clone, Copy)]
struct PresentValue {
    /// With interest until judgment: `E[e^{−(r+μ)D}·interest(D)]` over the delay `D` from harm to payment.
    due: f64,
    /// Without: `E[e^{−(r+μ)D}]`. The ratio of the two is what interest adds to a payment.
    paid: f64,
}

impl PresentValue {
    fn new(setting: &Setting, rule: &Rule) -> PresentValue {
        let finance = &setting.market.finance;
        let rate = (finance.discount_firm + finance.disappearance_hazard) / 12.0;
        let paid = |u: f64| exp(-rate * rule.procedure.delay_months_at(u));
        let due = |u: f64| paid(u) * rule.procedure.interest_factor(rule.procedure.delay_months_at(u));
        if rule.procedure.delay_log_sd == 0.0 {
            PresentValue { due: due(0.5), paid: paid(0.5) }
        } else {
            PresentValue { due: mean_over_unit(due), paid: mean_over_unit(paid) }
        }
    }
}

fn add_constant(exposure: &mut Exposure, source: usize, eur: f64, size: f64) {
    pool((&mut exposure.constant[source], &mut exposure.constant_size[source]), (eur, size));
}

fn add_term(terms: &mut Vec<Term>, term: Term) {
    let same = |known: &&mut Term| known.cell == term.cell && known.origin == term.origin;
    if let Some(known) = terms.iter_mut().find(same) {
        known.orders += term.orders;
        known.faultless += term.faultless;
        pool((&mut known.swing, &mut known.size), (term.swing, term.size));
    } else if terms.len() < MAX_TERMS {
        terms.push(term);
    } else if let Some(last) = terms.iter_mut().rfind(|known| known.origin == term.origin) {
        last.orders += term.orders;
        last.faultless += term.faultless;
        pool((&mut last.swing, &mut last.size), (term.swing, term.size));
    }
}

/// Adds an expected payment and its size to another: expectations add, sizes `E[L²]/E[L]` average with them as weights.
fn pool((eur, size): (&mut f64, &mut f64), (more_eur, more_size): (f64, f64)) {
    let sum = *eur + more_eur;
    if sum > 0.0 {
        *size = (*eur * *size + more_eur * more_size) / sum;
    }
    *eur = sum;
}

/// Turns the sums of expected squares and events into sizes of a payment.
fn normalise(exposure: &mut Exposure) {
    let mean: f64 =
        exposure.constant.iter().sum::<f64>() + exposure.terms.iter().map(|term| term.swing).sum::<f64>();
    exposure.size = if mean > 0.0 { exposure.size / mean } else { 0.0 };
    exposure.payment = if exposure.payment > 0.0 { mean / exposure.payment } else { 0.0 };
}
