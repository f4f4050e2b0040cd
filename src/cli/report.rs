//! What a person sees of a run: lines on standard error, and progress on a terminal.

use super::args::Extract;
use crate::export::schema::ManifestEntry;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often the clock of the progress moves.
const TICK: Duration = Duration::from_millis(200);
const STYLE: &str = "{elapsed_precise} {bar:24} {pos}/{len} documents  {wide_msg}";

/// Says how a run goes.
pub(super) struct Report {
    bar: ProgressBar,
    start: Instant,
    pages: AtomicU64,
    tables: AtomicU64,
    is_quiet: bool,
    is_verbose: bool,
}

/// The sums of a run.
#[derive(Default)]
pub(super) struct Totals {
    documents: usize,
    pages: u64,
    tables: usize,
    findings: usize,
    failed: usize,
    reused: usize,
    amounts: usize,
    verified: usize,
    contradicted: usize,
}

impl Totals {
    /// Counts one more input.
    pub(super) fn add(&mut self, entry: &ManifestEntry, is_reused: bool) {
        self.documents += 1;
        self.pages += u64::from(entry.pages);
        self.tables += entry.tables;
        self.findings += entry.findings;
        self.failed += usize::from(entry.status != "ok");
        self.reused += usize::from(is_reused);
        self.amounts += entry.amounts;
        self.verified += entry.amounts_verified;
        self.contradicted += entry.amounts_contradicted;
    }
}

impl Report {
    /// The report of a run over `inputs` inputs. Progress is drawn only if standard error is a terminal.
    pub(super) fn new(args: &Extract, inputs: usize) -> Report {
        let bar = if args.quiet || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            let bar = ProgressBar::new(inputs as u64);
            if let Ok(style) = ProgressStyle::with_template(STYLE) {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        };
        Report {
            bar,
            start: Instant::now(),
            pages: AtomicU64::new(0),
            tables: AtomicU64::new(0),
            is_quiet: args.quiet,
            is_verbose: args.verbose,
        }
    }

    /// A document is begun.
    pub(super) fn begin(&self, file: &str) {
        if self.bar.is_hidden() {
            return;
        }
        let pages = self.pages.load(Ordering::Relaxed);
        let tables = self.tables.load(Ordering::Relaxed);
        let rate = pages as f64 / self.start.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!("{pages} pages  {tables} tables  {rate:.0} pages/s  {}", on_one_line(file)));
    }

    /// An input is done with.
    pub(super) fn end(&self, entry: &ManifestEntry, pages_read: u32, is_reused: bool) {
        self.pages.fetch_add(u64::from(pages_read), Ordering::Relaxed);
        self.tables.fetch_add(entry.tables as u64, Ordering::Relaxed);
        self.bar.inc(1);
        if entry.status != "ok" {
            let reason = entry.reason.as_deref().unwrap_or_default();
            self.say(&format!("{}: {}: {reason}", entry.input, entry.status));
        } else if self.is_verbose {
            let time = if is_reused { "from an earlier run".to_owned() } else { format!("{} ms", entry.engine_ms) };
            let (pages, tables) = (count(u64::from(entry.pages), "page"), count(entry.tables as u64, "table"));
            let findings = count(entry.findings as u64, "finding");
            self.say(&format!("{}: ok: {pages}, {tables}, {findings}, {time}", entry.input));
        }
    }

    /// No more progress.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// The run is over.
    pub(super) fn finish(&self, totals: &Totals) {
        if self.is_quiet {
            return;
        }
        let documents = count(totals.documents as u64, "document");
        let reused =
            if totals.reused > 0 { format!(" ({} from an earlier run)", totals.reused) } else { String::new() };
        let (pages, tables) = (count(totals.pages, "page"), count(totals.tables as u64, "table"));
        let findings = count(totals.findings as u64, "finding");
        let seconds = self.start.elapsed().as_secs_f64();
        line(&format!("{documents}{reused}, {pages}, {tables}, {findings}, {} failed, {seconds:.1} s", totals.failed));
        if totals.amounts > 0 {
            line(&verified(totals.amounts, totals.verified, totals.contradicted));
        }
    }

    fn say(&self, text: &str) {
        self.bar.suspend(|| line(&on_one_line(text)));
    }
}

/// Writes one line to standard error, whole; nobody there to read it is no error.
pub(super) fn line(text: &str) {
    let _ = io::stderr().lock().write_all(format!("{text}\n").as_bytes());
}

/// `9063 amounts, 94.3% verified, 12 contradicted`.
pub(super) fn verified(amounts: usize, verified: usize, contradicted: usize) -> String {
    // Rounded down: all is said only of all.
    let tenths = verified * 1000 / amounts.max(1);
    format!("{amounts} amounts, {}.{}% verified, {contradicted} contradicted", tenths / 10, tenths % 10)
}

fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// File names may hold line ends and escape sequences; a report may not.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
