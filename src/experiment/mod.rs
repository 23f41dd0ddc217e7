//! Experiments: plans over replications, delivered and reduced in replication order.

pub mod compare;
pub mod deviations;
pub mod ranking;
pub mod summary;
