//! The tables of a market file, seen without their row types: what parsers, documents and schemas walk.

use super::market::{
    Accident, Care, Category, Clock, Component, Decision, Demand, Entry, Finance, Head, HeadName, Importer,
    Innovation, Insurer, Jurisdiction, Limits, Market, Patching, Segment, Seller, SizeClass, SizeClassName,
    Supplier, Threat,
};
use crate::lever::{Lever, LeverRow, Value, set_defaults};

/// How many rows a table has, and who names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One row: `[clock]`.
    One,
    /// One row for each of these names: `[size.micro]`.
    Fixed(&'static [&'static str]),
    /// A row for each name the file gives: `[category.cameras]`.
    Free,
}

/// A table of a market file.
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    /// Its rows.
    pub(super) shape: Shape,
    rows: fn() -> Vec<LeverRow>,
    row_names: fn(&Market) -> &[String],
    add: fn(&mut Market, &str),
    remove: fn(&mut Market, usize),
    get: fn(&Market, usize, usize) -> Value,
    set: fn(&mut Market, usize, usize, Value),
    reset: fn(&mut Market),
}

/// One row of a table, in the order of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row(usize);

impl Table {
    /// The registry rows of its fields.
    pub(super) fn levers(&self) -> Vec<LeverRow> {
        (self.rows)()
    }

    /// The position of a field among [`Table::levers`].
    pub(super) fn field(&self, name: &str) -> Option<usize> {
        self.levers().iter().position(|lever| lever.field() == name)
    }

    /// The names of its rows; none for a table of one row.
    pub(super) fn names<'m>(&self, market: &'m Market) -> Vec<&'m str> {
        match self.shape {
            Shape::One => Vec::new(),
            Shape::Fixed(names) => names.to_vec(),
            Shape::Free => (self.row_names)(market).iter().map(String::as_str).collect(),
        }
    }

    /// The only row of a table of one row.
    pub(super) fn only_row(&self) -> Row {
        Row(0)
    }

    /// The row of a name.
    pub(super) fn row(&self, market: &Market, name: &str) -> Option<Row> {
        self.names(market).iter().position(|n| *n == name).map(Row)
    }

    /// The row of a name, made with its defaults if the file is the one to name rows.
    pub(super) fn row_or_new(&self, market: &mut Market, name: &str) -> Option<Row> {
        if self.shape == Shape::Free && self.row(market, name).is_none() {
            (self.add)(market, name);
        }
        self.row(market, name)
    }

    /// Leaves out a row that files have named.
    pub(super) fn remove(&self, market: &mut Market, row: Row) {
        (self.remove)(market, row.0);
    }

    /// Rows with the path under which files set their fields (`clock`, `size.micro`).
    pub(super) fn paths(&self, market: &Market) -> Vec<(Row, String)> {
        match self.shape {
            Shape::One => vec![(Row(0), self.name.to_owned())],
            _ => {
                let names = self.names(market);
                names.iter().enumerate().map(|(i, name)| (Row(i), format!("{}.{name}", self.name))).collect()
            }
        }
    }

    /// The value of a field, by its position among [`Table::levers`].
    pub(super) fn get(&self, market: &Market, row: Row, field: usize) -> Value {
        (self.get)(market, row.0, field)
    }

    /// Sets a field, by its position among [`Table::levers`].
    pub(super) fn set(&self, market: &mut Market, row: Row, field: usize, value: Value) {
        (self.set)(market, row.0, field, value);
    }
}

/// A market in which every table of fixed rows holds its defaults and no row is named yet.
pub(super) fn blank() -> Market {
    let mut market = Market::default();
    for table in TABLES {
        (table.reset)(&mut market);
    }
    market
}

/// The table of a name.
pub(super) fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

fn rows_of<T>(levers: &[Lever<T>]) -> Vec<LeverRow> {
    levers.iter().map(Lever::row).collect()
}

macro_rules! table {
    ($name:literal one $row:ident, $($field:ident).+) => {
        Table {
            name: $name,
            shape: Shape::One,
            rows: || rows_of($row::LEVERS),
            row_names: |_| &[],
            add: |_, _| {},
            remove: |_, _| {},
            get: |market, _, lever| ($row::LEVERS[lever].get)(&market.$($field).+),
            set: |market, _, lever, value| ($row::LEVERS[lever].set)(&mut market.$($field).+, value),
            reset: |market| set_defaults(&mut market.$($field).+, $row::LEVERS),
        }
    };
    ($name:literal fixed $names:ident $row:ident, $field:ident) => {
        Table {
            name: $name,
            shape: Shape::Fixed($names::NAMES),
            rows: || rows_of($row::LEVERS),
            row_names: |_| &[],
            add: |_, _| {},
            remove: |_, _| {},
            get: |market, row, lever| ($row::LEVERS[lever].get)(&market.$field[row]),
            set: |market, row, lever, value| ($row::LEVERS[lever].set)(&mut market.$field[row], value),
            reset: |market| market.$field.iter_mut().for_each(|row| set_defaults(row, $row::LEVERS)),
        }
    };
    ($name:literal free $row:ident, $field:ident) => {
        Table {
            name: $name,
            shape: Shape::Free,
            rows: || rows_of($row::LEVERS),
            row_names: |market| &market.$field.names,
            add: |market, name| {
                let mut row = $row::default();
                set_defaults(&mut row, $row::LEVERS);
                market.$field.names.push(name.to_owned());
                market.$field.rows.push(row);
            },
            remove: |market, row| {
                market.$field.names.remove(row);
                market.$field.rows.remove(row);
            },
            get: |market, row, lever| ($row::LEVERS[lever].get)(&market.$field.rows[row]),
            set: |market, row, lever, value| ($row::LEVERS[lever].set)(&mut market.$field.rows[row], value),
            reset: |_| {},
        }
    };
}

/// Every table of a market file, in the order of documents.
pub(super) static TABLES: &[Table] = &[
    table!("clock" one Clock, clock),
    table!("jurisdiction" free Jurisdiction, jurisdictions),
    table!("category" free Category, categories),
    table!("segment" free Segment, segments),
    table!("size" fixed SizeClassName SizeClass, sizes),
    table!("component" free Component, components),
    table!("demand" one Demand, demand),
    table!("care" one Care, care),
    table!("accident" one Accident, accident),
    table!("threat" one Threat, threat),
    table!("patching" one Patching, patching),
    table!("head" fixed HeadName Head, heads),
    table!("finance" one Finance, finance),
    table!("innovation" one Innovation, innovation),
    table!("entry" one Entry, entry),
    table!("decision" one Decision, decision),
    table!("insurer" one Insurer, insurer),
    table!("limits" one Limits, limits),
    table!("supplier" one Supplier, supplier),
    table!("importer" one Importer, importer),
    table!("seller" one Seller, seller),
];
