//! One line on a terminal that says how far a run is: `extract`, `verify` and `report` alike.

use super::say::on_one_line;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the clock moves.
const TICK: Duration = Duration::from_millis(200);
/// What counts most stands first: a narrow terminal cuts the rest.
const STYLE: &str = "{pos}/{len} {wide_msg}";

/// How far a run is. Drawn only if standard error is a terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    start: Instant,
    failed: AtomicU64,
}

impl Progress {
    /// The progress of so many documents.
    pub(super) fn new(documents: usize, is_quiet: bool) -> Progress {
        let bar = if is_quiet || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = ProgressBar::new(documents as u64);
            if let Ok(style) = ProgressStyle::with_template(STYLE) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        };
        Progress { bar, start: Instant::now(), failed: AtomicU64::new(0) }
    }

    /// A document is begun, or a page of one.
    pub(super) fn begin(&self, file: &str) {
        if !self.bar.is_hidden() {
            let (done, all) = (self.bar.position(), self.bar.length().unwrap_or_default());
            let failed = self.failed.load(Ordering::Relaxed);
            self.bar.set_message(message(done, all, failed, self.start.elapsed(), &on_one_line(file)));
        }
    }

    /// A document is done with.
    pub(super) fn end(&self, is_failed: bool) {
        self.failed.fetch_add(u64::from(is_failed), Ordering::Relaxed);
        self.bar.inc(1);
    }

    /// Says something beside the progress.
    pub(super) fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    /// No more progress.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// `2 failed  12.5/s  1:05 left  a.pdf`
fn message(done: u64, all: u64, failed: u64, elapsed: Duration, file: &str) -> String {
    let failed = if failed > 0 { format!("{failed} failed  ") } else { String::new() };
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = all.saturating_sub(done) as f64 / rate.max(0.001);
    // Of the first document nobody knows how many more such there are.
    if done == 0 {
        format!("{failed}{file}")
    } else {
        format!("{failed}{rate:.1}/s  {} left  {file}", clock(left as u64))
    }
}

/// `1:05`, `2:01:05`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::{Duration, message};

    #[test]
    fn the_rate_gives_the_time_left() {
        let ten = Duration::from_secs(10);
        assert_eq!(message(0, 20, 0, ten, "a.pdf"), "a.pdf");
        assert_eq!(message(5, 20, 0, ten, "a.pdf"), "0.5/s  0:30 left  a.pdf");
        assert_eq!(message(1, 1001, 1, ten, "a.pdf"), "1 failed  0.1/s  2:46:40 left  a.pdf");
    }
}
