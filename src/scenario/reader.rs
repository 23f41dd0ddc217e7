//! Reads TOML values with spans into what levers accept, and collects what is wrong on the way.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::admit::{self, Raw};
use super::source::Source;
use crate::error::{Kind, Place, Problem};
use crate::law::regime::Dated;
use crate::lever::{Grade, LeverRow, Stated, Value};
use crate::units::Date;

/// A key with its span.
pub(crate) type Key<'t> = Spanned<DeString<'t>>;
/// A value with its span.
pub(crate) type Node<'t> = Spanned<DeValue<'t>>;

/// A source being read, and the problems met so far.
pub(crate) struct Reader<'s> {
    pub(crate) source: &'s Source,
    pub(crate) problems: Vec<Problem>,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(source: &'s Source) -> Reader<'s> {
        Reader { source, problems: Vec::new() }
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        self.source.place(span.start)
    }

    pub(crate) fn problem(&mut self, kind: Kind, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::new(kind, self.place(span), message));
    }

    /// A key that no table of this kind has, with the nearest that it has.
    pub(crate) fn unknown<'a>(
        &mut self,
        key: &Key<'_>,
        what: &str,
        valid: impl IntoIterator<Item = &'a str>,
    ) {
        let name = key.get_ref();
        let problem =
            Problem::new(Kind::Unknown, self.place(key.span()), format!("unknown {what} \"{name}\""));
        self.problems.push(problem.nearest(name, valid));
    }

    /// Names every key that is not one of those valid.
    pub(crate) fn only_keys(&mut self, table: &DeTable<'_>, what: &str, valid: &[&str]) {
        for (key, _) in in_file_order(table) {
            if !valid.contains(&key.get_ref().as_ref()) {
                self.unknown(key, what, valid.iter().copied());
            }
        }
    }

    /// A table, named in the message if the value is none.
    pub(crate) fn table<'v, 't>(&mut self, node: &'v Node<'t>, what: &str) -> Option<&'v DeTable<'t>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(node, what, "a table");
        }
        table
    }

    /// The tables of an array of tables.
    pub(crate) fn tables<'v, 't>(
        &mut self,
        node: &'v Node<'t>,
        what: &str,
    ) -> Vec<(Range<usize>, &'v DeTable<'t>)> {
        let Some(array) = node.get_ref().as_array() else {
            self.wrong_type(node, what, "an array of tables");
            return Vec::new();
        };
        array.iter().filter_map(|item| Some((item.span(), self.table(item, what)?))).collect()
    }

    /// A string.
    pub(crate) fn text(&mut self, node: &Node<'_>, what: &str) -> Option<String> {
        let text = node.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(node, what, "a string");
        }
        text.map(str::to_owned)
    }

    /// A date: a TOML date, or the same in quotes.
    pub(crate) fn dated(&mut self, node: &Node<'_>, what: &str) -> Option<Dated> {
        let date = match raw(node.get_ref()) {
            Raw::Date(date) => Some(date),
            Raw::Text(text) => Date::parse(&text),
            _ => None,
        };
        if date.is_none() {
            self.wrong_type(node, what, "a date such as 2026-12-09");
        }
        date.map(|date| Dated { date, place: self.place(node.span()) })
    }

    /// What a file states for a lever: a value, or a table of value, range, grade and source.
    pub(crate) fn stated(&mut self, path: &str, lever: &LeverRow, node: &Node<'_>) -> Option<Stated> {
        match node.get_ref().as_table() {
            Some(table) => self.stated_at_length(path, lever, table, node.span()),
            None => {
                let value = self.admitted(path, lever, node)?;
                let place = self.place(node.span());
                Some(Stated { value, low: None, high: None, grade: None, source: None, place })
            }
        }
    }

    pub(crate) fn wrong_type(&mut self, node: &Node<'_>, what: &str, expected: &str) {
        let found = raw(node.get_ref()).type_name();
        self.problem(Kind::Type, node.span(), format!("{what} must be {expected}, not {found}"));
    }

    fn stated_at_length(
        &mut self,
        path: &str,
        lever: &LeverRow,
        table: &DeTable<'_>,
        span: Range<usize>,
    ) -> Option<Stated> {
        let before = self.problems.len();
        self.only_keys(table, "key", &["value", "low", "high", "grade", "source"]);
        let place = self.place(span.clone());
        let Some(node) = table.get("value") else {
            self.problem(Kind::Missing, span, format!("{path} needs a value"));
            return None;
        };
        let value = self.admitted(path, lever, node)?;
        let low = table.get("low").and_then(|node| self.end_of_range(path, lever, node));
        let high = table.get("high").and_then(|node| self.end_of_range(path, lever, node));
        let grade = table.get("grade").and_then(|node| self.grade(node));
        let source = table.get("source").and_then(|node| self.text(node, "source"));
        let number = value.num();
        if low.is_some_and(|low| low > number) || high.is_some_and(|high| high < number) {
            let message = format!("{path}: the value {number} lies outside its own range");
            self.problem(Kind::Range, node.span(), message);
        }
        let fine = self.problems.len() == before;
        fine.then_some(Stated { value, low, high, grade, source, place })
    }

    fn admitted(&mut self, path: &str, lever: &LeverRow, node: &Node<'_>) -> Option<Value> {
        match admit::admit(path, lever, &raw(node.get_ref()), self.place(node.span())) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }

    fn end_of_range(&mut self, path: &str, lever: &LeverRow, node: &Node<'_>) -> Option<f64> {
        if !admit::is_number(lever) {
            self.problem(Kind::Type, node.span(), format!("{path} is not a number: it has no range"));
            return None;
        }
        self.admitted(path, lever, node).map(Value::num)
    }

    pub(crate) fn grade(&mut self, node: &Node<'_>) -> Option<Grade> {
        let name = self.text(node, "grade")?;
        let grade = Grade::from_name(&name);
        if grade.is_none() {
            let names = Grade::ALL.map(Grade::name);
            let problem =
                Problem::new(Kind::Unknown, self.place(node.span()), format!("unknown grade \"{name}\""));
            self.problems.push(problem.nearest(&name, names).help(format!("one of: {}", names.join(", "))));
        }
        grade
    }
}

/// The entries of a table in the order of the file (the parser sorts them by name).
pub(crate) fn in_file_order<'v, 't>(table: &'v DeTable<'t>) -> Vec<(&'v Key<'t>, &'v Node<'t>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// A TOML value without its notation.
pub(crate) fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let whole = i64::from_str_radix(integer.as_str(), integer.radix());
            whole.map_or(Raw::Other("one too large to hold"), |whole| Raw::Number(whole as f64))
        }
        DeValue::Float(float) => match float.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() || !float.as_str().contains(|c: char| c.is_ascii_digit()) => {
                Raw::Number(number)
            }
            _ => Raw::Other("one too large to hold"),
        },
        DeValue::Boolean(on) => Raw::Flag(*on),
        DeValue::Datetime(datetime) => match (datetime.date, datetime.time) {
            (Some(date), None) => {
                let date = Date::new(i32::from(date.year), i32::from(date.month), i32::from(date.day));
                date.map_or(Raw::Other("an impossible date"), Raw::Date)
            }
            _ => Raw::Other("a time of day"),
        },
        DeValue::Array(_) => Raw::Other("an array"),
        DeValue::Table(_) => Raw::Other("a table"),
    }
}
