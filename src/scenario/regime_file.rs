//! Reads regime files: `name`, `title`, `summary`, `extends`, and `[[rule]]` patches.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::file_kind::FileKind;
use super::later::later_lever;
use super::overrides::Overrides;
use super::reader::{Key, Node, Reader, in_file_order};
use super::source::{Source, Sources};
use crate::error::{Error, Kind, Place, Problem};
use crate::law::regime::{Assignment, Layer, Patch, Regime, Term, Word};
use crate::law::rule;
use crate::lever::{Axis, Lever};

/// Reads a regime and all that it extends; `overrides` come last.
///
/// # Errors
/// Everything that is wrong in the first file that is wrong, or a chain that returns to itself.
pub fn read_regime(source: &Source, sources: &dyn Sources, overrides: &Overrides) -> Result<Regime, Error> {
    Ok(amended(chain(source, sources, &[])?, overrides))
}

/// A regime with `overrides` as its last word.
pub fn amended(mut regime: Regime, overrides: &Overrides) -> Regime {
    regime.layers.extend(overrides.layer());
    regime
}

/// A regime that a file builds on: everywhere, or in one jurisdiction.
#[derive(Clone, Debug)]
pub(super) struct Base {
    jurisdiction: Option<Word>,
    regime: Word,
}

/// A regime with its base chain; `visited` holds the files between the start and here.
fn chain(source: &Source, sources: &dyn Sources, visited: &[Arc<str>]) -> Result<Regime, Error> {
    let file = read_file(source)?;
    let visited = [visited, std::slice::from_ref(&source.file)].concat();
    let mut layers = Vec::new();
    for base in &file.extends {
        layers.extend(base.read(source, sources, &visited)?.layers);
    }
    layers.push(Layer { file: source.file.clone(), jurisdiction: None, patches: file.patches });
    Ok(Regime { name: file.name, title: file.title, summary: file.summary, layers })
}

impl Base {
    /// The regime, for its jurisdiction only if it has one; `visited` holds the files between the start and here.
    ///
    /// # Errors
    /// As [`read_regime`].
    pub(super) fn read(
        &self,
        named_in: &Source,
        sources: &dyn Sources,
        visited: &[Arc<str>],
    ) -> Result<Regime, Error> {
        let found = find("regime", &self.regime, &named_in.file, sources)?;
        if visited.contains(&found.file) {
            return Err(cycle(&self.regime, visited).into());
        }
        let mut regime = chain(&found, sources, visited)?;
        if let Some(jurisdiction) = &self.jurisdiction {
            let layers = regime.layers.into_iter().map(|layer| layer.within(jurisdiction));
            regime.layers = layers.collect::<Result<_, _>>()?;
        }
        Ok(regime)
    }

    /// What it is and where it holds, in words.
    pub(super) fn shown(&self) -> String {
        let place = self.jurisdiction.as_ref().map(|word| format!(" in {}", word.name));
        self.regime.name.clone() + &place.unwrap_or_default()
    }

    /// Where it is named.
    pub(super) fn place(&self) -> &Place {
        &self.regime.place
    }
}

/// The source behind a name in a file.
pub(crate) fn find(what: &str, name: &Word, named_in: &str, sources: &dyn Sources) -> Result<Source, Error> {
    sources.find(&name.name, named_in).map_err(|not_found| {
        let message = format!("cannot read {what} \"{}\": {}", name.name, not_found.reason);
        let problem = Problem::new(Kind::Missing, name.place.clone(), message);
        problem.nearest(&name.name, not_found.known.iter().map(String::as_str)).into()
    })
}

pub(super) fn cycle(base: &Word, visited: &[Arc<str>]) -> Problem {
    let message =
        format!("extends = \"{}\" returns to where it came from: {}", base.name, visited.join(" → "));
    Problem::new(Kind::Cycle, base.place.clone(), message).help("let one of them extend nothing")
}

/// One regime file as written.
struct RegimeFile {
    name: String,
    title: String,
    summary: String,
    extends: Vec<Base>,
    patches: Vec<Patch>,
}

const KEYS: [&str; 5] = ["name", "title", "summary", "extends", "rule"];

fn read_file(source: &Source) -> Result<RegimeFile, Error> {
    let document = source.parse()?;
    FileKind::Regime.demand(source, &document)?;
    let mut reader = Reader::new(source);
    reader.only_keys(&document, "key", &KEYS);
    let name = document.get("name").and_then(|node| reader.name(node));
    if !document.contains_key("name") {
        reader.problem(Kind::Missing, 0..0, "a regime needs a name: name = \"…\"");
    }
    let title = document.get("title").and_then(|node| reader.text(node, "title"));
    let summary = document.get("summary").and_then(|node| reader.text(node, "summary"));
    let extends = document.get("extends").map(|node| reader.bases(node, "extends")).unwrap_or_default();
    let patches = document.get("rule").map(|node| reader.patches(node)).unwrap_or_default();
    let name = name.unwrap_or_default();
    Error::unless_empty(reader.problems)?;
    let title = title.unwrap_or_else(|| name.clone());
    Ok(RegimeFile { title, name, summary: summary.unwrap_or_default(), extends, patches })
}

/// The legal lever of a path.
///
/// # Errors
/// No such lever, with the nearest that there is; or one that is not simulated yet.
pub(super) fn legal_lever(path: &str, place: Place) -> Result<&'static Lever<rule::Rule>, Problem> {
    let all = || rule::levers().into_iter().flatten();
    all().find(|lever| lever.path == path).ok_or_else(|| {
        later_lever(path, place.clone()).unwrap_or_else(|| {
            Problem::new(Kind::Unknown, place, format!("unknown lever \"{path}\""))
                .nearest(path, all().map(|lever| lever.path))
                .help("`caveat levers` lists them all")
        })
    })
}

/// The axis of a name.
///
/// # Errors
/// No such axis: the nearest that there is.
pub(super) fn axis(name: &str, place: Place) -> Result<Axis, Problem> {
    let names = || Axis::ALL.into_iter().map(Axis::name);
    Axis::ALL.into_iter().find(|axis| axis.name() == name).ok_or_else(|| {
        let help = format!("one of: {}", names().collect::<Vec<_>>().join(", "));
        Problem::new(Kind::Unknown, place, format!("unknown axis \"{name}\""))
            .nearest(name, names())
            .help(help)
    })
}

impl Reader<'_> {
    /// `[[rule]]` tables, top to bottom.
    pub(super) fn patches(&mut self, node: &Node<'_>) -> Vec<Patch> {
        let tables = self.tables(node, "rule");
        tables.into_iter().map(|(span, table)| self.patch(span, table)).collect()
    }

    /// A regime by name, or one for each jurisdiction: `{ eu = "eu-adopted", us = "us-state-tort" }`.
    pub(super) fn bases(&mut self, node: &Node<'_>, what: &str) -> Vec<Base> {
        let Some(table) = node.get_ref().as_table() else {
            let regime = self.word(node, what);
            return regime.map(|regime| Base { jurisdiction: None, regime }).into_iter().collect();
        };
        let base = |(key, node): (&Key<'_>, &Node<'_>)| {
            let jurisdiction = Word { name: key.get_ref().to_string(), place: self.place(key.span()) };
            Some(Base { jurisdiction: Some(jurisdiction), regime: self.word(node, what)? })
        };
        in_file_order(table).into_iter().filter_map(base).collect()
    }

    /// A string that names something elsewhere.
    pub(crate) fn word(&mut self, node: &Node<'_>, what: &str) -> Option<Word> {
        Some(Word { name: self.text(node, what)?, place: self.place(node.span()) })
    }

    /// A short name: letters, digits, `-` and `_`.
    pub(crate) fn name(&mut self, node: &Node<'_>) -> Option<String> {
        let name = self.text(node, "name")?;
        if !is_name(&name) {
            let message = format!("\"{name}\" is no name: use letters, digits, - and _");
            self.problem(Kind::Syntax, node.span(), message);
        }
        Some(name)
    }

    /// The keys of a rule; one that belongs into `where` is told so.
    fn keys_of_rule(&mut self, table: &DeTable<'_>) {
        let valid = ["where", "announced", "set", "ref"];
        let keys = in_file_order(table).into_iter().map(|(key, _)| key);
        for key in keys.filter(|key| !valid.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            if ["from", "vintage"].contains(&name.as_ref())
                || Axis::ALL.iter().any(|axis| axis.name() == name)
            {
                let problem =
                    Problem::new(Kind::Unknown, self.place(key.span()), format!("unknown key \"{name}\""));
                self.problems.push(problem.help(format!("it belongs into where = {{ {name} = … }}")));
            } else {
                self.unknown(key, "key", valid);
            }
        }
    }

    fn patch(&mut self, span: Range<usize>, table: &DeTable<'_>) -> Patch {
        self.keys_of_rule(table);
        let mut patch = Patch {
            terms: Vec::new(),
            from: None,
            vintage: None,
            announced: table.get("announced").and_then(|node| self.dated(node, "announced")),
            assignments: Vec::new(),
            reference: table.get("ref").and_then(|node| self.text(node, "ref")),
            place: self.place(span.clone()),
        };
        if let Some(selector) = table.get("where").and_then(|node| self.table(node, "where")) {
            self.selector(selector, &mut patch);
        }
        match table.get("set") {
            None => self.problem(Kind::Missing, span, "a rule needs a table of what it sets: set = { … }"),
            Some(node) => {
                if let Some(set) = self.table(node, "set") {
                    patch.assignments = self.assignments(set);
                }
            }
        }
        patch
    }

    fn selector(&mut self, table: &DeTable<'_>, patch: &mut Patch) {
        for (key, node) in in_file_order(table) {
            match axis(key.get_ref(), self.place(key.span())) {
                Err(problem) => self.problems.push(problem),
                Ok(Axis::From) => patch.from = self.dated(node, "from"),
                Ok(Axis::Vintage) => patch.vintage = self.dated(node, "vintage"),
                Ok(axis) => {
                    let (name, words) = (axis.name(), self.words(node, axis.name()));
                    if node.get_ref().as_array().is_some_and(|all| all.is_empty()) {
                        let message = format!("{name} is an empty list, which matches nothing");
                        let problem = Problem::new(Kind::NoMatch, self.place(node.span()), message);
                        self.problems
                            .push(problem.help(format!("name one, or leave {name} out to mean every one")));
                    }
                    patch.terms.push(Term { axis, words });
                }
            }
        }
    }

    /// One string, or an array of them.
    fn words(&mut self, node: &Node<'_>, what: &str) -> Vec<Word> {
        match node.get_ref().as_array() {
            None => self.word(node, what).into_iter().collect(),
            Some(array) => array.iter().filter_map(|item| self.word(item, what)).collect(),
        }
    }

    /// `"damages.cap_eur" = 5e6`, or the same without quotes, which TOML reads as a table in a table.
    fn assignments(&mut self, set: &DeTable<'_>) -> Vec<Assignment> {
        let mut assignments = Vec::new();
        for (key, node) in in_file_order(set) {
            match node.get_ref().as_table().filter(|_| !key.get_ref().contains('.')) {
                None => assignments.extend(self.assignment(key.get_ref(), key, node)),
                Some(table) => {
                    for (field, node) in in_file_order(table) {
                        let path = format!("{}.{}", key.get_ref(), field.get_ref());
                        assignments.extend(self.assignment(&path, field, node));
                    }
                }
            }
        }
        assignments
    }

    fn assignment(&mut self, path: &str, key: &Key<'_>, node: &Node<'_>) -> Option<Assignment> {
        match legal_lever(path, self.place(key.span())) {
            Ok(lever) => Some(Assignment { lever, stated: self.stated(lever.path, &lever.row(), node)? }),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }
}

/// Whether a text can name an entity, a market or a regime.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}
