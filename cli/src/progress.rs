//! How far a run is, on standard error: a bar on a terminal, elsewhere a plain line now and then.

use std::fmt;
use std::io::{IsTerminal, stderr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{FormattedDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::collect::Watch;

const TEMPLATE: &str = "{spinner} {pos}/{len} {msg} {wide_bar} {left}";

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

/// Whether enough is done to say how long the rest takes: before, what was quick or slow to begin is taken for the whole.
fn can_tell(done: u64, all: u64, elapsed: Duration) -> bool {
    const SECONDS: u64 = 2;
    const SHARE: f64 = 0.03;
    elapsed >= Duration::from_secs(SECONDS) && done as f64 >= SHARE * all as f64
}

/// Counts what is done where people can see it.
pub struct Progress {
    bar: ProgressBar,
    /// Where there is no terminal to draw on.
    lines: Option<Lines>,
}

impl Progress {
    /// A bar or lines of things called `what`, or, if `quiet`, nothing to see.
    pub fn new(what: &'static str, quiet: bool) -> Progress {
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let style = style.with_key("left", |state: &ProgressState, to: &mut dyn fmt::Write| {
            if can_tell(state.pos(), state.len().unwrap_or(0), state.elapsed()) {
                // A terminal that cannot be written to has no use for the time.
                let _ = write!(to, "{} left", FormattedDuration(state.eta()));
            }
        });
        let bar = ProgressBar::with_draw_target(Some(0), target(quiet)).with_style(style).with_message(what);
        let lines = (!quiet && !stderr().is_terminal()).then(|| Lines::new(what, Instant::now()));
        Progress { bar, lines }
    }

    /// Counts a thing that was done before.
    pub fn known(&self) {
        self.bar.inc(1);
    }

    /// Says more of how far it is.
    pub fn note(&self, note: String) {
        if let Some(lines) = &self.lines {
            *lines.note.lock().unwrap_or_else(PoisonError::into_inner) = format!("; {note}");
        }
        self.bar.set_message(note);
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn expect(&self, replications: u64) {
        self.bar.set_length(replications);
    }

    fn done(&self) {
        self.bar.inc(1);
        let Some(lines) = &self.lines else { return };
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
        if let Some(line) = lines.after(done, all, Instant::now()) {
            eprintln!("{line}");
        }
    }
}

/// Lines for logs: one every so often, so that a short run leaves none.
struct Lines {
    what: &'static str,
    begun: Instant,
    last: Mutex<Instant>,
    /// What more there is to say of how far it is.
    note: Mutex<String>,
}

impl Lines {
    const EVERY: Duration = Duration::from_secs(10);

    fn new(what: &'static str, begun: Instant) -> Lines {
        Lines { what, begun, last: Mutex::new(begun), note: Mutex::default() }
    }

    /// The line to write at a moment, if it is time.
    fn after(&self, done: u64, all: u64, now: Instant) -> Option<String> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if done >= all || now.duration_since(*last) < Lines::EVERY {
            return None;
        }
        *last = now;
        let elapsed = now.duration_since(self.begun);
        let left = match can_tell(done, all, elapsed) {
            true => {
                let each = elapsed.as_secs_f64() / done.max(1) as f64;
                format!(", about {} left", in_time(each * (all - done) as f64))
            }
            false => String::new(),
        };
        let note = self.note.lock().unwrap_or_else(PoisonError::into_inner);
        Some(format!("{done} of {all} {}{left}{note}", self.what))
    }
}

/// Seconds as people say them.
fn in_time(seconds: f64) -> String {
    match seconds.round() {
        short if short < 90.0 => format!("{short} s"),
        long if long < 5400.0 => format!("{} min", (long / 60.0).round()),
        longer => format!("{:.1} h", longer / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_templates() {
        assert!([TEMPLATE, WAITING].into_iter().all(|text| ProgressStyle::with_template(text).is_ok()));
    }

    #[test]
    fn a_log_gets_a_line_every_ten_seconds() {
        let begun = Instant::now();
        let lines = Lines::new("replications", begun);
        let after = |seconds, done| lines.after(done, 100, begun + Duration::from_secs(seconds));
        assert_eq!(after(3, 10), None);
        assert_eq!(after(12, 25).as_deref(), Some("25 of 100 replications, about 36 s left"));
        assert_eq!(after(15, 30), None);
        assert_eq!(after(400, 40).as_deref(), Some("40 of 100 replications, about 10 min left"));
        assert_eq!(after(900, 100), None, "the results say the rest");
        assert_eq!(in_time(9000.0), "2.5 h");
    }

    #[test]
    fn how_long_the_rest_takes_is_not_guessed_from_the_first_of_many() {
        let begun = Instant::now();
        let lines = Lines::new("replications", begun);
        let after = |seconds, done| lines.after(done, 100, begun + Duration::from_secs(seconds));
        assert_eq!(after(12, 2).as_deref(), Some("2 of 100 replications"));
        assert_eq!(after(24, 4).as_deref(), Some("4 of 100 replications, about 10 min left"));
        let two_seconds = Duration::from_secs(2);
        assert!(
            can_tell(3, 100, two_seconds)
                && !can_tell(99, 100, two_seconds / 2)
                && !can_tell(2, 100, two_seconds)
        );
    }
}
