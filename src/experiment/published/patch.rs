//! What an experiment sets: levers as after `--set`, but with a place in a file.

use toml::de::{DeTable, DeValue};

use crate::error::{Error, Kind, Place, Problem};
use crate::law::regime::Word;
use crate::scenario::Overrides;
use crate::scenario::reader::{Key, Node, Reader, in_file_order};

/// A market or a law, as changes to one that there is.
#[derive(Clone, Debug, Default)]
pub(super) struct Variant {
    pub(super) name: String,
    /// One line; the name if the file gives none.
    pub(super) title: String,
    /// Which regime it changes, for a law.
    pub(super) extends: Option<Word>,
    /// Arguments as of `--set`, with their places.
    arguments: Vec<(String, Place)>,
}

impl Variant {
    /// The changes of several variants, in order, as overrides of a market and of laws.
    pub(super) fn overrides(variants: &[&Variant]) -> Result<Overrides, Error> {
        let arguments: Vec<&str> = variants.iter().flat_map(|variant| variant.texts()).collect();
        Overrides::parse(&arguments).map_err(|error| placed(error, variants))
    }

    /// The problem that a law sets a field of the market.
    pub(super) fn misplaced(&self, argument: &str) -> Problem {
        let place = self.arguments.iter().find(|(text, _)| text == argument).map(|(_, place)| place.clone());
        let place = place.unwrap_or_else(|| Place::in_set(argument, 0));
        let path = argument.split('=').next().unwrap_or_default();
        let message = format!("{path} belongs to the market: a law cannot set it");
        Problem::new(Kind::Conflict, place, message)
            .help("set it in a table [market_with.…], or for every market")
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().map(|(text, _)| text.as_str())
    }
}

/// An error about an argument stands where the file has it.
pub(super) fn placed(error: Error, variants: &[&Variant]) -> Error {
    let problems = error.into_problems().into_iter().map(|problem| {
        let at = |argument: &str| {
            let all = variants.iter().flat_map(|variant| &variant.arguments);
            all.filter(|(text, _)| text == argument).map(|(_, place)| place.clone()).next_back()
        };
        let place = match &problem.place {
            Place::Set { argument, .. } => at(argument),
            Place::File { .. } => None,
        };
        Problem { place: place.unwrap_or_else(|| problem.place.clone()), ..problem }
    });
    match Error::unless_empty(problems.collect()) {
        Err(error) => error,
        Ok(()) => unreachable!("an error has problems"),
    }
}

impl Reader<'_> {
    /// `[law.full]`, `[market_with.low]`.
    pub(super) fn named_variant(&mut self, table: &str, key: &Key<'_>, node: &Node<'_>) -> Option<Variant> {
        let name = key.get_ref().to_string();
        let path = format!("{table}.{name}");
        let document = self.table(node, &path)?;
        let law = table == "law";
        self.only_keys(document, "key", if law { &["title", "extends", "set"] } else { &["title", "set"] });
        let title = document.get("title").and_then(|node| self.text(node, "title"));
        let extends = document.get("extends").and_then(|node| self.word(node, "extends"));
        if law && extends.is_none() {
            self.problem(
                Kind::Missing,
                key.span(),
                format!("{path} needs the regime it changes: extends = \"…\""),
            );
        }
        let set = self.variant(&path, document);
        Some(Variant { title: title.unwrap_or_else(|| name.clone()), name, extends, ..set })
    }

    /// The `set` of a table.
    pub(super) fn variant(&mut self, path: &str, table: &DeTable<'_>) -> Variant {
        let set = table.get("set").and_then(|node| self.table(node, &format!("set of {path}")));
        let mut arguments = Vec::new();
        for (key, node) in set.map(in_file_order).unwrap_or_default() {
            match plain(node.get_ref()) {
                Some(value) => arguments.push((format!("{}={value}", key.get_ref()), self.place(key.span()))),
                None => self.wrong_type(node, key.get_ref(), "a number, a word, a date, true or false"),
            }
        }
        Variant { arguments, ..Variant::default() }
    }
}

/// A value as it is written after `--set path=`.
fn plain(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(whole) => Some(whole.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(on) => Some(on.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
