//! What a person sees of a run: lines on standard error, and progress on a terminal.

use super::options::Options;
use super::output::Others;
use crate::export::messages::{LOG_SCHEMA, LogLine, SUMMARY_SCHEMA, Summary};
use crate::export::schema::ManifestEntry;
use anyhow::Result;
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
    is_log_json: bool,
    /// Whether the summary is for programs, and if tables stand on standard output.
    is_summary_json: bool,
    is_stream: bool,
}

/// The sums of a run.
#[derive(Default)]
pub(super) struct Totals(Summary);

impl Totals {
    /// Counts one more input.
    pub(super) fn add(&mut self, entry: &ManifestEntry, is_reused: bool) {
        let Totals(sums) = self;
        sums.documents += 1;
        sums.pages += u64::from(entry.pages);
        sums.tables += entry.tables;
        sums.findings += entry.findings;
        sums.failed += usize::from(entry.status != "ok");
        sums.reused += usize::from(is_reused);
        sums.amounts += entry.amounts;
        sums.amounts_verified += entry.amounts_verified;
        sums.amounts_contradicted += entry.amounts_contradicted;
        *sums.statuses.entry(entry.status.clone()).or_default() += 1;
    }
}

impl Report {
    /// The report of a run over `inputs` inputs. Progress is drawn only if standard error is a terminal.
    pub(super) fn new(options: &Options, inputs: usize) -> Report {
        let bar = if options.quiet || !io::stderr().is_terminal() {
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
            is_quiet: options.quiet,
            is_verbose: options.verbose,
            is_log_json: options.is_log_json,
            is_summary_json: options.is_summary_json,
            is_stream: options.is_stream(),
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
            self.say(entry, "warning", &format!("{}: {reason}", entry.status));
        } else if self.is_verbose {
            let time = if is_reused { "from an earlier run".to_owned() } else { format!("{} ms", entry.engine_ms) };
            let (pages, tables) = (count(u64::from(entry.pages), "page"), count(entry.tables as u64, "table"));
            let findings = count(entry.findings as u64, "finding");
            self.say(entry, "info", &format!("ok: {pages}, {tables}, {findings}, {time}"));
        }
    }

    /// No more progress.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// The run is over.
    ///
    /// # Errors
    /// The summary was asked for on standard output, which cannot be written to.
    pub(super) fn finish(&self, totals: Totals, exit_status: u8) -> Result<()> {
        let Totals(mut sums) = totals;
        if self.is_summary_json {
            (sums.schema, sums.exit_status) = (SUMMARY_SCHEMA, exit_status);
            sums.seconds = (self.start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
            let text = serde_json::to_string(&sums).unwrap_or_default();
            if self.is_stream {
                line(&text);
            } else {
                super::print(format!("{text}\n").as_bytes())?;
            }
            return Ok(());
        }
        if self.is_quiet {
            return Ok(());
        }
        let documents = count(sums.documents as u64, "document");
        let reused = if sums.reused > 0 { format!(" ({} from an earlier run)", sums.reused) } else { String::new() };
        let (pages, tables) = (count(sums.pages, "page"), count(sums.tables as u64, "table"));
        let findings = count(sums.findings as u64, "finding");
        let seconds = self.start.elapsed().as_secs_f64();
        let sum = format!("{documents}{reused}, {pages}, {tables}, {findings}, {} failed, {seconds:.1} s", sums.failed);
        self.tell(&sum);
        if sums.amounts > 0 {
            self.tell(&verified(sums.amounts, sums.amounts_verified, sums.amounts_contradicted));
        }
        let others: Vec<String> = sums
            .statuses
            .iter()
            .filter(|(status, _)| *status != "ok")
            .map(|(status, number)| format!("{number} {status}"))
            .collect();
        if !others.is_empty() {
            self.tell(&format!("not ok: {}; see manifest.jsonl", others.join(", ")));
        }
        Ok(())
    }

    /// Says what of earlier runs stays beside the run, or went.
    pub(super) fn tell_others(&self, others: &Others) {
        if let Some(first) = others.lost.first().filter(|_| !self.is_quiet) {
            let number = inputs(others.lost.len());
            self.tell(&format!("the documents of {number} of earlier runs are missing ({first}): read them again"));
        }
        if self.is_quiet || self.is_summary_json {
            return;
        }
        let &Others { stay, went, .. } = others;
        if stay > 0 {
            self.tell(&format!("{} of earlier runs stay; --prune takes out those that are gone", inputs(stay)));
        }
        if went > 0 {
            self.tell(&format!("{} of earlier runs that are gone were taken out", inputs(went)));
        }
    }

    fn tell(&self, message: &str) {
        if self.is_log_json {
            log(&LogLine { level: "info", event: "summary", message: message.to_owned(), ..LogLine::default() });
        } else {
            line(message);
        }
    }

    fn say(&self, entry: &ManifestEntry, level: &'static str, message: &str) {
        self.bar.suspend(|| {
            if self.is_log_json {
                log(&LogLine {
                    level,
                    event: "document",
                    input: Some(entry.input.clone()),
                    status: Some(entry.status.clone()),
                    message: message.to_owned(),
                    engine_ms: Some(entry.engine_ms),
                    ..LogLine::default()
                });
            } else {
                line(&on_one_line(&format!("{}: {message}", entry.input)));
            }
        });
    }
}

/// Says why the run could not start or go on.
pub(super) fn failure(message: &str, is_log_json: bool) {
    if is_log_json {
        log(&LogLine { level: "error", event: "error", message: message.to_owned(), ..LogLine::default() });
    } else {
        line(&format!("fiscal-tables: {message}"));
    }
}

fn log(entry: &LogLine) {
    let entry = LogLine { schema: LOG_SCHEMA, ..entry.clone() };
    line(&serde_json::to_string(&entry).unwrap_or_default());
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

/// `1 input`, `3 inputs`.
pub(super) fn inputs(number: usize) -> String {
    count(number as u64, "input")
}

fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// File names may hold line ends and escape sequences; a report may not.
fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
