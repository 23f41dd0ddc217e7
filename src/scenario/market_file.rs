//! Reads market files into a [`Market`], walking the document against the registry.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::DeTable;

use super::file_kind::FileKind;
use super::later::later_lever;
use super::market::Market;
use super::money::Money;
use super::overrides::{self, MarketOverride};
use super::reader::{Key, Node, Reader, in_file_order};
use super::regime_file::{self, Base, is_name};
use super::source::{Source, Sources};
use super::tables::{self, Row, Shape, TABLES, Table, table};
use crate::error::{Error, Kind, Place, Problem};
use crate::law::regime::Patch;
use crate::lever::Stated;

/// A market as its file states it, with what is stated for each path.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub market: Market,
    pub money: Money,
    /// By path, as in `category.cameras.price_eur`.
    pub stated: BTreeMap<String, Stated>,
    /// Where each table of the file begins, by path (`category.cameras`), for what it leaves out.
    pub opened: BTreeMap<String, Place>,
    /// The regimes that are law: one, or one for each jurisdiction.
    pub status_quo: Vec<Base>,
    /// Patches on it.
    pub patches: Vec<Patch>,
}

/// Keys of a market file that are no tables of the registry.
pub(super) const KEYS: [&str; 5] = ["name", "title", "extends", "money", "status_quo"];

/// Reads a market file on top of those it extends; `visited` holds the files between the start and here.
///
/// # Errors
/// Everything that is wrong in the first file that is wrong, or a chain that returns to itself.
pub(super) fn chain(
    source: &Source,
    sources: &dyn Sources,
    visited: &mut Vec<Arc<str>>,
) -> Result<Draft, Error> {
    let document = source.parse()?;
    FileKind::Market.demand(source, &document)?;
    let mut reader = Reader::new(source);
    visited.push(source.file.clone());
    let base = document.get("extends").and_then(|node| reader.word(node, "extends"));
    let mut draft = match base {
        None => blank(),
        Some(base) => {
            let found = regime_file::find("market", &base, &source.file, sources)?;
            if visited.contains(&found.file) {
                return Err(regime_file::cycle(&base, visited).into());
            }
            chain(&found, sources, visited)?
        }
    };
    draft.read(&mut reader, &document);
    Error::unless_empty(reader.problems)?;
    Ok(draft)
}

/// A market of which no file has said anything.
fn blank() -> Draft {
    Draft {
        market: tables::blank(),
        money: Money::default(),
        stated: BTreeMap::new(),
        opened: BTreeMap::new(),
        status_quo: Vec::new(),
        patches: Vec::new(),
    }
}

impl Draft {
    /// Reads a document over what is known; problems are left with the reader.
    fn read(&mut self, reader: &mut Reader<'_>, document: &DeTable<'_>) {
        for (key, node) in in_file_order(document) {
            match (key.get_ref().as_ref(), table(key.get_ref())) {
                (_, Some(table)) => self.table(reader, table, node),
                ("extends", _) => {}
                ("name", _) => self.market.name = reader.name(node).unwrap_or_default(),
                ("title", _) => self.market.title = reader.text(node, "title").unwrap_or_default(),
                ("money", _) => self.money = reader.money(node),
                ("status_quo", _) => self.status_quo(reader, node),
                (name, _) => match later_lever(name, reader.place(key.span())) {
                    Some(later) => reader.problems.push(later),
                    None => reader.unknown(key, "table", TABLES.iter().map(|table| table.name).chain(KEYS)),
                },
            }
        }
        if !document.contains_key("name") {
            reader.problem(Kind::Missing, 0..0, "a market needs a name: name = \"…\"");
        }
    }

    fn table(&mut self, reader: &mut Reader<'_>, table: &'static Table, node: &Node<'_>) {
        self.opened.insert(table.name.to_owned(), reader.place(node.span()));
        let Some(document) = reader.table(node, table.name) else { return };
        if table.shape == Shape::One {
            return self.fields(reader, table, table.only_row(), table.name, document);
        }
        for (key, node) in in_file_order(document) {
            let name: &str = key.get_ref();
            if !is_name(name) {
                let message = format!("\"{name}\" is no name: use letters, digits, - and _");
                reader.problem(Kind::Syntax, key.span(), message);
                continue;
            }
            if node.get_ref().as_bool() == Some(false) && table.shape == Shape::Free {
                self.leave_out(reader, table, key);
                continue;
            }
            let path = format!("{}.{name}", table.name);
            let Some(row) = table.row_or_new(&mut self.market, name) else {
                reader.unknown(key, table.name, table.names(&self.market));
                continue;
            };
            self.opened.insert(path.clone(), reader.place(key.span()));
            if let Some(document) = reader.table(node, &path) {
                self.fields(reader, table, row, &path, document);
            }
        }
    }

    /// `home = false` leaves out a row of the market that this one extends.
    fn leave_out(&mut self, reader: &mut Reader<'_>, table: &Table, key: &Key<'_>) {
        let Some(row) = table.row(&self.market, key.get_ref()) else {
            return reader.unknown(key, table.name, table.names(&self.market));
        };
        table.remove(&mut self.market, row);
        let path = format!("{}.{}.", table.name, key.get_ref());
        self.stated.retain(|stated, _| !stated.starts_with(&path));
    }

    fn fields(
        &mut self,
        reader: &mut Reader<'_>,
        table: &Table,
        row: Row,
        path: &str,
        document: &DeTable<'_>,
    ) {
        let levers = table.levers();
        for (key, node) in in_file_order(document) {
            let Some(field) = table.field(key.get_ref()) else {
                match later_lever(&format!("{path}.{}", key.get_ref()), reader.place(key.span())) {
                    Some(later) => reader.problems.push(later),
                    None => {
                        reader.unknown(
                            key,
                            &format!("{path} field"),
                            levers.iter().map(|lever| lever.field()),
                        );
                    }
                }
                continue;
            };
            let path = format!("{path}.{}", levers[field].field());
            if let Some(stated) = reader.stated(&path, &levers[field], node) {
                table.set(&mut self.market, row, field, stated.value);
                self.stated.insert(path, stated);
            }
        }
    }

    fn status_quo(&mut self, reader: &mut Reader<'_>, node: &Node<'_>) {
        let Some(document) = reader.table(node, "status_quo") else { return };
        reader.only_keys(document, "key", &["regime", "rule"]);
        let regime = document.get("regime");
        self.status_quo = regime.map(|node| reader.bases(node, "status_quo.regime")).unwrap_or_default();
        self.patches = document.get("rule").map(|node| reader.patches(node)).unwrap_or_default();
    }

    /// Applies one `--set` of the market.
    ///
    /// # Errors
    /// Names and fields the market does not have, and values a field does not accept.
    pub(super) fn apply(&mut self, change: &MarketOverride) -> Result<(), Problem> {
        let parts: Vec<&str> = change.path.split('.').collect();
        let at = |part: usize| parts[..part].iter().map(|p| p.len() + 1).sum();
        let place = |offset: usize| Place::in_set(&change.argument, offset);
        let table = table(parts[0]).ok_or_else(|| Problem::new(Kind::Unknown, place(0), "unknown table"))?;
        let expected = if table.shape == Shape::One { 2 } else { 3 };
        if parts.len() != expected {
            let form = if expected == 2 { "field" } else { "name.field, or *.field for all" };
            let message = format!("\"{}\" is no field of a market", change.path);
            return Err(
                Problem::new(Kind::Syntax, place(0), message).help(format!("write {}.{form}", table.name))
            );
        }
        let levers = table.levers();
        let wanted = parts[expected - 1];
        let field = table.field(wanted).ok_or_else(|| {
            let place = place(at(expected - 1));
            later_lever(&change.path, place.clone()).unwrap_or_else(|| {
                let message = format!("unknown field \"{wanted}\" of {}", table.name);
                let fields = levers.iter().map(|lever| lever.field());
                Problem::new(Kind::Unknown, place, message).nearest(wanted, fields)
            })
        })?;
        let rows: Vec<(Row, String)> = table
            .paths(&self.market)
            .into_iter()
            .filter(|(_, path)| {
                expected == 2 || parts[1] == "*" || *path == format!("{}.{}", parts[0], parts[1])
            })
            .collect();
        if rows.is_empty() {
            let problem =
                Problem::new(Kind::Unknown, place(at(1)), format!("unknown {} \"{}\"", parts[0], parts[1]));
            return Err(problem.nearest(parts[1], table.names(&self.market)));
        }
        let value_place = place(change.argument.len() - change.value.len());
        for (row, path) in rows {
            let path = format!("{path}.{wanted}");
            let stated = overrides::stated(&path, &levers[field], &change.value, value_place.clone())?;
            table.set(&mut self.market, row, field, stated.value);
            self.stated.insert(path, stated);
        }
        Ok(())
    }
}
