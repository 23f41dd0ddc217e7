//! Experiments: plans over replications, run in chunks, reduced in replication order.

pub mod compare;
pub mod summary;
