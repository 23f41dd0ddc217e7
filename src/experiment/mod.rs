//! Experiments: plans over replications, delivered and reduced in replication order.

pub mod compare;
pub mod moments;
pub mod published;
pub mod summary;
pub mod targets;
