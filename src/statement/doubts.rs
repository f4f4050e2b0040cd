//! What is doubtful about typed tables: what they do not print, and what is no amount.

use crate::model::{Column, ColumnRole, Document, Finding, Place, Row, Severity, Table, codes};
use crate::words::is_dash;

/// What is doubtful about the tables of a document, or that there are none.
pub(crate) fn doubts(document: &Document) -> Vec<Finding> {
    if document.tables.is_empty() && !document.no_text_layer {
        let message = "no table was found";
        return vec![Finding::new(codes::NO_TABLES, Severity::Warning, Place::default(), message)];
    }
    document.tables.iter().enumerate().flat_map(|(at, table)| of_table(at + 1, table)).collect()
}

fn of_table(index: usize, table: &Table) -> Vec<Finding> {
    let place = || Place { page: table.first_page(), table: Some(index), ..Place::default() };
    let info = |code, place, message| Finding::new(code, Severity::Info, place, message);
    let mut findings = Vec::new();
    if table.caption.title.is_none() {
        findings.push(info(codes::UNTITLED_TABLE, place(), "no title is printed above the table"));
    }
    let unnamed = table.columns.iter().enumerate().filter(|(_, column)| column.path.is_empty());
    findings.extend(unnamed.map(|(at, _)| {
        let place = Place { column: Some(at + 1), ..place() };
        info(codes::UNNAMED_COLUMN, place, "no name is printed above the column")
    }));
    for (at, row) in table.rows.iter().enumerate() {
        for (column, text) in no_amounts(row, &table.columns) {
            let page = row.cells.get(column).and_then(|cell| cell.page);
            let place = Place { page, table: Some(index), row: Some(at + 1), column: Some(column + 1) };
            let finding = info(codes::NOT_AN_AMOUNT, place, "a text in a column of amounts is no amount");
            findings.push(Finding { found: Some(text.to_owned()), ..finding });
        }
    }
    findings
}

/// The texts of a row that stand in columns of amounts and are none.
fn no_amounts<'a>(row: &'a Row, columns: &'a [Column]) -> impl Iterator<Item = (usize, &'a str)> {
    let cells = row.cells.iter().zip(columns).enumerate();
    cells.filter_map(|(at, (cell, column))| {
        let is_value = cell.value.is_some() || cell.text.trim().is_empty() || is_dash(&cell.text);
        (column.role == ColumnRole::Amount && !is_value).then_some((at, cell.text.as_str()))
    })
}
