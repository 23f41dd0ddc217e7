//! What a law is warned about: by name, with both places.

use super::{find, market, regime, set};
use caveat::scenario::Scenario;

/// The warnings about a law that extends another, in the two-jurisdiction market with changes.
fn warned(changes: &[&str], extends: &str, set_by: &[&str]) -> Vec<String> {
    let scenario = Scenario::read(&market("two-jurisdictions"), &find, &set(changes)).unwrap();
    let rules: String = set_by.iter().map(|set| format!("[[rule]]\nset = {{ {set} }}\n")).collect();
    let text = format!("name = \"r\"\nextends = \"{extends}\"\n{rules}");
    let law = scenario.law(&regime(&text).unwrap()).unwrap_or_else(|error| panic!("{error}"));
    law.warnings.iter().map(ToString::to_string).collect()
}

/// Laws in two rules, of which the first comes to nothing by the second, or by what they extend; what is said about it, and words by
/// which the other place is told.
const NOTHING: &[(&str, &str, &str, &str, &str)] = &[
    (
        "strict",
        "\"relief.effect\" = \"cap\", \"relief.design\" = 1, \"relief.cap_eur\" = 100",
        "\"damages.threshold_eur\" = 500",
        "the harbour's cap, EUR 100, lies below the threshold, EUR 500",
        THERE,
    ),
    (
        "caveat-emptor",
        "\"enforcement.recall\" = 0.5",
        "",
        "enforcement.recall has no effect: nobody answers for harm",
        "caveat-emptor.toml:",
    ),
    (
        "caveat-emptor",
        "\"enforcement.injunction\" = 3",
        "",
        "enforcement.injunction has no effect: nobody answers for harm",
        "caveat-emptor.toml:",
    ),
    (
        "caveat-emptor",
        "\"cover.mandatory\" = true",
        "",
        "cover.mandatory has no effect: nobody answers for harm",
        "caveat-emptor.toml:",
    ),
    (
        "strict",
        "\"enforcement.inspections\" = 0.5",
        "\"duties.floor_design\" = 1, \"enforcement.fine_turnover\" = 0",
        "enforcement.inspections has no effect: no fine and no order follows",
        THERE,
    ),
    (
        "strict",
        "\"enforcement.inspections\" = 0.5",
        "\"duties.floor_design\" = 0, \"enforcement.fine_turnover\" = 0.1",
        "enforcement.inspections has no effect: no floor of care, no deadline",
        THERE,
    ),
    (
        "strict",
        "\"enforcement.inspections\" = 0.5, \"enforcement.fine_turnover\" = 0.1, \"duties.floor_design\" = 1",
        "\"enforcement.capacity\" = 0",
        "enforcement.inspections has no effect: the authority has no staff",
        THERE,
    ),
    (
        "strict",
        "\"damages.multiplier\" = 0",
        "",
        "no award is ever paid: damages.multiplier is 0",
        "strict.toml:",
    ),
    (
        "strict",
        "\"procedure.long_stop_months\" = 0",
        "",
        "no award is ever paid: procedure.long_stop_months is 0",
        "strict.toml:",
    ),
    (
        "strict",
        "\"procedure.access\" = 0",
        "",
        "no award is ever paid: procedure.access is 0",
        "strict.toml:",
    ),
    (
        "strict",
        "\"relief.certified\" = true",
        "\"relief.effect\" = \"share\", \"relief.share\" = 0.1",
        "relief.certified demands a certificate of nothing",
        THERE,
    ),
    (
        "strict",
        "\"duties.patch_days\" = 30",
        "\"duties.patch_days\" = 60",
        "this value never holds: a rule below sets duties.patch_days anew",
        THERE,
    ),
    (
        "strict",
        "\"duties.floor_design\" = 900000",
        "",
        "nobody will keep to the floors of care: duties.floor_design asks for 900000",
        "size.large.turnover_max_eur is set here",
    ),
    (
        "strict",
        "\"certification.testing\" = 900000",
        "\"certification.mandatory\" = true",
        "nobody will get the certificate that every release needs: certification.testing asks for 900000",
        "size.large.turnover_max_eur is set here",
    ),
];

/// Where the first rule sets its first lever, and the second.
const HERE: &str = "r.toml:4:";
const THERE: &str = "r.toml:6:";

#[test]
fn of_rules_that_come_to_nothing() {
    for &(extends, first, second, says, other) in NOTHING {
        let rules = [first, second];
        let rules = if second.is_empty() { &rules[..1] } else { &rules[..] };
        let found = warned(&["size.large.turnover_max_eur=1e9"], extends, rules);
        let told =
            found.iter().filter(|text| text.contains(says) && text.starts_with(HERE) && text.contains(other));
        assert_eq!(told.count(), 1, "{first}, {second}: {found:#?}");
        assert!(found.iter().all(|text| text.contains("\n  help: ")), "{found:#?}");
    }
}

/// The same levers, where they come to something.
#[test]
fn of_nothing_where_the_same_comes_to_something() {
    for set in [
        "\"relief.effect\" = \"cap\", \"relief.design\" = 1, \"relief.cap_eur\" = 500, \"damages.threshold_eur\" = 500",
        "\"enforcement.recall\" = 0.5, \"enforcement.injunction\" = 3, \"cover.mandatory\" = true",
        "\"enforcement.inspections\" = 0.5, \"enforcement.fine_turnover\" = 0.1, \"duties.patch_days\" = 60",
        "\"enforcement.inspections\" = 0.5, \"enforcement.order\" = true, \"duties.floor_design\" = 1, \"enforcement.capacity\" = 5",
        "\"damages.multiplier\" = 0, \"damages.punitive\" = 1",
        "\"procedure.access\" = 0, \"procedure.channels\" = 0.1",
        "\"relief.certified\" = true, \"certification.design\" = 1, \"relief.effect\" = \"share\", \"relief.share\" = 0.1",
        "\"duties.floor_design\" = 2, \"certification.testing\" = 2, \"certification.mandatory\" = true",
    ] {
        assert_eq!(warned(&[], "strict", &[set]), [""; 0], "{set}");
    }
}

/// Under the law in force somebody inspects; under a reform that takes its place nobody does.
#[test]
fn of_what_a_reform_sets_whatever_the_law_before_it_did() {
    let of_before = "\n[[status_quo.rule]]\nset = { \"enforcement.inspections\" = 0.1, \"enforcement.fine_turnover\" = 0.1, \"duties.floor_design\" = 1 }";
    let text = market("two-jurisdictions").text + of_before;
    let scenario = Scenario::read(&caveat::scenario::Source::new("m.toml", text), &find, &set(&[])).unwrap();
    let reform =
        "name = \"r\"\nextends = \"strict\"\n[[rule]]\nset = { \"enforcement.fine_turnover\" = 0.5 }\n";
    let law = scenario.law(&regime(reform).unwrap()).unwrap();
    let [warning] = &law.warnings[..] else { panic!("{:#?}", law.warnings) };
    assert!(
        warning
            .to_string()
            .starts_with("r.toml:4:39: enforcement.fine_turnover has no effect: nobody inspects"),
        "{warning}"
    );
    assert_eq!(scenario.law(&scenario.status_quo).unwrap().warnings, []);
}

/// A rule for a part of the market may take the place of one for all where the market has no other part.
#[test]
fn of_no_rule_said_twice_where_the_second_is_for_fewer() {
    let text = "name = \"r\"\n[[rule]]\nset = { \"duties.label\" = 0.5 }\n[[rule]]\n\
                where = { criticality = [\"consumer\", \"commercial\", \"industrial\", \"critical\"] }\nset = { \"duties.label\" = 1 }\n";
    let scenario = Scenario::read(&market("two-jurisdictions"), &find, &set(&[])).unwrap();
    assert_eq!(scenario.law(&regime(text).unwrap()).unwrap().warnings, []);
    let twice = text.replace("[[rule]]\nset", "[[rule]]\nwhere = { criticality = [\"critical\", \"industrial\", \"commercial\", \"consumer\"] }\nset");
    assert_eq!(scenario.law(&regime(&twice).unwrap()).unwrap().warnings.len(), 1);
}

/// A tier that hardly any firm falls in is told with how many there are, as the market says.
#[test]
fn of_a_tier_with_the_place_of_its_numbers() {
    let changes = [
        "size.micro.count=0",
        "entry.slots=1",
        "size.micro.entrant_share=0.7",
        "size.small.entrant_share=0.3",
    ];
    let scenario = Scenario::read(&market("two-jurisdictions"), &find, &set(&changes)).unwrap();
    let text = "name = \"r\"\n[[rule]]\nwhere = { size = \"micro\" }\nset = { \"duties.label\" = 1 }\n";
    let found = scenario.law(&regime(text).unwrap()).unwrap().warnings;
    let [warning] = &found[..] else { panic!("{found:#?}") };
    let warning = warning.to_string();
    assert!(
        warning.starts_with("r.toml:2:1: hardly any maker")
            && warning.contains("column 18: size.micro.count is set here"),
        "{warning}"
    );
}
