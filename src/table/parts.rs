//! Parts of a sheet under a header of their own.

use super::header;
use super::sheet::{Sheet, SheetCell};
use crate::words::{is_number, squeeze};
use std::ops::Range;

/// A header of its own divides its columns into so many at least.
const FEWEST_NAMES: usize = 2;

/// Where the next part of a sheet begins.
pub(super) struct NextPart {
    pub(super) row: usize,
    /// Its header is the last line of the first one, which is so many rows high: what stands above that is not printed again.
    pub(super) head: Option<usize>,
}

impl NextPart {
    pub(super) fn at(row: usize) -> NextPart {
        NextPart { row, head: None }
    }

    /// The part with its header.
    pub(super) fn of(&self, sheet: &Sheet) -> Sheet {
        let mut below = sheet.clone();
        match self.head {
            Some(end) => below.remove_rows(end..self.row + 1),
            None => below.drop_leading_rows(self.row),
        }
        below
    }
}

/// The row in which the next part of this sheet begins: where the header is printed again on one page, or a title stands
/// over other names. Headers that following pages repeat are taken out, with a caption inside the rulings that says no
/// other `title`.
pub(super) fn next_part(sheet: &mut Sheet, title: Option<&str>) -> Option<NextPart> {
    let shape = header::find(sheet);
    if shape.end == 0 || sheet.texts(0).is_empty() {
        return None;
    }
    let head = keys(sheet, 0..shape.end);
    if head.iter().map(Vec::len).max().unwrap_or(0) < FEWEST_NAMES {
        return None;
    }
    let leaves = leaves(sheet, shape.end);
    let mut row = shape.body;
    while row + shape.end <= sheet.height() {
        let is_head = |row: usize| {
            row + shape.end <= sheet.height() && key(sheet, row) == head[0] && keys(sheet, row..row + shape.end) == head
        };
        let below = below_caption(sheet, row);
        let is_titled =
            row > shape.body && header::is_title_row(sheet, row) && names_columns(sheet, below) && !is_head(below);
        let again = is_head(row);
        let first = if again { caption_above(sheet, shape.body..row) } else { row };
        if again
            && sheet.rows[row].page != sheet.rows[first - 1].page
            && (first..row).all(|row| is_said(sheet, row, title))
        {
            sheet.remove_rows(first..row + shape.end);
            row = first;
            continue;
        }
        if row > shape.body && (again || is_titled) {
            return Some(NextPart::at(if first > shape.body { first } else { row }));
        }
        if row > shape.body && shape.end > 1 && key(sheet, row) == leaves {
            if sheet.rows[row].page == sheet.rows[row - 1].page {
                return Some(NextPart { row, head: Some(shape.end) });
            }
            sheet.remove_rows(row..row + 1);
            continue;
        }
        row += 1;
    }
    None
}

/// The first of the rows right above the end of these that are a caption inside the rulings; else their end.
fn caption_above(sheet: &Sheet, rows: Range<usize>) -> usize {
    let page = sheet.rows.get(rows.end).map(|row| row.page);
    let is_caption = |row: &usize| Some(sheet.rows[*row].page) == page && header::is_caption_row(sheet, *row);
    (rows.start.max(1)..rows.end).rev().take_while(is_caption).last().unwrap_or(rows.end)
}

/// The first row below a caption that begins in this one.
fn below_caption(sheet: &Sheet, row: usize) -> usize {
    (row..sheet.height()).find(|row| !header::is_caption_row(sheet, *row)).unwrap_or(sheet.height())
}

/// Is a caption row no title but that of the table?
fn is_said(sheet: &Sheet, row: usize, title: Option<&str>) -> bool {
    !header::is_title_row(sheet, row) || sheet.texts(row).iter().all(|text| Some(&*squeeze(text)) == title)
}

/// The texts of a row with the columns they stand in.
fn key(sheet: &Sheet, row: usize) -> Vec<(Range<usize>, String)> {
    let text = |cell: &SheetCell| (cell.columns.clone(), squeeze(&cell.text).into_owned());
    sheet.begin_in(row).filter(|cell| !cell.text.is_empty()).map(text).collect()
}

/// The same of the names that stand lowest in a header.
fn leaves(sheet: &Sheet, end: usize) -> Vec<(Range<usize>, String)> {
    let mut places = sheet.places_in(end - 1);
    places.dedup();
    let cells = places.into_iter().map(|place| &sheet.cells[place]).filter(|cell| !cell.text.is_empty());
    cells.map(|cell| (cell.columns.clone(), squeeze(&cell.text).into_owned())).collect()
}

fn keys(sheet: &Sheet, rows: Range<usize>) -> Vec<Vec<(Range<usize>, String)>> {
    rows.map(|row| key(sheet, row)).collect()
}

/// True if the row holds several texts and no number.
fn names_columns(sheet: &Sheet, row: usize) -> bool {
    if row + 1 >= sheet.height() {
        return false;
    }
    let texts = sheet.texts(row);
    texts.len() >= FEWEST_NAMES && !texts.iter().any(|text| is_number(text))
}
