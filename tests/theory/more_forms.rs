//! Random parameters against closed forms and global searches, of the groups with lists, fees, fines, costs and sizes.

use caveat::math::{exp, ln, pow};
use caveat::theory::{Given, group};
use proptest::prelude::*;

use crate::closed_forms::{Risk, check, close, risk, run};

/// One if something holds, else 0: as answers count flags.
fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a4_safe_harbours(risk in risk(), severity in 0.2..1.5_f64, phi in 0.0..1.0_f64, fee in 0.0..0.5_f64) {
        let (best, outside) = (risk.optimum(), risk.cost(risk.h));
        let (s, fee) = (severity * (best + 0.2 / risk.k), fee * outside);
        let answers = run("a4", &[risk.params(), vec![("s", s), ("phi", phi), ("F", fee)]].concat());
        let inside = risk.care(phi * risk.h).max(s);
        let certified = inside + phi * risk.p(inside) * risk.h + fee;
        check(&answers, &[("cost_certified", certified), ("cost_strict", outside)])?;
        prop_assume!((certified - outside).abs() > 1e-6 * outside);
        let certifies = certified < outside;
        let care = if certifies { inside } else { best };
        let paid = if certifies { fee } else { 0.0 };
        check(&answers, &[("certifies", flag(certifies)), ("care", care), ("care_change_vs_strict", care - best),
            ("social_cost", care + risk.p(care) * risk.h + paid)])?;
    }

    #[test]
    fn d2_costly_suits(risk in risk(), own in 0.0..3.0_f64, other in 0.0..2.0_f64, public in 0.0..1.0_f64) {
        let (m, [own, other, public]) = (risk.h, [own, other, public].map(|part| part * risk.h));
        let answers = run("d2", &[("p0", risk.p0), ("k", risk.k), ("mean_harm", m), ("cP", own), ("cD", other), ("cS", public)]);
        let suit = exp(-own / m);
        let outlay = suit * (m + own + other);
        let all = m + suit * (own + other + public);
        let care = risk.care(outlay);
        let (cost, without) = (care + risk.p(care) * all, risk.p0 * m);
        check(&answers, &[
            ("prob_suit", suit), ("expected_outlay_per_accident", outlay), ("x_strict", care), ("x_if_free_suits", risk.optimum()),
            ("social_harm_incl_litigation_per_accident", all), ("x_constrained_optimum", risk.care(all)),
            ("total_social_cost", cost), ("total_social_cost_no_liability", without),
        ])?;
        if (cost - without).abs() > 1e-6 * without {
            let text = answers.leaves().into_iter().find_map(|leaf| leaf.text).unwrap();
            prop_assert_eq!(text == "suits socially desirable", cost < without, "{}", text);
        }
    }

    #[test]
    fn f_bilateral_care(b in 0.05..10.0_f64, u in 1.05..8.0_f64, v in 1.05..8.0_f64) {
        // Productivities and harm at which the planner takes 1 + a·x* = u and 1 + b·y* = v.
        let a = b * u / v;
        let harm = u * u * u * b / (a * a);
        let answers = run("f", &[("H", harm), ("a", a), ("b", b)]);
        let (x, y) = ((u - 1.0) / a, (v - 1.0) / b);
        let alone = |productivity: f64| ((productivity * harm).sqrt() - 1.0) / productivity;
        check(&answers, &[("x_social", x), ("y_social", y), ("social_cost", x + y + harm / (u * v))])?;
        for (rule, firm, victim, share) in [
            ("none", 0.0, alone(b), 0.0), ("strict", alone(a), 0.0, 1.0), ("negligence", x, y, 0.0),
            ("negligence_contributory", x, y, 0.0), ("strict_contributory", x, y, 1.0), ("comparative", x, y, 0.0),
        ] {
            let left = harm / ((1.0 + a * firm) * (1.0 + b * victim));
            let path = |key: &str| format!("rules.{rule}.{key}");
            close(&answers, &path("firm_care"), firm)?;
            close(&answers, &path("victim_care"), victim)?;
            close(&answers, &path("expected_harm"), left)?;
            close(&answers, &path("social_cost"), firm + victim + left)?;
            close(&answers, &path("firm_pays_share"), share)?;
        }
    }

    #[test]
    fn g3_monoculture(devices in 1..1_000_000_u32, p in 0.001..0.9_f64, parts in prop::collection::vec(0.01..1.0_f64, 1..8)) {
        let (n, all) = (f64::from(devices), parts.iter().sum::<f64>());
        let shares: Vec<f64> = parts.iter().map(|part| part / all).collect();
        let hhi: f64 = shares.iter().map(|share| share * share).sum();
        let answers = run("g3", &[("N", Given::Number(n)), ("p", Given::Number(p)), ("shares", Given::List(shares.clone()))]);
        let alone = n * p * (1.0 - p);
        check(&answers, &[("mean", n * p), ("sd", (n * alone * hhi).sqrt()), ("hhi", hhi),
            ("prob_any", 1.0 - pow(1.0 - p, shares.len() as f64)), ("sd_if_independent", alone.sqrt())])?;
    }

    #[test]
    fn h1_class_one(v in 0.02..1.0_f64, beta in 0.2..5.0_f64, log_gain in -1.0..6.0_f64, log_alpha in -14.0..3.0_f64) {
        let alpha = exp(log_alpha);
        let loss = (exp(log_gain) / (v * beta * alpha)).clamp(1e-6, 1e9);
        let answers = run("h1", &[("v", v), ("alpha", alpha), ("beta", beta), ("L", loss)]);
        let level = (pow(v * beta * alpha * loss, 1.0 / (beta + 1.0)) - 1.0).max(0.0);
        let (z, breach) = (level / alpha, v * pow(1.0 + level, -beta));
        check(&answers, &[("z_star", z), ("breach_prob", breach), ("z_over_vL", z / (v * loss)), ("bound_1_over_e", exp(-1.0)),
            ("ENBIS", (v - breach) * loss - z)])?;
        prop_assert!(z <= exp(-1.0) * v * loss);
    }

    #[test]
    fn h2_class_two(v in 0.02..0.98_f64, w in 0.2..40.0_f64, log_alpha in -14.0..3.0_f64) {
        let alpha = exp(log_alpha);
        let loss = (w / (-v * alpha * ln(v))).clamp(1e-6, 1e9);
        let w = -v * alpha * loss * ln(v);
        let answers = run("h2", &[("v", v), ("alpha", alpha), ("L", loss)]);
        let z = (ln(w) / (-alpha * ln(v))).max(0.0);
        let breach = pow(v, alpha * z + 1.0);
        check(&answers, &[("z_star", z), ("w", w), ("breach_prob", breach), ("z_over_vL", z / (v * loss)),
            ("bound_1_over_e", exp(-1.0))])?;
        prop_assert!(z <= exp(-1.0) * v * loss * (1.0 + 1e-12));
    }

    #[test]
    fn j4_some_rivals_are_liable(
        alpha in 0.02..2.0_f64,
        makers in prop::collection::vec((1.0..8.0_f64, 1.0..60.0_f64, prop_oneof![Just(0.0), 0.1..10.0_f64]), 1..5),
        twins in 0..3_usize,
    ) {
        // Makers alike share a class: a market of more than four.
        let makers: Vec<_> = makers.iter().chain(std::iter::repeat_n(&makers[0], twins)).collect();
        let list = |of: fn(&(f64, f64, f64)) -> f64| Given::List(makers.iter().map(|maker| of(maker)).collect());
        let delta: Vec<f64> = makers.iter().map(|(surplus, cost, _)| surplus + alpha * cost).collect();
        let answers = run("j4", &[("alpha", Given::Number(alpha)), ("delta", Given::List(delta.clone())), ("c", list(|m| m.1)),
            ("liability_per_unit", list(|m| m.2))]);
        for (when, liable) in [("before", 0.0), ("after", 1.0)] {
            let price = |i: usize| answers.value(&format!("price_{when}[{i}]")).unwrap();
            let weight: Vec<f64> = delta.iter().enumerate().map(|(i, delta)| exp(delta - alpha * price(i))).collect();
            let all: f64 = 1.0 + weight.iter().sum::<f64>();
            for (i, (_, cost, liability)) in makers.iter().enumerate() {
                let share = weight[i] / all;
                close(&answers, &format!("share_{when}[{i}]"), share)?;
                close(&answers, &format!("price_{when}[{i}]"), cost + liable * liability + 1.0 / (alpha * (1.0 - share)))?;
            }
        }
    }

    #[test]
    fn l3_inspections_and_fines(
        risk in risk(), severity in 0.05..1.5_f64, a in 0.01..1.0_f64, fine in 0.0..3.0_f64, d in 0.0..0.9_f64,
    ) {
        let (best, stake) = (risk.optimum(), d * risk.h);
        let s = risk.care(stake) + severity * (best - risk.care(stake) + 0.1 / risk.k);
        let own = risk.care(stake);
        let comply = s + risk.p(s) * stake;
        let least = (comply - own - risk.p(own) * stake) / a;
        let fine = fine * least;
        let answers = run("l3", &[risk.params(), vec![("s", s), ("a", a), ("f", fine), ("d", d)]].concat());
        check(&answers, &[("cost_comply", comply), ("cost_violate", own + risk.p(own) * stake + a * fine)])?;
        prop_assert!((answers.value("f_min").unwrap() - least).abs() < 1e-6 * (1.0 + comply) / a, "f_min {least}");
        if (fine - least).abs() > 1e-4 * least {
            check(&answers, &[("complies", flag(fine > least)), ("care", if fine > least { s } else { own })])?;
        }
    }

    #[test]
    fn n1_scale(p0 in 0.001..0.5_f64, log_k in -12.0..0.0_f64, h in 1.0..500.0_f64, part in 0.05..1.3_f64, spend in 0.0..20.0_f64) {
        let k = exp(log_k);
        let (margin, mandate) = (part * p0 * h, spend / k);
        let answers = run("n1", &[("p0", p0), ("k", k), ("h", h), ("margin", margin), ("mandated_spend", mandate)]);
        let spent = |n: f64| ln((k * p0 * n * h).max(1.0)) / k;
        let profit = |n: f64| n * margin - spent(n) - n * p0 * exp(-k * spent(n)) * h;
        for (index, n) in [1e3, 1e4, 1e5, 1e6].into_iter().enumerate() {
            let path = |key: &str| format!("table[{index}].{key}");
            close(&answers, &path("security_spend"), spent(n))?;
            close(&answers, &path("per_unit_spend"), spent(n) / n)?;
            close(&answers, &path("breach_prob"), p0 * exp(-k * spent(n)))?;
            close(&answers, &path("profit_strict"), profit(n))?;
            close(&answers, &path("profit_none"), n * margin)?;
        }
        close(&answers, "breakeven_size_mandate", mandate / margin)?;
        let size = answers.value("breakeven_size_strict").unwrap();
        if margin >= p0 * h {
            prop_assert_eq!(size, 0.0);
        } else {
            prop_assert!(profit(0.999 * size) < 0.0 && profit(1.001 * size) > 0.0, "break-even at {size}");
        }
    }
}

/// Makers that do harm between two bounds, all as likely, and answer for a part of it.
struct Makers {
    risk: Risk,
    least: f64,
    assets: f64,
    pi: f64,
}

impl Makers {
    /// Mean over makers.
    fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        const POINTS: usize = 20_000;
        let width = (self.risk.h - self.least) / POINTS as f64;
        (0..POINTS).map(|at| of(self.least + width * (at as f64 + 0.5))).sum::<f64>() / POINTS as f64
    }

    /// Care that liability brings.
    fn care(&self, h: f64) -> f64 {
        self.risk.care(self.pi * h.min(self.assets))
    }

    /// Mean cost to society under a standard beside liability.
    fn cost(&self, standard: f64) -> f64 {
        self.mean(|h| {
            let care = self.care(h).max(standard);
            care + self.risk.p(care) * h
        })
    }

    /// Share of makers that a standard binds.
    fn bound(&self, standard: f64) -> f64 {
        self.mean(|h| flag(self.care(h) < standard))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn l1_liability_and_regulation(risk in risk(), part in 0.05..0.9_f64, assets in 0.1..1.3_f64, pi in 0.3..1.0_f64) {
        let makers = Makers { risk, least: part * risk.h, assets: assets * risk.h, pi };
        let answers = run("l1", &[("p0", risk.p0), ("k", risk.k), ("h1", makers.least), ("h2", risk.h),
            ("assets", makers.assets), ("pi", pi)]);
        let value = |path: &str| answers.value(path).unwrap();
        let near = |path: &str, expected: f64, relative: f64| {
            // Where few makers find care worth its cost, it is small, and few of those simulated stand for it.
            let most = relative * (expected + if path.contains("care") { 1.0 / risk.k } else { 0.0 });
            prop_assert!((value(path) - expected).abs() <= most, "{path}: {} not {expected}", value(path));
            Ok(())
        };
        let standard = risk.care(0.5 * (makers.least + risk.h));
        near("first_best", makers.mean(|h| risk.cost(h)), 1e-3)?;
        near("liability_alone", makers.cost(0.0), 1e-3)?;
        near("regulation_alone_s", standard, 1e-3)?;
        near("regulation_alone", makers.mean(|h| standard + risk.p(standard) * h), 1e-3)?;
        near("mean_care_liability", makers.mean(|h| makers.care(h)), 2e-3)?;
        let lowest = (0..=200).map(|at| makers.cost(standard * f64::from(at) / 200.0)).fold(f64::INFINITY, f64::min);
        let joint = value("joint_s");
        near("joint", makers.cost(joint), 1e-3)?;
        prop_assert!(makers.cost(joint) <= lowest * (1.0 + 1e-3), "{joint} costs {}, the best {lowest}", makers.cost(joint));
        near("mean_care_joint", makers.mean(|h| makers.care(h).max(joint)), 2e-3)?;
        let (few, many) = (makers.bound(joint * (1.0 - 1e-6)), makers.bound(joint * (1.0 + 1e-6)));
        let bound = value("share_firms_bound_by_standard");
        prop_assert!(few - 1e-3 <= bound && bound <= many + 1e-3, "{bound} not in {few} to {many}");
        // A standard beside liability is never worse than either alone, and never above the one without.
        prop_assert!(value("joint") <= value("liability_alone").min(value("regulation_alone")) * (1.0 + 1e-9));
        prop_assert!(joint <= value("regulation_alone_s") * (1.0 + 1e-9));
    }
}

#[test]
fn lists_that_do_not_fit_are_refused() {
    let j4 = group("j4").unwrap();
    let said = |params: &[(&str, Given)]| j4.run(params).unwrap_err().to_string();
    let list = |numbers: &[f64]| Given::from(numbers);
    assert!(said(&[("c", list(&[1.0, 2.0]))]).contains("c has 2 numbers, but delta 3: one for each maker"));
    let five = list(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    let kinds = [("delta", five.clone()), ("c", five.clone()), ("liability_per_unit", five)];
    assert!(said(&kinds).contains("make 5 kinds of makers; 4 at most"));
    let shares = group("g3").unwrap().run(&[("shares", list(&[0.5, 0.2]))]).unwrap_err().to_string();
    assert!(shares.contains("shares sum to 0.7, not to 1"), "{shares}");
    let harms = group("l1").unwrap().run(&[("h1", 200.0)]).unwrap_err().to_string();
    assert!(harms.contains("h1 is above h2, which is 160"), "{harms}");
}
