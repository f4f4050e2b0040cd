//! `corrections.json`: what the page of a report saves, read.

use serde::Deserialize;
use std::fmt;

/// The version of the file.
pub const CORRECTIONS_SCHEMA: &str = "fiscal-tables/corrections/1";

/// The corrections of a file, of any number of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Corrections {
    schema: String,
    corrections: Vec<Correction>,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Correction {
    /// The id of the document.
    pub document: String,
    /// SHA-256 of the document it was made for, in hexadecimal.
    pub sha256: String,
    /// The table's index, from 1, as the program reads the document without corrections.
    pub table: usize,
    /// What is corrected.
    #[serde(flatten)]
    pub change: Change,
    /// What the person says about it.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is corrected. `printed` is what was found there; where that is no longer so, nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// The text of a cell.
    Cell {
        /// The body row, from 1.
        row: usize,
        /// The column, from 1.
        column: usize,
        /// What was read.
        printed: String,
        /// What is right.
        text: String,
    },
    /// The names above a column.
    Header {
        /// The column, from 1.
        column: usize,
        /// What was read, from the outermost name to the column's own.
        printed: Vec<String>,
        /// What is right.
        path: Vec<String>,
    },
    /// The kind of a table.
    Kind {
        /// What was recognised, if anything.
        printed: Option<String>,
        /// The slug of what is right; nothing for a table of no known kind.
        kind: Option<String>,
    },
    /// The next table goes on with this one: both are one.
    Merge {
        /// How many rows this table has.
        rows: usize,
    },
    /// The table is two: the second begins with this row.
    Split {
        /// The first body row of the second table, from 1.
        row: usize,
        /// How many rows the table has.
        rows: usize,
    },
    /// What a person says of a finding or cell; changes nothing.
    Review {
        /// `approved` or `rejected`.
        verdict: String,
    },
}

/// The slug of a kind names files.
fn is_slug(kind: &str) -> bool {
    !kind.is_empty() && kind.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Why a file of corrections cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionsError(String);

impl fmt::Display for CorrectionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CorrectionsError {}

/// The corrections that one document is concerned by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Selected {
    /// Those made for these very bytes.
    pub own: Vec<Correction>,
    /// Those made for a document of this id whose bytes were others.
    pub stale: Vec<Correction>,
}

impl Corrections {
    /// Reads a file.
    ///
    /// # Errors
    /// It is no JSON, of another version, or a correction lacks something.
    pub fn parse(json: &str) -> Result<Corrections, CorrectionsError> {
        let corrections: Corrections =
            serde_json::from_str(json).map_err(|error| CorrectionsError(error.to_string()))?;
        if corrections.schema != CORRECTIONS_SCHEMA {
            let found = &corrections.schema;
            return Err(CorrectionsError(format!("expected the schema {CORRECTIONS_SCHEMA}, found {found}")));
        }
        for own in &corrections.corrections {
            if let Change::Kind { kind: Some(kind), .. } = &own.change
                && !is_slug(kind)
            {
                return Err(CorrectionsError(format!("{kind:?} is no kind: expected a word such as dept_income")));
            }
        }
        Ok(corrections)
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Correction] {
        &self.corrections
    }

    /// Those that concern the document of this id and digest; of other versions of it, those that were made for its name.
    pub fn select(&self, id: &str, sha256: &str) -> Selected {
        let concerned =
            |correction: &&Correction| correction.sha256 == sha256 || name(&correction.document) == name(id);
        let (own, stale) = self.corrections.iter().filter(concerned).cloned().partition(|own| own.sha256 == sha256);
        Selected { own, stale }
    }
}

/// An id without the digest of the content that ends it: what all versions of a document have in common.
fn name(id: &str) -> &str {
    let is_digest = |end: &str| end.len() == 12 && end.bytes().all(|byte| byte.is_ascii_hexdigit());
    id.rsplit_once('-').filter(|(_, end)| is_digest(end)).map_or(id, |(name, _)| name)
}
