//! Parameters of groups: numbers, and lists of numbers.

use super::Error;

/// What a parameter is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// A number.
    Number(f64),
    /// A list of numbers.
    List(Vec<f64>),
}

impl Given {
    /// Its numbers.
    pub fn numbers(&self) -> &[f64] {
        match self {
            Given::Number(number) => std::slice::from_ref(number),
            Given::List(numbers) => numbers,
        }
    }

    /// Reads `0.3`, `[6, 6, 5]` or `6,6,5`; `None` if it is neither.
    fn read(text: &str) -> Option<Given> {
        let text = text.trim();
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let numbers: Result<Vec<f64>, _> =
            inner.unwrap_or(text).split(',').map(|number| number.trim().parse()).collect();
        let numbers = numbers.ok()?;
        match (inner, &numbers[..]) {
            (None, [number]) => Some(Given::Number(*number)),
            _ => Some(Given::List(numbers)),
        }
    }
}

impl std::fmt::Display for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Given::Number(number) => write!(f, "{number}"),
            Given::List(numbers) => {
                let words: Vec<String> = numbers.iter().map(f64::to_string).collect();
                write!(f, "[{}]", words.join(","))
            }
        }
    }
}

impl From<f64> for Given {
    fn from(number: f64) -> Given {
        Given::Number(number)
    }
}

impl From<&[f64]> for Given {
    fn from(numbers: &[f64]) -> Given {
        Given::List(numbers.to_vec())
    }
}

/// A parameter of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Name, as `--set name=value` takes it.
    pub name: &'static str,
    /// Value of the worked example; of a list its first.
    pub default: f64,
    /// The list of the worked example; empty for a number.
    pub list: &'static [f64],
    /// Least and greatest value accepted.
    pub range: (f64, f64),
    /// Must it be a whole number?
    pub whole: bool,
    /// What it is, with its unit.
    pub doc: &'static str,
}

/// Most numbers of a list.
const LONGEST: usize = 1000;

impl Param {
    /// A real number in a range.
    pub(super) const fn real(
        name: &'static str,
        default: f64,
        range: (f64, f64),
        doc: &'static str,
    ) -> Param {
        Param { name, default, list: &[], range, whole: false, doc }
    }

    /// A whole number in a range.
    pub(super) const fn whole(
        name: &'static str,
        default: f64,
        range: (f64, f64),
        doc: &'static str,
    ) -> Param {
        Param { name, default, list: &[], range, whole: true, doc }
    }

    /// Several real numbers in a range.
    pub(super) const fn list(
        name: &'static str,
        list: &'static [f64],
        range: (f64, f64),
        doc: &'static str,
    ) -> Param {
        Param { name, default: list[0], list, range, whole: false, doc }
    }

    /// What the worked example sets it to.
    pub fn given(&self) -> Given {
        if self.list.is_empty() { Given::Number(self.default) } else { Given::List(self.list.to_vec()) }
    }

    /// The value it takes from what is given: a number alone is a list of one.
    ///
    /// # Errors
    /// A list for a number, or too long, and numbers out of range.
    pub(super) fn admit(&self, group: &'static str, given: Given) -> Result<Given, Error> {
        let given = match given {
            Given::Number(number) if !self.list.is_empty() => Given::List(vec![number]),
            Given::List(_) if self.list.is_empty() => {
                return Err(self.refused(group, "is one number, not a list"));
            }
            Given::List(numbers) if numbers.len() > LONGEST => {
                return Err(self.refused(group, &format!("has more than {LONGEST} numbers")));
            }
            given => given,
        };
        let (least, greatest) = self.range;
        let fits = |value: f64| (least..=greatest).contains(&value) && !(self.whole && value % 1.0 != 0.0);
        if let Some(&value) = given.numbers().iter().find(|&&value| !fits(value)) {
            let kind = if self.whole { "a whole number" } else { "a number" };
            let expected = format!("{kind} from {least} to {greatest}");
            return Err(Error::OutOfRange { group, name: self.name, value, expected });
        }
        Ok(given)
    }

    fn refused(&self, group: &'static str, why: &str) -> Error {
        Error::Refused { group, name: self.name, why: why.to_owned() }
    }
}

/// Values of a group's parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    pub(super) values: Vec<(&'static str, Given)>,
}

impl Params {
    /// The numbers of a parameter of the group.
    ///
    /// # Panics
    /// If the group has no such parameter.
    pub fn list(&self, name: &str) -> &[f64] {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, given)| given.numbers()).expect("a group asks only for parameters of its own")
    }

    /// The value of a parameter of the group; of a list its first.
    ///
    /// # Panics
    /// If the group has no such parameter.
    pub fn get(&self, name: &str) -> f64 {
        self.list(name)[0]
    }
}

/// Reads arguments such as `p0=0.3` and `delta=[6,6,5]`.
///
/// # Errors
/// The first that is not a name and a number, or numbers.
pub fn parse<S: AsRef<str>>(arguments: &[S]) -> Result<Vec<(String, Given)>, Error> {
    let one = |argument: &S| {
        let argument = argument.as_ref();
        let malformed = || Error::Malformed { argument: argument.to_owned() };
        let (name, value) = argument.split_once('=').ok_or_else(malformed)?;
        Ok((name.trim().to_owned(), Given::read(value).ok_or_else(malformed)?))
    };
    arguments.iter().map(one).collect()
}
