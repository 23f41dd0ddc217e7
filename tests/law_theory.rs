//! The law's part of the textbook: with care priced by `liability_chance` and `Stakes`, one maker chooses as the papers say.

use caveat::distributions::{Severity, SeverityKind};
use caveat::law::causation::{Link, Prevention};
use caveat::law::damages::Circumstances;
use caveat::law::duties::Conformity;
use caveat::law::expected::{Event, Stakes};
use caveat::law::rule::Rule;
use caveat::law::standard::{Kind, Origin};
use caveat::law::verdict::liability_chance;
use caveat::math::{exp, ln, norm_cdf};
use caveat::scenario::market::HeadName;

const P0: f64 = 0.2;
const K: f64 = 0.5;
const H: f64 = 100.0;

/// Accidents: `p(x) = p₀·e^(−kx)`.
struct Accidents;

impl Prevention for Accidents {
    fn intensity(&self, care: f64) -> f64 {
        P0 * exp(-K * care)
    }
    fn log_slope(&self, _: f64) -> f64 {
        -K
    }
}

fn law(kind: Kind) -> Rule {
    let mut rule = Rule::default();
    rule.standard.kind = kind;
    rule.procedure.settlement = false;
    rule
}

fn stakes(rule: &Rule, kind: SeverityKind, in_harbour: bool) -> Stakes {
    let severity = Severity::new(kind, f64::INFINITY).expect("a severity");
    let circumstances = Circumstances {
        head: HeadName::Property,
        careless: 0.0,
        pattern: false,
        in_harbour,
        delay_months: 24.0,
        overdue_months: 0.0,
        conformity: Conformity::Unasked,
    };
    Stakes::new(
        rule,
        &Event {
            circumstances,
            origin: Origin::Design,
            severity: &severity,
            victims: 1.0,
            awareness: 1.0,
            late_share: 0.0,
            complexity: 1.0,
            p_pattern: 0.0,
            p_in_time: 1.0,
        },
    )
}

const HARM: SeverityKind = SeverityKind::Point { loss_eur: H };

/// The care that minimises `x + p(x)·E[payment]`, and that cost; `discount` multiplies payments.
fn choose(rule: &Rule, stakes: &Stakes, due: f64, discount: f64) -> (f64, f64) {
    let cost = |care: f64| {
        let chance = liability_chance(rule, Origin::Design, due, care, &Accidents).value;
        care + Accidents.intensity(care) * discount * stakes.at(chance).flows.outlay_eur()
    };
    let grid = (0..120_000).map(|i| f64::from(i) * 1e-4).chain([due]);
    grid.map(|care| (care, cost(care)))
        .fold((0.0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best })
}

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-3, "found {found}, expected {expected}");
}

/// `x = ln(k·p₀·L)/k`.
fn care_for(stake: f64) -> f64 {
    (ln(K * P0 * stake) / K).max(0.0)
}

#[test]
fn a1_shavell() {
    let optimum = care_for(H);
    let chosen = |rule: &Rule, due| choose(rule, &stakes(rule, HARM, false), due, 1.0);
    assert_near(chosen(&law(Kind::None), 0.0).0, 0.0);
    assert_near(chosen(&law(Kind::Strict), 0.0).0, optimum);
    assert_near(chosen(&law(Kind::Strict), 0.0).1, 6.6051702);
    let mut but_for = law(Kind::Negligence);
    but_for.causation.link = Link::ButFor;
    // Due care at half the optimum, at the optimum, and above it by 0.5/k and 1.5/k.
    for (due, care, cost, limited) in [
        (0.5 * optimum, 0.5 * optimum, 0.5 * optimum, 0.5 * optimum),
        (optimum, optimum, optimum, optimum),
        (optimum + 0.5 / K, optimum + 0.5 / K, optimum + 0.5 / K, optimum),
        (optimum + 1.5 / K, optimum, optimum + 1.0 / K, optimum),
    ] {
        let (found, spent) = chosen(&law(Kind::Negligence), due);
        assert_near(found, care);
        assert_near(spent, cost);
        assert_near(chosen(&but_for, due).0, limited);
    }
}

#[test]
fn a4_a_harbour_below_the_optimum_lowers_care() {
    let mut rule = law(Kind::Strict);
    (rule.relief.effect, rule.relief.share) = (caveat::law::relief::Effect::Share, 0.2);
    let (least, fee) = (3.6841361, 0.3);
    let inside = stakes(&rule, HARM, true).whole.flows.outlay_eur();
    let care = care_for(inside).max(least);
    assert_near(care, 3.6841361);
    assert_near(care + Accidents.intensity(care) * inside + fee, 4.6180934);
}

#[test]
fn c_craswell_and_calfee() {
    let due = care_for(H);
    for sigma in [0.2, 1.0, 4.0] {
        let mut rule = law(Kind::Negligence);
        rule.standard.court_error = sigma;
        let (care, cost) = choose(&rule, &stakes(&rule, HARM, false), due, 1.0);
        let theirs = |x: f64| x + Accidents.intensity(x) * H * (1.0 - norm_cdf((x - due) / sigma));
        assert_near(cost, theirs(care));
        assert!((0..1_200).all(|i| theirs(f64::from(i) * 0.01) >= cost - 1e-9));
        assert_eq!(
            care > due,
            sigma < 2.0,
            "small errors over-deter, large ones under-deter: {sigma} {care}"
        );
    }
}

#[test]
fn d1_multiplied_damages() {
    let mut rule = law(Kind::Strict);
    rule.causation.attribution = 0.25;
    for (multiplier, stake) in [(1.0, 25.0), (4.0, 100.0), (3.0, 75.0)] {
        rule.damages.multiplier = multiplier;
        assert_near(choose(&rule, &stakes(&rule, HARM, false), 0.0, 1.0).0, care_for(stake));
    }
}

#[test]
fn d2_costly_suits() {
    let (mean, plaintiff, defendant, court) = (100.0, 30.0, 20.0, 10.0);
    let mut rule = law(Kind::Strict);
    rule.procedure.plaintiff_cost_eur = plaintiff;
    rule.procedure.defendant_cost_eur = defendant;
    rule.procedure.court_cost_eur = court;
    let stakes = stakes(&rule, SeverityKind::Exponential { mean_eur: mean }, false);
    let flows = stakes.whole.flows;
    let p_suit = exp(-plaintiff / mean);
    assert_near(flows.suits, p_suit);
    assert_near(flows.outlay_eur(), p_suit * (mean + plaintiff + defendant));
    let social = flows.funnel.harm_eur + flows.defence_eur + flows.plaintiff_eur + flows.court_eur;
    assert_near(social, mean + p_suit * (plaintiff + defendant + court));
    assert_near(choose(&rule, &stakes, 0.0, 1.0).0, care_for(p_suit * (mean + plaintiff + defendant)));
}

#[test]
fn m1_delay_and_interest() {
    let (r, mu, years) = (0.05, 0.1, 2.0);
    let mut rule = law(Kind::Strict);
    let optimum = care_for(H);
    let discount = exp(-(r + mu) * years);
    assert_near(choose(&rule, &stakes(&rule, HARM, false), 0.0, discount).0, optimum - (r + mu) * years / K);
    rule.procedure.interest = r;
    assert_near(choose(&rule, &stakes(&rule, HARM, false), 0.0, discount).0, optimum - mu * years / K);
}

/// `L_eff = π·e^{−(r+μ)D}·min(M·h + c_D, y)`: the law gives `π` and `M·h + c_D`, the decision discounts and caps.
#[test]
fn m2_everything_at_once() {
    let mut rule = law(Kind::Strict);
    rule.causation.attribution = 0.4;
    rule.damages.multiplier = 2.0;
    rule.procedure.defendant_cost_eur = 30.0;
    let whole = stakes(&rule, HARM, false).whole;
    assert_near(whole.p_paid, 0.4);
    assert_near(whole.flows.outlay_eur() / whole.p_paid, 230.0);
    assert_near(whole.outlay_eur2 / whole.p_paid, 230.0 * 230.0);
}
