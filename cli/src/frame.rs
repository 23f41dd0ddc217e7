//! Tables as polars frames and Parquet files. Nothing else in caveat names polars.
//!
//! Files are written by one thread, in row groups of a size fixed by their columns, with compression and statistics spelled out, so
//! that the bytes of a file follow from its rows alone.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use caveat::table::{Field, Table, Values};
use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::{
    BatchedWriter, Column, DataFrame, Float64Chunked, IntoSeries, NamedFrom, ParquetCompression,
    ParquetWriter, PolarsResult, Schema, Series, StatisticsOptions, UInt64Chunked,
};

use crate::digest::TableDigest;
use crate::error::{Error, Result};

/// Rows in a row group of a table that is not wide.
pub const ROW_GROUP: usize = 65_536;

/// Values in a row group of a wide one. A group is held in memory until it is whole, and as long again while it is encoded:
/// full groups of hundreds of columns would take hundreds of megabytes, these take 16 and still compress well.
const GROUP_VALUES: usize = 1 << 21;

const ZSTD_LEVEL: i32 = 3;

/// A Parquet file that grows with the rows of a table.
pub struct Sink<W: Write = File> {
    path: PathBuf,
    fields: Vec<Field>,
    writer: BatchedWriter<W>,
    pending: Vec<Values>,
    group: usize,
    digest: TableDigest,
}

impl<W: Write> fmt::Debug for Sink<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sink({})", self.path.display())
    }
}

impl Sink {
    /// Starts the file of a table.
    pub fn create(path: &Path, name: &str, fields: Vec<Field>, sample: &[Values]) -> Result<Sink> {
        let file = File::create(path).map_err(Error::file("create", path))?;
        Sink::over(file, path, name, fields, sample)
    }
}

impl<W: Write> Sink<W> {
    /// Starts a table in whatever takes its bytes; the path is for messages.
    fn over(file: W, path: &Path, name: &str, fields: Vec<Field>, sample: &[Values]) -> Result<Sink<W>> {
        let empty: Vec<Values> = sample.iter().map(none_like).collect();
        let frame = frame(&fields, empty.clone()).map_err(Error::table(path))?;
        let group = rows_in_group(fields.len());
        let writer = writer(file, frame.schema(), group).map_err(Error::table(path))?;
        let digest = TableDigest::new(name, &fields);
        Ok(Sink { path: path.to_owned(), fields, writer, pending: empty, group, digest })
    }

    /// Takes further rows; whole row groups go to disk.
    pub fn append(&mut self, rows: &[Values]) -> Result<()> {
        self.digest.update(rows);
        for (pending, more) in self.pending.iter_mut().zip(rows) {
            extend(pending, more);
        }
        while self.pending_rows() >= self.group {
            self.flush(self.group)?;
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub fn finish(mut self) -> Result<TableDigest> {
        let rest = self.pending_rows();
        if rest > 0 {
            self.flush(rest)?;
        }
        self.writer.finish().map_err(Error::table(&self.path))?;
        Ok(self.digest)
    }

    fn pending_rows(&self) -> usize {
        self.pending.first().map_or(0, Values::len)
    }

    fn flush(&mut self, rows: usize) -> Result<()> {
        let group = self.pending.iter_mut().map(|values| take_first(values, rows)).collect();
        let write = |writer: &mut BatchedWriter<W>| writer.write_batch(&frame(&self.fields, group)?);
        write(&mut self.writer).map_err(Error::table(&self.path))
    }
}

/// Writes a table in memory.
pub fn write(table: &Table, path: &Path) -> Result<TableDigest> {
    let mut sink = Sink::create(path, table.name, table.fields.clone(), &table.columns)?;
    sink.append(&table.columns)?;
    sink.finish()
}

/// Rows in a row group, from the number of columns alone, so that the bytes of a file follow from its rows.
fn rows_in_group(columns: usize) -> usize {
    (GROUP_VALUES / columns.max(1)).clamp(1, ROW_GROUP)
}

fn writer<W: Write>(file: W, schema: &Schema, group: usize) -> PolarsResult<BatchedWriter<W>> {
    let statistics = StatisticsOptions {
        min_value: true,
        max_value: true,
        distinct_count: false,
        null_count: true,
        binary_statistics_truncate_length: None,
    };
    ParquetWriter::new(file)
        .with_compression(ParquetCompression::Zstd(Some(ZstdLevel::try_new(ZSTD_LEVEL)?)))
        .with_statistics(statistics)
        .with_row_group_size(Some(group))
        .set_parallel(false)
        .batched(schema)
}

fn frame(fields: &[Field], columns: Vec<Values>) -> PolarsResult<DataFrame> {
    let height = columns.first().map_or(0, Values::len);
    let columns = fields.iter().zip(columns).map(|(field, values)| column(&field.name, values)).collect();
    DataFrame::new(height, columns)
}

fn column(name: &str, values: Values) -> Column {
    let series = match values {
        Values::Num(numbers) => Float64Chunked::from_vec(name.into(), numbers).into_series(),
        Values::Count(counts) => UInt64Chunked::from_vec(name.into(), counts).into_series(),
        Values::Text(words) => Series::new(name.into(), words),
    };
    series.into()
}

fn none_like(values: &Values) -> Values {
    match values {
        Values::Num(_) => Values::Num(Vec::new()),
        Values::Count(_) => Values::Count(Vec::new()),
        Values::Text(_) => Values::Text(Vec::new()),
    }
}

/// Removes and returns the first rows.
fn take_first(values: &mut Values, rows: usize) -> Values {
    fn split<T>(all: &mut Vec<T>, rows: usize) -> Vec<T> {
        let rest = all.split_off(rows);
        std::mem::replace(all, rest)
    }
    match values {
        Values::Num(numbers) => Values::Num(split(numbers, rows)),
        Values::Count(counts) => Values::Count(split(counts, rows)),
        Values::Text(words) => Values::Text(split(words, rows)),
    }
}

/// Appends rows to rows of the same kind.
fn extend(values: &mut Values, more: &Values) {
    match (values, more) {
        (Values::Num(ours), Values::Num(theirs)) => ours.extend_from_slice(theirs),
        (Values::Count(ours), Values::Count(theirs)) => ours.extend_from_slice(theirs),
        (Values::Text(ours), Values::Text(theirs)) => ours.extend_from_slice(theirs),
        _ => unreachable!("a column keeps its kind"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{DataType, ParquetReader, SerReader};

    fn rows(from: usize, to: usize) -> Vec<Values> {
        vec![
            Values::Count((from as u64..to as u64).collect()),
            Values::Num((from..to).map(|row| if row == 3 { f64::NAN } else { row as f64 / 7.0 }).collect()),
            Values::Text((from..to).map(|row| format!("regime {}", row % 3)).collect()),
        ]
    }

    fn fields() -> Vec<Field> {
        ["row", "value", "regime"].map(|name| Field::new(name, "", "A column.")).to_vec()
    }

    fn file_of(folder: &Path, chunks: &[(usize, usize)]) -> (Vec<u8>, String) {
        let path = folder.join("table.parquet");
        let mut sink = Sink::create(&path, "table", fields(), &rows(0, 1)).expect("created");
        for &(from, to) in chunks {
            sink.append(&rows(from, to)).expect("appended");
        }
        let digest = sink.finish().expect("finished").finish();
        (std::fs::read(&path).expect("read"), digest)
    }

    #[test]
    fn bytes_and_digest_do_not_depend_on_chunks() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let end = ROW_GROUP + 100;
        let whole = file_of(folder.path(), &[(0, end)]);
        let parts = file_of(folder.path(), &[(0, 10), (10, ROW_GROUP - 1), (ROW_GROUP - 1, end)]);
        assert!(whole == parts, "the same rows make the same file");
    }

    #[test]
    fn rows_come_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        file_of(folder.path(), &[(0, 5)]);
        let file = File::open(folder.path().join("table.parquet")).expect("opened");
        let frame = ParquetReader::new(file).finish().expect("read");
        assert_eq!(frame.shape(), (5, 3));
        let values = frame.column("value").expect("a column").f64().expect("numbers");
        assert_eq!(values.get(4), Some(4.0 / 7.0));
        assert!(values.get(3).is_some_and(f64::is_nan), "NaN stays a value");
        assert_eq!(frame.column("regime").expect("a column").dtype(), &DataType::String);
    }

    #[test]
    fn row_groups_of_wide_tables_are_short() {
        assert_eq!((rows_in_group(3), rows_in_group(32)), (ROW_GROUP, ROW_GROUP));
        assert_eq!(rows_in_group(442), 4_744);
        assert!(8 * 442 * rows_in_group(442) <= 16 << 20, "bytes");
    }

    /// A disk that takes so many bytes and refuses what comes after.
    struct Refusing {
        room: usize,
        error: i32,
    }

    impl Write for Refusing {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.room == 0 {
                return Err(std::io::Error::from_raw_os_error(self.error));
            }
            let taken = bytes.len().min(self.room);
            self.room -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_disk_that_refuses_is_an_error_with_advice() {
        let (full, read_only) = ((28, "free some space"), (30, "a folder you may write to"));
        for (error, advice) in [full, read_only] {
            for room in [0, 2, 100, 2_000] {
                let disk = Refusing { room, error };
                let sink = Sink::over(disk, Path::new("table.parquet"), "table", fields(), &rows(0, 1));
                let written = sink.and_then(|mut sink| {
                    sink.append(&rows(0, 1_000))?;
                    sink.finish()
                });
                let error = written.map(|_| ()).expect_err("refused");
                assert!(error.help().is_some_and(|help| help.contains(advice)), "{room} bytes: {error}");
            }
        }
    }

    #[test]
    fn a_table_without_rows_is_a_file_with_a_schema() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        file_of(folder.path(), &[]);
        let file = File::open(folder.path().join("table.parquet")).expect("opened");
        assert_eq!(ParquetReader::new(file).finish().expect("read").shape(), (0, 3));
    }
}
