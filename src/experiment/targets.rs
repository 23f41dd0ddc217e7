//! Targets: what studies of the world say of moments, read from a file, and what a simulation is worth beside them.
//!
//! ```toml
//! name = "smart-home"
//! market = "../markets/smart-home.toml"
//!
//! [target.exit]                     # a moment of the registry
//! low = 8                           # evidence, in the unit of the moment
//! high = 9
//! unit = "per 100 makers a year"
//! grade = "read"
//! observed_in = "enterprises, European Union"
//! source = "Eurostat, business demography"
//! targeted = true                   # was the market calibrated to it?
//! weight = 1                        # in a calibration, beside other targets
//! standard_error = 0.5              # of the evidence, in a calibration; half its width if left out
//!
//! [calibration]                     # what `caveat calibrate` moves, and what it aims at: see `calibration`
//! ```

use toml::de::DeTable;

use super::moments::{MOMENTS, Moment, Reading};
use super::summary::{mean_interval, standard_error};
use crate::error::{Error, Kind, Problem};
use crate::law::regime::Word;
use crate::lever::Grade;
use crate::scenario::reader::{Key, Node, Reader, in_file_order, raw};
use crate::scenario::regime_file::find;
use crate::scenario::{FileKind, Overrides, Scenario, Source, Sources};

/// Targets of one market.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Short name.
    pub name: String,
    /// One line.
    pub title: String,
    /// The market's file, as seen from this one.
    pub market: Word,
    /// In the order of the file.
    pub targets: Vec<Target>,
}

/// What is known of one moment.
#[derive(Clone, Debug)]
pub struct Target {
    /// Which moment.
    pub moment: &'static Moment,
    /// Evidence, in the unit of the moment: from …
    pub low: f64,
    /// … to; the same for a single figure.
    pub high: f64,
    /// How far the evidence was verified.
    pub grade: Grade,
    /// Of which firms, devices or claims, and where.
    pub observed_in: String,
    /// Where it comes from.
    pub source: String,
    /// Was the market calibrated to it?
    pub targeted: bool,
    /// Weight among the targets of a calibration.
    pub weight: f64,
    /// Standard error of the evidence, if it is not half its width.
    pub standard_error: Option<f64>,
    /// What keeps the two from being the same thing; empty if nothing does.
    pub note: String,
}

const KEYS: [&str; 5] = ["name", "title", "market", "target", "calibration"];
const FIELDS: [&str; 10] =
    ["low", "high", "unit", "grade", "observed_in", "source", "targeted", "weight", "standard_error", "note"];

impl Targets {
    /// Reads a file of targets.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub fn read(source: &Source) -> Result<Targets, Error> {
        let document = source.parse()?;
        FileKind::refuse(
            source,
            &document,
            "a file of targets",
            "such as scenarios/targets/smart-home.toml",
        )?;
        let mut reader = Reader::new(source);
        reader.only_keys(&document, "key", &KEYS);
        let name =
            reader.wanted(&document, "name", "a name: name = \"…\"").and_then(|node| reader.name(node));
        let market = reader.wanted(&document, "market", "the file of its market: market = \"…\"");
        let market = market.and_then(|node| reader.word(node, "market"));
        let title = document.get("title").and_then(|node| reader.text(node, "title"));
        let rows = reader.wanted(&document, "target", "at least one target: [target.MOMENT]");
        let rows = rows.and_then(|node| reader.table(node, "target"));
        let mut targets = Vec::new();
        for (key, node) in rows.map(in_file_order).unwrap_or_default() {
            targets.extend(reader.target(key, node));
        }
        Error::unless_empty(reader.problems)?;
        let (Some(name), Some(market)) = (name, market) else { unreachable!("else there was a problem") };
        Ok(Targets { title: title.unwrap_or_else(|| name.clone()), name, market, targets })
    }

    /// The market's file.
    ///
    /// # Errors
    /// If it is not there.
    pub fn market_source(&self, sources: &dyn Sources) -> Result<Source, Error> {
        find("market", &self.market, self.market.place.text(), sources)
    }

    /// Reads the market that the targets are about.
    ///
    /// # Errors
    /// If it is not there, and what is wrong in it.
    pub fn scenario(&self, sources: &dyn Sources) -> Result<Scenario, Error> {
        Scenario::read(&self.market_source(sources)?, sources, &Overrides::default())
    }
}

impl Reader<'_> {
    /// The value of a key that must be there.
    pub(super) fn wanted<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        key: &str,
        what: &str,
    ) -> Option<&'v Node<'t>> {
        let node = table.get(key);
        if node.is_none() {
            self.problem(Kind::Missing, 0..0, format!("this file needs {what}"));
        }
        node
    }

    fn target(&mut self, key: &Key<'_>, node: &Node<'_>) -> Option<Target> {
        let path = format!("target.{}", key.get_ref());
        let Some(moment) = Moment::find(key.get_ref()) else {
            self.unknown(key, "moment", MOMENTS.iter().map(|moment| moment.key));
            return None;
        };
        let table = self.table(node, &path)?;
        self.only_keys(table, "key", &FIELDS);
        for field in ["low", "high", "unit", "grade", "observed_in", "source", "targeted"] {
            if !table.contains_key(field) {
                self.problem(Kind::Missing, key.span(), format!("{path} needs {field}"));
            }
        }
        self.same_unit(moment, &path, table);
        let [low, high] = ["low", "high"].map(|end| self.amount(table, &path, end));
        if let (Some(low), Some(high), Some(node)) = (low, high, table.get("low"))
            && low > high
        {
            self.problem(Kind::Range, node.span(), format!("{path}: low {low} is above high {high}"));
        }
        self.possible(moment, &path, table, [low, high]);
        let weight = self.amount(table, &path, "weight").unwrap_or(1.0);
        if let Some(node) = table.get("weight")
            && weight < 0.0
        {
            self.problem(Kind::Range, node.span(), format!("{path}: a weight is at least 0, not {weight}"));
        }
        let standard_error = self.amount(table, &path, "standard_error");
        if let Some(node) = table.get("standard_error")
            && standard_error.is_some_and(|error| error <= 0.0)
        {
            self.problem(Kind::Range, node.span(), format!("{path}: a standard error is above 0"));
        }
        let mut words = |field| table.get(field).and_then(|node| self.text(node, field)).unwrap_or_default();
        let [observed_in, source, note] = ["observed_in", "source", "note"].map(&mut words);
        Some(Target {
            moment,
            low: low.unwrap_or(f64::NAN),
            high: high.unwrap_or(f64::NAN),
            grade: table.get("grade").and_then(|node| self.grade(node)).unwrap_or(Grade::Assumed),
            observed_in,
            source,
            targeted: self.flag(table, &path, "targeted").unwrap_or(false),
            weight,
            standard_error,
            note,
        })
    }

    /// Evidence in another unit would be compared with what it is not.
    fn same_unit(&mut self, moment: &Moment, path: &str, table: &DeTable<'_>) {
        let Some(node) = table.get("unit") else { return };
        let unit = self.text(node, "unit");
        if unit.is_some_and(|unit| unit != moment.unit) {
            let message = format!("{path} is in another unit than the moment");
            let problem = Problem::new(Kind::Conflict, self.place(node.span()), message);
            self.problems.push(problem.help(format!("convert it to \"{}\"", moment.unit)));
        }
    }

    /// Evidence that the moment can never be proves a slip of the pen, such as per cent where a share is meant.
    fn possible(&mut self, moment: &Moment, path: &str, table: &DeTable<'_>, ends: [Option<f64>; 2]) {
        let (least, most) = moment.domain();
        for (field, end) in ["low", "high"].into_iter().zip(ends) {
            if let (Some(end), Some(node)) = (end, table.get(field))
                && !(least..=most).contains(&end)
            {
                let message = format!(
                    "{path}: {field} is {end}, and a \"{}\" is never {}",
                    moment.unit,
                    match end < least {
                        true => format!("below {least}"),
                        false => format!("above {most}"),
                    }
                );
                self.problem(Kind::Range, node.span(), message);
            }
        }
    }

    /// A number that is not infinite.
    pub(super) fn amount(&mut self, table: &DeTable<'_>, path: &str, field: &str) -> Option<f64> {
        let node = table.get(field)?;
        match raw(node.get_ref()).number() {
            Some(number) if number.is_finite() => Some(number),
            _ => {
                self.wrong_type(node, &format!("{path}.{field}"), "a finite number");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, table: &DeTable<'_>, path: &str, field: &str) -> Option<bool> {
        let node = table.get(field)?;
        let flag = node.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(node, &format!("{path}.{field}"), "true or false");
        }
        flag
    }
}

/// What a simulated moment is worth beside the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within two standard errors of the evidence.
    Pass,
    /// Further away.
    Miss,
    /// Within two standard errors of a figure that nobody has measured: that proves nothing.
    CannotPass,
    /// It came up in no replication.
    NoValue,
    /// The model has nothing like it.
    NotSimulated,
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Miss => "miss",
            Verdict::CannotPass => "cannot pass: assumed",
            Verdict::NoValue => "no value",
            Verdict::NotSimulated => "not simulated",
        }
    }
}

/// A target beside what was simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Mean over replications; NaN if there is none.
    pub simulated: f64,
    /// Its standard error; NaN of fewer than two replications.
    pub error: f64,
    /// How many replications have a value.
    pub count: usize,
    /// What it is worth.
    pub verdict: Verdict,
}

/// Standard errors by which a simulated mean may miss the evidence.
const ERRORS: f64 = 2.0;

impl Target {
    /// Judges the values of its moment over replications. Replications without a value (NaN) are left out.
    pub fn judge(&self, values: &[f64]) -> Judged {
        let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        let (simulated, error) = (mean_interval(&present).mean, standard_error(&present));
        let slack = if error.is_nan() { 0.0 } else { ERRORS * error };
        let within = simulated + slack >= self.low && simulated - slack <= self.high;
        let verdict = match (self.moment.reading, within, self.grade) {
            (Reading::NotSimulated(_), ..) => Verdict::NotSimulated,
            _ if present.is_empty() => Verdict::NoValue,
            (_, false, _) => Verdict::Miss,
            (_, true, Grade::Assumed) => Verdict::CannotPass,
            (_, true, _) => Verdict::Pass,
        };
        Judged { simulated, error, count: present.len(), verdict }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(grade: Grade) -> Target {
        Target {
            moment: Moment::find("exit").expect("there"),
            low: 8.0,
            high: 9.0,
            grade,
            observed_in: String::new(),
            source: String::new(),
            targeted: true,
            weight: 1.0,
            standard_error: None,
            note: String::new(),
        }
    }

    #[test]
    fn evidence_is_met_within_two_standard_errors() {
        let verdict = |values: &[f64]| target(Grade::Read).judge(values).verdict;
        assert_eq!(verdict(&[8.5, 8.7]), Verdict::Pass);
        // Mean 9.5 with a standard error of 0.5 reaches down to 8.5; with 0.1 it does not reach 9.
        assert_eq!(verdict(&[9.0, 10.0]), Verdict::Pass);
        assert_eq!(verdict(&[9.4, 9.6]), Verdict::Miss);
        assert_eq!(verdict(&[9.1]), Verdict::Miss, "one replication has no error to hide behind");
        assert_eq!(verdict(&[f64::NAN, f64::NAN]), Verdict::NoValue);
        let judged = target(Grade::Remembered).judge(&[8.0, f64::NAN, 9.0]);
        assert_eq!((judged.simulated, judged.error, judged.count), (8.5, 0.5, 2));
    }

    #[test]
    fn what_is_assumed_can_miss_but_cannot_pass() {
        assert_eq!(target(Grade::Assumed).judge(&[8.5, 8.6]).verdict, Verdict::CannotPass);
        assert_eq!(target(Grade::Assumed).judge(&[12.5, 12.6]).verdict, Verdict::Miss);
        let ceded = Target { moment: Moment::find("ceded_share").expect("there"), ..target(Grade::Read) };
        assert_eq!(ceded.judge(&[f64::NAN]).verdict, Verdict::NotSimulated);
    }
}
