//! The result of reading one input: its tables in printed order and what is doubtful about them.

pub use super::page::PageNumber;
pub use super::subject::{Scope, Stage};

use super::{Finding, Lack, Ledger, Letters, Readings, Recognised, Table, Unread};
use rust_decimal::Decimal;
use std::ops::Range;

/// What one input holds.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Document {
    /// How many pages the document has (0 for plain text).
    pub pages: u32,
    /// How many of them were read (fewer with a page selection).
    pub pages_read: u32,
    /// The organisation that publishes, from the cover or the captions.
    pub organisation: Option<String>,
    /// The year the document is about.
    pub fiscal_year: Option<i32>,
    /// Budget or accounts.
    pub stage: Option<Stage>,
    /// Whose money it is about.
    pub scope: Option<Scope>,
    /// The code of the region (行政区划) it is from, six digits.
    pub region: Option<String>,
    /// The document's title as printed on its cover.
    pub title: Option<String>,
    /// When it was made public, as far as printed: `2026-02-09` or `2026-02`.
    pub published: Option<String>,
    /// The program that made the PDF, as the file says.
    pub producer: Option<String>,
    /// When it was made, as the file says: `2026-02-09T08:15:00+08:00`.
    pub created: Option<String>,
    /// The logical tables in printed order.
    pub tables: Vec<Table>,
    /// The documents of several organisations that are bound in this one; none if it is one document.
    pub parts: Vec<Part>,
    /// What its prose claims in numbers, in reading order.
    pub claims: Vec<Claim>,
    /// Which sums of its forms hold, and which amounts that proves.
    pub ledger: Ledger,
    /// What is not known of its amounts.
    pub silence: Silence,
    /// What is doubtful, in page order.
    pub findings: Vec<Finding>,
    /// The pages that were not read as they are printed, ascending.
    pub unread: Vec<Unread>,
    /// The pages that were read from their pictures, ascending.
    pub recognised: Vec<Recognised>,
    /// What else their numbers may be.
    #[cfg_attr(not(feature = "ocr"), allow(dead_code, reason = "what reads scans is another feature's"))]
    pub(crate) readings: Vec<Readings>,
    /// The lines of text that were read from pictures.
    pub(crate) letters: Vec<Letters>,
    /// True if no page that was read has any text.
    pub no_text_layer: bool,
}

impl Document {
    /// The pages that lack this, ascending.
    pub fn lacking(&self, is_lack: impl Fn(Lack) -> bool) -> Vec<PageNumber> {
        self.unread.iter().filter(|unread| is_lack(unread.why)).map(|unread| unread.page).collect()
    }
}

/// How much is not known of the amounts of a document: each is a finding, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Silence {
    /// Amounts for which no unit is printed.
    pub amounts_without_unit: usize,
    /// Columns of amounts of which is not known what they measure.
    pub columns_without_measure: usize,
    /// Rows with amounts that have neither a name nor a code.
    pub rows_without_label: usize,
}

/// One of the documents that are bound in one file: a unit's own budget behind its department's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part {
    /// Whose it is.
    pub organisation: String,
    /// The year it is about.
    pub fiscal_year: Option<i32>,
    /// Budget or accounts.
    pub stage: Option<Stage>,
    /// Its tables, as indices of the document's, from 0.
    pub tables: Range<usize>,
}

/// A number that the prose (情况说明) claims.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The page the number is printed on; none in a text dump.
    pub page: Option<PageNumber>,
    /// The line of a text dump, from 1; none in a PDF.
    pub line: Option<usize>,
    /// The whole sentence, without white space; of a very long one the clause.
    pub sentence: String,
    /// Where the number begins, in characters of the sentence.
    pub offset: usize,
    /// The words before it in its clause; of what there is none of also those behind.
    pub subject: String,
    /// The number with its unit, as printed; of what there is none of (a value of 0) the word that says so.
    pub text: String,
    /// The number, its scale kept.
    pub value: Decimal,
    /// Its unit: money (`万元`), a percentage or things.
    pub unit: String,
}
