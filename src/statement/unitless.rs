//! Amounts of which no unit is printed: neither beside the table, nor in the names of its columns or rows.

use super::meaning::row_unit;
use crate::model::{ColumnRole, Document, Finding, Place, Severity, Table, codes};
use crate::words::factor;

/// Adds a finding for each table whose amounts are of no known unit.
pub(super) fn report(document: &mut Document) {
    let unitless = document.tables.iter().enumerate().filter(|(_, table)| is_unitless(table));
    let found = unitless.map(|(index, table)| {
        let place = Place { page: table.first_page(), table: Some(index + 1), ..Place::default() };
        let message = "no unit of money is printed for the amounts of the table";
        Finding::new(codes::NO_UNIT, Severity::Info, place, message)
    });
    let found: Vec<Finding> = found.collect();
    document.findings.extend(found);
}

fn is_unitless(table: &Table) -> bool {
    if table.caption.unit.is_some() || table.amounts() == 0 {
        return false;
    }
    let of_money = |unit: &String| factor(unit).is_some();
    let columns = || table.columns.iter().zip(&table.meanings).filter(|(column, _)| column.role == ColumnRole::Amount);
    let in_columns = columns().any(|(_, meaning)| meaning.unit.as_ref().is_some_and(of_money));
    let in_rows = || (0..table.rows.len()).any(|row| row_unit(table, row, 0).as_ref().is_some_and(of_money));
    !in_columns && !in_rows()
}
