//! The market that speed is measured on does what its description says.

mod support;

use caveat::ledger::{Account, Party};
use caveat::tally::Item;
use support::{final_worlds, market, mean_and_error, outcome, plan, total};

#[test]
fn the_kernel_is_what_it_says() {
    let scenario = market("theory/kernel.toml", &[]);
    let plan = plan(&scenario, std::slice::from_ref(&scenario.status_quo));
    let ends: Vec<_> = (0..8).flat_map(|replication| final_worlds(&plan, replication)).collect();
    for (world, run) in &ends {
        assert_eq!(total(world, Item::Entries), 0.0, "no maker enters");
        assert!(run.firm_months > 0.99 * 200.0 * 120.0, "few losses ruin a maker: {}", run.firm_months);
        let victims = total(world, Item::Victims);
        assert!(victims > 1_000.0, "{victims}");
        let spent = world.ledger.flow(Party::Maker, Party::World, Account::Care);
        assert!(spent > 0.0, "care is paid for");
        assert!(
            world.firms.iter().all(|firm| (firm.plan.care[0] * 2.0).fract() == 0.0),
            "a grid of half levels"
        );
        assert!(world.firms.iter().any(|firm| firm.plan.care[0] > 0.0));
        assert!(outcome(&plan, run, "compensation_rate") > 0.0);
    }
    let claimed = |world: &caveat::world::World| {
        total(world, Item::Claimed) / world.ledger.net(Party::World, Account::Harm)
    };
    let (share, error) = mean_and_error(&ends.iter().map(|(world, _)| claimed(world)).collect::<Vec<_>>());
    println!("share claimed: {share} ± {error}");
    assert!((share - 0.3).abs() < 4.0 * error && error < 0.02, "{share} ± {error} is claimed");
    // A Poisson number of accidents a maker and month, at the rate that care leaves.
    let level = ends[0].0.firms[0].plan.care[0];
    let expected = 200.0 * 120.0 * 0.5 * caveat::math::exp(-level);
    let victims: Vec<f64> = ends.iter().map(|(world, _)| total(world, Item::Victims)).collect();
    let (mean, error) = mean_and_error(&victims);
    assert!((mean - expected).abs() < 4.0 * error.max((expected / 8.0).sqrt()), "{mean} against {expected}");
}
