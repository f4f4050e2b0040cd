//! One sheet with the lines around it to one table.

use super::caption;
use super::coded;
use super::form::{self, SplitForm};
use super::header::{self, HeaderShape};
use super::parts::{self, NextPart};
use super::row;
use super::sheet::{Sheet, SheetCell};
use super::{Caption, Column, ColumnRole, Field, Table, TablePlace};
use crate::model::PageNumber;
use crate::words::{formula, squeeze, year_in};

/// The tables that a sheet shows: forms of one kind may stand under one frame, and parts of a table under a header each.
pub(super) fn tables(sheet: Sheet, caption: Caption, notes: Vec<String>) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut rest = Some((sheet, caption));
    while let Some((mut sheet, mut caption)) = rest.take() {
        take_inner_caption(&mut sheet, &mut caption);
        caption.remarks.extend(parts::take_heading(&mut sheet, !tables.is_empty()));
        let mut form = form::form(&sheet);
        let next = match &form {
            Some(form) => form.next.map(NextPart::at),
            None => parts::next_part(&mut sheet, caption.title.as_deref()),
        };
        if let Some(next) = next.filter(|next| (1..sheet.height()).contains(&next.row)) {
            let (below, row) = (next.of(&sheet), next.row);
            sheet.truncate(row);
            // A blank row that parts them is of neither.
            while sheet.height() > 1 && is_gap(&sheet, sheet.height() - 1) {
                sheet.truncate(sheet.height() - 1);
            }
            // What stands above the frame holds for all that is in it.
            rest = Some((below, Caption { remarks: Vec::new(), ..caption.clone() }));
        }
        let pages = pages(&sheet);
        let fields = form.take().map(|form| take_fields(&mut sheet, &mut caption, form));
        tables.push(table(sheet, pages, caption, fields.unwrap_or_default()));
    }
    if let Some(last) = tables.last_mut() {
        last.notes = notes;
    }
    tables
}

/// One blank cell as wide as the sheet.
fn is_gap(sheet: &Sheet, row: usize) -> bool {
    let is_blank =
        |cell: &SheetCell| cell.columns == (0..sheet.width()) && cell.rows.len() == 1 && cell.text.is_empty();
    sheet.begin_in(row).next().is_some_and(is_blank)
}

/// Takes what stands around the list of a form, and leaves the list.
fn take_fields(sheet: &mut Sheet, caption: &mut Caption, form: SplitForm) -> Vec<Field> {
    // A text without a label is no field.
    let (texts, mut fields): (Vec<Field>, Vec<Field>) =
        form.fields.into_iter().partition(|field| field.name.is_empty());
    caption.remarks.extend(texts.into_iter().map(|field| field.value));
    sheet.truncate(form.end);
    sheet.drop_leading_rows(form.list);
    fields.extend(form::take_closing_pairs(sheet));
    caption.remarks.extend(form::take_section_labels(sheet));
    fields
}

/// The pages a sheet stands on.
fn pages(sheet: &Sheet) -> Vec<PageNumber> {
    let rows = sheet.rows.iter().map(|row| row.page);
    let mut pages: Vec<PageNumber> = rows.chain(sheet.cells.iter().map(|cell| cell.page)).collect();
    pages.sort_unstable();
    pages.dedup();
    pages
}

fn table(mut sheet: Sheet, pages: Vec<PageNumber>, caption: Caption, fields: Vec<Field>) -> Table {
    sheet.join_strips();
    sheet.drop_phantom_columns();
    coded::part_merged(&mut sheet);
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
        notes: Vec::new(),
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
            let known = caption::read_cell(text);
            let text = squeeze(text);
            if known == Caption::default() {
                caption.fiscal_year = caption.fiscal_year.or_else(|| year_in(&text));
                caption.remarks.push(text.into_owned());
                continue;
            }
            caption.unit = caption.unit.take().or(known.unit);
            caption.organisation = caption.organisation.take().or(known.organisation);
            caption.number = known.number.or(caption.number.take());
            if let Some(title) = known.title {
                caption.fiscal_year = year_in(&title).or(caption.fiscal_year);
                caption.remarks.extend(caption.title.replace(title));
            }
        }
    }
    sheet.drop_leading_rows(end);
}
