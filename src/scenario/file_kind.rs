//! Markets and regimes are told apart by the tables that only one of them has.

use toml::de::DeTable;

use super::reader::in_file_order;
use super::source::Source;
use super::tables::table;
use crate::error::{Error, Kind, Problem};

/// What a scenario file describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A market, with the law in force in it.
    Market,
    /// A regime: patches of law.
    Regime,
}

impl FileKind {
    /// What a file most likely describes. Where nothing tells, one that builds on another or says next to nothing counts as a
    /// regime, and any other, also one that is not TOML, as a market.
    pub fn of(source: &Source) -> FileKind {
        let Ok(document) = source.parse() else { return FileKind::Market };
        let named_only = || document.keys().all(|key| ["name", "title"].contains(&key.get_ref().as_ref()));
        match told_by(&document) {
            Some((kind, _)) => kind,
            None if document.contains_key("extends") || named_only() => FileKind::Regime,
            None => FileKind::Market,
        }
    }

    /// Refuses a document that is of the other kind.
    ///
    /// # Errors
    /// The first entry that only the other kind has.
    pub(super) fn demand(self, source: &Source, document: &DeTable<'_>) -> Result<(), Error> {
        let Some((kind, offset)) = told_by(document).filter(|(kind, _)| *kind != self) else {
            return Ok(());
        };
        let (message, help) = match kind {
            FileKind::Market => (
                "this is a market, where a regime is asked for",
                "regimes have [[rule]] tables; `caveat regimes` lists those that are shipped",
            ),
            FileKind::Regime => (
                "this is a regime, where a market is asked for",
                "give a market, such as scenarios/markets/smart-home.toml, and name the regime with --regimes",
            ),
        };
        Err(Problem::new(Kind::Syntax, source.place(offset), message).help(help).into())
    }

    /// Refuses a market or a regime where something else is asked for.
    ///
    /// # Errors
    /// The first entry that only a market or a regime has.
    pub(crate) fn refuse(
        source: &Source,
        document: &DeTable<'_>,
        wanted: &str,
        help: &str,
    ) -> Result<(), Error> {
        let Some((kind, offset)) = told_by(document) else { return Ok(()) };
        let found = match kind {
            FileKind::Market => "market",
            FileKind::Regime => "regime",
        };
        let message = format!("this is a {found}, where {wanted} is asked for");
        Err(Problem::new(Kind::Syntax, source.place(offset), message).help(help).into())
    }
}

/// What a document describes, by the byte of the first entry that tells.
fn told_by(document: &DeTable<'_>) -> Option<(FileKind, usize)> {
    let kind = |key: &str, is_table: bool| match key {
        "rule" | "summary" => Some(FileKind::Regime),
        "extends" if is_table => Some(FileKind::Regime),
        "money" | "status_quo" => Some(FileKind::Market),
        _ => table(key).map(|_| FileKind::Market),
    };
    in_file_order(document)
        .into_iter()
        .find_map(|(key, node)| Some((kind(key.get_ref(), node.get_ref().is_table())?, key.span().start)))
}
