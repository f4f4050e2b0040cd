//! In: the grids and text lines of all pages. Out: logical tables, each with its caption, header, rows and notes.

mod build;
mod caption;
mod form;
mod growing;
mod header;
mod indent;
mod numbering;
mod row;
mod sheet;
mod stitch;
#[cfg(test)]
mod tests;
mod words;

pub use crate::model::table::{
    Caption, Cell, Column, ColumnMeaning, ColumnRole, Field, Origin, Row, RowRole, Table, TablePlace, Value,
};
pub(crate) use numbering::formula;
pub(crate) use stitch::{PagePart, drop_furniture, tables};
