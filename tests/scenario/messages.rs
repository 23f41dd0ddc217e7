//! What errors say.

use super::{find, market, none, regime, set};
use caveat::lever::Kind;
use caveat::scenario::market::SizeClassName;
use caveat::scenario::{BYTES, NotFound, Overrides, Scenario, Source, read_regime};
use caveat::world::{Firm, Flaw, Release};

/// The two-jurisdiction market with one piece of text replaced by another.
fn with(from: &str, to: &str) -> String {
    let text = market("two-jurisdictions").text;
    assert!(text.contains(from), "{from}");
    let source = Source::new("m.toml", text.replacen(from, to, 1));
    Scenario::read(&source, &find, &none()).unwrap_err().to_string()
}

fn market_error(text: &str) -> String {
    Scenario::read(&Source::new("m.toml", text), &find, &none()).unwrap_err().to_string()
}

fn regime_error(text: &str) -> String {
    regime(text).unwrap_err().to_string()
}

fn law_error(text: &str) -> String {
    let uninsured = Scenario::read(&market("two-jurisdictions"), &find, &set(&["insurer.offered=false"]));
    uninsured.unwrap().law(&regime(text).unwrap()).unwrap_err().to_string()
}

fn rule(body: &str) -> String {
    format!("name = \"r\"\n[[rule]]\n{body}\n")
}

#[test]
fn of_values() {
    let errors = [
        regime_error(&rule(r#"set = { "damages.cap_eurr" = 5 }"#)),
        regime_error(&rule(r#"set = { standard.knd = "strict" }"#)),
        regime_error(&rule(
            r#"set = { "standard.kind" = "strickt", "damages.data" = nan, "standard.proof" = 2 }"#,
        )),
        regime_error(&rule(r#"set = { "duties.support_months" = 2.5, "duties.label" = "yes" }"#)),
        regime_error(&rule(r#"set = { "damages.cap_eur" = { value = 5, low = 7, grad = "read" } }"#)),
        regime_error(&rule(r#"set = { "damages.cap_eur" = { value = 5, grade = "red" } }"#)),
        with("price_eur = { value = 40.0,", "price_eur = { value = 1e400,"),
        with("price_eur = { value = 40.0,", "price_eu = { value = inf,"),
        with("[clock]", "[clok]"),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn of_files() {
    let errors = [
        market_error(""),
        market_error("name = "),
        market_error("name = \"m\"\nname = \"n\""),
        market_error("name = \"m\""),
        regime_error("title = 5\nrules = 1"),
        regime_error("name = \"a b\""),
        regime_error("name = \"r\"\nextends = \"strikt\""),
        Source::from_bytes("junk.toml", b"name = \"\xff\"".to_vec()).unwrap_err().to_string(),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn of_circles() {
    let find = |name: &str, _: &str| {
        let next = if name == "a" { "b" } else { "a" };
        Ok::<_, NotFound>(Source::new(
            format!("{name}.toml"),
            format!("name = \"{name}\"\nextends = \"{next}\""),
        ))
    };
    let error = read_regime(&find("a", "").unwrap(), &find, &none()).unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn of_markets() {
    let errors = [
        with("share = { value = 0.4, grade", "share = { value = 0.5, grade"),
        with("turnover_min_eur = { value = 2e5,", "turnover_min_eur = { value = 3e6,"),
        with(
            "[segment.homes]",
            "[size.medium]\ncount = 1\nturnover_max_eur = 1e6\n[finance]\nsize_years = 2\n[segment.homes]",
        ),
        with("[segment.homes]", "[demand]\nprice_response = -3.0\n[segment.homes]"),
        with("[segment.homes]", "[finance]\noverhead_share = 0.9\noverhead_speed = 1\n[segment.homes]"),
        with("[segment.firms]", "[segment.firms]\nauto_patch = 0.9"),
        with("[head.data]", "[head.data]\nmax_loss_eur = 150"),
        market_error("name = \"m\"\n[size.tiny]\ncount = 5\n[category.\"a b\"]"),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn of_laws() {
    let errors = [
        law_error(&rule(
            "where = { jurisdiction = \"eu-\", size = \"larg\" }\nset = { \"standard.kind\" = \"strict\" }",
        )),
        law_error(&rule(
            "where = { criticality = \"industrial\", category = \"toys\" }\nset = { \"damages.data\" = 0 }",
        )),
        law_error(&rule("where = { from = 2025-12-09 }\nset = { \"standard.kind\" = \"strict\" }")),
        law_error(&format!(
            "{}[[rule]]\nwhere = {{ jurisdiction = \"eu\" }}\nset = {{ \"damages.threshold_eur\" = 500 }}\n",
            rule(r#"set = { "damages.cap_eur" = 100 }"#)
        )),
        law_error(&rule("where = { category = \"cameras\" }\nset = { \"damages.data\" = 0 }")),
        law_error(&rule(r#"set = { "relief.effect" = "cap" }"#)),
        law_error(&rule(r#"set = { "cover.mandatory" = true }"#)),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

/// What a law says to no effect in the two-jurisdiction market with changes.
fn warnings(changes: &[&str], text: &str) -> String {
    let scenario = Scenario::read(&market("two-jurisdictions"), &find, &set(changes)).unwrap();
    let law = scenario.law(&regime(text).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    law.warnings.iter().map(|warning| format!("{warning}\n")).collect()
}

#[test]
fn of_what_has_no_effect() {
    let late = "[[rule]]\nwhere = { from = 2028-01-01 }\nset = { \"damages.cap_eur\" = 100 }\n";
    let early = "[[rule]]\nwhere = { from = 2027-01-01 }\nset = { \"damages.cap_eur\" = 200 }\n";
    let harbour = "\"standard.kind\" = \"strict\", \"relief.effect\" = \"share\"";
    let found = [
        // A tier that no firm falls in.
        warnings(&[], &rule("where = { size = \"medium\" }\nset = { \"duties.label\" = 1 }")),
        warnings(
            &["category.toys.maker_share=0", "category.routers.maker_share=0.8"],
            &rule("where = { category = \"toys\" }\nset = { \"duties.label\" = 1 }"),
        ),
        // Phases out of order, after the end, before they are announced.
        warnings(&[], &format!("name = \"r\"\n{late}{early}")),
        warnings(&[], &rule("where = { vintage = 2030-01-01 }\nset = { \"duties.label\" = 1 }")),
        warnings(
            &[],
            &rule("where = { from = 2026-06-01 }\nannounced = 2026-09-01\nset = { \"duties.label\" = 1 }"),
        ),
        // A safe harbour that nobody can meet, or that spares nothing.
        warnings(&["care.imposed_design=1"], &rule(&format!("set = {{ {harbour}, \"relief.design\" = 5 }}"))),
        warnings(&[], &rule(&format!("set = {{ {harbour}, \"relief.monitoring\" = 50 }}"))),
        warnings(
            &[],
            &rule(&format!(
                "set = {{ {harbour}, \"relief.cooperation\" = true, \"duties.patch_days\" = 0 }}"
            )),
        ),
        warnings(&[], &rule(&format!("set = {{ {harbour}, \"relief.share\" = 1 }}"))),
        // Levers that another leaves with nothing to do.
        warnings(&[], &rule("set = { \"standard.kind\" = \"strict\", \"standard.strict_share\" = 0.2 }")),
        warnings(
            &[],
            &rule("set = { \"enforcement.fine_turnover\" = 0.1, \"enforcement.inspections\" = 0 }"),
        ),
        warnings(&[], &rule("set = { \"damages.patching_costs\" = 0.5 }")),
    ];
    insta::assert_snapshot!(found.join("\n"));
}

/// Two who share in one award, each in a rule of its own: a seller, and a supplier or a service.
#[test]
fn of_shares_over_one() {
    let shares = |sharing: &str, who: &str, share: &str| {
        format!(
            "{}[[rule]]\nset = {{ \"apportionment.seller_share\" = 0.6 }}\n",
            rule(&format!(
                "set = {{ \"standard.kind\" = \"strict\", \"apportionment.sharing\" = \"{sharing}\", \"apportionment.{who}\" = {share} }}"
            ))
        )
    };
    let errors = [
        law_error(&shares("several", "supplier_share", "0.7")),
        law_error(&shares("joint", "service_share", "0.8")),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
    assert_eq!(warnings(&[], &shares("several", "supplier_share", "0.4")), "");
    let chain = warnings(&[], &shares("chain", "supplier_share", "0.7"));
    assert!(chain.contains("apportionment.seller_share has no effect"), "{chain}");
}

/// What is out of reach is told of the makers who fall under it, by what sets it, and of nobody who can meet it.
#[test]
fn of_harbours_that_makers_of_a_size_cannot_meet() {
    let harbour = "\"standard.kind\" = \"strict\", \"relief.effect\" = \"share\"";
    let of = |size: &str, set: &str| {
        format!("[[rule]]\nwhere = {{ size = [\"{size}\"] }}\nset = {{ {harbour}, {set} }}\n")
    };
    let named = |rules: &[String]| format!("name = \"r\"\n{}", rules.concat());
    let extends = "name = \"r\"\nextends = \"strict-with-safe-harbour\"\n";
    let later = "where = { from = 2027-01-01 }\nset = { \"relief.monitoring\" = 99 }";
    let found = [
        warnings(
            &["innovation.launches_per_year=1"],
            &rule(&format!("set = {{ {harbour}, \"relief.fee_eur\" = 900000000 }}")),
        ),
        warnings(
            &["innovation.launches_per_year=1"],
            &rule(&format!(
                "set = {{ {harbour}, \"relief.certified\" = true, \"certification.design\" = 500000, \"certification.cost_eur\" = 9e8 }}"
            )),
        ),
        warnings(&[], &named(&[of("micro", "\"relief.design\" = 20000")])),
        // A tier that cannot meet it beside one that can, and a phase.
        warnings(
            &[],
            &named(&[of("large", "\"relief.design\" = 1000000"), of("micro", "\"relief.design\" = 2")]),
        ),
        warnings(
            &["patching.discovery_response=1"],
            &format!(
                "{extends}[[rule]]\n{later}\n{}",
                of("micro", "\"relief.monitoring\" = 0.2")
                    .replace("where = {", "where = { from = 2027-01-01,")
            ),
        ),
    ];
    insta::assert_snapshot!(found.join("\n"));
    let dear_for_small_makers = rule(&format!("set = {{ {harbour}, \"relief.design\" = 20000 }}"));
    assert_eq!(warnings(&[], &dear_for_small_makers), "");
}

/// What stands alone and does nothing without another.
#[test]
fn of_levers_that_lack_another() {
    let strict = "\"standard.kind\" = \"strict\"";
    let set = |more: &str| warnings(&[], &rule(&format!("set = {{ {strict}, {more} }}")));
    let found = [
        set("\"fund.covers\" = 1"),
        set("\"cover.mandatory\" = true, \"cover.limit_turnover\" = 0"),
        set("\"enforcement.inspections\" = 1, \"enforcement.order\" = true"),
        set("\"warranty.months\" = 24, \"warranty.reduction\" = 0.1"),
        set("\"incentives.fix_eur\" = 100"),
        set("\"damages.property\" = 0, \"damages.threshold_property_eur\" = 500"),
    ];
    insta::assert_snapshot!(found.join("\n"));
    for complete in [
        "\"fund.covers\" = 1, \"fund.levy\" = 0.01",
        "\"cover.mandatory\" = true",
        "\"enforcement.inspections\" = 1, \"enforcement.order\" = true, \"duties.floor_design\" = 1",
        "\"warranty.months\" = 24, \"warranty.reduction\" = 0.1, \"incentives.fix_eur\" = 100, \"duties.patch_days\" = 60",
    ] {
        assert_eq!(set(complete), "");
    }
}

#[test]
fn what_does_something_somewhere_or_was_switched_off_later_is_no_warning() {
    let somewhere = "name = \"r\"\n[[rule]]\nset = { \"enforcement.fine_turnover\" = 0.1 }\n[[rule]]\n\
                     where = { size = \"large\" }\nset = { \"enforcement.inspections\" = 1, \"duties.floor_design\" = 1 }\n";
    assert_eq!(warnings(&[], somewhere), "");
    let off = "name = \"r\"\nextends = \"strict-with-safe-harbour\"\n[[rule]]\nset = { \"relief.effect\" = \"off\" }";
    assert_eq!(warnings(&[], off), "");
    let phases = "name = \"r\"\n[[rule]]\nwhere = { from = 2027-01-01 }\nset = { \"damages.cap_eur\" = 100 }\n[[rule]]\n\
                  where = { from = 2028-01-01 }\nset = { \"damages.cap_eur\" = 200 }";
    assert_eq!(warnings(&[], phases), "");
}

/// A level may be finite and yet beyond what anybody would pay for; a tier may have makers and yet next to none.
#[test]
fn of_harbours_and_tiers_that_matter_to_nobody() {
    let asks = |level: &str| {
        let set = "\"standard.kind\" = \"strict\", \"relief.effect\" = \"share\", \"relief.share\" = 0.2";
        warnings(&[], &rule(&format!("set = {{ {set}, \"relief.design\" = {level} }}")))
    };
    let absurd = asks("200000");
    assert!(absurd.contains("nobody will be in the safe harbour: relief.design asks for 200000"), "{absurd}");
    assert_eq!(asks("3"), "");
    let few = [
        "category.toys.maker_share=0.994",
        "category.routers.maker_share=0.003",
        "category.controllers.maker_share=0.003",
    ];
    let tier = |names: &str| {
        warnings(
            &few,
            &rule(&format!("where = {{ category = [{names}] }}\nset = {{ \"duties.label\" = 1 }}")),
        )
    };
    let lost = tier("\"routers\", \"controllers\"");
    assert!(lost.contains("hardly any maker of market") && lost.contains("0.6 % of them"), "{lost}");
    assert_eq!(tier("\"toys\""), "");
}

#[test]
fn of_markets_and_regimes_in_each_others_place() {
    let errors = [
        market_error("name = \"m\"\n[[rule]]\nset = {}"),
        market_error("name = \"m\"\nextends = { eu = \"strict\" }"),
        regime_error("name = \"r\"\n[clock]\nrebase = true"),
        with("regime = \"negligence\"", "regime = \"two-jurisdictions.toml\""),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn of_percentages() {
    let errors = [
        regime_error(&rule(r#"set = { "damages.data" = "50%", "damages.property" = "7 %" }"#)),
        regime_error(&rule(r#"set = { "damages.data" = 12.5% }"#)),
        regime_error("name = \"r\"\ntitle = \"x\" y # of 100 %"),
        Overrides::parse(&["damages.data=50%"]).unwrap_err().to_string(),
        set_error("segment.homes.share=70%"),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn of_laws_by_jurisdiction() {
    let nested = |name: &str, named_in: &str| match name {
        "only-us" => Ok(Source::new(
            "only-us.toml",
            rule("where = { jurisdiction = \"us\" }\nset = { \"duties.label\" = 1 }"),
        )),
        _ => find(name, named_in),
    };
    let source = Source::new("r.toml", "name = \"r\"\nextends = { eu = \"only-us\", us = \"only-us\" }");
    let errors = [
        law_error("name = \"r\"\nextends = { eu = \"strict\" }"),
        law_error("name = \"r\"\nextends = { eu = \"strict\", us = \"strict\", uk = \"strict\" }"),
        regime_error("name = \"r\"\nextends = { eu = \"strikt\" }"),
        regime_error("name = \"r\"\nextends = { eu = 5 }"),
        read_regime(&source, &nested, &none()).unwrap_err().to_string(),
        market_error("name = \"m\"\n[jurisdiction]\nhome = false"),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn no_duration_may_be_negative() {
    let units = ["hours", "days", "months", "years"];
    for lever in caveat::scenario::registry::registry() {
        let (Kind::Num { min, .. } | Kind::Whole { min, .. }) = lever.kind else { continue };
        // Support that is imposed is none where it is -1.
        let imposed = lever.path.starts_with("care.imposed_");
        assert!(!units.contains(&lever.unit) || min >= 0.0 || imposed, "{} may be {min}", lever.path);
    }
}

#[test]
fn what_owners_owe_themselves_is_asked_only_where_accidents_come_directly() {
    let error = law_error(&rule(r#"set = { "damages.due_owner_eur" = 5 }"#));
    assert!(error.contains("damages.due_owner_eur has no effect where flaws have a life cycle"), "{error}");
}

#[test]
fn of_what_is_not_simulated_yet() {
    let errors = [
        regime_error(&rule(r#"set = { "cover.run_off_reserve" = true, "standard.kind" = "strict" }"#)),
        Overrides::parse(&["cover.run_off_reserve=true"]).unwrap_err().to_string(),
        set_error("insurer.insurers=3"),
        set_error("insurer.reinsurance=0.5"),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

fn set_error(argument: &str) -> String {
    Scenario::read(&market("two-jurisdictions"), &find, &set(&[argument])).unwrap_err().to_string()
}

#[test]
fn of_set() {
    let parse = |argument: &str| Overrides::parse(&[argument]).unwrap_err().to_string();
    let apply = |argument: &str| {
        Scenario::read(&market("two-jurisdictions"), &find, &set(&[argument])).unwrap_err().to_string()
    };
    let errors = [
        parse("damages.cap_eurr=5e6"),
        parse("damages.cap_eur"),
        parse("damages.cap_eur[size=large=5"),
        parse("damages.cap_eur[siz=large]=5"),
        parse("damages.cap_eur[from=soon]=5"),
        parse("damages.cap_eur=lots"),
        parse("clok.rebase=true"),
        apply("clock.horizn_months=12"),
        apply("category.toy.price_eur=12"),
        apply("category.price_eur=12"),
        apply("category.toys.price_eur=NaN"),
        apply("jurisdiction.eu.share=0.9"),
        apply("size.*.count=1000000"),
        apply("clock.announced=2026-13-01"),
        apply("clock.announced=soon"),
        apply("segment.offices.share=0.5"),
        apply("head.date.incidence=0.5"),
    ];
    insta::assert_snapshot!(errors.join("\n\n"));
}

#[test]
fn a_market_too_large_to_simulate_is_refused_with_what_to_lower() {
    let refused = |changes: &[&str]| {
        let source = market("smart-home");
        Scenario::read(&source, &find, &set(changes)).unwrap_err().to_string()
    };
    let cases = [
        (
            vec!["size.micro.count=1e6", "size.small.count=9e5", "size.medium.count=2e5"],
            "makers, potential entrants included",
        ),
        (
            vec!["entry.slots=10000", "clock.horizon_months=600"],
            "lower size.*.count, entry.slots or the horizon",
        ),
        (
            vec!["clock.burn_in_months=500", "clock.horizon_months=501"],
            "burn-in and horizon, months, 1001, but 1000 at most",
        ),
        (vec!["size.small.count=1e6"], "memory of a replication"),
        (vec!["care.flaws_testing=1e5"], "--set 'care.flaws_testing=1e5'"),
        (vec!["category.hubs-and-appliances.complexity=1000"], "complexity=1000', column"),
        (vec!["care.flaws_design=1e5"], "flaws of one maker × months, which calibration plays"),
        (
            vec!["size.micro.count=6e4", "clock.horizon_months=600", "clock.run_off_months=600"],
            "flaws × months of a replication",
        ),
    ];
    for (changes, said) in cases {
        let error = refused(&changes);
        assert!(error.contains("a market too large to simulate") && error.contains(said), "{error}");
    }
    // A market that sells few releases, each with many flaws.
    let source = market("two-jurisdictions");
    let single = ["care.flaws_design=1e6", "care.flaws_testing=1e5"];
    assert!(Scenario::read(&source, &find, &set(&single)).is_err());
    let source = market("smart-home");
    let many = |table: &str, field: &str, count: usize| {
        let rows: String = (0..count).map(|at| format!("\n[{table}.extra{at}]\n{field}\n")).collect();
        market_error(&format!("{}{rows}", source.text))
    };
    let segments = many("segment", "share = 0", 40);
    assert!(
        segments.contains("segments × jurisdictions") && segments.contains("merge some of them"),
        "{segments}"
    );
    let components = many("component", "slot = 1", 1025);
    assert!(components.contains("tables of component"), "{components}");
}

#[test]
fn every_shipped_market_of_ten_times_the_makers_is_accepted_and_one_of_a_hundred_thousand() {
    for entry in std::fs::read_dir(super::root().join("markets")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        let source = market(&name);
        let read = |changes: &[String]| {
            let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
            Scenario::read(&source, &find, &set(&changes)).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let stated = read(&[]).market;
        let times = |factor: f64| {
            let sizes = SizeClassName::NAMES.iter().zip(&stated.sizes);
            let counts = sizes.map(|(name, size)| format!("size.{name}.count={}", size.count * factor));
            counts.chain([format!("entry.slots={}", stated.entry.slots * factor)]).collect::<Vec<_>>()
        };
        read(&times(10.0));
        if name == "smart-home" {
            let short = ["burn_in=12", "horizon=24", "run_off=0"]
                .map(|at| format!("clock.{}", at.replace('=', "_months=")));
            read(&[&times(500.0)[..], &short].concat());
        }
    }
}

#[test]
fn the_memory_of_a_market_is_estimated_from_the_rows_that_it_fills() {
    let rows = [size_of::<Firm>(), size_of::<Release>(), size_of::<Flaw>()];
    for (estimate, row) in BYTES.into_iter().zip(rows) {
        let row = row as f64;
        assert!(row <= estimate && estimate < 2.0 * row, "{row} bytes, estimated at {estimate}");
    }
}
