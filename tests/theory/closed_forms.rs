//! Random parameters against closed forms and global searches that share nothing with the engine.

use caveat::math::{exp, ln, norm_cdf};
use caveat::theory::{Answers, Column, Given, Patch, group};
use proptest::prelude::*;

/// `p(x) = p0·e^(−k·x)`, harm `h`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Risk {
    pub(crate) p0: f64,
    pub(crate) k: f64,
    pub(crate) h: f64,
}

impl Risk {
    pub(crate) fn p(&self, x: f64) -> f64 {
        self.p0 * exp(-self.k * x)
    }

    /// `argmin x + p(x)·stake`.
    pub(crate) fn care(&self, stake: f64) -> f64 {
        ln((self.k * self.p0 * stake).max(1.0)) / self.k
    }

    pub(crate) fn optimum(&self) -> f64 {
        self.care(self.h)
    }

    /// `min x + p(x)·stake`.
    pub(crate) fn cost(&self, stake: f64) -> f64 {
        let x = self.care(stake);
        x + self.p(x) * stake
    }

    pub(crate) fn params(&self) -> Vec<(&'static str, f64)> {
        vec![("p0", self.p0), ("k", self.k), ("h", self.h)]
    }
}

prop_compose! {
    /// Risks over four orders of stakes: of some no care is worth its cost.
    pub(crate) fn risk()(p0 in 0.01..1.0_f64, k in 0.05..5.0_f64, log_gain in -0.5..6.0_f64) -> Risk {
        Risk { p0, k, h: exp(log_gain) / (k * p0) }
    }
}

/// Least value of a function on a range, by a fine grid and golden sections around its best point.
pub(crate) fn least(range: (f64, f64), f: impl Fn(f64) -> f64) -> (f64, f64) {
    const POINTS: usize = 4000;
    let at = |i: usize| range.0 + (range.1 - range.0) * i as f64 / POINTS as f64;
    let best = (0..=POINTS).min_by(|&i, &j| f(at(i)).total_cmp(&f(at(j)))).unwrap();
    let (mut low, mut high) = (at(best.saturating_sub(1)), at((best + 1).min(POINTS)));
    for _ in 0..100 {
        let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low));
        if f(a) < f(b) { high = b } else { low = a }
    }
    let inside = 0.5 * (low + high);
    let x = if f(at(best)) < f(inside) { at(best) } else { inside };
    (x, f(x))
}

pub(crate) fn run<V: Clone + Into<Given> + std::fmt::Debug>(id: &str, params: &[(&str, V)]) -> Answers {
    group(id).unwrap().run(params).unwrap_or_else(|error| panic!("{id} {params:?}: {error}"))
}

pub(crate) fn close(answers: &Answers, path: &str, expected: f64) -> Result<(), TestCaseError> {
    let obtained = answers.value(path).unwrap_or(f64::NAN);
    let tolerance = 1e-6 + 1e-5 * expected.abs();
    prop_assert!((obtained - expected).abs() < tolerance, "{path}: expected {expected}, obtained {obtained}");
    Ok(())
}

pub(crate) fn check(answers: &Answers, expected: &[(&str, f64)]) -> Result<(), TestCaseError> {
    expected.iter().try_for_each(|(path, value)| close(answers, path, *value))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a1_standards_of_care(risk in risk()) {
        let answers = run("a1", &risk.params());
        let (best, most) = (risk.optimum(), risk.cost(risk.h));
        check(&answers, &[
            ("x_social", best), ("social_cost_optimum", most), ("accident_prob_optimum", risk.p(best)),
            ("x_none", 0.0), ("social_cost_none", risk.p0 * risk.h), ("x_strict", best),
            ("firm_cost_strict", most), ("max_due_care_obeyed", most),
        ])?;
        let standards = [("half_of_optimum", 0.5 * best), ("at_optimum", best),
            ("above_by_0.5_over_k", best + 0.5 / risk.k), ("far_above_by_1.5_over_k", best + 1.5 / risk.k)];
        for (name, due) in standards {
            let obeys = due <= most;
            let (care, cost) = if obeys { (due, due) } else { (best, most) };
            let path = |key: &str| format!("negligence.{name}.{key}");
            close(&answers, &path("care"), care)?;
            close(&answers, &path("firm_expected_cost"), cost)?;
            close(&answers, &path("negligent"), f64::from(u8::from(!obeys)))?;
            close(&answers, &path("expected_liability"), if obeys { 0.0 } else { risk.p(best) * risk.h })?;
            close(&answers, &path("social_cost"), care + risk.p(care) * risk.h)?;
            close(&answers, &path("care_causation_limited_damages"), due.min(best))?;
        }
    }

    #[test]
    fn a3_perceived_and_legal_stakes(risk in risk(), sigma in 0.0..1.0_f64, lambda in 0.0..1.0_f64, ell in 0.0..1.0_f64) {
        let more = [("sigma_buyer_share", sigma), ("lam_awareness", lambda), ("ell_liability_share", ell)];
        let answers = run("a3", &[risk.params(), more.to_vec()].concat());
        let share = ell + lambda * sigma * (1.0 - ell);
        let care = risk.care(share * risk.h);
        check(&answers, &[("internalised_share", share), ("care", care), ("x_social", risk.optimum()),
            ("social_cost", care + risk.p(care) * risk.h)])?;
    }

    #[test]
    fn b1_limited_assets(risk in risk()) {
        let answers = run("b1", &risk.params());
        let (best, h, k) = (risk.optimum(), risk.h, risk.k);
        let gain = k * risk.p0 * h;
        let obeyed = if gain >= exp(1.0) { h * exp(-1.0) } else { ln(gain.max(1.0)) / (k * risk.p0) };
        check(&answers, &[("x_social", best), ("assets_threshold_strict", h)])?;
        prop_assert!((answers.value("assets_threshold_negligence").unwrap() - obeyed).abs() < 1e-4 * h);
        let table = [0.05 * h, 0.2 * h, 0.36 * h, 0.38 * h, 0.6 * h, 0.9 * h, h,
            (h + best - 0.5 / k).max(0.0), (h + best - 0.25 / k).max(0.0), 2.0 * h];
        for (index, y) in table.into_iter().enumerate() {
            let care = risk.care(h.min(y));
            let path = |key: &str| format!("table[{index}].{key}");
            close(&answers, &path("assets"), y)?;
            close(&answers, &path("x_strict"), care)?;
            close(&answers, &path("expected_uncompensated_harm_strict"), risk.p(care) * (h - y).max(0.0))?;
            let evading = risk.cost(h.min(y));
            close(&answers, &path("social_cost_strict"), care + risk.p(care) * h)?;
            if (best - evading).abs() > 1e-4 * best {
                let obeys = best <= evading;
                let care = if obeys { best } else { care };
                close(&answers, &path("x_negligence"), care)?;
                close(&answers, &path("social_cost_negligence"), care + risk.p(care) * h)?;
                // Where no care is worth its cost, none is care enough.
                close(&answers, &path("complies"), f64::from(u8::from(obeys || best == 0.0)))?;
            }
            let monetary = |x: f64| x + risk.p(x) * h.min(y - x);
            let obtained = answers.value(&path("x_strict_monetary_care")).unwrap();
            let (x, cost) = least((0.0, y), monetary);
            prop_assert!(monetary(obtained) <= cost + 1e-7 * (1.0 + cost), "{} is worse than {x}", obtained);
            if (x - best).abs() > 1e-4 * best.max(1.0) {
                close(&answers, &path("overcare_monetary"), f64::from(u8::from(x > best)))?;
            }
        }
    }

    #[test]
    fn c_courts_that_err(risk in risk()) {
        let answers = run("c", &risk.params());
        let best = answers.value("x_social").unwrap();
        close(&answers, "x_social", risk.optimum())?;
        let liable = |x: f64, error: f64| {
            if error > 0.0 { norm_cdf((best - x) / error) } else { f64::from(u8::from(x < best)) }
        };
        let cost = |x: f64, error: f64| x + risk.p(x) * risk.h * liable(x, error);
        for (index, share) in [0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5].into_iter().enumerate() {
            let error = share * best;
            let care = answers.value(&format!("table[{index}].care")).unwrap();
            let (x, lowest) = least((0.0, best + 5.0 * error + 3.0 / risk.k), |x| cost(x, error));
            prop_assert!(cost(care, error) <= lowest + 1e-7 * (1.0 + lowest),
                "error {error}: {care} costs {}, {x} only {lowest}", cost(care, error));
            close(&answers, &format!("table[{index}].firm_cost"), lowest)?;
            close(&answers, &format!("table[{index}].prob_liable_given_accident"), liable(care, error))?;
            close(&answers, &format!("table[{index}].social_cost"), care + risk.p(care) * risk.h)?;
        }
        let name = "sigma_over_xstar_where_overcompliance_turns_to_undercompliance";
        let turning = answers.value(name).unwrap() * best;
        // Where optimal care is next to none, costs on both sides of the turning point differ by less than a search resolves.
        let resolved = best * risk.k > 0.05;
        prop_assert!(best > 0.0 || turning.is_nan(), "a turning point of {}", turning);
        prop_assert!(turning.is_finite() || !resolved, "no turning point about {best}");
        // But nobody is said to turn who would lose by it, or to stay: up to what a search resolves.
        let far = |error: f64| best + 5.0 * error + 3.0 / risk.k;
        let loses = |from: f64, to: f64, error: f64| {
            let lowest = least((0.0, far(error)), |x| cost(x, error)).1;
            least((from, to), |x| cost(x, error)).1 - lowest > 1e-6 * (1.0 + lowest)
        };
        if best > 0.0 && turning.is_finite() {
            prop_assert!(!loses(best, far(turning), 0.999 * turning), "care below {best} is better before {turning}");
            prop_assert!(!loses(0.0, best, 1.001 * turning), "care above {best} is better after {turning}");
        } else if best > 0.0 {
            let most = 75.0 * best; // the greatest error that was tried
            prop_assert!(!loses(best, far(most), most), "care below {best} is better at {most}");
        }
        if resolved {
            let care = |error: f64| least((0.0, far(error)), |x| cost(x, error)).0;
            prop_assert!(care(0.999 * turning) >= best - 1e-6 && care(1.001 * turning) < best + 1e-6);
        }
    }

    #[test]
    fn c_any_error_of_courts(risk in risk(), share in -7.0..2.0_f64, severity in 0.2..2.0_f64) {
        let (error, due) = (exp(share) / risk.k, severity * (risk.optimum() + 0.1 / risk.k));
        let c = group("c").unwrap();
        let params = c.params(&risk.params()).unwrap();
        let law = Patch::new().set("standard.kind", "negligence").set("standard.due_design", due).set("standard.court_error", error);
        let run = c.probe(&params).run(&law).unwrap();
        let cost = |x: f64| x + risk.p(x) * risk.h * norm_cdf((due - x) / error);
        let obtained = cost(run.column(Column::Care));
        let (x, lowest) = least((0.0, risk.optimum().max(due) + 9.0 * error), cost);
        prop_assert!(obtained <= lowest * (1.0 + 1e-6), "{} costs {obtained}, {x} only {lowest}", run.column(Column::Care));
    }

    #[test]
    fn d1_attribution_and_multiplier(risk in risk(), pi in 0.01..1.0_f64, cap in 0.5..20.0_f64) {
        let answers = run("d1", &[risk.params(), vec![("pi", pi), ("M_cap", cap)]].concat());
        let best = risk.optimum();
        check(&answers, &[
            ("x_social", best), ("x_no_multiplier", risk.care(pi * risk.h)), ("multiplier_optimal", 1.0 / pi),
            ("punitive_damages", risk.h * (1.0 - pi) / pi), ("x_with_multiplier", best),
            ("x_with_cap", risk.care(pi * risk.h * cap.min(1.0 / pi))),
            ("expected_payment_per_period_with_multiplier", risk.p(best) * risk.h),
        ])?;
    }

    #[test]
    fn e1_shared_and_indivisible(
        risk in risk(), (w1, r1) in (0.0..1.0_f64, 0.0..1.0_f64), (y1, y2) in (0.0..2.0_f64, 0.0..2.0_f64),
    ) {
        let (weights, shares, assets) = ([w1, 1.0 - w1], [r1, 1.0 - r1], [y1 * risk.h, y2 * risk.h]);
        let more = [("w1", w1), ("w2", weights[1]), ("r1", r1), ("assets1", assets[0]), ("assets2", assets[1])];
        let answers = run("e1", &[risk.params(), more.to_vec()].concat());
        let part = |i: usize| Risk { p0: risk.p0 * weights[i], ..risk };
        check(&answers, &[("social.care[0]", part(0).optimum()), ("social.care[1]", part(1).optimum())])?;
        for (law, joint) in [("several", false), ("joint_and_several", true)] {
            let fallen = |i: usize| if joint { (shares[1 - i] * risk.h - assets[1 - i]).max(0.0) } else { 0.0 };
            let owed = [0, 1].map(|i| shares[i] * risk.h + fallen(i));
            let exposure = [0, 1].map(|i: usize| assets[i].min(owed[i]));
            let care = [0, 1].map(|i: usize| part(i).care(exposure[i]));
            let p = part(0).p(care[0]) + part(1).p(care[1]);
            let paid = (exposure[0] + exposure[1]) / risk.h;
            let path = |key: &str| format!("{law}.{key}");
            for i in 0..2 {
                close(&answers, &path(&format!("exposure[{i}]")), exposure[i])?;
                close(&answers, &path(&format!("care[{i}]")), care[i])?;
                let flag = f64::from(u8::from(owed[i] > assets[i]));
                close(&answers, &path(&format!("firm{}_bankrupt_on_judgment", i + 1)), flag)?;
            }
            close(&answers, &path("harm_prob"), p)?;
            close(&answers, &path("recovery_rate"), paid)?;
            close(&answers, &path("expected_uncompensated"), p * risk.h * (1.0 - paid).max(0.0))?;
            close(&answers, &path("social_cost"), care[0] + care[1] + p * risk.h)?;
        }
    }

    #[test]
    fn e3_each_for_its_own(risk in risk(), assets in 0.0..1.5_f64) {
        let assets = assets * risk.h;
        let answers = run("e3", &[risk.params(), vec![("assets2", assets)]].concat());
        let care = [risk.optimum(), risk.care(risk.h.min(assets))];
        let short = risk.p(care[1]) * (risk.h - assets).max(0.0);
        check(&answers, &[("care1", care[0]), ("care2", care[1]), ("care_change_from_JS", 0.0),
            ("extra_expected_cost_firm1_under_JS", short), ("uncompensated_several", short), ("uncompensated_JS", 0.0)])?;
    }

    #[test]
    fn j3_prices_and_pass_through(
        makers in 1..40_u32, alpha in 0.01..5.0_f64, surplus in -4.0..40.0_f64, cost in 1.0..100.0_f64, rise in 0.1..2.0_f64,
    ) {
        let (n, rise) = (f64::from(makers), rise / alpha);
        let delta = alpha * cost + surplus;
        let answers = run("j3", &[("N", n), ("alpha", alpha), ("delta", delta), ("c", cost), ("t", rise)]);
        let share = |price: f64| 1.0 / (exp(alpha * price - delta) + n);
        let price = |cost: f64| {
            let (mut low, mut high) = (cost, cost + 100.0 / alpha);
            for _ in 0..200 {
                let middle = 0.5 * (low + high);
                if middle - cost < 1.0 / (alpha * (1.0 - share(middle))) { low = middle } else { high = middle }
            }
            low
        };
        let (before, after) = (price(cost), price(cost + rise));
        let s = share(before);
        check(&answers, &[
            ("price", before), ("share", s), ("price_after", after), ("share_after", share(after)),
            ("local_pass_through", 1.0 / (1.0 + s * (1.0 - n * s) / ((1.0 - s) * (1.0 - s)))),
            ("arc_pass_through", (after - before) / rise), ("profit_per_consumer", (before - cost) * s),
            ("profit_after", (after - cost - rise) * share(after)),
        ])?;
    }

    #[test]
    fn m1_delay(risk in risk(), r in 0.0..0.3_f64, delay in 0.0..20.0_f64, mu in 0.0..0.3_f64) {
        let answers = run("m1", &[risk.params(), vec![("r", r), ("delay", delay), ("mu", mu)]].concat());
        let (factor, best) = (exp(-(r + mu) * delay), risk.optimum());
        let care = risk.care(risk.h * factor);
        check(&answers, &[("discount_factor", factor), ("x_social", best), ("care", care), ("reduction", best - care),
            ("x_with_prejudgment_interest", risk.care(risk.h * exp(-mu * delay)))])?;
    }

    #[test]
    fn m2_composition(
        risk in risk(), (pi, multiplier) in (0.05..1.0_f64, 0.2..5.0_f64), (r, mu, delay) in (0.0..0.2_f64, 0.0..0.2_f64, 0.0..10.0_f64),
        (assets, defence) in (0.01..4.0_f64, 0.0..1.0_f64),
    ) {
        let (assets, defence) = (assets * risk.h, defence * risk.h);
        let more = [("pi", pi), ("M", multiplier), ("r", r), ("mu", mu), ("delay", delay), ("assets", assets), ("cD", defence)];
        let answers = run("m2", &[risk.params(), more.to_vec()].concat());
        let stake = pi * exp(-(r + mu) * delay) * (multiplier * risk.h + defence).min(assets);
        check(&answers, &[("L_eff", stake), ("care", risk.care(stake)), ("x_social", risk.optimum())])?;
    }

    #[test]
    fn care_follows_every_part_of_liability_in_its_direction(risk in risk(), pi in 0.1..0.8_f64, assets in 0.1..2.0_f64) {
        let base = [risk.params(), vec![("pi", pi), ("assets", assets * risk.h)]].concat();
        let m2 = group("m2").unwrap();
        let care = |name: &'static str, value: f64| {
            let params = m2.params(&[base.clone(), vec![(name, value)]].concat()).unwrap();
            m2.probe(&params).run(&Patch::new()).unwrap().column(Column::Care)
        };
        for (name, less, more) in [("pi", pi, pi + 0.2), ("M", 1.0, 1.5), ("assets", assets * risk.h, 2.0 * assets * risk.h)] {
            prop_assert!(care(name, more) >= care(name, less) - 1e-9, "{name}");
        }
        for (name, less, more) in [("delay", 1.0, 4.0), ("r", 0.02, 0.2), ("mu", 0.0, 0.2)] {
            prop_assert!(care(name, more) <= care(name, less) + 1e-9, "{name}");
        }
    }
}
