//! Ctrl-C: while a run has nothing to keep, it ends the process; later the first asks the run to stop and keep what is
//! finished, and the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, exit};

static STOP: AtomicBool = AtomicBool::new(false);
static KEEPS: AtomicBool = AtomicBool::new(false);

/// Listens from now on. Where signals cannot be caught, Ctrl-C ends the process as ever.
pub fn listen() {
    let _uncaught = ctrlc::set_handler(|| {
        if !KEEPS.load(Ordering::SeqCst) {
            eprintln!("\n{}", Error::Interrupted.render(crate::colour()));
            std::process::exit(exit::INTERRUPTED.into());
        }
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(exit::INTERRUPTED.into());
        }
        eprintln!("\nstopping: finished replications are being written (Ctrl-C again to abandon them)");
    });
}

/// From now on there may be something to keep: what is returned is set once somebody has pressed Ctrl-C.
pub fn stop() -> &'static AtomicBool {
    KEEPS.store(true, Ordering::SeqCst);
    &STOP
}
