//! Amounts in cells that are merged over a column of names and one of amounts: 合计 over the names, its amount in what is left
//! of them and the column of amounts. An amount belongs to the column of amounts, wherever its cell begins.

use crate::model::{Cell, Column, ColumnRole, Origin, Row, RowRole};
use crate::words::{is_digits, parse_amount};

/// Moves them there.
pub(super) fn settle(row: &mut Row, columns: &[Column]) {
    for at in 0..columns.len() {
        if let Some(to) = column_of(row, columns, at) {
            row.cells.swap(at, to);
        }
    }
}

/// The only column of amounts that the cell beginning here is merged over, if an amount stands in it and it begins among names.
fn column_of(row: &Row, columns: &[Column], at: usize) -> Option<usize> {
    let cell = row.cells.get(at)?;
    let is_name = matches!(columns.get(at)?.role, ColumnRole::Label | ColumnRole::Text | ColumnRole::Code);
    // A code is a number too, but no row of a total has one.
    let is_total = matches!(row.role, RowRole::Total | RowRole::Subtotal);
    let is_amount = parse_amount(&cell.text).is_some() && (is_total || !is_digits(cell.text.trim()));
    if cell.origin != Origin::Printed || !is_name || !is_amount {
        return None;
    }
    let is_over = |own: &Cell| own.origin == Origin::Spanned && own.text.is_empty() && own.bbox == cell.bbox;
    let beside = row.cells.iter().zip(columns).enumerate().skip(at + 1);
    let mut over = beside.take_while(|(_, (own, _))| own.bbox.is_some() && is_over(own));
    let mut amounts = over.by_ref().filter(|(_, (_, column))| column.role == ColumnRole::Amount);
    let (to, _) = amounts.next()?;
    amounts.next().is_none().then_some(to)
}
