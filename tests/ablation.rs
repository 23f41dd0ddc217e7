//! The grounds of `caveat ablate`, and months that leave out a step.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use caveat::experiment::ablation::Ablation;
use caveat::experiment::grounds::{GROUNDS, Grounds, MARKET, Subject};
use caveat::scenario::Source;
use caveat::world::Step;
use support::{lawless, outcome, plan, ruled, runs};

fn source((name, text): (&str, &str)) -> Source {
    Source::new(name, text)
}

/// Each step and lever can be tried, at every value, in the market that is shipped.
#[test]
fn every_ground_can_be_laid() {
    let (market, grounds) = (source(MARKET), Grounds::read(&source(GROUNDS)).unwrap());
    let ablation = Ablation::new(&market, &support::find, &grounds, &Subject::all(), 1).unwrap();
    assert_eq!(ablation.refusals(), []);
}

/// Accidents come directly, so that nothing needs to be calibrated, and nobody prevents them.
const DIRECT: [&str; 4] =
    ["accident.count=poisson", "accident.rate=0.5", "accident.victims=sold", "care.imposed_design=0"];

#[test]
fn what_a_step_does_is_not_done_without_it() {
    let law = ruled("\"standard.kind\" = \"strict\"");
    let found = |key: &str, left_out: Step| {
        let mut plan = plan(&lawless(&DIRECT), &[law.clone(), law.clone()]);
        plan.leave_out(1, left_out);
        let runs = runs(&plan, 0..1);
        [0, 1].map(|at: usize| outcome(&plan, &runs[0][at], key))
    };
    for (step, key) in [
        (Step::Attack, "harm"),
        (Step::Harm, "harm"),
        (Step::Claim, "liability_paid"),
        (Step::Adjudicate, "liability_paid"),
        (Step::Settle, "liability_paid"),
        (Step::EnterAndExit, "exit"),
    ] {
        let [with, without] = found(key, step);
        assert!(with > 0.0 && without == 0.0, "{}: {key} is {with}, and {without} without it", step.name());
    }
}
