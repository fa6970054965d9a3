//! Progress of long work on the terminal; silent where standard error is not one.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// One line on standard error that is rewritten while work goes on.
#[derive(Debug)]
pub(crate) struct ProgressLine {
    shown: bool,
    state: Mutex<(Instant, bool)>,
}

/// Work shorter than this shows nothing.
const PATIENCE: Duration = Duration::from_millis(700);
const REFRESH: Duration = Duration::from_millis(150);

impl ProgressLine {
    pub(crate) fn new() -> ProgressLine {
        let start = Instant::now() + PATIENCE;
        ProgressLine { shown: stderr().is_terminal(), state: Mutex::new((start, false)) }
    }

    /// Shows where the work stands, not too often.
    pub(crate) fn show(&self, text: &str) {
        if !self.shown {
            return;
        }
        let Ok(mut state) = self.state.try_lock() else { return };
        let now = Instant::now();
        if now < state.0 {
            return;
        }
        *state = (now + REFRESH, true);
        let _ = write!(stderr(), "\r\x1b[K{text}");
        let _ = stderr().flush();
    }

    /// Takes the line away.
    pub(crate) fn end(&self) {
        if self.state.lock().is_ok_and(|s| s.1) {
            let _ = write!(stderr(), "\r\x1b[K");
            let _ = stderr().flush();
        }
    }
}
