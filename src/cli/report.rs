//! What a person or a program is told of a run, on standard error.

use super::options::Options;
use super::output::Others;
use super::progress::Progress;
use super::say::{self, count, inputs, line, log, on_one_line, verified};
use crate::export::messages::{LogLine, SUMMARY_SCHEMA, Summary};
use crate::export::schema::ManifestEntry;
use anyhow::Result;
use std::time::Instant;

/// What is said of statuses in a summary, of one and of several.
const WORDS: &[(&str, &str, &str)] = &[
    ("no_tables", "without tables", "without tables"),
    ("no_text_layer", "scan", "scans"),
    ("ocr", "read from pictures", "read from pictures"),
    ("ocr_poor", "hard to read", "hard to read"),
    ("unsupported_format", "of a format that is not read", "of formats that are not read"),
    ("not_pdf", "no PDF", "no PDFs"),
    ("damaged", "damaged", "damaged"),
    ("empty", "empty", "empty"),
    ("password_required", "locked", "locked"),
    ("unreadable_file", "not readable", "not readable"),
    ("too_large", "too large", "too large"),
    ("timeout", "out of time", "out of time"),
    ("memory_limit", "out of memory", "out of memory"),
    ("text_unreliable", "with unreliable text", "with unreliable text"),
];

/// Was a document read as well as it can be? One of pictures may be.
pub(super) fn is_read(status: &str) -> bool {
    matches!(status, "ok" | "ocr")
}

/// Says how a run goes.
pub(super) struct Report {
    progress: Progress,
    start: Instant,
    /// The last page that was asked for by its number.
    last_page: Option<u32>,
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
    /// Counts one more document, of which so many inputs are copies.
    pub(super) fn add(&mut self, entry: &ManifestEntry, is_reused: bool, copies: usize) {
        let Totals(sums) = self;
        sums.documents += 1;
        sums.pages += u64::from(entry.pages);
        sums.tables += entry.tables;
        sums.findings += entry.findings;
        sums.failed += usize::from(!is_read(&entry.status));
        sums.reused += usize::from(is_reused);
        sums.copies += copies;
        sums.amounts += entry.amounts;
        sums.amounts_verified += entry.amounts_verified;
        sums.amounts_contradicted += entry.amounts_contradicted;
        sums.amounts_without_unit += entry.amounts_without_unit;
        sums.columns_without_measure += entry.columns_without_measure;
        sums.rows_without_label += entry.rows_without_label;
        *sums.statuses.entry(entry.status.clone()).or_default() += 1;
    }
}

impl Report {
    /// The report of a run over `inputs` inputs. Progress is drawn only if standard error is a terminal.
    pub(super) fn new(options: &Options, inputs: usize) -> Report {
        let last_page = options.pages.iter().map(|range| *range.end()).filter(|end| *end < u32::MAX).max();
        let report = Report {
            progress: Progress::new(inputs, !options.progress),
            start: Instant::now(),
            last_page,
            is_quiet: options.quiet,
            is_verbose: options.verbose,
            is_log_json: options.is_log_json,
            is_summary_json: options.is_summary_json,
            is_stream: options.is_stream(),
        };
        if report.is_log_json && !report.is_quiet {
            log(&LogLine { level: "info", event: "run_started", message: say::inputs(inputs), ..LogLine::default() });
        }
        report
    }

    /// A document is begun.
    pub(super) fn begin(&self, file: &str) {
        self.progress.begin(file);
    }

    /// A page of so many is begun.
    pub(super) fn page(&self, file: &str, page: u32, pages: usize) {
        self.progress.begin(&format!("{file}, page {page} of {pages}"));
    }

    /// A document is done with.
    pub(super) fn end(&self, entry: &ManifestEntry, is_reused: bool) {
        self.progress.end(!is_read(&entry.status));
        if self.is_quiet {
            return;
        }
        if let Some(last) = self.last_page.filter(|last| entry.pages > 0 && *last > entry.pages) {
            let pages = count(u64::from(entry.pages), "page");
            self.say(entry, "warning", &format!("pages up to {last} were asked for, and it has {pages}"));
        }
        if entry.status != "ok" {
            let reason = entry.reason.as_deref().unwrap_or_default();
            self.say(entry, "warning", &format!("{}: {reason}", entry.status));
        } else if self.is_verbose || self.is_log_json {
            let time = if is_reused { "from an earlier run".to_owned() } else { format!("{} ms", entry.engine_ms) };
            let (pages, tables) = (count(u64::from(entry.pages), "page"), count(entry.tables as u64, "table"));
            let findings = count(entry.findings as u64, "finding");
            self.say(entry, "info", &format!("ok: {pages}, {tables}, {findings}, {time}"));
        }
    }

    /// No more progress.
    pub(super) fn clear(&self) {
        self.progress.clear();
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
        let mut reused =
            if sums.reused > 0 { format!(" ({} from an earlier run)", sums.reused) } else { String::new() };
        if sums.copies > 0 {
            let are = if sums.copies == 1 { "input is a copy" } else { "inputs are copies" };
            reused.push_str(&format!(" ({} {are} of others)", sums.copies));
        }
        let (pages, tables) = (count(sums.pages, "page"), count(sums.tables as u64, "table"));
        let mut findings = count(sums.findings as u64, "finding");
        if sums.findings > 0 && !self.is_stream {
            findings.push_str(" (findings.csv)");
        }
        let seconds = self.start.elapsed().as_secs_f64();
        let sum = format!("{documents}{reused}, {pages}, {tables}, {findings}, {} failed, {seconds:.1} s", sums.failed);
        self.tell(&sum);
        if sums.amounts > 0 {
            self.tell(&verified(sums.amounts, sums.amounts_verified, sums.amounts_contradicted));
        }
        self.tell_silence(&sums);
        if sums.failed > 0 {
            let not_ok = sums.statuses.iter().filter(|(status, _)| !is_read(status));
            let not_ok: Vec<String> = not_ok.map(|(status, number)| in_words(status, *number)).collect();
            let see = if self.is_stream { "" } else { "; see manifest.jsonl, and failed.txt for what gave nothing" };
            self.tell(&format!("not ok: {}{see}", not_ok.join(", ")));
        }
        Ok(())
    }

    /// Says what is not known of amounts: whoever sums them up has to know.
    fn tell_silence(&self, sums: &Summary) {
        let kinds = [
            (sums.amounts_without_unit, "amount", "without a unit"),
            (sums.columns_without_measure, "column", "of an unknown measure"),
            (sums.rows_without_label, "row", "without a name"),
        ];
        let told: Vec<String> = kinds
            .iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, noun, lack)| format!("{} {lack}", count(*number as u64, noun)))
            .collect();
        if !told.is_empty() {
            let see = if self.is_stream { "" } else { "; see findings.csv" };
            self.tell(&format!("not known: {}{see}", told.join(", ")));
        }
    }

    /// Says of how many inputs the list of sources notes something.
    pub(super) fn tell_sources(&self, lines: usize, noted: usize) {
        if !self.is_quiet && !self.is_summary_json {
            self.tell(&format!(
                "the list of sources has {}, of {} something is noted",
                count(lines as u64, "line"),
                inputs(noted)
            ));
        }
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
            log(&LogLine { level: "info", event: "run_finished", message: message.to_owned(), ..LogLine::default() });
        } else {
            line(message);
        }
    }

    fn say(&self, entry: &ManifestEntry, level: &'static str, message: &str) {
        self.progress.aside(|| {
            if self.is_log_json {
                log(&LogLine {
                    level,
                    event: "document_done",
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

/// `13 scans`, `1 damaged`.
fn in_words(status: &str, number: usize) -> String {
    let word = WORDS.iter().find(|(own, ..)| *own == status);
    let word = word.map_or(status, |(_, one, several)| if number == 1 { one } else { several });
    format!("{number} {word}")
}
