//! The expectation of an award before the event is the mean of awards after it.

use caveat::distributions::{Binomial, Severity, SeverityKind};
use caveat::law::apportionment::Chain;
use caveat::law::award::{Award, Facts, Luck, award};
use caveat::law::causation::{Link, Prevention};
use caveat::law::damages::{Circumstances, VictimFault};
use caveat::law::duties::Conformity;
use caveat::law::expected::{Event, Prospect, Stakes, expected_payment};
use caveat::law::procedure::{CostRule, Timing};
use caveat::law::relief::Effect;
use caveat::law::rule::Rule;
use caveat::law::schedule::Losses;
use caveat::law::standard::{Compliance, Kind, OfDefect, Origin};
use caveat::law::verdict::{Conduct, liability_chance};
use caveat::math::{exp, ln};
use caveat::scenario::market::HeadName;
use caveat::shocks::{Shocks, Stream};

const DRAWS: u64 = 100_000;

/// `λ(x) = λ₀·e^(−κx)`, in units of `λ₀`.
struct Exponential(f64);

impl Prevention for Exponential {
    fn intensity(&self, care: f64) -> f64 {
        exp(-self.0 * care)
    }
    fn log_slope(&self, _: f64) -> f64 {
        -self.0
    }
    fn is_log_linear(&self) -> bool {
        true
    }
}

fn severity(kind: SeverityKind, max_eur: f64) -> Severity {
    Severity::new(kind, max_eur).expect("a severity")
}

const TECHNOLOGY: Exponential = Exponential(0.6);

/// One setting: a law, an event under it, and the care a maker took.
struct Setting {
    name: &'static str,
    rule: Rule,
    severity: Severity,
    victims: usize,
    awareness: f64,
    careless: f64,
    late_share: f64,
    p_pattern: f64,
    in_harbour: bool,
    conformity: Conformity,
    overdue_months: f64,
    due: f64,
    care: f64,
}

impl Setting {
    fn new(name: &'static str, amend: impl FnOnce(&mut Setting)) -> Setting {
        let mut setting = Setting {
            name,
            rule: Rule::default(),
            severity: severity(SeverityKind::Exponential { mean_eur: 400.0 }, 20_000.0),
            victims: 5,
            awareness: 0.6,
            careless: 0.0,
            late_share: 0.0,
            p_pattern: 0.0,
            in_harbour: false,
            conformity: Conformity::Unasked,
            overdue_months: 0.0,
            due: 2.0,
            care: 1.0,
        };
        setting.rule.standard.kind = Kind::Strict;
        setting.rule.procedure.settlement = false;
        amend(&mut setting);
        setting
    }

    fn event(&self) -> Event<'_> {
        Event {
            circumstances: self.circumstances(false),
            origin: Origin::Design,
            severity: &self.severity,
            victims: self.victims as f64,
            awareness: self.awareness,
            late_share: self.late_share,
            complexity: 1.5,
            p_pattern: self.p_pattern,
            p_in_time: 1.0,
        }
    }

    fn circumstances(&self, pattern: bool) -> Circumstances {
        Circumstances {
            head: HeadName::Property,
            careless: self.careless,
            pattern,
            in_harbour: self.in_harbour,
            delay_months: 18.0,
            overdue_months: self.overdue_months,
            conformity: self.conformity,
        }
    }

    /// One realised claim group; the flaw is uniform among those that the care left.
    fn draw(&self, shocks: &Shocks, i: u64) -> Award {
        let uniform = |k: u64| shocks.uniform(Stream::Verdict, i, 0, k);
        let losses: Vec<f64> = (0..self.victims)
            .map(|victim| self.severity.quantile(shocks.uniform(Stream::Loss, i, 0, victim as u64)))
            .collect();
        let claiming = self.rule.procedure.claiming_share(self.awareness);
        let claimants = Binomial::new(self.victims as u64, claiming).quantile(uniform(0)) as f64;
        let arrival = uniform(1) * TECHNOLOGY.intensity(self.care);
        let facts = Facts {
            conduct: Conduct {
                origin: Origin::Design,
                care: self.care,
                due: self.due,
                prevented_by: -ln(arrival) / TECHNOLOGY.0,
                late_share: self.late_share,
                complexity: 1.5,
            },
            chain: Chain::default(),
            circumstances: self.circumstances(uniform(2) < self.p_pattern),
            losses: Losses::Drawn(&losses),
            victims: self.victims as f64,
            claimants,
            timing: Timing::AT_ONCE,
            legacy: false,
            luck: Luck {
                attribution: uniform(3),
                crime: uniform(4),
                court: shocks.normal(Stream::CourtError, i, 0, 0),
                proof: uniform(5),
                beliefs: [uniform(6), uniform(7)],
                trial: uniform(8),
            },
        };
        award(&self.rule, &facts)
    }

    fn expected(&self) -> Prospect {
        expected_payment(&self.rule, &self.event(), self.due, self.care, &TECHNOLOGY)
    }
}

fn settings() -> Vec<Setting> {
    let mut all = doctrines();
    all.extend(mixtures());
    all.extend(procedures());
    all
}

fn doctrines() -> Vec<Setting> {
    vec![
        Setting::new("strict", |_| {}),
        Setting::new("attribution, crime, multiplier, interest", |s| {
            s.rule.causation.attribution = 0.3;
            s.rule.causation.crime_breaks = 0.2;
            s.rule.damages.multiplier = 3.0;
            s.rule.procedure.interest = 0.04;
        }),
        Setting::new("weight, threshold, deductible, cap", |s| {
            s.rule.damages.property = 0.8;
            s.rule.damages.threshold_eur = 150.0;
            s.rule.damages.deductible_eur = 60.0;
            s.rule.damages.cap_eur = 500.0;
            s.severity = severity(
                SeverityKind::LogNormalPareto {
                    mean_eur: 400.0,
                    log_sd: 1.2,
                    tail_share: 0.05,
                    tail_index: 0.4,
                },
                20_000.0,
            );
        }),
        Setting::new("pattern, comparative fault", |s| {
            s.rule.damages.punitive = 2.0;
            s.p_pattern = 0.3;
            s.rule.damages.victim_fault = VictimFault::Comparative;
            s.rule.damages.fault_share = 0.4;
            s.careless = 0.35;
        }),
        Setting::new("harbour's cap", |s| {
            s.rule.relief.effect = Effect::Cap;
            s.rule.relief.cap_eur = 300.0;
            s.in_harbour = true;
        }),
        Setting::new("negligence with court error", |s| {
            s.rule.standard.kind = Kind::Negligence;
            s.rule.standard.court_error = 1.3;
            s.late_share = 0.25;
        }),
        Setting::new("negligence with court error, but-for", |s| {
            s.rule.standard.kind = Kind::Negligence;
            s.rule.standard.court_error = 1.3;
            s.rule.causation.link = Link::ButFor;
        }),
        Setting::new("state of the art, late fix", |s| {
            s.rule.standard.state_of_the_art = 2.5;
            s.late_share = 0.4;
        }),
    ]
}

fn costly(s: &mut Setting) {
    let procedure = &mut s.rule.procedure;
    (procedure.plaintiff_cost_eur, procedure.defendant_cost_eur, procedure.court_cost_eur) =
        (120.0, 250.0, 90.0);
    s.rule.standard.proof = 0.65;
}

/// Hybrid standards, lateness, lighter burdens and compliance.
fn mixtures() -> Vec<Setting> {
    vec![
        Setting::new("hybrid", |s| {
            s.rule.standard.kind = Kind::Hybrid;
            (s.rule.standard.strict_share, s.rule.standard.complexity_exponent) = (0.4, 0.5);
            (s.rule.standard.court_error, s.rule.standard.guidance) = (0.8, 0.5);
        }),
        Setting::new("hybrid, late, with costs", |s| {
            costly(s);
            s.rule.standard.kind = Kind::Hybrid;
            s.rule.causation.link = Link::ButFor;
            s.rule.standard.strict_share = 0.3;
            (s.late_share, s.overdue_months) = (0.6, 2.0);
            s.rule.damages.lateness_per_month = 0.25;
        }),
        Setting::new("a standard and a proof for each type of defect", |s| {
            costly(s);
            (s.rule.standard.kind, s.rule.standard.kind_design) = (Kind::Strict, OfDefect::Negligence);
            (s.rule.standard.proof_design, s.rule.standard.proof_update) = (0.8, 0.4);
            (s.late_share, s.rule.causation.link) = (0.6, Link::ButFor);
        }),
        Setting::new("late updates, and nothing else", |s| {
            (s.rule.standard.kind, s.rule.standard.kind_update) = (Kind::None, OfDefect::Strict);
            (s.late_share, s.rule.standard.proof_design) = (0.3, 0.7);
        }),
        Setting::new("a lighter burden, and compliance as evidence", |s| {
            costly(s);
            (s.rule.relief.effect, s.rule.relief.proof) = (Effect::Burden, 0.6);
            (s.rule.standard.compliance, s.rule.standard.evidence_weight) = (Compliance::Evidence, 0.3);
            (s.in_harbour, s.conformity) = (true, Conformity::Met);
            s.rule.procedure.settlement = true;
            s.rule.procedure.belief_error = 0.1;
        }),
        Setting::new("a presumption of due care", |s| {
            costly(s);
            (s.rule.standard.compliance, s.rule.standard.rebuttal) = (Compliance::Presumption, 0.4);
            s.conformity = Conformity::Met;
        }),
    ]
}

fn procedures() -> Vec<Setting> {
    let settling = |rule: CostRule| {
        move |s: &mut Setting| {
            costly(s);
            s.rule.procedure.settlement = true;
            s.rule.procedure.belief_error = 0.1;
            s.rule.procedure.cost_rule = rule;
        }
    };
    vec![
        Setting::new("American rule", costly),
        Setting::new("English rule", |s| {
            costly(s);
            s.rule.procedure.cost_rule = CostRule::English;
        }),
        Setting::new("one-way shifting", |s| {
            costly(s);
            s.rule.procedure.cost_rule = CostRule::OneWay;
        }),
        Setting::new("settlement, American rule", settling(CostRule::American)),
        Setting::new("settlement, English rule", settling(CostRule::English)),
        Setting::new("settlement, large stakes", |s| {
            settling(CostRule::OneWay)(s);
            s.severity = severity(SeverityKind::Exponential { mean_eur: 5_000.0 }, 1e6);
            s.careless = 0.2;
            s.rule.damages.victim_fault = VictimFault::Comparative;
        }),
        Setting::new("class action", |s| {
            costly(s);
            s.victims = 60;
            s.rule.procedure.class_action = true;
            s.rule.procedure.counsel_share = 0.25;
        }),
        Setting::new("class action that settles", |s| {
            settling(CostRule::American)(s);
            s.victims = 60;
            s.rule.procedure.class_action = true;
            s.rule.procedure.plaintiff_cost_eur = 600.0;
        }),
    ]
}

/// Mean and standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

#[test]
fn expected_payment_is_the_mean_of_awards() {
    let shocks = Shocks::new(7, 0);
    for setting in settings() {
        let awards: Vec<Award> = (0..DRAWS).map(|i| setting.draw(&shocks, i)).collect();
        let expected = setting.expected();
        let flows = expected.flows;
        let check = |what: &str, expected: f64, slack: f64, read: &dyn Fn(&Award) -> f64| {
            let (mean, error) = mean(&awards.iter().map(read).collect::<Vec<f64>>());
            let close = (mean - expected).abs() <= 4.0 * error + slack * expected.abs() + 1e-9;
            assert!(close, "{}: {what} {mean} ± {error}, expected {expected}", setting.name);
        };
        // A class settles by its mean sum, and settlements by size are counted at 16 points.
        let slack = if setting.rule.procedure.settlement { 2e-3 } else { 1e-4 };
        check("damages", flows.damages_eur, slack, &|a| a.flows.damages_eur);
        check("outlay", flows.outlay_eur(), slack, &|a| a.flows.outlay_eur());
        check("counsel", flows.counsel_eur, slack, &|a| a.flows.counsel_eur);
        check("plaintiffs' costs", flows.plaintiff_eur, slack, &|a| a.flows.plaintiff_eur);
        check("court's costs", flows.court_eur, slack, &|a| a.flows.court_eur);
        check("suits", flows.suits, slack, &|a| a.flows.suits);
        check("settled", flows.settled, slack, &|a| a.flows.settled);
        check("recoverable", flows.funnel.recoverable_eur, slack, &|a| a.flows.funnel.recoverable_eur);
        check("claimed", flows.funnel.claimed_eur, slack, &|a| a.flows.funnel.claimed_eur);
        check("somebody sues", expected.p_paid, slack, &|a| f64::from(u8::from(a.flows.suits > 0.0)));
        let square = if setting.rule.procedure.settlement { 0.01 } else { 1e-4 };
        check("squared outlay", expected.outlay_eur2, square, &|a| {
            a.flows.outlay_eur() * a.flows.outlay_eur()
        });
    }
}

#[test]
fn a_large_group_is_the_mean_of_drawn_ones() {
    let shocks = Shocks::new(11, 0);
    let setting = Setting::new("large group", |s| {
        costly(s);
        s.rule.procedure.settlement = true;
        s.rule.standard.proof = 0.6;
    });
    let losses: Vec<f64> =
        (0..400_000).map(|i| setting.severity.quantile(shocks.uniform(Stream::Loss, i, 0, 0))).collect();
    let victims = losses.len() as f64;
    let facts = |losses| Facts {
        conduct: Conduct {
            origin: Origin::Design,
            care: 1.0,
            due: 2.0,
            prevented_by: f64::INFINITY,
            late_share: 0.0,
            complexity: 1.0,
        },
        chain: Chain::default(),
        circumstances: setting.circumstances(false),
        losses,
        victims,
        claimants: victims,
        timing: Timing::AT_ONCE,
        legacy: false,
        luck: Luck { attribution: 0.5, crime: 0.5, court: 0.0, proof: 0.5, beliefs: [0.95, 0.1], trial: 0.5 },
    };
    let drawn = award(&setting.rule, &facts(Losses::Drawn(&losses))).flows;
    let closed = award(&setting.rule, &facts(Losses::Law(&setting.severity))).flows;
    assert!(closed.settled > 0.0 && closed.settled < closed.suits, "{closed:?}");
    for (a, b) in [
        (drawn.damages_eur, closed.damages_eur),
        (drawn.suits, closed.suits),
        (drawn.settled, closed.settled),
        (drawn.defence_eur, closed.defence_eur),
        (drawn.funnel.found_eur, closed.funnel.found_eur),
    ] {
        assert!((a - b).abs() < 0.01 * b, "{drawn:?}\n{closed:?}");
    }
}

#[test]
fn chances_have_the_slopes_they_state() {
    for setting in settings() {
        for care in [0.3, 1.0, 1.9, 2.7] {
            let at =
                |care: f64| liability_chance(&setting.rule, Origin::Design, setting.due, care, &TECHNOLOGY);
            let step = 1e-5;
            let numeric = (at(care + step).value - at(care - step).value) / (2.0 * step);
            let stated = at(care).slope;
            assert!((numeric - stated).abs() < 2e-3, "{}: care {care}: {numeric} {stated}", setting.name);
        }
    }
}

/// The same technology, not known to be log-linear.
struct Unknown;

impl Prevention for Unknown {
    fn intensity(&self, care: f64) -> f64 {
        TECHNOLOGY.intensity(care)
    }
    fn log_slope(&self, care: f64) -> f64 {
        TECHNOLOGY.log_slope(care)
    }
}

#[test]
fn quadrature_over_the_court_s_error_is_the_closed_form() {
    let all = doctrines();
    let but_for = |s: &&Setting| s.rule.standard.court_error > 0.0 && s.rule.causation.link == Link::ButFor;
    let setting = all.iter().find(but_for).expect("negligence with court error, but-for");
    for care in [0.0, 1.0, 2.0, 3.0] {
        let exact = liability_chance(&setting.rule, Origin::Design, setting.due, care, &TECHNOLOGY);
        let found = liability_chance(&setting.rule, Origin::Design, setting.due, care, &Unknown);
        assert!((found.value - exact.value).abs() < 2e-4, "care {care}: {found:?}, exact {exact:?}");
        assert!((found.slope - exact.slope).abs() < 2e-4, "care {care}: {found:?}, exact {exact:?}");
    }
}

#[test]
fn stakes_compose() {
    for setting in settings() {
        let stakes = Stakes::new(&setting.rule, &setting.event());
        let chance = liability_chance(&setting.rule, Origin::Design, setting.due, setting.care, &TECHNOLOGY);
        let expected = stakes.late.flows.outlay_eur() + chance.value * stakes.swing_eur();
        let outlay = setting.expected().flows.outlay_eur();
        assert!((outlay - expected).abs() <= 1e-9 * expected, "{}", setting.name);
    }
}
