//! Printed rows of a sheet to logical rows.

use super::header::HeaderShape;
use super::indent::{self, Name};
use super::sheet::Sheet;
use super::words::{is_number, is_remark, is_subtotal, is_total};
use super::{Cell, Origin, Row, RowRole};

/// The body rows of a sheet. A merged label stands in every row it spans; a merged amount only in its first.
pub(super) fn rows(sheet: &Sheet, shape: &HeaderShape) -> Vec<Row> {
    let places = sheet.places();
    let mut rows: Vec<Row> = (shape.body..sheet.height())
        .map(|row| {
            let cells: Vec<Cell> = (0..sheet.width())
                .map(|column| {
                    let cell = &sheet.cells[places[row][column]];
                    let anchor = cell.rows.start.max(shape.body) == row && cell.columns.start == column;
                    let below = cell.columns.start == column && !is_number(&cell.text);
                    let named = shape.is_late_name(cell);
                    let text = if (anchor || below) && !named { cell.text.clone() } else { String::new() };
                    let origin = if anchor { Origin::Printed } else { Origin::Spanned };
                    let otherwise = cell.otherwise.clone().filter(|_| anchor);
                    Cell { page: Some(cell.page), bbox: Some(cell.rect), origin, otherwise, ..Cell::new(text) }
                })
                .collect();
            Row { role: role(&cells, sheet.width()), level: None, is_unsure: false, line: None, cells }
        })
        .collect();
    set_levels(sheet, &places, shape.body, &mut rows);
    rows
}

/// How deep the rows stand by the indents of their names: those of the first column of names.
fn set_levels(sheet: &Sheet, places: &[Vec<usize>], body: usize, rows: &mut [Row]) {
    let is_name = |cell: &Cell| cell.origin == Origin::Printed && !cell.text.is_empty() && !is_number(&cell.text);
    let count = |column: &usize| rows.iter().filter(|row| row.cells.get(*column).is_some_and(is_name)).count();
    let Some(column) = (0..sheet.width()).find(|column| count(column) * 2 > rows.len()) else { return };
    let names: Vec<Option<Name>> = rows
        .iter()
        .zip(&places[body..])
        .map(|(row, places)| {
            // 合计 is set in the middle of its cell, or further out than what it sums.
            let is_line = row.role == RowRole::Item && row.cells.get(column).is_some_and(is_name);
            let cell = places.get(column).and_then(|place| sheet.cells.get(*place)).filter(|_| is_line)?;
            Some(Name { indent: cell.indent?, is_of_which: cell.text.starts_with("其中") })
        })
        .collect();
    for (row, level) in rows.iter_mut().zip(indent::levels(&names)) {
        row.level = level;
    }
}

/// What a row is, by its first text.
fn role(cells: &[Cell], width: usize) -> RowRole {
    let printed: Vec<&Cell> =
        cells.iter().filter(|cell| cell.origin == Origin::Printed && !cell.text.is_empty()).collect();
    let Some(first) = printed.first() else {
        let any = cells.iter().any(|cell| !cell.text.is_empty());
        return if any { RowRole::Item } else { RowRole::Blank };
    };
    let spanned = cells.iter().filter(|cell| cell.origin == Origin::Spanned).count();
    if printed.len() == 1 && is_remark(&first.text) && spanned + 1 >= width.min(2) {
        return RowRole::Note;
    }
    // Codes may stand before the label.
    let label =
        printed.iter().find(|cell| !is_number(&cell.text)).map_or(first.text.as_str(), |cell| cell.text.as_str());
    if is_total(label) {
        RowRole::Total
    } else if is_subtotal(label) {
        RowRole::Subtotal
    } else {
        RowRole::Item
    }
}
