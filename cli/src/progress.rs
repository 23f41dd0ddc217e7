//! How far a run is, on standard error: a bar on a terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::collect::Watch;

const TEMPLATE: &str = "{spinner} {pos}/{len} replications {wide_bar} {eta_precise} left";

/// A bar that counts replications.
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar, or, if `quiet`, nothing to see.
    pub fn new(quiet: bool) -> Progress {
        // indicatif hides the bar by itself where standard error is no terminal.
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        Progress(ProgressBar::with_draw_target(Some(0), target).with_style(style))
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
    fn the_template_is_one() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }
}
