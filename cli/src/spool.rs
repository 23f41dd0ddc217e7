//! Outcomes on their way from the engine to the tables: written in blocks, read back a column at a time.
//!
//! The spool is an anonymous file beside the output, so that memory stays flat in replications and nothing is left
//! behind however the process ends. A block holds, for each regime, for each column, one value a replication.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use caveat::experiment::compare::RegimeRun;

/// Replications in a block: enough that reading a column back is no search, few enough that they fit in memory.
pub const BLOCK: usize = 256;

/// A finished replication: its number and one run a regime.
pub type Finished = (u64, Vec<RegimeRun>);

/// Outcomes of finished replications, in replication order.
#[derive(Debug)]
pub struct Spool {
    file: File,
    regimes: usize,
    columns: usize,
    /// First byte and numbers of the replications of each block.
    blocks: Vec<(u64, Vec<u64>)>,
    end: u64,
}

/// One block, in memory.
#[derive(Debug)]
pub struct Block<'a> {
    /// Numbers of its replications.
    pub replications: &'a [u64],
    columns: usize,
    values: Vec<f64>,
}

impl Block<'_> {
    /// The value of a column under a regime in the `place`-th replication of the block.
    pub fn value(&self, regime: usize, column: usize, place: usize) -> f64 {
        self.values[(regime * self.columns + column) * self.replications.len() + place]
    }
}

impl Spool {
    /// An empty spool on the disk of a folder.
    pub fn create_in(folder: &Path, regimes: usize, columns: usize) -> io::Result<Spool> {
        Ok(Spool { file: tempfile::tempfile_in(folder)?, regimes, columns, blocks: Vec::new(), end: 0 })
    }

    /// Writes a block.
    pub fn append(&mut self, finished: &[Finished]) -> io::Result<()> {
        if finished.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(8 * finished.len() * self.regimes * self.columns);
        for regime in 0..self.regimes {
            for column in 0..self.columns {
                for (_, runs) in finished {
                    bytes.extend_from_slice(&runs[regime].outcomes[column].to_le_bytes());
                }
            }
        }
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&bytes)?;
        self.blocks.push((self.end, finished.iter().map(|(number, _)| *number).collect()));
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// How many replications it holds.
    pub fn len(&self) -> usize {
        self.blocks.iter().map(|(_, replications)| replications.len()).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// How many blocks it holds.
    pub fn block_count(&self) -> usize {
        self.blocks.len()
    }

    /// One column under one regime, in replication order.
    pub fn column(&mut self, regime: usize, column: usize) -> io::Result<Vec<f64>> {
        let mut values = Vec::with_capacity(self.len());
        for (start, replications) in &self.blocks {
            let count = replications.len();
            let skip = 8 * (regime * self.columns + column) * count;
            values.extend(read_at(&mut self.file, start + skip as u64, count)?);
        }
        Ok(values)
    }

    /// One block, whole.
    pub fn block(&mut self, block: usize) -> io::Result<Block<'_>> {
        let (start, replications) = &self.blocks[block];
        let count = self.regimes * self.columns * replications.len();
        let values = read_at(&mut self.file, *start, count)?;
        Ok(Block { replications, columns: self.columns, values })
    }
}

fn read_at(file: &mut File, start: u64, count: usize) -> io::Result<Vec<f64>> {
    let mut bytes = vec![0; 8 * count];
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut bytes)?;
    let (words, _) = bytes.as_chunks::<8>();
    Ok(words.iter().map(|word| f64::from_le_bytes(*word)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replication(number: u64) -> Finished {
        let run = |regime: u64| RegimeRun {
            outcomes: (0..3).map(|column| (number * 100 + regime * 10 + column) as f64).collect(),
            ..RegimeRun::default()
        };
        (number, vec![run(0), run(1)])
    }

    #[test]
    fn columns_come_back_in_replication_order() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut spool = Spool::create_in(folder.path(), 2, 3).expect("a spool");
        for chunk in [vec![replication(0), replication(1)], vec![], vec![replication(3)]] {
            spool.append(&chunk).expect("written");
        }
        assert_eq!(spool.len(), 3);
        assert_eq!(spool.column(1, 2).expect("read"), [12.0, 112.0, 312.0]);
        assert_eq!(spool.column(0, 0).expect("read"), [0.0, 100.0, 300.0]);
        let block = spool.block(0).expect("read");
        assert_eq!((block.replications, block.value(1, 1, 1)), (&[0, 1][..], 111.0));
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 0, "the spool has no name");
    }

    #[test]
    fn values_keep_their_bits() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut spool = Spool::create_in(folder.path(), 1, 2).expect("a spool");
        let odd = [f64::NAN, -0.0];
        spool
            .append(&[(7, vec![RegimeRun { outcomes: odd.to_vec(), ..RegimeRun::default() }])])
            .expect("written");
        assert!(spool.column(0, 0).expect("read")[0].is_nan());
        assert_eq!(spool.column(0, 1).expect("read")[0].to_bits(), (-0.0_f64).to_bits());
    }
}
