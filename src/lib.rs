//! Turns published Chinese budget and final-account disclosures into normalised logical tables.
//!
//! ```text
//! bytes ──pdf──▶ Page {glyphs, rulings, images}          as painted, nothing inferred
//!        ──text─▶ TextLine                               characters as meant
//!        ──grid─▶ Grid {cells with row and column spans} one lattice on one page, ruled or aligned
//!        ─table─▶ Table {caption, header, rows, notes}   one logical table, over all its pages
//!    ─statement─▶ typed values (Decimal, code)           one meaning per cell
//!    ─narrative─▶ Claim                              the numbers that the prose between the tables claims
//!   ─correction─▶ the same, as people corrected it       before meanings are given and sums checked
//!       ─verify─▶ Ledger                             which sums of the forms hold, which amounts that proves
//!               ▶ Document ──export──▶ CSV, JSON, XLSX, Parquet ──report──▶ pages to look at it all, painted by `pdf`
//!                 findings ─annotate─▶ copies of PDFs with notes; any stage ─inspect─▶ a drawing
//! text  ──dump─▶ Table, typed                             the same out of a text dump: no geometry, so the
//!                                                         form, the sums and the order of the text say where
//! ```
//!
//! `pipeline` is the sentence, the folders are its words. Below the stages lies what all of them stand on: [`geometry`], the plain
//! data that stages hand on ([`model`]: they are functions over it), what a text is by itself, in one grammar for pages and
//! dumps (`words`), and what the forms print (`catalogue`). Values flow down the list above and `use` points up it (a test holds it to that); only `pipeline`
//! composes stages, and the library never sees `cli`. A stage is pure: no I/O, no globals, the same input gives the same bytes
//! on one thread or many.
//!
//! Invariants:
//! - one frame for all geometry (see [`geometry`]), entered once, in `pdf`;
//! - only `pdf` names a PDF library, and only `pdf` can fail ([`Error`]); everything later doubts ([`Finding`]);
//! - an amount is a decimal, never a float; a text is what is printed, wrapping undone, nothing else changed;
//! - a value is never altered to make a sum hold, and a check that did not run is no pass;
//! - every glyph inside a table's rulings is in exactly one cell.
//!
//! # Using it
//!
//! [`extract`] reads one document. What it gives is plain data, and [`export`] makes files of it:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use fiscal_tables::{Options, export::csv, extract};
//!
//! let document = extract(&std::fs::read("samples/ruled-budget.pdf")?, &Options::default())?;
//! let income = document.tables.iter().find(|table| table.kind.as_deref() == Some("dept_income")).ok_or("no such table")?;
//! let text = String::from_utf8(csv::table(income, csv::Dialect::default()))?;
//! assert_eq!(text.lines().count(), income.rows.len() + 1);
//! # Ok(())
//! # }
//! ```
//!
//! The examples of the project (`cargo run --example amounts`, `facts_to_parquet`) are what a crate would start from.
//!
//! # Features
//!
//! All are on by default, for those who install the command; a crate asks for `default-features = false` and what it uses.
//! `cli` is the command with its report, copies with notes and drawings of stages; `parquet` and `xlsx` are the formats beside
//! CSV and JSON, `sqlite` another one, of the command only; `json-schema` describes what is written. `arrow` gives the rows of a
//! run as record batches, from which Parquet is written. `python`, off by default, is the extension module of the Python package.
//!
//! # Versions
//!
//! Semantic versioning. What counts as the interface: the public items of this crate but for `cli`; the command's options,
//! exit statuses and statuses of inputs; the names and meaning of files, columns, JSON fields and codes of findings. Before
//! 1.0 a minor version may break it, and CHANGELOG says how; a patch never does. Fields, columns, kinds and checks may be added
//! in any version, and a better reading of a document is no break. JSON carries a version of its own (`schema`), which changes
//! where a field changes its meaning. The least Rust version may rise in a minor version.

#[cfg(feature = "cli")]
mod annotate;
pub(crate) mod catalogue;
pub mod correction;
mod dump;
pub mod error;
pub mod geometry;
mod grid;
#[cfg(feature = "cli")]
mod inspect;
pub mod model;
mod narrative;
#[cfg(feature = "ocr")]
mod ocr;
mod pdf;
pub mod pipeline;
mod relation;
#[cfg(feature = "cli")]
mod report;
#[cfg_attr(not(feature = "ocr"), allow(dead_code, reason = "what reads scans is another feature's"))]
mod scan;
#[cfg(test)]
mod sketch;
mod statement;
pub mod table;
mod text;
pub mod verify;
mod words;

pub mod export;

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;

#[cfg(feature = "python")]
mod python;

pub use catalogue::{Catalogue, CatalogueError, Kind};
pub use error::{Error, ErrorKind, Result};
pub use model::{Claim, Document, Finding, PageNumber, Part, Place, Scheme, Scope, Severity, Stage, document, finding};
#[cfg(feature = "ocr")]
pub use ocr::{ModelError, Ocr, Reader};
pub use pipeline::{InputFormat, Options, extract, understand};
pub use statement::Fact;
