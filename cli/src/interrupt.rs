//! Ctrl-C: the first asks the run to stop and keep what is finished, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::exit;

static STOP: AtomicBool = AtomicBool::new(false);

/// Set once somebody has pressed Ctrl-C. Where signals cannot be caught, Ctrl-C ends the process as ever.
pub fn stop() -> &'static AtomicBool {
    let _uncaught = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(exit::INTERRUPTED.into());
        }
        eprintln!("\nstopping: finished replications are being written (Ctrl-C again to abandon them)");
    });
    &STOP
}
