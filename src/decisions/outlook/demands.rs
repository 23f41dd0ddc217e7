//! What the law demands of one design that serves every jurisdiction.

use arrayvec::ArrayVec;

use super::recognition;
use crate::law::compile::{Law, Place};
use crate::law::relief::Effect;
use crate::law::review::{Review, Watched};
use crate::law::rule::Rule;
use crate::scenario::market::{BorneBy, HeadName, MAX_CELLS, Segment};
use crate::units::Month;
use crate::world::{
    Aid, Authority, Certificate, DAYS_PER_MONTH, Demands, OwnerTerms, Remedies, Reports, Search, Setting,
};

/// What every law demands: by epoch of the month, vintage of the product and part of the market.
pub(super) fn all(setting: &Setting, law: &Law) -> Vec<Demands> {
    let mut demands = Vec::new();
    for epoch in 0..law.epochs().len() {
        for vintage in 0..law.vintages().len() {
            for part in 0..4 * setting.categories.len() {
                let cell = |place| law.cell(place, epoch, vintage);
                demands.push(of(setting, law, part, cell));
            }
        }
    }
    demands
}

/// What firms that know the law as of `known` expect to be demanded of a part of the market, for products sold at `sold`.
pub(super) fn expected(setting: &Setting, law: &Law, part: usize, known: Month, sold: Month) -> Demands {
    let (epoch, vintage) = (law.epoch_at(sold), law.vintage_at(sold));
    of(setting, law, part, |place| law.known_cell(place, known, epoch, vintage))
}

fn of(setting: &Setting, law: &Law, part: usize, cell: impl Fn(Place) -> u16) -> Demands {
    let categories = setting.categories.len();
    let (size, category) = (part / categories, part % categories);
    let mut demands = Demands {
        floor: [0.0; 3],
        support_months: 0.0,
        update_availability: 0.0,
        patch_months: f64::INFINITY,
        disclosure_months: f64::INFINITY,
        compliance_eur: 0.0,
        authorities: ArrayVec::new(),
        mandatory_limit: None,
        harbour: None,
        harbour_fee_eur: 0.0,
        harbour_publication: f64::INFINITY,
        owner_due_eur: 0.0,
        perceived: [0.0; MAX_CELLS],
        remedies: Remedies { pattern_findings: f64::INFINITY, ..Remedies::default() },
        aid: Aid::default(),
        levy: 0.0,
        review: Review::default(),
        reviewed: ArrayVec::new(),
        search: Search::default(),
        unreached: [1.0; MAX_CELLS],
        owners: [OwnerTerms::NONE; MAX_CELLS],
        delivered: 0.0,
        reports: Reports::NONE,
        warned: [0.0; MAX_CELLS],
        certificate: None,
        subscribed: [1.0; MAX_CELLS],
        subscription: [0.0; 2],
        stated_end: 0.0,
        integration: 1.0,
        diligence: 0.0,
        coordinated: false,
    };
    let rule_in = |jurisdiction| law.rule(cell(Place { jurisdiction, size, category }));
    let jurisdictions = 0..setting.market.jurisdictions.len();
    let costs = setting.market.jurisdictions.rows.iter().zip(jurisdictions.clone().map(rule_in));
    demands.compliance_eur = recognition::compliance_eur(costs.map(|(row, rule)| {
        (rule, rule.duties.compliance_eur * rule.guidelines.compliance_cost + row.scheme_cost_eur)
    }));
    let certified_elsewhere = recognition::certified_elsewhere(jurisdictions.clone().map(rule_in));
    for jurisdiction in jurisdictions {
        let rule = rule_in(jurisdiction);
        duties(rule, &mut demands);
        let staffed =
            staffing(setting, rule, |size, category| law.rule(cell(Place { jurisdiction, size, category })));
        demands.authorities.push(authority(setting, rule, (jurisdiction, staffed)));
        harbour(setting, rule, &mut demands);
        label(setting, rule, (jurisdiction, category), &mut demands);
        remedies(setting, rule, jurisdiction, &mut demands.remedies);
        aid(setting, rule, jurisdiction, &mut demands);
        support(setting, rule, jurisdiction, &mut demands);
        search(setting, rule, jurisdiction, &mut demands.search);
        reach(setting, rule, jurisdiction, &mut demands);
        components(rule, &mut demands);
        if !certified_elsewhere[jurisdiction] {
            certify(rule, &mut demands.certificate);
        }
        if demands.review.watches == Watched::Off {
            demands.review = rule.review;
        }
        demands.reviewed.push(rule.review.watches != Watched::Off && rule.review == demands.review);
    }
    demands
}

fn duties(rule: &Rule, demands: &mut Demands) {
    let duties = &rule.duties;
    for (floor, level) in demands.floor.iter_mut().zip(duties.floors()) {
        *floor = floor.max(level);
    }
    demands.support_months = demands.support_months.max(duties.support_months);
    demands.update_availability = demands.update_availability.max(duties.update_availability_months);
    demands.patch_months = demands.patch_months.min(duties.patch_days / DAYS_PER_MONTH);
    demands.disclosure_months = demands.disclosure_months.min(duties.disclosure_days / DAYS_PER_MONTH);
    demands.owner_due_eur = demands.owner_due_eur.max(rule.damages.due_owner_eur);
    if rule.cover.mandatory {
        let limit = demands.mandatory_limit.unwrap_or(0.0).max(rule.cover.limit_turnover);
        demands.mandatory_limit = Some(limit);
    }
}

/// Part of the inspections due that the authority of a jurisdiction has the staff for, over all makers there are at the start.
fn staffing<'a>(setting: &Setting, rule: &Rule, rule_of: impl Fn(usize, usize) -> &'a Rule) -> f64 {
    if rule.enforcement.capacity == f64::INFINITY {
        return 1.0;
    }
    let categories = setting.categories.len();
    let due = |(part, makers): (usize, &Vec<u32>)| {
        makers.len() as f64 * rule_of(part / categories, part % categories).enforcement.inspections
    };
    let all: f64 = setting.kinds.iter().enumerate().map(due).sum();
    if all > rule.enforcement.capacity { rule.enforcement.capacity / all } else { 1.0 }
}

/// The authority of a jurisdiction: it looks at its own law, and fines by turnover there.
fn authority(setting: &Setting, rule: &Rule, (jurisdiction, staffed): (usize, f64)) -> Authority {
    let (enforcement, duties) = (&rule.enforcement, &rule.duties);
    Authority {
        inspections: enforcement.inspections * staffed,
        inspection_cost_eur: enforcement.inspection_cost_eur,
        fine_turnover: enforcement.fine_turnover * setting.market.jurisdictions.rows[jurisdiction].share,
        fine_floor_eur: enforcement.fine_floor_eur,
        fine_effort: enforcement.fine_effort,
        order: enforcement.order,
        floor: duties.floors(),
        patch_months: duties.patch_days / DAYS_PER_MONTH,
        severe_months: duties.patch_days_severe / DAYS_PER_MONTH,
        reports: Reports::of(duties, &setting.market.patching),
    }
}

/// Care that the harbours of all jurisdictions ask for. To cooperate is to respond so that the median fix is in time, and to
/// monitor is to respond so that the maker finds its flaws as fast as is asked; beyond reach, nobody is in the harbour.
fn harbour(setting: &Setting, rule: &Rule, demands: &mut Demands) {
    if rule.relief.effect == Effect::Off {
        return;
    }
    let relief = &rule.relief;
    let on_time = if relief.cooperation {
        setting.market.patching.timely_response(rule.duties.patch_days)
    } else {
        0.0
    };
    let response = relief.response.max(on_time).max(setting.response_to_find(relief.monitoring));
    let asked = [relief.design, relief.testing, response];
    demands.harbour_publication = demands.harbour_publication.min(relief.transparency_days / DAYS_PER_MONTH);
    let so_far = demands.harbour.unwrap_or([0.0; 3]);
    demands.harbour = Some([0, 1, 2].map(|prong| asked[prong].max(so_far[prong])));
    demands.harbour_fee_eur += rule.relief.fee_eur;
}

fn remedies(setting: &Setting, rule: &Rule, jurisdiction: usize, remedies: &mut Remedies) {
    let market = &setting.market;
    let local = market.jurisdictions.rows[jurisdiction].share;
    let by_hand = |segment: &Segment| segment.share * segment.patched_by_hand() * segment.patch_cost_eur;
    let owners_eur: f64 = market.segments.rows.iter().map(by_hand).sum();
    remedies.patching_eur += local * rule.damages.patching_costs * owners_eur;
    if rule.warranty.months > 0.0 {
        remedies.warranty_months = remedies.warranty_months.max(rule.warranty.months);
        remedies.refund += local * (1.0 - rule.warranty.replacement) * rule.warranty.refund;
        remedies.replacement += local * rule.warranty.replacement;
        remedies.reduction += local * rule.warranty.reduction;
    }
    if rule.enforcement.recall > 0.0 || rule.enforcement.injunction > 0.0 {
        remedies.recall = remedies.recall.max(rule.enforcement.recall);
        remedies.injunction = remedies.injunction.max(rule.enforcement.injunction);
        remedies.pattern_findings = remedies.pattern_findings.min(rule.damages.pattern_findings);
        remedies.pattern_months = remedies.pattern_months.max(rule.damages.pattern_months);
    }
}

/// A jurisdiction helps, and levies, by its part of the market.
fn aid(setting: &Setting, rule: &Rule, jurisdiction: usize, demands: &mut Demands) {
    let (incentives, local) = (&rule.incentives, setting.market.jurisdictions.rows[jurisdiction].share);
    demands.aid.care += local * incentives.care;
    demands.aid.fix_eur += local * incentives.fix_eur;
    demands.aid.infrastructure += local * incentives.infrastructure;
    demands.aid.public_eur += local * (incentives.infrastructure_eur + rule.guidelines.public_eur);
    demands.levy += local * rule.fund.levy;
}

/// A label shows buyers what they would not see, by how much they look for it, and a notice the part of it that is at stake in data;
/// nobody sees more than there is, unless they fear more than there is without a label.
fn label(setting: &Setting, rule: &Rule, (jurisdiction, category): (usize, usize), demands: &mut Demands) {
    let visible = rule.duties.label + rule.duties.data_notice * share_of_data(setting, category);
    for (perceived, cell) in demands.perceived.iter_mut().zip(&setting.cells) {
        if cell.jurisdiction == jurisdiction {
            let buyers = &setting.market.segments.rows[cell.segment];
            let shown = buyers.misperception + visible * buyers.security_taste;
            *perceived = shown.min(buyers.misperception.max(1.0));
        }
    }
}

/// Share of the loss that owners of a category bear which is a loss of data.
fn share_of_data(setting: &Setting, category: usize) -> f64 {
    let losses = setting.market.heads.iter().zip(setting.categories[category].mean_loss);
    let of_owners = losses.map(|(head, loss)| if head.borne_by == BorneBy::Buyer { loss } else { 0.0 });
    let of_owners: ArrayVec<f64, 4> = of_owners.collect();
    let all: f64 = of_owners.iter().sum();
    if all > 0.0 { of_owners[HeadName::Data as usize] / all } else { 0.0 }
}

/// Support by subscription, and the statement of its end.
fn support(setting: &Setting, rule: &Rule, jurisdiction: usize, demands: &mut Demands) {
    let duties = &rule.duties;
    for (at, cell) in setting.cells.iter().enumerate().filter(|(_, cell)| cell.jurisdiction == jurisdiction) {
        let buyers = &setting.market.segments.rows[cell.segment];
        if duties.subscription_support {
            demands.subscribed[at] = buyers.subscribes;
            demands.subscription[0] += cell.share;
            demands.subscription[1] += cell.share * buyers.subscribes;
        }
        if duties.stated_end_of_life {
            let shown = (buyers.misperception + buyers.security_taste).min(buyers.misperception.max(1.0));
            demands.stated_end += cell.share * (shown - demands.perceived[at]).max(0.0);
        }
    }
}

/// Who looks for flaws. Duties as the strictest law asks for them satisfy the others too; laboratories add up; researchers live in
/// every jurisdiction.
fn search(setting: &Setting, rule: &Rule, jurisdiction: usize, search: &mut Search) {
    let (duties, discovery, patching) = (&rule.duties, &rule.discovery, &setting.market.patching);
    search.monitored = search.monitored.max(duties.monitoring);
    search.bounty_eur = search.bounty_eur.max(duties.bounty_eur).max(patching.bounty_eur);
    search.paid = patching.bounty_response * search.bounty_eur / 1_000.0;
    let share = setting.market.jurisdictions.rows[jurisdiction].share;
    search.protected += share * duties.researcher_protection;
    search.tested += discovery.testing_rate;
    search.testing_eur += discovery.testing_eur;
    search.sharing = search.sharing.max(duties.information_sharing);
    search.shared = search.shared.max(duties.information_sharing * discovery.sharing_rate);
    search.leak = search.leak.max(duties.information_sharing * discovery.sharing_leak);
}

/// Owners whom a fix does not reach by itself, but because the law has somebody tell them, or see to it; and those who are warned.
fn reach(setting: &Setting, rule: &Rule, jurisdiction: usize, demands: &mut Demands) {
    let duties = &rule.duties;
    for (at, cell) in setting.cells.iter().enumerate().filter(|(_, cell)| cell.jurisdiction == jurisdiction) {
        let heeds = setting.market.segments.rows[cell.segment].heeds_notice;
        demands.unreached[at] = (1.0 - duties.owner_notice * heeds) * (1.0 - duties.verified_delivery);
        demands.owners[at] = owners(setting, rule);
        demands.delivered += cell.share * duties.verified_delivery;
        let told = duties.early_warning_hours.min(duties.notification_hours).is_finite();
        demands.warned[at] = if told { heeds } else { 0.0 };
    }
    demands.reports = demands.reports.and(&Reports::of(duties, &setting.market.patching));
}

/// Who bears owners' effort of installing a fix, and what is left of awards to who leaves it: of those expected, a part goes to owners
/// who had.
fn owners(setting: &Setting, rule: &Rule) -> OwnerTerms {
    let calibration = &setting.calibration;
    let hits: f64 = calibration.hit_rate.iter().sum();
    let offered: f64 =
        calibration.offered.iter().zip(calibration.hit_rate).map(|(share, rate)| share * rate).sum();
    let offered = if hits > 0.0 { offered / hits } else { 0.0 };
    let left = rule.damages.left_to_careless();
    OwnerTerms {
        effort_left: 1.0 - rule.damages.patching_costs,
        award_left: if left < 1.0 { left / (1.0 - offered + offered * left) } else { 1.0 },
    }
}

/// Components: chosen and fixed for one design, by the strictest law.
fn components(rule: &Rule, demands: &mut Demands) {
    demands.integration = demands.integration.min(1.0 - rule.duties.bill_of_materials);
    demands.diligence = demands.diligence.max(rule.duties.component_diligence);
    demands.coordinated |= rule.duties.coordinated_updates;
}

/// Certificates: levels as the strictest asks for them; costs add up, and no certificate is better than its best assessor.
fn certify(rule: &Rule, certificate: &mut Option<Certificate>) {
    if !rule.asks_for_certificates() {
        return;
    }
    let asked = &rule.certification;
    let here = Certificate {
        mandatory: asked.mandatory,
        shelters: rule.wants_certificates(),
        care: [asked.design, asked.testing],
        cost_eur: asked.cost_eur,
        months: asked.months,
        validity_months: 12.0 * asked.validity_years,
        false_pass: asked.false_pass,
        false_fail: asked.false_fail,
    };
    *certificate = Some(certificate.map_or(here, |known| Certificate {
        mandatory: known.mandatory || here.mandatory,
        shelters: known.shelters || here.shelters,
        care: [0, 1].map(|prong| known.care[prong].max(here.care[prong])),
        cost_eur: known.cost_eur + here.cost_eur,
        months: known.months.max(here.months),
        validity_months: known.validity_months.min(here.validity_months),
        false_pass: known.false_pass.min(here.false_pass),
        false_fail: known.false_fail.max(here.false_fail),
    }));
}
