//! Printed rows of a sheet to logical rows.

use super::header::HeaderShape;
use super::sheet::Sheet;
use super::words::{is_number, is_remark, is_subtotal, is_total};
use super::{Cell, Origin, Row, RowRole};

/// The body rows of a sheet. A merged label stands in every row it spans; a merged amount only in its first.
pub(super) fn rows(sheet: &Sheet, shape: &HeaderShape) -> Vec<Row> {
    let places = sheet.places();
    (shape.body..sheet.height())
        .map(|row| {
            let cells: Vec<Cell> = (0..sheet.width())
                .map(|column| {
                    let cell = &sheet.cells[places[row][column]];
                    let anchor = cell.rows.start.max(shape.body) == row && cell.columns.start == column;
                    let below = cell.columns.start == column && !is_number(&cell.text);
                    let named = shape.is_late_name(cell);
                    let text = if (anchor || below) && !named { cell.text.clone() } else { String::new() };
                    let origin = if anchor { Origin::Printed } else { Origin::Spanned };
                    Cell { text, value: None, page: Some(cell.page), bbox: Some(cell.rect), origin, printed: None }
                })
                .collect();
            Row { role: role(&cells, sheet.width()), level: None, cells }
        })
        .collect()
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
