//! Where a lever can bite: the grounds on which an ablation tries levers, the values it tries, and the levers that are known to
//! be inert and why. Data, read from a file with places.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Kind, Place, Problem};
use crate::lever::{Kind as Values, LeverRow};
use crate::scenario::Source;
use crate::scenario::registry::registry;
use crate::world::Step;

/// The market on which levers are tried if none is named, with the name of its file.
pub const MARKET: (&str, &str) =
    ("scenarios/ablation/market.toml", include_str!("../../scenarios/ablation/market.toml"));
/// The grounds that are shipped, with the name of their file.
pub const GROUNDS: (&str, &str) =
    ("scenarios/ablation/grounds.toml", include_str!("../../scenarios/ablation/grounds.toml"));
/// The table under which steps of the month stand beside levers.
pub const MONTH: &str = "month";
/// What is tried of a step.
pub const LEFT_OUT: &str = "left out";

/// Something that is switched alone.
#[derive(Clone, Copy, Debug)]
pub enum Subject {
    /// A step of the month, which is left out.
    Step(Step),
    /// A lever.
    Lever(LeverRow),
}

impl Subject {
    /// Every step, then every lever.
    pub fn all() -> Vec<Subject> {
        let steps = Step::ALL.iter().copied().map(Subject::Step);
        steps.chain(registry().into_iter().map(Subject::Lever)).collect()
    }

    /// `month.sell`, or the path of the lever.
    pub fn path(&self) -> String {
        match self {
            Subject::Step(step) => format!("{MONTH}.{}", step.name()),
            Subject::Lever(lever) => lever.path.to_owned(),
        }
    }

    /// The first part of the path.
    pub fn table(&self) -> &'static str {
        match self {
            Subject::Step(_) => MONTH,
            Subject::Lever(lever) => lever.path.split('.').next().unwrap_or_default(),
        }
    }

    /// Ids in the catalogue of levers.
    pub fn id(&self) -> Option<&'static str> {
        match self {
            Subject::Step(_) => None,
            Subject::Lever(lever) => lever.id,
        }
    }

    /// Is it what a word asks for: a path, a table, or an id of the catalogue?
    pub fn answers(&self, word: &str) -> bool {
        let ids = self.id().unwrap_or_default();
        word == self.path()
            || word.strip_suffix(".*").unwrap_or(word) == self.table()
            || ids.split(", ").any(|id| id.eq_ignore_ascii_case(word))
    }
}

/// A file of grounds.
#[derive(Clone, Debug)]
pub struct Grounds {
    source: Source,
    file: File,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Arguments of `--set`, by the name of the ground.
    ground: BTreeMap<Spanned<String>, Vec<String>>,
    /// By path, or by table as in `damages.*`.
    lever: BTreeMap<Spanned<String>, Entry>,
    /// Reasons, by path.
    #[serde(default)]
    inert: BTreeMap<Spanned<String>, String>,
    /// Reasons, by path.
    #[serde(default)]
    elsewhere: BTreeMap<Spanned<String>, String>,
}

/// How something is tried.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// Names of grounds, and arguments of `--set`, from left to right.
    on: Option<Vec<Spanned<String>>>,
    /// The values tried in place of the ends of the range.
    #[serde(rename = "try")]
    values: Option<Vec<Trial>>,
    /// Does it act through what calibration learns, so that each value needs one of its own?
    recalibrate: Option<bool>,
}

/// A value, as files write it; or several arguments of `--set`, for what cannot be switched by one.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Trial {
    Flag(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    Sets(Vec<String>),
}

/// Where and how something is tried.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    /// Names of grounds and single settings, as the file says.
    pub names: Vec<String>,
    /// All of them as arguments of `--set`, the last word last.
    pub sets: Vec<String>,
    /// The values tried, in words, each with what sets it.
    pub values: Vec<(String, Vec<String>)>,
    /// Does each value need a calibration of its own?
    pub recalibrate: bool,
    /// Why it is known to be inert.
    pub inert: Option<String>,
    /// Why it moves another outcome on this ground than the one in which the registry says that it is read.
    pub elsewhere: Option<String>,
}

impl Grounds {
    /// Reads a file of grounds.
    ///
    /// # Errors
    /// What is no TOML or not of this shape; names of grounds and levers that there are not.
    pub fn read(source: &Source) -> Result<Grounds, Error> {
        let file: File = toml::from_str(&source.text).map_err(|error| {
            let place = Place::in_file(&source.file, &source.text, error.span().map_or(0, |span| span.start));
            Problem::new(Kind::Syntax, place, format!("no grounds of an ablation: {}", error.message()))
        })?;
        let grounds = Grounds { source: source.clone(), file };
        Error::unless_empty(grounds.unknown_names())?;
        Ok(grounds)
    }

    fn unknown_names(&self) -> Vec<Problem> {
        let (mut problems, subjects) = (Vec::new(), Subject::all());
        let paths: Vec<String> = subjects.iter().map(Subject::path).collect();
        let known = paths.iter().map(String::as_str);
        let tables: Vec<String> = subjects.iter().map(|subject| format!("{}.*", subject.table())).collect();
        let declared = self.file.inert.keys().chain(self.file.elsewhere.keys());
        for key in self.file.lever.keys().chain(declared) {
            let table = tables.contains(key.get_ref()) && self.file.lever.contains_key(key);
            if !table && !paths.contains(key.get_ref()) {
                let message = format!("there is no lever or step \"{}\"", key.get_ref());
                problems.push(self.unknown(key, message, known.clone()));
            }
        }
        let named = self.file.lever.values().flat_map(|entry| entry.on.iter().flatten());
        for name in named.filter(|name| !name.get_ref().contains('=')) {
            if !self.file.ground.contains_key(name.get_ref().as_str()) {
                let message = format!("there is no ground \"{}\"", name.get_ref());
                problems.push(self.unknown(
                    name,
                    message,
                    self.file.ground.keys().map(|key| &**key.get_ref()),
                ));
            }
        }
        problems
    }

    fn unknown<'a>(
        &self,
        name: &Spanned<String>,
        message: String,
        valid: impl IntoIterator<Item = &'a str>,
    ) -> Problem {
        let place = Place::in_file(&self.source.file, &self.source.text, name.span().start);
        Problem::new(Kind::Unknown, place, message).nearest(name.get_ref(), valid)
    }

    /// Where and how something is tried: as the file says of it, or else of its table; at the ends of its range if it says no
    /// values.
    pub fn of(&self, subject: &Subject) -> Ground {
        let entry = |key: &str| self.file.lever.get(key).cloned().unwrap_or_default();
        let (own, table) = (entry(&subject.path()), entry(&format!("{}.*", subject.table())));
        let on = own.on.or(table.on).unwrap_or_default();
        let names: Vec<String> = on.into_iter().map(Spanned::into_inner).collect();
        let sets = names.iter().flat_map(|name| match self.file.ground.get(name.as_str()) {
            Some(sets) => sets.clone(),
            None => vec![name.clone()],
        });
        let ends = || ends(subject).into_iter().map(Trial::Text).collect();
        let values = own.values.or(table.values).unwrap_or_else(ends);
        Ground {
            sets: sets.collect(),
            names,
            values: values.iter().map(|value| value.shown(subject)).collect(),
            recalibrate: own.recalibrate.or(table.recalibrate).unwrap_or(false),
            inert: self.file.inert.get(subject.path().as_str()).cloned(),
            elsewhere: self.file.elsewhere.get(subject.path().as_str()).cloned(),
        }
    }
}

impl Trial {
    /// The value in words, and what sets it.
    fn shown(&self, subject: &Subject) -> (String, Vec<String>) {
        let value = match self {
            Trial::Flag(on) => on.to_string(),
            Trial::Whole(number) => number.to_string(),
            Trial::Number(number) => format!("{number:?}"),
            Trial::Text(text) => text.clone(),
            Trial::Sets(sets) => return (sets.join(" "), sets.clone()),
        };
        let sets = match subject {
            Subject::Step(_) => Vec::new(),
            Subject::Lever(lever) => vec![format!("{}={value}", lever.path)],
        };
        (value, sets)
    }
}

/// Every choice, or the ends of the range; a date has none.
fn ends(subject: &Subject) -> Vec<String> {
    let Subject::Lever(lever) = subject else { return vec![LEFT_OUT.to_owned()] };
    match lever.kind {
        Values::Num { min, max } | Values::Whole { min, max } => vec![min.to_string(), max.to_string()],
        Values::Choice(words) => words.iter().map(|&word| word.to_owned()).collect(),
        Values::Flag => vec![false.to_string(), true.to_string()],
        Values::Date => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Grounds, Error> {
        Grounds::read(&Source::new("grounds.toml", text))
    }

    fn lever(path: &str) -> Subject {
        let found = Subject::all().into_iter().find(|subject| subject.path() == path);
        found.expect("a lever")
    }

    const SOUND: &str = "[ground]\nstrict = [\"standard.kind=strict\"]\n[lever]\n\"damages.*\" = { on = [\"strict\", \"entry.slots=0\"] }\n\
                         \"damages.cap_eur\" = { try = [50] }\n\"segment.*.share\" = { try = [[\"segment.a.share=0\", \"segment.b.share=1\"]] }\n\
                         [inert]\n\"limits.rows\" = \"a guard\"\n";

    #[test]
    fn a_lever_is_tried_where_its_table_is_unless_it_says_otherwise() {
        let grounds = read(SOUND).expect("sound");
        let cap = grounds.of(&lever("damages.cap_eur"));
        assert_eq!(cap.sets, ["standard.kind=strict", "entry.slots=0"]);
        assert_eq!(cap.values, [("50".to_owned(), vec!["damages.cap_eur=50".to_owned()])]);
        let data = grounds.of(&lever("damages.data"));
        let tried: Vec<&str> = data.values.iter().map(|(value, _)| value.as_str()).collect();
        assert_eq!((data.sets.len(), &tried[..]), (2, &["0", "1"][..]));
        let share = &grounds.of(&lever("segment.*.share")).values[0];
        assert_eq!(share.1, ["segment.a.share=0", "segment.b.share=1"]);
        assert_eq!(grounds.of(&lever("limits.rows")).inert.as_deref(), Some("a guard"));
        assert_eq!(grounds.of(&lever("month.sell")).values, [(LEFT_OUT.to_owned(), Vec::new())]);
    }

    #[test]
    fn names_that_there_are_not_are_refused_with_their_place() {
        let wrong = [
            ("cap_eur\" = {", "cap_ero\" = {", "grounds.toml:5:1", "did you mean \"damages.cap_eur\"?"),
            ("on = [\"strict\"", "on = [\"stirct\"", "grounds.toml:4:23", "did you mean \"strict\"?"),
            ("limits.rows", "limits.*", "grounds.toml:8:1", "no lever or step"),
            ("try = [50]", "tri = [50]", "grounds.toml:5:", "unknown field `tri`"),
        ];
        for (right, wrong, place, says) in wrong {
            let error = read(&SOUND.replacen(right, wrong, 1)).expect_err("refused").to_string();
            assert!(error.contains(place) && error.contains(says), "{error}");
        }
    }

    #[test]
    fn words_ask_for_paths_tables_and_ids() {
        let cap = lever("damages.cap_eur");
        assert!(
            ["damages.cap_eur", "damages", "damages.*", "L17", "l17"].iter().all(|word| cap.answers(word))
        );
        assert!(!cap.answers("L1") && !cap.answers("cap_eur") && lever("month.sell").answers("month"));
    }
}
