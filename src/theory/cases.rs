//! Worked examples, and how far the engine is from them.

use toml::{Table, Value};

use super::{Answers, Error, Group, group};

/// The worked examples: one file for the command line and for the tests.
const EXPECTED: &str = include_str!("../../scenarios/theory/expected.toml");

/// How far an answer may be from its example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// For levels of care, whose objective is flat at its best, in their unit.
    pub absolute: f64,
    /// For everything else, as a share of the expected value.
    pub relative: f64,
}

/// What rounding leaves of an answer that should be 0.
const ROUNDING: f64 = 1e-9;

/// A worked example of a group.
#[derive(Clone, Debug)]
pub struct Case {
    /// Name, `a1.1`.
    pub id: String,
    /// Its group.
    pub group: &'static Group,
    /// Where the result comes from.
    pub source: String,
    /// Its parameters.
    pub params: Vec<(String, f64)>,
    /// Its numbers.
    pub expected: Answers,
    /// How far off is not wrong.
    pub tolerance: Tolerance,
}

/// One number of an example beside the engine's.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Where it stands, `table[2].care`.
    pub path: String,
    /// The example's; a flag counts as 0 or 1. NaN if the example does not have it.
    pub expected: f64,
    /// The engine's; NaN if it gave none.
    pub obtained: f64,
    /// Is it a flag?
    pub flag: bool,
    /// Does it echo a parameter, or follow from other answers by arithmetic?
    pub derived: bool,
    /// Are the two the same, within tolerance?
    pub agrees: bool,
}

impl Comparison {
    /// Obtained less expected.
    pub fn deviation(&self) -> f64 {
        self.obtained - self.expected
    }
}

/// The worked examples, in the order of the file.
pub fn cases() -> Vec<Case> {
    let file: Table = EXPECTED.parse().expect("the worked examples are TOML");
    let cases = file.get("case").and_then(Value::as_array).expect("the worked examples are a list");
    let tables = cases.iter().filter_map(Value::as_table);
    tables.map(|case| Case::read(case).expect("a worked example says what a case needs")).collect()
}

impl Case {
    fn read(table: &Table) -> Option<Case> {
        let text = |key: &str| table.get(key).and_then(Value::as_str);
        let params = table.get("params")?.as_table()?;
        Some(Case {
            id: text("id")?.to_owned(),
            group: group(text("group")?).ok()?,
            source: text("source")?.to_owned(),
            params: params
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), value.as_float()?)))
                .collect(),
            expected: answers(table.get("expected")?.as_table()?)?,
            tolerance: Tolerance {
                absolute: table.get("absolute")?.as_float()?,
                relative: table.get("relative")?.as_float()?,
            },
        })
    }

    /// Runs the engine on the example and compares, in the order of the engine's answers; what it did not answer comes last.
    ///
    /// # Errors
    /// If the engine does not come to an answer.
    pub fn compare(&self) -> Result<Vec<Comparison>, Error> {
        Ok(self.against(&self.group.run(&self.params)?))
    }

    /// Compares answers with the example.
    pub fn against(&self, obtained: &Answers) -> Vec<Comparison> {
        let (expected, obtained) = (self.expected.leaves(), obtained.leaves());
        let mut compared = Vec::new();
        for leaf in &obtained {
            let value =
                expected.iter().find(|known| known.path == leaf.path).map_or(f64::NAN, |known| known.value);
            compared.push(Comparison {
                path: leaf.path.clone(),
                expected: value,
                obtained: leaf.value,
                flag: leaf.flag,
                derived: leaf.derived,
                agrees: self.tolerance.admits(&leaf.path, value, leaf.value),
            });
        }
        let unanswered = expected.iter().filter(|leaf| obtained.iter().all(|known| known.path != leaf.path));
        compared.extend(unanswered.map(|leaf| Comparison {
            path: leaf.path.clone(),
            expected: leaf.value,
            obtained: f64::NAN,
            flag: leaf.flag,
            derived: false,
            agrees: false,
        }));
        compared
    }
}

impl Tolerance {
    fn admits(&self, path: &str, expected: f64, obtained: f64) -> bool {
        let key = path.rsplit('.').next().unwrap_or(path);
        let most = if is_care(key) { self.absolute } else { self.relative * expected.abs() + ROUNDING };
        (obtained - expected).abs() <= most
    }
}

/// Is the answer under this key a level of care, or a difference of two?
fn is_care(key: &str) -> bool {
    key.starts_with("x_") || key.starts_with("care") || key == "reduction"
}

/// A table of numbers, flags, tables and lists of numbers or tables; `None` if there is anything else in it.
fn answers(table: &Table) -> Option<Answers> {
    let mut answers = Answers::new();
    for (name, value) in table {
        answers = match value {
            Value::Float(number) => answers.number(name, *number),
            Value::Boolean(flag) => answers.flag(name, *flag),
            Value::Table(table) => answers.group(name, self::answers(table)?),
            Value::Array(values) if values.iter().all(Value::is_float) => {
                answers.numbers(name, values.iter().filter_map(Value::as_float).collect())
            }
            Value::Array(rows) => {
                let rows: Option<Vec<Answers>> =
                    rows.iter().map(|row| self::answers(row.as_table()?)).collect();
                answers.list(name, rows?)
            }
            _ => return None,
        };
    }
    Some(answers)
}
