//! Collapses law, heads, segments, jurisdictions and coming epochs into the stakes of a decision.

mod device;

use crate::law::compile::{Law, Place};
use crate::law::damages::{Circumstances, Quantum};
use crate::law::rule::Rule;
use crate::law::schedule::Losses;
use crate::law::standard::{Kind, Origin};
use crate::math::{exp, mean_over_unit};
use crate::scenario::market::{BorneBy, HeadName};
use crate::units::Month;
use crate::world::{DAYS_PER_MONTH, Exposure, MAX_TERMS, Outlook, Setting, Stakes, Term, View, source_of};
use device::{Outset, Part, devices, pattern_chance, supplier_pays};

/// Months from a decision to the middle of the sales of the release it shapes: half the time until the next decision, and the
/// mean age of a release at its sales, where releases come at random.
fn mean_sale_lag(setting: &Setting) -> Month {
    if !setting.has_lifecycle() {
        return 0;
    }
    let between = 12.0 / setting.market.innovation.launches_per_year.max(0.1);
    (0.5 * setting.market.clock.period_months + between) as Month
}

/// The stakes of every part of the market at every month in which the law, or knowledge of it, changes.
pub fn outlook(setting: &Setting, law: &Law) -> Outlook {
    let mut months = vec![setting.first, 0];
    months.extend(law.epochs().iter().chain(law.vintages()).chain(law.announcements()));
    let lag = mean_sale_lag(setting);
    months.extend(law.vintages().iter().map(|month| month.saturating_sub(lag)));
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
    let vintage = law.vintage_at(month + mean_sale_lag(setting));
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
    let part = Part { size, category, local: setting.market.jurisdictions.rows[share.jurisdiction].share };
    let value = present_value(setting, rule);
    let worth = share.weight * value.due;
    let certain = rule.standard.kind == Kind::Strict && rule.standard.state_of_the_art == f64::INFINITY;
    let late = setting.calibration.late.against(stakes.patch_months, stakes.due_response > 0.0);
    let p_pattern = pattern_chance(setting, rule, part);
    for in_harbour in [false, true] {
        let devices = devices(setting, rule, part, Outset { in_harbour, p_pattern, late });
        let exposure = if in_harbour { &mut stakes.sheltered } else { &mut stakes.open };
        for &origin in Origin::ALL {
            let source = source_of(origin);
            let device = devices.mixed(setting.calibration.offered[source]);
            let outlay = device.legal.whole.flows.outlay_eur();
            let square = device.legal.whole.outlay_eur2;
            let typical = if outlay > 0.0 { square / outlay * value.due / value.paid } else { 0.0 };
            let bears = rule.apportionment.maker_bears(origin, supplier_pays(setting, rule, outlay));
            let (swing, size) = (outlay * worth * bears, typical * bears);
            if certain {
                add_constant(exposure, source, swing, size);
            } else {
                add_term(exposure, Term { cell: share.cell, origin, swing, size });
                exposure.late[source] += late.p * device.legal.late.flows.outlay_eur() * worth * bears;
            }
            exposure.size += square * worth;
            if !in_harbour {
                received.0 += device.to_owners_eur * worth;
                received.1 += outlay * worth;
            }
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

/// Rate a month at which a debt that bears interest loses worth to the maker that will owe it.
fn discount_rate(setting: &Setting, rule: &Rule) -> f64 {
    let finance = &setting.market.finance;
    (finance.discount_firm + finance.disappearance_hazard - rule.procedure.interest) / 12.0
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
