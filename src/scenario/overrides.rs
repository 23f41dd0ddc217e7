//! `--set path=value`: the last word on a market, or on every regime that is compared.

use std::ops::Range;

use super::admit::{self, Raw};
use super::regime_file::{axis, legal_lever};
use super::tables;
use crate::error::{Error, Kind, Place, Problem};
use crate::law::regime::{Assignment, Dated, Layer, Patch, Term, Word};
use crate::law::rule;
use crate::lever::{Axis, Kind as LeverKind, LeverRow, Stated};
use crate::units::Date;

/// All arguments of `--set`, left to right, split by what they change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    pub(super) market: Vec<MarketOverride>,
    patches: Vec<Patch>,
}

/// One argument that sets a field of the market.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MarketOverride {
    /// `table.field`, `table.name.field` or `table.*.field`.
    pub path: String,
    /// What is written after the equals sign.
    pub value: String,
    /// The argument.
    pub argument: String,
}

impl Overrides {
    /// What stands for the file of their layer in a regime.
    pub const NAME: &'static str = "--set";

    /// Reads arguments: `path=value`, where the path of a legal lever may carry a selector,
    /// `damages.cap_eur[jurisdiction=eu,size=large|medium]=5e6`.
    ///
    /// # Errors
    /// What does not read as one, and unknown tables, levers or axes. Names of a market are checked against it later.
    pub fn parse<S: AsRef<str>>(arguments: &[S]) -> Result<Overrides, Error> {
        let mut overrides = Overrides::default();
        let mut problems = Vec::new();
        for argument in arguments {
            if let Err(problem) = overrides.add(argument.as_ref()) {
                problems.push(problem);
            }
        }
        Error::unless_empty(problems)?;
        Ok(overrides)
    }

    /// The arguments that set a field of the market.
    pub(crate) fn of_market(&self) -> impl Iterator<Item = &str> {
        self.market.iter().map(|change| change.argument.as_str())
    }

    /// The patches, as the last layer of a regime; none if no argument changes the law.
    pub(super) fn layer(&self) -> Option<Layer> {
        let layer =
            || Layer { file: Overrides::NAME.into(), jurisdiction: None, patches: self.patches.clone() };
        (!self.patches.is_empty()).then(layer)
    }

    fn add(&mut self, text: &str) -> Result<(), Problem> {
        let argument = Argument::split(text)?;
        let table = argument.path.split('.').next().unwrap_or_default();
        if tables::table(table).is_some() {
            if let Some(selector) = &argument.selector {
                let message = format!("{} is no legal lever: it takes no selector", argument.path);
                return Err(Problem::new(Kind::Syntax, argument.place(selector.start), message));
            }
            self.market.push(MarketOverride {
                path: argument.path.to_owned(),
                value: argument.value.to_owned(),
                argument: text.to_owned(),
            });
            return Ok(());
        }
        let lever =
            legal_lever(argument.path, argument.place(0)).map_err(|problem| match problem.nearest {
                None if problem.kind == Kind::Unknown => {
                    problem.nearest(table, tables::TABLES.iter().map(|table| table.name))
                }
                _ => problem,
            })?;
        self.patches.push(argument.patch(lever)?);
        Ok(())
    }
}

/// The value of a lever from plain text, as after `--set path=`.
///
/// # Errors
/// As [`admit::admit`].
pub(super) fn stated(path: &str, lever: &LeverRow, text: &str, place: Place) -> Result<Stated, Problem> {
    let raw = raw(lever, text.trim());
    let value = admit::admit(path, lever, &raw, place.clone())?;
    Ok(Stated { value, low: None, high: None, grade: None, source: Some("--set".to_owned()), place })
}

fn raw(lever: &LeverRow, text: &str) -> Raw {
    let text = text.trim_matches(['"', '\'']);
    let read = match lever.kind {
        LeverKind::Num { .. } | LeverKind::Whole { .. } => text.parse().ok().map(Raw::Number),
        LeverKind::Flag => text.parse().ok().map(Raw::Flag),
        LeverKind::Date => Date::parse(text).map(Raw::Date),
        LeverKind::Choice(_) => None,
    };
    read.unwrap_or_else(|| Raw::Text(text.to_owned()))
}

/// One argument, split but not understood.
struct Argument<'a> {
    text: &'a str,
    path: &'a str,
    /// Inside the brackets.
    selector: Option<Range<usize>>,
    value: &'a str,
}

impl<'a> Argument<'a> {
    fn split(text: &'a str) -> Result<Argument<'a>, Problem> {
        let malformed = |offset, message: &str| {
            let problem = Problem::new(Kind::Syntax, Place::in_set(text, offset), message);
            Err(problem.help("write path=value, or path[axis=name|name,axis=name]=value for a legal lever"))
        };
        let Some(path_end) = text.find(['=', '[']) else {
            return malformed(text.len(), "no equals sign");
        };
        let path = text[..path_end].trim();
        if path.is_empty() {
            return malformed(0, "no path before the equals sign");
        }
        if text[path_end..].starts_with('=') {
            return Ok(Argument { text, path, selector: None, value: &text[path_end + 1..] });
        }
        let Some(length) = text[path_end..].find(']') else {
            return malformed(path_end, "the selector is not closed");
        };
        let close = path_end + length;
        match text[close + 1..].trim_start().strip_prefix('=') {
            Some(value) => Ok(Argument { text, path, selector: Some(path_end + 1..close), value }),
            None => malformed(close + 1, "no equals sign after the selector"),
        }
    }

    fn place(&self, offset: usize) -> Place {
        Place::in_set(self.text, offset)
    }

    fn patch(&self, lever: &'static crate::lever::Lever<rule::Rule>) -> Result<Patch, Problem> {
        let place = self.place(self.text.len() - self.value.len());
        let stated = stated(lever.path, &lever.row(), self.value, place)?;
        let mut patch = Patch {
            terms: Vec::new(),
            from: None,
            vintage: None,
            announced: None,
            assignments: vec![Assignment { lever, stated }],
            reference: None,
            place: self.place(0),
        };
        let mut offset = self.selector.clone().map_or(0, |selector| selector.start);
        let selector = self.selector.clone().map(|selector| &self.text[selector]);
        for term in selector.iter().flat_map(|selector| selector.split(',')) {
            self.term(term, offset, &mut patch)?;
            offset += term.len() + 1;
        }
        Ok(patch)
    }

    /// `axis=name|name`, or `from=DATE`, `vintage=DATE`.
    fn term(&self, term: &str, offset: usize, patch: &mut Patch) -> Result<(), Problem> {
        let place = self.place(offset);
        let Some((name, words)) = term.split_once('=') else {
            let message = format!("\"{term}\" is no part of a selector: write axis=name");
            return Err(Problem::new(Kind::Syntax, place, message));
        };
        match axis(name.trim(), place)? {
            Axis::From => patch.from = Some(self.dated(words, offset + name.len() + 1)?),
            Axis::Vintage => patch.vintage = Some(self.dated(words, offset + name.len() + 1)?),
            axis => {
                let mut at = offset + name.len() + 1;
                let words = words.split('|').map(|word| {
                    let place = self.place(at);
                    at += word.len() + 1;
                    Word { name: word.trim().to_owned(), place }
                });
                let words = words.collect();
                patch.terms.push(Term { axis, words });
            }
        }
        Ok(())
    }

    fn dated(&self, text: &str, offset: usize) -> Result<Dated, Problem> {
        let place = self.place(offset);
        match Date::parse(text.trim()) {
            Some(date) => Ok(Dated { date, place }),
            None => Err(Problem::new(Kind::Type, place, format!("\"{text}\" is no date such as 2026-12-09"))),
        }
    }
}
