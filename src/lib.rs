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
//!               ▶ Document ──export──▶ CSV, JSON ──report──▶ pages to look at it all, painted by `pdf`
//!                 findings ─annotate─▶ copies of PDFs with notes; any stage ─inspect─▶ a drawing
//! text  ──dump─▶ Table, typed                             the same out of a text dump: no geometry, so the
//!                                                         form, the sums and the order of the text say where
//! ```
//!
//! `pipeline` is the sentence, the folders are its words. Values flow down the list above and `use`
//! points up it; only `pipeline` composes stages, and the library never sees `cli`. A stage is pure: no
//! I/O, no globals, the same input gives the same bytes on one thread or many.
//!
//! Invariants:
//! - one frame for all geometry (see [`geometry`]), entered once, in `pdf`;
//! - only `pdf` names a PDF library, and only `pdf` can fail ([`Error`]); everything later doubts ([`Finding`]);
//! - an amount is a decimal, never a float; a text is what is printed, wrapping undone, nothing else changed;
//! - a value is never altered to make a sum hold, and a check that did not run is no pass;
//! - every glyph inside a table's rulings is in exactly one cell.

mod annotate;
pub(crate) mod catalogue;
pub mod correction;
pub mod document;
pub mod dump;
pub mod error;
pub mod finding;
pub mod geometry;
mod grid;
mod inspect;
mod narrative;
mod pdf;
pub mod pipeline;
mod report;
#[cfg(test)]
mod sketch;
mod statement;
pub mod table;
mod text;
pub mod verify;

pub mod export;

#[doc(hidden)]
pub mod cli;

pub use catalogue::{Catalogue, CatalogueError, Kind, Scheme};
pub use document::{Claim, Document, PageNumber, Part, Scope, Stage};
pub use error::{Error, ErrorKind, Result};
pub use finding::{Finding, Place, Severity};
pub use pipeline::{InputFormat, Options, extract};
