//! One sheet with the lines around it to one table.

use super::caption;
use super::form;
use super::header::{self, HeaderShape};
use super::row;
use super::sheet::Sheet;
use super::{Caption, Column, ColumnRole, Table, TablePlace};
use crate::model::PageNumber;
use crate::words::{formula, squeeze, stage, year_in};

/// The table that a sheet shows.
pub(super) fn table(mut sheet: Sheet, mut caption: Caption, notes: Vec<String>) -> Table {
    let rows = sheet.rows.iter().map(|row| row.page);
    let mut pages: Vec<PageNumber> = rows.chain(sheet.cells.iter().map(|cell| cell.page)).collect();
    pages.sort_unstable();
    pages.dedup();
    take_inner_caption(&mut sheet, &mut caption);
    let mut fields = Vec::new();
    if let Some(start) = form::indicator_row(&sheet) {
        fields = form::fields(&sheet, start);
        sheet.drop_leading_rows(start);
        fields.extend(form::take_closing_pairs(&mut sheet));
        caption.remarks.extend(form::take_section_labels(&mut sheet));
    }
    sheet.drop_phantom_columns();
    let shape = header::find(&sheet);
    let index_rows = index_rows(&sheet, &shape);
    let mut columns: Vec<Column> =
        header::paths(&sheet, &shape).into_iter().map(|path| Column::new(path, ColumnRole::Text)).collect();
    for row in &index_rows {
        for (column, text) in columns.iter_mut().zip(row) {
            column.formula = formula(text).or(column.formula.take());
        }
    }
    Table {
        kind: None,
        meanings: Vec::new(),
        place: TablePlace::Pages(pages),
        header: header::grid(&sheet, &shape),
        columns,
        index_row: index_rows.into_iter().next(),
        rows: row::rows(&sheet, &shape),
        caption,
        fields,
        notes,
    }
}

/// The texts of the rows that number the columns, one per column.
fn index_rows(sheet: &Sheet, shape: &HeaderShape) -> Vec<Vec<String>> {
    let Some(first) = shape.index_row else { return Vec::new() };
    let places = sheet.places();
    let text = |row: usize, column: usize| {
        let cell = &sheet.cells[places[row][column]];
        let own = cell.columns.start == column && cell.rows.start >= first && !shape.is_late_name(cell);
        if own { cell.text.clone() } else { String::new() }
    };
    (first..shape.body).map(|row| (0..sheet.width()).map(|column| text(row, column)).collect()).collect()
}

/// Title, unit and organisation printed inside the rulings: nearer to the columns than a running head above them.
fn take_inner_caption(sheet: &mut Sheet, caption: &mut Caption) {
    let end = header::first_row(sheet);
    for row in 0..end {
        for text in sheet.texts(row) {
            let text = squeeze(text);
            let known = caption::read_text(&text);
            if known == Caption::default() {
                caption.remarks.push(text.into_owned());
                continue;
            }
            caption.unit = caption.unit.take().or(known.unit);
            caption.organisation = caption.organisation.take().or(known.organisation);
            caption.number = known.number.or(caption.number.take());
            if let Some(title) = known.title {
                caption.stage = stage(&title);
                caption.fiscal_year = year_in(&title).or(caption.fiscal_year);
                caption.remarks.extend(caption.title.replace(title));
            }
        }
    }
    sheet.drop_leading_rows(end);
}
