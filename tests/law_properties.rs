//! What holds under every law that the registry can write, for every claim group.

use caveat::distributions::{Severity, SeverityKind};
use caveat::law::apportionment::{Apportionment, Chain, OpenSource, Party, Sharing, apportion};
use caveat::law::award::{Award, Facts, Luck, award};
use caveat::law::causation::Prevention;
use caveat::law::damages::Circumstances;
use caveat::law::duties::Conformity;
use caveat::law::expected::{Event, Stakes};
use caveat::law::procedure::Timing;
use caveat::law::rule::{Rule, levers};
use caveat::law::schedule::Losses;
use caveat::law::standard::{Kind as Liability, Origin, Standard};
use caveat::law::subjects::ComponentMaker;
use caveat::law::verdict::{Conduct, liability_chance};
use caveat::lever::{Kind, Value};
use caveat::math::exp;
use caveat::scenario::market::HeadName;
use proptest::prelude::*;

/// Any law: of each lever its default, or any value up to what is common for its unit.
fn any_rule() -> impl Strategy<Value = Rule> {
    let count = levers().iter().map(|table| table.len()).sum::<usize>();
    prop::collection::vec(prop::option::of(0.0..1.0_f64), count).prop_map(|picks| {
        let mut rule = Rule::default();
        for (lever, pick) in levers().into_iter().flatten().zip(picks) {
            let Some(u) = pick else { continue };
            let common: f64 = match lever.unit {
                "ratio" | "care level" => 5.0,
                "months" => 60.0,
                _ => 2_000.0,
            };
            let value = match lever.kind {
                Kind::Num { min, max } => Value::Num(min + u * (max.min(common.max(min)) - min)),
                Kind::Whole { min, max } => Value::Num((min + u * (max.min(common.max(min)) - min)).floor()),
                Kind::Choice(names) => Value::Choice((u * names.len() as f64) as usize),
                Kind::Flag => Value::Flag(u < 0.5),
                Kind::Date => continue,
            };
            (lever.set)(&mut rule, value);
        }
        rule
    })
}

/// Any claim group, but for its losses.
#[derive(Clone, Debug)]
struct Group {
    conduct: Conduct,
    circumstances: Circumstances,
    claim: f64,
    months: [f64; 2],
    luck: Luck,
}

fn any_group() -> impl Strategy<Value = Group> {
    let unit = || 0.0..1.0_f64;
    let conduct = (0..4_usize, 0.0..5.0_f64, 0.0..5.0_f64, 0.0..3.0_f64, unit()).prop_map(
        |(origin, care, due, gap, late)| {
            let (origin, prevented_by) = (Origin::from_index(origin), care + gap);
            let (late_share, complexity) = ((2.0 * late - 1.0).max(0.0), 0.5 + care);
            Conduct { origin, care, due, prevented_by, late_share, complexity }
        },
    );
    let circumstances = (0..4_usize, unit(), any::<bool>(), any::<bool>(), 0.0..60.0_f64).prop_map(
        |(head, careless, pattern, in_harbour, delay_months)| Circumstances {
            head: HeadName::from_index(head),
            careless,
            pattern,
            in_harbour,
            delay_months,
            overdue_months: 0.1 * delay_months,
            conformity: if careless > 0.5 { Conformity::Met } else { Conformity::Short },
        },
    );
    let luck = (unit(), unit(), -3.0..3.0_f64, unit(), [unit(), unit()]).prop_map(
        |(attribution, crime, court, proof, beliefs)| Luck {
            attribution,
            crime,
            court,
            proof,
            beliefs,
            trial: 0.5,
        },
    );
    (conduct, circumstances, unit(), [0.0..40.0_f64, 0.0..40.0_f64], luck).prop_map(
        |(conduct, circumstances, claim, months, luck)| Group { conduct, circumstances, claim, months, luck },
    )
}

fn any_losses() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![0.0..200.0_f64, 100.0..20_000.0_f64], 1..12)
}

fn decide(rule: &Rule, group: &Group, losses: &[f64]) -> Award {
    let victims = losses.len() as f64;
    award(
        rule,
        &Facts {
            conduct: group.conduct,
            chain: Chain::default(),
            circumstances: group.circumstances,
            losses: Losses::Drawn(losses),
            victims,
            claimants: (group.claim * (victims + 1.0)).floor(),
            timing: Timing {
                knowledge_months: group.months[0],
                harm_months: 0.5 * group.months[1],
                sale_months: group.months[1],
            },
            legacy: group.claim > 0.8,
            luck: group.luck,
        },
    )
}

fn assert_falls(steps: [f64; 5]) {
    for pair in steps.windows(2) {
        assert!(pair[1] >= 0.0 && pair[1] <= pair[0] * (1.0 + 1e-9) + 1e-9, "{steps:?}");
    }
}

/// `λ(x) = e^(−x/2)`.
struct Halving;

impl Prevention for Halving {
    fn intensity(&self, care: f64) -> f64 {
        exp(-0.5 * care)
    }
    fn log_slope(&self, _: f64) -> f64 {
        -0.5
    }
    fn is_log_linear(&self) -> bool {
        true
    }
}

prop_compose! {
    /// Any law of apportionment.
    fn any_apportionment()(
        sharing in 0..4_usize, open_source in 0..3_usize, (indivisible, importer) in any::<(bool, bool)>(),
        [supplier_share, service_share, seller_share, recourse, recourse_small, indemnity] in prop::array::uniform6(0.0..=1.0_f64),
        caps in prop::array::uniform2(prop_oneof![1.0..1e6_f64, Just(f64::INFINITY)]),
    ) -> Apportionment {
        Apportionment {
            sharing: Sharing::from_index(sharing), open_source: OpenSource::from_index(open_source), indivisible, importer,
            supplier_share, service_share, recourse, recourse_small, indemnity,
            // More than the whole of an award is refused.
            seller_share: seller_share * (1.0 - supplier_share.max(service_share)),
            recourse_cap_eur: caps[0], steward_cap_eur: caps[1], ..Rule::default().apportionment
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn no_step_of_the_funnel_adds(rule in any_rule(), group in any_group(), losses in any_losses()) {
        let flows = decide(&rule, &group, &losses).flows;
        assert_falls(flows.funnel.steps_eur());
        prop_assert!(flows.surplus_eur() >= 0.0);
        let most = losses.len() as f64 * (1.0 + 1e-12);
        prop_assert!(flows.settled <= flows.suits && flows.suits <= most);
    }

    #[test]
    fn no_step_of_the_expected_funnel_adds(rule in any_rule(), group in any_group(), mean in 10.0..3_000.0_f64) {
        let severity = Severity::new(SeverityKind::Exponential { mean_eur: mean }, 50_000.0).unwrap();
        let event = Event {
            circumstances: group.circumstances,
            origin: group.conduct.origin,
            severity: &severity,
            victims: 8.0,
            awareness: group.claim,
            late_share: group.conduct.late_share,
            complexity: group.conduct.complexity,
            p_pattern: group.luck.proof,
            p_in_time: group.luck.crime,
        };
        let stakes = Stakes::new(&rule, &event);
        for prospect in [stakes.whole, stakes.late, stakes.faultless] {
            assert_falls(prospect.flows.funnel.steps_eur());
            let outlay = prospect.flows.outlay_eur();
            prop_assert!(outlay >= 0.0 && (0.0..=1.0 + 1e-12).contains(&prospect.p_paid));
            prop_assert!(prospect.outlay_eur2 >= outlay * outlay * (1.0 - 1e-6), "{prospect:?}");
        }
        prop_assert!(stakes.swing_eur() >= -1e-9 * stakes.whole.flows.outlay_eur());
    }

    #[test]
    fn what_a_trial_costs_is_borne_by_the_two_sides(
        rule in any_rule(), group in any_group(), losses in any_losses(),
    ) {
        let flows = decide(&rule, &group, &losses).flows;
        let spent = (flows.suits - flows.settled)
            * (rule.procedure.plaintiff_cost_eur + rule.procedure.defendant_cost_eur);
        prop_assert!((flows.defence_eur + flows.plaintiff_eur - spent).abs() <= 1e-9 * spent.max(1.0));
    }

    #[test]
    fn an_award_rises_with_every_loss(
        mut rule in any_rule(), group in any_group(), losses in any_losses(), more in 0.0..5_000.0_f64,
    ) {
        rule.procedure.settlement = false;
        let larger: Vec<f64> = losses.iter().map(|loss| loss + more).collect();
        let (before, after) = (decide(&rule, &group, &losses), decide(&rule, &group, &larger));
        prop_assert!(after.flows.damages_eur >= before.flows.damages_eur * (1.0 - 1e-12));
    }

    #[test]
    fn nobody_pays_without_a_liability_law(
        mut rule in any_rule(), group in any_group(), losses in any_losses(),
    ) {
        rule.standard = Standard { kind: Liability::None, ..Rule::default().standard };
        let decision = decide(&rule, &group, &losses);
        prop_assert_eq!(decision.flows.outlay_eur(), 0.0);
        prop_assert!(!decision.adverse_finding);
    }

    #[test]
    fn a_cap_binds_every_judgment(mut rule in any_rule(), group in any_group(), losses in any_losses()) {
        rule.procedure.settlement = false;
        let pattern = if group.circumstances.pattern { rule.damages.punitive } else { 0.0 };
        let late = rule.damages.lateness_per_month * group.circumstances.overdue_months;
        let interest = rule.procedure.interest_factor(group.circumstances.delay_months);
        let most = rule.damages.cap_eur * (rule.damages.multiplier + pattern + late) * interest;
        let damages = decide(&rule, &group, &losses).flows.damages_eur;
        prop_assert!(damages <= most * losses.len() as f64 * (1.0 + 1e-9));
    }

    #[test]
    fn no_settlement_is_negative(rule in any_rule(), group in any_group(), judgment in 0.0..1e5_f64) {
        let (procedure, p_win) = (&rule.procedure, rule.standard.proof);
        let beliefs = procedure.beliefs(p_win, group.luck.beliefs);
        for belief in [beliefs.plaintiff, beliefs.defendant] {
            prop_assert!((0.0..=1.0).contains(&belief));
        }
        if judgment > procedure.worth_suing_eur(p_win) {
            prop_assert!(procedure.settle(beliefs, judgment).unwrap_or(0.0) >= -1e-9);
        }
    }

    #[test]
    fn more_care_never_adds_liability(rule in any_rule(), group in any_group(), more in 0.0..3.0_f64) {
        let Conduct { origin, care, due, .. } = group.conduct;
        let chance = |care: f64| liability_chance(&rule, origin, due, care, &Halving);
        let (before, after) = (chance(care), chance(care + more));
        prop_assert!((0.0..=1.0).contains(&before.value) && before.slope <= 0.0);
        prop_assert!(after.value <= before.value + 1e-12, "{} then {}", before.value, after.value);
    }

    #[test]
    fn an_award_is_paid_or_stays_uncollected(
        award_eur in 0.0..1e6_f64,
        law in any_apportionment(),
        (origin, component, abroad) in (0..4_usize, prop::option::of(0..ComponentMaker::ALL.len()), any::<bool>()),
        assets in prop::array::uniform4(prop_oneof![0.0..1e6_f64, Just(f64::INFINITY)]),
    ) {
        let chain = Chain { component: component.map(|at| ComponentMaker::ALL[at]), abroad };
        let shares = law.shares(Origin::ALL[origin], &chain, award_eur);
        let first: f64 = shares.iter().map(|share| share.first).sum();
        prop_assert!((first - 1.0).abs() < 1e-12, "first shares sum to {first}");
        let parties = std::array::from_fn(|i| Party { share: shares[i], assets_eur: assets[i] });
        let paid = apportion(award_eur, &parties);
        let (all, close) = (paid.by_eur.iter().sum::<f64>(), 1e-9 * award_eur.max(1.0));
        prop_assert!((all + paid.uncollected_eur - award_eur).abs() <= close);
        for (by, party) in paid.by_eur.iter().zip(&parties) {
            prop_assert!(*by >= 0.0 && *by <= party.assets_eur);
            prop_assert!(*by <= party.share.most * award_eur + close, "{by} of {award_eur}, held to {party:?}");
        }
        // Whoever answers for the whole leaves nothing unpaid while it has anything.
        for (by, party) in paid.by_eur.iter().zip(&parties) {
            if party.share.most >= 1.0 {
                prop_assert!(paid.uncollected_eur <= close || party.assets_eur - by <= close);
            }
        }
    }

    #[test]
    fn two_joint_debtors_pay_by_kornhauser_and_revesz(
        award_eur in 1.0..1e6_f64, share in 0.01..0.99_f64, assets in prop::array::uniform2(0.0..1e6_f64),
    ) {
        let law = Apportionment { sharing: Sharing::Joint, supplier_share: 1.0 - share, ..Rule::default().apportionment };
        let chain = Chain { component: Some(ComponentMaker::Supplier), abroad: false };
        let shares = law.shares(Origin::Component, &chain, award_eur);
        let mut parties = shares.map(|share| Party { share, assets_eur: 0.0 });
        (parties[0].assets_eur, parties[1].assets_eur) = (assets[0], assets[1]);
        let paid = apportion(award_eur, &parties);
        for (i, j) in [(0, 1), (1, 0)] {
            let fallen = (shares[j].first * award_eur - assets[j]).max(0.0);
            let owed = assets[i].min(shares[i].first * award_eur + fallen);
            prop_assert!((paid.by_eur[i] - owed).abs() <= 1e-9 * award_eur);
        }
    }
}
