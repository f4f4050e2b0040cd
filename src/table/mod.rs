//! In: the grids and text lines of all pages. Out: logical tables, each with its caption, header, rows and notes.

mod build;
mod caption;
mod captions;
mod coded;
mod columns;
mod continuation;
mod facing;
mod form;
mod fragment;
mod furniture;
mod genuine;
mod growing;
mod header;
mod indent;
mod notes;
mod parts;
mod row;
mod seam;
mod sheet;
mod stitch;
#[cfg(test)]
mod tests;
mod words;

pub use crate::model::table::{
    Caption, Cell, Column, ColumnMeaning, ColumnRole, Field, Origin, Row, RowRole, Table, TablePlace, Value,
};
pub(crate) use fragment::PagePart;
pub(crate) use furniture::drop_furniture;
pub(crate) use stitch::tables;
