//! Facts about countries, from `scenarios/countries.toml`: the law in force there, and what a reader needs to make totals of rates.

use std::collections::BTreeMap;
use std::path::Path;

use caveat::lever::Grade;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::inputs;

/// The file of countries.
pub const FILE: &str = "scenarios/countries.toml";

/// A country, or a part of the world with a law of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Its name in running text, as in “devices in Germany”.
    pub name: String,
    /// The country whose facts hold where it states none: its union.
    #[serde(rename = "in")]
    pub part_of: Option<String>,
    /// The regime that renders the law in force, and how well.
    pub regime: Option<Fact<String>>,
    /// Facts that are no inputs: they help to read results.
    #[serde(default)]
    pub facts: BTreeMap<String, Fact<f64>>,
}

/// A figure with its credentials.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact<T> {
    /// The figure.
    pub value: T,
    /// Its unit.
    #[serde(default)]
    pub unit: String,
    /// How far it was verified.
    pub grade: Word,
    /// Author, year, figure.
    pub source: String,
}

/// A grade in the word that files use.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Word(pub Grade);

impl TryFrom<String> for Word {
    type Error = String;

    fn try_from(word: String) -> std::result::Result<Word, String> {
        let known = || Grade::ALL.map(Grade::name).join(", ");
        Grade::from_name(&word).map(Word).ok_or_else(|| format!("\"{word}\" is no grade: one of {}", known()))
    }
}

/// Every country there is, by its code.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Countries(BTreeMap<String, Country>);

impl Countries {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// If it is not there, or not as it should be.
    pub fn read() -> Result<Countries> {
        if !Path::new(FILE).is_file() {
            return Err(Error::Option {
                message: format!("there is no `{FILE}` here"),
                help: "run caveat in the folder that holds `scenarios`".into(),
            });
        }
        inputs::read(Path::new(FILE))
    }

    /// A country with what it takes from its union, and its code as the file has it.
    ///
    /// # Errors
    ///
    /// A code that is not there: those that are, and how to add one.
    pub fn find(&self, code: &str) -> Result<(String, Country)> {
        let code = code.trim().to_uppercase();
        let Some(country) = self.0.get(&code) else { return Err(self.unknown(&code)) };
        let (own, mut country) = (&country.facts, country.clone());
        if let Some(union) = country.part_of.as_ref().and_then(|code| self.0.get(code)) {
            country.regime = country.regime.or_else(|| union.regime.clone());
            for (name, fact) in union.facts.iter().filter(|(name, _)| !own.contains_key(*name)) {
                country.facts.insert(format!("{name}, {}", union.name), fact.clone());
            }
        }
        Ok((code, country))
    }

    fn unknown(&self, code: &str) -> Error {
        let there: Vec<String> =
            self.0.iter().map(|(code, country)| format!("{code} ({})", country.name)).collect();
        Error::Option {
            message: format!("no facts about country `{code}`"),
            help: format!(
                "there are: {}; to add one, write its table [{code}] in {FILE} as the others are: name, the regime that renders its law, \
                 each figure with grade and source",
                there.join(", ")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn countries(text: &str) -> std::result::Result<Countries, toml::de::Error> {
        toml::from_str(text)
    }

    const TEXT: &str = r#"
        [EU]
        name = "the European Union"
        regime = { value = "eu", grade = "read", source = "a directive" }
        facts.households = { value = 2e8, grade = "remembered", source = "a count" }
        facts.cover = { value = 0.2, grade = "read", source = "a survey" }
        [DE]
        name = "Germany"
        in = "EU"
        facts.households = { value = 4e7, grade = "remembered", source = "another" }
    "#;

    #[test]
    fn a_member_has_the_law_of_its_union() {
        let (code, germany) = countries(TEXT).expect("read").find("de").expect("there");
        assert_eq!((code.as_str(), germany.regime.expect("a law").value.as_str()), ("DE", "eu"));
        let facts: Vec<&str> = germany.facts.keys().map(String::as_str).collect();
        assert_eq!(facts, ["cover, the European Union", "households"], "and what it does not count itself");
    }

    #[test]
    fn who_is_not_there_is_told_who_is_and_how_to_come() {
        let error = countries(TEXT).expect("read").find("XX").expect_err("not there");
        let help = error.help().expect("help");
        assert!(
            error.to_string().contains("`XX`") && help.contains("DE (Germany)") && help.contains("[XX]"),
            "{help}"
        );
    }

    #[test]
    fn a_figure_needs_a_grade() {
        let wrong = TEXT.replace("\"read\"", "\"certain\"");
        let error = countries(&wrong).expect_err("no such grade").to_string();
        assert!(error.contains("certain") && error.contains("remembered"), "{error}");
    }
}
