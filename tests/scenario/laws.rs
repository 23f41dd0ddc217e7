//! Compiled law in a market of two jurisdictions: who, when, which vintage, and what firms know.

use super::{find, market, none, regime, scenario, set};
use caveat::law::compile::{Law, Place};
use caveat::law::standard::Kind;
use caveat::scenario::{Scenario, Source, read_regime};

const TWO_PHASES: &str = r#"
name = "two-phases"
extends = "negligence"

[[rule]]
where = { jurisdiction = "eu", vintage = 2026-12-09 }
announced = 2024-11-18
set = { "standard.kind" = "strict" }

[[rule]]
where = { jurisdiction = "eu", size = "large", category = ["routers", "controllers"], from = 2027-12-11 }
announced = 2026-07-01
set = { "damages.cap_eur" = 5e6 }
"#;

const EU_TOYS_LARGE: Place = Place { jurisdiction: 0, size: 3, category: 0 };
const EU_ROUTERS_LARGE: Place = Place { jurisdiction: 0, size: 3, category: 1 };
const EU_ROUTERS_MICRO: Place = Place { jurisdiction: 0, size: 0, category: 1 };
const US_ROUTERS_LARGE: Place = Place { jurisdiction: 1, size: 3, category: 1 };

/// Standard and cap for an event of a month on a product of a vintage.
fn at(law: &Law, place: Place, event: i32, vintage: i32) -> (Kind, f64) {
    let rule = law.rule(law.cell(place, law.epoch_at(event), law.vintage_at(vintage)));
    (rule.standard.kind, rule.damages.cap_eur)
}

#[test]
fn a_vintage_rule_in_one_of_two_jurisdictions() {
    let law = scenario("two-jurisdictions").law(&regime(TWO_PHASES).unwrap()).unwrap();
    assert_eq!(law.epochs(), [i32::MIN, 23]);
    assert_eq!(law.vintages(), [i32::MIN, 11]);
    assert_eq!(law.rules.len(), 4, "negligence or strict, capped or not");
    let none = f64::INFINITY;

    assert_eq!(at(&law, EU_TOYS_LARGE, 30, 10), (Kind::Negligence, none));
    assert_eq!(at(&law, EU_TOYS_LARGE, 30, 11), (Kind::Strict, none));
    assert_eq!(at(&law, EU_TOYS_LARGE, 11, 11), (Kind::Strict, none));

    assert_eq!(at(&law, EU_ROUTERS_LARGE, 22, 11), (Kind::Strict, none));
    assert_eq!(at(&law, EU_ROUTERS_LARGE, 23, 11), (Kind::Strict, 5e6));
    assert_eq!(at(&law, EU_ROUTERS_LARGE, 23, 10), (Kind::Negligence, 5e6));
    assert_eq!(at(&law, EU_ROUTERS_MICRO, 23, 11), (Kind::Strict, none));
    assert_eq!(at(&law, US_ROUTERS_LARGE, 99, 99), (Kind::Negligence, none));
}

#[test]
fn firms_know_a_rule_from_its_announcement_and_never_before_the_reform() {
    let law = scenario("two-jurisdictions").law(&regime(TWO_PHASES).unwrap()).unwrap();
    assert_eq!(law.announcements(), [i32::MIN, 0, 6]);
    let known = |month| {
        let cell = law.known_cell(EU_ROUTERS_LARGE, month, law.epoch_at(30), law.vintage_at(30));
        (law.rule(cell).standard.kind, law.rule(cell).damages.cap_eur)
    };
    assert_eq!(known(-1), (Kind::Negligence, f64::INFINITY));
    assert_eq!(known(0), (Kind::Strict, f64::INFINITY));
    assert_eq!(known(5), (Kind::Strict, f64::INFINITY));
    assert_eq!(known(6), (Kind::Strict, 5e6));
}

#[test]
fn before_the_announcement_every_regime_is_the_status_quo() {
    let scenario = scenario("two-jurisdictions");
    let status_quo = scenario.status_quo_law().unwrap();
    for name in ["caveat-emptor", "strict", "phased", "tiered"] {
        let regime = read_regime(&find(name, "").unwrap(), &find, &none()).unwrap();
        let law = scenario.law(&regime).unwrap();
        for category in 0..3 {
            let place = Place { category, ..US_ROUTERS_LARGE };
            let before = law.rule(law.cell(place, law.epoch_at(-1), law.vintage_at(-1)));
            assert_eq!(before, status_quo.rule(status_quo.cell(place, 0, 0)), "{name}");
        }
    }
}

#[test]
fn an_undated_reform_governs_products_of_every_vintage_from_month_zero() {
    let scenario = scenario("two-jurisdictions");
    let strict = read_regime(&find("strict", "").unwrap(), &find, &none()).unwrap();
    let law = scenario.law(&strict).unwrap();
    assert_eq!((law.epochs(), law.vintages()), (&[i32::MIN, 0][..], &[i32::MIN][..]));
    assert_eq!(at(&law, EU_TOYS_LARGE, -1, -50).0, Kind::Negligence);
    assert_eq!(at(&law, EU_TOYS_LARGE, 0, -50).0, Kind::Strict);
}

#[test]
fn the_status_quo_itself_changes_nothing() {
    let scenario = scenario("two-jurisdictions");
    let law = scenario.law(&scenario.status_quo).unwrap();
    assert_eq!((law.epochs().len(), law.announcements().len(), law.rules.len()), (1, 1, 1));
}

#[test]
fn dates_that_the_status_quo_shares_may_lie_in_the_past() {
    let shared = |name: &str, named_in: &str| match name {
        "shared" => Ok(Source::new(
            "shared.toml",
            "name = \"shared\"\n[[rule]]\nwhere = { from = 2020-01-01 }\nset = { \"standard.kind\" = \"negligence\" }",
        )),
        _ => find(name, named_in),
    };
    let text = market("two-jurisdictions").text.replace("regime = \"negligence\"", "regime = \"shared\"");
    let scenario = Scenario::read(&Source::new("m.toml", text), &shared, &none()).unwrap();
    let reform = Source::new("r.toml", "name = \"r\"\nextends = \"shared\"");
    let law = scenario.law(&read_regime(&reform, &shared, &none()).unwrap()).unwrap();
    assert_eq!(law.epochs(), [i32::MIN, -72]);
}

#[test]
fn a_rule_cannot_take_effect_before_it_is_announced() {
    let late = "name = \"r\"\nextends = \"negligence\"\n[[rule]]\nwhere = { from = 2026-02-01 }\n\
                announced = 2026-06-01\nset = { \"standard.kind\" = \"strict\" }";
    let law = scenario("two-jurisdictions").law(&regime(late).unwrap()).unwrap();
    assert_eq!((law.epochs(), law.announcements()), (&[i32::MIN, 5][..], &[i32::MIN, 5][..]));
}

#[test]
fn a_market_may_patch_its_status_quo() {
    let text = format!(
        "{}\n[[status_quo.rule]]\nwhere = {{ from = 2024-01-01 }}\nset = {{ \"standard.kind\" = \"strict\" }}",
        market("two-jurisdictions").text
    );
    let scenario = Scenario::read(&Source::new("m.toml", text), &find, &none()).unwrap();
    let law = scenario.status_quo_law().unwrap();
    assert_eq!(law.epochs(), [i32::MIN, -24]);
    assert_eq!(at(&law, EU_TOYS_LARGE, -25, -30).0, Kind::Negligence);
    assert_eq!(at(&law, EU_TOYS_LARGE, -24, -30).0, Kind::Strict);
}

#[test]
fn a_law_may_not_grow_without_bound() {
    let rule = |axis: &str, month: i32, lever: &str| {
        let date = format!("{}-{:02}-01", 2026 + month / 12, 1 + month % 12);
        format!("[[rule]]\nwhere = {{ {axis} = {date} }}\nset = {{ \"{lever}\" = {month} }}\n")
    };
    let rules =
        (1..100).map(|m| rule("from", m, "damages.cap_eur") + &rule("vintage", m, "duties.patch_days"));
    let text = format!("name = \"r\"\n{}", rules.collect::<String>());
    let error = scenario("two-jurisdictions").law(&regime(&text).unwrap()).unwrap_err();
    assert_eq!(error.problems()[0].message, "this law has more than 4096 distinct rules");
}

#[test]
fn rebasing_shifts_all_dates_by_one_offset() {
    let past = "name = \"r\"\n[[rule]]\nwhere = { from = 2020-03-15 }\nset = { \"standard.kind\" = \"negligence\" }\n\
                [[rule]]\nwhere = { from = 2021-05-01 }\nset = { \"standard.kind\" = \"strict\" }";
    let overrides = set(&["clock.rebase=true"]);
    let scenario = Scenario::read(&market("two-jurisdictions"), &find, &overrides).unwrap();
    let law = scenario.law(&regime(past).unwrap()).unwrap();
    assert_eq!(law.epochs(), [i32::MIN, 0, 14]);
}

#[test]
fn set_has_the_last_word_on_the_law() {
    let overrides = set(&["damages.cap_eur[jurisdiction=eu,size=large|medium]=7e6"]);
    let regime = read_regime(&Source::new("r.toml", TWO_PHASES), &find, &overrides).unwrap();
    let law = scenario("two-jurisdictions").law(&regime).unwrap();
    assert_eq!(at(&law, EU_ROUTERS_LARGE, 40, 40), (Kind::Strict, 7e6));
    assert_eq!(at(&law, EU_ROUTERS_MICRO, 40, 40), (Kind::Strict, f64::INFINITY));
    let (_, assignment) = law.origin("damages.cap_eur", EU_ROUTERS_LARGE, 40, 40).unwrap();
    assert!(assignment.stated.place.to_string().starts_with("--set"));
    let (patch, _) = law.origin("standard.kind", EU_ROUTERS_LARGE, 40, 40).unwrap();
    assert_eq!(patch.place.to_string(), "r.toml:5:1");
}

#[test]
fn a_regime_may_name_a_law_for_each_jurisdiction() {
    let text = "name = \"r\"\nextends = { eu = \"strict\", us = \"negligence\" }\n[[rule]]\nset = { \"damages.cap_eur\" = 1e6 }";
    let law = scenario("two-jurisdictions").law(&regime(text).unwrap()).unwrap();
    assert_eq!(at(&law, EU_ROUTERS_LARGE, 40, 40), (Kind::Strict, 1e6));
    assert_eq!(at(&law, US_ROUTERS_LARGE, 40, 40), (Kind::Negligence, 1e6));
    let alone = |name: &str| {
        scenario("two-jurisdictions")
            .law(
                &regime(&format!(
                    "name = \"r\"\nextends = \"{name}\"\n[[rule]]\nset = {{ \"damages.cap_eur\" = 1e6 }}"
                ))
                .unwrap(),
            )
            .unwrap()
    };
    for (place, name) in [(EU_ROUTERS_LARGE, "strict"), (US_ROUTERS_LARGE, "negligence")] {
        let alone = alone(name);
        assert_eq!(
            law.rule(law.cell(place, law.epoch_at(9), 0)),
            alone.rule(alone.cell(place, alone.epoch_at(9), 0))
        );
    }
}

/// A reform of one jurisdiction leaves the other's law in force, dates in the past and all.
#[test]
fn a_status_quo_may_name_a_law_for_each_jurisdiction() {
    let dated = |name: &str, named_in: &str| match name {
        "dated" => Ok(Source::new(
            "dated.toml",
            "name = \"dated\"\n[[rule]]\nwhere = { from = 2020-01-01 }\nset = { \"standard.kind\" = \"negligence\" }",
        )),
        _ => find(name, named_in),
    };
    let text = market("two-jurisdictions")
        .text
        .replace("regime = \"negligence\"", "regime = { eu = \"dated\", us = \"caveat-emptor\" }");
    let scenario = Scenario::read(&Source::new("m.toml", text), &dated, &none()).unwrap();
    assert_eq!(scenario.status_quo.summary, "dated in eu, caveat-emptor in us");
    let reform = Source::new("r.toml", "name = \"r\"\nextends = { eu = \"dated\", us = \"strict\" }");
    let law = scenario.law(&read_regime(&reform, &dated, &none()).unwrap()).unwrap();
    assert_eq!(law.epochs(), [i32::MIN, -72, 0]);
    assert_eq!(
        (at(&law, EU_TOYS_LARGE, 1, 1).0, at(&law, US_ROUTERS_LARGE, 1, 1).0),
        (Kind::Negligence, Kind::Strict)
    );
    assert_eq!(
        (at(&law, EU_TOYS_LARGE, -73, -80).0, at(&law, US_ROUTERS_LARGE, -1, -1).0),
        (Kind::None, Kind::None)
    );
}

#[test]
fn a_market_may_leave_out_rows_of_the_one_it_extends() {
    let child = "name = \"child\"\nextends = \"two-jurisdictions.toml\"\n[status_quo]\nregime = \"strict\"\n\
                 [jurisdiction]\neu = false\n[jurisdiction.us]\nshare = 1.0\n";
    let scenario = Scenario::read(&Source::new("child.toml", child), &find, &none()).unwrap();
    assert_eq!(scenario.market.jurisdictions.names, ["us"]);
    assert!(scenario.place("jurisdiction.eu.share").is_none());
    let law = scenario.status_quo_law().unwrap();
    assert_eq!(at(&law, EU_TOYS_LARGE, 0, 0).0, Kind::Strict);
}
