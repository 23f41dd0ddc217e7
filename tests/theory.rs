//! Limiting cases: the whole engine against worked examples, closed forms written here, and its own random draws.

#![allow(clippy::unwrap_used)]

#[path = "theory/closed_forms.rs"]
mod closed_forms;
#[path = "theory/draws.rs"]
mod draws;
#[path = "theory/examples.rs"]
mod examples;
#[path = "theory/more_forms.rs"]
mod more_forms;
