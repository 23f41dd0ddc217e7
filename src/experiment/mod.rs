//! Experiments: plans over replications, delivered and reduced in replication order.

pub mod assumptions;
pub mod compare;
pub mod sensitivity;
pub mod spread;
pub mod summary;
