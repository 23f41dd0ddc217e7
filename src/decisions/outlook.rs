//! Collapses law, heads, segments, jurisdictions and coming epochs into the stakes of a decision.

use crate::law::compile::{Law, Place};
use crate::law::damages::{Circumstances, PATTERN_MONTHS, Quantum};
use crate::law::expected::{Event, Stakes as LegalStakes};
use crate::law::rule::Rule;
use crate::law::schedule::Losses;
use crate::law::standard::{Kind, Origin};
use crate::math::{exp, gamma_p, mean_over_unit};
use crate::scenario::market::{BorneBy, HeadName};
use crate::units::Month;
use crate::world::{DAYS_PER_MONTH, Exposure, MAX_TERMS, Outlook, Setting, Stakes, Term, View, source_of};

/// Months from a decision to the middle of the sales of the release it shapes.
const MEAN_SALE_LAG: Month = 8;
/// Share of exposed devices that are unpatched when a campaign strikes, for the size of a typical group of victims.
const TYPICAL_UNPATCHED: f64 = 0.3;

/// The stakes of every part of the market at every month in which the law, or knowledge of it, changes.
pub fn outlook(setting: &Setting, law: &Law) -> Outlook {
    let mut months = vec![setting.first, 0];
    months.extend(law.epochs().iter().chain(law.vintages()).chain(law.announcements()));
    months.extend(law.vintages().iter().map(|month| month.saturating_sub(MEAN_SALE_LAG)));
    months.retain(|&month| month >= setting.first);
    months.sort_unstable();
    months.dedup();
    let view = |from: Month| View { from, stakes: stakes_at(setting, law, from) };
    Outlook {
        views: months.into_iter().map(view).collect(),
        recoverable: recoverable(setting, law),
        categories: setting.categories.len(),
    }
}

/// Share of a loss that each law counts, by cell, category, head and own fault.
fn recoverable(setting: &Setting, law: &Law) -> Vec<f64> {
    let mut shares = Vec::new();
    for rule in &law.rules {
        for category in &setting.categories {
            for &head in HeadName::ALL {
                let severity = &category.severity[head as usize];
                for careless in [0.0, 1.0] {
                    let case = Circumstances {
                        head,
                        careless,
                        pattern: false,
                        in_harbour: false,
                        delay_months: 0.0,
                    };
                    let whole = Quantum::new(rule, &case, 1.0);
                    let eur = whole.claims(&Losses::Law(severity), 1.0).first_eur / whole.uplift;
                    let share = if severity.mean() > 0.0 { eur / severity.mean() } else { 0.0 };
                    shares.push(if rule.standard.kind == Kind::None { 0.0 } else { share.min(1.0) });
                }
            }
        }
    }
    shares
}

fn stakes_at(setting: &Setting, law: &Law, month: Month) -> Vec<Stakes> {
    let categories = setting.categories.len();
    (0..4 * categories)
        .map(|part| stakes_of(setting, law, month, part / categories, part % categories))
        .collect()
}

/// One rule that will govern part of the harm of devices sold now.
struct Share {
    cell: u16,
    weight: f64,
    jurisdiction: usize,
}

fn stakes_of(setting: &Setting, law: &Law, month: Month, size: usize, category: usize) -> Stakes {
    let shares = shares(setting, law, month, size, category);
    let mut stakes = Stakes {
        perceived: setting.mean_over_cells(|segment| segment.misperception),
        patch_months: f64::INFINITY,
        disclosure_months: f64::INFINITY,
        ..Stakes::default()
    };
    own_losses(setting, category, &mut stakes);
    duties(setting, law, &shares, (size, category), &mut stakes);
    let mut received = (0.0, 0.0);
    for share in &shares {
        add_payments(setting, law, share, (size, category), &mut stakes, &mut received);
    }
    stakes.receipts = if received.1 > 0.0 { (received.0 / received.1).clamp(0.0, 1.0) } else { 0.0 };
    normalise(&mut stakes.open);
    normalise(&mut stakes.sheltered);
    stakes
}

/// The rules of a device's life: by jurisdiction, and by event epoch with the discounted share of its use that falls in it.
fn shares(setting: &Setting, law: &Law, month: Month, size: usize, category: usize) -> Vec<Share> {
    let hazard = setting.categories[category].retirement + setting.market.finance.discount_firm / 12.0;
    let left = |at: Month| exp(-hazard * f64::from((at - month).max(0)));
    let vintage = law.vintage_at(month + if setting.has_lifecycle() { MEAN_SALE_LAG } else { 0 });
    let mut shares = Vec::new();
    for (jurisdiction, row) in setting.market.jurisdictions.rows.iter().enumerate() {
        let place = Place { jurisdiction, size, category };
        for epoch in law.epoch_at(month)..law.epochs().len() {
            let begin = left(law.epochs()[epoch].max(month));
            let end = law.epochs().get(epoch + 1).map_or(0.0, |&next| left(next));
            let cell = law.known_cell(place, month, epoch, vintage);
            shares.push(Share { cell, weight: row.share * (begin - end), jurisdiction });
        }
    }
    shares
}

/// Losses that owners and the maker bear before any award.
fn own_losses(setting: &Setting, category: usize, stakes: &mut Stakes) {
    for (head, loss) in setting.market.heads.iter().zip(setting.categories[category].mean_loss) {
        match head.borne_by {
            BorneBy::Buyer => stakes.owner_loss += loss,
            BorneBy::Maker => stakes.own_loss += loss,
            BorneBy::ThirdParty => {}
        }
    }
}

/// Duties: one design serves every jurisdiction, so the strictest in force now binds; fixed costs add up.
fn duties(setting: &Setting, law: &Law, shares: &[Share], part: (usize, usize), stakes: &mut Stakes) {
    let mut seen = Vec::new();
    for share in shares {
        if seen.contains(&share.jurisdiction) {
            continue;
        }
        seen.push(share.jurisdiction);
        let rule = law.rule(share.cell);
        let duties = &rule.duties;
        let floors = [duties.floor_design, duties.floor_testing, duties.floor_response];
        for (floor, level) in stakes.floor.iter_mut().zip(floors) {
            *floor = floor.max(level);
        }
        stakes.support_months = stakes.support_months.max(duties.support_months);
        stakes.update_availability = stakes.update_availability.max(duties.update_availability_months);
        stakes.patch_months = stakes.patch_months.min(duties.patch_days / DAYS_PER_MONTH);
        stakes.disclosure_months = stakes.disclosure_months.min(duties.disclosure_days / DAYS_PER_MONTH);
        let scheme = setting.market.jurisdictions.rows[share.jurisdiction].scheme_cost_eur;
        stakes.compliance_eur += duties.compliance_eur + scheme;
        stakes.due_response = stakes.due_response.max(due_response(setting, rule, part));
        enforcement(setting, rule, share.jurisdiction, stakes);
        harbour(rule, stakes);
        if rule.cover.mandatory {
            let limit = stakes.mandatory_limit.unwrap_or(0.0).max(rule.cover.limit_turnover);
            stakes.mandatory_limit = Some(limit);
        }
        let shown = duties.label * setting.mean_over_cells(|segment| segment.security_taste);
        let seen_share = setting.market.jurisdictions.rows[share.jurisdiction].share;
        stakes.perceived += seen_share * shown;
    }
}

fn due_response(setting: &Setting, rule: &Rule, (size, category): (usize, usize)) -> f64 {
    let examined = rule.standard.kind == Kind::Negligence && rule.standard.examines(Origin::Update);
    if !examined {
        return 0.0;
    }
    rule.standard.due(Origin::Update, setting.calibration.hand[size * setting.categories.len() + category][2])
}

/// Fines of several jurisdictions are met one by one; here their expectation over a year is kept, over the sum of inspections.
fn enforcement(setting: &Setting, rule: &Rule, jurisdiction: usize, stakes: &mut Stakes) {
    let new = rule.enforcement.inspections;
    let total = stakes.inspections + new;
    if total == 0.0 {
        return;
    }
    let mix = |old: f64, fresh: f64| (stakes.inspections * old + new * fresh) / total;
    let local = setting.market.jurisdictions.rows[jurisdiction].share;
    let fine_turnover = mix(stakes.fine_turnover, rule.enforcement.fine_turnover * local);
    let fine_floor_eur = mix(stakes.fine_floor_eur, rule.enforcement.fine_floor_eur);
    let cost = mix(stakes.inspection_cost_eur, rule.enforcement.inspection_cost_eur);
    (stakes.fine_turnover, stakes.fine_floor_eur) = (fine_turnover, fine_floor_eur);
    (stakes.inspections, stakes.inspection_cost_eur) = (total, cost);
}

fn harbour(rule: &Rule, stakes: &mut Stakes) {
    if rule.relief.effect == crate::law::relief::Effect::Off {
        return;
    }
    let asked = [rule.relief.design, rule.relief.testing, rule.relief.response];
    let so_far = stakes.harbour.unwrap_or([0.0; 3]);
    stakes.harbour = Some([0, 1, 2].map(|prong| asked[prong].max(so_far[prong])));
    stakes.harbour_fee_eur += rule.relief.fee_eur;
}

/// Adds what one rule makes of a compromised device, over heads, segments and sources.
fn add_payments(
    setting: &Setting,
    law: &Law,
    share: &Share,
    (size, category): (usize, usize),
    stakes: &mut Stakes,
    received: &mut (f64, f64),
) {
    let rule = law.rule(share.cell);
    if rule.standard.kind == Kind::None {
        return;
    }
    let value = present_value(setting, rule);
    let worth = share.weight * value.due;
    let certain = rule.standard.kind == Kind::Strict && rule.standard.state_of_the_art == f64::INFINITY;
    let p_pattern = pattern_chance(setting, rule, (size, category));
    for in_harbour in [false, true] {
        let device = expected_of_device(setting, rule, (size, category), in_harbour, p_pattern);
        let (whole, late) = (&device.legal.whole, &device.legal.late);
        let outlay = whole.flows.outlay_eur();
        let typical = if outlay > 0.0 { whole.outlay_eur2 / outlay * value.due / value.paid } else { 0.0 };
        let exposure = if in_harbour { &mut stakes.sheltered } else { &mut stakes.open };
        for &origin in Origin::ALL {
            let bears = rule.apportionment.maker_bears(origin, 1.0);
            let (swing, size) = (outlay * worth * bears, typical * bears);
            if certain {
                add_constant(exposure, source_of(origin), swing, size);
            } else {
                add_term(exposure, Term { cell: share.cell, origin, swing, size });
                exposure.late[source_of(origin)] += late.flows.outlay_eur() * worth * bears;
            }
            exposure.size += whole.outlay_eur2 * worth;
        }
        if !in_harbour {
            received.0 += device.to_owners_eur * worth;
            received.1 += outlay * worth;
        }
    }
}

/// What a euro awarded for harm of today is worth to the maker that will owe it.
struct PresentValue {
    /// With interest until judgment: `E[e^{−(r+μ)D}·interest(D)]` over the delay `D` from harm to payment.
    due: f64,
    /// Without: `E[e^{−(r+μ)D}]`. The ratio of the two is what interest adds to a payment.
    paid: f64,
}

fn present_value(setting: &Setting, rule: &Rule) -> PresentValue {
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

/// What the law makes of one compromised device.
#[derive(Default)]
struct Device {
    legal: LegalStakes,
    /// The part of the maker's payments that its owner keeps, EUR. What third parties receive is no comfort to buyers.
    to_owners_eur: f64,
}

/// The legal stakes of one compromised device: groups of a typical size, taken per device.
fn expected_of_device(
    setting: &Setting,
    rule: &Rule,
    (size, category): (usize, usize),
    in_harbour: bool,
    p_pattern: f64,
) -> Device {
    let devices = typical_devices(setting, size, category);
    let mut sum = Device::default();
    for &head in HeadName::ALL {
        let row = &setting.market.heads[head as usize];
        if row.incidence == 0.0 || row.borne_by == BorneBy::Maker {
            continue;
        }
        for segment in &setting.market.segments.rows {
            let victims = (devices * segment.share * row.incidence).max(row.incidence.min(1.0));
            let event = Event {
                circumstances: Circumstances {
                    head,
                    careless: 0.0,
                    pattern: false,
                    in_harbour,
                    delay_months: 0.0,
                },
                severity: &setting.categories[category].severity[head as usize],
                victims,
                awareness: segment.awareness,
                late_share: setting.calibration.lateness,
                p_pattern,
                p_in_time: 1.0
                    - exp(-setting.categories[category].retirement * rule.procedure.long_stop_months),
            };
            let legal = LegalStakes::new(rule, &event);
            let per_device = segment.share * row.incidence / victims;
            sum.legal.whole = sum.legal.whole + legal.whole * per_device;
            sum.legal.late = sum.legal.late + legal.late * per_device;
            if row.borne_by == BorneBy::Buyer {
                sum.to_owners_eur += legal.whole.flows.net_eur() * per_device;
            }
        }
    }
    sum
}

/// The chance that a maker shows a pattern of neglect when a claim is decided: adverse findings of the last 24 months taken as
/// Poisson, with as many as its sales, the status quo's rate of compromise and the share of suits that are tried and won make.
fn pattern_chance(setting: &Setting, rule: &Rule, (size, category): (usize, usize)) -> f64 {
    if rule.damages.punitive == 0.0 {
        return 0.0;
    }
    let flows = expected_of_device(setting, rule, (size, category), false, 0.0).legal.whole.flows;
    let units = setting.calibration.units_year[size * setting.categories.len() + category];
    let stock = units * setting.market.categories.rows[category].life_years;
    let rate = if setting.has_lifecycle() {
        stock * setting.market.threat.compromises_per_device_year
    } else {
        12.0 * setting.market.accident.rate
    };
    let tried = rate * (flows.suits - flows.settled).max(0.0) * rule.standard.proof;
    let findings = tried * PATTERN_MONTHS / 12.0;
    if findings > 0.0 { gamma_p(rule.damages.pattern_findings, findings) } else { 0.0 }
}

/// Devices that one campaign typically compromises; one where accidents come directly.
fn typical_devices(setting: &Setting, size: usize, category: usize) -> f64 {
    if !setting.has_lifecycle() {
        return 1.0;
    }
    let row = &setting.market.categories.rows[category];
    let units = setting.calibration.units_year[size * setting.categories.len() + category];
    let release = units / setting.market.innovation.launches_per_year.max(0.1);
    (release.min(units * row.life_years) * setting.market.threat.reach_mean * TYPICAL_UNPATCHED).max(1.0)
}

fn add_constant(exposure: &mut Exposure, source: usize, eur: f64, size: f64) {
    pool((&mut exposure.constant[source], &mut exposure.constant_size[source]), (eur, size));
}

fn add_term(exposure: &mut Exposure, term: Term) {
    let same = |known: &&mut Term| known.cell == term.cell && known.origin == term.origin;
    if let Some(known) = exposure.terms.iter_mut().find(same) {
        pool((&mut known.swing, &mut known.size), (term.swing, term.size));
    } else if exposure.terms.len() < MAX_TERMS {
        exposure.terms.push(term);
    } else if let Some(last) = exposure.terms.iter_mut().rfind(|known| known.origin == term.origin) {
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

/// Turns the sum of expected squares into a typical payment of one event.
fn normalise(exposure: &mut Exposure) {
    let mean: f64 =
        exposure.constant.iter().sum::<f64>() + exposure.terms.iter().map(|term| term.swing).sum::<f64>();
    exposure.size = if mean > 0.0 { exposure.size / mean } else { 0.0 };
}
