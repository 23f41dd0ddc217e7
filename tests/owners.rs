//! Owners who install fixes by hand, where they weigh what is at stake for them: what they have done stays done.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use caveat::run::{Regime, Stage, unpatched_share};
use support::{lawless, plan, regime, watch};

/// Owners who answer strongly, to makers that decide three times a year and believe what they have just seen.
const MARKET: [&str; 6] = [
    "patching.owner_response=2",
    "segment.*.patch_cost_eur=1",
    "segment.*.awareness=1",
    "clock.period_months=4",
    "decision.prior_weight=10",
    "threat.ever_exploited=0.05",
];

/// A law under which owners lose least if they wait, and that makers bear their effort for two years only.
const LAW: &str = r#"
name = "come-and-gone"
[[rule]]
set = { "damages.patching_costs" = 0.9, "standard.kind" = "strict" }
[[rule]]
where = { from = "2027-01-01" }
set = { "damages.patching_costs" = 0, "damages.multiplier" = 2 }
[[rule]]
where = { vintage = "2027-06-01" }
set = { "damages.patching_costs" = 0.5 }
"#;

#[test]
fn no_device_loses_a_fix_that_its_owner_has_installed() {
    let plan = plan(&lawless(&MARKET), &[regime(LAW)]);
    // The share without a fix, last month, of releases that are sold no more: the mix of their owners is what it is.
    let mut before: BTreeMap<u64, f64> = BTreeMap::new();
    let (mut seen, mut fell) = (0, 0);
    for replication in 0..2 {
        before.clear();
        watch(&plan, replication, |stage, world| {
            let law = match stage {
                Stage::BurnIn => plan.status_quo(),
                Stage::Evaluation(regime) => &plan.regimes()[regime],
                Stage::RunOff(_) => return,
            };
            let scene = Regime::scene(law, plan.setting());
            for flaw in world.flaws.rows.iter().filter(|flaw| flaw.fixed()) {
                let release = &world.releases.rows[flaw.birth.release as usize];
                if release.closed > world.month || flaw.fix > f64::from(world.month) {
                    continue;
                }
                let open = unpatched_share(world, scene, flaw, f64::from(world.month));
                if let Some(last) = before.insert(flaw.birth.key, open) {
                    assert!(open <= last + 1e-12, "month {}: {open} after {last}", world.month);
                    (seen, fell) = (seen + 1, fell + usize::from(open < last));
                }
            }
        })
        .unwrap();
    }
    assert!(seen > 400 && fell > 100, "{seen} {fell}");
}
