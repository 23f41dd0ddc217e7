//! The files that are shipped, what they resolve to, and the page generated from the registry.

use super::{files, find, market, none, root, scenario, set};
use caveat::lever::Value;
use caveat::scenario::{Scenario, Source, read_regime, reference::levers_page};
use std::fs;

#[test]
fn every_market_reads_and_states_grade_and_source_for_every_value() {
    for source in files("markets") {
        let scenario = Scenario::read(&source, &find, &none()).unwrap_or_else(|error| panic!("{error}"));
        for assumption in scenario.assumptions.iter().filter(|assumption| assumption.place.is_some()) {
            let described =
                assumption.grade.is_some() && assumption.source.as_ref().is_some_and(|s| !s.is_empty());
            assert!(described, "{}: {} needs grade and source", source.file, assumption.path);
        }
    }
}

/// A figure of a regime is an assumption like one of a market, unless it switches something on or off: 0, 1 and infinity.
#[test]
fn every_regime_states_grade_and_source_for_every_figure() {
    let mut figures = 0;
    for source in files("regimes") {
        let regime = read_regime(&source, &find, &none()).unwrap_or_else(|error| panic!("{error}"));
        for assignment in regime.patches().flat_map(|(_, patch)| &patch.assignments) {
            let stated = &assignment.stated;
            let Value::Num(figure) = stated.value else { continue };
            if figure == 0.0 || figure == 1.0 || figure.is_infinite() {
                continue;
            }
            let described = stated.grade.is_some() && stated.source.as_ref().is_some_and(|s| !s.is_empty());
            assert!(described, "{}: {} needs grade and source", source.file, assignment.lever.path);
            figures += 1;
        }
        for (_, patch) in regime.patches() {
            let cited = patch.reference.as_ref().is_some_and(|reference| !reference.is_empty());
            assert!(cited, "{}: a rule without a reference", source.file);
        }
    }
    assert!(figures > 20, "only {figures} figures");
}

#[test]
fn the_default_market_leaves_next_to_nothing_to_the_registry() {
    let scenario = scenario("smart-home");
    // Rows of a table leave the same fields to it.
    let lever = |path: &str| match path.split('.').collect::<Vec<_>>()[..] {
        [table, _, field] => format!("{table}.*.{field}"),
        _ => path.to_owned(),
    };
    let left = scenario.assumptions.iter().filter(|assumption| assumption.place.is_none());
    let mut defaults: Vec<String> = Vec::new();
    for path in left.map(|assumption| lever(&assumption.path)) {
        if !defaults.contains(&path) {
            defaults.push(path);
        }
    }
    let switched_off = [
        "size.*.quality",
        "size.*.unit_cost_eur",
        "component.*.embedded",
        "component.*.accidents",
        "demand.fit",
        "demand.price_weight",
        "demand.nesting",
        "demand.quality",
        "demand.unit_cost_eur",
        "demand.fixed_units",
        "care.imposed_design",
        "care.imposed_testing",
        "care.imposed_response",
        "care.imposed_support",
        "care.vulnerability",
        "accident.rate",
        "accident.victims",
        "accident.shared_rate",
        "accident.owner_productivity",
        "accident.imposed_owner_eur",
        "decision.bankruptcy_cost",
        "decision.grid_points",
        "decision.grid_max",
    ];
    assert_eq!(defaults, switched_off);
    assert_eq!(scenario.money.base_year.as_ref().map(|year| year.value), Some(Value::Num(2025.0)));
    let harm: f64 = scenario.market.heads.iter().map(|head| head.incidence * head.mean_eur).sum();
    let harm_per_device_year = harm * scenario.market.threat.compromises_per_device_year;
    assert!((harm_per_device_year - 2.0).abs() < 0.01, "EUR {harm_per_device_year} per device-year");
}

#[test]
fn every_regime_compiles_in_every_market_and_says_what_it_renders() {
    for market in files("markets") {
        let scenario = Scenario::read(&market, &find, &none()).unwrap();
        for source in files("regimes") {
            let regime = read_regime(&source, &find, &none()).unwrap_or_else(|error| panic!("{error}"));
            let law = scenario.law(&regime).unwrap_or_else(|error| panic!("{error}"));
            assert!(law.rules.len() < 100, "{}: {} rules", source.file, law.rules.len());
            for (_, patch) in regime.patches() {
                assert!(patch.reference.is_some(), "{}: no ref", patch.place);
            }
        }
    }
}

#[test]
fn resolved_files_read_back_as_the_same_market_and_law() {
    for source in files("markets") {
        let before = Scenario::read(&source, &find, &none()).unwrap();
        let text = before.to_toml();
        let after = Scenario::read(&Source::new("resolved.toml", &*text), &find, &none())
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(before.market, after.market);
        assert_eq!(before.status_quo_law().unwrap().rules, after.status_quo_law().unwrap().rules);
        assert_eq!(text, after.to_toml());
    }
    for source in files("regimes") {
        let before = read_regime(&source, &find, &none()).unwrap();
        let text = before.to_toml();
        let after = read_regime(&Source::new("resolved.toml", &*text), &find, &none()).unwrap();
        assert_eq!(text, after.to_toml());
    }
}

#[test]
fn set_has_the_last_word_on_the_market() {
    let overrides =
        set(&["category.*.price_eur=99.5", "category.toys.price_eur=12", "clock.announced=2027-03-01"]);
    let scenario = Scenario::read(&market("two-jurisdictions"), &find, &overrides).unwrap();
    let prices: Vec<f64> =
        scenario.market.categories.rows.iter().map(|category| category.price_eur).collect();
    assert_eq!(prices, [12.0, 99.5, 99.5]);
    assert_eq!(scenario.market.clock.start().to_string(), "2027-03-01");
    let place = scenario.place("category.toys.price_eur").unwrap();
    assert_eq!(place.to_string(), "--set 'category.toys.price_eur=12', column 25");
}

#[test]
fn entities_keep_the_order_of_the_file() {
    assert_eq!(scenario("two-jurisdictions").market.categories.names, ["toys", "routers", "controllers"]);
}

#[test]
fn the_page_of_levers_is_current() {
    let path = root().with_file_name("docs").join("levers.md");
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, levers_page()).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == levers_page(), "docs/levers.md is stale: run the tests with CAVEAT_BLESS=1");
}
