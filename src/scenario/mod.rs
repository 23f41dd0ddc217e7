//! Scenarios: what a market file and a regime file may say, read with their places, checked, and resolved.

pub mod market;
