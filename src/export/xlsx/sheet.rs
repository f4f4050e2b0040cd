//! A table as a sheet: number, title, organisation and unit above it, its header with merged names, its rows with what
//! is doubtful as comments, its notes below.

use super::style::{Mark, Styles};
use super::{CELL_CHARACTERS, cut, number};
use crate::export::schema::{FindingJson, TableEntry};
use crate::model::{Cell, ColumnRole, Origin, RowRole, Table, Value};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Note, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// Rows above the header.
pub(super) const CAPTION_ROWS: u32 = 3;
/// Rows of a sheet, one kept for a word on those that are left out.
const ROWS: usize = 1_048_000;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// The narrowest and the widest column, in digits.
const WIDTHS: (usize, usize) = (8, 44);
/// Points of a line of text.
const LINE: f64 = 15.0;
/// More columns than these are not kept in sight: nothing would be left to move.
const FROZEN_COLUMNS: usize = 3;

/// What is doubtful, by row and column of the body; (0, 0) is the table itself. All from 1.
type Doubts = BTreeMap<(usize, usize), String>;

/// Writes a table to an empty sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    table: &Table,
    entry: &TableEntry,
    findings: &[&FindingJson],
    styles: &Styles,
) -> Result<(), XlsxError> {
    if table.width() > COLUMNS {
        let text = format!("{} columns do not fit into a sheet; the CSV file has them", table.width());
        sheet.write_string(0, 0, text)?;
        return Ok(());
    }
    let width = columns(table.width().max(1))?;
    let widths = widths(table);
    for (column, digits) in (0..).zip(&widths) {
        sheet.set_column_width(column, *digits as f64)?;
    }
    let doubts = doubts(table, findings);
    caption(sheet, table, entry, width, styles)?;
    let header = table.header.len() + usize::from(table.index_row.is_some());
    names(sheet, table, &widths, styles)?;
    let body = CAPTION_ROWS + row_number(header);
    for (at, row) in table.rows.iter().take(ROWS).enumerate() {
        for (column, cell) in row.cells.iter().enumerate() {
            let is_doubtful = doubts.contains_key(&(at + 1, column + 1));
            let is_total = matches!(row.role, RowRole::Total | RowRole::Subtotal);
            let mark = match (is_doubtful, is_total) {
                (true, _) => Mark::Doubt,
                (_, true) => Mark::Total,
                _ => Mark::Plain,
            };
            write_cell(sheet, (body + row_number(at), columns(column)?), cell, mark, styles)?;
        }
    }
    for ((row, column), text) in &doubts {
        // What is not of a cell stands at the title.
        let place = if *row == 0 || *row > ROWS || *column == 0 {
            (1, 0)
        } else {
            (body + row_number(*row - 1), columns(*column - 1)?)
        };
        sheet.insert_note(place.0, place.1, &note(text))?;
    }
    let end = body + row_number(table.rows.len().min(ROWS));
    let left_out = table.rows.len().saturating_sub(ROWS);
    let rest = (left_out > 0).then(|| format!("{left_out} more rows do not fit into a sheet; the CSV file has them"));
    let total: usize = widths.iter().sum();
    for (row, text) in (end..).zip(table.notes.iter().chain(&table.caption.remarks).chain(&rest)) {
        across(sheet, row, 0..=width - 1, text, &styles.note)?;
        sheet.set_row_height(row, LINE * lines(text, total) as f64)?;
    }
    let labels = table.columns.iter().take_while(|column| is_label(column.role)).count();
    let kept = if labels <= FROZEN_COLUMNS && labels < table.width() { columns(labels)? } else { 0 };
    sheet.set_freeze_panes(body, kept)?;
    sheet.set_repeat_rows(CAPTION_ROWS.min(body.saturating_sub(1)), body.saturating_sub(1))?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn caption(
    sheet: &mut Worksheet,
    table: &Table,
    entry: &TableEntry,
    width: u16,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    across(sheet, 0, 0..=width - 1, &text(&table.caption.number), &styles.right)?;
    across(sheet, 1, 0..=width - 1, &text(&table.caption.title), &styles.title)?;
    let total: usize = widths(table).iter().sum();
    sheet.set_row_height(1, 1.6 * LINE * lines(&text(&table.caption.title), total * 2 / 3) as f64)?;
    let organisation = entry.organisation.as_ref().map(|name| format!("编制单位：{name}")).unwrap_or_default();
    let unit = table.caption.unit.as_ref().map(|unit| format!("单位：{unit}")).unwrap_or_default();
    if width == 1 {
        return across(sheet, 2, 0..=0, [organisation, unit].join("  ").trim(), &styles.left);
    }
    let half = width / 2;
    across(sheet, 2, 0..=half - 1, &organisation, &styles.left)?;
    across(sheet, 2, half..=width - 1, &unit, &styles.right)
}

/// The header: a name that stands in several columns or rows is one merged cell; then 栏次.
fn names(sheet: &mut Worksheet, table: &Table, widths: &[usize], styles: &Styles) -> Result<(), XlsxError> {
    let grid = &table.header;
    let name = |row: usize, column: usize| grid.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);
    let mut covered = vec![vec![false; table.width()]; grid.len()];
    for row in 0..grid.len() {
        let is_last = row + 1 == grid.len();
        let mut height = 1;
        for column in 0..table.width() {
            if covered[row][column] {
                continue;
            }
            let own = name(row, column);
            // The columns' own names may be equal and are not one.
            let is_same =
                |other: usize| !is_last && !own.is_empty() && (0..=row).all(|r| name(r, column) == name(r, other));
            let right = (column + 1..table.width()).take_while(|other| !covered[row][*other] && is_same(*other)).last();
            let right = right.unwrap_or(column);
            let is_open = |below: usize| !own.is_empty() && (column..=right).all(|c| name(below, c).is_empty());
            let below = (row + 1..grid.len()).take_while(|below| is_open(*below)).last().unwrap_or(row);
            for line in covered.iter_mut().take(below + 1).skip(row) {
                line.iter_mut().take(right + 1).skip(column).for_each(|cell| *cell = true);
            }
            let room: usize = widths.iter().take(right + 1).skip(column).sum();
            height = height.max(lines(own, room).div_ceil(below + 1 - row));
            let (top, bottom) = (CAPTION_ROWS + row_number(row), CAPTION_ROWS + row_number(below));
            let (left, right) = (columns(column)?, columns(right)?);
            let text = cut(own, CELL_CHARACTERS);
            if (top, left) == (bottom, right) {
                sheet.write_string_with_format(top, left, text, &styles.header)?;
            } else {
                sheet.merge_range(top, left, bottom, right, text, &styles.header)?;
            }
        }
        sheet.set_row_height(CAPTION_ROWS + row_number(row), LINE * height as f64 + 3.0)?;
    }
    let row = CAPTION_ROWS + row_number(grid.len());
    for (column, text) in table.index_row.iter().flatten().enumerate() {
        sheet.write_string_with_format(row, columns(column)?, cut(text, CELL_CHARACTERS), &styles.header)?;
    }
    Ok(())
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    mark: Mark,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let is_repeated = cell.origin == Origin::Spanned;
    let printed = match &cell.value {
        Some(Value::Amount(value) | Value::Count(value)) => {
            number(*value).map(|number| (number, styles.number(mark, value.scale())))
        }
        Some(Value::Ratio(value)) if cell.text.trim_end().ends_with(['%', '％']) => {
            number(*value / Decimal::ONE_HUNDRED).map(|number| (number, styles.rate(mark, value.scale())))
        }
        Some(Value::Ratio(value)) => number(*value).map(|number| (number, styles.number(mark, value.scale()))),
        _ => None,
    };
    if let Some((number, format)) = printed {
        sheet.write_number_with_format(row, column, number, format)?;
    } else if cell.text.is_empty() {
        sheet.write_blank(row, column, styles.text(mark, false))?;
    } else {
        let (text, format) = (cut(&cell.text, CELL_CHARACTERS), styles.text(mark, is_repeated));
        let exact = match &cell.value {
            Some(Value::Amount(value) | Value::Count(value)) => value.to_string(),
            _ => text.to_owned(),
        };
        sheet.write_string_with_format(row, column, exact, format)?;
    }
    Ok(())
}

/// A text in several columns of a row.
fn across(
    sheet: &mut Worksheet,
    row: u32,
    columns: std::ops::RangeInclusive<u16>,
    text: &str,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    let text = cut(text, CELL_CHARACTERS);
    if columns.start() == columns.end() {
        sheet.write_string_with_format(row, *columns.start(), text, format)?;
    } else {
        sheet.merge_range(row, *columns.start(), row, *columns.end(), text, format)?;
    }
    Ok(())
}

/// Findings, and what is printed where a person corrected it.
fn doubts(table: &Table, findings: &[&FindingJson]) -> Doubts {
    let mut doubts = Doubts::new();
    for (row, cells) in (1..).zip(table.rows.iter().map(|row| &row.cells)) {
        for (column, cell) in (1..).zip(cells) {
            if let Some(printed) = &cell.printed {
                doubts.insert((row, column), format!("corrected; printed: {printed}"));
            }
        }
    }
    for finding in findings {
        let place = match (finding.row, finding.column) {
            (Some(row), Some(column)) => (row, column),
            _ => (0, 0),
        };
        let text = doubts.entry(place).or_default();
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line(finding));
    }
    doubts
}

/// `row_sum (warning): expected 12, found 13: …`
pub(super) fn line(finding: &FindingJson) -> String {
    let said = |word: &str, value: &Option<String>| value.as_ref().map(|value| format!("{word} {value}"));
    let values: Vec<String> =
        [said("expected", &finding.expected), said("found", &finding.found)].into_iter().flatten().collect();
    let values = if values.is_empty() { String::new() } else { format!("{}: ", values.join(", ")) };
    format!("{} ({}): {values}{}", finding.code, finding.severity, finding.message)
}

fn note(text: &str) -> Note {
    const NOTE_WIDTH: u32 = 320;
    const LINE_PIXELS: usize = 18;
    const NOTE_DIGITS: usize = 44;
    let height = u32::try_from(lines(text, NOTE_DIGITS).clamp(3, 20) * LINE_PIXELS).unwrap_or_default();
    let note = Note::new(cut(text, CELL_CHARACTERS)).add_author_prefix(false);
    note.set_author("fiscal-tables").set_width(NOTE_WIDTH).set_height(height)
}

fn is_label(role: ColumnRole) -> bool {
    matches!(role, ColumnRole::Label | ColumnRole::Code | ColumnRole::Index | ColumnRole::Text)
}

/// The width of each column, in digits: that of its longest text, within bounds.
fn widths(table: &Table) -> Vec<usize> {
    let own =
        |column: usize| table.columns.get(column).and_then(|column| column.path.last()).map_or(0, |name| digits(name));
    let longest = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
        cells.map(|cell| digits(&cell.text)).max().unwrap_or(0).max(own(column).min(WIDTHS.1 / 3))
    };
    (0..table.width()).map(|column| (longest(column) + 2).clamp(WIDTHS.0, WIDTHS.1)).collect()
}

/// How many digits wide a text is: a Chinese character is two.
fn digits(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn lines(text: &str, width: usize) -> usize {
    text.split('\n').map(|line| digits(line).div_ceil(width.max(1)).max(1)).sum()
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn columns(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}
