//! What is wrong with an input: where it stands, what to change, and the nearest name that would have been right.

use std::fmt;
use std::sync::Arc;

/// Where a piece of input stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In a file.
    File {
        /// The file, as the user named it.
        file: Arc<str>,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// In an argument of `--set`.
    Set {
        /// The whole argument.
        argument: Arc<str>,
        /// Column in characters, from 1.
        column: usize,
    },
}

impl Place {
    /// The place of a byte offset in a file's text; an offset past the end stands for the end.
    pub fn in_file(file: &Arc<str>, text: &str, offset: usize) -> Place {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place::File {
            file: file.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The file, or the argument.
    pub fn text(&self) -> &str {
        match self {
            Place::File { file, .. } => file,
            Place::Set { argument, .. } => argument,
        }
    }

    /// The place of a byte offset in an argument of `--set`.
    pub fn in_set(argument: &str, offset: usize) -> Place {
        let before = &argument[..argument.floor_char_boundary(offset)];
        Place::Set { argument: argument.into(), column: before.chars().count() + 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File { file, line, column } => write!(f, "{file}:{line}:{column}"),
            Place::Set { argument, column } => write!(f, "--set '{argument}', column {column}"),
        }
    }
}

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Not UTF-8, not TOML, or empty.
    Syntax,
    /// A name that nothing bears.
    Unknown,
    /// Something required is not there.
    Missing,
    /// The wrong type of value.
    Type,
    /// A value outside its bounds.
    Range,
    /// Two statements that cannot both hold.
    Conflict,
    /// A chain of `extends` that returns to itself.
    Cycle,
    /// A selector that matches nothing.
    NoMatch,
    /// More than can be simulated.
    TooLarge,
    /// A lever of the catalogue that this version does not simulate.
    Later,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct Problem {
    /// What kind of thing.
    pub kind: Kind,
    /// Where.
    pub place: Place,
    /// What is wrong, in one line.
    pub message: String,
    /// The nearest valid name.
    pub nearest: Option<Box<str>>,
    /// What to change.
    pub help: Option<Box<str>>,
    /// Other places that matter, each with what stands there.
    pub related: Vec<(String, Place)>,
}

impl Problem {
    /// A problem without advice yet.
    pub fn new(kind: Kind, place: Place, message: impl Into<String>) -> Problem {
        Problem { kind, place, message: message.into(), nearest: None, help: None, related: Vec::new() }
    }

    /// Adds the nearest of the names that would be valid; or all of them, if none is near and they are few.
    #[must_use]
    pub fn nearest<'a>(mut self, wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Problem {
        let valid: Vec<&str> = valid.into_iter().collect();
        self.nearest = nearest(wrong, valid.iter().copied()).map(Box::from);
        if self.nearest.is_none() && (1..=SHORT_LIST).contains(&valid.len()) {
            return self.help(format!("one of: {}", valid.join(", ")));
        }
        self
    }

    /// Adds what to change.
    #[must_use]
    pub fn help(mut self, help: impl Into<Box<str>>) -> Problem {
        self.help = Some(help.into());
        self
    }

    /// Adds another place and what stands there.
    #[must_use]
    pub fn related(mut self, label: impl Into<String>, place: Option<Place>) -> Problem {
        self.related.extend(place.map(|place| (label.into(), place)));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        if let Some(name) = &self.nearest {
            write!(f, "; did you mean \"{name}\"?")?;
        }
        for (label, place) in &self.related {
            write!(f, "\n  {place}: {label}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

/// Why an input is refused: one or more problems, in the order in which they were met.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub struct Error {
    problems: Vec<Problem>,
}

impl Error {
    /// The problems; never none.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Refuses if anything is wrong.
    ///
    /// # Errors
    /// All problems given, together.
    pub fn unless_empty(problems: Vec<Problem>) -> Result<(), Error> {
        if problems.is_empty() { Ok(()) } else { Err(Error { problems }) }
    }

    /// The problems, to be collected with others.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        Error { problems: vec![problem] }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

/// Most names that a message lists.
const SHORT_LIST: usize = 8;
/// Least similarity at which a name is offered in place of another.
const NEAR: f64 = 0.5;
/// Similarity of a name to one of which it is a part, when nothing more alike is there.
const PART: f64 = 0.5;
/// Letters that make a part worth finding.
const LEAST_PART: usize = 3;

/// The valid name most like a wrong one, if any is like it at all.
pub fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    valid
        .into_iter()
        .map(|name| (similarity(wrong, name), name))
        .filter(|(similarity, _)| *similarity >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// 1 for the same name, 0 for one that shares nothing. A name that stands in the other, or the other in it, is near.
fn similarity(wrong: &str, name: &str) -> f64 {
    let shorter = wrong.len().min(name.len());
    let part = shorter >= LEAST_PART && (name.contains(wrong) || wrong.contains(name));
    strsim::normalized_damerau_levenshtein(wrong, name).max(if part { PART } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        let file: Arc<str> = "a.toml".into();
        let text = "é = 1\nü = 2\n";
        assert_eq!(Place::in_file(&file, text, 0).to_string(), "a.toml:1:1");
        assert_eq!(Place::in_file(&file, text, text.find('2').unwrap()).to_string(), "a.toml:2:5");
        assert_eq!(Place::in_file(&file, text, 1).to_string(), "a.toml:1:1", "inside a character");
        assert_eq!(Place::in_file(&file, text, 999).to_string(), "a.toml:3:1");
        assert_eq!(Place::in_set("é=x", 3).to_string(), "--set 'é=x', column 3");
    }

    #[test]
    fn a_near_name_is_offered_and_a_far_one_is_not() {
        let valid = ["standard.kind", "damages.cap_eur", "damages.threshold_eur"];
        assert_eq!(nearest("standard.knd", valid), Some("standard.kind"));
        assert_eq!(nearest("damages.cap_eurr", valid), Some("damages.cap_eur"));
        assert_eq!(nearest("zzz", valid), None);
        assert_eq!(nearest("cameras", ["lights", "cameras-and-locks"]), Some("cameras-and-locks"));
        assert_eq!(nearest("strict", ["strict-with-safe-harbour", "strict"]), Some("strict"));
    }

    #[test]
    fn where_no_name_is_near_a_few_are_listed() {
        let problem = |valid: &[&'static str]| {
            Problem::new(Kind::Unknown, Place::in_set("x", 0), "unknown")
                .nearest("zzz", valid.iter().copied())
        };
        assert_eq!(problem(&["lights", "locks"]).help.as_deref(), Some("one of: lights, locks"));
        assert_eq!(problem(&["abcdef"; 9]).help, None);
    }

    #[test]
    fn an_error_shows_every_problem_with_its_advice() {
        let place = |column| Place::in_set("damages.cap_eurr=5", column);
        let problem = Problem::new(Kind::Unknown, place(0), "unknown lever \"damages.cap_eurr\"")
            .nearest("damages.cap_eurr", ["damages.cap_eur"])
            .related("set here", Some(place(3)))
            .help("write something else");
        let shown = Error::from(problem).to_string();
        assert_eq!(
            shown,
            "--set 'damages.cap_eurr=5', column 1: unknown lever \"damages.cap_eurr\"; did you mean \
             \"damages.cap_eur\"?\n  --set 'damages.cap_eurr=5', column 4: set here\n  help: write something else"
        );
    }
}
