//! What the model does not contain.

use crate::arrows::{Floor, floor};
use crate::source::{Source, line_at, named_under, sources, words};

enum Mark {
    /// An identifier, wherever it stands.
    Word(&'static str),
    /// A macro called by this name.
    Macro(&'static str),
    /// A module of `std` or `core`.
    Std(&'static str),
}

use Mark::{Macro, Std, Word};

enum Place {
    Nowhere,
    OnlyIn(&'static [&'static str]),
    NotInTheWorld,
}

use Place::{NotInTheWorld, Nowhere, OnlyIn};

const EDGE: &str =
    "the model touches no file, clock, screen or environment; do it in cli/ and pass plain values";
const DRAWS: &str = "every draw is keyed; take it from `shocks`";
const ORDER: &str = "its order is not the same twice; use `BTreeMap`, or a `Vec` indexed by id";
const PANES: &str = "tables and plots are made at the edge; return a `table::Table`";
const CORES: &str = "only `ensemble` runs in parallel; everything else is one thread";

/// What is absent, where, and what to do instead.
const ABSENCES: &[(Mark, Place, &str)] = &[
    (Std("fs"), Nowhere, EDGE),
    (Std("env"), Nowhere, EDGE),
    (Std("io"), Nowhere, EDGE),
    (Std("net"), Nowhere, EDGE),
    (Std("os"), Nowhere, EDGE),
    (Std("process"), Nowhere, EDGE),
    (Std("time"), Nowhere, EDGE),
    (Word("SystemTime"), Nowhere, EDGE),
    (Word("Instant"), Nowhere, EDGE),
    (Macro("print"), Nowhere, EDGE),
    (Macro("println"), Nowhere, EDGE),
    (Macro("eprint"), Nowhere, EDGE),
    (Macro("eprintln"), Nowhere, EDGE),
    (Macro("dbg"), Nowhere, EDGE),
    (Word("polars"), Nowhere, PANES),
    (Word("plotters"), Nowhere, PANES),
    (Word("thread_rng"), Nowhere, DRAWS),
    (Word("ThreadRng"), Nowhere, DRAWS),
    (Word("StdRng"), Nowhere, DRAWS),
    (Word("SmallRng"), Nowhere, DRAWS),
    (Word("OsRng"), Nowhere, DRAWS),
    (Word("SysRng"), Nowhere, DRAWS),
    (Word("getrandom"), Nowhere, DRAWS),
    (Word("HashMap"), Nowhere, ORDER),
    (Word("HashSet"), Nowhere, ORDER),
    (Word("rayon"), OnlyIn(&["ensemble"]), CORES),
    (Std("thread"), OnlyIn(&["ensemble"]), CORES),
    (Std("arch"), Nowhere, "bits may not depend on the processor; write portable code"),
    (Word("libm"), OnlyIn(&["math"]), "call `math`, which alone knows the pinned libm"),
    (
        Word("rand_distr"),
        OnlyIn(&["experiment"]),
        "its bits change with other crates' features; invert in `distributions`",
    ),
    (Word("dyn"), NotInTheWorld, "the month has no dynamic dispatch; use an enum, decided outside the loop"),
];

fn lines_with(source: &Source, mark: &Mark) -> Vec<usize> {
    let code = &source.shipped;
    let called = |at: usize, word: &str| code[at + word.len()..].starts_with('!');
    let lines = |found: Vec<usize>| found.into_iter().map(|at| line_at(code, at)).collect();
    match mark {
        Word(name) => lines(words(code).filter(|(_, word)| word == name).map(|(at, _)| at).collect()),
        Macro(name) => lines(
            words(code).filter(|(at, word)| word == name && called(*at, word)).map(|(at, _)| at).collect(),
        ),
        Std(name) => {
            let mut named = named_under(code, "std");
            named.extend(named_under(code, "core"));
            named.into_iter().filter(|(_, head)| head == name).map(|(line, _)| line).collect()
        }
    }
}

fn banned(place: &Place, module: &str) -> bool {
    let world = Floor::Meeting..=Floor::Month;
    match place {
        Nowhere => true,
        OnlyIn(modules) => !modules.contains(&module),
        NotInTheWorld => floor(module).is_some_and(|floor| world.contains(&floor)),
    }
}

fn present(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (mark, _, fix) in ABSENCES.iter().filter(|(_, place, _)| banned(place, source.module())) {
        let (Word(name) | Macro(name) | Std(name)) = mark;
        faults.extend(
            lines_with(source, mark).iter().map(|&line| source.fault(line, &format!("`{name}`: {fix}"))),
        );
    }
    faults
}

/// A regime is data: code that asks for its name has put law where nobody will look for it.
fn asks_for_a_regime(source: &Source) -> Vec<String> {
    let compares = |line: &str| ["== \"", "!= \"", "\" ==", "\" !="].iter().any(|text| line.contains(text));
    let chooses = |line: &str| line.contains("match ") || line.contains("matches!(");
    let in_world = floor(source.module()).is_some_and(|floor| floor <= Floor::Run);
    let asks = |line: &str| {
        let names = words(line).any(|(_, word)| word.contains("regime"));
        names && (compares(line) || (in_world && chooses(line)))
    };
    let lines = source.shipped.lines().enumerate().filter(|(_, line)| asks(line));
    lines
        .map(|(i, _)| {
            source.fault(
                i + 1,
                "no code asks for a regime's name; make a lever and set it in the regime's file",
            )
        })
        .collect()
}

#[test]
fn the_model_contains_nothing_of_the_edge_and_no_chance() {
    let faults: Vec<String> = sources("src").iter().flat_map(present).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_code_asks_for_the_name_of_a_regime() {
    let faults: Vec<String> = sources("src").iter().flat_map(asks_for_a_regime).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn absences_are_noticed() {
    let wrong = [
        ("src/market.rs", "use std::{collections::BTreeMap, fs};"),
        ("src/scenario.rs", "let t = std::env::var(\"HOME\");"),
        ("src/month.rs", "println!(\"month\");"),
        ("src/law/compile.rs", "use std::collections::HashMap;"),
        ("src/run.rs", "use rayon::prelude::*;"),
        ("src/decisions.rs", "let y = libm::exp(x);"),
        ("src/harm.rs", "use rand_distr::Gamma;"),
        ("src/threat.rs", "fn f(g: &dyn Fn()) {}"),
    ];
    for (path, text) in wrong {
        assert_eq!(present(&Source::new(path, text)).len(), 1, "{path}: {text}");
    }
    let right = [
        ("src/math.rs", "pub fn exp(x: f64) -> f64 { libm::exp(x) } // std::fs"),
        ("src/ensemble.rs", "use rayon::prelude::*; let f: &dyn Fn() = &|| {};"),
        ("src/experiment/sweep.rs", "use rand_distr::Triangular;"),
        ("src/distributions.rs", "#[cfg(test)] mod tests { use rand_distr::Gamma; use std::fs; }"),
        ("src/error.rs", "write!(f, \"println!\")"),
    ];
    for (path, text) in right {
        assert_eq!(present(&Source::new(path, text)), Vec::<String>::new(), "{path}: {text}");
    }
    assert_eq!(asks_for_a_regime(&Source::new("src/courts.rs", "if regime == \"strict\" {}")).len(), 1);
    assert_eq!(asks_for_a_regime(&Source::new("src/experiment/x.rs", "if regime == baseline {}")).len(), 0);
}
