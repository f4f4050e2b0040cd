//! What one document adds to the files of an output folder: lists, Parquet, database.

use crate::export::csv::Row;

/// What one document adds to the run's files.
#[cfg_attr(not(feature = "sqlite"), allow(dead_code, reason = "the database alone asks for all of it"))]
pub(super) struct Rows {
    /// The name of its folder.
    pub(super) folder: String,
    /// The digest of its files.
    pub(super) output_sha256: Option<String>,
    /// Rows of `documents.csv`, with what is noted of their inputs.
    pub(super) documents: Vec<Row>,
    /// Rows of `tables.csv`.
    pub(super) tables: Vec<Row>,
    /// Rows of `facts.csv`; empty where nobody but CSV asks for them.
    pub(super) facts: Vec<Row>,
    /// Rows of `findings.csv`.
    pub(super) findings: Vec<Row>,
}
