//! What the catalogue of levers holds and this version does not simulate. A file that sets it is refused by name: a rule
//! that is read and then ignored would be worse than none.

use crate::error::{Kind, Place, Problem};

/// A lever, or a whole table of levers, that is not simulated yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Later {
    /// `table.field`, `table.*.field` for entities, or `table` alone for everything in it.
    pub path: &'static str,
    /// Id in the catalogue (`L44`).
    pub id: &'static str,
    /// What it would do, in one line.
    pub doc: &'static str,
}

const fn lever(path: &'static str, id: &'static str, doc: &'static str) -> Later {
    Later { path, id, doc }
}

/// Everything that is not simulated yet, in the order of the catalogue.
pub const LATER: &[Later] = &[
    lever("insurer.insurers", "L43", "Several insurers that compete."),
    lever("insurer.reinsurance", "L43", "Reinsurance."),
    lever("insurer.cycle", "L43", "Premium loads that follow insurers' capital."),
    lever("cover.run_off_reserve", "L43", "A reserve for claims after a maker's exit."),
];

impl Later {
    /// Whether a path, with or without the name of an entity, is this lever or lies in this table.
    fn holds(&self, path: &str) -> bool {
        let (mine, theirs) = (self.path.split('.'), path.split('.'));
        let deep_enough = theirs.clone().count() >= mine.clone().count();
        let same = |(mine, theirs): (&str, &str)| mine == "*" || mine == theirs;
        deep_enough && mine.zip(theirs).all(same)
    }

    fn problem(&self, shown: &str, place: Place) -> Problem {
        let message =
            format!("{shown} is not simulated yet ({}): {}", self.id, self.doc.trim_end_matches('.'));
        Problem::new(Kind::Later, place, message)
            .help("leave it out; `caveat levers` lists what is simulated and what is not yet")
    }
}

/// The refusal of a path that is not simulated yet, if it is one.
pub(super) fn later_lever(path: &str, place: Place) -> Option<Problem> {
    LATER.iter().find(|later| later.holds(path)).map(|later| later.problem(path, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::registry::registry;
    use std::collections::BTreeSet;

    #[test]
    fn every_id_of_the_catalogue_is_simulated_or_refused_by_name() {
        let levers = registry();
        let live = levers.iter().flat_map(|lever| lever.id.unwrap_or_default().split(", "));
        let ids: BTreeSet<&str> = live.chain(LATER.iter().map(|later| later.id)).collect();
        let missing: Vec<String> =
            (1..=49).map(|id| format!("L{id:02}")).filter(|id| !ids.contains(id.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn nothing_is_both_simulated_and_refused() {
        for lever in registry() {
            assert!(!LATER.iter().any(|later| later.holds(lever.path)), "{}", lever.path);
        }
    }
}
