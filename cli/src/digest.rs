//! The identity of a table: BLAKE3 over its schema and the bits of its columns.
//!
//! The same for any number of threads, any chunks and any file format. Every NaN counts as the same NaN, since
//! processors differ in the bits of one.

use caveat::table::{Field, Table, Values};

/// A digest that grows with the rows of a table.
pub struct TableDigest {
    schema: blake3::Hasher,
    columns: Vec<blake3::Hasher>,
    rows: u64,
}

impl TableDigest {
    /// Of a table without rows.
    pub fn new(name: &str, fields: &[Field]) -> TableDigest {
        let mut schema = blake3::Hasher::new();
        text(&mut schema, name);
        for field in fields {
            text(&mut schema, &field.name);
            text(&mut schema, &field.unit);
        }
        TableDigest { schema, columns: vec![blake3::Hasher::new(); fields.len()], rows: 0 }
    }

    /// Takes in further rows.
    pub fn update(&mut self, columns: &[Values]) {
        self.rows += columns.first().map_or(0, Values::len) as u64;
        for (hasher, values) in self.columns.iter_mut().zip(columns) {
            column(hasher, values);
        }
    }

    /// How many rows were taken in.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The digest, in hexadecimal.
    pub fn finish(&self) -> String {
        let mut whole = self.schema.clone();
        whole.update(&self.rows.to_le_bytes());
        for hasher in &self.columns {
            whole.update(hasher.finalize().as_bytes());
        }
        whole.finalize().to_hex().to_string()
    }
}

/// The digest of a table in memory.
pub fn of(table: &Table) -> TableDigest {
    let mut digest = TableDigest::new(table.name, &table.fields);
    digest.update(&table.columns);
    digest
}

/// The digest of several texts, in order.
pub fn of_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    texts.into_iter().for_each(|each| text(&mut hasher, each));
    hasher.finalize().to_hex().to_string()
}

fn column(hasher: &mut blake3::Hasher, values: &Values) {
    match values {
        Values::Num(numbers) => numbers.iter().for_each(|number| {
            let number = if number.is_nan() { f64::NAN } else { *number };
            hasher.update(&number.to_bits().to_le_bytes());
        }),
        Values::Count(counts) => counts.iter().for_each(|count| {
            hasher.update(&count.to_le_bytes());
        }),
        Values::Text(words) => words.iter().for_each(|word| text(hasher, word)),
    }
}

fn text(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(numbers: &[f64]) -> Table {
        let words = numbers.iter().map(|number| number.to_string()).collect();
        Table::new(
            "sample",
            vec![
                (Field::new("word", "", "A word."), Values::Text(words)),
                (Field::new("number", "EUR", "A number."), Values::Num(numbers.to_vec())),
            ],
        )
    }

    #[test]
    fn the_digest_does_not_depend_on_chunks() {
        let whole = table(&[1.0, 2.0, 3.0]);
        let mut parts = TableDigest::new(whole.name, &whole.fields);
        parts.update(&table(&[1.0]).columns);
        parts.update(&table(&[2.0, 3.0]).columns);
        assert_eq!((parts.finish(), parts.rows()), (of(&whole).finish(), 3));
    }

    #[test]
    fn the_digest_sees_bits_names_and_units() {
        let plain = table(&[0.0]);
        let negative = Table { columns: table(&[-0.0]).columns, ..plain.clone() };
        assert_ne!(of(&plain).finish(), of(&negative).finish());
        let mut renamed = plain.clone();
        renamed.fields[1].unit = "USD".into();
        assert_ne!(of(&plain).finish(), of(&renamed).finish());
    }

    #[test]
    fn every_nan_is_the_same() {
        let other = f64::from_bits(f64::NAN.to_bits() ^ (1 << 63) | 1);
        let (a, b) = (table(&[f64::NAN]), table(&[other]));
        assert_eq!(of(&a).finish(), of(&b).finish());
    }

    #[test]
    fn texts_are_kept_apart() {
        assert_ne!(of_texts(["ab", "c"]), of_texts(["a", "bc"]));
    }
}
