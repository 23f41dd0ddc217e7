//! Levers of law on their axes: each, set for a part of the market or of time, holds there and nowhere else, and those whom it
//! concerns see it coming.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use caveat::decisions::outlook;
use caveat::experiment::compare::Plan;
use caveat::law::compile::{Law, Place};
use caveat::law::regime::Regime;
use caveat::law::rule::{self, Rule};
use caveat::lever::{Axis, Kind, Lever, Value};
use caveat::scenario::Scenario;
use caveat::scenario::market::SizeClassName;
use caveat::world::{Exposure, Payments, Stakes, View};
use support::{lawless, plan, regime};

/// The tiny market: hubs are consumer goods, cameras commercial; both are sold here and there.
const HUBS: usize = 1;
const CATEGORIES: usize = 2;

/// A selector of the tiny market on each axis, and what it selects: a place, a month of the event, a month of sale. Month 12 is
/// January 2027.
type Selected = fn(Place, i32, i32) -> bool;

fn selector(axis: Axis) -> (&'static str, Selected) {
    match axis {
        Axis::Jurisdiction => ("jurisdiction = \"there\"", |place, _, _| place.jurisdiction == 1),
        Axis::Size => ("size = [\"small\", \"large\"]", |place, _, _| is_small_or_large(place.size)),
        Axis::Criticality => ("criticality = \"consumer\"", |place, _, _| place.category == HUBS),
        Axis::Category => ("category = \"hubs\"", |place, _, _| place.category == HUBS),
        Axis::From => ("from = 2027-01-01", |_, event, _| event >= 12),
        Axis::Vintage => ("vintage = 2027-01-01", |_, _, sold| sold >= 12),
    }
}

fn is_small_or_large(size: usize) -> bool {
    [SizeClassName::Small as usize, SizeClassName::Large as usize].contains(&size)
}

/// Beside it, no lever contradicts itself.
const COHERENT: &str = "\"relief.effect\" = \"share\"\n\"duties.information_sharing\" = 0.5\n\
                        \"procedure.limitation_months\" = 36\n\"procedure.long_stop_months\" = 120";
/// Levers that only direct accidents know, which know no sharing of information.
const DIRECT: [&str; 2] = ["damages.due_owner_eur", "apportionment.indivisible"];

fn direct() -> Scenario {
    lawless(&["accident.count=poisson", "accident.rate=1", "insurer.offered=false"])
}

/// The end of a lever's range that is not its default, as files write it.
fn other_end(lever: &Lever<Rule>) -> String {
    let row = lever.row();
    if lever.path == "apportionment.seller_share" {
        // With the supplier's half of an award it is no more than the whole.
        return row.show(Value::Num(0.5));
    }
    match (lever.kind, lever.default) {
        (Kind::Num { max, .. } | Kind::Whole { max, .. }, Value::Num(default))
            if max.is_finite() && max != default =>
        {
            row.show(Value::Num(max))
        }
        // A time that only counts where it is longer than another.
        (Kind::Num { min, max, .. }, Value::Num(default)) if min == default && max.is_infinite() => {
            row.show(Value::Num(600.0))
        }
        (Kind::Num { min, .. } | Kind::Whole { min, .. }, _) => row.show(Value::Num(min)),
        (Kind::Choice(words), _) => format!("\"{}\"", words[words.len() - 1]),
        (Kind::Flag, default) => (default != Value::Flag(true)).to_string(),
        (Kind::Date, _) => "2030-01-01".to_owned(),
    }
}

/// A law with a further rule: for whom and when, the lever, its value.
fn amended(base: &str, head: &str, lever: &str, value: &str) -> Regime {
    regime(&format!(
        "name = \"amended\"\n[[rule]]\n[rule.set]\n{base}\n[[rule]]\n{head}\nset = {{ \"{lever}\" = {value} }}\n"
    ))
}

/// Selectors as the head of a rule.
fn only(selectors: &str) -> String {
    format!("where = {{ {selectors} }}")
}

fn places() -> impl Iterator<Item = Place> {
    (0..2).flat_map(|jurisdiction| {
        (0..4)
            .flat_map(move |size| (0..CATEGORIES).map(move |category| Place { jurisdiction, size, category }))
    })
}

/// Asserts that a law says of every event on every product what one rule says where it is selected, and another elsewhere.
fn assert_cells(
    law: &Law,
    selected: impl Fn(Place, i32, i32) -> bool,
    [there, elsewhere]: [&Rule; 2],
    what: &str,
) {
    for place in places() {
        for event in [0, 11, 12, 30] {
            for sold in [-5, 0, 11, 12, 30].into_iter().filter(|sold| *sold <= event) {
                let found = law.rule(law.cell(place, law.epoch_at(event), law.vintage_at(sold)));
                let expected = if selected(place, event, sold) { there } else { elsewhere };
                assert!(found == expected, "{what}: {place:?}, event {event}, sold {sold}");
            }
        }
    }
}

#[test]
fn every_lever_changes_exactly_the_cells_selected_on_each_of_its_axes() {
    let (living, direct) = (lawless(&[]), direct());
    let mut tried = 0;
    for lever in rule::levers().into_iter().flatten() {
        let (market, base) = if DIRECT.contains(&lever.path) { (&direct, "") } else { (&living, COHERENT) };
        let unchanged = rule_of(market, base);
        let value = other_end(lever);
        let changed =
            rule_of(market, &format!("{base}\n\n[[rule]]\nset = {{ \"{}\" = {value} }}", lever.path));
        assert!(unchanged != changed, "{} = {value} is what it is anyway", lever.path);
        for (index, axis) in lever.axes.iter().enumerate() {
            let (one, selects) = selector(*axis);
            let law = market.law(&amended(base, &only(one), lever.path, &value)).unwrap();
            assert_cells(&law, selects, [&changed, &unchanged], &format!("{} where {one}", lever.path));
            // And on two axes at once.
            for other in &lever.axes[index + 1..] {
                let (two, also) = selector(*other);
                let both = format!("{one}, {two}");
                let law = market.law(&amended(base, &only(&both), lever.path, &value)).unwrap();
                let selects = |place, event, sold| selects(place, event, sold) && also(place, event, sold);
                assert_cells(&law, selects, [&changed, &unchanged], &format!("{} where {both}", lever.path));
                tried += 1;
            }
        }
    }
    assert!(tried > 2_000, "only {tried} pairs of axes");
}

/// What a law says everywhere from the announcement on.
fn rule_of(market: &Scenario, set: &str) -> Rule {
    let law = market.law(&regime(&format!("name = \"flat\"\n[[rule]]\n[rule.set]\n{set}\n"))).unwrap();
    let place = Place { jurisdiction: 0, size: 0, category: 0 };
    law.rule(law.cell(place, law.epoch_at(0), law.vintage_at(0))).clone()
}

/// Laws under which one lever or another has something to do.
const STRICT: &str = "\"standard.kind\" = \"strict\"\n\"standard.state_of_the_art\" = 3\n\"procedure.delay_months\" = 3\n\
                      \"procedure.plaintiff_cost_eur\" = 20\n\"damages.victim_fault\" = \"comparative\"\n\
                      \"damages.punitive\" = 1\n\"apportionment.sharing\" = \"joint\"\n\"apportionment.supplier_share\" = 0.5\n\
                      \"relief.effect\" = \"share\"\n\"relief.design\" = 1\n\"relief.share\" = 0.5\n\"relief.certified\" = true\n\
                      \"duties.patch_days\" = 60\n\"duties.compliance_eur\" = 1000\n\"duties.floor_design\" = 1\n\
                      \"enforcement.inspections\" = 0.5\n\"enforcement.fine_turnover\" = 0.01\n\
                      \"duties.information_sharing\" = 0.5\n\"certification.design\" = 1\n\"certification.cost_eur\" = 100\n\
                      \"procedure.limitation_months\" = 36\n\"procedure.long_stop_months\" = 120";
const FAULT: &str = "\"standard.kind\" = \"negligence\"\n\"standard.due_care\" = \"explicit\"\n\"standard.due_design\" = 1.5\n\
                     \"standard.due_testing\" = 1.5\n\"standard.due_response\" = 1.5\n\"standard.court_error\" = 0.5\n\
                     \"procedure.delay_months\" = 3\n\"duties.support_months\" = 36\n\"relief.effect\" = \"burden\"\n\"duties.information_sharing\" = 0.5";

/// A market that is ready for any law, and what its makers look forward to under one.
struct Foresight {
    scenario: Scenario,
    plan: Plan,
    base: &'static str,
    law: Law,
    views: Vec<View>,
}

impl Foresight {
    fn new(changes: &[&str], base: &'static str) -> Foresight {
        let scenario = lawless(changes);
        let plan = plan(&scenario, &[]);
        let law = scenario.law(&regime(&format!("name = \"base\"\n[[rule]]\n[rule.set]\n{base}\n"))).unwrap();
        let views = outlook(plan.setting(), &law).views;
        Foresight { scenario, plan, base, law, views }
    }

    /// The views under a law that is amended; rules that both laws know have the same number in both.
    fn amended(&self, head: &str, lever: &str, value: &str) -> Vec<View> {
        let law = self.scenario.law(&amended(self.base, head, lever, value));
        let law = law.unwrap_or_else(|error| panic!("{lever}: {error}"));
        outlook(self.plan.setting(), &law.after(&self.law)).views
    }

    /// The parts of the market (size × category) in which what is at stake differs in some month from the announcement on.
    fn concerned(&self, views: &[View]) -> BTreeSet<usize> {
        let differs = |month: i32| {
            let (before, after) = (at(&self.views, month), at(views, month));
            (0..before.len()).filter(move |part| before[*part] != after[*part])
        };
        (0..3).flat_map(differs).collect()
    }
}

/// What is at stake in a month, by part.
fn at(views: &[View], month: i32) -> &[Stakes] {
    &views.iter().rev().find(|view| view.from <= month).unwrap().stakes
}

/// Where compliance weighs in any court, what makers in breach would pay is kept apart for all of them, and is the same.
const KEPT_APART: [&str; 1] = ["standard.compliance"];

#[test]
fn makers_foresee_every_lever_that_concerns_them_and_no_other_maker_does() {
    let short = [
        "clock.burn_in_months=2",
        "clock.horizon_months=3",
        "segment.*.claim_months=24",
        "head.injury.incidence=0.5",
        "component.stack.maker=small_supplier",
    ];
    let (strict, fault) = (Foresight::new(&short, STRICT), Foresight::new(&short, FAULT));
    for lever in rule::levers().into_iter().flatten().filter(|lever| !DIRECT.contains(&lever.path)) {
        let value = other_end(lever);
        for axis in [Axis::Size, Axis::Category] {
            let (one, selects) = selector(axis);
            let of_part = |part: usize| {
                selects(Place { jurisdiction: 0, size: part / CATEGORIES, category: part % CATEGORIES }, 0, 0)
            };
            let selected: BTreeSet<usize> = (0..4 * CATEGORIES).filter(|part| of_part(*part)).collect();
            let concerned = |law: &Foresight| law.concerned(&law.amended(&only(one), lever.path, &value));
            let mut found = concerned(&strict);
            if found.is_empty() {
                found = concerned(&fault);
            }
            let exactly =
                found == selected || KEPT_APART.contains(&lever.path) && found.is_superset(&selected);
            assert!(exactly, "{} where {one} concerns parts {found:?}, not {selected:?}", lever.path);
        }
    }
}

/// A representative set: liability, procedure, apportionment, duties, enforcement, incentives.
const REPRESENTATIVE: [(&str, &str); 8] = [
    ("standard.kind", "\"none\""),
    ("damages.multiplier", "3"),
    ("procedure.access", "0.2"),
    ("apportionment.sharing", "\"channelled\""),
    ("relief.share", "0.1"),
    ("duties.floor_testing", "2"),
    ("enforcement.fine_turnover", "0.05"),
    ("incentives.care", "0.5"),
];

/// A phase of January 2027 that is announced in July 2026 is unknown before July, and foreseen from then on.
#[test]
fn makers_foresee_a_phase_from_its_announcement_on() {
    let strict = Foresight::new(&[], STRICT);
    for (lever, value) in REPRESENTATIVE {
        for axis in [Axis::From, Axis::Vintage] {
            let (phase, _) = selector(axis);
            let head = only(&format!("size = \"large\", {phase}")) + "\nannounced = 2026-07-01";
            let ahead = strict.amended(&head, lever, value);
            let large = SizeClassName::Large as usize * CATEGORIES;
            for month in 0..18 {
                let (before, after) = (at(&strict.views, month), at(&ahead, month));
                for part in 0..before.len() {
                    let foreseen = before[part].ahead != after[part].ahead
                        || before[part].demands != after[part].demands;
                    assert_eq!(
                        foreseen,
                        month >= 6 && part >= large,
                        "{lever} {phase}: part {part} in month {month}"
                    );
                    let today = before[part].today != after[part].today;
                    assert!(!today || month >= 12, "{lever} {phase}: nothing is owed in month {month}");
                }
            }
        }
    }
}

/// One jurisdiction's law concerns every maker that sells there, by the part of the market that it is.
#[test]
fn makers_foresee_the_law_of_each_jurisdiction_in_which_they_sell() {
    let strict = Foresight::new(&[], STRICT);
    for (lever, value) in REPRESENTATIVE {
        let concerned =
            strict.concerned(&strict.amended(&only(selector(Axis::Jurisdiction).0), lever, value));
        assert_eq!(concerned.len(), 4 * CATEGORIES, "{lever}");
    }
}

/// A floor of January 2027 for what is sold from then on, and a presumption of defect against who falls short of it.
const FLOOR: &str = "\"standard.kind\" = \"strict\"\n\"standard.proof\" = 0.3\n\"standard.presumption_on_breach\" = 0.9\n\
                     \"procedure.settlement\" = false";

#[test]
fn devices_sold_before_a_floor_are_not_presumed_defective_for_missing_it() {
    let law = Foresight::new(&["clock.horizon_months=36"], FLOOR);
    let views = law.amended(&only(selector(Axis::From).0), "duties.floor_design", "2");
    // What a maker short of the floor is expected to pay, over what one that meets it is.
    let ratio = |month: i32, of: fn(&Stakes) -> &Payments| {
        let payments = of(&at(&views, month)[0]);
        total(payments.breached.as_deref().unwrap()) / total(&payments.open)
    };
    assert!((ratio(12, |stakes| &stakes.now) - 3.0).abs() < 1e-6, "new devices, proven thrice as often");
    assert!((ratio(12, |stakes| &stakes.stock) - 1.0).abs() < 1e-12, "none in use was sold under the floor");
    let later = ratio(24, |stakes| &stakes.stock);
    assert!(later > 1.1 && later < 2.9, "some of the devices in use were: {later}");
    assert!(ratio(11, |stakes| &stakes.now) < 1.01, "before the floor none is asked for");
}

fn total(exposure: &Exposure) -> f64 {
    exposure.constant.iter().sum::<f64>() + exposure.terms.iter().map(|term| term.swing).sum::<f64>()
}
