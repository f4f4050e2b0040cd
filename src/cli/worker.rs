//! A worker process: reads the inputs it is told on standard input, one after the other, and answers on standard output.
//!
//! It exists to be lost: a stack overflow, an abort or an endless loop in a dependency ends it or is ended with it, and
//! the run goes on with another. See [`crew`](super::crew) for the other side.

use super::documents::{Settings, document};
use super::wire::{Answer, Setup, Task};
use super::{limits, paint, panics};
use crate::export::schema::ManifestEntry;
use anyhow::{Context, Result};
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process;
use std::thread;
use std::time::Duration;

/// The stack of the thread that reads. Objects of a PDF nest; it is only reserved, not used.
const STACK_BYTES: usize = 64 << 20;
/// Makes a good document a bad one, for the tests of what happens then and when it is read again: `abort:NAME` aborts in the
/// input of this file name, `work:NAME` works without end, `wait:NAME` does nothing for [`WAIT`]. Documents that overflow the
/// stack or use up the memory are drawn by those tests.
const FAULT: &str = "FISCAL_TABLES_TEST_FAULT";
const WAIT: Duration = Duration::from_secs(3);

/// Runs until standard input ends. Gives the exit status.
pub(super) fn serve() -> u8 {
    limits::end_with_parent();
    let worker = thread::Builder::new().stack_size(STACK_BYTES).name("worker".to_owned()).spawn(work);
    match worker.map(thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => 0,
        _ => 1,
    }
}

fn work() -> Result<()> {
    panics::silence_caught();
    let mut lines = io::stdin().lock().lines();
    let Some(setup) = lines.next() else { return Ok(()) };
    let setup: Setup = serde_json::from_str(&setup?)?;
    limits::limit_memory(setup.max_memory);
    // The run knows where it is by this process's number.
    let making = PathBuf::from(&setup.root).join(super::output::PARTIAL).join(process::id().to_string());
    #[cfg_attr(not(feature = "ocr"), expect(unused_mut, reason = "pages are told by another feature"))]
    let mut settings = match Settings::new(setup, making) {
        Ok(settings) => settings,
        Err(error) => return say(&Answer::CannotGoOn(format!("{error:#}"))),
    };
    #[cfg(feature = "ocr")]
    {
        // Nobody listens to a worker whose run has ended, and it ends soon.
        settings.on_page = Some(|page, pages| drop(say(&Answer::Page { page, pages })));
    }
    let fault = std::env::var(FAULT).ok();
    for line in lines {
        let order = match serde_json::from_str(&line?).context("not an order")? {
            Task::Read(order) => order,
            Task::Paint(order) => {
                match paint::document(&order, &settings) {
                    Ok(painted) => say(&Answer::Painted(Box::new(painted)))?,
                    Err(error) => say(&Answer::CannotGoOn(format!("{error:#}")))?,
                }
                continue;
            }
        };
        let begun = |entry: &ManifestEntry| {
            say(&Answer::Begun { bytes: entry.bytes, sha256: entry.sha256.clone() })?;
            inject(fault.as_deref(), entry);
            Ok(())
        };
        match document(&order, &settings, begun) {
            Ok(outcome) => say(&Answer::Done(Box::new(outcome)))?,
            Err(error) => say(&Answer::CannotGoOn(format!("{error:#}")))?,
        }
    }
    Ok(())
}

fn say(answer: &Answer) -> Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    let mut out = io::stdout().lock();
    out.write_all(&line).and_then(|()| out.flush()).context("nobody listens")
}

fn inject(fault: Option<&str>, entry: &ManifestEntry) {
    let of_input = |(_, name): &(&str, &str)| entry.input.ends_with(name);
    match fault.and_then(|fault| fault.split_once(':')).filter(of_input) {
        Some(("abort", _)) => process::abort(),
        Some(("work", _)) => loop {
            std::hint::black_box(entry);
        },
        Some(("wait", _)) => thread::sleep(WAIT),
        _ => {}
    }
}
