//! What a run says for programs: a line of its log, its summary. Wire types, versioned as those of [`schema`](super::schema).

#[cfg(feature = "json-schema")]
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The version of [`LogLine`].
pub const LOG_SCHEMA: &str = "fiscal-tables/log/1";
/// The version of [`Summary`].
pub const SUMMARY_SCHEMA: &str = "fiscal-tables/summary/1";

/// A line of `--log-format json`, on standard error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct LogLine {
    /// [`LOG_SCHEMA`].
    pub schema: &'static str,
    /// When it was said, in UTC: `2026-02-09T08:15:00Z`.
    pub time: String,
    /// `info`, `warning` (an input is not ok) or `error` (the run cannot go on).
    pub level: &'static str,
    /// `run_started`, `document_done` (each document, with its status), `run_finished` (the lines of the summary), `error`.
    pub event: &'static str,
    /// The input as the manifest names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// Its status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What a person is told.
    pub message: String,
    /// Milliseconds spent on the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine_ms: Option<u64>,
}

/// `--summary json`: the sums of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "json-schema", derive(JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// [`SUMMARY_SCHEMA`].
    pub schema: &'static str,
    /// Inputs, copies of others left out.
    pub documents: usize,
    /// Inputs that are copies of others: the same bytes under another name.
    pub copies: usize,
    /// Those taken over from an earlier run.
    pub reused: usize,
    /// Those that are not `ok`.
    pub failed: usize,
    /// How many inputs have which status.
    pub statuses: BTreeMap<String, usize>,
    /// Pages of all documents.
    pub pages: u64,
    /// Tables.
    pub tables: usize,
    /// Findings.
    pub findings: usize,
    /// Printed amounts.
    pub amounts: usize,
    /// Those that a sum proves.
    pub amounts_verified: usize,
    /// Those that stand in a sum which does not hold.
    pub amounts_contradicted: usize,
    /// Amounts for which no unit is printed.
    pub amounts_without_unit: usize,
    /// Columns of amounts of which is not known what they measure.
    pub columns_without_measure: usize,
    /// Rows with amounts that have neither a name nor a code.
    pub rows_without_label: usize,
    /// How long the run took.
    pub seconds: f64,
    /// The exit status of the program.
    pub exit_status: u8,
}
