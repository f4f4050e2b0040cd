//! The run's side of its worker processes: each reads many documents, and is watched while it reads one.
//!
//! Rust can catch a panic, not a stack overflow, an abort or an endless loop; a process can be lost with all three. A
//! worker that overruns `--timeout` is killed; one that dies is replaced, and the document it died of gets a status of
//! its own. Starting one takes 3 ms, so there is one for each of `--jobs` and not one for each document.

use super::documents::blank;
use super::inputs::Input;
use super::limits::cpu_time;
use super::program;
use super::wire::{Answer, Order, Outcome, PaintOrder, Painted, Setup, TaskRef};
use anyhow::{Context, Result, bail};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The argument that makes this program a worker.
pub(super) const WORKER: &str = "__worker";
/// How many times longer than it may work a document may take by the clock: the machine is shared, disks are slow.
const BY_THE_CLOCK: u32 = 10;
/// How much of what a worker says on standard error is kept: the first lines tell what it died of.
const LAST_WORDS: u64 = 4096;
/// What the allocator takes from the system at a time, beyond what it needs; its own 1 GiB would use up most of the
/// ceiling in name only.
const RESERVE: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "65536");
/// How long, in milliseconds, the allocator keeps what was freed before it gives it back to the system. A document takes
/// tens: with its own 10 each would have the memory of the one before cleared and mapped again.
const KEEP: (&str, &str) = ("MIMALLOC_PURGE_DELAY", "1000");
/// The stack of a thread that says nothing of its own, in bytes: a workbook is put together by one for each of its sheets,
/// all at once, and what they reserve counts against the ceiling too.
const THREAD_STACK: (&str, &str) = ("RUST_MIN_STACK", "524288");
/// Likewise what the C library sets aside for each thread: 64 MiB of addresses, and the program does not use it.
const THREAD_HEAP: (&str, &str) = ("MALLOC_ARENA_MAX", "1");

/// What all workers of a run have in common.
pub(super) struct Crew {
    setup: Setup,
    /// The settings as a line.
    line: Vec<u8>,
    timeout: Option<Duration>,
}

/// One worker, or the place of one: the process is started when there is something to read.
pub(crate) struct Worker<'a> {
    crew: &'a Crew,
    running: Option<Running>,
}

/// A worker process.
struct Running {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<Answer>,
    last_words: JoinHandle<String>,
    /// Whether it has read a document.
    has_read: bool,
}

/// How a worker was lost over a task.
struct Loss {
    status: String,
    reason: String,
    milliseconds: u64,
}

/// What a worker says while it is at a task.
enum News {
    Begun { bytes: Option<u64>, sha256: Option<String> },
    Page { page: u32, pages: usize },
}

/// How asking a worker ended.
enum Asked {
    Done(Answer),
    CannotGoOn(String),
    Late,
    Died,
}

impl Crew {
    /// The crew of a run; `timeout` is for each document.
    pub(super) fn new(setup: Setup, timeout: Option<Duration>) -> Result<Crew> {
        let mut line = serde_json::to_vec(&setup)?;
        line.push(b'\n');
        Ok(Crew { setup, line, timeout })
    }

    /// A place for one worker.
    pub(super) fn worker(&self) -> Worker<'_> {
        Worker { crew: self, running: None }
    }

    /// All that the output depends on beside the input.
    pub(super) fn made_with(&self) -> &str {
        &self.setup.made_with
    }
}

impl Worker<'_> {
    /// Has one input read; `on_page` is told which page is begun, and how many there are, where a page takes long. With the
    /// outcome comes the number of the process that made its folder.
    ///
    /// # Errors
    /// The output cannot be written, or no process can be started.
    pub(super) fn read(
        &mut self,
        input: &Input,
        order: &Order,
        mut on_page: impl FnMut(u32, usize),
    ) -> Result<(Outcome, u32)> {
        let mut entry = blank(input, self.crew.made_with());
        let told = |news| match news {
            News::Begun { bytes, sha256 } => (entry.bytes, entry.sha256) = (bytes, sha256),
            News::Page { page, pages } => on_page(page, pages),
        };
        match self.ask(&TaskRef::Read(order), told)? {
            (Ok(Answer::Done(outcome)), number) => Ok((*outcome, number)),
            (Ok(_), _) => bail!("a worker answers what it was not asked"),
            (Err(loss), number) => {
                (entry.status, entry.reason, entry.engine_ms) = (loss.status, Some(loss.reason), loss.milliseconds);
                Ok((Outcome { entry, has_warnings: false, pages_read: 0, is_reused: false }, number))
            }
        }
    }

    /// Has the pages of one document painted; that it cannot be done is said in what comes back.
    ///
    /// # Errors
    /// The report cannot be written, or no process can be started.
    pub(super) fn paint(&mut self, order: &PaintOrder) -> Result<Painted> {
        match self.ask(&TaskRef::Paint(order), |_| {})? {
            (Ok(Answer::Painted(painted)), _) => Ok(*painted),
            (Ok(_), _) => bail!("a worker answers what it was not asked"),
            (Err(loss), _) => Ok(Painted { no_pictures: Some(loss.reason), ..Painted::default() }),
        }
    }

    /// Has a task done: what the worker answers or how it was lost, and its number.
    fn ask(&mut self, task: &TaskRef<'_>, mut told: impl FnMut(News)) -> Result<(Result<Answer, Loss>, u32)> {
        loop {
            let mut running = match self.running.take() {
                Some(running) => running,
                None => start(&self.crew.line).context("cannot start a worker process")?,
            };
            let number = running.child.id();
            let start = Instant::now();
            let (status, reason) = match running.ask(task, self.crew.timeout, &mut told) {
                Asked::Done(answer) => {
                    running.has_read = true;
                    self.running = Some(running);
                    return Ok((Ok(answer), number));
                }
                Asked::CannotGoOn(reason) => bail!(reason),
                Asked::Late => {
                    running.end();
                    let seconds = self.crew.timeout.unwrap_or_default().as_secs();
                    ("timeout", format!("not read within {seconds} seconds"))
                }
                Asked::Died => {
                    let (had_read, last_words) = (running.has_read, running.end());
                    if had_read {
                        // What it died of may lie in what it read before: only a fresh worker tells, whatever --jobs.
                        continue;
                    }
                    cause(&last_words, self.crew.setup.max_memory)
                }
            };
            let milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
            return Ok((Err(Loss { status: status.to_owned(), reason, milliseconds }), number));
        }
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }
}

/// The manifest's word for what a worker died of, by its last words.
fn cause(last_words: &str, max_memory: u64) -> (&'static str, String) {
    if last_words.contains("memory allocation of") {
        return ("memory_limit", format!("reading it takes more than the {} MiB of --max-memory", max_memory >> 20));
    }
    let how = if last_words.contains("overflowed its stack") { "its stack overflowed" } else { "it was aborted" };
    ("engine_failure", format!("the program failed: {how}"))
}

fn start(setup: &[u8]) -> io::Result<Running> {
    let mut child = program::again()?
        .arg(WORKER)
        .envs([RESERVE, KEEP, THREAD_STACK, THREAD_HEAP])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let missing = || io::Error::other("a worker without standard streams");
    let mut orders = child.stdin.take().ok_or_else(missing)?;
    let output = child.stdout.take().ok_or_else(missing)?;
    let mut errors = child.stderr.take().ok_or_else(missing)?;
    // A worker that died at once is met when it is asked.
    let _ = orders.write_all(setup);
    let (sender, answers) = channel();
    thread::Builder::new().name("answers".to_owned()).spawn(move || {
        for line in BufReader::new(output).lines() {
            let Some(answer) = line.ok().and_then(|line| serde_json::from_str(&line).ok()) else { break };
            if sender.send(answer).is_err() {
                break;
            }
        }
    })?;
    let last_words = thread::Builder::new().name("last words".to_owned()).spawn(move || {
        let mut words = Vec::new();
        let _ = errors.by_ref().take(LAST_WORDS).read_to_end(&mut words);
        // Whatever else it says must not make it wait.
        let _ = io::copy(&mut errors, &mut io::sink());
        String::from_utf8_lossy(&words).into_owned()
    })?;
    Ok(Running { child, orders, answers, last_words, has_read: false })
}

impl Running {
    fn ask(&mut self, task: &TaskRef<'_>, timeout: Option<Duration>, told: &mut impl FnMut(News)) -> Asked {
        let Ok(mut line) = serde_json::to_vec(task) else { return Asked::CannotGoOn("not a path".to_owned()) };
        line.push(b'\n');
        if self.orders.write_all(&line).is_err() {
            return Asked::Died;
        }
        let (start, busy) = (Instant::now(), cpu_time(self.child.id()));
        loop {
            let answer = match timeout.map(|timeout| self.left(timeout, start, busy)) {
                Some(left) if left.is_zero() => return Asked::Late,
                Some(left) => self.answers.recv_timeout(left),
                None => self.answers.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match answer {
                Ok(Answer::Begun { bytes, sha256 }) => told(News::Begun { bytes, sha256 }),
                Ok(Answer::Page { page, pages }) => told(News::Page { page, pages }),
                Ok(Answer::CannotGoOn(reason)) => return Asked::CannotGoOn(reason),
                Ok(answer) => return Asked::Done(answer),
                // Others may have kept the processors busy: what is left now says.
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Asked::Died,
            }
        }
    }

    /// How long it may go on: `timeout` is of its own work, where the system tells how much that was; by the clock it is more.
    fn left(&self, timeout: Duration, start: Instant, busy: Option<Duration>) -> Duration {
        let elapsed = start.elapsed();
        let worked = cpu_time(self.child.id()).zip(busy).map_or(elapsed, |(now, then)| now.saturating_sub(then));
        timeout.saturating_sub(worked).min((timeout * BY_THE_CLOCK).saturating_sub(elapsed))
    }

    /// Ends the process, whatever it is at. Gives what it said on standard error.
    fn end(mut self) -> String {
        drop(self.orders);
        // Ended already, or waiting for an order: neither minds.
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.last_words.join().unwrap_or_default()
    }
}
