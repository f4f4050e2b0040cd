//! What the print does not say of amounts, or what we do not understand of it: their unit, what their column measures, what
//! their row is called. Whoever sums them up has to know.

use super::meaning::UnitPlaces;
use super::record;
use crate::model::{Cell, ColumnRole, Document, Finding, Origin, Place, Severity, Silence, Table, Value, codes};

/// Adds a finding for each table with amounts of no known unit or rows without a name, and for each column of amounts of which
/// is not known what it measures; counts them all.
pub(super) fn report(document: &mut Document) {
    let mut silence = Silence::default();
    let mut found = Vec::new();
    for (index, table) in document.tables.iter().enumerate().filter(|(_, table)| table.amounts() > 0) {
        let told = |code, place: Place, what: Option<String>, message: &str| {
            let finding = Finding::new(code, Severity::Info, place.on(table.first_page()), message);
            Finding { found: what, ..finding }
        };
        let amounts = unitless(table);
        if amounts > 0 {
            silence.amounts_without_unit += amounts;
            let message = "no unit of money is printed for amounts of the table";
            found.push(told(codes::NO_UNIT, Place::table(index), Some(format!("{amounts} amounts")), message));
        }
        for column in unmeasured(table) {
            silence.columns_without_measure += 1;
            let place = Place { column: Some(column.into()), ..Place::table(index) };
            let name = table.columns.get(column).map(|column| column.path.join("/"));
            let message = "it is not known what the amounts of the column measure";
            found.push(told(codes::UNKNOWN_MEASURE, place, name, message));
        }
        let rows = nameless(table);
        if let Some(first) = rows.first() {
            silence.rows_without_label += rows.len();
            let place = Place { row: Some((*first).into()), ..Place::table(index) };
            let message = "rows with amounts have neither a name nor a code; this is the first";
            found.push(told(codes::UNNAMED_ROW, place, Some(format!("{} rows", rows.len())), message));
        }
    }
    document.silence = silence;
    document.findings.extend(found);
}

fn is_amount(cell: &Cell) -> bool {
    matches!(cell.value, Some(Value::Amount(_))) && cell.origin != Origin::Spanned
}

/// How many amounts are of no unit: none is printed beside the table, in the name of their column, or in their row.
fn unitless(table: &Table) -> usize {
    if table.caption.unit.is_some() {
        return 0;
    }
    let places = UnitPlaces::of(table);
    let of_row = |(row, own): (usize, &crate::model::Row)| {
        let cells = own.cells.iter().zip(&table.meanings);
        let mut blocks: Vec<usize> = cells
            .filter(|(cell, meaning)| is_amount(cell) && meaning.unit.is_none())
            .map(|(_, meaning)| meaning.block)
            .collect();
        blocks.retain(|block| places.of_row(table, row, *block).is_none());
        blocks.len()
    };
    table.rows.iter().enumerate().map(of_row).sum()
}

/// The columns with amounts that are of no known measure.
fn unmeasured(table: &Table) -> impl Iterator<Item = usize> {
    let is_unknown = |index: &usize| {
        table.columns[*index].role == ColumnRole::Amount
            && table.meanings.get(*index).is_none_or(|meaning| meaning.measure.is_none())
            && table.rows.iter().any(|row| row.cells.get(*index).is_some_and(is_amount))
    };
    (0..table.columns.len()).filter(is_unknown)
}

/// The rows that print an amount and neither a name nor a code beside it.
fn nameless(table: &Table) -> Vec<usize> {
    let prints_amount = |row: &usize| table.rows[*row].cells.iter().any(is_amount);
    let rows: Vec<usize> = (0..table.rows.len()).filter(prints_amount).collect();
    record::without_names(table, &rows)
}
