//! Limiting cases: configured so that only one mechanism is left on, the engine must return the textbook's answer.
//!
//! A [`Group`] is a scenario with parameters, a few variants of it, and what is read from the engine's runs; it knows no
//! formula. Makers decide, months pass and courts judge as in any other scenario: every answer comes through a [`Probe`].
//! Where an answer only echoes a parameter, or is arithmetic on answers, it is marked as derived.

mod accident;
mod answers;
mod cases;
mod params;
mod probe;
mod reading;

mod a1;
mod a3;
mod a4;
mod b1;
mod c;
mod chain;
mod d1;
mod d2;
mod e1;
mod e3;
mod f;
mod g3;
mod h1;
mod h2;
mod j3;
mod j4;
mod l1;
mod l3;
mod m1;
mod m2;
mod n1;

pub use answers::{Answer, Answers, Leaf};
pub use cases::{Case, Comparison, Tolerance, cases};
pub use params::{Given, Param, Params, parse};
pub use probe::{Patch, Probe};
pub use reading::{ClassReading, Column, Estimate, Reading, Sample};

use crate::error;
use crate::world::SettingError;

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
    /// An argument that is not `name=value` with a number, or numbers.
    #[error(
        "\"{argument}\" does not set a parameter: write name=value with a number, or name=[a,b] with several"
    )]
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
    /// A value that a group cannot take, or not beside the others.
    #[error("{group}: {name} {why}")]
    Refused {
        /// The group.
        group: &'static str,
        /// The parameter.
        name: &'static str,
        /// Why not.
        why: String,
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
        a4::GROUP,
        b1::GROUP,
        c::GROUP,
        d1::GROUP,
        d2::GROUP,
        e1::GROUP,
        e3::GROUP,
        f::GROUP,
        g3::GROUP,
        h1::GROUP,
        h2::GROUP,
        j3::GROUP,
        j4::GROUP,
        l1::GROUP,
        l3::GROUP,
        m1::GROUP,
        m2::GROUP,
        n1::GROUP,
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

impl Group {
    /// The parameters of the worked example, with some of them changed.
    ///
    /// # Errors
    /// Names that the group does not have, and values it does not accept.
    pub fn params<S: AsRef<str>, V: Clone + Into<Given>>(&self, changed: &[(S, V)]) -> Result<Params, Error> {
        let mut values: Vec<(&str, Given)> =
            self.params.iter().map(|param| (param.name, param.given())).collect();
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
            values[at].1 = self.params[at].admit(self.id, value.clone().into())?;
        }
        Ok(Params { values })
    }

    /// What the engine does, under the keys of the worked example; parameters not named keep its values.
    ///
    /// # Errors
    /// As [`Group::params`], and if the engine does not come to an answer.
    pub fn run<S: AsRef<str>, V: Clone + Into<Given>>(&self, changed: &[(S, V)]) -> Result<Answers, Error> {
        let params = self.params(changed)?;
        (self.answer)(&mut self.probe(&params))
    }

    /// A probe of the group's scenario.
    pub fn probe<'a>(&self, params: &'a Params) -> Probe<'a> {
        Probe::new(params, (self.levers)(params))
    }
}
