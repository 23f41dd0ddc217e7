//! Writes what was read back as TOML: every default spelt out, every chain of `extends` flattened.
//!
//! Reading a resolved market gives the same market, and reading a resolved regime the same rules.

use std::fmt::Write;

use super::Scenario;
use super::money::CURRENCY;
use crate::law::regime::{Dated, Patch, Regime};
use crate::lever::{Grade, LeverRow, Stated, Value};

impl Scenario {
    /// The scenario as a market file that names no other file.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        line(&mut out, "name", &quoted(&self.market.name));
        line(&mut out, "title", &quoted(&self.market.title));
        self.write_money(&mut out);
        let mut table = "";
        for assumption in &self.assumptions {
            let (row, field) = assumption.path.rsplit_once('.').unwrap_or(("", &assumption.path));
            if row != table {
                section(&mut out, &format!("[{row}]"));
                table = row;
            }
            let about = About {
                low: assumption.low,
                high: assumption.high,
                grade: assumption.grade,
                source: assumption.source.as_deref(),
            };
            line(&mut out, field, &about.with(&written(&assumption.lever, assumption.value)));
        }
        for (_, patch) in self.status_quo.patches() {
            write_patch(&mut out, "status_quo.rule", patch);
        }
        out
    }

    fn write_money(&self, out: &mut String) {
        section(out, "[money]");
        line(out, "currency", &quoted(CURRENCY));
        if let Some(year) = &self.money.base_year {
            line(out, "base_year", &About::of(year).with(&format!("{}", year.value.num())));
        }
        for (from, factor) in &self.money.factors {
            line(
                out,
                &format!("factor.{}", quoted(from)),
                &About::of(factor).with(&format!("{:?}", factor.value.num())),
            );
        }
    }
}

impl Regime {
    /// The regime as one file that extends nothing.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        line(&mut out, "name", &quoted(&self.name));
        line(&mut out, "title", &quoted(&self.title));
        line(&mut out, "summary", &quoted(&self.summary));
        for (_, patch) in self.patches() {
            write_patch(&mut out, "rule", patch);
        }
        out
    }
}

/// What is known about a value.
struct About<'a> {
    low: Option<f64>,
    high: Option<f64>,
    grade: Option<Grade>,
    source: Option<&'a str>,
}

impl<'a> About<'a> {
    fn of(stated: &'a Stated) -> About<'a> {
        let source = stated.source.as_deref();
        About { low: stated.low, high: stated.high, grade: stated.grade, source }
    }

    /// The value alone, or a table of it and what is known about it.
    fn with(&self, value: &str) -> String {
        let parts = [
            self.low.map(|low| format!("low = {low:?}")),
            self.high.map(|high| format!("high = {high:?}")),
            self.grade.map(|grade| format!("grade = {}", quoted(grade.name()))),
            self.source.map(|source| format!("source = {}", quoted(source))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            value.to_owned()
        } else {
            format!("{{ value = {value}, {} }}", parts.join(", "))
        }
    }
}

fn write_patch(out: &mut String, table: &str, patch: &Patch) {
    section(out, &format!("[[{table}]]"));
    let names = patch.terms.iter().map(|term| {
        let words: Vec<String> = term.words.iter().map(|word| quoted(&word.name)).collect();
        format!("{} = [{}]", term.axis.name(), words.join(", "))
    });
    let dates = [("from", &patch.from), ("vintage", &patch.vintage)];
    let dates =
        dates.into_iter().filter_map(|(axis, dated)| dated.as_ref().map(|d| format!("{axis} = {}", d.date)));
    let selector: Vec<String> = names.chain(dates).collect();
    if !selector.is_empty() {
        line(out, "where", &format!("{{ {} }}", selector.join(", ")));
    }
    if let Some(Dated { date, .. }) = patch.announced {
        line(out, "announced", &date.to_string());
    }
    if let Some(reference) = &patch.reference {
        line(out, "ref", &quoted(reference));
    }
    let set = patch.assignments.iter().map(|assignment| {
        let row = assignment.lever.row();
        let value = About::of(&assignment.stated).with(&written(&row, assignment.stated.value));
        format!("{} = {value}", quoted(row.path))
    });
    line(out, "set", &format!("{{ {} }}", set.collect::<Vec<_>>().join(", ")));
}

/// A value in TOML.
fn written(lever: &LeverRow, value: Value) -> String {
    let shown = lever.show(value);
    if matches!(value, Value::Choice(_)) { quoted(&shown) } else { shown }
}

fn section(out: &mut String, header: &str) {
    let _ = writeln!(out, "\n{header}"); // writing to a string cannot fail
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
