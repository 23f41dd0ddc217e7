//! Every lever there is, of markets and of law, in one list.

use super::tables::TABLES;
use crate::law::rule;
use crate::lever::{Lever, LeverRow};

/// The fields of markets, in the order of documents.
pub fn market_levers() -> Vec<LeverRow> {
    TABLES.iter().flat_map(|table| table.levers()).collect()
}

/// The levers of law, a table a question.
pub fn legal_levers() -> Vec<LeverRow> {
    rule::levers().into_iter().flatten().map(Lever::row).collect()
}

/// All of them, law first.
pub fn registry() -> Vec<LeverRow> {
    [legal_levers(), market_levers()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lever::{Kind, Value};
    use std::collections::BTreeSet;

    #[test]
    fn paths_are_unique_and_described() {
        let levers = registry();
        let paths: BTreeSet<&str> = levers.iter().map(|lever| lever.path).collect();
        assert_eq!(paths.len(), levers.len());
        for lever in levers {
            assert!(!lever.doc.is_empty() && !lever.effect.is_empty(), "{}", lever.path);
            let numeric = matches!(lever.kind, Kind::Num { .. } | Kind::Whole { .. });
            assert_eq!(numeric, !lever.unit.is_empty(), "{} needs a unit iff it is a number", lever.path);
        }
    }

    #[test]
    fn defaults_are_accepted_by_their_own_rows() {
        for lever in registry() {
            let fits = match (lever.kind, lever.default) {
                (Kind::Num { min, max }, Value::Num(number)) => (min..=max).contains(&number),
                (Kind::Whole { min, max }, Value::Num(number)) => {
                    (min..=max).contains(&number) && number.fract() == 0.0
                }
                (Kind::Choice(words), Value::Choice(index)) => index < words.len(),
                (Kind::Flag, Value::Flag(_)) | (Kind::Date, Value::Date(_)) => true,
                _ => false,
            };
            assert!(fits, "{}", lever.path);
        }
    }
}
