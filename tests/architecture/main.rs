//! Layering and style are themselves a test. `docs/architecture.md` says why; failures here say where and what to do.

mod absences;
mod arrows;
mod source;
mod style;
