//! Reads what is fitted to what: the section of a file of targets.
//!
//! ```toml
//! [calibration]
//! moments = ["entry", "exit", "survival_1y"]   # of those with a target; all with targeted = true, if left out
//!
//! [calibration.parameter."entry.slots"]        # a number of the market; size.*.field is the same field of every row
//! low = 2                                      # bounds: those the market states, if left out
//! high = 12
//! start = 4.4                                  # the market's value, if left out
//! scale = "log"                                # or "linear", by amounts; linear if left out
//! ```

use toml::de::DeTable;

use super::{Aim, Parameter, Problem, Scale};
use crate::error::{Error, Kind, Place, Problem as Wrong};
use crate::experiment::moments::{MOMENTS, Moment, Reading};
use crate::experiment::targets::{Target, Targets};
use crate::law::rule;
use crate::lever::Kind as LeverKind;
use crate::scenario::reader::{Key, Node, Reader, in_file_order};
use crate::scenario::{Assumption, Range, Scenario, Source};

/// What is fitted to what, read and checked.
#[derive(Clone, Debug)]
pub struct Calibration {
    /// The evidence, and the market's file.
    pub targets: Targets,
    /// What is moved, and what is aimed at.
    pub problem: Problem,
    /// Moments that are read: those aimed at, then the others of which there is evidence.
    pub moments: Vec<&'static Moment>,
}

const KEYS: [&str; 2] = ["moments", "parameter"];
const FIELDS: [&str; 4] = ["low", "high", "start", "scale"];

impl Calibration {
    /// Reads a file of targets that says what is moved, about a market that was read.
    ///
    /// # Errors
    /// Everything that is wrong in its section.
    pub fn read(source: &Source, targets: Targets, scenario: &Scenario) -> Result<Calibration, Error> {
        let document = source.parse()?;
        let mut reader = Reader::new(source);
        let Some(section) = document.get("calibration") else {
            let message = "this file of targets does not say which parameters are fitted to which of them";
            let help = "add [calibration] with moments = [\"…\"], and a table [calibration.parameter.\"path.of.field\"] each";
            return Err(Wrong::new(Kind::Missing, source.place(0), message).help(help).into());
        };
        let place = reader.place(section.span());
        let (mut aims, mut parameters) = (Vec::new(), Vec::new());
        if let Some(table) = reader.table(section, "calibration") {
            reader.only_keys(table, "key", &KEYS);
            aims = reader.aims(table, &targets, &place);
            parameters = reader.parameters(table, scenario, &place);
        }
        if reader.problems.is_empty() && aims.len() < parameters.len() {
            let message = format!(
                "{} parameters cannot be told from {} moments: at least as many moments are needed",
                parameters.len(),
                aims.len()
            );
            let wrong = Wrong::new(Kind::Conflict, place, message);
            reader.problems.push(wrong.help("aim at more moments, or move fewer parameters"));
        }
        Error::unless_empty(reader.problems)?;
        let aimed: Vec<&'static Moment> = aims.iter().map(|aim: &Aim| aim.moment).collect();
        let beside = targets.targets.iter().map(|target| target.moment);
        let beside = beside.filter(|moment| aimed.iter().all(|aim| aim.key != moment.key));
        let moments = aimed.iter().copied().chain(beside).collect();
        Ok(Calibration { targets, problem: Problem { parameters, aims, covariance: None }, moments })
    }

    /// The evidence of a moment, if there is any.
    pub fn target(&self, moment: &Moment) -> Option<&Target> {
        self.targets.targets.iter().find(|target| target.moment.key == moment.key)
    }
}

impl Reader<'_> {
    fn aims(&mut self, table: &DeTable<'_>, targets: &Targets, section: &Place) -> Vec<Aim> {
        let Some(node) = table.get("moments") else {
            let targeted = targets.targets.iter().filter(|target| target.targeted);
            return targeted.filter_map(|target| self.aim(target, section.clone())).collect();
        };
        let Some(array) = node.get_ref().as_array() else {
            self.wrong_type(node, "calibration.moments", "a list of moments");
            return Vec::new();
        };
        let mut aims: Vec<Aim> = Vec::new();
        for item in array.iter() {
            let Some(name) = self.text(item, "a moment") else { continue };
            let place = self.place(item.span());
            let known = targets.targets.iter().find(|target| target.moment.key == name);
            match known {
                Some(target) if aims.iter().any(|aim| aim.moment.key == target.moment.key) => {
                    self.problem(Kind::Conflict, item.span(), format!("{name} is named twice"));
                }
                Some(target) => aims.extend(self.aim(target, place)),
                None => self.without_evidence(&name, place, targets),
            }
        }
        aims
    }

    fn without_evidence(&mut self, name: &str, place: Place, targets: &Targets) {
        let wrong = match Moment::find(name) {
            Some(_) => Wrong::new(Kind::Missing, place, format!("there is no [target.{name}] in this file"))
                .help("say what is known of it, or aim at others"),
            None => {
                let known = targets.targets.iter().map(|target| target.moment.key);
                let all = known.chain(MOMENTS.iter().map(|moment| moment.key));
                Wrong::new(Kind::Unknown, place, format!("unknown moment \"{name}\"")).nearest(name, all)
            }
        };
        self.problems.push(wrong);
    }

    fn aim(&mut self, target: &Target, place: Place) -> Option<Aim> {
        let moment = target.moment;
        let key = moment.key;
        let wrong =
            |kind, message: String, help: &str| Some(Wrong::new(kind, place.clone(), message).help(help));
        let standard_error = target.standard_error.unwrap_or(0.5 * (target.high - target.low));
        let problem = if let Reading::NotSimulated(why) = moment.reading {
            wrong(Kind::Later, format!("{key} is not simulated: {why}"), "leave it out")
        } else if standard_error <= 0.0 {
            let message =
                format!("the evidence of {key} is a single figure, which nothing can be weighed by");
            wrong(Kind::Missing, message, &format!("add standard_error = … to [target.{key}]"))
        } else if target.weight <= 0.0 {
            wrong(Kind::Range, format!("{key} is aimed at with a weight of 0"), "leave it out of the moments")
        } else {
            None
        };
        if let Some(problem) = problem {
            self.problems.push(problem);
            return None;
        }
        let value = 0.5 * (target.low + target.high);
        Some(Aim { moment, place, value, standard_error, weight: target.weight })
    }

    fn parameters(&mut self, table: &DeTable<'_>, scenario: &Scenario, section: &Place) -> Vec<Parameter> {
        let rows = table.get("parameter").and_then(|node| self.table(node, "calibration.parameter"));
        let Some(rows) = rows.filter(|rows| !rows.is_empty()) else {
            let message = "a calibration moves at least one parameter";
            let wrong = Wrong::new(Kind::Missing, section.clone(), message);
            self.problems.push(wrong.help("add [calibration.parameter.\"entry.slots\"], for example"));
            return Vec::new();
        };
        let mut parameters: Vec<Parameter> = Vec::new();
        for (key, node) in in_file_order(rows) {
            let Some(parameter) = self.parameter(key, node, scenario) else { continue };
            let moved = |field: &Range| {
                parameters.iter().flat_map(|other| &other.fields).any(|o| o.path == field.path)
            };
            if let Some(field) = parameter.fields.iter().find(|field| moved(field)) {
                let message = format!("{} is moved by two parameters", field.path);
                self.problem(Kind::Conflict, key.span(), message);
            }
            parameters.push(parameter);
        }
        parameters
    }

    fn parameter(&mut self, key: &Key<'_>, node: &Node<'_>, scenario: &Scenario) -> Option<Parameter> {
        let path: &str = key.get_ref();
        let rows = matching(scenario, path);
        let Some(first) = rows.first() else {
            self.unknown_parameter(key, scenario);
            return None;
        };
        let LeverKind::Num { min, max } = first.lever.kind else {
            let what = if matches!(first.lever.kind, LeverKind::Whole { .. }) {
                "a whole number"
            } else {
                "no number"
            };
            let message = format!("{path} is {what}: a fit moves numbers that may be anything in between");
            self.problem(Kind::Type, key.span(), message);
            return None;
        };
        let what = format!("calibration.parameter.\"{path}\"");
        let table = self.table(node, &what)?;
        self.only_keys(table, "key", &FIELDS);
        let scale = self.scale(table)?;
        let mut end = |field: &str, stated: Option<f64>| {
            if table.contains_key(field) {
                return self.amount(table, &what, field);
            }
            if stated.is_none() {
                let wrong =
                    Wrong::new(Kind::Missing, self.place(key.span()), format!("{what} needs {field}"));
                self.problems.push(wrong.help("the market states no range that could stand for it"));
            }
            stated
        };
        let same = |of: fn(&Assumption) -> Option<f64>| {
            of(first).filter(|_| rows.iter().all(|row| of(row) == of(first)))
        };
        let low = end("low", same(|row| row.low));
        let high = end("high", same(|row| row.high));
        let start = match table.contains_key("start") {
            true => self.amount(table, &what, "start"),
            false => same(|row| Some(row.value.num())).or_else(|| {
                let message = format!("{what} needs a start: the rows of the market differ");
                self.problem(Kind::Missing, key.span(), message);
                None
            }),
        };
        let (low, high, start) = (low?, high?, start?);
        self.bounds(key, (low, high, start), scale, (min, max))?;
        let place = self.place(key.span());
        let fields = rows.iter().map(|row| field(row, low, high)).collect();
        Some(Parameter {
            path: path.to_owned(),
            unit: first.lever.unit,
            place,
            low,
            high,
            start,
            scale,
            fields,
        })
    }

    fn scale(&mut self, table: &DeTable<'_>) -> Option<Scale> {
        let Some(node) = table.get("scale") else { return Some(Scale::Linear) };
        let name = self.text(node, "scale")?;
        match name.as_str() {
            "linear" => Some(Scale::Linear),
            "log" => Some(Scale::Log),
            _ => {
                let wrong =
                    Wrong::new(Kind::Unknown, self.place(node.span()), format!("unknown scale \"{name}\""));
                self.problems.push(wrong.nearest(&name, Scale::NAMES));
                None
            }
        }
    }

    /// Refuses bounds between which nothing can be searched.
    fn bounds(
        &mut self,
        key: &Key<'_>,
        (low, high, start): (f64, f64, f64),
        scale: Scale,
        (min, max): (f64, f64),
    ) -> Option<()> {
        let path = key.get_ref();
        let message = if low >= high {
            format!("{path}: low {low} is not below high {high}")
        } else if !(low..=high).contains(&start) {
            format!("{path}: the search begins at {start}, outside its bounds of {low} to {high}")
        } else if low < min || high > max {
            format!("{path}: bounds of {low} to {high} reach beyond what it may be, {min} to {max}")
        } else if scale == Scale::Log && low <= 0.0 {
            format!("{path}: on a logarithmic scale the lower bound is above 0, not {low}")
        } else {
            return Some(());
        };
        self.problem(Kind::Range, key.span(), message);
        None
    }

    fn unknown_parameter(&mut self, key: &Key<'_>, scenario: &Scenario) {
        let path: &str = key.get_ref();
        if rule::levers().into_iter().flatten().any(|lever| lever.path == path) {
            let message = format!("{path} is law: a calibration fits markets");
            self.problem(Kind::Conflict, key.span(), message);
            return;
        }
        let all = scenario.assumptions.iter().map(|assumption| assumption.path.as_str());
        self.unknown(key, "field of the market", all);
    }
}

/// The fields that a path stands for: itself, or with `*` in place of a name that of every row.
fn matching<'s>(scenario: &'s Scenario, path: &str) -> Vec<&'s Assumption> {
    let fits = |assumption: &&Assumption| match path.split_once(".*.") {
        None => assumption.path == path,
        Some((table, field)) => {
            let parts: Vec<&str> = assumption.path.split('.').collect();
            parts.len() == 3 && parts[0] == table && parts[2] == field
        }
    };
    scenario.assumptions.iter().filter(fits).collect()
}

fn field(row: &Assumption, low: f64, high: f64) -> Range {
    Range {
        path: row.path.clone(),
        under: Vec::new(),
        lever: row.lever,
        value: row.value.num(),
        low,
        high,
        grade: row.grade,
        source: row.source.clone(),
    }
}
