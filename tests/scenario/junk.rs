//! Whatever a file or an argument holds, reading it returns: a scenario or an error with a place, never a panic.

use super::{find, market, none, regime, scenario};
use caveat::lever::{Kind, LeverRow, Value};
use caveat::scenario::registry::{legal_levers, market_levers};
use caveat::scenario::{Overrides, Scenario, Source, read_regime};
use proptest::prelude::*;

/// Reads text as each kind of file; a regime is compiled too.
fn read_as_anything(text: &str) {
    let source = Source::new("junk.toml", text);
    if let Err(error) = Scenario::read(&source, &find, &none()) {
        assert!(!error.problems().is_empty() && !error.to_string().is_empty());
    }
    if let Ok(regime) = regime(text) {
        let _ = scenario("two-jurisdictions").law(&regime);
    }
}

/// A valid file with one line of it cut, doubled, or partly overwritten.
fn mutate(text: &str, at: usize, what: usize, insert: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let at = at % lines.len();
    match what % 4 {
        0 => drop(lines.remove(at)),
        1 => lines.insert(at, lines[at].clone()),
        2 => lines[at].push_str(insert),
        _ => {
            let cut = lines[at].floor_char_boundary(what / 4 % (lines[at].len() + 1));
            lines[at].insert_str(cut, insert);
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = Source::from_bytes("junk.toml", bytes) {
            read_as_anything(&source.text);
        }
    }

    #[test]
    fn text_like_toml(text in "([a-z_]{1,9}|\\[|\\]|\\{|\\}|=|\"|\\.|,|\n|-?[0-9]{1,4}| |nan|inf|true){0,60}") {
        read_as_anything(&text);
    }

    #[test]
    fn mutations(at in any::<usize>(), what in any::<usize>(), insert in "(\"|=|\\[|\\{|é|-1|1e999|nan|\\.x){1,2}") {
        read_as_anything(&mutate(&market("two-jurisdictions").text, at, what, &insert));
        read_as_anything(&mutate(&find("tiered", "").unwrap().text, at, what, &insert));
    }

    #[test]
    fn arguments(argument in "[a-z.*]{0,12}(\\[[a-z=|,é-]{0,12}\\]?)?=?[a-z0-9.é-]{0,6}") {
        if let Ok(overrides) = Overrides::parse(&[&argument]) {
            let _ = Scenario::read(&market("two-jurisdictions"), &find, &overrides);
        }
    }

    #[test]
    fn resolved_markets_read_back_unchanged(pick in any::<usize>(), unit in 0.0..1.0f64, other in any::<usize>()) {
        let levers = market_levers();
        let overrides = Overrides::parse(&[argument(&levers, pick, unit), argument(&levers, other, unit)]).unwrap();
        if let Ok(before) = Scenario::read(&market("two-jurisdictions"), &find, &overrides) {
            let text = before.to_toml();
            let after = Scenario::read(&Source::new("resolved.toml", text), &find, &none()).unwrap();
            prop_assert_eq!(before.market, after.market);
        }
    }

    #[test]
    fn legal_levers_compile_or_contradict_each_other(pick in any::<usize>(), unit in 0.0..1.0f64, other in any::<usize>()) {
        let levers = legal_levers();
        let overrides = Overrides::parse(&[argument(&levers, pick, unit), argument(&levers, other, unit)]).unwrap();
        let strict = read_regime(&find("strict", "").unwrap(), &find, &overrides).unwrap();
        if let Ok(law) = scenario("two-jurisdictions").law(&strict) {
            let again = regime(&strict.to_toml()).unwrap();
            prop_assert_eq!(law.rules, scenario("two-jurisdictions").law(&again).unwrap().rules);
        }
    }
}

/// An argument of `--set` that one of the levers accepts.
fn argument(levers: &[LeverRow], pick: usize, unit: f64) -> String {
    let lever = levers[pick % levers.len()];
    let value = match lever.kind {
        Kind::Num { min, max } => lever.show(Value::Num(min + unit * (max.min(min + 10.0) - min))),
        Kind::Whole { min, max } => {
            lever.show(Value::Num((min + unit * (max.min(min + 50.0) - min)).floor()))
        }
        Kind::Choice(words) => words[(unit * words.len() as f64) as usize].to_owned(),
        Kind::Flag => (unit < 0.5).to_string(),
        Kind::Date => {
            format!("20{:02}-0{}-1{}", (unit * 99.0) as u32, 1 + (unit * 8.0) as u32, (unit * 9.0) as u32)
        }
    };
    format!("{}={value}", lever.path)
}
