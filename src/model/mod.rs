//! The plain data that stages hand on: a document with its tables, what is doubtful about them, what was tried on their sums.
//! In: nothing. Out: types, each with no more behaviour than its own words and counts; the stages are functions over them.

pub mod document;
pub mod finding;
mod index;
pub(crate) mod ledger;
mod page;
mod recognised;
mod scheme;
mod subject;
pub(crate) mod table;
mod unread;
mod word;

pub use document::{Claim, Document, Part, Silence};
pub use finding::{Finding, Place, Severity, codes};
pub use index::{ColumnIndex, RowIndex, TableIndex};
pub use ledger::{Cause, CellRef, CellState, Figure, Ledger, Outcome, Places, Relation, Rest, Sureness, Verdict};
pub use page::PageNumber;
pub use recognised::Recognised;
pub(crate) use recognised::{Letters, Readings};
pub use scheme::Scheme;
pub use subject::{Phase, Scope, Stage};
pub use table::{
    Caption, Cell, Column, ColumnMeaning, ColumnRole, Field, Origin, Row, RowRole, Table, TablePlace, Value,
};
pub use unread::{Lack, Stop, Unread};
pub use word::UnknownWord;
