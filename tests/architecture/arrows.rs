//! Imports only point down.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Source, named_under, sources};

/// From the ground up; a module may name those below its own floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Floor {
    /// L0.
    Ground,
    /// L1.
    Law,
    /// Beside L2, on the ground alone.
    Actuarial,
    /// L2: where phases meet.
    Meeting,
    /// L2: phases, which do not know each other.
    Phase,
    /// L2: the order of the phases.
    Month,
    /// L3: one replication.
    Run,
    /// L3: many.
    Ensemble,
    /// L4.
    Question,
}

use Floor::{Actuarial, Ensemble, Ground, Law, Meeting, Month, Phase, Question, Run};

/// Every module right under `src/`, with its floor. A new module starts here and in `docs/architecture.md`.
pub(crate) const MODULES: &[(&str, Floor)] = &[
    ("reuse", Ground),
    ("units", Ground),
    ("math", Ground),
    ("shocks", Ground),
    ("distributions", Ground),
    ("lever", Ground),
    ("table", Ground),
    ("error", Ground),
    ("law", Law),
    ("scenario", Law),
    ("actuarial", Actuarial),
    ("world", Meeting),
    ("ledger", Meeting),
    ("tally", Meeting),
    ("outcome", Meeting),
    ("market", Phase),
    ("innovation", Phase),
    ("security", Phase),
    ("threat", Phase),
    ("harm", Phase),
    ("claims", Phase),
    ("courts", Phase),
    ("regulator", Phase),
    ("remedies", Phase),
    ("fund", Phase),
    ("insurance", Phase),
    ("decisions", Phase),
    ("settlement", Phase),
    ("finance", Phase),
    ("entry", Phase),
    ("record", Phase),
    ("timeline", Phase),
    ("month", Month),
    ("run", Run),
    ("ensemble", Ensemble),
    ("experiment", Question),
    ("theory", Question),
];

/// Macros, which Rust puts at the crate's root, and the modules that define them.
const MACROS: &[(&str, &str)] = &[("choices", "lever")];

/// Arrows that point down and are still not drawn, with the reason.
const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "theory",
        &["law", "actuarial", "math"],
        "a theory case reads its answer from engine runs, never from a formula; use `Probe`",
    ),
    (
        "actuarial",
        &["law", "scenario"],
        "actuarial science stands on the ground alone; take numbers as arguments",
    ),
];

pub(crate) fn floor(module: &str) -> Option<Floor> {
    MODULES.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

/// The modules named in the shipped part of a file, each with its line.
fn named_modules(source: &Source) -> Vec<(usize, String)> {
    let home = |name: String| {
        MACROS.iter().find(|(called, _)| *called == name).map_or(name, |(_, home)| (*home).to_owned())
    };
    named_under(&source.shipped, "crate").into_iter().map(|(line, name)| (line, home(name))).collect()
}

/// Why `from` may not name `to`; `None` if it may.
fn objection(from: &str, to: &str) -> Option<String> {
    if let Some((_, _, why)) = NEVER.iter().find(|(name, banned, _)| *name == from && banned.contains(&to)) {
        return Some((*why).to_owned());
    }
    let Some(here) = floor(from) else {
        return Some(format!("add the module `{from}` to MODULES in tests/architecture/arrows.rs"));
    };
    let Some(there) = floor(to) else {
        return Some(format!(
            "name a module of MODULES or a macro of MACROS in tests/architecture/arrows.rs, not `{to}`"
        ));
    };
    if there == Phase && here > Month && here != Run {
        return Some("only `month` and `run` know the phases; read `world`, `ledger` or `tally`".to_owned());
    }
    match there.cmp(&here) {
        std::cmp::Ordering::Less => None,
        std::cmp::Ordering::Equal if matches!(here, Ground | Law | Meeting) => None,
        std::cmp::Ordering::Equal if here == Phase => {
            Some("phases do not know each other; meet in `world`, `ledger` or `tally`".to_owned())
        }
        _ => Some(format!(
            "imports only point down, and {there:?} is not below {here:?}; move what both need down"
        )),
    }
}

fn wrong_arrows(source: &Source) -> Vec<String> {
    let from = source.module();
    if from == "lib" {
        return Vec::new();
    }
    let mut faults = Vec::new();
    if floor(from).is_none() {
        faults.push(
            source.fault(1, "add this module to MODULES in tests/architecture/arrows.rs, on its floor"),
        );
    }
    for (line, to) in named_modules(source) {
        if let Some(why) = objection(from, &to).filter(|_| from != to) {
            faults.push(source.fault(line, &format!("`{from}` may not name `{to}`: {why}")));
        }
    }
    let top = source.path.matches('/').count() == 1 || source.path.ends_with("/mod.rs");
    let up = named_under(&source.shipped, "super");
    let leaves = |name: &str| name == "super" || (top && floor(name).is_some());
    faults.extend(up.iter().filter(|(_, name)| leaves(name)).map(|(line, _)| {
        source.fault(
            *line,
            "write `crate::…` instead of leaving the module by `super`, so that arrows can be read",
        )
    }));
    faults
}

/// Modules that name each other in a circle, which floors with siblings would otherwise allow.
fn circle(sources: &[Source]) -> BTreeSet<String> {
    let mut arrows: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.module() != "lib") {
        let named = named_modules(source).into_iter().map(|(_, to)| to);
        let others = named.filter(|to| to != source.module() && floor(to).is_some());
        arrows.entry(source.module()).or_default().extend(others);
    }
    loop {
        let left: BTreeSet<String> = arrows.keys().map(|&from| from.to_owned()).collect();
        arrows.retain(|_, to| to.iter().any(|name| left.contains(name)));
        if arrows.len() == left.len() {
            return left;
        }
    }
}

#[test]
fn imports_point_down() {
    let faults: Vec<String> = sources("src").iter().flat_map(wrong_arrows).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_modules_name_each_other_in_a_circle() {
    let circle = circle(&sources("src"));
    assert!(
        circle.is_empty(),
        "these modules, or some of them, name each other in a circle: {circle:?}; move what they share down"
    );
}

#[test]
fn the_page_on_architecture_names_every_module() {
    let path = crate::source::root().join("docs/architecture.md");
    let page = std::fs::read_to_string(path).expect("docs/architecture.md is there");
    let missing = |name: &str| crate::source::words(&page).all(|(_, word)| word != name);
    let unnamed: Vec<&str> = MODULES.iter().map(|(name, _)| *name).filter(|name| missing(name)).collect();
    assert!(unnamed.is_empty(), "docs/architecture.md: say where these modules live: {unnamed:?}");
}

#[test]
fn wrong_arrows_are_found() {
    let wrong = [
        ("src/law/award.rs", "use crate::world::World;"),
        ("src/market.rs", "use crate::{math, courts::verdict};"),
        ("src/market/demand.rs", "fn f() { crate::month::step() }"),
        ("src/theory/shavell.rs", "use crate::law::award;"),
        ("src/experiment/compare.rs", "use crate::claims::Group;"),
        ("src/harm.rs", "use super::claims::Group;"),
        ("src/harm.rs", "use crate::*;"),
        ("src/gadgets.rs", ""),
    ];
    for (path, text) in wrong {
        assert_eq!(wrong_arrows(&Source::new(path, text)).len(), 1, "{path}: {text}");
    }
    let right = [
        ("src/month.rs", "use crate::{courts, market, world::World};"),
        ("src/market/demand.rs", "use super::Prices; use crate::market::price; use crate::tally::Tally;"),
        (
            "src/law/compile.rs",
            "use crate::{error::Error, lever, scenario::Market}; #[cfg(test)] use crate::run;",
        ),
        ("src/insurance.rs", "use crate::actuarial::premium;"),
    ];
    for (path, text) in right {
        assert_eq!(wrong_arrows(&Source::new(path, text)), Vec::<String>::new(), "{path}: {text}");
    }
    let both = [
        Source::new("src/law/a.rs", "use crate::scenario;"),
        Source::new("src/scenario.rs", "use crate::law;"),
    ];
    assert_eq!(circle(&both).len(), 2);
}
