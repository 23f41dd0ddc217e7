//! What the law demands of one design that serves every jurisdiction.

use crate::law::compile::{Law, Place};
use crate::law::relief::Effect;
use crate::law::rule::Rule;
use crate::scenario::market::MAX_CELLS;
use crate::units::Month;
use crate::world::{DAYS_PER_MONTH, Demands, Setting};

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
        inspections: 0.0,
        inspection_cost_eur: 0.0,
        fine_turnover: 0.0,
        fine_floor_eur: 0.0,
        mandatory_limit: None,
        harbour: None,
        harbour_fee_eur: 0.0,
        owner_due_eur: 0.0,
        perceived: [0.0; MAX_CELLS],
    };
    for jurisdiction in 0..setting.market.jurisdictions.len() {
        let rule = law.rule(cell(Place { jurisdiction, size, category }));
        duties(setting, rule, jurisdiction, &mut demands);
        enforcement(setting, rule, jurisdiction, &mut demands);
        harbour(rule, &mut demands);
        label(setting, rule, jurisdiction, &mut demands);
        demands.owner_due_eur = demands.owner_due_eur.max(rule.damages.due_owner_eur);
        if rule.cover.mandatory {
            let limit = demands.mandatory_limit.unwrap_or(0.0).max(rule.cover.limit_turnover);
            demands.mandatory_limit = Some(limit);
        }
    }
    demands
}

fn duties(setting: &Setting, rule: &Rule, jurisdiction: usize, demands: &mut Demands) {
    let duties = &rule.duties;
    let floors = [duties.floor_design, duties.floor_testing, duties.floor_response];
    for (floor, level) in demands.floor.iter_mut().zip(floors) {
        *floor = floor.max(level);
    }
    demands.support_months = demands.support_months.max(duties.support_months);
    demands.update_availability = demands.update_availability.max(duties.update_availability_months);
    demands.patch_months = demands.patch_months.min(duties.patch_days / DAYS_PER_MONTH);
    demands.disclosure_months = demands.disclosure_months.min(duties.disclosure_days / DAYS_PER_MONTH);
    let scheme = setting.market.jurisdictions.rows[jurisdiction].scheme_cost_eur;
    demands.compliance_eur += duties.compliance_eur + scheme;
}

/// Inspections of several jurisdictions add up; of fines and costs the mean over inspections is kept.
fn enforcement(setting: &Setting, rule: &Rule, jurisdiction: usize, demands: &mut Demands) {
    let new = rule.enforcement.inspections;
    let total = demands.inspections + new;
    if total == 0.0 {
        return;
    }
    let old = demands.inspections;
    let mix = |known: f64, fresh: f64| (old * known + new * fresh) / total;
    let local = setting.market.jurisdictions.rows[jurisdiction].share;
    demands.fine_turnover = mix(demands.fine_turnover, rule.enforcement.fine_turnover * local);
    demands.fine_floor_eur = mix(demands.fine_floor_eur, rule.enforcement.fine_floor_eur);
    demands.inspection_cost_eur = mix(demands.inspection_cost_eur, rule.enforcement.inspection_cost_eur);
    demands.inspections = total;
}

fn harbour(rule: &Rule, demands: &mut Demands) {
    if rule.relief.effect == Effect::Off {
        return;
    }
    let asked = [rule.relief.design, rule.relief.testing, rule.relief.response];
    let so_far = demands.harbour.unwrap_or([0.0; 3]);
    demands.harbour = Some([0, 1, 2].map(|prong| asked[prong].max(so_far[prong])));
    demands.harbour_fee_eur += rule.relief.fee_eur;
}

/// A label shows buyers what they would not see, by how much they look for it; nobody sees more than there is, unless they
/// fear more than there is without a label.
fn label(setting: &Setting, rule: &Rule, jurisdiction: usize, demands: &mut Demands) {
    for (perceived, cell) in demands.perceived.iter_mut().zip(&setting.cells) {
        if cell.jurisdiction == jurisdiction {
            let buyers = &setting.market.segments.rows[cell.segment];
            let shown = buyers.misperception + rule.duties.label * buyers.security_taste;
            *perceived = shown.min(buyers.misperception.max(1.0));
        }
    }
}
