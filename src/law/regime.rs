//! A regime as it is written: layers of short patches, as a statute amends a code.

use std::sync::Arc;

use super::rule::Rule;
use crate::error::{Kind, Place, Problem};
use crate::lever::{Axis, Lever, Stated};
use crate::units::Date;

/// A regime: its own patches on top of those it extends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Regime {
    /// Short name, also of result columns.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// What it is, in a few sentences.
    pub summary: String,
    /// Layers, the base of the chain first. The last match wins.
    pub layers: Vec<Layer>,
}

impl Regime {
    /// Every patch with its layer, in order of precedence (the last match wins).
    pub fn patches(&self) -> impl Iterator<Item = (&Layer, &Patch)> {
        self.layers.iter().flat_map(|layer| layer.patches.iter().map(move |patch| (layer, patch)))
    }

    /// Whether a layer of the same file is part of this regime.
    pub fn shares(&self, layer: &Layer) -> bool {
        self.layers.iter().any(|own| own.file == layer.file && own.jurisdiction == layer.jurisdiction)
    }
}

/// The patches of one file, or of `--set`.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// The file, as shown in places.
    pub file: Arc<str>,
    /// Where they hold: in one jurisdiction, or everywhere.
    pub jurisdiction: Option<Arc<str>>,
    /// Its patches, top to bottom.
    pub patches: Vec<Patch>,
}

impl Layer {
    /// The same patches, for one jurisdiction only.
    ///
    /// # Errors
    /// A patch that is for others.
    pub(crate) fn within(mut self, jurisdiction: &Word) -> Result<Layer, Problem> {
        for patch in &mut self.patches {
            patch.restrict(jurisdiction)?;
        }
        Ok(Layer { jurisdiction: Some(jurisdiction.name.as_str().into()), ..self })
    }
}

/// One `[[rule]]`: to whom and from when it applies, and what it sets there.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// Where it applies, by name.
    pub terms: Vec<Term>,
    /// Events from this date on.
    pub from: Option<Dated>,
    /// Products placed on the market from this date on.
    pub vintage: Option<Dated>,
    /// When firms learn of it.
    pub announced: Option<Dated>,
    /// What it sets.
    pub assignments: Vec<Assignment>,
    /// Law or doctrine it renders.
    pub reference: Option<String>,
    /// Where it begins.
    pub place: Place,
}

impl Patch {
    /// Whom it is for, in words of axes and names, in one order.
    pub(super) fn names(&self) -> Vec<(Axis, Vec<&str>)> {
        let mut terms: Vec<_> = self
            .terms
            .iter()
            .map(|term| {
                let mut names: Vec<&str> = term.words.iter().map(|word| word.name.as_str()).collect();
                names.sort_unstable();
                (term.axis, names)
            })
            .collect();
        terms.sort_unstable();
        terms
    }

    fn restrict(&mut self, jurisdiction: &Word) -> Result<(), Problem> {
        let words = vec![jurisdiction.clone()];
        let Some(own) = self.terms.iter_mut().find(|term| term.axis == Axis::Jurisdiction) else {
            self.terms.insert(0, Term { axis: Axis::Jurisdiction, words });
            return Ok(());
        };
        if own.words.iter().all(|word| word.name != jurisdiction.name) {
            let message = format!("this rule is for other jurisdictions than {}", jurisdiction.name);
            let problem = Problem::new(Kind::NoMatch, self.place.clone(), message);
            return Err(problem.related(
                format!("its regime is named for {} here", jurisdiction.name),
                Some(jurisdiction.place.clone()),
            ));
        }
        own.words = words;
        Ok(())
    }
}

/// The part of a selector that restricts one axis to some of its names.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The axis, one of those that have names.
    pub axis: Axis,
    /// The names selected.
    pub words: Vec<Word>,
}

/// A name as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The name.
    pub name: String,
    /// Where it is written.
    pub place: Place,
}

/// A date as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    /// The date.
    pub date: Date,
    /// Where it is written.
    pub place: Place,
}

/// One lever set to one value.
#[derive(Clone, Debug)]
pub struct Assignment {
    /// The lever.
    pub lever: &'static Lever<Rule>,
    /// The value, with its grade, source and place.
    pub stated: Stated,
}

impl PartialEq for Assignment {
    fn eq(&self, other: &Assignment) -> bool {
        self.lever.path == other.lever.path && self.stated == other.stated
    }
}
