//! Money is conserved, welfare counts everything once, transfers cancel, and the funnel only narrows.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::sync::LazyLock;

use caveat::experiment::compare::Plan;
use caveat::law::regime::Regime;
use caveat::ledger::{Account, Ledger, Party};
use caveat::run::Stage;
use caveat::tally::Item;
use caveat::world::{Setting, Status, World};
use support::{
    FROZEN, REGIMES, STILL, final_worlds, lawless, named, near, outcome, plan, plan_of, ruled, runs, tiny,
    total, watch,
};

const ROUNDING: f64 = 1e-9;

/// Every regime on the tiny market.
static EVERYTHING: LazyLock<Plan> = LazyLock::new(|| plan_of(&tiny(&[]), &REGIMES));
/// The same where care is a flow.
static FLOWING: LazyLock<Plan> = LazyLock::new(|| plan_of(&tiny(&["care.nature=flow"]), &REGIMES));

/// How a replication of both ends.
fn ends(replication: u64) -> impl Iterator<Item = (&'static Plan, World, caveat::run::RegimeRun)> {
    let of = move |plan: &'static Plan| {
        final_worlds(plan, replication).into_iter().map(move |(world, run)| (plan, world, run))
    };
    [&*EVERYTHING, &*FLOWING].into_iter().flat_map(of)
}

/// What makers, in business or not, the insurer, the fund and everybody else in the chain hold, EUR.
fn funds(world: &World, setting: &Setting) -> [(Party, f64); 7] {
    let makers = world.firms.iter().map(|firm| firm.cash + firm.estate).sum();
    let [supplier, service, importer, seller] = world.chain_funds(setting);
    [
        (Party::Maker, makers),
        (Party::Insurer, world.insurer_cash),
        (Party::Fund, world.fund_cash),
        supplier,
        service,
        importer,
        seller,
    ]
}

/// All that changed hands, EUR.
fn volume(ledger: &Ledger) -> f64 {
    let pairs = Party::ALL.iter().flat_map(|&from| Party::ALL.iter().map(move |&to| (from, to)));
    pairs.flat_map(|(from, to)| Account::ALL.iter().map(move |&a| ledger.flow(from, to, a))).sum()
}

/// A law under which everybody pays: makers, their insurer, suppliers, courts, and who is fined.
fn demanding() -> Regime {
    ruled(
        "\"standard.kind\" = \"strict\", \"standard.proof\" = 0.8, \"cover.mandatory\" = true, \
         \"apportionment.sharing\" = \"joint\", \"apportionment.supplier_share\" = 0.5, \
         \"procedure.defendant_cost_eur\" = 20, \"procedure.settlement\" = false, \
         \"procedure.court_cost_eur\" = 20, \"duties.floor_design\" = 1e5, \
         \"enforcement.inspections\" = 2, \"enforcement.fine_floor_eur\" = 100, \
         \"enforcement.inspection_cost_eur\" = 100, \"damages.patching_costs\" = 0.5, \
         \"warranty.months\" = 48, \"enforcement.recall\" = 0.5, \"enforcement.injunction\" = 1, \
         \"damages.pattern_findings\" = 4, \"incentives.care\" = 0.2, \"incentives.infrastructure_eur\" = 100, \
         \"fund.levy\" = 0.001, \"fund.covers\" = 0.8, \"fund.unattributed\" = 0.5, \
         \"causation.attribution\" = 0.8, \"procedure.help_eur\" = 1",
    )
}

#[test]
fn funds_change_by_what_the_books_say_and_nothing_else() {
    let regimes: Vec<Regime> = REGIMES.map(named).into_iter().chain([demanding()]).collect();
    let market = |nature: &str| tiny(&["head.*.mean_eur=500", "segment.*.patch_cost_eur=1", nature]);
    let plans = ["care.nature=embodied", "care.nature=flow"].map(|nature| plan(&market(nature), &regimes));
    let mut paid = Ledger::default();
    for (plan, replication) in
        plans.iter().flat_map(|plan| (0..4).map(move |replication| (plan, replication)))
    {
        let mut opening = None;
        watch(plan, replication, |stage, world| {
            if stage == Stage::BurnIn {
                return;
            }
            if matches!(stage, Stage::Evaluation(_)) && world.month == 0 {
                opening = Some(funds(world, plan.setting()));
            }
            for ((party, now), (_, before)) in funds(world, plan.setting()).into_iter().zip(opening.unwrap())
            {
                let booked = world.ledger.balance(party);
                // A fund that has paid out all it was paid holds nothing, up to rounding of what it was paid.
                let levied = world.ledger.flow(Party::Maker, Party::Fund, Account::Levy);
                let scale = now.abs().max(before.abs()).max(if party == Party::Fund { levied } else { 0.0 });
                assert!(
                    near(now - before, booked, ROUNDING, scale),
                    "{stage:?}, month {}: {} gained {}, books say {booked}",
                    world.month,
                    party.name(),
                    now - before
                );
            }
            paid = world.ledger.clone();
        })
        .unwrap();
    }
    for (payer, account) in [
        (Party::Maker, Account::Damages),
        (Party::Maker, Account::Premium),
        (Party::Maker, Account::Fine),
        (Party::Insurer, Account::Damages),
        (Party::Supplier, Account::Damages),
        (Party::Public, Account::Legal),
        (Party::Public, Account::Aid),
        (Party::Maker, Account::Remedy),
        (Party::Maker, Account::Levy),
        (Party::Fund, Account::Damages),
    ] {
        let paid = Party::ALL.iter().map(|&to| paid.flow(payer, to, account)).sum::<f64>();
        assert!(paid > 0.0, "{} never pays on {}", payer.name(), account.name());
    }
}

#[test]
fn nobody_pays_out_of_an_empty_pocket() {
    let ruinous = ["finance.liquidity_months=0.2", "head.*.mean_eur=5000", "component.*.capital_eur=1e4"];
    let plan = plan_of(&tiny(&ruinous), &["strict", "tiered"]);
    let (mut failed, mut drained) = (0, 0);
    for (world, _) in (0..4).flat_map(|replication| final_worlds(&plan, replication)) {
        failed += world.firms.iter().filter(|firm| firm.status == Status::Insolvent).count();
        drained += world.supply.supplier_cash.iter().filter(|&&cash| cash == 0.0).count();
        assert!(world.firms.iter().all(|firm| firm.estate >= 0.0 && firm.cash >= 0.0));
        assert!(world.supply.supplier_cash.iter().all(|&cash| cash >= 0.0));
        assert!(world.insurer_cash >= 0.0);
    }
    assert!(failed > 0 && drained > 0, "{failed} makers failed, {drained} suppliers are drained");
}

/// Judgments against sellers alone leave makers as they are, even those that have spent more than they have.
#[test]
fn sellers_who_answer_alone_give_makers_nothing() {
    let ruinous = [
        "finance.liquidity_months=0.2",
        "finance.initial_cash_eur=0",
        "head.*.mean_eur=500",
        "seller.capital_eur=1e12",
    ];
    let law = ruled(
        "\"standard.kind\" = \"strict\", \"causation.attribution\" = 0.2, \"apportionment.seller_unknown\" = 1, \
         \"duties.floor_design\" = 1e5, \"enforcement.inspections\" = 12, \"enforcement.fine_turnover\" = 0.2",
    );
    let plan = plan(&tiny(&ruinous), &[law]);
    let (mut failed, mut by_sellers) = (0, 0.0);
    for (world, _) in (0..4).flat_map(|replication| final_worlds(&plan, replication)) {
        failed += world.firms.iter().filter(|firm| firm.status == Status::Insolvent).count();
        by_sellers += total(&world, Item::SellerPaid);
        assert!(total(&world, Item::MakerPaid) >= 0.0);
    }
    assert!(failed > 0 && by_sellers > 0.0, "{failed} makers failed, sellers paid {by_sellers}");
}

#[test]
fn balances_of_all_parties_sum_to_nothing() {
    for (_, world, _) in ends(0) {
        let ledger = &world.ledger;
        let sum: f64 = Party::ALL.iter().map(|&party| ledger.balance(party)).sum();
        let discounted: f64 = Party::ALL.iter().map(|&party| ledger.balance_discounted(party)).sum();
        assert!(near(sum, 0.0, ROUNDING, volume(ledger)), "{sum}");
        assert!(near(discounted, 0.0, ROUNDING, volume(ledger)), "{discounted}");
    }
}

#[test]
fn counts_and_books_agree_on_sales_and_harm() {
    for (_, world, _) in ends(0) {
        let ledger = &world.ledger;
        let sales = ledger.flow(Party::Buyer, Party::Maker, Account::Sale);
        assert!(near(sales, total(&world, Item::Revenue), ROUNDING, 0.0));
        let harm: f64 = [Item::HarmData, Item::HarmProperty, Item::HarmInjury, Item::HarmThirdParty]
            .iter()
            .map(|&head| total(&world, head))
            .sum();
        assert!(harm > 0.0);
        assert!(near(harm, ledger.net(Party::World, Account::Harm), ROUNDING, 0.0));
        let discounted = ledger.net_discounted(Party::World, Account::Harm);
        assert!(near(discounted, total(&world, Item::HarmDiscounted), ROUNDING, 0.0));
    }
}

/// W = gross consumption value − resources used − harm, realised and to come.
#[test]
fn welfare_is_consumption_less_resources_less_harm() {
    for (plan, world, run) in ends(1) {
        let ledger = &world.ledger;
        let paid_for_devices = -ledger.net_discounted(Party::Buyer, Account::Sale);
        let consumption = total(&world, Item::ExperiencedSurplus) + paid_for_devices;
        let harm = ledger.net_discounted(Party::World, Account::Harm);
        let resources = ledger.balance_discounted(Party::World) - harm;
        let expected = consumption - resources - harm - outcome(plan, &run, "terminal_harm");
        let welfare = outcome(plan, &run, "welfare");
        assert!(near(welfare, expected, ROUNDING, consumption), "{welfare} against {expected}");
    }
}

#[test]
fn transfers_cancel_in_welfare() {
    let awards = |share: f64| {
        let heads = ["data", "property", "injury", "third_party"];
        let damages: Vec<String> =
            heads.iter().map(|head| format!("\"damages.{head}\" = {share:?}")).collect();
        ruled(&format!("\"standard.kind\" = \"strict\", {}", damages.join(", ")))
    };
    let plan = plan(&lawless(&[FROZEN, STILL].concat()), &[awards(0.0), awards(1.0)]);
    for replication in runs(&plan, 0..4) {
        let [nothing, all] = replication.as_slice() else { panic!("two regimes") };
        let of = |key| (outcome(&plan, nothing, key), outcome(&plan, all, key));
        assert_eq!(of("compensation_rate").0, 0.0);
        assert!(of("compensation_rate").1 > 0.1, "{}", of("compensation_rate").1);
        let (without, with) = of("welfare");
        assert!(near(without, with, ROUNDING, 0.0), "{without} against {with}");
        assert!(!near(of("profits").0, of("profits").1, ROUNDING, 0.0), "awards move money");
    }
}

const FUNNEL: [&str; 5] =
    ["recoverable_share", "attributable_share", "claimed_share", "found_share", "collected_share"];

#[test]
fn the_funnel_never_widens() {
    let plan = &*EVERYTHING;
    let mut compared = 0;
    for run in runs(plan, 0..8).into_iter().flatten() {
        for (at, column) in plan.columns().iter().enumerate() {
            let Some(step) = FUNNEL.iter().position(|&key| key == column.outcome.key) else { continue };
            let before = match step {
                0 => 1.0,
                _ => {
                    let wider = |c: &caveat::outcome::Column| {
                        c.outcome.key == FUNNEL[step - 1] && c.segment == column.segment
                    };
                    run.outcomes[plan.columns().iter().position(wider).unwrap()]
                }
            };
            let here = run.outcomes[at];
            assert!(
                here.is_nan() || here <= before * (1.0 + ROUNDING),
                "{} of {}: {here} after {before}",
                FUNNEL[step],
                column.segment
            );
            compared += usize::from(here > 0.0);
        }
    }
    assert!(compared > 100, "only {compared} steps that are not empty");
}

/// Before the announcement there is no law, so that every payment in the books belongs to a harm of the window.
#[test]
fn victims_receive_what_the_last_step_of_the_funnel_says() {
    let law = ruled(
        "\"standard.kind\" = \"strict\", \"procedure.delay_months\" = 6, \"procedure.class_action\" = true, \
         \"procedure.counsel_share\" = 0.25, \"procedure.plaintiff_cost_eur\" = 50, \"procedure.defendant_cost_eur\" = 50, \
         \"procedure.court_cost_eur\" = 100, \"apportionment.sharing\" = \"joint\", \"apportionment.supplier_share\" = 0.5",
    );
    let plan = plan(&lawless(&[]), &[law]);
    let mut paid = 0;
    for (world, run) in (0..4).flat_map(|replication| final_worlds(&plan, replication)) {
        let of_victims = |account| {
            [Party::Buyer, Party::ThirdParty]
                .iter()
                .map(|&party| world.ledger.net(party, account))
                .sum::<f64>()
        };
        let received = of_victims(Account::Damages);
        let cost = -of_victims(Account::Legal);
        paid += usize::from(received > 0.0 && cost > 0.0);
        assert!(near(received, total(&world, Item::Received), ROUNDING, 0.0));
        assert!(near(cost, total(&world, Item::VictimCost), ROUNDING, 0.0));
        let harm = world.ledger.net(Party::World, Account::Harm);
        let net = outcome(&plan, &run, "net_receipts") * harm;
        assert!(near(net, received - cost, ROUNDING, received), "{net} against {}", received - cost);
    }
    assert!(paid >= 3, "victims of only {paid} of four histories were paid");
}
