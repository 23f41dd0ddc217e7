//! Experiments: plans over replications, delivered and reduced in replication order.

pub mod ablation;
pub mod assumptions;
pub mod calibration;
pub mod compare;
pub mod controlled;
pub mod convergence;
pub mod deviations;
pub mod grounds;
pub mod mechanisms;
pub mod moments;
pub mod published;
pub mod ranking;
pub mod sensitivity;
pub mod spread;
pub mod summary;
pub mod targets;
