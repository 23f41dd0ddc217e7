//! Whether a lever accepts a value: its type, its bounds, its words.

use crate::error::{Kind as Wrong, Place, Problem};
use crate::lever::{Kind, LeverRow, Value};
use crate::units::Date;

/// A value as written, before anybody asks whether it fits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Raw {
    Number(f64),
    Text(String),
    Flag(bool),
    Date(Date),
    /// Something no lever accepts, in words.
    Other(&'static str),
}

impl Raw {
    /// The number it is, if it is one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Raw::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// What it is, in words.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Raw::Number(_) => "a number",
            Raw::Text(_) => "a string",
            Raw::Flag(_) => "true or false",
            Raw::Date(_) => "a date",
            Raw::Other(what) => what,
        }
    }
}

/// The value a lever takes from what is written.
///
/// # Errors
/// The wrong type, a number out of bounds or not a number, a word that is no choice, a lever not simulated yet.
pub(super) fn admit(path: &str, lever: &LeverRow, raw: &Raw, place: Place) -> Result<Value, Problem> {
    match (lever.kind, raw) {
        (Kind::Num { min, max }, Raw::Number(number)) => number_in(path, lever, *number, min, max, place),
        (Kind::Whole { min, max }, Raw::Number(number)) => {
            if number.fract() != 0.0 && number.is_finite() {
                let message = format!("{path} must be a whole number, not {number}");
                return Err(Problem::new(Wrong::Type, place, message));
            }
            number_in(path, lever, *number, min, max, place)
        }
        (Kind::Choice(words), Raw::Text(text)) => match words.iter().position(|word| word == text) {
            Some(index) => Ok(Value::Choice(index)),
            None => Err(no_choice(path, words, text, place)),
        },
        (Kind::Flag, Raw::Flag(on)) => Ok(Value::Flag(*on)),
        (Kind::Date, Raw::Date(date)) => Ok(Value::Date(*date)),
        (Kind::Date, Raw::Text(text)) => Date::parse(text).map(Value::Date).ok_or_else(|| {
            let message = format!("{path} cannot be \"{text}\": there is no such date");
            Problem::new(Wrong::Type, place, message).help("write year-month-day, as in 2026-12-09")
        }),
        _ => Err(wrong_type(path, lever, raw, place)),
    }
}

fn no_choice(path: &str, words: &[&str], text: &str, place: Place) -> Problem {
    Problem::new(Wrong::Unknown, place, format!("{path} cannot be \"{text}\""))
        .nearest(text, words.iter().copied())
        .help(format!("one of: {}", words.join(", ")))
}

/// Whether a lever holds a number.
pub(super) fn is_number(lever: &LeverRow) -> bool {
    matches!(lever.kind, Kind::Num { .. } | Kind::Whole { .. })
}

fn number_in(
    path: &str,
    lever: &LeverRow,
    number: f64,
    min: f64,
    max: f64,
    place: Place,
) -> Result<Value, Problem> {
    if (min..=max).contains(&number) {
        return Ok(Value::Num(number + 0.0)); // -0 becomes 0
    }
    let unit = if lever.unit.is_empty() { String::new() } else { format!(" ({})", lever.unit) };
    let bounds = if max == f64::INFINITY {
        format!("at least {min}; inf for none")
    } else {
        format!("between {min} and {max}")
    };
    let message = format!("{path} is {number}, which is out of range{unit}");
    Err(Problem::new(Wrong::Range, place, message).help(format!("a number {bounds}")))
}

fn wrong_type(path: &str, lever: &LeverRow, raw: &Raw, place: Place) -> Problem {
    let expected = match lever.kind {
        Kind::Num { .. } => "a number",
        Kind::Whole { .. } => "a whole number",
        Kind::Choice(_) => "a string",
        Kind::Flag => "true or false",
        Kind::Date => "a date such as 2026-12-09",
    };
    let problem =
        Problem::new(Wrong::Type, place, format!("{path} must be {expected}, not {}", raw.type_name()));
    match (lever.kind, raw) {
        (Kind::Choice(words), _) => problem.help(format!("one of: {}", words.join(", "))),
        (Kind::Num { .. } | Kind::Whole { .. }, Raw::Text(text)) => {
            let share = from_percent(text).map(|share| format!("write {share} for {text}"));
            let help = share.or_else(|| of_comma(text)).or_else(|| of_time(text, lever.unit));
            help.into_iter().fold(problem, Problem::help)
        }
        _ => problem,
    }
}

/// What to write for a number with a comma: 0.02 for `0,02`; of `10,000` nobody knows what its comma parts.
pub(super) fn of_comma(text: &str) -> Option<String> {
    let (whole, fraction) = text.trim().split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.trim_start_matches(['-', '+']);
    if !digits(unsigned) || !digits(fraction) {
        return None;
    }
    let decimal: f64 = format!("{whole}.{fraction}").parse().ok()?;
    let may_part_thousands = fraction.len() == 3 && !unsigned.starts_with('0');
    Some(match may_part_thousands {
        true => format!(
            "write {whole}{fraction} or {decimal}, whichever {text} means: numbers have no separators"
        ),
        false => format!("write {decimal} for {text}"),
    })
}

/// What to write for a time with its unit, where months or days are counted: 60 for `5 years`.
fn of_time(text: &str, unit: &str) -> Option<String> {
    let text = text.trim();
    let (number, word) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let number: f64 = number.trim_end().parse().ok()?;
    let months = match word.trim_end_matches('s') {
        "month" | "mo" => 1.0,
        "year" | "yr" | "y" | "a" => 12.0,
        _ => return None,
    };
    (unit == "months").then(|| format!("write {} for {text}: months are counted", number * months))
}

/// The share that a percentage stands for: 0.5 for `50%`.
pub(super) fn from_percent(text: &str) -> Option<f64> {
    let percent: f64 = text.trim().strip_suffix('%')?.trim_end().parse().ok()?;
    // As the decimal that people would write: 0.07, not 0.07000000000000001.
    format!("{percent}e-2").parse().ok()
}
