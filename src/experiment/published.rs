//! Published simulations: what a paper found, asked again of this engine. The question is a file; the answer is a sign.
//!
//! ```toml
//! name = "lam-2016"
//! title = "Prevention and damage control"
//! reference = "Lam, Information Economics and Policy 37 (2016)"
//! found = "what the paper found"
//! conditions = "how it is asked here"
//! left_out = "what of the paper is not asked"
//! market = "../markets/smart-home.toml"
//! set = { "segment.*.awareness" = 1 }          # in every market below
//!
//! [market_with.low]                            # or none: the market as it is
//! title = "Little zero-day risk"
//! set = { "threat.discovery_attackers" = 0.005 }
//!
//! [law.full]
//! title = "Full liability"
//! extends = "strict"
//! set = { "damages.data" = 1 }
//!
//! [[claim]]
//! says = "Full liability raises care"
//! outcome = "care_design"
//! of = "low/full"                              # market/law, or law alone
//! against = "low/none"
//! beyond = ["high/full", "high/none"]          # the same difference elsewhere, taken off
//! months = [0, 24]                             # whole years of the window; without it, all of it
//! expected = "more"                            # less, same (within), not_more, not_less
//! within = 0.05                                # of the mean of `against`: what is the same, and not yet more or less
//! ```
//!
//! A paper whose mechanism is not simulated names in `needs` the levers it would take, and is refused as soon as they exist.

mod answer;
mod claim;
mod patch;
mod worlds;

pub use answer::{Answer, Verdict, answer};
pub use claim::{Arm, Claim, Expected};
pub use worlds::World;

use crate::error::{Error, Kind};
use crate::law::regime::Word;
use crate::scenario::reader::{Reader, in_file_order};
use crate::scenario::{LATER, Later, Source};
use patch::Variant;

/// One paper and how it is asked.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Short name.
    pub name: String,
    /// One line.
    pub title: String,
    /// Authors, journal, year.
    pub reference: String,
    /// How far it was read.
    pub read: String,
    /// What it found.
    pub found: String,
    /// How it is asked here.
    pub conditions: String,
    /// What of it is not asked, and why.
    pub left_out: String,
    /// What would have to be simulated to ask it; empty if it can be asked.
    pub needs: Vec<&'static Later>,
    /// The findings that are asked, in the order of the file.
    pub claims: Vec<Claim>,
    market: Option<Word>,
    /// Set in every market and every law.
    common: Variant,
    markets: Vec<Variant>,
    laws: Vec<Variant>,
}

const KEYS: [&str; 13] = [
    "name",
    "title",
    "reference",
    "read",
    "found",
    "conditions",
    "left_out",
    "market",
    "set",
    "needs",
    "market_with",
    "law",
    "claim",
];

impl Experiment {
    /// Reads an experiment's file. The files it names are read by [`Experiment::worlds`].
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn read(source: &Source) -> Result<Experiment, Error> {
        let document = source.parse()?;
        let mut reader = Reader::new(source);
        reader.only_keys(&document, "key", &KEYS);
        let name =
            reader.wanted(&document, "name", "a name: name = \"…\"").and_then(|node| reader.name(node));
        let mut needed = |key: &str| {
            let node = reader.wanted(&document, key, &format!("{key} = \"…\""));
            node.and_then(|node| reader.text(node, key)).unwrap_or_default()
        };
        let [title, reference, read, found] = ["title", "reference", "read", "found"].map(&mut needed);
        let mut text =
            |key: &str| document.get(key).and_then(|node| reader.text(node, key)).unwrap_or_default();
        let [conditions, left_out] = ["conditions", "left_out"].map(&mut text);
        let market = document.get("market").and_then(|node| reader.word(node, "market"));
        let common = reader.variant("every market and law", &document);
        let mut variants = |table: &str| -> Vec<Variant> {
            let rows = document.get(table).and_then(|node| reader.table(node, table));
            let rows = rows.map(in_file_order).unwrap_or_default();
            rows.into_iter().filter_map(|(key, node)| reader.named_variant(table, key, node)).collect()
        };
        let [markets, laws] = ["market_with", "law"].map(&mut variants);
        let needs = reader.needs(&document);
        let tables = document.get("claim").map(|node| reader.tables(node, "claim")).unwrap_or_default();
        let claims: Vec<Claim> = tables
            .into_iter()
            .filter_map(|(span, table)| reader.claim(span, table, &markets, &laws))
            .collect();
        if needs.is_empty() && claims.is_empty() && reader.problems.is_empty() {
            reader.problem(
                Kind::Missing,
                0..0,
                "ask something: [[claim]], or name in needs what it would take",
            );
        }
        if !claims.is_empty() && market.is_none() {
            reader.problem(Kind::Missing, 0..0, "claims are asked of a market: market = \"…\"");
        }
        Error::unless_empty(reader.problems)?;
        let name = name.unwrap_or_default();
        Ok(Experiment {
            name,
            title,
            reference,
            read,
            found,
            conditions,
            left_out,
            needs,
            claims,
            market,
            common,
            markets,
            laws,
        })
    }
}

impl Reader<'_> {
    /// Levers that are not simulated. One that is, leaves no excuse.
    fn needs(&mut self, document: &toml::de::DeTable<'_>) -> Vec<&'static Later> {
        let Some(node) = document.get("needs") else { return Vec::new() };
        let mut found = Vec::new();
        for (name, span) in self.strings(node, "needs") {
            match LATER.iter().find(|later| later.path == name) {
                Some(later) => found.push(later),
                None => {
                    let message = format!("\"{name}\" is nothing that is not simulated yet");
                    let help = "ask the paper's question if it is simulated by now; `caveat levers` lists what is not";
                    self.refuse(
                        Kind::Unknown,
                        span,
                        message,
                        &name,
                        LATER.iter().map(|later| later.path),
                        help,
                    );
                }
            }
        }
        found
    }
}
