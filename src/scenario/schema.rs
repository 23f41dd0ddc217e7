//! JSON Schema of market and regime files, generated from the registry.

use std::collections::BTreeMap;

use serde::Serialize;

use super::registry::legal_levers;
use super::tables::{Shape, TABLES, Table};
use crate::lever::{Axis, Grade, Kind, LeverRow, Value};
use crate::scenario::market::{Criticality, SizeClassName};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Json {
    /// `true` or `false`.
    Flag(bool),
    /// A finite number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(BTreeMap<&'static str, Json>),
}

/// The schemas of both kinds of file, as one document with two definitions: `market` and `regime`.
pub fn schema() -> Json {
    let fields = BTreeMap::from([
        ("$schema", text("https://json-schema.org/draft/2020-12/schema")),
        ("title", text("caveat scenario files")),
        (
            "$defs",
            Json::Object(BTreeMap::from([("market", market()), ("regime", regime()), ("rule", patch())])),
        ),
    ]);
    Json::Object(fields)
}

fn market() -> Json {
    let mut properties = BTreeMap::from([
        ("name", name()),
        ("title", typed("string")),
        ("extends", typed("string")),
        ("money", typed("object")),
        ("status_quo", object([("regime", bases()), ("rule", array(reference("#/$defs/rule")))].into(), &[])),
    ]);
    properties.extend(TABLES.iter().map(|table| (table.name, market_table(table))));
    object(properties, &["name"])
}

fn market_table(table: &Table) -> Json {
    let levers = table.levers();
    let row = object(levers.iter().map(|lever| (lever.field(), field(lever))).collect(), &[]);
    match table.shape {
        Shape::One => row,
        Shape::Fixed(names) => object(names.iter().map(|name| (*name, row.clone())).collect(), &[]),
        Shape::Free => {
            let left_out = Json::Object(BTreeMap::from([("const", Json::Flag(false))]));
            with(
                typed("object"),
                [("additionalProperties", any_of([row, left_out])), ("propertyNames", name())],
            )
        }
    }
}

fn regime() -> Json {
    let properties = BTreeMap::from([
        ("name", name()),
        ("title", typed("string")),
        ("summary", typed("string")),
        ("extends", bases()),
        ("rule", array(reference("#/$defs/rule"))),
    ]);
    object(properties, &["name"])
}

/// A regime by name, or one for each jurisdiction.
fn bases() -> Json {
    let each = with(typed("object"), [("additionalProperties", typed("string")), ("propertyNames", name())]);
    any_of([typed("string"), each])
}

/// One `[[rule]]`.
fn patch() -> Json {
    let axes = Axis::ALL.map(|axis| (axis.name(), axis_words(axis)));
    let set = legal_levers().iter().map(|lever| (lever.path, field(lever))).collect();
    let properties = BTreeMap::from([
        ("where", object(axes.into(), &[])),
        ("announced", date()),
        ("set", object(set, &[])),
        ("ref", typed("string")),
    ]);
    object(properties, &["set"])
}

fn axis_words(axis: Axis) -> Json {
    let word = match axis {
        Axis::Size => words(SizeClassName::NAMES),
        Axis::Criticality => words(Criticality::NAMES),
        Axis::Jurisdiction | Axis::Category => typed("string"),
        Axis::From | Axis::Vintage => return date(),
    };
    any_of([word.clone(), array(word)])
}

/// A value, or a table of value, range, grade and source.
fn field(lever: &LeverRow) -> Json {
    let value = value(lever);
    let mut properties = BTreeMap::from([
        ("value", value.clone()),
        ("grade", words(&Grade::ALL.map(Grade::name))),
        ("source", typed("string")),
    ]);
    if matches!(lever.kind, Kind::Num { .. } | Kind::Whole { .. }) {
        properties.extend([("low", value.clone()), ("high", value.clone())]);
    }
    let unit = if lever.unit.is_empty() { String::new() } else { format!(" Unit: {}.", lever.unit) };
    let description = ("description", text(&format!("{}{unit}", lever.doc)));
    with(any_of([value, object(properties, &["value"])]), [description, ("default", default(lever))])
}

fn value(lever: &LeverRow) -> Json {
    match lever.kind {
        Kind::Num { min, max } => number("number", min, max),
        Kind::Whole { min, max } => number("integer", min, max),
        Kind::Choice(names) => words(names),
        Kind::Flag => typed("boolean"),
        Kind::Date => date(),
    }
}

fn default(lever: &LeverRow) -> Json {
    match lever.default {
        Value::Num(number) if number.is_finite() => Json::Number(number),
        Value::Flag(on) => Json::Flag(on),
        other => text(&lever.show(other)),
    }
}

/// A number in bounds; JSON knows no infinity, so an infinite bound is left out.
fn number(kind: &str, min: f64, max: f64) -> Json {
    let bounds = [("minimum", min), ("maximum", max)].into_iter().filter(|(_, bound)| bound.is_finite());
    with(typed(kind), bounds.map(|(name, bound)| (name, Json::Number(bound))))
}

fn date() -> Json {
    with(typed("string"), [("format", text("date"))])
}

fn name() -> Json {
    with(typed("string"), [("pattern", text("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"))])
}

fn words(names: &[&str]) -> Json {
    Json::Object(BTreeMap::from([("enum", Json::List(names.iter().map(|name| text(name)).collect()))]))
}

fn object(properties: BTreeMap<&'static str, Json>, required: &[&str]) -> Json {
    let required = Json::List(required.iter().map(|name| text(name)).collect());
    let closed = ("additionalProperties", Json::Flag(false));
    with(typed("object"), [("properties", Json::Object(properties)), ("required", required), closed])
}

fn array(items: Json) -> Json {
    with(typed("array"), [("items", items)])
}

fn any_of<const N: usize>(options: [Json; N]) -> Json {
    Json::Object(BTreeMap::from([("anyOf", Json::List(options.into()))]))
}

fn reference(to: &str) -> Json {
    Json::Object(BTreeMap::from([("$ref", text(to))]))
}

fn typed(kind: &str) -> Json {
    Json::Object(BTreeMap::from([("type", text(kind))]))
}

fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

fn with(json: Json, more: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    match json {
        Json::Object(mut fields) => {
            fields.extend(more);
            Json::Object(fields)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rule;

    #[test]
    fn every_lever_is_in_the_schema() {
        let shown = serde_json::to_value(schema()).unwrap();
        let rule = &shown["$defs"]["rule"]["properties"]["set"]["properties"];
        for lever in rule::levers().into_iter().flatten() {
            assert!(rule[lever.path].is_object(), "{}", lever.path);
        }
        let market = &shown["$defs"]["market"]["properties"];
        assert_eq!(
            market["size"]["properties"]["micro"]["properties"]["count"]["anyOf"][0]["type"],
            "integer"
        );
        let price = &market["category"]["additionalProperties"]["anyOf"][0]["properties"]["price_eur"];
        assert_eq!(price["anyOf"][0]["minimum"], 0.01);
    }
}
