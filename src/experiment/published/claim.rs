//! One finding: an outcome, whose difference between two arms should have a sign.

use std::ops::Range;

use toml::de::DeTable;

use super::patch::Variant;
use crate::choices;
use crate::error::{Kind, Problem};
use crate::experiment::moments::is_of_sums;
use crate::outcome::{OUTCOMES, Outcome};
use crate::scenario::reader::{Node, Reader};

choices! {
    /// What a finding says of a difference.
    pub enum Expected {
        /// It is above zero.
        More = "more",
        /// It is below zero.
        Less = "less",
        /// It is small.
        Same = "same",
        /// It is not above zero.
        NotMore = "not_more",
        /// It is not below zero.
        NotLess = "not_less",
    }
}

/// A law in a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arm {
    /// Which market of the experiment; 0 if it has only one.
    pub market: usize,
    /// Which law.
    pub law: usize,
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Claim {
    /// In words.
    pub says: String,
    /// What is compared, for the whole market.
    pub outcome: &'static Outcome,
    /// The arm that is compared.
    pub of: Arm,
    /// With this one.
    pub against: Arm,
    /// A difference between two further arms, which is taken off.
    pub beyond: Option<[Arm; 2]>,
    /// From the end of which year of the window to the end of which; none for all of it.
    pub years: Option<(usize, usize)>,
    /// What is expected of the difference.
    pub expected: Expected,
    /// What counts as small, and as neither more nor less: a share of the mean under `against`.
    pub within: f64,
    /// Does it only show that the setting is what it should be? Then it is no finding of the paper.
    pub setting: bool,
}

const KEYS: [&str; 9] =
    ["says", "outcome", "of", "against", "beyond", "months", "expected", "within", "setting"];

/// What counts as the same if a claim does not say; any difference counts as more or less.
const SMALL: f64 = 0.05;

impl Reader<'_> {
    pub(super) fn claim(
        &mut self,
        span: Range<usize>,
        table: &DeTable<'_>,
        markets: &[Variant],
        laws: &[Variant],
    ) -> Option<Claim> {
        self.only_keys(table, "key", &KEYS);
        for key in ["says", "outcome", "of", "against", "expected"] {
            if !table.contains_key(key) {
                self.problem(Kind::Missing, span.clone(), format!("a claim needs {key} = …"));
            }
        }
        let says = table.get("says").and_then(|node| self.text(node, "says"));
        let outcome = table.get("outcome").and_then(|node| self.outcome(node));
        let [of, against] = ["of", "against"].map(|key| {
            let (name, span) = self.strings(table.get(key)?, key).into_iter().next()?;
            self.arm(&name, span, markets, laws)
        });
        let beyond = table.get("beyond").map(|node| self.pair(node, markets, laws));
        let years = table.get("months").map(|node| self.years(node, outcome));
        let expected = table.get("expected").and_then(|node| self.expected(node));
        Some(Claim {
            says: says?,
            outcome: outcome?,
            of: of?,
            against: against?,
            beyond: beyond.map_or(Some(None), |pair| pair.map(Some))?,
            years: years.map_or(Some(None), |years| years.map(Some))?,
            expected: expected?,
            within: self.amount(table, "claim", "within").unwrap_or(if expected == Some(Expected::Same) {
                SMALL
            } else {
                0.0
            }),
            setting: self.flag(table, "claim", "setting").unwrap_or(false),
        })
    }

    fn outcome(&mut self, node: &Node<'_>) -> Option<&'static Outcome> {
        let key = self.text(node, "outcome")?;
        let found = Outcome::find(&key);
        if found.is_none() {
            let message = format!("unknown outcome \"{key}\"");
            let all = OUTCOMES.iter().map(|outcome| outcome.key);
            self.refuse(Kind::Unknown, node.span(), message, &key, all, "`caveat outcomes` lists them");
        }
        found
    }

    fn expected(&mut self, node: &Node<'_>) -> Option<Expected> {
        let word = self.text(node, "expected")?;
        let found = Expected::ALL.iter().copied().find(|expected| expected.name() == word);
        if found.is_none() {
            let message = format!("a difference is not expected to be \"{word}\"");
            self.refuse(Kind::Unknown, node.span(), message, &word, Expected::NAMES.iter().copied(), "");
        }
        found
    }

    /// `market/law`, or the law alone where there is one market.
    fn arm(&mut self, name: &str, span: Range<usize>, markets: &[Variant], laws: &[Variant]) -> Option<Arm> {
        let (market, law) = name.split_once('/').map_or((None, name), |(market, law)| (Some(market), law));
        let place = |name: &str, all: &[Variant]| all.iter().position(|variant| variant.name == name);
        let market_at = match market {
            None if markets.is_empty() => Some(0),
            None => None,
            Some(market) => place(market, markets),
        };
        let arm = market_at.zip(place(law, laws)).map(|(market, law)| Arm { market, law });
        if arm.is_none() {
            let full =
                |market: &Variant| laws.iter().map(|law| format!("{}/{}", market.name, law.name)).collect();
            let all: Vec<String> = match markets {
                [] => laws.iter().map(|law| law.name.clone()).collect(),
                _ => markets.iter().flat_map(|market| -> Vec<String> { full(market) }).collect(),
            };
            let message = format!("there is no \"{name}\"");
            let help = "write market/law, as the tables [market_with.…] and [law.…] are named";
            self.refuse(Kind::Unknown, span, message, name, all.iter().map(String::as_str), help);
        }
        arm
    }

    fn pair(&mut self, node: &Node<'_>, markets: &[Variant], laws: &[Variant]) -> Option<[Arm; 2]> {
        let names = self.strings(node, "beyond");
        if names.len() != 2 {
            self.problem(
                Kind::Syntax,
                node.span(),
                "beyond is a pair of arms: beyond = [\"of\", \"against\"]",
            );
            return None;
        }
        let arms: Vec<Arm> =
            names.into_iter().filter_map(|(name, span)| self.arm(&name, span, markets, laws)).collect();
        arms.try_into().ok()
    }

    /// Whole years, for an outcome that is a matter of sums.
    fn years(&mut self, node: &Node<'_>, outcome: Option<&Outcome>) -> Option<(usize, usize)> {
        let ends: Option<Vec<f64>> = node.get_ref().as_array().map(|array| {
            let number = |node: &Node<'_>| crate::scenario::reader::raw(node.get_ref()).number();
            array.iter().filter_map(number).collect()
        });
        let whole = |month: f64| (month >= 0.0 && month % 12.0 == 0.0).then_some(month as usize / 12);
        let years = match ends.as_deref() {
            Some(&[from, to]) if from < to => whole(from).zip(whole(to)),
            _ => None,
        };
        if years.is_none() {
            self.problem(
                Kind::Range,
                node.span(),
                "months are whole years of the window, as months = [0, 24]",
            );
        }
        if let Some(outcome) = outcome.filter(|outcome| !is_of_sums(outcome)) {
            let message = format!("{} is told for the whole window only: leave months out", outcome.key);
            self.problem(Kind::Conflict, node.span(), message);
        }
        years
    }

    /// One string, or an array of them, with their places.
    pub(super) fn strings(&mut self, node: &Node<'_>, what: &str) -> Vec<(String, Range<usize>)> {
        let Some(array) = node.get_ref().as_array() else {
            return self.text(node, what).map(|text| (text, node.span())).into_iter().collect();
        };
        array.iter().filter_map(|item| Some((self.text(item, what)?, item.span()))).collect()
    }

    /// A name that nothing bears, with the nearest that something does, and advice if there is any.
    pub(super) fn refuse<'a>(
        &mut self,
        kind: Kind,
        span: Range<usize>,
        message: String,
        wrong: &str,
        valid: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) {
        let problem = Problem::new(kind, self.place(span), message).nearest(wrong, valid);
        let helped = problem.nearest.is_some() || problem.help.is_some() || help.is_empty();
        self.problems.push(if helped { problem } else { problem.help(help) });
    }
}
