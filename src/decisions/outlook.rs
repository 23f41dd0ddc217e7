//! Collapses law, heads, segments, jurisdictions and coming epochs into the stakes of a decision.

mod chain;
mod demands;
mod device;
mod left;
mod payments;
mod recognition;

use crate::law::compile::Law;
use crate::law::fund::Fund;
use crate::law::incentives::Incentives;
use crate::law::review::Watched;
use crate::law::rule::Rule;
use crate::scenario::market::BorneBy;
use crate::units::Month;
use crate::world::{Acts, Dues, Outlook, Payments, Search, Setting, Stakes, View};
use payments::{Known, due_response};

/// Months from a decision to the middle of the sales of the release it shapes: half the time until the next decision, and the
/// mean age of a release at its sales, where releases come at random.
pub(super) fn mean_sale_lag(setting: &Setting) -> Month {
    if !setting.has_lifecycle() {
        return 0;
    }
    let between = 12.0 / setting.market.innovation.launches_per_year.max(0.1);
    (0.5 * setting.market.clock.period_months + between) as Month
}

/// What makers look forward to, and must do, under a law.
pub fn outlook(setting: &Setting, law: &Law) -> Outlook {
    let news = news(setting, law);
    let mut months = news.clone();
    // After a change of the law the devices of the newer vintage become more, and later changes come nearer.
    let changes = law.vintages().iter().chain(law.epochs()).copied();
    if let Some(first) = changes.filter(|&month| month > Month::MIN).min() {
        months.extend((1..=setting.months as Month / 12).map(|year| first.saturating_add(12 * year)));
    }
    keep_distinct(setting, &mut months);
    let mut known = Known::default();
    let view = |from: Month| View {
        from,
        news: news.contains(&from),
        stakes: stakes_at(setting, law, from, &mut known),
    };
    let (demands, patching) = (demands::all(setting, law), &setting.market.patching);
    Outlook {
        views: months.into_iter().map(view).collect(),
        most_search: demands.iter().map(|demands| demands.search.added(patching)).fold(0.0, f64::max),
        seeks: demands.iter().any(|demands| demands.search != Search::default()),
        certifies: demands.iter().any(|demands| demands.certificate.is_some()),
        reports: demands.iter().any(|demands| demands.reports.owed()),
        coordinates: demands.iter().any(|demands| demands.coordinated),
        demands,
        vintages: law.vintages().len(),
        parts: 4 * setting.categories.len(),
        acts: acts(law),
    }
}

/// Which kinds of rule are in force anywhere, ever.
fn acts(law: &Law) -> Acts {
    let any = |of: fn(&Rule) -> bool| law.rules.iter().any(of);
    Acts {
        remedies: any(|rule| rule.damages.patching_costs > 0.0 || rule.warranty.months > 0.0),
        orders: any(|rule| rule.enforcement.recall > 0.0 || rule.enforcement.injunction > 0.0),
        aid: any(|rule| rule.incentives != Incentives::default() || rule.guidelines.public_eur > 0.0),
        fund: any(|rule| rule.fund != Fund::default()),
        review: any(|rule| rule.review.watches != Watched::Off),
    }
}

/// Months in which the law, or what is known of it, changes for devices sold now or with the next release.
fn news(setting: &Setting, law: &Law) -> Vec<Month> {
    let mut months = vec![setting.first, 0];
    months.extend(law.epochs().iter().chain(law.vintages()).chain(law.announcements()));
    let lag = mean_sale_lag(setting);
    months.extend(law.vintages().iter().chain(law.epochs()).map(|month| month.saturating_sub(lag)));
    keep_distinct(setting, &mut months);
    months
}

/// In order, once each, within the simulation.
fn keep_distinct(setting: &Setting, months: &mut Vec<Month>) {
    months.retain(|&month| month >= setting.first && month < setting.first + setting.months as Month);
    months.sort_unstable();
    months.dedup();
}

fn stakes_at(setting: &Setting, law: &Law, month: Month, known: &mut Known) -> Vec<Stakes> {
    let parts = 4 * setting.categories.len();
    // Makers abroad, where there are any, come after those at home.
    let homes: &[bool] = if setting.market.importer.abroad_share > 0.0 { &[false, true] } else { &[false] };
    let all = homes.iter().flat_map(|&abroad| (0..parts).map(move |part| (part, abroad)));
    all.map(|(part, abroad)| stakes_of(setting, law, month, (part, abroad), known)).collect()
}

fn stakes_of(
    setting: &Setting,
    law: &Law,
    month: Month,
    (part, abroad): (usize, bool),
    known: &mut Known,
) -> Stakes {
    let view = payments::View { setting, law, known: month, part, abroad, at_fault: None };
    let later = month.saturating_add(mean_sale_lag(setting));
    let (ahead, receipts) = view.payments(&view.of_device(later), known);
    let (now, _) = view.payments(&view.of_device(month), known);
    let (stock, _) = view.payments(&view.of_stock(), known);
    let careless = match setting.market.accident.owner_productivity {
        0.0 => Payments::default(),
        _ => payments::View { at_fault: Some(1.0), ..view }.payments(&view.of_device(month), known).0,
    };
    let demands = demands::expected(setting, law, part, month, later);
    let today = demands::expected(setting, law, part, month, month);
    let mut stakes = Stakes {
        left_by_duties: left::left_by_duties(setting, &today),
        steady: ahead == now,
        ahead,
        now,
        stock,
        careless,
        today,
        perceived: setting.cells.iter().zip(demands.perceived).map(|(cell, seen)| cell.share * seen).sum(),
        demands,
        receipts,
        owner_loss: 0.0,
        own_loss: 0.0,
        due_response: strictest_response(setting, law, month, part),
        dues: dues(setting, law, month, part),
    };
    own_losses(setting, part % setting.categories.len(), &mut stakes);
    stakes
}

/// What every release has to show, today and after each change of the law that is known.
fn dues(setting: &Setting, law: &Law, month: Month, part: usize) -> Vec<Dues> {
    let mut months = vec![month];
    months.extend(law.epochs().iter().chain(law.vintages()).filter(|&&change| change > month));
    months.sort_unstable();
    let due = |from: Month| {
        let demands = demands::expected(setting, law, part, month, from);
        let certificate = demands.certificate.filter(|certificate| certificate.mandatory);
        Dues { from, compliance_eur: demands.compliance_eur, certificate }
    };
    let mut dues: Vec<Dues> = months.into_iter().map(due).collect();
    let same = |next: &mut Dues, known: &mut Dues| Dues { from: known.from, ..*next } == *known;
    dues.dedup_by(same);
    dues
}

/// The most response care that a court of any jurisdiction asks for now.
fn strictest_response(setting: &Setting, law: &Law, month: Month, part: usize) -> f64 {
    let categories = setting.categories.len();
    let of = |jurisdiction: usize| {
        let place =
            crate::law::compile::Place { jurisdiction, size: part / categories, category: part % categories };
        let cell = law.known_cell(place, month, law.epoch_at(month), law.vintage_at(month));
        due_response(setting, law.rule(cell), part)
    };
    (0..setting.market.jurisdictions.len()).map(of).fold(0.0, f64::max)
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

/// Rate a month at which a debt that bears interest loses worth to the maker that will owe it.
fn discount_rate(setting: &Setting, rule: &Rule) -> f64 {
    let finance = &setting.market.finance;
    (finance.discount_firm + finance.disappearance_hazard - rule.procedure.interest) / 12.0
}
