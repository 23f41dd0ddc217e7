//! Limiting cases: configured so that only one mechanism is left on, the engine must return the textbook's answer.
//!
//! A [`Group`] is a scenario with parameters, a few variants of it, and what is read from the engine's runs; it knows no
//! formula. Makers decide, months pass and courts judge as in any other scenario: every answer comes through a [`Probe`].
//! Where an answer only echoes a parameter, or is arithmetic on answers, it is marked as derived.

mod accident;
mod answers;
mod cases;
mod probe;

mod a1;
mod a3;
mod b1;
mod c;
mod chain;
mod d1;
mod e1;
mod e3;
mod j3;
mod m1;
mod m2;

pub use answers::{Answer, Answers, Leaf};
pub use cases::{Case, Comparison, Tolerance, cases};
pub use probe::{Column, Estimate, Patch, Probe, Reading, Sample};

use crate::error;
use crate::world::SettingError;

/// A parameter of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Name, as `--set name=value` takes it.
    pub name: &'static str,
    /// Value of the worked example.
    pub default: f64,
    /// Least and greatest value accepted.
    pub range: (f64, f64),
    /// Must it be a whole number?
    pub whole: bool,
    /// What it is, with its unit.
    pub doc: &'static str,
}

impl Param {
    /// A real number in a range.
    const fn real(name: &'static str, default: f64, range: (f64, f64), doc: &'static str) -> Param {
        Param { name, default, range, whole: false, doc }
    }

    /// A whole number in a range.
    const fn whole(name: &'static str, default: f64, range: (f64, f64), doc: &'static str) -> Param {
        Param { name, default, range, whole: true, doc }
    }
}

/// Values of a group's parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    values: Vec<(&'static str, f64)>,
}

impl Params {
    /// The value of a parameter of the group.
    ///
    /// # Panics
    /// If the group has no such parameter.
    pub fn get(&self, name: &str) -> f64 {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value).expect("a group asks only for parameters of its own")
    }

    /// Names with values, in the order of the group.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.values.iter().copied()
    }
}

/// A family of limiting cases.
pub struct Group {
    /// Short name, as `caveat theory` takes it.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Where the result comes from.
    pub source: &'static str,
    /// The result in one line.
    pub formula: &'static str,
    /// Parameters.
    pub params: &'static [Param],
    /// The parameters as levers: the scenario that all variants share.
    levers: fn(&Params) -> Patch,
    /// Runs the variants and reads the answers.
    answer: fn(&mut Probe<'_>) -> Result<Answers, Error>,
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Group({})", self.id)
    }
}

/// Why a case cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such group.
    #[error("unknown group \"{name}\"{}; there are {known}", did_you_mean(*.nearest))]
    UnknownGroup {
        /// What was asked for.
        name: String,
        /// The nearest that there is.
        nearest: Option<&'static str>,
        /// All of them.
        known: String,
    },
    /// No such parameter.
    #[error("{group} has no parameter \"{name}\"{}; it has {known}", did_you_mean(*.nearest))]
    UnknownParam {
        /// The group.
        group: &'static str,
        /// What was asked for.
        name: String,
        /// The nearest that there is.
        nearest: Option<&'static str>,
        /// All of them.
        known: String,
    },
    /// An argument that is not `name=value` with a number.
    #[error("\"{argument}\" does not set a parameter: write name=value with a number")]
    Malformed {
        /// The argument.
        argument: String,
    },
    /// A value outside its range, or not whole.
    #[error("{group}: {name} = {value} is not {expected}")]
    OutOfRange {
        /// The group.
        group: &'static str,
        /// The parameter.
        name: &'static str,
        /// What was asked for.
        value: f64,
        /// What would have been right.
        expected: String,
    },
    /// The engine did not come to an answer.
    #[error("{what}; other parameters may")]
    Unsettled {
        /// What it did not do.
        what: String,
    },
    /// The engine refuses a scenario.
    #[error("the case makes no scenario that the engine accepts:\n{0}")]
    Scenario(#[from] error::Error),
    /// The engine cannot prepare a market.
    #[error("the case makes no market that the engine can prepare: {0}")]
    Market(#[from] SettingError),
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"))
}

/// Every group, in the order of the literature they stand for.
pub fn groups() -> &'static [Group] {
    const GROUPS: &[Group] = &[
        a1::GROUP,
        a3::GROUP,
        b1::GROUP,
        c::GROUP,
        d1::GROUP,
        e1::GROUP,
        e3::GROUP,
        j3::GROUP,
        m1::GROUP,
        m2::GROUP,
    ];
    GROUPS
}

/// The group of a name.
///
/// # Errors
/// If there is none: the nearest that there is.
pub fn group(id: &str) -> Result<&'static Group, Error> {
    let names = || groups().iter().map(|group| group.id);
    groups().iter().find(|group| group.id == id).ok_or_else(|| Error::UnknownGroup {
        name: id.to_owned(),
        nearest: error::nearest(id, names()),
        known: names().collect::<Vec<_>>().join(", "),
    })
}

/// Reads arguments such as `p0=0.3`.
///
/// # Errors
/// The first that is not a name and a number.
pub fn parse<S: AsRef<str>>(arguments: &[S]) -> Result<Vec<(String, f64)>, Error> {
    let one = |argument: &S| {
        let argument = argument.as_ref();
        let malformed = || Error::Malformed { argument: argument.to_owned() };
        let (name, value) = argument.split_once('=').ok_or_else(malformed)?;
        Ok((name.trim().to_owned(), value.trim().parse().map_err(|_| malformed())?))
    };
    arguments.iter().map(one).collect()
}

impl Group {
    /// The parameters of the worked example, with some of them changed.
    ///
    /// # Errors
    /// Names that the group does not have, and values it does not accept.
    pub fn params<S: AsRef<str>>(&self, changed: &[(S, f64)]) -> Result<Params, Error> {
        let mut values: Vec<(&str, f64)> =
            self.params.iter().map(|param| (param.name, param.default)).collect();
        for (name, value) in changed {
            let name = name.as_ref();
            let at = self.params.iter().position(|param| param.name == name).ok_or_else(|| {
                let names = || self.params.iter().map(|param| param.name);
                Error::UnknownParam {
                    group: self.id,
                    name: name.to_owned(),
                    nearest: error::nearest(name, names()),
                    known: names().collect::<Vec<_>>().join(", "),
                }
            })?;
            self.admit(&self.params[at], *value)?;
            values[at].1 = *value;
        }
        Ok(Params { values })
    }

    fn admit(&self, param: &Param, value: f64) -> Result<(), Error> {
        let (least, greatest) = param.range;
        if (least..=greatest).contains(&value) && !(param.whole && value % 1.0 != 0.0) {
            return Ok(());
        }
        let kind = if param.whole { "a whole number" } else { "a number" };
        let expected = format!("{kind} from {least} to {greatest}");
        Err(Error::OutOfRange { group: self.id, name: param.name, value, expected })
    }

    /// What the engine does, under the keys of the worked example; parameters not named keep its values.
    ///
    /// # Errors
    /// As [`Group::params`], and if the engine does not come to an answer.
    pub fn run<S: AsRef<str>>(&self, changed: &[(S, f64)]) -> Result<Answers, Error> {
        let params = self.params(changed)?;
        (self.answer)(&mut self.probe(&params))
    }

    /// A probe of the group's scenario.
    pub fn probe<'a>(&self, params: &'a Params) -> Probe<'a> {
        Probe::new(params, (self.levers)(params))
    }
}
