//! Lines on standard error, and how counts and names stand in them.

use super::clock;
use crate::export::messages::{LOG_SCHEMA, LogLine};
use std::io::{self, Write};
use std::time::SystemTime;

/// Says why the run could not start or go on.
pub(super) fn failure(message: &str, is_log_json: bool) {
    if is_log_json {
        log(&LogLine { level: "error", event: "error", message: message.to_owned(), ..LogLine::default() });
    } else {
        line(&format!("fiscal-tables: {message}"));
    }
}

/// Writes one line for programs.
pub(super) fn log(entry: &LogLine) {
    let entry = LogLine { schema: LOG_SCHEMA, time: clock::utc(SystemTime::now()), ..entry.clone() };
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

/// `1 page`, `3 pages`.
pub(super) fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// File names may hold line ends and escape sequences; a report may not.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
