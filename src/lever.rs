//! The lever registry: one row for everything a scenario file may set.
//!
//! A row names a field of a flat *row type* `T` ([`crate::law::rule::Rule`], a segment, the clock …), its unit, its
//! bounds, its default and where that default comes from. Parsing, `--set`, the JSON Schema, the generated
//! documents and the ranges of sweeps all read these rows and nothing else, so a lever is described once.

use crate::error::Place;
use crate::units::Date;
use std::fmt;

/// What a lever holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number in the lever's unit. Infinite only where the row's bounds say so.
    Num(f64),
    /// An index into the choices of [`Kind::Choice`].
    Choice(usize),
    /// On or off.
    Flag(bool),
    /// A calendar date.
    Date(Date),
}

impl Value {
    /// The number held; a flag counts as 0 or 1, a choice as its index, a date as its days.
    pub fn num(self) -> f64 {
        match self {
            Value::Num(number) => number,
            Value::Choice(index) => index as f64,
            Value::Flag(on) => f64::from(u8::from(on)),
            Value::Date(date) => f64::from(date.days()),
        }
    }
}

/// What values a lever accepts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A number in `min..=max`; `max` may be infinite, and then files may say `inf`.
    Num {
        /// Least value accepted.
        min: f64,
        /// Greatest value accepted.
        max: f64,
    },
    /// A whole number in `min..=max`.
    Whole {
        /// Least value accepted.
        min: f64,
        /// Greatest value accepted.
        max: f64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A date.
    Date,
}

/// A way in which one lever may differ from cell to cell of a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// Whose law it is.
    Jurisdiction,
    /// Size class of the maker.
    Size,
    /// Criticality of the product category.
    Criticality,
    /// Product category.
    Category,
    /// Events from this date on.
    From,
    /// Products placed on the market from this date on.
    Vintage,
}

impl Axis {
    /// Every axis, in the order in which cells are expanded.
    pub const ALL: [Axis; 6] =
        [Axis::Jurisdiction, Axis::Size, Axis::Criticality, Axis::Category, Axis::From, Axis::Vintage];

    /// The name files use.
    pub fn name(self) -> &'static str {
        match self {
            Axis::Jurisdiction => "jurisdiction",
            Axis::Size => "size",
            Axis::Criticality => "criticality",
            Axis::Category => "category",
            Axis::From => "from",
            Axis::Vintage => "vintage",
        }
    }
}

/// How far a figure was verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// The source was read.
    Read,
    /// Computed from figures that were read.
    Derived,
    /// Recalled from a named source that was not opened.
    Remembered,
    /// An assumption: to be swept.
    Assumed,
}

impl Grade {
    /// Every grade, the best first.
    pub const ALL: [Grade; 4] = [Grade::Read, Grade::Derived, Grade::Remembered, Grade::Assumed];

    /// The word files use.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Read => "read",
            Grade::Derived => "derived",
            Grade::Remembered => "remembered",
            Grade::Assumed => "assumed",
        }
    }

    /// Reads the word files use.
    pub fn from_name(name: &str) -> Option<Grade> {
        Grade::ALL.into_iter().find(|grade| grade.name() == name)
    }
}

/// One row of the registry: a settable field of `T`.
pub struct Lever<T: 'static> {
    /// `table.field`; for entities the table stands for every name (`segment.*.field`).
    pub path: &'static str,
    /// Unit, in words (`EUR`, `1/year`, `share`); empty for choices, flags and dates.
    pub unit: &'static str,
    /// Accepted values.
    pub kind: Kind,
    /// Value when no file sets it: the one that switches the lever off.
    pub default: Value,
    /// Axes on which it may differ; empty outside the law.
    pub axes: &'static [Axis],
    /// What raising it (or switching it on) does, in one line.
    pub doc: &'static str,
    /// The outcome key in which its effect is read first.
    pub effect: &'static str,
    /// Ids in the catalogue of levers (`L17`, or several with commas), where it has one.
    pub id: Option<&'static str>,
    /// Reads the field.
    pub get: fn(&T) -> Value,
    /// Writes the field. The caller has checked the value against `kind`.
    pub set: fn(&mut T, Value),
}

impl<T> Lever<T> {
    /// The row without its accessors: what documents, parsers and schemas read.
    pub fn row(&self) -> LeverRow {
        LeverRow {
            path: self.path,
            unit: self.unit,
            kind: self.kind,
            default: self.default,
            axes: self.axes,
            doc: self.doc,
            effect: self.effect,
            id: self.id,
        }
    }
}

impl<T> fmt::Debug for Lever<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lever({})", self.path)
    }
}

/// A row of the registry without its row type; the fields are those of [`Lever`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeverRow {
    /// `table.field`, or `table.*.field` for entities.
    pub path: &'static str,
    /// Unit, in words; empty for choices, flags and dates.
    pub unit: &'static str,
    /// Accepted values.
    pub kind: Kind,
    /// Value when no file sets it.
    pub default: Value,
    /// Axes on which it may differ; empty outside the law.
    pub axes: &'static [Axis],
    /// What it does, in one line.
    pub doc: &'static str,
    /// The outcome key in which its effect is read first.
    pub effect: &'static str,
    /// Ids in the catalogue of levers.
    pub id: Option<&'static str>,
}

impl LeverRow {
    /// The last part of the path, the field's own name.
    pub fn field(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The word of a choice, or the value as files write it.
    pub fn show(&self, value: Value) -> String {
        match (value, self.kind) {
            (Value::Choice(index), Kind::Choice(names)) => names[index].to_owned(),
            (Value::Num(number), Kind::Whole { .. }) => format!("{number}"),
            (Value::Num(number), _) => format!("{number:?}"),
            (Value::Flag(on), _) => on.to_string(),
            (Value::Date(date), _) => date.to_string(),
            (Value::Choice(index), _) => index.to_string(),
        }
    }
}

/// A value that somebody states for a lever, with how sure it is and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// The value.
    pub value: Value,
    /// Low end of the plausible range, in the lever's unit.
    pub low: Option<f64>,
    /// High end of the plausible range, in the lever's unit.
    pub high: Option<f64>,
    /// How far the figure was verified.
    pub grade: Option<Grade>,
    /// Author, year, figure.
    pub source: Option<String>,
    /// Where it is written.
    pub place: Place,
}

/// Writes every default of a table of levers into a row.
pub fn set_defaults<T>(row: &mut T, levers: &[Lever<T>]) {
    for lever in levers {
        (lever.set)(row, lever.default);
    }
}

/// One registry row. The path is written once and yields both the name and the accessors:
///
/// ```text
/// lever!(Rule, "damages.cap_eur" => damages.cap_eur, num(0.0, f64::INFINITY, f64::INFINITY) "EUR",
///        axes RULE_AXES, id "L17", effect "victims_received", "Cap per victim.")
/// ```
#[macro_export]
macro_rules! lever {
    (@kind num($min:expr, $max:expr, $default:expr)) => { $crate::lever::Kind::Num { min: $min, max: $max } };
    (@kind whole($min:expr, $max:expr, $default:expr)) => { $crate::lever::Kind::Whole { min: $min, max: $max } };
    (@kind flag($default:expr)) => { $crate::lever::Kind::Flag };
    (@kind date($default:expr)) => { $crate::lever::Kind::Date };
    (@kind choice($ty:ty, $default:expr)) => { $crate::lever::Kind::Choice(<$ty>::NAMES) };
    (@default num($min:expr, $max:expr, $default:expr)) => { $crate::lever::Value::Num($default) };
    (@default whole($min:expr, $max:expr, $default:expr)) => { $crate::lever::Value::Num($default) };
    (@default flag($default:expr)) => { $crate::lever::Value::Flag($default) };
    (@default date($default:expr)) => { $crate::lever::Value::Date($default) };
    (@default choice($ty:ty, $default:expr)) => { $crate::lever::Value::Choice($default as usize) };
    (@get $e:expr, num($($x:tt)*)) => { $crate::lever::Value::Num($e) };
    (@get $e:expr, whole($($x:tt)*)) => { $crate::lever::Value::Num($e) };
    (@get $e:expr, flag($($x:tt)*)) => { $crate::lever::Value::Flag($e) };
    (@get $e:expr, date($($x:tt)*)) => { $crate::lever::Value::Date($e) };
    (@get $e:expr, choice($($x:tt)*)) => { $crate::lever::Value::Choice($e as usize) };
    (@set $e:expr, $v:expr, num($($x:tt)*)) => { if let $crate::lever::Value::Num(n) = $v { $e = n } };
    (@set $e:expr, $v:expr, whole($($x:tt)*)) => { if let $crate::lever::Value::Num(n) = $v { $e = n } };
    (@set $e:expr, $v:expr, flag($($x:tt)*)) => { if let $crate::lever::Value::Flag(f) = $v { $e = f } };
    (@set $e:expr, $v:expr, date($($x:tt)*)) => { if let $crate::lever::Value::Date(d) = $v { $e = d } };
    (@set $e:expr, $v:expr, choice($ty:ty, $default:expr)) => {
        if let $crate::lever::Value::Choice(i) = $v { $e = <$ty>::from_index(i) }
    };
    (@id) => { None };
    (@id $id:literal) => { Some($id) };
    ($row:ty, $path:literal => $($field:ident).+, $kind:ident($($arg:tt)*) $unit:literal,
     axes $axes:expr, $(id $id:literal,)? effect $effect:literal, $doc:literal) => {
        $crate::lever::Lever::<$row> {
            path: $path,
            unit: $unit,
            kind: $crate::lever!(@kind $kind($($arg)*)),
            default: $crate::lever!(@default $kind($($arg)*)),
            axes: $axes,
            doc: $doc,
            effect: $effect,
            id: $crate::lever!(@id $($id)?),
            get: |row| $crate::lever!(@get row.$($field).+, $kind($($arg)*)),
            set: |row, value| $crate::lever!(@set row.$($field).+, value, $kind($($arg)*)),
        }
    };
}

/// A closed set of words a lever may take, with the names files use.
///
/// Defines the enum, `NAMES`, `name()` and `from_index()`, in the order written.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }

        impl Default for $name {
            fn default() -> Self {
                Self::ALL[0]
            }
        }

        impl $name {
            /// Every choice, in index order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The words files use, in index order.
            pub const NAMES: &'static [&'static str] = &[$($word),+];

            /// The choice at an index of [`Self::NAMES`]; the parser has checked the bound.
            pub fn from_index(index: usize) -> Self {
                Self::ALL[index]
            }

            /// The word files use.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }
    };
}
