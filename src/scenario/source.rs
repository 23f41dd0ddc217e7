//! Texts to be read, and who finds those that a text names. The model itself opens no file.

use std::sync::Arc;

use toml::de::DeTable;

use super::admit::{from_percent, of_comma};
use crate::error::{Error, Kind, Place, Problem};

/// How dates are written.
pub(super) const WRITE_A_DATE: &str =
    "write a date as year-month-day, as in 2026-12-09, without quotation marks";

/// A text with the name of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file, as the user named it; two sources with one name are the same file.
    pub file: Arc<str>,
    /// What it holds.
    pub text: String,
}

impl Source {
    /// A text that was read from a file, or given otherwise under some name.
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<String>) -> Source {
        Source { file: file.into(), text: text.into() }
    }

    /// The text of bytes.
    ///
    /// # Errors
    /// The first byte that is not UTF-8.
    pub fn from_bytes(file: impl Into<Arc<str>>, bytes: Vec<u8>) -> Result<Source, Error> {
        let file = file.into();
        String::from_utf8(bytes).map(|text| Source { file: file.clone(), text }).map_err(|error| {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..valid]);
            let place = Place::in_file(&file, &text, valid);
            Problem::new(Kind::Syntax, place, "this is not text in UTF-8").help("give a TOML file").into()
        })
    }

    /// The place of a byte of the text.
    pub(crate) fn place(&self, offset: usize) -> Place {
        Place::in_file(&self.file, &self.text, offset)
    }

    /// The text as a TOML document with spans.
    ///
    /// # Errors
    /// An empty text, or the first violation of TOML's grammar.
    pub(crate) fn parse(&self) -> Result<DeTable<'_>, Error> {
        if self.text.trim().is_empty() {
            let problem = Problem::new(Kind::Syntax, self.place(0), "the file is empty");
            return Err(problem.help("give a TOML file; `caveat schema` describes them").into());
        }
        DeTable::parse(&self.text).map(toml::Spanned::into_inner).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let problem =
                Problem::new(Kind::Syntax, self.place(offset), format!("not TOML: {}", error.message()));
            let found = self.percentage_at(offset).or_else(|| self.decimal_comma_at(offset));
            let help = found.or_else(|| self.date_at(offset));
            help.into_iter().fold(problem, Problem::help).into()
        })
    }

    /// What to write in place of a percentage around a byte of the text, if there is one.
    fn percentage_at(&self, offset: usize) -> Option<String> {
        let line = self.text[..self.text.floor_char_boundary(offset)].rfind('\n').map_or(0, |end| end + 1);
        let text = self.text[line..].lines().next()?;
        let end = text.find('%')? + 1;
        let number = |c: char| c.is_ascii_digit() || c == '.' || c == ' ';
        let start = text[..end - 1].rfind(|c| !number(c)).map_or(0, |before| before + 1);
        let percentage = text[start..end].trim();
        if !text[..start].ends_with(['=', ',', '[']) {
            return None;
        }
        Some(format!("write {} for {percentage}", from_percent(percentage)?))
    }

    /// How to write a date, if what is before a byte of the text looks like one that is written otherwise.
    fn date_at(&self, offset: usize) -> Option<String> {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let value = before[line..].rsplit_once('=').map_or(line, |(key, _)| line + key.len() + 1);
        let written: String = self.text[value..]
            .trim_start()
            .chars()
            .take_while(|&c| c.is_ascii_digit() || matches!(c, '.' | '-' | '/'))
            .collect();
        let parts: Vec<&str> = written.split(['.', '-', '/']).collect();
        let like_a_date = matches!(parts.len(), 2 | 3) && parts.iter().any(|part| part.len() == 4);
        like_a_date.then(|| WRITE_A_DATE.into())
    }

    /// What to write in place of a number with a decimal comma before a byte of the text, if there is one.
    fn decimal_comma_at(&self, offset: usize) -> Option<String> {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let text = self.text[line..].lines().next()?;
        let value = text.rsplit_once('=').filter(|(_, value)| value.contains(',')).map(|(_, value)| value)?;
        let number: String =
            value.trim().chars().take_while(|c| c.is_ascii_digit() || ",-+".contains(*c)).collect();
        of_comma(&number)
    }
}

/// Why a name could not be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotFound {
    /// What went wrong, in one line (`no such file`, `is a folder`).
    pub reason: String,
    /// Names that could have been followed.
    pub known: Vec<String>,
}

/// Finds the regime that a file names, by name or by a path relative to that file.
///
/// Any `Fn(&str, &str) -> Result<Source, NotFound>` is one: the name, then the file that names it.
pub trait Sources {
    /// The text behind a name.
    ///
    /// # Errors
    /// Nothing there that could be read.
    fn find(&self, name: &str, named_in: &str) -> Result<Source, NotFound>;
}

impl<F: Fn(&str, &str) -> Result<Source, NotFound>> Sources for F {
    fn find(&self, name: &str, named_in: &str) -> Result<Source, NotFound> {
        self(name, named_in)
    }
}
