//! What a result is: named columns, each with the words a reader needs to check it. Plain values; writing them is
//! the edge's business.

/// What one column means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Name in files.
    pub name: String,
    /// Unit, in words; empty for names and counts of nothing.
    pub unit: String,
    /// What it says, in one line.
    pub description: String,
    /// By which date it is counted; empty where time plays no part.
    pub cohort: String,
    /// How it is computed; empty where it is an identifier.
    pub formula: String,
}

impl Field {
    /// A column with a name, a unit and a line of description.
    pub fn new(name: impl Into<String>, unit: impl Into<String>, description: impl Into<String>) -> Field {
        Field { name: name.into(), unit: unit.into(), description: description.into(), ..Field::default() }
    }

    /// The same column, with its formula.
    #[must_use]
    pub fn formula(mut self, formula: impl Into<String>) -> Field {
        self.formula = formula.into();
        self
    }

    /// The same column, with the date by which it is counted.
    #[must_use]
    pub fn cohort(mut self, cohort: impl Into<String>) -> Field {
        self.cohort = cohort.into();
        self
    }
}

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; NaN where there is none.
    Num(Vec<f64>),
    /// Counts and identifiers.
    Count(Vec<u64>),
    /// Words.
    Text(Vec<String>),
}

impl Values {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Values::Num(values) => values.len(),
            Values::Count(values) => values.len(),
            Values::Text(values) => values.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A named table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name, also of its file.
    pub name: &'static str,
    /// What its columns mean.
    pub fields: Vec<Field>,
    /// One entry a field, all of one length.
    pub columns: Vec<Values>,
}

impl Table {
    /// A table from columns with their meaning.
    pub fn new(name: &'static str, columns: Vec<(Field, Values)>) -> Table {
        let (fields, columns): (Vec<Field>, Vec<Values>) = columns.into_iter().unzip();
        debug_assert!(columns.windows(2).all(|pair| pair[0].len() == pair[1].len()));
        Table { name, fields, columns }
    }

    /// How many rows it has.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Values::len)
    }
}
