//! The draws behave as independent uniforms between neighbouring keys, and `docs/streams.md` says what they
//! mean.

use caveat::math;
use caveat::shocks::{Shocks, Stream};
use rand::RngExt;
use rand::seq::SliceRandom;
use std::fmt::Write;

const DRAWS: u32 = 1 << 16;

/// `draw(i)` for i = 0 … DRAWS − 1.
fn sample(draw: impl Fn(u64) -> f64) -> Vec<f64> {
    (0..u64::from(DRAWS)).map(draw).collect()
}

/// Upper tail probability of Pearson's statistic of `counts` against equal expectations.
fn chi_square_p(counts: &[u32]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    let statistic: f64 =
        counts.iter().map(|&n| (f64::from(n) - expected) * (f64::from(n) - expected) / expected).sum();
    math::gamma_q((counts.len() - 1) as f64 / 2.0, statistic / 2.0)
}

fn cell(u: f64, cells: usize) -> usize {
    (u * cells as f64) as usize
}

fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (mx, my) = (mean(x), mean(y));
    let product = |a: &[f64], ma: f64, b: &[f64], mb: f64| {
        a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum::<f64>()
    };
    product(x, mx, y, my) / (product(x, mx, x, mx) * product(y, my, y, my)).sqrt()
}

/// Sequences along every coordinate of a key, each with its name.
fn walks() -> Vec<(&'static str, Vec<f64>)> {
    let shocks = Shocks::new(1, 0);
    let stream = |i: u64| Stream::ALL[i as usize % Stream::ALL.len()].stream;
    vec![
        ("entity", sample(|i| shocks.uniform(Stream::Loss, i, 7, 0))),
        ("high entity", sample(|i| shocks.uniform(Stream::Loss, i << 48, 7, 0))),
        ("month", sample(|i| shocks.uniform(Stream::Loss, 9, i as u16, 0))),
        ("k", sample(|i| shocks.uniform(Stream::Loss, 9, 7, i))),
        ("stream", sample(|i| shocks.uniform(stream(i), i / Stream::ALL.len() as u64, 7, 0))),
        ("replication", sample(|i| Shocks::new(1, i).uniform(Stream::Loss, 9, 7, 0))),
        ("seed", sample(|i| Shocks::new(i, 0).uniform(Stream::Loss, 9, 7, 0))),
        ("second of a pair", sample(|i| shocks.pair(Stream::Loss, i, 7, 0)[1])),
        ("first of four", sample(|i| shocks.quad(Stream::Loss, i, 7, 0)[0])),
        ("all of four", sample(|i| shocks.quad(Stream::Loss, i / 4, 7, 0)[i as usize % 4])),
        ("last of four", sample(|i| shocks.quad(Stream::Loss, 9, 7, i)[3])),
    ]
}

#[test]
fn uniform_along_every_coordinate() {
    for (name, draws) in walks() {
        let mut counts = [0; 256];
        draws.iter().for_each(|&u| counts[cell(u, 256)] += 1);
        let p = chi_square_p(&counts);
        assert!((1e-4..1.0 - 1e-4).contains(&p), "{name}: p = {p}");
    }
}

/// Serial test: successive pairs fill the unit square evenly.
#[test]
fn neighbours_fill_the_square() {
    for (name, draws) in walks() {
        let mut counts = [0; 32 * 32];
        draws.chunks_exact(2).for_each(|pair| counts[cell(pair[0], 32) * 32 + cell(pair[1], 32)] += 1);
        let p = chi_square_p(&counts);
        assert!((1e-4..1.0 - 1e-4).contains(&p), "{name}: p = {p}");
    }
}

#[test]
fn neighbours_are_uncorrelated() {
    let bound = 4.0 / f64::from(DRAWS).sqrt();
    for (name, draws) in walks() {
        for lag in [1, 2, 13] {
            let r = correlation(&draws[lag..], &draws[..draws.len() - lag]);
            assert!(r.abs() < bound, "{name}, lag {lag}: r = {r}");
        }
    }
}

/// The same walk over entities, seen from two values of each other coordinate.
#[test]
fn parallel_walks_are_uncorrelated() {
    let walk = |shocks: Shocks, stream, month, k| sample(|entity| shocks.uniform(stream, entity, month, k));
    let base = walk(Shocks::new(1, 0), Stream::Loss, 7, 0);
    let others = [
        ("seed", walk(Shocks::new(2, 0), Stream::Loss, 7, 0)),
        ("replication", walk(Shocks::new(1, 1), Stream::Loss, 7, 0)),
        ("stream", walk(Shocks::new(1, 0), Stream::Delay, 7, 0)),
        ("month", walk(Shocks::new(1, 0), Stream::Loss, 8, 0)),
        ("k", walk(Shocks::new(1, 0), Stream::Loss, 7, 1)),
        ("pair", sample(|entity| Shocks::new(1, 0).pair(Stream::Loss, entity, 7, 0)[1])),
        ("four", sample(|entity| Shocks::new(1, 0).quad(Stream::Loss, entity, 7, 0)[2])),
    ];
    for (name, other) in others {
        let r = correlation(&base, &other);
        assert!(r.abs() < 4.0 / f64::from(DRAWS).sqrt(), "{name}: r = {r}");
    }
}

#[test]
fn moments_of_the_unit_variables() {
    let shocks = Shocks::new(5, 3);
    let exponentials = sample(|i| shocks.exponential(Stream::Discovery, i, 0, 0));
    let normals = sample(|i| shocks.normal(Stream::CourtError, i, 0, 0));
    let mean =
        |v: &[f64], power: &dyn Fn(f64) -> f64| v.iter().map(|&x| power(x)).sum::<f64>() / f64::from(DRAWS);
    let tolerance = 4.0 / f64::from(DRAWS).sqrt();
    assert!((mean(&exponentials, &|x| x) - 1.0).abs() < tolerance);
    assert!(mean(&normals, &|x| x).abs() < tolerance);
    assert!((mean(&normals, &|x| x * x) - 1.0).abs() < tolerance * 2.0_f64.sqrt());
}

/// Computed by an independent implementation of the hash, the counter and Philox. A change breaks every
/// published result.
#[test]
fn draws_are_pinned() {
    let draws = Shocks::new(2024, 17).pair(Stream::Victims, 0x0123_4567_89ab_cdef, 119, 42);
    assert_eq!(draws, [0.9521114111813426, 0.7631095876636825]);
}

#[test]
fn the_generator_starts_at_the_keyed_draws() {
    let shocks = Shocks::new(1, 2);
    let mut rng = shocks.rng(Stream::Entry, 3, 0);
    for k in 0..4 {
        for u in shocks.pair(Stream::Entry, 3, 0, k) {
            let bits: u64 = rng.random();
            assert!((u - bits as f64 / u64::MAX as f64).abs() <= f64::EPSILON);
        }
    }
}

#[test]
fn the_generator_shuffles() {
    let order = |entity| {
        let mut items: Vec<u32> = (0..50).collect();
        items.shuffle(&mut Shocks::new(1, 2).rng(Stream::Entry, entity, 0));
        items
    };
    assert_eq!(order(0), order(0));
    assert_ne!(order(0), order(1));
}

fn streams_page() -> String {
    let mut page = String::from(
        "# Streams of random draws\n\n\
         Generated from `src/shocks/stream.rs` by `CAVEAT_BLESS=1 cargo test --test shocks`; do not edit.\n\n\
         Every draw is a function of (seed, replication, stream, entity, month, k), never of the order of execution and never of the regime.\n\n\
         | no. | stream | entity | month | k | decides |\n| ---: | --- | --- | --- | --- | --- |\n",
    );
    for row in Stream::ALL {
        let number = row.stream as u8;
        writeln!(
            page,
            "| {number} | `{}` | {} | {} | {} | {} |",
            row.name, row.entity, row.month, row.k, row.purpose
        )
        .expect("writing to a string cannot fail");
    }
    page
}

#[test]
fn the_page_of_streams_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/streams.md");
    let page = streams_page();
    if std::env::var_os("CAVEAT_BLESS").is_some() {
        std::fs::write(path, &page).expect("docs/streams.md can be written");
    }
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        stored == page,
        "docs/streams.md is stale; refresh it with CAVEAT_BLESS=1 cargo test --test shocks"
    );
}
