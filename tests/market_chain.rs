//! Markets that extend another: the same but for what they say, and the law that they name.

#![allow(clippy::unwrap_used, reason = "tests")]

use caveat::scenario::{NotFound, Overrides, Scenario, Source};

const BASE: &str = include_str!("support/tiny.toml");

/// Reads a market that may extend `tiny.toml`, and itself.
fn read(text: &str) -> Result<Scenario, String> {
    let mine = text.to_owned();
    let sources = move |name: &str, _: &str| match name {
        "tiny.toml" => Ok(Source::new("tiny.toml", BASE)),
        "mine.toml" => Ok(Source::new("mine.toml", mine.clone())),
        "strict" => Ok(Source::new(
            "strict.toml",
            "name = \"strict\"\n[[rule]]\nset = { \"standard.kind\" = \"strict\" }",
        )),
        _ => Err(NotFound { reason: "there is none".into(), known: vec!["tiny.toml".into()] }),
    };
    Scenario::read(&Source::new("mine.toml", text), &sources, &Overrides::default())
        .map_err(|error| error.to_string())
}

#[test]
fn a_market_is_as_the_one_it_extends_but_for_what_it_says() {
    let base = read(BASE).unwrap();
    let mine = read(
        "name = \"mine\"\nextends = \"tiny.toml\"\n[status_quo]\nregime = \"strict\"\n[demand]\nshock_sd = 0.1\n",
    );
    let mine = mine.unwrap();
    assert_eq!((mine.market.name.as_str(), mine.status_quo.name.as_str()), ("mine", "strict"));
    assert_eq!(mine.market.demand.shock_sd, 0.1);
    assert_eq!(mine.place("demand.shock_sd").unwrap().to_string(), "mine.toml:6:12");
    assert_eq!(mine.place("demand.conduct"), base.place("demand.conduct"), "what is left is the base's");
    let mut same = mine.market.clone();
    (same.name, same.demand.shock_sd) = (base.market.name.clone(), base.market.demand.shock_sd);
    same.title.clone_from(&base.market.title);
    assert_eq!(format!("{same:?}"), format!("{:?}", base.market));
}

#[test]
fn a_chain_that_returns_to_itself_is_refused() {
    let error = read("name = \"mine\"\nextends = \"mine.toml\"\n").unwrap_err();
    assert!(error.contains("mine.toml:2:11") && error.contains("returns to where it came from"), "{error}");
}

#[test]
fn what_it_extends_must_be_there() {
    let error = read("name = \"mine\"\nextends = \"tinny.toml\"\n").unwrap_err();
    assert!(error.contains("mine.toml:2:11") && error.contains("did you mean \"tiny.toml\"?"), "{error}");
}
