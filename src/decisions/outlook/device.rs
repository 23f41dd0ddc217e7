//! What the law makes of one compromised device: groups of victims of every size that campaigns make, taken per device.

use std::ops::{Add, Mul};

use crate::law::damages::Circumstances;
use crate::law::duties::Conformity;
use crate::law::expected::{Event, OneVictim, Stakes as LegalStakes};
use crate::law::rule::Rule;
use crate::law::standard::{Kind, Origin};
use crate::math::{exp, gamma_p, ln_1p, mean_over_unit, norm_quantile, sqrt};
use crate::scenario::market::{BorneBy, HeadName};
use crate::world::{Late, Setting, source_of};

use super::discount_rate;

/// A part of the market: its victims sue under one law.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// Size class.
    pub size: usize,
    /// Category.
    pub category: usize,
    /// Share of a group's devices that are in the jurisdiction.
    pub local: f64,
}

impl Part {
    fn index(self, setting: &Setting) -> usize {
        self.size * setting.categories.len() + self.category
    }
}

/// What the law makes of one compromised device.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Device {
    pub legal: LegalStakes,
    /// The part of the maker's payments that its owner keeps, EUR. What third parties receive is no comfort to buyers.
    pub to_owners_eur: f64,
}

impl Add for Device {
    type Output = Device;
    fn add(self, other: Device) -> Device {
        Device { legal: self.legal + other.legal, to_owners_eur: self.to_owners_eur + other.to_owners_eur }
    }
}

impl Mul<f64> for Device {
    type Output = Device;
    fn mul(self, weight: f64) -> Device {
        Device { legal: self.legal * weight, to_owners_eur: self.to_owners_eur * weight }
    }
}

/// A device whose owner had been offered no fix, and one whose owner had left an offered fix uninstalled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Devices([Device; 2]);

impl Devices {
    /// A device of a campaign that finds a share `offered` of such owners.
    pub(super) fn mixed(&self, offered: f64) -> Device {
        self.0[0] * (1.0 - offered) + self.0[1] * offered
    }
}

/// How a claim comes to court, as expected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outset {
    pub in_harbour: bool,
    /// Where the flaw comes from.
    pub origin: Origin,
    pub p_pattern: f64,
    pub late: Late,
    /// How the maker stands to the care floors of the law.
    pub conformity: Conformity,
    /// Months for which a fix that is late is past its deadline when its flaw does harm, as expected over all harm.
    pub overdue_months: f64,
}

/// The legal stakes of one compromised device.
pub(super) fn devices(setting: &Setting, rule: &Rule, part: Part, outset: Outset) -> Devices {
    Devices([0.0, 1.0].map(|careless| {
        HeadName::ALL.iter().fold(Device::default(), |sum, &head| {
            let row = &setting.market.heads[head as usize];
            if row.incidence == 0.0 || row.borne_by == BorneBy::Maker {
                return sum;
            }
            sum + under_head(setting, rule, part, (head, careless), outset)
        })
    }))
}

/// Three-point rule for a mean over a normal: nodes in standard deviations, and weights.
const NORMAL_RULE: [(f64, f64); 3] =
    [(-1.732_050_807_568_877_2, 1.0 / 6.0), (0.0, 2.0 / 3.0), (1.732_050_807_568_877_2, 1.0 / 6.0)];

fn under_head(
    setting: &Setting,
    rule: &Rule,
    part: Part,
    (head, careless): (HeadName, f64),
    outset: Outset,
) -> Device {
    let category = &setting.categories[part.category];
    let incidence = setting.market.heads[head as usize].incidence;
    let spread = setting.market.threat.frailty_log_sd;
    let nodes = if spread > 0.0 { &NORMAL_RULE[..] } else { &[(0.0, 1.0)] };
    let mut sum = Device::default();
    for &(node, weight) in nodes {
        let frailty = exp(spread * node - 0.5 * spread * spread);
        let severity = category.severity[head as usize].scaled(frailty);
        let event = Event {
            circumstances: Circumstances {
                head,
                careless,
                pattern: false,
                in_harbour: outset.in_harbour,
                delay_months: 0.0,
                overdue_months: outset.overdue_months,
                conformity: outset.conformity,
            },
            origin: outset.origin,
            severity: &severity,
            victims: 1.0,
            awareness: 1.0,
            late_share: outset.late.share,
            complexity: setting.market.categories.rows[part.category].complexity,
            p_pattern: outset.p_pattern,
            p_in_time: 1.0,
        };
        let one = OneVictim::new(rule, &event);
        let ages = setting.calibration.age_hazard(rule.procedure.long_stop_months);
        let lies = if rule.relief.legacy { 1.0 - setting.hit_when_unsupported(part.category) } else { 1.0 };
        for segment in &setting.market.segments.rows {
            let timely =
                rule.procedure.timely(head, segment.claim_months, ages, discount_rate(setting, rule));
            let group = |devices: f64| {
                let expected = devices * part.local * segment.share * incidence;
                let victims = expected.max(incidence.min(1.0));
                let p_in_time = timely.chance * lies;
                let awareness = rule.duties.awareness(segment.awareness, segment.heeds_notice);
                let event = Event { victims, awareness, p_in_time, ..event };
                one.stakes(rule, &event) * (segment.share * incidence / victims * timely.worth)
            };
            let legal = over_groups(setting, part, group) * weight;
            let borne = setting.market.heads[head as usize].borne_by == BorneBy::Buyer;
            let to_owners_eur = if borne { legal.whole.flows.net_eur() } else { 0.0 };
            sum = sum + Device { legal, to_owners_eur };
        }
    }
    sum
}

/// Mean over the devices of the groups that campaigns on a maker make: log-normal as calibration found exposed devices, times
/// the reach, which is Beta and counts by the devices that it reaches. One device where accidents come directly.
fn over_groups(setting: &Setting, part: Part, group: impl Fn(f64) -> LegalStakes) -> LegalStakes {
    if !setting.has_lifecycle() {
        return group(1.0);
    }
    let threat = &setting.market.threat;
    let sum = threat.reach_concentration + 1.0;
    let reach = (threat.reach_mean * threat.reach_concentration + 1.0) / sum;
    let reach_variance = (1.0 - reach) / (reach * (sum + 1.0));
    let exposed = setting.calibration.exposed;
    let log_variance = ln_1p(reach_variance);
    let (spread, reach) =
        (sqrt(exposed.log_sd * exposed.log_sd + log_variance), reach * exp(-0.5 * log_variance));
    let units = setting.calibration.units_year[part.index(setting)];
    mean_over_unit(|u| group(units * reach * exp(exposed.log_mean + spread * norm_quantile(u))))
}

/// The chance that a maker shows a pattern of neglect when a claim is decided: adverse findings of the last 24 months taken as
/// Poisson, with as many as its sales, the status quo's rate of compromise and the share of suits that are tried and won make.
pub(super) fn pattern_chance(setting: &Setting, rule: &Rule, part: Part, conformity: Conformity) -> f64 {
    if rule.damages.punitive == 0.0 { 0.0 } else { pattern(setting, rule, part, conformity).0 }
}

/// What recalls and injunctions cost a maker for each compromised device that it answers for, EUR: as many as patterns in
/// the months of a pattern over the devices compromised in them. A recall reaches devices in use, an injunction takes the margin on sales.
pub(super) fn orders_eur(setting: &Setting, rule: &Rule, part: Part, conformity: Conformity) -> f64 {
    let enforcement = &rule.enforcement;
    if enforcement.recall == 0.0 && enforcement.injunction == 0.0 {
        return 0.0;
    }
    let (p_pattern, hits) = pattern(setting, rule, part, conformity);
    let row = &setting.market.categories.rows[part.category];
    let units = setting.calibration.units_year[part.index(setting)];
    let recall = enforcement.recall * units * row.life_years * setting.market.patching.recall_cost_eur;
    let stop = enforcement.injunction / 12.0 * units * row.price_eur * row.gross_margin;
    let hits = hits * rule.damages.pattern_months / 12.0;
    if hits > 0.0 { p_pattern * (recall + stop) / hits } else { 0.0 }
}

/// The chance that a maker shows a pattern of neglect, and its devices compromised a year.
fn pattern(setting: &Setting, rule: &Rule, part: Part, conformity: Conformity) -> (f64, f64) {
    let units = setting.calibration.units_year[part.index(setting)];
    let stock = units * setting.market.categories.rows[part.category].life_years;
    let rate = if setting.has_lifecycle() {
        stock * setting.market.threat.compromises_per_device_year
    } else {
        12.0 * setting.market.accident.rate
    };
    let findings =
        rate * findings_a_hit(setting, rule, part, conformity) * rule.damages.pattern_months / 12.0;
    (if findings > 0.0 { gamma_p(rule.damages.pattern_findings, findings) } else { 0.0 }, rate)
}

/// Suits that are tried and won for each compromised device that a maker answers for, over all types of defect as they come at no care.
fn findings_a_hit(setting: &Setting, rule: &Rule, part: Part, conformity: Conformity) -> f64 {
    let of = |origin: Origin| {
        let outset = Outset {
            in_harbour: false,
            origin,
            p_pattern: 0.0,
            late: Late::default(),
            conformity,
            overdue_months: 0.0,
        };
        let flows = devices(setting, rule, part, outset).mixed(0.0).legal.whole.flows;
        (flows.suits - flows.settled).max(0.0) * rule.standard.shown(origin, conformity)
    };
    let hits = setting.calibration.hit_rate;
    let all: f64 = hits.iter().sum();
    if all == 0.0 || rule.standard.is_one() && rule.standard.proves_all_alike() {
        return of(Origin::Design);
    }
    let answered = Origin::ALL.iter().filter(|&&origin| rule.standard.kind_of(origin) != Kind::None);
    answered.map(|&origin| hits[source_of(origin)] / all * of(origin)).sum()
}
