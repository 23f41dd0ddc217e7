//! Answers: a tree of named numbers and flags, as the worked examples have it.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A number that the engine gave.
    Number(f64),
    /// A number that echoes a parameter, or arithmetic on numbers that the engine gave.
    Derived(f64),
    /// Yes or no.
    Flag(bool),
    /// Several.
    Group(Answers),
    /// Rows of a table.
    List(Vec<Answers>),
    /// Numbers that the engine gave, one for each of several actors.
    Numbers(Vec<f64>),
}

/// Answers by name, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    rows: Vec<(String, Answer)>,
}

/// One number or flag with its path, as in `table[2].care`. A flag counts as 0 or 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Where it stands.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// Is it a flag?
    pub flag: bool,
    /// Is it an echo or arithmetic?
    pub derived: bool,
}

impl Answers {
    /// No answer yet.
    pub fn new() -> Answers {
        Answers::default()
    }

    fn with(mut self, name: impl Into<String>, answer: Answer) -> Answers {
        self.rows.push((name.into(), answer));
        self
    }

    /// Adds a number that the engine gave.
    #[must_use]
    pub fn number(self, name: impl Into<String>, value: f64) -> Answers {
        self.with(name, Answer::Number(value))
    }

    /// Adds an echo of a parameter, or arithmetic on answers.
    #[must_use]
    pub fn derived(self, name: impl Into<String>, value: f64) -> Answers {
        self.with(name, Answer::Derived(value))
    }

    /// Adds a yes or no.
    #[must_use]
    pub fn flag(self, name: impl Into<String>, value: bool) -> Answers {
        self.with(name, Answer::Flag(value))
    }

    /// Adds answers under a name of their own.
    #[must_use]
    pub fn group(self, name: impl Into<String>, answers: Answers) -> Answers {
        self.with(name, Answer::Group(answers))
    }

    /// Adds rows.
    #[must_use]
    pub fn list(self, name: impl Into<String>, rows: Vec<Answers>) -> Answers {
        self.with(name, Answer::List(rows))
    }

    /// Adds numbers that the engine gave, one for each of several actors.
    #[must_use]
    pub fn numbers(self, name: impl Into<String>, values: Vec<f64>) -> Answers {
        self.with(name, Answer::Numbers(values))
    }

    /// Names and answers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.rows.iter().map(|(name, answer)| (name.as_str(), answer))
    }

    /// The value at a path; `None` if nothing stands there, or more than one value.
    pub fn value(&self, path: &str) -> Option<f64> {
        self.leaves().into_iter().find(|leaf| leaf.path == path).map(|leaf| leaf.value)
    }

    /// Every number and flag with its path, in order.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        self.collect("", &mut leaves);
        leaves
    }

    fn collect(&self, prefix: &str, leaves: &mut Vec<Leaf>) {
        for (name, answer) in &self.rows {
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
            let leaf = |value, flag, derived| Leaf { path: path.clone(), value, flag, derived };
            match answer {
                Answer::Number(value) => leaves.push(leaf(*value, false, false)),
                Answer::Derived(value) => leaves.push(leaf(*value, false, true)),
                Answer::Flag(value) => leaves.push(leaf(f64::from(u8::from(*value)), true, false)),
                Answer::Group(answers) => answers.collect(&path, leaves),
                Answer::List(rows) => {
                    for (index, row) in rows.iter().enumerate() {
                        row.collect(&format!("{path}[{index}]"), leaves);
                    }
                }
                Answer::Numbers(values) => {
                    for (index, &value) in values.iter().enumerate() {
                        let path = format!("{path}[{index}]");
                        leaves.push(Leaf { path, value, flag: false, derived: false });
                    }
                }
            }
        }
    }
}

impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.rows.len()))?;
        for (name, answer) in &self.rows {
            map.serialize_entry(name, answer)?;
        }
        map.end()
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Answer::Number(value) | Answer::Derived(value) => serializer.serialize_f64(*value),
            Answer::Flag(value) => serializer.serialize_bool(*value),
            Answer::Group(answers) => answers.serialize(serializer),
            Answer::List(rows) => rows.serialize(serializer),
            Answer::Numbers(values) => values.serialize(serializer),
        }
    }
}
