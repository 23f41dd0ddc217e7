//! How far a run is, on standard error: a bar on a terminal, nothing elsewhere.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::collect::Watch;

const TEMPLATE: &str = "{spinner} {pos}/{len} replications {wide_bar} {eta_precise} left";

const WAITING: &str = "{spinner} {msg}";

/// A sign of life while something is done that cannot be counted; it vanishes when dropped.
pub struct Spinner(ProgressBar);

impl Spinner {
    /// With a word for what is done, or, if `quiet`, nothing to see.
    pub fn new(what: &'static str, quiet: bool) -> Spinner {
        let style =
            ProgressStyle::with_template(WAITING).unwrap_or_else(|_| ProgressStyle::default_spinner());
        let spinner = ProgressBar::with_draw_target(None, target(quiet)).with_style(style).with_message(what);
        spinner.enable_steady_tick(Duration::from_millis(120));
        Spinner(spinner)
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// indicatif hides what it shows by itself where standard error is no terminal.
fn target(quiet: bool) -> ProgressDrawTarget {
    if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}

/// A bar that counts replications.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar, or, if `quiet`, nothing to see.
    pub fn new(quiet: bool) -> Progress {
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress(ProgressBar::with_draw_target(Some(0), target(quiet)).with_style(style))
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Watch for Progress {
    fn expect(&self, replications: u64) {
        self.0.set_length(replications);
    }

    fn done(&self) {
        self.0.inc(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_templates() {
        assert!([TEMPLATE, WAITING].into_iter().all(|text| ProgressStyle::with_template(text).is_ok()));
    }
}
