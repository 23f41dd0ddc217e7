//! The registry of outcomes, the page made from it, and the levers that point into it.

use caveat::outcome::{OUTCOMES, Outcome, page};
use caveat::scenario::registry::registry;

#[test]
fn the_page_of_outcomes_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/outcomes.md");
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        std::fs::write(path, page()).expect("docs/outcomes.md can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == page(),
        "docs/outcomes.md is stale: CAVEAT_BLESS=1 cargo test --workspace --test outcomes"
    );
}

#[test]
fn keys_are_unique() {
    for (index, outcome) in OUTCOMES.iter().enumerate() {
        assert!(OUTCOMES[..index].iter().all(|earlier| earlier.key != outcome.key), "{} twice", outcome.key);
    }
}

#[test]
fn every_lever_names_an_outcome_in_which_its_effect_is_read() {
    for lever in registry() {
        assert!(Outcome::find(lever.effect).is_some(), "{}: no outcome `{}`", lever.path, lever.effect);
    }
}
